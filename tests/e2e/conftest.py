"""A filled DATA_DIR, made once by the real command for all end-to-end tests of a run."""

import fcntl
import os
from pathlib import Path

import msgspec
import pytest

from tests.e2e.serving import FirstStart, first_start


@pytest.fixture(scope="session")
def e2e_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that all xdist workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def started_once(e2e_dir: Path) -> FirstStart:
    """What the first start on an empty directory did. The workers wait for whoever comes first."""
    facts = e2e_dir / "first-start.json"
    with (e2e_dir / "first-start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not facts.exists():
            facts.write_bytes(msgspec.json.encode(first_start(e2e_dir / "filled")))
    return msgspec.json.decode(facts.read_bytes(), type=FirstStart)


@pytest.fixture(scope="session")
def filled(started_once: FirstStart, e2e_dir: Path) -> Path:
    """A DATA_DIR with the embedded demo shop, of a server that has stopped: copy it, never start on it."""
    return e2e_dir / "filled"
