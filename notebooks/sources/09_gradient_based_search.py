# %% [markdown]
# # 09 · Gradient-based search
#
# **You will search for a network with the same gradient descent that trains it, and find out what is lost
# when the mixture that was trained must become one network.**
#
# Afterwards you can
#
# - write a mixture of operations, and read a network out of its weights (Exercises 09.3 and 09.4);
# - derive both of DARTS's gradients, and keep its two halves of the data apart (Exercise 09.2);
# - foretell what mixing and drawing do, and recognise a search that has collapsed (Exercises 09.1, 09.5 and
#   09.6).
#
# **Time:** read 28 minutes, run less than 1, exercises 25. **Builds on:** lesson 02 (logits, softmax, the
# gradient of REINFORCE) and lesson 07 (weight sharing, in its preview).

# %%
from nas_teach.lab import alphas_player, check, hint, show, solution

# %% [markdown]
# ## Cut out the winner
#
# So far a search tried networks one after the other. **DARTS** tries them *all at once*: in one network
# every place holds all candidate operations, and adds up what they say, each with a weight. The weights are
# numbers, so they can be trained like any others. At the end the operations with the largest weights stay,
# and the rest is cut away.
#
# We recorded five such searches on Fashion-MNIST. At their end, the **mixture** classifies new images with
# some accuracy. Then we cut, and train nothing.
#
# **Predict: the mixture had about 72 %. How accurate is the network that was cut out of it?**
#
# 1. About the same. The operations with the largest weights do the work.
# 2. A few points less.
# 3. Far less.

# %%
my_guess = ...

# %%
import numpy as np

from nas_teach.evaluation.cell_search import read_genotype, recorded

searches = recorded("searches")
first = searches[searches.setting == "first order"]
for run in first.itertuples():
    print(f"search {run.seed}: the mixture {100 * run.mixed[-1]:.1f} %, cut out of it "
          f"{100 * run.cut[-1]:.1f} %")

# %% [markdown]
# Far less, and the loss differs wildly from run to run. (These are the cut networks at their best, with
# their batch norms recalibrated.) So the question that the search answered, "which *mixture* is good?", is
# not the question that we asked, "which *network* is good?". Most of this lesson is about the space between
# the two.
#
# ## Three kernels, mixed
#
# Lesson 02 chose a kernel for a convolution: three logits, a softmax, and a *sampled* kernel that was
# trained and paid. `SuperConvBlock` holds the three convolutions in one module. Its `forward(x, choice)`
# uses one of them. Do not choose: **mix**. The logits are now called **alphas**, their softmax gives the
# weights of the mixture.

# %%
import torch
import torch.nn.functional as F
from torch import nn

from nas_teach.data import load_fashion
from nas_teach.evaluation.training import accuracy, seeded
from nas_teach.models.supernet import SuperConvBlock, SuperNet

torch.set_num_threads(1)
KERNELS = ("k3", "k5", "k7")
images, labels = load_fashion("train", 14)              # 14 x 14 pixels are enough here
validation = load_fashion("validation", 14)

block, x = seeded(SuperConvBlock, 1, 16, seed=0), images[:8]
alphas = torch.tensor([0.1, 0.4, -0.2])
p = alphas.softmax(0)
mixed = sum(weight * block.conv(name)(x) for weight, name in zip(p, KERNELS))
print("weights", [round(weight, 3) for weight in p.tolist()], " shape", tuple(mixed.shape))

# %% [markdown]
# Nothing is sampled. The loss is a smooth function of the alphas, and one backward pass gives its exact
# gradient. What does it say? Call the output of kernel $k$ $o_k$, and $g_k$ the product of $o_k$ with the
# gradient of the loss by the mixed output: by how much the loss *rises* if more of kernel $k$ is mixed in.
# The softmax's own derivative then gives
#
# $$\frac{\partial L}{\partial \alpha_k} = p_k \Big( g_k - \sum_j p_j\, g_j \Big).$$

# %%
class MixedNet(nn.Module):
    """SuperNet with its three kernels mixed: (n, 1, h, w) -> logits (n, 10)."""

    def __init__(self):
        super().__init__()
        self.net, self.alphas = SuperNet(10, in_channels=1), nn.Parameter(torch.zeros(3))

    def forward(self, x):
        outputs = [self.net.conv_block.conv(name)(x) for name in KERNELS]
        self.mixed = sum(p * out for p, out in zip(self.alphas.softmax(0), outputs))
        return self.net.fc(self.net.pool(self.net.relu(self.mixed)).flatten(1))

# %%
net = seeded(MixedNet, seed=0)
loss = F.cross_entropy(net(images[:64]), labels[:64])
by_mixed, by_autograd = torch.autograd.grad(loss, [net.mixed, net.alphas])
with torch.no_grad():
    p = net.alphas.softmax(0)
    outputs = [net.net.conv_block.conv(name)(images[:64]) for name in KERNELS]
    g = torch.stack([(by_mixed * out).sum() for out in outputs])
    by_hand = p * (g - (p * g).sum())
print("by hand equals autograd:", torch.allclose(by_hand, by_autograd, atol=1e-6))

# %% [markdown]
# Compare with lesson 02. REINFORCE's average step was $p_k (R_k - \sum_j p_j R_j)$: the reward of kernel
# $k$ above the mean reward. The same form, but two differences decide everything.
#
# - REINFORCE must *train a network* to learn one $R_k$, and sees a noisy one. Here all three $g_k$ come
#   from one backward pass, without sampling.
# - $R_k$ is the accuracy of a network *with kernel $k$ alone*. $g_k$ only says in which direction to turn
#   the *mixture* a little. It is exact, and it is the answer to another question.
#
# ### Exercise 09.1 · One kernel in disguise  ●●○○○ · predict · 3 min
#
# The mixture adds three convolutions of the same input, with kernels 3 x 3, 5 x 5 and 7 x 7, without bias,
# all padded to keep the shape. There are no activations in between. A single convolution computes exactly
# the same output. How many weights does it have for each pair of input and output channel?

# %%
answer = ...
check("09.1", answer)
# hint("09.1")
# solution("09.1")

# %% [markdown]
# ## Two losses, two halves
#
# On which images should the alphas learn? Think of them as hyperparameters. Whoever chooses a network by
# its *training* loss gets the one that is best at learning by heart. So DARTS splits the training images:
# one half for the **weights** $w$, the other for the **alphas**:
#
# $$\min_\alpha\; L_{val}\big(w^*(\alpha), \alpha\big) \quad\text{where}\quad
#   w^*(\alpha) = \arg\min_w\; L_{train}(w, \alpha).$$
#
# A minimisation inside a minimisation is called **bilevel**. To be honest we would have to train $w$ to the
# end for each look at $\alpha$. DARTS takes turns instead: one step for the alphas on a batch of the
# validation half, one step for the weights on a batch of the training half, and so on. (The "validation
# half" is spent by that. What judges the result must come from images that neither half holds.)
#
# The three kernels, with five seeds. `search_cell` of the package is that loop.

# %%
from tqdm.auto import tqdm

from nas_teach.evaluation.cell_search import search_cell


def halves(seed, size=500):
    """Two halves of `size` images each: one for the weights, one for the alphas."""
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))
    return tuple((images[part], labels[part]) for part in (order[:size], order[size: 2 * size]))


paths = []
for seed in tqdm(range(5), desc="seeds"):
    net = seeded(MixedNet, seed=seed)
    path = [net.alphas.detach().softmax(0).tolist()]
    for _ in search_cell(net, *halves(seed), epochs=8, seed=seed):
        path.append(net.alphas.detach().softmax(0).tolist())
    paths.append(path)
paths = np.array(paths)                                  # (seeds, epochs + 1, kernels)

# %%
from nas_teach.lab.plots.darts import every_run
from nas_teach.lab.plots.style import figure

fig = figure(6.2, 3.0)
ax = fig.subplots()
every_run(ax, np.arange(paths.shape[1]), paths, ["kernel 3", "kernel 5", "kernel 7"])
ax.legend(frameon=False)
show(fig, alt="Weights of three kernels over eight epochs, a line for each of five seeds: kernel 7 rises "
              "from a third to above the others with every seed.")
print("kernel 7 has the largest weight at the end, with every seed:", (paths[:, -1].argmax(1) == 2).all())

# %% [markdown]
# In seconds, and with every seed the same winner. (No wonder: Exercise 09.1 says that this mixture *is* a
# 7 x 7 convolution, and the more of kernel 7, the freer it is.) REINFORCE needed a training for each of its
# draws.
#
# ## The gradient that the first order leaves out
#
# One thing was swept under the carpet. When alpha changes, the best weights $w^*$ change too. The step
# above held them fixed. Does that matter? The paper has a problem of two numbers on which all is known by
# hand:
#
# $$L_{train} = w^2 - 2 w \alpha + \alpha^2, \qquad L_{val} = \alpha w - 2 \alpha + 1.$$
#
# The training loss is least at $w^* = \alpha$. Put that into the other: $L_{val} = (\alpha - 1)^2$, so the
# answer is $\alpha = 1$. Now, what does each method see?
#
# - **First order**: hold $w$, differentiate by alpha: $w - 2$. With $w$ trained, $w = \alpha$, it comes to
#   rest at $\alpha = 2$. That is wrong, and not because of noise.
# - **Second order**: let $w$ answer by *one* training step of size $\xi$, $w' = w - \xi\, \partial
#   L_{train} / \partial w = w - 2 \xi (w - \alpha)$, and differentiate $L_{val}(w', \alpha)$ through it:
#   $(w' - 2) + 2 \xi \alpha$. It comes to rest at $\alpha = 2 / (1 + 2\xi)$: for $\xi = 1/2$ exactly at 1.

# %%
from nas_teach.models.bilevel import hypergradient


class TwoNumbers(nn.Module):
    def __init__(self, w, alpha):
        super().__init__()
        self.w = nn.Parameter(torch.tensor(w, dtype=torch.float64))
        self.alphas = nn.Parameter(torch.tensor(alpha, dtype=torch.float64))

    def forward(self, which):
        w, alpha = self.w, self.alphas
        return (w - alpha) ** 2 if which == "train" else alpha * w - 2 * alpha + 1


def value(output, _):
    return output


w, alpha = 0.7, 1.6
for xi in (0.0, 0.25, 0.5):
    stepped = w - 2 * xi * (w - alpha)
    package = hypergradient(TwoNumbers(w, alpha), ("train", None), ("val", None), xi, loss=value).item()
    print(f"xi {xi:.2f}: by hand {stepped - 2 + 2 * xi * alpha:+.4f}, hypergradient {package:+.4f}")

# %%
from nas_teach.models.bilevel import darts_step

trails = {}
for xi in (0.0, 0.25, 0.5):
    net, trails[xi] = TwoNumbers(-2.0, 2.0), [(2.0, -2.0)]
    optimizers = torch.optim.SGD([net.w], 0.1), torch.optim.SGD([net.alphas], 0.1)
    for _ in range(200):
        darts_step(net, ("train", None), ("val", None), optimizers, order=2, xi=xi, loss=value)
        trails[xi].append((net.alphas.item(), net.w.item()))
    print(f"xi {xi:.2f}: comes to rest at alpha = {net.alphas.item():.3f}, by hand {2 / (1 + 2 * xi):.3f}, "
          f"validation loss {(net.alphas.item() - 1) ** 2:.3f}")

# %%
from nas_teach.lab.plots.darts import toy_trails

fig = figure(6.4, 3.4)
toy_trails(fig.subplots(), trails)
show(fig, alt="Three paths in the plane of alpha and w, all from alpha 2 and w minus 2. The first order "
              "ends at alpha 2, xi 0.25 at 1.33, xi 0.5 at the true optimum, alpha 1 and w 1.")

# %% [markdown]
# So the order is no detail: here the first order walks *away* from the optimum that it could have had. In a
# network nobody knows $w^*$, but the same step can be taken. With $w' = w - \xi \nabla_w L_{train}(w,
# \alpha)$, the chain rule gives
#
# $$\nabla_\alpha L_{val}(w', \alpha) \;-\; \xi\, \nabla^2_{\alpha, w} L_{train}(w, \alpha)\, \nabla_{w'}
#   L_{val}(w', \alpha).$$
#
# The matrix of second derivatives would have millions of entries. But it only occurs *times a vector*, and
# that is the slope of a slope: move $w$ a little along the vector $v = \nabla_{w'} L_{val}$ and back, and
# see how the gradient by alpha changes. With $w^\pm = w \pm \epsilon v$ and $\epsilon = 0.01 / \lVert v
# \rVert$:
#
# $$\nabla^2_{\alpha, w} L_{train}\; v \;\approx\; \frac{\nabla_\alpha L_{train}(w^+, \alpha) - \nabla_\alpha
#   L_{train}(w^-, \alpha)}{2 \epsilon}.$$
#
# By hand on the three kernels, next to the package, and next to brute force: autograd straight through the
# step. (With a smooth activation in place of the ReLU; you will see why.)

# %%
from torch.func import functional_call

net = seeded(MixedNet, seed=3).double()
net.net.relu = nn.SiLU()
train_batch, val_batch = ((part[0][:64].double(), part[1][:64]) for part in halves(3))
w = {name: weight.detach() for name, weight in net.named_parameters() if name != "alphas"}
xi = 0.5


def slopes(w, batch, graph=False):
    """Gradients of the loss at the weights w: (by the alphas, {name: by a weight})."""
    w = {name: weight.requires_grad_() for name, weight in w.items()}
    loss = F.cross_entropy(functional_call(net, w | {"alphas": net.alphas}, (batch[0],)), batch[1])
    by_alphas, *by_w = torch.autograd.grad(loss, [net.alphas, *w.values()], create_graph=graph)
    return by_alphas, dict(zip(w, by_w))


def moved(w, along, step):
    return {name: (weight + step * along[name]).detach() for name, weight in w.items()}

# %%
_, slope = slopes(w, train_batch)
first, v = slopes(moved(w, slope, -xi), val_batch)                       # at w'
epsilon = 0.01 / torch.sqrt(sum((part ** 2).sum() for part in v.values()))
plus, minus = (slopes(moved(w, v, sign * epsilon), train_batch)[0] for sign in (1, -1))
by_hand = first - xi * (plus - minus) / (2 * epsilon)

print("by hand equals the package:", torch.allclose(by_hand, hypergradient(net, train_batch, val_batch, xi)))

# %%
def brute_force():
    """(gradient through the step, the part of it that the first order leaves out)"""
    _, slope = slopes(w, train_batch, graph=True)
    stepped = {name: weight - xi * slope[name] for name, weight in w.items()}
    outputs = functional_call(net, stepped | {"alphas": net.alphas}, (val_batch[0],))
    brute = torch.autograd.grad(F.cross_entropy(outputs, val_batch[1]), net.alphas)[0]
    return brute, brute - slopes(moved(w, slope, -xi), val_batch)[0]


for activation in (nn.SiLU(), nn.ReLU()):
    net.net.relu = activation
    brute, correction = brute_force()
    off = (hypergradient(net, train_batch, val_batch, xi) - brute).norm() / correction.norm()
    print(f"{type(activation).__name__}: the finite difference is off by {off:.1f} times the correction")

# %% [markdown]
# With a smooth activation the finite difference is right. With ReLUs, as our cells have them, it misses
# by more than the whole correction: they have kinks, autograd's second derivative knows nothing of them,
# and a step of finite length crosses some. Second order is no exact science.
#
# `darts_step(net, train_batch, val_batch, optimizers, order=1 or 2, xi=...)` takes the alphas one
# step along this gradient, and then the weights one step along theirs. Count the passes: the first order
# needs two gradients a step, one for each half; the second order five.
#
# ### Exercise 09.2 · The search that looks so good  ●●●○○ · bug · 5 min
#
# A colleague's search makes its losses fall faster than anyone's. This is how it hands out batches: it
# gets a list of images, shuffled already, and returns what each step gets, as pairs (batch for the
# weights, batch for the alphas). Mend it: the first half of the images is for the weights, the second for
# the alphas, and with an odd number the last image is left out. Batches come in order; the last one may
# be smaller.

# %%
def answer(images, batch_size):
    half = images[:len(images) // 2]
    pairs = []
    for start in range(0, len(half), batch_size):
        batch = half[start:start + batch_size]
        pairs.append((batch, batch))
    return pairs


check("09.2", answer)
# hint("09.2")
# solution("09.2")

# %% [markdown]
# ## A cell
#
# One choice among three kernels is a toy. DARTS searches for a **cell**: a small graph that is then
# repeated to build a network. Its inputs are the outputs of the two cells before; each **node** adds up
# what comes in on its **edges**; the nodes side by side are the cell's output. On every edge lies a
# mixture of all candidate operations, the **primitives**:

# %%
from nas_teach.models.darts import OPS, PRIMITIVES, MixedOp, SearchNetwork, discretise, genotype

for name in PRIMITIVES:
    op = OPS[name](8)
    print(f"{name:13} {sum(weight.numel() for weight in op.parameters()):4} weights with 8 channels")

# %% [markdown]
# ### Exercise 09.3 · The one line of DARTS  ●●○○○ · code · 4 min
#
# `ops` is a list of functions, `alphas` a list of as many numbers. Return the mixture at `x`: the sum of
# what the functions make of `x`, weighed by the softmax of the alphas. (`math.exp` is enough; no tensors
# needed.)

# %%
def answer(x, alphas, ops):
    ...


check("09.3", answer)
# hint("09.3")
# solution("09.3")

# %%
op, x = seeded(MixedOp, 8, seed=0), torch.randn(4, 8, 7, 7)
p = torch.randn(5).softmax(0)
by_hand = sum(p[k] * op.ops[k](x) for k in range(5))                    # eq. 2 of the paper
print("the package's MixedOp:", torch.equal(op(x, p), by_hand))

# %% [markdown]
# `none` passes nothing on: with it an edge can be turned down. `skip_connect` passes everything on
# unchanged. A `SearchNetwork` has two cells with two nodes each, $2 + 3 = 5$ edges, and therefore $5
# \times 5 = 25$ alphas; all cells share them. The first order, live, on 500 + 500 images:

# %% tags=["nbval-ignore-output"] reason="live training: digits and seconds differ between processors"
import time
from functools import partial

net, start, live = seeded(partial(SearchNetwork, nodes=2), seed=7), time.process_time(), []
train_half, val_half = halves(7)
for _ in tqdm(search_cell(net, train_half, val_half, epochs=20, seed=7), total=20, desc="epochs"):
    live.append(net.alphas.detach().softmax(1))
search_seconds = time.process_time() - start
found = genotype(net.alphas)
print(f"{search_seconds:.0f} s, the mixture classifies {100 * accuracy(net, validation):.1f} % rightly")
print(*found, sep="\n")

# %% [markdown]
# The last lines are its **genotype**: of each node the two strongest edges, of each edge the strongest
# operation, `none` excepted. Such a list of pairs *(operation, predecessor)* is the architecture. Here are
# the weights over time, averaged over the five edges, for the five recorded searches. The rings are the
# live one.

# %%
from nas_teach.lab.plots.darts import weights_over_time


def weights_of(setting, weigh=lambda alphas: alphas.softmax(-1)):
    """Weights of the recorded searches, (seeds, looks, edges, primitives); a look every two epochs."""
    runs = searches[searches.setting == setting].sort_values("seed")
    return weigh(torch.tensor(np.stack(list(runs.alphas)))).numpy()


both = {setting: weights_of(setting).mean(2) for setting in ("first order", "second order")}
epochs = 2 * np.arange(1, both["first order"].shape[1] + 1)
fig = figure(7.4, 3.4)
axes = fig.subplots(1, 2, sharey=True)
for ax, (setting, weights) in zip(axes, both.items()):
    ends = live[-1].mean(0).numpy() if setting == "first order" else None
    weights_over_time(ax, epochs, weights, PRIMITIVES, ends)
    ax.set(title=setting, ylim=(0, 0.4), xticks=(2, 10, 20))
fig.legend(*axes[0].get_legend_handles_labels(), frameon=False, loc="outside upper center", ncols=5)
show(fig, alt="Mean weight of five operations over twenty epochs, for the first and the second order: in "
              "both, all stay near a fifth, the skip connection falls behind. Rings: the live search.")
ends = {setting: weights[:, -1] for setting, weights in both.items()}
for setting, weights in ends.items():
    print(setting, " ".join(f"{name} {weight:.2f}" for name, weight in zip(PRIMITIVES, weights.mean(0))))

# %%
sure = [float(weights_of(setting)[:, -1].max(-1).mean()) for setting in both]
print(f"largest weight of an edge at the end, mean: first order {sure[0]:.2f}, second {sure[1]:.2f}")
print("of the live search between 0.25 and 0.6:", 0.25 < live[-1].max(1).values.mean().item() < 0.6)

# %% [markdown]
# On average over the edges hardly anything happens; the skip falls behind. Edge by edge, the largest weight
# ends far below 1. So when we cut, we do not remove dead wood. Most of the weight
# of an edge belongs to operations that will be gone.
#
# Play through the searches yourself. On the left the weights of every edge; on the right the cell that
# would be cut out at this moment.

# %%
alphas_player()

# %% [markdown]
# 1. Press *Play*. When does the cell change for the last time? How sure were the weights at that moment?
# 2. Change the *Seed*: same data, same method. Is it the same cell?
# 3. Change the *Search* to the second order. Does it agree with the first?
#
# ### Exercise 09.4 · Read the genotype  ●●●○○ · code · 6 min
#
# `rows` are the weights on the edges of *one* node: a list with one row an edge, predecessor 0 first; each
# row has a weight for every name in `names`. Return the node's part of the genotype: a list of two pairs
# `(name, predecessor)`, in the order of the predecessors. The strength of an edge is its largest weight
# *without* `"none"`. (There are no equal weights.)

# %%
def answer(rows, names):
    ...


check("09.4", answer)
# hint("09.4")
# solution("09.4")

# %% [markdown]
# ## The discretisation gap
#
# Now cut. `discretise(net)` keeps the edges of the genotype, with their trained weights. Its batch norms
# still hold the statistics of the mixture, so we also **recalibrate** them: pass some images through and
# take the statistics anew. And to know what the *architecture* is worth, train it from scratch, with
# fresh weights.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
from nas_teach.evaluation.cell_search import random_genotype, retrain
from nas_teach.evaluation.weight_sharing import recalibrate

cut = discretise(net)
splits = tuple(part[:2000] for part in (images, labels)), validation
start = time.process_time()
live_gap = {"mixture": accuracy(net, validation), "cut": accuracy(cut, validation),
            "cut, recalibrated": accuracy(recalibrate(cut, train_half[0]), validation),
            "trained from scratch": retrain(found, *splits, seed=0)}
retrain_seconds = time.process_time() - start
for name, score in live_gap.items():
    print(f"{name:22}{100 * score:5.1f} %")

# %%
from nas_teach.lab.plots.darts import accuracy_dots

retrained = recorded("retrained")
final = retrained.groupby(["setting", "seed"], sort=False).accuracy.mean()   # mean of two trainings
runs = searches[searches.setting == "first order"].sort_values("seed")
gap = {"mixture": [run.mixed[-1] for run in runs.itertuples()],
       "cut, recalibrated": [run.cut[-1] for run in runs.itertuples()],
       "trained from scratch": final["first order"].to_numpy()}
fig = figure(6.8, 2.4)
accuracy_dots(fig.subplots(), gap)
show(fig, alt="Accuracies of five searches: the mixtures close together, the networks cut out of them far "
              "lower and wide apart, the same architectures trained from scratch highest.")

# %%
from nas_teach.evaluation.comparison import mean_interval

def points(one, two):
    """Paired difference in percentage points with its 95 % interval."""
    mean, low, high = (100 * part for part in mean_interval(np.subtract(one, two)))
    return f"{mean:+.1f} points ({low:+.1f} to {high:+.1f})"


print("cut minus mixture:      ", points(gap["cut, recalibrated"], gap["mixture"]))
print("scratch minus mixture:  ", points(gap["trained from scratch"], gap["mixture"]))
print("the live search: mixture within 5 points of the recorded ones, cut far below:",
      abs(live_gap["mixture"] - np.mean(gap["mixture"])) < 0.05,
      live_gap["cut, recalibrated"] < live_gap["mixture"] - 0.05)

# %% [markdown]
# The **discretisation gap** is what cutting costs. Two lessons: weights that were trained to work
# *together* do not work alone; and the accuracy during the search says little about the architecture, in
# either direction. (The authors say so themselves in the README of their code.) So a cell found by DARTS
# is always trained from scratch, and *that* number counts. (Here on four times as many images as the
# search had for its weights, as is usual.)

# %% [markdown]
# ## Against random cells
#
# Is the cell that was found a good one? Every search deserves the question of lesson 01: *better than
# random?* We trained twenty random cells in the same way, each with two seeds, and the same for what the
# searches found.

# %%
groups = {"random cells": final["random"], "DARTS, first order": final["first order"],
          "DARTS, second order": final["second order"]}
fig = figure(6.8, 2.4)
accuracy_dots(fig.subplots(), {name: values.to_numpy() for name, values in groups.items()})
show(fig, alt="Accuracies of twenty random cells and of the cells of five searches of either order, all "
              "trained from scratch: the dots overlap.")
for name, values in groups.items():
    mean, low, high = (100 * part for part in mean_interval(values))
    print(f"{name:20} mean {mean:.1f} % ({low:.1f} to {high:.1f}), best {100 * values.max():.1f} %")

# %% [markdown]
# But a search costs more than a random cell, so the mean is not a fair rival. Pay both the same. For the
# processor time of a search and one training, random search trains several cells and keeps the best. To be
# honest about luck, it *chooses* by the training with seed 0 and is *judged* by the one with seed 1; so is
# DARTS.

# %%
by_seed = retrained.pivot_table(index=["setting", "seed"], columns="training", values="accuracy")
one_training = retrained[retrained.setting == "random"].seconds.mean()
pool, rng = by_seed.loc["random"].to_numpy(), np.random.default_rng(0)
for order in ("first order", "second order"):
    mine = searches[searches.setting == order].seconds.mean()
    tries = 1 + round(mine / one_training)
    drawn = np.array([rng.choice(len(pool), min(tries, len(pool)), replace=False) for _ in range(2000)])
    kept = pool[drawn[np.arange(2000), pool[drawn, 0].argmax(1)], 1]
    low, high = 100 * np.quantile(kept, (0.025, 0.975))
    mean, lower, upper = (100 * part for part in mean_interval(by_seed.loc[order][1]))
    print(f"{order}: a search costs {mine / one_training:.0f} trainings. "
          f"DARTS {mean:.1f} % (mean {lower:.1f} to {upper:.1f}); "
          f"best of {tries} random cells {100 * kept.mean():.1f} % (95 % of draws {low:.1f} to {high:.1f})")

# %% [markdown]
# On average the cells of the searches are perhaps a little better than random ones; the intervals
# overlap. But for the price of one search, random search trains several cells, and the best of *them* is
# ahead on average, though five searches cannot settle it. (Nor can they say what the second order adds.)
# In a space this small, with trainings this short, DARTS does not pay. It gets its chance where a
# training takes days, and there, too, random search has been hard to beat; see the end of the lesson.
#
# ## When the skips take over
#
# Now let us spoil the search by what seems harmless: search *longer*, on *fewer images*. Two operations are
# enough, a skip connection and a 3 x 3 convolution; every edge is then the mixture $p\,x + (1 - p)\,
# \text{conv}(x)$. A hundred images in each half, 120 epochs, ten seeds. And the same once more with a
# mistake: alphas and weights on *one and the same* hundred images (five seeds).

# %%
SPOILT = {"skip or conv": "alphas on images of their own",
          "skip or conv, one set": "alphas on the weights' images"}
TWO, epochs = ("skip_connect", "conv_3x3"), 2 * np.arange(1, 61)


def skips(setting, look):
    """How many of the four operations of each seed's genotype are skips, at a look."""
    runs = searches[searches.setting == setting].sort_values("seed")
    cells = [genotype(torch.tensor(run.alphas[look]), TWO) for run in runs.itertuples()]
    return [sum(edge.op == "skip_connect" for edge in cell) for cell in cells]


fig = figure(7.4, 3.2)
for ax, (setting, title) in zip(fig.subplots(1, 2, sharey=True), SPOILT.items()):
    every_run(ax, epochs, weights_of(setting).mean(2), ("skip", "convolution"))
    ax.set_title(title, fontsize=10, loc="left", fontweight="bold")
    print(f"{title}: skips among the four operations, by seed,")
    print(" ", ", ".join(f"after {2 * look + 2} epochs {skips(setting, look)}" for look in (4, 59)))
ax.legend(frameon=False, loc="center right")
show(fig, alt="Mean weights of skip and convolution over 120 epochs, a line for each seed. Left, "
              "with images of their own, the skip rises; right, with the weights' images, the convolution.")

# %% [markdown]
# Look at the two pictures. They are the same search; only the alphas' images differ.
#
# - On **images of their own** the convolutions lead at first; then the skips take over, and half of the ten
#   cells end with nothing else. This is the famous **collapse** of DARTS.
# - On **the weights' images** the convolutions win, with every seed. They learn the hundred images by
#   heart, and the alphas reward them for it.
#
# (Set the player above to *skip or conv* to watch it, edge by edge.) Neither is a sober judgement of the
# two operations. What are the cells worth, trained from scratch on 2,000 images?

# %%
for name in ("skip or conv", "skip or conv, one set", "random"):
    mean, low, high = (100 * part for part in mean_interval(final[name]))
    print(f"{name:22} trained from scratch {mean:.1f} % ({low:.1f} to {high:.1f})")
for count in range(5):
    scores = [100 * score for name in SPOILT for k, score in zip(skips(name, -1), final[name]) if k == count]
    if scores:
        print(f"{count} skips: " + " ".join(f"{score:.1f}" for score in scores))

# %% [markdown]
# The more skips, the worse; a cell of nothing but skips is a disaster. And the cells of the *mistake* are
# the best of all! Do not conclude that it is no mistake. They are all convolutions, and on twenty times
# as many images convolutions pay; a search that always answers "more weights" is right where weights are
# good. Lesson 07 found the same: counting parameters is hard to beat. Put it beside your search.

# %% [markdown]
# ### Exercise 09.5 · Why do the skips win?  ●●●○○ · explain · 4 min
#
# On their own half, the alphas drift from the convolutions to the skips while the training loss falls to
# almost nothing. Why?
#
# - **A** Because a cell of skips classifies better than one with convolutions.
# - **B** Because alphas of skips start with an advantage in the softmax.
# - **C** Because the convolutions have learned their few images by heart, which does not help on the other
#   half, while in the mixture even a small weight keeps what is useful in them.
# - **D** Because skips are cheaper, and the search minimises the time.

# %%
answer = ...
check("09.5", answer)
# hint("09.5")
# solution("09.5")

# %% [markdown]
# ## The cure: stop in time
#
# Two cures are known best. **FairDARTS** replaces the softmax by a sigmoid for each operation, so that a
# skip no longer rises at the convolution's expense. **RobustDARTS** leaves the search as it is and *stops
# it in time*. We take the second: it changes nothing in the method, it costs nothing, and we can judge it
# on the very runs above. (A first try with the sigmoid, on two seeds, left most skips in place; it is not
# recorded here.)
#
# When is it time? When the validation loss, as a function of the alphas, begins to *bend* sharply. Then a
# small change of the alphas changes much, and cutting is a large change. The bend is the largest eigenvalue
# of the matrix of second derivatives by the alphas. They are few, so we can compute it:

# %%
from nas_teach.models.bilevel import alpha_curvature

small = seeded(partial(SearchNetwork, nodes=2, primitives=TWO), seed=0)
one, other = halves(0, size=100)
x, y = other
w = {name: weight.detach() for name, weight in small.named_parameters() if name != "alphas"}
loss = F.cross_entropy(functional_call(small, w | {"alphas": small.alphas}, (x,)), y)
[slope] = torch.autograd.grad(loss, small.alphas, create_graph=True)
rows = [torch.autograd.grad(part, small.alphas, retain_graph=True)[0].flatten() for part in slope.flatten()]
largest = torch.linalg.eigvalsh(torch.stack(rows))[-1].item()
print("the same as the package's:", np.isclose(largest, alpha_curvature(small, other), rtol=1e-3, atol=1e-6))

# %%
from nas_teach.evaluation.cell_search import steady
from nas_teach.lab.plots.darts import curvature_and_stops

bends = np.stack([run.curvature for run in searches[searches.setting == "skip or conv"].itertuples()])
stops = [steady(bend) for bend in bends]
fig = figure(6.6, 3.0)
curvature_and_stops(fig.subplots(), epochs, bends, stops)
show(fig, alt="The curvature over 120 epochs, a line for each of ten seeds, with the epoch at which each "
              "search is stopped.")
cells, end = [skips("skip or conv", stop)[seed] for seed, stop in enumerate(stops)], skips("skip or conv", 59)
print("stopped at epoch:       ", [int(epochs[stop]) for stop in stops])
print("skips among 4, stopped: ", cells, "\n              at the end:", end)
mean, low, high = mean_interval(np.subtract(end, cells))
print(f"the end minus stopped:   {mean:+.1f} skips (95 % interval {low:+.1f} to {high:+.1f})")
print("all stopped at epoch 8: ", skips("skip or conv", 3))

# %%
stopped, ended = final["skip or conv, stopped"], final["skip or conv"]
fig = figure(6.8, 2.4)
accuracy_dots(fig.subplots(), {"searched to the end": ended.to_numpy(), "stopped in time": stopped.to_numpy(),
                               "random cells": final["random"].to_numpy()})
show(fig, alt="Accuracies of the cells of ten searches, trained from scratch: after the whole search, and "
              "stopped in time; and of random cells.")
print("stopped minus searched to the end:", points(stopped, ended))

# %% [markdown]
# The rule (stop before the mean of three looks grows by a third) ends every search long before the skips
# have taken over, and the cells are far better for it. That is the cure, and here are its limits. The
# first growth comes so early that one could as well have stopped all searches at epoch 8; the rule's
# merit is that it need not know the number. And a cured search is no better than its question: the
# stopped cells are about as good as random ones of the larger space, and behind the cells of the
# "mistake".
#
# ## Draw instead of mix: Gumbel-softmax
#
# The gap exists because a mixture was trained and a choice is wanted. Could we train with *choices*, and
# still have a gradient for the alphas? Sampling has none, as lesson 02 found out. But a sample can be
# *written* as a formula: draw a noise $G_k = -\log E_k$ for each operation, with $E_k$ from the exponential
# distribution ("Gumbel noise"), and take the largest $\alpha_k + G_k$. Operation $k$ wins in exactly the
# share $\text{softmax}(\alpha)_k$ of draws. Replace "the largest" by a softmax at a **temperature** $T$:
#
# $$p = \text{softmax}\big((\alpha + G) / T\big).$$

# %%
from nas_teach.models.darts import gumbel_softmax

alphas = torch.tensor([0.6, 0.3, 0.1]).log()             # their softmax is 0.6, 0.3, 0.1
torch.manual_seed(0)
noise = -torch.empty(3).exponential_().log()
by_hand = ((alphas + noise) / 0.5).softmax(0)
torch.manual_seed(0)
print("by hand equals the package:", torch.equal(by_hand, gumbel_softmax(alphas, 0.5)))
torch.manual_seed(0)
print("and PyTorch's own:         ", torch.allclose(by_hand, F.gumbel_softmax(alphas, 0.5)))

# %%
from nas_teach.lab.plots.darts import gumbel_samples

torch.manual_seed(1)
draws = {f"temperature {T}": gumbel_softmax(alphas.expand(12, 3), T).numpy() for T in (10.0, 1.0, 0.1)}
fig = figure(7.4, 2.8)
gumbel_samples(fig, draws, ("share 0.6", "share 0.3", "share 0.1"))
show(fig, alt="Twelve draws of three weights at three temperatures as stacked bars: hot, all draws are "
              "nearly equal thirds; cold, nearly every bar belongs to one operation.")
torch.manual_seed(2)
sure = {T: gumbel_softmax(alphas.expand(5000, 3), T).max(1).values.mean().item() for T in (10.0, 1.0, 0.1)}
print("mean of the largest weight:", {T: round(value, 2) for T, value in sure.items()})

# %% [markdown]
# Hot, every draw is nearly the even mixture; cold, nearly a choice, but with a gradient that is rarely
# large and then very large. So a search starts hot and cools down.
# `SearchNetwork(weigh=partial(gumbel_softmax, temperature=1.0))` does it. With `hard=True` the forward
# pass uses exactly one operation, and the backward pass the gradient of the soft weights
# ("straight-through").
#
# ### Exercise 09.6 · Cold draws  ●●○○○ · predict · 3 min
#
# The softmax of the alphas is 0.6, 0.3 and 0.1. At temperature 0.1, in what share of draws does the
# *second* operation have the largest weight?

# %%
answer = ...
check("09.6", answer)
# hint("09.6")
# solution("09.6")

# %% [markdown]
# ## What it costs
#
# The space of cells with two nodes is small enough to count: node 1 has two operations of four (without
# `none`), node 2 also chooses two of three edges. Compare a search with training all of them:

# %%
space_size = 4**2 * 3 * 4**2
seconds = searches.groupby("setting", sort=False).seconds.mean()
print(f"cells in the space:        {space_size}")
print(f"training all of them once: {space_size * one_training / 60:5.0f} minutes")
for order in ("first order", "second order"):
    print(f"a search, {order:13}   {seconds[order] / 60:7.1f} minutes = "
          f"{seconds[order] / one_training:.0f} trainings")
print(f"the second order costs {seconds['second order'] / seconds['first order']:.1f} times the first")

# %% tags=["nbval-ignore-output"] reason="seconds are measured"
print(f"live: a search {search_seconds:.0f} s, for comparison recorded {seconds['first order']:.0f} s")

# %% [markdown]
# So in seconds the promise holds: a search for the price of a few trainings, in place of hundreds. What it
# does *not* promise is a good cell; that you have measured. The price in memory is not in the table: all
# operations of all edges are in memory at once.
#
# ## Recap
#
# 1. Mix all operations with softmax weights, and the architecture has an exact gradient: of the mixture.
# 2. Alphas learn on their own half of the images; the second order also counts how the weights will answer.
# 3. Cutting costs: a mixture's accuracy says little about the network cut out of it. Train that from
#    scratch.
# 4. Put random cells beside it, at equal cost. And search too long on too little, and skips take over.
# 5. Cures stop in time, or change what competes. Gumbel-softmax draws instead of mixing.
#
# ## What the papers did
#
# - **DARTS**, Liu, Simonyan & Yang 2019 ([arXiv:1806.09055](https://arxiv.org/abs/1806.09055)): alphas by
#   Adam with rate 0.0003, betas (0.5, 0.999) and weight decay 0.001; weights by SGD from 0.025 down to
#   0.001; half of the images for each. Their README: the validation performance in the search
#   "does not indicate the final performance of the architecture". Our rates are higher because our
#   searches are so short, and our operations are fewer and smaller.
# - **RobustDARTS**, Zela and others 2020 ([arXiv:1909.09656](https://arxiv.org/abs/1909.09656)): the
#   curvature, early stopping, and stronger regularisation. In their logs 7 or 8 of the 8 operations of the
#   normal cell end as skips on two of their spaces, and 0 to 2 with stronger L2.
# - **FairDARTS**, Chu and others 2020 ([arXiv:1911.12126](https://arxiv.org/abs/1911.12126)): sigmoids,
#   and a loss that drives them to 0 or 1.
# - **SNAS**, Xie and others 2019 ([arXiv:1812.09926](https://arxiv.org/abs/1812.09926)), and **GDAS**,
#   Dong & Yang 2019 ([arXiv:1910.04465](https://arxiv.org/abs/1910.04465)) search with Gumbel-softmax,
#   GDAS with hard draws, so that only one operation an edge is computed.
# - Yu and others 2020 ([arXiv:1902.08142](https://arxiv.org/abs/1902.08142)) and Li & Talwalkar 2019
#   ([arXiv:1902.07638](https://arxiv.org/abs/1902.07638)) put random search beside such methods, and
#   found it hard to beat.
#
# ## Where to go next
#
# All searches so far asked for accuracy alone. A gradient could also carry other wishes: add the expected
# milliseconds of the mixture to the loss, and slow operations lose weight. Lesson 10 asks what a network
# costs on a real machine.
#
# **Next:** 10 · Hardware-aware search.
