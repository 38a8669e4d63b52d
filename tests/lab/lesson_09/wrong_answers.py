"""Plausible wrong answers, each with a fragment of the message that it must get."""

PAIRS = """def answer(images, batch_size):
    half = len(images) // 2
    one, two, pairs = images[:half], {second}, []
    for start in range(0, {end}, batch_size):
        pairs.append(({pair}))
    return pairs
"""
MIX = """import math
def answer(x, alphas, ops):
    powers = [math.exp(alpha) for alpha in alphas]
    weights = [power / sum(powers) for power in powers]
    return {result}
"""
NODE = """def answer(rows, names):
    allowed = [k for k in range(len(names)) if {allowed}]
    best = [max(allowed, key=lambda k: row[k]) for row in rows]
    two = sorted(range(len(rows)), key=lambda j: -{strength}){keep}
    return [(names[best[j]], j) for j in {order}]
"""


def pairs(pair="one[BATCH], two[BATCH]", second="images[half:2 * half]", end="half"):
    return PAIRS.format(pair=pair, second=second, end=end).replace("BATCH", "start:start + batch_size")


def mix(result):
    return MIX.format(result=result)


def node(allowed='names[k] != "none"', strength="rows[j][best[j]]", keep="[:2]", order="sorted(two)"):
    return NODE.format(allowed=allowed, strength=strength, keep=keep, order=order)


WRONG = {
    "09.1": [
        (83, "stored"),
        (9, "3 x 3 kernel cannot"),
        (25, "5 x 5 kernel cannot"),
        (169, "side by side"),
        (7, "side of the kernel"),
        ("49", "text"),
    ],
    "09.2": [
        (
            pairs(second="images[half:]")
            .replace("range(0, half", "range(0, len(one)")
            .replace("two[start:start + batch_size]", "images[half + start:half + start + batch_size]"),
            "not left out",
        ),
        (pairs(end="half - batch_size + 1"), "smaller batch is missing"),
        (pairs("one[BATCH], one[start + batch_size:start + 2 * batch_size]"), "other half"),
        (pairs("two[BATCH], one[BATCH]"), "swapped"),
        (pairs("images[BATCH], two[BATCH]"), "reaches into the second half"),
        (
            pairs("one[BATCH], two[BATCH]", "images[half:]").replace(
                "len(images) // 2", "(len(images) + 1) // 2"
            ),
            "one too long",
        ),
        (pairs("images[::2][:half][BATCH], images[1::2][:half][BATCH]"), "every other"),
        (pairs().replace("return pairs", "return pairs[:-1]"), "full or not"),
    ],
    "09.3": [
        (mix("sum(a * op(x) for a, op in zip(alphas, ops))"), "alphas themselves"),
        (mix("sum(p * op(x) for p, op in zip(powers, ops))"), "divides them by their sum"),
        (mix("ops[alphas.index(max(alphas))](x)"), "strongest operation alone"),
        (mix("[p * op(x) for p, op in zip(weights, ops)]"), "Add them up"),
        (mix("sum(p * op(x) for p, op in zip(weights, ops)) / len(ops)"), "once more"),
        (mix("sum(op(p * x) for p, op in zip(weights, ops))"), "not to what it is given"),
        (mix("sum(op(x) for op in ops) / len(ops)"), "Where are the alphas"),
        (mix("sum(op(x) for op in ops)"), "count in full"),
        (mix("sum(a / sum(alphas) * op(x) for a, op in zip(alphas, ops))"), "divided by their sum"),
        (mix("sum(op(x) / (1 + math.exp(-a)) for a, op in zip(alphas, ops))"), "sigmoids"),
        (mix("__import__('functools').reduce(lambda value, op: op(value), ops, x)"), "All get x"),
    ],
    "09.4": [
        (node(allowed="True"), "was chosen"),
        (node(strength="max(rows[j])"), "counted as the strength"),
        (node(order="two"), "order of strength"),
        (node(keep="[:]"), "All edges"),
        (node(keep="", order="(0, 1)"), "first two edges"),
        (node(allowed="k > 0"), "look for it by name"),
        (node().replace("(names[best[j]], j)", "(j, names[best[j]])"), "other way round"),
        (node().replace(", j)", ", j + 1)"), "count from 0"),
        (node().replace("(names[best[j]], j)", "names[best[j]]"), "Say also"),
    ],
    "09.5": [(3, "Answer with one of")],
    "09.6": [
        (0, "noise is added first"),
        (1, "Only one wins"),
        (0.3333, "all alphas were equal"),
        (0.33, "heat only evens"),
        (0.17, "Twelve draws are few"),
        (0.5, "three operations"),
        (0.6, "first operation"),
        (0.1, "third operation"),
        (0.03, "not multiplied"),
    ],
}
