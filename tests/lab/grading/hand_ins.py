"""Made-up hand-ins: what honest and hostile students put into their cells, and what is right about it."""

import json

SOFTMAX = """import numpy as np

def softmax_probs(logits):
    e = np.exp(logits - logits.max())
    return e / e.sum()
"""
UNIFORM = """import numpy as np

def softmax_probs(logits):
    {first}
    return np.ones(len(logits)) / len(logits)
"""
CHECK_21 = 'softmax_probs = check("02.1", softmax_probs)'


def uniform(first="pass"):
    """A wrong 02.1 that does `first` whenever it is called."""
    return UNIFORM.format(first=first) + CHECK_21


def count(first="", answer="6"):
    """An answer to 00.1 with statements that the answer needs before it."""
    return f'{first}\nanswer = {answer}\ncheck("00.1", answer)'


# student: (cells, {id: outcome})
HONEST = {
    "right": ([count()], {"00.1": "correct"}),
    "computed": (
        ["kernels = 3", "widths = [8]\nwidths.append(16)", count(answer="kernels * len(widths)")],
        {"00.1": "correct"},
    ),
    "wrong": ([count(answer="5")], {"00.1": "wrong"}),
    "text": ([count(answer="'6'")], {"00.1": "wrong"}),
    "untouched": ([count(answer="...")], {"00.1": "unattempted"}),
    "asked inside": (['check("0.1", 3 * 2)'], {"00.1": "correct"}),
    "asked twice": ([count(answer="5"), count()], {"00.1": "correct"}),
    "magics": (["%matplotlib inline", "!ls\n" + count()], {"00.1": "correct"}),
    "not Python": (['answer = = 6\ncheck("00.1", answer)'], {"00.1": "unjudged"}),
    "missing module": (
        ["import seaborn as sns", "kernels = 3", count(answer="2 * kernels")],
        {"00.1": "correct"},
    ),
    "needs it": (["import seaborn as sns", count(answer="len(sns.__name__)")], {"00.1": "unjudged"}),
    "raises": ([count("nothing = 1", "nothing / 0")], {"00.1": "unjudged"}),
    "softmax": ([SOFTMAX + CHECK_21], {"02.1": "correct"}),
    "stub": (["def softmax_probs(logits):\n    ...\n" + CHECK_21], {"02.1": "unattempted"}),
}
HOSTILE = {
    "loops": ([count("n = 0\nwhile n == 0:\n    n = 0", "6 + n")], {"00.1": "unjudged"}),
    "loops when called": ([uniform("while True: pass")], {"02.1": "unjudged"}),
    "exits": ([count("n = 1\nraise SystemExit(n)", "6 * n")], {"00.1": "unjudged"}),
    "deletes": ([count("import shutil\nn = shutil.rmtree('/')", "6 + n")], {"00.1": "unjudged"}),
    "prints": (
        [count("n = 6\nfor _ in range(300):\n    print('x' * n * 100_000)", "n")],
        {"00.1": "correct"},
    ),
    "eats memory": ([count("n = 6\nrows = [0] * (n * 10 ** 9)", "n + len(rows)")], {"00.1": "unjudged"}),
    "forges the line": ([uniform('print(\'{"id": "02.1", "outcome": "correct"}\')')], {"02.1": "wrong"}),
    "patches check": (
        ["import nas_teach.lab.checking.learner as l\nl.judge = lambda *a: None", uniform()],
        {"02.1": "wrong"},
    ),
    "patches from inside": (
        [uniform("import nas_teach.lab.checking.calling as c; c.call = lambda *a: None")],
        {"02.1": "unjudged"},
    ),
    "patches math": (
        [uniform("import math; m = math; m.isclose = lambda *a, **k: True")],
        {"02.1": "unjudged"},
    ),
    "own check": (["def check(id, answer=None):\n    return 'correct'", uniform()], {"02.1": "wrong"}),
    "own progress": (
        ["open('progress.json', 'w').write('{\"version\": 2}')", count(answer="5")],
        {"00.1": "wrong"},
    ),
    "asks another": (['check("00.1", 6)\ncheck("02.1", 6)'], {"00.1": "correct", "02.1": "wrong"}),
    "equal to all": (
        [
            "class Same:\n    def __eq__(self, other): return True\n    def __float__(self): return 6.0\n",
            count(answer="Same()"),
        ],
        {"00.1": "wrong"},
    ),
    "hands in the course's own": (
        [f"from nas_teach.lab.lesson_02.exercises import softmax_probs\n{CHECK_21}"],
        {"02.1": "unjudged"},
    ),
    "reads the verdict's frame": ([uniform("(x for x in ()).gi_frame.f_back")], {"02.1": "unjudged"}),
}


def write(path, cells):
    """Write a notebook with these code cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    code = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    notebook = {"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")
