# The two commands that matter: `make demo` and `make test`. Everything lives in .venv and .podium.

PYTHON ?= python3
SERVE ?= 1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test test-fast lint format bench reference texts lock components clean

demo: $(VENV)/run.stamp ## evaluate the sample challenges' submissions, build the site, serve it
	$(BIN)/podium demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

test: $(VENV)/dev.stamp components ## everything, with a real engine and a real browser where there can be one
	$(BIN)/python -m pytest -m "not docker and not alone" -n auto --dist loadfile -p no:benchmark
	tests/with-engine $(BIN)/python -m pytest -m "docker or alone"

test-fast: $(VENV)/dev.stamp ## what needs neither an engine nor a browser, in seconds
	$(BIN)/python -m pytest tests/unit -m "not docker and not browser and not slow" \
	  -n auto --dist loadfile -p no:benchmark

bench: $(VENV)/dev.stamp ## the speed that the project promises
	tests/with-engine $(BIN)/python -m pytest tests/benchmarks

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

reference: $(VENV)/dev.stamp ## write the tables of docs/challenge-config.md and the JSON Schema anew
	PODIUM_RENEW_SNAPSHOTS=1 $(BIN)/python -m pytest --quiet tests/unit/test_reference.py

texts: $(VENV)/dev.stamp ## bring the language files up to date with the words of the sources
	PODIUM_RENEW_SNAPSHOTS=1 $(BIN)/python -m pytest --quiet tests/unit/site/frame/test_languages.py

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-header

lock: $(VENV)/dev.stamp ## renew the lock files
	$(PIP) install uv
	$(COMPILE) requirements/build.in -o requirements/build.txt
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) requirements/evaluate.in -c requirements/run.txt -o requirements/evaluate.txt
	$(COMPILE) pyproject.toml --group dev --group samples -o requirements/dev.txt

components: ## what the suite needs beside Python; only root on Debian or Ubuntu is given it
	tests/install-components

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "podium needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

# The build backend is locked with the rest, so that nothing unpinned is fetched.
$(VENV)/run.stamp: requirements/run.txt requirements/build.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/build.txt -r requirements/run.txt
	$(PIP) install --no-build-isolation --no-deps --editable .
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(PIP) install --require-hashes -r requirements/dev.txt
	touch $@

clean:
	rm -rf $(VENV) .podium
