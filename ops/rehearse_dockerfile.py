"""Runs the Dockerfile's build stage by hand, below an empty directory, where there is no Docker engine.

    python ops/rehearse_dockerfile.py /tmp/empty

COPY takes from the checkout what `.dockerignore` lets through, RUN runs in sh, and `/opt` and `/src` become directories
below the given one. Then the programs of the health check and of the final command run in the environment that came
out, with nothing of the checkout's. Not rehearsed: the base image, the user, the volume.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


def instructions(dockerfile: str) -> Iterator[tuple[str, str]]:
    """(instruction, its text) in order; continued lines are joined and comments left out."""
    lines = [line for line in dockerfile.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        word, _, rest = line.strip().partition(" ")
        yield word.upper(), " ".join(rest.split())


def may_enter(path: Path, dockerignore: str) -> bool:
    """Whether `.dockerignore` lets a path of the checkout into the build: the last pattern that matches decides."""
    entered = True
    for pattern in dockerignore.splitlines():
        pattern = pattern.strip()
        if not pattern or pattern.startswith("#"):
            continue
        bare = pattern.removeprefix("!")
        names = [str(part) for part in (path, *path.parents)]
        if bare.startswith("**/"):
            hit = any(fnmatch(part, bare[3:]) for part in path.parts)
        else:
            hit = bare in names or bare == "*"
        if hit:
            entered = pattern.startswith("!")
    return entered


def copy(sources: list[str], target: Path) -> None:
    """COPY: files into a directory, or one directory's content to `target`."""
    ignore = (CHECKOUT / ".dockerignore").read_text()
    for source in sources:
        top = CHECKOUT / source
        files = [top] if top.is_file() else [path for path in sorted(top.rglob("*")) if path.is_file()]
        for file in files:
            if not may_enter(file.relative_to(CHECKOUT), ignore):
                continue
            goal = target / file.name if top.is_file() else target / file.relative_to(top)
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, goal)


def below(root: Path, text: str) -> str:
    return re.sub(r"(?<![\w.])/(opt|src)\b", rf"{root}/\1", text)


def build(root: Path) -> None:
    """The first stage, instruction by instruction."""
    (root / "base").mkdir()
    (root / "base/python").symlink_to(sys.executable)
    workdir, environ = root, {"PATH": f"{root}/base:{os.defpath}", "HOME": str(root)}
    environ |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    stages = 0
    for word, text in instructions((CHECKOUT / "Dockerfile").read_text()):
        stages += word == "FROM"
        if stages > 1:
            return
        sys.stdout.write(f"{word} {text}\n")
        sys.stdout.flush()
        if word == "ENV":
            environ |= dict(pair.split("=", 1) for pair in text.split())
        elif word == "WORKDIR":
            workdir = Path(below(root, text))
            workdir.mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            *sources, target = text.split()
            copy(sources, workdir / target)
        elif word == "RUN":
            subprocess.run(["/bin/sh", "-c", below(root, text)], cwd=workdir, env=environ, check=True)


def try_out(root: Path) -> None:
    bare = {"PATH": f"{root}/opt/voguevault/bin:{os.defpath}", "DATA_DIR": f"{root}/data"}
    for command in (["aurora", "--version"], ["aurora", "serve", "--help"], ["python", "-c", "import urllib.request"]):
        subprocess.run(command, cwd=root, env=bare, check=True)


if __name__ == "__main__":
    place = Path(sys.argv[1]).resolve()
    if place.exists() and any(place.iterdir()):
        sys.exit(f"{place} is not empty.")
    place.mkdir(parents=True, exist_ok=True)
    build(place)
    try_out(place)
