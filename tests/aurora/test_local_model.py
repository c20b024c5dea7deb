"""A real language model over the real protocol: what it says is its own, what leaves must be whole and true."""

import re
import socket
from collections.abc import Iterator

import msgspec
import pytest

from aurora.composer import Briefing, pieces_due
from aurora.reply import PROMPT_TOKENS, Spoken, messages, speak
from core.llm import Message, OpenAIChatModel, Timeouts, estimate_tokens
from core.money import Money, show
from core.structured import ask
from evals.grounding import briefings
from tests import local_llm

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(local_llm.missing() is not None, reason=local_llm.missing() or "")]

PATIENT = Timeouts(connect_s=2, first_token_s=18, total_s=18)
"""What the whole answer may take: enough for some sentences on a busy machine, and its end is a reason as well."""
REASONS = {None, "ungrounded", "empty", "timeout", "flooded", "interrupted"}


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with local_llm.serving(port) as url:
        yield url


async def spoken_by(model: OpenAIChatModel, told: Briefing) -> Spoken:
    last = None
    pieces = []
    async for part in speak(told, model, timeouts=PATIENT):
        if isinstance(part, Spoken):
            last = part
        else:
            pieces.append(part)
    assert last is not None
    assert "".join(pieces) == last.text
    return last


def sums(told: Briefing) -> set[str]:
    """Every sum of money that may be said of the turn, as it is written."""
    known = {piece.price.amount for outfit in told.outfits for piece in outfit.items}
    known |= {outfit.total.amount for outfit in told.outfits} | ({told.base.total} if told.base else set())
    known |= {c.value.amount for c in told.constraints if c.value.amount is not None}
    known |= {abs(a - b) for a in known for b in known}
    return {show(Money(amount, "USD")).removesuffix(" USD").removesuffix(".00") for amount in known}


async def test_a_small_real_model_never_spoils_a_reply(base_url: str) -> None:
    told = briefings()["trainers"]
    model = OpenAIChatModel(name="smollm2", api_key="none", base_url=base_url)
    spoken = await spoken_by(model, told)
    await model.aclose()

    assert all(item.title in spoken.text for item in pieces_due(told))
    figures = {figure.rstrip(".,") for figure in re.findall(r"\$([\d.,]+)", spoken.text)}
    assert figures <= sums(told)
    assert spoken.responder.reason in REASONS
    assert spoken.responder.degraded == (spoken.responder.reason is not None)
    assert spoken.responder.kind == "llm" or spoken.responder.degraded
    assert 0 < spoken.prompt_tokens <= PROMPT_TOKENS


async def test_its_tokeniser_counts_fewer_tokens_than_we_estimate(base_url: str) -> None:
    """The bound on prompts is held by an estimate; here a real tokeniser's count of a real prompt is beside it."""
    model = OpenAIChatModel(name="smollm2", api_key="none", base_url=base_url)
    prompt = messages(briefings()["trainers"])
    stream = model.stream(prompt, max_tokens=2, timeouts=PATIENT)
    async for _ in stream:
        pass
    await model.aclose()
    assert stream.usage.measured
    assert 300 < stream.usage.prompt_tokens <= sum(estimate_tokens(message.content) for message in prompt)


class Wanted(msgspec.Struct):
    kind: str
    waterproof: bool


async def test_it_answers_in_the_shape_that_was_asked_for(base_url: str) -> None:
    model = OpenAIChatModel(name="smollm2", api_key="none", base_url=base_url)
    asked = (Message("system", "Reply with JSON."), Message("user", "I want waterproof boots."))
    answer = await ask(model, asked, Wanted, max_tokens=80, timeouts=PATIENT)
    await model.aclose()
    assert isinstance(answer.value, Wanted)
    assert answer.usage.measured
