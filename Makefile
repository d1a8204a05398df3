# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
# Needs Python 3.11 or newer with venv, make 3.81 or newer and git. Variables may be given on the line: make demo PORT=8001

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DATA_DIR ?= var
TO ?= $(DATA_DIR)/backups

# The trial's environment and the tests' are two, so that making one never unmakes the other.
TRIAL = .venv/bin/python
TESTS = .venv-test/bin/python

SHELL = /bin/sh
.DEFAULT_GOAL = help
.SUFFIXES:

# --- Try it

.PHONY: demo
demo: .venv/.made ## Start the portal with a told demo (PORT, HOST, DATA_DIR, PYTHON)
	@$(check_data_dir)
	@exec env DEMO=1 DEBUG=0 SITE_URL= HOST="$(HOST)" PORT="$(PORT)" DATA_DIR="$(DATA_DIR)" $(TRIAL) manage.py demo --watch-parent $$PPID

.PHONY: demo-reset
demo-reset: .venv/.made ## Forget what happened in the demo and start it anew
	@$(check_data_dir)
	@exec env DEMO=1 DEBUG=0 SITE_URL= HOST="$(HOST)" PORT="$(PORT)" DATA_DIR="$(DATA_DIR)" $(TRIAL) manage.py demo --watch-parent $$PPID --reset

# --- Keep it

.PHONY: backup
backup: .venv/.made ## Database and uploads into one file in TO (a folder, or a file.tar)
	@$(which_installation) exec $(TRIAL) manage.py backup "$(TO)"

.PHONY: restore
restore: .venv/.made ## Bring back what FROM=file.tar holds; REPLACE=1 over what is there
	@[ -n "$(FROM)" ] || { echo "Name the backup: make restore FROM=file.tar" >&2; exit 1; }
	@$(which_installation) exec $(TRIAL) manage.py restore "$(FROM)" $(if $(filter 1,$(REPLACE)),--replace)

# --- Prove it

.PHONY: test
test: .venv-test/.made ## Lint, types, house contracts and every test this machine can run
	@$(TESTS) tests/everything.py

.PHONY: lint
lint: .venv-test/.made ## Style, types and house contracts only
	@$(TESTS) tests/everything.py --lint

.PHONY: soak
soak: .venv-test/.made ## A newsletter to 10,000 through a hostile mail server, with forty killed workers (minutes)
	@SOAK_RECIPIENTS=10000 SOAK_KILLS=40 $(TESTS) -m pytest -q -s -n0 tests/faults/test_newsletter.py

.PHONY: mutate
mutate: .venv-test/.made ## Take away one permission check after the other, and see that a test notices
	@$(TESTS) -m tests.house.mutate_permissions

.PHONY: journeys
journeys: .venv-test/.made ## The users' stories in a browser, with the accessibility audit
	@$(TESTS) -m pytest tests/journeys -m browser

.PHONY: image-check
image-check: .venv-test/.made ## The image's build steps in an empty folder, without an engine (a minute)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(TESTS) -m tests.containers "$$folder"

.PHONY: screenshots
screenshots: .venv-test/.made ## Pictures of the main pages into docs/pictures
	@SCREENSHOTS=docs/pictures $(TESTS) -m pytest tests/journeys/screenshots.py -q

# --- Work on it

.PHONY: fix
fix: .venv-test/.made ## Repair style where a tool can
	@$(TESTS) -m ruff check --fix --quiet .
	@$(TESTS) -m ruff format --quiet .
	@.venv-test/bin/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

.PHONY: migrations
migrations: .venv-test/.made ## Write the migrations that the models need
	@DEMO=1 $(TESTS) manage.py makemigrations

.PHONY: messages
messages: .venv-test/.made ## Collect the words of the interface and compile their translations (gettext)
	@DEMO=1 $(TESTS) manage.py makemessages --locale sl --no-location --no-wrap --ignore .venv --ignore .venv-test --ignore var --ignore tests
	@DEMO=1 $(TESTS) manage.py compilemessages --locale sl --ignore .venv --ignore .venv-test

.PHONY: data-model
data-model: .venv-test/.made ## Draw docs/data-model.md from the models
	@DEMO=1 $(TESTS) manage.py data_model

.PHONY: bench
bench: .venv-test/.made ## What it costs, beside bare Django, into docs/performance.md (an hour; ONLY=pages SCALE=1,10)
	@$(TESTS) -m tests.benchmarks.run

.PHONY: requirements
requirements: .venv-test/.made ## Lock the dependencies of pyproject.toml anew, with hashes
	@$(TESTS) -m uv pip compile -q $(LOCK) pyproject.toml -o requirements.txt
	@$(TESTS) -m uv pip compile -q $(LOCK) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

.PHONY: clean
clean: ## Remove both environments and what tools left behind; the demo's data stays
	@rm -rf .venv .venv-test .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage* htmlcov test-results staticfiles
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^# --- / { printf "\n%s\n", substr($$0, 7) } \
	  /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 } \
	  END { print "" }' $(firstword $(MAKEFILE_LIST))

# How ------------------------------------------------------------------------------------

LOCK = --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

.venv/.made: requirements.txt
	@$(check_python)
	@echo "Making the environment in .venv (once; about a minute) …"
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@$(TRIAL) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv-test/.made: requirements-dev.txt
	@$(check_python)
	@echo "Making the tests' environment in .venv-test (once; about two minutes) …"
	@rm -rf .venv-test && $(PYTHON) -m venv .venv-test
	@$(TESTS) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

define check_python
command -v $(PYTHON) >/dev/null 2>&1 || { \
  echo "No $(PYTHON) on this machine. On Debian: apt-get install python3-venv make git" >&2; exit 1; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
  echo "Setev needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -c 'import platform; print(platform.python_version())')." >&2; \
  echo "Name a newer one: make PYTHON=python3.12 …" >&2; exit 1; }; \
$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
  echo "$(PYTHON) has no venv module. On Debian: apt-get install python3-venv make git" >&2; exit 1; }
endef

# The installation that .env or the environment names; where neither does, the demo's.
define which_installation
if [ ! -f .env ] && [ -z "$$SECRET_KEY" ] && [ -z "$$DEMO" ]; then export DEMO=1 DATA_DIR="$(DATA_DIR)"; fi;
endef

define check_data_dir
{ mkdir -p "$(DATA_DIR)" && touch "$(DATA_DIR)/.written" && rm -f "$(DATA_DIR)/.written"; } 2>/dev/null || { \
  echo "The folder $(DATA_DIR) cannot be written. Name another: make demo DATA_DIR=\$$HOME/setev" >&2; exit 1; }
endef
