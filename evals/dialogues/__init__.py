"""Public dialogues and captions in a shop, read as they are published, and how well they are understood."""
