"""The child process that tools for Node run in: what it hears and says, and what it may not."""

import socket
from pathlib import Path
from typing import Any

import pytest

from assets import node
from assets.node import Confines, NodeFailed, Progress

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(not node.installed(), reason="aurora assets install")]
SMALL = Confines(wall_s=20, memory_bytes=256 * 2**20)


async def _run(folder: Path, script: str, **given: Any) -> node.Told:
    path = _written(folder, script)
    return await node.run(path, given.pop("request", {}), **{"reads": (folder,), "confines": SMALL, **given})


def _written(folder: Path, script: str) -> str:
    talk = node.WORKER / "talk.mjs"
    path = folder / "script.mjs"
    path.write_text(f'import {{ answer, Refused }} from "{talk}"; import fs from "node:fs";\n{script}')
    return str(path)


async def test_a_script_hears_its_request_tells_how_far_it_is_and_answers(tmp_path: Path) -> None:
    # Its memory is looked at now and then: a child that is gone in 50 ms may be seen before it has any.
    script = (
        'console.log("noise"); await answer(async (r, say) => { say("sum", 1, 2, "Adding"); '
        "await new Promise((done) => setTimeout(done, 300)); return r.a + r.b; })"
    )
    told: list[Progress] = []
    ended = await _run(tmp_path, script, request={"a": 2, "b": 3}, progress=told.append)
    assert (ended.result, ended.refusal) == (5, None)
    assert told == [Progress("sum", 1, 2, "Adding")]
    assert ended.peak_bytes > 2**20


async def test_a_refusal_is_an_answer_and_not_a_failure(tmp_path: Path) -> None:
    ended = await _run(tmp_path, 'await answer(() => { throw new Refused("no", "It is torn."); })')
    assert ended.refusal == node.Refusal("no", "It is torn.")


async def test_a_script_that_throws_ends_with_its_trace(tmp_path: Path) -> None:
    with pytest.raises(NodeFailed, match="ended with status 1") as failed:
        await _run(tmp_path, 'await answer(() => { throw new Error("lost the thread"); })')
    assert failed.value.reason == "crash"
    assert "lost the thread" in failed.value.errors


async def test_a_script_that_does_not_end_is_ended(tmp_path: Path) -> None:
    with pytest.raises(NodeFailed) as failed:
        await _run(tmp_path, "for (;;);", confines=Confines(wall_s=1))
    assert failed.value.reason == "time"


@pytest.mark.parametrize("greedy", ["new Array(1e5).fill(0.5)", "Buffer.alloc(2 ** 24, 1)"])
async def test_a_script_that_grows_too_large_is_ended(greedy: str, tmp_path: Path) -> None:
    with pytest.raises(NodeFailed, match="256 MiB") as failed:
        await _run(tmp_path, f"const kept = []; for (;;) kept.push({greedy});")
    assert failed.value.reason == "memory"


async def test_a_script_reads_and_writes_nothing_but_what_it_was_given(tmp_path: Path) -> None:
    given, other = tmp_path / "given", tmp_path / "other"
    given.mkdir()
    other.mkdir()
    (other / "secret").write_text("secret")
    attempts = f"""
      const tried = (what) => {{ try {{ what(); return "done"; }} catch (error) {{ return error.code; }} }};
      await answer(() => [
        tried(() => fs.readFileSync("{other}/secret")), tried(() => fs.readFileSync("/etc/passwd")),
        tried(() => fs.writeFileSync("{other}/made", "x")), tried(() => fs.writeFileSync("{given}/made", "x")),
        tried(() => process.getBuiltinModule("child_process").execSync("true")),
      ]);"""
    ended = await _run(given, attempts, writes=given)
    assert ended.result == ["ERR_ACCESS_DENIED"] * 3 + ["done", "ERR_ACCESS_DENIED"]
    assert list(other.iterdir()) == [other / "secret"]


@pytest.mark.skipif(node._without_network()[:1] != ("unshare",), reason="this kernel grants no network namespace")
async def test_a_script_has_no_network(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        script = f'await answer(() => fetch("http://127.0.0.1:{port}").then(() => "reached", (e) => e.cause.code));'
        assert (await _run(tmp_path, script)).result in {"ENETUNREACH", "ECONNREFUSED", "ERR_ACCESS_DENIED"}
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()


async def test_a_file_beyond_its_limit_is_not_written(tmp_path: Path) -> None:
    script = f'await answer(() => fs.writeFileSync("{tmp_path}/large", Buffer.alloc(2 ** 21)));'
    with pytest.raises(NodeFailed):
        await _run(tmp_path, script, writes=tmp_path, confines=Confines(wall_s=20, file_bytes=2**20))
    assert (tmp_path / "large").stat().st_size <= 2**20
