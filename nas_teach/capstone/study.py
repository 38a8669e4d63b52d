"""What a search is to find out, and by which rules: written down before it starts."""

import dataclasses
import json
import math
from dataclasses import dataclass, field
from pathlib import Path

from nas_teach.checks import as_float, is_whole

FILE = "study.json"
IN_WORDS = {
    "question": "one sentence that the test set can answer, such as 'Does evolution beat my own network?'",
    "expectation": "what you expect, and how large you think the difference will be, before you look",
    "rival_from": "how the hand-designed network was chosen, and what you had seen before",
    "settings_from": "how space, yardstick and the strategy's settings were chosen, and what that cost",
}  # entry: what it should say
_COUNTS = {
    "epochs": 1,
    "train_images": 1,
    "batch_size": 1,
    "seed": 0,
    "retrain_epochs": 1,
    "retrain_seeds": 2,
}


class StudyError(ValueError):
    """Something about a study or its folder is not as it must be; the message says what would be right."""


@dataclass(frozen=True)
class Study:
    """A search's plan: question, space, yardstick, budget, rivals, retraining. Nothing runs yet.

    The rivals are always the same two: random search with an equal budget, and the hand-designed network of
    the module. All three networks are retrained alike and judged by the test set, which is opened once.

    Args:    question, expectation, rival_from, settings_from: sentences, none of them empty.
             module: with SPACE, HAND_DESIGNED and build(arch): the name of an importable module, or the path
             of a file such as "my_space.py" (see `load_problem`).
             strategy: a name of nas_teach.strategies or of a function (space, seed, **settings) of the module.
             settings: its other arguments, such as {"population_size": 20}.
             minutes: for each of the two searches, of processor time on one thread, so that other programs cost
             nothing. trials: at most so many each, or None.
             epochs, train_images, batch_size, lr: the yardstick. A reward is the validation accuracy of one
             training like that. seed: of the trainings and the strategy; random search has the next one.
             retrain_epochs, retrain_seeds: how the three networks are trained at the end, on all training and
             validation images.
    Raises:  StudyError: an entry that is missing, empty or out of range. All of them are named.
    Source:  Lindauer & Hutter 2020, arXiv:1909.02453, for what has to be said. Lesson 14.
    """

    question: str = ""
    expectation: str = ""
    rival_from: str = ""
    settings_from: str = ""
    module: str = "nas_teach.capstone.two_stages"
    strategy: str = "RegularizedEvolution"
    settings: dict = field(default_factory=dict)
    minutes: float = 10.0
    trials: int | None = None
    epochs: int = 6
    train_images: int = 6000
    batch_size: int = 128
    lr: float = 0.01
    seed: int = 0
    retrain_epochs: int = 8
    retrain_seeds: int = 5

    def __post_init__(self):
        if faults := list(_faults(self)):
            raise StudyError("This study cannot start yet:\n" + "\n".join(f"- {fault}" for fault in faults))

    def write(self, folder):
        """Write the study into a folder, which is made if there is none. The one that is there stays.

        Raises:  StudyError: the folder holds another study, or files that belong to none.
        """
        folder = Path(folder)
        if (folder / FILE).exists():
            if differing := _differences(read_study(folder), self):
                raise StudyError(
                    f"{folder} holds another study ({differing}). A plan does not change while it is carried "
                    "out: give this one a folder of its own, or go on with the one there by start(folder)"
                )
            return
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StudyError(
                f"{folder} is no empty folder and holds no {FILE}: give the name of a new folder"
            )
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(dataclasses.asdict(self), indent=2, ensure_ascii=False)
        (folder / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_study(folder):
    """The Study that a folder holds.

    Raises:  StudyError: there is none, or it is damaged.
    """
    path = Path(folder) / FILE
    if not path.is_file():
        raise StudyError(f"{folder} holds no {FILE}: start(folder, Study(...)) makes one")
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return Study(**entries)
    except (ValueError, TypeError) as error:
        raise StudyError(f"{path} is no study: {error}") from None


def _faults(study):
    for name, wanted in IN_WORDS.items():
        if not isinstance(text := getattr(study, name), str) or not text.strip():
            yield f"{name} is missing: write {wanted}"
    for name, least in _COUNTS.items():
        if not is_whole(value := getattr(study, name)) or value < least:
            yield f"{name} must be an integer of at least {least}, got {value!r}" + _why(name)
    for name in ("minutes", "lr"):
        if not 0 < as_float(value := getattr(study, name)) < math.inf:
            yield f"{name} must be a positive number, got {value!r}"
    if study.trials is not None and (not is_whole(study.trials) or study.trials < 1):
        yield f"trials must be None or an integer of at least 1, got {study.trials!r}"
    for name in ("module", "strategy"):
        if not isinstance(value := getattr(study, name), str) or not value:
            yield f"{name} must be a name in quotes, got {value!r}"
    try:
        if json.loads(json.dumps(study.settings)) != study.settings or not isinstance(study.settings, dict):
            raise TypeError
    except (TypeError, ValueError):
        yield (
            'settings must be a dictionary of names and plain values such as {"population_size": 20}, '
            f"got {study.settings!r}"
        )


def _why(name):
    return ": one training more has no interval" if name == "retrain_seeds" else ""


def _differences(old, new):
    pairs = (
        (field.name, getattr(old, field.name), getattr(new, field.name)) for field in dataclasses.fields(old)
    )
    return "; ".join(f"{name}: {was!r} there, {now!r} here" for name, was, now in pairs if was != now)
