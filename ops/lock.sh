#!/bin/sh
# Resolves the locks again: versions and hashes for every platform, no download address. Needs pip and a network.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$python" -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check uv

compile() {
    "$scratch/venv/bin/uv" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
        --python-version 3.11 --no-header "$@"
}

compile pyproject.toml --output-file requirements.lock "$@"
compile pyproject.toml --group dev -c requirements.lock --output-file requirements-dev.lock "$@"
# What building the project itself takes: its build backend, and what that needs for an editable install.
"$python" - > "$scratch/build.in" <<'PYTHON'
import tomllib
print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], "editables", sep="\n")
PYTHON
(cd "$scratch" && cp "$OLDPWD/requirements-dev.lock" . && compile build.in -c requirements-dev.lock --no-annotate --output-file build.lock "$@")
mv "$scratch/build.lock" requirements-build.lock
