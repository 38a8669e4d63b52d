"""An answer may compute; what reaches for more is left to a person."""

import pytest

from nas_teach.lab.course.catalogue import exercises, lessons
from nas_teach.lab.grading.screening import reach

REACHES = [
    "import os",
    "from os import path",
    "import numpy, subprocess",
    "import seaborn",
    "from nas_teach.lab.checking import judging",
    "import nas_teach.lab.checking.values as v",
    "from nas_teach.lab import checking",
    "from nas_teach.lab.lesson_02.exercises import step",
    "from nas_teach.lab.course import progress",
    "open('x')",
    "eval('1')",
    "read = open",
    "getattr(f, '__globals__')",
    "getattr(f, name)",
    "map(getattr, [f], ['a'])",
    "f.__globals__",
    "f.__class__.__subclasses__()",
    "(x for x in ()).gi_frame",
    "random._os.remove('x')",
    "np.lib.os",
    "import numpy.ctypeslib",
    "torch.hub.load('x')",
    "import math\nmath.isclose = print",
    "del np.array",
    "np.random.seed = 3",
    "import sys\nsys.exit()",
    "import sys\nsys = sys.modules",
    "import operator\noperator.attrgetter('x')",
    "match f:\n    case object(__globals__=g): pass",
    "globals()['check'] = 1",
    "setattr(math, 'isclose', 1)",
]
COMPUTES = [
    "import numpy as np\nimport torch.nn.functional as F\nfrom torch import nn",
    "import sys\nbest = -sys.maxsize\neps = sys.float_info.epsilon",
    "from sys import maxsize",
    "from nas_teach.strategies import RegularizedEvolution",
    "from nas_teach.lab import check, show",
    "getattr(x, 'name')\ngetattr(x, 'name', None)",
    "class A:\n    def __init__(self):\n        super().__init__()\n        self.x = 1",
    "trial._replace(reward=1)\nx.__name__",
    "net.training = False",
]


@pytest.mark.parametrize("source", REACHES)
def test_what_reaches_further_is_named(source):
    assert reach(source)


@pytest.mark.parametrize("source", COMPUTES)
def test_what_computes_is_not(source):
    assert reach(source) == ""


@pytest.mark.parametrize("lesson", [lesson.number for lesson in lessons()])
def test_every_solution_computes(lesson):
    assert [reach(exercise.solution) for exercise in exercises(lesson)] == [""] * len(exercises(lesson))
