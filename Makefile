# Debian, Python 3.11, make and git are enough: what else is needed comes into .venv, pinned and hashed.
#
#   make demo    play a quarter of the sample company, then serve its pages and mails on loopback
#   make test    lint, types, layers, tests with coverage: what CI runs
#   make bench   measure: launch, rounds, mail
#   make lint    the checks alone            make format       let ruff write the code's form
#   make hooks   lint before each commit     make constraints  pin anew after changing pyproject.toml

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# One more than there are cores: many tests wait, for a browser or a database.
JOBS ?= $(shell expr $$(nproc) + 1)
# The least share of lines and branches, in percent, that the tests must reach where a mistake would reach a person.
PROVEN ?= 100
PROVEN_PARTS := cycleflow/core/*,cycleflow/policy/*,cycleflow/store/*,cycleflow/journeys/*

.PHONY: help demo test bench lint format hooks constraints browser clean

help:
	@sed -n 's/^#   //p' Makefile

demo: .venv/installed
	@$(BIN)/cycleflow demo

test: lint browser
	@$(BIN)/pytest -n $(JOBS) --cov --cov-branch --cov-report=term
	@$(BIN)/coverage report --include='$(PROVEN_PARTS)' --fail-under=$(PROVEN) >.coverage-proven || \
		{ cat .coverage-proven; echo "core, policy, store and journeys must be covered to $(PROVEN) %." >&2; exit 1; }

bench: .venv/installed
	@$(BIN)/pytest tests/bench -s

lint: .venv/installed
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/installed
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

hooks: .venv/installed
	@$(BIN)/pre-commit install

clean:
	rm -rf .venv build dist .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# ------------------------------------------------------------------------------------------ what the above stand on

.venv/installed: .venv/pinned pyproject.toml
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

.venv/pinned: constraints.txt | .venv/made
	@echo "Installing what constraints.txt pins (once, a minute or two) ..."
	@$(BIN)/python -m pip install -qq --no-deps --only-binary :all: --require-hashes --requirement constraints.txt
	@touch $@

.venv/made:
	@[ -n "$(PYTHON)" ] && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "cycleflow needs Python 3.11 or later. Install it: apt-get install python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Debian's python3-venv ..."; apt-get update -qq && apt-get install -qq -y python3-venv >/dev/null; \
		else \
			echo "Python cannot make virtual environments here. Install that: sudo apt-get install python3-venv" >&2; exit 1; \
		fi
	@$(PYTHON) -m venv .venv
	@touch $@

# The tests of the pages drive Debian's own chromium; without it they are skipped and say so.
browser:
	@command -v chromium >/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Debian's chromium and a font with Chinese characters ..."; \
			{ apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk >/dev/null; } || \
				echo "chromium could not be installed: the browser tests will be skipped." >&2; \
		else \
			echo "There is no chromium: the browser tests will be skipped." >&2; \
			echo "Install it: sudo apt-get install chromium fonts-noto-cjk" >&2; \
		fi

# Pins stay as they are unless pyproject.toml asks for more; `make constraints UPGRADE=--upgrade` moves them all.
UPGRADE ?=
constraints: .venv/installed
	@cp constraints.txt .constraints.new
	@$(BIN)/pip-compile --quiet $(UPGRADE) --strip-extras --allow-unsafe --generate-hashes --all-extras --all-build-deps \
		--no-header --no-emit-options --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		--output-file .constraints.new pyproject.toml
	@{ sed '/^$$/q' constraints.txt; cat .constraints.new; } >.constraints.whole
	@mv .constraints.whole constraints.txt; rm .constraints.new
