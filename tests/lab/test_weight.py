"""A widget loads what it computes with, and nothing that only a neighbour of it needs."""

import os
import subprocess
import sys

import pytest

from nas_teach.lab.course.catalogue import widgets

HEAVY = ("torch", "pandas", "sklearn", "scipy.stats", "matplotlib.pyplot")
NEEDED = {  # all other widgets need none
    "decisions_explorer": {"torch"},  # trains its controllers
    "fidelity_ranking": {"scipy.stats"},  # Kendall tau
    "shared_ranking": {"scipy.stats"},
    "alphas_player": {"torch", "pandas"},  # weights of recorded alphas, a table of searches
}


def loaded_by(code):
    """Which of HEAVY a fresh Python has loaded after `code`."""
    listing = f"{code}\nimport sys\nprint(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", listing], env=os.environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.slow
@pytest.mark.parametrize("kind", widgets())
def test_a_widget_loads_what_it_computes_with(kind):
    assert loaded_by(f"from nas_teach.lab import {kind}\n{kind}()") <= NEEDED.get(kind, set())


def test_the_tools_of_every_lesson_and_its_table_are_light():
    code = "from nas_teach.lab import card, check, hint, quick, show, solution\n"
    assert loaded_by(code + "from nas_teach.evaluation import FashionBench\nFashionBench.load()") == set()
