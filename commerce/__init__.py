"""The shop: garments, colours, catalogue, stock, and what a product is known by."""
