# %% [markdown]
# # 06 · Bayesian optimisation
#
# **Which network should be trained next? You write a model that says what it expects and how sure it is, and
# the search that follows it.**

# %%
import numpy as np
import pandas as pd

from nas_teach.evaluation import FashionBench, by_work, noisy_lookup
from nas_teach.lab import bayes_opt_steps, check, hint, quick, show, solution
from nas_teach.lab.lesson_06 import measures, pictures
from nas_teach.lab.showing.forest import forest
from nas_teach.lab.showing.style import figure

bench = FashionBench.load()
archs, x, accuracy = by_work(bench, block="conv", depth=2, skip=False, heads=0)
known = [i for i, arch in enumerate(archs) if arch.kernel1 == arch.kernel2 == 3]
LETTERS = {"A": 12, "B": 20, "C": 26, "D": 3}  # four that are not trained yet
fig = figure(6.5, 2.8)
pictures.which_next(fig.subplots(), x, accuracy, known, LETTERS)
show(fig, alt="Three trained networks on an axis of work: 78.4, 84.6 and 86.0 per "
              "cent. D lies right of the first, A between the other two, B right of "
              "all three, C far right.")

# %% [markdown]
# The axis holds 27 networks of FashionBench, sorted by their work in multiply-accumulates (MACs). Three are
# trained, and you may train one more. **Write down a letter.** It comes back beside the truth.

# %%
my_choice = ...  # "A", "B", "C" or "D"

# %% [markdown]
# After this lesson you can
#
# - compute what trained networks say about another one, and how sure that is (exercises 06.1 and 06.2);
# - write expected improvement, and explain its choices (exercises 06.3 and 06.4);
# - write the whole search, and avoid its two traps (exercises 06.5 and 06.6).
#
# {{minutes}} **Builds on:** lessons 01 (winner's curse), 04 (FashionBench) and 05. Three quick questions
# first.

# %% quick="06.q1"

# %% quick="06.q2"

# %% quick="06.q3"

# %% [markdown]
# ## A model that knows what it does not know
#
# Before any training, what would you say about the accuracy of a network? We believe in a **bell curve** (a
# normal distribution) with mean 82 % and a standard deviation of 3 points, which we call the *spread*.
#
# We also believe that networks that do similar work have similar accuracies. How similar depends on how many
# doublings of work lie between them.

# %%
CENTRE, SPREAD = 82, 3  # per cent, points: what we say of a network we know nothing of


def similarity(distance, length=2.0):
    """Falls from 1; `length` says how far a training tells about others."""
    r = np.sqrt(5) * distance / length
    return (1 + r + r**2 / 3) * np.exp(-r)


apart = np.array([0, 0.5, 1, 2, 4, 8])
table = pd.DataFrame([similarity(apart)], ["similarity"], apart)
table.rename_axis("doublings apart", axis=1).round(2)

# %% [markdown]
# *Similarity* is the correlation of the two accuracies: at 1 the one tells all about the other, at 0 it tells
# nothing. The **length scale** says how far a training tells about others, here about 2 doublings. The curve
# is called *Matérn 5/2*. Books call it a *kernel*; we keep that word for convolutions.
#
# Now imagine many possible **worlds**. In each, two networks one doubling apart get accuracies with the right
# similarity. You train the first one and measure 84.6 %. Cross out every world that says otherwise, and
# compare how high and how low the blue strip and the whole cloud reach.

# %%
first, second = measures.worlds(similarity(1.0), CENTRE, SPREAD)
left = np.abs(first - 84.6) < 0.3
fig = figure(5.0, 3.0)
pictures.worlds_left(fig, first, second, left)
show(fig, alt="A slanted cloud of points, one a world; in the narrow strip that is "
              "left, the second network varies much less.")
print(f"all worlds: second network {second.mean():.1f} ± {second.std():.1f} %")
second = second[left]
print(f"those left: second network {second.mean():.1f} ± {second.std():.1f} %")

# %% [markdown]
# What we believe before measuring is called the **prior**, what we believe after it the **posterior**. Thirty
# measurements would cross out every world that we can draw, so we compute what those left would say.
#
# ## One known network
#
# Count accuracies in *spreads* from the centre: 85 % is $(85 - 82) / 3 = 1$.
#
# A measurement has luck. The same network, trained again, gets another accuracy, and our axis does not show
# all that makes two networks differ. In this lesson, **measurement noise** is the standard deviation of that
# luck, in points; divided by 3 it is in spreads.
#
# One network is measured, with the result $y$. We guess the accuracy $f$ of another network, of similarity
# $s$ to it. The guess is a share of what was measured, $w\,y$. The best weight $w$ has the least mean
# squared error. Multiply the square out, and take the mean of each product:
#
# $$\text{mean of } (f - w\,y)^2 \;=\; 1 \;-\; 2\,w\,s \;+\; w^2\,k$$
#
# - The mean of $f^2$ is 1, because $f$ has the deviation 1, in spreads.
# - The mean of $f\,y$ is the similarity $s$, because the luck in $y$ has nothing to do with $f$.
# - The mean of $y^2$ is $k = 1 + \text{noise}^2$: the network's own 1, and the luck on top.
#
# This is a parabola in $w$. At its lowest point the slope $-2s + 2wk$ is zero, so
#
# $$w = \frac{s}{k} \qquad\text{and what is left of the error there is}\qquad 1 - w\,s .$$
#
# That is a variance. Its root is the standard deviation of what we believe.
#
# ### Exercise 06.1
#
# One network was measured at 86.5 %, with a measurement noise of 1.5 points. Another has the similarity 0.6
# to it. What do you expect of it, and with which standard deviation? One decimal is enough.

# %% exercise="06.1"
k = ...  # first put the noise into spreads
w = ...
answer = (..., ...)  # mean [%], standard deviation [points]

# %% quick="06.q4"

# %% [markdown]
# ## Two known networks
#
# Two measured networks get two weights: the guess is $w_1 y_1 + w_2 y_2$. The mean squared error is now a
# bowl over $w_1$ and $w_2$. At its lowest point both slopes are zero, which gives an equation for each:
#
# $$k\,w_1 + s_{12}\,w_2 = s_1 \qquad\qquad s_{12}\,w_1 + k\,w_2 = s_2$$
#
# Here $s_{12}$ is the similarity of the two known networks with each other, and $s_1$, $s_2$ are theirs with
# the new one. Each is $k\,w = s$ of before with one term more: the more the two known networks resemble each
# other, the more network 2 says in place of network 1, and the less weight is left for network 1.
#
# With numbers: each known network is one doubling away from the new one. Compare the rows.

# %%
k, s = 1 + (1 / SPREAD) ** 2, similarity(1.0)  # a noise of 1 point
rows = {"one alone": [s / k, 0, SPREAD * np.sqrt(1 - s * s / k)]}
for where, apart in {"both at the same place": 0, "one on each side": 2}.items():
    s12 = similarity(apart)
    w1, w2 = np.linalg.solve([[k, s12], [s12, k]], [s, s])  # the two equations
    rows[where] = [w1, w2, SPREAD * np.sqrt(1 - w1 * s - w2 * s)]
pd.DataFrame(rows, ["first weight", "second weight", "deviation [points]"]).T.round(2)

# %% [markdown]
# At the same place two networks share the weight of one, and the doubt falls only a little. On the other side
# the second one tells more: the weights are larger, and the doubt is smaller.

# %% quick="06.q5"

# %% [markdown]
# ## Many known networks
#
# With $n$ known networks there are $n$ such equations. Write them with a table $K$ and two lists, $w$ and
# $s$:
#
# $$K\,w = s .$$
#
# What is left of the error is $1 - (w_1 s_1 + \dots + w_n s_n)$.
#
# $K$ holds the similarities of the known networks with each other, and $k = 1 + \text{noise}^2$ on its
# diagonal. The noise stands there alone, because each measurement has luck of its own. `np.linalg.solve`
# solves such equations.
#
# ### Exercise 06.2
#
# Write it, for $n$ known and $m$ new networks at once, all in spreads. About five lines.

# %% exercise="06.2"
def posterior(similar, to_new, y, noise):
    """What is believed of m new networks: mean (m,), standard deviation (m,).

    similar: array (n, n), similarities of the n known networks with each other.
    to_new: array (n, m), similarities of each known one with each new one.
    y: array (n,), the measured accuracies. noise: standard deviation of a measurement.
    Rounding may leave a variance just below 0: count it as 0.
    """
    ...

# %% [markdown]
# `believe` turns per cent into spreads, calls your function, and turns its answer back.

# %%
def believe(x_known, y_known, x_new, length=2.0, noise=1.0):
    """Mean [%] and deviation [points] at `x_new`; `noise` in points."""
    similar = similarity(np.abs(np.subtract.outer(x_known, x_known)), length)
    to_new = similarity(np.abs(np.subtract.outer(x_known, x_new)), length)
    found = posterior(similar, to_new, (y_known - CENTRE) / SPREAD, noise / SPREAD)
    return CENTRE + SPREAD * np.array(found[0]), SPREAD * np.array(found[1])


four = list(LETTERS.values())
mean, std = believe(x[known], accuracy[known], x[four])
pd.DataFrame([mean, std], ["mean [%]", "deviation [points]"], [*LETTERS]).round(1)

# %% [markdown]
# For all places of the axis at once, the model believes in a whole curve. A bell curve over curves is called
# a **Gaussian process**. The line is what it expects, and the band reaches two standard deviations to either
# side. Look at where the band closes with each training, and where it stays open.

# %%
grid = np.linspace(x.min(), x.max(), 80)
prior = np.full(80, CENTRE), np.full(80, SPREAD)
panels = {"nothing trained": (x[:0], accuracy[:0], *prior)}
for count, title in enumerate(("one", "two", "three"), start=1):
    have = x[known[:count]], accuracy[known[:count]]
    panels[f"{title} trained"] = *have, *believe(*have, grid)
fig = figure(7.0, 4.4)
pictures.conditioning(fig, grid, panels)
show(fig, alt="Four panels: a broad flat band; with each training the band narrows "
              "around the measured point, and far from all points it stays broad.")

# %% [markdown]
# Near a measurement the band is narrow, but not closed, because of the measurement noise. Far away it is
# broad, and the line falls back towards 82 %.
#
# ## How much better could it be?
#
# If you always train the network of greatest mean, you may never leave what you know. If you always train
# the one of greatest deviation, you never use it. So ask: *on average, by how much would it beat the best so
# far?* The best so far is the greatest **mean** among the trained networks, and not the greatest reward,
# which may be luck. Falling short costs nothing, since you would keep the old one. So draw from the bell of
# each candidate, and count each draw as its height above the best, or as zero. The average is the **expected
# improvement**, EI. Look at the hatched parts of the bells: they are what counts.

# %%
best = believe(x[known], accuracy[known], x[known])[0].max()
draws = np.random.default_rng(0).normal(mean, std, (200_000, 4))  # (draws, candidates)
improvement = np.maximum(draws - best, 0).mean(0)
fig = figure(6.5, 3.4)
pictures.bells(fig.subplots(), list(LETTERS), mean, std, best, improvement)
show(fig, alt="Four bells on their sides beside a line, the best so far. Above it lie "
              "half of A, long tails of the broad B and C, and nothing of D.")
print(f"best so far {best:.1f} %")

# %% [markdown]
# A has the greatest EI. But look at C: its mean is more than two points below the best, yet it has more than
# half of A's EI, because three trainings tell so little about it. To use a high mean is called
# **exploitation**, to look where little is known **exploration**. EI adds the two up in percentage points.
#
# The same without drawing. Let the gap be $\Delta = \text{mean} - \text{best}$, let $\sigma$ be the standard
# deviation, and $z = \Delta / \sigma$. A draw lies $\Delta + \sigma\varepsilon$ above the line, where
# $\varepsilon$ comes from the standard bell $\varphi$, and it counts where $\varepsilon > -z$. The average is
#
# $$\text{EI} = \int_{-z}^{\infty} (\Delta + \sigma\varepsilon)\,\varphi(\varepsilon)\,d\varepsilon
#   = \Delta\,\Phi(z) + \sigma\,\varphi(z)$$
#
# The first part is $\Delta$ times the probability that a draw counts; $\Phi(z)$ is the area of the bell up to
# $z$. For the second part, $\varepsilon\,\varphi(\varepsilon)$ is the slope of $-\varphi(\varepsilon)$, so its
# integral is $\varphi(-z) = \varphi(z)$.
#
# ### Exercise 06.3
#
# Write the formula. `norm.cdf` is $\Phi$, the area, and `norm.pdf` is $\varphi$, the height.

# %% exercise="06.3"
from scipy.stats import norm


def expected_improvement(mean, std, best):
    """EI of each candidate. mean, std: arrays (m,), std > 0. Larger is better."""
    ...

# %% [markdown]
# Now your own choice. Compare it with the row of EI, and then with the truth.

# %%
rows = [expected_improvement(mean, std, best), accuracy[four]]
print("your choice:", "none written down" if my_choice is ... else my_choice)
pd.DataFrame(rows, ["EI [points]", "truth [%]"], [*LETTERS]).round(2)

# %% [markdown]
# A disappoints. If you chose B or C you did better this time: expected improvement is right *on average*, not
# each time.

# %% quick="06.q6"

# %% [markdown]
# ### Exercise 06.4
#
# The best so far is 86 %. Of X the model expects 85 %, with a deviation of 2 points. Of Y it expects 86 %,
# with a deviation of 0.5 points. Which one has the greater expected improvement, and why?
#
# - **A** Y, because more is expected of it.
# - **B** X, because a broad bell reaches far above the line, though less of it lies there.
# - **C** Neither: X is expected to fall short and Y to gain nothing, so both are zero.
# - **D** Y, because about half of its draws are an improvement, and of X's only a third.

# %% exercise="06.4"
answer = ...

# %% [markdown]
# ## One step at a time
#
# **Bayesian optimisation** is a loop: compute the posterior, train the candidate of greatest expected
# improvement, and begin again. Grey rings ("hidden") are not trained yet. Try three things.
#
# 1. Move *Step*, or press play. Where does it look first?
# 2. Choose by *expected accuracy only*. Where does that search spend its steps?
# 3. Go back to expected improvement and set the length scale to 0.5, then to 8. How does the band change?

# %%
bayes_opt_steps()

# %% [markdown]
# 1. After a step beside the best it looks at the right, where little is known.
# 2. The mean alone stays beside the best and gains nothing in eight steps: further right the model falls back
#    to 82 %.
# 3. With 0.5 a training tells about its nearest neighbours only; with 8, about the whole axis.
#
# ### Exercise 06.5
#
# A colleague writes the step. Her function gets `mean` and `std` of all candidates (arrays), the `rewards` so
# far, and the positions of the `trained` ones (a list), and returns the position of the next network. Her
# search trains the same few networks again and again, and after a very lucky training it only looks where
# least is known. There are two faults. Mend both; `expected_improvement` is fine.

# %% exercise="06.5"
def answer(mean, std, rewards, trained):
    hope = expected_improvement(mean, std, max(rewards))
    return hope.argmax()

# %% [markdown]
# ## The whole search
#
# All that the model knows of a space is a table of similarities. The centre is now the mean of the rewards,
# and the spread their standard deviation.
#
# ### Exercise 06.6
#
# Write it with your `posterior` and your `expected_improvement`. `similar[np.ix_(a, a)]` has the rows and
# columns of the list `a`; `similar[a]` has all columns. About twelve lines.

# %% exercise="06.6"
def optimise(similar, evaluate, budget, start, noise):
    """Bayesian optimisation: trained positions and their rewards, two lists in order.

    similar: array (N, N), similarities of all candidates. evaluate(position): its
    reward; one training. Exactly `budget` of them are made, those of `start` (a list
    of positions) first. Then, again and again: put all rewards into spreads (minus
    their mean, divided by np.std), compute the posterior of all N candidates, and
    train the one of greatest EI. The best so far is the greatest mean among the
    trained ones. Nothing is trained twice. noise: of a measurement, in spreads.
    """
    ...

# %% [markdown]
# ## It searches FashionBench
#
# FashionBench has 648 networks with seven decisions. What is a distance now? Write each architecture as a
# list of numbers, its **encoding**: a 1 for each choice that is taken, a 0 for each of the others. The
# straight-line distance between two lists then grows with the root of the number of decisions that differ.
#
# The length scale is 3 and the measurement noise 0.2 spreads. We chose them among 15 pairs, in searches of
# other seeds than those below.

# %%
space = bench.space
positions = np.array([space.indices(arch) for arch in bench.archs])  # (648, 7)
differ = (positions[:, None] != positions[None]).sum(2)  # (648, 648)
similar = similarity(np.sqrt(differ), length=3)
test = np.array([bench.test(arch) for arch in bench.archs])  # no search sees it


def bayesian(similar, seed, budget=60, noise=0.2):
    """Positions and rewards of one search of yours, from ten random networks."""
    look, rng = noisy_lookup(bench, seed), np.random.default_rng(seed)
    start = rng.choice(len(bench.archs), 10, replace=False).tolist()
    found = optimise(similar, lambda i: look(bench.archs[i]), budget, start, noise)
    return list(found[0]), list(found[1])

# %% [markdown]
# One search of yours: each dot is a training. Look at what changes after the ten random ones.

# %%
trained, rewards = bayesian(similar, seed=0)
fig = figure(6.5, 3.0)
pictures.one_search(fig.subplots(), rewards, test[trained], start=10)
show(fig, alt="Sixty trainings: the first ten lie anywhere between 79 and 87 per cent, "
              "the later ones nearly all between 85 and 87.")
found = trained[int(np.argmax(rewards))]
print(f"best reward {max(rewards):.2%}, its test accuracy {test[found]:.2%}")

# %% [markdown]
# Now a hundred searches of 60 evaluations, against rivals in the best form that we know. Evolution never trains
# a network twice; its population of 10 with tournaments of 3 was the best of three pairs of sizes. What is
# handed over is judged by its test accuracy, mean of three trainings, which no search can see.
#
# **Predict:** by how many percentage points is your search ahead of random search?

# %%
my_guess = ...  # percentage points, such as 0.5

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
from tqdm.auto import tqdm

from nas_teach.evaluation import compare, noise_ceiling
from nas_teach.strategies import LocalSearch, RandomSearch
from nas_teach.strategies import RegularizedEvolution as Evolution

SEEDS, BUDGET, MODEL = 100, 60, "your search"
makers = {
    "random search": lambda seed: RandomSearch(space, seed),
    "local search": lambda seed: LocalSearch(space, seed),
    "evolution, oldest dies": lambda seed: Evolution(space, 10, 3, True, seed=seed),
    "evolution, worst dies": lambda seed: Evolution(space, 10, 3, False, seed=seed),
}
curves = compare(makers, bench, BUDGET, SEEDS)
runs = [bayesian(similar, seed) for seed in tqdm(range(SEEDS), desc=MODEL)]
curves[MODEL] = np.array([measures.in_hand(*run) for run in runs])

# %% [markdown]
# Look at the right end, and at the dashed noise ceiling: what you would hold after training all 648
# networks once and taking the best-looking one.

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
ceiling = noise_ceiling(bench)
fig = figure(6.8, 4.0)
pictures.handed_over(fig.subplots(), curves, ceiling)
show(fig, alt="Test accuracy over 1 to 60 evaluations: random search ends last, "
              "your search first, near the noise ceiling.")
print(f"noise ceiling {ceiling:.2%}; your search {curves[MODEL][:, -1].mean():.2%}")

# %% [markdown]
# How sure is that order? Look at how near each interval comes to zero.

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
from nas_teach.statistics import paired_difference

ends = {name: 100 * values[:, -1] for name, values in curves.items()}
gaps = {f"your search −\n{name}": paired_difference(ends[MODEL], ends[name])
        for name in makers}
fig = figure(6.8, 3.6)
guesses = {"your search −\nrandom search": my_guess}
forest(fig.subplots(), gaps, "lead at 60 evaluations [test, points]", guesses=guesses)
show(fig, alt="Leads with 95 per cent intervals: clearly ahead of random search, less "
              "of local search and oldest dies; worst dies is about level.")
print("your guess:", "none written down" if my_guess is ... else my_guess)
assert gaps["your search −\nrandom search"][1] > 0

# %% [markdown]
# Your search is ahead of random search, by more than a tenth of a point. With 60 trainings it hands over about
# as good a network as you would after training all 648 once.
#
# Its leads over local search and over *oldest dies* are smaller, and their intervals come near to zero, so
# other seeds may well not show them. Against *worst dies* a hundred searches are too few: we claim nothing.
#
# ## What do you hand over?
#
# You know the winner's curse: the best reward was lucky. The model has heard all 60 rewards. Ask it for its
# *favourite*: of the 60, the network with the greatest mean. Is that a better one to hand over?
#
# A reward has two kinds of luck. The luck of the *training* is gone if we look at the two trainings that the
# search did not draw. The luck of the *images* is still there, because all trainings are validated on the
# same images; the test set has others. So we ask twice. **What do you expect of the test images?**

# %%
my_favourite = ...  # "favourite" or "best reward"

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
def favourite(trained, rewards):
    """Of the trained ones, the position from which your posterior expects most."""
    y, table = np.array(rewards), similar[np.ix_(trained, trained)]
    mean, _ = posterior(table, table, (y - y.mean()) / y.std(), 0.2)
    return trained[int(np.argmax(mean))]


def best_reward(trained, rewards):
    return trained[int(np.argmax(rewards))]

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
judged = [100 * measures.two_judges(runs, of) for of in (favourite, best_reward)]
gaps = paired_difference(*judged)
ways = ("other trainings,\nsame images", "test images")
fig = figure(6.5, 2.2)
rows = {way: [part[i] for part in gaps] for i, way in enumerate(ways)}
forest(fig.subplots(), rows, "model's favourite − best reward [points]")
show(fig, alt="On the same images the favourite is a little behind the network with "
              "the best reward; on the test images it is ahead.")
print("your guess:", "none written down" if my_favourite is ... else my_favourite)

# %% [markdown]
# The two judges disagree. On the images that the search has used, the favourite is rather behind; on other
# images it is ahead, by a little less than a tenth of a point. The best reward belongs to a network that was
# lucky in its training *and* happens to suit these images. Another training takes only the first luck away. The
# model averages over similar networks, which takes away a part of both.
#
# So hand over the model's favourite, and judge it by images that the search has not used.
#
# ## A similarity that knows order (optional)
#
# So far kernel 3 is as far from kernel 5 as from kernel 7. But kernels, widths, depths and attention heads
# are *ordered*, and 5 lies between 3 and 7. The block and the skip connection are names without an order. An
# encoding that keeps the order is called **ordinal**.
#
# May any falling curve be a similarity? No. Take $e^{-(d/2)^4}$, which is flatter at the top than Matérn's,
# and three networks at 0, 1 and 2. The sum $f_1 - 1.6 f_2 + f_3$ is a number like any other, so its variance
# cannot be negative:

# %%
weights, three = np.array([1, -1.6, 1]), np.abs(np.subtract.outer(range(3), range(3)))
for name, table in {"Matérn 5/2": similarity(three),
                    "flat top": np.exp(-((three / 2) ** 4))}.items():
    print(f"{name}: variance of the sum {weights @ table @ weights:.2f}")

# %% [markdown]
# No three accuracies have the similarities of the flat top. So keep to curves for which this is proved:
# Matérn's of a straight-line distance, the bell $e^{-(d/2)^2}$, $e^{-d}$, and products of such.
#
# ### Exercise 06.7
#
# Write a similarity of your own that knows which decisions are ordered. It must be a true one in the sense of
# the last cell, names must have no order in it, and with 20 known networks it must rank the others better
# than the lesson's similarity does, by an interval above zero, at length scale 3.

# %% exercise="06.7"
def ordered_similarity(positions, ordered, length):
    """Similarities (n, n) of n architectures, from 0 to 1.

    positions: whole numbers (n, decisions), the position of each choice: kernel 3 has
    0, kernel 5 has 1. ordered: a list of True and False, one for each decision.
    """
    ...

# %% [markdown]
# What does it gain? First the ranking: the model learns from $n$ networks, each trained once, and ranks all
# others; 1 is the right order of test accuracies, 0 no relation (Kendall's tau, lesson 04). Then the search.

# %%
ordered = [name not in ("block", "skip") for name in space.choices]
with_order = np.array(ordered_similarity(positions, ordered, 3))
rows = {}
for n in (10, 20, 40, 80):
    rows[f"{n} known"] = [measures.taus_of(posterior, each, n, range(20)).mean()
                          for each in (similar, with_order)]
pd.DataFrame(rows, ["without order", "with order"]).round(2)

# %%
ordered_runs = [bayesian(with_order, seed) for seed in tqdm(range(50))]
ordered_curves = 100 * np.array([measures.in_hand(*run) for run in ordered_runs])
gaps = ordered_curves - 100 * curves[MODEL][:50]  # (searches, trainings)
rows = {f"after {n}": paired_difference(gaps[:, n - 1], 0) for n in (20, 40, 60)}
print("test accuracy, with order minus without [points]")
pd.DataFrame(rows, ["mean", "95 % from", "to"]).T.round(2)

# %% [markdown]
# The ranking is clearly better while examples are few. The search gains nothing that fifty seeds could show:
# it needs only to find a few good networks, not to rank them all.
#
# ## How the data choose the length scale (optional)
#
# Ask of each length scale: *if this were the true one, how likely would exactly these rewards be?* That is
# the **likelihood**, the height of the bell at the rewards. Begin with one reward $y$ and a bell of variance
# $v$. The logarithm of its height is, up to a constant, $-\tfrac12 (y^2 / v + \log v)$. Read down the
# columns.

# %%
v = np.array([0.1, 1, 10])
columns = {"misfit y²/v": 1.5**2 / v, "breadth log v": np.log(v)}
pd.DataFrame(columns, [f"variance {value:g}" for value in v]).assign(
    log_likelihood=-(1.5**2 / v + np.log(v)) / 2).round(2)

# %% [markdown]
# The two terms pull against each other. The narrow bell did not expect 1.5, so it has a large misfit. The
# broad bell expects anything, and pays for its breadth. With many rewards the misfit is $y^\top K^{-1} y$.
# The breadth is the logarithm of the *determinant* of $K$, which is the product of the variances along the
# axes of the bell. Here are 40 random networks; look for the greatest number.

# %%
some = np.random.default_rng(1).choice(648, 40, replace=False)
look = noisy_lookup(bench, 1)
y = np.array([look(bench.archs[i]) for i in some])
y = (y - y.mean()) / y.std()
rows = {}
for length in (0.5, 1, 2, 4, 8):
    between = similarity(np.sqrt(differ[np.ix_(some, some)]), length)
    rows[f"length scale {length}"] = [
        -(y @ np.linalg.solve(K, y) + np.linalg.slogdet(K)[1]) / 2
        for K in (between + noise**2 * np.eye(40) for noise in (0.05, 0.2, 0.5))]
columns = [f"noise {noise} spreads" for noise in (0.05, 0.2, 0.5)]
pd.DataFrame(rows, columns).T.round(1)

# %% [markdown]
# A short length scale says that networks have nothing to do with each other, a very long one that all are
# nearly the same; both make these rewards less likely. The package's `BayesianOptimization` chooses length
# scale and noise in this way while it searches.
#
# ## When does a model pay for its time? (optional)
#
# Random search answers at once. The model solves equations that grow with the number of trials. The price of
# one training at which both reach a goal in the same time is their **break-even**.

# %% quick="06.q7"

# %% [markdown]
# In general it is the seconds that the model asked, divided by the trainings that it saves.

# %% tags=["nbval-ignore-output"] reason="times depend on the machine"
import time

rows = {}
for n in (30, 100, 300):
    some = list(range(n))
    start = time.perf_counter()
    for _ in range(5):
        posterior(similar[:n, :n], similar[:n], np.linspace(-1, 1, n), 0.2)
    rows[f"{n} known"] = [1000 * (time.perf_counter() - start) / 5]
seconds = bench.table["seconds"].mean()
print(f"one training of FashionBench took {seconds:.1f} s on average")
assert max(rows.values())[0] < 1000 * seconds
pd.DataFrame(rows, ["your posterior [ms]"]).round(1)

# %% [markdown]
# Milliseconds against seconds, and real trainings take hours. So the model's time is hardly ever the argument
# against it. What counts is how many trainings it saves.
#
# ## Any model will do: a learned predictor (optional)
#
# The loop needs a mean and a deviation, and does not ask where they come from. BANANAS (White et al.) trains
# a few small neural networks that predict the accuracy from the encoding. Their average is the mean, and the
# spread of this **ensemble** is the deviation. How well does it rank? Read each row against the last one,
# which needs no training at all: more MACs are better.

# %% tags=["nbval-ignore-output"] reason="small neural networks come out differently on different processors"
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

warnings.filterwarnings("ignore", category=ConvergenceWarning)  # stopped early
codes = np.array([space.encode(arch) for arch in bench.archs])


def ensemble(some, y, run):
    """Opinions (3, 648) of three small networks that were trained on `some`."""
    nets = [MLPRegressor(hidden_layer_sizes=(16,), solver="lbfgs", alpha=0.1,
                         max_iter=30, random_state=3 * run + i) for i in range(3)]
    return [net.fit(codes[some], y).predict(codes) for net in nets]

# %% tags=["nbval-ignore-output"] reason="small neural networks come out differently on different processors"
macs, rows = [bench.value(arch, "macs") for arch in bench.archs], {}
for n in (10, 40, 160):
    taus = []
    for run in range(8):
        some, y, others = measures.drawn(n, run)
        opinion = np.mean(ensemble(some, y, run), axis=0)
        taus.append([measures.ranking(opinion, others), measures.ranking(macs, others)])
    networks, counted = np.mean(taus, axis=0)
    yours = measures.taus_of(posterior, similar, n, range(8)).mean()
    rows[f"{n} known"] = networks, yours, counted
pd.DataFrame(rows, ["three networks", "your posterior", "counting MACs"]).round(2)

# %% [markdown]
# With ten trainings neither model beats the one-line rule, so a picture of predictors should always have such
# a line. With 160 both do.
#
# ## Recap
#
# 1. A Gaussian process says what to expect and how sure to be. For one known network the weight is $s / k$;
#    for many, solve $K w = s$.
# 2. Measurement noise stands on the diagonal, because each measurement has luck of its own.
# 3. Expected improvement is the mean height above the best so far, falling short counted as zero.
# 4. On FashionBench, judged by test accuracy, Bayesian optimisation leads random search after 60 evaluations.
#    Against evolution in its best form, a hundred searches are too few to tell.
# 5. Hand over the model's favourite, not the network with the best reward.
#
# ## Questionnaire
#
# 1. Why does a noisy measurement get a smaller weight, and what is $k$?
# 2. Two known networks resemble each other. What happens to their weights?
# 3. Why does the noise stand on the diagonal of $K$ only?
# 4. How can a network of low mean have a high EI?
# 5. Why is the best so far not the greatest reward?
# 6. Why do the two judges of the favourite disagree?
#
# ## What to use when
#
# | your case | use |
# |---|---|
# | some dozens of trainings, seconds or more each | Bayesian optimisation; hand over its favourite |
# | thousands of trainings, or many at a time | evolution without repeats |
# | a space too large to compare all candidates | a model, asked about mutants only |
# | any | random search with the same budget, as the line to beat |
#
# ## What the papers did
#
# - Jones, Schonlau & Welch 1998 ([doi:10.1023/A:1008306431147](https://doi.org/10.1023/A:1008306431147)) made
#   expected improvement known, for simulations that take hours.
# - Rasmussen & Williams 2006, [*Gaussian Processes for Machine Learning*](https://gaussianprocess.org/gpml/):
#   the book; its equations 2.25 and 2.26 are your `posterior`.
# - Snoek, Larochelle & Adams 2012 ([arXiv:1206.2944](https://arxiv.org/abs/1206.2944)) brought it to learning
#   rates and the like, with our Matérn 5/2.
# - White, Neiswanger & Savani 2019, BANANAS ([arXiv:1910.11858](https://arxiv.org/abs/1910.11858)): an
#   ensemble of networks in place of the Gaussian process, and candidates by mutation.
#
# ## Where to go next
#
# Every strategy so far waits for full trainings. Lesson 07 makes them cheaper, and measures what that costs
# in truth.
#
# **Next:** [07 · Evaluation strategies](07_evaluation_strategies.ipynb).
