"""The embedders: the local model as installed, and the remote one against a server that speaks the protocol."""

import json
import logging
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import anyio.abc
import numpy as np
import pytest

from aurora import embedder
from aurora.embedder import DIMENSIONS, EmbedderUnusable, EmbeddingUnavailable, LocalEmbedder, OpenAIEmbedder, unit
from core.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def local() -> LocalEmbedder:
    return LocalEmbedder(threads=1)


async def test_the_local_model_puts_like_beside_like(local: LocalEmbedder) -> None:
    navy, blue, shoes = await local.embed(["a navy dress", "a dark blue gown", "running shoes"])
    assert navy @ blue > 0.5
    assert navy @ shoes < 0.3


async def test_the_local_model_answers_unit_rows_in_the_order_of_the_texts(local: LocalEmbedder) -> None:
    texts = ["a red silk scarf " * n for n in (40, 1, 7)] + ["Jeans"] * 40
    together = await local.embed(texts)
    alone = np.concatenate([local.embed_now([text]) for text in texts[:4]])
    assert together.shape == (43, DIMENSIONS)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(43), abs=1e-5)
    # int8 activations are scaled over the whole batch, so a companion moves a vector a little.
    assert (together[:4] * alone).sum(axis=1) == pytest.approx(np.ones(4), abs=0.01)


async def test_a_text_of_any_length_and_alphabet_is_embedded(local: LocalEmbedder) -> None:
    vectors = await local.embed(["wool " * 5000, "", "ドレス 👗", "crème brûlée"])
    assert np.isfinite(vectors).all()
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


async def test_no_texts_give_no_vectors(local: LocalEmbedder) -> None:
    assert (await local.embed([])).shape == (0, DIMENSIONS)


def test_the_vocabulary_reads_words_as_the_model_was_taught(local: LocalEmbedder) -> None:
    # The ids of bert-base-uncased: [CLS] 101, hello 7592, world 2088, [SEP] 102.
    assert local._tokenizer.encode("Hello world").ids == [101, 7592, 2088, 102]


def test_a_model_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "model.onnx"
    shutil.copy(embedder._installed_weights(LocalEmbedder.PACKAGE), copy)
    with copy.open("r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(EmbedderUnusable, match="is not the file this version was made with"):
        LocalEmbedder(copy)


def test_a_model_that_is_not_installed_is_named() -> None:
    with pytest.raises(EmbedderUnusable, match="no_such_model is not installed"):
        embedder._installed_weights("no_such_model")


def test_settings_choose_the_embedder() -> None:
    assert embedder.create(Settings()).model == "minilm-l6-v2-int8"
    remote = embedder.create(Settings(embedding_model="text-embedding-3-small", openai_api_key="k"))
    assert isinstance(remote, OpenAIEmbedder)
    assert remote.model == "text-embedding-3-small"
    with pytest.raises(EmbedderUnusable, match="EMBEDDING_MODEL"):
        embedder.create(Settings(embedding_model="text-embedding-3-small"))


# ── the remote one ─────────────────────────────────────────────────────────────────────────────────────────────────

Answer = tuple[int, dict[str, Any]]


class Endpoint:
    """A loopback HTTP server that speaks the embeddings protocol; `respond` decides each answer."""

    def __init__(self, respond: Callable[[dict[str, Any], int], Answer]) -> None:
        self.respond = respond
        self.bodies: list[dict[str, Any]] = []
        self.url = ""

    async def handle(self, stream: anyio.abc.SocketStream) -> None:
        async with stream:
            received = b""
            while b"\r\n\r\n" not in received:
                received += await stream.receive()
            head, _, body = received.partition(b"\r\n\r\n")
            length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
            while len(body) < length:
                body += await stream.receive()
            self.bodies.append(json.loads(body))
            status, answer = self.respond(self.bodies[-1], len(self.bodies))
            payload = json.dumps(answer).encode()
            await stream.send(
                b"HTTP/1.1 %d X\r\ncontent-type: application/json\r\nretry-after-ms: 1\r\nconnection: close\r\n"
                b"content-length: %d\r\n\r\n%s" % (status, len(payload), payload)
            )


@asynccontextmanager
async def endpoint(respond: Callable[[dict[str, Any], int], Answer]) -> AsyncIterator[Endpoint]:
    server = Endpoint(respond)
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as group:
        port = listener.extra(anyio.abc.SocketAttribute.local_port)
        server.url = f"http://127.0.0.1:{port}/v1"
        group.start_soon(listener.serve, server.handle)
        yield server
        group.cancel_scope.cancel()


def vector_of(text: str, dimensions: int) -> list[float]:
    seed = int.from_bytes(text.encode()[:6].ljust(6), "big")
    return [float(x) for x in np.random.default_rng(seed).standard_normal(dimensions)]


def answer(body: dict[str, Any], dimensions: int) -> Answer:
    data = [
        {"object": "embedding", "index": index, "embedding": vector_of(text, dimensions)}
        for index, text in enumerate(body["input"])
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return 200, {"object": "list", "data": data[::-1], "model": body["model"], "usage": usage}


def remote(server: Endpoint) -> OpenAIEmbedder:
    return OpenAIEmbedder("some-model", base_url=server.url, api_key="secret-key", timeout_s=5)


async def test_the_remote_model_is_asked_for_384_dimensions_and_its_order_is_restored() -> None:
    async with endpoint(lambda body, n: answer(body, body["dimensions"])) as server:
        vectors = await remote(server).embed(["first", "second", "third"])
    expected = unit(np.array([vector_of(text, 384) for text in ("first", "second", "third")], dtype=np.float32))
    assert vectors == pytest.approx(expected, abs=1e-6)
    assert server.bodies == [
        {"model": "some-model", "input": ["first", "second", "third"], "encoding_format": "float", "dimensions": 384}
    ]


async def test_more_texts_than_one_request_may_hold_are_sent_in_several() -> None:
    async with endpoint(lambda body, n: answer(body, 384)) as server:
        vectors = await remote(server).embed([f"t{n:04}" for n in range(300)])
    assert [len(body["input"]) for body in server.bodies] == [128, 128, 44]
    expected = np.array([vector_of(f"t{n:04}", 384) for n in (0, 299)], dtype=np.float32)
    assert vectors[[0, 299]] == pytest.approx(unit(expected), abs=1e-6)


async def test_a_busy_or_failing_endpoint_is_asked_again() -> None:
    busy = {1: (429, {"error": {"message": "slow down"}}), 2: (500, {"error": {"message": "oops"}})}
    async with endpoint(lambda body, n: busy.get(n) or answer(body, 384)) as server:
        vectors = await remote(server).embed(["patience"])
    assert len(server.bodies) == 3
    assert vectors.shape == (1, 384)


async def test_an_endpoint_that_stays_down_is_reported_without_the_text_or_the_key() -> None:
    async with endpoint(lambda body, n: (503, {"error": {"message": "down for private words"}})) as server:
        with pytest.raises(EmbeddingUnavailable) as caught:
            await remote(server).embed(["private words"])
    assert caught.value.detail == "The embedding model some-model did not answer: status 503."
    assert len(server.bodies) == 4


async def test_an_endpoint_that_refuses_the_key_is_not_asked_again() -> None:
    async with endpoint(lambda body, n: (401, {"error": {"message": "bad key"}})) as server:
        with pytest.raises(EmbeddingUnavailable, match="status 401"):
            await remote(server).embed(["x"])
    assert len(server.bodies) == 1


async def test_a_model_of_a_fixed_size_is_asked_without_dimensions_from_then_on() -> None:
    def respond(body: dict[str, Any], n: int) -> Answer:
        if "dimensions" in body:
            return 400, {"error": {"message": "This model does not support specifying dimensions."}}
        return answer(body, 384)

    async with endpoint(respond) as server:
        model = remote(server)
        await model.embed(["one"])
        await model.embed(["two"])
    assert ["dimensions" in body for body in server.bodies] == [True, False, False]


async def test_shorter_vectors_keep_their_cosines_exactly() -> None:
    async with endpoint(lambda body, n: answer(body, 256)) as server:
        one, other = await remote(server).embed(["silk scarf", "wool coat"])
    a, b = unit(np.array([vector_of("silk scarf", 256), vector_of("wool coat", 256)], dtype=np.float32))
    assert one @ other == pytest.approx(a @ b, abs=1e-6)
    assert not one[256:].any()


async def test_longer_vectors_keep_their_cosines_nearly_and_a_warning_says_so(caplog: pytest.LogCaptureFixture) -> None:
    texts = [f"{n:06}" for n in range(60)]
    # An app made in this process by another test may have set the root's level higher.
    caplog.set_level(logging.WARNING)
    async with endpoint(lambda body, n: answer(body, 1536)) as server:
        model = remote(server)
        vectors = await model.embed(texts)
        await model.embed(texts[:1])
    given = unit(np.array([vector_of(text, 1536) for text in texts], dtype=np.float32))
    error = (vectors @ vectors.T - given @ given.T)[np.triu_indices(60, 1)]
    assert float(np.sqrt((error**2).mean())) < 0.06
    assert [record.getMessage().split(":")[0] for record in caplog.records if record.name == "aurora.embedder"] == [
        "some-model answers 1536 dimensions, not 384"
    ]


def test_the_projection_is_orthonormal_and_the_same_in_every_process() -> None:
    columns = embedder.projection(768)
    assert columns.T @ columns == pytest.approx(np.eye(DIMENSIONS), abs=1e-5)
    assert float(np.abs(columns - embedder.projection(768)).max()) == 0.0


@pytest.mark.parametrize(
    "data",
    [
        [],
        [{"object": "embedding", "index": 0, "embedding": [0.0] * 384}],
        [{"object": "embedding", "index": 1, "embedding": [1.0] * 384}],
    ],
    ids=["none", "zero", "misnumbered"],
)
async def test_an_answer_that_is_not_a_vector_for_each_text_is_refused(data: list[dict[str, Any]]) -> None:
    body = {"object": "list", "data": data, "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    async with endpoint(lambda _, n: (200, body)) as server:
        with pytest.raises(EmbeddingUnavailable):
            await remote(server).embed(["x"])
