# %% [markdown]
# # 01 · What NAS is
#
# **You will train real networks, see how far one training can be trusted, and run your first architecture
# search.**
#
# Afterwards you can
#
# - name the three parts of every architecture search, and say which of them an idea changes (Exercise
#   01.2);
# - tell a real difference between two networks from the luck of a training (Exercises 01.3 and 01.7);
# - write random search, the baseline of the whole course, and say how likely it is to succeed (Exercises
#   01.4 and 01.6).
#
# {{minutes}}
#
# Builds on: lesson 00, Python, and having seen a PyTorch training loop once.

# %%
from nas_teach.lab import architecture_explorer, check, hint, random_search_luck, show, solution

# %% [markdown]
# ## A question to begin with
#
# A convolutional network looks at an image through small windows, its **kernels**. How wide should such a
# window be: 3 x 3, 5 x 5 or 7 x 7 pixels? Famous networks disagree: LeNet-5 (1998) has 5 x 5, VGG (2014)
# 3 x 3, ConvNeXt (2022) 7 x 7. We have a computer, so we shall try it: build three networks that differ in
# nothing but the kernel size, train each, and keep the best.
#
# **Predict before you run anything. Which kernel size wins? And if you trained the same three again, how
# sure are you that the same one would win?** Write both down.
#
# ## The images
#
# Our task throughout the course is Fashion-MNIST: grey images of clothes, ten classes. Here is one of each.

# %%
import torch

from nas_teach.data import CLASSES, load_fashion
from nas_teach.lab.lesson_01.pictures import one_of_each
from nas_teach.lab.showing.style import figure

images, labels = load_fashion("train")
fig = figure(6.5, 2.9)
one_of_each(fig, images, labels, CLASSES)
show(fig, alt="One grey image of each of the ten classes of Fashion-MNIST, from T-shirt to ankle boot.")
print(f"{len(images):,} training images of {images.shape[-2]} x {images.shape[-1]} pixels")

# %% [markdown]
# A *coat*, a *pullover* and a *shirt* look alike even to us. That is good: a task on which every network is
# perfect could not tell a good network from a poor one.
#
# To train dozens of networks in a minute we make the task smaller: fewer images, half the resolution.
# Accuracy will be lower than you may have seen elsewhere. We set no record; we compare.
#
# The network learns from the **training set**. We compare networks on the **validation set**, which none of
# them has learned from. A third one, the **test set**, stays untouched until a search is over; lesson 12
# opens it.

# %%
torch.set_num_threads(1)  # networks this small gain nothing from more

train_images, train_labels = load_fashion("train", resolution=14)
validation_images, validation_labels = load_fashion("validation", resolution=14)
train_set = train_images[:2000], train_labels[:2000]
validation_set = validation_images[:2000], validation_labels[:2000]
print("training set:", tuple(train_set[0].shape), " validation set:", tuple(validation_set[0].shape))

# %% [markdown]
# ## Three networks, trained once
#
# `SimpleCNN(kernel_size)` has two convolutions of that kernel size and a linear classifier. The kernel size
# is the only thing that we shall change.

# %%
from nas_teach.networks.simple_cnn import SimpleCNN

SimpleCNN(kernel_size=5)

# %% [markdown]
# Training it involves luck, twice: the weights start at random, and the images come in random order. A
# **seed** is a number that fixes both. With the same seed the same training happens again; with another
# seed, another one.
#
# `train` shows the network every image three times (three **epochs**) and returns the validation accuracy
# after each. We keep the last one. `seeded` builds the network itself under the seed.

# %%
from nas_teach.evaluation.training import seeded, train

RECIPE = {"epochs": 3, "batch_size": 50, "lr": 0.01}


def trained_accuracy(kernel, seed):
    model = seeded(SimpleCNN, kernel, seed=seed)
    return train(model, train_set, validation_set, seed=seed, **RECIPE)[-1]

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
KERNELS = (3, 5, 7)
for kernel in KERNELS:
    print(f"kernel {kernel}: {100 * trained_accuracy(kernel, seed=0):.1f} %")

# %% [markdown]
# There is your winner. Many a comparison ends here, and its table is printed with one decimal. Would you
# bet on it?
#
# ## The same three, trained again
#
# Nothing changes but the seed: 0, as above, then 1 to 5.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
import numpy as np
from tqdm.auto import tqdm

SEEDS = range(6)
trained = {}
for kernel, seed in tqdm([(kernel, seed) for kernel in KERNELS for seed in SEEDS], desc="trainings"):
    trained[kernel, seed] = trained_accuracy(kernel, seed)

print("seed    kernel 3   kernel 5   kernel 7   winner")
for seed in SEEDS:
    row = [100 * trained[kernel, seed] for kernel in KERNELS]
    winners = [str(kernel) for kernel, value in zip(KERNELS, row, strict=True) if value == max(row)]
    print(f"{seed:4} ", *(f"{value:8.1f} %" for value in row), "  kernel", " and ".join(winners))

# %%
from nas_teach.lab.lesson_01.pictures import dots, ladders
from nas_teach.statistics import mean_interval

accuracies = {kernel: [trained[kernel, seed] for seed in SEEDS] for kernel in KERNELS}
named = {f"kernel {kernel}": values for kernel, values in accuracies.items()}
fig = figure(6.5, 3.2)
left, right = fig.subplots(1, 2, sharey=True)
ladders(left, named)
dots(right, named, interval=True)
right.set_ylabel("")
left.set_title("One line a seed", fontsize=10, loc="left", fontweight="bold")
right.set_title("Mean and 95 % interval", fontsize=10, loc="left", fontweight="bold")
show(fig, alt="Validation accuracy of kernels 3, 5 and 7 for six seeds; kernel 3 is lower, 5 and 7 overlap.")

# %% [markdown]
# Look at the left half first. Each line is the experiment from above, done once. Do all lines go the same
# way from kernel 5 to kernel 7? On the machine that made this page they do not: some rise, some fall, and
# **who wins is decided by the seed**.
#
# The right half shows what six runs say together. The dots of one column lie apart, although nothing but
# luck differs between them. We call that spread **noise**. The black bar is a **95 % confidence interval** of
# the mean: if we repeated the six trainings many times over and drew the bar each time, about 95 of 100
# bars would contain the mean of infinitely many trainings, provided the noise is roughly bell-shaped.
#
# So the question is never "which number is larger?" but **"how large is the gap against the noise?"** Two
# bars that stay apart answer it. Two that overlap a little, as those of kernels 3 and 5 do in our picture,
# leave it open. So look at the interval of the difference itself. SciPy computes it:

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
from scipy.stats import ttest_ind


def compare(a, b):
    ends = ttest_ind(accuracies[a], accuracies[b], equal_var=False).confidence_interval()
    low, high = 100 * ends.low, 100 * ends.high
    decided = "decided" if low > 0 or high < 0 else "not decided by these seeds"
    print(f"kernel {a} minus kernel {b}: between {low:+.1f} and {high:+.1f} percentage points: {decided}")


compare(5, 3)
compare(7, 3)
compare(7, 5)

# %%
mean = {kernel: mean_interval(accuracies[kernel])[0] for kernel in KERNELS}
print("kernel 3 is behind both others on average:", mean[3] < min(mean[5], mean[7]))
print("the gap of 5 and 7 is below 2.5 percentage points:", abs(mean[5] - mean[7]) < 0.025)

# %% [markdown]
# If an interval contains zero, the data allow either sign. That does not prove that two kernels are equally
# good. It says that *these six seeds cannot tell*. More seeds shrink the interval, but slowly: it takes
# about four times as many trainings to halve it.
#
# So here are the answers to the two questions at the beginning. Kernel 3 comes last; in our output both of
# its intervals lie clear of zero. Between 5 and 7, read the last line of your own intervals; ours is
# undecided. And a single training of each could have crowned either of these two.
#
# We have *not* learned that kernel 3 is bad. It lost here, with this little training, on images of this
# size. Change the recipe and the ranking may change: a result belongs to the way it was measured.
#
# ## The three parts
#
# You have just done a neural architecture search by hand. **Neural architecture search**, **NAS**, means to
# let a program choose the design of a network. Every NAS has three parts:
#
# 1. the **search space**: which networks may be chosen (ours: kernel 3, 5 or 7);
# 2. the **search strategy**: which one to try next (ours: all of them, in turn);
# 3. the **evaluation strategy**: how good is this one (ours: train it on 2,000 images, ask the validation
#    set).
#
# The three parts are also the three rooms of the package that comes with the course: `nas_teach/space.py`,
# `nas_teach/strategies/`, `nas_teach/evaluation/`.
#
# **The search space** is a list of decisions, each with its choices. One way to make every decision is an
# **architecture**.

# %%
from nas_teach.space import SearchSpace

space = SearchSpace({"kernel": (1, 3, 5, 7), "channels": (4, 8, 16)})
arch = space.arch(kernel=5, channels=8)
print(len(space), "architectures, for example", arch)
print("a random one:", space.sample(np.random.default_rng(0)))

# %% [markdown]
# **The evaluation strategy** is a function from an architecture to one number, the **reward**; larger is
# better. Ours builds the network and trains it. The package's `train_from_scratch` makes such a function
# from `build` and the two sets. Do the two agree?

# %%
from functools import cache

from nas_teach.evaluation.training import train_from_scratch


def build(arch):
    return SimpleCNN(arch.kernel, arch.channels)


def evaluate_by_hand(arch):
    return train(seeded(build, arch, seed=0), train_set, validation_set, seed=0, **RECIPE)[-1]


evaluate = cache(train_from_scratch(build, train_set, validation_set, seed=0, **RECIPE))
print("the same reward:", evaluate_by_hand(arch) == evaluate(arch))

# %% [markdown]
# `cache` remembers the rewards that were computed already. With the same seed a second training would give
# the same number, so we need not wait for it.
#
# **The search strategy** says what to try next. The simplest one: draw at random. A search is then a
# loop, and the number of evaluations that we can afford is its **budget**.

# %%
rng = np.random.default_rng(0)
by_hand = []
for _ in tqdm(range(12), desc="trials"):
    arch = space.sample(rng)
    by_hand.append((arch, evaluate(arch)))

print(f"{len(by_hand)} trials, {len({arch for arch, _ in by_hand})} different architectures")

# %% [markdown]
# That is **random search**. Each pair of architecture and reward is a **trial**. The draws are independent
# of each other, so some architectures come twice while others never come.
#
# Later strategies must *learn* from what they have seen. So in the package a strategy has two methods:
# `ask()` proposes an architecture, `tell(arch, reward)` reports how it did. Every search is then this loop:
#
# ```python
# for _ in range(budget):
#     arch = strategy.ask()
#     reward = evaluate(arch)
#     strategy.tell(arch, reward)
# ```
#
# Random search ignores what it is told. `search` runs the loop and returns the trials:

# %%
from nas_teach.search import best, incumbent, search
from nas_teach.strategies.random_search import RandomSearch

history = search(RandomSearch(space, seed=0), evaluate, budget=12)
print("the same trials as by hand:", history == by_hand)

# %% [markdown]
# Later lessons change one thing of this line at a time: lesson 02 puts in another strategy, lesson 04 a
# larger space, lesson 07 cheaper evaluators.
#
# `best(history)` is the trial with the greatest reward. `incumbent(history)` is the best *so far*, after
# each trial; the **incumbent** is the one in office until a better one comes.

# %%
from nas_teach.lab.lesson_01.pictures import incumbent_curve

so_far = [trial.reward for trial in incumbent(history)]
fig = figure(6, 2.8)
incumbent_curve(fig.subplots(), [trial.reward for trial in history], so_far)
show(fig, alt="Rewards of twelve random trials as dots, and the incumbent as stairs that never go down.")
print("the incumbent never falls:", so_far == sorted(so_far))
print("its last value is the best reward:", so_far[-1] == best(history).reward)

# %% tags=["nbval-ignore-output"] reason="two good architectures may swap places on another processor"
for trial in sorted(set(history), key=lambda trial: -trial.reward):
    print(f"{100 * trial.reward:.1f} %  kernel {trial.arch.kernel}, {trial.arch.channels} channels")

# %% [markdown]
# A picture like this stands in many NAS papers: the incumbent over the budget spent. Two strategies
# are compared at **equal budget**, never at "when it was done".
#
# Before you celebrate the first line of the table: how large is its lead over the second, and how large was
# the noise between seeds? This search knows which architectures are poor. Which of the top few is best, it
# does not know.
#
# ## Why not simply try them all?
#
# We could have. A space of 12 architectures needs no search strategy. But decisions multiply. The benchmark
# **FashionBench**, which you will meet in lesson 04, has seven decisions:

# %%
from nas_teach.networks.fashion_net import FASHION_SPACE, FashionNet

for name, choices in FASHION_SPACE.choices.items():
    print(f"{name:8}{len(choices)} choices {choices}")
print(" x ".join(str(len(choices)) for choices in FASHION_SPACE.choices.values()), "=", len(FASHION_SPACE))

# %% tags=["nbval-ignore-output"] reason="seconds depend on the machine"
import time

start = time.perf_counter()
trained_accuracy(5, seed=0)
seconds = time.perf_counter() - start
print(f"one training: {seconds:.1f} s")
print(f"all of FashionBench at that speed, one seed: {len(FASHION_SPACE) * seconds / 60:.0f} minutes")
kernels = sum(3**blocks for blocks in (2, 4, 6))  # two stages of 1, 2 or 3 blocks, a kernel for each
per_block = kernels * 2 * 3 * 2 * 2  # times the choices of block type, width, skip and heads
print(f"with a kernel size for every block: {per_block:,} networks, {per_block * seconds / 3600:.1f} hours")

# %% [markdown]
# And our trainings are tiny. Real ones take hours on a graphics card, and real spaces have billions of
# architectures. So every NAS must do two things: look at few architectures (a matter of strategy), and
# judge each one cheaply (a matter of evaluation).
#
# ## The six things that a NAS may change
#
# What do people put into a search space? Six things come up again and again. Each drawing below changes
# one of them in a network of FashionBench. An image passes from left to right. The *stem* shrinks it to
# 7 x 7 pixels, which from here on we call **positions**. Stage 1 works on them, *down* leaves 4 x 4 positions
# with twice the channels, stage 2 works on those, and *linear* turns their mean into ten class scores. Taller
# boxes have more channels (the number below a box); a red frame marks what differs from the base, and a
# red bridge is a new skip connection.

# %%
from nas_teach.hardware.counting import parameters
from nas_teach.lab.showing.architectures import six_changes

base = FASHION_SPACE.arch(kernel1=3, kernel2=3, block="conv", width=8, depth=1, skip=False, heads=0)
changes = {
    "kernel size": base._replace(kernel1=7),
    "channels": base._replace(width=16),
    "block type": base._replace(block="mbconv"),
    "depth": base._replace(depth=2),
    "skip connections": base._replace(skip=True),
    "attention heads": base._replace(heads=4),
}
networks = {"base": base} | changes
notes = {title: f"{parameters(FashionNet(arch)):,} parameters" for title, arch in networks.items()}
fig = figure(7.0, 5.2)
six_changes(fig, base, changes, notes)
show(fig, alt="A base network as a row of boxes, and six networks that each differ from it in one thing.")
for title, note in notes.items():
    print(f"{title:18}{note}")

# %% [markdown]
# - **Kernel size**: how far one position looks. 7 x 7 weights instead of 3 x 3, and more work.
# - **Channels**: how many features are computed at each position. With *conv* blocks, twice the channels
#   mean nearly four times the weights, since every channel reads every other one.
# - **Block type**: what is inside a block. *conv* is a plain convolution. *MB* (MBConv) convolves each
#   channel alone, and mixes channels with 1 x 1 kernels. Here it needs fewer weights; lesson 11 takes it
#   apart.
# - **Depth**: how many blocks follow each other.
# - **Skip connections**: a bridge adds a block's input to its output. It has no weights: the two counts
#   above are equal. It still changes how well a deep network trains.
# - **Attention heads**: every position receives a weighted mean over all positions. The network computes
#   the weights from the image; each head has its own.
#
# Now turn the knobs yourself. **Predict first: does the kernel size of stage 1 cost more parameters, or
# that of stage 2? And more work?**

# %%
architecture_explorer()

# %% [markdown]
# Run the cell, and a sentence below the picture counts two costs. **Parameters** are the numbers that
# training adjusts. **Multiply-accumulates** (MACs) measure the work for one image: one multiplication and
# one addition count as one MAC. PyTorch's counter gives FLOPs, which count the two separately; a MAC is two
# FLOPs. Papers often mix up these words.
#
# Here is the answer to the question above, as the extra cost of a 7 x 7 kernel instead of a 3 x 3 one:

# %%
from nas_teach.hardware.counting import macs

for stage, arch in {"stage 1": base._replace(kernel1=7), "stage 2": base._replace(kernel2=7)}.items():
    net, net_base = FashionNet(arch), FashionNet(base)
    more_work = macs(net, (1, 28, 28)) - macs(net_base, (1, 28, 28))
    print(f"{stage}: {parameters(net) - parameters(net_base):+,} parameters, {more_work:+,} MACs")

# %% [markdown]
# Stage 2 has twice the channels, so its kernel costs four times the parameters. But it works on 4 x 4
# positions instead of 7 x 7, so the extra work is only somewhat greater. **Parameters do not measure
# work**, and lesson 10 will add that work does not measure time.
#
# ## How good is random search?
#
# It learns nothing, so it must be hopeless? Let us compute. Suppose that *m* of *N* architectures are good
# enough for you. One draw misses them all with probability
#
# $$1 - \frac{m}{N}.$$
#
# Draws are independent and may repeat, so *n* draws all miss with probability $(1 - m/N)^n$, and at least
# one hits with
#
# $$P(\text{hit}) = 1 - \left(1 - \frac{m}{N}\right)^n.$$
#
# Believe no formula that you can try. We search 10,000 times among 200 architectures, with 60 draws each,
# and count how often at least one of the 10 best is among them:

# %%
size, good, draws = 200, 10, 60
ranks = np.random.default_rng(0).integers(size, size=(10_000, draws))  # rank 0 is the best architecture
found = (ranks < good).any(axis=1)  # one answer a search
print(f"formula   {1 - (1 - good / size) ** draws:.3f}")
print(f"simulated {found.mean():.3f}")

# %% [markdown]
# Sixty draws meet one of the best 5 % in about 95 of 100 searches. Only the *share* m / N enters: it does
# not matter whether the space has 200 architectures or 200 billion. That is why random search is such a
# strong baseline. (To meet a good one is not yet to recognise it. That is up to the evaluation and its
# noise; see the next section.)
#
# Where does it fail? Set *Good ones* to 1 and make the space larger.

# %%
random_search_luck()

# %% [markdown]
# "One of the best 5 %" is cheap. "The very best of 10,000" is out of reach. Whether it pays to look for it
# depends on how far apart good architectures are. If the best 5 % differ by less than the noise between
# seeds, little is left to win, and many trainings are needed to win it.
#
# **Every strategy of this course must beat random search at equal budget**, or it has not earned its keep.
# From lesson 04 on, where spaces are large enough to need a search, random search is in every comparison.
#
# ## The winner was lucky
#
# One last trap. You try *n* networks, keep the best, and report its reward. Is that reward honest?
#
# **Predict: ten networks that are all exactly equally good. You train each once. How far above the truth is
# the best reward?**
#
# We measure in units of the noise: 1 is the standard deviation between seeds, the typical distance of a dot
# from its mean. And we take the noise to be bell-shaped: that is what `standard_normal` draws.

# %%
noise = np.random.default_rng(0).standard_normal((10_000, 100))  # 10,000 searches of 100 trials
for n in (1, 3, 10, 30, 100):
    print(f"best of {n:3}: {noise[:, :n].max(axis=1).mean():+.2f} standard deviations above the truth")

# %% [markdown]
# What is that in percentage points? Take the noise that you measured above on kernel 5.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
spread = 100 * np.std(accuracies[5], ddof=1)
promise = spread * noise[:, :10].max(axis=1).mean()
print(f"noise {spread:.1f} points: the best of ten equals looks {promise:.1f} points better than it is")

# %% [markdown]
# The best of many is partly the best and partly the luckiest. This is the **winner's curse**, and it grows
# with the budget: the more you search, the more your best reward promises too much. The cure is simple:
# **train the winner again, with new seeds, and report that.** Since the validation images had a say in the
# choice as well, the last word belongs to the test set.
#
# ## Exercises
#
# Replace the three dots, run the cell, read the verdict.
#
# ### Exercise 01.1
#
# A network has 4 blocks. Each block chooses its own kernel size (3, 5 or 7), and each block chooses whether
# it has a skip connection. How many architectures does this space hold?

# %% exercise="01.1"
answer = ...

# %% [markdown]
# ### Exercise 01.2
#
# Four ideas to improve a search. Write behind each which part of NAS it changes: `"space"`, `"strategy"` or
# `"evaluation"`.

# %% exercise="01.2"
answer = {
    "train each network for 1 epoch instead of 3": ...,
    "allow kernel size 9 as well": ...,
    "change one decision of the incumbent instead of drawing at random": ...,
    "subtract a penalty for slow networks from the accuracy": ...,
}

# %% [markdown]
# ### Exercise 01.3
#
# Two networks, A and B, were trained with six seeds each. Validation accuracies in per cent:

# %%
a = [73.1, 74.0, 72.6, 73.5, 74.2, 72.9]
b = [73.9, 73.0, 74.3, 73.3, 74.6, 73.2]
gap = ttest_ind(b, a, equal_var=False).confidence_interval()
print(f"mean of A {np.mean(a):.2f}, mean of B {np.mean(b):.2f}")
print(f"95 % interval of B minus A: {gap.low:+.2f} to {gap.high:+.2f} percentage points")

# %% [markdown]
# Which conclusion do they allow?
#
# - **A** B is better, for its mean is higher.
# - **B** A and B are equally good, for the interval contains zero.
# - **C** The sign of the difference is undecided, but a gap of 3 points in either direction is implausible.
# - **D** Nothing at all; six seeds are too few to conclude anything.

# %% exercise="01.3"
answer = ...

# %% [markdown]
# ### Exercise 01.4
#
# Plain random search draws some architectures twice and pays twice. Write a better one. Draw with
# `space.sample(rng)`, where `rng = np.random.default_rng(seed)`. An architecture that was tried before is
# not evaluated and does not count: draw again. Stop after `budget` trials, or when every architecture of
# the space has been tried. Return the trials as a list of pairs `(arch, reward)`.

# %% exercise="01.4"
def answer(space, evaluate, budget, seed):
    ...

# %% [markdown]
# ### Exercise 01.5
#
# This function should return the trial with the greatest reward, the first of them if several share it. It
# is often right. Rewards may be negative, for example when the reward is minus the time that a network
# takes. Find what is wrong and mend it.

# %% exercise="01.5"
def answer(trials):
    winner, previous = None, 0.0
    for arch, reward in trials:
        if reward > previous:
            winner = (arch, reward)
        previous = reward
    return winner

# %% [markdown]
# ### Exercise 01.6
#
# You would be happy with any architecture of the best 1 %. What is the least number of random draws that
# finds one with a probability of at least 95 %? Guess first, then compute.

# %% exercise="01.6"
answer = ...

# %% [markdown]
# ### Exercise 01.7
#
# Thirty architectures are trained once each. The best shows 75.0 %. The noise is 0.9 percentage points.
# Suppose that all thirty are in truth equally good. You train the winner again, with a new seed. What
# accuracy do you expect, in per cent? One decimal will do.

# %% exercise="01.7"
answer = ...

# %% [markdown]
# ## Recap
#
# 1. NAS lets a program choose a network's design. Its three parts: search space, search strategy,
#    evaluation strategy.
# 2. A space multiplies its decisions; kernel size, channels, block type, depth, skips and attention heads
#    are the usual six.
# 3. One training is one draw from a noisy source: compare the gap with the noise, over several seeds.
# 4. Random search meets one of the best 5 % in 60 draws, 95 times of 100, whatever the size of the space.
# 5. The best reward of a search flatters its owner: train the winner again with new seeds.
#
# ## What the papers did
#
# - Zoph and Le (2017, *Neural Architecture Search with Reinforcement Learning*, arXiv:1611.01578) made the
#   field known. Their strategy is the subject of lessons 02 to 04. Their evaluation trained every network
#   from scratch, 800 of them side by side on 800 GPUs.
# - Real and others (2019, *Regularized Evolution for Image Classifier Architecture Search*,
#   arXiv:1802.01548) evaluated 20,000 models in one search. Lesson 05 follows them.
# - Elsken, Metzen and Hutter (2019, *Neural Architecture Search: A Survey*, arXiv:1808.05377) sorted the
#   field by the three parts; they call the third one *performance estimation strategy*.
# - Li and Talwalkar (2019, *Random Search and Reproducibility for Neural Architecture Search*,
#   arXiv:1902.07638) made random search a baseline that has to be taken seriously.
#
# ## Where to go next
#
# Random search forgets all that it sees. The next lesson builds the first strategy that learns: three
# numbers, pushed up and down by the reward.
#
# **Next:** [02 · REINFORCE on kernel sizes](02_reinforce.ipynb).
