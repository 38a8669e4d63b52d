"""The exercises of lesson 02: a controller from its softmax to its loop, and what a search has shown."""

import math

import numpy as np
import torch

from nas_teach.lab.checking import (
    Exercise,
    Quick,
    Recorder,
    build,
    call,
    choose,
    code,
    gives,
    number,
    unchanged,
    wrong,
)


def softmax_probs(logits):
    powers = np.exp(logits - np.max(logits))  # less the greatest logit, so that no power overflows
    return powers / powers.sum()


def is_policy(function, logits):
    """None if the result is a distribution over the choices, else what is wrong with it."""
    probs = np.asarray(call(function, np.array(logits)), dtype=float)
    if probs.shape != (len(logits),):
        return wrong(
            f"One probability for each logit is asked for: shape ({len(logits)},), got {probs.shape}."
        )
    if (probs < 0).any():
        return wrong("A probability is negative. The exponential makes each number positive first.")
    if abs(probs.sum() - 1) > 1e-5:
        return wrong(f"The probabilities add up to {probs.sum():.3f}. Divide by the sum of the exponentials.")
    return None


SOFTMAX = Exercise(
    id="02.1",
    title="From logits to probabilities",
    kind="code",
    dots=1,
    minutes=2,
    builds="softmax_probs",
    check=build(
        softmax_probs,
        tests=(
            ("Three equal logits give three thirds.", lambda f: gives(f, [1 / 3] * 3, np.zeros(3))),
            (
                "The result is positive and adds up to 1, also for negative logits.",
                lambda f: is_policy(f, [0.1, 1.0, -0.5]),
            ),
            (
                "A logit that is greater by log 2 makes a probability twice as large.",
                lambda f: gives(f, [0.5, 0.25, 0.25], np.array([math.log(2), 0.0, 0.0])),
            ),
            ("There may be more than three logits.", lambda f: is_policy(f, [0.5, 0.1, -1.0, 2.0, 0.0])),
            ("The caller's logits stay as they are.", lambda f: unchanged(f, np.array([0.1, 1.0, -0.5]))),
        ),
        cases=((np.array([0.1, 1.0, -0.5]),), (np.array([2.0, -1.0, 0.5, 0.0]),)),
        mistakes=(
            (lambda z: np.exp(z), "These are the exponentials. Divide each by the sum of them all."),
            (
                lambda z: z / np.sum(z),
                "The exponential is missing: logits may be negative, and their sum may be zero.",
            ),
            (
                lambda z: np.exp(z) / np.sum(z),
                "This divides by the sum of the logits. Divide by the sum of their exponentials.",
            ),
            (
                lambda z: np.exp(z) / np.exp(z).max(),
                "This divides by the greatest exponential. Divide by their sum, so that they add up to 1.",
            ),
            (
                lambda z: np.exp(z) / len(z),
                "This divides by the number of choices. Divide by the sum of the exponentials.",
            ),
            (
                lambda z: np.abs(z) / np.abs(z).sum(),
                "A logit of −1 must give less than one of 0.5. The exponential keeps the order; the absolute "
                "value does not.",
            ),
            (
                lambda z: np.log(softmax_probs(z)),
                "These are the logarithms of the probabilities. The probabilities themselves are asked for.",
            ),
        ),
        why="Exponentials are positive, and dividing by their sum makes them add up to 1. Careful programmers "
        "subtract the greatest logit first: nothing changes, and no exponential can overflow.",
    ),
    hints=(
        "Two lines: make each logit positive, then divide.",
        "np.exp works on a whole array at once, and an array has a method sum().",
    ),
    solution=softmax_probs,
)


def sample(probs, rng):
    u = rng.random()
    for index, end in enumerate(np.cumsum(probs)):  # where the piece of each choice ends
        if u < end:
            return index
    return len(probs) - 1  # rounding may leave the last end a hair below 1


DRAWS = 3000


def drawn(function, probs, seed=0):
    """What `function` draws from `probs`, time after time from one generator: (DRAWS,) ints, or a refusal."""
    rng = np.random.default_rng(seed)  # call() would hand over a fresh copy every time
    return call(lambda probs: [function(probs.copy(), rng) for _ in range(DRAWS)], probs)


def is_position(function):
    draws = [call(function, np.array([0.2, 0.3, 0.5]), np.random.default_rng(seed)) for seed in range(50)]
    for draw in draws:
        if draw is None:
            return wrong("The function returns None. Is a `return` missing?")
        kind = np.asarray(draw)
        if kind.shape != ():
            return wrong(f"One position is asked for, got something of shape {kind.shape}.")
        if kind.dtype.kind not in "iu" and not (kind.dtype.kind == "f" and float(kind).is_integer()):
            return wrong(f"A position is a whole number, got {draw!r}. The sum so far, or u, is none.")
        if draw not in (0, 1, 2):
            return wrong(f"Positions count from 0: with three choices 0, 1 and 2 are possible, got {draw!r}.")
    return None


def follows(function, probs):
    """None if the shares of many draws fit the probabilities, within five standard errors."""
    shares = (
        np.bincount(np.asarray(drawn(function, np.array(probs)), dtype=int), minlength=len(probs)) / DRAWS
    )
    allowed = 5 * np.sqrt(np.multiply(probs, np.subtract(1, probs)) / DRAWS) + 1e-9
    if len(shares) == len(probs) and (abs(shares - probs) <= allowed).all():
        return None
    told = ", ".join(f"{share:.2f}" for share in shares)
    return wrong(
        f"With the probabilities {', '.join(f'{p:.3g}' for p in probs)} the shares of {DRAWS:,} draws are "
        f"{told}. They should be close to the probabilities."
    )


def uses_rng(function):
    """None if equal generators give equal draws, and the draws move on."""
    first, again = drawn(function, np.full(3, 1 / 3), 1), drawn(function, np.full(3, 1 / 3), 1)
    if first != again:
        return wrong(
            "Two generators with the same seed gave different draws. Draw from `rng` and nothing else."
        )
    return None


def fresh_generator(probs, rng):
    return sample(probs, np.random.default_rng(0))


def new_u_each_time(probs, rng):
    for index, end in enumerate(np.cumsum(probs)):
        if rng.random() < end:
            return index
    return len(probs) - 1


def rounded_shares(probs):
    """A case: the shares of many draws, so coarse that any right way of drawing gives the same."""

    def case(function):
        draws = np.asarray(drawn(function, np.array(probs)), dtype=int)
        return (np.bincount(draws, minlength=8) / DRAWS).round(1)

    return case


SAMPLE = Exercise(
    id="02.2",
    title="Draw a kernel",
    kind="code",
    dots=2,
    minutes=4,
    builds="sample",
    check=build(
        sample,
        tests=(
            ("One position is drawn: 0, 1 or 2.", is_position),
            (
                "A choice with the probability 1 is always drawn.",
                lambda f: gives(f, 1, np.array([0.0, 1.0, 0.0]), np.random.default_rng(0)),
            ),
            (
                "With equal probabilities each is drawn about equally often.",
                lambda f: follows(f, [1 / 3] * 3),
            ),
            ("With unequal ones the shares follow the probabilities.", lambda f: follows(f, [0.2, 0.7, 0.1])),
            ("Five choices are drawn as well as three.", lambda f: follows(f, [0.1, 0.2, 0.05, 0.25, 0.4])),
            ("All chance comes from `rng`.", uses_rng),
        ),
        mistakes=(
            (
                lambda probs, rng: int(np.argmax(probs)),
                "This takes the most probable choice, always. Then the others never get a chance to show what "
                "they pay.",
            ),
            (
                lambda probs, rng: int(rng.random() * len(probs)),
                "This draws each choice equally often. The pieces must be as long as the probabilities.",
            ),
            (lambda probs, rng: sample(probs, rng) + 1, "Positions count from 0, yours from 1."),
            (
                lambda probs, rng: len(probs) - 1 - sample(probs, rng),
                "The order is reversed: the first piece belongs to position 0.",
            ),
            (
                lambda probs, rng: (3, 5, 7)[min(sample(probs, rng), 2)],
                "This is a kernel size. The position in the list is asked for: 0, 1 or 2.",
            ),
            (
                new_u_each_time,
                "A new u is drawn for each piece. Draw one u before the loop and compare it with every end.",
            ),
            (
                fresh_generator,
                "This makes a generator of its own and so draws the same every time. Use `rng`.",
            ),
        ),
        cases=(rounded_shares([0.1, 0.2, 0.7]), rounded_shares([0.4, 0.3, 0.3])),
        why="The number u falls into a piece as often as the piece is long. A built-in such as rng.choice does "
        "the same inside.",
    ),
    hints=(
        "Lay the probabilities end to end on the line from 0 to 1. Into which piece does u = rng.random() fall?",
        "Walk along the pieces and keep the sum so far. The first sum that is greater than u ends the walk.",
        "np.cumsum(probs) gives the ends of all pieces at once.",
    ),
    solution=sample,
)


ANOTHER_LOSS = Exercise(
    id="02.3",
    title="Another loss",
    kind="predict",
    dots=1,
    minutes=2,
    check=number(
        -math.log(0.25) * 0.8,
        why="Larger: -log(0.25) x 0.8 = 1.386 x 0.8 = 1.109. An unlikely action that pays well gives a large "
        "loss, and a large push.",
        mistakes=(
            (
                math.log(0.25) * 0.8,
                "The minus is missing. log p is negative for every p below 1, so the loss -log p x reward is "
                "positive here.",
            ),
            (
                -math.log10(0.25) * 0.8,
                "This is the logarithm to base 10. `log` means the natural logarithm here, as in math.log "
                "and torch.log.",
            ),
            (-math.log2(0.25) * 0.8, "This is the logarithm to base 2. The loss uses the natural logarithm."),
            (0.25 * 0.8, "This is p x reward. The loss takes the logarithm of p first."),
            (
                -math.log(0.75) * 0.8,
                "This takes 1 - p = 0.75. The loss asks for the probability of the action that was sampled, "
                "which is p itself.",
            ),
            (-math.log(0.25), "This is -log p alone. The reward scales it."),
            (1.1, "Nearly, but rounded too early or too far: keep three decimals to the end."),
            (
                -math.log(0.8) * 0.25,
                "p and reward have changed places: the logarithm belongs to the probability.",
            ),
            (
                -math.log(0.25 * 0.8),
                "This is the logarithm of the product. The reward stands outside it, so that twice the "
                "reward makes twice the push.",
            ),
        ),
        tolerance=4e-3,
    ),
    hints=(
        "The worked case was -math.log(0.62) * 0.85.",
        "Put 0.25 where 0.62 stood and 0.8 where 0.85 stood; do not drop the minus.",
    ),
    solution="import math\nanswer = -math.log(0.25) * 0.8",
)


def step(logits, action, reward, lr):
    probs = softmax_probs(logits)
    one_hot = np.eye(len(logits))[action]  # zeros, and a 1 at the place of the action
    gradient = (probs - one_hot) * reward  # of the loss -log p x reward
    return logits - lr * gradient


def one_hot(logits, action):
    return np.eye(len(logits))[action]


def logits_after(push):
    """A step that goes another way: to logits + lr x push(probs, one-hot of the action, reward)."""
    return lambda z, a, r, lr: z + lr * push(softmax_probs(z), one_hot(z, a), r)


def twice(function):
    """Two steps, the second from what the first returned."""
    once = call(function, np.array([0.3, 0.0, -0.2]), 1, 0.9, 0.5)
    return call(function, once, 2, 0.4, 0.5)


def is_detached(function):
    """None unless a torch tensor comes back that autograd still follows."""
    result = call(function, np.array([0.2, -0.4, 1.0]), 0, 0.6, 1.0)
    if getattr(result, "requires_grad", False):
        return wrong("Autograd still follows the result. Return its numbers alone: .detach().numpy().")
    return None


STEP_CASES = (
    (np.array([0.0, 0.0, 0.0]), 1, 0.9, 0.5),
    (np.array([0.2, -0.4, 1.0]), 0, 0.6, 1.0),
    (np.array([1.5, 0.0, -1.0, 0.5]), 2, 0.25, 2.0),
)


STEP = Exercise(
    id="02.4",
    title="One step of REINFORCE",
    kind="code",
    dots=3,
    minutes=7,
    builds="step",
    check=build(
        step,
        tests=(
            (
                "The sampled logit rises, the others fall: from three zeros, reward 0.9 and lr 0.5.",
                lambda f: gives(f, [-0.15, 0.3, -0.15], np.zeros(3), 1, 0.9, 0.5),
            ),
            (
                "A reward of 0 leaves the logits as they are.",
                lambda f: gives(f, [0.2, -0.4, 1.0], np.array([0.2, -0.4, 1.0]), 2, 0.0, 0.5),
            ),
            (
                "Twice the reward moves the logits twice as far.",
                lambda f: gives(f, [-0.3, 0.6, -0.3], np.zeros(3), 1, 1.8, 0.5),
            ),
            (
                "Unequal logits take part with their own probabilities.",
                lambda f: gives(
                    f, step(np.array([0.5, 0.1, -1.0]), 0, 0.7, 0.5), np.array([0.5, 0.1, -1.0]), 0, 0.7, 0.5
                ),
            ),
            ("The result is numbers alone.", is_detached),
            (
                "A second step may start from the result of the first.",
                lambda f: (
                    None
                    if np.allclose(np.asarray(twice(f), dtype=float), twice(step), atol=1e-5)
                    else "Two steps, one after the other, end elsewhere than they should."
                ),
            ),
            (
                "The caller's logits stay as they are.",
                lambda f: unchanged(f, np.array([0.2, -0.4, 1.0]), 0, 0.6, 1.0),
            ),
        ),
        cases=STEP_CASES,
        mistakes=(
            (
                logits_after(lambda p, o, r: (p - o) * r),
                "The step goes the wrong way. To make a loss smaller, subtract lr x gradient from the "
                "logits.",
            ),
            (
                logits_after(lambda p, o, r: o - p),
                "The reward has no influence: the gradient is (probs - one-hot) times the reward.",
            ),
            (
                logits_after(lambda p, o, r: o * r),
                "Only the one-hot part is there. The part -probs pushes every action down a little, the "
                "sampled one too.",
            ),
            (
                logits_after(lambda p, o, r: -p * r),
                "The one-hot part is missing, so the sampled action falls like the others. The gradient is "
                "(probs - one-hot) times the reward.",
            ),
            (
                lambda z, a, r, lr: z - lr * (z - one_hot(z, a)) * r,
                "The gradient holds the probabilities, not the logits: take the softmax first.",
            ),
            (
                logits_after(lambda p, o, r: o * (1 - p) * r),
                "Only the sampled logit moves. The others have a gradient too: their probability times the "
                "reward.",
            ),
            (
                logits_after(lambda p, o, r: (one_hot(p, p.argmax()) - p) * r),
                "This rewards the most probable action. The step belongs to the action that was sampled, "
                "`action`.",
            ),
            (
                logits_after(lambda p, o, r: p * (o - (p * o).sum()) * r),
                "The logarithm is missing: this is the slope of p, not of log p, and it is p times smaller.",
            ),
            (
                lambda *case: softmax_probs(step(*case)),
                "These are probabilities. The new logits are asked for, so that the next step can start there.",
            ),
            (
                lambda z, a, r, lr: softmax_probs(z) + lr * (one_hot(z, a) - softmax_probs(z)) * r,
                "The step was taken on the probabilities. The controller's own numbers are the logits: change "
                "those.",
            ),
            (
                lambda z, a, r, lr: step(z, a, r, 1.0),
                "The learning rate is not used: the step is lr x gradient.",
            ),
            (
                lambda z, a, r, lr: (softmax_probs(z) - one_hot(z, a)) * r,
                "This is the gradient. Return the logits after the step: logits - lr x gradient.",
            ),
            (
                lambda z, a, r, lr: lr * (one_hot(z, a) - softmax_probs(z)) * r,
                "This is the change alone. Add it to the logits and return the sum.",
            ),
        ),
        why="Softmax, gradient (probs - one-hot) x reward, a step against it: the whole of REINFORCE for one "
        "decision.",
    ),
    hints=(
        "Four lines: probabilities, one-hot vector, gradient, new logits. Or let autograd find the gradient, and "
        "turn the result into a numpy array with .detach().numpy().",
        "np.eye(len(logits))[action] is the one-hot vector of the sampled action.",
        "The gradient is probabilities minus one-hot, times reward; the step goes against it.",
    ),
    solution=step,
)


def run_controller(environment, steps, lr, rng):
    logits = np.zeros(3)  # no preference
    path = [softmax_probs(logits)]
    for _ in range(steps):
        action = sample(path[-1], rng)  # the agent acts
        reward = environment(action)  # the environment answers
        logits = step(logits, action, reward, lr)  # the agent learns
        path.append(softmax_probs(logits))
    return np.array(path)


PAY = (0.7, 0.9, 0.6)


def one_search(function, steps=6, lr=0.8, seed=0, pay=PAY):
    """(path, actions) of one search; call() keeps the recorder, which is no copy."""
    environment = Recorder(lambda action: pay[int(action)])
    path = call(function, environment, steps, lr, np.random.default_rng(seed))
    return np.asarray(path, dtype=float), [int(action) for action in environment.calls]


def deserved(actions, lr=0.8, pay=PAY):
    """The path that these actions and their rewards lead to."""
    logits, path = np.zeros(3), [np.full(3, 1 / 3)]
    for action in actions:
        logits = step(logits, action, pay[action], lr)
        path.append(softmax_probs(logits))
    return np.array(path)


def starts_equal(function):
    path, _ = one_search(function, steps=0)
    if np.isnan(path).any():
        return wrong("The function returns None. Is a `return` missing?")
    if path.shape == (1, 3) and not path.any():
        return wrong(
            "The first row is all zeros. Are these the logits? Keep the policy, which is their softmax."
        )
    if len(path) > 1:
        return wrong(f"With steps=0 one policy is asked for, got {len(path)}. Loop `steps` times.")
    if path.shape != (1, 3):
        return wrong(
            f"Without a step there is one policy, the first: shape (1, 3), got {path.shape}. Keep it before "
            "the loop."
        )
    return None if np.allclose(path, 1 / 3) else wrong("The first policy is 1/3 each: three logits of zero.")


def asks_once_a_step(function):
    path, actions = one_search(function, steps=5)
    if len(actions) != 5:
        return wrong(
            f"In 5 steps the environment was asked {len(actions)} times. Ask once a step and keep the reward: "
            "each answer is a trained network."
        )
    if path.shape != (6, 3):
        return wrong(f"Five steps make six policies, shape (6, 3), got {path.shape}.")
    return None


def learns_from(function):
    path, actions = one_search(function)
    right = deserved(actions)
    if np.allclose(path, right, atol=1e-5):
        return None
    row = int((np.abs(path - right).max(1) > 1e-5).argmax())  # the first that differs
    if np.allclose(path, path[-1], atol=1e-12):
        return wrong(
            "All policies are the same one. Either no step is taken, or one array is changed and kept many times."
        )
    return wrong(
        f"After step {row} the policy should be {right[row].round(3).tolist()}.", str(path[row].round(3))
    )


def uses_lr(function):
    path, actions = one_search(function, lr=0.1)
    fits = np.allclose(path, deserved(actions, lr=0.1), atol=1e-5)
    return None if fits else "With another learning rate it does not take other steps. Hand `lr` on to step."


def draws_by_policy(function):
    """None if a sure controller keeps drawing what it is sure of, and seeds differ."""
    if one_search(function)[1] != one_search(function)[1]:
        return wrong(
            "Two generators with the same seed gave different draws. Draw from `rng` and nothing else."
        )
    if distinct_first_draws(function) < 3:
        return wrong(
            "With 40 seeds the first draw never was some of the kernels. Sample it from the policy, with `rng`."
        )
    if not stays_with_what_is_sure(function):
        return wrong(
            "With giant steps the policy is almost certain, yet the draws still change. Sample from the present "
            "policy."
        )
    return None


def distinct_first_draws(function):
    return len({one_search(function, steps=1, seed=seed)[1][0] for seed in range(40)})


def stays_with_what_is_sure(function):
    """Whether giant steps, which make the policy certain, end all change of the draws."""
    late = [one_search(function, steps=12, lr=20.0, seed=seed)[1][2:] for seed in range(10)]
    return all(len(set(actions)) == 1 for actions in late)


def searched(**how):
    """A case that is the same for all right ones, in whatever way they draw."""

    def case(function):
        path, actions = one_search(function, **how)
        right = deserved(actions)[-1 if path.ndim == 1 else slice(len(path))]
        return (
            (path - right).round(4) + 0.0,  # what is drawn wrongly does not show here
            distinct_first_draws(function),
            len(set(one_search(function, steps=60, lr=0.01)[1])),  # 1 if nothing is drawn at all
            stays_with_what_is_sure(function),
        )

    return case


def broken(change):
    """run_controller with one line changed: change(logits, path, action, environment, lr) -> new logits."""

    def run(environment, steps, lr, rng):
        logits, path = np.zeros(3), [np.full(3, 1 / 3)]
        for _ in range(steps):
            action = sample(path[-1], rng)
            logits = change(logits, path, action, environment, lr)
            path.append(softmax_probs(logits))
        return np.array(path)

    return run


def own_generator(environment, steps, lr, rng):
    return run_controller(environment, steps, lr, np.random.default_rng(0))


def always_uniform(environment, steps, lr, rng):
    logits, path = np.zeros(3), [np.full(3, 1 / 3)]
    for _ in range(steps):
        action = sample(path[0], rng)
        logits = step(logits, action, environment(action), lr)
        path.append(softmax_probs(logits))
    return np.array(path)


def greedy(environment, steps, lr, rng):
    logits, path = np.zeros(3), [np.full(3, 1 / 3)]
    for _ in range(steps):
        action = int(path[-1].argmax())
        logits = step(logits, action, environment(action), lr)
        path.append(softmax_probs(logits))
    return np.array(path)


RUN = Exercise(
    id="02.5",
    title="The whole controller",
    kind="code",
    dots=3,
    minutes=7,
    builds="run_controller",
    check=build(
        run_controller,
        tests=(
            ("Before the first step each kernel has the probability 1/3.", starts_equal),
            ("It asks the environment once a step and returns steps + 1 policies.", asks_once_a_step),
            ("After each step the policy is what the drawn kernel and its reward make of it.", learns_from),
            ("The learning rate counts.", uses_lr),
            ("Each kernel is drawn from the present policy, with `rng`.", draws_by_policy),
        ),
        cases=(searched(), searched(seed=3)),
        mistakes=(
            (
                lambda *args: run_controller(*args)[-1],
                "This is the last policy alone. Keep the policy before the first step and after every step.",
            ),
            (
                lambda *args: run_controller(*args)[1:],
                "The policy before the first step is missing: steps + 1 rows are asked for.",
            ),
            (
                lambda *args: run_controller(*args)[:-1],
                "The policy after the last step is missing: keep it after the step, not before.",
            ),
            (
                broken(lambda z, path, a, env, lr: step(z, a, (env(a), env(a))[1], lr)),
                "The environment is asked twice a step. Keep its answer in a variable: each answer costs a "
                "training.",
            ),
            (
                broken(lambda z, path, a, env, lr: (env(a), z)[1]),
                "The logits never change. `step` returns new logits: give them the name `logits`.",
            ),
            (
                broken(lambda z, path, a, env, lr: step(np.zeros(3), a, env(a), lr)),
                "Every step starts at three zeros again, so nothing is kept. Set the logits to zero once, before "
                "the loop.",
            ),
            (
                broken(lambda z, path, a, env, lr: step(path[-1], a, env(a), lr)),
                "`step` gets the probabilities. It wants the logits.",
            ),
            (
                broken(lambda z, path, a, env, lr: step(z, a, env(a), 0.1)),
                "The learning rate is fixed at 0.1. Hand `lr` on to `step`.",
            ),
            (
                always_uniform,
                "Every draw is made from the first policy. Draw from the one that the last step left.",
            ),
            (own_generator, "This makes a generator of its own, so every search draws the same. Use `rng`."),
            (
                greedy,
                "This plays the most probable kernel instead of drawing one: the first lead is never questioned.",
            ),
        ),
        why="Act, hear, learn, fifty times: the loop on the picture of agent and environment. It does not know "
        "what the environment is, so it will run a real search just as well.",
    ),
    hints=(
        "Start with three zeros and a list that holds their softmax. Each turn of the loop has four lines.",
        "The four lines: draw an action from the last policy, ask for its reward, step, keep the new policy.",
        "np.array(path) makes an array of shape (steps + 1, 3) from a list of policies.",
    ),
    solution=run_controller,
)


def credit_the_sampled(logits, action, reward, lr):
    logits = torch.tensor(logits, requires_grad=True)
    probs = logits.softmax(0)
    loss = -probs[action].log() * reward  # the probability of the action that earned the reward
    loss.backward()
    return (logits - lr * logits.grad).detach()


def credit_the_favourite(logits, action, reward, lr):
    """The broken function."""
    logits = torch.tensor(logits, requires_grad=True)
    probs = logits.softmax(0)
    loss = -probs.max().log() * reward
    loss.backward()
    return (logits - lr * logits.grad).detach()


BUG_CASES = (
    ([0.1, 0.5, -0.3], 0, 0.7, 0.5),
    ([1.0, -1.0, 0.5], 2, 0.3, 1.0),
    ([0.2, 0.9, -0.6], 1, 0.9, 0.5),
)


FAVOURITE_CREDITED = Exercise(
    id="02.6",
    title="The step that learns the wrong thing",
    kind="bug",
    dots=3,
    minutes=4,
    check=code(
        credit_the_sampled,
        BUG_CASES,
        why="The loss must hold the probability of the action that earned the reward. The broken line "
        "credited whatever was most probable already, so the favourite grew, no matter which kernel was paid.",
        mistakes=(
            (
                logits_after(lambda p, o, r: (p - o) * r),
                "Now the right action is credited, but the step makes it less probable the better it paid. "
                "Keep the minus.",
            ),
            (
                logits_after(lambda p, o, r: o - p),
                "Right action, but the reward is gone: good and bad kernels would be pushed alike.",
            ),
            (
                logits_after(lambda p, o, r: p * (o - (p * o).sum()) * r),
                "The logarithm is gone. Without it the gradient is p times smaller, so rare actions hardly "
                "learn.",
            ),
            (
                lambda z, a, r, lr: z + lr * one_hot(z, a) * r / np.asarray(z),
                "This takes the logarithm of a logit, which is no probability and may be negative. Take it "
                "of probs, after the softmax.",
            ),
            (
                logits_after(lambda p, o, r: (one_hot(p, p.argmin()) - p) * r),
                "This credits the least probable action. Neither the favourite nor the outsider earned the "
                "reward: the sampled action did.",
            ),
            (
                logits_after(lambda p, o, r: (1 - len(p) * p) * r),
                "This adds up the log-probabilities of all actions, so it pulls them all towards 1/3. One "
                "action earned the reward.",
            ),
            (
                logits_after(lambda p, o, r: (p - one_hot(p, p.argmax())) * r),
                "Now the favourite is pushed down, whichever kernel earned the reward. The minus was right; "
                "the choice of the probability is not.",
            ),
            (
                lambda *case: softmax_probs(step(*case)),
                "These are probabilities. The function returns the new logits, as it did before.",
            ),
        ),
        given=credit_the_favourite,
        tolerance=1e-5,
    ),
    hints=(
        "Which of the four arguments is never used?",
        "The reward was earned by the action that was sampled, not by the one with the greatest probability.",
        "One expression in the line of the loss is wrong: probs.max().",
    ),
    solution=credit_the_sampled,
)


WHAT_MAY_BE_CLAIMED = Exercise(
    id="02.7",
    title="What may be claimed?",
    kind="explain",
    dots=2,
    minutes=3,
    check=choose(
        "D",
        {
            "A": "The controller's probability is not the probability of being right. It is where 40 noisy "
            "trials have pushed three logits; another seed would have pushed them elsewhere.",
            "B": "One greatest value is the luckiest seed, and the kernel that was sampled most had the most "
            "tries at luck. Compare means, with their errors.",
            "C": "Too cautious. Between kernel 3 and the others lie many standard errors; noise of that size "
            "does not do that.",
            "D": "Right: about 0.15 between kernel 3 and the others is many standard errors, while 0.02 between "
            "5 and 7 is below one error of the difference, the root of 0.015² + 0.02². More seeds could "
            "settle it; this report cannot.",
        },
    ),
    hints=(
        "Compare each difference of means with the standard errors beside it.",
        "Two means whose difference is about as large as their standard errors cannot be told apart.",
    ),
    solution='answer = "D"',
)


def many_controllers(true_reward, noise, steps, lr, runs, rng):
    pay, each = np.asarray(true_reward, dtype=float), np.arange(runs)
    logits = np.zeros((runs, len(pay)))
    path = []
    for _ in range(steps + 1):
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        probs = powers / powers.sum(axis=1, keepdims=True)  # (runs, choices)
        path.append(probs)
        if len(path) > steps:
            return np.array(path)  # (steps + 1, runs, choices)
        ends = probs.cumsum(axis=1)[:, :-1]  # the last piece ends at 1, whatever rounding says
        action = (rng.random(runs)[:, None] >= ends).sum(axis=1)  # how many pieces end before u
        reward = pay[action] + noise * rng.standard_normal(runs)
        gradient = probs * reward[:, None]
        gradient[each, action] -= reward  # the one-hot part, at one place of each row
        logits = logits - lr * gradient


def crowd(function, steps=6, lr=0.5, runs=1, seed=0, noise=0.1, pay=PAY):
    rng = np.random.default_rng(seed)
    return np.asarray(call(function, pay, noise, steps, lr, runs, rng), dtype=float)


def equals_the_loop(function):
    rng = np.random.default_rng(7)
    alone = run_controller(lambda action: PAY[action] + 0.1 * rng.standard_normal(), 6, 0.5, rng)
    found = crowd(function, seed=7)
    if found.shape != (7, 1, 3):
        return wrong(f"Six steps of one run of three choices make shape (7, 1, 3), got {found.shape}.")
    if np.allclose(found[:, 0], alone, atol=1e-6):
        return None
    return wrong(
        "With runs=1 and the same generator it must do what the loop of exercise 02.5 does. First differs row "
        f"{int(np.argmax(np.abs(found[:, 0] - alone).max(1) > 1e-6))}."
    )


def keeps_the_order(function):
    if np.allclose(crowd(function, runs=3, seed=4), crowd(many_controllers, runs=3, seed=4), atol=1e-6):
        return None
    return wrong(
        "With three runs the random numbers are used otherwise, or in another order: in each step first one u "
        "for every run, then one noise for every run. A loop over whole runs cannot do that."
    )


def own_draws(function):
    last = crowd(function, runs=30, steps=1)[-1]
    if len({tuple(row.argmax(keepdims=True)) for row in last}) < 3:
        return wrong("All runs drew the same kernel. Each needs a number u of its own: rng.random(runs).")
    return None


def agrees_on_average(function):
    share = (crowd(function, runs=4000, steps=50, lr=0.1, noise=0.02)[-1].argmax(1) == 1).mean()
    told = f"{share:.0%} of 4,000 runs end on the best kernel, not 72 %."
    return None if abs(share - 0.72) < 0.04 else told  # as 100,000 runs of the loop's kind


def noise_ignored(true_reward, noise, steps, lr, runs, rng):
    return many_controllers(true_reward, 0.0, steps, lr, runs, rng)


def shared_gradient(true_reward, noise, steps, lr, runs, rng):
    """All controllers take the mean step."""
    pay, logits, path = np.asarray(true_reward), np.zeros((runs, len(true_reward))), []
    for _ in range(steps + 1):
        path.append(np.array([softmax_probs(z) for z in logits]))
        probs = path[-1]
        action = (rng.random(runs)[:, None] >= probs.cumsum(1)[:, :-1]).sum(1)
        reward = pay[action] + noise * rng.standard_normal(runs)
        gradient = (probs - np.eye(len(pay))[action]) * reward[:, None]
        logits = logits - lr * gradient.mean(0)
    return np.array(path)


MANY = Exercise(
    id="02.8",
    title="Many controllers at once",
    kind="code",
    dots=5,
    minutes=15,
    builds="many_controllers",
    check=build(
        many_controllers,
        tests=(
            ("One run alone does what the loop does, step by step.", equals_the_loop),
            (
                "Each run stays a distribution.",
                lambda f: (
                    None
                    if np.allclose(crowd(f, runs=5).sum(-1), 1)
                    else "The probabilities of a run must add up to 1: sum along axis 1, not over all runs."
                ),
            ),
            (
                "Every run starts at 1/3 each; the shape is (steps + 1, runs, choices).",
                lambda f: (
                    None
                    if crowd(f, runs=4, steps=2).shape == (3, 4, 3)
                    and np.allclose(crowd(f, runs=4)[0], 1 / 3)
                    else "Check the shape, and that the first policies are 1/3 each."
                ),
            ),
            ("Each run draws its own kernels.", own_draws),
            ("Several runs share out the random numbers in the order that is asked for.", keeps_the_order),
            (
                "Without noise and with noise the rewards differ.",
                lambda f: (
                    None
                    if not np.allclose(crowd(f, noise=0.0), crowd(f, noise=0.5))
                    else "The noise has no influence."
                ),
            ),
            ("Of 4,000 runs about 72 % end on the best kernel, as with the loop.", agrees_on_average),
            (
                "The number of choices is free.",
                lambda f: (
                    None
                    if crowd(f, pay=(0.1, 0.9), runs=3).shape == (7, 3, 2)
                    else "With two kernels the last axis has length 2."
                ),
            ),
        ),
        cases=(
            lambda f: crowd(f, seed=1),
            lambda f: crowd(f, seed=2, runs=5, steps=3),
            lambda f: crowd(f, seed=3, runs=4, steps=4, lr=0.1),
        ),
        mistakes=(
            (noise_ignored, "The noise has no influence: add noise * rng.standard_normal(runs) to the pay."),
            (
                shared_gradient,
                "All runs take the mean step. Each controller learns from its own reward alone.",
            ),
            (
                lambda *args: many_controllers(*args).swapaxes(0, 1),
                "Runs and steps have changed places: the first axis counts the steps.",
            ),
            (lambda *args: many_controllers(*args)[1:], "The policies before the first step are missing."),
            (
                lambda *args: many_controllers(*args)[-1],
                "These are the last policies alone. All steps + 1 of them are asked for.",
            ),
            (
                lambda true, noise, steps, lr, runs, rng: many_controllers(
                    true, noise, steps, -lr, runs, rng
                ),
                "The step goes the wrong way: subtract lr x gradient.",
            ),
        ),
        why="The loop over the steps stays, for each step needs the one before. A loop over the runs is not "
        "needed: numpy does it inside, which makes thousands of controllers cost little more than one.",
    ),
    hints=(
        "Keep one row of logits for each run: shape (runs, choices). Loop over the steps only.",
        "Softmax by rows: sum(axis=1, keepdims=True). Drawing by rows: count the ends that u is not below.",
        "np.eye(choices)[action] gives one one-hot row for each run; reward[:, None] makes a column of the "
        "rewards.",
    ),
    solution=many_controllers,
)


EXERCISES = (SOFTMAX, SAMPLE, ANOTHER_LOSS, STEP, RUN, FAVOURITE_CREDITED, WHAT_MAY_BE_CLAIMED, MANY)

QUICK = (
    Quick(
        id="02.q1",
        question="A search trains a network and measures its accuracy. Which of the five words fits the "
        "training and measuring?",
        answer="D",
        options={"A": "agent", "B": "action", "C": "policy", "D": "environment"},
        reason="The environment is what answers an action with a reward.",
        slips={
            "A": "The agent decides which network is trained; it does not train it.",
            "B": "The action is the choice of the network.",
            "C": "The policy says how likely each choice is.",
        },
    ),
    Quick(
        id="02.q2",
        question="You add 5 to all three logits. What becomes of the probabilities?",
        answer="A",
        options={
            "A": "They stay as they are.",
            "B": "All rise.",
            "C": "All come closer to 1/3.",
            "D": "It depends on the logits.",
        },
        reason="Each exponential is multiplied by the same number, which cancels in the division.",
        slips={
            "B": "They cannot all rise: they add up to 1.",
            "C": "Multiplying the logits by a small number would do that. Adding cancels.",
            "D": "The factor exp(5) cancels whatever the logits are.",
        },
    ),
    Quick(
        id="02.q3",
        question="A step changes the three logits. To what do the three changes add up?",
        answer=0,
        reason="Probabilities and one-hot both add up to 1, so their difference adds up to 0.",
        slips={1: "Both the probabilities and the one-hot vector add up to 1. What of their difference?"},
    ),
    Quick(
        id="02.q4",
        question="One run ends almost certain of kernel 7, which pays least. The noise of a reward is 0.02. "
        "What was lucky in that run?",
        answer="C",
        options={
            "A": "the rewards of kernel 7",
            "B": "the start at 1/3 each",
            "C": "how often kernel 7 was drawn",
            "D": "nothing: on average the step points to kernel 7",
        },
        reason="Every draw of it was paid and pushed it up. A smaller pay is still pay.",
        slips={
            "A": "The gap to kernel 5 is 0.3, fifteen times the noise. No reward came near.",
            "B": "All runs start there.",
            "D": "The average push points to kernel 5: see the table of pushes.",
        },
    ),
)
