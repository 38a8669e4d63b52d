# %% [markdown]
# # 08 · The SuperConvBlock supernet
#
# **Can one training rank 216 networks? You write the supernet that tries, train it with a step of your own,
# and measure when its answer is worth the price.**

# %%
from nas_teach.lab import check, hint, quick, shared_ranking, show, solution
from nas_teach.lab.lesson_08.pictures import one_path

show(one_path(), alt="Images, one of three convolutions, a shared classifier. Only "
                     "the path through the convolution of 5 x 5 has arrows.")

# %% [markdown]
# A **supernet** holds all candidates at once. You name one of them, and only that **path** runs. Every step of
# the training moves one path. Afterwards each candidate can be scored without a training of its own. That
# made searches a thousand times cheaper. But are the scores right?
#
# After this lesson you can
#
# - write a supernet and one step of its training (exercises 08.1 and 08.2);
# - score a path with statistics of its own, at the right moment (exercises 08.3 and 08.4);
# - say from a few numbers whether a supernet pays (exercises 08.5 and 08.6).
#
# {{minutes}} **Builds on:** lesson 07 (Kendall's tau, parameters as a baseline) and FashionBench from
# lesson 04, recalled below.
#
# Three quick questions on earlier lessons first.

# %% quick="08.q1"

# %% quick="08.q2"

# %% quick="08.q3"

# %% [markdown]
# ## One training for 216 networks
#
# FashionBench is our table of 648 networks, each trained alone with three seeds. We take the 216 of width 8.
# A search sees *validation* accuracies. We who judge it use the **test** accuracy, averaged over the three
# trainings, which no search and no supernet could see. In this lesson that is the **truth**.

# %%
import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from nas_teach.evaluation import FashionBench

bench = FashionBench.load()
archs = [arch for arch in bench.archs if arch.width == 8]
rewards = np.array([[bench.reward(arch, s) for s in bench.seeds] for arch in archs])
truth = 100 * np.array([bench.test(arch) for arch in archs])                # (216,)
alone = np.array([bench.value(arch, "seconds") for arch in archs])
print(f"{len(archs)} networks, from {truth.min():.1f} to {truth.max():.1f} % on test")
print(f"all trained once: {alone.sum() / 60:.0f} minutes, {alone.mean():.1f} s each")

# %% [markdown]
# Our supernet will train for as long as *one* of these networks, six epochs of the same images. Then it ranks
# all 216. What will be Kendall's tau of its ranking with the truth? (1 is perfect, 0 is a coin.) Write down
# your guess. You will see it again in the picture of the answer.

# %%
my_guess = ...  # a tau, such as 0.5

# %% [markdown]
# ## Three kernels, one choice
#
# Begin with a single decision: should the kernel be 3, 5 or 7 wide? We keep the published form of the block:
# a dictionary `ops` with the keys `k3`, `k5` and `k7`. If you call it otherwise, weights that others have
# saved will not load.
#
# ### Exercise 08.1
#
# Write it. `nn.Conv2d(in_channels, out_channels, kernel_size, padding=..., bias=False)` makes a convolution.

# %% exercise="08.1"
import torch
from torch import nn


class SuperConvBlock(nn.Module):
    """Three convolutions without bias; `choice` says which one runs.

    `ops` is an nn.ModuleDict with the keys "k3", "k5", "k7". Height and width of the
    images stay. Another choice is a ValueError that lists the three.
    """

    def __init__(self, in_channels, out_channels):
        super().__init__()
        ...

    def forward(self, x, choice):
        ...

# %% [markdown]
# The smallest supernet puts a classifier behind your block: the mean over all positions, then one linear
# layer `fc`. All three paths use the same `fc`.

# %%
class SuperNet(nn.Module):
    def __init__(self, num_classes=10, in_channels=3, block=SuperConvBlock):
        super().__init__()
        self.conv_block = block(in_channels, 16)
        self.relu, self.pool = nn.ReLU(), nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, num_classes)

    def forward(self, x, arch_choice):
        x = self.relu(self.conv_block(x, arch_choice))       # (n, 16, h, w)
        return self.fc(self.pool(x).flatten(1))              # (n, num_classes)

# %% quick="08.q4"

# %% [markdown]
# ## One step moves one path
#
# Which path should a batch train? There are two well-known answers.
#
# - **Single-path uniform sampling** draws one path at random, all with equal chance.
# - **Fair sampling** lets every choice run on the same batch, sums the gradients, and then updates the
#   weights once. It costs as many passes as there are choices, and no choice falls behind by chance.
#
# ### Exercise 08.2
#
# Write one step that can do both. The loss is `F.cross_entropy(net(images, path), labels)`. You also need
# `optimizer.zero_grad()`, `backward()` and `optimizer.step()`; where each of them stands is up to you. Draw a
# position with `rng.integers`, because the choices may be tuples later.

# %% exercise="08.2"
import torch.nn.functional as F


def supernet_step(net, optimizer, images, labels, choices, rng, fair=False):
    """One update of a supernet; returns the list of the paths that it trained.

    Without `fair`, one of the `choices` is drawn and trained. With fair=True all
    of them are, on the same images; their gradients are summed before the update.
    """
    ...

# %% [markdown]
# What does one step move? We copy all weights before it, and compare.

# %%
from nas_teach.data import load_fashion
from nas_teach.evaluation import accuracy, seeded

torch.set_num_threads(1)
KERNELS = ["k3", "k5", "k7"]
small_train, small_val = ([part[:1000] for part in load_fashion(split, resolution=10)]
                          for split in ("train", "validation"))
images, labels = (part[:128] for part in small_train)
net = seeded(SuperNet, 10, 1, seed=0)                        # one grey channel
before = {name: weight.clone() for name, weight in net.state_dict().items()}
before["what k3 says"] = net(images, "k3")

optimizer = torch.optim.AdamW(net.parameters(), 0.01)
supernet_step(net, optimizer, images, labels, ["k5"], np.random.default_rng(0))
after = net.state_dict() | {"what k3 says": net(images, "k3")}
moved = {name: "bit-equal" if torch.equal(after[name], before[name]) else "moved"
         for name in before}
pd.DataFrame({"one step along k5": moved})

# %% [markdown]
# The other kernels are untouched to the last bit. No gradient reached them, and PyTorch's optimizers skip a
# weight whose gradient is `None`. That is what `zero_grad` sets it to.
#
# But look at the last row. `fc` is **shared**, so training k5 has moved what k3 says. That is the idea of
# weight sharing, and its trouble: every path profits from the others, and none gets the weights that would
# suit it best.
#
# Your step goes into a loop. `adamw_one_cycle` makes the optimizer and lets the learning rate rise and fall;
# `shuffled` hands out the batches. With a single choice in the list, the loop trains a network *alone*.

# %%
from tqdm.auto import tqdm

from nas_teach.evaluation.training import adamw_one_cycle, num_steps, shuffled


def train_paths(net, data, choices, epochs, seed, fair=False, batch_size=128,
                lr=0.01, progress=False):
    """Train a supernet with `supernet_step`; returns all paths that were trained."""
    steps = num_steps(data, epochs, batch_size)
    optimizer, schedule = adamw_one_cycle(net, steps, lr)
    order, rng = torch.Generator().manual_seed(seed), np.random.default_rng(seed)
    trained = []
    for _ in tqdm(range(epochs), "epochs", disable=not progress):
        net.train()
        for images, labels in shuffled(data, batch_size, order):
            trained += supernet_step(net, optimizer, images, labels, choices, rng, fair)
            schedule.step()
    return trained

# %% [markdown]
# A first test, at equal cost: 1,000 images of 10 x 10 pixels, ten seeds. Alone, each kernel trains for 2
# epochs. Uniform sampling gets 6 epochs for all three kernels, and fair sampling 2 epochs with three paths a
# step. In how many of the ten runs does each of the three put the kernels into the order of their size?

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
small = {"batch_size": 32, "lr": 0.05}


def tiny(seed, paths, epochs, fair=False, block=SuperConvBlock):
    """Train a small supernet: the validation accuracy [%] of each of `paths`."""
    net = seeded(SuperNet, 10, 1, block, seed=seed)
    train_paths(net, small_train, paths, epochs, seed, fair, **small)
    images, labels = small_val
    with torch.no_grad():
        right = [net(images, path).argmax(1) == labels for path in paths]
    return [100 * each.float().mean().item() for each in right]


three = {"alone": [], "uniform sampling": [], "fair sampling": []}
for seed in tqdm(range(10), "seeds"):
    three["alone"].append([tiny(seed, [kernel], 2)[0] for kernel in KERNELS])
    three["uniform sampling"].append(tiny(seed, KERNELS, 6))
    three["fair sampling"].append(tiny(seed, KERNELS, 2, fair=True))
means = {name: np.mean(rows, axis=0) for name, rows in three.items()}
table = pd.DataFrame(means, KERNELS).T
table["k3 < k5 < k7"] = [f"{sum(a < b < c for a, b, c in rows)} of 10"
                         for rows in three.values()]
table.round(1)

# %% [markdown]
# All three do so in most runs. The paths of uniform sampling are even a little better than the networks alone:
# each kernel had about as many steps, and the shared `fc` three times as many. Fair sampling is several points
# behind. At equal cost it has a third of the updates, which is dear in so short a training.
#
# Yet this is the easiest question that one can ask: three candidates, far apart in truth. The supernet was no
# cheaper than training them one by one, and counting parameters gives the same order for nothing.
#
# ## All of FashionBench's stages
#
# Now the real thing. A network of FashionBench has two stages of equal blocks. For each type of block and
# each kernel the supernet keeps three blocks, and a path of depth 2 uses the first two. Follow the two lines:
# what do both paths share?

# %%
from nas_teach.lab.lesson_08.pictures import supernet_map
from nas_teach.lab.showing.style import figure
from nas_teach.supernets import FashionSupernet

supernet = seeded(FashionSupernet, 8, seed=5)                # width 8
space = supernet.space
one = space.arch(5, 7, "conv", 8, 2, True, 0)
two = space.arch(3, 7, "mbconv", 8, 3, True, 4)
paths = {"kernels 5 and 7, conv, depth 2, no attention": one,
         "kernels 3 and 7, mbconv, depth 3, 4 heads": two}
fig = figure(7.4, 3.9)
supernet_map(fig.subplots(), space, paths)
show(fig, alt="Six rows of three blocks in each of two stages. The two paths share "
              "stem, downsampling and classifier.")

# %% [markdown]
# Paths share the boxes that they both use. They do not share *kernels*: conv 3, conv 5 and conv 7 are boxes of
# their own. Exercise 08.7, which is optional, shares those as well.
#
# Train it with your step, as the networks of the table were trained: 6,000 images, six epochs, and a path
# drawn among the 216 in every step.

# %% tags=["nbval-ignore-output"] reason="seconds differ from run to run"
import time

train_set = [part[:6000] for part in load_fashion("train")]
start = time.process_time()
trained = train_paths(supernet, train_set, list(space), 6, seed=5, progress=True)
seconds_training = time.process_time() - start
print(f"{seconds_training:.0f} s for {len(space)} networks")

# %%
never = len(set(space) - set(trained))
print(f"{len(trained)} steps; {never} of {len(space)} paths never trained")

# %% quick="08.q5"

# %% [markdown]
# A quarter of the networks that it is about to judge were never trained as a whole, only in parts. Score 40
# random paths on 1,000 validation images. `supernet.extract(path)` copies a path into a network of its own.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
validation = [part[:1000] for part in load_fashion("validation")]
some = np.random.default_rng(0).permutation(len(archs))[:40]
mixed = np.array([accuracy(supernet.extract(archs[i]), validation) for i in some])
print("40 paths: mean {:.0f} %, from {:.0f} to {:.0f} %; guessing reaches 10 %".format(
    *100 * np.array([mixed.mean(), mixed.min(), mixed.max()])))

# %% [markdown]
# That is dreadful. Trained alone, these networks reach more than 80 %, and the shared weights are only a part
# of the reason.
#
# ## Statistics of nobody
#
# **Batch norm** subtracts a mean from each channel and divides by a standard deviation. While training it
# takes both from the present batch. In evaluation it uses **running statistics**, averages over the
# training so far. In an ordinary network the two are nearly the same. In a supernet the training so far went
# along *all* paths. In evaluation the inputs are then shifted and stretched in a way that no layer has met,
# at one batch norm after the other.
#
# The cure trains nothing. Before a path is scored, forget the running statistics, send some training images
# through *this path*, and average. That is **recalibration**.
#
# ### Exercise 08.3
#
# Write it. A batch norm (`nn.BatchNorm2d`) takes statistics while that layer is in training mode. Its
# `reset_running_stats()` forgets them, and with `momentum = None` it takes the plain average from then on.

# %% exercise="08.3"
import copy


def recalibrate(model, images):
    """A copy of `model` whose batch norms hold the statistics of `images`.

    All images go through in one batch, without gradients. All other layers work as
    in evaluation. The copy comes back in evaluation mode; `model` stays as it is.
    """
    ...

# %% [markdown]
# Your function shows how far the paths differ. Look at the batch norm behind the downsampling, which all paths
# share. A dot is the mean that one path really sends it. A black bar is what the supernet believes.

# %%
from nas_teach.lab.lesson_08.pictures import statistics_by_path

calibration = train_set[0][:512]
own = [recalibrate(supernet.extract(archs[i]), calibration) for i in some[:12]]
sent = torch.stack([path.down[1].running_mean for path in own])  # (12 paths, channels)
fig = figure(6.8, 3.2)
statistics_by_path(fig.subplots(), supernet.down[1].running_mean, sent)
show(fig, alt="For each of 16 channels the means that 12 paths send, widely scattered, "
              "and the one running mean of the supernet among them.")

# %% [markdown]
# The running mean lies among all paths, and it is the mean of none. Score the same 40 paths again, each with
# statistics of its own. Not one weight changes. How many dots lie above the dashed line?

# %% tags=["nbval-ignore-output"] reason="live training: digits and seconds differ"
from nas_teach.lab.lesson_08.pictures import before_and_after
from nas_teach.statistics import tau_interval


def score(arch):
    """Validation accuracy of a path, recalibrated."""
    return accuracy(recalibrate(supernet.extract(arch), calibration), validation)


start = time.process_time()
mended = np.array([score(archs[i]) for i in tqdm(some, "paths")])
seconds_scoring = (time.process_time() - start) / len(some)
fig = figure(4.6, 4.2)
names = "the supernet's statistics", "recalibrated"
before_and_after(fig.subplots(), mixed, mended, names)
show(fig, alt="Accuracies of 40 paths before recalibration (across) and after it "
              "(upwards): nearly all dots lie above the diagonal, many far above.")
rows = {name: [100 * scores.mean(), *tau_interval(scores, truth[some])]
        for name, scores in (("before", mixed), ("recalibrated", mended))}
pd.DataFrame(rows, ["mean [%]", "tau", "95 % from", "to"]).T.round(2)

# %% [markdown]
# Nearly all do, and the gain is more than ten points on average. Without this step you compare how well paths
# happen to fit an average. Over 40 networks the interval of tau is still wide, hence the larger measurement
# below.

# %% quick="08.q6"

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
# One supernet is one throw of the dice. So `data/make_supernets.py` trained five of them in each of four ways,
# and scored all 216 paths of each. Three fair epochs, with 6 paths a step, cost as much as 18 uniform ones.
# *Tau, mixed* is the tau with the truth without recalibration, *tau* is the one with it, and *between two* is
# the tau of two supernets with each other. Compare these three.

# %%
from itertools import combinations

from nas_teach.recorded import load_supernets
from nas_teach.recorded.supernets import Setting

NAMES = {"uniform, 6 epochs": ("uniform", 6), "uniform, 18 epochs": ("uniform", 18),
         "fair, 3 epochs": ("fair", 3), "uniform, 54 epochs": ("uniform", 54)}
recorded = load_supernets()
records = {name: recorded[Setting(*setting)] for name, setting in NAMES.items()}


def taus(scores, other=truth):
    """Kendall's tau of each supernet's scores with the truth: (supernets,)."""
    return np.array([kendalltau(row, other)[0] for row in scores])


rows = {name: [100 * record.recalibrated.mean(), taus(record.mixed).mean(),
               taus(record.recalibrated).mean(),
               np.mean([kendalltau(a, b)[0]
                        for a, b in combinations(record.recalibrated, 2)])]
        for name, record in records.items()}
heads = ["mean [%]", "tau, mixed", "tau", "between two"]
pd.DataFrame(rows, heads).T.round(2)

# %% [markdown]
# Without recalibration there is hardly any order at all. And two supernets agree better with each other than
# with the truth, so their errors are not just chance: they share opinions.
#
# Is 0.2 much? Two yardsticks: counting parameters costs nothing, and *one training more* is the validation
# accuracy of one seed, judged by the test accuracies of the other two. The intervals are over the five
# supernets. For counting parameters the interval is over networks. For one training more it goes from the worst
# of three seeds to the best.

# %%
from nas_teach.lab.showing.forest import forest
from nas_teach.statistics import mean_interval, paired_difference

params = np.array([bench.value(arch, "params") for arch in archs])
tests = np.array([[bench.test(arch, seed) for seed in bench.seeds] for arch in archs])
more = [kendalltau(rewards[:, s], np.delete(tests, s, 1).mean(1))[0] for s in range(3)]
found = {name: taus(record.recalibrated) for name, record in records.items()}
rows = {name: mean_interval(values) for name, values in found.items()}
rows["counting parameters"] = tau_interval(params, truth)
rows["one training more"] = np.mean(more), min(more), max(more)
fig = figure(7.0, 3.6)
forest(fig.subplots(), rows, "Kendall tau with the truth", ".2f",
       guesses={"uniform, 6 epochs": my_guess})
show(fig, alt="Tau: 0.2 for supernets of six epochs, 0.4 after 54 and for counting "
              "parameters, 0.5 for one training more.")
print("your guess for six epochs:", "none written" if my_guess is ... else my_guess)
gap = paired_difference(found["fair, 3 epochs"], found["uniform, 18 epochs"])
print("fair minus uniform, equal price: {:+.2f} ({:+.2f} to {:+.2f})".format(*gap))

# %% [markdown]
# - **Nine times the training helps.** The intervals of 6 and 54 epochs do not even touch.
# - **Fair or uniform, at equal price:** not decided. What fairness gains, the fewer updates may lose.
# - **After 54 epochs** a supernet ranks about as well as counting parameters, which costs nothing.
#
# ### Exercise 08.5
#
# You have trained a supernet over a space of which no table exists. Which observation tells you most about
# whether its ranking can be trusted?
#
# - **A** For twenty random paths, trained alone: the tau with its scores, beside the tau with their size.
# - **B** Its paths reach nearly the accuracy of networks trained alone.
# - **C** Two supernets with different seeds put the paths in much the same order.
# - **D** For the twenty paths it likes best, trained alone: the tau with its scores, beside that with size.

# %% exercise="08.5"
answer = ...

# %% [markdown]
# ## What the supernet likes
#
# Which opinions do they have in common? Group the networks by depth and by skip connections. How far is each
# group above or below the mean of all, in truth and in the opinion of the supernets? Look at the rows of
# depth 3.

# %%
from nas_teach.lab.lesson_08.pictures import effects

groups = {f"{'skip connections' if skip else 'no skip connections'}, depth {depth}":
          np.array([arch.skip == skip and arch.depth == depth for arch in archs])
          for skip in (False, True) for depth in (1, 2, 3)}


def above_mean(scores):
    """Points of each group above the mean of all paths: (..., 216) -> (..., 6)."""
    each = [scores[..., group].mean(-1) for group in groups.values()]
    return np.stack(each, -1) - scores.mean(-1)[..., None]


opinions = {name: above_mean(100 * record.recalibrated)
            for name, record in records.items() if name.startswith("uniform")}
fig = figure(7.0, 4.0)
effects(fig.subplots(), list(groups), above_mean(truth), opinions)
show(fig, alt="In truth all six groups lie within 0.7 points of the mean. After 6 "
              "epochs, depth 3 without skip connections is 16 points below it.")

# %% [markdown]
# In truth the groups differ little: depth 3 is the worst group *without* skip connections and the best *with*
# them. The supernets of 6 epochs have seen the first half, and they turn 0.6 points into 16. They have missed
# the second half. A likely reason: a third block has a third of the steps of a first one, and a half-trained
# block does less harm where a skip connection leads around it.
#
# ## See it dot by dot (optional)
#
# Each dot is a path. The two rings are the path that looks best and the network that is best when trained
# alone.

# %%
shared_ranking()

# %% [markdown]
# 1. Supernet 0, as it is. What is the true rank of the path that looks best? The panel says it in words.
# 2. Set *Marked by* to *depth*. Most dots far left have depth 3. Set it back to *skip connections*: the dots
#    far left have none.
# 3. Set *Training* to *uniform, 54 epochs*. The long tail to the left is gone.
# 4. Set *Batch norm* to *the supernet's own*. Tau falls to about zero.
#
# ## When does a supernet pay?
#
# The network that a supernet proposes must be trained **from scratch**: the shared weights were only good for
# ranking. Take the best of your 40 paths and see what that costs.

# %% tags=["nbval-ignore-output"] reason="live training: choice, digits and seconds differ"
from nas_teach.evaluation import train_from_scratch
from nas_teach.networks import FashionNet

winner = archs[some[mended.argmax()]]
start = time.process_time()
retrained = train_from_scratch(FashionNet, train_set, validation, epochs=6)(winner)
seconds_alone = time.process_time() - start
print(f"shared weights {100 * mended.max():.0f} %, alone {100 * retrained:.0f} %")
print(f"supernet {seconds_training:.1f} s, scoring a path {seconds_scoring:.3f} s,"
      f" a network alone {seconds_alone:.1f} s")

# %% [markdown]
# ### Exercise 08.6
#
# A supernet takes 60 s to train and 0.06 s to score a path; a network alone takes 6 s. You score *all*
# candidates with the supernet and train the winner alone at the end. What is the smallest number of
# candidates at which this is cheaper than training each of them once?

# %% exercise="08.6"
answer = ...

# %% [markdown]
# The same sum with measured seconds: those of your own run first, then the recorded ones.

# %% tags=["nbval-ignore-output"] reason="seconds are measured"
prices = {"yours, 6 epochs": (seconds_training, seconds_scoring, seconds_alone)}
prices |= {name: (record.training.mean(), record.scoring.mean() / 216, alone.mean())
           for name, record in records.items()}
pays = {name: [training, 1000 * scoring, int((training + each) / (each - scoring)) + 1]
        for name, (training, scoring, each) in prices.items()}
heads = ["training [s]", "score [ms]", "cheaper from"]
pd.DataFrame(pays, heads).T.round(0).astype(int)

# %% [markdown]
# From ten candidates on, each of these supernets is cheaper than training all candidates. That made
# weight sharing famous, and it is the wrong comparison, because nobody has to train them all. **What else
# could we buy for the price of a supernet?** A few random networks.

# %% quick="08.q7"

# %% [markdown]
# So compare at equal price, counted in trainings of one network. Each supernet scores all 216 paths. Its first
# favourite is trained and handed over, or its ten favourites are trained and the best-looking is handed over.
# Random search trains as many random networks as all that cost. *With size* adds two ranks, that by the
# supernet and that by the number of parameters.

# %%
def handed_over(chosen, rng):
    """Train the chosen networks once; the truth about the one that looks best."""
    seen = rewards[chosen, rng.integers(3, size=len(chosen))]    # one seed for each
    return truth[chosen[seen.argmax()]]


def lead(scores, price, kept=10, candidates=216, runs=1000, seed=0):
    """Points by which `kept` favourites beat `price` random networks, on average."""
    rng, points = np.random.default_rng(seed), []
    for _ in range(runs):
        asked = rng.permutation(216)[:candidates]                # in random order
        by_score = asked[np.argsort(-scores[asked], kind="stable")]
        favourites, at_random = by_score[:kept], asked[:price]
        points.append(handed_over(favourites, rng) - handed_over(at_random, rng))
    return np.mean(points)


# %% [markdown]
# Now this for each of the five supernets of a setting, at the price of its setting. Each has draws of its own,
# so the interval holds their chance as well.

# %%
from scipy.stats import rankdata

cost = {name: (record.training + record.scoring).mean() / alone.mean()
        for name, record in records.items()}


def leads(name, kept=10, size=0):
    """Mean and interval of the lead, over the five supernets of a setting."""
    price = round(cost[name]) + kept
    return mean_interval([lead(rankdata(row) + size, price, kept, seed=i)
                          for i, row in enumerate(records[name].recalibrated)])


ahead = {name: {"first favourite": leads(name, kept=1),
                "ten favourites": leads(name),
                "ten favourites, with size": leads(name, size=rankdata(params))}
         for name in records}

# %% [markdown]
# Zero is random search at the same price. Which marks are clearly on the right of it?

# %%
rows = {f"{name}\n{round(cost[name])} + 1 or 10 trainings": row
        for name, row in ahead.items()}
fig = figure(7.4, 4.4)
forest(fig.subplots(), rows, "points ahead of random search at equal price, on test")
show(fig, alt="Leads over random search for four settings: favourites are level or "
              "behind, ten favourites with size ahead by 0.2 to 0.3 points.")
by_size = lead(params, 10)
first = records["uniform, 18 epochs"].recalibrated.argmax(1)
print(f"the ten largest networks, no supernet: {by_size:+.2f} points")
print(f"first favourites at 18 epochs: {len(set(first))} different networks")

# %% [markdown]
# - **The first favourite** is clearly behind after six epochs; elsewhere nothing is decided. At 18 epochs the
#   interval is so short because the five supernets agree on a few networks of nearly equal accuracy.
# - **Ten favourites, trained:** no setting is clearly ahead, and one is clearly behind. On this space we have
#   not seen weight sharing *alone* pay.
# - **With size** all four are ahead on average, clearly so at 18 epochs and for fair sampling.
# - **The ten largest**, without any supernet, lead by more than any of them, at a lower price. That large is
#   good is a tip from this very table, though. Where all candidates are equally large it is worth nothing.
#
# ## Three things decide
#
# 1. **The price of one training** cancels, as you just saw: a supernet costs so many trainings.
# 2. **The number of candidates.** The price of a supernet is nearly fixed. For that price random search tries
#    about twenty networks. Of twenty candidates these are all; of a thousand they are hardly any.
# 3. **The ranking**, and not its tau alone. Tau counts all pairs, but a search needs the top. These supernets
#    recognise bad networks better than good ones.
#
# The next three parts, which are optional, measure the second and the third.
#
# ## Is it tau that decides? (optional)
#
# For comparison we make up rankings whose errors are *pure chance*: truth plus normal noise, with six spreads
# of the noise. They hand over ten favourites as well, at the price of the dearest supernet. Do the four kinds
# of supernet lie on their line, which is dashed?

# %%
from nas_teach.lab.lesson_08.pictures import lead_by_tau

SPREADS = (100, 6, 3, 2, 1.5, 1)


def by_chance(spread, count=200):
    """Rankings whose errors are pure chance: truth plus normal noise."""
    return truth + spread * np.random.default_rng(0).normal(size=(count, len(truth)))


def chance_leads(price, candidates=216, runs=5):
    """The mean lead of rankings with errors by chance, for each spread."""
    return [np.mean([lead(row, price, candidates=candidates, runs=runs, seed=i)
                     for i, row in enumerate(by_chance(spread))]) for spread in SPREADS]


chance_taus = [taus(by_chance(spread)).mean() for spread in SPREADS]
dearest = round(cost["uniform, 54 epochs"]) + 10
points = {name: (found[name].mean(), ahead[name]["ten favourites"]) for name in records}
fig = figure(6.8, 3.9)
lead_by_tau(fig.subplots(), chance_taus, chance_leads(dearest), points)
show(fig, alt="Lead over random search against tau. Errors by chance are ahead from "
              "0.1 on; the four kinds of supernet lie below, at zero or less.")

# %% [markdown]
# All four lie below it, although the interval of the shortest training still reaches it. The first three are
# even cheaper, so their own lines would lie higher. With the same tau and errors by chance, each would have
# been ahead. So **tau alone does not say whether a supernet pays**.
#
# ## How many candidates? (optional)
#
# Take the price of 54 epochs. Which tau does a ranking with errors by chance need to draw level with random
# search?

# %%
needed, record = {}, records["uniform, 54 epochs"]
for candidates in (20, 50, 100, 216):
    seconds = record.training.mean() + record.scoring.mean() * candidates / len(archs)
    price = round(seconds / alone.mean()) + 10
    line = chance_leads(price, candidates, runs=10)
    needed[candidates] = price, np.interp(0, line, chance_taus)
table = pd.DataFrame(needed, ["price in trainings", "tau needed"]).T
table.rename_axis("candidates").astype({"price in trainings": int}).round(2)

# %% [markdown]
# Of twenty candidates random search trains nineteen for that money, and the supernet has almost nothing to
# win. With a hundred it is enough to rank a little better than a coin, if the errors are chance.
#
# ## Where the errors lie (optional)
#
# How many of the 22 best networks are among a supernet's 22 favourites? And how many of the 22 worst are
# among those that it likes least? A coin would find 2.2 each time. *By chance* is a made-up ranking with the
# same tau over all networks.

# %%
def found_at(end, scores, k=22):
    """How many of the k networks at one end are at that end of each ranking."""
    def first(values):
        return set(np.argsort(end * values, kind="stable")[:k])

    return [len(first(truth) & first(row)) for row in scores]


rows = {}
for name, record in records.items():
    spread = np.interp(found[name].mean(), chance_taus, SPREADS)
    made_up = by_chance(spread, count=500)
    rows[name] = []
    for end in (-1, 1):
        mean, low, high = mean_interval(found_at(end, record.recalibrated))
        rows[name] += [f"{mean:.1f} ({low:.1f} to {high:.1f})",
                       f"{np.mean(found_at(end, made_up)):.1f}"]
pd.DataFrame(rows, ["best found", "by chance", "worst found", " by chance"]).T

# %% [markdown]
# All four find fewer of the best than errors by chance would, at least two of them clearly. Except for 54
# epochs they find more of the worst: the deep networks without skip connections, about which they happen to be
# right. Throwing out the worst raises tau, but it does not find the best.
#
# ## Sharing the kernels, too (optional)
#
# In the block of exercise 08.1 the three kernels have nothing in common. Larger supernets go further: there
# is one kernel of 7 x 7; the choice 5 x 5 is its centre, and the choice 3 x 3 is the centre of that. Then every
# step trains the centre, whichever path was drawn.
#
# ### Exercise 08.7
#
# Write the block. `F.conv2d(x, kernel, padding=...)` runs any kernel.

# %% exercise="08.7"
class SharedKernelBlock(nn.Module):
    """One kernel of 7 x 7, without bias; "k5" and "k3" run the centre of it.

    Height and width of the images stay. Another choice is a ValueError that lists
    the three.
    """

    def __init__(self, in_channels, out_channels):
        super().__init__()
        ...

    def forward(self, x, choice):
        ...

# %% [markdown]
# Does it help? The ten seeds of the tiny supernet once more, now with your block in it. Equal seeds, equal
# steps; only what the paths share has changed.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
three["shared kernels"] = [tiny(seed, KERNELS, 6, block=SharedKernelBlock)
                           for seed in tqdm(range(10), "seeds")]
own, shared = (np.array(three[name]) for name in ("uniform sampling", "shared kernels"))
rows = {f"path {kernel}": paired_difference(shared[:, i], own[:, i])
        for i, kernel in enumerate(KERNELS)}
fig = figure(6.6, 2.6)
forest(fig.subplots(), rows, "accuracy, shared minus own kernels [points]", "+.1f")
show(fig, alt="Paired differences of the accuracy of three paths, shared minus own "
              "kernels, with intervals: all three about four points.")

# %% [markdown]
# On average all three paths gain a few points: every step trains the centre of the kernel, whichever path is
# drawn. Ten seeds are few, so an interval may still contain zero. And this is accuracy, not order. Whether the
# *ranking* of a large supernet gains as well is another question, and lesson 13 measures it.
#
# ## What does a brief supernet measure? (optional)
#
# A suspicion: its answer may be right for *another question*. Does a brief supernet rank paths by how
# *quickly* they learn? FashionBench remembers the accuracy of every network, trained alone, after each
# epoch. In which column does each row have its largest number?

# %%
early = {f"epoch {e}": np.array([bench.reward(arch, epoch=e) for arch in archs])
         for e in range(1, 7)}
rows = {name: [taus(record.recalibrated, other).mean() for other in early.values()]
        for name, record in records.items()}
pd.DataFrame(rows, early).T.round(2)

# %%
rows = {name: paired_difference(taus(record.recalibrated, early["epoch 2"]),
                                taus(record.recalibrated, early["epoch 6"]))
        for name, record in records.items()}
fig = figure(6.8, 3.0)
forest(fig.subplots(), rows, "tau with epoch 2 minus tau with epoch 6")
show(fig, alt="Brief supernets agree better with epoch 2 than with epoch 6 of training "
              "alone; those of 54 epochs do not.")

# %% [markdown]
# The brief supernets agree better with the second epoch than with the last. After 54 epochs they do not any
# more. So a brief supernet is in part an early look at training, like the fewer epochs of lesson 07.
#
# ## Recap
#
# 1. A step moves the weights on its path, shared ones included, and leaves all others bit-equal.
# 2. Running statistics of batch norm mix all paths. Recalibrate each path before you score it.
# 3. Fair sampling is even in each step, uniform sampling in the long run. At equal price we saw no difference
#    in the ranking.
# 4. Briefly trained supernets exaggerate, and they share their opinions.
# 5. Compare with random search and with size, at equal price. Tau says little about the top of a ranking.
#
# ## Questionnaire
#
# Answer aloud, then look it up.
#
# 1. Which weights does a step along k5 move, and why do the others stay bit-equal?
# 2. Where does `zero_grad` stand in a fair step, and what happens if it stands inside the loop?
# 3. Why is the running mean of a shared batch norm the mean of no path?
# 4. Two supernets agree with each other. Why is that no proof?
# 5. What do the paths of `SuperNet` share, and what do they not share?
# 6. Why does it not matter for the comparison with random search how dear one training is?
#
# ## What to use when
#
# | your case | use |
# |---|---|
# | a few dozen candidates | train some of them; no supernet |
# | hundreds, trainings cheap | random search and counting first, then see what a supernet adds |
# | very many, trainings dear | a supernet, recalibrated, and twenty random paths trained alone |
# | all candidates equally large | a supernet has less to beat, since counting is worth nothing |
#
# ## What the papers did
#
# - Pham et al. 2018 (ENAS, [arXiv:1802.03268](https://arxiv.org/abs/1802.03268)) made weight sharing famous:
#   the controller of lesson 04 draws the paths.
# - Guo et al. 2019 (SPOS, [arXiv:1904.00420](https://arxiv.org/abs/1904.00420)): single-path uniform sampling,
#   then evolution. Their code recalibrates batch norm on 200 batches for every candidate.
# - Chu et al. 2019 (FairNAS, [arXiv:1907.01845](https://arxiv.org/abs/1907.01845)): every choice once,
#   gradients summed, one update.
# - Yu et al. 2020 ([arXiv:1902.08142](https://arxiv.org/abs/1902.08142)) asked for the tau: −0.004 on recurrent
#   cells, 0.195 on a reduced NAS-Bench-101.
# - Li & Talwalkar 2019 ([arXiv:1902.07638](https://arxiv.org/abs/1902.07638)) compared random search with early
#   stopping and random search *with weight sharing*; the latter was ahead of the former.
# - Bender et al. 2020 ([arXiv:2008.06120](https://arxiv.org/abs/2008.06120)) found weight sharing well ahead of
#   random search on some large spaces.
#
# ## Where to go next
#
# What if all three kernels ran at once, each with a weight, and gradient descent moved the weights? That is
# DARTS, on the very block with which this lesson began.
#
# **Next:** [09 · Gradient-based search](09_gradient_based_search.ipynb).
