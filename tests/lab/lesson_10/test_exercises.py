"""Right answers of other styles are taken, whatever they are written in."""

import pytest

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from tests.lab.checking.defining import define

TIMED = """import statistics, numpy as np, torch
def answer(machine, runs, warm_up):
    for _ in range(warm_up):
        machine.run()
    times = []
    for _ in range(runs):
        start = machine.now()
        machine.run()
        times.append(machine.now() - start)
    return {result}
"""
RIGHT = {
    "10.1": [
        TIMED.format(result="1000 * torch.median(torch.tensor(times))"),
        TIMED.format(result="1000 * statistics.median_low(times)"),
        TIMED.format(result="np.quantile(times, 0.5) * 1e3"),
        TIMED.format(result="1000 * sorted(times)[runs // 2]"),
    ],
    "10.2": ["answer = 1.3", "answer = 0.25 + 3 * 0.35", "import numpy\nanswer = numpy.float32(1.3)"],
    "10.3": [
        "import numpy as np\ndef answer(times, gain):\n    return -np.log2(1 + gain) / np.log2(times)",
        "import math\ndef answer(times, gain):\n    return -math.log(1 + gain, times)",
        "import torch\ndef answer(times, gain):\n"
        "    return torch.tensor(1 / (1 + gain)).double().log() / torch.tensor(times).double().log()",
    ],
    "10.5": [
        "def answer(points):\n    inside = lambda p: all(q[0] <= p[0] or q[1] > p[1] for q in points)\n"
        "    return sorted(filter(inside, points), reverse=True)",
        "def answer(points):\n    front = []\n    for accuracy, latency in sorted(points)[::-1]:\n"
        "        if not front or latency < front[-1][1]:\n            front += [[accuracy, latency]]\n"
        "    return front",
        "import numpy as np\ndef answer(points):\n    points = np.array(points)\n"
        "    points = points[np.argsort(-points[:, 0])]\n"
        "    before = np.minimum.accumulate(np.append(np.inf, points[:-1, 1]))\n"
        "    return points[points[:, 1] < before]",
    ],
}


@pytest.mark.parametrize(("id", "source"), [(id, source) for id, given in RIGHT.items() for source in given])
def test_right_answers_of_other_styles(id, source):
    verdict = judge(find(id), define(source, "answer"))
    assert verdict.outcome == "correct", verdict
