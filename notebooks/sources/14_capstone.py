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
     alt="Ten rows, one for each worker, over a minute and a half. Short and long "
         "bars are trainings; behind each is a gap until the longest one has ended.")

# %% [markdown]
# A **worker** is a machine, or a part of one, that trains one network at a time. Here ten of them train sixty
# networks of FashionBench. Each bar is a training, as long as it really took. The next ten begin when the
# slowest of the ten before has ended.
#
# This is the last lesson. After it you can
#
# - compare many strategies at once without being fooled by their number (exercise 14.1);
# - let a search run on many workers, and say what that costs it (exercises 14.2 to 14.4);
# - search a space of your own, and report it so that a sceptic believes you (exercises 14.5 and 14.6).
#
# {{minutes}} **Builds on:** all lessons, above all 05 (evolution, paired differences) and 09 (permutation
# test).
#
# **Predict: for which share of the time do these ten workers train? From 0 to 1.**

# %%
my_guess = ...  # a number from 0 to 1

# %% quick="14.q1"

# %% quick="14.q2"

# %% [markdown]
# ## All strategies, one table
#
# Which strategy should you use? Here all of them had 150 trainings each, with 40 seeds, on two tables. What
# they hand over is judged by test accuracies, which no search has seen. Their settings come from the lessons,
# where they were chosen on FashionBench or on other seeds. The searches were recorded
# (`data/make_strategies.py`).
#
# Before you look: **is the order the same on both tables?**

# %%
import numpy as np
import pandas as pd

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
         "FashionBench all are a tenth of a point at most, on NAS-Bench-201 most lie "
         "between 0.2 and 0.5.")

# %% [markdown]
# On NAS-Bench-201 nearly everything that learns is ahead of random search. On FashionBench the leads are a
# tenth of a point at most. What a strategy is worth depends on the space.
#
# But count the intervals. Each misses the truth in 5 of 100 cases. There are twelve, so one of them may well
# miss.

# %% quick="14.q3"

# %% [markdown]
# Remember p from lesson 09: if there were no true difference, how often would luck alone make one as large?
# This share is called a **p-value**. **Holm's correction** pays for looking often. Say that three comparisons
# have p = 0.01, 0.04 and 0.03.
#
# 1. Sort them. The smallest is multiplied by the number of tests, the next by one less, and so on:
#    0.01 x 3 = 0.03, then 0.03 x 2 = 0.06, then 0.04 x 1 = 0.04.
# 2. None may be below the one before it, so the last becomes 0.06, too. None may exceed 1.
#
# ### Exercise 14.1
#
# Write the rule. Each corrected value comes back in the place where its p came in: here 0.03, 0.06, 0.06.

# %% exercise="14.1"
def holm(p):
    """Holm's correction of a list of p-values: a list, in the order of `p`."""
    ...

# %% [markdown]
# Now the p of each lead. If a strategy were no better than random search, each of its 40 differences could as
# well have the other sign. So we flip signs at random: how often is the mean then as far from zero?

# %%
def sign_flips(differences, flips=10_000):
    """p: how often random signs make a mean that is as far from zero."""
    signs = 1 - 2 * np.random.default_rng(0).integers(0, 2, (flips, len(differences)))
    means = np.abs(signs @ differences) / len(differences)
    return (1 + (means >= abs(np.mean(differences)) - 1e-9).sum()) / (1 + flips)


pairs = [(table, name) for table in results for name in NAMES]
p = [sign_flips(results[table][name] - results[table]["random search"])
     for table, name in pairs]
leads = [lead(*pair)[0] for pair in pairs]
pd.DataFrame({"lead": leads, "p": p, "Holm": list(holm(p))},
             pd.MultiIndex.from_tuples(pairs)).round({"lead": 2, "p": 4, "Holm": 4})

# %% [markdown]
# Read the last column, which your function computed. On NAS-Bench-201 all but the RNN controller stay far
# below 0.05. On FashionBench look at *Bayesian optimisation*: its own p would have convinced us. As one of
# twelve it is at the border, and with other random flips it falls on either side. So on FashionBench nothing
# is proved.

# %% [markdown]
# ## Many workers
#
# A table answers at once. A real training takes its time, so real searches train several networks side by
# side.
#
# ### Exercise 14.2
#
# Four workers train a batch of four networks and wait for each other. Three trainings take 2 minutes, the
# fourth takes 10. For which share of their time do the workers train? This share is called **utilisation**.

# %% exercise="14.2"
answer = ...

# %% [markdown]
# Why wait at all? A worker that is free can begin the next training at once. The others are still **in
# flight**: asked for, but not yet told. So the strategy hears its news late, and in the order in which
# trainings *end*. The strategies of this course can live with that, because `tell` needs nothing but an
# architecture and its reward.
#
# ### Exercise 14.3
#
# Write this search. No time passes in it: `seconds(arch)` says how long a training takes. The workers are
# numbered from 0, and at second 0 they ask one after the other. When a training ends, the strategy is told
# its reward, and then this worker asks for its next network.

# %% exercise="14.3"
def many_workers(strategy, evaluate, seconds, budget, workers):
    """A search on workers that never wait: a list of (arch, worker, start, end).

    The list is in the order in which trainings end. `strategy` has ask() and
    tell(arch, reward), `evaluate(arch)` is the reward, `budget` how many are trained.
    """
    ...

# %% [markdown]
# Your function trains the same sixty networks. Compare the gaps with those of the first picture.

# %%
def free_running(workers, budget=60):
    strategy = RandomSearch(bench.space, seed=0)
    return many_workers(strategy, noisy_lookup(bench, 0), seconds, budget, workers)


show(pictures.gantt(free_running(10), 10, until=95),
     alt="Ten rows of bars without gaps, over less than a minute; only at the end some "
         "workers have nothing left to do.")

# %%
rows = []
for workers in (1, 4, 10, 30):
    waiting, free = in_batches(workers), free_running(workers)
    work = sum(end - start for _, _, start, end in free)
    rows.append((workers, round(waiting[-1].end), round(free[-1][3]),
                 utilisation(waiting, workers), work / workers / free[-1][3]))
print("your guess for ten in batches:", "none" if my_guess is ... else my_guess)
pd.DataFrame(rows, columns=["workers", "batches [s]", "free [s]", "batches train",
                            "free train"]).set_index("workers").round(2)

# %% [markdown]
# *Batches* wait, *free* workers do not; *train* is the utilisation. Ten workers in batches train for about
# half of the time, so they are about five times as fast as one. Free workers lose only the end, when nothing
# is left to ask. Real clusters are worse: some machines are slow, some trainings are lost. Turn the knobs. At
# first eight workers wait for the slowest.
#
# 1. Let 5 % of the trainings take ten times as long. How much does that slow down workers that wait, and free
#    ones?
# 2. Set it back to 0 and take 64 workers. How many times as fast as one are they, waiting and free?

# %%
many_workers_clock()

# %% [markdown]
# ## A real cluster
#
# On a real cluster we use **Dask**, a library that runs functions in the processes of a laptop or on a
# thousand machines. `search` takes its client. Below, two processes of your machine train, and one training
# takes its worker down with it, as a power cut would. **How many of the 40 trainings will be in the log?**

# %%
import os
import tempfile
import time
from pathlib import Path

from distributed import Client, LocalCluster

from nas_teach.search import search

strategy = RandomSearch(bench.space, seed=0)
asked = [strategy.ask() for _ in range(40)]  # what the search will ask for
local = {"n_workers": 2, "threads_per_worker": 1,
         "dashboard_address": "127.0.0.1:0", "silence_logs": 50}  # without messages

# %%
with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    log, died = Path(folder, "search.jsonl"), Path(folder, "died")

    def train(arch):  # runs in one of the two processes
        time.sleep(0.05)  # as slow as a training would be, in small
        if arch == asked[9] and not died.exists():
            died.touch()
            os.kill(os.getpid(), 9)  # 9: at once, without a goodbye
        return bench.reward(arch, seed=0)

    with (LocalCluster(local_directory=folder, **local) as cluster,
          Client(cluster) as client):
        again = RandomSearch(bench.space, seed=0)
        trials = search(again, train, 40, log=log, executor=client)
    lines = log.read_text().splitlines()[1:]  # the first line says which space
    print(f"A worker died: {died.exists()}. The log has {len(lines)} trainings")
    print("Each question once:", sorted(arch for arch, _ in trials) == sorted(asked))

# %% [markdown]
# The other process, or the successor of the dead one, ran the lost training again.

# %% quick="14.q4"

# %% [markdown]
# ### On a hundred machines (optional)
#
# Only the line with `LocalCluster` changes. On a computing centre with SLURM (package `dask-jobqueue`):
#
# ```python
# cluster = SLURMCluster(cores=1, job_cpu=4, memory="16GB", walltime="04:00:00")
# cluster.scale(jobs=100)
# client = Client(cluster)
# ```
#
# On Kubernetes (package `dask-kubernetes`) the first line is `cluster = KubeCluster(name="nas",
# image="...")`. We wrote these lines from the manuals and did not run them. `CONTRIBUTING.md` speaks of
# sizes, costs and failures.

# %% [markdown]
# ## Late news
#
# Free workers save time. Is what they hand over as good? Each search has two hundred trainings of
# NAS-Bench-201 and 20 seeds; the seconds were recorded with the table. The cell prints how long 1, 10 and 100
# workers need. In the picture, read each colour from left to right.

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
     alt="Test accuracy after 200 trainings against 1, 10 and 100 workers. Evolution "
         "and local search stay level up to 10 and fall at 100 almost to random "
         "search, which stays where it is.")
for workers in (1, 10, 100):
    ends = np.mean([one.seconds for one in runs("evolution, worst dies", workers)])
    print(f"workers: {workers:3}. Evolution ends after {ends / 3600:.1f} hours")

# %% [markdown]
# Ten workers cost these strategies nothing that twenty seeds could show. A hundred take most of what they had
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
# What counts is budget / workers: so many rounds of news a search gets. Twenty rounds cost nothing here, two
# cost most of the lead. Two optional sections below go on: by the clock, and with ten times the budget.
#
# ## A space that no table holds
#
# So far somebody had trained everything for us. Nobody has trained this space: six layers, `kernel1` to
# `kernel6` of 3, 5 or 7; then `width`, 8 to 24 channels; `activation`; `skip`, yes or no; `halve_after`, the
# number of the layer after which the map is halved; and `pool`, "mean" or "max", which makes one number of
# each channel.

# %%
from torch import nn

from nas_teach.lab.lesson_14.parts import SPACE, Layer

print(f"{len(SPACE):,} networks, such as")
print(tuple(SPACE.sample(np.random.default_rng(0))))

# %% [markdown]
# `Layer(channels, kernel, activation, skip)` is a convolution with batch norm and the activation of that
# name. Where `skip` is true, its input is added to its output.
#
# ### Exercise 14.5
#
# Write the function that builds a network. A stem, `nn.Conv2d(1, width, 4, stride=4)`, makes a map of 7 x 7.
# Six layers follow. Right after layer number `halve_after`, `nn.MaxPool2d(2)` halves the map. At the end come
# the mean or the maximum over the map (`nn.AdaptiveAvgPool2d(1)` or `nn.AdaptiveMaxPool2d(1)`),
# `nn.Flatten()`, and a linear layer that gives ten numbers.

# %% exercise="14.5"
def build_net(arch):
    """The network of an architecture: images (n, 1, 28, 28) -> logits (n, 10)."""
    ...

# %% [markdown]
# Do they learn? Four random networks of your space, trained briefly. Guessing has 10 %.

# %% tags=["nbval-ignore-output"] reason="live training: digits differ between processors"
from nas_teach.data import load_fashion
from nas_teach.evaluation import train_from_scratch
from nas_teach.hardware import parameters

train_set = tuple(part[:2000] for part in load_fashion("train"))
validation = tuple(part[:1000] for part in load_fashion("validation"))
reward = train_from_scratch(build_net, train_set, validation, epochs=3, seed=0)
rng = np.random.default_rng(1)
four = [SPACE.sample(rng) for _ in range(4)]
pd.DataFrame({"width": [arch.width for arch in four],
              "parameters": [parameters(build_net(arch)) for arch in four],
              "validation [%]": [round(100 * reward(arch)) for arch in four]})

# %% [markdown]
# ## The plan comes first
#
# A search of your own begins with a plan. It is written down before the first training, so that no result can
# change the question. `Study` accepts it only when it is complete:
#
# ```python
# plan = Study(
#     question="Does evolution beat my own network in 20 minutes?",
#     expectation="By about a point. Random search will do the same.",
#     rival_from="My own network was written down before any training.",
#     settings_from="As in lesson 05; nothing was tried.",
#     module="my_space.py",  # your SPACE, HAND_DESIGNED and build(arch)
#     minutes=20,
# )
# ```
#
# The run searches with evolution, then with random search for as long. It retrains both winners and your own
# network with several seeds, and opens the test set once. The package counts the openings. If you like, start
# yours now, in the optional section *Your own run*; it trains while you read on.
#
# ### Exercise 14.6
#
# A colleague did the last part by hand. `candidates` holds validation accuracies, `{name: accuracy}`;
# `retrain(name, seed)` gives a network that was trained anew; `test(network)` is its test accuracy. The
# number that comes back is better than it should be. There are two faults. Mend both, so that the winner and
# an honest number come back, from the seeds 0, 1 and 2.

# %% exercise="14.6"
def hand_over(candidates, retrain, test):
    accuracies = {}
    for name in candidates:
        accuracies[name] = max(test(retrain(name, seed)) for seed in range(3))
    winner = max(accuracies, key=accuracies.get)
    return winner, accuracies[winner]

# %% [markdown]
# How much too good was it? Thirty random networks of FashionBench, fifty times over. We compare what is
# reported with what the winner is worth, its mean test accuracy.

# %%
def colleague(candidates, retrain, test):
    tests = [(name, test(retrain(name, seed))) for name in candidates
             for seed in range(3)]
    return max(tests, key=lambda pair: pair[1])


def excess(rule, repeat):
    """Percentage points by which a rule reports more than its winner is worth."""
    some = np.random.default_rng(repeat).permutation(len(bench.archs))[:30]
    seen = {bench.archs[i]: bench.reward(bench.archs[i], seed=0) for i in some}
    winner, number = rule(seen, lambda arch, seed: (arch, seed % 3),
                          lambda net: bench.test(net[0], seed=net[1]))
    return 100 * (number - bench.test(winner))


for name, rule in (("the colleague", colleague), ("you", hand_over)):
    mean = np.mean([excess(rule, repeat) for repeat in range(50)])
    print(f"{name}: {abs(mean):.2f} points too much")

# %% [markdown]
# In the first table no strategy was ahead by so much on FashionBench. Here it comes from the choice alone.
#
# ## One run, from the plan to the report
#
# This run was made beforehand, on another space, which the package brings along: 209,952 networks. First its
# plan:

# %%
from textwrap import fill

from nas_teach.capstone import recorded_run, results as read_results

found = read_results(recorded_run())
print(fill(found.study.question, 88))
print(fill(f"Expected: {found.study.expectation}", 88))

# %% [markdown]
# Now what came of it. First the searches: when was the best network of each found? Then the judgement: do the
# three intervals overlap?

# %%
from nas_teach.lab.report.pictures import judged, learning_curve

fig, alt = learning_curve(found)
show(fig, alt=alt)

# %%
fig, alt = judged(found)
show(fig, alt=alt)

# %%
p = holm([compared.p for compared in found.comparisons])
table = pd.DataFrame({"parameters": [net.params for net in found.networks]},
                     index=["evolution", "random search", "by hand"])
table["found in trial"] = [*(found.curves[name].rewards.argmax() + 1
                             for name in ("search", "random")), "-"]
table["behind [points]"] = ["-", *(round(100 * one.difference, 2)
                                   for one in found.comparisons)]
table["p, Holm"] = ["-", *(round(one, 3) for one in p)]
print("openings of the test set:", len(found.openings))
table

# %% [markdown]
# Evolution's network is ahead of both rivals. After Holm the lead over random search is not proved, and that
# over the network by hand hardly. Does evolution pay, then? Look at the trials: its network came in the
# second one, while the population was still being filled at random. Evolution had no part in it. And it has
# more than ten times the parameters of its rivals. So this run has found a large network. About the strategy
# it says nothing, since each search was made once. A question about strategies needs several searches of
# each, as in the first table.
#
# The same folder makes the page that you hand in. It shows the plan, both searches, the three networks, the
# checklist of Lindauer and Hutter (lesson 12) filled in, and what could not be filled in.
#
# ## Your own run (optional)
#
# Copy each block into a new cell and run it. The first one is a file with your space. Its very
# first line must be `%%writefile my_space.py`; put it above these:
#
# ```python
# from torch import nn
#
# from nas_teach.lab.lesson_14.parts import SPACE, Layer
#
# HAND_DESIGNED = SPACE.arch(3, 3, 3, 3, 3, 3, width=16, activation="relu", skip=True,
#                            halve_after=3, pool="mean")
#
#
# def build_net(arch):
#     ...  # paste yours, from exercise 14.5
#
#
# build = build_net  # the name that a study asks for
# ```
#
# As `HAND_DESIGNED` write down the network that *you* would take, before you have trained any. Your own space
# is another `SPACE = SearchSpace({...})` in this file; your own images are a function `data(split)`. With
# `Patient` (and `import numpy as np`) in the file, `strategy="Patient"` in the plan searches with your
# strategy.
#
# Now the plan, in your own sentences, and what a training costs:
#
# ```python
# from nas_teach.capstone import Study, pilot, start, status, stop
#
# plan = Study(question="...", expectation="...", rival_from="...", settings_from="...",
#              module="my_space.py", minutes=20)
# ```
#
# ```python
# pd.DataFrame(pilot(plan))  # your network and four random ones, trained once
# ```
#
# The column `seconds` says how many trainings fit into your minutes. You have seen rewards now, so say that
# in `settings_from`, and run the cell with the plan again. Then start. The run goes on when you close the
# notebook; `stop("my_search")` ends it early, and `start("my_search")` goes on with it.
#
# ```python
# start("my_search", plan)
# ```
#
# ```python
# print(status("my_search"))  # at any time
# ```
#
# After the two searches, of 20 minutes of processor time each, come 15 retrainings. When `status` says
# *finished*, make the report, `my_search/report.html`. Open it in your browser, and hand it in.
#
# ```python
# from nas_teach.lab.report.page import write_report
#
# write_report("my_search")
# ```

# %% [markdown]
# ## A strategy for late news (optional)
#
# What must a strategy remember when ten answers are always missing?
#
# ### Exercise 14.7
#
# Write one. `ask()` gives an architecture at once, whatever is in flight. As long as others are left, it
# gives none that it has asked for before. `tell` takes news in any order, also of networks that it never
# asked for. And the strategy learns. On 30 switches, where the reward is the share that is on, and with about
# eight answers always missing, it must turn on 80 % within 250 questions.

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


def handed(make, seed):
    """Test accuracy of what a search hands over after 120 trainings, in per cent."""
    look, seen = noisy_lookup(bench, seed), {}

    def evaluate(arch):
        seen[arch] = look(arch)
        return seen[arch]

    many_workers(make(bench.space, seed), evaluate, seconds, 120, 16)
    return 100 * bench.test(max(seen, key=seen.get))


def evolution(space, seed):
    return RegularizedEvolution(space, aging=False, seed=seed)


own = [handed(Patient, seed) for seed in range(20)]
theirs = [handed(evolution, seed) for seed in range(20)]
mean, low, high = paired_difference(own, theirs)
print(f"yours minus evolution: {mean:+.2f} points ({low:+.2f} to {high:+.2f})")

# %% [markdown]
# ## By the clock (optional)
#
# Are a hundred workers a waste, then? Say that you must hand over after one hour, or after ten: which colour
# is on top?

# %%
hours = np.geomspace(0.3, 100, 200)


def at_hours(strategy, workers):
    """(mean, low, high) of what is handed over at these hours, in per cent."""
    held = 100 * np.array([one.at(3600 * hours) for one in runs(strategy, workers)])
    return np.transpose([mean_interval(column) if np.isfinite(column).all() else
                         (np.nan, np.nan, np.nan) for column in held.T])


show(pictures.by_the_clock(hours, {f"evolution, workers: {workers}":
                                   at_hours("evolution, worst dies", workers)
                                   for workers in (1, 10, 100)}),
     alt="Test accuracy of what evolution would hand over, against hours, for 1, 10 "
         "and 100 workers. The curve of 100 workers rises first and ends lower.")

# %% [markdown]
# After one hour the hundred are far ahead. After ten hours they have long ended, and ten workers hand over
# more.

# %% [markdown]
# ## More trainings for a hundred workers (optional)
#
# With ten times the budget a hundred workers have twenty rounds of news again, and a thousand have two.

# %%
def long_runs(strategy, workers):
    setting = ParallelSetting("nas_bench_201", strategy, 2000, workers, "asynchronous")
    return mean_interval([100 * one.after(2000) for one in parallel[setting]])


longer = {name: {workers: long_runs(name, workers) for workers in (1, 100, 1000)}
          for name in STRATEGIES}
show(pictures.late_news(longer, 2000),
     alt="Test accuracy after 2,000 trainings against 1, 100 and 1,000 workers. "
         "Evolution and local search are level up to 100 and fall at 1,000.")

# %% [markdown]
# A hundred workers lose nothing now. A thousand lose a part of the lead.

# %% [markdown]
# ## Recap
#
# 1. Of many comparisons some come out by luck. Correct for their number, and judge by what no search has
#    seen.
# 2. On FashionBench ten workers that wait for the slowest train for about half of the time. Free workers
#    hardly wait, and the strategy hears its news late and in another order.
# 3. What parallelism costs a search depends on budget / workers, the rounds of news that it gets.
# 4. A search of your own begins with a plan: question, expectation, rivals, budget, seeds. It does not
#    change.
# 5. Choose by validation, retrain with new seeds, open the test set once, and report all that you see.
#
# ## Questionnaire
#
# Answer aloud, then look it up.
#
# 1. Why does p = 0.03 mean less when it is the smallest of six? (All strategies, one table)
# 2. Why do workers that wait lose more, the more of them there are? (Many workers)
# 3. What does a strategy need so that it can take news in any order? (Many workers)
# 4. When does a search on a hundred workers learn next to nothing? (Late news)
# 5. Which entries of a plan protect you from yourself? (The plan comes first)
# 6. In which two ways did the colleague use up the test set? (Exercise 14.6)
#
# ## What to use when
#
# The course in one table. Behind each line stands the lesson that measured it, with the conditions.
#
# | your case | use |
# |---|---|
# | a dozen architectures, cheap trainings | train them all, with several seeds each (01) |
# | some dozens of dear trainings | Bayesian optimisation; hand over its favourite (06) |
# | some hundred trainings | evolution without repeats (05, 14) |
# | many good networks, decisions that depend on each other | an RNN controller, or evolution (04) |
# | early looks that rank well | successive halving, against a rival at equal price (07) |
# | sizes differ, and nothing limits them | count parameters first (07) |
# | very many candidates, dear trainings | a recalibrated supernet; train twenty of its paths alone (08) |
# | trainings of days, a supernet that fits into memory | DARTS; random cells at equal cost beside it (09) |
# | a limit in milliseconds | time on that device; the hard form as a reward (10) |
# | your small network must grow | a grid at equal cost, chosen on validation (11) |
# | a new space, a few hundred short trainings | the EDFs of its parts, with bands (12) |
# | many devices, dear trainings | an elastic supernet, one choice for each device (13) |
# | many workers | no waiting; enough rounds of news: twenty cost nothing, two cost much of the lead (14) |
# | always | random search at equal budget beside it (01) |
#
# ## What the papers did
#
# - **Holm 1979**, *A simple sequentially rejective multiple test procedure*: the correction of exercise 14.1.
# - **Zoph and Le 2017** ([arXiv:1611.01578](https://arxiv.org/abs/1611.01578)) trained 800 networks at a
#   time, on 800 GPUs. A hundred copies of the controller asked side by side and did not wait for each other.
# - **Li and others 2020** ([arXiv:1810.05934](https://arxiv.org/abs/1810.05934)), ASHA: halving without
#   waiting, on hundreds of workers.
# - **Lindauer and Hutter 2020** ([arXiv:1909.02453](https://arxiv.org/abs/1909.02453)) wrote the checklist
#   that the report fills in.
#
# ## Where to go next
#
# You have written every part of a search. Take a data set that you care about, write its space, and start a
# plan tonight. Report what you find in full, also when random search wins.
