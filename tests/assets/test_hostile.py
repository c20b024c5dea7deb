"""The hostile set: every verdict, in little time and memory, and nothing outside a package is read or asked for."""

import asyncio
import json
import resource
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assets import node
from assets.gate import CODES, Refused, admit, unpack
from assets.gate.admission import examine
from assets.limits import Limits
from tests.assets.test_gate import triangle

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not node.installed(), reason="aurora assets install"),
]
LIMITS = Limits()
WITHIN_S, WITHIN_KIB = 10.0, 2**20
#: By the clock, beside other work: what takes this long hangs.
HANGS_S = 60.0

_opened: list[str] | None = None


def _listen(event: str, args: tuple[Any, ...]) -> None:
    if _opened is not None and event == "open" and isinstance(args[0], str | bytes):
        _opened.append(args[0].decode() if isinstance(args[0], bytes) else args[0])
    if _opened is not None and event in ("socket.connect", "socket.getaddrinfo"):
        _opened.append(f"{event} {args[-1]}")


sys.addaudithook(_listen)


@contextmanager
def overheard() -> Iterator[list[str]]:
    """Every file that this process opens in the block, every address that it connects to."""
    global _opened
    heard: list[str] = []
    _opened = heard
    try:
        yield heard
    finally:
        _opened = None


def peak_kib(*, anew: bool = False) -> int:
    """The most memory that this process has had at once. anew: counted from now on, since other tests were here before.

    Source: proc(5), VmHWM and clear_refs.
    """
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def worked_s() -> float:
    """Processor seconds of this process and of each child that ended: a busy machine makes no more of them."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


async def verdict(sent: Path, folder: Path) -> tuple[str, str]:
    """accept with the codes to repair, or reject with the reason."""
    try:
        found = await admit(unpack(sent, sent.name, folder, LIMITS), LIMITS)
    except Refused as refusal:
        return "reject", refusal.reason
    return "accept", ",".join(fault.code for fault in found.errors)


@pytest.mark.shared_data
async def test_every_hostile_upload_gets_its_verdict(shared_data: Path, tmp_path: Path) -> None:
    """Files of kind "noise" have random bytes changed and no right answer: any verdict is one, a crash is none."""
    listed = json.loads((shared_data / "models3d" / "hostile.json").read_text())
    found: dict[str, tuple[str, str]] = {}
    slow: dict[str, tuple[float, float]] = {}
    before, largest_before = peak_kib(anew=True), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with overheard() as heard:
        for each in listed:
            began, worked = time.monotonic(), worked_s()
            sent = shared_data / "models3d" / each["entry"]
            found[each["id"]] = await verdict(sent, tmp_path / each["id"])
            took, by_the_clock = worked_s() - worked, time.monotonic() - began
            if took > WITHIN_S or by_the_clock > HANGS_S:
                slow[each["id"]] = took, by_the_clock
    wrong = {
        each["id"]: found[each["id"]]
        for each in listed
        if each["kind"] != "noise" and found[each["id"]][0] != each["expect"]
    }
    assert (wrong, slow) == ({}, {})
    assert all(reason in CODES for said, reason in found.values() if said == "reject")
    assert found["png_mime_lie.glb"] == ("accept", "IMAGE_MIME_TYPE_INVALID")
    allowed = (str(tmp_path), str(shared_data), sys.prefix, sys.base_prefix, "/proc/", str(Path(__file__).parents[2]))
    assert [path for path in heard if not path.startswith(allowed)] == []
    assert peak_kib() - before < WITHIN_KIB
    largest_child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert largest_child == largest_before or largest_child < WITHIN_KIB


async def test_an_address_on_the_network_is_never_asked(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        for scheme, place in (("http", "images"), ("http", "buffers"), ("ftp", "images"), ("HTTP", "images")):
            model = triangle()
            entry = {"uri": f"{scheme}://127.0.0.1:{port}/canary"}
            model.tree["images"] = [entry] if place == "images" else []
            sent = tmp_path / "sent.glb"
            data = model.glb()
            if place == "buffers":
                data = json.dumps({**model.tree, "buffers": [{**entry, "byteLength": 44}]}).encode()
                sent = tmp_path / "sent.gltf"
            sent.write_bytes(data)
            assert await verdict(sent, tmp_path / "package") == ("reject", "uri_outside")
        await asyncio.sleep(0)
        with pytest.raises(BlockingIOError):
            server.accept()


async def test_the_child_itself_cannot_read_beside_its_package(tmp_path: Path) -> None:
    """Were an address ever to slip through, the child could not follow it. Links it would: packages have none."""
    root = tmp_path / "package"
    root.mkdir()
    canary = tmp_path / "canary.bin"
    model = triangle()
    canary.write_bytes(model.bytes)
    tree = {**model.tree, "buffers": [{"uri": "a.bin", "byteLength": len(model.bytes)}]}
    (root / "model.gltf").write_text(json.dumps(tree))
    (root / "inside.bin").write_bytes(model.bytes)
    request = {"root": str(root), "entry": "model.gltf", "issues": 100, "coordinate": 1e7}

    async def faults(path: str) -> list[str]:
        told = await node.run("validate.mjs", {**request, "resources": {"a.bin": path}}, reads=(root,))
        assert told.result is not None
        return [fault["code"] for fault in told.result["errors"]]

    assert await faults("inside.bin") == []
    assert await faults("../canary.bin") == ["IO_ERROR"]


@pytest.mark.shared_data
def test_the_test_files_of_validators_and_importers_are_taken_or_refused(shared_data: Path, tmp_path: Path) -> None:
    listed = json.loads((shared_data / "models3d" / "invalid.json").read_text())
    said: dict[str, str] = {}
    for number, each in enumerate(listed):
        path = shared_data / "models3d" / each["entry"]
        try:
            examine(unpack(path, path.name, tmp_path / str(number), LIMITS), LIMITS)
            said[each["id"]] = "taken"
        except Refused as refusal:
            said[each["id"]] = refusal.reason
    assert len(said) == len(listed)
    assert set(said.values()) <= CODES.keys() | {"taken"}
    assert list(said.values()).count("taken") >= 2
