# %% [markdown]
# # 07 · Evaluation strategies
#
# **You can afford only a sixth of each training. Do you see then which networks are good? You write the
# number that answers this, and the search that works with such early looks.**

# %%
from nas_teach.evaluation import FashionBench
from nas_teach.lab import check, fidelity_ranking, halving_bracket, hint, quick, show
from nas_teach.lab import solution
from nas_teach.lab.lesson_07.pictures import an_early_look

bench = FashionBench.load()
show(an_early_look(bench), alt="Eight networks ordered by accuracy after six epochs "
     "and after one. Lines join the two places of each; many cross.")

# %% [markdown]
# Eight networks of FashionBench, in the order of their accuracy after a whole training of six epochs (left)
# and after the first epoch (right). Dashed lines fall. Two lines cross where the early look has a pair the
# wrong way round.
#
# After this lesson you can
#
# - say with one number how well a cheap score ranks networks, and write it (exercises 07.1 and 07.2);
# - judge such a score fairly: against a truth it had no part in, and among networks of one size (exercises
#   07.3 and 07.4);
# - write successive halving, and say what it costs and when it pays (exercises 07.5 to 07.7).
#
# {{minutes}} **Builds on:** lesson 01 (the three parts of NAS, noise, parameters and MACs) and FashionBench
# from lesson 04.
#
# Three quick questions on earlier lessons first.

# %% quick="07.q1"

# %% quick="07.q2"

# %% quick="07.q3"

# %% [markdown]
# ## The price of truth
#
# Lessons 02 to 06 changed the *search strategy*: which network to try next. This lesson is about the
# *evaluation*: what does it cost to learn how good a network is? We call the mean of a network's three
# finished trainings, on the validation images, the **truth**. It is only the best guess that we have.

# %%
import numpy as np
import pandas as pd

from nas_teach.evaluation import accuracies
from nas_teach.lab.showing.style import figure

looks = accuracies(bench)                              # (networks, seeds, epochs)
truth = looks[:, :, -1].mean(1)
costs = {name: np.array([bench.value(arch, name) for arch in bench.archs])
         for name in ("params", "macs", "latency_ms", "seconds")}
hours = costs["seconds"].sum() / 3600
print(f"{len(truth)} networks; to train each once: {hours:.1f} hours on one core")

# %% [markdown]
# A network of practical size takes hours or days, not seconds. But a search does not need the accuracy
# itself. It needs to know *which of two networks is better*. Three offers:
#
# 1. **One epoch**: train for one of the six epochs and stop.
# 2. **Three epochs**: train for three and stop.
# 3. **Counting**: do not train at all, count the parameters; more is better.
#
# **Predict: which of the three ranks the 648 networks best, and which worst?** Your words come back beside
# the measurement.

# %%
my_guess = ..., ...  # best, worst

# %% [markdown]
# ## Agreement in one number
#
# Take five networks and some cheap score. Look for the lines that cross.

# %%
from nas_teach.lab.lesson_07.pictures import crossings

true_accuracy = [81.0, 83.0, 84.5, 85.0, 87.0]
cheap_score = [40, 52, 47, 60, 58]
fig = figure(4.8, 2.4)
crossings(fig.subplots(), true_accuracy, cheap_score, "ABCDE", ("truth", "cheap score"))
show(fig, alt="Five networks in two orders. The lines of B and C cross; D and E, too.")

# %% [markdown]
# The scales need not match. All that counts is the order within each pair. A pair in the same order is
# **concordant**; a pair that is turned round, a crossing, is **discordant**. Here two of the ten pairs are
# discordant, B with C and D with E. The difference, as a share of all pairs, is **Kendall's tau**:
#
# $$\tau = \frac{\text{concordant} - \text{discordant}}{\text{pairs}} = \frac{8 - 2}{10} = 0.6$$
#
# Tau is 1 if both orders agree and −1 if one is the other upside down. A score that knows nothing has a tau
# near 0. Without ties, $(1 + \tau) / 2$ of all pairs are in the right order.
#
# ### Exercise 07.1
#
# In truth A is better than B, B than C, C than D, D than E. A score puts them in the order B, C, D, E, A:
# four networks are in the right order, but the best one comes last. What is its tau?

# %% exercise="07.1"
answer = ...

# %% [markdown]
# Real scores have **ties**: they give both networks of a pair the same value. Such a pair is neither
# concordant nor discordant. Say the truth is 1, 2, 3, 4 and the score is 1, 1, 2, 3. Five pairs are
# concordant, none is discordant, one is tied. Dividing by all six gives $5/6 = 0.833$; this form is called
# *tau-a*. We use **tau-b**, as SciPy does. It divides by $\sqrt{a \cdot b}$: the score orders $a$ pairs,
# the truth orders $b$. Here that makes $5 / \sqrt{5 \cdot 6} = 0.913$. Without ties both forms are the
# same.
#
# ### Exercise 07.2
#
# Write tau-b by counting pairs. Your function judges every score of this lesson.

# %% exercise="07.2"
def kendall_tau(scores, truth):
    """Kendall's tau-b of two lists of numbers (or arrays) of equal length.

    Concordant minus discordant pairs, divided by sqrt(a * b): a pairs have different
    scores, b pairs have different truths. At least one pair is ordered by each list.
    """
    ...

# %% quick="07.q4"

# %% [markdown]
# ## Fewer epochs
#
# A cheaper version of the real task is a **proxy task**. How much of the task is left, here the number of
# epochs, is its **fidelity**. The table remembers the accuracy after every epoch, so we only look it up.
#
# ### Exercise 07.3
#
# This function gets accuracies after some epochs, `early`, and at the end, `final`, both of the shape
# (seeds, networks). For each seed it should return the tau of that seed's stopped trainings with the truth.
# But the taus that it returns are too high, because the comparison is not fair. Mend it.

# %% exercise="07.3"
def honest_taus(early, final):
    taus = []
    for seed in range(len(early)):
        truth = np.mean(final, axis=0)
        taus.append(kendall_tau(early[seed], truth))
    return taus

# %% [markdown]
# With that mended, your function judges a stop after each epoch. In the lower picture, first find the
# lowest point, then the grey line.

# %%
from nas_teach.lab.lesson_07.pictures import one_cycle, schedule_and_tau

final = looks[:, :, -1].T                                           # (seeds, networks)
stopped = np.array([honest_taus(looks[:, :, epoch].T, final) for epoch in range(6)]).T
counted = np.mean(honest_taus([costs["params"]] * 3, final))
fig = figure(6.2, 4.2)
schedule = one_cycle(epochs=6, batches=47, peak=0.01)      # batches of 128 images
schedule_and_tau(fig, schedule, stopped, ("counting parameters", counted))
show(fig, alt="Above, the learning rate: highest at about epoch 2, zero at the end. "
              "Below, tau after each epoch: lowest after 2, highest after 6.")

# %%
one, three, whole = stopped.mean(0)[[0, 2, 5]]
print(f"one epoch {one:.2f}, three epochs {three:.2f}, counting {counted:.2f}")
print("you wrote (best, worst):", "nothing" if my_guess == (..., ...) else my_guess)
flattered = np.mean([kendall_tau(scores, final.mean(0)) for scores in final])
print(f"six epochs: {whole:.2f}; before you mended it, {flattered:.2f}")

# %% [markdown]
# **Counting parameters, with no training at all, ranks these networks better than half a training does.**
# And twice the money can buy a *worse* ranking: epoch 2 falls behind epoch 1. The last line shows what the
# fault of exercise 07.3 would have added.
#
# The upper picture suggests why. In this **one-cycle** schedule the learning rate climbs to its peak and
# then falls to zero. At the peak the weights jump about, and a stop there catches each network at a random
# moment. That the learning rate spoils the ranking is our suspicion; we have not proved it. In any case, a
# training that is stopped early is not a short training, which would have its own, shorter cycle.
#
# ## Only the best matter
#
# A search does not care how well the bad networks are sorted. Compare the two columns of tau.

# %%
others = final[1:].mean(0)                       # the truth without seed 0
top = np.argsort(-others, kind="stable")[: len(others) // 10]
table = {"1 epoch": looks[:, 0, 0], "4 epochs": looks[:, 0, 3],
         "all 6 epochs": looks[:, 0, 5], "parameters": costs["params"]}
rows = {name: (kendall_tau(scores, others), kendall_tau(scores[top], others[top]))
        for name, scores in table.items()}
luck = np.sqrt(looks[top, :, -1].var(1, ddof=1).mean())
print(f"best tenth: the truths spread by {100 * others[top].std():.2f} points, "
      f"the noise of one training is {100 * luck:.2f}")
pd.DataFrame(rows, index=["tau, all", "tau, best 10 %"]).T.round(2)

# %% [markdown]
# All taus fall, that of the complete training too. The best tenth differ by less than the noise of one
# training, so there is little order left to find. A tau over a whole space, as papers quote it, says how
# well a score *throws out bad networks*. It says little about finding the best.
#
# ## Scores without training
#
# Can an *untrained* network tell how good it will be? **Zero-cost proxies** score it with a single batch of
# images. The simplest is **grad-norm**, the length of the gradient of that batch.
#
# **Synflow** looks at no data. It makes all weights positive, takes ones as the image, and adds up weight
# times gradient over all weights. Take a chain of two weights, −3 and 2. Made positive, its output is 3 x 2
# = 6. The first weight gives 3 times its gradient 2, which is 6. The second gives 2 times its gradient 3,
# again 6. The sum is 12, and the score is the logarithm of the sum. In a wider network the output is a sum
# over **paths** from an input to the output, each worth the product of its weights. The thick path in the
# picture, with its weights made positive, adds 1 x 1 = 1.

# %%
from nas_teach.lab.lesson_07.pictures import two_proxies

first, last = np.array([[2, -1], [1, 3]]), np.array([1, -2])    # a row a hidden unit
on = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 1, 1, 1]])      # a row an image
K = on @ on.T + (1 - on) @ (1 - on).T                           # both on, or both off
fig = figure(7.2, 2.9)
two_proxies(fig, first, last, on, K)
show(fig, alt="Left: a network of six weights. Middle: which of four ReLUs are on for "
              "three images. Right: how many agree for each pair of images.")

# %% [markdown]
# A **ReLU** lets positive numbers through and makes negative ones 0: it is *on* or *off*. **Naswot** asks
# which ReLUs each image switches on: the grid in the middle. Two images with the same pattern look alike to
# the network. So count for each pair of images the ReLUs that are on for both or off for both. This is the
# table $K$ on the right; images 1 and 2 agree in ReLUs 1 and 4, hence its 2. The score is $\log\det K$. The
# determinant of such a table is a single number: zero if two rows are equal, and the larger the more the
# rows differ.

# %% quick="07.q5"

# %% [markdown]
# Now let every ReLU stand twice in the network. All counts double, and $\log\det K$ of three images rises by
# $3 \log 2$, although the images are told apart *no better*. Synflow rises, too, because a wider network has
# more paths. **Both grow with the width, whether or not it helps.**
#
# We score 300 random networks. Beside the proxies stand three scores that need no batch: parameters,
# multiply-accumulates (MACs) and the measured **latency**, the milliseconds that one image takes.

# %%
import torch
from tqdm.auto import tqdm

from nas_teach.data import load_fashion
from nas_teach.evaluation import grad_norm, naswot, seeded, synflow
from nas_teach.networks import FashionNet

torch.set_num_threads(1)
some = np.random.default_rng(1).permutation(len(truth))[:300]
batch = [part[:32] for part in load_fashion("train", 28)]
nets = [seeded(FashionNet, bench.archs[i], seed=0) for i in some]
scored = {name: costs[name][some] for name in ("params", "macs", "latency_ms")}
for score in tqdm((synflow, naswot, grad_norm), desc="scores"):
    scored[score.__name__] = np.array([score(net, *batch) for net in nets])

# %% [markdown]
# What does each score know *beyond the width*? **Hold the width fixed**: rank the networks of width 4 among
# themselves only, then those of width 8, then those of width 16.
#
# ### Exercise 07.4
#
# Write this for groups of any kind, with your `kendall_tau`.

# %% exercise="07.4"
def taus_within(scores, truth, groups):
    """Kendall's tau within each group: a dict from the group to its tau.

    Three arrays of equal length; groups[i] is the group of network i. Only networks of
    the same group are compared. A group whose scores are all equal has no tau and is
    left out.
    """
    ...

# %% [markdown]
# The bars are 95 % intervals by the **bootstrap**: draw the networks anew with replacement, compute tau, and
# repeat that a thousand times; the package does this on arrays, with your formula. Compare the circles, then
# see which other marks stay right of zero.

# %% tags=["nbval-ignore-output"] reason="scores differ a little between processors"
from nas_teach.lab.showing.forest import forest
from nas_teach.statistics import tau_interval

NAMES = "parameters", "MACs", "latency", "synflow", "naswot", "grad-norm"
target, width = truth[some], np.array([bench.archs[i].width for i in some])
fixed = {}
for name, scores in zip(NAMES, scored.values()):
    every = kendall_tau(scores, target), *tau_interval(scores, target)[1:]
    fixed[name] = {"all widths": every}
    for group, tau in taus_within(scores, target, width).items():
        pair = scores[width == group], target[width == group]
        fixed[name][f"width {group}"] = tau, *tau_interval(*pair)[1:]
fig = figure(7.2, 6.6)
forest(fig.subplots(), fixed, "Kendall tau with the truth (bar: 95 % interval)")
show(fig, alt="Tau of six scores over all widths and at each. Parameters and MACs stay "
              "above zero; at width 16 none of the three proxies does.")
print(f"the width alone: tau {kendall_tau(width, target):.2f} over all widths; "
      f"within a width {taus_within(width, target, width) or 'none'}")

# %% [markdown]
# Over all widths the three proxies are above zero, and many papers stop here. But on this space *counting*
# beats each of them by far, and the width alone, which has three values, beats all six. At a fixed width
# little is left of the proxies: at width 16 none of them ranks better than a coin, and naswot ranks worse.
# Parameters and MACs fall, too, but stay above zero. Over all widths latency hardly ranks at all: it depends
# mostly on how many layers run one after the other (lesson 10).
#
# On other spaces synflow does well. Ask on each: **does your proxy beat the number of parameters, and does
# it still rank among networks of one size?**
#
# ## Successive halving
#
# A training that was stopped can go on. So look at many networks briefly, drop most of them, train the rest
# a little longer, and look again. That is **successive halving**, although often only one in three goes on.
# This number, here 3, is called **eta**. One run, from the first look to the winner, is a **bracket**. The
# coloured area is what a bracket pays: compare it with the dashed frame.

# %%
from nas_teach.lab.lesson_07.pictures import area_of_a_bracket

fig = figure(6.4, 3.0)
area_of_a_bracket(fig.subplots(), (27, 9, 3), (1, 3, 6))
show(fig, alt="27 networks are trained for one epoch, 9 of them for two more, 3 for "
              "three more: together a third of the frame of 27 by 6 epochs.")

# %% [markdown]
# You write it in two steps: the choice, then the loop.
#
# ### Exercise 07.5
#
# Who goes on? A `Trial` has `trial.arch` and `trial.reward`, as in lesson 05.

# %% exercise="07.5"
def best_in_eta(trials, eta):
    """The architectures of the best len(trials) / eta trials: a list, best first.

    Their number is rounded down, but never 0. Of equal rewards, the one that stands
    first in `trials` stays first. The list `trials` itself is not changed.
    """
    ...

# %% [markdown]
# ### Exercise 07.6
#
# Now the bracket, with your `best_in_eta`. `evaluate(arch, fidelity)` returns the accuracy after that many
# epochs.

# %% exercise="07.6"
from nas_teach.search import Trial


def halving(archs, evaluate, fidelities, eta):
    """One bracket of successive halving: a list of its rounds.

    The first round evaluates all of `archs`, in their order, at the first of the
    `fidelities`. Those that `best_in_eta` picks are evaluated at the next one, and so
    on. A round is a tuple (fidelity, trials, paid): `trials` is a list of Trial, and
    `paid` counts the epochs. Survivors train on from where they stopped, so only the
    new epochs are paid.
    """
    ...

# %% [markdown]
# Here is your bracket with 27 networks of FashionBench. Follow the best in truth down the last column.

# %%
from nas_teach.evaluation import one_training

rng, rows = np.random.default_rng(15), []
archs = [bench.archs[i] for i in rng.permutation(len(truth))[:27]]
favourite = max(archs, key=bench.reward)                   # the best in truth
for epoch, trials, paid in halving(archs, one_training(bench, rng), (1, 3, 6), 3):
    order = best_in_eta(trials, 1)                         # all of them, best first
    rank = order.index(favourite) + 1 if favourite in order else "dropped"
    rows.append((epoch, len(trials), paid, rank))
place = sum(bench.reward(arch) >= bench.reward(order[0]) for arch in archs)
print(f"handed over: number {place} in truth")
columns = ["after epoch", "networks", "epochs paid", "rank of the best"]
pd.DataFrame(rows, columns=columns)

# %% [markdown]
# 54 epochs are paid instead of 162. But a network that looks poor once is dropped for good, as the best was
# here after epoch 3. How often does that happen? Move *Draw* in the panel; its last sentence averages over
# 300 draws.

# %%
halving_bracket()

# %% quick="07.q6"

# %% [markdown]
# ## At equal price
#
# Is halving worth it? Random search trains one network after the other to the end; halving runs one of your
# brackets after the other, **at equal price, counted in epochs**. Because counting did so well, each also
# runs among **large networks only**, the 100 with the most parameters. That tells two causes apart: early
# looks, and a free score. But the idea of "large only" comes from a tau measured on this same table.
#
# `by_cost` says what would be handed over after the price of 1, 2, ... complete trainings. As always, it is
# judged by its *test* accuracy, which the search could not see.

# %%
from nas_teach.evaluation import by_cost, seed_noise

EVERY = np.arange(len(truth))
LARGE = np.argsort(-costs["params"], kind="stable")[:100]


def brackets_of(seed, pool, num, fidelities, eta=3):
    """Endless brackets of `num` networks, drawn from the pool."""
    rng = np.random.default_rng(seed)
    while True:
        archs = [bench.archs[i] for i in rng.choice(pool, num, replace=False)]
        rounds = halving(archs, one_training(bench, rng), fidelities, eta)
        yield [(fidelity, trials) for fidelity, trials, _ in rounds]


PLANS = {"random search": (EVERY, 1, (6,)), "halving": (EVERY, 27, (1, 3, 6)),
         "random, large only": (LARGE, 1, (6,)),
         "halving, large only": (LARGE, 27, (1, 3, 6))}
SEEDS, PRICE = 400, 50
curves = {name: np.array([by_cost(brackets_of(seed, *plan), bench, PRICE)
                          for seed in range(SEEDS)])
          for name, plan in tqdm(PLANS.items(), desc="searches")}

# %% [markdown]
# Each row is one plan minus another, at two prices. Compare the first row with the third.

# %%
from nas_teach.statistics import paired_difference


def lead(one, other, price):
    pair = (100 * curves[name][:, price - 1] for name in (one, other))
    return paired_difference(*pair)


PAIRS = (("halving", "random search"), ("random, large only", "random search"),
         ("halving, large only", "random, large only"))
rows = {f"{one}\nminus {other}": {f"price of {price} trainings": lead(one, other, price)
                                  for price in (10, 50)} for one, other in PAIRS}
fig = figure(7.2, 3.4)
forest(fig.subplots(), rows, "test accuracy, difference [percentage points]")
show(fig, alt="Leads with intervals: halving about a tenth of a point, large networks "
              "more; halving among large ones adds a little to that.")
print(f"noise of a single training: {100 * seed_noise(bench):.1f} points")

# %% [markdown]
# - **Early looks** help: halving is ahead of random search by about a tenth of a point. A rough look is good
#   enough to throw out the bad two thirds, and the saved epochs buy more networks. But among the networks
#   that are left, luck decides.
# - **The free score** helps more, without a single early look.
# - **Both together** are best: early looks know something beyond the size. Whether they add less among the
#   large networks than among all is not decided: the first and the third row overlap widely.
#
# No interval contains zero, and all differences are smaller than the noise of a single training.
#
# ### Exercise 07.7
#
# On another space, early looks know nothing: after epochs 1 and 3 the tau with the truth is 0. A complete
# training of six epochs has tau 0.7. The budget is the same for all. Which plan hands over the best
# network, on average?
#
# - **A** Halving: 27 networks, looks after epochs 1, 3 and 6, eta 3.
# - **B** Halving: 9 networks, looks after epochs 3 and 6, eta 3.
# - **C** Several such plans in turn, from many short looks to complete trainings only.
# - **D** Random search: complete trainings only.

# %% exercise="07.7"
answer = ...

# %% [markdown]
# ## The dots behind the taus (optional)
#
# One dot is a network. Move *Epochs paid for* to 2 and then up to 6, and watch the orange squares, the ten
# that look best. Then set *Networks* to *best 10 % in truth*: what is left of the cloud?

# %%
fidelity_ranking()

# %%
from nas_teach.statistics import top_overlap

found = {epoch + 1: top_overlap(looks[:, 0, epoch], others, 10) for epoch in range(6)}
table = pd.DataFrame(found, index=["of the true top ten, found"])
table.rename_axis("after epoch", axis=1)

# %% [markdown]
# Even the whole training finds fewer than half of the true top ten.
#
# ## Other brackets (optional)
#
# In the panel of halving, set eta to 5 and raise *First look after epoch* from 1 to 2. The price goes up.
# Does the best survive more often? Remember the learning rate. Here is the answer, over 300 draws.

# %%
from nas_teach.evaluation import many_trainings, simulate_halving

(seen, true), rows = (part[:, :27] for part in many_trainings(looks, 64)), []
for eta, epochs in ((3, (1, 3, 6)), (5, (1, 5, 6)), (5, (2, 6))):
    ranks = simulate_halving(seen[:, :, np.array(epochs) - 1], epochs, eta)
    last = ~np.isnan(ranks[np.arange(300), true.argmax(1), -1])
    paid = sum(row[2] for row in halving(archs, one_training(bench, rng), epochs, eta))
    rows.append((eta, epochs, paid, round(100 * last.mean())))
pd.DataFrame(rows, columns=["eta", "looks", "epochs paid", "best survives [%]"])

# %% [markdown]
# No: the last two rows agree within their uncertainty of about three points, although the last one costs
# half as much again. A look after epoch 2 falls into the valley of the taus.
#
# ## Hyperband (optional)
#
# How early may the first look be? Nobody knows beforehand. **Hyperband** does not decide. It runs several
# brackets in turn, from "many networks, first look very early" to "few, all trained fully". Below is the
# plan of the paper for at most R = 81 epochs and eta = 3. Compare the last column.

# %%
from nas_teach.evaluation import brackets

rows = []
for count, fidelities in brackets(81, 3):
    sizes = [max(1, count // 3**i) for i in range(len(fidelities))]
    each = sum(n * f for n, f in zip(sizes, fidelities))
    plan = ", ".join(f"{n} x {f}" for n, f in zip(sizes, fidelities))
    rows.append((count, plan, each))
pd.DataFrame(rows, columns=["networks", "networks x epochs", "epochs"])

# %% [markdown]
# Every bracket gets about the same budget: the number of brackets times R, here 5 x 81 = 405 epochs, less
# what rounding takes away. Even the last one, which has a single round and halves nothing, costs 405
# epochs: five complete trainings, not one. The plan is that of the paper (algorithm 1), which counts every
# round from scratch. Other implementations round differently, and some let survivors train on, so say which
# one you used.

# %%
def hyperband_of(seed, eta=2):
    rng = np.random.default_rng(seed)
    while True:
        for num, fidelities in brackets(6, eta):
            seeds = int(rng.integers(2**31))
            yield next(brackets_of(seeds, EVERY, num, fidelities, eta))


print("the plan for six epochs and eta 2:", brackets(6, 2))
curves["Hyperband"] = np.array([by_cost(hyperband_of(seed), bench, PRICE)
                                for seed in range(SEEDS)])
rows = {f"Hyperband minus\n{name}": {f"price of {price} trainings":
        lead("Hyperband", name, price) for price in (10, 50)}
        for name in ("random search", "halving")}
fig = figure(7.0, 2.6)
forest(fig.subplots(), rows, "test accuracy, difference [percentage points]")
show(fig, alt="Hyperband against random search and against halving, with intervals.")

# %% [markdown]
# Some of its brackets hardly halve. That is an insurance against misleading early looks. Ours mislead
# little, so there is little to insure: Hyperband is not ahead of plain halving at either price. Read no more
# than this from the picture. Leads of a few hundredths of a point, such as that over random search at the
# large price, can vanish with other seeds.
#
# ## Halving without waiting (optional)
#
# On many machines at once a bracket has a fault: a round begins only when its slowest training has ended,
# and all other workers wait. **Asynchronous halving** (ASHA) never waits. The networks at one fidelity are
# a **rung** of a ladder. Whenever a worker is free, it asks: has anybody earned the next rung? If so, this
# network is promoted. If not, the worker starts a new one at the lowest rung.
#
# ### Exercise 07.8
#
# Write the function that a free worker asks. `rungs[0]` is the lowest rung, `rungs[-1]` the highest. Each
# is a dict from a network's name to its reward, or to `None` while it still runs there, such as `[{"A":
# 0.7, "B": 0.8, "C": 0.6, "D": None}, {"B": None}]`.

# %% exercise="07.8"
def promote(rungs, eta):
    """Who is promoted next: a pair (name, number of the rung that it goes to), or None.

    Begin with the highest rung that has one above it, and go down. Of the n finished
    networks of a rung, the best n // eta may go on. The best of these that is not in
    the rung above yet, finished or running, is promoted. Of equal rewards, the one
    that stands first in the rung goes first. The rungs are not changed.
    """
    ...

# %% [markdown]
# Nine workers have one minute, and some networks train ten times as fast as others. Look at the white gaps.

# %%
from nas_teach.lab.lesson_07.pictures import busy_workers
from nas_teach.lab.lesson_07.workers import (
    asynchronous, handed_over, share_busy, synchronous)

per_epoch = {arch: bench.value(arch, "seconds") / 6 for arch in bench.archs}
LADDER, UNTIL = (1, 3, 6), 60


def both(seed):
    """The jobs of the two forms, on the same networks in the same order."""
    found, order = {}, np.random.default_rng(seed).permutation(len(truth)).tolist()
    for form in ("in rounds", "without waiting"):
        ask = (bench.archs[i] for i in order).__next__
        evaluate = one_training(bench, np.random.default_rng([seed, 1]))
        common = ask, evaluate, per_epoch.get, LADDER, 3, 9, UNTIL
        found[form] = (synchronous(*common, size=27) if form == "in rounds"
                       else asynchronous(promote, *common))
    return found


fig = figure(7.2, 4.6)
busy_workers(fig, both(0), UNTIL, LADDER)
show(fig, alt="Nine workers over a minute. In rounds, they wait for long stretches; "
              "without waiting, they are busy all the time.")

# %%
runs = [both(seed) for seed in tqdm(range(100))]
rows, test = {}, {}
for form in runs[0]:
    jobs = [run[form] for run in runs]
    done = [[job.rung for job in some if job.end <= UNTIL] for some in jobs]
    test[form] = np.array([100 * bench.test(handed_over(some, UNTIL)) for some in jobs])
    rows[form] = (100 * np.mean([share_busy(some, UNTIL) for some in jobs]),
                  np.mean([rungs.count(0) for rungs in done]),
                  np.mean([rungs.count(2) for rungs in done]), test[form].mean())
gap = paired_difference(test["without waiting"], test["in rounds"])
print("without waiting minus in rounds: {:+.2f} ({:+.2f} to {:+.2f})".format(*gap))
columns = ["busy [%]", "networks", "to the end", "test [%]"]
pd.DataFrame(rows, index=columns).T.round(2)

# %% [markdown]
# In the same minute nearly twice as many networks are looked at, and what is handed over is a little better.
# Be fair: rounds could fill their gaps with the next bracket. ASHA does that without a plan.
#
# ## Tau and its price (optional)
#
# All scores on the same three hundred networks, against the mean of seeds 1 and 2, so that the stopped
# trainings of seed 0 have no part in the truth. Further up is better, further left is cheaper.

# %% tags=["nbval-ignore-output"] reason="seconds are measured"
import time

from nas_teach.hardware import macs, parameters

WAYS = {"parameters": parameters, "MACs": lambda net: macs(net, (1, 28, 28))}
WAYS |= {name: lambda net, score=score: score(net, *batch) for name, score in
         (("synflow", synflow), ("naswot", naswot), ("grad-norm", grad_norm))}
seconds = {"latency": 0.22 * costs["latency_ms"][some].mean()}     # 220 passes
for name, way in WAYS.items():
    start = time.process_time()
    for net in nets[:100]:
        way(net)
    seconds[name] = (time.process_time() - start) / 100
points = {name: (seconds[name], *tau_interval(scores, others[some]))
          for name, scores in zip(NAMES, scored.values())}
full = costs["seconds"][some].mean()
stops = {str(e + 1): (full * (e + 1) / 6,
                      *tau_interval(looks[some, 0, e], others[some])) for e in range(6)}
families = {"counted or timed": {name: points[name] for name in NAMES[:3]},
            "one batch, untrained": {name: points[name] for name in NAMES[3:]},
            "trained, stopped after epoch": stops}

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
# than counting. That is *our* recipe and *our* space, in which size matters much.
#
# ## Fewer images, fewer pixels, a cycle of its own (optional)
#
# Now train some proxies ourselves. All cost about a sixth of a full training or less:
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
    part = [tensor[:images] for tensor in train_sets[side]]
    few = [tensor[:100] for tensor in validation[side]]   # for a look after each epoch
    train(model, part, few, epochs=epochs, batch_size=128, lr=0.01, seed=seed)
    return accuracy(model, validation[side])

# %% tags=["nbval-ignore-output"] reason="live training: digits and seconds differ between processors"
small = [i for i, arch in enumerate(bench.archs)
         if arch.block == "conv" and arch.depth == 1 and arch.width <= 8]
ten = np.random.default_rng(0).permutation(small)[:10]
TASKS = {"own cycle": (6000, 28, 1), "fewer images": (1000, 28, 6),
         "fewer pixels": (6000, 14, 1)}
proxies = {"stopped": looks[ten, 0, 0]}
price = {"stopped": costs["seconds"][ten].sum() / 6}
for name, (images, side, count) in tqdm(TASKS.items(), desc="proxies"):
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
# cycle of its own, it is a small finished one. When a paper says "we trained each candidate for *n*
# epochs", ask which it was. And which of the four *ranks* best? Ten networks are few, so look at the
# intervals.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
ranked = {**proxies, "parameters": costs["params"][ten]}
estimates = {name: tau_interval(scores, others[ten]) for name, scores in ranked.items()}
fig = figure(6.2, 3.2)
forest(fig.subplots(), estimates, "Kendall tau with the truth (bar: 95 % interval)")
show(fig, alt="Kendall tau of four proxies and of counting parameters on ten "
              "networks, with intervals so wide that all overlap.")
lowest_end = min(high for _, _, high in estimates.values())
assert max(low for _, low, _ in estimates.values()) < lowest_end     # all five overlap

# %% [markdown]
# All five intervals overlap. Ten networks cannot say which proxy ranks best, or whether any of them beats
# counting. A tau needs its interval, and that shrinks slowly: to halve it you need four times as many
# networks.

# %% [markdown]
# ## How high can a tau be? (optional)
#
# Even a complete training does not reach 1. If two seeds disagree about an order, no proxy can agree with
# both. So papers draw the **tau between seeds** as a ceiling. Is it one? Try it where we know everything: a
# score that returns the *exact* quality of each of 2,000 made-up networks.

# %%
from nas_teach.evaluation import seed_tau
from scipy.stats import kendalltau

rng = np.random.default_rng(0)
quality, noise = rng.normal(size=2000), 0.35
training_a, training_b = (quality + noise * rng.normal(size=2000) for _ in range(2))
between, exact = (kendalltau(score, training_b)[0] for score in (training_a, quality))
print(f"made up:      one training with another {between:.3f}, "
      f"the exact quality with a training {exact:.3f}")
means = [kendalltau(np.delete(final, seed, axis=0).mean(0), final[seed])[0]
         for seed in range(3)]
print(f"FashionBench: one training with another {seed_tau(bench):.3f}, "
      f"the mean of two with the third        {np.mean(means):.3f}")

# %% [markdown]
# It is no ceiling. The tau between seeds compares two *noisy* rankings, and a score that is less noisy than
# a training passes it. Read it as a yardstick: **this is how well one more training would rank.** But
# compare like with like. Against *one* training, one more has the first number; against the mean of two, as
# in most of our tables, it has the second.
#
# ## Weight sharing (optional)
#
# There is a radical way to save. Build one large network that holds all the choices, in each batch train a
# random path through it, and afterwards score every path with the weights that they share. That is **weight
# sharing**, and the large network is a **supernet**. One training replaces hundreds. But each choice saw
# only a part of the batches, and all other layers serve every path at once. Is the supernet's order the
# true order? Yu and others 2020 ([arXiv:1902.08142](https://arxiv.org/abs/1902.08142)) found a tau of −0.004
# on one space and of 0.195 on another. Lesson 08 builds a supernet and measures it with the tools of this
# lesson.
#
# ## Recap
#
# 1. A search needs an order, not a number. Kendall's tau counts the pairs in which two orders agree.
# 2. Judge a score against a truth that it had no part in, beside the number of parameters, and also among
#    networks of one size.
# 3. A stopped training is not a short one: while the learning rate is high, more epochs can rank worse.
# 4. Within the best tenth every tau falls. A cheap score throws out bad networks; it does not find the best.
# 5. Successive halving takes many brief looks and few long ones. It helps if early looks rank, and only a
#    comparison at equal price shows how much.
#
# ## Questionnaire
#
# Answer aloud, then look it up.
#
# 1. How does tau-b treat a tie, and how does tau-a?
# 2. Why must the truth be made without the training that is judged?
# 3. Why do synflow and naswot rise when every ReLU is doubled?
# 4. What does a tau of 0.7 over a whole space say about the best ten networks?
# 5. Halving among large networks is ahead of random search among them. What does that say of early looks?
# 6. If early looks know nothing, what does halving pay for one complete training, and why?
#
# ## What to use when
#
# | your case | use |
# |---|---|
# | size explains much, and nothing limits it | count parameters or MACs first, then search among the large |
# | the size is fixed | no score before you have measured its tau at that size |
# | early looks have a clear tau | successive halving, with equal price for its rival |
# | nobody knows how far to trust early looks | Hyperband |
# | many workers, trainings of unequal length | asynchronous halving |
# | early looks know nothing | complete trainings of fewer networks |
#
# ## What the papers did
#
# - Jamieson & Talwalkar 2016 ([arXiv:1502.07943](https://arxiv.org/abs/1502.07943)) brought successive
#   halving to hyperparameter search. Li and others 2018 ([arXiv:1603.06560](https://arxiv.org/abs/1603.06560)) made
#   Hyperband of it, and Li and others 2020 ([arXiv:1810.05934](https://arxiv.org/abs/1810.05934)) ASHA.
# - Synflow is from Tanaka and others 2020 ([arXiv:2006.05467](https://arxiv.org/abs/2006.05467)), who wanted
#   to prune networks; naswot from Mellor and others 2021
#   ([arXiv:2006.04647](https://arxiv.org/abs/2006.04647)).
# - Abdelfattah and others 2021 ([arXiv:2101.08134](https://arxiv.org/abs/2101.08134)) compared zero-cost
#   proxies. In their code, the *Spearman* correlation (mostly higher than tau) on NAS-Bench-201 is .74 for
#   synflow and .59 for grad-norm.
# - **NAS-Bench-Macro** is a table of another space, by Su and others 2021
#   ([arXiv:2103.11922](https://arxiv.org/abs/2103.11922)). The authors of this course measured on it: plain
#   MACs reach a rank correlation of .77 and synflow .75. The tau between two seeds is .88 over all networks,
#   and about 0 within the best 100.
#
# ## Where to go next
#
# The cheapest evaluation is to train once and score everything. Lesson 08 builds such a supernet.
#
# **Next:** [08 · The SuperConvBlock supernet](08_supernet.ipynb).
