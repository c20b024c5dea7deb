# ruff: noqa: E501 - the sentences read best one a line
"""What an honest model writes: true sentences about the looks in its prompt, in a model's manner."""

import random
from typing import Any


def honest(facts: dict[str, Any], chance: random.Random) -> list[str]:
    """Five to eight true sentences in a model's manner, naming every piece."""
    pieces = facts["name_each_of_these"]
    texts = [chance.choice(_STARTS).format(occ=_occasion(facts))]
    order = list(pieces)
    while order:
        taken = order[: chance.choice((1, 2))]
        order = order[len(taken) :]
        texts.append(_pair(taken, chance) if len(taken) == 2 else _about(taken[0], chance))
    extra = chance.choice(pieces)
    texts.append(_again(extra, chance))
    if "total" in facts:
        texts.append(_money(facts, chance))
    texts.append(chance.choice(_ENDS))
    return texts


def _occasion(facts: dict[str, Any]) -> str:
    named = facts.get("context", {}).get("occasion")
    return {"wedding_guest": "the wedding", "interview": "your interview", "date": "your date", "party": "the party", "work": "the office",
            "travel": "the journey", "brunch": "brunch"}.get(named, "the day ahead")  # fmt: skip


_STARTS = (
    "For {occ}, I'd lean into something calm and confident.",
    "This look has {occ} written all over it.",
    "You'll feel like yourself in this one, and that matters for {occ}.",
    "I kept things simple so that {occ} can be about you.",
    "There's a nice balance in this one between ease and polish.",
    "With {occ} in mind, I went for clean lines.",
    "Think effortless, with just enough structure for {occ}.",
    "Here's a look that works hard without looking like it.",
)
_ENDS = (
    "It's the kind of outfit you put on and stop thinking about.",
    "Wear it with your shoulders back and nothing else will matter.",
    "The result feels considered, never fussy.",
    "Everything speaks the same quiet language.",
    "It moves easily from afternoon to evening.",
    "You could walk out of the door in this right now.",
    "It's relaxed where it should be and sharp where it counts.",
)


def _material(piece: dict[str, Any]) -> str | None:
    return piece["materials"][0] if piece["materials"] else None


def _about(piece: dict[str, Any], chance: random.Random) -> str:
    fill = {
        "t": piece["title"],
        "c": piece["colour"],
        "p": piece["price"],
        "b": piece["brand"],
        "m": _material(piece) or piece["colour"],
    }
    shapes = (
        "The {t} in {c} sets the tone.",
        "I love the {t} here, since the {c} does so much on its own.",
        "Then comes the {t}, a {c} piece from {b} that earns its place.",
        "The {t} at {p} is the piece you'll reach for again and again.",
        "The {t} brings in {m}, which gives the whole thing some depth.",
        "Add the {t} for {p}, and let the {c} do the talking.",
        "Made of {m}, the {t} keeps its shape all day." if _material(piece) else "The {t} adds a little something.",
        "The {t} by {b} rounds things out.",
    )
    return chance.choice(shapes).format(**fill)


def _pair(two: list[dict[str, Any]], chance: random.Random) -> str:
    one, other = two
    fill = {
        "t": one["title"],
        "u": other["title"],
        "c": one["colour"],
        "d": other["colour"],
        "p": one["price"],
        "q": other["price"],
    }
    shapes = (
        "Start with the {t} and let the {u} follow its lead.",
        "The {t} in {c} meets the {u} in {d}, and neither shouts.",
        "Pair the {t} ({p}) with the {u} ({q}).",
        "The {c} of the {t} plays nicely against the {d} of the {u}.",
        "The {t} and the {u} were practically made for each other.",
        "I'd wear the {t} with the {u}, because {c} and {d} sit well together.",
    )
    return chance.choice(shapes).format(**fill)


def _again(piece: dict[str, Any], chance: random.Random) -> str:
    fill = {
        "t": piece["title"],
        "c": piece["colour"],
        "m": _material(piece) or piece["colour"],
        "b": piece["brand"],
        "p": piece["price"],
    }
    shapes = (
        "The touch of {c} there keeps it fresh.",
        "A little {c} goes a long way.",
        "{b} does this sort of thing well.",
        "That hint of {m} makes it feel considered.",
        "If one piece makes the look, it's the {t}.",
    )
    return chance.choice(shapes).format(**fill)


def _money(facts: dict[str, Any], chance: random.Random) -> str:
    total, budget = facts["total"], facts.get("budget")
    shapes = [
        f"All together it comes to {total}.",
        f"The whole look is {total}.",
        f"That's {total} for everything, head to toe.",
        f"In total you're at {total}.",
    ]
    if budget and cents(budget) > cents(total):
        left = f"${(cents(budget) - cents(total)) / 100:,.2f}".removesuffix(".00")
        shapes += [
            f"At {total} it stays under your {budget} budget.",
            f"The total is {total}, which leaves {left} of your budget.",
            f"It comes to {total}, {left} under what you set.",
        ]
    return chance.choice(shapes)


def cents(text: str) -> int:
    return round(float(text.strip("$").replace(",", "")) * 100)
