# Everything one does with this repository. Needs Python 3.11 or newer, git and make;
# the rest is installed into .venv, once per change of pyproject.toml.

CANDIDATES = python3 python3.14 python3.13 python3.12 python3.11 python
SUITABLE = import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach name,$(CANDIDATES),$(shell $(name) -c "$(SUITABLE)" 2>/dev/null && echo $(name))))

VENV ?= .venv
BIN = $(VENV)/bin
JOBS ?= auto
OUT ?= out
INDEX = src/wasmfit/rules.index
REPOSITORIES ?= $(wildcard corpus/*)
APPLICATION ?= $(firstword $(wildcard corpus/notes-service) $(wildcard corpus/*/.))

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types format contracts docs site page golden accuracy probe \
	fuzz bench compare clean

help: ## Say what there is to make
	@sed -n 's/^\([a-z]*\): .*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; \
		do printf '  make %-10s %s\n' "$$name" "$$text"; done

demo: $(INDEX) ## Scan an application of corpus/ and leave its reports under out/
	@mkdir -p $(OUT)
	@$(BIN)/wasmfit scan $(APPLICATION) -o terminal=- -o json=$(OUT)/report.json \
		-o sarif=$(OUT)/report.sarif -o markdown=$(OUT)/report.md -o html=$(OUT)/report.html
	@echo "reports: $(OUT)/report.json $(OUT)/report.sarif $(OUT)/report.md $(OUT)/report.html"

test: $(VENV)/.test ## Run the tests
	$(BIN)/pytest -n $(JOBS)

check: format-check lint types contracts docs-check test ## Everything that has to hold before a change is taken

lint: $(VENV)/.dev ## Look for mistakes with ruff
	$(BIN)/ruff check

types: $(VENV)/.dev ## Check the types with mypy
	$(BIN)/mypy
	$(BIN)/mypy tests --allow-untyped-defs --allow-incomplete-defs --allow-untyped-calls

format: $(VENV)/.dev ## Format every file
	$(BIN)/ruff format

contracts: $(VENV)/.test ## Check who may import whom
	$(BIN)/lint-imports --no-logo

docs: $(VENV)/.test ## Write the pages that are made from rules/
	$(BIN)/python -m tools.docs

site: $(VENV)/.test ## Build the documentation site from docs/ into out/site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[site]'
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs $(OUT)/site
	@echo "site: $(OUT)/site/index.html"

page: $(VENV)/.test ## Use the HTML report in headless Chromium (ARGUMENTS="report.html"); needs chromedriver
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[page]'
	$(BIN)/python tools/check_page.py $(ARGUMENTS)

golden: $(VENV)/.test ## Write the expected reports of tests/golden/ anew; review the difference
	$(BIN)/pytest -q tests/test_golden.py --golden

accuracy: $(VENV)/.test ## Compare scans with an oracle that visits every node (REPOSITORIES="dir ...")
	@mkdir -p $(OUT)/accuracy
	$(BIN)/python -m tools.accuracy --scan --brief --reports $(OUT)/accuracy $(abspath $(REPOSITORIES))

probe: $(VENV)/.probe ## Measure nine toolchains again and compare with rules/ (20 minutes; needs npm and rustc)
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m tools.probe --packages $(OUT)/probe $(ARGUMENTS)

fuzz: $(VENV)/.test ## Give every reader broken, cut, spliced and random files (ARGUMENTS="--cases N --seed N")
	$(BIN)/python -m tools.fuzz_readers $(ARGUMENTS)

bench: $(INDEX) ## Time loading, and scans of Python's standard library (ARGUMENTS="TREE --repeat N --jobs N")
	$(BIN)/python benchmarks/load_speed.py
	$(BIN)/python benchmarks/judge_speed.py
	$(BIN)/python benchmarks/scan_speed.py $(ARGUMENTS)

.PHONY: format-check docs-check
format-check: $(VENV)/.dev
	$(BIN)/ruff format --check

docs-check: $(VENV)/.test
	$(BIN)/python -m tools.docs --check

compare: $(INDEX) $(OUT)/bench/tools/.made ## Beside ast-grep, semgrep and ripgrep: writes docs/benchmarks.md (ARGUMENTS="--quick")
	$(BIN)/python -m benchmarks.compare --store $(OUT)/bench $(ARGUMENTS)

clean: ## Remove everything that was made here
	rm -rf $(VENV) $(OUT) $(INDEX) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

$(INDEX): $(VENV)/.test $(shell find rules -type f)
	$(BIN)/python -c "from wasmfit.knowledge import write_index; write_index()"

$(VENV)/.test: pyproject.toml
	$(if $(PYTHON),,$(error no Python 3.11 or newer with venv was found; name one with make PYTHON=...))
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

$(OUT)/bench/tools/.made: Makefile
	$(PYTHON) -m venv $(OUT)/bench/tools
	$(OUT)/bench/tools/bin/pip install --quiet --disable-pip-version-check ast-grep-cli==0.51.1 semgrep==1.185.0
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/.probe: $(VENV)/.test tools/probes/package.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[probe]'
	mkdir -p $(OUT)/probe
	cp tools/probes/package.json $(OUT)/probe/
	npm install --silent --no-audit --no-fund --prefix $(OUT)/probe
	@touch $@
