# Two commands for newcomers: `make run` and `make test`. Each installs what it needs and says what it does.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
.PHONY: run test bench soak lint reference clean help
.DEFAULT_GOAL := help

help:
	@echo "make run    install and serve the demo on http://127.0.0.1:$(PORT)"
	@echo "make test   install, lint, check types and layers, run every test"
	@echo "make bench  print speed as ratios against a limit measured in the same run"
	@echo "make soak   long campaigns, whole"
	@echo "make lint   style, types, layers"
	@echo "make reference  the pages of docs/framework-guide/reference, from the code"

.venv/installed: setup.cfg pyproject.toml
	@echo "Setting up the virtual environment in .venv (once, about a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[sensitivity]'
	@touch $@

.venv/installed-dev: .venv/installed
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

run: .venv/installed
	@sh .ci/system-packages pdf
	@$(BIN)/thuocdo demo --port $(PORT)

lint: .venv/installed-dev
	@echo "Style (ruff) …"
	@$(BIN)/ruff check .
	@echo "Types (mypy) …"
	@$(BIN)/mypy
	@echo "Layers (import-linter) …"
	@$(BIN)/lint-imports --no-cache

test: .venv/installed-dev
	@sh .ci/system-packages pdf tests
	@$(MAKE) --no-print-directory lint
	@echo "Tests …"
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q

soak: .venv/installed-dev
	@sh .ci/system-packages pdf tests
	@THUOCDO_SOAK=1 $(BIN)/python -m pytest -q -m "soak or hypothesis"

bench: .venv/installed-dev
	@sh .ci/system-packages pdf
	@$(BIN)/python -m benchmarks

reference: .venv/installed
	@$(BIN)/thuocdo reference --out docs/framework-guide/reference --examples tests/surveys/features --examples docs/framework-guide/cookbook

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
