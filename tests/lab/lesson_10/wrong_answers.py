"""Plausible wrong answers, each with a fragment of the message that it must get."""

import statistics

import numpy as np
import torch

STOPWATCH = """from statistics import mean, median
def answer(machine, runs, warm_up):
    times = []
    for _ in range({count}):
        start = machine.now()
        machine.run()
        times.append({unit} * (machine.now() - start))
    return {result}
"""
LOOK_UP = """def look_up(networks, stopwatch):
    parts = {parts}
    {table}
    def predict(parts):
        {predict}
    return {result}
"""
REWARD = """import numpy as np
def reward(accuracy, latency, target, w, w_above=None):
    {above}
    {check}
    ratio = {ratio}
    return {result}
"""
FRONT = """def front(accuracy, latency):
    kept, record = [], {start}
    for i in {order}:
        if latency[i] {beats} record:
            kept.append(i)
            record = latency[i]
    return {result}
"""
BEST_FIRST = "sorted(range(len(accuracy)), key=lambda i: (-accuracy[i], latency[i]))"
SURVIVORS = """import numpy as np
def survivors(accuracy, latency, size):
    accuracy, latency = np.array(accuracy), np.array(latency)
    left, chosen = list(range(len(accuracy))), []
    while len(chosen) < size:
        found = front(accuracy[left], latency[left])
        rows = [left[i] for i in found]
        left = [i for i in left if i not in rows]
        a, b = accuracy[rows], latency[rows]
        if len(chosen) + len(rows) > size:
            distance = {distance}
            {cut}
        chosen += rows
    return {result}
"""
LARGEST = "rows = [rows[i] for i in np.argsort(-distance, kind='stable')]"
SCALED = "np.abs(a[2:] - a[:-2]) / np.ptp(a) + np.abs(b[2:] - b[:-2]) / np.ptp(b)"


def timed(result, count="warm_up + runs", unit=1000):
    return STOPWATCH.format(result=result, count=count, unit=unit)


def looked_up(
    parts="list(dict.fromkeys(part for parts in networks for part in parts))",
    table="table = dict(zip(parts, stopwatch(parts)))",
    predict="if not set(parts) <= set(table): raise ValueError(f'no {set(parts) - set(table)}')\n"
    "        return sum(table[part] for part in parts)",
    result="predict",
):
    return LOOK_UP.format(parts=parts, table=table, predict=predict, result=result)


def priced(
    above="above = w if w_above is None else w_above",
    check="if max(w, above) > 0: raise ValueError('above 0')",
    ratio="np.asarray(latency) / target",
    result="accuracy * ratio ** np.where(ratio <= 1, w, above)",
):
    return REWARD.format(above=above, check=check, ratio=ratio, result=result)


def beaten(text):
    return f"def beats(one, other):\n    return {text}"


def swept(result="kept", order=BEST_FIRST, beats="<", start='float("inf")'):
    return FRONT.format(result=result, order=order, beats=beats, start=start)


def added(of_accuracy, of_latency, sign="+"):
    return (
        f"np.array([np.inf, *(np.abs(a[2:] - a[:-2]) / {of_accuracy} {sign} "
        f"np.abs(b[2:] - b[:-2]) / {of_latency}), np.inf])"
    )


def surviving(
    distance=f"np.array([np.inf, *({SCALED}), np.inf])",
    cut=LARGEST + "[: size - len(chosen)]",
    result="chosen",
):
    return FRONT_GIVEN + SURVIVORS.format(distance=distance, cut=cut, result=result)


FRONT_GIVEN = swept() + "\n\n"
ALL = "[part for parts in networks for part in parts]"

WRONG = {
    "10.1": [
        (timed("mean(times[warm_up:])"), "the mean is left"),
        (timed("median(times)"), "still among the times"),
        (timed("median(times)", "runs"), "must run and not count"),
        (timed("median(times[runs:])"), "first `runs` passes"),
        (timed("min(times[warm_up:])"), "luckiest"),
        (timed("median(times[warm_up:])", unit=1), "seconds"),
        (timed("max(times[warm_up:])"), "unluckiest"),
        (timed("times[warm_up:]"), "all of them"),
        (timed("median(times[warm_up:])", "runs"), "*after* the warm-up"),
        (timed("times[warm_up:][runs // 2]"), "of the *list*"),
        (timed("sum(times[warm_up:]) / (warm_up + runs)"), "For these"),
        (timed("median(sorted(times)[warm_up:])"), "*fastest* passes"),
        (timed("median(times[warm_up + 1:])"), "One pass too many"),
        (timed("1000 * median(times[warm_up:])"), "microseconds"),
        (timed("round(median(times[warm_up:]))"), "do not round"),
    ],
    "10.2": [
        (looked_up(table="table = {part: stopwatch([part])[0] for part in parts}"), "one by one"),
        (looked_up(parts=ALL), "*different* parts first"),
        (looked_up(predict="return sum(table[part] for part in parts)"), "raises a KeyError"),
        (looked_up(predict="return sum(table.get(part, 0) for part in parts)"), "counts as 0 ms"),
        (looked_up(predict="return sum(table[part] for part in set(parts))"), "however often"),
        (looked_up(predict="return sum(table.values())"), "whole table"),
        (looked_up(predict="return sum(stopwatch(parts))"), "stopwatch again"),
        (looked_up(parts="list(set(networks[0]))"), "first network"),
        (looked_up(parts="list(set(networks[-1]))"), "Every part that occurs"),
        (looked_up(predict="return [table[part] for part in parts]"), "Add them up"),
        (looked_up(predict="for part in parts:\n            return table[part]"), "inside the loop"),
        (looked_up(result="table"), "returns the table"),
        (looked_up(result="None"), "`return predict` missing"),
        (looked_up(result="predict(networks[0])"), "without calling it"),
        (looked_up(predict="sum(table[part] for part in parts)"), "`return` missing"),
        (
            looked_up(
                predict="if not set(parts) <= set(table): raise ValueError('unknown')\n"
                "        return sum(table[part] for part in parts)"
            ),
            "must name the part",
        ),
    ],
    "10.3": [
        (
            priced(
                ratio="target / np.asarray(latency)",
                result="accuracy * ratio ** np.where(ratio >= 1, w, above)",
            ),
            "upside down",
        ),
        (priced(above="above = w_above or w"), "takes 0 for nothing"),
        (priced(above="above = w"), "`w_above` is ignored"),
        (priced(result="accuracy * ratio ** np.where(ratio <= 1, above, w)"), "changed places"),
        (priced(check="if w > 0: raise ValueError('above 0')"), "a positive `w_above` is not"),
        (priced(check=""), "pays for being slow. Raise"),
        (priced(above="above = w_above or 0"), "is w, not 0"),
        (priced(check="if w >= 0 or above >= 0: raise ValueError('not below 0')"), "It is allowed"),
        (priced(check="if w > 0 and above > 0: raise ValueError('above 0')"), "in either place"),
        (priced(result="accuracy + ratio ** np.where(ratio <= 1, w, above)"), "price is a factor"),
        (
            priced(result="accuracy * np.asarray(latency) ** np.where(ratio <= 1, w, above)"),
            "It also divides",
        ),
        (priced(result="accuracy * ratio ** (w if ratio <= 1 else above)"), "ambiguous"),
    ],
    "10.4": [("E", "Answer with one of")],
    "10.5": [
        (beaten("one[0] > other[0] and one[1] < other[1]"), "better in *both*"),
        (beaten("one[0] >= other[0] and one[1] <= other[1]"), "beat each other"),
        (beaten("one[0] > other[0] or one[1] < other[1]"), "not enough"),
        (beaten("one[0] > other[0]"), "latency is not looked at"),
        (beaten("one[1] < other[1]"), "accuracy is not looked at"),
        (beaten("other[0] >= one[0] and other[1] <= one[1] and one != other"), "Turned round"),
        (beaten("one[0] >= other[0] and one[1] >= other[1] and one != other"), "slower one is preferred"),
        (beaten("one >= other"), "compares tuples"),
        (beaten("one > other"), "With `>`"),
        (beaten("one[0] > other[0] or one[0] == other[0] and one[1] < other[1]"), "between equally accurate"),
        (beaten("one[0] - one[1] > other[0] - other[1]"), "as a price does"),
        (beaten("one[0] >= other[0] and one[1] < other[1]"), "strictly faster"),
        (beaten("one[0] > other[0] and one[1] <= other[1]"), "strictly more accurate"),
        (beaten("one[0] >= other[0] or one[1] <= other[1]"), "Joined by `or`"),
    ],
    "10.6": [
        (swept(beats="<="), "equally fast"),
        (swept(order="sorted(range(len(accuracy)), key=lambda i: -accuracy[i])"), "Sort by a pair"),
        (
            swept(
                order="sorted(range(len(accuracy)), key=lambda i: (accuracy[i], latency[i]), reverse=True)"
            ),
            "turns the latency round",
        ),
        (swept(start="0"), "nothing is kept"),
        (swept(start="max(latency)"), "slowest latency"),
        (swept(start="latency[0]"), "latency of row 0"),
        ("import numpy as np\n" + swept(order="np.argsort(accuracy)[::-1]"), "from the end"),
        (swept("kept[:-1]"), "fastest one is missing"),
        (swept("iter(kept)"), "return a list"),
        (swept("set(kept)"), "a set has no order"),
        (swept("len(kept)"), "how many there are"),
        (swept("[accuracy[i] for i in kept]"), "as accuracies"),
        (swept(start="1e4"), "guessed number"),
        (swept("kept[1:]"), "most accurate one is missing"),
        (swept(order="sorted(range(len(accuracy)), key=lambda i: latency[i])"), "record for good"),
        (swept(order="range(len(accuracy))"), "in the order given"),
        (swept(order="sorted(range(len(accuracy)), key=lambda i: accuracy[i])"), "worst accuracy up"),
        (swept(beats=">", start="0"), "slower than all better ones"),
        (swept("kept[::-1]"), "wrong order"),
        (swept("sorted(kept)"), "by their numbers"),
        (swept(BEST_FIRST), "all rows, sorted"),
        (swept("[(accuracy[i], latency[i]) for i in kept]"), "not their values"),
        (
            "def front(accuracy, latency):\n    accuracy.sort(reverse=True)\n    return [0]",
            "For these arguments",
        ),
    ],
    "10.7": [(1, "Answer with one of")],
    "10.8": [
        (surviving(cut="rows = rows[: size - len(chosen)]"), "cut by accuracy"),
        (surviving(cut="rows = []; break"), "Only whole fronts"),
        (
            surviving(distance="np.array([np.inf, *(abs(a[2:] - a[:-2]) + abs(b[2:] - b[:-2])), np.inf])"),
            "larger unit decides",
        ),
        (surviving(distance=f"np.array([0, *({SCALED}), 0])"), "distance infinity, so"),
        (surviving(distance=f"-np.array([0, *({SCALED}), 0])"), "most crowded live on"),
        (
            surviving(distance="np.array([np.inf, *(np.abs(a[2:] - a[:-2]) / np.ptp(a)), np.inf])"),
            "accuracy alone",
        ),
        (
            surviving(distance="np.array([np.inf, *(np.abs(b[2:] - b[:-2]) / np.ptp(b)), np.inf])"),
            "latency alone",
        ),
        (
            "import numpy as np\ndef survivors(accuracy, latency, size):\n"
            "    return list(np.argsort(-np.array(accuracy), kind='stable')[:size])",
            "latency plays no part",
        ),
        (
            FRONT_GIVEN
            + "def survivors(accuracy, latency, size):\n    return front(accuracy, latency)[:size]",
            "rows 3, 4 and 5",
        ),
        (surviving(result="len(chosen)"), "another form"),
        (surviving(distance=added("np.ptp(accuracy)", "np.ptp(latency)")), "*all* networks"),
        (surviving(distance=added("a.max()", "b.max()")), "largest value"),
        (surviving(distance=added("np.ptp(a)", "np.ptp(b)", "*")), "multiplied"),
        (surviving(cut=LARGEST.replace("-distance", "distance") + "[::-1][: size - len(chosen)]"), "stably"),
        (surviving(cut="pass"), "more than `size`"),
    ],
}
ACCEPTED = {
    "10.1": [
        timed("1000 * torch.median(torch.tensor(times[warm_up:]))", unit=1),
        timed("statistics.median_low(times[warm_up:])"),
        timed("np.quantile(times[warm_up:], 0.5)"),
        timed("sorted(times[-runs:])[runs // 2]"),
    ],
    "10.2": [
        "def look_up(networks, stopwatch):\n    parts = sorted({part for parts in networks for part in parts})\n"
        "    table = dict(zip(parts, stopwatch(parts)))\n    def predict(parts):\n        total = 0.0\n"
        "        for part in parts:\n            try:\n                total += table[part]\n"
        "            except KeyError:\n                raise ValueError(f'{part} is unknown') from None\n"
        "        return total\n    return predict",
        "import numpy as np, itertools\nclass Predictor:\n    def __init__(self, parts, times):\n"
        "        self.parts, self.times = parts, np.array(times)\n    def __call__(self, parts):\n"
        "        missing = set(parts) - set(self.parts)\n        if missing:\n"
        "            raise ValueError(f'not measured: {missing}')\n"
        "        return np.array([self.times[self.parts.index(part)] for part in parts]).sum()\n"
        "def look_up(networks, stopwatch):\n    parts = list(set(itertools.chain(*networks)))\n"
        "    return Predictor(parts, stopwatch(parts))",
        "def look_up(networks, stopwatch):\n    parts = tuple({part: 0 for net in networks for part in net})\n"
        "    table = {part: ms for part, ms in zip(parts, stopwatch(parts))}\n    def one(part):\n"
        "        if part in table: return table[part]\n        raise ValueError('no time for ' + str(part))\n"
        "    return lambda parts: sum(map(one, parts))",
    ],
    "10.3": [
        "def reward(accuracy, latency, target, w, w_above=None):\n    if w_above is None:\n        w_above = w\n"
        "    if w > 0 or w_above > 0:\n        raise ValueError('sign')\n"
        "    return accuracy * np.where(latency <= target, (latency / target) ** float(w), "
        "(latency / target) ** float(w_above))",
        "def reward(accuracy, latency, target, w, w_above=None):\n"
        "    above = w_above if w_above is not None else w\n    for exponent in (w, above):\n"
        "        if exponent > 0:\n            raise ValueError(exponent)\n"
        "    log = np.log(np.array(latency) / target)\n"
        "    return accuracy * np.exp((log <= 0) * w * log + (log > 0) * above * log)",
        "def reward(accuracy, latency, target, w, w_above=None):\n    w2 = w if w_above is None else w_above\n"
        "    if not (w <= 0 and w2 <= 0):\n        raise ValueError('no')\n    if np.ndim(latency):\n"
        "        return np.array([reward(a, x, target, w, w2) for a, x in zip(accuracy, latency)])\n"
        "    return accuracy * (latency / target) ** (w if latency <= target else w2)",
    ],
    "10.5": [
        "def beats(one, other):\n    (a, x), (b, y) = one, other\n"
        "    if a < b or x > y:\n        return False\n    return a > b or x < y",
        "def beats(one, other):\n    return one != other and one[0] >= other[0] and one[1] <= other[1]",
        "def beats(one, other):\n    gain = np.array([one[0] - other[0], other[1] - one[1]])\n"
        "    return bool((gain >= 0).all() and (gain > 0).any())",
        "def beats(one, other):\n    gain = np.array([one[0] - other[0], other[1] - one[1]])\n"
        "    return (gain >= 0).all() & (gain > 0).any()",
    ],
    "10.6": [
        "def front(accuracy, latency):\n    n = range(len(accuracy))\n    def beaten(i):\n        return any("
        "accuracy[j] >= accuracy[i] and latency[j] <= latency[i] and (accuracy[j], latency[j]) != (accuracy[i], "
        "latency[i]) for j in n)\n    return sorted((i for i in n if not beaten(i)), key=lambda i: -accuracy[i])",
        "def front(accuracy, latency):\n    order = np.lexsort((latency, -np.array(accuracy)))\n"
        "    times = np.array(latency)[order]\n    before = np.minimum.accumulate(np.append(np.inf, times[:-1]))\n"
        "    return order[times < before]",
        "def front(accuracy, latency):\n    kept = []\n    for a, x, i in sorted(zip(-np.array(accuracy), latency, "
        "range(len(latency)))):\n        if not kept or x < latency[kept[-1]]:\n            kept += [i]\n"
        "    return kept",
    ],
    "10.8": [
        surviving(),
        surviving(result="np.array(chosen)"),
        FRONT_GIVEN + "def survivors(accuracy, latency, size):\n    left = list(range(len(accuracy)))\n"
        "    if size == 0:\n        return []\n    rows = front(accuracy, latency)\n"
        "    if len(rows) <= size:\n        rest = [i for i in left if i not in rows]\n"
        "        more = survivors([accuracy[i] for i in rest], [latency[i] for i in rest], size - len(rows)) "
        "if size > len(rows) else []\n        return set(rows) | {rest[i] for i in more}\n"
        "    wide = [max(v[i] for i in rows) - min(v[i] for i in rows) for v in (accuracy, latency)]\n"
        "    far = {rows[0]: 1e9, rows[-1]: 1e9}\n    for a, i, b in zip(rows, rows[1:], rows[2:]):\n"
        "        far[i] = sum(abs(v[a] - v[b]) / w for v, w in zip((accuracy, latency), wide))\n"
        "    return set(sorted(rows, key=lambda i: -far[i])[:size])",
    ],
}

NAMES = {"np": np, "torch": torch, "statistics": statistics}  # that the lesson, or its learner, has imported
