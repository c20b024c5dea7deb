"""Orders: what may become of them (`states`), how they are shown, and what is told of them."""
