import msgspec
import pytest

from aurora.pipeline import Stylist
from aurora.receipts import in_sizes, receipts
from aurora.retrieval import Retriever
from aurora.types import (
    Analysis,
    Colour,
    Constraint,
    ConstraintKind,
    ConstraintValue,
    ContextMatch,
    EmotionalFit,
    ItemScores,
    Outfit,
    OutfitItem,
    OutfitScores,
    StyleContext,
    TurnInput,
    Weather,
)
from commerce.colours import NAMED
from commerce.garments import Department, Heel, Slot
from core.ids import uuid7
from core.money import Money
from core.telemetry import Timings

pytestmark = pytest.mark.anyio


def piece(
    slot: Slot = "top",
    *,
    colour: str = "navy",
    materials: tuple[str, ...] = ("cotton",),
    price: int = 5000,
    heel: Heel | None = None,
    waterproof: bool | None = None,
) -> OutfitItem:
    return OutfitItem(
        position=1,
        slot=slot,
        product_id=uuid7(),
        variant_id=uuid7(),
        sku="A-1",
        title="Tern shirt",
        brand="Tern",
        category="shirt",
        price=Money(price, "USD"),
        colour=Colour(colour, NAMED[colour]),
        materials=materials,
        pattern="plain",
        formality=0.6,
        size="M",
        in_stock=True,
        image_url="/images/a.svg",
        product_url="/products/a",
        model_3d=None,
        locked=False,
        why="It is navy.",
        scores=ItemScores(0.5, 0.5, 0.5, 0.5),
        heel=heel,
        waterproof=waterproof,
    )


def look(*items: OutfitItem) -> Outfit:
    total = sum(item.price.amount for item in items)
    return Outfit(
        outfit_id=uuid7(),
        title="A look",
        items=items,
        empty_slots=(),
        total=Money(total, "USD"),
        scores=OutfitScores(0.5, 0.5, 0.5, 0.5),
        emotional_fit=EmotionalFit(
            confidence=50, authenticity=50, happiness=50, comfort=50, empowerment=50, summary="Calm."
        ),
        context_match=ContextMatch(),
        why="It works.",
    )


def wish(kind: ConstraintKind, *, slot: Slot | None = None, **value: object) -> Constraint:
    return Constraint(kind=kind, text=kind, value=ConstraintValue(**value), slot=slot)  # type: ignore[arg-type]


def status_of(constraint: Constraint, *outfits: Outfit) -> tuple[str, str | None]:
    receipt = receipts([constraint], outfits)[0]
    return receipt.status, receipt.note


def test_a_budget_is_kept_to_the_cent_and_says_how_far_it_was_passed() -> None:
    budget = wish("budget", amount=10_000, currency="USD", per="outfit")

    assert status_of(budget, look(piece(), piece())) == ("kept", None)
    assert status_of(budget, look(piece(), piece(price=5001))) == ("relaxed", "0.01 USD over")


def test_a_budget_a_piece_is_compared_with_the_dearest_piece() -> None:
    budget = wish("budget", amount=5_000, currency="USD", per="item")

    assert status_of(budget, look(piece(), piece(), piece()))[0] == "kept"
    assert status_of(budget, look(piece(), piece(price=6000))) == ("relaxed", "10.00 USD over")


def test_a_budget_without_a_rate_is_never_compared() -> None:
    status, note = status_of(wish("budget", amount=1, currency="CHF", per="outfit"), look(piece()))

    assert status == "unverifiable"
    assert note is not None
    assert "CHF" in note


def test_a_converted_budget_says_at_which_rate() -> None:
    budget = wish("budget", amount=21_600, currency="USD", per="outfit", original=Money(20_000, "EUR"), rate=1.08)

    assert status_of(budget, look(piece())) == ("kept", "at 1 EUR = 1.08 USD")


def test_one_look_that_breaks_a_limit_is_enough() -> None:
    assert status_of(wish("avoid_colour", name="black"), look(piece()), look(piece(colour="black")))[0] == "relaxed"


@pytest.mark.parametrize(
    ("materials", "status"),
    [(("leather",), "relaxed"), (("vegan leather",), "kept"), (("faux leather", "cotton"), "kept"),
     (("calf leather",), "relaxed"), ((), "unverifiable")],
)  # fmt: skip
def test_vegan_leather_is_no_leather_and_an_unknown_material_cannot_be_promised(
    materials: tuple[str, ...], status: str
) -> None:
    assert status_of(wish("avoid_material", name="leather"), look(piece(materials=materials)))[0] == status


def test_a_colour_asked_for_the_look_is_kept_by_one_piece_and_for_a_slot_by_that_piece() -> None:
    dressed = look(piece("top", colour="white"), piece("shoes", colour="navy"))

    assert status_of(wish("colour", name="navy"), dressed)[0] == "kept"
    assert status_of(wish("colour", name="navy", slot="shoes"), dressed)[0] == "kept"
    assert status_of(wish("colour", name="navy", slot="top"), dressed)[0] == "relaxed"


@pytest.mark.parametrize("shade", ["cobalt", "indigo", "navy", "sky blue", "denim"])
def test_a_shade_that_would_answer_a_wish_for_a_colour_is_ruled_out_by_refusing_it(shade: str) -> None:
    assert status_of(wish("colour", name="blue"), look(piece(colour=shade)))[0] == "kept"
    assert status_of(wish("avoid_colour", name="blue"), look(piece(colour=shade)))[0] == "relaxed"


@pytest.mark.parametrize(("name", "neighbour"), [("black", "navy"), ("white", "cream"), ("purple", "royal blue")])
def test_a_neighbouring_colour_neither_answers_a_wish_nor_breaks_a_limit(name: str, neighbour: str) -> None:
    assert status_of(wish("colour", name=name), look(piece(colour=neighbour)))[0] == "relaxed"
    assert status_of(wish("avoid_colour", name=name), look(piece(colour=neighbour)))[0] == "kept"


@pytest.mark.parametrize(("heel", "status"), [("flat", "kept"), ("high", "relaxed"), (None, "unverifiable")])
def test_no_heels_is_read_off_the_shoes(heel: Heel | None, status: str) -> None:
    assert status_of(wish("heel", name="flat", slot="shoes"), look(piece("shoes", heel=heel)))[0] == status


@pytest.mark.parametrize(("fact", "status"), [(True, "kept"), (False, "relaxed"), (None, "unverifiable")])
def test_waterproof_is_kept_only_where_the_shop_says_so(fact: bool | None, status: str) -> None:
    constraint = wish("waterproof", slot="outerwear")

    assert status_of(constraint, look(piece("outerwear", waterproof=fact)))[0] == status


def test_a_lock_is_kept_while_the_piece_is_there() -> None:
    kept = piece()

    assert status_of(wish("lock", product_id=kept.product_id), look(kept))[0] == "kept"
    assert status_of(wish("lock", product_id=kept.product_id), look(piece()))[0] == "relaxed"


def test_a_composers_note_never_turns_a_broken_limit_into_a_kept_one() -> None:
    budget = wish("budget", amount=100, currency="USD", per="outfit")

    receipt = receipts([budget], [look(piece())], relaxed=[])[0]

    assert receipt.status == "relaxed"


def test_a_wish_for_a_piece_that_is_not_there_is_not_kept() -> None:
    assert status_of(wish("colour", name="navy", slot="dress"), look(piece("top"))) == (
        "relaxed", "There is no dress in this look.",
    )  # fmt: skip
    assert status_of(wish("avoid_colour", name="navy", slot="dress"), look(piece("top")))[0] == "kept"


def worn(*clo: tuple[Slot, float]) -> Outfit:
    return look(*(msgspec.structs.replace(piece(slot), clo=value) for slot, value in clo))


def warmth_of(outfit: Outfit, level: float, celsius: float) -> str:
    context = StyleContext(weather=Weather(temperature_c=celsius))
    return receipts([wish("warmth", level=level)], [outfit], context=context)[0].status


def test_warmth_is_told_from_what_is_worn_and_the_weather() -> None:
    in_wool = worn(("top", 0.31), ("bottom", 0.24), ("outerwear", 0.6), ("shoes", 0.1))  # 1.24 clo in all
    for_the_beach = worn(("top", 0.06), ("bottom", 0.08), ("shoes", 0.02))  # 0.33 clo

    assert warmth_of(in_wool, 0.2, 18) == "kept"
    assert warmth_of(for_the_beach, 0.2, 18) == "relaxed"
    assert warmth_of(for_the_beach, -0.2, 24) == "kept"
    assert warmth_of(worn(("top", 0.6), ("bottom", 0.6), ("shoes", 0.1)), -0.2, 24) == "relaxed"


def test_the_warmth_of_a_single_piece_is_not_told() -> None:
    assert warmth_of(worn(("top", 0.31)), 0.2, 10) == "unverifiable"


def test_what_one_owns_breaks_no_limit_and_costs_nothing() -> None:
    mine = msgspec.structs.replace(piece("shoes", materials=("leather",), price=0), owned=True)

    assert status_of(wish("avoid_material", name="leather"), look(piece(), mine))[0] == "kept"
    assert (
        status_of(wish("avoid_material", name="animal", names=("leather", "wool")), look(piece(materials=("wool",))))[0]
        == "relaxed"
    )


async def test_a_turn_that_shows_nothing_new_is_read_off_the_looks_on_the_table() -> None:
    asked = Analysis(
        intent="ask",
        context=StyleContext(),
        constraints=(wish("colour", name="navy"), wish("avoid_colour", name="black")),
    )
    turn = TurnInput(
        conversation_id=uuid7(), message_id=uuid7(), seq=2, message="is it cotton?",
        table=(look(piece(colour="cream"), piece("shoes", colour="grey")),),
    )  # fmt: skip

    told = await Stylist(Retriever.__new__(Retriever)).choose(turn, asked, timings=Timings())

    assert told.outfits == ()
    assert [(c.kind, c.status) for c in told.constraints] == [("colour", "relaxed"), ("avoid_colour", "kept")]


def test_a_cut_is_asked_of_clothes_and_not_of_shoes() -> None:
    loose = msgspec.structs.replace(piece(), fit="relaxed")

    assert status_of(wish("fit", name="relaxed"), look(loose, piece("shoes")))[0] == "kept"


def test_a_sum_for_one_slot_is_compared_with_what_that_slot_costs() -> None:
    shoes = wish("budget", slot="shoes", amount=4_000, currency="USD", per="item")

    assert status_of(shoes, look(piece(price=9_000), piece("shoes", price=4_000)))[0] == "kept"
    assert status_of(shoes, look(piece(), piece("shoes", price=4_100))) == ("relaxed", "1.00 USD over")


def test_a_look_under_the_least_that_was_named_says_by_how_much() -> None:
    least = wish("budget", minimum=20_000, currency="USD", per="outfit")

    assert status_of(least, look(piece(), piece())) == ("relaxed", "100.00 USD under the least you named")


def test_a_piece_asked_for_that_an_alternative_lacks_is_told() -> None:
    asked = wish("colour", slot="outerwear", name="navy")
    with_it, without = look(piece(), piece("outerwear")), look(piece(), piece("shoes"))

    assert status_of(asked, with_it)[0] == "kept"
    assert status_of(asked, with_it, without) == ("relaxed", "One of the looks has no outer layer.")


def test_a_piece_that_the_occasion_would_not_have_is_remarked_on() -> None:
    trainers = msgspec.structs.replace(piece("shoes"), category="trainers", formality=0.2, title="Tern trainers")
    wedding = StyleContext(occasion="wedding_guest", department="women")

    told = receipts((), [look(piece(), trainers)], context=wedding)

    assert [(c.kind, c.status, c.note) for c in told] == [
        ("other", "relaxed", "Tern trainers is rather casual for the occasion")
    ]
    assert receipts((), [look(piece(), trainers)], context=StyleContext(occasion="everyday")) == ()


def test_a_size_that_a_deed_settled_is_no_longer_open() -> None:
    bare = msgspec.structs.replace(piece(), size=None)
    size = wish("size", name="top", size="M", slot="top")

    assert status_of(size, look(bare)) == ("unverifiable", "No size is chosen for Tern shirt yet.")
    assert status_of(size, *in_sizes([look(bare)], {bare.product_id: "M"})) == ("kept", None)


@pytest.mark.parametrize(
    ("key", "said", "label", "department", "status"),
    [
        ("top", "38", "M", "women", "kept"),
        ("top", "42", "M", "women", "unverifiable"),
        ("bottom", "L", "34", "men", "kept"),
        ("bottom", "L", "38", "men", "unverifiable"),
        ("dress", "US 6", "38", "women", "kept"),
    ],
)
def test_sizes_of_two_systems_are_held_against_each_other_by_the_usual_tables(
    key: str, said: str, label: str, department: Department, status: str
) -> None:
    """ "The jeans are sized 34; compare it with your L": the shopper was left to do what the search had done."""
    slot: Slot = key  # type: ignore[assignment]
    sized = msgspec.structs.replace(piece(slot), size=label, department=department)
    told, note = status_of(wish("size", name=key, size=said, slot=slot), look(sized))
    assert told == status
    assert note is not None
    assert (f"which is your {said}" in note) == (status == "kept")
