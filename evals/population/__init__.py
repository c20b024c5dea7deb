"""A SIMULATION: shoppers with known preferences before what the real pipeline shows, to see what experiments find."""
