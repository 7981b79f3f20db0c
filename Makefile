# The two commands of the README are `make demo` and `make test`; everything else serves them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test check bench crash fuzz schemas docs clean

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(STAMP)

demo: $(STAMP)
	$(BIN)/msgops demo

test: $(STAMP)
	$(BIN)/python -m pytest -n 2

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check octodns
	$(BIN)/python -m tests.bench

crash: $(STAMP)
	$(BIN)/python -m tests.crash --write docs/reliability.md

fuzz: $(STAMP)
	$(BIN)/python -m tests.fuzz --examples 1000

schemas: $(STAMP)
	$(BIN)/msgops schema --write schemas

# The table of clients runs their tests; MSGOPS_SF names the sf command line, where there is one.
docs: $(STAMP)
	$(BIN)/msgops kinds --markdown --provider cxone > docs/kinds/cxone.md
	$(BIN)/msgops kinds --markdown --provider engage > docs/kinds/engage.md
	$(BIN)/msgops kinds --markdown --provider fusion > docs/kinds/fusion.md
	$(BIN)/msgops kinds --markdown --provider genesys > docs/kinds/genesys.md
	$(BIN)/msgops kinds --markdown --provider infobip > docs/kinds/infobip.md
	$(BIN)/msgops kinds --markdown --provider meta > docs/kinds/meta.md
	$(BIN)/msgops kinds --markdown --provider pureconnect > docs/kinds/pureconnect.md
	$(BIN)/msgops kinds --markdown --provider salesforce > docs/kinds/salesforce.md
	PYTHONPATH=tests $(BIN)/python -m guides --write

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .coverage* dist
