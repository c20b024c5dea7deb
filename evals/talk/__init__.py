"""Conversations held with Aurora as a server holds them, and what must be true in each: shared by the suite of scripted
conversations and the tests' generated ones."""
