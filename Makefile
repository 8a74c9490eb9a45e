# Whoknows: nothing but make and python3 (3.11 or newer) needs to be there.
# "make" alone says what there is.

PYTHON ?= python3
ARGS ?=
export PYTHON

venv = .venv/bin
# Leaves .venv as one requirements file says; does nothing when it already is.
ready = @requirements/ready

.PHONY: help run test mutants torture long check shared browser peer cards postgres format lock clean
.DEFAULT_GOAL := help

help: ## Say what there is
	@echo "Whoknows: questions find the colleague who knows."
	@echo
	@sed -n 's/^\([a-z]*\):.*## /  make \1 |/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'
	@echo
	@echo "More for one of them: make test ARGS='-k nudge'. Another Python: make run PYTHON=python3.13"

# exec: the program itself gets the signals, and nothing stands between it and its end.
run: ## Start it: a chat in your browser on http://127.0.0.1:8080/, nothing to set up
	$(ready) run
	@exec $(venv)/python app.py $(ARGS)

test: ## Run the tests; they need nothing from outside
	$(ready) test
	@exec $(venv)/python -m pytest -n auto --maxprocesses 4 $(ARGS)

# What speaks to a platform or draws for it is the same on every database; what works with none,
# all the more (tests/chosen.py marks what is "stored").
elsewhere = --ignore=tests/slack --ignore=tests/teams --ignore-glob='tests/test_slack_*' --ignore-glob='tests/test_teams_*'

postgres: ## Run the same tests on PostgreSQL
	$(ready) test
	@exec tests/postgres $(venv)/python -m pytest -n auto --maxprocesses 4 -m "stored and not shared and not browser and not peer and not cards and not torture" $(elsewhere) $(ARGS)

mutants: ## Break the product a line at a time, and see that the tests notice
	$(ready) test
	@exec $(venv)/python -m tests.mutants $(ARGS)

torture: ## Kill our processes under traffic, for minutes, and see that nothing is lost or doubled
	$(ready) test
	@exec $(venv)/python -m pytest -m torture $(ARGS)

long: ## Run the tests that take longer: whole weeks, many orders, every button
	$(ready) test
	@exec $(venv)/python -m pytest -n auto --maxprocesses 4 -m long $(ARGS)

check: ## Lint, formatting and types
	$(ready) check
	@$(venv)/ruff check .
	@$(venv)/ruff format --check .
	@$(venv)/python -m mypy

format: ## Put the code in shape
	$(ready) check
	@$(venv)/ruff check --fix .
	@$(venv)/ruff format .

shared: ## Run the tests that read ../shared
	@[ -d ../shared ] || { echo "make shared reads the folder ../shared beside this checkout, and there is none." >&2; exit 2; }
	$(ready) test
	@exec $(venv)/python -m pytest -n auto --maxprocesses 4 -m shared $(ARGS)

browser: ## Run the tests that look at pages in Chromium
	@command -v chromium >/dev/null || { echo "make browser needs Chromium. On Debian: sudo apt install chromium" >&2; exit 2; }
	$(ready) check
	@exec $(venv)/python -m pytest -n auto --maxprocesses 2 -m browser $(ARGS)

peer: ## Run the tests against a Slack that others wrote, without a network
	$(ready) test
	@exec tests/peer $(venv)/python -m pytest -m peer $(ARGS)

cards: ## Have our cards for Teams read by the program that others wrote for them
	$(ready) test
	@exec tests/cards $(venv)/python -m pytest -m cards $(ARGS)

compile = $(venv)/uv pip compile --quiet --system-certs --universal -p 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" $(ARGS)

# Each file holds the one before it, in the same versions.
lock: ## Write requirements/*.txt from pyproject.toml (ARGS=--upgrade for newer versions)
	$(ready) run
	@$(compile) --group uv -o requirements/uv.txt
	@$(compile) --group audit -o requirements/audit.txt
	@$(compile) pyproject.toml -o requirements/run.txt
	@$(compile) pyproject.toml --group test -c requirements/run.txt -o requirements/test.txt
	@$(compile) pyproject.toml --group check -c requirements/test.txt -o requirements/check.txt

clean: ## Remove .venv and what the checks left; databases stay
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
