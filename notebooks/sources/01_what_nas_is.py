# %% [markdown]
# # 01 · What NAS is
#
# A convolutional network looks at an image through small windows, its **kernels**. How wide should such a
# window be? Famous networks disagree: VGG (2014) took 3 x 3 pixels, LeNet-5 (1998) 5 x 5, ConvNeXt (2022)
# 7 x 7.

# %%
from nas_teach.data import CLASSES, load_fashion
from nas_teach.lab import architecture_explorer, check, hint, quick, random_search_luck
from nas_teach.lab import show, solution
from nas_teach.lab.lesson_01 import pictures
from nas_teach.lab.lesson_01.guesses import beside
from nas_teach.lab.showing.forest import forest
from nas_teach.lab.showing.style import figure

KERNELS = (3, 5, 7)
x, y = load_fashion("train", resolution=14)
fig = figure(6.5, 2.4)
pictures.windows(fig, x[y == 9][0], KERNELS)
show(fig, alt="One small image three times, with a frame of 3, 5 and 7 pixels.")

# %% [markdown]
# **You will train real networks, see how far one training can be trusted, and write your first
# architecture search.**
#
# Afterwards you can
#
# - tell a real difference between two networks from the luck of a training (Exercises 01.1 and 01.2);
# - name the three parts of every architecture search, and write its loop (quick questions; Exercises 01.3 to
#   01.7);
# - say how good random search is, and how much its winner promises too much (Exercise 01.8).
#
# {{minutes}}
#
# Builds on: lesson 00, Python, and having seen a PyTorch training loop once.
#
# ## A bet
#
# We shall build three networks that differ in nothing but the kernel size, and train each of them. Then we
# train all three again, with new luck, five times.
#
# **Write down two guesses before you run anything.** Which kernel wins the first time? And in how many of
# the five repetitions does the same kernel win again?

# %%
my_kernel = ...  # 3, 5 or 7
my_repeats = ...  # 0 to 5

# %% [markdown]
# ## Three networks, trained once
#
# Our task throughout the course is Fashion-MNIST: grey images of clothes, ten classes. A *coat*, a
# *pullover* and a *shirt* look alike even to us. That is good: on an easy task every network would be
# perfect, and no comparison possible.

# %%
fig = figure(6.5, 2.9)
pictures.one_of_each(fig, *load_fashion("train"), CLASSES)
show(fig, alt="One grey image of each of the ten classes of Fashion-MNIST.")

# %% [markdown]
# To train dozens of networks in a minute we take fewer images, at half the resolution. That costs accuracy,
# but we set no record here; we compare.
#
# The network learns from the **training set**. We compare networks on the **validation set**, which none of
# them has learned from. A third one, the **test set**, is hidden from every search. We come back to it at
# the end of this lesson.

# %%
import torch

torch.set_num_threads(1)  # networks this small gain nothing from more

train_set = x[:2000], y[:2000]
x, y = load_fashion("validation", resolution=14)
validation_set = x[:2000], y[:2000]

# %% [markdown]
# `SimpleCNN(kernel_size)` has two convolutions of that kernel size and a linear classifier. Luck enters its
# training twice: the weights start at random, and the images come in random order. A **seed** is a number
# that fixes both. Another seed gives another training.
#
# `train` shows the network every image three times (three **epochs**) and returns the validation accuracy
# after each. We keep the last one. `seeded` builds the network under that seed, too.

# %%
from nas_teach.evaluation import seeded, train
from nas_teach.networks import SimpleCNN

RECIPE = {"epochs": 3, "batch_size": 50, "lr": 0.01}


def trained_accuracy(kernel, channels, seed):
    model = seeded(SimpleCNN, kernel, channels, seed=seed)
    return train(model, train_set, validation_set, seed=seed, **RECIPE)[-1]

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
for kernel in KERNELS:
    print(f"kernel {kernel}: {100 * trained_accuracy(kernel, 8, seed=0):.1f} %")

# %% [markdown]
# There is your winner. Many comparisons end here. Would you bet on it?

# %% quick="01.q1"

# %% [markdown]
# ## The same three, trained again
#
# Nothing changes but the seed: 0, as above, then 1 to 5.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
import pandas as pd
from tqdm.auto import tqdm

trainings = [(seed, kernel) for seed in range(6) for kernel in KERNELS]
rows = {f"seed {seed}": {} for seed in range(6)}
for seed, kernel in tqdm(trainings, desc="trainings"):
    rows[f"seed {seed}"][f"kernel {kernel}"] = trained_accuracy(kernel, 8, seed)
trained = pd.DataFrame(rows).T
winners = trained.idxmax(axis=1)
(100 * trained).round(1).assign(winner=winners)

# %% tags=["nbval-ignore-output"] reason="live training: who wins differs between processors"
again = (winners.iloc[1:] == winners.iloc[0]).sum()
print("wins the first time,", beside(my_kernel, winners.iloc[0]))
print("wins again of 5,", beside(my_repeats, again))

# %% [markdown]
# In the picture, follow the lines from kernel 5 to kernel 7. Do all of them go the same way?

# %%
fig = figure(6.0, 3.2)
pictures.ladders(fig.subplots(), {name: trained[name].tolist() for name in trained})
show(fig, alt="Accuracy of three kernels, one line a seed; lines cross after 5.")

# %% [markdown]
# Each line is the experiment from above, done once. On the machine that made this page some lines rise and
# some fall: **who wins is decided by the seed**. The dots of one column lie apart, although nothing but
# luck differs between them. We call that spread **noise between seeds**.
#
# ## The gap against the noise
#
# So the question is never "which number is larger?" but **"how large is the gap, compared with the luck in
# it?"** Let us compute that luck for two small lists, accuracies in per cent: a = [70, 72] and
# b = [73, 75].
#
# 1. The gap of the means is 74 - 71 = 3 points.
# 2. The *variance* measures how far single trainings scatter: the sum of the squared distances from the
#    mean, divided by n - 1. For a it is (1 + 1) / 1 = 2, and for b it is 2 as well.
# 3. A mean of n trainings scatters less than one training: its variance is smaller by the factor n. Here
#    that is 2 / 2 = 1 for each.
# 4. The lucks of the two means are independent, so their variances add up: 1 + 1 = 2.
# 5. The root brings us back to points: 1.41. That is the typical luck in the gap, its *standard error*.
#
# The **95 % confidence interval** reaches 2.23 standard errors to either side of the gap. The factor 2.23
# belongs to six trainings against six; it comes from Student's t distribution, and with many seeds it falls
# to 1.96. If we repeated the whole experiment many times, about 95 of 100 such intervals would contain the
# true gap, provided that the noise is roughly bell-shaped.
#
# ### Exercise 01.1
#
# Write these five steps as a function. It works on lists of any length; keep the factor 2.23.

# %% exercise="01.1"
def gap_interval(a, b):
    """The 95 % confidence interval of mean(b) - mean(a).

    a, b: lists of rewards, one a seed. Returns the pair (low, high).
    """
    ...

# %% [markdown]
# Now it judges our kernels. In the picture, look for intervals that cross the line at zero: there either
# sign is possible.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
intervals = {}
for one, other in ((3, 5), (3, 7), (5, 7)):
    a, b = trained[f"kernel {one}"].tolist(), trained[f"kernel {other}"].tolist()
    low, high = gap_interval(a, b)
    in_points = [100 * end for end in ((low + high) / 2, low, high)]
    intervals[f"kernel {other} minus {one}"] = in_points
fig = figure(6.5, 2.4)
forest(fig.subplots(), intervals, "difference of the means [percentage points]")
show(fig, alt="Intervals of three differences; that of 7 minus 5 crosses zero.")

# %% [markdown]
# On our machine both intervals of kernel 3 lie clear of zero: it comes last. Kernels 5 and 7 are undecided.
# That does not prove that they are equally good. It says that *these six seeds cannot tell*. More seeds
# shrink the interval, but slowly: four times as many trainings halve it.
#
# We have *not* learned that kernel 3 is bad. It lost here, with this little training, on images of this
# size. A result belongs to the way in which it was measured.
#
# ### Exercise 01.2
#
# Two networks, A and B, were trained with six seeds each. Validation accuracies in per cent:

# %%
a = [73.1, 74.0, 72.6, 73.5, 74.2, 72.9]
b = [73.9, 73.0, 74.3, 73.3, 74.6, 73.2]
low, high = gap_interval(a, b)
print(f"95 % interval of B minus A: {low:+.2f} to {high:+.2f} percentage points")

# %% [markdown]
# Which conclusion do they allow?
#
# - **A** B is better, for its mean is higher.
# - **B** A and B are equally good, for the interval contains zero.
# - **C** Nothing at all; six seeds are too few to conclude anything.
# - **D** The sign of the difference is undecided, but a gap of 3 points in either direction is implausible.

# %% exercise="01.2"
answer = ...

# %% [markdown]
# ## The three parts
#
# **Neural architecture search**, in short **NAS**, means that a program chooses the design of a network. You
# have just done one by hand. Every NAS has three parts.

# %%
fig = pictures.three_parts()
show(fig, alt="Space, strategy and evaluation as boxes; a reward goes back.")

# %% [markdown]
# 1. The **search space**: which networks may be chosen? Ours were kernels 3, 5 and 7. A space is a list of
#    decisions with their choices. One way to make every decision is an **architecture**.
# 2. The **search strategy**: which one to try next? We tried all of them, in turn.
# 3. The **evaluation strategy**: how good is this one? We trained it on 2,000 images and asked the
#    validation set. Its answer is a number, the **reward**; larger is better.
#
# Three people want to improve a search. Each of them changes one part.

# %% quick="01.q2"

# %% quick="01.q3"

# %% quick="01.q4"

# %% [markdown]
# ## Write the search
#
# Now the space gets a second decision, the number of channels. The package has a class for spaces; `sample`
# makes every decision at random.

# %%
import numpy as np

from nas_teach.space import SearchSpace

space = SearchSpace({"kernel": (1, 3, 5, 7), "channels": (4, 8, 16)})
rng = np.random.default_rng(0)
print(len(space), "architectures, for example", space.sample(rng))

# %% [markdown]
# You write the loop in three stages. It gets two functions. `sample()` is the strategy: it proposes an
# architecture. `evaluate(arch)` is the evaluation: it returns the reward. Your loop does not know what is
# inside them, and so it works for every network in this course.
#
# ### Exercise 01.3
#
# Stage 1. An architecture together with its reward is a **trial**. Make one.

# %% exercise="01.3"
def try_once(sample, evaluate):
    """Draw one architecture and evaluate it. Returns the pair (arch, reward)."""
    ...

# %% [markdown]
# ### Exercise 01.4
#
# Stage 2. The number of evaluations that we can afford is the **budget**. Spend it, and keep every trial.
# You may use `try_once`.

# %% exercise="01.4"
def random_search(sample, evaluate, budget):
    """Make `budget` trials. Returns the list of them, in order."""
    ...

# %% [markdown]
# ### Exercise 01.5
#
# Stage 3. The best trial so far is called the **incumbent**: the one in office until a better one comes.
# Say who is in office after each trial. Rewards may be negative, for example when a reward is minus the
# milliseconds that a network takes.

# %% exercise="01.5"
def incumbent(trials):
    """The best trial so far, after each trial: a list as long as `trials`.

    trials: pairs (arch, reward). Of equal rewards, the first one stays in office.
    """
    ...

# %% [markdown]
# Your search is complete. It now trains real networks: twelve trials, each of them a training of a second
# or so.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
progress = tqdm(total=12, desc="trials")


def evaluate(arch):
    progress.update()
    return trained_accuracy(arch.kernel, arch.channels, seed=0)


trials = random_search(lambda: space.sample(rng), evaluate, budget=12)
so_far = incumbent(trials)
progress.close()
pd.DataFrame(
    [(arch.kernel, arch.channels, round(100 * reward, 1)) for arch, reward in trials],
    columns=["kernel", "channels", "reward [%]"],
)

# %% [markdown]
# Look at the staircase in the picture: it is the incumbent, and it never goes down.

# %%
fig = figure(6, 2.8)
rewards, stairs = ([reward for _, reward in each] for each in (trials, so_far))
pictures.incumbent_curve(fig.subplots(), rewards, stairs)
show(fig, alt="Rewards of twelve trials as dots, and the incumbent as stairs.")

# %% [markdown]
# That is **random search**. Many NAS papers have a picture like this one. Two strategies are always compared
# at **equal budget**, that is, after equally many trials.
#
# Before you celebrate: how large is the winner's lead over the second, and how large was the noise between
# seeds? The search knows which architectures are poor. It does not know which of the top few is best.
#
# ### Exercise 01.6
#
# A friend kept no list. His function should return the best architecture together with the reward that it
# won with; the first one, if several share that reward. But his searches take longer than they should, and
# some of them return no architecture at all. Find the two faults and mend them.

# %% exercise="01.6"
def answer(sample, evaluate, budget):
    winner, highest = None, 0.0
    for _ in range(budget):
        arch = sample()
        if evaluate(arch) > highest:
            winner, highest = arch, evaluate(arch)
    return winner, highest

# %% [markdown]
# ### Exercise 01.7
#
# Look at the twelve trials again: some architectures came twice and cost a training twice. With a fixed
# seed the second training teaches nothing. Write a search that draws again until it gets an architecture
# that it has not tried. It stops after `budget` trials, or when all `size` architectures of the space
# have been tried.

# %% exercise="01.7"
def search_new(sample, evaluate, budget, size):
    """As random_search, but no architecture is evaluated twice.

    Returns the list of trials, pairs (arch, reward), in order.
    """
    ...

# %% [markdown]
# How many draws does it take to find all 12 architectures in this way? We count the draws of 1,000 searches,
# with a reward of 0 for every architecture.

# %%
drawn = []


def sample():
    drawn.append(space.sample(rng))
    return drawn[-1]


for _ in range(1000):
    search_new(sample, lambda arch: 0.0, 100, len(space))
print(f"draws until all {len(space)} are found: {len(drawn) / 1000:.1f} on average")

# %% [markdown]
# That is about three draws for each architecture: the last new ones are hard to meet. In a small space, go
# through a list instead. In a large one repeats are rare.
#
# Later strategies must *learn* from their trials. From lesson 02 on the loop has one line more: it tells the
# strategy the reward.
#
# ## Why not simply try them all?
#
# Twelve architectures need no search strategy. But decisions multiply.

# %% quick="01.q5"

# %% [markdown]
# What do people put into a search space? Six things come up again and again. In the drawing each network
# differs from the base in one of them, marked with a thick orange frame or bridge.

# %%
fig = pictures.six_things()
show(fig, alt="A network as a row of boxes; six more that differ in one thing.")

# %% [markdown]
# An image passes from left to right. The *stem* shrinks it to 7 x 7 **positions**. Stage 1 works on them,
# *down* leaves 4 x 4 positions, stage 2 works on those, and *linear* gives ten class scores. Taller boxes
# have more channels. **Parameters** are the numbers that training adjusts.
#
# - **Kernel size**: how far one position looks.
# - **Channels**: how many features are computed at each position.
# - **Block type**: what is inside a block. *conv* is a plain convolution; *MB* (MBConv) has fewer
#   parameters here, and lesson 11 takes it apart.
# - **Depth**: how many blocks follow each other.
# - **Skip connections**: a bridge adds a block's input to its output. It has no parameters: the two counts
#   are equal.
# - **Attention heads**: every position receives a weighted mean over all positions.
#
# These are networks of **FashionBench**, the benchmark of this course. It has these six decisions, the
# kernel size twice, once for each stage. All its networks were trained three times each, and a table
# remembers the results: a trial takes microseconds instead of a second.

# %%
from nas_teach.evaluation import FashionBench

bench = FashionBench.load()
sizes = [len(choices) for choices in bench.space.choices.values()]
print(" x ".join(map(str, sizes)), "=", len(bench.space), "architectures")

# %% [markdown]
# ## How good is random search?
#
# It learns nothing. Is it hopeless? Suppose that *m* of *N* architectures are good enough for you. One draw
# misses them all with probability $1 - m/N$. Draws are independent, so *n* of them all miss with probability
# $(1 - m/N)^n$, and at least one hits with
#
# $$P(\text{hit}) = 1 - \left(1 - \frac{m}{N}\right)^n.$$
#
# Let us try the formula. Your search draws 60 times among 200 architectures, and does so
# 2,000 times. The reward says whether an architecture is one of the 10 best. How often is the incumbent
# one of them in the end?

# %%
size, good, draws = 200, 10, 60
rng = np.random.default_rng(0)
hits = 0
for _ in range(2000):
    trials = random_search(lambda: rng.integers(size), lambda rank: rank < good, draws)
    hits += max(reward for _, reward in trials)
print(f"formula        {1 - (1 - good / size) ** draws:.3f}")
print(f"your searches  {hits / 2000:.3f}")

# %% [markdown]
# Sixty draws meet one of the best 5 % in about 95 of 100 searches. That is why random search is such a
# strong baseline.

# %% quick="01.q6"

# %% [markdown]
# "One of the best 5 %" is cheap. "The very best" is out of reach: a single good one among 1,000 takes 2,995
# draws for a chance of 95 %. Whether it pays to look for it depends on how far apart good architectures are.
#
# A strategy is worth its effort only if it **beats random search at equal budget**.
#
# ## The winner was lucky
#
# You try *n* networks, keep the best, and report its reward. Is that reward honest?
#
# **Predict: ten networks that are all exactly equally good. You train each once. How far above the truth is
# the best reward?** We measure in standard deviations of the noise between seeds: 1 is the typical distance
# of a single training from the mean.

# %%
my_luck = ...  # in standard deviations

# %%
noise = np.random.default_rng(0).standard_normal((10_000, 100))  # bell-shaped
table = {n: noise[:, :n].max(axis=1).mean() for n in (1, 3, 10, 30, 100)}
print("best of 10,", beside(my_luck, f"{table[10]:.2f}"))
pd.Series(table, name="above the truth").rename_axis("best of").round(2).to_frame()

# %% [markdown]
# The best of many is partly the best and partly the luckiest. This is the **winner's curse**, and it grows
# with the budget.
#
# ### Exercise 01.8
#
# Thirty architectures are trained once each. The best shows 75.0 %. The noise between seeds has a standard
# deviation of 0.5 percentage points. Suppose that all thirty are in truth equally good. You train the
# winner again, with a new seed. What accuracy do you expect, in per cent?

# %% exercise="01.8"
answer = ...

# %% [markdown]
# Real architectures are not equally good. Does the curse strike there, too? Your `random_search` runs on
# FashionBench, 300 times for each of five budgets. The reward of a trial is one of the three trainings in
# the table, drawn at random. Then we look up what the winner did in its *other two* trainings.

# %%
def promised_and_again(budget, rng):
    """Of a winner on FashionBench: its reward, its other trainings, its test."""
    trials = random_search(
        lambda: bench.space.sample(rng),
        lambda arch: bench.reward(arch, seed=rng.choice(bench.seeds)),
        budget,
    )
    arch, promised = incumbent(trials)[-1]
    others = (3 * bench.reward(arch) - promised) / 2  # the mean of three, without it
    return promised, others, bench.test(arch)


rng, rows = np.random.default_rng(0), {}
for budget in (1, 5, 20, 60, 150):
    runs = np.array([promised_and_again(budget, rng) for _ in range(300)])
    gap = runs[:, 0] - runs[:, 1]
    error = 1.96 * gap.std() / 300**0.5
    rows[budget] = 100 * np.array([*runs.mean(axis=0), gap.mean(), error])
names = ["promised", "trained again", "test set", "promised too much", "± (95 %)"]
found = pd.DataFrame(rows, index=names).T.rename_axis("budget")
found.round(2)

# %% [markdown]
# The shaded gap in the picture is how much too much winners promise, on average over 300 searches.

# %%
fig = figure(6.0, 3.0)
promised, later = found["promised"], found["trained again"]
pictures.promises(fig.subplots(), found.index, promised, later)
show(fig, alt="Rewards of winners over the budget, above their later trainings.")

# %% [markdown]
# With one trial nothing is chosen, and the promise holds, up to the luck of 300 searches. Then the promise
# rises faster than the network behind it: the curse grows with the budget here, too. The cure is simple:
# **train the winner again, with new seeds, and report that.**
#
# ## Who may look at the test set?
#
# The column *test set* has other images, a little harder for most networks, so compare it only with itself.
# No search of this course ever sees it: **a searcher gets validation rewards only.** A choice that was made
# on the test images would turn them into a second validation set.
#
# We play another part. When we *compare strategies*, we are **judges**: the search has ended, and its winner
# is fixed. Then we read the winner's test accuracy, averaged over its trainings. Nothing that we read goes
# back into a search. From lesson 04 on, strategies are compared in this way.

# %% quick="01.q7"

# %% [markdown]
# ## When does luck run out? (optional)
#
# The panel draws the formula. **Predict, then set *Good ones* to 1 and *Architectures* to 1,000: how many
# draws does a chance of 95 % take?** The line below the panel says it.

# %%
random_search_luck()

# %% [markdown]
# The answer on paper: 0.999 to the power of n must fall to 0.05.

# %%
print("draws:", int(np.ceil(np.log(0.05) / np.log(1 - 1 / 1000))))

# %% [markdown]
# That is almost three times as many as trying all 1,000 in turn, since draws repeat.
#
# ## Turn the knobs (optional)
#
# Here you make the seven decisions of FashionBench. **Predict first: does the kernel size of stage 1 cost
# more parameters, or that of stage 2? And more work?**

# %%
architecture_explorer()

# %% [markdown]
# A sentence below the picture counts two costs. Parameters are the numbers that training adjusts.
# **Multiply-accumulates** (MACs) measure the work for one image: one multiplication and one addition count
# as one MAC. PyTorch's counter gives FLOPs, which count the two separately; a MAC is two FLOPs. Papers often
# mix up these words.
#
# Here is the answer, as the extra cost of a 7 x 7 kernel instead of a 3 x 3 one:

# %%
from nas_teach.hardware import macs, parameters
from nas_teach.networks import FashionNet

base, rows = pictures.BASE, {}
for stage, arch in {1: base._replace(kernel1=7), 2: base._replace(kernel2=7)}.items():
    net, old = FashionNet(arch), FashionNet(base)
    work = macs(net, (1, 28, 28)) - macs(old, (1, 28, 28))
    rows[f"stage {stage}"] = parameters(net) - parameters(old), work
pd.DataFrame(rows, index=["more parameters", "more MACs"]).T

# %% [markdown]
# Stage 2 has twice the channels, so its kernel costs four times the parameters. But it works on 4 x 4
# positions instead of 7 x 7, so the extra work is only somewhat greater. **Parameters do not measure
# work**, and lesson 10 will add that work does not measure time.
#
# ## A space of your own (optional)
#
# ### Exercise 01.9
#
# Everything that a search needs to know about its space follows from the choices alone: how large it is,
# what a random architecture is, and whether one lies in it. Write the class. An architecture is a tuple
# with one value for each decision, in the order of the decisions. `rng` is a numpy generator:
# `rng.integers(n)` draws one of 0, 1, ..., n - 1. All architectures are equally likely. Make no list of all
# of them: real spaces hold billions.

# %% exercise="01.9"
class Space:
    """A search space. choices: {name of a decision: its possible values}."""

    def __init__(self, choices):
        ...

    def __len__(self):
        """The number of architectures."""
        ...

    def sample(self, rng):
        """A random architecture: one draw for each decision, in order."""
        ...

    def __contains__(self, arch):
        """Whether this tuple is an architecture of the space."""
        ...

# %% [markdown]
# Your search in your space: FashionBench once more, and then a space that no table could hold, where each
# of 20 blocks chooses its kernel.

# %%
mine, rng = Space(bench.space.choices), np.random.default_rng(0)
trials = random_search(lambda: mine.sample(rng), bench.reward, budget=60)
arch, reward = incumbent(trials)[-1]
print(f"{len(mine)} architectures, best reward of 60: {100 * reward:.1f} % for {arch}")
deep = Space({f"kernel of block {block}": (3, 5, 7) for block in range(20)})
print(f"{len(deep):,} architectures; one of them:\n{deep.sample(rng)}")

# %% [markdown]
# ## Recap
#
# 1. NAS lets a program choose a network's design. Its three parts: search space, search strategy,
#    evaluation strategy.
# 2. One training is one draw from a noisy source: compare the gap with the noise, over several seeds.
# 3. Every search is one loop: propose, evaluate, remember; the incumbent is the best so far.
# 4. Random search meets one of the best 5 % in 60 draws, 95 times of 100, whatever the size of the space.
# 5. A winner promises too much: train it again with new seeds. The test set is for the judge.
#
# ## Do you remember?
#
# Answer aloud, then look it up.
#
# 1. Which two lucks does a seed fix?
# 2. The interval of a difference contains zero. What follows, and what does not?
# 3. Somebody trains each network for one epoch instead of three. Which part of the search changes?
# 4. Why does the incumbent start with the first trial and not with a reward of 0?
# 5. Ten times as many architectures, the same share of good ones: how does the chance of a hit change?
# 6. What does a searcher see, and what does a judge see?
#
# ## What to use when
#
# - *A dozen architectures, cheap trainings*: try them all, with several seeds each.
# - *A large space, "among the best 5 %" is enough*: random search, 60 trials, and train the top few again.
# - *Trainings that are dear, or the last half point counts*: the strategies of the next lessons, with random
#   search beside them at equal budget.
#
# ## What the papers did
#
# - Zoph and Le (2017, arXiv:1611.01578) made the field known. They trained every network from scratch, 800
#   of them side by side on 800 GPUs. Lessons 02 to 04 follow them.
# - Real and others (2019, arXiv:1802.01548) evaluated 20,000 models in one search. Lesson 05 follows them.
# - Elsken, Metzen and Hutter (2019, arXiv:1808.05377) sorted the field by the three parts; they call the
#   third one *performance estimation strategy*.
# - Li and Talwalkar (2019, arXiv:1902.07638) showed how hard random search is to beat.
#
# ## Where to go next
#
# Random search forgets all that it sees. In the next lesson you write the first strategy that learns.
#
# **Next:** [02 · REINFORCE on kernel sizes](02_reinforce.ipynb).
