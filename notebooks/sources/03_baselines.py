# %% [markdown]
# # 03 · Baselines
#
# Below are the rewards of the same three kernels on three scales. The gaps are the same; only the zero has
# moved. Why should a search care?

# %%
import numpy as np

from nas_teach.lab import baseline_explorer, check, gradient_variance, hint
from nas_teach.lab import quick, show, solution
from nas_teach.lab.lesson_03 import pictures
from nas_teach.lab.showing.style import figure

KERNELS, REWARDS, BEST = (3, 5, 7), np.array([0.7, 0.9, 0.6]), 1
NAMES = [f"kernel {kernel}" for kernel in KERNELS]
SCALES = {"accuracy": 0, "minus the error": -1, "10 added": 10}

fig = figure(7.0, 2.6)
pictures.three_scales(fig, REWARDS, SCALES, ["3", "5", "7"])
show(fig, alt="Three bar charts of the rewards of kernels 3, 5 and 7. Accuracies: 0.7, "
              "0.9, 0.6. Less 1, all three hang below zero. With 10 added the three "
              "bars look the same.")

# %% [markdown]
# In this lesson you cure the search of lesson 02 with one subtraction. After it you will be able to
#
# - write the two baselines that searches use, moving average and leave-one-out (exercises 03.2 and 03.5);
# - work out the mean and the noise of a learning step, and show that a baseline changes only one of them
#   (exercise 03.3);
# - say which changes of a reward harm a search and which do not (exercises 03.1 and 03.4).
#
# {{minutes}} **Builds on:** lesson 02 (policy, logits, reward, the gradient of REINFORCE,
# `simulate_reinforce`).
#
# Three quick questions to warm up:

# %% quick="03.q1"

# %% quick="03.q2"

# %% quick="03.q3"

# %% [markdown]
# ## A bet
#
# The search of lesson 02 has 50 steps to choose among kernels that pay 0.7, 0.9 and 0.6 on average. About
# 63 % of its runs end on the best. Now change nothing but the zero of the scale. *Minus the error*, every
# try is punished; with *10 added*, every try is praised. In what share of runs does the search end on the
# best kernel then? Write down two guesses, in per cent.

# %%
my_guess = {"minus the error": ..., "10 added": ...}

# %%
from nas_teach.strategies import simulate_reinforce, winners


def ends_on_best(rewards=REWARDS, noise=0.02, runs=10_000, steps=50, lr=0.1, **how):
    """Share of runs with the best kernel on top at the end, and its 95 % interval."""
    probs = simulate_reinforce(rewards, noise, steps=steps, runs=runs, lr=lr, **how)
    share, interval = winners(probs)
    return share[BEST], interval[BEST]


rows = {name: ends_on_best(REWARDS + shift) for name, shift in SCALES.items()}
fig = figure(6.5, 2.2)
pictures.shares_forest(fig, rows, my_guess)
show(fig, alt="Share of 10,000 runs that end on the best kernel: accuracy about 63 per "
              "cent, minus the error above 99, 10 added about 36.")
print("your guesses:", "none yet" if ... in my_guess.values() else my_guess)

# %% [markdown]
# The brackets hold the 95 % interval. To take 1 away all but cures the search. To add 10 makes it nearly
# blind: a blind choice among three kernels is right in 33 % of the runs.
#
# ## What the search hears
#
# A reward has two parts: the usual **level** of all rewards, and the **difference** from it. Only the
# difference says something about the kernel. The level says no more than *this is what I happened to draw*.
#
# REINFORCE cannot tell the two apart, because its step is *(one-hot − probabilities) × reward*. Adam, the
# optimiser of our search, then divides the gradient by its usual size. Here kernel 7, the worst, was drawn
# first. Look at the last column.

# %%
import pandas as pd

from nas_teach.strategies import reinforce_gradient

rows = []
for reward in (0.6, 0.9, 10.6):
    gradient = reinforce_gradient(np.full(3, 1 / 3), 2, reward)
    first_step = -0.1 * gradient / np.abs(gradient)      # Adam knows no other size yet
    rows.append((reward, gradient.round(2), first_step.round(1)))
names = ["reward", "gradient", "first step of Adam"]
pd.DataFrame(rows, columns=names).set_index("reward")

# %% [markdown]
# The step is the same whatever the reward is: 0.1, the learning rate, up for the kernel that was drawn. In
# later steps the differences do show, but divided by the usual size, which grows with the level. With 10
# added the level is more than ten times as high, and the differences are what they were.
#
# ### Exercise 03.1
#
# A colleague feeds the controller accuracies in per cent: 70, 90 and 60, with noise 2. All else is as in
# the bet: Adam, nothing subtracted, 50 steps. In what share of runs does her controller end on kernel 5?
#
# - **A** About 63 %, as with accuracies from 0 to 1.
# - **B** Near 0 %: with steps a hundred times as large, the first draw decides.
# - **C** Above 99 %: the gaps are now 20 and 30, which nobody can miss.
# - **D** About a third, as with 10 added: such large rewards drown the difference.

# %% exercise="03.1"
answer = ...

# %% [markdown]
# ## The suspects, one table
#
# The level is one suspect for the failure. There are others. To tell causes apart, change one thing at a
# time and leave all else as it is. Plain gradient descent, which does not divide by anything, is written out
# here; the other changes are settings.

# %%
from scipy.special import softmax


def plain_descent(runs=10_000, steps=50, lr=0.1):
    """The search with plain gradient descent in place of Adam."""
    rng, logits = np.random.default_rng(0), np.zeros((runs, 3))
    for _ in range(steps):
        p = softmax(logits, axis=1)
        action = (rng.random((runs, 1)) > p.cumsum(1)[:, :2]).sum(1)
        reward = REWARDS[action] + rng.normal(0, 0.02, runs)
        logits -= lr * reinforce_gradient(p, action, reward)
    share, interval = winners(softmax(logits, axis=1)[None])
    return share[BEST], interval[BEST]


# %% [markdown]
# "The rich get richer" is the circle of lesson 02: a kernel that is drawn more often is praised more often.
# At a tenth of the learning rate the policy hardly leaves 1/3 in 50 steps, so this circle cannot begin. Look
# for the rows that stand out.

# %%
suspects = (
    ("none", "nothing is changed", ends_on_best()),
    ("noise of the rewards", "0 in place of 0.02", ends_on_best(noise=0)),
    ("the rich get richer", "learning rate 0.01 for 0.1", ends_on_best(lr=0.01)),
    ("Adam", "plain gradient descent", plain_descent()),
    ("too few steps", "500 steps for 50", ends_on_best(steps=500, runs=2000)),
    ("the unit", "per cent", ends_on_best(100 * REWARDS, noise=2)),
    ("the level", "0.73 taken off each reward", ends_on_best(REWARDS - 0.73)),
)
rows = [(suspect, change, f"{share:.1%}  ({low:.1%} to {high:.1%})")
        for suspect, change, (share, (low, high)) in suspects]
names = ["suspect", "the one change", "ends on kernel 5 (95 %)"]
pd.DataFrame(rows, columns=names).set_index("suspect")

# %% [markdown]
# Noise and circle hardly matter here, and the unit does not matter at all: that is the colleague of exercise
# 03.1. Adam makes things a little worse. Ten times the steps help a good deal. Only one change cures the
# search in its 50 steps: to take the level away.

# %% quick="03.q4"

# %% [markdown]
# ## Subtract what you expected
#
# Do not ask "was the reward good?" but "was it better than expected?" The number expected is called the
# **baseline** $b$, and reward − $b$ is the **advantage**. The loss becomes
#
# $$\text{loss} = -\log p \times (\text{reward} - b)$$
#
# Try it on the sentence that many texts get wrong: "if the reward is low, the probability falls." Three
# kernels stand at 1/3; one is drawn; a step of plain gradient descent with learning rate 0.5 follows.

# %%
rows = []
for reward, b in ((0.9, 0), (0.1, 0), (0.9, 0.5), (0.1, 0.5)):
    step = -0.5 * reinforce_gradient(np.full(3, 1 / 3), 0, reward - b)
    rows.append((reward, b, reward - b, f"0.333 -> {softmax(step)[0]:.3f}"))
names = ["reward", "baseline", "advantage", "probability"]
pd.DataFrame(rows, columns=names).set_index("reward")

# %% [markdown]
# Without a baseline even the miserable reward of 0.1 raises the probability. With the baseline 0.5 the
# probability falls. Which constant is best for our search? Look at where the hill stands.

# %%
constants = [-1, -0.5, 0, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 2, 2.5]
results = [ends_on_best(baseline=b, runs=2000) for b in constants]
fig = figure(6.0, 2.8)
pictures.hill(fig, constants, results, REWARDS)
show(fig, alt="The share of 2,000 runs that end on the best kernel over the baseline "
              "is a hill: about 100 per cent from 0.7 to 1, falling on both sides.")

# %% [markdown]
# The top of the hill lies where the rewards are. That settles the bet: to subtract 1 from every reward is a
# baseline of 1, which lies close to them. Nothing is ever praised then, and yet the search succeeds: the best
# kernel is punished least. Far above the rewards, at $b = 1.5$, all punishments are nearly equal, and the
# search is hardly better than with $b = 0$.
#
# ## Build it: a baseline that finds its own level
#
# In a real search nobody knows that 0.73 would be a good constant. But rewards can be averaged as they come.
# A **moving average** keeps a share of its old value, the **decay**; the rest comes from the new reward:
#
# $$\text{average} \leftarrow \text{decay} \times \text{average} + (1 - \text{decay}) \times \text{reward}$$
#
# Two details decide whether it works. The value is **used before it is updated**; otherwise each reward
# would partly be compared with itself. And it must **start** somewhere: at a given number, or at the first
# reward.
#
# ### Exercise 03.2
#
# Write this class. A search calls `fresh()` before it begins, and `baseline(reward)` once a step. We run
# thousands of searches side by side; then `reward` is an array with one reward for each of them.

# %% exercise="03.2"
class MovingAverage:
    """An average of the rewards: `baseline(reward)` gives its value, then updates it.

    decay: share of the old average that is kept.
    start: the first value; None: the first reward is the first value.
    """

    def __init__(self, decay=0.9, start=None):
        ...

    def fresh(self):
        """A new MovingAverage with the same settings and no memory."""
        ...

    def __call__(self, reward):
        """The value before this reward (a number or an array); then take it in."""
        ...

# %% [markdown]
# Here is your class at work on ten rewards. Each arrow is an advantage: up means *more of this kernel*, down
# means *less*. The first reward is compared with itself, so the first step teaches nothing.

# %%
draws = [2, 0, 1, 2, 1, 1, 0, 1, 2, 1]
ten_rewards = REWARDS[draws] + np.random.default_rng(4).normal(0, 0.02, 10)
baseline = MovingAverage(decay=0.8)
fig = figure(6.5, 2.8)
pictures.advantages(fig, ten_rewards, [baseline(reward) for reward in ten_rewards])
show(fig, alt="Ten rewards between 0.6 and 0.9 and the moving average before each. "
              "Arrows lead from the average to the reward; the first has none.")

# %% [markdown]
# Now the measurement: 10,000 searches for each row, with your class. Compare the first three rows.

# %%
rows = {
    "no baseline": ends_on_best(),
    "moving average from zero": ends_on_best(baseline=MovingAverage(start=0.0)),
    "moving average from first reward": ends_on_best(baseline=MovingAverage()),
    "the same, 1 subtracted": ends_on_best(REWARDS - 1, baseline=MovingAverage()),
    "the same, 10 added": ends_on_best(REWARDS + 10, baseline=MovingAverage()),
}
fig = figure(6.8, 2.8)
pictures.shares_forest(fig, rows)
show(fig, alt="Share of runs that end on the best kernel: no baseline 63 per cent, "
              "moving average from zero about 86, from the first reward above 99, "
              "and the same on both shifted scales.")

# %% [markdown]
# Started at the first reward, the average brings the share above 99 %, and the zero of the scale no
# longer matters, because the average moves along with it.
#
# The row "from zero" is a warning. Until that average has climbed up to the rewards, the baseline is too low,
# and with decay 0.9 this takes a good part of the 50 steps.

# %% quick="03.q5"

# %% [markdown]
# ## Is that still honest?
#
# We have changed the reward. Might the search now head for something else than the best kernel? Lesson 02
# showed where it heads: the *mean* of the step, over all kernels that might be drawn, is the slope of the
# expected reward. Write $p_a$ for the probability of kernel $a$ and $\nabla$ for the list of
# derivatives with respect to the three logits. The baseline adds $-b \sum_a p_a \nabla \log p_a$ to this
# mean. That is zero:
#
# 1. The slope of the logarithm is $\nabla \log p_a = \nabla p_a / p_a$, so that $p_a \nabla \log p_a =
#    \nabla p_a$.
# 2. The sum of all $\nabla p_a$ is the slope of $\sum_a p_a$.
# 3. Probabilities add up to 1 whatever the logits are, and the slope of a constant is zero.
#
# A mean that is right is called **unbiased**. Note what the proof needs: $b$ was taken out of the sum, so it
# must be the same for every kernel that might be drawn.
#
# What a baseline does change is the **variance** of the step: the mean squared distance of single steps from
# their mean. Work out both and see.
#
# ### Exercise 03.3
#
# Write a function that returns the mean of the step and its variance. Kernel $a$ is drawn with the
# probability $p_a$, and then the step is (one-hot of $a$ − probabilities) × ($r_a$ − $b$). Go through all
# kernels; no random numbers are needed. The variance is one number: for each possible step, add up the
# squared distances of all its logits from the mean.

# %% exercise="03.3"
def step_moments(probs, rewards, baseline):
    """Mean and variance of a step up the reward, over the kernels that may be drawn.

    probs, rewards: arrays, one number for each kernel. baseline: a number.
    Returns: the mean step, one number for each logit; the variance, a number.
    """
    ...

# %%
p = np.array([0.2, 0.5, 0.3])
rng, rows = np.random.default_rng(0), []
for b in (0, 0.73, 2, 1000):
    mean, variance = step_moments(p, REWARDS, b)
    action = rng.choice(3, size=100_000, p=p)                # and now by sampling
    reward = REWARDS[action] + rng.normal(0, 0.02, 100_000)
    steps = (np.eye(3)[action, 1] - p[1]) * (reward - b)     # on the logit of kernel 5
    half = 1.96 * steps.std() / np.sqrt(len(steps))
    sampled = f"{steps.mean():+.4f} ± {half:.4f}"
    rows.append((f"{b:g}", np.round(mean, 4), f"{variance:.4f}", sampled))
names = ["b", "mean step", "variance", "kernel 5, sampled"]
pd.DataFrame(rows, columns=names).set_index("b")

# %% [markdown]
# The mean step is the same to the last printed digit, even for the silly baseline 1000. The last column is a
# check: the mean of 100,000 sampled steps with noisy rewards and its 95 % interval, for the logit of kernel
# 5. Each interval holds the exact value, the middle number of *mean step*.
#
# The variance differs. With $b = 0.73$ it is less than a hundredth of that without a baseline, and the
# sampled mean is about ten times as precise. **A baseline keeps the mean step and takes away noise**: the
# noise of *which kernel was drawn*. The noise of *what it paid*, from one training to the next, stays.
#
# ## See it: the triangle of probabilities
#
# Three probabilities that add up to 1 can be drawn as one point in a triangle. Each corner stands for a
# policy that is sure of its kernel. The nearer the point is to a corner, the more probable that kernel is;
# in the middle all three have 1/3. A learning step moves the point, so a step is an arrow.

# %%
middle = np.full(3, 1 / 3)
points = {"1/3 each": middle, "90 % kernel 5": [0.05, 0.9, 0.05],
          "half kernel 3, half 7": [0.5, 0, 0.5]}
fig = figure(7.0, 2.8)
pictures.probability_triangle(fig, NAMES, points, middle, np.eye(3) - middle)
show(fig, alt="Left, a triangle with kernels 3, 5 and 7 at its corners and three "
              "policies marked as points. Right, an arrow from the middle towards each "
              "corner: the step if that kernel is drawn.")

# %% [markdown]
# On the right, all three kernels pay 1. Each arrow points to the corner of the kernel that was drawn. The
# three cancel: their mean is no step at all, as it should be where all pay the same. But a search takes one
# of the arrows, not their mean. Now let the rewards differ, and move the baseline.

# %%
gradient_variance()

# %% [markdown]
# 1. Go right from 0. The coloured arrows shrink, then turn round one by one. Where the arrow of kernel 7
#    points away from its corner, a bad draw is at last *punished*. The black arrow, their mean drawn five
#    times as long, never moves.
# 2. Go on to 1.5. All arrows have turned, and they are long again: the noise is back.
# 3. Back at 0, raise the *Probability of kernel 5* to 0.90. The bottom of the curve moves *away* from 0.9,
#    the reward that is nearly always seen. An optional section below says why.
#
# ### Exercise 03.4
#
# Four people propose baselines. Which of them makes the mean step wrong, that is, **biased**?
#
# - **A** The mean of all rewards of *earlier* steps.
# - **B** A random number, drawn anew in each step before the kernel is drawn.
# - **C** The constant −5.
# - **D** One average for each kernel: a reward of kernel 5 is compared with earlier rewards of kernel 5.

# %% exercise="03.4"
answer = ...

# %% [markdown]
# ## Build it: leave one out
#
# Suppose four networks are trained side by side, and the controller takes one step for all of them. Then
# there is a baseline without memory: compare each reward with the mean of *the other three*. This is
# **leave-one-out**. It is unbiased, because the others know nothing of this draw.
#
# ### Exercise 03.5
#
# Write a function that returns the baseline of each reward of a batch. Batches lie along the last axis: of
# an array of shape (50000, 4), each row is a batch of four.

# %% exercise="03.5"
def leave_one_out(rewards):
    """For each reward the mean of the others in its batch.

    Returns: an array of the same shape as the array `rewards`, (..., n) with n >= 2.
    """
    ...

# %% [markdown]
# Compare your function with three rivals, on 50,000 batches of four. "Mean of all four" makes each reward a
# part of its own baseline. "True mean" is the expected reward, which no real search knows. The column
# *length* compares the mean step with the exact one; 1 is right.

# %%
scores = np.eye(3) - p                               # row a: gradient of log p_a
rng, exact = np.random.default_rng(0), np.array(step_moments(p, REWARDS, 0)[0])
action = rng.choice(3, size=(50_000, 4), p=p)
batch = REWARDS[action] + rng.normal(0, 0.02, action.shape)  # (50000, 4)
ways = {"no baseline": 0, "leave one out": leave_one_out(batch),
        "mean of all four": batch.mean(1, keepdims=True), "true mean": p @ REWARDS}
rows = []
for name, baseline in ways.items():
    steps = (scores[action] * (batch - baseline)[..., None]).mean(1)
    length = steps @ exact / (exact @ exact)
    half = 1.96 * length.std() / np.sqrt(len(length))
    variance = steps.var(0).sum()
    rows.append((name, f"{variance:.4f}", f"{length.mean():.3f} ± {half:.3f}"))
pd.DataFrame(rows, columns=["baseline", "variance", "length"]).set_index("baseline")

# %% [markdown]
# Leave-one-out removes nearly all of the noise that the true mean removes, and its mean step is right. "Mean
# of all four" seems even quieter, but only because its steps are too short, by the factor 3/4.

# %% quick="03.q6"

# %% [markdown]
# ## With real rewards
#
# Now take a whole network: seven decisions, 648 architectures. **FashionBench** is a table of real trainings
# of all of them on Fashion-MNIST; lesson 04 tells how it was made. `noisy_lookup` draws one training of an
# architecture, and its *validation* accuracy is the reward.
#
# `Reinforce` is the controller of lesson 02, with logits of its own for each decision. It gets 150 trainings,
# either without a baseline or with your moving average. We judge it by numbers that no search has seen: the
# mean *test* accuracy of the networks that its final policy draws. We who compare may look at the test set;
# a search may not. In the picture, look at which interval holds the dashed line.

# %%
from nas_teach.evaluation import FashionBench, noisy_lookup
from nas_teach.search import search
from nas_teach.strategies import Reinforce

bench = FashionBench.load()
test = np.array([bench.test(arch) for arch in bench.archs])           # (648,)
indices = np.array([bench.space.indices(arch) for arch in bench.archs])


def taught(baseline, seed):
    """Mean test accuracy of the networks that the policy draws after 150 trainings."""
    strategy = Reinforce(bench.space, lr=0.1, baseline=baseline, seed=seed)
    search(strategy, noisy_lookup(bench, seed), 150)
    chances = [p[indices[:, i]] for i, p in enumerate(strategy.probs.values())]
    return np.prod(chances, axis=0) @ test


# %%
from nas_teach.statistics import mean_interval

rows = {}
for name, baseline in {"no baseline": None, "moving average": MovingAverage()}.items():
    accuracies = [100 * taught(baseline, seed) for seed in range(12)]
    rows[name] = mean_interval(np.array(accuracies))
fig = figure(6.5, 1.9)
pictures.accuracy_forest(fig, rows, 100 * test.mean())
show(fig, alt="Mean test accuracy of the final policies with 95 per cent intervals: "
              "without a baseline about that of the policy before the search, with the "
              "moving average nearly three points above.")
print(f"12 searches each. Policy before the search: {100 * test.mean():.2f} %")

# %% [markdown]
# After 150 trainings the controller without a baseline has learned little, if anything: its interval holds
# the accuracy of the policy before the search, so 12 searches cannot tell the two apart. With the moving
# average the controller has learned a good deal. The two differ in one subtraction.

# %% quick="03.q7"

# %% [markdown]
# ## Decay and start (optional)
#
# A small decay follows quickly but listens to few rewards; a large one is steady but slow to leave its
# start. The black line does its work once it lies between the rewards of the kernels.

# %%
baseline_explorer()

# %% [markdown]
# Reset between these experiments, and guess first.
#
# 1. Set *Average starts at* to 0. How many steps does the black line need to reach the rewards? Now lower
#    the *Decay* to 0.5.
# 2. Set *Offset on every reward* to 10. The black line does not move, because the offset is taken off in
#    the picture. The bar *no baseline* falls.
# 3. Raise *Noise of a reward* to 0.5, more than all gaps. Now even the average misses the best kernel
#    sometimes. This is the noise of what a kernel pays, and no baseline takes it away.
#
# The same on paper, in per cent of 2,000 runs:

# %%
rows = []
for decay in (0.0, 0.5, 0.9, 0.99):
    for start in (None, 0.0, 0.75, 1.5):
        share, _ = ends_on_best(baseline=MovingAverage(decay, start), runs=2000)
        rows.append((decay, "first reward" if start is None else start, 100 * share))
table = pd.DataFrame(rows, columns=["decay", "start", "share"])
table.pivot(index="decay", columns="start", values="share").round(1)

# %%
rows = []
for noise in (0.02, 0.2, 0.5, 1.0):
    shares = [100 * ends_on_best(noise=noise, baseline=baseline, runs=2000)[0]
              for baseline in (None, MovingAverage())]
    rows.append((noise, *shares))
names = ["noise of a reward", "no baseline", "moving average"]
pd.DataFrame(rows, columns=names).set_index("noise of a reward").round(1)

# %% [markdown]
# Started at the first reward, the average works with each of these decays. From a bad start, an average with
# a large decay does not arrive at the rewards in 50 steps: 0.99 from zero is little better than no baseline.
# The second table is about the noise of what a kernel pays: at 1.0 the average hardly helps any more.
#
# ## The baseline of least variance (optional)
#
# The widget showed that the noise is a curve over $b$ with a bottom. Where is it? Call $g_a$ the gradient of
# $\log p_a$, three numbers (one-hot − probabilities), and $|g_a|^2$ the sum of their squares. If kernel $a$
# is drawn, the step is $g_a (r_a - b)$. A variance is the mean of the squares minus the square of the mean:
#
# $$\text{variance}(b) = \sum_a p_a |g_a|^2 (r_a - b)^2 - |\text{mean step}|^2$$
#
# The last term does not depend on $b$, as you have shown. The first is a parabola in $b$.
#
# ### Exercise 03.6
#
# Take the derivative of this variance with respect to $b$, set it to zero, and solve for $b$, on paper. Then
# write the formula as a function.

# %% exercise="03.6"
def best_baseline(probs, rewards):
    """The constant baseline with the least variance of a step."""
    ...

# %% [markdown]
# How far is it from the plain mean $\text{E}[r] = \sum_a p_a r_a$, at which a moving average settles? The
# variances in the columns *b = …* come from your `step_moments`. The last column is the variance of 100,000
# sampled steps with the best b.

# %%
rows = []
for p in ([1 / 3, 1 / 3, 1 / 3], [0.2, 0.5, 0.3], [0.1, 0.8, 0.1], [0.8, 0.1, 0.1]):
    p = np.array(p)
    levels = 0, p @ REWARDS, best_baseline(p, REWARDS)
    variances = [step_moments(p, REWARDS, b)[1] for b in levels]
    action = np.random.default_rng(0).choice(3, size=100_000, p=p)
    steps = (np.eye(3) - p)[action] * (REWARDS[action] - levels[2])[:, None]
    variances.append(steps.var(0).sum())
    rows.append((p.round(2), *np.round(levels[1:], 3), *np.round(variances, 4)))
names = ["p", "E[r]", "best b", "b = 0", "b = E[r]", "b = best b", "sampled"]
pd.DataFrame(rows, columns=names).set_index("p")

# %% [markdown]
# With equal probabilities the plain mean is the best baseline; in general it is not. A rare kernel makes a
# long step, because its $|g_a|^2$ is large, so its reward counts for more. In the third row the plain mean
# leaves about eleven times the least variance, but that is still only a sixteenth of the variance without a
# baseline. In practice the plain mean is good enough.
#
# ## Four at a time, at equal budget (optional)
#
# A batch of four makes a better step, but it costs four trainings. Here all searches get 48 trainings. The
# function is the search of lesson 02 for many runs at once, with Adam written out.

# %%
def batch_search(n, baseline, noise=0.02, evaluations=48, runs=4000, lr=0.1):
    """One step of Adam for each batch of n: share of right ends and its interval."""
    rng = np.random.default_rng(0)
    logits, m, v = np.zeros((3, runs, 1, 3))
    for t in range(1, evaluations // n + 1):
        p = softmax(logits, axis=-1)                         # (runs, 1, 3)
        action = (rng.random((runs, n, 1)) > p.cumsum(-1)[..., :2]).sum(-1)
        reward = REWARDS[action] + rng.normal(0, noise, (runs, n))
        advantage = reward - baseline(reward)
        gradient = reinforce_gradient(p, action, advantage).mean(1, keepdims=True)
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        size = np.sqrt(v / (1 - 0.999**t)) + 1e-8
        logits -= lr * (m / (1 - 0.9**t)) / size
    share, interval = winners(softmax(logits, axis=-1)[None, :, 0])
    return share[BEST], interval[BEST]


# %%
rows = {
    "48 steps, no baseline": batch_search(1, np.zeros_like),
    "12 steps of 4, no baseline": batch_search(4, np.zeros_like),
    "12 steps of 4, leave one out": batch_search(4, leave_one_out),
    "48 steps, moving average": batch_search(1, MovingAverage()),
    "noise 0.5: leave one out": batch_search(4, leave_one_out, noise=0.5),
    "noise 0.5: moving average": batch_search(1, MovingAverage(), noise=0.5),
}
fig = figure(6.8, 3.0)
pictures.shares_forest(fig, rows)
show(fig, alt="At equal budget a batch without baseline is no help. Leave-one-out and "
              "moving average both end on the best kernel in nearly all runs. With "
              "noise 0.5 the moving average is ahead.")

# %% [markdown]
# Without a baseline a batch does not help. With leave-one-out, twelve steps put the best kernel on top in
# nearly all runs. With noise 0.5 the moving average, which remembers more rewards, is ahead.
#
# ## A critic (optional)
#
# Large systems *learn* the baseline: a second network, the **critic**, looks at the situation and predicts
# the reward. The policy is then called the **actor**. Our search has a single situation, so its critic is a
# single number $v$, trained on the squared error $(r - v)^2$. The gradient of this error is $-2(r - v)$, so
# after a step of size lr the critic is
#
# $$v + 2\,\text{lr}\,(r - v) = (1 - 2\,\text{lr})\,v + 2\,\text{lr}\;r$$
#
# That is a moving average with decay $1 - 2\,\text{lr}$: the smallest critic there is.
#
# ### Exercise 03.7
#
# This function computes the gradients of policy (`logits`) and critic (`value`) for one step. The critic
# should learn from its squared error alone, yet it drifts away from the mean reward. Why? Mend it. (You may
# need `x.detach()`: the number in `x`, through which no gradient flows back.)

# %% exercise="03.7"
import torch


def answer(logits, value, action, reward):
    logits = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    value = torch.tensor(value, dtype=torch.float64, requires_grad=True)
    advantage = reward - value
    policy_loss = -logits.log_softmax(0)[action] * advantage
    critic_loss = (reward - value) ** 2
    (policy_loss + critic_loss).backward()
    return logits.grad.tolist(), value.grad.item()

# %% [markdown]
# ## The entropy bonus (optional)
#
# A controller that decides too soon could be paid for staying undecided. The **entropy** of a policy,
# $-\sum_a p_a \log p_a$, says how undecided it is: 0 when one kernel has everything, $\log 3 \approx 1.10$
# when all are equal. The bonus adds $\beta \times$ entropy to what is maximised. Does it replace a baseline?

# %%
rows = []
for beta in (0, 0.03, 0.1, 0.2, 0.5, 1.0):
    how = {"steps": 50, "runs": 4000, "lr": 0.1, "entropy": beta}
    without = simulate_reinforce(REWARDS, 0.02, **how)
    beside = simulate_reinforce(REWARDS, 0.02, baseline=MovingAverage(), **how)
    right = [f"{winners(probs)[0][BEST]:.1%}" for probs in (without, beside)]
    limit = softmax(REWARDS / beta)[BEST] if beta else 1
    rows.append((beta, *right, f"{beside[-1, :, BEST].mean():.2f}", f"{limit:.2f}"))
names = ["β", "no baseline", "moving average", "p(kernel 5)", "limit"]
pd.DataFrame(rows, columns=names).set_index("β")

# %% [markdown]
# It does not: without a baseline the share of right endings stays far below that of the moving average.
# Beside a moving average a little of it takes care of the last wrong endings. Too much, and the controller
# *never* decides: look at the last two columns, the probability of kernel 5 at the end beside the moving
# average, and its *limit*. The policy that maximises expected reward plus bonus is the softmax of reward / β.
# From β = 0.1 on, the runs have arrived there after 50 steps. So β is measured in units of reward; set it
# against the *gaps* between architectures.
#
# ## Recap
#
# 1. A positive reward raises whatever was drawn. Most of such a step says only "this is what I drew".
# 2. Subtract what you expected: the mean step stays, because $\sum_a p_a \nabla \log p_a = 0$, and its noise
#    becomes much smaller.
# 3. The baseline must not know the draw that it is compared with. Use it first, then update it.
# 4. A moving average finds the level of the rewards by itself, if it starts at the first reward.
# 5. Leave-one-out needs a batch and no memory.
#
# ### Six questions to take along
#
# Answer them aloud, without scrolling back.
#
# 1. Why does it help the search to take 1 from each reward, and harm it to add 10?
# 2. Why does it neither help nor harm to multiply all rewards by 100, when Adam makes the steps?
# 3. Which line of the proof fails if the baseline depends on the kernel drawn?
# 4. What is wrong with a moving average that starts at zero?
# 5. What is wrong with the mean of the whole batch as a baseline, and by which factor?
# 6. Which noise does a baseline take away, and which does it leave?
#
# ### What to use when
#
# | you have | use |
# |---|---|
# | one training after the other | a moving average from the first reward, decay 0.9 |
# | several trainings for each step | leave-one-out |
# | a usual reward that you know beforehand | that number, as a constant |
# | a controller that sees different situations | a critic (optional section) |
#
# ## What the papers did
#
# - Williams 1992 ([doi:10.1007/BF00992696](https://doi.org/10.1007/BF00992696)) introduced REINFORCE,
#   baseline included.
# - Zoph & Le 2017 ([arXiv:1611.01578](https://arxiv.org/abs/1611.01578)): a moving average of past
#   accuracies.
# - ENAS (Pham et al. 2018, [arXiv:1802.03268](https://arxiv.org/abs/1802.03268)): in the authors' program a
#   moving average with decay 0.99, updated *before* it is used, so that it contains the reward itself.
# - Greensmith, Bartlett & Baxter 2004 ([JMLR 5](https://www.jmlr.org/papers/v5/greensmith04a.html)): the
#   baseline of least variance, and why the plain average need not be it.
# - Kool, van Hoof & Welling 2019 ("Buy 4 REINFORCE samples, get a baseline for free!", [ICLR
#   workshop](https://openreview.net/forum?id=r1lgTGL5DE)): several samples, each compared with the others.
# - Chung, Thomas, Machado & Le Roux ([arXiv:2008.13773](https://arxiv.org/abs/2008.13773)): baselines of
#   equal variance on either side of the rewards can lead to different ends.
#
# ## Where to go next
#
# Our controller makes each decision without looking at the others. Lesson 04 gives it a memory. You may doubt
# that all this is better than guessing. That is a good question: from lesson 04 on, random search is in every
# comparison.
#
# **Next:** [04 · The RNN controller](04_rnn_controller.ipynb).
