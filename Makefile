# Everything a newcomer needs: `make demo` and `make test`. Both set themselves up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint types format screenshots setup lock clean

demo: setup ## harvest the bundled demo portals end to end and show the result
	$(BIN)/baogao demo

test: setup lint types ## lint, types and the whole test suite
	$(BIN)/pytest -n 2 --dist loadgroup

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

screenshots: setup ## picture the reading room's pages for the documentation, from the accessibility tests
	BAOGAO_SCREENSHOTS=docs/screenshots $(BIN)/pytest -n 0 tests/room/test_accessibility.py

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

lock: ## pin the dependencies anew (needs uv; no index address is written)
	{ echo "# Every dependency, pinned. Made by \`make lock\` from pyproject.toml; do not edit."; \
	  uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header \
	    --extra dev --extra bench --extra dask --extra s3 pyproject.toml; } > requirements.lock.new
	mv requirements.lock.new requirements.lock

clean:
	rm -rf $(VENV) build dist data .mypy_cache .ruff_cache .pytest_cache
