"""An answer as data: a chat model asked for JSON of a Struct's shape, and the answer validated."""

from collections.abc import Sequence
from contextlib import aclosing
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

from core.llm import ChatModel, Message, ModelError, ModelUnreadable, Timeouts, Usage

__all__ = ["Structured", "ask", "schema_of"]

T = TypeVar("T", bound=msgspec.Struct)
BRIEF = Timeouts(connect_s=1.0, first_token_s=2.5, total_s=4.0)
"""Data is waited for before anything is shown, so it is given up sooner than prose."""


class Structured(msgspec.Struct, Generic[T], frozen=True):
    value: T
    usage: Usage


@cache
def schema_of(answer: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON schema of a Struct, its named parts under `$defs`."""
    return msgspec.json.schema(answer)


async def ask(
    model: ChatModel,
    messages: Sequence[Message],
    answer: type[T],
    *,
    max_tokens: int = 400,
    timeouts: Timeouts = BRIEF,
) -> Structured[T]:
    """The model's answer as an `answer`, with its tokens and cost.

    Raises ModelError: ModelUnreadable where the text is not JSON of that shape, else as a stream does. Endpoints that
    know no JSON schema (a 400 or 500) raise like any other failure; the caller goes on without. The error's `usage` is
    what the answer took all the same.
    """
    stream = model.stream(messages, max_tokens=max_tokens, timeouts=timeouts, schema=schema_of(answer))
    text = ""
    try:
        async with aclosing(stream):
            async for part in stream:
                text += part
        value = _decoded(text, answer)
    except ModelError as error:
        error.usage = stream.usage
        raise
    return Structured(value, stream.usage)


def _decoded(text: str, answer: type[T]) -> T:
    try:
        return msgspec.json.decode(_object(text), type=answer)
    except (msgspec.DecodeError, UnicodeError) as error:  # ValidationError is a DecodeError
        raise ModelUnreadable(f"The model's answer is not a {answer.__name__} ({type(error).__name__}).") from None


def _object(text: str) -> str:
    """From the first brace to the last: models that know no schema like to wrap their JSON in a fence."""
    return text[text.find("{") : text.rfind("}") + 1]
