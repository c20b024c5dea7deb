"""The languages that the shop writes in: which of them somebody reads, and how money is written there."""

from core.money import exponent

__all__ = ["LANGUAGES", "language_of", "spoken", "written"]
LANGUAGES = ("en", "de", "fr", "es")
_SEPARATORS = {"en": (",", "."), "de": (".", ","), "fr": ("\u202f", ","), "es": (".", ",")}


def language_of(locale: str | None) -> str:
    """The language for a reader's locale (`de-AT`); English where it is not one that the shop writes in."""
    wanted = _primary(locale or "")
    return wanted if wanted in LANGUAGES else "en"


def spoken(accepted: str | None) -> str | None:
    """The language of ours that an `Accept-Language` header prefers; None where it names none of them.

    Source: RFC 9110, section 12.5.4; of equal weights the first counts.
    """
    best, weight = None, 0.0
    for part in (accepted or "").split(","):
        tag, _, weighing = part.partition(";")
        language, heavy = _primary(tag), _weight(weighing)
        if language in LANGUAGES and heavy > weight:
            best, weight = language, heavy
    return best


def written(amount: int, currency: str, language: str) -> str:
    """`1,059.00 USD` in English, `1.059,00 USD` in German. Source of the separators: Unicode CLDR."""
    places = exponent(currency)
    thousands, point = _SEPARATORS[language]
    figure = f"{abs(amount) / 10**places:,.{places}f}".translate({ord(","): thousands, ord("."): point})
    return f"{'−' if amount < 0 else ''}{figure}\u00a0{currency}"


def _primary(tag: str) -> str:
    return tag.strip().replace("_", "-").split("-")[0].lower()


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0
