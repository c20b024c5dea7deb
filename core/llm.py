"""Chat models behind one protocol: any OpenAI-compatible endpoint, streamed, bounded in time, bytes and retries.

ModelError               reason              what happened
 ├─ ModelTimeout         timeout             no first token, or no end, in time
 ├─ ModelUnavailable     unavailable         connection refused, 5xx, or the circuit is open
 ├─ ModelRefused         rate_limited, …     a 4xx: quota, key, model name, prompt
 ├─ ModelInterrupted     interrupted         the stream broke after it began
 ├─ ModelFlooded         flooded             more bytes than were asked for
 └─ ModelUnreadable      unreadable          the answer is not the JSON that was asked for (core.structured)
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any, ClassVar, Literal, Protocol

import httpx2
import msgspec
import openai
from openai.types.chat import ChatCompletionMessageParam
from openai.types.shared_params import ResponseFormatJSONSchema

from core.circuit import Circuit, RetryBudget
from core.settings import Settings

__all__ = [
    "NOTHING",
    "ChatModel",
    "ChatStream",
    "Message",
    "ModelError",
    "ModelFlooded",
    "ModelInterrupted",
    "ModelRefused",
    "ModelTimeout",
    "ModelUnavailable",
    "ModelUnreadable",
    "OpenAIChatModel",
    "Price",
    "Timeouts",
    "Usage",
    "create",
    "estimate_tokens",
]


class ModelError(Exception):
    """The model did not answer as asked. `reason` is a stable word for logs; the text holds no prompt and no key."""

    reason: ClassVar[str] = "failed"
    usage: "Usage | None" = None
    """What the failed answer took, where the caller is to know it (core.structured)."""


class ModelTimeout(ModelError):
    reason = "timeout"


class ModelUnavailable(ModelError):
    reason = "unavailable"


class ModelRefused(ModelError):
    reason = "refused"


class ModelRateLimited(ModelRefused):
    reason = "rate_limited"


class ModelInterrupted(ModelError):
    reason = "interrupted"


class ModelFlooded(ModelError):
    reason = "flooded"


class ModelUnreadable(ModelError):
    reason = "unreadable"


class Message(msgspec.Struct, frozen=True):
    role: Literal["system", "user", "assistant"]
    content: str


class Timeouts(msgspec.Struct, frozen=True):
    """Seconds. `first_token_s` counts from the request, `total_s` bounds the whole answer, retries included."""

    connect_s: float = 2.0
    first_token_s: float = 5.0
    total_s: float = 12.0


PATIENCE = Timeouts()


class Usage(msgspec.Struct, frozen=True):
    """Tokens of one answer; `measured` is False where the endpoint sent no usage and both are estimates."""

    prompt_tokens: int
    completion_tokens: int
    cost_micros: int | None
    """Millionths of a US dollar; None where the model's price is not known."""
    measured: bool = True


NOTHING = Usage(0, 0, None)


class Price(msgspec.Struct, frozen=True):
    """US dollars for a million tokens, which is the same figure in micro-dollars a token."""

    prompt: float
    completion: float


# List prices of the model names that are set by default; others are None, never guessed.
PRICES: dict[str, Price] = {"gpt-4.1-mini": Price(0.40, 1.60)}


class ChatStream(Protocol):
    """One answer: iterate for its text; `usage` holds after the end, also after an error or an early close."""

    @property
    def usage(self) -> Usage: ...
    def __aiter__(self) -> AsyncIterator[str]: ...
    async def aclose(self) -> None: ...


class ChatModel(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def timeouts(self) -> Timeouts: ...
    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        timeouts: Timeouts | None = None,
        schema: dict[str, Any] | None = None,
    ) -> ChatStream: ...


def estimate_tokens(text: str) -> int:
    """An upper estimate of the tokens in `text`, for bounds: UTF-8 bytes / 3, where English prose takes about 4."""
    return (len(text.encode()) + 2) // 3


class OpenAIChatModel:
    """A model behind the chat completions protocol, through the openai SDK."""

    def __init__(
        self,
        *,
        name: str,
        api_key: str,
        base_url: str | None = None,
        price: Price | None = None,
        circuit: Circuit | None = None,
        max_attempts: int = 2,
        timeouts: Timeouts = PATIENCE,
    ) -> None:
        self._name = name
        self.timeouts = timeouts
        self.price = price
        self.circuit = circuit or Circuit()
        self.retries = RetryBudget()
        self.max_attempts = max_attempts
        self.client = openai.AsyncOpenAI(api_key=api_key, base_url=base_url, max_retries=0)

    @property
    def name(self) -> str:
        return self._name

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        timeouts: Timeouts | None = None,
        schema: dict[str, Any] | None = None,
    ) -> "OpenAIStream":
        """The answer to `messages`. Nothing is sent before the first iteration. Iterating raises ModelError.

        timeouts: the model's own where none are given.

        schema: the JSON schema that the answer is to follow; it is then asked for at temperature 0.
        """
        return OpenAIStream(self, messages, max_tokens, timeouts or self.timeouts, schema)

    async def aclose(self) -> None:
        await self.client.close()


class OpenAIStream:
    """One streamed answer of an OpenAIChatModel."""

    def __init__(
        self,
        model: OpenAIChatModel,
        messages: Sequence[Message],
        max_tokens: int,
        timeouts: Timeouts,
        schema: dict[str, Any] | None = None,
    ) -> None:
        self._model, self._messages, self._max_tokens, self._timeouts = model, messages, max_tokens, timeouts
        self._schema = schema
        self._reported: tuple[int, int] | None = None
        self._bytes = 0
        self._taken = self._finished = False
        self._iterator: AsyncIterator[str] | None = None

    @property
    def usage(self) -> Usage:
        """What the endpoint reported; estimated from the text where it did not. Zero where it took no prompt."""
        if self._reported:
            prompt, completion = self._reported
        elif self._taken:
            prompt = sum(estimate_tokens(message.content) for message in self._messages)
            completion = (self._bytes + 2) // 3
        else:
            prompt = completion = 0
        price = self._model.price
        cost = round(prompt * price.prompt + completion * price.completion) if price else None
        return Usage(prompt, completion, cost, measured=self._reported is not None)

    def __aiter__(self) -> AsyncIterator[str]:
        if self._iterator is None:
            self._iterator = self._run()
        return self._iterator

    async def aclose(self) -> None:
        close = getattr(self._iterator, "aclose", None)
        if close is not None:
            await close()

    async def _run(self) -> AsyncIterator[str]:
        circuit = self._model.circuit
        if not circuit.allows():
            raise ModelUnavailable("The model failed several times in a row and is being left alone for a while.")
        deadline = time.monotonic() + self._timeouts.total_s
        response: openai.AsyncStream[Any] | None = None
        try:
            response, first = await self._begin(deadline)
            if first is not None:
                for text in self._read(first):
                    yield text
                while (chunk := await self._next(response, deadline)) is not None:
                    for text in self._read(chunk):
                        yield text
            if not self._finished:
                raise ModelInterrupted("The model's stream ended in the middle.")
            circuit.succeeded()
        except ModelRefused as error:
            # A wrong key or prompt is our fault, not the endpoint's health; a rate limit asks to be left alone.
            if isinstance(error, ModelRateLimited):
                circuit.failed()
            raise
        except ModelError:
            circuit.failed()
            raise
        finally:
            if response is not None:
                await response.close()

    async def _begin(self, deadline: float) -> "tuple[openai.AsyncStream[Any], Any]":
        """The open stream and its first chunk (None where it is empty), tried again while nothing has been shown."""
        self._model.retries.called()
        first_by = min(deadline, time.monotonic() + self._timeouts.first_token_s)
        attempt = 1
        while True:
            try:
                return await self._attempt(first_by)
            except (ModelUnavailable, ModelRateLimited) as error:
                wait = _pause(error, attempt)
                out_of_time = time.monotonic() + wait >= first_by
                if attempt >= self._model.max_attempts or out_of_time or not self._model.retries.spend():
                    raise
                await asyncio.sleep(wait)
                attempt += 1

    async def _attempt(self, first_by: float) -> "tuple[openai.AsyncStream[Any], Any]":
        self._taken = True
        request = self._model.client.chat.completions.create(
            model=self._model.name,
            messages=[_param(message) for message in self._messages],
            max_tokens=self._max_tokens,
            temperature=0.7 if self._schema is None else 0.0,
            response_format=openai.omit if self._schema is None else _format(self._schema),
            stream=True,
            stream_options={"include_usage": True},
            timeout=openai.Timeout(self._timeouts.total_s, connect=self._timeouts.connect_s),
        )
        left = max(0.0, first_by - time.monotonic())
        try:
            response = await asyncio.wait_for(request, left)
        except (TimeoutError, openai.APIError, httpx2.HTTPError) as error:
            # Who refuses a prompt does not charge for it; of one that is late nobody knows how far it was read.
            failed = _typed(error, begun=False)
            self._taken = isinstance(failed, ModelTimeout)
            raise failed from None
        try:
            return response, await self._next(response, first_by)
        except BaseException:
            await response.close()
            raise

    async def _next(self, response: "openai.AsyncStream[Any]", deadline: float) -> Any:
        """The next chunk, or None at the end."""
        left = max(0.0, deadline - time.monotonic())
        try:
            return await asyncio.wait_for(anext(response, None), left)
        except (TimeoutError, openai.APIError, httpx2.HTTPError, ValueError, TypeError, AttributeError) as error:
            # ValueError and its kin: the SDK could not read what a broken endpoint sent as JSON or as a chunk.
            raise _typed(error, begun=True) from None

    def _read(self, chunk: Any) -> list[str]:
        usage = getattr(chunk, "usage", None)
        counts = (getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None))
        if isinstance(counts[0], int) and isinstance(counts[1], int):
            self._reported = (counts[0], counts[1])
        choices = getattr(chunk, "choices", None)
        if not isinstance(choices, list) or not choices:
            return []
        self._finished = self._finished or getattr(choices[0], "finish_reason", None) is not None
        text = getattr(getattr(choices[0], "delta", None), "content", None)
        if not isinstance(text, str) or not text:
            return []
        self._bytes += len(text.encode(errors="replace"))
        if self._bytes > self._max_tokens * 12:  # three times the usual four bytes a token
            raise ModelFlooded(f"The model sent more than {self._max_tokens * 12} bytes.")
        return [text]


def _format(schema: dict[str, Any]) -> ResponseFormatJSONSchema:
    # Not "strict": that dialect refuses optional fields, and what comes back is validated here in any case.
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": False}}


def _param(message: Message) -> ChatCompletionMessageParam:
    if message.role == "system":
        return {"role": "system", "content": message.content}
    if message.role == "assistant":
        return {"role": "assistant", "content": message.content}
    return {"role": "user", "content": message.content}


def _pause(error: ModelError, attempt: int) -> float:
    """Seconds to wait before the next attempt: exponential, with jitter so that clients do not return in step."""
    base = 1.0 if isinstance(error, ModelRateLimited) else 0.2
    return float(base * 2 ** (attempt - 1) * random.uniform(0.5, 1.0))


def _typed(error: Exception, *, begun: bool) -> ModelError:
    """Our error for the SDK's. Only its class and status are kept: its text may quote the request."""
    if isinstance(error, (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException)):
        return ModelTimeout("The model did not answer in time.")
    if isinstance(error, openai.APIStatusError):
        if error.status_code == 429:
            return ModelRateLimited("The model's endpoint answered 429.")
        kind = ModelUnavailable if error.status_code >= 500 else ModelRefused
        return kind(f"The model's endpoint answered {error.status_code}.")
    if begun:
        return ModelInterrupted(f"The model's stream broke ({type(error).__name__}).")
    return ModelUnavailable(f"The model's endpoint could not be reached ({type(error).__name__}).")


def create(settings: Settings) -> OpenAIChatModel | None:
    """The chat model that the settings name; None where neither a key nor an endpoint is given."""
    if not settings.openai_api_key and not settings.openai_base_url:
        return None
    # A local server wants no key, the SDK insists on one.
    key = settings.openai_api_key or "none"
    official = settings.openai_base_url is None
    listed = PRICES.get(settings.chat_model) if official else None
    price = Price(*settings.chat_price) if settings.chat_price is not None else listed
    patience = Timeouts(first_token_s=settings.chat_first_token_s, total_s=settings.chat_total_s)
    return OpenAIChatModel(
        name=settings.chat_model, api_key=key, base_url=settings.openai_base_url, price=price, timeouts=patience
    )
