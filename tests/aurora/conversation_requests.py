# ruff: noqa: E501 - messages read best one a line
"""First requests: a look or one kind of garment, for whom, under which limits; some in German, French or Spanish."""

from collections.abc import Callable, Mapping
from random import Random

import msgspec

from aurora.types import ClientContext, Language, Sizes, Weather
from commerce.garments import CATEGORIES
from core.money import Money
from evals.talk.limits import Limit, in_slot, is_coloured
from evals.talk.stock import MONEY, Stock, noun
from tests.aurora.conversation_checks import Shopper, Step, Verdict, Verdicts, asked, shows_looks
from tests.aurora.conversation_references import Move
from tests.aurora.conversation_words import COLOURS

FOREIGN = 0.15
"""The share of conversations that begin in another language than English."""
_OCCASIONS: Mapping[str, Mapping[str, str]] = {
    "grown": {"a wedding": "wedding_guest", "the office": "work", "a job interview": "interview", "a date": "date",
              "brunch": "brunch", "a party": "party", "a weekend in Lisbon": "travel", "dinner": "evening",
              "the beach": "beach", "a funeral": "funeral", "a black tie evening": "black_tie",
              "my graduation": "graduation", "a hike": "outdoor", "a music festival": "festival"},
    "child": {"a wedding": "wedding_guest", "a party": "party", "school": "", "the beach": "beach", "a birthday": "party"},
}  # fmt: skip
"""What is said → what the context is to hold; empty where several would do."""


class Tongue(msgspec.Struct, frozen=True):
    """The words of one language for a first request."""

    begin: str
    occasions: Mapping[str, str]
    whom: Mapping[str, str]
    under: str
    money: str
    no_colour: str


TONGUES: dict[Language, Tongue] = {
    "de": Tongue(
        "ich brauche ein Outfit für",
        {"eine Hochzeit": "wedding_guest", "das Büro": "work", "ein Vorstellungsgespräch": "interview", "eine Party": "party"},
        {"women": "für Damen", "men": "für Herren"}, "unter", "Dollar", "nichts in {}",
    ),
    "fr": Tongue(
        "je cherche une tenue pour",
        {"un mariage": "wedding_guest", "le bureau": "work", "un entretien": "interview", "une fête": "party"},
        {"women": "pour femme", "men": "pour homme"}, "moins de", "dollars", "pas de {}",
    ),
    "es": Tongue(
        "necesito un conjunto para",
        {"una boda": "wedding_guest", "la oficina": "work", "una entrevista": "interview", "una fiesta": "party"},
        {"women": "para mujer", "men": "para hombre"}, "menos de", "dólares", "nada de {}",
    ),
}  # fmt: skip


class Ask(msgspec.Struct, frozen=True):
    """A request as far as it is put together: what stands, the words for it, what the client says without words."""

    said: Shopper
    words: tuple[str, ...] = ()
    context: ClientContext = ClientContext()
    coloured: tuple[str, str] | None = None
    """Slot and colour of a piece that is wished for."""
    owns: tuple[str, str] | None = None
    """Category and colour of a piece of the wardrobe that is to be worn."""

    def with_words(self, words: str, said: Shopper | None = None) -> "Ask":
        return msgspec.structs.replace(self, words=(*self.words, words), said=said or self.said)


Wish = Callable[[Random, Ask], Ask | None]


def request(random: Random, stock: Stock) -> Move:
    """A first request: an occasion or a garment, for whom, and up to four wishes and hard limits."""
    if random.random() < FOREIGN:
        return foreign(random, stock)
    department = random.choice(stock.departments)
    ask = Ask(Shopper(stock=stock, department=department))
    is_product = bool(stock.garments[department]) and random.random() < 0.25
    for wish in _some(random, _OF_PRODUCT if is_product else _OF_LOOK):
        ask = wish(random, ask) or ask
    child = department in ("girls", "boys")
    whom = random.choice((f"for {department}", f"for {department}" if child else department))
    if random.random() < 0.06:
        other = random.choice([d for d in stock.departments if d != department])
        whom = f"for {other}, no wait, for {department}"
    if is_product:
        return _product(random, ask, whom)
    occasion, known_as = random.choice(sorted(_OCCASIONS["child" if child else "grown"].items()))
    begin = random.choice(
        (
            "I need an outfit for",
            "an outfit for",
            "help me dress for",
            "what should I wear to",
            "put together a look for",
        )
    )
    message = ", ".join([f"{begin} {occasion}, {whom}", *ask.words])

    def check(step: Step) -> Verdicts:
        refused = ask.coloured is not None and any(limit.name == ask.coloured[1] for limit in ask.said.limits)
        yield from _looks(step, known_as, None if refused else ask.coloured)
        if ask.owns is not None and step.reply.outfits:
            mine = [item for item in step.first.items if item.owned]
            right = any((i.category, i.colour.name, i.price.amount) == (*ask.owns, 0) for i in mine)
            yield Verdict("references", "" if right else f"without the {' '.join(reversed(ask.owns))} of the wardrobe")

    return Move("look", message, ask.said, check, context=ask.context, owns=ask.owns)


def _some(random: Random, wishes: tuple[Wish, ...]) -> tuple[Wish, ...]:
    """Up to four, each at most once; those that stand twice come more often."""
    drawn = random.sample(wishes, random.choice((0, 1, 1, 2, 2, 3, 4)))
    return tuple(dict.fromkeys(drawn))


def _product(random: Random, ask: Ask, whom: str) -> Move:
    """One kind of garment that the shop has plenty of for the department."""
    category = random.choice(ask.said.stock.garments[ask.said.department or ""])
    said = msgspec.structs.replace(ask.said, single=True)
    begin = random.choice(("show me", "I am looking for", "do you have any", "I need"))
    message = ", ".join([f"{begin} {noun(category)} {whom}", *ask.words])
    return Move("product", message, said, lambda step: _products(step, category), context=ask.context)


def foreign(random: Random, stock: Stock) -> Move:
    """A look in German, French or Spanish: occasion, department, perhaps a budget and a colour that is refused."""
    language = random.choice(sorted(TONGUES))
    tongue = TONGUES[language]
    department = random.choice([d for d in stock.departments if d in tongue.whom])
    said = Shopper(stock=stock, department=department, language=language)
    occasion, known_as = random.choice(sorted(tongue.occasions.items()))
    words = [f"{tongue.begin} {occasion}", tongue.whom[department]]
    if random.random() < 0.7:
        amount = random.choice(stock.budgets[department])
        said = said.with_limit(Limit("budget", amount=amount * 100))
        sum_said = f"{amount} {tongue.money}" if stock.currency == "USD" else f"{MONEY[stock.currency][1]}{amount}"
        words.append(f"{tongue.under} {sum_said}")
    if random.random() < 0.5:
        colour = random.choice([c for c in COLOURS[language] if c in stock.colours])
        said = said.with_limit(Limit("avoid_colour", colour))
        words.append(tongue.no_colour.format(COLOURS[language][colour]))
    check = lambda step: _looks(step, known_as, None)  # noqa: E731 - as the others, but with a language
    return Move("look in another language", ", ".join(words), said, check, language=language)


# ── wishes and limits ──────────────────────────────────────────────────────────────────────────────────────────────


def _budget(random: Random, ask: Ask) -> Ask | None:
    stock = ask.said.stock
    amount = random.choice(stock.budgets[ask.said.department or ""])
    said = ask.said.with_limit(Limit("budget", amount=amount * 100))
    if random.random() < 0.15 and not any(limit.each for limit in ask.said.limits):
        said = ask.said.with_limit(Limit("budget", amount=amount * 100, told=False))
        context = msgspec.structs.replace(ask.context, budget=Money(amount * 100, stock.currency))
        return msgspec.structs.replace(ask, said=said, context=context)
    word, sign = MONEY[stock.currency]
    forms = (f"under {amount} {word}", f"max {sign}{amount}", f"my budget is {amount} {word}", f"no more than {sign}{amount}",
             f"{sign}{amount} max", f"up to {amount} {word} in all")  # fmt: skip
    return ask.with_words(random.choice(forms), said)


def _each(random: Random, ask: Ask) -> Ask | None:
    """A sum for every piece."""
    amount = max(20, ask.said.stock.budgets[ask.said.department or ""][2] // 2)
    word, sign = MONEY[ask.said.stock.currency]
    if ask.context.budget is not None:  # what is said of money wins over what the client knew: which sum is meant?
        return None
    said = ask.said.with_limit(Limit("budget", amount=amount * 100, each=True))
    forms = (f"under {sign}{amount} each", f"no piece over {amount} {word}", f"max {sign}{amount} per item")
    return ask.with_words(random.choice(forms), said)


def _refusal(random: Random, ask: Ask) -> Ask | None:
    limit = any_limit(random, ask.said.stock)
    words = random.choice(("no {}", "nothing in {}", "but not {}", "I never wear {}", "anything but {}")).format(
        limit.name
    )
    return ask.with_words(words, ask.said.with_limit(limit))


def _refusals(random: Random, ask: Ask) -> Ask | None:
    """Two in one breath."""
    one, two = any_limit(random, ask.said.stock), any_limit(random, ask.said.stock)
    if one == two:
        return None
    words = random.choice(("no {} and no {}", "no {} or {}", "neither {} nor {}")).format(one.name, two.name)
    return ask.with_words(words, ask.said.with_limit(one).with_limit(two))


def _no_heels(random: Random, ask: Ask) -> Ask | None:
    words = random.choice(("no heels", "no heels please", "I can't walk in heels", "flat shoes only"))
    return ask.with_words(words, ask.said.with_limit(Limit("heel", "flat")))


def _no_brand(random: Random, ask: Ask) -> Ask | None:
    brands = ask.said.stock.brands[ask.said.department or ""]
    if not brands:
        return None
    brand = random.choice(brands)
    words = random.choice(("nothing by {}", "not {} though", "no {} please")).format(brand)
    return ask.with_words(words, ask.said.with_limit(Limit("avoid_brand", brand)))


def _no_kind(random: Random, ask: Ask) -> Ask | None:
    category = random.choice(("blazer", "jeans", "trainers", "sandals", "backpack", "shorts"))
    words = random.choice(("no {}", "I don't want {}", "anything but {}")).format(noun(category))
    return ask.with_words(words, ask.said.with_limit(Limit("avoid_category", category)))


def _size(random: Random, ask: Ask) -> Ask | None:
    sizes = ask.said.stock.sizes[ask.said.department or ""]
    if not sizes or any(limit.kind == "size" for limit in ask.said.limits):
        return None
    key = random.choice(sorted(sizes))
    size = random.choice(sizes[key])
    said = ask.said.with_limit(Limit("size", key, size=size))
    if random.random() < 0.4:
        said = ask.said.with_limit(Limit("size", key, size=size, told=False))
        context = msgspec.structs.replace(ask.context, sizes=Sizes(**{key: size}))
        return msgspec.structs.replace(ask, said=said, context=context)
    forms = {
        "top": (f"my top size is {size}", f"tops in {size}", f"I wear {size} in tops"),
        "shoes": (f"my shoe size is {size}", f"shoes in {size}", f"EU {size} shoes", f"I wear shoes in size {size}"),
    }
    return ask.with_words(random.choice(forms[key]), said)


def _mood(random: Random, ask: Ask) -> Ask | None:
    return ask.with_words(
        random.choice(("I'm nervous about it", "I want to feel confident", "I'm so excited", "I feel a bit low lately"))
    )


def _weather(random: Random, ask: Ask) -> Ask | None:
    degrees, sky, words = random.choice(
        ((4.0, "snow", "it will be 4 degrees and snowing"), (12.0, "rain", "12°C and rain"),
         (22.0, None, "around 22 degrees"), (31.0, "clear", "31°C and sunny"), (16.0, "wind", "16 degrees and windy"))
    )  # fmt: skip
    if random.random() < 0.4:
        weather = Weather(temperature_c=degrees, conditions=sky)  # type: ignore[arg-type]  # of the table above
        return msgspec.structs.replace(ask, context=msgspec.structs.replace(ask.context, weather=weather))
    return ask.with_words(words)


def _coloured(random: Random, ask: Ask) -> Ask | None:
    """One piece in a colour; it may give way where the receipt says so."""
    slot, colour = random.choice(("shoes", "bag", "top")), random.choice(ask.said.stock.colours)
    words = random.choice(("with {} {}", "I'd like {} {}", "ideally {} {}")).format(colour, slot)
    asked_for = (slot, colour) if "ideally" not in words else None
    return msgspec.structs.replace(ask.with_words(words), coloured=asked_for)


def _own_shoes(random: Random, ask: Ask) -> Ask | None:
    """Shoes that the shopper has are worn or left out, and none are sold."""
    words = random.choice(("I already have shoes", "I'll wear my own black shoes", "I have brown boots to go with it"))
    return ask.with_words(words, msgspec.structs.replace(ask.said, owned=ask.said.owned | {"shoes"}))


def _wardrobe(random: Random, ask: Ask) -> Ask | None:
    """Something of the wardrobe is worn: it is there, costs nothing and is put to no limit."""
    if ask.said.department not in ("women", "men") or ask.said.owned or ask.said.limits:
        return None
    category = random.choice(("blazer", "jeans", "loafers", "coat", "backpack", "chinos"))
    colour = random.choice(("navy", "black", "grey", "brown"))
    thing = f"my {colour} {CATEGORIES[category].noun}"
    words = random.choice(("with {}", "around {}", "I want to wear {}")).format(thing)
    said = msgspec.structs.replace(ask.said, owned=frozenset((CATEGORIES[category].slot or "",)))
    return msgspec.structs.replace(ask.with_words(words, said), owns=(category, colour))


def any_limit(random: Random, stock: Stock) -> Limit:
    """A colour or a material of the shop, refused."""
    name = random.choice((*stock.colours, *stock.materials))
    return Limit("avoid_colour" if name in stock.colours else "avoid_material", name)


_OF_PRODUCT: tuple[Wish, ...] = (_budget, _budget, _refusal, _refusal, _refusals, _no_brand)
_OF_LOOK: tuple[Wish, ...] = (
    _budget, _budget, _budget, _each, _refusal, _refusal, _refusals, _no_heels, _no_brand, _no_kind, _size, _size, _mood,
    _weather, _coloured, _own_shoes, _wardrobe, _wardrobe,
)  # fmt: skip


# ── what has to come of it ─────────────────────────────────────────────────────────────────────────────────────────


def _looks(step: Step, occasion: str, coloured: tuple[str, str] | None) -> Verdicts:
    """Looks for the occasion and the department that were named, with the piece in the colour that was."""
    yield from shows_looks(step)
    context = step.reply.context
    if occasion and context.occasion != occasion:
        yield asked(f"heard {context.occasion}, said {occasion}")
    if step.after.department and context.department != step.after.department:
        yield asked(f"heard {context.department}, said {step.after.department}")
    if step.reply.outfits and "shoes" in step.after.owned:
        shoes = in_slot(step.first, "shoes")
        if shoes is not None and not shoes.owned:
            yield asked("sells shoes to who has some")
    elif step.reply.outfits and coloured is not None:
        slot, colour = coloured
        item = in_slot(step.first, slot)
        if (item is None or not is_coloured(colour, item)) and not step.relaxed("colour", colour, slot):
            yield asked(f"the {slot} is {item.colour.name if item else 'gone'}, not {colour}, and no word of it")


def whole_looks(step: Step) -> Verdicts:
    """A look is shown, whatever the occasion."""
    yield from _looks(step, "", None)


def _products(step: Step, category: str) -> Verdicts:
    yield from shows_looks(step)
    items = [item for outfit in step.reply.outfits for item in outfit.items]
    if any(len(outfit.items) != 1 for outfit in step.reply.outfits):
        yield asked("shows looks where one kind of product was asked for")
    others = [item.title for item in items if item.category != category]
    if others and not step.relaxed("category"):
        yield asked(f"{others[0]} is none of the {noun(category)}, and no word of it")
