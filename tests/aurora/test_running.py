import asyncio
import socket

import httpx
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from aurora import commands, store
from aurora.app import build_stylist
from aurora.embedder import create as create_embedder
from aurora.events import ContextReady, OutfitsReady
from aurora.feedback import Learning
from aurora.models import Conversation, Turn
from aurora.running import Turns, _Running, as_reply, is_away
from aurora.store import Shop
from aurora.taste_population import Populations
from aurora.types import ChatReply, ChatRequest, TurnInput
from core.db import create_engine, database
from core.ids import uuid7
from core.llm import OpenAIChatModel, Timeouts
from core.metering import Metered
from core.settings import Settings
from tests.aurora.contract import check_problem
from tests.aurora.talk import say

pytestmark = pytest.mark.anyio

UNWRITABLE = "a message that the database refuses to write"


async def test_the_cards_are_taken_before_a_word_is_composed(shop_url: str, shop_settings: Settings) -> None:
    embedder = create_embedder(shop_settings)
    async with database(shop_url) as sessions:
        turns = Turns(sessions, build_stylist(shop_settings, sessions, embedder), Learning(Populations()))
        begun = await store.begin(sessions, ChatRequest("a dress for brunch, women"), uuid7(), Shop("USD"))
        assert isinstance(begun, store.Begun)
        events = turns.start(begun.turn, None, begun.written)

        assert isinstance(await events.get(), ContextReady)
        assert isinstance(await events.get(), OutfitsReady)
        assert events.empty()
        assert isinstance(await as_reply(events), ChatReply)


async def test_what_is_sent_does_not_wait_for_the_clients_acknowledgement() -> None:
    sets: asyncio.Queue[int] = asyncio.Queue()

    async def accepted(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken = writer.get_extra_info("socket")
        sets.put_nowait(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listener = commands._listener("127.0.0.1", 0)
    async with await asyncio.start_server(accepted, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())
        assert await sets.get() == 1
        writer.close()


async def test_a_follow_up_reads_what_was_said_and_shown(client: httpx.AsyncClient, shop_url: str) -> None:
    first = await say(client, "an outfit for work, women")
    second = await say(client, "cheaper", conversation=first["conversation_id"])
    async with database(shop_url) as sessions:
        async with sessions() as session:
            found = select(Turn).where(Turn.conversation_id == first["conversation_id"]).order_by(Turn.seq)
            rows = list(await session.scalars(found))
            talk = await session.get_one(Conversation, rows[0].conversation_id)
        assert talk.visitor_id is not None
        begun = await store.begin(sessions, ChatRequest("undo", talk.id), talk.visitor_id, Shop("USD"))
        assert isinstance(begun, store.Begun)
        await begun.written

        turn = begun.turn
        assert [row.seq for row in rows] == [1, 2]
        assert turn.seq == 3
        assert turn.history == (("an outfit for work, women", first["reply"]), ("cheaper", second["reply"]))
        assert [str(look.outfit_id) for look in turn.table] == [look["outfit_id"] for look in second["outfits"]]
        assert [str(look.outfit_id) for look in turn.before] == [look["outfit_id"] for look in first["outfits"]]
        assert turn.after == ()


async def test_a_turn_that_cannot_be_written_is_refused_before_anything_is_told(
    client: httpx.AsyncClient, shop_url: str
) -> None:
    async with database(shop_url) as sessions:
        async with sessions.begin() as session:
            before = await session.scalar(select(func.count()).select_from(Conversation))
            await session.execute(text(_REFUSAL.format(message=UNWRITABLE)))
            await session.execute(text(_REFUSING))
        try:
            headers = {"Accept": "text/event-stream"}
            answer = await client.post("/api/aurora/chat", json={"message": UNWRITABLE}, headers=headers)
            # What the turn began beside it has ended by the time that another is answered.
            await say(client, "hello")
            await asyncio.sleep(0.2)
        finally:
            async with sessions.begin() as session:
                await session.execute(text("DROP TRIGGER refusing ON voguevault.turns"))
                await session.execute(text("DROP FUNCTION voguevault.refuse_turn"))
        async with sessions() as session:
            assert await session.scalar(select(func.count()).where(Turn.message == UNWRITABLE)) == 0
            assert await session.scalar(select(func.count()).select_from(Conversation)) == (before or 0) + 1

    check_problem(answer.json(), 500)


_REFUSAL = """
CREATE FUNCTION voguevault.refuse_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.message = '{message}' THEN RAISE EXCEPTION 'refused'; END IF;
  RETURN NEW;
END $$"""
_REFUSING = """
CREATE CONSTRAINT TRIGGER refusing AFTER INSERT ON voguevault.turns DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION voguevault.refuse_turn()"""


async def test_a_shop_whose_connections_are_all_taken_is_away_for_a_moment(database_url: str) -> None:
    """Two hundred buyers at once on a machine that others use too were told 500 after half a minute in the queue."""
    engine = create_engine(database_url, pool_size=1)
    engine.sync_engine.pool._timeout = 0.05  # type: ignore[attr-defined]
    async with engine.connect(), engine.connect():
        with pytest.raises(PoolTimeout) as caught:
            await engine.connect()
    await engine.dispose()

    assert is_away(caught.value)
    assert not is_away(ValueError("something else"))


async def test_a_turn_is_given_up_later_than_its_model() -> None:
    """With CHAT_TOTAL_S over 80 every turn of a silent model failed, without the composer's words."""
    slow = OpenAIChatModel(name="slow", api_key="k", timeouts=Timeouts(first_token_s=300, total_s=600))
    turn = TurnInput(conversation_id=uuid7(), message_id=uuid7(), seq=1, message="hello")
    alone, asking = (_Running(turn, None, asyncio.Queue(), None, meter=each) for each in (None, Metered(slow)))
    await slow.aclose()
    assert alone.patience_s >= 60
    assert asking.patience_s >= slow.timeouts.total_s + 60
