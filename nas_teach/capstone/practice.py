"""The checklist for papers on architecture search, held against one run."""

from typing import NamedTuple

from nas_teach.capstone.folder import SEARCHES


class Item(NamedTuple):
    """One line of the checklist."""

    asks: str
    state: str  # "done", "partly" or "not"
    how: str


def checklist(found):
    """Every line of the checklist, with what this run did about it: a list of Item.

    What a program can see is filled in; what only the author knows is quoted from the study.

    Args:    found: the Results of a run.
    Source:  Lindauer & Hutter 2020, arXiv:1909.02453. Lesson 12.
    """
    study, opened = found.study, len(found.openings)
    trials = " and ".join(str(len(found.curves[name].rewards)) for name in SEARCHES)
    return [
        Item(
            "code of training, space and search is released",
            "done",
            f"in the run's folder and in nas-teach: {study.module}, study.json",
        ),
        Item("the same data, space and training for all", "done", "one yardstick; all are retrained alike"),
        Item(
            "a comparison with random search",
            "done",
            f"{study.minutes:g} minutes of processor time each, {trials} trials",
        ),
        Item(
            "several seeds, and what varies between them",
            "partly",
            f"{study.retrain_seeds} retrainings of each network, with intervals; one search of each kind only",
        ),
        Item("performance over time", "done", "the learning curve above"),
        Item("each part of the method is taken out once", "not", "the strategy is taken as it is"),
        Item(
            "tabular benchmarks where possible",
            "not",
            "no table holds this space; every reward is a training",
        ),
        Item("settings: how chosen, at what price", "done", study.settings_from),
        Item("the rivals are as good as can be", "partly", study.rival_from),
        Item(
            "the time of the whole method", "partly", "searches and retraining are counted; the design is not"
        ),
        Item("confounding factors are controlled", *_machines(found.starts)),
        Item(
            "the test set is opened once",
            "done" if opened == 1 else "not",
            f"opened {opened} {'time' if opened == 1 else 'times'}",
        ),
    ]


def _machines(starts):
    kinds = {(start["machine"], *start["versions"].items()) for start in starts}
    if len(kinds) == 1:
        return "done", "one machine, one set of versions, one thread, searches in turn"
    return "partly", f"the run was started on {len(kinds)} different machines or versions"
