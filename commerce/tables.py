"""Tax rates and shipping methods as data: the shop's own TOML file, else one that comes with it.

Rates are the operator's to keep right; the file that comes with the shop holds a few standard rates for a start. A rate
for a region wins over its country's.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, ClassVar, Protocol, TypeVar

import msgspec

from core.errors import FieldError, Unprocessable

__all__ = ["Destination", "NoShipping", "ShippingMethod", "Tables", "TablesError", "TaxRate", "UnknownMethod", "load"]

Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2 code")]
EVERYWHERE = "*"


class TablesError(ValueError):
    """The file cannot be used: a sentence that names what is wrong in it."""


class NoShipping(Unprocessable):
    code: ClassVar[str] = "no_shipping"
    title: ClassVar[str] = "We do not deliver there"


class UnknownMethod(Unprocessable):
    code: ClassVar[str] = "shipping_method_unknown"
    title: ClassVar[str] = "No such way of delivery"


class Destination(msgspec.Struct, frozen=True):
    """Where a bag goes, as far as tax and delivery ask."""

    country: Country
    region: str | None = None
    """The second part of the ISO 3166-2 code: `NY` of US-NY."""
    postcode: str | None = None


class TaxRate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """ppm: millionths, 200000 is 20 %. included: the shop's prices hold it already."""

    name: str
    ppm: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
    countries: tuple[str, ...]
    regions: tuple[str, ...] = ()
    included: bool = False
    on_shipping: bool = True
    exempt: frozenset[str] = frozenset()
    """Categories that bear none of it."""


class ShippingMethod(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """price, free_from: minor units by currency; a method without a price in the bag's currency is not offered."""

    id: Annotated[str, msgspec.Meta(pattern="^[a-z0-9_]+$")]
    name: str
    countries: tuple[str, ...]
    price: dict[str, Annotated[int, msgspec.Meta(ge=0)]]
    days: tuple[int, int]
    free_from: dict[str, Annotated[int, msgspec.Meta(ge=0)]] = {}
    may_be_free: bool = True
    """Whether a promotion for free delivery covers it."""


class Offered(Protocol):
    @property
    def id(self) -> str: ...


AnyOffer = TypeVar("AnyOffer", bound=Offered)


class Policies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What feeds must say of the shop. return_policy: the address of its page; store_country: ISO 3166-1 alpha-2."""

    return_policy: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s]+$")] | None = None
    store_country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")] | None = None


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rates and methods. `seller` is printed on invoices, `policies` are told in feeds."""

    shipping: tuple[ShippingMethod, ...]
    tax: tuple[TaxRate, ...] = ()
    seller: dict[str, str] = {}
    policies: Policies = Policies()

    @property
    def countries(self) -> tuple[str, ...]:
        """Where the shop delivers, as far as countries are named."""
        return tuple(sorted({country for one in self.shipping for country in one.countries} - {EVERYWHERE}))

    def rate(self, to: Destination) -> TaxRate | None:
        """The rate of the region, else of the country, else of everywhere; None where none is charged."""
        there = [one for one in self.tax if to.country in one.countries or EVERYWHERE in one.countries]
        regional = [one for one in there if to.region and to.region in one.regions]
        national = [one for one in there if not one.regions and to.country in one.countries]
        return next(iter([*regional, *national, *(one for one in there if not one.regions)]), None)

    def methods(self, to: Destination, currency: str) -> list[ShippingMethod]:
        return [
            one
            for one in self.shipping
            if currency in one.price and (to.country in one.countries or EVERYWHERE in one.countries)
        ]

    def pick(self, offered: Sequence[AnyOffer], method: str | None, to: Destination) -> AnyOffer:
        """The method asked for, else the first. Raises NoShipping, UnknownMethod."""
        if not offered:
            detail = f"We do not deliver to {to.country} yet."
            raise NoShipping(detail, errors=(FieldError("shipping_address.country", detail),))
        if method is None:
            return offered[0]
        found = next((one for one in offered if one.id == method), None)
        if found is None:
            detail = f"Choose one of {', '.join(one.id for one in offered)}."
            raise UnknownMethod(
                f"{method!r} does not go there. {detail}", errors=(FieldError("shipping_method", detail),)
            )
        return found


def load(path: Path | None = None) -> Tables:
    """The tables in the file, else those that come with the shop. Raises TablesError, OSError."""
    return _shipped() if path is None else read(path.read_bytes(), str(path))


@cache
def _shipped() -> Tables:
    return read((files("commerce") / "tables.toml").read_bytes(), "tables.toml")


def read(raw: bytes, name: str) -> Tables:
    """The tables in a TOML document. Raises TablesError."""
    try:
        data: dict[str, Any] = tomllib.loads(raw.decode())
        tables = msgspec.convert(data, Tables)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise TablesError(f"{name}: {error}") from None
    ids = [one.id for one in tables.shipping]
    if len(set(ids)) < len(ids):
        raise TablesError(f"{name}: two shipping methods have one id.")
    return tables
