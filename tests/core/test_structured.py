"""Answers as data, over a real socket: an endpoint that answers with whatever text it is given."""

import json
from typing import Any, Literal

import msgspec
import pytest

from core.llm import Message, ModelUnreadable, OpenAIChatModel
from core.structured import ask, schema_of
from tests.fake_llm import FakeLlm

pytestmark = pytest.mark.anyio


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    kind: Literal["look", "product"]
    colours: list[str] = []
    budget: int | None = None


ASK = (Message("system", "Read."), Message("user", "A navy dress under 200."))


async def answered(text: str) -> tuple[Any, dict[str, Any]]:
    async with FakeLlm("verbatim", text=text) as server:
        model = OpenAIChatModel(name="fake", api_key="k", base_url=server.base_url)
        try:
            return await ask(model, ASK, Wish), server.requests[0]
        finally:
            await model.aclose()


async def test_an_answer_of_the_right_shape_becomes_the_struct_with_its_tokens() -> None:
    answer, request = await answered('{"kind": "product", "colours": ["navy"], "budget": 20000}')
    assert answer.value == Wish(kind="product", colours=["navy"], budget=20000)
    assert (answer.usage.prompt_tokens, answer.usage.measured) == (700, True)
    assert request["response_format"]["json_schema"]["schema"] == schema_of(Wish)
    assert request["temperature"] == 0


async def test_json_in_a_fence_is_read() -> None:
    answer, _ = await answered('Here you are:\n```json\n{"kind": "look"}\n```')
    assert answer.value == Wish(kind="look")


@pytest.mark.parametrize(
    "text",
    ["", "no", '{"kind": "refund"}', '{"kind": "look", "price": 1}', '{"kind": "look"', json.dumps([1]), "}{"],
)
async def test_what_is_not_of_the_shape_is_unreadable_and_quotes_nothing(text: str) -> None:
    with pytest.raises(ModelUnreadable) as caught:
        await answered(text)
    assert caught.value.reason == "unreadable"
    assert "refund" not in str(caught.value)


async def test_prose_is_asked_for_without_a_schema() -> None:
    async with FakeLlm("verbatim", text="Hello.") as server:
        model = OpenAIChatModel(name="fake", api_key="k", base_url=server.base_url)
        assert "".join([part async for part in model.stream(ASK, max_tokens=9)]) == "Hello."
        await model.aclose()
    assert "response_format" not in server.requests[0]
