"""A language model as a judge of pairs: measured against people before it may decide anything. Optional."""
