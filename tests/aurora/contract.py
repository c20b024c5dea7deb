"""The chat contract as JSON Schema (draft 2020-12), written from the contract's text and not from our types."""

from typing import Any

import jsonschema

UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
UNIT = {"type": "number", "minimum": 0, "maximum": 1}
PERCENT = {"type": "integer", "minimum": 0, "maximum": 100}
TEXT = {"type": "string", "minLength": 1}
MAYBE_TEXT = {"type": ["string", "null"]}
SLOT = {"enum": ["top", "bottom", "dress", "outerwear", "shoes", "bag", "accessory"]}
MONEY = {
    "type": "object",
    "required": ["amount", "currency"],
    "properties": {
        "amount": {"type": "integer", "minimum": 0},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    },
}
SOURCE = {"enum": ["message", "request", "conversation", "profile", "inferred", "default"]}
KINDS = [
    *("budget", "colour", "avoid_colour", "material", "avoid_material", "category", "avoid_category", "brand"),
    *("avoid_brand", "size", "fit", "pattern", "avoid_pattern", "heel", "coverage", "formality", "warmth"),
    *("waterproof", "lock", "other"),
]
OCCASIONS = [
    *("everyday", "work", "business_formal", "interview", "wedding_guest", "black_tie", "cocktail", "party", "date"),
    *("evening", "brunch", "travel", "beach", "outdoor", "sport", "lounge", "festival", "funeral", "graduation"),
]


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


def _scores(names: str) -> dict[str, Any]:
    return _object(names, **dict.fromkeys(names.split(), UNIT))


def _match() -> dict[str, Any]:
    return {"oneOf": [{"type": "null"}, _object("ok why", ok={"type": "boolean"}, why=TEXT)]}


CONTEXT = _object(
    "sources",
    occasion={"enum": [*OCCASIONS, None]},
    department={"enum": ["women", "men", "unisex", "girls", "boys", None]},
    mood={
        "oneOf": [{"type": "null"}, _object("label valence arousal", label=TEXT, valence={"minimum": -1, "maximum": 1})]
    },
    sources={"type": "object", "additionalProperties": SOURCE},
)
CONSTRAINT = _object(
    "kind text value status note",
    kind={"enum": KINDS},
    text=TEXT,
    value={"type": "object"},
    status={"enum": ["kept", "relaxed", "unverifiable"]},
    note=MAYBE_TEXT,
)
ITEM = _object(
    "position slot product_id variant_id sku title brand category price colour materials pattern formality size "
    "in_stock image_url product_url model_3d locked why scores",
    position={"type": "integer", "minimum": 1},
    slot=SLOT,
    product_id=UUID,
    variant_id=UUID,
    sku=TEXT,
    title=TEXT,
    brand={"type": "string"},
    category=TEXT,
    price=MONEY,
    colour=_object("name hex", name=TEXT, hex={"type": "string", "pattern": "^#[0-9a-f]{6}$"}),
    materials={"type": "array", "items": TEXT},
    formality=UNIT,
    size=MAYBE_TEXT,
    in_stock={"type": "boolean"},
    image_url=TEXT,
    product_url=TEXT,
    model_3d={"type": ["object", "null"]},
    locked={"type": "boolean"},
    why=TEXT,
    scores=_object(
        "relevance profile context compatibility", relevance=UNIT, profile=UNIT, context=UNIT, compatibility=UNIT
    ),
)
OUTFIT = _object(
    "outfit_id title items empty_slots total scores emotional_fit context_match why",
    outfit_id=UUID,
    title=TEXT,
    items={"type": "array", "minItems": 1, "items": ITEM},
    empty_slots={"type": "array", "items": _object("slot why", slot=SLOT, why=TEXT)},
    total=MONEY,
    scores=_object(
        "overall compatibility profile context", overall=UNIT, compatibility=UNIT, profile=UNIT, context=UNIT
    ),
    emotional_fit=_object(
        "confidence authenticity happiness comfort empowerment summary",
        confidence=PERCENT,
        authenticity=PERCENT,
        happiness=PERCENT,
        comfort=PERCENT,
        empowerment=PERCENT,
        summary=TEXT,
    ),
    context_match=_object("", occasion=_match(), weather=_match(), duration=_match()),
    why=TEXT,
)
ACTION = _object("kind", kind={"enum": ["cart.added", "cart.needs_size", "wishlist.saved", "handoff.requested"]})
REPLY = _object(
    "conversation_id message_id reply context constraints outfits question suggestions actions responder",
    conversation_id=UUID,
    message_id=UUID,
    reply=TEXT,
    context=CONTEXT,
    constraints={"type": "array", "items": CONSTRAINT},
    outfits={"type": "array", "items": OUTFIT},
    question=MAYBE_TEXT,
    suggestions={"type": "array", "items": TEXT},
    actions={"type": "array", "items": ACTION},
    responder=_object(
        "kind model degraded reason",
        kind={"enum": ["llm", "composer"]},
        model=MAYBE_TEXT,
        degraded={"type": "boolean"},
        reason=MAYBE_TEXT,
    ),
)
PROBLEM = _object("type title status detail code", status={"type": "integer"}, title=TEXT, detail=TEXT, code=TEXT)


def check_reply(body: dict[str, Any]) -> None:
    """Raises where the body is not a reply as the contract has it: shape first, then what makes a look a look."""
    check_shape(body)
    for outfit in body["outfits"]:
        slots = [item["slot"] for item in outfit["items"]]
        if len(slots) > 1:
            _check_complete(slots, outfit)
    _check_alternatives(body["outfits"])


# Made once: making one checks the schema too, which took a quarter of the generated conversations' time.
_REPLY, _PROBLEM = jsonschema.Draft202012Validator(REPLY), jsonschema.Draft202012Validator(PROBLEM)


def check_shape(body: dict[str, Any]) -> None:
    """Raises where the body has not the fields of a reply, or counts or adds up its pieces wrongly."""
    _REPLY.validate(body)
    for outfit in body["outfits"]:
        assert [item["position"] for item in outfit["items"]] == list(range(1, len(outfit["items"]) + 1))
        assert outfit["total"]["amount"] == sum(item["price"]["amount"] for item in outfit["items"])
        assert all(item["in_stock"] for item in outfit["items"])


def _check_complete(slots: list[str], outfit: dict[str, Any]) -> None:
    empty = {each["slot"] for each in outfit["empty_slots"]}
    assert "dress" in slots or {"top", "bottom"} <= {*slots, *empty}, f"neither dress nor top and bottom: {slots}"
    layered = any(item["category"] in ("suit", "dungarees", "cardigan") for item in outfit["items"])
    assert "dress" not in slots or layered or not {"top", "bottom"} & set(slots), f"dress with top or bottom: {slots}"
    assert "shoes" in slots or "shoes" in empty, "no shoes and no word on why"


def _check_alternatives(outfits: list[dict[str, Any]]) -> None:
    pieces = [{item["product_id"] for item in outfit["items"]} for outfit in outfits]
    for n, one in enumerate(pieces):
        for other in pieces[n + 1 :]:
            if len(one) > 1 and len(other) > 1:
                assert len(one ^ other) >= 2, "alternatives must differ in two pieces"


def check_problem(body: dict[str, Any], status: int) -> None:
    _PROBLEM.validate(body)
    assert body["status"] == status
