# Everything a fresh machine needs is made here: CPython 3.11+, make and git are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup demo gallery test lint bench live extension clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt packaging/system-libraries.sh
	$(PYTHON) -c 'import sys; sys.exit("Carnet needs CPython 3.11 or newer; call make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	sh packaging/system-libraries.sh $(BIN)/python
	touch $@

demo: setup
	$(BIN)/carnet demo

gallery: setup
	$(BIN)/python -m tests.gallery

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 8 --dist worksteal

bench: setup
	$(BIN)/python -m tests.benchmarks

live: setup
	$(BIN)/python -m pytest tests/live

extension:
	$(PYTHON) packaging/itop/build.py dist

clean:
	rm -rf $(VENV) build dist pictures .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
