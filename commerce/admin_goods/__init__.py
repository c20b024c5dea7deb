"""The range to the shop's staff: products, prices, stock, and who changed what."""

from commerce.admin_goods import bulk, products, trail, variants

HANDLERS = (*products.HANDLERS, *variants.HANDLERS, *bulk.HANDLERS, *trail.HANDLERS)
__all__ = ["HANDLERS"]
