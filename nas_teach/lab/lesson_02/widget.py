"""The widgets of lesson 02: a controller of three logits that learns which kernel size pays."""

from nas_teach.lab.lesson_02.pictures import controller_race
from nas_teach.lab.showing.controls import choice, slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.strategies.baselines import MovingAverage
from nas_teach.strategies.reinforce import simulate_reinforce, winners

KERNELS = (3, 5, 7)
BASELINES = {
    "none": None,
    "average from first reward": MovingAverage(),
    "average from zero": MovingAverage(start=0.0),
}


def reward_tweaker():
    """Turn the rewards, the noise and the learning rule; see where many controllers end. Lesson 02."""
    fig = figure(6.4, 2.8)
    draw = controller_race(fig, [f"kernel {kernel}" for kernel in KERNELS])

    def update(k3, k5, k7, noise, lr, steps, runs, baseline):
        rewards = (k3, k5, k7)
        how = {"steps": steps, "runs": runs, "lr": lr, "baseline": BASELINES[baseline]}
        probs = simulate_reinforce(rewards, noise, **how, seed=0)
        ends = winners(probs)
        draw(probs, ends, {i for i, reward in enumerate(rewards) if reward == max(rewards)})
        return _in_words(rewards, probs, *ends)

    alt = (
        "Left, the mean probability of kernels 3, 5 and 7 over the steps of a REINFORCE search; "
        "right, the share of runs that end with each kernel on top."
    )
    return panel(_controls(), update, fig, alt=alt)


def _controls():
    rewards = {
        f"k{kernel}": slider(f"Reward of kernel {kernel}", reward, 0.0, 1.0, 0.05)
        for kernel, reward in zip(KERNELS, (0.7, 0.9, 0.6), strict=True)
    }
    return rewards | {
        "noise": slider("Noise of a reward", 0.02, 0.0, 0.5, 0.02),
        "lr": stops("Learning rate", 0.1, (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)),
        "steps": slider("Steps", 50, 10, 200, 10),
        "runs": stops("Runs", 200, (20, 50, 100, 200, 500)),
        "baseline": choice("Baseline", "none", BASELINES),
    }


def _in_words(rewards, probs, share, interval):
    """The picture in three sentences. Shapes as in `winners`."""
    steps, runs, top = len(probs) - 1, probs.shape[1], int(share.argmax())
    low, high = interval[top]
    means = ", ".join(f"{mean:.3f}" for mean in probs[-1].mean(axis=0))
    ends = (
        f"ends on kernel {KERNELS[top]} in {100 * share[top]:.0f} % of runs "
        f"(95 % interval {100 * low:.0f} to {100 * high:.0f} %)"
    )
    if not share.any():
        ends = "has no favourite in any run: the greatest probabilities are equal"
    return (
        f"Over {runs} runs of {steps} steps the controller {ends}. {_truth(rewards)} "
        f"Mean probability of kernels 3, 5 and 7 at the end: {means}."
    )


def _truth(rewards):
    """Which kernel is truly best, ties included."""
    best = [kernel for kernel, reward in zip(KERNELS, rewards, strict=True) if reward == max(rewards)]
    if len(best) == 1:
        return f"The best kernel by true reward is {best[0]}."
    if len(best) == 2:
        return f"Kernels {best[0]} and {best[1]} share the greatest true reward."
    return "All three kernels have the same true reward, so no choice is better than another."
