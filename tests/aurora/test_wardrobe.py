"""Clothes the shopper owns: kept over HTTP, worn in looks, never sold."""

from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from aurora.app import build_stylist
from aurora.cards import on_table
from aurora.context import analyse
from aurora.embedder import create as create_embedder
from aurora.pipeline import Recommendation
from aurora.types import ConversationState, Edit, OwnedPiece, Pool, TurnInput
from aurora.wardrobe.pieces import candidate, wear
from core.db import database
from core.settings import Settings
from core.telemetry import Timings
from tests.aurora.contract import check_reply
from tests.aurora.talk import say

pytestmark = [pytest.mark.anyio, pytest.mark.commits]

BLAZER = OwnedPiece(slot="outerwear", category="blazer", colour="navy", material="wool")


async def test_pieces_are_added_listed_corrected_and_removed(client: httpx.AsyncClient) -> None:
    added = await client.post("/api/aurora/wardrobe", json={"category": "blazer", "colour": "Navy", "material": "Wool"})
    piece = added.json()
    path = f"/api/aurora/wardrobe/{piece['piece_id']}"

    assert added.status_code == 201
    assert (piece["slot"], piece["category"], piece["colour"], piece["material"]) == (
        "outerwear", "blazer", "navy", "wool",
    )  # fmt: skip
    assert (piece["title"], piece["wear_count"]) == ("navy blazer", 0)
    changed = (await client.patch(path, json={"category": "jeans", "title": "the old ones", "worn": True})).json()
    assert (changed["slot"], changed["title"], changed["wear_count"]) == ("bottom", "the old ones", 1)
    assert (await client.get("/api/aurora/wardrobe")).json() == {"pieces": [changed]}
    assert (await client.delete(path)).status_code == 204
    assert (await client.get("/api/aurora/wardrobe")).json() == {"pieces": []}


@pytest.mark.parametrize(
    ("said", "category"),
    [("Jumper", "sweater"), ("pullover", "sweater"), ("roll-neck", "turtleneck"), ("t_shirt", "t_shirt")],
)
async def test_a_piece_may_be_called_by_any_of_its_names(client: httpx.AsyncClient, said: str, category: str) -> None:
    piece = (await client.post("/api/aurora/wardrobe", json={"category": said, "colour": "grey"})).json()

    assert piece["category"] == category


async def test_a_piece_of_the_shop_brings_its_facts(client: httpx.AsyncClient) -> None:
    item = (await say(client, "a dress for a date, women"))["outfits"][0]["items"][0]

    piece = (await client.post("/api/aurora/wardrobe", json={"product_id": item["product_id"]})).json()

    assert (piece["title"], piece["category"], piece["slot"]) == (item["title"], item["category"], item["slot"])
    assert piece["clo"] == pytest.approx(item["clo"])


async def test_someone_elses_piece_is_not_found(client: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    piece = (await client.post("/api/aurora/wardrobe", json={"category": "boots", "colour": "black"})).json()
    path = f"/api/aurora/wardrobe/{piece['piece_id']}"

    assert (await stranger.patch(path, json={"colour": "red"})).status_code == 404
    assert (await stranger.delete(path)).status_code == 404
    assert (await stranger.get("/api/aurora/wardrobe")).json() == {"pieces": []}
    assert (await client.get("/api/aurora/wardrobe")).json() == {"pieces": [piece]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"colour": "navy"}, "category"),
        ({"category": "spaceship", "colour": "navy"}, "category"),
        ({"category": "blazer"}, "colour"),
        ({"category": "blazer", "colour": "heliotropium"}, "colour"),
        ({"category": "blazer", "colour": "navy", "clo": 9}, "clo"),
        ({"category": "blazer", "colour": "navy", "price": 1}, "price"),
    ],
)
async def test_a_wrong_field_is_named(client: httpx.AsyncClient, body: dict[str, Any], field: str) -> None:
    response = await client.post("/api/aurora/wardrobe", json=body)

    assert response.status_code == 400
    assert field in [error["field"] for error in response.json()["errors"]]
    assert (await client.get("/api/aurora/wardrobe")).json() == {"pieces": []}


async def test_a_piece_is_drawn_in_its_colour(client: httpx.AsyncClient) -> None:
    piece = (await client.post("/api/aurora/wardrobe", json={"category": "blazer", "colour": "navy"})).json()

    drawing = await client.get(piece["image_url"])

    assert drawing.headers["content-type"].startswith("image/svg+xml")
    assert drawing.text.startswith("<svg")
    assert (await client.get("/images/own/rocket-112233.svg")).status_code == 404


# ── in a look ──────────────────────────────────────────────────────────────────────────────────────────────────────


def asked(message: str, state: ConversationState = ConversationState(), **more: Any) -> TurnInput:  # noqa: B008
    return TurnInput(conversation_id=CONVERSATION, message_id=uuid4(), seq=1, message=message, state=state, **more)


CONVERSATION = uuid4()


async def chosen(url: str, settings: Settings, turn: TurnInput, **changes: Any) -> Recommendation:
    """What Aurora chooses for the turn, understood as she does but for the changes."""
    async with database(url) as sessions:
        stylist = build_stylist(settings, sessions, create_embedder(settings))
        analysis = msgspec.structs.replace(analyse(turn), **changes)
        return await stylist.choose(turn, analysis, timings=Timings())


async def test_an_owned_piece_is_worn_in_every_look_and_costs_nothing(shop_url: str, shop_settings: Settings) -> None:
    turn = asked("an outfit for work, men, under 250 dollars, nothing navy")

    found = await chosen(shop_url, shop_settings, turn, owned=("outerwear",), owned_pieces=(BLAZER,))

    assert len(found.outfits) >= 2
    for outfit in found.outfits:
        mine = [item for item in outfit.items if item.owned]
        assert [(item.slot, item.category, item.colour.name, item.price.amount) for item in mine] == [
            ("outerwear", "blazer", "navy", 0)
        ]
        assert mine[0].locked
        assert mine[0].available is None
        assert len(outfit.items) >= 4
        assert outfit.total.amount == sum(item.price.amount for item in outfit.items) <= 25_000
        assert "outerwear" not in [each.slot for each in outfit.empty_slots]
        assert not [item for item in outfit.items if item.colour.name == "navy" and not item.owned]


async def test_an_owned_piece_stays_through_an_edit(shop_url: str, shop_settings: Settings) -> None:
    more: dict[str, Any] = {"owned": ("outerwear",), "owned_pieces": (BLAZER,)}
    first = await chosen(shop_url, shop_settings, asked("an outfit for work, men, under 250 dollars"), **more)
    state = ConversationState(
        context=first.analysis.context, constraints=first.analysis.constraints, query=first.analysis.query,
        looks=tuple(on_table(outfit) for outfit in first.outfits), owned=("outerwear",), owned_pieces=(BLAZER,),
    )  # fmt: skip

    later = await chosen(
        shop_url,
        shop_settings,
        asked("swap the shoes", state, table=first.outfits),
        edit=Edit(change=("shoes",)),
        **more,
    )

    before = {item.slot: item.product_id for item in first.outfits[0].items}
    after = {item.slot: item.product_id for item in later.outfits[0].items}
    assert after.pop("shoes") != before.pop("shoes")
    assert after == before
    assert [item.slot for item in later.outfits[0].items if item.owned] == ["outerwear"]


def test_a_piece_that_nobody_described_is_no_candidate() -> None:
    analysis = analyse(asked("an outfit for work, men"))
    for piece in (
        OwnedPiece(slot="outerwear", category="blazer"),
        OwnedPiece(slot="shoes", category="blazer", colour="navy"),
        OwnedPiece(slot="outerwear", category="cape of feathers", colour="navy"),
    ):
        assert candidate(piece, analysis, CONVERSATION, "USD") is None


def test_the_same_words_mean_the_same_piece_all_through_a_conversation() -> None:
    analysis = analyse(asked("an outfit for work, men"))
    ids = {candidate(BLAZER, analysis, CONVERSATION, "USD").item.product_id for _ in range(2)}  # type: ignore[union-attr]

    assert len(ids) == 1
    assert candidate(BLAZER, analysis, uuid4(), "USD").item.product_id not in ids  # type: ignore[union-attr]


def test_without_owned_pieces_nothing_is_touched() -> None:
    analysis, pool = analyse(asked("an outfit for work, men")), Pool(by_slot={})

    assert wear(pool, analysis, CONVERSATION, "USD").pool is pool


# ── in words ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_owned_in_words_is_worn_kept_and_never_put_in_the_bag(client: httpx.AsyncClient) -> None:
    sizes = {"sizes": {"top": "M", "bottom": "32", "shoes": "43"}}
    first = await say(client, "an outfit for work to go with my navy blazer, men, under 300 dollars", context=sizes)
    conversation = first["conversation_id"]

    later = await say(client, "swap the shoes", conversation)
    done = await say(client, "put everything in my bag", conversation)

    for reply in (first, later):
        mine = [item for item in reply["outfits"][0]["items"] if item["owned"]]
        assert [(item["category"], item["colour"]["name"], item["price"]["amount"]) for item in mine] == [
            ("blazer", "navy", 0)
        ]
        assert (await client.get(mine[0]["image_url"])).status_code == 200
    check_reply(first)
    bag = (await client.get("/api/cart")).json()
    sold = {item["product_id"] for item in later["outfits"][0]["items"] if not item["owned"]}
    assert done["actions"][0]["kind"] == "cart.added", done["reply"]
    assert {line["product_id"] for line in bag["items"]} == sold
    assert bag["items_total"] == later["outfits"][0]["total"]


async def test_a_piece_of_the_wardrobe_that_is_named_is_that_very_piece(client: httpx.AsyncClient) -> None:
    added = {"category": "blazer", "colour": "burgundy", "title": "Grandfather's blazer", "material": "wool"}
    piece = (await client.post("/api/aurora/wardrobe", json=added)).json()

    reply = await say(client, "an outfit for work with my burgundy blazer, men, under 300 dollars")

    mine = [item for item in reply["outfits"][0]["items"] if item["owned"]]
    assert [(item["product_id"], item["title"]) for item in mine] == [(piece["piece_id"], "Grandfather's blazer")]
