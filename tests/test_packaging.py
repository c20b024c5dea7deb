"""What is shipped: the wheel, and that it runs alone; the Dockerfile, the compose file, the locks, the set-up."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")


PACKAGES = ("core", "commerce", "assets", "aurora", "evals", "migrations", "web")


def rehearsal() -> ModuleType:
    """ops/rehearse_dockerfile.py, which is a program and in no package."""
    spec = importlib.util.spec_from_file_location("rehearse_dockerfile", ROOT / "ops/rehearse_dockerfile.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the packages and without network, by the command of `make wheel`."""
    place = tmp_path_factory.mktemp("wheel")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, place / "source" / package, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
        )
    for name in ("pyproject.toml", "README.md", ".gitignore"):
        shutil.copy2(ROOT / name, place / "source" / name)
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(place),
        str(place / "source"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_source_and_data_file_of_the_packages(names: set[str]) -> None:
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    wanted = {
        str(path.relative_to(ROOT)) for path in found if path.suffix != ".pyc" and "node_modules" not in path.parts
    }
    assert wanted - names == set()
    assert "core/embedded/supervisor.py" in wanted
    assert any(name.startswith("migrations/versions/0001") for name in wanted)
    assert "web/templates/index.html" in wanted
    assert "aurora/vocab.txt" in wanted
    assert {"assets/worker/main.mjs", "assets/worker/package-lock.json", "web/package-lock.json"} <= wanted


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    tops = {name.split("/", 1)[0] for name in names}
    metadata = {top for top in tops if top.endswith(".dist-info")}
    assert tops - metadata == set(PACKAGES)
    assert not [
        name
        for name in names
        if "__pycache__" in name or name.startswith("tests/") or "/test_" in name or name.endswith((".env", ".lock"))
    ]


def test_the_wheel_runs_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    """Its dependencies are borrowed from this one by a path file, the project itself is not."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(tmp_path / "venv")}))
    install = [sys.executable, "-m", "pip", "--python", str(tmp_path / "venv/bin/python"), "install", "--quiet"]
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True)
    (site / "borrowed.pth").write_text(f"import sys; sys.path.append({sysconfig.get_path('purelib')!r})\n")
    (tmp_path / "elsewhere").mkdir()
    environ = {"PATH": os.defpath, "HOME": str(tmp_path)}

    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=tmp_path / "elsewhere", env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = "import core.embedded, migrations, aurora, web; print(*sorted({m.__file__.split('/venv/')[0] for m in "
    where += "(core.embedded, migrations, aurora, web)}))"
    assert run(str(tmp_path / "venv/bin/python"), "-c", where).strip() == str(tmp_path)
    help_text = run(str(tmp_path / "venv/bin/aurora"), "--help")
    for command in ("serve", "migrate", "seed", "catalog", "embed", "doctor"):
        assert re.search(rf"^\s+{command}\b", help_text, re.MULTILINE), help_text
    assert "0.1.0" in run(str(tmp_path / "venv/bin/aurora"), "--version")
    heads = run(str(tmp_path / "venv/bin/python"), "-c", "import migrations; print(*migrations.heads())")
    assert heads.strip()


def steps(stage: int) -> list[tuple[str, str]]:
    """The instructions of one stage of the Dockerfile, counted from 0."""
    stages: list[list[tuple[str, str]]] = []
    for word, text in rehearsal().instructions((ROOT / "Dockerfile").read_text()):
        if word == "FROM":
            stages.append([])
        stages[-1].append((word, text))
    return stages[stage]


def test_the_image_runs_as_a_numbered_user_that_is_not_root_and_checks_its_health() -> None:
    final = dict(steps(-1))
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", final["USER"])
    assert "/health/live" in final["HEALTHCHECK"]
    assert "curl" not in final["HEALTHCHECK"]
    assert final["EXPOSE"] == "8000"
    assert msgspec.json.decode(final["CMD"], type=list[str]) == ["aurora", "serve", "--host", "0.0.0.0"]
    check = final["HEALTHCHECK"].partition("CMD ")[2]
    program, option, code = msgspec.json.decode(check, type=list[str])
    assert (program, option) == ("python", "-c")
    compile(code, "HEALTHCHECK", "exec")


def test_the_image_adds_nothing_by_url_and_installs_by_hash_only() -> None:
    for word, text in [*steps(0), *steps(1)]:
        assert word != "ADD"
        assert not re.search(r"\b(curl|wget|apt-get)\b|https?://", text) or word == "HEALTHCHECK"
        for command in re.findall(r"pip install [^&]*", text):
            assert "--require-hashes" in command or "--no-index" in command
    assert all(re.search(r":\d", text) for word, text in [steps(0)[0], steps(1)[0]] if word == "FROM")


def copied() -> Iterator[str]:
    for word, text in steps(0):
        if word == "COPY":
            yield from text.split()[:-1]


def test_every_file_that_the_image_copies_exists_and_passes_the_ignore_file() -> None:
    may_enter = rehearsal().may_enter
    ignore = (ROOT / ".dockerignore").read_text()
    for source in copied():
        assert (ROOT / source).exists(), source
        assert may_enter(Path(source), ignore), source
    for kept_out in (
        ".env",
        ".data",
        ".venv/bin/python",
        ".git/config",
        "tests",
        "core/__pycache__/x.pyc",
        "core/.env",
    ):
        assert not may_enter(Path(kept_out), ignore), kept_out


def test_the_image_copies_every_package_of_the_wheel() -> None:
    project = msgspec.toml.decode((ROOT / "pyproject.toml").read_bytes(), type=dict[str, Any])
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= set(copied())


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return msgspec.yaml.decode((ROOT / "compose.yaml").read_bytes(), type=dict[str, Any])


def test_the_app_waits_for_healthy_servers_that_keep_their_data(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["app"]["depends_on"] == {name: {"condition": "service_healthy"} for name in ("db", "redis")}
    for name in ("db", "redis"):
        assert services[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
        assert "ports" not in services[name], "reachable from outside"
    used = {mount.split(":", 1)[0] for service in services.values() for mount in service["volumes"]}
    assert used == set(compose["volumes"])


def test_no_secret_has_a_default(compose: dict[str, Any]) -> None:
    text = (ROOT / "compose.yaml").read_text()
    for name in ("POSTGRES_PASSWORD", "REDIS_PASSWORD", "JWT_SECRET"):
        uses = re.findall(rf"\$\{{{name}([^}}]*)\}}", text)
        assert uses
        assert all(use.startswith(":?") for use in uses)
    assert compose["services"]["app"]["environment"]["ENVIRONMENT"] == "production"


def test_the_app_is_told_only_what_the_settings_know(compose: dict[str, Any]) -> None:
    from core import settings

    environ = {
        name: re.sub(r"\$\{\w+:\?[^}]*\}", "x" * 40, re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value)))
        for name, value in compose["services"]["app"]["environment"].items()
    }
    assert {name.lower() for name in environ} <= {field.name for field in msgspec.structs.fields(settings.Settings)}
    loaded = settings.load(environ, dotenv=None)
    assert loaded.database_url == f"postgresql://voguevault:{'x' * 40}@db:5432/voguevault"
    assert loaded.redis_url == f"redis://:{'x' * 40}@redis:6379/0"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"(https?|file)://|^--(?!hash)|^\s*-[ief]\b", text, re.MULTILINE)
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_locks_agree_on_every_version() -> None:
    pins = [dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", (ROOT / name).read_text(), re.MULTILINE)) for name in LOCKS]
    runtime, dev, build = pins
    assert {name: dev.get(name) for name in runtime} == runtime
    assert all(dev.get(name, version) == version for name, version in build.items())


def test_the_set_up_says_what_it_needs_where_there_is_no_fitting_python(tmp_path: Path) -> None:
    (tmp_path / "ops").mkdir()
    shutil.copy2(ROOT / "ops/setup.sh", tmp_path / "ops/setup.sh")
    for environ, sentence in (
        ({"PATH": os.defpath, "PYTHON": "/bin/false"}, "PYTHON=/bin/false is not a Python of at least 3.11"),
        ({"PATH": str(tools(tmp_path))}, "VogueVault needs Python 3.11 or newer"),
    ):
        done = subprocess.run(
            ["/bin/sh", "ops/setup.sh", "dev"], cwd=tmp_path, env=environ, capture_output=True, text=True
        )
        assert done.returncode == 1
        assert sentence in done.stderr
        assert not (tmp_path / ".venv").exists()


def tools(tmp_path: Path) -> Path:
    """A PATH on which there is no Python."""
    (tmp_path / "bin").mkdir()
    for name in ("dirname", "rm"):
        found = shutil.which(name)
        assert found
        (tmp_path / "bin" / name).symlink_to(found)
    return tmp_path / "bin"


def test_make_help_names_every_target_that_a_person_calls() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in (
        "run",
        "test",
        "test-external",
        "check",
        "format",
        "lock",
        "evals",
        "bench",
        "migrate",
        "seed",
        "doctor",
    ):
        assert re.search(rf"^\s+make {target}\s+\S", listed, re.MULTILINE), target
