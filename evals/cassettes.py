"""A language model's answers, kept as they came and played back: `--model live` and `--model recorded`.

A cassette is a JSONL file, one answer a line, found again by the case, a digest of the request (messages, bound,
schema) and how often the case had asked the very same before. `live` asks the configured server and appends;
`recorded` asks nobody. A request that no live run made is an error that names the case and ends the run: the prompt
changed, or the case is new, and no figure of the rest would be the model's.
"""

import hashlib
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import msgspec

from core import llm
from core import settings as core_settings
from core.errors import AppError, InvalidInput, NotFound
from core.llm import PATIENCE, ChatModel, ChatStream, Message, ModelError, Timeouts, Usage
from evals.suite import Options

SETTING = "cassette"
"""`--set cassette=FILE`; without it the suite's own under DATA_DIR."""


class MissingAnswer(AppError):
    """The run stops: a cassette does not hold what was asked."""

    status = 404
    code = "answer_missing"
    title = "The cassette does not hold this answer"


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer as it came. `failed` is the reason of the ModelError that ended it, where one did."""

    key: str
    case: str
    model: str
    parts: tuple[str, ...]
    usage: Usage
    failed: str = ""


class _Case(msgspec.Struct):
    """The case that is being answered, and what it asked so far."""

    id: str
    asked: Counter[str] = msgspec.field(default_factory=Counter[str])
    missing: str = ""

    def key(self, messages: Sequence[Message], max_tokens: int, schema: dict[str, Any] | None) -> str:
        request = msgspec.json.encode((messages, max_tokens, schema), order="deterministic")
        digest = hashlib.sha256(request).hexdigest()[:16]
        self.asked[digest] += 1
        return f"{self.id}/{digest}/{self.asked[digest]}"


_case: ContextVar[_Case] = ContextVar("case")


@contextmanager
def answering(case: str) -> Iterator[None]:
    """Requests within are the case's. Raises MissingAnswer at the end where one could not be answered, whatever became
    of the turn that asked."""
    asking = _Case(case)
    token = _case.set(asking)
    try:
        yield
    finally:
        _case.reset(token)
        if asking.missing:
            raise MissingAnswer(asking.missing)


@asynccontextmanager
async def chat_model(options: Options, suite: str) -> AsyncIterator[ChatModel | None]:
    """The model that the options ask for; None for `none`. InvalidInput where none is configured, NotFound where
    nothing was recorded."""
    if options.model == "none":
        yield None
        return
    path = place(options, suite)
    if options.model == "recorded":
        yield Replaying(path, options.variant.model)
        return
    given = core_settings.load()
    asked = msgspec.structs.replace(given, chat_model=options.variant.model or given.chat_model)
    model = llm.create(asked)
    if model is None:
        raise InvalidInput("--model live needs a server: set OPENAI_API_KEY, or OPENAI_BASE_URL for one of your own.")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield Recording(model, path)
    finally:
        await model.aclose()


def place(options: Options, suite: str) -> Path:
    """Where the suite's answers are kept."""
    if SETTING in options.settings:
        return Path(options.settings[SETTING])
    return core_settings.load().data_dir / "evals" / suite / "cassette.jsonl"


def digest(options: Options, suite: str) -> str:
    """SHA-256 of the cassette; NotFound says how one is made."""
    path = place(options, suite)
    if not path.is_file():
        raise NotFound(f"There is no cassette {path}: `--model live` records one.")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load(path: Path) -> list[Answer]:
    """The answers in the order in which they were recorded; what was recorded again is there twice."""
    return [msgspec.json.decode(line, type=Answer) for line in path.read_bytes().splitlines()]


# ── recording ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Recording:
    """A chat model whose answers are appended to a file as they end."""

    def __init__(self, model: ChatModel, path: Path) -> None:
        self.model, self.path = model, path

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def timeouts(self) -> Timeouts:
        return self.model.timeouts

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, timeouts: Timeouts | None = None,
        schema: dict[str, Any] | None = None,
    ) -> ChatStream:  # fmt: skip
        case = _case.get()
        live = self.model.stream(messages, max_tokens=max_tokens, timeouts=timeouts, schema=schema)
        return _Recorded(live, self, case.id, case.key(messages, max_tokens, schema))

    def keep(self, answer: Answer) -> None:
        """Appends a whole line at once, so that processes may share the file."""
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(file, msgspec.json.encode(answer) + b"\n")
        finally:
            os.close(file)


class _Recorded:
    """One live answer, kept when it ends, fails or is left."""

    def __init__(self, live: ChatStream, recording: Recording, case: str, key: str) -> None:
        self._live, self._recording, self._case, self._key = live, recording, case, key
        self._parts: list[str] = []
        self._failed = ""
        self._kept = False
        self._iterator: AsyncIterator[str] | None = None

    @property
    def usage(self) -> Usage:
        return self._live.usage

    def __aiter__(self) -> AsyncIterator[str]:
        if self._iterator is None:
            self._iterator = self._run()
        return self._iterator

    async def aclose(self) -> None:
        await self._live.aclose()
        self._keep()

    async def _run(self) -> AsyncIterator[str]:
        try:
            async for part in self._live:
                self._parts.append(part)
                yield part
        except ModelError as error:
            self._failed = error.reason
            raise
        finally:
            self._keep()

    def _keep(self) -> None:
        if not self._kept:
            self._kept = True
            self._recording.keep(
                Answer(self._key, self._case, self._recording.name, tuple(self._parts), self.usage, self._failed)
            )


# ── playing back ───────────────────────────────────────────────────────────────────────────────────────────────────


class Replaying:
    """A chat model that says what was recorded. InvalidInput where the cassette holds several models' answers and the
    variant names none of them."""

    timeouts = PATIENCE

    def __init__(self, path: Path, model: str | None = None) -> None:
        self.path = path
        answers = load(path)
        there = sorted({answer.model for answer in answers})
        if model is None and len(there) != 1:
            raise InvalidInput(
                f"{path} holds the answers of {', '.join(there) or 'no model'}: a variant's `model` says whose."
            )
        self.name = model or there[0]
        self._answers = {answer.key: answer for answer in answers if answer.model == self.name}

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, timeouts: Timeouts | None = None,
        schema: dict[str, Any] | None = None,
    ) -> ChatStream:  # fmt: skip
        case = _case.get()
        answer = self._answers.get(case.key(messages, max_tokens, schema))
        if answer is None:
            case.missing = (
                f"Case {case.id!r} asks {self.name} what {self.path} does not hold: "
                "its prompt changed, or it was never run. `--model live` records it."
            )
            raise MissingAnswer(case.missing)
        return _Replayed(answer)


_KINDS: tuple[type[ModelError], ...] = (
    *(ModelError, llm.ModelTimeout, llm.ModelUnavailable, llm.ModelRefused, llm.ModelRateLimited),
    *(llm.ModelInterrupted, llm.ModelFlooded, llm.ModelUnreadable),
)
_ERRORS = {kind.reason: kind for kind in _KINDS}


class _Replayed:
    """One recorded answer, part by part, and its error at the end where it had one."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._iterator: AsyncIterator[str] | None = None

    @property
    def usage(self) -> Usage:
        return self._answer.usage

    def __aiter__(self) -> AsyncIterator[str]:
        if self._iterator is None:
            self._iterator = self._run()
        return self._iterator

    async def aclose(self) -> None:
        return None

    async def _run(self) -> AsyncIterator[str]:
        for part in self._answer.parts:
            yield part
        if self._answer.failed:
            raise _ERRORS[self._answer.failed]("As it was recorded.")
