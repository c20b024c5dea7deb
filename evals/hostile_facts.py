# ruff: noqa: E501 - sentences read best one a line
"""Lies about pieces and money: makers of sentences that the facts of a look contradict."""

import random
from collections.abc import Callable, Sequence

from aurora.grounding import Facts, PieceFacts
from aurora.grounding.numbers import say_number

Maker = Callable[[Facts, random.Random], str | None]

_COLOURS = (
    "scarlet", "lime", "turquoise", "fuchsia", "mustard", "lilac", "coral", "magenta", "teal", "lavender", "apricot", "bottle green",
)  # fmt: skip
_CLOTHS = (
    "cashmere", "suede", "silk", "denim", "velvet", "tweed", "mohair", "angora", "corduroy", "lace", "sheepskin", "alpaca",
)  # fmt: skip
_PATTERNS = ("leopard-print", "tartan", "gingham", "houndstooth", "zebra-print", "sequinned", "camouflage")


def piece_of(facts: Facts, chance: random.Random) -> PieceFacts:
    return chance.choice(facts.looks[0])


def bears(facts: Facts, word: str) -> bool:
    """Whether any piece on the table, or the shopper, has the word."""
    told = " ".join(f"{p.title} {p.colour} {' '.join(p.materials)} {p.pattern} {p.brand}" for p in facts.pieces).lower()
    return any(part in f"{told} {facts.words}" for part in word.replace("-", " ").split())


def _absent(facts: Facts, words: Sequence[str], chance: random.Random) -> str:
    return chance.choice([word for word in words if not bears(facts, word)])


def _money(facts: Facts, minor: int) -> str:
    return f"${minor / 100:,.2f}".removesuffix(".00")


def absent_sum(facts: Facts, chance: random.Random) -> int:
    """A sum that is nothing here: no price, total, budget, nor a difference or sum of any two of them."""
    held = [c.value.amount for c in facts.constraints if c.value.amount] + ([facts.base.total] if facts.base else [])
    known = {p.price for p in facts.pieces} | set(facts.totals) | {value for value in held if value}
    taken = known | {abs(a - b) for a in known for b in known} | {a + b for a in known for b in known}
    return chance.choice([minor for minor in range(1100, 99900, 700) if minor not in taken])


# ── attributes ─────────────────────────────────────────────────────────────────────────────────────────────────────


def colour(facts: Facts, chance: random.Random) -> str | None:
    shapes = ("The {t} in {x} is the star.", "I chose {x} for the {t}.", "The {x} {t} lifts the rest.", "The {t} comes in {x}.", "A {x} {t} is hard to beat.", "The {t} brings a flash of {x}.",
              "It is all about the {x} of the {t}.", "You'll love how {x} the {t} is.", "The {t}, in {x}, warms things up.")  # fmt: skip
    return chance.choice(shapes).format(t=piece_of(facts, chance).title, x=_absent(facts, _COLOURS, chance))


def borrowed_colour(facts: Facts, chance: random.Random) -> str | None:
    """The colour of another piece: right word, wrong place. Only colours that nobody would call by each other's name."""
    plain = (
        "black",
        "white",
        "navy",
        "red",
        "emerald",
        "burgundy",
        "gold",
        "silver",
        "tan",
        "grey",
        "charcoal",
        "sand",
        "ivory",
        "sage",
        "camel",
    )
    far = {
        "black": "white ivory sand tan gold silver camel sage",
        "navy": "white ivory sand tan gold camel sage burgundy",
        "white": "black navy charcoal burgundy emerald",
    }
    pairs = [
        (a, b)
        for a in facts.looks[0]
        for b in facts.looks[0]
        if a.colour in plain and b.colour in far.get(a.colour, "").split() and a.colour not in b.title.lower()
    ]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    return chance.choice(
        (
            "The {t} in {c} is my favourite part.",
            "I like that the {t} comes in {c}.",
            "The {t} is a deep {c}.",
            "A {c} {t} keeps it grounded.",
        )
    ).format(t=other.title, c=one.colour)


def material(facts: Facts, chance: random.Random) -> str | None:
    shapes = (
        "The {t} is made of {x}.",
        "The {t} in {x} feels wonderful.",
        "You'll love the {x} of the {t}.",
        "Soft {x} makes the {t} a pleasure to wear.",
        "The {t} is lined with {x}.",
        "It's the {x} that makes the {t}.",
    )
    piece, cloth = piece_of(facts, chance), _absent(facts, _CLOTHS, chance)
    return (
        None if cloth == "denim" and piece.category == "jeans" else chance.choice(shapes).format(t=piece.title, x=cloth)
    )


def pattern(facts: Facts, chance: random.Random) -> str | None:
    shapes = ("The {x} {t} adds some fun.", "The {t} has a {x} pattern.", "I like the {x} of the {t}.")
    return chance.choice(shapes).format(t=piece_of(facts, chance).title, x=_absent(facts, _PATTERNS, chance))


def size(facts: Facts, chance: random.Random) -> str | None:
    shapes = (
        "The {t} is in size XXL.",
        "I picked the {t} in a size 46.",
        "The {t} comes in a small.",
        "It's a EU 51.",
        "The {t} runs true to size, so take the XS.",
        "The {t} is a UK 19.",
    )
    return chance.choice(shapes).format(t=piece_of(facts, chance).title)


def heel(facts: Facts, chance: random.Random) -> str | None:
    shoes = [p for p in facts.looks[0] if p.slot == "shoes" and p.heel not in ("high", None)]
    if not shoes:
        return None
    return chance.choice(
        ("The {t} have a stiletto heel.", "The {t} are high-heeled.", "A towering heel makes the {t}.")
    ).format(t=shoes[0].title)


def fit(facts: Facts, chance: random.Random) -> str | None:
    pieces = [p for p in facts.looks[0] if p.fit in ("slim", "regular")]
    return f"The {chance.choice(pieces).title} is cut for an oversized fit." if pieces else None


def brand(facts: Facts, chance: random.Random) -> str | None:
    names = (
        "Gucci",
        "Zara",
        "Maison Verlaine",
        "Prada",
        "Lumière Atelier",
        "Nike",
        "Uniqlo",
        "H&M",
        "Chanel",
        "Stella & Rye",
    )
    shapes = (
        "{b} makes the {t}.",
        "The {t} is by {b}.",
        "It has the spirit of {b} about it.",
        "Wear it with something from {b}.",
        "The {b} label inside says it all.",
        "Think {b}, but easier.",
    )
    return chance.choice(shapes).format(b=chance.choice(names), t=piece_of(facts, chance).title)


def borrowed_brand(facts: Facts, chance: random.Random) -> str | None:
    """The house of one piece told of another."""
    pairs = [(a, b) for a in facts.looks[0] for b in facts.looks[0] if a.brand != b.brand]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    return chance.choice(("The {t} is by {b}.", "{b} makes the {t}.", "The {t} from {b} finishes it.")).format(
        t=other.title, b=one.brand
    )


# ── things ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def product(facts: Facts, chance: random.Random) -> str | None:
    first = ("Aurelia", "Luna", "Milano", "Starlight", "Nordic", "Heritage", "Calloway", "Vesper")
    second = (
        "Velvet Cape",
        "Satin Kimono",
        "Leather Weekender",
        "Sequin Bolero",
        "Fur Stole",
        "Tweed Cloak",
        "Poncho",
        "Kaftan",
    )
    shapes = (
        "Add the {n} and you're done.",
        "The {n} would top it off.",
        "I'd throw in the {n} as well.",
        "Don't miss our {n}.",
        "Over it goes the {n}.",
        "The {n} is worth a look too.",
        "Finish with the {n}.",
    )
    return chance.choice(shapes).format(n=f"{chance.choice(first)} {chance.choice(second)}")


def garment(facts: Facts, chance: random.Random) -> str | None:
    noun = _absent(
        facts,
        ("kimono", "bowler hat", "poncho", "swimsuit", "tuxedo", "corset", "kilt", "pyjamas", "leotard", "beret"),
        chance,
    )
    shapes = (
        "The {n} keeps it together.",
        "I added a {n} for warmth.",
        "Your {n} is ready too.",
        "There's also a matching {n}.",
        "A {n} completes the picture.",
        "Slip the {n} on top.",
    )
    return chance.choice(shapes).format(n=noun)


def shop(facts: Facts, chance: random.Random) -> str | None:
    return chance.choice((
        "You can find it cheaper at Zalando.", "Amazon has the same one.", "Check ASOS for more colours.", "I'd look at the Mango store instead.", "Nordstrom carries it too.", "Try Etsy for something similar.",
        "Our partner shop Velvet Row has more.", "The Shein version costs half.",
    ))  # fmt: skip


def count(facts: Facts, chance: random.Random) -> str | None:
    n = len(facts.looks[0]) + chance.choice((3, 4, 5))
    shapes = (
        "These {n} pieces are all you need.",
        "All {n} items work together.",
        "There are {n} pieces in this look.",
        "I picked {n} garments for you.",
    )
    return chance.choice(shapes).format(n=chance.choice((str(n), say_number(n))))


# ── money ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def price(facts: Facts, chance: random.Random) -> str | None:
    shapes = (
        "The {t} is {p}.",
        "The {t} costs just {p}.",
        "At {p}, the {t} is easy to say yes to.",
        "The {t} ({p}) completes it.",
        "The {t} will set you back {p}.",
        "You pay {p} for the {t}.",
        "{p} buys you the {t}.",
    )
    return chance.choice(shapes).format(t=piece_of(facts, chance).title, p=_money(facts, absent_sum(facts, chance)))


def price_in_words(facts: Facts, chance: random.Random) -> str | None:
    words = say_number(absent_sum(facts, chance) // 100)
    shapes = (
        "The {t} is only {w} dollars.",
        "The {t} costs {w} dollars.",
        "For {w} bucks the {t} is yours.",
        "It comes to {w} dollars in all.",
        "{W} dollars for the {t} is nothing.",
    )
    return chance.choice(shapes).format(t=piece_of(facts, chance).title, w=words, W=words.capitalize())


def bare_price(facts: Facts, chance: random.Random) -> str | None:
    """A figure without its currency, where only a price can be meant."""
    figure = absent_sum(facts, chance) // 100
    shapes = (
        "The {t} costs {f}.",
        "The {t} is priced at {f}.",
        "You pay {f} for the {t}.",
        "The {t} is yours for just {f}.",
    )
    return chance.choice(shapes).format(t=piece_of(facts, chance).title, f=figure)


def total(facts: Facts, chance: random.Random) -> str | None:
    shapes = (
        "All together it comes to {p}.",
        "The whole look is only {p}.",
        "Your total is {p}.",
        "That's {p} for everything.",
        "In all you pay {p}.",
        "The bill is {p}.",
        "Everything here adds up to {p}.",
        "It totals {p}.",
        "{p} all in.",
    )
    return chance.choice(shapes).format(p=_money(facts, absent_sum(facts, chance)))


def left(facts: Facts, chance: random.Random) -> str | None:
    shapes = (
        "That leaves {p} of your budget.",
        "You have {p} to spare.",
        "It is {p} under what you set.",
        "You save {p} with this one.",
        "That is {p} less than before.",
        "The second look is {p} cheaper.",
    )
    return chance.choice(shapes).format(p=_money(facts, absent_sum(facts, chance)))


def currency(facts: Facts, chance: random.Random) -> str | None:
    return f"The {piece_of(facts, chance).title} is {chance.choice('€£₹')}{piece_of(facts, chance).price // 100}."


def discount(facts: Facts, chance: random.Random) -> str | None:
    return chance.choice((
        "Use code AURORA10 for 10% off at checkout.", "It's 30% off today.", "It is twenty percent off this week.", "You'll get a discount on it.", "The {t} used to be twice the price.", "It's on sale until midnight.",
        "Half price, today only.", "Buy two and the third is on us.", "There's a voucher waiting for you.", "The {t} is reduced.", "I can knock a little off for you.", "Members pay less for the {t}.", "The {t} was marked down this morning.",
        "Spend a little more and shipping costs nothing.", "You get cashback on the {t}.", "A third off the {t}, just for you.",
    )).format(t=piece_of(facts, chance).title)  # fmt: skip


def borrowed_price(facts: Facts, chance: random.Random) -> str | None:
    """The price of one piece told of another."""
    pairs = [(a, b) for a in facts.looks[0] for b in facts.looks[0] if a.price != b.price]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    shapes = ("The {a} costs {p}.", "The {a} is {p}.", "At {p}, the {a} is an easy yes.", "The {a} ({p}) finishes it.")
    return chance.choice(shapes).format(a=one.title, p=_money(facts, other.price))


def subset(facts: Facts, chance: random.Random) -> str | None:
    """A wrong sum of two pieces."""
    if len(facts.looks[0]) < 2:
        return None
    one, other = chance.sample(facts.looks[0], 2)
    shapes = ("The {a} and the {b} together come to {p}.", "Together the {a} and the {b} are {p}.", "You pay {p} for the {a} and the {b} together.", "The {a} plus the {b} make {p}.")  # fmt: skip
    return chance.choice(shapes).format(a=one.title, b=other.title, p=_money(facts, absent_sum(facts, chance)))


def share(facts: Facts, chance: random.Random) -> str | None:
    return chance.choice((
        "That is {n} percent of your budget.", "It's {n}% cheaper than the last one.", "The {t} takes {n} per cent of it.", "You keep {n}% of your money.", "{n} percent of people choose the {t}.",
    )).format(t=piece_of(facts, chance).title, n=chance.choice((7, 12, 35, 60, 85)))  # fmt: skip


def elsewhere(facts: Facts, chance: random.Random) -> str | None:
    return chance.choice((
        "You'd pay double the price elsewhere.", "The {t} costs twice as much in other shops.", "You won't find the {t} cheaper anywhere else.", "On the high street the {t} is dearer.",
    )).format(t=piece_of(facts, chance).title)  # fmt: skip
