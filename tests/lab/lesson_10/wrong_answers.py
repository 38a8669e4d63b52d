"""Plausible wrong answers, each with a fragment of the message that it must get."""

STOPWATCH = """from statistics import mean, median
def answer(machine, runs, warm_up):
    times = []
    for _ in range({count}):
        start = machine.now()
        machine.run()
        times.append({unit} * (machine.now() - start))
    return {result}
"""
SWEEP = """def answer(points):
    front, record = [], {start}
    for accuracy, latency in {order}:
        if latency {beats} record:
            front.append((accuracy, latency))
            record = latency
    return {result}
"""
BEST_FIRST = "sorted(points, reverse=True)"


def timed(result, count="warm_up + runs", unit=1000):
    return STOPWATCH.format(result=result, count=count, unit=unit)


def formula(text):
    return f"import math\ndef answer(times, gain):\n    return {text}"


def swept(result="front", order=BEST_FIRST, beats="<", start='float("inf")'):
    return SWEEP.format(result=result, order=order, beats=beats, start=start)


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
    ],
    "10.2": [
        (0.6, "as often as it is run"),
        (1.25, "one operator"),
        (1.2, "stem or the downsampling"),
        (1.05, "blocks alone"),
        (1.8, "three times everything"),
        (0.95, "two blocks"),
        (1.15, "two in the first"),
        (1.1, "two in the second"),
        (1300, "microseconds"),
        ("1.3", "text"),
    ],
    "10.3": [
        (formula("math.log(1 + gain) / math.log(times)"), "a slow network earns more"),
        (formula("-math.log2(1 + gain)"), "tenfold"),
        (formula("-math.log(1 + gain)"), "is missing"),
        (formula("math.log(gain) / math.log(times)"), "comes on top: 5 %"),
        (formula("-math.log(gain) / math.log(times)"), "looked at again"),
        (formula("-gain / times"), "price per unit"),
        (formula("-math.log(1 + gain) / times"), "Almost"),
        (formula("-math.log(1 + gain) * math.log(times)"), "do not multiply"),
        (formula("-math.log(times * (1 + gain))"), "Only `times`"),
        (formula("math.log(1 - gain) / math.log(times)"), "*loss*"),
        (formula("-math.log(times) / math.log(1 + gain)"), "Upside down"),
        (formula("-0.07"), "same value"),
    ],
    "10.4": [("E", "Answer with one of")],
    "10.5": [
        (swept(beats="<="), "equally fast"),
        (swept(start="0"), "nothing is kept"),
        (swept(start="1e4"), "guessed number"),
        (swept("front[1:]"), "is always on the front"),
        (swept(order="sorted(points, key=lambda p: p[1])"), "record for good"),
        (
            "def answer(points):\n    points.sort(reverse=True)\n    front, record = [], float('inf')\n"
            "    for pair in points:\n        if pair[1] < record:\n            front.append(pair)\n"
            "            record = pair[1]\n    return front",
            "belongs to the caller",
        ),
        (swept(order="points"), "in the order given"),
        (swept(order="sorted(points)"), "worst accuracy up"),
        (
            "def answer(points):\n    best = sorted(points, reverse=True)\n    return best[:1] + [b for a, b in "
            "zip(best, best[1:]) if b[1] < a[1]]",
            "not only its neighbour",
        ),
        (swept(beats=">", start="0"), "least wanted"),
        (swept("front[::-1]"), "wrong order"),
        (swept("set(front)"), "no order"),
        (swept("[(b, a) for a, b in front]"), "turned round"),
        (swept("[p for p in sorted(points)[::-1] if p[1] <= max(points)[1]]"), "most accurate one only"),
        (swept("sorted(points, key=lambda p: p[1])"), "sorted by latency"),
        (swept(BEST_FIRST), "all points, sorted. Drop"),
        (swept("front[:1]"), "alone"),
        (swept("[latency for _, latency in front]"), "latencies of the front"),
        (swept("[accuracy for accuracy, _ in front]"), "accuracies of the front"),
    ],
    "10.6": [(1, "Answer with one of")],
}
