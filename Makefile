PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run install test check ingest eval bench bench-retrieval bench-sentences calibrate licences clean

run: install ## set up, read corpus/, and start the web app on http://127.0.0.1:7860
	$(BIN)/bot ingest
	$(BIN)/python app.py

install: $(VENV)/.installed ## virtual environment with the locked packages

# --no-deps: the lock is complete, so nothing is resolved.
$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-dev.lock
	touch $@

# One thread a worker: two workers with two encoder threads each wait for one another (507 s against 419 s).
test: check ## lint, types and all tests
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist worksteal

check: $(VENV)/.installed-dev ## lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

ingest: install ## bring the index up to date with corpus/
	$(BIN)/bot ingest

eval: install ## all evaluation tracks on the shipped corpus, with a report in results/
	$(BIN)/python -m eval run --thresholds eval/thresholds.toml

bench: install ## latency, ingestion speed, cold start and memory of the shipped corpus
	$(BIN)/python -m eval.bench

bench-retrieval: install ## the retrieval figures of docs/figures.md (needs the public data sets)
	$(BIN)/python -m eval.retrieval

bench-sentences: install ## the sentence choice figures of docs/figures.md (needs the public data sets)
	$(BIN)/python -m eval.sentences

calibrate: install ## fit the confidence again (needs the public data sets)
	$(BIN)/python -m eval calibrate

licences: $(VENV)/.installed-dev ## list the locked packages with their licences
	$(BIN)/python -m eval.licences > THIRD_PARTY.md

clean: ## remove the environment and the index
	rm -rf $(VENV) var
