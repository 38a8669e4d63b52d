# %% [markdown]
# # 07 · Evaluation strategies
#
# **You will put a price on the truth, and find out which of its cheap substitutes are worth their money.**
#
# Afterwards you can
#
# - say with one number how well a cheap score ranks networks, and compute it by hand (Exercise 07.1);
# - judge such a score fairly: against a truth it had no part in, beside a baseline that costs nothing
#   (Exercises 07.2 and 07.3);
# - write successive halving, and say what it costs and whom it throws out (Exercises 07.4 and 07.5).
#
# {{minutes}} **Builds on:** lesson 01 (the three parts of
# NAS, noise between seeds, parameters and MACs) and FashionBench from lesson 04.

# %%
from nas_teach.lab import check, fidelity_ranking, halving_bracket, hint, show, solution

# %% [markdown]
# ## The price of truth
#
# Lessons 02 to 06 changed the *search strategy*: which network to try next. This one leaves it alone and
# asks about the *evaluation*: what does it cost to learn how good a network is?
#
# **FashionBench** is our table of real trainings. It holds every network of a small space, each trained with
# three seeds on Fashion-MNIST, and its accuracy on the validation images after each of six epochs. We
# call the mean of the three final accuracies the **truth**, although it is only the best guess we have.

# %%
import numpy as np
import pandas as pd

from nas_teach.evaluation import FashionBench, accuracies

bench = FashionBench.load()
looks = accuracies(bench)                              # (networks, seeds, epochs)
truth = looks[:, :, -1].mean(1)
costs = {name: np.array([bench.value(arch, name) for arch in bench.archs])
         for name in ("params", "macs", "latency_ms", "seconds")}
print(f"{len(truth)} networks, {looks.shape[1]} seeds, {looks.shape[2]} epochs")
print(f"accuracies from {100 * truth.min():.1f} to {100 * truth.max():.1f} %")
hours = costs["seconds"].sum() / 3600
print(f"training each of them once: {hours:.1f} hours on one core")

# %% [markdown]
# That is the price of a toy. Multiply by a thousand for networks of practical size, and you see why
# nearly every paper on NAS ranks its candidates by something cheaper. But a search does not need the
# accuracy itself. It needs to know *which of two networks is better*. Three offers:
#
# 1. **One epoch.** Train for one epoch of the six and stop.
# 2. **Three epochs.** Train for three epochs and stop.
# 3. **Counting.** Do not train at all. Count the parameters; more is better.
#
# **Predict: which of the three ranks these networks best, and which worst?** Write it down.

# %%
my_guess = ..., ...  # best, worst

# %% [markdown]
# ## Agreement in one number
#
# Five networks, A to E. Left the truth, right some cheap score:

# %%
from itertools import combinations

true_accuracy = {"A": 81.0, "B": 83.0, "C": 84.5, "D": 85.0, "E": 87.0}
cheap_score = {"A": 40.0, "B": 52.0, "C": 47.0, "D": 60.0, "E": 58.0}
concordant = discordant = 0
turned = []
for one, two in combinations("ABCDE", 2):
    in_truth = true_accuracy[one] < true_accuracy[two]
    same_order = in_truth == (cheap_score[one] < cheap_score[two])
    concordant += same_order
    discordant += not same_order
    turned += [] if same_order else [one + two]
print(f"{concordant} pairs in the same order, {discordant} turned round: {', '.join(turned)}")

# %% [markdown]
# The scales need not match: 47 stands beside 84.5. All that counts is the order within each pair. A pair
# in the same order is **concordant**, one that is turned round is **discordant**. Their difference, as a
# share of all pairs, is **Kendall's tau**:
#
# $$\tau = \frac{\text{concordant} - \text{discordant}}{\text{pairs}}$$

# %%
from scipy.stats import kendalltau

tau = (concordant - discordant) / (concordant + discordant)
by_scipy = kendalltau(list(true_accuracy.values()), list(cheap_score.values()))[0]
print(f"by hand {tau:.3f}, by SciPy {by_scipy:.3f}")
print(f"with a tie: {kendalltau([1, 1, 2, 3], [1, 2, 3, 4]).statistic:.3f}")

# %% [markdown]
# Tau is 1 if both orders agree, −1 if one is the other turned upside down, about 0 if the score knows
# nothing. Read it as a bet: of all pairs, $(1 + \tau) / 2$ are in the right order. A tau of 0.6 gets
# eight pairs of ten right; a coin gets five.
#
# A **tie** is a pair that the score cannot order. In the last line the score gives the first two networks
# the same value. It makes no mistake in the other five pairs, and yet it does not get a 1. SciPy computes
# **tau-b**. In place of the number of pairs, it divides by $\sqrt{a \cdot b}$: the score orders $a$ pairs,
# and the truth orders $b$. Here that makes $5 / \sqrt{5 \cdot 6} = 0.913$. So a tie costs something.
#
# ### Exercise 07.1
#
# In truth A is better than B, B than C, C than D, D than E. A score puts them in the order B, C, D, E, A.
# It knows all about four networks, and thinks the best one is the worst. What is its tau?

# %% exercise="07.1"
answer = ...

# %% [markdown]
# ## Fewer epochs
#
# Any cheaper version of the real task is a **proxy task**. How much of the task is left, here the number
# of epochs, is its **fidelity**. The table remembers the accuracy after every epoch, so stopping early
# costs us a look-up.
#
# One trap first. We want to compare one training, stopped early, with the truth. If the truth is the mean
# of three trainings and *this is one of them*, the score helps to make its own truth. So we compare each
# seed with the mean of the **other two**.

# %%
seeds, epochs = range(looks.shape[1]), range(looks.shape[2])
# the truth without this seed:
others = [np.delete(looks[:, :, -1], seed, axis=1).mean(1) for seed in seeds]
stopped = np.array([[kendalltau(looks[:, seed, epoch], others[seed])[0]
                     for epoch in epochs] for seed in seeds])     # (seeds, epochs)
counted = np.array([kendalltau(costs["params"], others[seed])[0] for seed in seeds])
table = pd.DataFrame(stopped, index=[f"seed {seed}" for seed in seeds],
                     columns=[f"epoch {epoch + 1}" for epoch in epochs])
table.assign(parameters=counted).rename_axis(columns="tau of").round(2)

# %%
from nas_teach.lab.lesson_07.pictures import one_cycle, schedule_and_tau
from nas_teach.lab.showing.style import figure

fig = figure(6.2, 4.2)
schedule = one_cycle(epochs=6, batches=47, peak=0.01)   # 6,000 images in batches of 128
schedule_and_tau(fig, schedule, stopped, ("parameters", counted.mean()))
show(fig, alt="Above, the learning rate rises until about epoch 2 and then falls to "
              "zero. Below, the tau of a stop after each epoch: lowest after epoch 2, "
              "highest after epoch 6.")

# %%
offers = {"one epoch": stopped[:, 0], "three epochs": stopped[:, 2],
          "counting": counted}
ranking = sorted(offers, key=lambda name: -offers[name].mean())
print("measured: " + ", ".join(f"{name} {offers[name].mean():.2f}" for name in ranking))
print("you wrote:", "nothing" if ... in my_guess else
      f"best {my_guess[0]}, worst {my_guess[1]}")
assert (stopped[:, 1] < stopped[:, 0] - 0.05).all()
assert (stopped[:, 1:3] < counted[:, None] - 0.05).all()

# %% [markdown]
# Did you predict that? **Counting parameters, which takes milliseconds, ranks these networks better than
# half a training does** (and at least about as well as the first epoch). And twice the money can buy a
# *worse* ranking: epoch 2 falls behind epoch 1.
#
# The upper picture suggests why. The recipe is a **one-cycle** schedule: the learning rate climbs to its
# peak and then falls to zero. At the peak the weights are thrown about, and networks are caught in a
# random moment. A training that is stopped there is *not* a short training. A short training would have
# its own, shorter cycle and end in peace; an optional section below measures how far it gets. (That the
# learning
# rate is what spoils the ranking is our suspicion, not a proof.) First, look at the dots behind the
# numbers.

# %%
fidelity_ranking()

# %% [markdown]
# 1. Move *Epochs paid for* to 2, then up to 6. Watch the orange squares, the ten that look best.
# 2. Set *Networks* to *best 10 % in truth*, at any epoch. What is left of the cloud?
#
# ## The top is another country
#
# A search does not care how well the bad networks are sorted. Here is the same question asked among the
# best tenth only:

# %%
from nas_teach.statistics import top_overlap


def all_and_top(scores, true):
    top = np.argsort(-true, kind="stable")[: len(true) // 10]
    at_the_top = kendalltau(scores[top], true[top])[0]
    return kendalltau(scores, true)[0], at_the_top, top_overlap(scores, true, 10)


table = {"1 epoch": looks[:, 0, 0], "4 epochs": looks[:, 0, 3],
         "all 6 epochs": looks[:, 0, 5], "parameters": costs["params"]}
collapse = {name: all_and_top(scores, others[0]) for name, scores in table.items()}
assert all(top < everywhere - 0.2 for everywhere, top, _ in collapse.values())
best_tenth = np.argsort(-others[0], kind="stable")[: len(truth) // 10]
luck = np.sqrt(looks[best_tenth, :, -1].var(1, ddof=1).mean())
spread = others[0][best_tenth].std()
print(f"best tenth: the truths spread by {100 * spread:.2f} points, "
      f"the noise of one training is {100 * luck:.2f}")
assert luck > spread
pd.DataFrame(collapse, index=["tau, all networks", "tau, best 10 %",
                              "its ten best among the true ten"]).T.round(2)

# %% [markdown]
# Everything collapses, the complete training too. The best tenth differ by less than the noise of one
# training; little of an order is left to be found. So a tau over a whole space, as papers quote it, says
# how well a score *throws out bad networks*. It says little about finding the best.
#
# ### Exercise 07.2
#
# This function gets two arrays of shape (seeds, networks): accuracies after some epochs, `early`, and at
# the end, `final`. It should return the tau of a stopped training with the truth, averaged over the
# seeds, and honest. What it returns is too high. Mend it.

# %% exercise="07.2"
def answer(early, final):
    early, final = np.asarray(early), np.asarray(final)
    taus = []
    for seed in range(len(early)):
        truth = final.mean(axis=0)
        taus.append(kendalltau(early[seed], truth)[0])
    return float(np.mean(taus))

# %% [markdown]
# ## Scores without training
#
# Counting won the first round. What else can be had for nearly nothing? Three **low-fidelity scores**
# need no training at all: the parameters, the multiply-accumulates of one image (MACs), and the measured
# **latency**, the milliseconds that one image takes. **Predict the sign of each tau.**
#
# How sure is a tau? The **bootstrap** answers without formulas: draw 648 of the 648 networks *with
# replacement* (some come twice, some not at all), compute tau, and do it many times. The middle 95 % of
# these taus are the interval. It tells how different tau might be, had we drawn other networks.

# %%
from nas_teach.lab.lesson_07.pictures import tau_bars
from nas_teach.statistics import tau_interval

free = {"parameters": costs["params"], "MACs": costs["macs"],
        "latency": costs["latency_ms"]}
drawn = np.random.default_rng(0).integers(len(truth), size=(200, len(truth)))
mine = [kendalltau(costs["params"][some], truth[some])[0] for some in drawn]
low, high = np.quantile(mine, (0.025, 0.975))
free = {name: tau_interval(scores, truth, draws=200) for name, scores in free.items()}
print(f"parameters: by hand {low:.2f} to {high:.2f}, by the package "
      "{:.2f} to {:.2f}".format(*free["parameters"][1:]))
fig = figure(6.2, 2.0)
tau_bars(fig.subplots(), free)
show(fig, alt="Kendall tau on all networks: parameters and MACs about 0.7 with narrow "
              "intervals, latency about 0.05 with an interval that touches zero.")
mbconv = np.array([arch.block == "mbconv" for arch in bench.archs])
slower = costs["latency_ms"][mbconv].mean() / costs["latency_ms"][~mbconv].mean()
better = 100 * (truth[mbconv].mean() - truth[~mbconv].mean())
print(f"mbconv networks take {slower:.1f} times as long as conv networks; "
      f"accuracy: {better:+.1f} points")

# %% [markdown]
# "Slower is better" holds hardly or not at all. At this size latency counts mostly *how many layers* must
# be started one after the other. An mbconv block has three of them; it makes a network slow, and on
# average no better. Work is not time; lesson 10 is about that.
#
# ## Zero-cost proxies
#
# Can an *untrained* network tell how good it will be? **Zero-cost proxies** look at it with a single
# batch. The simplest is **grad-norm**: how long is the gradient of the first batch? Two others are worth
# a closer look. In the picture, follow the thick path on the left; then compare the rows of the grid in
# the middle, two at a time.

# %%
from nas_teach.lab.lesson_07.pictures import two_proxies

first, last = np.array([[2, -1], [1, 3]]), np.array([1, -2])    # a row a hidden unit
on = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 1, 1, 1]])      # a row an image
agree = on @ on.T + (1 - on) @ (1 - on).T                       # both on, or both off
fig = figure(7.2, 2.9)
two_proxies(fig, first, last, on, agree)
show(fig, alt="Left: two inputs, two hidden units, one output, with a weight on each "
              "edge. Middle: which of four ReLUs are on for each of three images. "
              "Right: for each pair of images, the number of ReLUs that agree.")

# %% [markdown]
# **Synflow** makes all weights positive and feeds ones; it looks at no data. Now the output is a sum over
# all **paths** from an input to the output, and each path adds the product of its weights. The thick path
# adds $|{-1}| \cdot |1| = 1$. Synflow adds up weight times gradient over all weights. A path has one
# weight in every layer, so it is counted once for each layer. The score is the logarithm of the total.
#
# **Naswot** asks which ReLUs each image switches on. If two images have the same pattern, the network
# has not told them apart. So count for each pair of images the ReLUs that agree: this is the table
# $K$ on the right. With two equal patterns, two rows of $K$ are equal, its determinant is
# zero, and the score $\log\det K$ falls to $-\infty$. The more the patterns differ, the larger it is.

# %%
import torch
from torch import nn

from nas_teach.evaluation import grad_norm, naswot, synflow

net = nn.Sequential(nn.Linear(2, 2, bias=False), nn.ReLU(), nn.Linear(2, 1, bias=False))
net[0].weight.data = torch.tensor(first).float()
net[2].weight.data = torch.tensor(last[None]).float()
paths = np.abs(last[:, None] * first)                           # (hidden, input)
print(f"four paths {paths.ravel().tolist()}, together {paths.sum()}, in two layers: "
      f"log {2 * paths.sum()} = {np.log(2 * paths.sum()):.3f}")
print(f"synflow of the package: {synflow(net, torch.ones(1, 2)):.3f}")
twice = np.hstack([on, on])
for name, table in {"four ReLUs": on, "each of them twice": twice}.items():
    agree = table @ table.T + (1 - table) @ (1 - table).T
    print(f"naswot with {name}: {np.linalg.slogdet(agree).logabsdet:.2f}")

# %% [markdown]
# Look at the last two lines. With every ReLU twice, the images are told apart *no better*. But all counts
# double, and the score rises by $3 \log 2$, a $\log 2$ for each image. Synflow is no different: a wider
# network has more paths. **Both scores grow with the width, whether or not it helps.** Keep that in mind.
#
# Now score three hundred networks, drawn at random from all 648.

# %% tags=["nbval-ignore-output"] reason="scores and seconds differ a little between processors"
import time

from tqdm.auto import tqdm

from nas_teach.data import load_fashion
from nas_teach.evaluation import seeded
from nas_teach.networks import FashionNet

some = np.random.default_rng(1).permutation(len(truth))[:300]
torch.set_num_threads(1)
batch = [part[:32] for part in load_fashion("train", 28)]
zero_cost, seconds_each = {}, {}
SCORES = {"synflow": synflow, "naswot": naswot, "grad-norm": grad_norm}
for name, score in tqdm(SCORES.items(), desc="scores"):
    start = time.process_time()
    nets = (seeded(FashionNet, bench.archs[i], seed=0) for i in some)
    zero_cost[name] = np.array([score(net, *batch) for net in nets])
    seconds_each[name] = (time.process_time() - start) / len(some)
scored = {"parameters": costs["params"][some], "MACs": costs["macs"][some], **zero_cost}
everywhere = {name: tau_interval(scores, truth[some])
              for name, scores in scored.items()}
pd.DataFrame(everywhere, index=["tau", "from", "to"]).T.round(2)

# %% [markdown]
# The three proxies are above zero, and many papers stop here. But what would you have had *for nothing*?
# Parameters and MACs stand beside them. To compare two scores, do not compare two intervals; bootstrap
# the **difference** on the same draws of networks:

# %% tags=["nbval-ignore-output"] reason="scores differ a little between processors"
from nas_teach.statistics import bootstrap_tau

baseline, lead = bootstrap_tau(scored["parameters"], truth[some]), {}
for name in ("MACs", *zero_cost):
    gaps = baseline - bootstrap_tau(scored[name], truth[some])
    low, high = np.quantile(gaps, (0.025, 0.975)).round(3)
    gap = round(everywhere["parameters"][0] - everywhere[name][0], 3)
    lead[name] = gap, low, high, "parameters rank better" if low > 0 else "not decided"
assert all(lead[name][1] > 0 for name in zero_cost)
pd.DataFrame(lead, index=["parameters' lead in tau", "from", "to", "verdict"]).T

# %% [markdown]
# On this space *counting* beats each of the three proxies. And what do they know beyond counting? You
# have seen that synflow and naswot grow with the width. So does the accuracy. To find out what is left,
# **hold the width fixed**: rank only networks of width 4 among themselves, then those of width 8, then
# those of width 16. Look at which marks stay to the right of zero.

# %% tags=["nbval-ignore-output"] reason="scores differ a little between processors"
from nas_teach.lab.lesson_07.pictures import tau_forest

width = np.array([bench.archs[i].width for i in some])
groups = {"all widths": width > 0} | {f"width {w}": width == w for w in (4, 8, 16)}
fixed = {name: {group: tau_interval(scores[which], truth[some][which])
                for group, which in groups.items()} for name, scores in scored.items()}
fig = figure(7.2, 4.6)
tau_forest(fig.subplots(), fixed)
show(fig, alt="Kendall tau of five scores, over all widths and at width 4, 8 and 16. "
              "Parameters and MACs stay above zero at each width. The three proxies "
              "do not: at width 16 all of them are at zero or below.")
tau = kendalltau(width, truth[some])[0]
print(f"tau of the width alone, which has three values: {tau:.2f}")

# %% [markdown]
# Little is left of the proxies. Naswot falls to zero or below, and at width 16 all three rank *worse than
# a coin*; synflow and grad-norm keep something only at width 4. Most of what their taus showed on the whole
# space was the width, and you can read that off the architecture for nothing: the width alone, with its
# three values, has a higher tau than any of the five. Parameters and MACs fall too, for the same reason.
# But they stay above zero at every width, so they know something beyond it.
#
# Is the case settled? No. A tau belongs to the space on which it was measured, and on others synflow does
# well (see the end of the lesson). But two questions are the same everywhere: **does your proxy beat the
# number of parameters, and does it still rank among networks of one size?** If a paper does not say, ask.

# %% [markdown]
# ### Exercise 07.3
#
# A paper says: "On 1,000 networks of our space our proxy reaches a Kendall tau of 0.55 (95 % interval
# 0.52 to 0.58) at two seconds a network." You may ask for one more number. Which tells you most about
# whether the proxy is worth using?
#
# - **A** The tau of the number of parameters on the same networks.
# - **B** The same tau on 10,000 networks, for a narrower interval.
# - **C** The p-value of the hypothesis that the tau is zero.
# - **D** The tau between two runs of the proxy with different seeds.

# %% exercise="07.3"
answer = ...

# %% [markdown]
# ## Tau and its price (optional)
#
# All of it on the same three hundred networks, against the same truth (seeds 1 and 2, so that the stopped
# trainings of seed 0 have no part in it). Further up is better, further left is cheaper.

# %% tags=["nbval-ignore-output"] reason="seconds are measured"
from nas_teach.hardware import macs, parameters

nets = [FashionNet(bench.archs[i]) for i in some]
COUNTS = {"parameters": parameters, "MACs": lambda net: macs(net, (1, 28, 28))}
for name, count in COUNTS.items():
    start = time.process_time()
    counted = [count(net) for net in nets]
    seconds_each[name] = (time.process_time() - start) / len(nets)
seconds_each["latency"] = 0.22 * costs["latency_ms"][some].mean()  # 220 passes
free = {"parameters": costs["params"], "MACs": costs["macs"],
        "latency": costs["latency_ms"]}
full = costs["seconds"][some].mean()
families = {
    "counted or timed": {n: (seconds_each[n], *tau_interval(s[some], others[0][some]))
                         for n, s in free.items()},
    "one batch, untrained": {n: (seconds_each[n], *tau_interval(s, others[0][some]))
                             for n, s in zero_cost.items()},
    "trained, stopped after epoch": {
        str(e + 1): (full * (e + 1) / 6,
                     *tau_interval(looks[some, 0, e], others[0][some])) for e in epochs},
}

# %%
from nas_teach.lab.lesson_07.pictures import price_of_tau

fig = figure(7.2, 4.2)
price_of_tau(fig.subplots(), families)
show(fig, alt="Kendall tau over processor seconds for one network on a logarithmic "
              "axis: parameters and MACs rank about as well as four epochs of "
              "training, at a few thousandths of the price or less; the zero-cost "
              "proxies lie below.")

# %% [markdown]
# A training pays off late. Only the last two epochs, when the learning rate comes down, rank clearly better
# than counting. That is *our* recipe and *our* space, in which size matters much. At a fixed width the
# parameters told less.

# %% [markdown]
# ## Fewer images, fewer pixels, a cycle of its own (optional)
#
# Now train some proxies ourselves. To be fair, all cost about a sixth of a full training or less:
#
# - **stopped**: the first epoch of six (from the table);
# - **own cycle**: one epoch, with a one-cycle schedule made for one epoch;
# - **fewer images**: all six epochs, but 1,000 images instead of 6,000;
# - **fewer pixels**: one epoch on images of 14 x 14 instead of 28 x 28.
#
# We take ten small networks, drawn at random: plain convolutions, one block a stage, width 4 or 8.

# %%
from nas_teach.evaluation import accuracy, train

train_sets = {side: load_fashion("train", side) for side in (28, 14)}
validation = {side: load_fashion("validation", side) for side in (28, 14)}


def proxy(arch, images, side, epochs, seed=3):
    """Validation accuracy after a training of its own, with a seed not in the table."""
    model = seeded(FashionNet, arch, seed=seed)
    some = [part[:images] for part in train_sets[side]]
    few = [part[:100] for part in validation[side]]    # for the look after each epoch
    train(model, some, few, epochs=epochs, batch_size=128, lr=0.01, seed=seed)
    return accuracy(model, validation[side])

# %% tags=["nbval-ignore-output"] reason="live training: digits and seconds differ between processors"
small = [i for i, arch in enumerate(bench.archs)
         if arch.block == "conv" and arch.depth == 1 and arch.width <= 8]
ten = np.random.default_rng(0).permutation(small)[:10]
PROXIES = {"own cycle": (6000, 28, 1), "fewer images": (1000, 28, 6),
           "fewer pixels": (6000, 14, 1)}
proxies = {"stopped": looks[ten, 0, 0]}
price = {"stopped": costs["seconds"][ten].sum() / 6}
for name, (images, side, count) in tqdm(PROXIES.items(), desc="proxies"):
    start = time.process_time()
    proxies[name] = np.array([proxy(bench.archs[i], images, side, count) for i in ten])
    price[name] = time.process_time() - start
accurate = {name: scores.mean() for name, scores in proxies.items()}
accurate = {"full training": truth[ten].mean(), **accurate}
assert accurate["own cycle"] > accurate["stopped"] + 0.05
pd.DataFrame({"mean accuracy [%]": 100 * pd.Series(accurate),
              "seconds for all ten": pd.Series(price)}).reindex(accurate).round(1)

# %% [markdown]
# So "one epoch" means two different things. Stopped early, it is a training caught on its way up; with a
# cycle of its own, a small finished one. When a paper says "we trained each candidate for *n* epochs",
# ask which it was.
#
# And which of the four *ranks* better, and better than counting? The stopped trainings are of seed 0, so
# the truth is the mean of the other two again. Ten networks are few, so look at the intervals.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
ranked = {**proxies, "parameters": costs["params"][ten]}
estimates = {name: tau_interval(scores, others[0][ten])
             for name, scores in ranked.items()}
fig = figure(6.2, 2.6)
tau_bars(fig.subplots(), estimates)
show(fig, alt="Kendall tau of four proxies and of counting parameters on ten "
              "networks, with intervals so wide that all overlap.")

# %%
lowest_end = min(high for _, _, high in estimates.values())
assert max(low for _, low, _ in estimates.values()) < lowest_end     # all five overlap
widths = {}
for n in (10, 50, 200, 648):
    drawn = np.random.default_rng(1).permutation(len(truth))[:n]
    _, low, high = tau_interval(looks[drawn, 0, 0], others[0][drawn], draws=200)
    widths[n] = round(high - low, 2)
pd.Series(widths, name="width of the interval (one epoch, stopped)").rename_axis(
    "networks").to_frame()

# %% [markdown]
# All five intervals overlap. Ten networks cannot say which proxy ranks best, or whether any of them beats
# counting. **A tau without
# an interval is an anecdote**, and the interval shrinks slowly: to halve it you need four times as many
# networks. All that these ten show is that each proxy knows something, at a small part of the price. Nor
# do they show that the far more accurate cycle of its own *ranks* better than the stop.

# %% [markdown]
# ## How high can a tau be? (optional)
#
# Even a complete training does not reach 1. If two seeds disagree about an order, no proxy can agree with
# both. So papers draw the **tau between seeds** as a ceiling. Is it one?
#
# Try it where we know everything: a million-dollar score that returns the *exact* quality of each
# network.

# %%
from nas_teach.evaluation import seed_noise, seed_tau

rng = np.random.default_rng(0)
quality = rng.normal(size=2000)                          # 2,000 made-up networks
noise = 0.35
training_a, training_b = (quality + noise * rng.normal(size=2000) for _ in range(2))
one, exact = (kendalltau(score, training_b)[0] for score in (training_a, quality))
print(f"made up:      one training with another {one:.3f}, "
      f"the exact quality with a training {exact:.3f}")

pairs = [kendalltau(looks[:, a, -1], looks[:, b, -1])[0]
         for a in seeds for b in seeds if a != b]
means = [kendalltau(others[seed], looks[:, seed, -1])[0] for seed in seeds]
print(f"FashionBench: one training with another {np.mean(pairs):.3f}, "
      f"the mean of two with the third        {np.mean(means):.3f}")
print(f"(seed_tau of the package: {seed_tau(bench):.3f}; noise between seeds "
      f"{100 * seed_noise(bench):.2f} percentage points)")

# %% [markdown]
# It is no ceiling. The tau between seeds compares two *noisy* rankings. A score that is less noisy than a
# training passes it, as the mean of two trainings does. Read it as a yardstick: **this is how well one
# more training would rank.** But compare like with like. Against *one* training, one more has the first
# number; against the mean of two, as in most of our tables, it has the second. A proxy above that would
# be a better judge than training once.
#
# ## Weight sharing: a preview (optional)
#
# There is a radical way to save. Why train each network apart? Build one large network that holds all the
# choices, in each batch train a random **path** through it, and afterwards score every path with the
# weights that they share. That is **weight sharing**, and the large network is a **supernet**.
#
# Here is a small one: the base network, with kernels 3, 5 and 7 in each of its two blocks: nine paths.

# %%
from nas_teach.networks.fashion_net import FASHION_SPACE, conv_block

base = FASHION_SPACE.arch(kernel1=3, kernel2=3, block="conv", width=8, depth=1,
                          skip=False, heads=0)
PATHS = [(k1, k2) for k1 in (3, 5, 7) for k2 in (3, 5, 7)]


class Shared(nn.Module):
    def __init__(self, seed):
        super().__init__()
        self.net, self.path = FashionNet(base), PATHS[0]
        self.rng = np.random.default_rng(seed)
        for stage, channels in ((self.net.stage1, 8), (self.net.stage2, 16)):
            kernels = {str(k): conv_block(channels, k) for k in (3, 5, 7)}
            stage.choices = nn.ModuleDict(kernels)

    def forward(self, x):
        # a new path for each batch:
        path = PATHS[self.rng.integers(9)] if self.training else self.path
        for stage, kernel in zip((self.net.stage1, self.net.stage2), path):
            stage.blocks = nn.ModuleList([stage.choices[str(kernel)]])
        return self.net(x)

# %% tags=["nbval-ignore-output"] reason="live training: digits and seconds differ between processors"
rows = [bench.archs.index(base._replace(kernel1=k1, kernel2=k2)) for k1, k2 in PATHS]
some = [part[:6000] for part in train_sets[28]]
few = [part[:100] for part in validation[28]]
shared, start = {}, time.process_time()
for seed in (0, 1):
    supernet = seeded(Shared, seed, seed=seed)
    train(supernet, some, few, epochs=6, batch_size=128, lr=0.01, seed=seed)
    shared[seed] = []
    for supernet.path in PATHS:
        shared[seed].append(accuracy(supernet, validation[28]))
    tau, low, high = tau_interval(shared[seed], truth[rows])
    print(f"supernet {seed}: paths from {min(shared[seed]):.3f} "
          f"to {max(shared[seed]):.3f}, "
          f"tau with the truth {tau:.2f} ({low:.2f} to {high:.2f})")
print(f"two supernets and all their paths: {time.process_time() - start:.0f} s; "
      f"nine trainings apart: {costs['seconds'][rows].sum():.0f} s")
assert max(max(scores) for scores in shared.values()) < truth[rows].min()
tau = kendalltau(shared[0], shared[1])[0]
print(f"tau of the two supernets with each other: {tau:.2f}")

# %% [markdown]
# One training instead of nine: the saving is real, and it grows with the number of paths. But every path
# does worse than its network trained apart: each kernel saw only a third of the batches, and all other
# layers serve nine paths at once. (A longer training closes a part of the gap.) And the ranking? With
# nine paths the intervals are far too wide for a verdict. We leave it as a question: **is the supernet's
# order the true order?** (In one careful study, Yu and others 2020, the tau was near zero on one space
# and about
# 0.2 on another.) Lesson 08 measures it properly.
#
# ## Successive halving
#
# All proxies so far were *one* fidelity for everybody. But a training stopped after an epoch can go on.
# So look at many networks briefly, drop most of them, train the rest a little longer, look again. That is
# **successive halving**; "halving" although one in **eta** goes on, often one in three. One whole run of
# it, from the first look to the winner, is a **bracket**.
#
# ### Exercise 07.4
#
# Write one round of it. `best_in_eta` evaluates each network of the list `archs` once by
# `evaluate(arch, fidelity)` and returns the best of them, the best one first.

# %% exercise="07.4"
def best_in_eta(archs, evaluate, fidelity, eta):
    """The best one in `eta` of the networks, rounded down, never none; best first.

    Of equal rewards, the one that came earlier in `archs` stays first.
    The list `archs` itself is not changed.
    """
    ...

# %% [markdown]
# Your function in a loop is successive halving. Here is a bracket of 27 networks, with looks after epochs
# 1, 3 and 6. Follow the best in truth down the last column:

# %%
from nas_teach.evaluation import one_training

drawn = np.random.default_rng(4).permutation(len(truth))[:27]
archs = [bench.archs[i] for i in drawn]
evaluate = one_training(bench, np.random.default_rng(0))   # later looks go on with it

alive, rows, before = archs, [], 0
in_truth = sorted(archs, key=bench.reward, reverse=True)
for epoch in (1, 3, 6):
    kept = best_in_eta(alive, evaluate, epoch, 3)
    paid = len(alive) * (epoch - before)                   # the new epochs only
    goes_on = "goes on" if in_truth[0] in kept else "is thrown out"
    rows.append((epoch, len(alive), paid, 100 * evaluate(kept[0], epoch), goes_on))
    alive, before = kept, epoch
print(f"winner: {alive[0]}\nin truth it is number {in_truth.index(alive[0]) + 1} of 27")
print(f"{sum(row[2] for row in rows)} epochs paid, instead of {6 * len(archs)}")
columns = ["look after epoch", "networks", "epochs paid", "best seen [%]",
           "the best in truth"]
pd.DataFrame(rows, columns=columns).round(1)

# %% [markdown]
# A third of the price. But each round trusts a look whose tau you have measured above. A network that is
# slow at the start is thrown out for good. Turn the knobs:

# %%
halving_bracket()

# %% [markdown]
# 1. Turn *Draw* from 1 to 10: how often is the best in truth thrown out, and what does that cost?
# 2. Set eta to 5 and raise *First look after epoch* from 1 to 2. The price goes up by half; does the best
#    survive more often? (Remember the learning rate.)
# 3. At the same first look, compare eta 2 with eta 4.
#
# Look at the last sentence rather than at one draw: it averages over 300.
#
# ### Exercise 07.5
#
# 27 networks, eta = 3, looks after 1, 3, 9 and 27 epochs. Suppose that trainings cannot be continued: each
# round trains its networks *from scratch*. How many full trainings of 27 epochs would the whole bracket
# pay for?

# %% exercise="07.5"
answer = ...

# %% [markdown]
# ## Hyperband
#
# How early may the first look of a bracket be? Nobody knows beforehand; it depends on the tau of early
# looks. **Hyperband** does not decide. It runs several brackets, from "many networks, first look very
# early" to "few, all trained fully". The plan of the paper for at most R = 81 epochs and eta = 3:

# %%
from nas_teach.evaluation import brackets

rows = []
for count, fidelities in brackets(81, 3):
    sizes = [max(1, count // 3**i) for i in range(len(fidelities))]
    each = sum(n * f for n, f in zip(sizes, fidelities))
    plan = ", ".join(f"{n} x {f}" for n, f in zip(sizes, fidelities))
    rows.append((count, len(sizes), plan, each))
print("on our six epochs:", brackets(6, 3), "\nor with eta 2:    ", brackets(6, 2))
pd.DataFrame(rows, columns=["networks", "rounds", "networks x epochs", "epochs in all"])

# %% [markdown]
# Look at the last column. The plan gives every bracket about the same budget: the number of brackets
# times R, here 5 x 81 = 405 epochs, less what rounding takes away. A bracket with fewer rounds spends more
# on each round. Even the last bracket, which has a single round and halves nothing, costs 405 epochs: five
# full trainings, not one. (The paper counts from scratch in each round; implementations differ in how they
# round.)
#
# With six epochs there is little to halve. That is worth knowing before you install a library for it.
#
# ## At equal cost
#
# Now the test: random search, successive halving and Hyperband, on the same table, **at equal cost in
# epochs**. Each is an endless stream of brackets, run by the package's `successive_halving`: the loop above
# with some checks. Random search is the simplest: brackets of one network that is trained to the end.

# %%
from itertools import cycle

from nas_teach.evaluation import successive_halving
from nas_teach.strategies import RandomSearch


def stream(seed, plan, pick=None):
    """Endless brackets after `plan`, a list of (networks, fidelities, eta)."""
    ask = pick or RandomSearch(bench.space, seed).ask
    rng = np.random.default_rng([seed, 1])
    for count, fidelities, eta in cycle(plan):
        archs = [ask() for _ in range(count)]
        yield successive_halving(archs, one_training(bench, rng), fidelities, eta)


hyperband_plan = [(count, fidelities, 2) for count, fidelities in brackets(6, 2)]

# %% [markdown]
# One more contestant, to be honest about counting: **large only**, random search among the 100 networks
# with the most parameters. It owes its idea to the tau that we measured on this very table, so it knows
# more than the others: take it as a mark, not as a rival.
#
# As always, each search sees noisy rewards. We judge what it would hand over by numbers that it could not
# see: the *test* accuracy, mean over the three trainings. `by_cost` does the bookkeeping: how good is what
# would be handed over after the cost of 1, 2, ... full trainings?

# %%
from nas_teach.statistics import paired_difference
from nas_teach.evaluation import by_cost, noise_ceiling

largest = [bench.archs[i] for i in np.argsort(-costs["params"], kind="stable")[:100]]


def large_only(seed):
    rng = np.random.default_rng([seed, 2])
    return lambda: largest[rng.integers(100)]


contestants = {
    "random search": lambda seed: stream(seed, [(1, (6,), 2)]),
    "successive halving, 27": lambda seed: stream(seed, [(27, (1, 3, 6), 3)]),
    "Hyperband, eta 2": lambda seed: stream(seed, hyperband_plan),
    "large only": lambda seed: stream(seed, [(1, (6,), 2)], large_only(seed)),
}
SEEDS, COST = 100, 100
curves = {name: np.array([by_cost(make(seed), bench, COST) for seed in range(SEEDS)])
          for name, make in tqdm(contestants.items(), desc="searches")}

# %%
from nas_teach.lab.showing.curves import draw_comparison

ceiling = noise_ceiling(bench)
fig = figure(7.0, 4.2)
ax = fig.subplots()
shown = {name: curve[:, 4:] for name, curve in curves.items()}
draw_comparison(ax, shown, ceiling=ceiling)
ax.set_xticks([1, 16, 36, 56, 76, 96], [5, 20, 40, 60, 80, 100])
ax.set_xlabel("cost, in full trainings of six epochs")
ax.set_ylabel("test accuracy of what is handed over [%]")
show(fig, alt="Test accuracy of what random search, successive halving, Hyperband and "
              "random search among large networks would hand over, against the cost; "
              "bands are 95 per cent intervals.")
print(f"all trained once, the winner: {100 * ceiling:.2f} % on test images, on average")

rows = []
for cost in (10, 25, 50, 100):
    for name, curve in list(curves.items())[1:]:
        pair = curve[:, cost - 1], curves["random search"][:, cost - 1]
        gap, low, high = (100 * part for part in paired_difference(*pair))
        decided = "ahead" if low > 0 else "behind" if high < 0 else "not decided"
        rows.append((cost, name, f"{gap:+.2f}", f"{low:+.2f} to {high:+.2f}", decided))
columns = ["cost", "strategy", "lead [points]", "95 % interval", "verdict"]
pd.DataFrame(rows, columns=columns)

# %% [markdown]
# Read the paired differences with the picture:
#
# - **Successive halving** is hardly ahead of random search. Its lead stays below a tenth of a point, and it
#   is decided only at the larger costs. A rough first look is good enough to throw out the bad two thirds,
#   and the saved epochs buy more networks; but among the networks that are left, luck decides.
# - **Hyperband** spends most of its budget on brackets that hardly halve. That is an insurance against
#   misleading early looks. Ours mislead little, and the premium eats the gain: its lead is not decided at
#   any of the four costs.
# - **Large only** beats both without a single early look, at every cost. Before you buy a clever scheduler,
#   see what a free score gives.
# - At the cost of 50 trainings all of these differences are smaller than the noise of a single one. The axis
#   is stretched so that you can see them at all.
#
# ### Two doubts (optional)
#
# Does halving owe its lead to the epochs at which it looks? And an epoch of a large network takes longer:
# is "large only" ahead at equal *seconds*, too?

# %%
def gap_at(name, cost=50):
    pair = (100 * curves[each][:, cost - 1] for each in (name, "random search"))
    return paired_difference(*pair)


to_ceiling = 100 * (ceiling - curves["random search"][:, 49].mean())
halving_gap, large_gap = gap_at("successive halving, 27")[0], gap_at("large only")[0]
assert max(halving_gap, large_gap) < 100 * seed_noise(bench)
print(f"After 50 trainings, random search is {to_ceiling:.2f} points below the winner.")
print(f"Halving makes up {halving_gap:.2f} of them, large only {large_gap:.2f}.")

hasty = np.array([by_cost(stream(seed, [(27, (1, 2, 6), 3)]), bench, COST)
                  for seed in range(SEEDS)])
gap, low, high = paired_difference(
    100 * hasty[:, 49], 100 * curves["random search"][:, 49])
print("Halving that looks after epoch 2 in place of 3: "
      f"{gap:+.2f} ({low:+.2f} to {high:+.2f}).")

# %%
seconds_of_large = np.mean([bench.value(arch, "seconds") for arch in largest])
price = seconds_of_large / costs["seconds"].mean()
fewer = int(COST / price)
pair = curves["large only"][:, fewer - 1], curves["random search"][:, -1]
gap, low, high = (100 * part for part in paired_difference(*pair))
print(f"Large networks take {price:.1f} times the seconds.\n"
      f"{fewer} of them against {COST} random ones: "
      f"{gap:+.2f} ({low:+.2f} to {high:+.2f}).")
assert low > 0

# %% [markdown]
# Halving may: with its second look in the valley at epoch 2, its lead cannot be told from zero. That is a
# hint, not a proof, because the gap between the two plans is smaller than either interval is wide. Large
# networks stay ahead of random search when both use the same seconds.

# %% [markdown]
# ## Recap
#
# 1. A search needs an order, not a number. Kendall's tau measures it: $(1 + \tau)/2$ of all pairs are right.
# 2. Stopping early is not training briefly: at a high learning rate, more epochs can rank worse.
# 3. Every proxy must beat the number of parameters, on the same networks, with an interval on the
#    difference, against a truth that it had no part in, and also among networks of one width.
# 4. Within the best tenth every tau collapses. A cheap score throws out the bad; it does not crown the best.
# 5. Successive halving uses just that: many brief looks, few long ones. Compare it at equal cost in epochs.
#
# ## What the papers did
#
# - Jamieson & Talwalkar 2016 ([arXiv:1502.07943](https://arxiv.org/abs/1502.07943)) brought successive
#   halving to hyperparameter search; Li and others 2018
#   ([arXiv:1603.06560](https://arxiv.org/abs/1603.06560))
#   made Hyperband of it.
# - Synflow is from Tanaka and others 2020 ([arXiv:2006.05467](https://arxiv.org/abs/2006.05467)), who wanted
#   to prune networks; naswot from Mellor and others 2021
#   ([arXiv:2006.04647](https://arxiv.org/abs/2006.04647)).
# - Abdelfattah and others 2021 ([arXiv:2101.08134](https://arxiv.org/abs/2101.08134)) compared zero-cost
#   proxies. In their code, the *Spearman* correlation (another measure of rank, which comes out higher than
#   tau) on NAS-Bench-201 is .74 for synflow and .59 for grad-norm.
# - **NAS-Bench-Macro** is a table of another space, by Su and others 2021
#   ([arXiv:2103.11922](https://arxiv.org/abs/2103.11922)). The authors of this course measured on it: plain
#   MACs reach a rank correlation of .77 and synflow .75. The tau between two seeds is .88 over all networks,
#   and about 0 within the best 100.
# - Yu and others 2020 ([arXiv:1902.08142](https://arxiv.org/abs/1902.08142)) measured what weight sharing
#   does to the ranking: tau −0.004 on one space, 0.195 on another.
#
# ## Where to go next
#
# The cheapest evaluation of all is to train once and score everything. Lesson 08 builds that supernet
# properly, and asks its ranking the questions that you have learned to ask here.
#
# **Next:** [08 · The SuperConvBlock supernet](08_supernet.ipynb).
