# What a developer needs; README.md says what each is for.
PYTHON ?= $(shell command -v python3 || command -v python)
BIN := .build/venv/bin

.PHONY: demo test test-slow test-network test-editors bench conformance lint setup clean

demo: setup
	@$(BIN)/python -m demo

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-slow: setup
	$(BIN)/python -m pytest -m slow

test-network: setup
	$(BIN)/python -m pytest -m network

test-editors: setup
	$(BIN)/python -m pytest -m editor

bench: setup
	$(BIN)/python -m benchmarks

conformance: setup
	@$(BIN)/python -m tests.conformance "$(CORPUS)"

lint:
	@VENVLS_BUILD_GROUP=dev $(PYTHON) tools/bootstrap.py
	$(BIN)/ruff check venvls tests demo benchmarks tools
	$(BIN)/ruff format --check venvls tests demo benchmarks tools
	$(BIN)/mypy

setup:
	@test -n "$(PYTHON)" || { echo "venvls needs Python 3.11 or newer on the PATH"; exit 1; }
	@$(PYTHON) tools/bootstrap.py

clean:
	rm -rf .build
