# What a developer needs; README.md says what each is for.
PYTHON ?= $(shell command -v python3 || command -v python)
BIN := .venv/bin

.PHONY: demo test test-fast test-slow test-network test-editors check bench conformance setup clean

demo: setup
	@$(BIN)/python -m demo

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not network and not editor" $(OPTIONS)

test-fast: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-slow: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "slow and not network and not editor"

test-network: setup
	$(BIN)/python -m pytest -m network

test-editors: setup
	$(BIN)/python -m pytest -m editor

check: setup
	$(BIN)/ruff check venvls tests demo benchmarks tools
	$(BIN)/ruff format --check venvls tests demo benchmarks tools
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/python -m benchmarks

conformance: setup
	@$(BIN)/python -m tests.conformance "$(CORPUS)"

setup:
	@test -n "$(PYTHON)" || { echo "venvls needs Python 3.11 or newer on the PATH"; exit 1; }
	@$(PYTHON) tools/bootstrap.py

clean:
	rm -rf .venv .build
