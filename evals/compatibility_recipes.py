"""Which facts a model of what goes together may use, by what a shop knows: its first day, its history, titles alone."""

from collections.abc import Iterable

import msgspec

from aurora.compatibility import Recipe

_WHOLE = ("kind", "colour", "cloth")
_CROSSED = (
    ("kind", "colour"), ("kind", "cloth"), ("family", "hue"), ("family", "colour"), ("kind", "hue"), _WHOLE,
    ("base",), ("family", "cloth"), ("kind", "base"), ("wide", "colour"), ("family", "range"),
)  # fmt: skip
_FACTS = (("kind",), ("colour",), ("hue",), ("cloth",), ("family",))
_LIFTS = (
    (("kind", "colour"), ("kind", "colour")), (("kind", "colour"), ("colour",)), (("kind",), ("colour",)),
    (("colour",), ("colour",)), (("kind",), ("kind",)), (("kind", "cloth"), ("kind", "cloth")),
    (("cloth",), ("cloth",)),
    (("family", "hue"), ("family", "hue")), (("family", "hue"), ("colour",)),
    (_WHOLE, _WHOLE), (("kind", "colour"), ("kind", "cloth")), (_WHOLE, ("kind",)), (_WHOLE, ("colour",)),
    (_WHOLE, ("family", "hue")), (_WHOLE, ("kind", "colour")), (("family", "colour"), ("family", "colour")),
    (("kind", "hue"), ("kind", "hue")), (("kind", "colour"), ("family", "hue")),
    (("wide", "hue"), ("wide", "hue")), (("base",), ("base",)), (("kind", "base"), ("kind", "base")),
    (("kind", "base"), ("family", "hue")), (("family", "colour"), ("family", "hue")),
    (("family", "cloth"), ("family", "cloth")), (("family", "range"), ("family", "range")),
    (("family", "colour"), ("colour",)), (("family", "hue"), ("hue",)),
)  # fmt: skip
_OF_ITEMS = (
    (("item",), ("item",)), (("item",), ("model",)), (("model",), ("model",)), (("item",), ("kind", "colour")),
    (("item",), ("colour",)), (("item",), ("kind",)), (("item",), ("kind", "cloth")), (("item",), ("family", "hue")),
    (("model",), ("kind", "colour")), (("model",), ("colour",)), (("model",), ("kind",)),
)  # fmt: skip
_SAME = (("colour",), ("hue",), ("cloth",), ("base",), ("family",))


def first_day(families: Iterable[str] = ()) -> Recipe:
    """Features that a shop has before it has any outfit: facts, colour, and which other colours a piece comes in."""
    return Recipe(
        tokens=_FACTS + _CROSSED, lifts=_LIFTS, same=_SAME, shown=tuple(sorted(set(families))), use_words=True,
        counted=(("kind", "colour"), _WHOLE),
    )  # fmt: skip


def with_history(families: Iterable[str] = ()) -> Recipe:
    """The same and what the shop's outfits tell of each piece and of its other colours."""
    day = first_day(families)
    named = (("item",), ("model",))
    return msgspec.structs.replace(
        day, tokens=(*day.tokens, *named), lifts=(*day.lifts, *_OF_ITEMS), counted=(*named, *day.counted), naming=named,
        walked=(("item",),),
    )  # fmt: skip


def by_title() -> Recipe:
    """Features of Polyvore's pieces."""
    kind, price, colour, length, ending = ("kind",), ("price",), ("colour",), ("length",), ("ending",)
    tier, first, brand, last = ("tier",), ("first",), ("brand",), ("last",)
    return Recipe(
        tokens=(kind, price, ("kind", "price"), colour, length, ending, tier, first, brand),
        lifts=((kind, kind), (price, price), (colour, colour), (kind, price), (kind, colour), (length, length),
            (ending, ending), (tier, tier), (first, first), (first, tier), (first, price), (brand, brand),
            (tier, kind), (length, price), (tier, length), (last, last), (first, kind), (first, length), (tier, ending),
        ),
        same=(colour, price, ending, length, tier, first, brand, last), use_words=True,
    )  # fmt: skip
