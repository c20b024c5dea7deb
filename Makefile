# `make help` lists what there is. Needs Linux, make and a Python of at least 3.11, nothing else; PYTHON=… names one.
# ARGS goes to the command: `make test ARGS="tests/core -x"`.

SHELL := /bin/sh
BIN := .venv/bin
RUNTIME := .venv/.stamps/runtime
DEV := .venv/.stamps/dev
LOCKS := requirements.lock requirements-dev.lock requirements-build.lock
NODE_LOCKS := assets/worker/package-lock.json web/package-lock.json

.DEFAULT_GOAL := help
.PHONY: help run test test-external check check-format check-lint check-types check-layers check-locks format lock \
	evals bench migrate seed doctor wheel clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) ## Start everything and serve http://127.0.0.1:8000 (PORT moves it)
	@exec $(BIN)/aurora serve $(ARGS)

test: $(DEV) ## All tests, on embedded servers
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

test-external: $(DEV) ## All tests, on the servers at TEST_DATABASE_URL and TEST_REDIS_URL
	@test -n "$$TEST_DATABASE_URL" || { echo "TEST_DATABASE_URL is not set: a PostgreSQL 18 with pgvector, whose user may create databases."; exit 2; }
	@test -n "$$TEST_REDIS_URL" || { echo "TEST_REDIS_URL is not set: a Redis or Valkey of its own, since tests empty it."; exit 2; }
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

check: check-format check-lint check-types check-layers check-locks ## Format, lint, strict types, import layers, locks

check-format: $(DEV)
	$(BIN)/ruff format --check .

check-lint: $(DEV)
	$(BIN)/ruff check .

check-types: $(DEV)
	$(BIN)/mypy

check-layers: $(DEV)
	$(BIN)/lint-imports

check-locks:
	@if grep -nE '(https?|file)://' $(LOCKS) || grep -n '"resolved"' $(NODE_LOCKS) evals/models3d/package-lock.json; then echo "A lock names a download address."; exit 1; fi
	@for lock in $(LOCKS); do grep -q -- '--hash=sha256:' $$lock || { echo "$$lock holds no hashes."; exit 1; }; done

format: $(DEV) ## Write the format and the safe fixes of the linter
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## Resolve the locks again (ARGS=--upgrade for new versions)
	ops/lock.sh $(ARGS)
	@$(MAKE) --no-print-directory check-locks

evals: $(DEV) ## Hold the fast suites to their baselines (ARGS="run --help" for the rest)
	$(BIN)/evals $(or $(ARGS),gate)

bench: $(DEV) ## Time a turn (ARGS="turn --products 100000")
	$(BIN)/aurora bench $(or $(ARGS),turn)

migrate: $(RUNTIME) ## Bring the database's schema up to date
	$(BIN)/aurora migrate $(ARGS)

seed: $(RUNTIME) ## Load the demo catalogue (ARGS="--products 100000" makes one)
	$(BIN)/aurora seed $(ARGS)

doctor: $(RUNTIME) ## What is configured, what is missing, what works
	$(BIN)/aurora doctor $(ARGS)

wheel: $(DEV) ## dist/voguevault-*.whl
	$(BIN)/python -m build --wheel --no-isolation --outdir dist

clean: ## Remove what tools made; keeps .data and .venv
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

$(RUNTIME): requirements.lock requirements-build.lock pyproject.toml ops/setup.sh $(NODE_LOCKS)
	@ops/setup.sh runtime

$(DEV): requirements.lock requirements-dev.lock requirements-build.lock pyproject.toml ops/setup.sh $(NODE_LOCKS) \
	evals/models3d/package-lock.json
	@ops/setup.sh dev
