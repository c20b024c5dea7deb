"""Which country's a bare size is: "size 8" in a shop that sells in dollars is an American one, and the receipt says so.

Elsewhere a bare number stays as it is said, and the search reads low ones as British (`retrieval.sizes`).
"""

from collections.abc import Iterable

import msgspec

from aurora.types import Constraint
from commerce.garments import Department

_AMERICAN = frozenset(("USD", "CAD"))
_HIGHEST = {"shoes": 15.0, "bottom": 20.0, "dress": 24.0, "top": 24.0, "clothes": 24.0}
"""By key, the last number that is American: from there on shoes and dresses are European, and a waist is in inches."""
NOTE = "read as an American size"


def of_shop(found: Iterable[Constraint], currency: str, department: Department | None) -> list[Constraint]:
    """The constraints with bare sizes as sizes of the shop's country. A child's number is an age and stays, and so does
    what stands beside a British size ("size 12 UK, feet 5")."""
    found = list(found)
    is_british = any(c.kind == "size" and (c.value.size or "").startswith("UK ") for c in found)
    if currency not in _AMERICAN or department in ("girls", "boys") or is_british:
        return found
    return [_american(c) if c.kind == "size" else c for c in found]


def _american(constraint: Constraint) -> Constraint:
    value = constraint.value
    size = value.size or ""
    if not size.replace(".", "", 1).isdecimal() or float(size) > _HIGHEST.get(value.name or "", 0.0):
        return constraint
    return msgspec.structs.replace(constraint, value=msgspec.structs.replace(value, size=f"US {size}"), note=NOTE)
