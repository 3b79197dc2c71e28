# The two commands that matter: `make demo` and `make test`. Everything lives in .venv and .podium.

PYTHON ?= python3
SERVE ?= 1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
INSTALL := PYTHON='$(PYTHON)' requirements/install $(VENV)

.PHONY: demo test test-fast test-all lint format bench performance reference texts lock dist components clean

demo: $(VENV)/run.stamp ## evaluate the sample challenges' submissions, build the site, serve it
	$(BIN)/podium demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

# The longest files come first, so that no worker is left alone with one of them.
SIDE_BY_SIDE = -n auto --dist loadfile --no-loadscope-reorder -p no:benchmark
# The files of the tests that run alone, so that the others are not all imported once more.
ALONE = tests/benchmarks $$(grep -rl --include='test_*.py' 'mark\.alone' tests)

test: $(VENV)/dev.stamp components ## with a real engine and a real browser where there can be one
	tests/with-engine $(BIN)/python -m pytest -m "not alone and not long" $(SIDE_BY_SIDE)
	tests/with-engine $(BIN)/python -m pytest -m "alone and not long" $(ALONE)

# What one of the many processes has compiled, the others need not.
test test-fast test-all: export PYTHONDONTWRITEBYTECODE =

test-all: export PODIUM_LONG = 1
test-all: $(VENV)/dev.stamp components ## the same, and what takes minutes
	tests/with-engine $(BIN)/python -m pytest -m "not alone" $(SIDE_BY_SIDE)
	tests/with-engine $(BIN)/python -m pytest -m "alone" $(ALONE)

test-fast: $(VENV)/dev.stamp ## what needs neither an engine nor a browser, in seconds
	$(BIN)/python -m pytest tests/unit -m "not docker and not browser and not slow and not long" \
	  $(SIDE_BY_SIDE)

# CI leaves out what takes minutes and gigabytes. ONLY=text measures the rows with that text.
SIZES ?= $(if $(CI),small,all)
ONLY ?=
BENCH = PYTHONPATH=tests tests/with-engine $(BIN)/python -m benchmarks --sizes $(SIZES) --only "$(ONLY)"

bench: $(VENV)/dev.stamp ## what the project promises of speed and weight, measured here, as a table
	$(BENCH)

performance: $(VENV)/dev.stamp ## the same, written into docs/performance.md
	$(BENCH) --write docs/performance.md

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/zizmor --offline --quiet --no-progress --persona auditor --strict-collection .
	$(BIN)/actionlint -shellcheck= -pyflakes=

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

reference: $(VENV)/dev.stamp ## write the tables of docs/challenge-config.md and the JSON Schema anew
	PODIUM_RENEW_SNAPSHOTS=1 $(BIN)/python -m pytest --quiet tests/unit/test_reference.py tests/unit/test_architecture.py

texts: $(VENV)/dev.stamp ## bring the language files up to date with the words of the sources
	PODIUM_RENEW_SNAPSHOTS=1 $(BIN)/python -m pytest --quiet tests/unit/site/frame/test_languages.py

GROUPS := install build evaluate samples dev
UPGRADE ?= --upgrade

lock: ## renew the lock file: every version, to the newest that pyproject.toml allows; UPGRADE= keeps those that do
	$(INSTALL)
	$(UV) pip compile --quiet --universal --python-version 3.11 $(UPGRADE) --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" \
	  $(GROUPS:%=--group %) pyproject.toml -o requirements/lock.txt

dist: $(VENV)/run.stamp ## the packages of a release, built by the locked backend
	$(UV) build --quiet --clear --python $(BIN)/python --offline --no-build-isolation --out-dir dist

components: ## what the suite needs beside Python; only root on Debian or Ubuntu is given it
	tests/install-components

$(VENV)/run.stamp: requirements/lock.txt requirements/install pyproject.toml
	$(INSTALL) --group install --group build -r pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation \
	  --reinstall --editable .
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	$(INSTALL) --group dev --group samples
	touch $@

clean:
	rm -rf $(VENV) .podium
