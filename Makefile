# Two commands set everything up on a fresh machine: `make train` and `make test`. Both make their own environment.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: train test check format report clean

train: $(INSTALLED)
	$(BIN)/python scripts/train.py configs/base.yaml

test: $(INSTALLED)
	$(BIN)/pytest

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest tests/contract
	$(BIN)/casualty-ner validate data

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

report: $(INSTALLED)
	$(BIN)/casualty-ner evaluate runs/base --data data/dev.jsonl

clean:
	rm -rf $(VENV) runs .mypy_cache .ruff_cache .pytest_cache .hypothesis

# torch goes first and pinned: anything looser may pull gigabytes of GPU libraries onto a machine without a GPU.
$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[train,dev]'
	touch $(INSTALLED)
