# What a clone needs: `make demo` to see it, `make check test` to trust it.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
CASE := russia-taliban
BUILT := build/$(CASE)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install check format test coverage bench soak demo wheel clean

install: $(STAMP)

$(STAMP): constraints.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/legation --version
	touch $@

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: install
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# Doctests included (pyproject.toml); a process a core, so that fixtures are shared within a file;
# the branch coverage report ends the output.
test: install
	mkdir -p build
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --cov --cov-report term

bench: install
	$(BIN)/python -m benchmarks.run

soak: install
	$(BIN)/python -m pytest -m soak

# The reference case as a workspace; SERVE=0 builds it only.
demo: install
	BIN="$(CURDIR)/$(BIN)" sh cases/build.sh $(CASE) $(BUILT)
ifneq ($(SERVE),0)
	cd $(BUILT) && "$(CURDIR)/$(BIN)/legation" serve
endif

wheel: install
	$(BIN)/python -m build --wheel --no-isolation --outdir build/wheel .

clean:
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis
