"""What makes levels of detail: ours, and the two that others use, each run as its maker says and measured alike."""

import asyncio
import hashlib
import os
import re
import subprocess
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from assets import node
from evals.models3d.corpus import Model

HERE = Path(__file__).parent
_PACKAGES = HERE / "node_modules"
GLTF_TRANSFORM_CLI = _PACKAGES / "@gltf-transform" / "cli" / "bin" / "cli.js"
GLTFPACK_CLI = _PACKAGES / "gltfpack" / "cli.js"
_DECODE = HERE / "decode.mjs"
_LEVELS = HERE / "levels.mjs"
OURS, HELD, GLTF_TRANSFORM, GLTFPACK = "ours", "ours held", "gltf-transform", "gltfpack"
"""Ours as production runs it, and ours held to the target: no floor under it, and raised for no looks."""
TOOLS = (OURS, HELD, GLTF_TRANSFORM, GLTFPACK)
RATIOS = {1: 0.5, 2: 0.25, 3: 0.1}
"""Level of detail → triangles asked for, as a share of the original's."""
_WALL_S = 180.0


class ToolFailed(Exception):
    """A tool ended with an error, or not in time."""


class Taken(msgspec.Struct, frozen=True):
    """What a process and its children took: seconds of wall and CPU, and the peak of the largest in bytes."""

    wall_s: float
    cpu_s: float
    peak_bytes: int


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """One simplified file. told: what the tool says of it, where it says something."""

    ratio: float
    path: Path
    cpu_s: float = 0.0
    told: dict[str, Any] = {}


_KEPT = msgspec.json.Decoder(list[Level], dec_hook=lambda kind, value: kind(value))


async def taken(command: Sequence[str | Path], *, wall_s: float = _WALL_S) -> Taken:
    """Runs a command to its end. Raises ToolFailed with the end of what it complained of."""
    return await asyncio.to_thread(_taken, [str(part) for part in command], wall_s)


def _taken(command: list[str], wall_s: float) -> Taken:
    began = time.monotonic()
    with subprocess.Popen(
        ["timeout", "--signal=KILL", str(wall_s), *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = errors.decode("utf-8", "replace").strip()[-400:]
        raise ToolFailed(f"{Path(command[1]).name} ended with status {process.returncode}. {said}")
    return Taken(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


async def levels(tool: str, model: Model, ratios: Sequence[float], kept: Path) -> list[Level]:
    """A model's levels by a tool, made once and kept. Raises ToolFailed, and node's exceptions for ours."""
    folder = kept / f"{model.id}-{content(model.entry.parent)}" / f"{tool.replace(' ', '-')}-{_recipe(tool)}"
    told = folder / "levels.json"
    have = _KEPT.decode(told.read_bytes()) if told.exists() else []
    missing = [ratio for ratio in ratios if ratio not in {each.ratio for each in have}]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        have = await _ours(tool, model, folder) if tool in _OURS else have + await _theirs(tool, model, missing, folder)
        unfinished = told.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(msgspec.json.encode(have, enc_hook=str))
        unfinished.replace(told)
    return sorted((each for each in have if each.ratio in ratios), key=lambda each: -each.ratio)


async def _ours(tool: str, model: Model, folder: Path) -> list[Level]:
    """All levels at once: what one may be raised to is what the one above was given."""
    place = {"root": str(model.entry.parent), "entry": model.entry.name, "out": str(folder)}
    request = {**place, "ratios": [*RATIOS.values()], "options": _OURS[tool]}
    confines = node.Confines(wall_s=_WALL_S, memory_bytes=4 * 2**30)
    done = await node.run(str(_LEVELS), request, reads=(model.entry.parent, HERE), writes=folder, confines=confines)
    if done.refusal is not None:
        raise ToolFailed(f"{done.refusal.code}: {done.refusal.detail}")
    return [
        Level(ratio=each["ratio"], path=Path(each["path"]), cpu_s=each["seconds"], told=each["told"] or {})
        for each in done.result or []
    ]


async def _theirs(tool: str, model: Model, ratios: Sequence[float], folder: Path) -> list[Level]:
    source = await plain(model, folder.parent)
    made = []
    for ratio in ratios:
        path = folder / f"{ratio}.glb"
        took = await taken([node.NODE, *_COMMANDS[tool](source, path, ratio)])
        made.append(Level(ratio=ratio, path=path, cpu_s=took.cpu_s))
    return made


async def plain(model: Model, folder: Path) -> Path:
    """The model as one file with nothing compressed in it, in a folder where it is kept. Raises ToolFailed."""
    path = folder / "plain.glb"
    if not path.exists():
        unfinished = folder / f"plain-{os.getpid()}.glb"
        await taken([node.NODE, _DECODE, model.entry, unfinished])
        unfinished.replace(path)
    return path


def _by_gltf_transform(plain: Path, path: Path, ratio: float) -> list[str | Path]:
    return [GLTF_TRANSFORM_CLI, "simplify", plain, path, "--ratio", str(ratio), "--error", "1"]


def _by_gltfpack(plain: Path, path: Path, ratio: float) -> list[str | Path]:
    return [GLTFPACK_CLI, "-i", plain, "-o", path, "-si", str(ratio), "-se", "1", "-sp", "-sv", "-noq"]


_OURS: dict[str, dict[str, float]] = {OURS: {}, HELD: {"floor": 0, "faithful": 0}}
"""What `simplify` is told besides."""
_COMMANDS = {GLTF_TRANSFORM: _by_gltf_transform, GLTFPACK: _by_gltfpack}


# ── what a level depends on ────────────────────────────────────────────────────────────────────────────────────────


def _recipe(tool: str) -> str:
    """A digest of what a tool does: of the modules that ours reaches, of others' command and version."""
    if tool in _OURS:
        parts = [each.read_bytes() for each in reached(_LEVELS)] + [msgspec.json.encode((_OURS[tool], RATIOS))]
    else:
        command = [str(part) for part in _COMMANDS[tool](Path("in"), Path("out"), 0.5)]
        parts = [" ".join(command[1:]).encode(), (HERE / "package-lock.json").read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def reached(script: Path) -> list[Path]:
    """A module of JavaScript and all modules beside it that it imports, packages left out, by path."""
    found: set[Path] = set()
    waiting = [script.resolve()]
    while waiting:
        module = waiting.pop()
        if module in found or not module.is_file():
            continue
        found.add(module)
        names = re.findall(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""", module.read_text("utf-8"))
        waiting += [(module.parent / name).resolve() for name in names]
    return sorted(found)


@cache
def content(folder: Path) -> str:
    """A digest of a model's files."""
    digest = hashlib.sha256()
    for each in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(each.name.encode() + hashlib.sha256(each.read_bytes()).digest())
    return digest.hexdigest()[:12]
