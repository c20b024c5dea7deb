"""The demo catalogue: an invented shop's range, made by this project and shipped with it.

data/*.toml   written by hand: lines, fabrics, houses, palettes, sentences, price bands
lines.py      reads them
cuts.py       the words in which a cut is told (the drawings read these)
styles.py     line × department × fabric × house → style → product
facts.py, pricing.py, wording.py    what a style is, costs and how it is described
bulk.py       any number of products with the same distributions, for load work
report.py     what the range holds (`python -m commerce.demo`)
"""

from commerce.demo.bulk import scale
from commerce.demo.styles import products

__all__ = ["products", "scale"]
