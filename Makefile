# make start: open the course.  make teach: the teacher's JupyterLab.  make test: everything that is quick.
# Needs Python 3.11 or later, git and make; everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
.DEFAULT_GOAL := start
.PHONY: start teach build check bundle test test-all bench pictures lint clean

start: .venv/installed
	@$(BIN)/clientservice start $(ARGS)

teach: .venv/installed
	@$(BIN)/clientservice teach $(ARGS)

build check bundle: .venv/installed
	@$(BIN)/clientservice $@ $(ARGS)

# uv is the computer's own, or pip installs one beside the course.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or later is needed: install it, or name it: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing: install it (Debian, Ubuntu: sudo apt install python3-venv)"; exit 2; }
	@$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	@command -v uv >/dev/null || test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv -c constraints.txt
	@echo "Installing the course (the first time this takes a minute) ..."
	@PATH="$(CURDIR)/$(BIN):$$PATH" uv pip install --quiet --python $(BIN)/python -c constraints.txt -e .
	@touch $@

.venv/tested: .venv/installed
	@PATH="$(CURDIR)/$(BIN):$$PATH" uv pip install --quiet --python $(BIN)/python -c constraints.txt --group test
	@touch $@

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Two workers: the browser tests mostly wait. A file stays with one worker, and with it its JupyterLab.
test: lint
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not slow" $(ARGS)

# What times the course's own start runs alone, after everything else.
test-all: test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m slow $(filter-out tests/setup/ tests/bench/,$(wildcard tests/*/)) $(ARGS)
	$(BIN)/python -m pytest -m slow tests/setup $(ARGS)

bench: .venv/tested
	@for bench in tests/bench/bench_*.py; do echo "== $$bench"; $(BIN)/python $$bench || exit 1; done

pictures: .venv/tested
	CLIENTSERVICE_PICTURES=1 $(BIN)/python -m pytest tests/browser/student/test_pictures.py tests/browser/test_type_pictures.py \
	  tests/browser/teacher/test_marking_looks.py -k picture -q -m slow

clean:
	rm -rf .venv dist build
