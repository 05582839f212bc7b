# The commands of Milepost. `make` alone lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test test-peers soak check lint format-check types walls bench demo setup docs lock lock-peers clean

# Settings of this file: make PYTHON=python3.12 run · make test TESTS=tests/core · make demo PHOTOS=my-photos
PYTHON ?=
TESTS ?=
PHOTOS ?=
# One more than there are cores: at any time some test waits for a retry, a browser or a process that starts.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
# hold: below the gates (core 100 %, everything 90 %) `make test` fails. report: the figures are only printed.
COVERAGE_GATE ?= hold

BIN := .venv/bin
# As a module, so that `tests` is ours: some libraries install a package of that name.
# loadgroup: tests that share something dear, or must not disturb each other, name a group and stay together.
PYTEST := $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup

export PYTHON

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

setup: ## prepare this machine: .venv with the locked packages, native libraries
	@sh .ci/setup.sh run

run: setup ## start Milepost here, with everything it needs; then open the printed address
	@$(BIN)/milepost serve

demo: setup ## play the whole story without a browser, into demo-out/ (PHOTOS=folder for your own)
	@$(BIN)/milepost demo --out demo-out $(if $(PHOTOS),--photos "$(PHOTOS)")

test: ## the whole suite, with branch coverage and its gates
	@sh .ci/setup.sh test
ifeq ($(TESTS),)
	@$(PYTEST) --cov --cov-report= --cov-report=json:coverage.json
	@$(BIN)/python -m tests.coverage_gate coverage.json $(COVERAGE_GATE)
else
	@$(BIN)/python -m pytest $(TESTS)
endif

test-peers: ## against what others wrote: telemelya, prism, the vendors' JavaScript libraries, a mail server
	@sh .ci/setup.sh peers
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile tests/peers

soak: ## the same tests at full size (hours, not minutes); writes docs/soak-report.md
	@sh .ci/setup.sh test
	@mkdir -p soak-out
	@status=0; MILEPOST_SOAK=1 $(PYTEST) --timeout 7200 -o junit_family=xunit1 --junitxml soak-out/junit.xml $(TESTS) || status=$$?; \
		$(BIN)/python -m tests.soak_report soak-out/junit.xml docs/soak-report.md; exit $$status

check: lint format-check types walls ## ruff, mypy --strict and the walls between the packages

lint: setup
	@$(BIN)/ruff check .

format-check: setup
	@$(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy

walls: setup
	@$(BIN)/lint-imports --no-logo

bench: setup ## measure: JSON and a table under bench-out/
	@$(BIN)/python -m tests.bench

docs: setup ## write anew what documents take from the code (.env.example, lifecycle diagrams, limits)
	@$(BIN)/python -m tests.docs.generated

lock: ## make requirements.lock anew from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--group dev --all-extras pyproject.toml -o requirements.lock

lock-peers: ## make the locks of tests/peers anew, from pyproject.toml and package.json (needs uv)
	@command -v uv >/dev/null || { echo "make lock-peers needs uv: pip install uv"; exit 1; }
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--group peers -o tests/peers/requirements.lock
	@sh .ci/setup.sh peers
	cd tests/peers && PATH="$(CURDIR)/.peers/node/bin:$$PATH" node $(CURDIR)/.peers/node/lib/node_modules/npm/bin/npm-cli.js \
		install --package-lock-only --ignore-scripts --no-audit --no-fund
	$(BIN)/python -m tests.peers.lock tests/peers/package-lock.json

clean: ## remove what the commands made (.venv, .peers, caches, reports); your data in .data stays
	rm -rf .venv .peers .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* \
		coverage.json htmlcov demo-out bench-out soak-out
	find . -name __pycache__ -type d -not -path './.data/*' -prune -exec rm -rf {} +
