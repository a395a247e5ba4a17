# Recto's house. `make` sets everything up and builds the paper; `make help` lists the rest.
# Runs with GNU Make 3.81 too, which is what a Mac has.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build

# Which Python makes .venv: `make PYTHON=python3.12`. Empty: the first on the path that is new enough.
PYTHON ?=
export PYTHON

# Programs of .venv are run as modules: a console script would name the folder it was installed in.
PY := .venv/bin/python
ifeq ($(shell uname -s),Darwin)
# Homebrew's libraries are found by WeasyPrint only so. It must stand before the command: a Mac
# takes DYLD_ variables away from /bin/bash, and an `export` here would never arrive.
BREW_LIB := $(shell brew --prefix 2>/dev/null || echo /opt/homebrew)/lib
PY := DYLD_FALLBACK_LIBRARY_PATH=$(BREW_LIB):/usr/local/lib:/usr/lib .venv/bin/python
endif
PIP := .venv/bin/python -m pip --disable-pip-version-check install --quiet

# A .venv whose Python has gone (an upgrade) or that was copied from another folder is made anew.
ifneq ($(wildcard .venv/made),)
ifneq ($(shell .venv/bin/python -c 'print(open(".venv/made").read().strip())' 2>/dev/null),$(CURDIR))
$(shell rm -f .venv/made)
endif
endif

## build: set up what is needed, then check the paper, make its editions and prove them (the default)
.PHONY: build
build: .venv/run
	$(PY) build.py build

## check: run the rules over the paper, make nothing
.PHONY: check
check: .venv/run
	$(PY) build.py check

## test: set up what the tests need, then every gate: ruff, mypy, import-linter, pytest
.PHONY: test
test: lint types layers pytest

## lint, types, layers, pytest: one gate alone (ARGS="tests/test_x.py -k name" for pytest)
.PHONY: lint types layers pytest
lint: .venv/test
	$(PY) -m ruff check
	$(PY) -m ruff format --check
types: .venv/test
	$(PY) -m mypy
layers: .venv/test
	$(PY) -c 'from importlinter.cli import lint_imports_command as run; run()'
pytest: .venv/test
	$(PY) -m pytest $(ARGS)

## format: lay the code out and repair what ruff can repair
.PHONY: format
format: .venv/test
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

## docs: docs/rules.md, written anew from the manual pages of the rules
.PHONY: docs
docs: .venv/run
	$(PY) scripts/rules_page.py

## pictures: the pictures of the README, made from the built editions
.PHONY: pictures
pictures: build .venv/test
	$(PY) scripts/pictures.py --readme --out docs/pictures

## sheets: contact sheets of the pages in every trim, as PNG (ARGS="-C PAPER --trims a5,6x9")
.PHONY: sheets
sheets: .venv/test
	$(PY) scripts/contact_sheets.py $(ARGS)

## bench: time the whole build against a plain script of the same tools (ARGS="--runs 9 --times 4")
.PHONY: bench
bench: .venv/run
	$(PY) bench/editions.py $(ARGS)

## bench-check: time the check, fresh and unchanged, of a large bibliography, and as a paper grows
.PHONY: bench-check
bench-check: .venv/run
	$(PY) bench/check.py $(ARGS)

## bench-faults: plant every fault that we know into good papers, and count what is found
.PHONY: bench-faults
bench-faults: .venv/run
	$(PY) bench/faults.py $(ARGS)

## bench-layout: time the layout of pages against WeasyPrint without our repairs
.PHONY: bench-layout
bench-layout: .venv/run
	$(PY) bench/layout.py $(ARGS)

## lock: write the locks anew from pyproject.toml (UPGRADE=--upgrade takes newer versions)
# One lock for every system (--universal), with every hash of each release, and no address in it.
UPGRADE ?=
LOCK := .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --quiet $(UPGRADE)
.PHONY: lock
lock: .venv/made
	$(PIP) uv==0.13.8
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(LOCK) --extra install -o requirements.lock
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(LOCK) --extra install --extra test --extra dev \
		-c requirements.lock -o requirements-test.lock

## clean: remove everything made; .venv stays
.PHONY: clean
clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find recto scripts bench tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

## distclean: clean, and remove .venv too
.PHONY: distclean
distclean: clean
	rm -rf .venv

## help: this list
.PHONY: help
help:
	@sed -n 's/^## /make /p' Makefile

# The stamps. Each is written last, so an interrupted step is done again.

.venv/made:
	scripts/make-venv.sh
	@pwd -P > $@

.venv/run: .venv/made requirements.lock pyproject.toml scripts/system-libraries.sh
	PYTHON=.venv/bin/python scripts/system-libraries.sh run
	$(PIP) --require-hashes --only-binary :all: -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/test: .venv/run requirements-test.lock
	PYTHON=.venv/bin/python scripts/system-libraries.sh test
	$(PIP) --require-hashes --only-binary :all: -r requirements-test.lock
	@touch $@
