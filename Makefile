# make demo: set up, build the bundled corpus, look at it.   make test: set up, run every test.

VENV := .venv
BENCH := .venv-bench
KG := $(VENV)/bin/kg
BUILD := build
NPM := tests/npm/node_modules/.package-lock.json
PYTHONS := python3.13 python3.12 python3.11 python3
PYTHON := $(shell for p in $(PYTHONS); do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

export KG_STORE := $(BUILD)/kg

.PHONY: demo test soak bench generated pictures clean

demo: $(VENV)/.demo
	@sh tools/demo.sh $(KG) $(BUILD)

test: $(VENV)/.test $(NPM)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/pytest -n 2 --dist worksteal -q

# What takes long, or needs what is not ours to keep. KG_W3C_SHACL is the folder of W3C's tests of SHACL:
# data-shapes-test-suite/tests of the repository w3c/data-shapes.
soak: $(VENV)/.test
	$(VENV)/bin/pytest -q tests/soak_*.py

# Against peers, in environments of their own; benchmarks/RESULTS.md keeps what it printed, and when.
bench: $(BENCH)/.bench
	$(BENCH)/bin/python benchmarks/places.py
	$(BENCH)/bin/python benchmarks/people.py
	$(BENCH)/bin/python benchmarks/speed.py --write

generated: $(VENV)/.test
	$(VENV)/bin/python tools/generate.py
	$(VENV)/bin/python tools/make_divisions.py
	$(VENV)/bin/python tools/make_points.py

# The pictures of docs/, as the notebooks draw them: look at them before they are committed.
pictures: $(VENV)/.test
	$(VENV)/bin/python tools/pictures.py

clean:
	rm -rf $(VENV) $(BENCH) $(BUILD) dist tests/npm/node_modules

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed, and is not here. On Debian: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml | $(VENV)/bin/python
	@echo "Setting up in $(VENV) ..."
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[network]'
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/bin/python
	@echo "Setting up in $(VENV) ..."
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.demo

$(BENCH)/.bench: pyproject.toml
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@

# Parsers from npm read the exports, too. Without npm those tests are skipped, and say so.
$(NPM): tests/npm/package-lock.json
	@if command -v npm >/dev/null; then \
	  echo "Setting up in tests/npm ..." && \
	  npm ci --prefix tests/npm --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@; \
	else echo "npm is not here: its parsers will not read the exports"; fi
