"""Models of garments, made from the catalogue's words: the demo shop's things in three dimensions.

sheets.py, curves.py, folds.py   grids of cloth, how they are sewn, swept and how they fall
form.py                          the body on which everything is made, so that the pieces of a look fit together
bodice.py .. tubes.py            clothes: trunk, sleeves, necks, fronts, bare shoulders
legs.py, skirts.py, sets.py      trousers, skirts, one-pieces; stitches.py: seams that show
shoes.py, footwear.py            lasts, uppers, soles; which shoe is which
bags.py, hats.py, smalls.py      what is carried, worn on the head, and the small things
weaves.py, prints.py, order.py   fabrics and patterns as pictures; what stuff a product is made of
glb.py, images.py, work.py       the files
wardrobe.py                      `make(order)`: which maker makes which category
catalogue.py, cli.py             the demo range as orders; `aurora assets garments`
"""

from assets.garments.order import Colour, Order
from assets.garments.wardrobe import make

__all__ = ["Colour", "Order", "make"]
