# %% [markdown]
# # 06 · Bayesian optimisation
#
# **A model that says what it expects, and how sure it is, chooses the next network to train.**
#
# Afterwards you can
#
# - compute what a Gaussian process believes, with noisy measurements (exercise 06.1);
# - compute the expected improvement, and say why it may choose a network of which less is expected
#   (exercises 06.2 and 06.3);
# - encode architectures for a model, and say when a model is worth its own time (exercises 06.4 and 06.5).
#
# {{minutes}} **Builds on:** lessons 01 (noise, incumbent,
# random search), 04 (FashionBench) and 05 (mutation, local search).

# %%
from nas_teach.lab import bayes_opt_steps, check, hint, show, solution

# %% [markdown]
# ## Three networks are trained. Which one next?
#
# Recall **FashionBench**: 648 architectures, each really trained three times on Fashion-MNIST; a look-up
# takes the place of a training. For a start we take one small family: plain convolutions, two blocks a
# stage, no skip connections, no attention. Kernel 1, kernel 2 and the width are free. We sort the 27
# networks by their work, in multiply-accumulates (MACs), and train the three with the smallest kernels:

# %%
import numpy as np

from nas_teach.evaluation.benchmark import FashionBench
from nas_teach.evaluation.extracts import by_work

bench = FashionBench.load()
archs, x, accuracy = by_work(bench, block="conv", depth=2, skip=False, heads=0)
                                               # sorted by work; x = log2(thousand MACs); in per cent, seed 0
known = [i for i, arch in enumerate(archs) if arch.kernel1 == arch.kernel2 == 3]
LETTERS = {"A": 12, "B": 20, "C": 26, "D": 3}  # four of those that are not trained yet
for name, i in [("trained", i) for i in known] + list(LETTERS.items()):
    result = f"{accuracy[i]:.1f} %" if i in known else "?"
    print(f"{name:8} kernels {archs[i].kernel1} and {archs[i].kernel2}, width {archs[i].width:2}: "
          f"{2 ** x[i]:5,.0f} thousand MACs, {result}")

# %% [markdown]
# You may train one more. A lies between the two good ones. B does twice the work of the best. C is far away
# from all that you know. D lies near the poor one.
#
# **Write down a letter and a reason before you read on.**

# %%
my_choice = ...

# %% [markdown]
# Probably you weighed two things: how good will it be, and how little do I know about it? This lesson turns
# that weighing into four lines of arithmetic, and then lets it search all 648.
#
# ## A model that knows what it does not know
#
# Before any training, what would you say about a network? We say: *82 %, give or take 3*. More precisely a
# **bell curve** (normal distribution) with mean 82 and standard deviation 3.
#
# The second ingredient: **networks that do similar work have similar accuracies**. How similar depends on the
# distance between them, counted in doublings of work:

# %%
CENTRE, SPREAD = 82, 3                         # per cent: what we say of a network that we know nothing of


def similarity(distance, length=2.0):
    r = np.sqrt(5) * distance / length
    return (1 + r + r**2 / 3) * np.exp(-r)


for doublings in (0, 0.5, 1, 2, 4, 8):
    print(f"{doublings:3} doublings apart: similarity {similarity(doublings):.2f}")

# %% [markdown]
# Similarity is the correlation of the two accuracies: 1 means that the one tells all about the other, 0 that
# it tells nothing. The **length scale** says how far one training tells about others; here 2 doublings. (This
# curve is called *Matérn 5/2*. Any that falls like this from 1 to 0 would do. The literature calls it a
# *kernel* or *covariance*; we keep "kernel" for convolutions.)
#
# Now imagine many possible **worlds**. In each, two networks one doubling apart get accuracies with that
# correlation. You train the first and measure 84.6 %. Cross out every world that says otherwise:

# %%
from nas_teach.lab.showing.style import BLUE, GREY, figure, label

rng, together = np.random.default_rng(0), similarity(1.0)
z = rng.standard_normal((2, 20_000))
first = CENTRE + SPREAD * z[0]
second = CENTRE + SPREAD * (together * z[0] + np.sqrt(1 - together**2) * z[1])
left = np.abs(first - 84.6) < 0.3
print(f"all {left.size:,} worlds: second network {second.mean():.1f} ± {second.std():.1f} %")
print(f"the {left.sum():,} that are left: {second[left].mean():.1f} ± {second[left].std():.1f} %")

fig = figure(5.0, 3.0)
ax = label(fig.subplots(), "first network [%]", "second network [%]")
ax.plot(first[:2000], second[:2000], ".", color=GREY, markersize=3, label="worlds")
few = left[:2000]
ax.plot(first[:2000][few], second[:2000][few], "o", color=BLUE, markersize=4, label="not crossed out")
fig.legend(loc="outside upper center", ncols=2, frameon=False)
show(fig, alt="A slanted cloud of points, one a world; a narrow vertical strip of it is left after the first "
              "network was measured, and in it the second network varies much less.")

# %% [markdown]
# That is all that **conditioning** means: keep the worlds that agree with what you measured. What is left
# says what to expect of the second network, and how sure to be.
#
# Do the same with all networks at once. A world is then a curve over the whole axis, and a bell curve over
# curves is called a **Gaussian process**. A measurement also has its own **noise**: the luck of a seed, and
# whatever the axis does not show (two networks with the same work may differ in kernels). Suppose 1
# percentage point of it. We draw a million worlds for the three trained networks and A to D:

# %%
seven = x[[*known, *LETTERS.values()]]
covariance = SPREAD**2 * similarity(np.abs(np.subtract.outer(seven, seven)))
worlds = rng.multivariate_normal(np.full(7, CENTRE), covariance, 1_000_000, method="cholesky")
measured = worlds[:, :3] + rng.normal(0, 1.0, (len(worlds), 3))       # the truth, and the luck of a training
left = (np.abs(measured - accuracy[known]) < 0.6).all(1)
print(f"{left.sum():,} of {len(worlds):,} worlds are left")
for j, letter in enumerate(LETTERS, start=3):
    print(f"{letter}: {worlds[left, j].mean():.1f} ± {worlds[left, j].std():.1f} %")

# %% [markdown]
# It works, but three measurements have used up nearly all our worlds. With thirty, not one would be left. So
# compute what the survivors would say.
#
# ## The posterior, in the open
#
# What we believe before measuring is called the **prior**, what we believe after it the **posterior**. Count
# all accuracies as *(accuracy − 82) / 3*, so that the prior has mean 0 and deviation 1. We know $n$
# measurements $y_i$ and guess the accuracy $f$ of a new network by a weighted sum $\sum_i w_i y_i$. Which
# weights have the least mean squared error? Multiply the square out, and take the mean of each product:
#
# $$E\Big[\big(f - \textstyle\sum_i w_i y_i\big)^2\Big] \;=\; 1 \;-\; 2\,w^\top s \;+\; w^\top K\, w$$
#
# Here $s_i$, the mean of $f y_i$, is the similarity of the new network to the known one $i$. $K_{ij}$, the
# mean of $y_i y_j$, is that of the known ones $i$ and $j$, and on the diagonal the noise variance comes on
# top, for each measurement has luck of its own. At the bottom of this parabola the derivative is zero:
#
# $$K\,w = s \qquad\text{and what is left of the error is}\qquad 1 - w^\top s .$$
#
# With bell curves no cleverer guess exists. In Python:

# %%
def posterior(known_similar, new_similar, y):
    """K (n, n), s (n, m), y (n,) -> mean (m,), standard deviation (m,)."""
    weights = np.linalg.solve(known_similar, new_similar)                 # (n, m): K w = s
    return weights.T @ y, np.sqrt(1 - (weights * new_similar).sum(0))


def believe(x_known, y_known, x_new, length=2.0, noise=1.0):
    """The same in per cent, over the axis of work."""
    between, to_new = (similarity(np.abs(np.subtract.outer(x_known, b)), length) for b in (x_known, x_new))
    luck = (noise / SPREAD) ** 2 * np.eye(len(x_known))
    mean, std = posterior(between + luck, to_new, (y_known - CENTRE) / SPREAD)
    return CENTRE + SPREAD * mean, SPREAD * std


four = list(LETTERS.values())
mean, std = believe(x[known], accuracy[known], x[four])
for letter, m, s in zip(LETTERS, mean, std, strict=True):
    print(f"{letter}: {m:.1f} ± {s:.1f} %")

# %% [markdown]
# The same numbers as from the worlds, up to the luck of a few hundred survivors. Does a library agree?

# %%
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern

process = GaussianProcessRegressor(Matern(length_scale=2.0, nu=2.5), alpha=(1 / SPREAD) ** 2, optimizer=None)
process.fit(x[known, None], (accuracy[known] - CENTRE) / SPREAD)
library_mean, library_std = process.predict(x[four, None], return_std=True)
print("scikit-learn agrees:", np.allclose(CENTRE + SPREAD * library_mean, mean, atol=1e-6),
      np.allclose(SPREAD * library_std, std, atol=1e-6))

# %% [markdown]
# Here it is as a picture, after none, one, two and three trainings. Five worlds in grey, the expected curve
# in blue, the band two standard deviations to either side.

# %%
from nas_teach.lab.lesson_06.pictures import conditioning

grid, panels = np.linspace(x.min(), x.max(), 80), {}
for count, title in enumerate(("nothing trained", "one", "two", "three trained")):
    have = known[:count]
    m, s = believe(x[have], accuracy[have], grid)
    a, b = (similarity(np.abs(np.subtract.outer(one, grid))) for one in (x[have], grid))
    k = similarity(np.abs(np.subtract.outer(x[have], x[have]))) + np.eye(count) / SPREAD**2
    curves = rng.multivariate_normal(m, SPREAD**2 * (b - a.T @ np.linalg.solve(k, a)), 5)
    panels[title] = x[have], accuracy[have], m, s, curves
    print(f"{title:15}: at 3,000 thousand MACs {m[-1]:.1f} ± {s[-1]:.1f} %")
fig = figure(7.0, 4.4)
conditioning(fig, grid, panels)
show(fig, alt="Four panels: a broad flat band with five wavy curves; with each training the band narrows "
              "around the measured point, and far away from all points it stays broad.")

# %% [markdown]
# Near a measurement the band is narrow, though not zero: noise. Far away it is as broad as before, and the
# blue curve falls back to 82. That is what the model knows about what it does not know.
#
# ### Exercise 06.1
#
# This function should return mean and standard deviation at one `new` place, in units of the spread.
# `noise` is the *variance* of the noise, and this similarity is a bell instead of Matérn's curve. Something
# is wrong with the function: after ten measurements at the same place
# it is no surer than after one. Mend it. (`lstsq` is `solve` for a matrix that may have no inverse.)

# %% exercise="06.1"
def answer(x, y, new, length, noise):
    def alike(a, b):
        return np.exp(-(np.subtract.outer(a, b) / length) ** 2 / 2)

    known = alike(x, x) + noise
    shared = alike(x, [new])[:, 0]
    weights = np.linalg.lstsq(known, shared, rcond=None)[0]
    return weights @ y, np.sqrt(max(1 - weights @ shared, 0))

# %% [markdown]
# ## How much better could it be?
#
# The model has an opinion about all 24 networks that are left. Which is next? Take the one with the greatest
# mean, and you never leave what you know. Take the greatest deviation, and you only ever explore.
#
# Ask another question: *on average, by how much would it beat the best so far?* The best so far is not the
# greatest reward, which was lucky, but the greatest **mean** among the trained ones. Draw each candidate's
# bell and look at the part above that line:

# %%
from nas_teach.lab.lesson_06.pictures import bells
from nas_teach.strategies.bayes_opt import expected_improvement

best = believe(x[known], accuracy[known], x[known])[0].max()
improvement = expected_improvement(mean, std, best)
fig = figure(6.5, 3.4)
bells(fig.subplots(), list(LETTERS), mean, std, best, improvement)
show(fig, alt="Four bells on their sides beside a line, the best so far. Half of A's bell lies above it; of "
              "the broad bells of B and C a long tail does; of D nothing.")
print(f"best so far {best:.1f} %")

# %% [markdown]
# Falling short costs nothing: we would just keep the old one. So a draw from the bell counts as its height
# above the line, or as zero. The mean of that is the **expected improvement**, EI. Here it is by drawing:

# %%
draws = rng.normal(mean, std, (200_000, 4))                               # (draws, candidates)
gain = np.maximum(draws - best, 0)
error = 1.96 * gain.std(0) / np.sqrt(len(gain))
for letter, m, s, g, e, ei in zip(LETTERS, mean, std, gain.mean(0), error, improvement, strict=True):
    print(f"{letter}: {m:.1f} ± {s:.1f} %   drawn {g:.3f} ± {e:.3f}   formula {ei:.3f} points")

# %% [markdown]
# And by formula. Let $\Delta = \text{mean} - \text{best}$, let $\sigma$ be the deviation and $z = \Delta /
# \sigma$. A draw is $\Delta + \sigma\varepsilon$ above the line, with $\varepsilon$ from the standard bell
# $\varphi$, and it counts where $\varepsilon > -z$:
#
# $$\text{EI} = \int_{-z}^{\infty} (\Delta + \sigma\varepsilon)\,\varphi(\varepsilon)\,d\varepsilon
#   = \Delta\,\Phi(z) + \sigma\,\varphi(z)$$
#
# The first part is $\Delta$ times the probability of counting, and $\Phi$ is the area of the bell up to
# $z$. The second needs one trick: $\varepsilon\varphi(\varepsilon)$ is the derivative of
# $-\varphi(\varepsilon)$.
#
# Now compare with your own choice. A wins: what is expected of it is about as good as the best, and it
# could still be better. But look at C. Its mean is more than two points below the best. Yet the three
# trainings tell so little about it, its bell is so broad, that it has more than half of A's EI. Hoping for
# a high mean is called **exploitation**, hoping for a surprise **exploration**. EI adds the two up, in
# percentage points.
#
# So A is the one to train, and B and C wait. How would you have done? Here is the truth:

# %%
for letter, i in LETTERS.items():
    print(f"{letter}: {accuracy[i]:.1f} %")
print("A improves on the best so far:", bool(accuracy[LETTERS["A"]] > best))

# %% [markdown]
# A disappoints, and whoever chose B or C did better this time. Expected improvement is right *on average*,
# not each time. And nothing is lost: the next posterior knows what A taught.
#
# ### Exercise 06.2
#
# The best so far is 86 %. Of X the model expects 85 %, with deviation 2. Of Y it expects 86 %, with deviation
# 0.5. Which has the greater expected improvement?
#
# - **A** X, about twice as much.
# - **B** Y, because more is expected of it.
# - **C** Neither: X is expected to fall short, and Y to gain nothing, so both are zero.
# - **D** Y, because it is the surer one: about half of its draws are an improvement, of X's only a third.

# %% exercise="06.2"
answer = ...

# %% [markdown]
# ### Exercise 06.3
#
# Write the formula. `std` is greater than zero; larger rewards are better. `norm.cdf` is $\Phi$, `norm.pdf`
# is $\varphi$.

# %% exercise="06.3"
from scipy.stats import norm


def answer(mean, std, best):
    ...

# %% [markdown]
# ## One step at a time
#
# **Bayesian optimisation** is this loop: compute the posterior, train the candidate of greatest expected
# improvement, and begin again.
#
# Grey rings are networks that are not trained yet; the search cannot see them. Move *Step*, or press play.
# Then let it choose by the expected accuracy only. **Predict: where will that search spend its steps?**
# Last, go back to expected improvement and make the length scale 0.5 or 8. What does the model believe now?

# %%
bayes_opt_steps()

# %% [markdown]
# The three ways to choose, step by step, from the same three networks:

# %%
from nas_teach.strategies.gaussian_process import EI, MEAN, Prior, search_axis

print("best accuracy measured [%] after 0, 1, 2, ... 8 steps")
untrained = np.delete(np.arange(len(x)), known)
ways = {way: [search_axis(x, accuracy, known, 8, Prior(CENTRE, SPREAD), way)[:11]] for way in (EI, MEAN)}
ways["random, mean of 1,000"] = [[*known, *rng.permutation(untrained)[:8]] for _ in range(1000)]
for way, orders in ways.items():
    highest = np.maximum.accumulate(accuracy[np.array(orders)], axis=1)[:, 2:].mean(0)
    print(f"{way:23}", " ".join(f"{value:.1f}" for value in highest))
print(f"best of all 27: {accuracy.max():.1f}")

# %% [markdown]
# Choosing by the mean alone stays beside the best that it knows, for eight steps, and gains nothing: a
# little to the right the model falls back to 82, so it never looks there. It does worse than blind choice.
# EI looks to the right, since there it knows little.
#
# A length scale of 0.5 makes each training tell about its nearest neighbours only: everything else stays at
# 82 ± 3. With 8, three trainings already tell a lot about the whole axis, and the curve simply goes on
# rising; here that happens to be right. **The length scale and the noise are beliefs too.** We shall choose
# them by the data.
#
# ## An architecture is not a number
#
# The work is one number of an architecture that has seven decisions. A model over all decisions needs a
# distance between two architectures, and so each must become a list of numbers, its **encoding**:
#
# - **one-hot**: a 1 for the choice taken and a 0 for each of the others. All choices are equally far apart.
# - **ordinal**: the position among the choices, from 0 to 1. Neighbours are closer than ends.

# %%
from scipy.spatial.distance import cdist

space = bench.space


def one_hot(archs):
    return np.array([space.encode(arch) for arch in archs])               # (n, 18)


def ordinal(archs):
    last = [max(len(values) - 1, 1) for values in space.choices.values()]
    return np.array([space.indices(arch) for arch in archs]) / last       # (n, 7)


base = space.arch(kernel1=3, kernel2=3, block="conv", width=4, depth=1, skip=False, heads=0)
print(base)
for change in ({"kernel1": 5}, {"kernel1": 7}, {"block": "mbconv"}, {"kernel1": 7, "block": "mbconv"}):
    a, b = (cdist(code([base]), code([base._replace(**change)])).item() for code in (one_hot, ordinal))
    print(f"{str(change):38} distance {a:.2f} one-hot, {b:.2f} ordinal")

# %% [markdown]
# *Kernel 5 is nearer to 3 than 7 is*: the ordinal encoding says so before the first training, the one-hot
# encoding has to learn it. If it is true, that saves trainings.
#
# ### Exercise 06.4
#
# A colleague extends the decision `block` to `("conv", "mbconv", "attention")` and uses the ordinal encoding.
# What has her model been told before the first training?
#
# - **A** That conv and attention are less alike than conv and mbconv, because she typed them in that order.
# - **B** Nothing: for a model the numbers 0, 0.5 and 1 are names like any others.
# - **C** That attention is the best of the three, for it has the largest number.
# - **D** That all three are equally alike, as in one-hot.

# %% exercise="06.4"
answer = ...

# %% [markdown]
# ## The package's version
#
# `BayesianOptimization` does the same over a whole space. Two things are added. *82 ± 3* is replaced by mean
# and deviation of the rewards told. (Rewards far below the rest are lifted first: how bad a bad one is should
# not stretch the scale.) And length scale and noise are chosen from a small grid. Noise is
# a variance there, as a share of the variance of all rewards: 0.03 says that luck makes about 3 % of it.
#
# We tell it 40 random trials, each with the luck of one seed, and ask for its posterior over all 648
# architectures. Then we go through the grid with our own four lines and see which of its pairs gives the
# same:

# %%
from itertools import product

from nas_teach.evaluation.benchmark import lookup
from nas_teach.strategies.bayes_opt import LENGTHS, NOISES, BayesianOptimization, lift_failures

evaluate, rng = lookup(bench, seed=1), np.random.default_rng(1)
some = list(dict.fromkeys(space.sample(rng) for _ in range(50)))[:40]         # 40 different ones
rewards = np.array([evaluate(arch) for arch in some])
strategy = BayesianOptimization(space, encoding="ordinal")
for arch, reward in zip(some, rewards, strict=True):
    strategy.tell(arch, reward)
package = strategy.posterior(bench.archs)                                 # mean, standard deviation

lifted = lift_failures(rewards)
y = (lifted - lifted.mean()) / lifted.std()


def matrix(length, noise):
    return similarity(cdist(ordinal(some), ordinal(some)), length) + noise * np.eye(len(some))

# %%
to_all = cdist(ordinal(some), ordinal(bench.archs))
likelihood = {}
for length, noise in product(LENGTHS, NOISES):
    k = matrix(length, noise)
    ours = posterior(k, similarity(to_all, length), y)
    ours = lifted.mean() + lifted.std() * ours[0], lifted.std() * ours[1]
    same = np.allclose(ours, package, atol=1e-6)
    likelihood[length, noise] = -(y @ np.linalg.solve(k, y) + np.linalg.slogdet(k)[1]) / 2
    if same:
        print(f"our posterior equals the package's with length scale {length} and noise {noise}")

print("\nlog likelihood      noise " + "".join(f"{noise:10}" for noise in NOISES))
for length in LENGTHS:
    print(f"length scale {length:4}         " + "".join(f"{likelihood[length, n]:10.1f}" for n in NOISES))

# %% [markdown]
# The table shows how the pair was chosen. Ask of each: *if these were the true scales, how likely would
# exactly these rewards be?* That is the **likelihood**: the height of the bell over 40 rewards whose
# similarities are $K$. Up to a constant its logarithm is $-\tfrac12 (y^\top K^{-1} y + \log\det K)$. The
# greatest wins. (The package looks at its grid again only now and then, so it may be a few trials late.)
#
# ## Any model will do: a learned predictor
#
# The loop needs a mean and a deviation. It does not ask where they come from. BANANAS (White et al.) takes a
# few small neural networks that learn to predict the accuracy from the encoding. Their average is the mean.
# Each starts from other random weights, so where there is little data they disagree; the spread of this
# **ensemble** is the deviation.

# %%
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

warnings.filterwarnings("ignore", category=ConvergenceWarning)            # we stop early on purpose


def train_networks(codes, y, seed, count=3):
    """`count` networks of 16 hidden units; a function codes (n, decisions) -> opinions (count, n)."""
    nets = [MLPRegressor(hidden_layer_sizes=(16,), solver="lbfgs", alpha=0.1, max_iter=30,
                         random_state=count * seed + i).fit(codes, y) for i in range(count)]
    return lambda new: np.array([net.predict(new) for net in nets])

# %% [markdown]
# A search needs no accuracies, only the right *order*. Kendall's **tau** measures it (lesson 04): 1 is the
# same order, 0 no relation. We train each model on 10 to 160 architectures with the rewards of one seed,
# and it ranks all the others. The truth is the mean of the two other seeds. Twelve draws of architectures
# each.
#
# The *linear* model adds up one number for each choice taken. Two more competitors need no model. *The more
# MACs, the better* needs no training at all. *Train each one once* ranks by the first seed itself, and costs
# 648 trainings.

# %%
from sklearn.linear_model import Ridge

codes, hots, all_rewards, runs = ordinal(bench.archs), one_hot(bench.archs), bench.rewards(), 12


def process_on(some, y, encoding="ordinal"):
    strategy = BayesianOptimization(space, encoding=encoding)
    for i, reward in zip(some, y, strict=True):
        strategy.tell(bench.archs[i], reward)
    return strategy.posterior(bench.archs)                                # mean, standard deviation


models = {
    "Gaussian process, ordinal": lambda some, y, run: process_on(some, y)[0],
    "Gaussian process, one-hot": lambda some, y, run: process_on(some, y, "one-hot")[0],
    "three networks, ordinal": lambda some, y, run: train_networks(codes[some], y, run)(codes).mean(0),
    "linear, one-hot": lambda some, y, run: Ridge(1.0).fit(hots[some], y).predict(hots),
}


def drawn(run, size):
    """Positions of `size` architectures, their rewards in one seed, positions of the others, truth of all."""
    seed, order = run % len(bench.seeds), np.random.default_rng(run).permutation(len(all_rewards))
    truth = np.delete(all_rewards, seed, axis=1).mean(1)                  # the seeds not trained on
    return order[:size], all_rewards[order[:size], seed], order[size:], truth

# %% tags=["nbval-ignore-output"] reason="small neural networks come out differently on different processors"
from scipy.stats import kendalltau
from tqdm.auto import tqdm

from nas_teach.statistics import mean_interval, paired_difference

sizes = (10, 20, 40, 80, 160)
taus = {name: np.zeros((runs, len(sizes))) for name in models}
for run, (column, size) in tqdm(list(product(range(runs), enumerate(sizes))), desc="training sets"):
    some, y, others, truth = drawn(run, size)
    for name, model in models.items():
        predicted = model(some, (y - y.mean()) / y.std(), run)
        taus[name][run, column] = kendalltau(predicted[others], truth[others])[0]

work, truths = [bench.value(arch, "macs") for arch in bench.archs], [drawn(run, 0)[3] for run in range(3)]
by_macs = np.mean([kendalltau(work, truth)[0] for truth in truths])
by_one = np.mean([kendalltau(all_rewards[:, seed], truth)[0] for seed, truth in enumerate(truths)])
print(f"{'tau, trained on':26}" + "".join(f"{size:<14}" for size in sizes))
for name, values in taus.items():
    mean, low, high = mean_interval(values)
    print(f"{name:26}" + "".join(f"{m:.2f} ± {h - m:.2f}   " for m, h in zip(mean, high, strict=True)))
print(f"counting MACs: {by_macs:.2f}; training each one once: {by_one:.2f}")

# %% tags=["nbval-ignore-output"] reason="small neural networks come out differently on different processors"
from nas_teach.lab.showing.curves import lines_with_bands

fig = figure(6.5, 3.4)
ax = label(fig.subplots(), "trained architectures", "Kendall tau on the others")
lines_with_bands(ax, sizes, {name: (mean_interval(values)[0], np.transpose(mean_interval(values)[1:]))
                             for name, values in taus.items()})
for tau, text, x_text in ((by_macs, "counting MACs", 160), (by_one, "training each one once", 25)):
    ax.axhline(tau, color=GREY, linewidth=1)
    ax.text(x_text, tau, text, va="bottom", ha="right", color=GREY)
ax.set_xscale("log", base=2)
ax.set_xticks(sizes, [str(size) for size in sizes])
show(fig, alt="Kendall tau of four models over the number of trained architectures, with 95 per cent bands: "
              "all rise from below the line of counting MACs; with 160 they lie about at the line of "
              "training each one once.")
gap, low, high = paired_difference(taus["Gaussian process, ordinal"], taus["Gaussian process, one-hot"])
print("ordinal minus one-hot:", "  ".join(f"{m:+.2f} ± {h - m:.2f}" for m, h in zip(gap, high, strict=True)))

# %%
final = {name: values.mean(0) for name, values in taus.items()}
print("with 10 trainings, models worse than counting MACs:", sum(t[0] < by_macs for t in final.values()))
print("with 160, models better than counting MACs:", sum(t[-1] > by_macs for t in final.values()))
print("with 160, models better than training each one once:", sum(t[-1] > by_one for t in final.values()))
print("the Gaussian process is better with the ordinal encoding, up to 20 trainings:", (gap[:2] > 0).all())

# %% [markdown]
# **With ten trainings no model beats the one-line rule**; a picture of predictors should always have such a
# line. With 160 all of them do, and all but the linear one rank the other 488 at least as well as training
# each of those once would: a training is one draw of luck, a model has averaged over 160. And to know that
# kernel 5 lies between 3 and 7 helps while examples are few.
#
# Does the ensemble know where it errs? Train on 80 and sort the others by the spread of the three opinions:

# %% tags=["nbval-ignore-output"] reason="small neural networks come out differently on different processors"
errors = {"three networks": [], "Gaussian process": []}
for run in range(runs):
    some, y, others, truth = drawn(run, 80)
    opinions = y.mean() + y.std() * train_networks(codes[some], (y - y.mean()) / y.std(), run)(codes)
    doubts = {"three networks": (opinions.mean(0), opinions.std(0)), "Gaussian process": process_on(some, y)}
    for name, (m, s) in doubts.items():
        missed = 100 * np.abs(m - truth)[others][s[others].argsort()]     # the surest first
        errors[name].append([part.mean() for part in np.array_split(missed, 3)])
for name, thirds in errors.items():
    mean, low, high = mean_interval(thirds)
    print(f"{name:17} mean error of the surest, middle, least sure third:",
          ", ".join(f"{m:.2f} ± {h - m:.2f}" for m, h in zip(mean, high, strict=True)), "points")

# %%
for name, thirds in errors.items():
    surest, _, least = np.mean(thirds, axis=0)
    print(f"{name}: errs less where it is surer: {surest < least}")

# %% [markdown]
# Both err more where they are less sure, but only somewhat: their doubt is a hint, no measurement.
#
# Here is the search. Every ten trials the networks are trained anew. Candidates are mutants of the ten
# best, as in lesson 05, for in a large space nobody can look at everything. The ten of greatest EI are
# next.

# %%
class LearnedPredictor:
    def __init__(self, space, seed=0):
        self.space, self.seed, self.rng = space, seed, np.random.default_rng(seed)
        self.told, self.queue = {}, []

    def ask(self):
        if not self.queue:
            self.queue = self.plan() if self.told else [self.space.sample(self.rng) for _ in range(10)]
        return self.queue.pop()

    def tell(self, arch, reward):
        self.told[arch] = reward

    def plan(self):
        codes, y = ordinal(self.told), np.array(list(self.told.values()))
        networks = train_networks(codes, (y - y.mean()) / y.std(), self.seed)
        parents = sorted(self.told, key=self.told.get)[-10:]
        mutants = dict.fromkeys(self.space.mutate(parents[i % len(parents)], self.rng) for i in range(100))
        mutants = [arch for arch in mutants if arch not in self.told]
        opinions = networks(ordinal(mutants))                             # (3, mutants)
        hope = expected_improvement(opinions.mean(0), opinions.std(0), networks(codes).mean(0).max())
        return [mutants[i] for i in hope.argsort()[-10:]]                 # best last: pop() takes it first

# %% [markdown]
# ## Five strategies, equal budget
#
# Fifty searches a strategy, 60 noisy evaluations each, judged by the mean of three trainings. **Predict:
# which of the five is last, and is any of them clearly first?** `Recorded` wraps a strategy, and keeps its
# trials and the seconds of each ask for later.

# %%
import time

from nas_teach.search import Trial
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.local_search import LocalSearch
from nas_teach.strategies.random_search import RandomSearch


class Recorded:
    def __init__(self, strategy):
        self.strategy, self.trials, self.seconds = strategy, [], []

    def ask(self):
        start = time.perf_counter()
        arch = self.strategy.ask()
        self.seconds.append(time.perf_counter() - start)
        return arch

    def tell(self, arch, reward):
        self.strategy.tell(arch, reward)
        self.trials.append(Trial(arch, reward))

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
from nas_teach.evaluation.comparison import compare, noise_ceiling

SEEDS = 50  # searches a strategy; with 100 this cell takes a minute or more
makers = {
    "random search": (lambda seed: RandomSearch(space, seed=seed), 150),
    "evolution": (lambda seed: RegularizedEvolution(space, 10, 3, seed=seed), 150),
    "local search": (lambda seed: LocalSearch(space, seed=seed), 150),
    "Bayesian optimisation": (lambda seed: BayesianOptimization(space, encoding="ordinal", seed=seed), 60),
    "learned predictor": (lambda seed: LearnedPredictor(space, seed=seed), 60),
}
recorded, curves = {name: [] for name in makers}, {}
for name, (make, budget) in tqdm(makers.items(), desc="strategies"):
    def wrapped(seed, make=make, kept=recorded[name]):
        kept.append(Recorded(make(seed)))
        return kept[-1]

    curves |= compare({name: wrapped}, bench, budget, SEEDS)
print("true accuracy of the incumbent [%], and its 95 % interval, after 20, 40 and 60 evaluations")
for name, values in curves.items():
    mean, low, high = (100 * part for part in mean_interval(values))
    half = high - mean
    print(f"{name:22}", "   ".join(f"{mean[n - 1]:.2f} ± {half[n - 1]:.2f}" for n in (20, 40, 60)))

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
from nas_teach.lab.showing.curves import draw_comparison

optimum, ceiling = bench.optimum.reward, noise_ceiling(bench)
fig = figure(6.8, 4.0)
ax = fig.subplots()
draw_comparison(ax, {name: values[:, :60] for name, values in curves.items()}, optimum, ceiling)
ax.set_ylim(84.5, None)
show(fig, alt="True accuracy of the incumbent over 60 evaluations: random search is last; Bayesian "
              "optimisation is on top and ends at about the noise ceiling, the others lie between.")
print("paired differences [points], and their 95 % intervals, after 20, 40 and 60 evaluations")
model, rest = "Bayesian optimisation", ("evolution", "local search", "learned predictor")
for one, two in [(model, "random search"), *((model, name) for name in rest),
                 *((name, "random search") for name in rest)]:
    gap = paired_difference(100 * curves[one][:, :60], 100 * curves[two][:, :60])
    ends = [[part[n - 1] for part in gap] for n in (20, 40, 60)]
    print(f"{one:21} minus {two:17}", "   ".join(f"{m:+.2f} ({a:+.2f} to {b:+.2f})" for m, a, b in ends))

# %%
final = {name: values[:, 59] for name, values in curves.items()}
bayes = final["Bayesian optimisation"]
for name in ("random search", "evolution", "local search"):
    print(f"Bayesian optimisation ahead of {name} on average: {bayes.mean() > final[name].mean()}")
print("the 95 % interval of its lead over random search is above zero:",
      paired_difference(bayes, final["random search"])[1] > 0)
assert abs(bayes.mean() - ceiling) < 0.003

# %% [markdown]
# Random search is last, Bayesian optimisation first. After 60 evaluations it is about where the dashed line
# is: it hands over as good a network as you would after training all 648 once.
#
# How sure is that order? After 20 evaluations, the first ten of them random, the intervals of its leads
# reach down to zero, or nearly. After 60 all lie above. But leads of a tenth of a point need many searches.
# We drew five groups of thirty seeds: the lead over random search, evolution and local search stood out in
# each, that over the learned predictor in four. That local search beats random search, three showed.
#
# ## What do you hand over?
#
# You know the winner's curse: the best reward of a search was lucky. The Gaussian process has heard all 60
# rewards, and it knows that a reward is part luck. Ask *it* for its favourite, and for the accuracy that it
# promises. The truth must not contain the training that the search saw, so we take the mean of the two
# others. (In the comparison it does contain it, for all five alike.)

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
from nas_teach.search import best as best_trial


def unseen(arch, reward):
    """Mean reward of the trainings that the search did not draw."""
    count = len(bench.seeds)
    return (count * bench.reward(arch) - reward) / (count - 1)


handed = []
for run in recorded["Bayesian optimisation"]:
    archs_told, told = [trial.arch for trial in run.trials], dict(run.trials)
    beliefs, winner = run.strategy.posterior(archs_told)[0], best_trial(run.trials)
    favourite = archs_told[beliefs.argmax()]
    handed.append([winner.reward, unseen(*winner), beliefs.max(), unseen(favourite, told[favourite])])
promised, true, believed, favourite = 100 * np.array(handed).T            # (SEEDS,) each
for text, pair in {"the best reward promises too much, by": (promised, true),
                   "the model promises too much, by": (believed, favourite),
                   "truth: model's favourite minus the best reward's": (favourite, true)}.items():
    mean, low, high = paired_difference(*pair)
    print(f"{text:49} {mean:+.2f} points (95 % interval {low:+.2f} to {high:+.2f})")

# %%
print("the best reward promises too much:", paired_difference(promised, true)[1] > 0)
print("the model's promise is closer to the truth:",
      abs((believed - favourite).mean()) < abs((promised - true).mean()))

# %% [markdown]
# The best reward promises far too much, the model's own promise only a little. But its favourite is not the
# better *choice*: read the last line. What the model smooths away as luck is partly the network's own, for
# some combinations are better than their neighbours let it believe. So hand over the network with the best
# reward, and do not believe its reward.
#
# ## When does a model pay for itself?
#
# Random search answers in microseconds. A Gaussian process has to solve a linear system, which grows with the
# number of trials. How long does an ask take?

# %% tags=["nbval-ignore-output"] reason="times depend on the machine"
from nas_teach.search import search

long = Recorded(BayesianOptimization(space, encoding="ordinal", seed=0))
search(long, lookup(bench, seed=0), budget=300)
blocks = np.median(np.array(long.seconds).reshape(-1, 20), axis=1)        # (15,) a block of 20 asks each
asks = {name: np.mean([run.seconds for run in runs], axis=0) for name, runs in recorded.items()}
for name, seconds in asks.items():
    print(f"{name:22} {1000 * seconds[:60].mean():7.3f} ms an ask, over 60 evaluations")
print(f"Bayesian optimisation: {1000 * blocks[1]:.1f} ms with 30 trials, {1000 * blocks[-1]:.1f} with 290")

# %%
print("an ask with 290 trials takes longer than one with 30:", blocks[-1] > blocks[1])
assert asks["random search"][:60].mean() < 0.002 and blocks[-1] < 0.5
assert asks["random search"][:60].mean() < asks["Bayesian optimisation"][:60].mean() < 0.2

# %% [markdown]
# Now set a goal. A model reaches it in fewer trainings, but it takes its time before each. The cost of one
# training at which two strategies are equally fast is their **break-even**.
#
# ### Exercise 06.5
#
# A model takes 60 ms to choose each network, and it reaches your goal with 25 trainings. Random search
# chooses in no time and needs 125. At how many milliseconds a training are both equally fast?

# %% exercise="06.5"
answer = ...

# %% [markdown]
# Our goal is what random search has after 150 evaluations, on average. With $n$ evaluations, the time is
# $n \times$ *(seconds a training)* plus the asks. Against random search, which asks in no time:
#
# $$\text{break-even} = \frac{\text{seconds that the model asked}}{n_\text{random} - n_\text{model}}$$
#
# Resampling the fifty searches (the **bootstrap**) gives an interval for it.

# %% tags=["nbval-ignore-output"] reason="times depend on the machine"
goal = curves["random search"].mean(0)[-1]


def needed(values):
    """First evaluation with a mean of at least `goal`; the whole budget where it was not reached."""
    reached = values.mean(-2) >= goal
    return np.where(reached.any(-1), reached.argmax(-1) + 1, values.shape[-1])


def break_even(n, name, other="random search"):
    saved = n[other] - n[name]                                            # evaluations
    asked = np.cumsum(asks[name])[n[name] - 1] - np.cumsum(asks[other])[n[other] - 1]
    return np.where(saved > 0, asked / np.maximum(saved, 1), np.inf)      # seconds; inf: it never pays


again = np.random.default_rng(0).integers(SEEDS, size=(1000, SEEDS))
n = {name: needed(values) for name, values in curves.items()}
resampled = {name: needed(values[again]) for name, values in curves.items()}
print(f"goal {100 * goal:.2f} %; evaluations needed:", ", ".join(f"{name} {n[name]}" for name in n))
for other in ("random search", "evolution", "local search"):
    counts = break_even(n, "Bayesian optimisation", other), *np.quantile(
        break_even(resampled, "Bayesian optimisation", other), (0.025, 0.975), method="nearest")
    value, low, high = (f"{1000 * count:.1f} ms" if count < np.inf else "never" for count in counts)
    print(f"Bayesian optimisation against {other:13}: break-even {value} (95 % interval {low} to {high})")
print(f"a training of this table took {1000 * bench.table['seconds'].mean():,.0f} ms on average")

# %% [markdown]
# (Random search itself may be there before 150: its mean goes down now and then, when luck replaces a better
# find.) In hours and minutes:

# %% tags=["nbval-ignore-output"] reason="times depend on the machine"
def readable(seconds):
    units = ((3600, "h"), (60, "min"), (1, "s"), (0.001, "ms"))
    size, unit = next((u for u in units if seconds >= u[0]), units[-1])
    return f"{seconds / size:,.1f} {unit}"


costs = {"1 ms": 0.001, "1 s": 1, "1 min": 60, "1 h": 3600}                 # of one training, in seconds
print("time to the goal, if one training takes " + "".join(f"{text:>13}" for text in costs))
for name in curves:
    totals = n[name] * np.array(list(costs.values())) + asks[name][: n[name]].sum()
    print(f"{name:40}" + "".join(f"{readable(total):>13}" for total in totals))

# %%
from nas_teach.lab.showing.style import series

cost = np.geomspace(1e-4, 3600, 120)
time_of = {name: n[name] * cost + asks[name][: n[name]].sum() for name in curves}
fig = figure(7.0, 3.4)
left, right = fig.subplots(1, 2, width_ratios=(1, 1.7))
label(left, "trials so far", "one ask [ms]", "Bayesian optimisation")
left.plot(np.arange(10, 300, 20), 1000 * blocks, **series(3))
left.set_ylim(0, None)
label(right, "one training takes", "share of random search's time", "Time to the goal")
for i, name in enumerate(curves):
    share = time_of[name] / time_of["random search"]
    right.semilogx(cost, share, label=name, markevery=(4 * i, 24), **series(i))
ticks = {"0.1 ms": 1e-4, "10 ms": 0.01, "1 s": 1, "1 min": 60, "1 h": 3600}
right.set(ylim=(0, 2), xticks=list(ticks.values()), xticklabels=list(ticks))
right.minorticks_off()
right.legend(frameon=False, fontsize=9)
show(fig, alt="Left, the time of an ask grows with the number of trials. Right, for trainings of 0.1 ms the "
              "models take longer than random search; from a few ms on they take a small part of its time.")

# %%
pays = break_even(n, "Bayesian optimisation")
print("Bayesian optimisation needs fewer evaluations than random search:",
      n["Bayesian optimisation"] < n["random search"])
print("one training of this table takes longer than its break-even with random search:",
      pays < bench.table["seconds"].mean())
assert 1e-5 < pays < 0.5

# %% [markdown]
# Against random search, a model that asks for milliseconds pays as soon as a training takes a few
# milliseconds. So the time of the model is hardly ever the argument: even the quick trainings of this table
# are far slower. To the right of the break-even the lines are flat, and one number alone counts: the
# evaluations.
#
# Evolution and local search ask in microseconds too, and the model saves fewer evaluations against them.
# That break-even comes later, and its interval is wide: a few evaluations more or less decide. Where it says
# *never*, the model had saved nothing in some of the resampled comparisons.

# %% [markdown]
# ## Recap
#
# 1. A Gaussian process is a bell curve over curves. Conditioning keeps the worlds that agree with the
#    measurements; two lines of algebra do it exactly, noise included.
# 2. Expected improvement is the mean height above the best so far, falling short counted as zero. It weighs a
#    high mean and a broad doubt in the same unit.
# 3. The encoding says which architectures are alike before the first training. Length scale and noise are
#    chosen by their likelihood.
# 4. Any model with a mean and a deviation will do. Draw the line of counting MACs beside it.
# 5. On FashionBench Bayesian optimisation leads, if by little; random search is last. A model's time
#    pays as soon as trainings are slower than its asks.
#
# ## What the papers did
#
# - Jones, Schonlau & Welch 1998 ([doi:10.1023/A:1008306431147](https://doi.org/10.1023/A:1008306431147)) made
#   expected improvement with Gaussian processes known, for engineering designs that take hours to simulate.
# - Rasmussen & Williams 2006, [*Gaussian Processes for Machine Learning*](https://gaussianprocess.org/gpml/):
#   the book; our two lines are its equations 2.25 and 2.26.
# - Snoek, Larochelle & Adams 2012 ([arXiv:1206.2944](https://arxiv.org/abs/1206.2944)) brought it to learning
#   rates and the like, with the Matérn 5/2 similarity that we used.
# - Kandasamy et al. 2018, NASBOT ([arXiv:1802.07191](https://arxiv.org/abs/1802.07191)): a distance between
#   whole networks, in place of an encoding.
# - White, Neiswanger & Savani 2019, BANANAS ([arXiv:1910.11858](https://arxiv.org/abs/1910.11858)): the
#   ensemble of networks, candidates by mutation. They encode an architecture by the paths through it, and
#   draw from the ensemble's bell (Thompson sampling) where we took EI.
# - White, Nolen & Savani 2020 ([arXiv:2005.02960](https://arxiv.org/abs/2005.02960)): local search as a
#   strong baseline on small spaces, the more so the less noise there is.
#
# ## Where to go next
#
# Every strategy so far waits for full trainings, and that is where the time goes. Lesson 07 makes the
# evaluation itself cheaper, and measures what that costs in truth.
#
# **Next:** [07 · Evaluation strategies](07_evaluation_strategies.ipynb).
