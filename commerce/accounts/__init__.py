"""Accounts: who a shopper is, how they sign in, and what follows them."""
