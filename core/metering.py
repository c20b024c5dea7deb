"""What a language model's answers took together, whatever became of them."""

from collections.abc import Sequence
from typing import Any

from core.llm import ChatModel, ChatStream, Message, Timeouts, Usage

__all__ = ["Metered"]


class Metered:
    """A chat model that remembers the answers it was asked for, so that those that failed are counted too."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._streams: list[ChatStream] = []
        self._told = 0

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def timeouts(self) -> Timeouts:
        return self._model.timeouts

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        timeouts: Timeouts | None = None,
        schema: dict[str, Any] | None = None,
    ) -> ChatStream:
        stream = self._model.stream(messages, max_tokens=max_tokens, timeouts=timeouts, schema=schema)
        self._streams.append(stream)
        return stream

    @property
    def usage(self) -> Usage:
        """The tokens and the cost of all answers until now; the cost is None where no price is known."""
        took = [stream.usage for stream in self._streams]
        costs = [one.cost_micros for one in took if one.cost_micros is not None]
        return Usage(
            prompt_tokens=sum(one.prompt_tokens for one in took),
            completion_tokens=sum(one.completion_tokens for one in took),
            cost_micros=sum(costs) if costs else None,
            measured=all(one.measured for one in took),
        )

    def due(self) -> int:
        """The tokens that were not told of yet; none twice."""
        usage, told = self.usage, self._told
        self._told = usage.prompt_tokens + usage.completion_tokens
        return self._told - told
