# %% [markdown]
# # 08 · The SuperConvBlock supernet
#
# **You will train one network that holds 216, ask it which of them is best, and measure what its answer is
# worth.**
#
# Afterwards you can
#
# - write a supernet, say which weights a step of its training moves, and sample its paths fairly
#   (Exercises 08.1 and 08.2);
# - score a path without fooling yourself: batch norm recalibrated, and at the right moment (Exercises 08.3
#   and 08.4);
# - judge a shared-weight ranking by its tau, its prejudices and its price (Exercises 08.5 and 08.6).
#
# {{minutes}} **Builds on:** lesson 07 (Kendall's tau,
# intervals, the parameters as a baseline) and FashionBench from lesson 04.

# %%
from nas_teach.lab import check, hint, shared_ranking, show, solution

# %% [markdown]
# ## One network that holds 216
#
# Lesson 07 ended with an offer that sounds too good. Do not train each network. Build one large network
# that contains them all, train *that* once, and score every candidate with the weights that they share.
#
# **FashionBench** is our table of 648 networks, each really trained with three seeds. We take those of
# width 8. The **truth** about a network is the mean of its three validation accuracies.

# %%
import numpy as np
from scipy.stats import kendalltau

from nas_teach.evaluation import FashionBench

bench = FashionBench.load()
archs = [arch for arch in bench.archs if arch.width == 8]
rewards = np.array([[bench.reward(arch, seed) for seed in bench.seeds] for arch in archs])    # (216, 3)
truth = rewards.mean(1)
alone = np.array([bench.value(arch, "seconds") for arch in archs])
noise = np.sqrt(rewards.var(1, ddof=1).mean())
print(f"{len(archs)} networks, accuracies from {100 * truth.min():.1f} to {100 * truth.max():.1f} %; "
      f"standard deviation {100 * truth.std():.1f} points, that of repeated trainings {100 * noise:.1f}")
print(f"training each of them once took {alone.sum() / 60:.0f} minutes, {alone.mean():.1f} s a network")

# %% [markdown]
# Our supernet will train for as long as *one* of these networks: six epochs of the same images. Then it
# ranks all 216. **Predict three numbers before you go on.**
#
# 1. Kendall's tau of its ranking with the truth. (1 is perfect, 0 is a coin. One more real training of
#    every network reaches about 0.5. It was more in lesson 07, but there narrow and wide networks were
#    mixed. At one width they differ by no more than repeated trainings of the same network do.)
# 2. The same for a supernet that is trained nine times as long.
# 3. The tau of counting parameters.

# %%
my_guesses = ..., ..., ...

# %% [markdown]
# ## Three convolutions, one choice
#
# Begin with one decision: should the kernel be 3, 5 or 7 wide? A normal network holds one convolution. A
# **supernet** holds all three, and is told in each forward pass which one to use:

# %%
import torch
from torch import nn

from nas_teach.supernets import SuperConvBlock, SuperNet

torch.set_num_threads(1)


class OurBlock(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.ops = nn.ModuleDict({
            f"k{k}": nn.Conv2d(in_channels, out_channels, k, padding=k // 2, bias=False) for k in (3, 5, 7)})

    def forward(self, x, choice):
        return self.ops[choice](x)


ours, package, x = OurBlock(3, 16), SuperConvBlock(3, 16), torch.rand(2, 3, 28, 28)
package.load_state_dict(ours.state_dict())
for choice in ("k3", "k5", "k7"):
    out = package(x, choice)
    print(choice, tuple(out.shape), "the same as ours:", torch.equal(out, ours(x, choice)))

# %% [markdown]
# Three remarks. `nn.ModuleDict` is a dictionary that PyTorch knows about; in a plain `dict` the optimizer
# would not find the weights. The padding keeps height and width, so whatever follows fits all three. And
# a choice that does not exist should say so, with a list of those that do:

# %%
try:
    package(x, "k9")
except ValueError as error:
    print(error)

# %% [markdown]
# The smallest supernet puts a classifier behind the block: mean over all positions, one linear layer.

# %%
class OurSuperNet(nn.Module):
    def __init__(self, num_classes=10, in_channels=3):
        super().__init__()
        self.conv_block = OurBlock(in_channels, 16)
        self.relu, self.pool = nn.ReLU(), nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, num_classes)

    def forward(self, x, arch_choice):
        x = self.relu(self.conv_block(x, arch_choice))       # (n, 16, h, w)
        return self.fc(self.pool(x).flatten(1))              # (n, num_classes)


ours, package = OurSuperNet(), SuperNet()
package.load_state_dict(ours.state_dict())
print("the same logits:", all(torch.equal(ours(x, k), package(x, k)) for k in ("k3", "k5", "k7")))
apart = package.extract("k5")                                # the path as a network of its own
print("path and extracted network agree:", torch.equal(package(x, "k5"), apart(x)))

# %% [markdown]
# What an architecture uses of the supernet is its **path**. `extract` copies a path into an ordinary
# network without any choice left. Path and copy give the same output, so *scoring a path* really means
# scoring that architecture, with weights that it did not train alone.
#
# ## One step moves one path
#
# Train one batch along the path k5. Which weights move?

# %%
import torch.nn.functional as F

from nas_teach.data import load_fashion
from nas_teach.evaluation import seeded

small_train, small_val = ([part[:n] for part in load_fashion(split, resolution=10)]
                          for split, n in (("train", 1000), ("validation", 1000)))
images, labels = (part[:128] for part in small_train)
net = seeded(SuperNet, 10, 1, seed=0)                        # 10 classes, 1 grey channel
before = {name: weight.clone() for name, weight in net.state_dict().items()}
k3_before = net(images, "k3")

optimizer = torch.optim.AdamW(net.parameters(), 0.01)
F.cross_entropy(net(images, "k5"), labels).backward()
optimizer.step()
for name, weight in net.state_dict().items():
    print(f"{name:27} {'bit-equal' if torch.equal(weight, before[name]) else 'moved'}")
print("output of path k3:", "the same" if torch.equal(net(images, "k3"), k3_before) else "has changed")

# %% [markdown]
# The kernels of the other paths are untouched to the last bit: no gradient reached them, and PyTorch's
# optimizers skip a weight whose gradient is `None`. (Had it been zero, AdamW's weight decay would have
# shrunk them.)
#
# But look at the last line. The linear layer `fc` is **shared**. Training k5 changed what k3 says, although
# nobody asked k3. That is the whole idea and the whole trouble of weight sharing: every path profits from
# the training of the others, and none gets the weights that would suit it best.
#
# ## The search phase
#
# Which path should a batch train? The simplest answer has a name, **single-path uniform**: draw one at
# random, all equally likely. In the open, then as the package does it. (`shuffled` hands out the batches;
# `zero_grad` sets the gradients to `None`.)

# %%
from nas_teach.evaluation.training import adamw_one_cycle, shuffled
from nas_teach.supernets import train_supernet

rng, net = np.random.default_rng(0), seeded(SuperNet, 10, 1, seed=0)
optimizer, schedule = adamw_one_cycle(net, steps=2 * 8, lr=0.01)  # learning rate up, and then down
order = torch.Generator().manual_seed(0)                     # of the images
for _ in range(2):                                           # epochs
    for images, labels in shuffled(small_train, 128, order):  # 8 batches
        optimizer.zero_grad()
        F.cross_entropy(net(images, net.space.sample(rng)), labels).backward()
        optimizer.step()
        schedule.step()

again = seeded(SuperNet, 10, 1, seed=0)
steps = train_supernet(again, small_train, epochs=2, seed=0)  # [(path, loss), ...]
print("the same weights in the end:", all(map(torch.equal, net.parameters(), again.parameters())))
print("its first paths:", " ".join(arch.kernel for arch, _ in steps[:12]))

# %% [markdown]
# Now the test of the idea on three candidates: five supernets with different seeds, and for each seed the
# three networks trained alone, on 1,000 images of 10 x 10 pixels. A network alone gets 2 epochs, a supernet
# 6, so that each kernel is trained about as often as it would be alone.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
from tqdm.auto import tqdm

from nas_teach.evaluation import accuracy, train

KERNELS, shared, apart, settings = ("k3", "k5", "k7"), [], [], {"batch_size": 32, "lr": 0.05}
few = [part[:100] for part in small_val]                     # train() looks after each epoch: keep that cheap
for seed in tqdm(range(5), desc="seeds"):
    net = seeded(SuperNet, 10, 1, seed=seed)
    train_supernet(net, small_train, epochs=6, seed=seed, **settings)
    shared.append([accuracy(net.extract(kernel), small_val) for kernel in KERNELS])
    nets = [seeded(SuperNet, 10, 1, seed=seed).extract(kernel) for kernel in KERNELS]
    for each in nets:
        train(each, small_train, few, epochs=2, seed=seed, **settings)
    apart.append([accuracy(each, small_val) for each in nets])
for name, rows in (("shared", shared), ("alone ", apart)):
    print(name, "mean of k3, k5, k7 [%]:", np.round(100 * np.mean(rows, axis=0)), "  each seed:",
          "  ".join("/".join(f"{100 * value:.0f}" for value in row) for row in rows))

# %%
def order(row):
    return " < ".join(KERNELS[i] for i in np.argsort(row))


for name, rows in (("shared", shared), ("alone ", apart)):
    same = sum(order(row) == "k3 < k5 < k7" for row in rows)
    print(f"{name} {order(np.mean(rows, axis=0))} on average; in most of the five seeds too: {same > 2}")
print("the shared paths score as well on average, give or take 4 points, or better:",
      np.mean(shared) > np.mean(apart) - 0.04)

# %% [markdown]
# The supernet is right about the three kernels. Its paths even score as well as the networks alone. No
# miracle: each kernel had about as many steps, and the shared linear layer three times as many.
#
# Yet this is the easiest question that one can ask. There are three candidates, far apart in truth; the
# supernet was no cheaper than training them one by one; and whoever had counted parameters would have named
# the same order for nothing. Keep that in mind.
#
# ### Exercise 08.1
#
# Three things are drawn for each path, independently and uniformly: the type of its blocks (2 choices),
# their kernel size (3 choices) and the depth (1, 2 or 3: so many blocks one after the other, always beginning
# with the first). A supernet is trained for 282 steps, one path a step. In how many of them, on average, does
# the *third* block of type mbconv with kernel 7 get a gradient?

# %% exercise="08.1"
answer = ...

# %% [markdown]
# ## Fair sampling
#
# Chance is not fair in the short run. Count how often each kernel was trained:

# %%
from collections import Counter

from nas_teach.supernets import fair_paths


def counts(sampling, epochs, seed):
    trained = train_supernet(seeded(SuperNet, 10, 1, seed=0), [part[:640] for part in small_train],
                             sampling=sampling, epochs=epochs, seed=seed)
    found = Counter(arch.kernel for arch, _ in trained)
    return [found[kernel] for kernel in KERNELS]


for seed in range(3):
    print(f"seed {seed}:  uniform, 6 epochs {counts('uniform', 6, seed)}    "
          f"fair, 2 epochs {counts('fair', 2, seed)}")
print("one fair step:", [arch.kernel for arch in fair_paths(SuperNet.space, np.random.default_rng(0))])

# %% [markdown]
# **Fair sampling** shuffles the choices and trains *each of them once* on the same batch; the gradients add
# up, and the weights move once. The counts are equal to the last one, at every step. With several decisions
# each gets a shuffle of its own; where some have 2 choices and some 3, a step takes 6 paths: each of the 2
# comes three times, each of the 3 twice. (Even by *choice*, not by block: depth 3 is one choice of three, and
# only it trains a third block.)
#
# And the price? An epoch here has 5 batches. Six uniform epochs are 30 passes and move the weights 30 times;
# two fair ones are 30 passes too, but move the weights only 10 times. Whether that is a good bargain is a
# question for an experiment; it comes below.
#
# ### Exercise 08.2
#
# A supernet has several decisions with the *same* number of choices, numbered 0, 1, ... A path is a list
# with one choice for each decision. Write a function that returns the paths of one fair step: as many as
# there are choices, so that in every decision every choice occurs once, all at random. Draw with
# `rng = np.random.default_rng(seed)`.

# %% exercise="08.2"
def answer(num_choices, num_decisions, seed):
    ...

# %% [markdown]
# ## All of FashionBench's stages
#
# Now the real thing. A network of FashionBench has two stages of equal blocks. Its decisions: kernel size
# of stage 1 and of stage 2, the type of block, the depth, skip connections or not, attention or not. The
# supernet keeps three blocks for each type and kernel; a path of depth 2 uses the first two of them.

# %%
from nas_teach.lab.showing.style import figure
from nas_teach.lab.lesson_08.pictures import supernet_map
from nas_teach.supernets import FashionSupernet

supernet = seeded(FashionSupernet, 8, seed=5)                # width 8
space = supernet.space
paths = {"kernels 5 and 7, conv, depth 2, no attention": space.arch(5, 7, "conv", 8, 2, True, 0),
         "kernels 3 and 7, mbconv, depth 3, 4 heads": space.arch(3, 7, "mbconv", 8, 3, True, 4)}
fig = figure(7.4, 3.9)
supernet_map(fig.subplots(), space, paths)
show(fig, alt="The supernet as boxes: stem, six rows of three blocks in stage 1, downsampling, six rows in "
              "stage 2, two kinds of attention, classifier. Two paths lead through it and share only the "
              "stem, the downsampling and the classifier.")
print(f"{len(space)} paths; skip connections need no weights: paths with and without share everything")

# %% [markdown]
# The lines pass behind the boxes that a path does not use. Train it as FashionBench's networks were trained:
# 6,000 images, six epochs. **Predict:** 282 steps, 216 paths. How many paths are never drawn?

# %% tags=["nbval-ignore-output"] reason="seconds differ from run to run"
import time

train_set = [part[:6000] for part in load_fashion("train")]
start = time.process_time()
steps = train_supernet(supernet, train_set, epochs=6, seed=5, progress=True)
seconds_training = time.process_time() - start
print(f"{seconds_training:.0f} s for {len(space)} networks")

# %%
often = Counter(arch for arch, _ in steps)
third = Counter(block for arch, _ in steps if arch.depth == 3
                for block in ((1, arch.block, arch.kernel1), (2, arch.block, arch.kernel2)))
print(f"{len(steps)} steps; {len(space) - len(often)} of {len(space)} paths were never trained, "
      f"the most frequent one {max(often.values())} times")
print(f"the {len(third)} third blocks of both stages were trained {min(third.values())} to "
      f"{max(third.values())} times, {sum(third.values()) / len(third):.0f} on average")
x, arch = train_set[0][:50], paths["kernels 3 and 7, mbconv, depth 3, 4 heads"]
supernet.eval()
print("a path equals its extracted network:", torch.equal(supernet(x, arch), supernet.extract(arch)(x)))

# %% [markdown]
# A quarter of the networks that it is about to judge have never been trained as a whole, only in parts, in
# other company. And of the third blocks, which are all drawn equally often in the long run, one had more than
# twice as many steps as another. Does this work at all? Score 40 paths, drawn at random, on 1,000 validation
# images. The package's evaluator is `supernet_path(net, data)`: a function from architecture to accuracy,
# which any search strategy can use.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
from nas_teach.supernets import supernet_path

validation = [part[:1000] for part in load_fashion("validation")]
some = np.random.default_rng(0).permutation(len(archs))[:40]
mixed = np.array([supernet_path(supernet, validation)(archs[i]) for i in some])
print(f"{len(mixed)} paths: mean {100 * mixed.mean():.0f} %, from {100 * mixed.min():.0f} to "
      f"{100 * mixed.max():.0f} %; guessing reaches 10 %, trained alone they have "
      f"{100 * truth[some].mean():.0f} %")

# %% [markdown]
# That is dreadful. Some paths are near guessing. Are the shared weights so bad? Only in part. Something else
# comes first.
#
# ## Statistics of nobody
#
# **Batch norm** subtracts a mean from each channel and divides by a standard deviation. While training it
# takes both from the present batch. In evaluation it uses **running statistics**, averages over the
# training so far. In an ordinary network that is the same thing. In a supernet the training so far went
# along *all* paths.
#
# Look at one batch norm that all paths share, the one behind the downsampling. A dot is the mean that one
# path really sends it, a black bar what it believes:

# %%
from nas_teach.supernets import recalibrate
from nas_teach.lab.lesson_08.pictures import statistics_by_path

calibration = train_set[0][:512]
norms = [recalibrate(supernet.extract(archs[i]), calibration).down[1] for i in some[:12]]
sent, spread = (torch.stack(part) for part in zip(*[(norm.running_mean, norm.running_var.sqrt())
                                                    for norm in norms]))    # (12 paths, channels) each
believed = supernet.down[1]
fig = figure(6.8, 3.2)
statistics_by_path(fig.subplots(), believed.running_mean, sent)
show(fig, alt="For each of 16 channels the means of the input along 12 paths, widely scattered, and the one "
              "running mean of the supernet somewhere in the middle of them.")
miss = ((sent - believed.running_mean).abs() / spread).mean().item()
ratio = believed.running_var.sqrt() / spread
wrong = ((ratio < 0.8) | (ratio > 1.25)).float().mean().item()
print("on average the mean is off by a quarter of the path's own standard deviation or more:", miss > 0.25)
print("in a third of all cases or more the believed standard deviation is off by over 20 %:", wrong > 1 / 3)

# %% [markdown]
# The running mean lies in the middle of all paths, and is the mean of none. During training nobody noticed,
# since each batch brought its own statistics. In evaluation the inputs are shifted and stretched in a way
# that no layer has met, and that at one batch norm after the other.
#
# The cure is cheap, and it trains nothing. Before a path is scored, throw the running statistics away, send
# some training images through *this path*, and average. That is **recalibration**. In the open:

# %%
def our_recalibration(model, images):
    model.eval()
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = None                            # None: plain average over the batches
            layer.train()                                    # take statistics, update the averages
    with torch.no_grad():
        for batch in images.split(128):
            model(batch)
    return model.eval()


by_hand = our_recalibration(supernet.extract(arch), calibration)
by_package = recalibrate(supernet.extract(arch), calibration)
print("the same outputs:", torch.equal(by_hand(x), by_package(x)))

# %% tags=["nbval-ignore-output"] reason="live training: digits and seconds differ between processors"
from nas_teach.lab.lesson_08.pictures import before_and_after

evaluate, start = supernet_path(supernet, validation, calibration), time.process_time()
mended = np.array([evaluate(archs[i]) for i in tqdm(some, "paths")])
seconds_scoring = time.process_time() - start
fig = figure(4.6, 4.2)
before_and_after(fig.subplots(), mixed, mended, ("the supernet's statistics", "recalibrated"))
show(fig, alt="Accuracies of 40 paths before recalibration (across) and after it (upwards): nearly all dots "
              "lie above the diagonal, many of them far above.")
for name, scores in (("before", mixed), ("after ", mended)):
    tau = kendalltau(scores, truth[some])[0]
    print(f"{name} mean {100 * scores.mean():.0f} %, tau with the truth {tau:.2f}")

# %%
print("recalibration is worth more than 5 points on average:", mended.mean() - mixed.mean() > 0.05)

# %% [markdown]
# Not one weight has changed. Whoever compares paths without this step compares how well they happen to fit
# an average. What still separates the paths from networks trained alone *is* the weights: a first block had a
# sixth of the steps that it would have had alone, a third block even fewer.
#
# ### Exercise 08.3
#
# Why did the little SuperNet with its three kernels rank so well *without* any recalibration?
#
# - **A** It is so small that the statistics of its paths hardly differ.
# - **B** It has no layer that keeps statistics of what passes through it.
# - **C** Its paths were each trained often enough for their statistics to settle.
# - **D** `extract` makes a copy, and a copy has fresh statistics.

# %% exercise="08.3"
answer = ...

# %% [markdown]
# ### Exercise 08.4
#
# A colleague recalibrates in place, without copies: `net.recalibrate(path)` sets the supernet's own
# statistics to those of a path, and `net.accuracy(path)` scores a path with the statistics that the net has
# at the moment. Her accuracies are poor, except for a single one. Mend the function.

# %% exercise="08.4"
def answer(net, paths):
    for path in paths:
        net.recalibrate(path)
    scores = []
    for path in paths:
        scores.append(net.accuracy(path))
    return scores

# %% [markdown]
# ## Does it know the order?
#
# Now the question of the opening. One supernet is one throw of the dice, so we need several; and we want to
# know what longer training and fair sampling do. That takes a quarter of an hour, so it was done
# beforehand: `data/make_supernets.py` trained five supernets in each of four ways, and scored all 216 paths
# of each with 1,000 images (with 250 where it did not recalibrate). Three fair epochs, with 6 paths a step,
# cost as much as 18 uniform ones.

# %%
from nas_teach.statistics import mean_interval, paired_difference
from nas_teach.recorded.supernets import SPACE, load_supernets

assert list(SPACE) == archs                                  # scores and truths are in the same order
recorded = load_supernets()
NAMES = {"uniform, 6 epochs": ("uniform", 6), "uniform, 18 epochs": ("uniform", 18),
         "fair, 3 epochs": ("fair", 3), "uniform, 54 epochs": ("uniform", 54)}
records = {name: recorded[setting] for name, setting in NAMES.items()}


def taus(scores):
    """Kendall's tau with the truth of each supernet: (supernets,)."""
    return np.array([kendalltau(row, truth)[0] for row in scores])


print("                     trained in   paths reach (not recalibrated)   tau with the truth (95 % interval)")
for name, record in records.items():
    mean, low, high = mean_interval(taus(record.recalibrated))
    print(f"{name:20} {record.training.mean():7.0f} s {100 * record.recalibrated.mean():10.0f} %"
          f" {100 * record.mixed.mean():10.0f} % {mean:20.2f} ({low:+.2f} to {high:+.2f})")

# %% [markdown]
# The intervals are over supernets: how different might the mean tau be with five other seeds? And what do we
# compare it with? With counting, on the same 216 networks; and with one real training more: how well does
# one seed of the table rank them, judged by the mean of the two others?

# %%
from nas_teach.statistics import tau_interval

sizes = {name: np.array([bench.value(arch, name) for arch in archs]) for name in ("params", "macs")}
for name, size in sizes.items():
    print("{:9} tau {:.2f} (95 % interval over networks {:.2f} to {:.2f})".format(
        name, *tau_interval(size, truth)))
once_more = np.mean([kendalltau(rewards[:, seed], np.delete(rewards, seed, 1).mean(1))[0]
                     for seed in range(3)])
between = np.mean([kendalltau(rewards[:, a], rewards[:, b])[0] for a, b in ((0, 1), (0, 2), (1, 2))])
print(f"one training more: tau {once_more:.2f} with the mean of two others, {between:.2f} with one other")

# %%
from nas_teach.lab.lesson_08.pictures import taus_by_setting

fig = figure(7.0, 4.2)
counting = kendalltau(sizes["params"], truth)[0]
taus_by_setting(fig.subplots(), {name: taus(record.recalibrated) for name, record in records.items()},
                {"counting parameters": counting, "one training more": once_more})
show(fig, alt="Kendall tau with the truth for five supernets of each of four settings, with intervals, and "
              "two lines across: counting parameters, and training every network once more.")

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
live, low, high = tau_interval(mended, truth[some])
theirs = [kendalltau(row[some], truth[some])[0] for row in records["uniform, 6 epochs"].recalibrated]
print(f"our own supernet, on its 40 paths: tau {live:.2f} (95 % interval over paths {low:.2f} to {high:.2f})")
print(f"the recorded ones, on the same 40: {min(theirs):.2f} to {max(theirs):.2f}")

# %%
reached = records["uniform, 6 epochs"].recalibrated[:, some].mean(1)
print("a rough check that holds on any processor: tau as recorded, give or take 0.3:",
      min(theirs) - 0.3 < live < max(theirs) + 0.3,
      " accuracies, give or take 0.1:", min(reached) - 0.1 < mended.mean() < max(reached) + 0.1)

# %% [markdown]
# (One supernet on 40 paths says little, as its interval shows. That is why we need the recorded ones.)
# Differences first, paired by seed; then we read the picture.

# %%
def paired(one, two):
    mean, low, high = paired_difference(one, two)
    verdict = "decided" if low > 0 or high < 0 else "not decided"
    return f"{mean:+.2f} ({low:+.2f} to {high:+.2f})  {verdict}"


found = {name: taus(record.recalibrated) for name, record in records.items()}
print("uniform: 54 minus 6 epochs      ", paired(found["uniform, 54 epochs"], found["uniform, 6 epochs"]))
print("uniform: 18 minus 6 epochs      ", paired(found["uniform, 18 epochs"], found["uniform, 6 epochs"]))
print("fair minus uniform, equal price ", paired(found["fair, 3 epochs"], found["uniform, 18 epochs"]))
for name, record in records.items():
    mixed_taus = taus(record.mixed)
    print(f"{name:20} not recalibrated {mixed_taus.mean():.2f}, recalibrated minus not",
          paired(found[name], mixed_taus))
print("54 epochs minus counting        ", paired(found["uniform, 54 epochs"], counting))
for name, record in records.items():
    rows = record.recalibrated
    agree = np.mean([kendalltau(rows[a], rows[b])[0] for a in range(5) for b in range(a)])
    print(f"{name:20} two of them agree: tau {agree:.2f}; one and the truth: {found[name].mean():.2f}")
print("your guesses", "were not given" if ... in my_guesses else my_guesses, f"  found: "
      f"{found['uniform, 6 epochs'].mean():.2f}, {found['uniform, 54 epochs'].mean():.2f}, {counting:.2f}")

# %% [markdown]
# How were your predictions?
#
# - **A supernet trained as long as one network knows a little about the order**, and only a little.
# - **Training longer helps**: nine times as long surely, three times as long perhaps. After 54 epochs it
#   ranks about as well as *counting parameters*, which costs nothing.
# - **Counting** has lost much of what it had in lesson 07: that was the width, which is now the same for all.
# - **Fair or uniform, at equal price**: not decided. What fairness gains, the fewer steps may lose.
# - **Without recalibration there is hardly any order at all**, however long the training.
#
# Two supernets agree with each other better than with the truth. So the supernet is not merely noisy. It has
# opinions.

# %% [markdown]
# ## What the supernet likes
#
# Where does the order go wrong? Ask it decision by decision. For each choice: how far are the paths that
# have it above or below the mean of all paths, in truth and in the supernet's opinion?

# %%
from nas_teach.lab.lesson_08.pictures import effects


def above_mean(scores, groups):
    """Percentage points of each group above the mean of all paths: (..., 216) -> (..., groups)."""
    share = np.array(list(groups.values())) / np.sum(list(groups.values()), axis=1, keepdims=True)
    return 100 * (scores @ share.T - scores.mean(-1, keepdims=True))


choices = {f"{name} {value}": np.array([getattr(arch, name) == value for arch in archs])
           for name, values in space.choices.items() if len(values) > 1
           for value in (values if len(values) == 3 else values[1:])}    # of two, the second says it all
brief = {name: record.recalibrated for name, record in records.items() if name.startswith("uniform")}
true, opinion = above_mean(truth, choices), {name: above_mean(rows, choices) for name, rows in brief.items()}
fig = figure(7.0, 5.0)
effects(fig.subplots(), list(choices), true, opinion)
show(fig, alt="One row for each choice: in truth all lie within half a point of the mean. Supernets of 6 "
              "epochs put skip connections 7 points above and depth 3 five points below; after 54 epochs "
              "most of that is gone.")
print(f"a choice moves the mean by at most {abs(true).max():.2f} points in truth")
for name, rows in opinion.items():
    print(f"    {abs(rows.mean(0)).max():.2f} in the opinion of the supernets: {name}")

# %% [markdown]
# One by one, no choice moves the truth by more than half a point. The brief supernets are passionate about
# two: they love skip connections, and despise deep networks. Look at the two together:

# %%
pairs = {f"{'skip' if skip else 'no skip'}, depth {depth}":
         np.array([arch.skip == skip and arch.depth == depth for arch in archs])
         for skip in (False, True) for depth in (1, 2, 3)}
columns = {"truth": above_mean(truth, pairs),
           **{name: above_mean(rows, pairs).mean(0) for name, rows in brief.items()}}
print("points above the mean" + "".join(f"{name:>20}" for name in columns))
for row, name in enumerate(pairs):
    print(f"{name:21}" + "".join(f"{points[row]:+20.2f}" for points in columns.values()))

# %% [markdown]
# In truth, deep networks *without* skip connections are the worst group, and those *with* them the best. The
# brief supernets have seen the first half, and exaggerate it many times over. The second half they have not
# seen.
#
# A suspicion: this may be the true answer to *another question*. A third block is trained a third as often
# as a first one (Exercise 08.1), and a half-trained block does less harm where a skip connection leads around
# it. Does a brief supernet rank paths by how *quickly* they learn? The table can tell. It remembers the
# accuracy of each network, trained alone, after each epoch:

# %%
epochs = np.array([[bench.reward(arch, epoch=epoch) for arch in archs] for epoch in range(1, 7)])  # (6, 216)


def inside(row, other):
    """Mean of the taus within the six groups of equal depth and skip."""
    return np.mean([kendalltau(row[group], other[group])[0] for group in pairs.values()])


print("alone, after epoch              " + "".join(f"{epoch:7}" for epoch in range(1, 7)))
for row in (2, 5):
    points = above_mean(epochs, pairs)[:, row]
    print(f"{list(pairs)[row]:17} above the mean" + "".join(f"{p:+7.2f}" for p in points))
for name, rows in brief.items():
    agreement = np.array([[kendalltau(row, early)[0] for early in epochs] for row in rows])  # (5, 6)
    print(f"tau with {name:18}     " + "".join(f"{tau:7.2f}" for tau in agreement.mean(0)))
    groups = np.array([[inside(row, early) for early in epochs] for row in rows])
    print("    inside the six groups       " + "".join(f"{tau:7.2f}" for tau in groups.mean(0)))
    for what, each in (("all together", agreement), ("inside the groups", groups)):
        print(f"    epoch 2 minus epoch 6, {what:17} {paired(each[:, 1], each[:, 5])}")

# %% [markdown]
# It fits, for this prejudice. After one or two epochs *alone*, deep networks without skip connections are far
# behind, and supernets of 6 and 18 epochs agree with that moment better than with the end. A supernet of 54
# epochs no longer prefers the beginning.
#
# But inside the groups of equal depth and skip nothing of the kind is left. There the supernet of 6 epochs
# knows next to nothing. So quick learning explains its *prejudice*, and its prejudice was most of what it
# knew. See it dot by dot:

# %%
shared_ranking()

# %% [markdown]
# 1. Supernet 0, as it is: the ringed path looks best. Where does it stand in truth?
# 2. Set *Marked by* to *depth*. Depth 3 has two clouds: how good in truth are those far left, and those in
#    the crowd? Back to *skip*: what parts them?
# 3. Set *Training* to *uniform, 54 epochs*. What happens to the clouds, to the numbers on the axis, to tau?
# 4. At any setting, set *Batch norm* to *the supernet's own*. What is left of tau?
# 5. Change *Supernet* before you believe any single ringed path.
#
# ### Exercise 08.5
#
# You have trained a supernet over a space of which no table exists. Which observation tells you most about
# whether its ranking can be trusted?
#
# - **A** Its paths reach nearly the accuracy of networks trained alone.
# - **B** Recalibration raises the accuracy of its paths by 30 points.
# - **C** For twenty random paths, trained alone: the tau with its scores, beside the tau with their size.
# - **D** Two supernets with different seeds put the paths in much the same order.
# - **E** For the twenty paths it likes best, trained alone: the tau with its scores, beside that with size.

# %% exercise="08.5"
answer = ...

# %% [markdown]
# ## Search, and train the winner again
#
# The supernet is an evaluator like any other, so any strategy can use it. Here evolution from lesson 05
# spends 30 evaluations on our own supernet. What it finds must then be trained **from scratch**: the shared
# weights were only good for ranking.

# %% tags=["nbval-ignore-output"] reason="live training: choices and digits differ between processors"
from nas_teach.evaluation import train_from_scratch
from nas_teach.networks import FashionNet
from nas_teach.search import best, search
from nas_teach.strategies import RegularizedEvolution

strategy = RegularizedEvolution(space, population_size=10, sample_size=3, seed=0)
winner = best(search(strategy, evaluate, 30))
retrain = train_from_scratch(FashionNet, train_set, load_fashion("validation"), epochs=6)
start = time.process_time()
retrained = retrain(winner.arch)
seconds_alone = time.process_time() - start
place = int((truth > bench.reward(winner.arch)).sum()) + 1
print(f"{winner.arch}\nin truth number {place} of {len(truth)}")
print(f"with shared weights {100 * winner.reward:.1f} %, trained from scratch {100 * retrained:.1f} %, "
      f"in the table {100 * bench.reward(winner.arch, seed=0):.1f} % with the same seed")

# %%
print("training from scratch is what the table did:",
      abs(retrained - bench.reward(winner.arch, seed=0)) < 0.04,
      "  far above the shared weights:", retrained > winner.reward + 0.1)
places, found_by = [], []
for row in records["uniform, 6 epochs"].recalibrated:
    score = dict(zip(archs, row, strict=True)).get
    for seed in range(10):
        strategy = RegularizedEvolution(space, population_size=10, sample_size=3, seed=seed)
        again = best(search(strategy, score, 30))
        places.append(int((truth > bench.reward(again.arch)).sum()) + 1)
        found_by.append(100 * bench.reward(again.arch))
print("the same search ten times on each of five recorded supernets: median place {:.0f}, eight of ten from "
      "{:.0f} to {:.0f}".format(*np.quantile(places, (0.5, 0.1, 0.9))))
print("truth about what it found {:.2f} ({:.2f} to {:.2f}) %, about a random network {:.2f} %".format(
    *mean_interval(np.reshape(found_by, (5, 10)).mean(1)), 100 * truth.mean()))

# %% [markdown]
# One search shows how it is done, not how good it is. Repeated, it finds on average no better network than
# chance does. That is no fault of evolution: it found what the *supernet* likes.
#
# ## The price
#
# Everything that we need was timed above, in one run on this machine: training the supernet, scoring a
# path (recalibration included), training one network alone. Networks differ in cost; the table says how many
# times as long as the winner all 216 take together.

# %% tags=["nbval-ignore-output"] reason="seconds are measured"
all_apart = seconds_alone * alone.sum() / bench.value(winner.arch, "seconds")
all_shared = seconds_training + len(archs) * seconds_scoring / len(mended)
print(f"216 networks alone: {all_apart:.0f} s; supernet {seconds_training:.0f} s, scoring all 216 paths "
      f"{all_shared - seconds_training:.0f} s, training the winner {seconds_alone:.0f} s")
print(f"times as cheap: training the supernet {all_apart / seconds_training:.0f}, scoring included "
      f"{all_apart / all_shared:.0f}, the winner's training included "
      f"{all_apart / (all_shared + seconds_alone):.0f}")

# %%
print("all three included, at least 20 times as cheap:", all_apart / (all_shared + seconds_alone) > 20)
cost = {name: (record.training + record.scoring).mean() / alone.mean() for name, record in records.items()}
for name, price in cost.items():
    print(f"{name:20} training and scoring cost as much as {price:4.1f} trainings alone")

# %% [markdown]
# Such ratios made weight sharing famous. Ask what they include. They are real, and grow with the number of
# candidates. But this one belongs to the supernet of six epochs, whose ranking we have just met. And look at
# the list. What else could we do with the price of three, five or eleven trainings? Train three, five or
# eleven networks!
#
# ### Exercise 08.6
#
# A supernet takes 60 s to train and 0.06 s to score a path; a network alone takes 6 s. You score *all*
# candidates with the supernet and train the winner alone at the end. What is the smallest number of
# candidates at which this is cheaper than training each of them once?

# %% exercise="08.6"
answer = ...

# %% [markdown]
# ## At equal price
#
# So the fair question is: who hands over the better network *for the same money*? Each supernet scores all
# paths; its first favourite is trained from scratch and handed over, or its ten favourites and the best of
# them. Random search gets as many random networks as supernet, scoring *and* retraining cost. Everybody sees
# noisy trainings, and is judged by the truth. Random search is luck too: each supernet meets 400 random
# searches of its own, so that the interval holds the chance of both. As a mark again: the ten **largest**
# networks, trained once.

# %%
def handed_over(candidates, rng):
    """Truth [%] about the best-looking of the candidates, each trained once: (draws, k) -> (draws,)."""
    seen = rewards[candidates, rng.integers(len(bench.seeds), size=candidates.shape)]
    return 100 * truth[candidates[np.arange(len(candidates)), seen.argmax(1)]]


def top(scores, k, draws=2000):
    favourites = np.argsort(-scores, kind="stable")[:k]
    return handed_over(np.tile(favourites, (draws, 1)), np.random.default_rng(0)).mean()


def at_random(k, sets=5, draws=400):
    rng = np.random.default_rng(k)
    orders = rng.permuted(np.tile(np.arange(len(archs)), (sets * draws, 1)), axis=1)
    return handed_over(orders[:, :k], rng).reshape(sets, draws)


largest = top(sizes["params"], 10)
print(f"one random network {100 * truth.mean():.2f} %, the optimum {100 * truth.max():.2f} %, "
      f"the best of the ten largest {largest:.2f} %")
for name, record in records.items():
    first, price = 100 * truth[record.recalibrated.argmax(1)], round(cost[name]) + 1
    print("{:20} first favourite {:.2f} ({:.2f} to {:.2f})".format(name, *mean_interval(first)))
    print(f"    minus random search of {price:2} trainings {paired(first, at_random(price).mean(1))}")

# %%
from scipy.stats import rankdata

by_size = rankdata(sizes["params"])
for name, record in records.items():
    price = round(cost[name]) + 10
    rivals = at_random(price)
    print("{:20} random search of {} trainings {:.2f}; eight of ten searches: {:.2f} to {:.2f}".format(
        name, price, rivals.mean(), *np.quantile(rivals, (0.1, 0.9))))
    for kind, orders in (("supernet", record.recalibrated),
                         ("supernet + size", [rankdata(row) + by_size for row in record.recalibrated])):
        ten = np.array([top(row, 10) for row in orders])
        print(f"    ten by {kind:15} {ten.mean():.2f}, minus random search {paired(ten, rivals.mean(1))}")
    print(f"       the latter minus the ten largest {paired(ten, largest)}")

# %%
print("tau of supernet + size")
for name, record in records.items():
    both = taus([rankdata(row) + by_size for row in record.recalibrated])
    print(f"{name:20} {both.mean():.2f};  minus size alone {paired(both, counting)}")

# %% [markdown]
# (*Supernet + size* adds two ranks: that by the supernet and that by the number of parameters.) Four things
# to read off.
#
# - **The first favourite** of a supernet of six epochs is not better than a network drawn blindly. After
#   longer training it is half a point better: weight sharing does throw out bad ones. But random search at
#   the same price is ahead of it in three of the four settings.
# - **Ten favourites, retrained**: no supernet is ahead of random search at the same price, and one is behind.
#   On this space we have not seen weight sharing *alone* pay. Look for this comparison when you read a paper.
# - **Together with size** it ranks better than size alone, in each of the four settings. So the supernet does
#   know something that counting does not. Its ten favourites are then ahead of random search in two settings.
# - **The ten largest**, without any supernet, are nowhere behind even these, and twice ahead. That large is
#   good is a tip from this very table; *supernet + size* has borrowed it. Where all candidates are equally
#   large it would be worth nothing.
#
# And where does weight sharing pay? Where single trainings are so expensive that random search could afford
# only a handful, and candidates so many that the supernet's fixed price is nothing. Even there: measure the
# tau on the few that you can afford.
#
# ## Recap
#
# 1. A supernet holds all choices; a path uses one of each. Training a path moves its own weights and the
#    shared ones, and leaves all others bit-equal.
# 2. Running statistics of batch norm mix all paths. Recalibrate each path before you score it.
# 3. Uniform sampling is uneven by chance, fair sampling is even at each step; at equal price we saw no
#    difference in the ranking.
# 4. A briefly trained supernet exaggerates what holds early in training: here, that deep networks without
#    skip connections lag behind. Ask for the tau, with an interval over supernets, beside that of parameters.
# 5. Ask what its price includes, and what the same seconds would buy: random networks, or the largest ones.
#
# ## What the papers did
#
# - ENAS (Pham and others 2018, [arXiv:1802.03268](https://arxiv.org/abs/1802.03268)) made weight sharing
#   famous: the controller of lesson 04 draws the paths, and learns from their shared-weight accuracy.
# - Bender and others 2018 ("Understanding and simplifying one-shot architecture search", ICML) did without
#   a controller: first train the supernet, then search in it.
# - Guo and others 2019 ([arXiv:1904.00420](https://arxiv.org/abs/1904.00420)) are our recipe: single-path
#   uniform sampling, then evolution; their code recalibrates batch norm on 200 batches for every candidate.
# - FairNAS (Chu and others 2019, [arXiv:1907.01845](https://arxiv.org/abs/1907.01845)): every choice once,
#   gradients summed, one update.
# - Yu and others 2020 ([arXiv:1902.08142](https://arxiv.org/abs/1902.08142)) asked for the tau: −0.004 on a
#   space of recurrent cells, 0.195 on a reduced NAS-Bench-101. On average the searches of the day were no
#   better than a random choice. Li and Talwalkar 2019
#   ([arXiv:1902.07638](https://arxiv.org/abs/1902.07638)) found random search at least as good as ENAS.
# - Bender and others 2020 ([arXiv:2008.06120](https://arxiv.org/abs/2008.06120)) asked again on large spaces
#   and ImageNet, and there found weight sharing well ahead of random search on some tasks.
#
# ## Where to go next
#
# So far a path is drawn, trained, scored. What if all three kernels ran at once, each with a weight, and
# gradient descent moved the weights? That is DARTS, on the very block with which this lesson began.
#
# **Next:** [09 · Gradient-based search](09_gradient_based_search.ipynb).
