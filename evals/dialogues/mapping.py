"""Aurora's analysis of a turn in the words of SIMMC's ontology. It reads the analysis alone, never the sentence.

It knows what SIMMC calls things (`tshirt`, `dark blue`, `sleeveLength`), as whoever connects two systems must; what the
shopper said is found by `aurora.context` or not at all.
"""

from uuid import UUID

from aurora.types import Analysis, Constraint, ConversationState, LookOnTable, PieceOnTable
from commerce.garments import CATEGORIES, SLOTS, Slot
from evals.dialogues.frames import Frame

DISAMBIGUATES = "REQUEST:DISAMBIGUATE"
"""The seller's act of asking which piece is meant."""
# Our category, or slot where the whole slot is asked for → SIMMC's type.
_TYPES = {
    "t_shirt": "tshirt", "tank_top": "tank top", "camisole": "tank top", "blouse": "blouse", "shirt": "shirt",
    "polo": "shirt", "sweater": "sweater", "cardigan": "sweater", "turtleneck": "sweater", "sweatshirt": "sweater",
    "hoodie": "hoodie", "jeans": "jeans", "trousers": "trousers", "suit_trousers": "trousers", "chinos": "trousers",
    "cargos": "trousers", "bottom": "trousers", "joggers": "joggers", "skirt": "skirt", "dress": "dress",
    "cocktail_dress": "dress", "gown": "dress", "suit": "suit", "waistcoat": "vest", "gilet": "vest", "coat": "coat",
    "trench_coat": "coat", "raincoat": "coat", "parka": "coat", "jacket": "jacket", "denim_jacket": "jacket",
    "leather_jacket": "jacket", "bomber_jacket": "jacket", "puffer_jacket": "jacket", "blazer": "jacket",
    "outerwear": "jacket", "shoes": "shoes", "cap": "hat", "beanie": "hat", "sun_hat": "hat",
}  # fmt: skip
# What a category says besides its type.
_IMPLIED = {"leather_jacket": ("pattern", "leather"), "denim_jacket": ("pattern", "denim")}
_COLOURS = {
    "navy": "dark blue", "charcoal": "dark grey", "forest green": "dark green", "burgundy": "maroon",
    "wine": "maroon", "chocolate": "dark brown", "light blue": "light blue", "sky blue": "light blue",
    "royal blue": "blue", "gold": "golden", "blush": "light pink", "hot pink": "dark pink", "tan": "brown",
    "camel": "brown", "cream": "beige", "ivory": "white", "lilac": "violet", "plum": "purple",
    "multicolour": "multicolored",
}  # fmt: skip
_PATTERNS = {
    "plain": "plain", "striped": "stripes", "checked": "checkered", "dotted": "dotted", "floral": "floral",
    "camouflage": "camouflage", "graphic": "design", "animal": "leapard print", "colourblock": "twin colors",
}  # fmt: skip
_OTHERS = {
    "inexpensive": ("price", "cheap"), "luxurious": ("price", "expensive"), "well reviewed": ("customerReview", "good"),
}  # fmt: skip
_ASKED = {"price": "price", "size": "availableSizes", "colour": "color", "brand": "brand", "reviews": "customerReview"}
_SHOWN = 3


def frame_of(analysis: Analysis, state: ConversationState, seller_act: str, values: dict[str, frozenset[str]]) -> Frame:
    """The frame that the analysis amounts to. state: before the turn. values: the catalogue's, by SIMMC's slot."""
    act = act_of(analysis, seller_act)
    if act in ("REQUEST:GET", "INFORM:REFINE", "INFORM:GET"):
        return Frame(act, slots_of(analysis, state, values))
    asked = _ASKED.get(analysis.asks or "")
    return Frame(act, frozenset(), frozenset((asked,) if asked and analysis.intent == "ask" else ()))


def act_of(analysis: Analysis, seller_act: str) -> str:
    """SIMMC's act; empty for what it has no act for (small talk, out of scope, a handoff)."""
    if seller_act == DISAMBIGUATES and analysis.intent != "act":
        return "INFORM:DISAMBIGUATE"
    if analysis.intent == "ask":
        return "REQUEST:COMPARE" if analysis.asks == "compare" else "ASK:GET"
    if analysis.intent == "refine":
        edit = analysis.edit
        return "INFORM:GET" if edit is not None and (edit.look > 0 or edit.pick_only) else "INFORM:REFINE"
    return {"act": "REQUEST:ADD_TO_CART", "product": "REQUEST:GET", "look": "REQUEST:GET"}.get(analysis.intent, "")


def slots_of(
    analysis: Analysis, state: ConversationState, values: dict[str, frozenset[str]]
) -> frozenset[tuple[str, str]]:
    """SIMMC's slots: of a new request what this message says, of a refinement all that is in force.

    A frame speaks of one kind of garment: wishes of another slot, which Aurora keeps for later, are no part of it.
    """
    refines = analysis.intent == "refine"
    place = _place(analysis, state)
    held = [
        c
        for c in analysis.constraints
        if c.source == "message" or (refines and (c.slot is None or place is None or c.slot == place))
    ]
    found: dict[str, str] = {}
    for constraint in held:
        found.update(_slot(constraint, values))
    colours = [_colour(c, values["color"]) for c in held if c.kind == "colour"]
    if colours:
        found["color"] = ", ".join(dict.fromkeys(colours))
    kind = _type(analysis, state, held)
    return frozenset((found | ({"type": kind} if kind else {})).items())


def kind_said(analysis: Analysis) -> str | None:
    """SIMMC's type of the garment that this message names, whatever it says of it; None where it names none."""
    named = [c.value.name or "" for c in analysis.constraints if c.kind == "category" and c.source == "message"]
    return next((_TYPES[name] for name in (*reversed(named), *analysis.slots) if name in _TYPES), None)


def _place(analysis: Analysis, state: ConversationState) -> Slot | None:
    """The slot that the turn is about: of the garment that is named, else of what lies on the table."""
    named = [c.slot for c in analysis.constraints if c.kind == "category" and c.source == "message"]
    shown = [state.looks[0].pieces[0].slot] if state.looks else []
    return next((slot for slot in (*reversed(named), *analysis.slots, *shown) if slot is not None), None)


def _type(analysis: Analysis, state: ConversationState, held: list[Constraint]) -> str | None:
    named = [c.value.name or "" for c in held if c.kind == "category"]
    shown = [state.looks[0].pieces[0].category] if analysis.intent == "refine" and state.looks else []
    for name in (*reversed(named), *analysis.slots, *shown):
        if name in _TYPES:
            return _TYPES[name]
    return None


def _slot(constraint: Constraint, values: dict[str, frozenset[str]]) -> dict[str, str]:
    """The slot and value of one wish; a wish that SIMMC has no slot for gives none."""
    name, words = constraint.value.name or "", constraint.text.lower()
    if constraint.kind == "size" and constraint.value.size:
        return {"size": constraint.value.size}
    if constraint.kind in ("pattern", "material"):
        return {"pattern": words if words in values["pattern"] else _PATTERNS.get(name, name)}
    if constraint.kind == "brand":
        return {"brand": _brand(name, values["brand"])}
    if constraint.kind == "category" and name in _IMPLIED:
        return dict((_IMPLIED[name],))
    if constraint.kind == "coverage" or "sleeve" in words:
        return _sleeves(words)
    if constraint.kind != "other" or name not in _OTHERS:
        return {}
    slot, value = _OTHERS[name]
    # SIMMC tells affordable from cheap, Aurora does not; her receipt keeps the shopper's word.
    return {slot: "affordable" if value == "cheap" and "afford" in words else value}


def _colour(constraint: Constraint, known: frozenset[str]) -> str:
    words, name = constraint.text.lower().replace("gray", "grey"), constraint.value.name or ""
    return words if words in known else _COLOURS.get(name, name)


def _brand(said: str, brands: frozenset[str]) -> str:
    """The catalogue's spelling of a brand."""
    return next((brand for brand in brands if brand.lower() == said.lower()), said)


def _sleeves(words: str) -> dict[str, str]:
    for length in ("sleeveless", "short", "half", "full", "long"):
        if length in words and "sleeve" in words:
            return {"sleeveLength": length}
    return {}


def state_after(analysis: Analysis, before: ConversationState) -> ConversationState:
    """The conversation after a turn, as the pipeline keeps it; what was shown is of the kind that was asked for.

    SIMMC's scenes, which tell colours and materials of what lies in view, are not at hand: pieces have a category only.
    """
    if analysis.intent not in ("look", "product", "refine"):
        return before
    shown = _shown(analysis, before)
    return ConversationState(
        context=analysis.context, constraints=analysis.constraints, looks=tuple(_table(*shown)) if shown else (),
        single=True, query=analysis.query, language=analysis.language, owned=analysis.owned,
    )  # fmt: skip


def _shown(analysis: Analysis, before: ConversationState) -> tuple[Slot, str] | None:
    """(slot, category) of what lies on the table after the turn."""
    for constraint in reversed(analysis.constraints):
        category = CATEGORIES.get(constraint.value.name or "") if constraint.kind == "category" else None
        if category is not None and category.slot is not None and constraint.source == "message":
            return category.slot, category.id
    if analysis.slots:
        return analysis.slots[0], analysis.slots[0]
    if before.looks:
        piece = before.looks[0].pieces[0]
        return piece.slot, piece.category
    return None


def _table(slot: Slot, category: str) -> list[LookOnTable]:
    ids = [UUID(int=100 + SLOTS.index(slot) * 10 + n) for n in range(_SHOWN)]
    pieces = [
        PieceOnTable(
            position=1, slot=slot, product_id=one, variant_id=one, title=category, category=category, colour="",
            materials=(), price=0,
        )
        for one in ids
    ]  # fmt: skip
    return [LookOnTable(outfit_id=piece.product_id, pieces=(piece,), total=0) for piece in pieces]
