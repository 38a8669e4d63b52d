"""The test set behind a seal: whoever opens it leaves a line that stays.

It guards against accidents, not against cheats: who wants to can read the images elsewhere, or edit the file.
It makes sure that nobody looks without noticing, and that the report says how often it was.
"""

from nas_teach.capstone.folder import OPENINGS, append, lines, now
from nas_teach.capstone.progress import phase
from nas_teach.capstone.study import StudyError


def open_test_set(folder, data, why):
    """The test images of a run, once the opening is written down: (images, labels).

    Opening again is allowed and counted, each with its reason and with how far the run was.

    Args:    folder: of the run. data: function split -> (images, labels), as a Problem has it.
             why: what the accuracies are for, a sentence.
    Raises:  StudyError: no reason.
    """
    if not isinstance(why, str) or len(why.split()) < 3:
        raise StudyError(
            f"opening the test set needs a reason of at least three words, got {why!r}: it will stand in the "
            "report. To judge while you are still choosing, use data('validation')"
        )
    append(folder, OPENINGS, time=now(), why=why, phase=phase(folder))
    return data("test")


def openings(folder):
    """How often the test set was opened, when and why: a list of {"time", "why", "phase"}."""
    return lines(folder, OPENINGS)
