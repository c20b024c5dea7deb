"""The chat model over a real socket: bounds, retries, the circuit, usage."""

import time

import pytest

from core.circuit import Circuit, RetryBudget
from core.llm import (
    Message,
    ModelError,
    ModelFlooded,
    ModelInterrupted,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
    OpenAIChatModel,
    Price,
    Timeouts,
    create,
    estimate_tokens,
)
from core.settings import Settings
from tests.fake_llm import FakeLlm, Mode

pytestmark = pytest.mark.anyio

FACTS = (
    "<facts>\n"
    '{"name_each_of_these": [{"title": "A", "colour": "red", "materials": [], "price": "$1", "brand": "B"}]}'
    "\n</facts>"
)
ASK = (Message("system", "Speak."), Message("user", FACTS))
UNHURRIED = Timeouts(connect_s=2, first_token_s=8, total_s=10)
QUICK = Timeouts(connect_s=0.5, first_token_s=0.3, total_s=0.6)


async def text_of(model: OpenAIChatModel, max_tokens: int = 300, timeouts: Timeouts = QUICK) -> str:
    return "".join([text async for text in model.stream(ASK, max_tokens=max_tokens, timeouts=timeouts)])


def model_at(server: FakeLlm, circuit: Circuit | None = None, price: Price | None = None) -> OpenAIChatModel:
    return OpenAIChatModel(name="fake", api_key="k", base_url=server.base_url, circuit=circuit, price=price)


async def test_the_text_arrives_whole_and_its_usage_with_it() -> None:
    async with FakeLlm("honest") as server:
        stream = model_at(server, price=Price(0.4, 1.6)).stream(ASK, max_tokens=300)
        text = "".join([part async for part in stream])
    assert text == " ".join(sentence.text for sentence in server.sent)
    assert (stream.usage.prompt_tokens, stream.usage.completion_tokens, stream.usage.measured) == (700, 90, True)
    assert stream.usage.cost_micros == 424  # 700 · 0.4 + 90 · 1.6
    assert server.requests[0]["stream_options"] == {"include_usage": True}


async def test_usage_is_estimated_and_marked_where_the_endpoint_sends_none() -> None:
    async with FakeLlm("no_usage") as server:
        stream = model_at(server).stream(ASK, max_tokens=300)
        text = "".join([part async for part in stream])
    assert not stream.usage.measured
    assert stream.usage.completion_tokens == (len(text) + 2) // 3
    assert stream.usage.cost_micros is None


async def test_nothing_is_sent_and_nothing_counted_before_the_first_iteration() -> None:
    async with FakeLlm("honest") as server:
        stream = model_at(server).stream(ASK, max_tokens=10)
        await stream.aclose()
        assert server.requests == []
    assert stream.usage.prompt_tokens == 0


CASES: tuple[tuple[Mode, type[ModelError]], ...] = (
    ("stall", ModelTimeout),
    ("stall_midway", ModelTimeout),
    ("cut", ModelInterrupted),
    ("bad_json", ModelInterrupted),
    ("not_sse", ModelInterrupted),
    ("flood", ModelFlooded),
    ("server_error", ModelUnavailable),
    ("refused_key", ModelRefused),
    ("rate_limited", ModelRefused),
)


@pytest.mark.parametrize(("mode", "kind"), CASES)
async def test_a_broken_endpoint_raises_its_own_error_in_time(mode: Mode, kind: type[ModelError]) -> None:
    began = time.monotonic()
    async with FakeLlm(mode) as server:
        with pytest.raises(kind) as caught:
            # A flood must be stopped by its size; the others by the clock, or at once.
            await text_of(model_at(server), max_tokens=60, timeouts=UNHURRIED if mode == "flood" else QUICK)
    assert time.monotonic() - began < 4
    assert "Speak." not in str(caught.value)


async def test_a_server_error_is_tried_once_more_and_a_wrong_key_is_not() -> None:
    counts = {}
    for mode in ("server_error", "refused_key"):
        async with FakeLlm(mode) as server:
            with pytest.raises(ModelError):
                await text_of(model_at(server), timeouts=Timeouts(first_token_s=3, total_s=3))
        counts[mode] = len(server.requests)
    assert counts == {"server_error": 2, "refused_key": 1}


async def test_the_circuit_opens_after_failures_and_then_costs_no_call() -> None:
    async with FakeLlm("server_error") as server:
        model = model_at(server, circuit=Circuit(failures=2))
        for _ in range(2):
            with pytest.raises(ModelUnavailable):
                await text_of(model)
        asked = len(server.requests)
        with pytest.raises(ModelUnavailable, match="left alone"):
            await text_of(model)
    assert len(server.requests) == asked


def test_an_open_circuit_lets_one_call_through_after_its_time_and_closes_on_success() -> None:
    now = [0.0]
    circuit = Circuit(failures=1, open_s=30, clock=lambda: now[0])
    circuit.failed()
    assert not circuit.allows()
    now[0] = 31
    assert [circuit.allows(), circuit.allows()] == [True, False]
    circuit.succeeded()
    assert circuit.allows()


def test_retries_stay_below_a_tenth_of_the_calls() -> None:
    budget = RetryBudget(start=0)
    spent = 0
    for _ in range(100):
        budget.called()
        spent += budget.spend()
    assert spent in (9, 10)


def test_a_model_is_made_only_where_there_is_a_key_or_an_endpoint() -> None:
    assert create(Settings()) is None
    named = create(Settings(openai_base_url="http://127.0.0.1:1/v1", chat_model="m"))
    assert named is not None
    assert (named.name, named.price) == ("m", None)
    official = create(Settings(openai_api_key="k"))
    assert official is not None
    assert official.price == Price(0.40, 1.60)


def test_tokens_are_estimated_upwards() -> None:
    assert estimate_tokens("") == 0
    assert estimate_tokens("hello world") == 4
    assert estimate_tokens("漢字") == 2


def test_the_settings_say_how_long_a_model_may_take() -> None:
    model = create(Settings(openai_base_url="http://127.0.0.1:9/v1", chat_first_token_s=60, chat_total_s=120))
    assert model is not None
    assert (model.timeouts.first_token_s, model.timeouts.total_s) == (60, 120)
