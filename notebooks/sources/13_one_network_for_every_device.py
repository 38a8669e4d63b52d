# %% [markdown]
# # 13 · One network for every device
#
# **A phone, a laptop and a microcontroller need three networks. Must you search three times, or can you train
# once and cut? You build the second way, and measure what it is worth.**

# %%
from nas_teach.lab import check, hint, latency_budget, quick, show, solution
from nas_teach.lab.lesson_13.pictures import one_for_all

show(one_for_all(),
     alt="One network, drawn three times. The microcontroller gets one channel, one "
         "block and kernels of 3, the phone more, the laptop all of it.")

# %% [markdown]
# Each row is a channel, each column a block, each square a kernel. Small networks lie *within* large ones,
# and all of them are trained together. Such a network is called an **elastic supernet**.
#
# After this lesson you can
#
# - cut small networks out of a large one and train all at once (exercises 13.1 to 13.3);
# - choose a network for a latency budget and judge the choice against honest rivals (13.4 and 13.5);
# - write self-attention, make it elastic, and read a comparison of transformers and convolutions (13.6,
#   13.7).
#
# {{minutes}} **Builds on:** lesson 08 (supernets, recalibration), 10 (latency tables) and 11 (MBConv).

# %% quick="13.q1"

# %% quick="13.q2"

# %% quick="13.q3"

# %% [markdown]
# ## One training or many searches?
#
# Our supernet, with all its scores, costs as much as 11 trainings of single networks, and
# then the network that it chooses for a device is trained once. For the same money you can do without it:
# with three devices, train 4 or 5 random networks for each, and keep the best. With more devices fewer are
# left for each, while the supernet serves them all.
#
# **Predict: from how many devices on does the supernet hand over the better networks?**

# %%
my_guess = ...  # a number of devices

# %% [markdown]
# ## A kernel within a kernel
#
# In lesson 08 the kernels 3 x 3, 5 x 5 and 7 x 7 had weights of their own. Now there is only the 7 x 7. The
# 5 x 5 is its middle, and the 3 x 3 is the middle of that. Channels and blocks are cut as well: a narrow path
# uses the *first* channels of a layer, a shallow one the *first* blocks of a stage.
#
# ### Exercise 13.1
#
# The largest layer has 16 channels in, 16 out, and kernels of 7 x 7. The smallest path has 4 in, 4 out, and
# kernels of 3 x 3. Which share of the largest layer's weights does it use?

# %% exercise="13.1"
answer = ...

# %% [markdown]
# ### Exercise 13.2
#
# Write the cut. A convolution's weight has the shape (channels out, channels in, side, side).

# %% exercise="13.2"
def cut(weight, outs, ins, kernel):
    """The first `outs` and `ins` channels, and the middle `kernel` x `kernel` of each.

    weight: a tensor (channels out, channels in, side, side); side and kernel are odd.
    Returns a view of `weight`: when the path is trained, `weight` is trained.
    """
    ...

# %% quick="13.q4"

# %% [markdown]
# Your function counts how often each place of a 7 x 7 is trained, in per cent of 300 random steps. Separate
# kernels would get about a third of the steps each.

# %%
import numpy as np
import torch

from nas_teach.lab.lesson_13.pictures import kernel_shares
from nas_teach.lab.showing.style import figure

torch.set_num_threads(1)
rng = np.random.default_rng(0)
trained = torch.zeros(1, 1, 7, 7)
for _ in range(300):
    part = cut(trained, 1, 1, rng.choice([3, 5, 7]))
    part += 1                                     # a view: this changes `trained`
fig = figure(3.0, 2.9)
kernel_shares(fig.subplots(), trained[0, 0] / 300)
show(fig, alt="Shares of the steps. The middle 3 x 3 is trained in all, the ring "
              "around it in about two thirds, the outer ring in about one third.")

# %% [markdown]
# The middle is trained three times as often as a 3 x 3 of its own would be. The price is a compromise: the
# same nine numbers must serve alone and amid forty others. The authors of **Once-for-all** (Cai and others
# 2020) therefore multiply the middle by a small learned matrix before a smaller kernel uses it. We call these
# kernels *transformed*, and the plain ones *cut*.
#
# ## The sandwich
#
# A step of the **sandwich rule** trains the smallest path, the largest, and some random ones, all on the same
# images. Their gradients are summed, and one update follows.
#
# ### Exercise 13.3
#
# Write such a step. `net.space.choices` is {decision: choices}, ordered from small to large, and
# `net.space.arch(*values)` makes a path from one choice for each. `net.space.sample(rng)` draws a path. The
# loss is `F.cross_entropy(net(images, path), labels)`.

# %% exercise="13.3"
import torch.nn.functional as F


def sandwich_step(net, optimizer, images, labels, rng, randoms=1):
    """One update of an elastic supernet; returns the list of the paths that it trained.

    The smallest path, the largest, and `randoms` paths drawn with `rng`.
    """
    ...

# %% [markdown]
# Now train all 648 networks of FashionBench at once with your step.

# %% tags=["nbval-ignore-output"] reason="live training: seconds and digits differ"
import time

from tqdm.auto import tqdm

from nas_teach.data import load_fashion
from nas_teach.evaluation import FashionBench, seeded
from nas_teach.evaluation.training import adamw_one_cycle, num_steps, shuffled
from nas_teach.supernets import ElasticSupernet

images, labels = (part[:6000] for part in load_fashion("train"))
supernet = seeded(ElasticSupernet, (4, 8, 16), seed=7)
steps = num_steps((images, labels), epochs=3, batch_size=128)
optimizer, schedule = adamw_one_cycle(supernet, steps, lr=0.01)
order, rng = torch.Generator().manual_seed(7), np.random.default_rng(7)
start = time.process_time()
for _ in tqdm(range(3), "epochs"):
    supernet.train()
    for batch in shuffled((images, labels), 128, order):
        sandwich_step(supernet, optimizer, *batch, rng)
        schedule.step()
print(f"{time.process_time() - start:.0f} s for {len(supernet.space)} networks")

# %% [markdown]
# ## Three budgets on your machine
#
# "Microcontroller", "phone" and "laptop" are here three latency budgets on *your* machine. A table of parts
# (lesson 10), measured now, predicts the latency of each network.
#
# ### Exercise 13.4
#
# Write the choice.

# %% exercise="13.4"
def choose_within(archs, scores, costs, budget):
    """The architecture with the best score among those that cost at most `budget`.

    Of equal scores the cheaper one. If nothing fits, a ValueError that says what the
    cheapest costs. All three are lists of one length.
    """
    ...

# %% [markdown]
# Eighty random candidates are scored, each recalibrated. Then your function chooses three times, and nothing
# is trained. Compare the last two columns: the accuracy on validation images with the weights as they were
# cut, and on test images after the same network was trained alone (FashionBench).

# %% tags=["nbval-ignore-output"] reason="latencies and live accuracies differ between machines"
import pandas as pd

from nas_teach.hardware import measure, predictor
from nas_teach.supernets import supernet_path

bench = FashionBench.load()
latency = predictor(measure(bench.archs))
some = np.random.default_rng(0).permutation(len(bench.archs))[:80]
candidates = [bench.archs[i] for i in some]
evaluate = supernet_path(supernet, [part[:1000] for part in load_fashion("validation")],
                         calibration=images[:512])
scores = [evaluate(arch) for arch in tqdm(candidates, "paths")]
costs = [latency(arch) for arch in candidates]
rows = {}
for device, share in {"microcontroller": 0.1, "phone": 0.4, "laptop": 0.8}.items():
    budget = np.quantile(costs, share)
    arch = choose_within(candidates, scores, costs, budget)
    rows[device] = (budget, latency(arch), 100 * scores[candidates.index(arch)],
                    100 * bench.test(arch))
heads = ["budget [ms]", "latency [ms]", "as cut [%]", "alone [%]"]
pd.DataFrame(rows, heads).T.round(2)

# %% [markdown]
# One training has made three choices. But the weights as cut are far behind. Once-for-all trains for many
# more epochs, and its networks can be used as they are. Ours must be trained alone before they are handed
# over, so the supernet only *chooses*. Does it choose well?
#
# ## Does it know the order?
#
# `data/make_elastic.py` trained five supernets of each kind. They rank the 216 networks of width 8, and the
# truth is their test accuracy, trained alone. Separate, cut and transformed kernels had 18 epochs each, with
# one path a step. The sandwich had six epochs with three paths a step, which is as many passes. Do the
# intervals of the four kinds overlap?

# %%
from scipy.stats import kendalltau

from nas_teach.lab.showing.forest import forest
from nas_teach.recorded.elastic import load_elastic
from nas_teach.statistics import mean_interval, permutation_test, tau_interval

recorded = load_elastic()
*narrow, (all_widths, record) = recorded.items()        # the last one has three widths
archs = list(narrow[0][0].space)
truth = np.array([bench.test(arch) for arch in archs])
NAMES = ["separate", "cut", "transformed", "cut, sandwich"]
kinds = dict(zip(NAMES, (scored for _, scored in narrow)))
taus = {name: [kendalltau(row, truth)[0] for row in scored.scores]
        for name, scored in kinds.items()}
rows = {name: mean_interval(values) for name, values in taus.items()}
params = [bench.value(arch, "params") for arch in archs]
rows["counting parameters"] = tau_interval(params, truth)
fig = figure(7.0, 3.2)
forest(fig.subplots(), rows, "Kendall tau with the truth", ".2f")
show(fig, alt="Tau with intervals: separate 0.26, cut 0.32, transformed 0.33, cut with "
              "sandwich 0.23; these four overlap. Counting parameters 0.40.")

# %%
rows = {name: [100 * scored.scores.mean(), scored.training.mean(), np.mean(taus[name]),
               permutation_test(taus[name], taus["separate"])[1]]
        for name, scored in kinds.items()}
heads = ["mean score [%]", "training [s]", "tau", "p, against separate"]
pd.DataFrame(rows, heads).T.round(2)

# %% [markdown]
# The *p* is that of lesson 09's permutation test.
#
# ### Exercise 13.5
#
# With cut kernels the mean score of the paths rises by ten points. What follows?
#
# - **A** Their ranking is better, since their scores are nearer to the truth.
# - **B** The paths are better trained. Whether they are better *ranked*, five supernets do not decide.
# - **C** Sharing kernels has no effect on the ranking, since p is larger than 0.05.
# - **D** Networks cut from them need no training of their own.

# %% exercise="13.5"
answer = ...

# %% [markdown]
# So does sharing the kernels raise lesson 08's tau? **On average a little, and we cannot say that it is more
# than luck.** It takes 1.4 times the seconds, in which separate kernels could have had more epochs. Counting
# parameters is free and ranks at least as well. The sandwich was no gain at equal passes: it makes a third of
# the updates.
#
# ## What is a choice worth?
#
# Now all 648 networks, with five recorded supernets of 12 sandwich epochs and FashionBench's recorded
# latencies. The rivals get the same budget:
#
# - **random search** at equal price, judged exactly by lesson 12's `best_of`;
# - **most MACs**: the largest network that fits;
# - **the best in the table** that fits, known only after training all.

# %%
from nas_teach.evaluation import best_of

archs = list(all_widths.space)
reward = np.array([bench.reward(arch, bench.seeds[0]) for arch in archs])
test, costs, macs = (np.array([bench.value(arch, column) for arch in archs])
                     for column in ("test", "latency_ms", "macs"))
seconds = np.mean([bench.value(arch, "seconds") for arch in archs])
price = round((record.training + record.scoring).mean() / seconds)
budgets = {device: np.quantile(costs, share) for device, share in
           {"microcontroller": 0.1, "phone": 0.4, "laptop": 0.8}.items()}


def handed_over(scores, budget):
    """Test accuracy [%] of the network that these scores choose, trained alone."""
    chosen = choose_within(archs, list(scores), list(costs), budget)
    return 100 * bench.test(chosen)


def by_random(budget, devices):
    """The same for random search, if so many devices share the supernet's price."""
    fits = costs <= budget
    trainings = price / devices + 1              # the supernet's choice is trained, too
    n = int(trainings)
    few, more = (100 * best_of(reward[fits], k, test[fits]) for k in (n, n + 1))
    return few + (trainings - n) * (more - few)  # 4.7 trainings: between 4 and 5

# %% [markdown]
# Zero is the rival named in the legend. Where is the supernet clearly behind, and where ahead?

# %%
rows = {}
for device, budget in budgets.items():
    own = np.array([handed_over(scores, budget) for scores in record.scores])
    rivals = {"minus random search": by_random(budget, 3),
              "minus most MACs": handed_over(macs, budget),
              "minus best in table": handed_over(test, budget)}
    rows[f"{device}\n{budget:.2f} ms"] = {name: mean_interval(own - rival)
                                          for name, rival in rivals.items()}
    print(device, "[%], five supernets:", *own.round(1))
fig = figure(7.2, 4.0)
forest(fig.subplots(), rows, "the supernet's choice minus a rival [points on test]")
show(fig, alt="Differences for three budgets, the first with very wide intervals. Most "
              "MACs is ahead at the second budget, the supernet at the third.")
print(f"a supernet costs {price} trainings; with 3 devices random search has "
      f"{price / 3 + 1:.1f} for each")

# %% quick="13.q5"

# %% [markdown]
# - **The smallest budget** is a lottery. Two of the five supernets choose a network of width 4, six to nine
#   points below the others.
# - **Random search**, with its few trainings, is about level at the two others: the supernet is 0.2 points
#   ahead at the second, and the third is undecided.
# - **Most MACs** is better at the second budget, for nothing, and worse at the third, where it takes depth 3.
#   With the quantiles 0.3 and 0.6, which we tried first, it was better at both.
#
# Now your guess. Look where random search falls below the supernet.

# %%
from nas_teach.lab.lesson_13.pictures import devices_curve

devices = list(range(1, 13))


def over(budgets):
    chance = [np.mean([by_random(budget, n) for budget in budgets]) for n in devices]
    own = [np.mean([handed_over(scores, budget) for budget in budgets])
           for scores in record.scores]
    ahead = next(n for n, value in zip(devices, chance) if value < np.mean(own))
    return chance, own, ahead


chance, own, ahead = over([*budgets.values()])
largest = np.mean([handed_over(macs, budget) for budget in budgets.values()])
fig = figure(6.8, 3.4)
devices_curve(fig.subplots(), devices, chance, mean_interval(own), largest, ahead)
show(fig, alt="Random search falls with the number of devices and crosses the mean of "
              "the supernets at seven; their band is wide. Most MACs is ahead of both "
              "from two devices on.")
*_, without = over([*budgets.values()][1:])
print(f"on average the supernet is ahead from {ahead} devices on; you wrote",
      "nothing" if my_guess is ... else my_guess)
print(f"without the smallest budget it is ahead from {without} devices on")

# %% [markdown]
# **One training for all pays with the number of devices.** Where that begins hangs on two failures at the
# smallest budget: the interval spans the whole picture. In Once-for-all the argument is stronger: its space
# has more than $10^{19}$ networks, and none needs further training.
#
# Turn the knobs. Rank by *supernet 3*. What does it choose, and which path of the sandwich is that?

# %%
latency_budget()

# %% [markdown]
# Supernet 3 chooses the *smallest path*, which every sandwich trains. So its score is high, and yet it is
# among the worst of all when trained alone.
#
# ## Another kind of layer: attention
#
# A convolution mixes neighbours, with weights that are the same for every image. **Self-attention** mixes
# everything with everything, and computes the weights anew for each image. The image is divided into
# **patches** of 4 x 4 pixels. A linear layer makes each a **token**, a list of $d$ numbers. From each token
# three linear layers make a **query** $q$ (what am I looking for?), a **key** $k$ (what am I?) and a
# **value** $v$ (what do I tell?). Then
#
# $$\text{weights} = \text{softmax}\left(\frac{q\,k^\top}{\sqrt{d}}\right), \qquad
# \text{mixed} = \text{weights} \cdot v$$
#
# In numbers, $d = 1$, two tokens: $q = (1, 0)$, $k = (2, 0)$, $v = (10, 20)$. The first token scores the two
# keys with 2 and 0; softmax makes 0.88 and 0.12 of that, and it gets 0.88 · 10 + 0.12 · 20 = 11.2. The second
# scores 0 and 0, so it gets the plain mean, 15.
#
# With several **heads**, the channels are shared out: of 6 channels and 2 heads, the first head works on the
# first three, with $d = 3$, and the second on the others. The results stand side by side again.
#
# ### Exercise 13.6
#
# Write it, for all tokens of one image.

# %% exercise="13.6"
def attention(q, k, v, heads=1):
    """Two tensors: mixed (tokens, channels) and weights (heads, tokens, tokens).

    q, k, v: tensors (tokens, channels). Row i of the weights is what token i gives to
    each token; it adds up to 1.
    """
    ...

# %% [markdown]
# Here is a transformer, trained for two epochs. Its one **block** is self-attention, then a small network
# for each token; both are added to their input. `block.qkv` holds the three linear layers, one below the
# other. Your function computes where a patch of a test image looks.

# %% tags=["nbval-ignore-output"] reason="live training: the picture differs between processors"
from nas_teach.evaluation import train
from nas_teach.lab.lesson_13.pictures import patches_and_attention
from nas_teach.networks.vision_transformer import VisionTransformer

small = seeded(VisionTransformer, 32, 1, 1, seed=0)     # dim, depth, heads
train(small, (images, labels), None, epochs=2, batch_size=64, lr=3e-3)
photo = load_fashion("test")[0][20:21]
with torch.no_grad():
    tokens = small.patches(photo).flatten(2).transpose(1, 2) + small.positions
    block = small.blocks[0]
    q, k, v = block.qkv(block.norm1(tokens))[0].chunk(3, dim=1)
    mixed, weights = attention(q, k, v)
asking = 3 * 7 + 3                                       # row 3, column 3: the middle
show(patches_and_attention(photo[0, 0], weights[0, asking], asking),
     alt="A garment with a grid of 7 x 7 patches, the middle one marked, and the "
         "weight that it gives to each patch: high on a few patches, low on most.")

# %% quick="13.q6"

# %% [markdown]
# ### Exercise 13.7
#
# Transformers can be elastic, too. The layer that makes queries, keys and values has one weight of shape
# (3 · dim, dim): first all rows of the queries, then those of the keys, then the values. A colleague cuts a
# narrow path out of it. Mend her function.

# %% exercise="13.7"
def answer(weight, width):
    return weight[: 3 * width, :width]

# %% [markdown]
# ## Transformer, hybrid or convolution?
#
# Three networks work on the same patches with equal MACs, within half a per cent: three transformer blocks;
# one convolution and two such blocks, a **hybrid**; three convolutions of 3 x 3. Each was trained for about
# 1,000 steps on 1,000, 3,000 or 12,000 images, with five seeds. The effort of tuning was equal, too: three
# learning rates each (0.001, 0.003, 0.01), judged on validation with two other seeds and 3,000 images. Before
# you look: from how many images on will the transformer be as good as the convolutions?

# %%
from nas_teach.recorded.transformers import (EPOCHS, NETWORKS, TUNING_SEEDS, best_rate,
                                             load_transformers)

trainings = load_transformers()


def tests(network, size):
    """Test accuracies [%] of the five compared seeds."""
    return np.array([100 * each.test for each in trainings if each.network == network
                     and each.images == size and each.seed not in TUNING_SEEDS])


rows = {f"{size:,} images": {network: mean_interval(tests(network, size))
                             for network in NETWORKS} for size in EPOCHS}
fig = figure(7.0, 3.8)
forest(fig.subplots(), rows, "test accuracy [%], five seeds", ".1f")
show(fig, alt="For each number of images three intervals. The convolutional network "
              "is two to four points ahead of the others everywhere.")
cost = {network: [best_rate(trainings, network),
                  np.mean([one.seconds for one in trainings if one.network == network])]
        for network in NETWORKS}
pd.DataFrame(cost, ["best of the rates tried", "seconds a training"]).T

# %% [markdown]
# **From none on: the convolutional network is two to four points ahead at every size, and no interval
# touches its own.** More images help all three, and the transformer's gap is no smaller with 12,000 than
# with 1,000. The convolutional network also trains more than twice as fast, at equal MACs. A convolution
# *begins* with the knowledge that neighbours belong together and that a sleeve may be anywhere. Such
# knowledge, built in before any image is seen, is an **inductive bias**. A transformer must learn it, and
# 1,000 steps are few.
#
# What this comparison **cannot show**: anything about photographs, large networks, augmentation, long
# training, or millions of images. And the best rate is the *largest* that was tried for one network and the
# *smallest* for the two others. Each might gain from rates that nobody tried.
#
# On ImageNet the answer depends on data and training:
#
# - **ViT** (Dosovitskiy and others [2021](https://arxiv.org/abs/2010.11929)): trained on ImageNet alone, a
#   few points below ResNets of its size; trained before on 14 to 300 million images, level or ahead.
# - **DeiT** (Touvron and others [2021](https://arxiv.org/abs/2012.12877)): 83.1 % on ImageNet alone with 86
#   million parameters and strong augmentation. **EfficientNet-B7**
#   ([2019](https://arxiv.org/abs/1905.11946)) has 84.3 % with 66 million.
# - **EfficientNetV2** (Tan and Le [2021](https://arxiv.org/abs/2104.00298)): trained before on ImageNet21k,
#   87.3 %, 2.0 points ahead of the ViT of its day, and 5 to 11 times faster to train.
#
# So EfficientNet has held its ground: its bias saves data, and its space is small and was searched well.
#
# ## MobileNets, and where the gates went (optional)
#
# Edge accelerators (lesson 11), such as the EdgeTPU or the NPU of a phone, are devices as well. Here is the
# family that was made for phones and for them, counted, and timed on your machine. Guess first: is Lite0
# faster than B0 by as much as its MACs say?

# %% tags=["nbval-ignore-output"] reason="milliseconds are measured"
from torch import nn

from nas_teach.efficientnet import (B0, EfficientNet, MobileNetV3, mnasnet_b1,
                                    mobilenet_v2)
from nas_teach.hardware import macs as count_macs
from nas_teach.hardware import parameters, time_in_turn

no_gates = [stage._replace(squeeze=0) for stage in B0]
family = {"MobileNetV2": mobilenet_v2(), "MnasNet-B1": mnasnet_b1(),
          "MobileNetV3 Large": MobileNetV3(), "EfficientNet-B0": EfficientNet(),
          "B0 without gates": EfficientNet(stages=no_gates),
          "B0 with ReLU6": EfficientNet(activation=nn.ReLU6),
          "EfficientNet-Lite0": EfficientNet.from_name("lite0")}
IMAGE = (3, 224, 224)
times = time_in_turn([(net, IMAGE) for net in tqdm(family.values())], runs=15)
rows = {name: [parameters(net) / 1e6, count_macs(net, IMAGE) / 1e6, ms]
        for (name, net), ms in zip(family.items(), times)}
pd.DataFrame(rows, ["parameters [M]", "MACs [M]", "your ms"]).T.round(2)

# %% [markdown]
# Lite0 is B0 without the **gates** (squeeze-and-excitation) and with ReLU6. The two rows between them change
# one of these each. The gates have hardly any MACs, yet they take time; whether the activation matters, your
# two pairs of rows say. On an accelerator it is worse: a gate needs the mean over the whole image before the
# next layer can begin, and chips that compute with integers of 8 bits often lack a fast sigmoid. Lite0
# leaves out what such chips do badly. MobileNetV3 keeps gates, with cheaper functions. EfficientNet-EdgeTPU
# was searched anew, for the latency of its chip. Speed does not depend on what the weights are, so these
# networks are untrained; lesson 11 has a trained Lite0.
#
# ## Searching a supernet that is too large to list (optional)
#
# We scored all paths. With $10^{19}$ of them one searches, and Once-for-all does so by evolution, with the
# budget as a constraint.
#
# ### Exercise 13.8
#
# Write it. The cost of a network is cheap to ask for, a score is not.

# %% exercise="13.8"
def evolve_within(space, score, cost, budget, evaluations, seed):
    """(best architecture, its score) of an evolution within a latency budget.

    Exactly `evaluations` different networks are scored, none of which costs more than
    `budget`. The best of all that were scored is handed over.
    """
    ...

# %% [markdown]
# How near does it come to the best score of all that fit, with 60 scores instead of several hundred? The
# rival scores 60 random networks that fit.

# %%
latencies = dict(zip(archs, costs))
rows = {}
for device, budget in budgets.items():
    values = dict(zip(archs, record.scores[0]))
    fits = np.array([values[arch] for arch in archs if latencies[arch] <= budget])
    evolved = [evolve_within(all_widths.space, values.get, latencies.get, budget, 60,
                             seed)[1] for seed in range(40)]
    rows[device] = [len(fits), 100 * np.mean(evolved), 100 * best_of(fits, 60),
                    100 * fits.max()]
heads = ["networks that fit", "evolution [%]", "random [%]", "best score [%]"]
pd.DataFrame(rows, heads).T.round(2)

# %% [markdown]
# These are the *supernet's* scores, so a better search finds what the supernet likes best, and that need not
# be better in truth.
#
# ## Transformers that are searched (optional)
#
# **AutoFormer** (Chen and others [2021](https://arxiv.org/abs/2107.00651)) searches vision transformers:
# embedding, depth, heads, and how wide each block is inside. Its **weight entanglement** is your cut of
# exercise 13.7, in every layer: a narrow block uses the first rows and columns of the wide one, and each
# step trains one random path. Its three networks have 74.7, 81.7 and 82.4 % on ImageNet, with 5.7, 22.9 and
# 53.7 million parameters. **HAT** (Wang and others [2020](https://arxiv.org/abs/2005.14187)) does the same
# for translation and searches under latency, once for each device, because what is fast on a graphics card
# is not fast on a Raspberry Pi. AutoFormer's networks do as well as they are cut as when they are trained
# anew, its authors report; HAT trains anew what it has chosen.
#
# Here is such a space. Each head keeps its 12 channels, so a path with fewer heads computes less. Your
# sandwich trains it as it is. Compare the last column afterwards.

# %% tags=["nbval-ignore-output"] reason="the trained weight differs between processors"
from nas_teach.supernets import TransformerSupernet

nested = seeded(TransformerSupernet, seed=0)
optimizer = torch.optim.AdamW(nested.parameters(), lr=0.003)
for batch in zip(images[:640].split(128), labels[:640].split(128)):
    sandwich_step(nested, optimizer, *batch, rng)
layer, rows = "blocks.0.widen.weight", {}
large = nested.largest.get_parameter(layer)
for name, path in {"smallest": (24, 2, 2, 1), "one between": (36, 3, 2, 1.5),
                   "largest": (48, 4, 4, 2)}.items():
    weights = nested.cut(path)
    outs, ins = weights[layer].shape
    assert torch.equal(weights[layer], large[:outs, :ins])
    used = sum(weight.numel() for weight in weights.values())
    rows[name] = [str(path), used, f"{outs} x {ins}", weights[layer][0, 0].item()]
print(len(nested.space), "transformers:", nested.space.choices)
pd.DataFrame(rows, ["path", "weights", "one layer", "its first weight"]).T

# %% [markdown]
# The smallest path is the first part of the largest, with about an eighth of its weights. A step that trains
# one of them changes the other, too.
#
# ## Recap
#
# 1. In an elastic supernet small kernels are the middle of large ones, narrow layers the first channels,
#    shallow stages the first blocks. All are views of one set of weights.
# 2. The sandwich rule trains the smallest, the largest and some random paths in one update.
# 3. Sharing the kernels lifted the scores by ten points. Whether it lifts tau is not decided.
# 4. A supernet pays with the number of devices. Ours was about level with a few random trainings at two
#    budgets, and a lottery at the smallest. The largest network that fits was better once and worse once.
# 5. Attention mixes all tokens with weights made anew for each image. With few images and few steps the
#    convolutional network was ahead at equal MACs.
#
# ## Questionnaire
#
# Answer aloud, then look it up.
#
# 1. Why must a cut be a view and not a copy?
# 2. What does a 3 x 3 gain by lying within a 7 x 7, and what does it lose?
# 3. Why can scores rise by ten points while tau stays?
# 4. Which rivals belong beside a supernet's choice for a device, and what does each of them cost?
# 5. Why are the scores of attention divided by a root, which one, and along which axis is the softmax?
# 6. What can our comparison of transformer and convolution not show? Name three things.
#
# ## What to use when
#
# | your case | use |
# |---|---|
# | one device, small networks | random search with a handful of trainings, or the largest that fits |
# | many devices, dear trainings | an elastic supernet, one choice for each |
# | few images, short training | convolutions |
# | very many images, or weights trained on them | a transformer or a hybrid; measure milliseconds |
# | an edge accelerator | no gates, ReLU6, and the latency of that chip |
#
# ## What the papers did
#
# - Cai and others 2020, **Once-for-all** ([arXiv:1908.09791](https://arxiv.org/abs/1908.09791)): elastic
#   kernel, depth, width and resolution; **progressive shrinking** begins with the largest network and lets
#   smaller ones in step by step; 80.0 % on ImageNet below 600 M MACs, with 75 more epochs for the chosen
#   network ([authors' code](https://github.com/mit-han-lab/once-for-all)).
# - Yu and Huang 2019 ([arXiv:1903.05134](https://arxiv.org/abs/1903.05134)): the sandwich rule. Yu and others
#   2020 ([arXiv:2003.11142](https://arxiv.org/abs/2003.11142)), **BigNAS**: one stage, no training
#   afterwards.
#
# ## Where to go next
#
# Ask this lesson's question of a space of your own: would a handful of random trainings have done as well?
#
# **Next:** [14 · Your own search](14_capstone.ipynb).
