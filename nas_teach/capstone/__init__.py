"""A search of one's own, from the question to the report: what is planned, run in the background, written down.

Strategies are in strategies/, how a network is trained in evaluation/; the report's page is drawn in lab/.
"""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "study": "Study StudyError",
        "problem": "load_problem",
        "yardstick": "pilot",
        "background": "prepare start stop",
        "running": "run",
        "progress": "Status status last_words",
        "sealed": "open_test_set openings",
        "outcome": "results curve recorded_run",
        "practice": "checklist",
    },
)
