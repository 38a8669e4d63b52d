# %% [markdown]
# # 04 · The RNN controller
#
# Two decisions, four networks, two of them good. Can a controller learn to want *both* good ones, and
# neither of the others?

# %%
import numpy as np

from nas_teach.lab import check, decisions_explorer, hint, quick, show, solution
from nas_teach.lab.lesson_04 import pictures
from nas_teach.lab.showing.forest import forest
from nas_teach.lab.showing.style import figure
from nas_teach.space import SearchSpace

PAIR = SearchSpace({"block": ("conv", "mbconv"), "kernel": (3, 7)})
pays = {("conv", 3): 0.6, ("conv", 7): 0.9, ("mbconv", 3): 0.9, ("mbconv", 7): 0.6}
rewards = np.array([*pays.values()]).reshape(2, 2)

show(pictures.pair_maps({"reward": rewards}, most=1.2),
     alt="Conv with kernel 7 and mbconv with kernel 3 pay 0.9, the other pairs 0.6.")

# %% [markdown]
# In 2017 a recurrent network that wrote other networks made neural architecture search famous. In this
# lesson you write it, and you measure when its memory pays. After it you will be able to
#
# - say what independent decisions cannot express (exercise 04.1);
# - write an LSTM controller that makes one decision after another, and give the probability of everything
#   that it writes (exercises 04.2, 04.3 and 04.4);
# - read a comparison of search strategies fairly (exercise 04.5).
#
# {{minutes}} **Builds on:** lessons 02 and 03 (policy, logits, baseline, entropy) and lesson 01 (random
# search, the noise between seeds). No recurrent networks are needed.
#
# Three quick questions to warm up:

# %% quick="04.q1"

# %% quick="04.q2"

# %% quick="04.q3"

# %% [markdown]
# ## A bet
#
# At the end your controller competes on 648 real networks, with 150 evaluations a search. Its rivals:
#
# - **random search**, which learns nothing;
# - **independent logits**, the controller of lesson 02 with a list of logits for each decision. No list
#   knows what another one has said.
#
# By how many percentage points of accuracy will the network that the RNN hands over be better, on average?
# Zero and less are allowed.

# %%
my_guess = {"RNN − random search": ..., "RNN − independent logits": ...}

# %% [markdown]
# ## What independent decisions cannot say
#
# Conv blocks go with kernel 7, mbconv blocks with kernel 3. What is each decision worth by itself?

# %%
print("conv, mbconv:      ", rewards.mean(1))
print("kernel 3, kernel 7:", rewards.mean(0))

# %% [markdown]
# Nothing: only the combination matters. When the effect of one decision depends on another one, we speak of
# an **interaction**.
#
# A controller with independent logits multiplies: p(conv, 7) = p(conv) × p(7). Multiply the probabilities
# of the two good pairs, and then those of the two bad ones:
#
# $$p(\text{conv})\,p(7) \times p(\text{mbconv})\,p(3) \;=\; p(\text{conv})\,p(3) \times
# p(\text{mbconv})\,p(7)$$
#
# The same four factors stand on both sides. So if both good pairs are likely, the bad pairs cannot both be
# rare.
#
# ### Exercise 04.1
#
# An independent policy takes conv with probability 0.6 and kernel 7 with probability 0.7. In what share of
# its draws do block and kernel fit together? Your answer is a number from 0 to 1.

# %% exercise="04.1"
answer = ...

# %% [markdown]
# Now we train independent logits on the four networks: once without, and once with an entropy bonus, which
# pays for staying undecided (lesson 03). Look at the two good pairs, at the top right and the bottom left.

# %%
from nas_teach.evaluation import simulated
from nas_teach.search import search
from nas_teach.strategies import Reinforce


def pair_search(controller):
    search(controller, simulated(pays, noise=0.02, seed=1), 300)
    return controller


maps = {}
for beta in (0.0, 0.2):
    probs = pair_search(Reinforce(PAIR, lr=0.05, entropy=beta, seed=1)).probs
    maps[f"logits, bonus {beta}"] = np.outer(probs["block"], probs["kernel"])

show(pictures.pair_maps(maps),
     alt="Without bonus one good pair has nearly all, with bonus each pair a quarter.")

# %% [markdown]
# Without a bonus the controller forgets one of the good pairs. With the bonus it keeps both, and wastes
# about half of its draws on the bad ones. Yet it did find *one* good pair.
#
# ## One decision after another
#
# Any joint probability can be written decision by decision, each one **given** those before it. This is the
# **chain rule**:
#
# $$p(\text{block}, \text{kernel}) = p(\text{block}) \times p(\text{kernel} \mid \text{block})$$
#
# "If conv then 7, if mbconv then 3" is now easy: the kernel gets two rows of probabilities, one for each
# block.
#
# The loss of REINFORCE needs log p, and the logarithm of a product is a sum. So **log p of an architecture
# is the sum of the log-probabilities of its decisions**, each given those before it.

# %% quick="04.q4"

# %% [markdown]
# A full table of rows is hopeless for seven decisions: the last one would need a row for every way to get
# there, and a search of 150 evaluations would never see most of them. We need something that *shares* what
# it learns between rows.
#
# A **recurrent neural network** (RNN) reads a sequence one item at a time and keeps a **state**: numbers
# that sum up what it has read. Zoph and Le took the kind that is called **LSTM** (long short-term memory).
# This picture is the whole controller. Follow the dashed arrows: what is drawn in one step is read in the
# next.

# %%
fig = pictures.unrolled([("block", "conv"), ("kernel", 7), ("width", 16)])
show(fig, alt="Three steps side by side. Each reads a token, passes it through the "
              "LSTM cell, gets logits and draws a choice, which the next step reads.")

# %% [markdown]
# Every choice of every decision is a **token** with its own number, as words are in a language model. One
# more token says "start". An **embedding** turns a token into numbers that the cell can read; these numbers
# are learned. A linear layer turns the output of the cell into logits.

# %%
import torch
from torch import nn

from nas_teach.lab.lesson_04.parts import draw, first_tokens
from nas_teach.strategies import MovingAverage

torch.set_num_threads(1)


def new_parts(space, numbers=16, seed=0):
    torch.manual_seed(seed)
    tokens = first_tokens(space)[-1]
    parts = nn.ModuleDict({
        "embed": nn.Embedding(tokens + 1, numbers),  # token -> numbers
        "cell": nn.LSTMCell(numbers, numbers),       # numbers, state -> new state
        "score": nn.Linear(numbers, tokens),         # output -> a logit for each token
    })
    for weight in parts.parameters():
        nn.init.uniform_(weight, -0.1, 0.1)          # small: an almost even policy
    return parts


print(first_tokens(PAIR))

# %% [markdown]
# `first_tokens` says where the tokens of each decision begin. In `PAIR` conv and mbconv are the tokens 0
# and 1, kernels 3 and 7 are the tokens 2 and 3, and token 4, the last entry, says "start".
#
# ### Exercise 04.2
#
# Write one step of the picture, up to the logits and their softmax. Two knobs of ENAS (Pham et al. 2018)
# belong here. The **temperature** $T$ divides the logits: a large one makes the policy more even. The
# **tanh constant** $c$ then bounds them, so that no choice can die out:
#
# $$\text{logits} \;\rightarrow\; c \times \tanh(\text{logits} / T)$$
#
# The cell works on batches, and ours has one row. `parts["cell"](x, state)` takes numbers of shape (1, n)
# and the old state (None at the start), and returns the new state, a pair (hidden, cell). Its output is
# `hidden`.

# %% exercise="04.2"
def next_decision(parts, first, d, token, state, temperature=1.0, tanh_constant=None):
    """Log-probabilities of decision d after reading `token`, and the new state.

    Args:    parts: embed, cell and score. first: of first_tokens().
             tanh_constant: None leaves the tanh out.
    Returns: (tensor with one log-probability a choice of decision d, (hidden, cell))
    """
    ...

# %% [markdown]
# ### Exercise 04.3
#
# Now the whole controller, as a strategy with `ask` and `tell`. `self.decide(d, token, state)` is your
# `next_decision`, with its parts and knobs filled in. `draw(log_probs, rng)` draws the position of a
# choice. You write two methods:
#
# - `write` goes through the decisions: decide, draw, note the position, add to log p and to the entropy,
#   pass on the token of what was drawn. The entropy is the sum of the entropies of the steps.
# - `tell` makes one step of the optimiser on $-\log p \times (\text{reward} - \text{baseline}) - \beta
#   \times \text{entropy}$, as in lessons 02 and 03. `self.baseline(reward)` returns the baseline and then
#   updates it.

# %% exercise="04.3"
class Controller:
    def __init__(self, space, decide, optimizer, beta=0.0, seed=0):
        self.space, self.decide, self.optimizer = space, decide, optimizer
        self.beta, self.first = beta, first_tokens(space)
        self.baseline, self.rng = MovingAverage(), np.random.default_rng(seed)

    def write(self):
        """Positions of the choices drawn (a list); log p and entropy (tensors)."""
        ...

    def ask(self):
        choices, self.log_p, self.entropy = self.write()
        return self.space.at(choices)

    def tell(self, arch, reward):
        """One step on - log p x (reward - baseline) - beta x entropy."""
        ...

# %% [markdown]
# ## Your controller and the pair
#
# Same four networks, same bonus, same 300 evaluations as the independent logits had. To draw the map we
# need the probability of *given* architectures.
#
# ### Exercise 04.4
#
# This function should return log p of the architecture whose positions are `choices`. It runs, and its
# probabilities look sensible. Yet they are not those with which your controller draws. Mend it.

# %% exercise="04.4"
def log_probability(decide, first, choices):
    token, state, log_p = first[-1], None, 0.0
    for d, choice in enumerate(choices):
        log_probs, state = decide(d, token, state)
        log_p = log_p + log_probs[choice]
        token = choice
    return log_p

# %% quick="04.q5"

# %% [markdown]
# Look at the two good pairs in the right map, and at the sums of rows and columns in the printed table.

# %%
def new_controller(space, lr, beta=0.0, seed=0):
    parts, first = new_parts(space, seed=seed), first_tokens(space)

    def decide(d, token, state):
        return next_decision(parts, first, d, token, state)

    optimizer = torch.optim.Adam(parts.parameters(), lr)
    return Controller(space, decide, optimizer, beta, seed)


def probabilities(controller):
    given = (controller.decide, first_tokens(controller.space))
    with torch.no_grad():
        return np.exp([float(log_probability(*given, controller.space.indices(arch)))
                       for arch in controller.space])


mine = pair_search(new_controller(PAIR, lr=0.02, beta=0.2, seed=1))
maps = {"independent logits": maps["logits, bonus 0.2"],
        "your controller": probabilities(mine).reshape(2, 2)}
show(pictures.pair_maps(maps),
     alt="Independent logits give each pair a quarter, your controller most to two.")

# %%
import pandas as pd

pd.DataFrame({name: {"fits": joint[0, 1] + joint[1, 0], "p(conv)": joint[0].sum(),
                     "p(kernel 7)": joint[:, 1].sum(), "sum of all": joint.sum()}
              for name, joint in maps.items()}).T.round(2)

# %% [markdown]
# Your controller has learned "if conv then 7, if mbconv then 3". The **marginals**, the probabilities of
# single decisions, are not far from a half for both controllers. The joint policies differ. *You cannot see
# an interaction in the marginals.*

# %% quick="04.q6"

# %% [markdown]
# ## FashionBench: real rewards in microseconds
#
# To compare strategies honestly takes thousands of trainings, so they were made in advance.
# **FashionBench** is a **tabular benchmark**: each of the 648 architectures of lesson 01's space, really
# trained on Fashion-MNIST with three seeds.
#
# **What a search sees** is the validation accuracy of one training, drawn from the three. **What we judge
# by** is the *test* accuracy, the mean of the three. A searcher may not look at it, else it would choose by
# it. We, who compare strategies, may, because nothing is chosen by what we see.

# %%
from nas_teach.evaluation import (
    FashionBench, noise_ceiling, noisy_lookup, seed_noise, seed_tau,
)

bench = FashionBench.load()
SPACE = bench.space
seen = bench.rewards()                               # (648, 3), on validation
test = np.array([bench.test(arch) for arch in bench.archs])
ceiling = noise_ceiling(bench)
print(f"test accuracy: worst {test.min():.1%}, median {np.median(test):.1%}, "
      f"best {test.max():.2%}")
print(f"noise between trainings of one network: {100 * seed_noise(bench):.2f} points")
print(f"tau between the rankings of two seeds: {seed_tau(bench):.2f}")
print(f"noise ceiling: {ceiling:.2%}")

fig = figure(7.2, 2.9)
pictures.table_at_a_glance(fig, seen, test, test.max(), ceiling)
show(fig, alt="Left, how many architectures reach which test accuracy. Right, seed 0 "
              "against seed 1: a narrow cloud along the diagonal.")

# %% [markdown]
# **Kendall's tau** compares two rankings: the share of pairs in the same order minus the share in opposite
# order. It is 1 for equal rankings and 0 when they have nothing in common.
#
# The **optimum** is the greatest test accuracy of the table. The **noise ceiling** (dashed) is what you
# would hold on average if you trained *all* 648 once and took the winner on validation. It lies below the
# optimum, because the winner of many noisy trainings is partly a lucky one.

# %% quick="04.q7"

# %% [markdown]
# ### Your search, decision by decision
#
# Now your controller searches the table. Each picture is one decision: the height of a shade is the
# probability of that choice, given what was drawn before it. Which decision is made first?

# %%
from nas_teach.lab.lesson_04.parts import Watched
from nas_teach.search import incumbent

watched = Watched(new_controller(SPACE, lr=0.01, seed=1))
history = search(watched, noisy_lookup(bench, 1), 150)
probs = np.array(watched.rows)                       # (150, 18)
held = [bench.test(trial.arch) for trial in incumbent(history)]

fig = figure(7.4, 3.9)
paint = pictures.decisions_over_time(fig, SPACE, (test.min(), seen.max()))
paint(probs, [trial.reward for trial in history], held)
show(fig, alt="Seven stacked areas over 150 evaluations, one a decision; width "
              "is decided first. Beside them the accuracies that were met, which rise.")

# %% [markdown]
# It makes up its mind about one thing after another. Was each worth deciding? The **main effect** of a
# choice is the mean test accuracy of all architectures that have it, minus the mean of all.

# %%
codes = np.array([SPACE.indices(arch) for arch in bench.archs])
added_up, gap = np.full(len(test), test.mean()), {}
for d, (name, values) in enumerate(SPACE.choices.items()):
    effects = np.array([test[codes[:, d] == i].mean() for i in range(len(values))])
    gap[name] = 100 * np.ptp(effects)
    added_up += effects[codes[:, d]] - test.mean()
explained = 1 - np.var(test - added_up) / np.var(test)
print("best choice minus worst, in points:")
print(", ".join(f"{name} {gap[name]:.2f}" for name in sorted(gap, key=gap.get)[::-1]))
print(f"main effects explain {explained:.0%} of the variance of test accuracy")
assert gap["width"] > sum(gap.values()) / 2 and explained > 0.6

# %% [markdown]
# Width is worth more than all others together. It grows sure of decisions that are worth next to nothing,
# too: *its confidence is no proof*. The last line matters for our bet: where effects mostly add up, each
# decision can be learned by itself, and a memory has little to do.
#
# ## The bet is called
#
# A fair comparison keeps five rules: equal budgets; a noisy search and a judgement by numbers that it could
# not see; many seeds; random search in the same picture; and **paired differences**. Seed 7 of one strategy
# meets the same luck as seed 7 of another, so we subtract seed by seed and give the interval of *the
# difference*.
#
# Trying three learning rates and reporting the best is a search too. So we choose the rates on 30 **tuning
# seeds**, and take the verdict from 100 **fresh seeds** that had no part in the choice. `ManyLSTMs` is your
# controller for many seeds in one batch, which is much faster.

# %%
from nas_teach.statistics import paired_difference
from nas_teach.strategies import ManyLSTMs, ManyLogits, RandomSearch, search_many

TUNING, FRESH = range(1000, 1030), range(5000, 5100)
RATES = {"independent logits": (0.03, 0.1, 0.3), "RNN": (0.002, 0.006, 0.02)}


def noisy(seeds):
    return [noisy_lookup(bench, seed) for seed in seeds]


def handed_over(histories):
    """Test accuracy of the incumbent, (searches, evaluations), in per cent."""
    return 100 * np.array([[bench.test(trial.arch) for trial in incumbent(history)]
                           for history in histories])


def searched(name, lr, seeds):
    policy = ManyLSTMs(SPACE, seeds, 16) if name == "RNN" else ManyLogits(SPACE, seeds)
    return search_many(policy, noisy(seeds), 150, lr=lr)[0]

# %%
runs = {"random search": [search(RandomSearch(SPACE, seed=seed), evaluate, 150)
                          for seed, evaluate in zip(FRESH, noisy(FRESH))]}
for name, rates in RATES.items():
    scores = [handed_over(searched(name, lr, TUNING))[:, -1].mean() for lr in rates]
    chosen = rates[np.argmax(scores)]
    runs[name] = searched(name, chosen, FRESH)
    tried = ", ".join(f"{lr}: {s:.2f} %" for lr, s in zip(rates, scores))
    print(f"{name}, on tuning seeds: {tried}; chosen: {chosen}")
curves = {name: handed_over(histories) for name, histories in runs.items()}

# %% [markdown]
# See whether the intervals contain 0, and how far your guesses (diamonds) lie from the dots.

# %%
leads = {}
for one, other in (("RNN", "random search"), ("RNN", "independent logits"),
                   ("independent logits", "random search")):
    difference = paired_difference(curves[one][:, -1], curves[other][:, -1])
    leads[f"{one} − {other}"] = tuple(map(float, difference))
fig = figure(7.0, 2.2)
forest(fig.subplots(), leads, "lead [points of test accuracy]", guesses=my_guess)
show(fig, alt="Leads with intervals: of the RNN and of independent logits over "
              "random search above 0; of the RNN over independent logits around 0.")
print("your guesses:", {k: v for k, v in my_guess.items() if v != ...} or "none yet")
assert leads["RNN − random search"][1] > 0 > leads["RNN − independent logits"][1]

# %% quick="04.q8"

# %% [markdown]
# **Learning beats guessing** on this table: both leads over random search lie above 0. They are small, less
# than the noise between two trainings of one network. Whether **memory** adds anything is *not decided*:
# the interval contains 0, and it leaves room for less than a tenth of a point.
#
# Did the controllers learn so little? Look not at the best, but at what they *draw* at the end:

# %%
typical = {name: 100 * np.mean([[bench.test(t.arch) for t in history[-50:]]
                                for history in histories])
           for name, histories in runs.items()}
print({name: f"{value:.2f} %" for name, value in typical.items()})
print(f"chance that 150 random draws meet one of the best 1 %: {1 - 0.99 ** 150:.0%}")

# %% [markdown]
# They learned well: their *typical* network is much better than a random one. But a search hands over its
# *best*, and the best of 150 random draws is good already.
#
# ### Exercise 04.5
#
# Another table, 30 seeds, paired differences after 150 evaluations: *RNN minus random search +0.40 points,
# 95 % interval +0.15 to +0.65; RNN minus independent logits +0.10, interval −0.08 to +0.28.* Which claim do
# these numbers carry?
#
# - **A** The RNN beats independent logits, because its mean is higher.
# - **B** RNN and independent logits are equally good, because the interval contains 0.
# - **C** Nothing, because the intervals of the three single curves overlap.
# - **D** The RNN beats random search on this table; whether its memory is of any use here is not decided.

# %% exercise="04.5"
answer = ...

# %% [markdown]
# ## Where the memory pays
#
# Take a made-up landscape that is *all* interaction: three stages, each with a left and a right branch of
# 8, 16 or 32 channels. A stage works if its branches have the same width, and the reward is the share of
# stages that work, plus noise. Of 729 networks 27 are perfect.
#
# Engineers often want a *list* of good networks, to choose from by speed or size. **How many different
# perfect networks does a search of 300 evaluations find?** Each controller has an entropy bonus of 0.2,
# which keeps it looking. A new rival comes from the next lesson: **evolution** copies good networks with
# one small change. It runs in two forms; one of them never tries a network twice.

# %%
from nas_teach.statistics import mean_interval
from nas_teach.strategies import RegularizedEvolution

BRANCHES = SearchSpace({f"{side}{stage}": (8, 16, 32)
                        for stage in (1, 2, 3) for side in ("left", "right")})
works = {a: np.mean([a[2 * i] == a[2 * i + 1] for i in range(3)]) for a in BRANCHES}
perfect = {arch for arch, share in works.items() if share == 1}
SEEDS = range(30)


def made_up():
    return [simulated(works, noise=0.03, seed=seed) for seed in SEEDS]


def one_by_one(strategy, **settings):
    return [search(strategy(BRANCHES, seed=seed, **settings), evaluate, 300)
            for seed, evaluate in zip(SEEDS, made_up())]


# %%
many = {"random search": one_by_one(RandomSearch)}
for name, policy, lr in (("independent logits", ManyLogits(BRANCHES, SEEDS), 0.1),
                         ("RNN", ManyLSTMs(BRANCHES, SEEDS, 16), 0.01)):
    many[name] = search_many(policy, made_up(), 300, lr=lr, entropy=0.2)[0]
many["evolution with repeats"] = one_by_one(RegularizedEvolution, repeats=True)
many["evolution without repeats"] = one_by_one(RegularizedEvolution)
met = {name: [len({trial.arch for trial in history} & perfect) for history in histories]
       for name, histories in many.items()}
counts = {name: [float(x) for x in mean_interval(found)] for name, found in met.items()}
fig = figure(7.0, 2.6)
forest(fig.subplots(), counts, "different perfect networks found, of 27", ".1f")
show(fig, alt="Perfect networks found: the RNN and evolution without repeats about 20, "
              "the three others between 8 and 11.")
assert counts["RNN"][1] > 1.6 * counts["independent logits"][2]

# %% [markdown]
# Here the memory pays: with it a controller finds about twice as many perfect networks as without it.
# Independent logits face the dilemma of the pair three times over, and end as well as random search.
#
# But the RNN is not the only way. Evolution without repeats finds as many, and it has no weights at all: it
# keeps good networks and changes one thing, so most of a good combination stays. With repeats it finds
# about half as many.
#
# The landscape was made up to be hard for independent logits, and the bonus was chosen after looking, in
# favour of the RNN. Before you pay for a memory, *measure* how much interaction your own space has, as we
# did with the main effects.
#
# ## Temperature, bound and bonus (optional)
#
# Three knobs change how sure the controller may become. On the left, the temperature; on the right, the
# tanh constant, which stops the curve below 1.

# %%
fig = figure(7.0, 2.9)
pictures.favourite_curves(fig, temperatures=(0.5, 1, 5), constants=(None, 1.5, 0.5))
show(fig, alt="Probability of the favourite over the lead of its logit: a small "
              "temperature makes the curve steep, a large one flat; a tanh constant "
              "stops it below 1.")

# %% [markdown]
# What do they do to a search of FashionBench? The table changes one knob at a time, with three seeds each.
# Each entry says how many different networks were among the last 50 draws, and their mean test accuracy.

# %%
KNOBS = {"start": {}, "rate 0.05": {"lr": 0.05}, "rate 0.002": {"lr": 0.002},
         "temperature 5": {"temperature": 5.0},
         "tanh constant 0.5": {"tanh_constant": 0.5}, "bonus 0.05": {"entropy": 0.05}}
table = {}
for name, knob in KNOBS.items():
    policy = ManyLSTMs(SPACE, range(3), 16)
    histories, _ = search_many(policy, noisy(range(3)), 150, **{"lr": 0.01} | knob)
    for seed, history in enumerate(histories):
        last = [trial.arch for trial in history[-50:]]
        accuracy = 100 * np.mean([bench.test(arch) for arch in last])
        column = table.setdefault(f"seed {seed}", {})
        column[name] = f"{len(set(last))} networks, {accuracy:.1f} %"
pd.DataFrame(table)

# %% [markdown]
# At rate 0.05 the last 50 draws are only a handful of networks, or a single one. The controller is certain,
# but how good they are is luck: with one seed they are worse than at the start setting, with another one
# better. A high temperature, a tight bound and a large bonus keep the draws varied, and the typical network
# is worse for it. A bonus of 0.05 for a nat is more than most main effects, so staying undecided pays
# better than being right.
#
# The panel holds the same searches. Turn one knob, guess what the picture will show, and compare the seeds.
# Each setting of the table is one of the panel's.

# %%
decisions_explorer()

# %% [markdown]
# ## The whole entropy of a sequence (optional)
#
# The entropy in your `write` is the sum of the entropies of the steps, *along the sequence that was drawn*.
# Its average is the entropy of the whole policy. But its gradient misses something. Take two blocks: after
# A two kernels are equally good, after B only one is. Choosing A opens more variety, so a bonus for variety
# should favour A. The entropy along the drawn sequence never says so: it does not tell the first decision
# what comes later.
#
# Let $H(\text{kernel} \mid a)$ be the entropy of the kernel after choice $a$ of the block:
#
# $$H = H(\text{block}) + \sum_a p(a)\, H(\text{kernel} \mid a)$$
#
# The product rule gives two parts for the sum: $p(a)$ times the slope of $H(\text{kernel} \mid a)$, which
# you have, and the slope of $p(a)$ times $H(\text{kernel} \mid a)$, which is missing. The slope of $p(a)$
# is $p(a)$ times the slope of $\log p(a)$: the later entropy plays the part of a reward.
#
# ### Exercise 04.6
#
# Write a term whose gradient is, on average over the sequences that are drawn, the gradient of the whole
# entropy.

# %% exercise="04.6"
def entropy_term(log_ps, entropies):
    """A tensor to be added, times beta, to what is maximised.

    Args:    log_ps: for each decision log p of the choice drawn (tensors).
             entropies: for each decision its entropy, given the choices before it.
    """
    ...

# %% [markdown]
# Now train on the two blocks, with the average step (all four sequences, weighted by their probability).
# Three of them pay 0.9, the fourth pays 0. With a bonus of 0.1 the best policy gives each good one a third,
# so A gets two thirds.

# %%
def share_of_a(term, beta=0.1):
    """p(A) after 600 average steps on reward + beta x entropy."""
    first_row = torch.zeros(2, requires_grad=True)
    second = torch.zeros(2, 2, requires_grad=True)
    optimizer = torch.optim.Adam([first_row, second], 0.05)
    for _ in range(600):
        aim = 0.0
        for a, b in np.ndindex(2, 2):
            steps = first_row.log_softmax(0), second[a].log_softmax(0)
            log_ps = [steps[0][a], steps[1][b]]
            entropies = [-(step.exp() * step).sum() for step in steps]
            reward = 0.0 if (a, b) == (1, 1) else 0.9
            p = sum(log_ps).exp().detach()
            aim = aim + p * (reward * sum(log_ps) + beta * term(log_ps, entropies))
        optimizer.zero_grad()
        (-aim).backward()
        optimizer.step()
    return first_row.softmax(0)[0].item()


print(f"entropy along the drawn sequence: p(A) = "
      f"{share_of_a(lambda log_ps, entropies: sum(entropies)):.3f}")
print(f"the whole entropy:                p(A) = {share_of_a(entropy_term):.3f}")

# %% [markdown]
# Without the second part the controller treats A and B as equals. The package's controllers,
# `RNNController` and `search_many`, pay the entropy along the drawn sequence, which is simpler. ENAS adds
# the entropy to the *reward*, which gives the second part and leaves out the first.
#
# ## Recap
#
# 1. Independent logits multiply. They cannot hold two good combinations without the bad ones between them.
# 2. An RNN controller writes decision by decision: read a token, update the state, score, draw. What it
#    drew is what it reads next.
# 3. log p of an architecture is a sum over its decisions; the loss is that of lesson 02.
# 4. A search sees one noisy validation accuracy; we judge by test accuracy, pair by pair, on seeds that
#    chose nothing.
# 5. On FashionBench learning beats guessing by a little; a lead of memory is not decided. Where decisions
#    interact, memory pays, and evolution without repeats does as well.
#
# ## Questionnaire
#
# 1. Why can independent logits not give 45 % to each of two good pairs that share no choice?
# 2. What does the state of the controller hold, and what would be lost without it?
# 3. Why does every choice need a token of its own?
# 4. Why do the probabilities of all architectures add up to 1, even with a mistake in the tokens?
# 5. Why were the learning rates chosen on other seeds than those of the verdict?
# 6. Why does a policy that draws far better networks hand over only slightly better ones?
#
# ## What to use when
#
# - **One good network from a space whose effects mostly add up:** independent logits, or random search
#   first.
# - **Many good networks, and decisions that depend on each other:** a controller with memory and an entropy
#   bonus, or evolution without repeats, which is easier to set up.
# - **You do not know which:** evaluate some random networks and see how much main effects explain.
#
# ## What the papers did
#
# - **Zoph & Le 2017** ([arXiv:1611.01578](https://arxiv.org/abs/1611.01578)): a two-layer LSTM of 35 units,
#   REINFORCE with a moving average as baseline, Adam at 0.0006; every network trained from scratch, on 800
#   GPUs.
# - **NASNet** (Zoph et al. 2018, [arXiv:1707.07012](https://arxiv.org/abs/1707.07012)): the same RNN,
#   trained by PPO; 500 GPUs for four days.
# - **ENAS** (Pham et al. 2018, [arXiv:1802.03268](https://arxiv.org/abs/1802.03268)): temperature, tanh
#   constant, and an entropy bonus of 0.0001, added to the reward. Its saving came from shared weights
#   (lesson 08).
# - **Li & Talwalkar 2019** ([arXiv:1902.07638](https://arxiv.org/abs/1902.07638)) and Yu et al. 2020
#   ([arXiv:1902.08142](https://arxiv.org/abs/1902.08142)) asked the question of our bet.
#
# ## Where to go next
#
# Evolution did well without any weights. How does it work? The next lesson keeps a crowd of architectures,
# copies the good ones with small mistakes, and lets the old ones die.
#
# **Next:** [05 · Evolution](05_evolution.ipynb).
