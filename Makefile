# Two commands are enough: `make lab` opens the course, `make test` proves that it works.

PYTHON   ?= python3
LAB_ARGS ?=
SITE_ARGS ?=
PY       := .venv/bin/python

# Compiled files let every kernel start three seconds sooner.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: lab play test check notebooks bench site teach lock environment

lab: environment        ## your copies of the lessons in JupyterLab; LAB_ARGS="--no-browser --port=9999" is passed on
	$(PY) -m nas_teach.lab $(LAB_ARGS)

play: environment       ## the widgets alone, without code; LAB_ARGS="--ip=0.0.0.0 --port=8900" lets a class in
	$(PY) -m nas_teach.lab.play $(LAB_ARGS)

test: environment       ## unit tests, every notebook cell by cell (nbval), widgets in a browser
	$(PY) -m tests.browser.find_chromium --install
	$(PY) -m pytest --nbval -n 2 --dist loadfile

check: environment      ## some minutes: style, and the tests that are not slow
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m pytest -m "not slow" -q -n 2 --dist loadfile

notebooks: environment  ## execute the lessons whose source, package or data changed
	$(PY) -m notebooks.sources.build $(LESSONS)

teach: environment      ## slides, plans, quizzes and handouts for teachers, in teach/
	$(PY) -m notebooks.teaching

site: environment       ## the course as a static web page in _site/, for any web server or GitHub Pages
	$(PY) -m notebooks.site $(SITE_ARGS)

bench: environment      ## speed, and regret beside other optimisers if `pip install -e .[bench]` was done
	$(PY) -m tests.bench

lock: environment       ## new exact versions, taken from a fresh environment
	$(PY) .ci/lock.py

environment:
	@$(PYTHON) .ci/environment.py
