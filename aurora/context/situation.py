"""The situation that a message describes: the fields of the context, said or guessed, and the sums of money in it."""

import msgspec

from aurora.context import (
    classifier,
    languages,
    money,
    mood,
    occasions,
    people,
    places,
    shop_sizes,
    stated_sizes,
    weather,
    wordlists,
)
from aurora.context.reading import Reading
from aurora.context.text import Text, made
from aurora.types import Constraint, Intent, Location, Sizes, Style, StyleContext, TurnInput
from commerce.garments import Department
from core.money import Money

# At these probabilities the classifiers named no wrong occasion or mood on the test templates.
_SURE_OCCASION = 0.5
_SURE_MOOD = 0.75
_CUES = frozenset(wordlists.phrases("grammar", "situation_cues"))


class Situation(msgspec.Struct, frozen=True):
    """What was said of the context, what is guessed from it, and the budgets as constraints."""

    said: StyleContext
    guessed: StyleContext
    budgets: tuple[Constraint, ...]


def describe(turn: TurnInput, reading: Reading) -> Situation:
    """The situation of this message alone; what was known before is merged in by `resolve`."""
    text, plain = reading.text, _without_brands(reading)
    place = places.find(plain)
    where = Location(
        city=place.name if place and place.is_city else None,
        country=place.country if place else None,
        venue=occasions.venue(plain),
    )
    budgets = budgets_of(turn, reading)
    lasts = occasions.duration(text)
    both = languages.two_events(plain, reading.language)
    named = both.first if both else occasions.occasion(plain) or languages.occasion(plain, reading.language)
    if named is not None and turn.state.looks and occasions.likens(text):
        named = None
    if named is None and place is not None and lasts in ("multi_day", "overnight"):
        named = "travel"
    department = people.department(plain, answering=turn.state.asked is not None)
    measured = stated_sizes.constraints(reading.sizes)
    said = StyleContext(
        occasion=named,
        department=department,
        weather=weather.find_weather(text, {at for m in reading.compared for at in range(m.start, m.end)}),
        location=where if where != Location() else None,
        time_of_day=occasions.time_of_day(text),
        duration=lasts,
        budget=_whole(budgets),
        sizes=sizes_of(shop_sizes.of_shop(measured, turn.currency, wearer(turn, text, department))),
        style=_style(reading),
        mood=mood.find_mood(text) or (mood.at_strength("insecure", 1.0) if mood.asks_of_body(text) else None),
    )
    return Situation(said, _guesses(turn, text, said, place), budgets)


def wearer(turn: TurnInput, text: Text, said: Department | None) -> Department | None:
    """Whose sizes are spoken of: a child's where the message is of one, though nobody knows whether a girl's."""
    if said is None and people.has_child_without_age(text):
        return "girls"
    return said or turn.state.context.department


def _without_brands(reading: Reading) -> Text:
    """The text without the brands in it: "no Belle Fille" is about nobody's daughter, "not Louis Philippe Sport" about
    no sport."""
    named = {at for m in reading.mentions if m.kind == "brand" for at in range(m.start, m.end)}
    if not named:
        return reading.text
    left = tuple(token for at, token in enumerate(reading.text.tokens) if at not in named)
    return made(reading.text.clean, left)


def _guesses(turn: TurnInput, text: Text, said: StyleContext, place: places.Place | None) -> StyleContext:
    month = weather.month(text)
    known = turn.client.location or turn.state.context.location
    if place is None and known is not None and known.city and (month or turn.state.context.weather is None):
        place = places.by_city(known.city)
    typical = None
    if said.weather is None or said.weather.temperature_c is None:
        typical = weather.guess(place, month, turn.today, known.country if known else None)
    return StyleContext(department=people.implied(text), weather=typical)


def with_classified(reading: Reading, intent: Intent, said: StyleContext) -> StyleContext:
    """Occasion and mood by the classifiers, where no word names one and they are sure; English, four words or more."""
    text = reading.text
    if reading.language != "en" or len(text.tokens) < 4:
        return said
    if said.occasion is None and intent == "look":
        verdict = classifier.classify("occasion", text.clean)
        found = next((name for name in occasions.ORDER if verdict and name == verdict.label), None)
        if verdict is not None and found is not None and verdict.probability >= _SURE_OCCASION:
            said = msgspec.structs.replace(said, occasion=found)
    if said.mood is None and not mood.is_denied(text):
        verdict = classifier.classify("mood", text.clean)
        if verdict is not None and verdict.label in mood.PLANE and verdict.probability >= _SURE_MOOD:
            said = msgspec.structs.replace(said, mood=mood.at_strength(verdict.label, 0.8))
    return said


def sizes_of(said: list[Constraint]) -> Sizes | None:
    """The sizes that constraints state, by the contract's keys; None where they state none."""
    keys = Sizes.__struct_fields__
    members = {key: c.value.size for c in said if c.kind == "size" for key in c.value.members if key in keys}
    return Sizes(**members) if members else None


def _style(reading: Reading) -> Style | None:
    """Boldness and comfort as far as the words set them, 1..10."""
    spoken = [m for m in reading.mentions if m.kind == "other" and not m.idle]
    wanted = {m.value for m in spoken if not m.negated}
    refused = {m.value for m in spoken if m.negated}
    manner = mood.manners(reading.text)
    boldness = 8 if "bold" in wanted | manner else 3 if "understated" in wanted or "bold" in refused else None
    comfort = 9 if "comfortable" in wanted | manner else None
    return Style(boldness=boldness, comfort=comfort) if boldness or comfort else None


def budgets_of(turn: TurnInput, reading: Reading) -> tuple[Constraint, ...]:
    """The sums that limit the spending, as constraints: for the look, a piece, or the garment that they stand by."""
    text, mentions = reading.text, list(reading.mentions)
    found = []
    for said in reading.sums[-3:]:
        slot = said.slot
        if slot is None and not said.whole:
            slot = money.slot_of(said, text, mentions) or money.nearest_garment(said, text, mentions)
        found.append(
            money.constraint(
                said, _with_cue(text, said.start, said.end), slot=slot, per_item=said.per_item or slot is not None,
                shop=turn.currency, rates=turn.rates,
            )
        )  # fmt: skip
    return tuple(found)


def _with_cue(text: Text, start: int, end: int) -> str:
    """The sum with the words before it that qualify it ("no more than 200")."""
    first = start
    while first > max(0, start - 4) and text.line[first - 1] in _CUES:
        first -= 1
    return text.words(first, end)


def _whole(budgets: tuple[Constraint, ...]) -> Money | None:
    for constraint in reversed(budgets):
        value = constraint.value
        if constraint.slot is None and value.per == "outfit" and value.amount is not None and value.currency:
            return Money(value.amount, value.currency)
    return None
