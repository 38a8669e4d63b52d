# %% [markdown]
# # 14 · Your own search
#
# **Ten workers, ten times as fast? And how would you convince a sceptic that your search found something?**

# %%
from functools import partial

from nas_teach.evaluation import FashionBench, noisy_lookup
from nas_teach.lab import check, hint, many_workers_clock, quick, show, solution
from nas_teach.lab.lesson_14 import pictures
from nas_teach.scale import simulate_search, utilisation
from nas_teach.strategies import RandomSearch

bench = FashionBench.load()
seconds = partial(bench.value, column="seconds")  # of the recorded trainings


def in_batches(workers):
    """Random search on so many workers, all of which wait for the slowest."""
    strategy = RandomSearch(bench.space, seed=0)
    return simulate_search(strategy, noisy_lookup(bench, 0), seconds, 60, workers,
                           synchronous=True)


show(pictures.gantt(in_batches(10), 10, until=95),
     alt="Ten rows, one for each worker, over about a minute. Short and long bars are "
         "trainings; behind each bar a gap follows until the longest one has ended.")

# %% [markdown]
# Sixty networks of FashionBench, ten at a time. A bar is a training, as long as it really took. The next ten
# begin when the slowest of the ten before has ended.
#
# This is the last lesson. After it you can
#
# - compare many strategies at once without being fooled by their number (exercise 14.1);
# - let a search run on many workers, and say what that costs it (exercises 14.2 to 14.4);
# - search a space of your own, and report it so that a sceptic believes you (exercises 14.5 and 14.6).
#
# {{minutes}} **Builds on:** all lessons, above all 05 (evolution, paired differences) and 12 (the checklist).
#
# **Predict: for which share of the time do these ten workers train? From 0 to 1.**

# %%
my_guess = ...  # a number from 0 to 1

# %% quick="14.q1"

# %% quick="14.q2"

# %% [markdown]
# ## All strategies, one table
#
# Which strategy should you use? Here all of them had the same 150 trainings, with 40 seeds each, on two tables.
# Each saw one training of a network at a time; what it hands over is judged by test accuracies, which no search
# has seen. The searches take minutes, so they were recorded (`data/make_strategies.py`). Settings were taken from
# the lessons, and chosen there on other seeds or on FashionBench alone.
#
# Before you look: **is the order the same on both tables?**

# %%
from nas_teach.recorded import handed_over, load_strategies
from nas_teach.statistics import paired_difference

races = load_strategies()
results = {table: {name: 100 * accuracies for name, accuracies in
                   handed_over(races, table).items()}
           for table in ("FashionBench", "NAS-Bench-201")}


def lead(table, name):
    """By how many points a strategy is ahead of random search: (mean, low, high)."""
    return paired_difference(results[table][name], results[table]["random search"])


NAMES = [name for name in results["FashionBench"] if name != "random search"]
show(pictures.leads({table: {name: lead(table, name) for name in NAMES}
                     for table in results}),
     alt="Leads of six strategies over random search on two tables, with intervals. On "
         "FashionBench all lie within a fifth of a point of zero, on NAS-Bench-201 most "
         "lie between 0.2 and 0.5.")

# %% [markdown]
# On NAS-Bench-201 nearly everything that learns is ahead of random search; on FashionBench the leads are a tenth
# of a point. What a strategy is worth depends on the space.
#
# But look at how many intervals there are. Each misses the truth in 5 of 100 cases. Of twelve, one or another will.

# %% quick="14.q3"

# %% [markdown]
# **Holm's correction** pays for looking often. Say three comparisons have p = 0.01, 0.04 and 0.03. (A **p-value**,
# lesson 09: how often luck alone makes such a difference.) Sort them. The smallest is multiplied by the number
# of tests, the next by one less, and so on: 0.01 x 3 = 0.03, then 0.03 x 2 = 0.06, then 0.04 x 1 = 0.04. None may
# be below the one before it, so the last becomes 0.06, too. No probability exceeds 1.
#
# ### Exercise 14.1
#
# Write the rule. The values come back in the places of the p that came in.

# %% exercise="14.1"
def holm(p):
    """Holm's correction of a list of p-values: a list, in the order of `p`."""
    ...

# %% [markdown]
# The p of each lead comes from flipping the signs of the 40 differences at random: how often is their mean then
# as far from zero?

# %%
import numpy as np
import pandas as pd


def sign_flips(differences, flips=200_000):
    """How often random signs make a mean that is as far from zero."""
    signs = 1 - 2 * np.random.default_rng(0).integers(0, 2, (flips, len(differences)))
    means = np.abs(signs @ differences) / len(differences)
    return (1 + (means >= abs(np.mean(differences)) - 1e-9).sum()) / (1 + flips)


pairs = [(table, name) for table in results for name in NAMES]
p = [sign_flips(results[table][name] - results[table]["random search"])
     for table, name in pairs]
frame = pd.DataFrame({"lead": [lead(*pair)[0] for pair in pairs], "p": p, "Holm": holm(p)},
                     index=pd.MultiIndex.from_tuples(pairs))
frame.style.format({"lead": "{:+.2f}", "p": "{:.4f}", "Holm": "{:.4f}"})

# %% [markdown]
# Read the last column. Look at *Bayesian optimisation* on FashionBench: alone its p would have convinced us. As one
# of twelve it stands at 0.05, and other random flips put it on the other side. So we claim what stays below 0.01.

# %%
for table in results:
    claimed = [name for name in NAMES if frame.loc[(table, name), "Holm"] < 0.01]
    print(f"{table}: {', '.join(claimed) or 'none'}")

# %% [markdown]
# ## Many workers
#
# A table answers at once. A training does not, so a real search trains side by side.
#
# ### Exercise 14.2
#
# Four workers train a batch of four networks and wait for each other. Three trainings take 2 minutes, the fourth
# takes 10. For which share of the time do the workers train?

# %% exercise="14.2"
answer = ...

# %% [markdown]
# Why wait at all? Whoever is free can take the next question at once. The strategy then hears news late and in
# another order: that of the *ends*. The strategies of this course can live with that, because `tell` needs
# nothing but an architecture and its reward.
#
# ### Exercise 14.3
#
# Write this search, without real time: `seconds(arch)` says how long a training takes. Workers are numbered from
# 0; at the start they ask in this order. When a training ends, the strategy is told, and then the worker asks
# for the next one.

# %% exercise="14.3"
def many_workers(strategy, evaluate, seconds, budget, workers):
    """A search on workers that never wait: a list of (arch, worker, start, end).

    The list is in the order in which trainings end. `strategy` has ask() and
    tell(arch, reward), `evaluate(arch)` is the reward, `budget` the number of trainings.
    """
    ...

# %% [markdown]
# Your function trains the same sixty networks. Compare the gaps with those of the first picture.

# %%
def free_running(workers, budget=60):
    strategy = RandomSearch(bench.space, seed=0)
    return many_workers(strategy, noisy_lookup(bench, 0), seconds, budget, workers)


show(pictures.gantt(free_running(10), 10, until=95),
     alt="Ten rows of bars without gaps, over about half a minute; only at the end some "
         "workers have nothing left to do.")

# %%
rows = []
for workers in (1, 4, 10, 30):
    waiting, free = in_batches(workers), free_running(workers)
    work = sum(end - start for _, _, start, end in free)
    rows.append((workers, waiting[-1].end, free[-1][3], utilisation(waiting, workers),
                 work / workers / free[-1][3]))
told = pd.DataFrame(rows, columns=["workers", "batches [s]", "free [s]",
                                   "batches train", "free train"]).set_index("workers")
print("your guess for ten in batches:", "none" if my_guess is ... else my_guess)
told.style.format({"batches [s]": "{:.0f}", "free [s]": "{:.0f}",
                   "batches train": "{:.2f}", "free train": "{:.2f}"})

# %% [markdown]
# Ten workers in batches train for about half of the time: they are five times as fast as one, not ten times. Those
# that never wait lose only the end, when there is nothing left to ask. Real clusters are worse: some machines are
# slow, some trainings are lost. Turn the knobs; the static picture shows eight workers that wait.
#
# 1. Let 5 % of the trainings take ten times as long. What happens to workers that wait, and to those that do not?
# 2. With 64 workers, who profits from not waiting, the search or only the clock? Look at what is handed over.

# %%
many_workers_clock()

# %% [markdown]
# ## A real cluster
#
# Nothing of this has to be written by hand. **Dask** (`pip install nas-teach[scale]`) runs functions on a laptop's
# processes or on a thousand machines. `search` takes its client. Here are two processes on your machine, and in
# the middle of the search one of them is killed.

# %%
import os
import tempfile
import threading
import time
from pathlib import Path

from distributed import Client, LocalCluster

from nas_teach.search import search


def train(arch):  # as slow as a training would be, in small
    time.sleep(0.05)
    return bench.reward(arch, seed=0)


log = Path(tempfile.mkdtemp(), "search.jsonl")
with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,
                  silence_logs=50) as cluster, Client(cluster) as client:
    victim = next(iter(client.run(os.getpid).values()))
    threading.Timer(0.4, os.kill, (victim, 9)).start()  # 9: no time to say goodbye
    trials = search(RandomSearch(bench.space, seed=0), train, 40, log=log, executor=client)

lines = log.read_text().splitlines()[1:]  # the first line says which space
print(f"{len(trials)} trials, {len(lines)} lines in the log")

# %% [markdown]
# The training that the killed process had in hand was run again by the other one; none is missing, and none is
# there twice. On a computing centre only the first line of the `with` changes. With SLURM (package
# `dask-jobqueue`) it reads `SLURMCluster(cores=1, memory="4GB")`, followed by `cluster.scale(100)`; with Kubernetes
# it is `KubeCluster` of the package `dask-kubernetes`. `CONTRIBUTING.md` says how large a cluster should be.

# %% quick="14.q4"

# %% [markdown]
# ## Late news
#
# Two hundred trainings, on 1, 10 or 100 workers that never wait. The seconds are those recorded with NAS-Bench-201:
# one worker needs days. A search on 100 workers is done in one and a half hours. **But is what it hands over as
# good?** Read each colour from left to right.

# %%
from nas_teach.recorded import ParallelSetting, load_parallel
from nas_teach.statistics import mean_interval

parallel = load_parallel()
STRATEGIES = ("evolution, worst dies", "local search", "random search")


def runs(strategy, workers):
    setting = ParallelSetting("nas_bench_201", strategy, 200, workers, "asynchronous")
    return parallel[setting]


show(pictures.late_news({name: {workers: mean_interval([100 * one.after(200)
                                                        for one in runs(name, workers)])
                                for workers in (1, 10, 100)} for name in STRATEGIES}),
     alt="Test accuracy after 200 trainings against 1, 10 and 100 workers. Evolution and "
         "local search stay level up to 10 and fall at 100 almost to random search, which "
         "stays where it is.")

# %% [markdown]
# Ten workers cost these strategies nothing that twenty seeds could show. A hundred take nearly all that they had
# ahead of random search.
#
# ### Exercise 14.4
#
# Why does evolution with 100 workers hand over hardly more than random search, with the same 200 trainings?
#
# - **A** With so many workers more trainings fail, and their rewards are lost.
# - **B** A training takes longer when a hundred run at once, so less is learned from it.
# - **C** Evolution asks for the same networks again and again, because it does not know what is in flight.
# - **D** Half of its questions, and more, were asked before there was anything to learn from.

# %% exercise="14.4"
answer = ...

# %% [markdown]
# By the clock the hundred are worth their money all the same; an optional section draws it. **What counts is
# budget / workers: how many generations of news a search gets.** With 2,000 trainings a hundred workers cost
# nothing again.
#
# ## A space that no table holds
#
# So far somebody had trained everything for us. Here is a space that nobody has: six layers, each with its own
# kernel of 3, 5 or 7; then the width (8 to 24 channels), the activation, skip connections, the layer after which
# the map is halved (2, 3 or 4), and what makes one number of each channel at the end ("mean" or "max").

# %%
from torch import nn

from nas_teach.lab.lesson_14.parts import Layer  # Layer(channels, kernel, activation, skip)
from nas_teach.lab.lesson_14.parts import SPACE

print(f"{len(SPACE):,} networks, such as {tuple(SPACE.sample(np.random.default_rng(0)))}")

# %% [markdown]
# `Layer` is a convolution with batch norm, an activation (named "relu", "silu" or "tanh") and, with `skip`, a bridge.
#
# ### Exercise 14.5
#
# Write the function that builds a network. A stem, `nn.Conv2d(1, width, 4, stride=4)`, makes a map of 7 x 7. Six
# layers follow. Right after layer number `halve_after`, `nn.MaxPool2d(2)` halves the map. At the end the mean or
# the maximum over the map (`nn.AdaptiveAvgPool2d(1)`, `nn.AdaptiveMaxPool2d(1)`), `nn.Flatten()`, and a linear
# layer gives ten numbers.

# %% exercise="14.5"
def build_net(arch):
    """The network of an architecture of SPACE: images (n, 1, 28, 28) -> logits (n, 10)."""
    ...

# %% [markdown]
# Does it learn? Four random networks of your space, trained briefly.

# %%
from nas_teach.data import load_fashion
from nas_teach.evaluation import train_from_scratch
from nas_teach.hardware import parameters

train_set = tuple(part[:1000] for part in load_fashion("train"))
validation = tuple(part[:1000] for part in load_fashion("validation"))
reward = train_from_scratch(build_net, train_set, validation, epochs=2, seed=0)
rng = np.random.default_rng(1)
learned = []
for arch in [SPACE.sample(rng) for _ in range(4)]:
    learned.append(reward(arch))
    print(f"width {arch.width:2}, {arch.activation}, {arch.pool}: "
          f"{parameters(build_net(arch)):,} parameters")
assert max(learned) > 0.3  # guessing has 0.1

# %% [markdown]
# ## The plan comes first
#
# A search of your own begins with a file and not with a training. `Study` refuses to start until it is complete:
#
# ```python
# from nas_teach.capstone import Study, start, status
#
# plan = Study(
#     question="Does evolution beat my own network in 20 minutes?",
#     expectation="By about a point. Random search will do the same.",
#     rival_from="My own network was written down before any training.",
#     settings_from="As in lesson 05; nothing was tried.",
#     module="my_space.py",     # your SPACE, HAND_DESIGNED and build(arch)
#     minutes=20,
# )
# start("my_search", plan)      # in the background; you may close the notebook
# print(status("my_search"))    # at any time, from any notebook
# ```
#
# The run searches with your strategy, then with random search for as long. It retrains both winners and your own
# network with several seeds, and opens the test set once. The package counts the openings. Whatever stops it,
# `start("my_search")` goes on where it was. Leave `module` out, and it searches a space that comes along, of
# 209,952 networks.
#
# ### Exercise 14.6
#
# A colleague did the last part by hand. `candidates` holds validation accuracies, `{name: accuracy}`;
# `retrain(name, seed)` trains a network anew; `test(network)` opens the test set. Her result is better than it
# should be. There are two faults. Mend both, so that the winner and an honest number come back, with the seeds 0,
# 1 and 2.

# %% exercise="14.6"
def hand_over(candidates, retrain, test):
    accuracies = {}
    for name in candidates:
        accuracies[name] = max(test(retrain(name, seed)) for seed in range(3))
    winner = max(accuracies, key=accuracies.get)
    return winner, accuracies[winner]

# %% [markdown]
# ## One run, from the plan to the report
#
# This run was made beforehand, with the space that comes along. First the plan, as it was written:

# %%
from nas_teach.capstone import recorded_run, results as read_results

found = read_results(recorded_run())
print(found.study.question)
print("Expected:", found.study.expectation)

# %% [markdown]
# Now what came of it. First the searches, then the judgement: look at where the three intervals lie.

# %%
from nas_teach.lab.report.pictures import judged, learning_curve

fig, alt = learning_curve(found)
show(fig, alt=alt)

# %%
fig, alt = judged(found)
show(fig, alt=alt)
corrected = holm([compared.p for compared in found.comparisons])
for compared, p in zip(found.comparisons, corrected):
    print(f"strategy minus {compared.other}: {100 * compared.difference:+.2f} points, "
          f"p after Holm = {p:.2f}")
for net in found.networks:
    trial = found.curves[net.name].rewards.argmax() + 1 if net.name in found.curves else "none"
    print(f"{net.name}: {net.params:,} parameters, found in trial {trial}")
print(f"test set opened {len(found.openings)} time; about {1000 * found.kwh:.0f} Wh")

# %% [markdown]
# Evolution's network is ahead, clearly or nearly so, depending on the rival. Does evolution pay, then? Read the
# trials. Its network came in the second one, when its population was still being filled at random: evolution had no
# part in it. And it has about twelve times the parameters of its rivals. So what this run has found is a large
# network. About the strategy it says nothing, because one search of each kind was made. Whoever asks about
# strategies must plan several searches of each, as in the first table.
#
# The same folder makes the page that you hand in: `python -m nas_teach.lab.report my_search`. It holds the plan,
# both searches, the three networks, the checklist of lesson 12 filled in, and what could not be filled in.

# %% [markdown]
# ## A strategy for late news (optional)
#
# What must a strategy remember when ten answers are always missing?
#
# ### Exercise 14.7
#
# Write one. `ask()` gives an architecture at once, whatever is in flight, and never one that it has asked for
# before, as long as others are left. `tell` takes news in any order, and of networks that it never asked for. And
# it learns: on 30 switches, with eight answers always missing, it must find clearly more than random search.

# %% exercise="14.7"
class Patient:
    def __init__(self, space, seed):
        ...

    def ask(self):
        """An architecture of the space, at once."""
        ...

    def tell(self, arch, reward):
        """News of an architecture, late and in any order."""
        ...

# %% [markdown]
# Yours against the course's evolution, on FashionBench with 16 workers:

# %%
from nas_teach.strategies import RegularizedEvolution


def after_120(make, seed):
    done = many_workers(make(bench.space, seed), noisy_lookup(bench, seed), seconds, 120, 16)
    return 100 * bench.test(done[-1][0]), done


def handed(make, seed):
    strategy, seen = make(bench.space, seed), {}
    look = noisy_lookup(bench, seed)

    def evaluate(arch):
        seen[arch] = max(look(arch), seen.get(arch, 0))
        return seen[arch]

    many_workers(strategy, evaluate, seconds, 120, 16)
    return 100 * bench.test(max(seen, key=seen.get))


evolution = partial(RegularizedEvolution, aging=False)
own = [handed(Patient, seed) for seed in range(20)]
theirs = [handed(lambda space, seed: evolution(space, seed=seed), seed) for seed in range(20)]
mean, low, high = paired_difference(own, theirs)
print(f"yours minus evolution: {mean:+.2f} points ({low:+.2f} to {high:+.2f})")

# %% [markdown]
# ## By the clock (optional)
#
# Are a hundred workers a waste, then? Look at one hour, and at ten.

# %%
hours = np.geomspace(0.3, 100, 200)


def at_hours(strategy, workers):
    """(mean, low, high) of what is handed over at these hours, in per cent."""
    held = 100 * np.array([one.at(3600 * hours) for one in runs(strategy, workers)])
    return np.transpose([mean_interval(column) if np.isfinite(column).all() else
                         (np.nan, np.nan, np.nan) for column in held.T])


show(pictures.by_the_clock(hours, {f"evolution, {workers} workers":
                                   at_hours("evolution, worst dies", workers)
                                   for workers in (1, 10, 100)}),
     alt="Test accuracy of what evolution would hand over, against hours, for 1, 10 and "
         "100 workers. The curve of 100 workers rises first and ends lower.")
for workers in (1, 10, 100):
    ends = np.mean([one.seconds for one in runs("evolution, worst dies", workers)]) / 3600
    print(f"workers: {workers:3}. 200 trainings end after {ends:.1f} hours")

# %% [markdown]
# ## More trainings for a hundred workers (optional)
#
# With ten times the budget a hundred workers have twenty generations again.

# %%
def long_runs(strategy, workers):
    setting = ParallelSetting("nas_bench_201", strategy, 2000, workers, "asynchronous")
    return mean_interval([100 * one.after(2000) for one in parallel[setting]])


show(pictures.late_news({name: {workers: long_runs(name, workers)
                                for workers in (1, 100, 1000)} for name in STRATEGIES}),
     alt="Test accuracy after 2,000 trainings against 1, 100 and 1,000 workers. Evolution "
         "and local search are level up to 100 and fall at 1,000.")

# %% [markdown]
# ## Recap
#
# 1. Of many comparisons some come out by luck. Correct for their number, and judge by what no search saw.
# 2. Workers that wait for the slowest train for about half of the time; those that do not wait need a strategy that
#    takes news late and in any order.
# 3. What parallelism costs a search hangs on the budget for each worker, not on the number of workers.
# 4. A search of your own begins with a plan: question, expectation, rivals, budget, seeds. Then nothing of it changes.
# 5. Choose by validation, retrain with new seeds, open the test set once, and report all that you see.
#
# ## Questionnaire
#
# Answer aloud, then look it up.
#
# 1. Why does p = .03 mean less when it is the best of six? (All strategies, one table)
# 2. Why do workers that wait lose more, the more of them there are? (Many workers)
# 3. What does a strategy need so that it can hear news in any order? (Many workers)
# 4. When do a hundred workers learn nothing? (Late news)
# 5. Which entries of a plan protect you from yourself? (The plan comes first)
# 6. Name the two ways in which a test set can be used up without anybody noticing. (Exercise 14.6)
#
# ## What to use when
#
# This is the course in one table. Each line names its lesson, where the conditions were measured.
#
# | your case | use |
# |---|---|
# | a handful of architectures | train each with several seeds (01) |
# | 20 to 60 trainings, dear ones | Bayesian optimisation, and hand over its favourite (06) |
# | some hundred trainings | evolution without repeats; local search beside it (05) |
# | decisions that hang together, a whole list wanted | RNN controller or evolution without repeats (04) |
# | a new space | compare its parts by their EDFs first (12) |
# | trainings that can be stopped | successive halving, after counting parameters (07) |
# | thousands of candidates of one size | a supernet, if its tau with twenty trainings is good (08) |
# | one network for each of many devices | an elastic supernet (13) |
# | a device with a limit | the limit or its price inside of the search (10) |
# | a good network must become larger | try wider, deeper, sharper and compound at equal cost (11) |
# | many workers | no waiting; at least ten generations: budget / workers of 10 or more (14) |
# | in any case | random search at equal budget, beside all that you do (01) |
#
# ## What the papers did
#
# - **Lindauer and Hutter 2020** ([arXiv:1909.02453](https://arxiv.org/abs/1909.02453)) wrote the checklist that
#   the report fills in.
# - **Holm 1979**, *A simple sequentially rejective multiple test procedure*: the correction of exercise 14.1.
# - **Li and others 2020** ([arXiv:1810.05934](https://arxiv.org/abs/1810.05934)), ASHA: halving without waiting,
#   on hundreds of workers.
# - **Zoph and Le 2017** ([arXiv:1611.01578](https://arxiv.org/abs/1611.01578)) trained on 800 GPUs at a time. Their
#   controller got its news late, too.
#
# ## Where to go next
#
# You have written every part of a search. Take a data set that you care about, write its space, and start a plan
# tonight. What you find, report in full, also when random search wins.
