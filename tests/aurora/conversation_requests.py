"""First requests: a look or one kind of garment, for whom, under which limits; some in German, French or Spanish."""

from collections.abc import Mapping
from random import Random

import msgspec

from tests.aurora.conversation_checks import Limit, Shopper, Step, Verdicts, asked, named, shows_looks
from tests.aurora.conversation_references import Move
from tests.aurora.conversation_stock import MONEY, Stock, noun

FOREIGN = 0.12
"""The share of conversations that begin in another language than English."""
_OCCASIONS = {
    "grown": ("a wedding", "the office", "a job interview", "a date", "brunch", "a party", "a weekend in Lisbon",
              "dinner", "the beach", "a funeral", "a black tie evening"),
    "child": ("a wedding", "a party", "school", "the beach", "a birthday"),
}  # fmt: skip


class Tongue(msgspec.Struct, frozen=True):
    """The words of one language for a first request."""

    begin: str
    occasions: tuple[str, ...]
    whom: Mapping[str, str]
    under: str
    money: str
    no_colour: str
    colours: Mapping[str, str]


TONGUES: dict[str, Tongue] = {
    "de": Tongue(
        "ich brauche ein Outfit für", ("eine Hochzeit", "das Büro", "ein Vorstellungsgespräch", "eine Party"),
        {"women": "für Damen", "men": "für Herren"}, "unter", "Dollar", "nichts in {}",
        {"black": "Schwarz", "white": "Weiß", "red": "Rot", "green": "Grün", "brown": "Braun", "pink": "Rosa"},
    ),
    "fr": Tongue(
        "je cherche une tenue pour", ("un mariage", "le bureau", "un entretien", "une fête"),
        {"women": "pour femme", "men": "pour homme"}, "moins de", "dollars", "pas de {}",
        {"black": "noir", "white": "blanc", "red": "rouge", "green": "vert", "brown": "marron", "pink": "rose"},
    ),
    "es": Tongue(
        "necesito un conjunto para", ("una boda", "la oficina", "una entrevista", "una fiesta"),
        {"women": "para mujer", "men": "para hombre"}, "menos de", "dólares", "nada de {}",
        {"black": "negro", "white": "blanco", "red": "rojo", "green": "verde", "brown": "marrón", "pink": "rosa"},
    ),
}  # fmt: skip


def request(random: Random, stock: Stock) -> Move:
    """A first request: an occasion or a garment, for whom, and up to two hard limits."""
    if random.random() < FOREIGN:
        return foreign(random, stock)
    department = random.choice(stock.departments)
    said = Shopper(stock=stock, department=department)
    words = []
    if random.random() < 0.7:
        amount = random.choice(stock.budgets[department])
        said = said.with_limit(Limit("budget", amount=amount * 100))
        words.append(_under(random, amount, stock))
    if random.random() < 0.5:
        limit, refusal = _refusal(random, stock)
        said = said.with_limit(limit)
        words.append(refusal)
    child = department in ("girls", "boys")
    whom = random.choice((f"for {department}", f"for {department}" if child else department))
    if random.random() < 0.25 and stock.garments[department]:
        return _product(random, said, whom, words)
    occasion = random.choice(_OCCASIONS["child" if child else "grown"])
    begin = random.choice(("I need an outfit for", "an outfit for", "help me dress for", "what should I wear to"))
    return Move("look", ", ".join([f"{begin} {occasion}, {whom}", *words]), said, whole_looks)


def _product(random: Random, said: Shopper, whom: str, words: list[str]) -> Move:
    """One kind of garment that the shop has plenty of for the department."""
    category = random.choice(said.stock.garments[said.department or ""])
    said = msgspec.structs.replace(said, single=True)
    begin = random.choice(("show me", "I am looking for"))
    message = ", ".join([f"{begin} {noun(category)} {whom}", *words])
    return Move("product", message, said, lambda step: _products(step, category))


def foreign(random: Random, stock: Stock) -> Move:
    """A look in German, French or Spanish: occasion, department, perhaps a budget and a colour that is refused."""
    tongue = TONGUES[random.choice(sorted(TONGUES))]
    department = random.choice([d for d in stock.departments if d in tongue.whom])
    said = Shopper(stock=stock, department=department)
    words = [f"{tongue.begin} {random.choice(tongue.occasions)}", tongue.whom[department]]
    if random.random() < 0.7:
        amount = random.choice(stock.budgets[department])
        said = said.with_limit(Limit("budget", amount=amount * 100))
        sum_said = f"{amount} {tongue.money}" if stock.currency == "USD" else f"{MONEY[stock.currency][1]}{amount}"
        words.append(f"{tongue.under} {sum_said}")
    if random.random() < 0.5:
        colour = random.choice([c for c in tongue.colours if c in stock.colours])
        said = said.with_limit(Limit("avoid_colour", colour))
        words.append(tongue.no_colour.format(tongue.colours[colour]))
    return Move("look in another language", ", ".join(words), said, whole_looks)


def _under(random: Random, amount: int, stock: Stock) -> str:
    word, sign = MONEY[stock.currency]
    return random.choice((f"under {amount} {word}", f"max {sign}{amount}", f"my budget is {amount} {word}"))


def _refusal(random: Random, stock: Stock) -> tuple[Limit, str]:
    if random.random() < 0.2:
        return Limit("heel", "flat"), random.choice(("no heels", "no heels please"))
    limit = any_limit(random, stock)
    return limit, random.choice((f"no {limit.name}", f"nothing in {limit.name}", f"but not {limit.name}"))


def any_limit(random: Random, stock: Stock) -> Limit:
    """A colour or a material of the shop, refused."""
    name = random.choice((*stock.colours, *stock.materials))
    return Limit("avoid_colour" if name in stock.colours else "avoid_material", name)


def whole_looks(step: Step) -> Verdicts:
    """A look is shown and each of its pieces is named."""
    yield from shows_looks(step)
    if step.reply.outfits:
        yield from named(step, step.first.items)


def _products(step: Step, category: str) -> Verdicts:
    yield from shows_looks(step)
    items = [item for outfit in step.reply.outfits for item in outfit.items]
    if any(len(outfit.items) != 1 for outfit in step.reply.outfits):
        yield asked("shows looks where one kind of product was asked for")
    others = [item.title for item in items if item.category != category]
    if others and not step.relaxed("category"):
        yield asked(f"{others[0]} is none of the {noun(category)}, and no word of it")
    yield from named(step, items)
