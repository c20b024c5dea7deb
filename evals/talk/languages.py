"""In which of the four languages a reply is written, without asking the stylist."""

from collections.abc import Mapping, Sequence

from aurora.types import Language

_FUNCTION: Mapping[Language, str] = {
    "en": "the and is it you your with for this that what of to on at if would one i'd it's from than all be",
    "de": "der die das und ist für mit nicht du dein ein eine es ich zu auf wie den dem bleibt dazu würde so von zur",
    "fr": "le la les et est pour avec vous votre une des ce je du au pas c'est de voici cela reste qu'en sur",
    "es": "el la los y es para con tu una del que lo te de por así queda igual se un ya su algo está al",
}  # fmt: skip


def language_of(reply: str, titles: Sequence[str]) -> Language | None:
    """Which of the four the reply is written in, by its function words beside the products' titles; None in doubt."""
    for title in sorted(titles, key=len, reverse=True):
        reply = reply.replace(title, " ")
    tokens = [word.strip(".,;:!?¿¡()").casefold() for word in reply.replace("’", "'").split()]
    counts = {language: sum(token in words.split() for token in tokens) for language, words in _FUNCTION.items()}
    (best, most), (_, next_most) = sorted(counts.items(), key=lambda pair: -pair[1])[:2]
    return best if most > next_most + 1 else None
