"""More than accuracy: rewards that price latency and size, and the front that needs no price. Lesson 10."""

import numpy as np


def linear_reward(accuracy, latency, size, *, latency_weight=0.01, size_weight=0.005):
    """accuracy - 0.01 x latency - 0.005 x size: a price per unit, the same for the first and the last.

    Args:    accuracy: in [0, 1]. latency: milliseconds. size: megabytes. Numbers, or arrays of one shape.
             latency_weight, size_weight: how much accuracy a millisecond and a megabyte are worth, >= 0.
    Returns: the reward, a number or an array; larger is better, and it may be negative.
    Raises:  ValueError: a negative weight, which would pay for being slow or large; a negative cost; an
             accuracy in per cent.
    """
    for name, weight in {"latency_weight": latency_weight, "size_weight": size_weight}.items():
        if not weight >= 0:
            raise ValueError(f"{name} must be at least 0, got {weight}: the reward subtracts it")
    accuracy, latency, size = _accuracies(accuracy), _numbers(latency), _numbers(size)
    for name, cost in {"latency": latency, "size": size}.items():
        if not np.all(cost >= 0):
            raise ValueError(f"{name} must be at least 0, got {cost}")
    return accuracy - latency_weight * latency - size_weight * size


def mnasnet_reward(accuracy, latency, target, w=-0.07, w_above=None):
    """accuracy x (latency / target)^w: a price in per cent, for every doubling of the latency.

    With w = -0.07 twice the latency must buy 5 % more accuracy. w = 0 with w_above = -1 is MnasNet's hard
    constraint: free up to the target, dear above it.

    Args:    accuracy: in [0, 1]. latency: > 0. Numbers, or arrays of one shape.
             target: a number > 0, in the unit of `latency`.
             w: the exponent, <= 0. w_above: that of latencies above the target; None is w.
    Returns: the reward, a number or an array; larger is better.
    Raises:  ValueError: an exponent above 0, a latency or target that is not positive, an accuracy in per
             cent.
    Source:  Tan et al. 2019, arXiv:1807.11626, eq. 2 and 3.
    """
    w_above = w if w_above is None else w_above
    _check_product(target, w, w_above)
    accuracy, latency = _accuracies(accuracy), _numbers(latency)
    if not np.all(latency > 0):
        raise ValueError(f"latency must be greater than 0, got {latency}")
    ratio = latency / target
    return accuracy * ratio ** np.where(ratio <= 1, w, w_above)  # eq. 2, eq. 3


def latency_aware(evaluate, latency, target, w=-0.07, w_above=None):
    """An evaluator made of two: how good is it, and how fast?

    Args:    evaluate: a function Arch -> accuracy in [0, 1]. latency: a function Arch -> latency > 0.
             target, w, w_above: as in `mnasnet_reward`, and in the unit of `latency`.
    Returns: a function Arch -> float, for any strategy.
    Raises:  ValueError: a bad target or exponent, at once; a bad latency, when it occurs.
    """
    _check_product(target, w, w if w_above is None else w_above)

    def reward(arch):
        return float(mnasnet_reward(evaluate(arch), latency(arch), target, w, w_above))

    return reward


def pareto_front(points, goals=("max", "min")):
    """Which points does no other beat? A point beats another if it is nowhere worse and somewhere better.

    Two objectives take O(n log n) time; more take O(n x size of the front) after the sort.

    Args:    points: (n, k) numbers, k >= 2, such as rows of (accuracy, latency).
             goals: "max" or "min" for each of the k columns.
    Returns: the rows on the front, a list of int, from the best in the first objective to the worst. Equal
             points do not beat each other: all of them stay, in the order of the rows.
    Raises:  ValueError: goals that do not fit the columns, a value that is no finite number.
    """
    values = _all_to_be_maximised(points, goals)
    by_last_key_first = (np.arange(len(values)), *-values.T[::-1])
    order = np.lexsort(by_last_key_first).tolist()  # best first: whatever beats a point precedes it
    return (_sweep if values.shape[1] == 2 else _one_by_one)(values, order)


def _sweep(values, order):
    """The first objective falls along `order`: a point stays if its second is above all before."""
    front, highest = [], -np.inf
    for i in order:
        if values[i, 1] > highest or (front and np.array_equal(values[i], values[front[-1]])):
            front.append(i)
            highest = values[i, 1]
    return front


def _one_by_one(values, order):
    """Only what precedes a point can beat it, and of that the front so far is enough."""
    front = []
    for i in order:
        ahead = values[front]  # (size of the front so far, k)
        beaten = (ahead >= values[i]).all(1) & (ahead > values[i]).any(1)
        if not beaten.any():
            front.append(i)
    return front


def _all_to_be_maximised(points, goals):
    values = np.array(points, dtype=float)
    if values.ndim != 2 or values.shape[1] < 2:
        raise ValueError(
            f"points must have the shape (n, objectives) with two objectives or more, got {values.shape}"
        )
    if len(goals) != values.shape[1] or any(goal not in ("max", "min") for goal in goals):
        raise ValueError(
            f'goals must be "max" or "min" for each of the {values.shape[1]} columns, got {goals!r}'
        )
    if not np.isfinite(values).all():
        row = int(np.flatnonzero(~np.isfinite(values).all(1))[0])
        raise ValueError(f"points must be finite numbers, got {values[row].tolist()} in row {row}")
    return np.where([goal == "max" for goal in goals], values, -values)


def _numbers(values):
    """As floats; what is missing (None) becomes NaN, which no check lets pass."""
    return np.asarray(values, dtype=float)


def _accuracies(values):
    values = _numbers(values)
    if not np.all((values >= 0) & (values <= 1)):
        raise ValueError(f"accuracy must lie between 0 and 1 (not in per cent), got {values}")
    return values


def _check_product(target, w, w_above):
    if np.ndim(target) or not _numbers(target) > 0:
        raise ValueError(f"target must be a number greater than 0, got {target}")
    for name, exponent in {"w": w, "w_above": w_above}.items():
        if not exponent <= 0:
            raise ValueError(
                f"{name} must not be greater than 0, got {exponent}: a positive one rewards a slow network"
            )
