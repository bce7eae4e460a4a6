# Everything that is done with this repository. It installs what it needs below .venv, .venvs and .cache, nowhere else,
# but for Chromium, which e2e and pictures take from Debian where it is missing.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
KEEP ?=
SCENARIO ?=
CELLS ?=
ROW ?=
VERSION ?=
# as pip does: the certificates that the machine trusts
export UV_SYSTEM_CERTS := true
export UV_CACHE_DIR := $(CURDIR)/.cache/uv
export PIP_CACHE_DIR := $(CURDIR)/.cache/pip
# pip-audit, nox and Chromium keep theirs in the home directory else
export XDG_CACHE_HOME := $(CURDIR)/.cache/xdg
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# pip asks rustc for its version, and where rustc is rustup's, that makes a home for itself
export RUSTUP_HOME ?= $(CURDIR)/.cache/rustup
# Airflow forks a process for every task: without bytecode on disk each would compile all that it imports
unexport VIRTUAL_ENV AIRFLOW_HOME PYTHONPATH PYTHONDONTWRITEBYTECODE

empty :=
# pyenv's Pythons, of which its shims give one at a time
PYTHONS := $(subst $(empty) $(empty),:,$(wildcard $(or $(PYENV_ROOT),$(patsubst %/bin/pyenv,%,$(shell command -v pyenv)))/versions/3.1[1-9]*/bin))
UV := TMPDIR=$(CURDIR)/.cache .venvs/uv/bin/uv
BIN := .venv/bin
SOURCES := $(shell find provider -type f -not -name '*.pyc' -not -path '*.egg-info/*') setup.cfg pyproject.toml README.md LICENSE MANIFEST.in CHANGELOG.md $(wildcard tools/building/*.py)
AIRFLOWS := 3.3 3.2 3.1 3.0 2.11
LOCKS := dev browser docs $(AIRFLOWS:%=airflow-%) cluster whop-sdk-0 whop-sdk-2 slack bench release matrix audit

help: ## Say what there is to do
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

test: lint types ## Lint, types, and all tests that need no Airflow process
	$(BIN)/python -m pytest -m "not e2e and not matrix" -q -n 8 --dist worksteal

lint: .venv/ready ## Style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready ## Types, strictly
	$(BIN)/mypy

e2e: .venv/browser chromium $(AIRFLOWS:%=.venvs/airflow-%/wheel) .venvs/whop-sdk-0/ready .venvs/whop-sdk-2/ready .venvs/release/ready .venvs/docs/ready .venvs/audit/ready ## Real Airflows, official SDKs and other strangers; the package, the site
	$(BIN)/python -m pytest -m e2e -q -n 2 --dist loadfile

demo: .venvs/airflow-3.3/wheel ## Watch a real Airflow post to the emulator; KEEP=1 leaves both running until Ctrl-C
	@.venvs/airflow-3.3/bin/python tools/demo.py --venv .venvs/airflow-3.3 $(if $(KEEP),--keep)

chaos: .venv/ready .venvs/airflow-3.3/wheel .venvs/airflow-2.11/wheel ## Every fault and every kill of a send, as tables: messages, requests, outcome
	@PYTHONPATH=tools:tests $(BIN)/python tools/chaos.py

strangers: .venv/ready .venvs/whop-sdk-0/ready .venvs/whop-sdk-2/ready .venvs/slack/ready ## The same faults, thrown at the official SDKs and Airflow's Slack operator, as docs/comparison.md
	@PYTHONPATH=tools:tests $(BIN)/python tools/strangers.py

bench: .venv/ready .venvs/bench/wheel .venvs/whop-sdk-0/ready ## This provider beside its peers: time, CPU, memory, as docs/benchmarks.md; ROW=reading for one
	@$(BIN)/python benchmarks/bench.py $(ROW)

pictures: .venv/browser chromium .venvs/airflow-3.3/wheel ## Take the pictures in docs/images anew: a real Airflow and the emulator in Chromium
	@PYTHONPATH=tools $(BIN)/python tools/pictures.py

histories: .venv/ready ## Ten thousand histories of a support inbox: no message lost, none repeated
	WHOP_HISTORIES=5000 $(BIN)/python -m pytest tests/api/inbox/test_nothing_lost.py -q

fuzz: .venv/ready ## Thousands of hostile answers to every call and conversation, over every transport: some minutes
	WHOP_FUZZ=$(or $(EXAMPLES),400) $(BIN)/python -m pytest tests/api/test_hostile_answers.py tests/transport/test_fuzz.py tests/transport/test_without_end.py -q -n auto --timeout 3600

audit: .venvs/audit/ready ## Known holes in what the wheel brings along, by OSV's database; skipped, and said so, where that cannot be reached
	@$(PYTHON) tools/audit.py requirements/airflow-3.3.txt requirements/airflow-2.11.txt

intervals: .venv/ready .venvs/airflow-3.3/wheel .venvs/airflow-3.0/wheel .venvs/airflow-2.11/wheel ## Which run is given which messages: every Airflow, database, kind of run and end of a run, as a table
	@PYTHONPATH=tools $(BIN)/python tools/intervals.py

load: .venv/ready .venvs/airflow-3.3/wheel ## A thousand announcements under Whop's rate limit, timed on a real Airflow
	@PYTHONPATH=tools $(BIN)/python tools/load.py

inbox: .venv/ready .venvs/airflow-3.3/wheel ## Customers write while triggerers, schedulers and workers are killed: late, lost, repeated, as tables; 40 minutes, or SCENARIO=runs for one
	@PYTHONPATH=tools $(BIN)/python tools/inbox.py $(SCENARIO)

cluster: .venv/ready .venvs/cluster/wheel .venvs/cluster-old/wheel ## The provider on a cluster (PostgreSQL, Celery, Redis) that is killed and upgraded, as a table; SCENARIO=support for one
	@PYTHONPATH=tools $(BIN)/python tools/cluster.py $(SCENARIO)

triggerers: .venv/ready $(AIRFLOWS:%=.venvs/airflow-%/wheel) ## One inbox looked into from two triggerers at once, one of which stalls, on every Airflow, as a table; SCENARIO=3.1 for one
	@PYTHONPATH=tools $(BIN)/python tools/triggerers.py $(SCENARIO)

matrix: .venv/ready dist/ready .venvs/matrix/ready ## The wheel in fresh environments of every Airflow and Python, as a grid; 45 minutes, or CELLS="3.3-py3.13" for one
	@PATH="$(CURDIR)/.venvs/uv/bin:$(PATH):$(PYTHONS)" $(BIN)/python tools/grid.py $(CELLS)

docs: .venvs/docs/ready ## The documentation as a site, in site/; a broken link or reference fails it
	NO_MKDOCS_2_WARNING=1 .venvs/docs/bin/mkdocs build --strict

build: dist/ready ## Wheel and source distribution, checked, in dist/

package: dist/ready .venvs/release/ready ## Is it fit to go out? The same bytes from anywhere, nothing brought along, licences, SBOM; as a list
	@PYTHONPATH=tools $(BIN)/python tools/package.py

release-notes: ## What CHANGELOG.md says of VERSION=0.1.0; of a tag, VERSION=v0.1.0, only when all agree on it
	@$(PYTHON) tools/release_notes.py "$(VERSION)"

lock: .venvs/uv/ready ## Pin the newest versions that go together in requirements/*.txt
	for name in $(LOCKS); do \
		$(UV) pip compile -q --upgrade --python-version 3.11 --no-header --no-annotate --no-emit-index-url \
			requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

clean: ## Remove everything that these commands have made
	rm -rf .venv .venvs .cache .demo build dist site provider/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venvs/uv/ready: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	@mkdir -p .cache
	$(PYTHON) -m venv --clear .venvs/uv
	.venvs/uv/bin/pip install -q -r requirements/uv.txt
	@touch $@

.venv/tools: requirements/dev.txt .venvs/uv/ready
	$(UV) venv -q --clear --python $(PYTHON) .venv
	$(UV) pip install -q --python $(BIN)/python -r requirements/dev.txt
	@touch $@

.venv/ready: .venv/tools setup.cfg provider/airflow_provider_whop/__init__.py
	$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/browser: requirements/browser.txt .venv/ready
	$(UV) pip install -q --python $(BIN)/python -r requirements/browser.txt
	@touch $@

chromium:
	@command -v chromium >/dev/null && exit; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
		echo "There is no chromium on the path: install it, as Debian's package chromium (apt-get install chromium)." >&2; exit 1; \
	fi; \
	echo "There is no chromium on the path: installing Debian's package chromium."; \
	apt-get update && apt-get install -y --no-install-recommends chromium

.venvs/%/ready: requirements/%.txt .venvs/uv/ready
	$(UV) venv -q --clear --python $(PYTHON) .venvs/$*
	$(UV) pip install -q --python .venvs/$*/bin/python -r $<
	@touch $@

.venvs/%/wheel: .venvs/%/ready dist/ready
	$(UV) pip install -q --python .venvs/$*/bin/python --no-deps --reinstall dist/*.whl
	@touch $@

# the same cluster with a wheel of another version, from which it is upgraded
.venvs/cluster-old/ready: requirements/cluster.txt .venvs/uv/ready
	$(UV) venv -q --clear --python $(PYTHON) .venvs/cluster-old
	$(UV) pip install -q --python .venvs/cluster-old/bin/python -r $<
	@touch $@

.venvs/cluster-old/wheel: .venvs/cluster-old/ready dist/ready tools/cluster_old.py
	$(BIN)/python tools/cluster_old.py 0.0.9 .cache/cluster-old
	$(UV) pip install -q --python .venvs/cluster-old/bin/python --no-deps --reinstall .cache/cluster-old/*.whl
	@touch $@

dist/ready: .venv/ready $(SOURCES)
	rm -rf build dist provider/*.egg-info/SOURCES.txt
	$(BIN)/python -m build --no-isolation >/dev/null
	$(BIN)/twine check --strict dist/*.whl dist/*.tar.gz
	@touch $@

.PHONY: help test lint types e2e demo chaos strangers bench pictures chromium histories fuzz audit intervals load inbox cluster triggerers matrix docs build package release-notes lock clean
.PRECIOUS: .venvs/%/ready .venvs/%/wheel
