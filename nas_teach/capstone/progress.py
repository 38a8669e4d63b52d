"""How far a run is, read from its folder without disturbing it."""

from pathlib import Path
from typing import NamedTuple

from nas_teach.capstone.folder import (
    NETWORKS,
    OPENINGS,
    OUTPUT,
    SEARCHES,
    STARTS,
    TEST,
    WEIGHTS,
    is_running,
    lines,
    spent,
)
from nas_teach.capstone.study import read_study


class Status(NamedTuple):
    """What `status` returns. print() shows it in a few lines."""

    running: bool  # whether a process is at work
    phase: str  # "planned", "searching", "retraining" or "finished"
    trials: dict  # {"search": so many, "random": so many}
    best: dict  # the best reward of each so far, None before the first trial
    minutes: dict  # of processor time that each has spent
    minutes_left: float  # of processor time, both searches together
    retrained: int  # networks
    openings: int  # of the test set
    said: str  # the last line that a run in the background wrote; where it failed, why

    def __str__(self):
        rows = [
            f"  {name:7} {self.trials[name]:4} trials, {self.minutes[name]:5.1f} min"
            + (f", best {self.best[name]:.4f}" if self.trials[name] else "")
            for name in SEARCHES
        ]
        first = f"{self.phase}, {'at work' if self.running else 'not running'}"
        last = f"  {self.retrained} networks retrained, test set opened {self.openings} times"
        left = f"  {self.minutes_left:.1f} minutes of processor time left for the searches"
        said = f"  its last words: {self.said}"
        ended = self.said and not self.running and self.phase != "finished"
        return "\n".join(
            [first, *rows, *[left] * (self.phase == "searching"), last, *([said] if ended else [])]
        )


def status(folder):
    """How far a run is: a Status. Nothing in the folder is changed, and the run goes on.

    Raises:  StudyError: the folder holds no study.
    """
    study, folder = read_study(folder), Path(folder)
    rewards = {name: [trial["reward"] for trial in logged(folder, name)] for name in SEARCHES}
    minutes = {name: seconds / 60 for name, seconds in spent(folder).items() if name in SEARCHES}
    left = (study.minutes - minutes[name] for name in SEARCHES if not _all_done(study, rewards[name]))
    return Status(
        running=is_running(folder),
        phase=phase(folder),
        trials={name: len(values) for name, values in rewards.items()},
        best={name: max(values, default=None) for name, values in rewards.items()},
        minutes=minutes,
        minutes_left=sum(max(0.0, value) for value in left),
        retrained=len(list((folder / WEIGHTS).glob("*.pt"))) or len(lines(folder, TEST)),
        openings=len(lines(folder, OPENINGS)),
        said=last_words(folder, 1),
    )


def phase(folder):
    """Which part of a run comes next or is under way: "planned", "searching", "retraining" or "finished"."""
    networks, judged = len(lines(folder, NETWORKS)), len(lines(folder, TEST))
    if networks:
        return "finished" if judged >= networks * read_study(folder).retrain_seeds else "retraining"
    return "searching" if lines(folder, STARTS) else "planned"


def last_words(folder, count=12):
    """The last lines that a run in the background wrote: text, empty if it wrote nothing."""
    path = Path(folder) / OUTPUT
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return "\n".join(text.splitlines()[-count:])


def logged(folder, name):
    """The trials of a log as far as they are written: a list of {"arch": {decision: value}, "reward"}."""
    header, *trials = lines(folder, f"{name}.jsonl") or [{"space": {}}]
    return [
        {"arch": dict(zip(header["space"], trial["arch"], strict=True)), "reward": trial["reward"]}
        for trial in trials
    ]


def _all_done(study, rewards):
    return study.trials is not None and len(rewards) >= study.trials
