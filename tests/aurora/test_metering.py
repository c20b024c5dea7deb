"""What a turn took of a language model is counted and charged whatever became of the turn."""

import msgspec
import pytest
from sqlalchemy import select, text

from aurora.models import Conversation, Turn
from aurora.understanding_llm import understand
from core.circuit import Circuit
from core.db import database
from core.llm import Message, ModelError, OpenAIChatModel, Price, Timeouts, estimate_tokens
from core.metering import Metered
from core.settings import Settings, SettingsError, load
from tests.aurora.talk import stream
from tests.aurora.test_allowance import quotas
from tests.aurora.test_chat_with_a_model import talking
from tests.aurora.test_context_merge import MUDDLED
from tests.aurora.test_context_merge import turn as turn_of
from tests.fake_llm import FakeLlm, Mode

pytestmark = pytest.mark.anyio
PRICED = Price(2.0, 8.0)
BRIEF = Timeouts(connect_s=1, first_token_s=1.5, total_s=1.5)
PROMPT = Message("user", "<facts>\n{}\n</facts>" + "Speak. " * 60)


def model_at(server: FakeLlm) -> OpenAIChatModel:
    circuit = Circuit(failures=10**6)
    return OpenAIChatModel(name="fake", api_key="k", base_url=server.base_url, price=PRICED, circuit=circuit)


async def drained(model: Metered) -> None:
    try:
        async for _ in model.stream((PROMPT,), max_tokens=200, timeouts=BRIEF):
            pass
    except ModelError:
        pass


async def test_answers_are_summed_and_told_of_once() -> None:
    async with FakeLlm("verbatim", text="It is calm.") as server:
        metered = Metered(model_at(server))
        await drained(metered)
        first = metered.due()
        await drained(metered)
        assert (first, metered.due(), metered.due()) == (790, 790, 0)
        assert (metered.usage.prompt_tokens, metered.usage.completion_tokens) == (1400, 180)
        assert metered.usage.cost_micros == 1400 * 2 + 180 * 8
        assert metered.usage.measured


@pytest.mark.parametrize(
    ("mode", "taken"),
    [
        ("stall", True),
        ("bad_json", True),
        ("error_event", True),
        ("rate_limited", False),
        ("server_error", False),
        ("refused_key", False),
    ],
)
async def test_a_prompt_that_was_taken_counts_and_one_that_was_refused_does_not(mode: Mode, taken: bool) -> None:
    async with FakeLlm(mode) as server:
        metered = Metered(model_at(server))
        await drained(metered)
    assert (metered.usage.prompt_tokens > 100) is taken
    assert metered.usage.prompt_tokens in (0, estimate_tokens(PROMPT.content))
    assert not metered.usage.measured or not taken


async def test_an_answer_that_cannot_be_read_is_paid_for() -> None:
    async with FakeLlm("verbatim", text="I would rather not say.") as server:
        understood = await understand(turn_of(MUDDLED), model_at(server))
    assert understood.asked
    assert understood.failed == "unreadable"
    assert understood.usage is not None
    assert (understood.usage.prompt_tokens, understood.usage.cost_micros) == (700, 700 * 2 + 90 * 8)


_REFUSAL = """
CREATE FUNCTION voguevault.refuse_done() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.message = '{message}' AND NEW.status = 'done' THEN RAISE EXCEPTION 'refused'; END IF;
  RETURN NEW;
END $$"""
_REFUSING = """
CREATE TRIGGER refusing_done BEFORE UPDATE ON voguevault.turns
FOR EACH ROW EXECUTE FUNCTION voguevault.refuse_done()"""
ASKED = "a dress for a garden wedding that cannot be written down, women, under 300 dollars"


async def test_a_turn_that_fails_after_the_model_spoke_is_charged_and_recorded(
    shop_url: str, redis_url: str, shop_settings: Settings
) -> None:
    settings = msgspec.structs.replace(shop_settings, chat_price=(2.0, 8.0))
    async with database(shop_url) as sessions:
        async with sessions.begin() as session:
            await session.execute(text(_REFUSAL.format(message=ASKED)))
            await session.execute(text(_REFUSING))
        try:
            async with FakeLlm("honest", seed=3) as llm, talking(llm.base_url, shop_url, redis_url, settings) as client:
                await client.post("/api/aurora/chat", json={"message": "hello"})
                events = await stream(client, {"message": ASKED})
                after = await client.post("/api/aurora/chat", json={"message": "hello"})
        finally:
            async with sessions.begin() as session:
                await session.execute(text("DROP TRIGGER refusing_done ON voguevault.turns"))
                await session.execute(text("DROP FUNCTION voguevault.refuse_done"))
        async with sessions() as session:
            turn = (await session.scalars(select(Turn).where(Turn.message == ASKED))).one()
            talk = await session.get_one(Conversation, turn.conversation_id)
            costs = (turn.cost_micros, talk.cost_micros)

    asked = len(llm.requests)
    left = quotas(after.headers["RateLimit"])["tokens-hour"]
    assert events[-1][0] == "turn.failed"
    assert (turn.status, turn.prompt_tokens, turn.completion_tokens) == ("failed", 700 * asked, 90 * asked)
    assert costs == ((700 * 2 + 90 * 8) * asked,) * 2
    # The quota refills by 42 a second.
    assert 0 <= left["r"] - (settings.chat_tokens_per_hour - 790 * asked) < 600


def test_a_models_price_is_a_setting() -> None:
    assert load({"CHAT_PRICE": "0.5 / 2"}, dotenv=None).chat_price == (0.5, 2.0)
    with pytest.raises(SettingsError, match="CHAT_PRICE"):
        load({"CHAT_PRICE": "cheap"}, dotenv=None)
