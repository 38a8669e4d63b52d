# %% [markdown]
# # 09 · Gradient-based search
#
# **Can the gradient descent that trains a network also choose it? You write such a search, and see what is
# left of a mixture when it must be one network.**

# %%
from nas_teach.lab import alphas_player, check, hint, quick, show, solution
from nas_teach.lab.lesson_09 import cell, pictures

show(pictures.edge_and_cut(),
     alt="Left: x goes into five operations, none, skip, max pool, sep conv and conv; "
         "each result has a share, 0.26 for conv, and the results are added. "
         "Right: only conv is left between x and the output.")

# %% [markdown]
# Lesson 08 trained *one* path a step and chose afterwards. **DARTS** (differentiable architecture search)
# trains all of them at once and chooses meanwhile. In place of one operation stands a mixture: every
# candidate works on x, and the results are added up, each times a share. These shares are numbers, so they
# can be trained like any others. At the end the operation with the largest share stays, and the rest is cut
# away. (The shares in the picture are made up.)
#
# After this lesson you can
#
# - write the mixed operation and the whole search loop (exercises 09.1 to 09.4);
# - read a network out of its shares, and say what it is worth (exercise 09.6);
# - recognise a search that has collapsed, and say why (exercise 09.7).
#
# {{minutes}} **Builds on:** lesson 02 (logits, softmax, the mean step of REINFORCE) and lesson 08
# (`SuperConvBlock`, recalibrated batch norms).

# %% quick="09.q1"

# %% quick="09.q2"

# %% quick="09.q3"

# %% [markdown]
# ## A bet
#
# Five such searches were recorded on Fashion-MNIST. At the end their *mixtures* classify about 72 % of new
# images rightly. Then all but the strongest operations are cut away, and nothing is trained any more. What
# accuracy is left on average, in per cent? A blind guess of the class has 10 %.

# %%
my_guess = ...  # in per cent

# %% [markdown]
# ## The mixed operation
#
# Lesson 02 chose a kernel by three logits: softmax, then a *sample*. Now do not sample, mix. The logits are
# called **alphas**, and their softmax gives the **shares** $p$ of the **mixture** of the operations $o_1,
# o_2, \dots$:
#
# $$\text{mixture}(x) = p_1\, o_1(x) + p_2\, o_2(x) + \dots, \qquad p = \text{softmax}(\alpha).$$
#
# ### Exercise 09.1
#
# Write it. `alphas` is a tensor with a number for each operation, and `ops` is a list of functions. Stay
# with tensors: a gradient must reach the alphas.

# %%
import torch
import torch.nn.functional as F
from torch import nn

# %% exercise="09.1"
def mixture(x, alphas, ops):
    """The sum of op(x) over all operations, each times its softmax share."""
    ...

# %% [markdown]
# ### Exercise 09.2
#
# Now a network with your `mixture` inside. `SuperNet` of lesson 08 computes `conv_block`, `relu`, `pool`,
# flatten, `fc`. Its three convolutions are `self.net.conv_block.ops["k3"]`, `["k5"]` and `["k7"]`. Put
# their mixture in the place of the one convolution, and leave all else as it is.

# %%
from nas_teach.supernets import SuperNet

KERNELS = ("k3", "k5", "k7")

# %% exercise="09.2"
class MixedNet(nn.Module):
    """SuperNet with its three kernels mixed: images (n, 1, h, w) -> logits (n, 10)."""

    def __init__(self):
        super().__init__()
        self.net = SuperNet(10, in_channels=1)
        self.alphas = ...  # three trainable numbers, all 0

    def forward(self, x):
        ...

# %% quick="09.q4"

# %% [markdown]
# ## The gradient of a choice
#
# Nothing is sampled, so the loss depends on the alphas without jumps, and one backward pass gives its exact
# gradient with respect to them. Let $g_k$ be the slope of the loss along $p_k$: how fast the loss *rises*
# when more of kernel $k$ is mixed in. The softmax turns these slopes into
#
# $$\frac{\partial L}{\partial \alpha_k} = p_k \Big( g_k - \sum_j p_j\, g_j \Big).$$
#
# With numbers: three kernels have $p = (0.2, 0.5, 0.3)$ and $g = (1, 3, 2)$. The mean of $g$, weighted by
# $p$, is $0.2 + 1.5 + 0.6 = 2.3$. So the slopes are $0.2\,(1 - 2.3) = -0.26$, then $0.35$ and $-0.09$.
# Descent raises the first alpha most, because its kernel does least harm. Does autograd agree?

# %%
import pandas as pd

p, g = torch.tensor([0.2, 0.5, 0.3]), torch.tensor([1.0, 3.0, 2.0])
alphas = p.log().requires_grad_()                       # their softmax is p
(alphas.softmax(0) * g).sum().backward()                # a loss with the slopes g
columns = {"p": p, "g": g, "by formula": p * (g - (p * g).sum()),
           "by autograd": alphas.grad}
pd.DataFrame({name: v.tolist() for name, v in columns.items()}, KERNELS).round(2)

# %% [markdown]
# You know this form. REINFORCE's mean step was $p_k (R_k - \sum_j p_j R_j)$, the reward of kernel $k$ above
# the mean reward. There are two differences.
#
# - REINFORCE must *train a network* to see one $R_k$, and sees it with noise. Here all $g_k$ come from one
#   backward pass, without noise from sampling.
# - $R_k$ is the accuracy of a network *with kernel $k$ alone*. $g_k$ says how to turn the *mixture* a
#   little. It is exact, and it answers another question.

# %% quick="09.q5"

# %% [markdown]
# ## Two halves
#
# On which images should the alphas learn? If a network is chosen by its *training* loss, the one wins that
# learns best by heart. So DARTS splits the training images: one half for the weights $w$ of the
# convolutions, the other, its *validation half*, for the alphas. It asks for the alphas with the smallest
# validation loss, when the weights are the best ones for these alphas. Such a minimisation inside a
# minimisation is called **bilevel**.
#
# To be exact, $w$ would have to be trained to the end for each look at the alphas. DARTS takes turns
# instead: one step of the alphas on a batch of the validation half, one step of the weights on a batch of
# the training half. Because the weights are held fixed while the alphas step, this is called the
# **first order**.
#
# ### Exercise 09.3
#
# Write one such pair of steps. The loss is `F.cross_entropy(net(images), labels)`. One thing is easy to
# miss: `backward` adds gradients to *all* parameters, also to those that are not to move now.

# %% exercise="09.3"
def first_order_step(net, train_batch, val_batch, weight_optimizer, alpha_optimizer):
    """One step of the alphas on val_batch, then one of the weights on train_batch.

    A batch is a pair (images, labels). Returns the loss on train_batch from which the
    weights learn, a number.
    """
    ...

# %% [markdown]
# ### Exercise 09.4
#
# Now the whole search. `shuffled(half, 64, order)` hands out one epoch of batches of 64, in an order that
# the generator `order` draws.

# %%
from nas_teach.evaluation.training import shuffled

# %% exercise="09.4"
def search(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
    """Search, and return the shares over time: a list of epochs + 1 tensors.

    Each is the softmax of the alphas over their last dimension: the first from before
    the first step, then one after each epoch.
    Weights: torch.optim.SGD, rate 0.1, momentum=0.9; all parameters but the alphas.
    Alphas: torch.optim.Adam, rate alpha_lr, betas=(0.5, 0.999).
    One generator for all shuffling: torch.Generator().manual_seed(seed).
    """
    ...

# %% [markdown]
# Let it choose among the three kernels ten times, each time with other images and another start. Before you
# look: will all ten agree?

# %%
import numpy as np
from tqdm.auto import tqdm

from nas_teach.data import load_fashion
from nas_teach.evaluation import accuracy, seeded
from nas_teach.lab.showing.style import figure

torch.set_num_threads(1)
images, labels = load_fashion("train", 14)              # 14 x 14 pixels are enough
validation = load_fashion("validation", 14)

# %%
def halves(seed, size=500):
    """Two halves of `size` images: one for the weights, one for the alphas."""
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))
    parts = order[:size], order[size: 2 * size]
    return tuple((images[part], labels[part]) for part in parts)


paths = []
for seed in tqdm(range(10), desc="searches"):
    net = seeded(MixedNet, seed=seed)
    path = search(net, *halves(seed), epochs=6, seed=seed)
    paths.append(torch.stack(list(path)))

# %%
paths = torch.stack(paths).numpy()                      # (searches, epochs + 1, 3)
names = ["kernel 3", "kernel 5", "kernel 7"]
fig = figure(7.2, 3.4)
pictures.each_search(fig, paths, names)
show(fig, alt="Ten small panels, one a search: the shares of three kernels over six "
              "epochs. Kernel 7 ends on top in most, kernel 3 or 5 in some.")
print("winners, by seed:", [KERNELS[k] for k in paths[:, -1].argmax(1)])

# %% [markdown]
# Each search trained a single network; REINFORCE trained one for each of its draws. But the winners differ.
# With our `search` the first five seeds agree on kernel 7, and after these alone we would have felt sure.
# (If yours shuffles in another order, it has other winners.) Nor does a winner have to be the best kernel:
# as you saw, kernel 7 alone can do all that a mixture does, and yet it does not always win. The alphas only
# say how much of each kernel *this* mixture wants.
#
# ### Exercise 09.5
#
# The paper trains the alphas with a rate of 0.0003 in about 19,500 steps. The searches above have 48 steps.
# Adam moves a number by about its rate in a step, rarely further. Repeat the first search at the paper's
# rate: what is the largest of the three shares at the end, to two decimals?

# %% exercise="09.5"
answer = ...

# %%
net = seeded(MixedNet, seed=0)
end = search(net, *halves(0), epochs=6, seed=0, alpha_lr=3e-4)[-1]
print("your prediction:", "none written" if answer is ... else answer)
print("shares at the end:", [round(share, 3) for share in end.tolist()])

# %% [markdown]
# At the paper's rate so short a search chooses nothing. That is why we raised the rate to 0.02.
#
# ## A cell
#
# DARTS searches for more than a kernel: for a **cell**, a small graph that is repeated to build a network.
# Each **node** adds up what comes in on its **edges**, from both inputs and from the nodes
# before it. On every edge lies a mixture of the same five operations, the **primitives**.

# %%
show(cell.cell_in_its_network(),
     alt="Above, a cell: input 0 and input 1 lead to node 1 and to node 2, and node 1 "
         "to node 2; each of the five edges is a mixture. Below, the network: image, "
         "stem, cell 1, cell 2, mean over pixels, ten logits. Cell 1 reads the stem "
         "twice, cell 2 reads the stem and cell 1.")

# %% [markdown]
# `none` passes on zeros, so that an edge can be turned down. `skip_connect` passes x on unchanged.
# `sep_conv` is a 3 x 3 convolution inside each channel, then a 1 x 1 convolution across them.
# `SearchNetwork` is this network, with a mixture like yours on each edge. Its alphas are a table of
# five edges and five primitives. Your `search` needs no change:

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
from functools import partial

from nas_teach.darts import PRIMITIVES, SearchNetwork, discretise, retrain

net = seeded(partial(SearchNetwork, nodes=2), seed=7)
train_half, val_half = halves(7)
live = torch.stack(list(search(net, train_half, val_half, epochs=20, seed=7)))
print(f"the mixture classifies {100 * accuracy(net, validation):.1f} % rightly")

# %% [markdown]
# The shares, averaged over the five edges: does any primitive take over?

# %%
from nas_teach.recorded import load_darts, recorded_cell

searches = load_darts("searches")


def runs_of(setting):
    """The recorded searches of a setting, in the order of the seeds."""
    return searches[searches.setting == setting].sort_values("seed")


def shares_of(setting):
    """Shares of the recorded searches, (seeds, looks, edges, primitives)."""
    return torch.tensor(np.stack(list(runs_of(setting).alphas))).softmax(-1).numpy()

# %%
fig = figure(7.4, 2.8)
recorded = shares_of("first order").mean(2)
epochs = 2 * np.arange(1, recorded.shape[1] + 1)        # a look every two epochs
pictures.shares_over_time(fig, epochs, recorded, live.mean(1).numpy(), PRIMITIVES)
show(fig, alt="Mean share over twenty epochs, a panel for each of five operations: "
              "all stay between a tenth and a third, the skip falls behind.")
sure = shares_of("first order")[:, -1].max(-1).mean()
cells = {recorded_cell("first order", run.alphas[-1])
         for run in runs_of("first order").itertuples()}
print(f"at the end of five searches: largest share of an edge {sure:.2f} on average, "
      f"{len(cells)} different cells")

# %% [markdown]
# (In the recorded searches the rate of the weights falls towards the end, and the alphas have weight
# decay.) No primitive takes over. Even on a single edge the largest share ends far below 1, so a cut takes
# away more than half of a mixture on average.
#
# Play through the recorded searches. On the right is the cell that would be cut out at that moment.

# %%
alphas_player()

# %% [markdown]
# 1. Press *Play*. When does the cell change for the last time? (In the first search only at the last look.)
# 2. Change the *Seed*. Is it the same cell? (No: the line printed above counts the different
#    ones.)
#
# ## Cut
#
# Three rules read a network out of the shares. An edge keeps its strongest operation other than `none`.
# The share of that operation is the **strength** of the edge. A node keeps its two strongest edges.
#
# ### Exercise 09.6
#
# A colleague reads the edges of one node. `rows` has a list of shares for each edge, predecessor 0 first,
# and `names` names their columns. She returns pairs (operation, predecessor), in the order of the
# predecessors. Some of her cells connect nothing. Mend her function so that it keeps the rules.

# %% exercise="09.6"
def edges_of_node(rows, names):
    best = [row.index(max(row)) for row in rows]
    strength = [max(row) for row in rows]
    two = sorted(range(len(rows)), key=lambda j: strength[j])[-2:]
    return [(names[best[j]], j) for j in sorted(two)]

# %% [markdown]
# The pairs of all nodes are the **genotype** of the cell. Predecessors 0 and 1 are the inputs, 2 is node 1.
# Your function reads your search:

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
from nas_teach.supernets import recalibrate

rows = live[-1].tolist()
found = edges_of_node(rows[:2], PRIMITIVES) + edges_of_node(rows[2:], PRIMITIVES)
print(found)

# %% [markdown]
# What is it worth? `discretise` cuts it out with its trained weights, and its batch norms are recalibrated.
# To see what the *architecture* is worth, `retrain` trains it from scratch on 2,000 images.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
cut = recalibrate(discretise(net), train_half[0])
training = tuple(part[:2000] for part in (images, labels))
stages = ["mixture", "cut out of it", "trained from scratch"]
gap = [accuracy(net, validation), accuracy(cut, validation),
       retrain(found, training, validation)]
print({stage: f"{100 * share:.1f} %" for stage, share in zip(stages, gap)})

# %% [markdown]
# The five recorded searches answer the bet. Look at the fall from the first mark of each line to the
# second.

# %%
from nas_teach.statistics import mean_interval, paired_difference

retrained = load_darts("retrained")
final = retrained.groupby(["setting", "seed"], sort=False).accuracy.mean()
last = runs_of("first order")[["mixed", "cut"]].map(lambda looks: looks[-1])
ends = np.column_stack([last, final["first order"]])    # (searches, stages)
fig = figure(6.4, 3.2)
pictures.gap_lines(fig.subplots(), ends, stages, my_guess)
show(fig, alt="Accuracies of five searches: the mixtures near 72 per cent, the "
              "networks cut out of them between 25 and 49, the same architectures "
              "trained from scratch at about 76.")
print("your guess:", "none written" if my_guess is ... else f"{my_guess} %")
fall = paired_difference(100 * ends[:, 1], 100 * ends[:, 0])
print("cut minus mixture: {:+.1f} points ({:+.1f} to {:+.1f})".format(*fall))

# %% [markdown]
# The **discretisation gap** is what cutting costs. Weights that were trained to work *together* do not work
# alone, and how much is lost differs wildly from search to search. So a cell of DARTS is trained from
# scratch, and *that* number counts. (It is higher than the mixture's because it had four times as many
# images.)
#
# ## Against random cells
#
# Is the cell that was found better than a random one? Twenty random cells and those of the searches were
# trained alike, each twice, and judged by the validation images, which neither half of a search holds. Five
# stand against twenty, so we add to the interval a **permutation test**: shuffle the labels *searched* and
# *random*, and count how often the means then differ as much. That share is called **p**.

# %%
from scipy.stats import ttest_ind

from nas_teach.statistics import permutation_test


def against_random(settings):
    """Mean accuracy minus that of the random cells, Welch's 95 % interval, p."""
    rows = {}
    for name in settings:
        gap, p = permutation_test(final[name], final["random"])
        both = ttest_ind(final[name], final["random"], equal_var=False)
        low, high = (100 * end for end in both.confidence_interval())
        rows[name] = [f"{100 * gap:+.1f} ({low:+.1f} to {high:+.1f})", f"{p:.2f}"]
    return pd.DataFrame(rows, ["minus random [points]", "p"]).T

# %%
fig = figure(6.8, 2.0)
groups = {name: final[name].to_numpy() for name in ("random", "first order")}
pictures.accuracy_dots(fig.subplots(), groups)
show(fig, alt="Accuracies of twenty random cells and of five searched cells, trained "
              "from scratch: the dots overlap.")
against_random(["first order"])

# %% quick="09.q6"

# %% [markdown]
# On average the searched cells are ahead by a point, and that may be luck. Besides, a search costs more
# than a random cell. Give random search the processor time of one search and one training: it trains
# several cells, chooses the best by a first training, and is judged by a second one, as DARTS is. (Both are
# scored on the same validation images, which favours random search a little.)

# %%
from math import comb

by_seed = retrained.pivot_table(
    index=["setting", "seed"], columns="training", values="accuracy")
ranked = by_seed.loc["random"].sort_values(0)[1]        # poorest first training first
one_training = retrained[retrained.setting == "random"].seconds.mean()


def at_equal_cost(setting):
    """[its mean, cells that random search can afford, what the best of them has]."""
    tries = 1 + round(runs_of(setting).seconds.mean() / one_training)
    chance = [comb(rank, tries - 1) / comb(20, tries) for rank in range(20)]
    mean, low, high = (100 * part for part in mean_interval(by_seed.loc[setting][1]))
    best = 100 * (ranked * chance).sum()
    return [f"{mean:.1f} ({low:.1f} to {high:.1f})", tries, f"{best:.1f}"]


columns = ["mean of 5 searches [%]", "random cells", "best of them [%]"]
pd.DataFrame({"first order": at_equal_cost("first order")}, columns).T

# %% [markdown]
# For the price of one search, random search can train several cells, and the best of them is expected to be
# ahead, though five searches cannot settle it. So in a space this small, with trainings this short, nothing
# speaks for DARTS. It gets its chance where a training takes days, and there, too, random search was hard
# to beat.
#
# ## When the skips take over
#
# Now we spoil the search by what seems harmless: *longer*, on *fewer images*. Two operations are enough, a
# skip and a 3 x 3 convolution, with a hundred images in each half, 120 epochs, a rate of 0.05 for the
# alphas, and ten seeds. Then the same once more with a mistake: alphas and weights learn from *one and the
# same* hundred images (five seeds).
#
# We had to look for this setting. We tried about ten, on one to three seeds each; with 500 images, or with
# separable convolutions, skips took over with some seeds or with none. A search need not collapse.

# %%
SPOILT = {"skip or conv": "Alphas on images of their own",
          "skip or conv, one set": "Alphas on the weights' images"}
epochs = 2 * np.arange(1, 61)
fig = figure(7.2, 2.8)
for ax, (setting, title) in zip(fig.subplots(1, 2, sharey=True), SPOILT.items()):
    pictures.every_run(ax, epochs, shares_of(setting).mean(2), ("skip", "conv"))
    ax.set_title(title, fontsize=10, loc="left", fontweight="bold")
ax.legend(frameon=False, loc="center right")
show(fig, alt="Mean shares of skip and convolution over 120 epochs, a line for each "
              "seed. Left, with images of their own, the skip ends on top in nine "
              "of ten searches; right, with the weights' images, the convolution in all.")

# %% [markdown]
# On the left the convolutions lead at first, and later the skips take over, each in nearly all searches.
# This is the famous **collapse** of DARTS. Two cures were proposed. One **stops in time**, here at epoch 20
# or before (an optional section says how it knows). The other lets the operations **not compete**: a
# sigmoid for each replaces the softmax, so that a skip does not rise at the convolution's expense. Each
# further row of the table changes one thing of the first. How many of a cell's four operations are skips,
# and what is the cell worth, trained from scratch?

# %%
base = "skip or conv"
CAUSES = {"as it is": base, "alphas on the weights' images": base + ", one set",
          "stopped in time": base + ", stopped", "sigmoids": base + ", sigmoid"}
genotypes = retrained.groupby(["setting", "seed"], sort=False).genotype.first()
rows = {}
for what, setting in CAUSES.items():
    mean, low, high = (100 * part for part in mean_interval(final[setting]))
    skips = [str(text.count("skip_connect")) for text in genotypes[setting]]
    rows[what] = [" ".join(skips), f"{mean:.1f} ({low:.1f} to {high:.1f})"]
learned = runs_of(base).loss.map(lambda looks: looks[-1]).mean()
print(f"training loss at the end, as it is: {learned:.2f} (guessing: {np.log(10):.2f})")
pd.DataFrame(rows, ["skips of 4, by seed", "accuracy [%]"]).T

# %% [markdown]
# ### Exercise 09.7
#
# On images of their own, the alphas drift from the convolutions to the skips, while the training loss falls
# to the number printed above. Why?
#
# - **A** Because a cell of skips classifies better than one with convolutions.
# - **B** Because alphas of skips start with an advantage in the softmax.
# - **C** Because skips are cheaper, and the search saves time.
# - **D** Because what the convolutions go on to learn does not lower the loss on the other half.

# %% exercise="09.7"
answer = ...

# %% [markdown]
# Do the cures help? Look for the intervals that leave zero out.

# %%
from nas_teach.lab.showing.forest import forest

PAIRS = (("stopped in time", "as it is"), ("sigmoids", "as it is"),
         ("stopped in time", "sigmoids"))
rows = {}
for one, two in PAIRS:
    gap = paired_difference(final[CAUSES[one]], final[CAUSES[two]])
    rows[f"{one}\nminus {two}"] = [100 * part for part in gap]
fig = figure(6.8, 2.4)
x = "accuracy from scratch, difference [percentage points]"
forest(fig.subplots(), rows, x, "+.1f")
show(fig, alt="Paired differences over ten seeds with intervals: stopped and sigmoids "
              "are both ahead of the full search, by about nine and seven points; "
              "between the two the interval contains zero.")

# %% [markdown]
# Both cures help, by seven to nine points; which of the two is better remains open.
#
# One warning: the *mistake* in the second row has the best cells of all. That does not make it right. Those
# alphas never asked what helps on new images; five times they answered "all convolutions", the operation
# with more weights. With 2,000 images that happens to be right, and counting parameters (lesson 07) says it
# without a search.
#
# ## When to stop (optional)
#
# **RobustDARTS** stops when the validation loss begins to *bend* sharply with the alphas. A cut is a large
# move of the alphas. In a flat valley it costs little, in a steep one it costs much:

# %%
fig = figure(6.6, 2.4)
pictures.two_valleys(fig)
show(fig, alt="Two valleys of the validation loss over one alpha, a flat and a steep "
              "one. The same move costs little in the first, much in the second.")

# %% [markdown]
# With one alpha the **curvature** is the second derivative of the loss. With several, every direction has
# its own, and the rule takes the direction that bends most. (Mathematicians call that number the largest
# *eigenvalue* of the matrix of second derivatives. The package computes it as `alpha_curvature`.)
#
# `steady` takes the mean of three looks. As soon as it is more than a third above the mean of the three
# looks before, it goes back to the end of those.

# %%
from nas_teach.darts import steady


def skips_at(looks):
    """How many skips each search's cell has at its look."""
    pairs = zip(runs_of(base).itertuples(), looks)
    cells = [recorded_cell(base, run.alphas[look]) for run, look in pairs]
    return [sum(edge.op == "skip_connect" for edge in edges) for edges in cells]


bends = np.stack([run.curvature for run in runs_of(base).itertuples()])
stops = [steady(bend) for bend in bends]
fig = figure(6.6, 2.8)
pictures.curvature_and_stops(fig.subplots(), epochs, bends, stops)
show(fig, alt="The curvature over 120 epochs on a logarithmic scale, a line for each "
              "of ten seeds, with the epoch at which each search is stopped: 20 or "
              "earlier. Later some rise tenfold, others fall.")
rows = {"stopped at epoch": epochs[stops], "skips, stopped": skips_at(stops),
        "skips, all at epoch 8": skips_at([3] * 10)}
pd.DataFrame(rows).T.rename_axis("seed", axis=1)

# %% [markdown]
# Stopping *every* search at epoch 8 gives the same numbers of skips, seed by seed. So here the curvature
# adds only this: nobody had to know the 8. Later it rises in some searches and falls in others, though the
# skips take over in both kinds.
#
# ## The second order (optional)
#
# When alpha changes, the best weights change too. The first order holds them fixed. Does that matter? The
# paper of DARTS has a problem of two numbers in which all can be worked out by hand:
#
# $$L_{train} = (w - \alpha)^2$$
#
# $$L_{val} = \alpha w - 2 \alpha + 1$$
#
# The training loss is least at $w = \alpha$. Put that into the other: $L_{val} = (\alpha - 1)^2$. So the
# answer is $\alpha = 1$. Take $w = 0.7$ and $\alpha = 1.6$.
#
# - **First order**: hold $w$. The slope of $L_{val}$ along $\alpha$ is $w - 2 = -1.3$, so $\alpha$ rises,
#   away from 1.
# - **Second order**: let $w$ first answer by one training step of size $\xi$ (say "xi"). The slope of
#   $L_{train}$ along $w$ is $2 (w - \alpha) = -1.8$. With $\xi = 1/4$ the weight steps to $w' = 0.7 + 0.45
#   = 1.15$. Now two things happen when $\alpha$ grows. Directly, $L_{val}$ changes by $w' - 2 = -0.85$. And
#   $w'$ moves, by $2 \xi = 0.5$ for each unit of $\alpha$, which changes $L_{val}$ by its slope along $w$,
#   $\alpha = 1.6$, times 0.5, which is $0.8$. Together $-0.05$.
# - With $\xi = 1/2$ the step lands exactly on $w' = \alpha$, and the same sum gives $-0.4 + 1.6 = +1.2$.
#   That is the true slope, $2 (\alpha - 1)$, and $\alpha$ falls, towards 1.
#
# In a network $\alpha$ and $w$ are many numbers. How $w'$ moves with $\alpha$ is then a matrix with an
# entry for each pair of an alpha and a weight. But it is needed only times one vector, $v$, the slope of
# $L_{val}$ along the weights at $w'$. This product can be had without the matrix: it says how the slope of
# $L_{train}$ along $\alpha$ changes when $w$ moves along $v$. So move $w$ a little along $v$, and a little
# the other way, and take the difference:
#
# $$g_+ = \nabla_\alpha L_{train}(w + \epsilon v, \alpha)$$
#
# $$g_- = \nabla_\alpha L_{train}(w - \epsilon v, \alpha)$$
#
# $$\nabla_\alpha L_{val}(w', \alpha) - \xi\, \frac{g_+ - g_-}{2 \epsilon}, \qquad
#   \epsilon = \frac{0.01}{\lVert v \rVert}.$$
#
# Here $\nabla_\alpha L$ is the list of slopes of $L$ along all alphas, and $\lVert v \rVert$ is the length
# of $v$. The first part is the direct one; the minus comes from the step, which goes *down* the slope.
#
# ### Exercise 09.8
#
# Write it. `train_slopes(w, alpha)` returns two slopes of the training loss, a pair (along w, along alpha);
# `val_slopes` does the same for the validation loss. `w` and `alpha` are vectors, and `xi` is the size of
# the step that leads to $w'$. If $v$ is zero, the direct part is all there is.

# %% exercise="09.8"
def second_order(train_slopes, val_slopes, w, alpha, xi):
    """The slope of the validation loss along alpha when w answers by a step of xi."""
    ...

# %% [markdown]
# Let four searches run on the two numbers, all from $\alpha = 2$, $w = -2$. Where does each come to rest?

# %%
def toy_train(w, alpha):
    return 2 * (w - alpha), -2 * (w - alpha)


def toy_val(w, alpha):
    return alpha, w - 2

# %%
trails = {}
for xi in (0.0, 0.25, 0.5, 1.0):
    w, alpha = (torch.tensor([start], dtype=torch.float64) for start in (-2, 2))
    trails[xi] = [(2.0, -2.0)]
    for _ in range(200):
        alpha = alpha - 0.1 * second_order(toy_train, toy_val, w, alpha, xi)
        w = w - 0.1 * toy_train(w, alpha)[0]
        trails[xi].append((alpha.item(), w.item()))
fig = figure(6.4, 3.4)
pictures.toy_trails(fig.subplots(), trails)
show(fig, alt="Four paths in the plane of alpha and w. The first order ends at alpha "
              "2, xi 0.25 at 1.33, xi 0.5 at the true optimum, 1, and xi 1 at 0.67.")
ends = {xi: round(trail[-1][0], 2) for xi, trail in trails.items()}
print("alpha comes to rest at, by xi:", ends)

# %% [markdown]
# The first order comes to rest at 2, where it began, and that is wrong, though nothing is random here. A
# step of 1 goes too far. In a network nobody knows the right $\xi$; the authors take the learning rate of
# the weights. Does your function come nearer to the truth there? The truth can be measured: turn an alpha a
# little to either side, *really* take the training step, and look at the validation loss.

# %%
from torch.func import functional_call


def slopes_of(net, batch):
    """(w, alpha) -> slopes of the loss on a batch along flat weights and alphas."""
    shapes = {n: p.shape for n, p in net.named_parameters() if n != "alphas"}

    def slopes(w, alpha):
        w, alpha = w.clone().requires_grad_(), alpha.clone().requires_grad_()
        parts = w.split([shape.numel() for shape in shapes.values()])
        named = {n: part.view(s) for (n, s), part in zip(shapes.items(), parts)}
        logits = functional_call(net, named | {"alphas": alpha}, (batch[0],))
        loss = F.cross_entropy(logits, batch[1])
        slopes.loss = loss.item()
        return torch.autograd.grad(loss, (w, alpha))

    return slopes

# %%
def prepared(seed):
    """(training slopes, validation slopes, flat weights, alphas) of a fresh network."""
    net = seeded(MixedNet, seed=seed).double()
    batches = [(part[0][:64].double(), part[1][:64]) for part in halves(seed)]
    flat = [p.detach().flatten() for n, p in net.named_parameters() if n != "alphas"]
    pair = (slopes_of(net, batch) for batch in batches)
    return *pair, torch.cat(flat), net.alphas.detach()

# %%
XI, misses = 0.5, {"first order": [], "second order": []}
for seed in range(8):
    train, val, w, alpha = prepared(seed)
    truth = []
    for turn in 0.1 * torch.eye(3, dtype=torch.float64):
        ends = []
        for turned in (alpha + turn, alpha - turn):
            val(w - XI * train(w, turned)[0], turned)
            ends.append(val.loss)
        truth.append((ends[0] - ends[1]) / 0.2)
    truth = torch.tensor(truth)
    for name, xi in (("first order", 0.0), ("second order", XI)):
        miss = (second_order(train, val, w, alpha, xi) - truth).norm() / truth.norm()
        misses[name].append(100 * miss.item())
rows = {name: [f"{np.mean(values):.0f}"] for name, values in misses.items()}
better = sum(np.array(misses["second order"]) < misses["first order"])
print(f"the second order is nearer to the real slope in {better} of 8 networks")
pd.DataFrame(rows, ["misses the real slope by [%], mean"]).T

# %% [markdown]
# So the second order does what it is for. (These are fresh networks and a large step, $\xi = 0.5$.) It
# costs: five gradients a step in place of two. Does it find better cells?

# %%
rows = {name: at_equal_cost(name) for name in ("first order", "second order")}
pd.concat([against_random(rows), pd.DataFrame(rows, columns).T], axis=1).T

# %% [markdown]
# Of the second order the interval just leaves zero out, and p does not agree: the twenty random cells are
# spread more widely than the five, and the two methods treat that differently. Where the answer depends on
# the method, nothing is decided. At equal cost the best random cell is expected to be ahead again.
#
# ## Draw instead of mix (optional)
#
# A mixture was trained, and a choice is wanted. Can we train with *choices* and still have a gradient for
# the alphas? A sample can be *written* as a formula. Draw a random number $G_k$ for each operation, its
# **Gumbel noise**: $G_k = -\log E_k$, where $E_k$ comes from the exponential distribution. Take the
# operation with the largest $\alpha_k + G_k$. The claim: operation $k$ wins in the share
# $\text{softmax}(\alpha)_k$ of draws. Do not believe it, count. Each draw falls into the bin of its winner.

# %%
alphas = torch.tensor([0.6, 0.3, 0.1]).log()            # their softmax is 0.6, 0.3, 0.1
rng = torch.Generator().manual_seed(0)
noise = -torch.empty(5000, 3).exponential_(generator=rng).log()
winners = (alphas + noise).argmax(1)                    # of 5,000 draws
counts = winners.bincount(minlength=3)
fig = figure(5.4, 2.6)
names = ["first", "second", "third operation"]
pictures.gumbel_bins(fig.subplots(), counts.tolist(), [0.6, 0.3, 0.1], names)
show(fig, alt="5,000 draws in three bins: the shares agree with the softmax of the "
              "alphas, 0.6, 0.3 and 0.1.")

# %% [markdown]
# The counts keep to the softmax, up to their own luck, which is about 0.007 with 5,000 draws. Now replace
# "the largest" by a softmax at a **temperature** $T$, which can be differentiated: $p =
# \text{softmax}((\alpha + G) / T)$. Each bar below is one draw with the weights that it gives the three
# operations.

# %%
from nas_teach.darts import gumbel_softmax

torch.manual_seed(1)
draws = {f"temperature {T}": gumbel_softmax(alphas.expand(12, 3), T).numpy()
         for T in (10.0, 1.0, 0.1)}
fig = figure(7.4, 2.6)
pictures.gumbel_samples(fig, draws, ("share 0.6", "share 0.3", "share 0.1"))
show(fig, alt="Twelve draws of three weights at three temperatures as stacked bars: "
              "hot, all draws are nearly equal thirds; cold, nearly every bar belongs "
              "to one operation.")

# %% quick="09.q7"

# %% [markdown]
# Hot, every draw is nearly the even mixture. Cold, it is nearly a choice, but then the gradient is almost
# always near zero and, once in a while, huge. So a search starts hot and cools down. Five searches were
# recorded that cool from 5 to 0.1, on the images and with the seeds of the first order. The mixtures of the
# first order lost about 31 points when they were cut. And these?

# %%
my_drawn_guess = ...  # percentage points, such as -31

# %%
drawn = runs_of("drawn")
mixture_drawn = [run.mixed[-1] for run in drawn.itertuples()]
cut_drawn = [run.cut[-1] for run in drawn.itertuples()]
rows = {"cut minus mixture": (cut_drawn, mixture_drawn),
        "from scratch, drawn minus first order": (final["drawn"], final["first order"])}
print("your guess:", "none written" if my_drawn_guess is ... else my_drawn_guess)
for name, (one, two) in rows.items():
    gap = [100 * part for part in paired_difference(one, two)]
    print("{}: {:+.1f} points ({:+.1f} to {:+.1f})".format(name, *gap))
rows = {"drawn": at_equal_cost("drawn")}
pd.concat([against_random(rows), pd.DataFrame(rows, columns).T], axis=1).T

# %% [markdown]
# What is cut out works at once, nearly as well as the mixture, most likely because operations that were
# drawn have learned to work alone. Trained from scratch these cells may be better than random ones: the
# interval says so, and p leaves it open. Against the first order, and at equal cost, nothing is decided.
#
# ## Recap
#
# 1. Mix all operations with softmax shares, and the architecture has an exact gradient: that of the
#    mixture.
# 2. The weights learn from one half of the images, the alphas from the other, in turns.
# 3. Cutting costs. What is cut out is trained from scratch, and judged by that.
# 4. Put random cells beside it, at equal cost, and ask a permutation test before you speak of a lead.
# 5. Searched for long on few images, skips can take over. It helps to stop in time, or to take sigmoids.
#
# ## Questionnaire
#
# Answer aloud, then look it up.
#
# 1. What does $g_k$ measure, and how does it differ from the reward $R_k$ of lesson 02?
# 2. Why must each optimiser clear its gradients right before its own pass?
# 3. Why do the alphas get images of their own, and why may these not judge the result?
# 4. Why does a cut network fall so far, although the strongest operations stay?
# 5. What does `none` do in the softmax, if it can never be chosen?
# 6. The paper's rate of the alphas moved nothing here. Why, and what must be said when it is raised?
#
# ## What to use when
#
# | your case | use |
# |---|---|
# | a training is cheap | random search or evolution; DARTS must first beat them at equal cost |
# | a training takes days, the supernet fits in memory | DARTS, several seeds, cells trained from scratch |
# | skips take over | stop in time, or sigmoids; more images for the alphas |
# | the cut costs too much | draw instead of mix |
#
# ## What the papers did
#
# - **DARTS**, Liu, Simonyan & Yang 2019 ([arXiv:1806.09055](https://arxiv.org/abs/1806.09055)): 50 epochs;
#   alphas by Adam with rate 0.0003 and weight decay 0.001. The README of their code says that the accuracy
#   in the search does not indicate the final performance.
# - **RobustDARTS**, Zela and others 2020 ([arXiv:1909.09656](https://arxiv.org/abs/1909.09656)): early
#   stopping by curvature, and stronger weight decay.
# - **FairDARTS**, Chu and others 2020 ([arXiv:1911.12126](https://arxiv.org/abs/1911.12126)): sigmoids, and
#   a loss that drives them to 0 or 1, which ours leave out.
# - **SNAS** ([arXiv:1812.09926](https://arxiv.org/abs/1812.09926)) and **GDAS**
#   ([arXiv:1910.04465](https://arxiv.org/abs/1910.04465)) search with Gumbel noise.
# - Li & Talwalkar 2019 ([arXiv:1902.07638](https://arxiv.org/abs/1902.07638)) and Yu and others 2020
#   ([arXiv:1902.08142](https://arxiv.org/abs/1902.08142)) put random search beside such methods.
#
# ## Where to go next
#
# All searches so far asked for accuracy alone. Lesson 10 asks what a network costs on a real machine.
#
# **Next:** [10 · Hardware-aware search](10_hardware_aware_search.ipynb).
