"""A study that costs nothing, and one finished run of it."""

from pathlib import Path

import pytest

from nas_teach.capstone import Study, prepare, run

TOY = Path(__file__).with_name("toy_space.py")
WORDS = {
    "question": "Is it <better>?",
    "expectation": "By a hair & no more.",
    "rival_from": "Out of my head.",
    "settings_from": "Not chosen at all.",
}
QUICK = {"minutes": 5, "trials": 6, "epochs": 1, "train_images": 40, "retrain_epochs": 2, "retrain_seeds": 3}


@pytest.fixture(scope="session")
def toy():
    """A function that makes a toy Study with some entries changed."""
    return lambda **changed: Study(**{**WORDS, **QUICK, "module": str(TOY), **changed})


@pytest.fixture(scope="session")
def finished(toy, tmp_path_factory):
    """The folder of a finished run; not to be changed."""
    folder = tmp_path_factory.mktemp("capstone") / "run"
    prepare(folder, toy())
    assert run(folder)
    return folder


@pytest.fixture
def slow(tmp_path):
    """The path of a toy module whose networks take a while, so that a run can be interrupted."""
    path = tmp_path / "slow_space.py"
    path.write_text(TOY.read_text("utf-8").replace("NAP = 0 ", "NAP = 0.05 "), "utf-8")
    return str(path)
