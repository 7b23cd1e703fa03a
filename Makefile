# From Likelihood to Learning Rate: `make lab` opens the course, `make test` proves it.

PYTHON ?= python3
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
CHECKS := tests utils notebooks --nbval
PYODIDE ?= docs/_build/pyodide

.PHONY: help lab test render bench bench-widgets test-browser test-site test-engines live test-live test-oldest test-peers test-hub mutants docs handout marks clean
.DEFAULT_GOAL := help

help: ## say what each command does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

lab: .venv/installed ## open the course in JupyterLab
	$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --LabApp.default_url=/lab/tree/00_start_here.ipynb notebooks

test: .venv/installed-test ## run the checks of code, notebooks and doctests
	$(BIN)/pytest $(CHECKS)

render: .venv/installed-test ## re-execute the notebooks in place, and save them in one normal form
	$(BIN)/python -m tools.render

bench: .venv/installed-bench ## time the losses and optimizers against others, and the whole course
	$(BIN)/pytest tests/benchmarks -o python_files='bench_*.py'

bench-widgets: .venv/installed-test ## time a slider, from the key to the painted picture
	PYTHONPATH='$(CURDIR)' $(BIN)/python tests/browser/bench.py

mutants: .venv/installed-mutants ## break the code in two thousand places, and list what no test sees
	$(BIN)/mutmut run
	$(BIN)/mutmut results

test-browser: .venv/installed-test .venv/installed-docs ## use every widget and the site in a real Chromium
	$(BIN)/pytest tests/browser --ignore tests/browser/test_live.py

test-site: .venv/installed-test .venv/installed-docs ## the part of it that is about the site
	$(BIN)/pytest tests/browser/test_site.py tests/browser/test_frames_on_site.py

test-engines: .venv/installed-test .venv/installed-docs ## move the site's sliders in Chromium, Firefox and WebKit
	$(BIN)/pytest tests/browser/three_engines.py

docs: .venv/installed-docs ## build the course as a site that works offline, docs/_build/html
	$(BIN)/sphinx-build --fail-on-warning --quiet -c docs notebooks docs/_build/html

live: .venv/installed-docs .venv/installed-live $(PYODIDE)/pyodide-lock.json ## build the site, and in it the course that runs in a browser
	$(BIN)/python -m tools.live '$(PYODIDE)' docs/_build/html/live
	$(MAKE) docs

test-live: .venv/installed-test live ## use that course in Chromium, the network cut
	PYODIDE='$(PYODIDE)' $(BIN)/pytest tests/browser/test_live.py

test-oldest: ## run the same on the oldest versions that requirements.txt allows
	$(PYTHON) -m venv --clear .venv-oldest
	sed 's/>=/==/' requirements.txt > .venv-oldest/requirements.txt
	.venv-oldest/bin/python -m pip install --quiet --requirement .venv-oldest/requirements.txt --editable '.[test]'
	.venv-oldest/bin/pytest $(CHECKS)

test-peers: ## hold what the course says of PyTorch, Keras and others to the newest of them
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --upgrade \
		--requirement requirements.txt --editable '.[peers]'
	.venv-peers/bin/pytest tests/peers -W default

test-hub: ## log 20 learners in to a JupyterHub on this machine at once, or LEARNERS=...; needs npm
	$(PYTHON) -m venv .venv-hub
	.venv-hub/bin/python -m pip install --quiet --requirement requirements.txt --editable '.[hub]'
	.venv-hub/bin/python -m utils.saved
	npm install --silent --prefix .venv-hub configurable-http-proxy
	PATH="$(CURDIR)/.venv-hub/node_modules/.bin:$$PATH" PYTHONPATH='$(CURDIR)' \
		.venv-hub/bin/python tests/hub/lesson.py $(LEARNERS)

handout: .venv/installed-test ## write a copy of the course without solutions and answers to handout/
	$(BIN)/python -m tools.handout

marks: .venv/installed-test ## run the checks over a class's notebooks: make marks FOLDER=...
	@test -n "$(FOLDER)" || { echo "say which folder: make marks FOLDER=path/to/notebooks"; exit 1; }
	$(BIN)/python -m tools.marks "$(FOLDER)" --csv marks.csv

clean: ## remove the environment and all that is generated
	git clean -d --force -X --quiet

docs/_build/pyodide/pyodide-lock.json: tools/pyodide_distribution.py
	$(BIN)/python -m tools.pyodide_distribution docs/_build/pyodide

# The stamps make a second run start at once: nothing is installed again
# unless the requirements have changed.
.venv/installed: requirements.txt pyproject.toml utils/saved.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "The course needs Python 3.11 or newer; make PYTHON=/path/to/python chooses one."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	$(BIN)/python -m utils.saved
	@touch $@

.venv/installed-%: .venv/installed
	$(BIN)/python -m pip install --quiet --editable '.[$*]'
	@touch $@
