# ruff: noqa: E501 - the shelf reads best one product a line
"""Looks for the tests of the words: a small shelf by hand, whole random looks by seed, and briefings about them."""

import random
from typing import Any, cast
from uuid import UUID

from msgspec import structs

from aurora.composer import Briefing
from aurora.types import (
    Analysis,
    Candidate,
    Colour,
    Constraint,
    ConstraintValue,
    ContextMatch,
    EmotionalFit,
    ItemScores,
    Look,
    LookOnTable,
    Outfit,
    OutfitItem,
    OutfitScores,
    PieceOnTable,
    Scored,
    StyleContext,
    TurnInput,
    Weather,
)
from commerce.colours import NAMED
from commerce.garments import CATEGORIES, Pattern, Slot
from commerce.item import Item, Variant
from core.money import Money

# title | brand | category | colour | materials | price | further facts
SHELF = """
Silk Pussy-Bow Blouse | Halden | blouse | ivory | silk | 8900 |
Crisp Poplin Shirt | Corvin & Lowe | shirt | white | cotton | 5900 |
Merino Roll-Neck | Fjellvik | turtleneck | navy | merino wool | 7900 |
Linen Camp-Collar Shirt | Solana | shirt | sage | linen | 4900 | fit=relaxed
Ribbed Cotton Tee | Basewell | t_shirt | black | cotton,elastane | 1900 | fit=slim
Lace-Trim Camisole | Mirelle | camisole | champagne | satin | 3900 |
Cable-Knit Jumper | Fjellvik | sweater | cream | wool | 9500 | fit=oversized
Wide-Leg Crepe Trousers | Halden | trousers | black | viscose | 7900 | fit=relaxed
Tapered Chinos | Corvin & Lowe | chinos | stone | cotton | 5500 | fit=slim
Pleated Midi Skirt | Mirelle | skirt | forest green | polyester | 6900 |
Straight-Leg Jeans | Basewell | jeans | denim | cotton | 6500 | fit=regular
Wool Suit Trousers | Ostrava | suit_trousers | charcoal | wool | 11900 |
Satin Slip Dress | Mirelle | dress | emerald | satin | 9900 |
Wrap Midi Dress | Solana | dress | burgundy | viscose | 8500 | pattern=floral
Beaded Column Gown | Ostrava | gown | navy | polyester | 24900 | pattern=sequinned
Tailored Jumpsuit | Halden | jumpsuit | black | viscose | 12900 |
Double-Breasted Wool Blazer | Ostrava | blazer | navy | wool | 18900 | pattern=checked
Belted Trench Coat | Corvin & Lowe | trench_coat | camel | cotton | 16900 | waterproof=True
Quilted Puffer Jacket | Fjellvik | puffer_jacket | olive | polyamide | 12900 | waterproof=False
Cropped Denim Jacket | Basewell | denim_jacket | light blue | cotton | 7500 |
Wool-Cashmere Overcoat | Ostrava | coat | grey | wool,cashmere | 29900 |
Suede Chelsea Boots | Pell | ankle_boots | brown | suede | 13900 | heel=low
Leather Penny Loafers | Pell | loafers | black | leather | 11900 | heel=flat
Block-Heel Sandals | Mirelle | heeled_sandals | gold | leather | 9900 | heel=mid
Canvas Trainers | Basewell | trainers | white | canvas | 4900 | heel=flat
Polished Derby Shoes | Pell | oxfords | cognac | leather | 14900 | heel=flat
Trail Rain Boots | Fjellvik | rain_boots | green | rubber | 5900 | waterproof=True
Structured Top-Handle Bag | Halden | handbag | black | leather | 15900 |
Woven Straw Tote | Solana | tote | beige | straw | 4500 |
Satin Evening Clutch | Mirelle | clutch | silver | satin | 5500 |
Slim Crossbody | Pell | crossbody | cognac | leather | 8900 |
Silk Twill Scarf | Halden | scarf | rust | silk | 4500 | pattern=paisley
Pearl Drop Earrings | Mirelle | earrings | ivory | | 2900 |
Woven Leather Belt | Pell | belt | brown | leather | 3900 |
Knitted Beanie | Fjellvik | beanie | charcoal | wool | 2500 |
Tortoiseshell Sunglasses | Solana | sunglasses | brown | | 6900 |
"""


def _character(chance: random.Random, first: Outfit, other: Outfit) -> str:
    names = ("the bolder one", "the quieter one", "the dressier one")
    return chance.choice((*names, "the cheaper one") if other.total.amount < first.total.amount else names)


def _rows() -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(SHELF.strip().splitlines(), start=1):
        title, brand, category, colour, materials, price, more = (part.strip() for part in line.split("|"))
        facts: dict[str, Any] = dict(pair.split("=") for pair in more.split()) if more else {}
        if "waterproof" in facts:
            facts["waterproof"] = facts["waterproof"] == "True"
        made_of = tuple(material for material in materials.split(",") if material)
        rows.append(
            {"number": number, "title": title, "brand": brand, "category": category, "colour": colour}
            | {"materials": made_of, "price": int(price), "facts": facts}
        )
    return rows


ROWS = _rows()
BY_TITLE = {row["title"]: row for row in ROWS}
_HEX = {"champagne": "#f0e0c0"}


def item(name: str, position: int = 1, *, currency: str = "USD", **changes: Any) -> OutfitItem:
    """The card of a product on the shelf; `changes` override its fields."""
    row = BY_TITLE[name]
    kind = CATEGORIES[row["category"]]
    assert kind.slot is not None
    number = row["number"]
    wearable = kind.sizes != "one_size"
    size = {"alpha": "M", "waist": "32", "eu_shoe": "EU 39", "eu_dress": "38"}.get(kind.sizes) if wearable else None
    fields: dict[str, Any] = {
        "position": position, "slot": kind.slot, "product_id": UUID(int=number * 1000), "variant_id": UUID(int=number * 1000 + 1),
        "sku": f"SKU-{number}", "title": name, "brand": row["brand"], "category": row["category"], "price": Money(row["price"], currency),
        "colour": Colour(row["colour"], NAMED.get(row["colour"], _HEX.get(row["colour"], "#888888"))), "materials": row["materials"],
        "pattern": row["facts"].get("pattern", "plain"), "formality": kind.formality, "size": size, "in_stock": True,
        "image_url": "", "product_url": "", "model_3d": None, "locked": False, "why": "", "scores": ItemScores(0.5, 0.5, 0.5, 0.5),
        "clo": kind.clo, "available": 4,
    }  # fmt: skip
    known = {key: row["facts"][key] for key in ("waterproof", "heel", "fit") if key in row["facts"]}
    return OutfitItem(**(fields | known | changes))


def outfit(*titles: str, character: str | None = None, why: str = "", currency: str = "USD") -> Outfit:
    items = tuple(item(title, n, currency=currency) for n, title in enumerate(titles, start=1))
    number = sum(one.product_id.int for one in items)
    return Outfit(
        outfit_id=UUID(int=number), title="A look", items=items, empty_slots=(), total=Money(sum(one.price.amount for one in items), currency),
        scores=OutfitScores(0.7, 0.7, 0.7, 0.7), emotional_fit=EmotionalFit(confidence=78, authenticity=64, happiness=71, comfort=83, empowerment=69, summary=""),
        context_match=ContextMatch(), why=why, character=character,
    )  # fmt: skip


def _of(slot: Slot) -> list[str]:
    return [row["title"] for row in ROWS if CATEGORIES[row["category"]].slot == slot]


def random_outfit(chance: random.Random, character: str | None = None, currency: str = "USD") -> Outfit:
    """A look with clothes and shoes, and sometimes a coat, a bag and an accessory."""
    titles = (
        [chance.choice(_of("dress"))]
        if chance.random() < 0.4
        else [chance.choice(_of("top")), chance.choice(_of("bottom"))]
    )
    if chance.random() < 0.5:
        titles.append(chance.choice(_of("outerwear")))
    titles.append(chance.choice(_of("shoes")))
    titles += [chance.choice(_of("bag"))] if chance.random() < 0.6 else []
    titles += [chance.choice(_of("accessory"))] if chance.random() < 0.4 else []
    return outfit(*titles, character=character, currency=currency)


def budget(amount: int, *, status: Any = "kept", currency: str = "USD") -> Constraint:
    return Constraint(
        kind="budget",
        text="a budget",
        value=ConstraintValue(amount=amount, currency=currency, per="outfit"),
        status=status,
    )


def wish(kind: Any, name: str, *, status: Any = "kept", note: str | None = None) -> Constraint:
    return Constraint(kind=kind, text=name, value=ConstraintValue(name=name), status=status, note=note)


def turn(
    message: str = "Something for a wedding", *, seq: int = 1, seed: int = 0, conversation: int = 1, **fields: Any
) -> TurnInput:
    return TurnInput(
        conversation_id=UUID(int=conversation),
        message_id=UUID(int=conversation * 1000 + seq),
        seq=seq,
        message=message,
        seed=seed,
        **fields,
    )


def analysis(intent: Any = "look", **fields: Any) -> Analysis:
    return Analysis(intent=intent, **({"context": StyleContext()} | fields))


def briefing(
    *outfits: Outfit, intent: Any = "look", message: str = "Something for a wedding", **fields: Any
) -> Briefing:
    """A briefing about the looks; fields of Analysis and of TurnInput may be given beside its own."""
    of_turn = {
        k: fields.pop(k) for k in ("seq", "seed", "conversation", "history", "table", "state", "rates") if k in fields
    }
    own = {k: fields.pop(k) for k in ("constraints", "actions", "base", "colours", "on_offer", "terms") if k in fields}
    told = analysis(intent, constraints=own.get("constraints", ()), **fields)
    return Briefing(turn=turn(message, **of_turn), analysis=told, outfits=outfits, **own)


def random_briefing(number: int, *, looks: int = 3, **fields: Any) -> Briefing:
    """A turn that asks for a look, with an occasion, weather and a budget as they come."""
    chance = random.Random(number)
    first, *others = (random_outfit(chance) for _ in range(looks))
    outfits = [first, *(structs.replace(other, character=_character(chance, first, other)) for other in others)]
    occasion: Any = chance.choice((None, "work", "wedding_guest", "date", "party", "travel", "brunch", "interview"))
    weather = Weather(temperature_c=chance.choice((4.0, 12.0, 18.0, 27.0))) if chance.random() < 0.6 else None
    held = (budget(outfits[0].total.amount + chance.choice((0, 500, 2300, 10000))),) if chance.random() < 0.6 else ()
    context = StyleContext(occasion=occasion, weather=weather)
    given: dict[str, Any] = {"context": context, "constraints": held, "conversation": number + 1, "seed": number}
    return briefing(*outfits, **(given | fields))


def on_table(shown: Outfit) -> LookOnTable:
    return LookOnTable(
        outfit_id=shown.outfit_id,
        total=shown.total.amount,
        pieces=tuple(
            PieceOnTable(
                position=one.position, slot=one.slot, product_id=one.product_id, variant_id=one.variant_id, title=one.title,
                category=one.category, colour=one.colour.name, materials=one.materials, price=one.price.amount,
            )
            for one in shown.items
        ),
    )  # fmt: skip


def scored(title: str, *, terms: dict[str, float] | None = None, features: dict[str, float] | None = None) -> Scored:
    """A candidate on the shelf with the given score terms and feature values."""
    card = item(title)
    variant = Variant(card.variant_id, card.sku, card.colour.name, card.colour.hex, card.size, card.price.amount, 4)
    product = Item(
        product_id=card.product_id, slug=card.sku.lower(), title=title, brand=card.brand, category=card.category, slot=card.slot,
        department="women", materials=card.materials, formality=card.formality, clo=card.clo, waterproof=card.waterproof, heel=card.heel, fit=card.fit,
        pattern=cast(Pattern, card.pattern), variants=(variant,),
    )  # fmt: skip
    candidate = Candidate(item=product, variant=variant, similarity=0.5)
    return Scored(candidate=candidate, score=0.7, terms=terms or {}, features=features or {})


def look(*pieces: Scored, terms: dict[str, float] | None = None) -> Look:
    total = sum(piece.candidate.variant.price for piece in pieces)
    return Look(pieces=pieces, total=total, overall=0.7, compatibility=0.7, profile=0.6, context=0.7, terms=terms or {})
