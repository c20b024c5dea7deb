"""The catalogue as a shopper sees it: lists with facets, and one product."""

from commerce.catalogue.jsonld import jsonld
from commerce.catalogue.listing import list_products
from commerce.catalogue.product import get_product
from commerce.catalogue.stocking import Stock

__all__ = ["Stock", "get_product", "jsonld", "list_products"]
