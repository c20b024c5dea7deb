"""Money: integer minor units and an ISO 4217 code."""

from typing import Annotated

import msgspec

Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$", description="ISO 4217 code")]
MinorUnits = Annotated[int, msgspec.Meta(ge=0, le=10**12, description="integer minor units (cents)")]

# ISO 4217 currencies whose minor unit is not a hundredth (list one, exponents 0 and 3).
_EXPONENTS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount of one currency in its minor unit: `Money(5900, "USD")` is 59 dollars."""

    amount: MinorUnits
    currency: Currency


def exponent(currency: str) -> int:
    """Decimal places of the currency's minor unit: 2 for USD, 0 for JPY, 3 for KWD. Source: ISO 4217."""
    return _EXPONENTS.get(currency, 2)


def show(money: Money) -> str:
    """The amount as a plain figure with its code: `59.00 USD`, `8000 JPY`."""
    places = exponent(money.currency)
    return f"{money.amount / 10**places:,.{places}f} {money.currency}"
