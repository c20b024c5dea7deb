"""The demo catalogue: an invented shop's range, made by this project and shipped with it."""
