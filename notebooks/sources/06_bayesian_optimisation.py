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
# - encode architectures for a model, and say when a model pays for its own time (exercises 06.4 and 06.5).
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
# networks by their work, in multiply-accumulates (MACs), and train the three with the smallest kernels.
# Look at the three points, and at the four places where one could go on:

# %%
import numpy as np

from nas_teach.evaluation import FashionBench, by_work

from nas_teach.lab.lesson_06.pictures import which_next
from nas_teach.lab.showing.style import BLUE, GREY, figure, label

bench = FashionBench.load()
archs, x, accuracy = by_work(bench, block="conv", depth=2, skip=False, heads=0)
# sorted by work; x: log2 of thousands of MACs; accuracy: per cent, training 0
known = [i for i, arch in enumerate(archs) if arch.kernel1 == arch.kernel2 == 3]
LETTERS = {"A": 12, "B": 20, "C": 26, "D": 3}  # four that are not trained yet
fig = figure(6.5, 2.8)
which_next(fig.subplots(), x, accuracy, known, LETTERS)
show(fig, alt="Three trained networks on an axis of work: 78.4, 84.6 and 86.0 per cent. "
              "D lies right of the first, A between the other two, B right of all, C far right.")

# %% [markdown]
# You may train one more. A lies between the two good ones. B does about twice the work of the best. C is
# far away from all that you know. D lies near the poor one.
#
# **Write down a letter before you read on.** It comes back beside the truth.

# %%
my_choice = ...  # "A", "B", "C" or "D"

# %% [markdown]
# Probably you weighed two things: how good will it be, and how little do I know about it? This lesson turns
# that weighing into four lines of arithmetic, and then lets it search all 648.
#
# ## A model that knows what it does not know
#
# Before any training, what would you say about a network? We say: about 82 %, and it may well be 3 points
# more or less. More precisely: a **bell curve** (normal distribution) with mean 82 and standard deviation 3.
#
# The second ingredient: **networks that do similar work have similar accuracies**. How similar depends on the
# distance between them, counted in doublings of work:

# %%
CENTRE, SPREAD = 82, 3  # per cent: what we say of a network that we know nothing of


def similarity(distance, length=2.0):
    r = np.sqrt(5) * distance / length
    return (1 + r + r**2 / 3) * np.exp(-r)


for doublings in (0, 0.5, 1, 2, 4, 8):
    print(f"{doublings:3} doublings apart: similarity {similarity(doublings):.2f}")

# %% [markdown]
# *Similarity* is the correlation of the two accuracies: 1 means that the one tells all about the other, 0
# that it tells nothing. The **length scale** says how far one training tells about others; here 2 doublings.
# The curve is called *Matérn 5/2*. The literature calls such a curve a *kernel* or a *covariance function*;
# we keep "kernel" for convolutions.
#
# Now imagine many possible **worlds**. In each, two networks one doubling apart get accuracies with that
# correlation. You train the first and measure 84.6 %. Cross out every world that says otherwise:

# %%
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
ax.plot(first[:2000][few], second[:2000][few], "o", color=BLUE, markersize=4,
        label="not crossed out")
fig.legend(loc="outside upper center", ncols=2, frameon=False)
show(fig, alt="A slanted cloud of points, one a world; a narrow vertical strip of it is left after the first "
              "network was measured, and in it the second network varies much less.")

# %% [markdown]
# That is all that **conditioning** means: keep the worlds that agree with what you measured. What is left
# says what to expect of the second network, and how sure to be.
#
# Do the same with all networks at once. A world is then a curve over the whole axis, and a bell curve over
# curves is called a **Gaussian process**.
#
# A measurement is not the truth. It has two kinds of luck: the *luck of a training* (another seed, another
# accuracy), and *what the axis does not show* (two networks with the same work may differ in their kernels).
# We call the two together the *measurement noise*, and suppose a standard deviation of 1 percentage point.
#
# How does one draw seven accuracies with given similarities? Look at the last cell. There, `second` was built
# from two independent numbers `z[0]` and `z[1]`. Its factors were `together` and `sqrt(1 - together**2)`, and
# `first` had the factors 1 and 0. This little table of factors is a kind of square root: multiplied by its
# own transpose, it gives the table of similarities. `cholesky` finds the factors for any number of networks.
# We draw a million worlds for the three trained networks and A to D:

# %%
two = np.array([[1, together], [together, 1]])
print(np.linalg.cholesky(two).round(2), "<- the factors used above, for two networks")

seven = x[[*known, *LETTERS.values()]]
covariance = SPREAD**2 * similarity(np.abs(np.subtract.outer(seven, seven)))
independent = rng.standard_normal((1_000_000, 7))
worlds = CENTRE + independent @ np.linalg.cholesky(covariance).T
measured = worlds[:, :3] + rng.normal(0, 1.0, (len(worlds), 3))  # measurement noise
left = (np.abs(measured - accuracy[known]) < 0.6).all(1)
print(f"{left.sum():,} of {len(worlds):,} worlds are left")
for j, letter in enumerate(LETTERS, start=3):
    print(f"{letter}: {worlds[left, j].mean():.1f} ± {worlds[left, j].std():.1f} %")

# %% [markdown]
# It works, but three measurements have used up nearly all our worlds. With thirty, not one would be left. So
# compute what the survivors would say.
#
# ## One known network
#
# What we believe before measuring is called the **prior**, what we believe after it the **posterior**. Count
# all accuracies as *(accuracy − 82) / 3*: the prior then has mean 0 and standard deviation 1.
#
# One network is measured; the result is $y$. We guess the accuracy $f$ of another network, and the guess is a
# share of what we measured: $w\,y$. Which *weight* $w$ is best? The one with the least mean squared error.
# Multiply the square out and take the mean of each product:
#
# $$E\big[(f - w\,y)^2\big] \;=\; 1 \;-\; 2\,w\,s \;+\; w^2\,k$$
#
# - The mean of $f^2$ is 1, for $f$ has deviation 1.
# - The mean of $f\,y$ is $s$, the similarity of the two networks.
# - The mean of $y^2$ is $k = 1 + (1/3)^2$: the network's own 1, and the variance of the measurement noise.
#   Its deviation is 1 point, a third of our spread of 3.
#
# This is a parabola in $w$. At its bottom the slope $-2s + 2wk$ is zero, so $w = s / k$; and what is left of
# the error there is $1 - w\,s$. Here are the numbers for the two networks of before, one doubling apart:

# %%
y, s = (84.6 - CENTRE) / SPREAD, similarity(1.0)
for noise in (0, 1, 3):  # measurement noise, in points
    k = 1 + (noise / SPREAD) ** 2
    w = s / k
    guess, doubt = CENTRE + SPREAD * w * y, SPREAD * np.sqrt(1 - w * s)
    print(f"measurement noise {noise}: weight {w:.2f}, guess {guess:.1f} ± {doubt:.1f} %")

# %% [markdown]
# Without noise these are the numbers that the crossed-out worlds gave, up to the luck of their draws. The
# more noise, the less a measurement is believed.
#
# ## From one to many
#
# Two measured networks get two weights, and the guess is $w_1 y_1 + w_2 y_2$. The error now is a bowl over
# $w_1$ and $w_2$. At its bottom both slopes are zero. That gives an equation for each known network:
#
# $$k\,w_1 + s_{12}\,w_2 = s_1 \qquad\qquad s_{12}\,w_1 + k\,w_2 = s_2$$
#
# Read the first one: what network 1 says itself, and what it says by way of its likeness $s_{12}$ with
# network 2, must add up to its similarity $s_1$ with the new network. So two known networks that resemble
# each other share their weight. Numbers, for a new network with both known ones at one doubling from it:

# %%
k = 1 + (1 / SPREAD) ** 2
for where, apart in {"both at the same place": 0, "one on each side": 2}.items():
    table = [[k, similarity(apart)], [similarity(apart), k]]
    w1, w2 = np.linalg.solve(table, [s, s])
    doubt = SPREAD * np.sqrt(1 - w1 * s - w2 * s)
    print(f"{where}: weights {w1:.2f} and {w2:.2f}, left in doubt ± {doubt:.1f} %")

# %% [markdown]
# A second opinion from the other side tells more than one from the same place.
#
# With $n$ known networks there are $n$ equations. Written as a matrix, $K$ holds the similarities of the
# known ones among each other, with $k$ on its diagonal, and $s$ their similarities with the new one:
#
# $$K\,w = s \qquad\text{and what is left of the error is}\qquad 1 - w^\top s .$$
#
# The noise stands on the diagonal alone, because each measurement has luck of its own. Where all is bell
# curves, no cleverer guess exists. In Python:

# %%
def posterior(known_similar, new_similar, y):
    """K (n, n), s (n, m), y (n,) -> mean (m,), standard deviation (m,)."""
    weights = np.linalg.solve(known_similar, new_similar)  # (n, m): K w = s
    return weights.T @ y, np.sqrt(1 - (weights * new_similar).sum(0))


def believe(x_known, y_known, x_new, length=2.0, noise=1.0):
    """The same in per cent, over the axis of work; `noise`: a deviation in points."""
    between = similarity(np.abs(np.subtract.outer(x_known, x_known)), length)
    to_new = similarity(np.abs(np.subtract.outer(x_known, x_new)), length)
    luck = (noise / SPREAD) ** 2 * np.eye(len(x_known))
    mean, std = posterior(between + luck, to_new, (y_known - CENTRE) / SPREAD)
    return CENTRE + SPREAD * mean, SPREAD * std


four = list(LETTERS.values())
mean, std = believe(x[known], accuracy[known], x[four])
for letter, m, doubt in zip(LETTERS, mean, std, strict=True):
    print(f"{letter}: {m:.1f} ± {doubt:.1f} %")

# %% [markdown]
# The same numbers as from the worlds, up to the luck of a few hundred survivors.
#
# ### Not every falling curve is a similarity (optional)
#
# Would any curve do that falls from 1 to 0? Take $e^{-(d/2)^4}$, which is flatter at the top. Three networks
# lie at 0, 1 and 2 doublings. The weighted sum $f_1 - 1.6 f_2 + f_3$ is a number like any other, so its
# variance cannot be negative:

# %%
def flat_top(distance):
    return np.exp(-((distance / 2) ** 4))


weights, three = np.array([1, -1.6, 1]), np.abs(np.subtract.outer(range(3), range(3)))
all_27 = np.abs(np.subtract.outer(x, x))
for name, curve in {"Matérn 5/2": similarity, "flat top": flat_top}.items():
    variance, least = weights @ curve(three) @ weights, np.linalg.eigvalsh(curve(all_27))[0]
    print(f"{name}: variance of the sum {variance:.2f}, least eigenvalue {least:.2g}")

# %% [markdown]
# A negative variance: no three bell curves have these similarities. If the first resembles the second so
# much, and the second the third, then the first and the third cannot be so unlike. The *least eigenvalue* is
# printed for the table of similarities of all 27 networks: it is the smallest variance that any weighted sum
# of them can have, if the squared weights add up to 1. For a true similarity it is never below zero. So keep
# to curves for which that is proved, such as Matérn's or the bell $e^{-(d/2)^2}$.
#
# ## The posterior as a picture
#
# After none, one, two and three trainings: look at how the band closes where something was measured, and
# where it stays open. Grey are five worlds, blue is the expected curve, the band reaches two standard
# deviations to either side.

# %%
from nas_teach.lab.lesson_06.pictures import conditioning

grid, panels = np.linspace(x.min(), x.max(), 80), {}
for count, title in enumerate(("nothing trained", "one trained", "two trained", "three trained")):
    have = known[:count]
    m, doubt = believe(x[have], accuracy[have], grid)
    a, b = (similarity(np.abs(np.subtract.outer(one, grid))) for one in (x[have], grid))
    k = similarity(np.abs(np.subtract.outer(x[have], x[have]))) + np.eye(count) / SPREAD**2
    curves = rng.multivariate_normal(m, SPREAD**2 * (b - a.T @ np.linalg.solve(k, a)), 5)
    panels[title] = x[have], accuracy[have], m, doubt, curves
    print(f"{title}: at 3,000 thousand MACs {m[-1]:.1f} ± {doubt[-1]:.1f} %")
fig = figure(7.0, 4.4)
conditioning(fig, grid, panels)
show(fig, alt="Four panels: a broad flat band with five wavy curves; with each training the band narrows "
              "around the measured point, and far away from all points it stays broad.")

# %% [markdown]
# Near a measurement the band is narrow. It is not zero, because of the measurement noise. Far away it is
# nearly as broad as before, and the blue curve falls back towards 82. That is what the model knows about what
# it does not know.
#
# ### Exercise 06.1
#
# This function should return mean and standard deviation at one `new` place, in units of the spread. Two
# things differ from ours: `noise` is the *variance* of the measurement noise, in squared units of the spread,
# and the similarity is a bell instead of Matérn's curve. Something is wrong with the function: after ten
# measurements at the same place it is no surer than after one. Mend it. (`lstsq` is `solve` for a matrix that
# may have no inverse.)

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
# The model has an opinion about all 24 networks that are left. Which is next? If you always take the one with
# the greatest mean, you may never leave what you know. If you always take the greatest deviation, you never
# use what you know.
#
# Ask another question: *on average, by how much would it beat the best so far?* The best so far is not the
# greatest reward, which may be luck, but the greatest **mean** among the trained ones. Look at the part of
# each candidate's bell that lies above that line:

# %%
from nas_teach.lab.lesson_06.pictures import bells
from nas_teach.strategies import expected_improvement

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
import pandas as pd

draws = rng.normal(mean, std, (200_000, 4))  # (draws, candidates)
gain = np.maximum(draws - best, 0)
error = 1.96 * gain.std(0) / np.sqrt(len(gain))
pd.DataFrame({"mean [%]": mean.round(1), "deviation [points]": std.round(1),
              "EI drawn [points]": gain.mean(0).round(2), "± 95 %": error.round(3),
              "EI by formula": improvement.round(2)}, index=list(LETTERS))

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
print("  ".join(f"{letter}: {accuracy[i]:.1f} %" for letter, i in LETTERS.items()))
print("your choice:", "none written down" if my_choice is ... else my_choice)

# %% [markdown]
# A disappoints, and if you chose B or C you did better this time. Expected improvement is right *on average*,
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
# Grey rings are networks that are not trained yet ("hidden"); the search cannot see them. Move *Step*, or
# press play. Then choose by *expected accuracy only*. **Predict: where will that search spend its steps?**
# Last, go back to expected improvement and make the length scale 0.5 or 8. What does the model believe now?
# *Measurement noise* is the deviation of 1 point that we supposed; with 4 the model believes no single
# training.

# %%
bayes_opt_steps()

# %% [markdown]
# The three ways to choose, from the same three networks. Compare the second row with the third:

# %%
from nas_teach.strategies.gaussian_process import EI, MEAN, Prior, search_axis

untrained = np.delete(np.arange(len(x)), known)
prior = Prior(CENTRE, SPREAD)
ways = {way: [search_axis(x, accuracy, known, 8, prior, way)[:11]] for way in (EI, MEAN)}
shuffled = [[*known, *rng.permutation(untrained)[:8]] for _ in range(1000)]
ways["random, mean of 1,000"] = shuffled
rows = {}
for way, orders in ways.items():
    best_so_far = np.maximum.accumulate(accuracy[np.array(orders)], axis=1)
    rows[way] = best_so_far[:, 2:].mean(0).round(1)
print(f"best of all 27: {accuracy.max():.1f} %; the best measured [%] after so many steps:")
pd.DataFrame(rows, index=pd.Index(range(9), name="steps")).T

# %% [markdown]
# Choosing by the mean alone stays beside the best that it knows, for eight steps, and gains nothing: a
# little to the right the model falls back to 82, so it never looks there. It does worse than blind choice.
# EI looks to the right, since there it knows little.
#
# A length scale of 0.5 makes each training tell about its nearest neighbours only: everything else stays at
# 82 ± 3. With 8, three trainings already tell a lot about the whole axis, and the curve simply goes on
# rising; here that happens to be right. **The length scale and the measurement noise are beliefs too.** We
# shall choose them by the data.
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
    return np.array([space.encode(arch) for arch in archs])  # (n, 18)


def ordinal(archs):
    last = [max(len(values) - 1, 1) for values in space.choices.values()]
    return np.array([space.indices(arch) for arch in archs]) / last  # (n, 7)


base = space.arch(
    kernel1=3, kernel2=3, block="conv", width=4, depth=1, skip=False, heads=0)
changes = {"kernel 5": {"kernel1": 5}, "kernel 7": {"kernel1": 7},
           "MBConv": {"block": "mbconv"}, "kernel 7 and MBConv": {"kernel1": 7, "block": "mbconv"}}
distances = {}
for name, change in changes.items():
    other = base._replace(**change)
    distances[name] = [cdist(code([base]), code([other])).item() for code in (one_hot, ordinal)]
print("distance from a network with kernels 3 and plain convolutions to the same one with:")
pd.DataFrame(distances, index=["one-hot", "ordinal"]).T.round(2)

# %% [markdown]
# *Kernel 5 is nearer to 3 than 7 is*: the ordinal encoding says so before the first training, the one-hot
# encoding has to learn it. If it is true, that saves trainings.
#
# ### Exercise 06.4
#
# A colleague extends the decision `block` to `("conv", "mbconv", "attention")` and uses the ordinal encoding.
# What has her model been told before the first training?
#
# - **A** That all three are equally alike, as in one-hot.
# - **B** Nothing: for a model the numbers 0, 0.5 and 1 are names like any others.
# - **C** That attention is the best of the three, for it has the largest number.
# - **D** That conv and attention are less alike than conv and mbconv, because she typed them in that order.

# %% exercise="06.4"
answer = ...

# %% [markdown]
# ## The package's version
#
# `BayesianOptimization` does the same over a whole space, with the Gaussian process of scikit-learn. Two
# things are added. *82 ± 3* is replaced by mean and deviation of the rewards told. (Rewards far below the
# rest are lifted first: how bad a bad one is should not stretch the scale.) And length scale and measurement
# noise are chosen by the data, from a small grid.
#
# ### How the data choose (optional)
#
# Ask of each pair: *if these were the true scales, how likely would exactly these rewards be?* That is the
# **likelihood**, the height of the bell at the rewards. Begin with one reward $y$ and a bell of variance $v$.
# The logarithm of its height is, up to a constant, $-\tfrac12 (y^2 / v + \log v)$:

# %%
for variance in (0.1, 1, 10):
    misfit, breadth = 1.5**2 / variance, np.log(variance)
    print(f"y = 1.5, variance {variance}: misfit {misfit:.2f}, breadth {breadth:+.2f}, "
          f"log likelihood {-(misfit + breadth) / 2:+.2f}")

# %% [markdown]
# The two terms pull against each other. The narrow bell is punished by its misfit: it did not expect 1.5. The
# broad one fits anything, so it is low everywhere, and the logarithm of its variance is what it pays. With
# many rewards the bell has as many dimensions. Its misfit is $y^\top K^{-1} y$, and its breadth is the
# logarithm of the *determinant*, $\log\det K$: the product of the variances along the axes of the bell. So
#
# $$\text{log likelihood} = -\tfrac12\,\big(y^\top K^{-1} y + \log\det K\big) + \text{constant}.$$
#
# We take 40 random networks, each trained once, and go through the grid. The package writes the measurement
# noise as a variance, in shares of the variance of all rewards; the columns give it as a deviation in points,
# as above. Look for the greatest number:

# %%
from nas_teach.evaluation import lookup
from nas_teach.strategies.bayes_opt import LENGTHS, NOISES, BayesianOptimization, lift_failures

evaluate, rng = lookup(bench, seed=1), np.random.default_rng(1)
some = list(dict.fromkeys(space.sample(rng) for _ in range(50)))[:40]  # 40 different ones
lifted = lift_failures(np.array([evaluate(arch) for arch in some]))
y = (lifted - lifted.mean()) / lifted.std()
between = cdist(ordinal(some), ordinal(some))


def log_likelihood(length, noise):
    k = similarity(between, length) + noise * np.eye(len(y))
    return -(y @ np.linalg.solve(k, y) + np.linalg.slogdet(k)[1]) / 2


points = [f"noise {100 * lifted.std() * np.sqrt(noise):.2f} points" for noise in NOISES]
table = [[log_likelihood(length, noise) for noise in NOISES] for length in LENGTHS]
pd.DataFrame(table, [f"length scale {length}" for length in LENGTHS], points).round(1)

# %% [markdown]
# The data choose a middle length scale with a middle noise. A long one says that all networks are nearly the
# same, and without noise it cannot explain that they are not: the misfit explodes. (The package looks at its
# grid again only now and then, so it may be a few trials late.)
#
# ## Five strategies, equal budget
#
# Fifty searches a strategy, 60 noisy evaluations each. A *reward* is the validation accuracy of one training.
# What a search hands over is judged by numbers that it cannot see: the network's *test accuracy*, mean of
# three trainings. We who compare may look at it. A search may not: it would choose by it, and then it would
# flatter the winner as the rewards do.
#
# The rivals come in the best form that we know. Evolution never asks for the same network twice, and we take
# it in two forms: the oldest dies, or the worst dies. A population of 10 with tournaments of 3 was the best
# of three pairs of sizes that we tried for the second form. **Predict: which of the five is last, and which
# is first?**

# %%
my_last, my_first = ..., ...  # names as in the cell after the next

# %% [markdown]
# `Recorded` wraps a strategy, and keeps its trials and the seconds of each ask for later.

# %%
import time

from nas_teach.search import Trial
from nas_teach.strategies import LocalSearch, RandomSearch, RegularizedEvolution


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
from tqdm.auto import tqdm

from nas_teach.evaluation import compare, noise_ceiling
from nas_teach.statistics import mean_interval, paired_difference

SEEDS, MODEL, RANDOM = 50, "Bayesian optimisation", "random search"
makers = {
    RANDOM: (lambda seed: RandomSearch(space, seed=seed), 150),
    "evolution, oldest dies": (
        lambda seed: RegularizedEvolution(space, 10, 3, seed=seed), 150),
    "evolution, worst dies": (
        lambda seed: RegularizedEvolution(space, 10, 3, aging=False, seed=seed), 150),
    "local search": (lambda seed: LocalSearch(space, seed=seed), 150),
    MODEL: (lambda seed: BayesianOptimization(space, encoding="ordinal", seed=seed), 60),
}
recorded, curves = {name: [] for name in makers}, {}
for name, (make, budget) in tqdm(makers.items(), desc="strategies"):
    def wrapped(seed, make=make, kept=recorded[name]):
        kept.append(Recorded(make(seed)))
        return kept[-1]

    curves |= compare({name: wrapped}, bench, budget, SEEDS)

# %% [markdown]
# Look at the right end, and at the dashed **noise ceiling**: the test accuracy that you would hold after
# training all 648 networks once and taking the best-looking one.

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
from nas_teach.lab.lesson_06.pictures import handed_over

ceiling = 100 * noise_ceiling(bench)
fig = figure(6.8, 4.0)
sixty = {name: values[:, :60] for name, values in curves.items()}
handed_over(fig.subplots(), sixty, ceiling / 100)
show(fig, alt="Test accuracy of what is handed over, for 1 to 60 evaluations: random search is last, "
              "Bayesian optimisation ends first, near the noise ceiling; the others lie between.")
ends = {name: 100 * values[:, 59].mean() for name, values in curves.items()}
for word, found, guess in (("first", max(ends, key=ends.get), my_first),
                           ("last", min(ends, key=ends.get), my_last)):
    print(f"{word}: {found}; your guess: {'none written down' if guess is ... else guess}")
print(f"noise ceiling {ceiling:.2f} %; Bayesian optimisation {ends[MODEL]:.2f} %")

# %% [markdown]
# How sure is that order? Each row is a difference, seed by seed, with its 95 % interval. Look at which
# intervals cross the line at zero:

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
from nas_teach.lab.lesson_06.pictures import leads

rivals = [name for name in makers if name not in (MODEL, RANDOM)]
pairs = [(MODEL, other) for other in (RANDOM, *rivals)] + [(name, RANDOM) for name in rivals]
fig = figure(7.4, 6.0)
leads(fig, curves, pairs, (20, 60))
show(fig, alt="Leads with 95 per cent intervals. After 20 evaluations most reach zero or nearly. After 60 "
              "Bayesian optimisation is ahead of random search by 0.15 points.")
assert paired_difference(curves[MODEL][:, 59], curves[RANDOM][:, 59])[1] > 0

# %% [markdown]
# Random search is last. After 60 evaluations Bayesian optimisation is ahead of it, and of local search, by
# more than a tenth of a point. It hands over nearly as good a network as you would after training all 648
# once.
#
# Is it ahead of evolution, too? These fifty searches cannot say. Both intervals contain zero, and against the
# form in which the worst dies the lead itself is about zero. Fifty searches are few for a difference of less
# than a tenth of a point. In each of three further groups of fifty other seeds the model came out ahead of
# both forms, if by little. After 20 evaluations, half of them still random, only the lead over random search
# is clearly above zero.
#
# ## What do you hand over?
#
# You know the winner's curse: the best reward of a search was lucky. The Gaussian process has heard all 60
# rewards, and it knows that a reward is part luck. Ask *it* for its favourite among the 60. Is that a better
# network than the one with the best reward?
#
# Luck has two parts here. The *luck of a training* is gone when we look at the two trainings that the search
# did not draw. The *luck of the images* is still there, because all trainings are validated on the same
# images. The test set has other images. So we ask twice. **Write down what you expect of the test: is the
# favourite better, or the network with the best reward?**

# %%
my_favourite = ...  # "favourite" or "best reward"

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
from nas_teach.lab.lesson_06.pictures import forest
from nas_teach.search import best as best_trial


def judged(arch, reward):
    """In points: other trainings on the same images; test accuracy, mean of all trainings."""
    count = len(bench.seeds)
    others = (count * bench.reward(arch) - reward) / (count - 1)
    return 100 * np.array([others, bench.test(arch)])


winners, favourites, promised = [], [], []
for run in recorded[MODEL]:
    told = dict(run.trials)
    beliefs, winner = run.strategy.posterior(told)[0], best_trial(run.trials)
    favourite = list(told)[beliefs.argmax()]
    winners.append(judged(*winner))
    favourites.append(judged(favourite, told[favourite]))
    promised.append([100 * winner.reward, 100 * beliefs.max()])
winners, favourites, promised = map(np.array, (winners, favourites, promised))

# %% tags=["nbval-ignore-output"] reason="on another processor a tie may be broken otherwise"
ways = ("other trainings,\nsame images", "test images")
gaps = paired_difference(favourites, winners)
fig = figure(6.5, 2.2)
rows = {way: [part[i] for part in gaps] for i, way in enumerate(ways)}
forest(fig.subplots(), rows, "model's favourite minus best reward [points]")
show(fig, alt="Judged by other trainings on the same images the favourite is worse than the network with "
              "the best reward; judged by test images it is better.")
print("your guess:", "none written down" if my_favourite is ... else my_favourite)
lost = 100 * np.mean([bench.reward(arch) - bench.test(arch) for arch in bench.archs])
print(f"an average network of the table loses {lost:.2f} points from validation to test")
for name, i, found in (("the best reward", 0, winners), ("the favourite", 1, favourites)):
    mean, low, high = paired_difference(promised[:, i], found[:, 1])
    print(f"{name} promises {mean:.2f} points more than the test ({low:.2f} to {high:.2f})")
assert gaps[1][1] > 0 > gaps[2][0]

# %% [markdown]
# The two judges disagree. On the validation images the network with the best reward stays ahead, even when it
# is trained again. On other images the favourite is better. This fits both: of 60 networks, the best reward
# picks one that was lucky in its training *and* one that happens to suit these images. The second kind of
# luck does not go away with another training. The model smooths over similar networks, and takes part of
# both away.
#
# So hand over the model's favourite. If you judge it by the images that the search has used, you will decide
# wrongly, however often you train. And lower the promise: the best reward promises far too much. The
# favourite promises little more than what an average network loses too, because the test images are harder.
#
# ## When does a model pay for itself?
#
# Random search answers in microseconds. A Gaussian process has to solve a linear system, which grows with the
# number of trials. How long does an ask take?

# %% tags=["nbval-ignore-output"] reason="times depend on the machine"
from nas_teach.search import search

long = Recorded(BayesianOptimization(space, encoding="ordinal", seed=0))
search(long, lookup(bench, seed=0), budget=300)
blocks = np.median(np.array(long.seconds).reshape(-1, 20), axis=1)  # (15,), 20 asks each
asks = {name: np.mean([run.seconds for run in runs], axis=0) for name, runs in recorded.items()}
print(f"{MODEL}: {1000 * blocks[1]:.1f} ms with 30 trials, {1000 * blocks[-1]:.1f} with 290")
assert asks[RANDOM][:60].mean() < 0.002 and blocks[1] < blocks[-1] < 0.5
assert asks[RANDOM][:60].mean() < asks[MODEL][:60].mean() < 0.2
pd.DataFrame({"ms an ask, over 60 evaluations": {
    name: 1000 * seconds[:60].mean() for name, seconds in asks.items()}}).round(3)

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
# In general, with the evaluations $n$ that each needs to reach the goal, against a search that asks in nearly
# no time:
#
# $$\text{break-even} = \frac{\text{seconds that the model asked}}{n_\text{random} - n_\text{model}}$$
#
# The asks of this lesson take milliseconds, and a training of FashionBench took seconds; real ones take
# hours. So against random search the time of the model is hardly ever the argument. One number alone counts:
# how many evaluations it saves.
#
# ### The break-even of this table (optional)
#
# Our goal is the test accuracy that random search hands over after 150 evaluations, on average. For an
# interval we draw fifty of the fifty searches with replacement, compute the break-even again, and do so a
# thousand times. That is called the **bootstrap**.

# %%
def needed(values, goal):
    """First evaluation with a mean of at least `goal`; the budget where it was not reached."""
    reached = values.mean(-2) >= goal
    return np.where(reached.any(-1), reached.argmax(-1) + 1, values.shape[-1])


def break_even(n, name, other):
    saved = n[other] - n[name]  # evaluations
    asked = np.cumsum(asks[name])[n[name] - 1] - np.cumsum(asks[other])[n[other] - 1]
    return np.where(saved > 0, asked / np.maximum(saved, 1), np.inf)  # inf: it never pays


# %% tags=["nbval-ignore-output"] reason="times depend on the machine"
goal = curves[RANDOM].mean(0)[-1]
again = np.random.default_rng(0).integers(SEEDS, size=(1000, SEEDS))
n = {name: needed(values, goal) for name, values in curves.items()}
resampled = {name: needed(values[again], goal) for name, values in curves.items()}
rows = {}
for other in (RANDOM, *rivals):
    draws = np.quantile(break_even(resampled, MODEL, other), (0.025, 0.975), method="nearest")
    counts = 1000 * np.array([break_even(n, MODEL, other), *draws])
    words = [f"{count:.1f}" if count < np.inf else "never" for count in counts]
    rows[other] = [n[other], *words]
print(f"a training of this table took {1000 * bench.table['seconds'].mean():,.0f} ms on average")
print(f"goal {100 * goal:.2f} %; {MODEL} needs {n[MODEL]} evaluations; its break-even against:")
assert 1e-5 < break_even(n, MODEL, RANDOM) < min(0.5, bench.table["seconds"].mean())
pd.DataFrame(rows, ["evaluations", "break-even [ms]", "95 % from", "to"]).T

# %% [markdown]
# (Random search itself may be there before 150: its mean goes down now and then, when luck replaces a better
# find.) In hours and minutes:

# %% tags=["nbval-ignore-output"] reason="times depend on the machine"
def readable(seconds):
    units = ((3600, "h"), (60, "min"), (1, "s"), (0.001, "ms"))
    size, unit = next((u for u in units if seconds >= u[0]), units[-1])
    return f"{seconds / size:,.1f} {unit}"


costs = {"1 ms": 0.001, "1 s": 1, "1 min": 60, "1 h": 3600}  # of one training, in seconds
totals = {}
for name in curves:
    asked = asks[name][: n[name]].sum()
    totals[name] = [readable(n[name] * cost + asked) for cost in costs.values()]
print("time to the goal, if one training takes")
pd.DataFrame(totals, list(costs)).T

# %%
from nas_teach.lab.showing.style import series

cost = np.geomspace(1e-4, 3600, 120)
time_of = {name: n[name] * cost + asks[name][: n[name]].sum() for name in curves}
fig = figure(7.0, 3.4)
left_ax, right = fig.subplots(1, 2, width_ratios=(1, 1.7))
label(left_ax, "trials so far", "one ask [ms]", "Bayesian optimisation")
left_ax.plot(np.arange(10, 300, 20), 1000 * blocks, **series(4))
left_ax.set_ylim(0, None)
label(right, "one training takes", "time, as a share of random search's", "Time to the goal")
for i, name in enumerate(curves):
    share = time_of[name] / time_of["random search"]
    right.semilogx(cost, share, label=name, markevery=(4 * i, 24), **series(i))
ticks = {"0.1 ms": 1e-4, "10 ms": 0.01, "1 s": 1, "1 min": 60, "1 h": 3600}
right.set(ylim=(0, 2), xticks=list(ticks.values()), xticklabels=list(ticks))
right.minorticks_off()
right.legend(frameon=False, fontsize=9)
show(fig, alt="Left, the time of an ask grows with the number of trials. Right, for trainings of "
              "0.1 ms the model takes longer than random search; from a few ms on a small part of its time.")

# %% [markdown]
# To the right of the break-even the lines are flat, and only the evaluations count. Evolution and local
# search ask in well under a millisecond too, and the model saves fewer evaluations against them. That
# break-even comes later, and its interval is wide: a few evaluations more or less decide. Where it says
# *never*, the model had saved nothing in some of the resampled comparisons.
#
# ## Any model will do: a learned predictor (optional)
#
# The loop needs a mean and a deviation. It does not ask where they come from. BANANAS (White et al.) takes a
# few small neural networks that learn to predict the accuracy from the encoding. Their average is the mean.
# Each starts from other random weights, so where there is little data they disagree; the spread of this
# **ensemble** is the deviation.

# %%
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

warnings.filterwarnings("ignore", category=ConvergenceWarning)  # we stop early on purpose


def train_networks(codes, y, seed, count=3):
    """`count` small networks: a function codes (n, decisions) -> opinions (count, n)."""
    nets = [MLPRegressor(hidden_layer_sizes=(16,), solver="lbfgs", alpha=0.1, max_iter=30,
                         random_state=count * seed + i).fit(codes, y) for i in range(count)]
    return lambda new: np.array([net.predict(new) for net in nets])

# %% [markdown]
# A search needs no accuracies, only the right *order*. Kendall's **tau** measures it (lesson 04): 1 is the
# same order, 0 no relation. We train each model on 10 to 160 architectures, with the rewards of one training
# each, and it ranks all the others. The truth is the test accuracy, mean of the two other trainings. Twelve
# draws of architectures each.
#
# The *linear* model adds up one number for each choice taken. Two more competitors need no model. *Counting
# MACs* (the more, the better) needs no training at all. *Training each one once* ranks by the reward of a
# single training, and costs 648 of them.

# %%
from sklearn.linear_model import Ridge

codes, hots, runs = ordinal(bench.archs), one_hot(bench.archs), 12
all_rewards = bench.rewards()  # (architectures, trainings)
all_tests = np.array([[bench.test(arch, seed) for seed in bench.seeds]
                      for arch in bench.archs])


# %%
def process_on(some, y, encoding="ordinal"):
    strategy = BayesianOptimization(space, encoding=encoding)
    for i, reward in zip(some, y, strict=True):
        strategy.tell(bench.archs[i], reward)
    return strategy.posterior(bench.archs)  # mean, standard deviation


models = {
    "Gaussian process, ordinal": lambda some, y, run: process_on(some, y)[0],
    "Gaussian process, one-hot": lambda some, y, run: process_on(some, y, "one-hot")[0],
    "three networks, ordinal":
        lambda some, y, run: train_networks(codes[some], y, run)(codes).mean(0),
    "linear, one-hot": lambda some, y, run: Ridge(1.0).fit(hots[some], y).predict(hots),
}


def drawn(run, size):
    """Positions of `size` architectures, their rewards, positions of the others, truth of all."""
    seed = run % len(bench.seeds)
    order = np.random.default_rng(run).permutation(len(all_rewards))
    truth = np.delete(all_tests, seed, axis=1).mean(1)  # of the trainings not learned from
    return order[:size], all_rewards[order[:size], seed], order[size:], truth

# %% tags=["nbval-ignore-output"] reason="small neural networks come out differently on different processors"
from itertools import product

from scipy.stats import kendalltau

sizes = (10, 20, 40, 80, 160)
taus = {name: np.zeros((runs, len(sizes))) for name in models}
every = list(product(range(runs), enumerate(sizes)))
for run, (column, size) in tqdm(every, desc="training sets"):
    some, y, others, truth = drawn(run, size)
    for name, model in models.items():
        predicted = model(some, (y - y.mean()) / y.std(), run)
        taus[name][run, column] = kendalltau(predicted[others], truth[others])[0]

work = [bench.value(arch, "macs") for arch in bench.archs]
truths = [drawn(run, 0)[3] for run in range(3)]
by_macs = np.mean([kendalltau(work, truth)[0] for truth in truths])
by_one = np.mean([kendalltau(all_rewards[:, seed], truth)[0] for seed, truth in enumerate(truths)])
print(f"tau of counting MACs {by_macs:.2f}, of training each one once {by_one:.2f}")
final = {name: values.mean(0) for name, values in taus.items()}
assert max(t[0] for t in final.values()) < by_macs < min(t[-1] for t in final.values())
pd.DataFrame(final, pd.Index(sizes, name="trained on")).T.round(2)

# %% [markdown]
# Look at where each curve crosses the lower grey line, and at blue against red while examples are few:

# %% tags=["nbval-ignore-output"] reason="small neural networks come out differently on different processors"
from nas_teach.lab.showing.curves import lines_with_bands

fig = figure(6.5, 3.4)
ax = label(fig.subplots(), "trained architectures", "Kendall tau on the others")
bands = {name: mean_interval(values) for name, values in taus.items()}
lines_with_bands(ax, sizes, {name: (middle, np.transpose(ends))
                             for name, (middle, *ends) in bands.items()})
for tau, text, x_text in ((by_macs, "counting MACs", 160), (by_one, "training each one once", 25)):
    ax.axhline(tau, color=GREY, linewidth=1)
    ax.text(x_text, tau, text, va="bottom", ha="right", color=GREY)
ax.set_xscale("log", base=2)
ax.set_xticks(sizes, [str(size) for size in sizes])
show(fig, alt="Kendall tau of four models over the number of trained architectures, with 95 per cent bands: "
              "all rise from below the line of counting MACs; with 160 they lie about at the line of "
              "training each one once.")
gap = paired_difference(taus["Gaussian process, ordinal"], taus["Gaussian process, one-hot"])
pd.DataFrame(gap, ["ordinal minus one-hot", "95 % from", "to"], sizes).round(2)

# %% [markdown]
# **With ten trainings no model beats the one-line rule**; a picture of predictors should always have such a
# line. With 160 all of them do, and all but the linear one rank the other 488 at least as well as training
# each of those once would: a training is one draw of luck, a model has averaged over 160. And to know that
# kernel 5 lies between 3 and 7 helps while examples are few.
#
# Does the ensemble know where it errs? Train on 80 and sort the others by the spread of the three opinions.
# An error needs the unit of the rewards, so here the truth is the validation accuracy of the two other
# trainings:

# %% tags=["nbval-ignore-output"] reason="small neural networks come out differently on different processors"
errors = {"three networks": [], "Gaussian process": []}
for run in range(runs):
    some, y, others, _ = drawn(run, 80)
    truth = np.delete(all_rewards, run % 3, axis=1).mean(1)  # what a reward is about
    networks = train_networks(codes[some], (y - y.mean()) / y.std(), run)
    opinions = y.mean() + y.std() * networks(codes)
    doubts = {"three networks": (opinions.mean(0), opinions.std(0)),
              "Gaussian process": process_on(some, y)}
    for name, (m, s) in doubts.items():
        missed = 100 * np.abs(m - truth)[others][s[others].argsort()]  # the surest first
        errors[name].append([part.mean() for part in np.array_split(missed, 3)])
rows = {}
for name, thirds in errors.items():
    mean, _, high = mean_interval(thirds)
    rows[name] = [f"{m:.2f} ± {h - m:.2f}" for m, h in zip(mean, high, strict=True)]
    assert mean[0] < mean[2]
print("mean error against the validation mean of the two other trainings [points]")
pd.DataFrame(rows, ["surest third", "middle", "least sure"]).T

# %% [markdown]
# Both err more where they are less sure, but only somewhat: their doubt is a hint, no measurement.
#
# Here is the search. Every ten trials the networks are trained anew. Candidates are mutants of the ten
# best, as in lesson 05, because in a large space nobody can look at everything. The ten of greatest EI are
# next.

# %%
class LearnedPredictor:
    def __init__(self, space, seed=0):
        self.space, self.seed, self.rng = space, seed, np.random.default_rng(seed)
        self.told, self.queue = {}, []

    def ask(self):
        if not self.queue:
            fresh = [self.space.sample(self.rng) for _ in range(10)]
            self.queue = self.plan() if self.told else fresh
        return self.queue.pop()

    def tell(self, arch, reward):
        self.told[arch] = reward

    def plan(self):
        codes, y = ordinal(self.told), np.array(list(self.told.values()))
        networks = train_networks(codes, (y - y.mean()) / y.std(), self.seed)
        parents = sorted(self.told, key=self.told.get)[-10:]
        mutants = dict.fromkeys(
            self.space.mutate(parents[i % len(parents)], self.rng) for i in range(100))
        mutants = [arch for arch in mutants if arch not in self.told]
        opinions = networks(ordinal(mutants))  # (3, mutants)
        best = networks(codes).mean(0).max()
        hope = expected_improvement(opinions.mean(0), opinions.std(0), best)
        return [mutants[i] for i in hope.argsort()[-10:]]  # best last: pop() takes it first

# %% [markdown]
# How does it do against the Gaussian process, and against random search, at equal budgets?

# %% tags=["nbval-ignore-output"] reason="small neural networks come out differently on different processors"
learned = {"learned predictor": lambda seed: LearnedPredictor(space, seed=seed)}
more = {name: values[:, :60] for name, values in curves.items()}
more |= compare(learned, bench, 60, SEEDS)
fig = figure(7.4, 2.8)
leads(fig, more, [(MODEL, "learned predictor"), ("learned predictor", RANDOM)], (20, 60))
show(fig, alt="Leads with 95 per cent intervals: the learned predictor is ahead of random search after 60 "
              "evaluations, and the Gaussian process is not clearly ahead of it or behind it.")

# %% [markdown]
# The learned predictor is ahead of random search as well, and these searches show no difference between it
# and the Gaussian process. The loop needs a mean and a deviation; both models supply them.


# %% [markdown]

# %% [markdown]
# ## Recap
#
# 1. A Gaussian process is a bell curve over curves. Conditioning keeps the worlds that agree with the
#    measurements; one linear system, $K w = s$, does it exactly, measurement noise included.
# 2. Expected improvement is the mean height above the best so far, falling short counted as zero. It weighs a
#    high mean and a broad doubt in the same unit.
# 3. The encoding says which architectures are alike before the first training. Length scale and measurement
#    noise are chosen by their likelihood.
# 4. On FashionBench, judged by test accuracy, Bayesian optimisation leads random search and local search
#    after 60 evaluations. Its lead over evolution is too small for fifty searches to show.
# 5. Hand over the network that the model likes best, not the one with the best reward: that one suits the
#    validation images. A model's time pays as soon as trainings are slower than its asks.
#
# ## What to use when
#
# - **A training takes seconds or more, and you can afford some dozens:** Bayesian optimisation. Hand over its
#   favourite.
# - **Thousands of trainings, or many at a time:** evolution without repeats. It needs no
#   model and nearly no time.
# - **A space too large for a table, many trials:** a learned predictor, with counting MACs beside it.
# - **Always:** random search with the same budget as the line to beat.
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
