# %% [markdown]
# # 05 · Evolution
#
# **You will breed networks: write evolution in a dozen lines, watch a population live and die, and measure
# whether it is wise to kill the best.**
#
# After this lesson you can
#
# - write a tournament, and find the bug that quietly ruins a population (exercises 05.1 to 05.3);
# - foretell how hard a tournament selects, and read a takeover curve (exercises 05.4 and 05.5);
# - say what it does to a search when members die of age, and where that pays (exercise 05.6).
#
# {{minutes}} **Builds on:** lesson 01 (space, strategy,
# budget, incumbent, winner's curse) and FashionBench from lesson 04, recalled below.

# %%
from nas_teach.lab import check, evolution_player, hint, show, solution

# %% [markdown]
# ## Would you kill the best?
#
# Here is a search strategy from biology. Keep a **population**, say 20 networks that were trained. In each
# step pick a good one, change it a little, train the changed one, and add it. Now there are 21, and one
# must go. Which?
#
# 1. **The worst dies.** What else?
# 2. **The oldest dies**, however good it is. Twenty evaluations after it was found, the best network of the
#    whole search is thrown out of the population.
#
# The second rule made one of the best known results of NAS. **Predict: after 150 evaluations, which rule
# hands over the better network? By how many percentage points? And how far are both ahead of random
# search?** Write down three numbers.

# %%
my_guesses = ..., ..., ...  # points: rule 2 minus rule 1; rule 1 minus random; rule 2 minus random

# %% [markdown]
# We ask FashionBench: 648 networks, each trained three times with other seeds, all results in a table. A
# look-up is *noisy*: it draws one of the three trainings. The mean of the three is the **true accuracy**;
# the search never sees it, but it is what we judge by. Each search runs with 100 seeds, and equal seeds
# meet equal noise, so we may take **paired differences**: seed by seed, then their mean and its 95 %
# interval.

# %%
import numpy as np
from tqdm.auto import tqdm

from nas_teach.evaluation.benchmark import FashionBench, lookup, noisy_lookup
from nas_teach.evaluation.comparison import compare, noise_ceiling
from nas_teach.statistics import mean_interval, paired_difference
from nas_teach.search import Trial, search
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.local_search import LocalSearch, neighbours
from nas_teach.strategies.random_search import RandomSearch

bench = FashionBench.load()
space, seeds, budget, curves = bench.space, 100, 150, {}
strategies = {
    "random search": lambda seed: RandomSearch(space, seed=seed),
    "the worst dies": lambda seed: RegularizedEvolution(space, aging=False, seed=seed),
    "the oldest dies": lambda seed: RegularizedEvolution(space, aging=True, seed=seed),
}
for name, make in tqdm(strategies.items(), desc="strategies"):
    curves |= compare({name: make}, bench, budget, seeds)         # {name: (seeds, budget)}

# %%
def paired(one, two):
    """Mean and interval of paired differences in percentage points, and what they allow us to say."""
    mean, low, high = (100 * x for x in paired_difference(one, two))
    verdict = "undecided" if low <= 0 <= high else "the first is ahead" if low > 0 else "the second is ahead"
    return f"{mean:+.2f} points (95 % interval {low:+.2f} to {high:+.2f}): {verdict}"


last = {name: values[:, -1] for name, values in curves.items()}   # (seeds,)
for one, two in (("the oldest dies", "the worst dies"), ("the worst dies", "random search"),
                 ("the oldest dies", "random search")):
    print(f"{one:15} minus {two:14}: {paired(last[one], last[two])}")
gap = abs(np.mean(last["the oldest dies"] - last["the worst dies"]))
lead = np.mean(last["the oldest dies"] - last["random search"])
print("the two rules differ by less than both lead random search:", gap < lead)

# %% [markdown]
# Random search is behind both. And throwing out the best? It does cost something, but only a fraction of
# the lead over random search. That should puzzle you: so much thrown away, so little lost. By the end of
# the lesson you will know what the second rule buys, what it costs, and where each wins.
#
# ## Mutation
#
# A **mutation** changes one decision of an architecture, drawn at random, to another of its choices. The
# architecture before is the **parent**, the one after the **child**.

# %%
parent = space.arch(kernel1=5, kernel2=3, block="conv", width=8, depth=1, skip=False, heads=0)
rng = np.random.default_rng(0)

names = list(space.choices)
name = names[rng.integers(len(names))]
others = [value for value in space.choices[name] if value != getattr(parent, name)]
child = parent._replace(**{name: others[rng.integers(len(others))]})
print(child)
print("as the package does it:", child == space.mutate(parent, np.random.default_rng(0)))

# %%
from nas_teach.lab.showing.architectures import six_changes
from nas_teach.lab.showing.style import figure, label


def change(old, new):
    [text] = [f"{name} {a} → {b}" for name, a, b in zip(names, old, new, strict=True) if a != b]
    return text.replace("mbconv", "MB")


rng, children = np.random.default_rng(1), {}
while len(children) < 6:
    child = space.mutate(parent, rng)
    children[change(parent, child)] = child
notes = {title: f"{100 * bench.reward(arch):.1f} %" for title, arch in ({"base": parent} | children).items()}
fig = figure(7.0, 5.2)
six_changes(fig, parent, children, notes)
show(fig, alt="A parent network as a row of boxes, and six children that differ from it in one decision "
              "each.")
for title, note in notes.items():
    print(f"{title:24}true accuracy {note}")

# %% [markdown]
# ### Exercise 05.1
#
# The seven decisions of FashionBench have 3, 3, 2, 3, 3, 2 and 2 choices. How many different children can
# one parent have?

# %% exercise="05.1"
answer = ...

# %% [markdown]
# Why should a child of a good parent be good? Because architectures that differ in little tend to perform
# alike. Believe it only if the table says so: take all pairs of architectures, sort them by the number of
# decisions in which they differ, and correlate their true accuracies. (A **correlation** of 1 means that
# one tells all about the other, 0 that it tells nothing.)

# %%
indices = np.array([space.indices(arch) for arch in bench.archs])            # (648, 7)
truth = np.array([bench.reward(arch) for arch in bench.archs])               # (648,)
distance = (indices[:, None] != indices[None]).sum(2)                        # (648, 648)
likeness = {}
for steps in range(1, 8):
    one, two = np.nonzero(distance == steps)
    likeness[steps] = np.corrcoef(truth[one], truth[two])[0, 1]
    print(f"{steps} decisions differ: correlation {likeness[steps]:+.2f}")
print("the nearer, the more alike:", likeness[1] > likeness[2] > likeness[3] > likeness[5])

# %% [markdown]
# One mutation keeps most of what made the parent good; after four, nothing of it is left. (Beyond, the
# sign is negative: whoever differs from a good network in everything has the bad choice wherever there are
# but two.) That is all the knowledge that evolution has. Where it fails, in a space in which neighbours are
# strangers, evolution can do no better than random search.
#
# ## The tournament
#
# Who becomes the parent? "Always the best" would be hasty: its reward may be luck, and all eggs lie in one
# basket. "Anyone" would learn nothing. The **tournament** lies between: draw a few members at random, and
# the best of *those* is the parent. Their number is the **sample size**.
#
# ### Exercise 05.2
#
# `rewards` holds the reward of each member of a population, and `drawn` the positions of the members that
# were drawn for the tournament. Return the position, in the population, of the winner. Of equal ones, the
# one that was drawn first wins.

# %% exercise="05.2"
def answer(rewards, drawn):
    ...

# %% [markdown]
# How hard does a tournament select? The best member wins whenever it is drawn at all. If $S$ of $P$ members
# are drawn, that happens with the probability
#
# $$\frac{S}{P}.$$
#
# The second best wins if it is drawn and the best is not, and so on down. Run 20,000 tournaments among 20
# members, numbered by rank:

# %%
from nas_teach.lab.lesson_05.pictures import chances_by_rank
from nas_teach.strategies.evolution import win_chance

P, wins = 20, {}
for S in (1, 2, 5, 10):
    drawn = rng.random((20_000, P)).argsort(1)[:, :S]      # S different ranks, 0 is the best
    wins[S] = np.bincount(drawn.min(1), minlength=P)
    again = 1 - (1 - 1 / P) ** S                           # if a member may be drawn twice
    print(f"sample size {S:2}: the best wins {S / P:.1%} by formula, {wins[S][0] / 20_000:.1%} simulated, "
          f"{again:.1%} drawn with replacement;  worse half wins {win_chance(P, S)[P // 2:].sum():.1%}")

fig = figure(6.2, 3.0)
chances_by_rank(fig.subplots(), P, wins)
show(fig, alt="The share of tournaments won falls with the rank: flat for sample size 1, and the steeper the "
              "larger the sample; simulated marks lie on the lines of the formula.")

# %% [markdown]
# This is **selection pressure**: how much more often the good ones breed. With sample size 1 there is none.
# With 5 of 20, the package's default, the best has every fourth child, and the worse half hardly any. No
# reward was ever added or averaged; only the *order* counts. Multiply all rewards by ten and nothing
# changes, quite unlike lesson 03.
#
# (The paper draws *with replacement*, so a member may be drawn twice. The third number shows how little
# that changes.)
#
# ## The whole loop
#
# Start with $P$ random architectures. Then, again and again: tournament, mutation, training, one death.

# %%
def evolve(evaluate, budget, population_size=20, sample_size=5, aging=True, seed=0):
    rng, population, history = np.random.default_rng(seed), [], []
    for _ in range(budget):
        if len(population) < population_size:
            arch = space.sample(rng)
        else:
            drawn = rng.choice(population_size, sample_size, replace=False)
            winner = max((population[i] for i in drawn), key=lambda trial: trial.reward)
            arch = space.mutate(winner.arch, rng)
        population.append(Trial(arch, evaluate(arch)))                # the youngest stands last
        history.append(population[-1])
        if len(population) > population_size:
            worst = min(population, key=lambda trial: trial.reward)
            population.remove(population[0] if aging else worst)
    return history


for aging in (True, False):
    by_hand = evolve(lookup(bench, seed=1), 150, aging=aging)
    by_package = search(RegularizedEvolution(space, aging=aging, repeats=True), lookup(bench, seed=1), 150)
    print(f"aging={aging}: the same {len(by_hand)} choices and rewards: {by_hand == by_package}")

# %% [markdown]
# That is evolution, all of it. What it hands over in the end is the best trial of its whole *history*, not
# of the last population.
#
# The package adds one option. `repeats=True` is this loop and the paper: a child may be an architecture
# that was trained before, and is then trained *again*. `repeats=False`, the package's default, mutates anew
# until the child is new (20 tries at most). That spends no evaluation twice. Remember it; with noise it
# will matter.
#
# ### Exercise 05.3
#
# A colleague writes architectures as lists. Her function takes the parent of position `winner` out of the
# population, a list of pairs `[arch, reward]`, and makes a child with another `value` in one decision. It
# returns the population and the child. The child is right, the search runs without an error, and finds
# nothing. Mend the function.

# %% exercise="05.3"
def answer(population, winner, decision, value):
    child = population[winner][0]
    child[decision] = value
    return population, child

# %% [markdown]
# ## Watch it
#
# Each dot is an evaluation, and stands where it was made. Blue ones are alive. The thin line at a member
# leads from the accuracy that the search *saw* to the true one: its luck. Press *Play*, or move *Evaluation*
# with the arrow keys.

# %%
evolution_player()

# %% [markdown]
# 1. Play it from the start. The living are always the last 20: a window that slides along, and no member
#    outlives it.
# 2. Go to evaluation 150 and let *the worst* die instead. Now the living are the top of the picture,
#    however old. Look at their thin lines: do most of them hang *down*?
# 3. Set *Sample size* to 1 with the oldest dying: nobody selects any more. Does the cloud still rise?
# 4. Set *Sample size* to 10, and watch the diversity on the right.
# 5. Change the seed a few times before you believe any of it.
#
# ## Aging
#
# Experiment 1 shows the second rule at work. It is called **aging** or **regularised** evolution: each
# member lives for exactly $P$ further evaluations, good or bad. The only way to last is to have children
# that are good as well.
#
# Is that risky? The best member is in $S$ of $P$ tournaments on average. If nothing better comes, it has
# about $P \times S / P = S$ children in its life.
#
# ### Exercise 05.4
#
# $P = 20$, $S = 5$. A member is the best of the population during its whole life, which means in 20
# tournaments. With what probability does it die without a single child? In per cent, one decimal.

# %% exercise="05.4"
answer = ...

# %% [markdown]
# ## Takeover and diversity
#
# All members descend from the $P$ random **founders** of the beginning. Sooner or later one founder's
# descendants fill the whole population. The number of evaluations until then is the **takeover time**.
#
# A rough forecast for aging: the leading family has about $S$ children for each member, so in each lifetime
# of $P$ evaluations it grows by the factor $S$. From 1 to $P$ members that takes $\ln P / \ln S$ lifetimes,
# so
#
# $$\text{takeover time} \approx P \, \frac{\ln P}{\ln S}.$$
#
# The forecast supposes that children are as good as their parents. The package's `trace` writes down who
# descends from whom, so let us measure, with 30 seeds each and `repeats=True` as in the paper.

# %%
from nas_teach.strategies.pedigree import diversity, largest_family, trace, takeover

SIZES, LENGTH, RULES = (1, 2, 5, 10, 20), 300, {"the oldest dies": True, "the worst dies": False}
runs = {}
for rule, S in tqdm([(rule, S) for rule in RULES for S in SIZES], desc="runs"):
    runs[rule, S] = [trace(RegularizedEvolution(space, P, S, aging=RULES[rule], repeats=True, seed=seed),
                           noisy_lookup(bench, seed), LENGTH)
                     for seed in range(30)]

times = {key: [takeover(steps) or np.inf for steps in group] for key, group in runs.items()}
print("sample size   forecast    median: the oldest dies   the worst dies   (not yet after 280)")
for S in SIZES:
    forecast = f"{P * np.log(P) / np.log(S):6.0f}" if S > 1 else "     -"
    old, worst = (np.quantile(times[rule, S], 0.5, method="lower") for rule in RULES)
    never = np.isinf(times["the worst dies", S]).mean()
    print(f"{S:11}   {forecast}   {old:22.0f}   {worst:16.0f}     {never:.0%}".replace("inf", "  -"))

# %%
def spread(steps):
    """Diversity and number of different architectures in the last population."""
    archs = [steps[number - 1].trial.arch for number in steps[-1].alive]
    return diversity(archs), len(set(archs))


print(f"after {LENGTH} evaluations, mean of 30 seeds with 95 % interval")
print("                 sample size   two members differ in   different architectures of 20")
spreads = {key: np.array([spread(steps) for steps in group]) for key, group in runs.items()}
for (rule, S), values in spreads.items():
    mean, low, high = mean_interval(values)
    print(f"{rule:16} {S:11}   {mean[0]:.1f} ({low[0]:.1f} to {high[0]:.1f}) decisions"
          f"   {mean[1]:11.1f} ({low[1]:.1f} to {high[1]:.1f})")

# %%
from nas_teach.lab.lesson_05.pictures import mean_curves, medians

fig = figure(7.2, 3.2)
left, right = fig.subplots(1, 2)
label(left, "evaluation", "share of the population", "The largest family (band: 95 %)")
mean_curves(left, {f"sample size {S}": [largest_family(steps) for steps in runs["the oldest dies", S]]
                   for S in (1, 2, 5, 20)})
left.set(xlim=(20, 250), ylim=(0, 1.03))
label(right, "sample size", "decisions (of 7)", "Two members differ in (middle half)")
medians(right, SIZES, {rule: [spreads[rule, S][:, 0] for S in SIZES] for rule in RULES})
right.set_ylim(0, 5)
show(fig, alt="Left, the share of the largest family rises to 100 per cent, the sooner the larger the sample "
              "size, and slowly even for 1. Right, the diversity of the last population over the sample "
              "size.")

# %%
for S in SIZES[1:]:
    old, worst = (np.quantile(times[rule, S], 0.5, method="lower") for rule in RULES)
    assert old < worst
    assert spreads["the oldest dies", S][:, 0].mean() > spreads["the worst dies", S][:, 0].mean()
assert np.median(times["the oldest dies", 20]) < np.median(times["the oldest dies", 5])
print("at every sample size from 2: aging is one family sooner, and its members differ more")

# %% [markdown]
# Three things to read off.
#
# - **The larger the tournament, the sooner one family has everything.** The forecast has the right shape.
#   Small tournaments take longer, since many a child is worse than its parent and breeds less. At sample
#   size 20 every child is a child of the present best, and one lifetime is all it takes.
# - **A family wins even without selection**, at sample size 1. Whoever happens to have no child for a
#   lifetime is gone for ever, and in the end only one line is left. That is called **drift**.
# - **Aging makes families die out sooner, and yet its members differ more.** Sooner, because every line
#   must breed within 20 evaluations or vanish, while without aging a good loner may sit there for ever.
#   More, because its members are all fresh mutants; without aging the population fills with the same few
#   good architectures. You will often read that aging "keeps diversity". Ask: diversity of what?
#
# ### Exercise 05.5
#
# In the left picture the curve for sample size 20 reaches 100 % about 20 evaluations after the first
# population is full. What does that say?
#
# - **A** The search has found the best architecture by then.
# - **B** All members are the same architecture by then.
# - **C** All that the other 19 founders had, good decisions included, is lost unless mutation finds it
#   again.
# - **D** Sample size 1 would be safer: with it no family ever takes over.

# %% exercise="05.5"
answer = ...

# %% [markdown]
# ## What noise does
#
# Now to the argument for aging. Rewards are noisy. If the worst dies, a network with one *lucky* training
# sits in the population for ever, and goes on winning tournaments that it does not deserve. Under aging it
# must go; its architecture can return only if a mutation brings it back and it is trained *again*. Then the
# luck is drawn afresh. (So this needs `repeats=True`, and noise that is fresh in each training.)
#
# Is the first half true? **Luck** is seen minus true accuracy. Here is the mean luck of the population,
# from the runs above, sample size 5:

# %%
def mean_luck(steps):
    luck = np.array([step.trial.reward - bench.reward(step.trial.arch) for step in steps])
    return [100 * luck[np.array(step.alive) - 1].mean() for step in steps[P - 1:]]


luck = {rule: np.array([mean_luck(steps) for steps in runs[rule, 5]]) for rule in RULES}
fig = figure(6.4, 2.8)
ax = label(fig.subplots(), "evaluation", "luck [percentage points]", "Mean luck (band: 95 %)")
mean_curves(ax, luck, first=P)
show(fig, alt="The mean luck of the population stays at zero if the oldest dies, and rises and stays well "
              "above zero if the worst dies.")
for rule, values in luck.items():
    mean, low, high = mean_interval(values[:, -1])
    ages = [LENGTH - steps[-1].alive[0] for steps in runs[rule, 5]]
    print(f"{rule}: at the end luck {mean:+.2f} points ({low:+.2f} to {high:+.2f}), oldest member of age "
          f"{np.median(ages):.0f} (median)")
print("without aging the population is lucky:", mean_interval(luck["the worst dies"][:, -1])[1] > 0.1)

# %% [markdown]
# The first half is true. Without aging, to stay means to have a high *number*, and luck is a part of the
# number. This is the winner's curse of lesson 01, living inside the population. Under aging nobody is asked
# for a number in order to stay; the population is simply the last 20 trainings, so its luck is zero on
# average.
#
# ## But does it matter?
#
# The second half does not follow from the first. A lucky parent is usually a good one too, and what counts
# in the end is the network that is handed over. So measure. We take the table with its noise turned off
# (each training replaced by the mean of the three), as it is, and with five times the noise; and two
# tournaments, 5 and 20 of 20. Random search runs along.

# %%
from nas_teach.lab.lesson_05.pictures import differences


def with_noise(factor):
    """FashionBench with its deviations from the true accuracies multiplied by `factor`."""
    table, column = bench.table.copy(), f"validation_{bench.epochs}"
    mean = table.groupby(names)[column].transform("mean")
    table[column] = (mean + factor * (table[column] - mean)).clip(0, 1)
    return FashionBench(table)

# %%
rows, leads = {}, {}
for factor in tqdm((0, 1, 5), desc="noise"):
    table = with_noise(factor)
    chance = compare({"random": strategies["random search"]}, table, budget, seeds)["random"][:, -1]
    for S in (5, 20):
        both = compare({rule: lambda seed, aging=aging, S=S: RegularizedEvolution(
            space, P, S, aging=aging, repeats=True, seed=seed) for rule, aging in RULES.items()},
            table, budget, seeds)
        old, worst = (both[rule][:, -1] for rule in RULES)
        rows[f"noise × {factor}, sample size {S}"] = old, worst
        leads[f"noise × {factor}, sample size {S}"] = [100 * (x - chance).mean() for x in (old, worst)]
for name, pair in rows.items():
    print(f"{name:24} oldest minus worst: {paired(*pair)}")
    print("  minus random search: oldest dies {:+.2f}, worst dies {:+.2f}".format(*leads[name]))
low = paired_difference(*rows["noise × 0, sample size 20"])[1]
print("greedy and without noise, the oldest should die:", low > 0)

# %%
fig = figure(6.6, 2.8)
differences(fig.subplots(), {name: 100 * (old - worst) for name, (old, worst) in rows.items()},
            "oldest dies minus worst dies [percentage points of true accuracy]")
show(fig, alt="Paired differences between the two rules with intervals, for no noise, the table's noise and "
              "five times that noise, and for sample sizes 5 and 20.")

# %% [markdown]
# Read the intervals, not the dots.
#
# With the usual tournament, sample size 5, no gain from aging is to be seen, with or without noise. All
# that luck in the population costs almost nothing: to be there, one must be good *and* lucky. (In the
# comparison at the beginning, with `repeats=False`, aging was a little behind: there, what dies can never
# come back.)
#
# With five times the noise the intervals are wide: the winners themselves are a matter of luck. If one of
# them just leaves zero, do not build on it. Of twenty such intervals one misses by chance, and 200 other
# seeds gave us no winner here.
#
# With the greedy tournament, sample size 20, aging is ahead *even where there is no noise at all*. So noise
# cannot be the reason. Here every child has the same parent, the best member. If none of its children is
# better, that is a **top**: the search without aging is stuck on it for ever, while aging lets the top die
# and walks on. Look at the leads over random search without noise: stuck, evolution loses a good part of
# its own.
#
# ## Where aging wins
#
# How large is a step of progress, and how large is luck?

# %%
from nas_teach.evaluation.benchmark import seed_noise

one, two = np.nonzero(distance == 1)
step, noise = np.abs(truth[one] - truth[two]).mean(), seed_noise(bench)
print(f"all architectures: a mutation moves the truth by {100 * step:.1f} points on average, "
      f"the noise of a training is {100 * noise:.1f} points")
best = np.argsort(truth, kind="stable")[-50:]                      # where a search soon arrives
step_best = np.abs(truth[best, None] - truth)[distance[best] == 1].mean()
noise_best = np.sqrt(bench.rewards()[best].var(axis=1, ddof=1).mean())
print(f"the best 50:       a mutation moves the truth by {100 * step_best:.1f} points on average, "
      f"the noise of a training is {100 * noise_best:.1f} points")
print("a mutation is the larger:", step > 1.5 * noise and step_best > 1.5 * noise_best)

# %% [markdown]
# A network of FashionBench can hardly hide behind its luck: a mutation weighs more. And there is not far
# to go, seven mutations at most from anywhere to anywhere, with a budget of 150. So noise that is larger
# than a step may need more room to do harm. The paper's space was huge. Make a caricature of it: 50
# switches, and the true accuracy is the share that is on. A mutation turns one switch and moves the truth
# by 0.02. Budget: 1,000 evaluations, and each training's noise is fresh. This is the loop from above, for
# 60 seeds at once, and random search beside it:

# %%
def switches(noise, aging, D=50, P=20, S=5, budget=1000, seeds=60):
    """True accuracy of the best-looking trial of each search: (seeds,)."""
    rng, each = np.random.default_rng(0), np.arange(seeds)
    arch = rng.integers(2, size=(seeds, P, D))
    true = arch.mean(2)                                                # (seeds, P)
    seen, born = true + noise * rng.standard_normal((seeds, P)), np.tile(np.arange(P), (seeds, 1))
    best_seen, handed_over = seen.max(1), true[each, seen.argmax(1)]
    for now in range(P, budget):
        drawn = rng.random((seeds, P)).argsort(1)[:, :S]
        winner = drawn[each, seen[each[:, None], drawn].argmax(1)]
        child = arch[each, winner].copy()
        child[each, rng.integers(D, size=seeds)] ^= 1                  # turn one switch
        child_true = child.mean(1)
        child_seen = child_true + noise * rng.standard_normal(seeds)
        better = child_seen > best_seen
        best_seen, handed_over = np.where(better, [child_seen, child_true], [best_seen, handed_over])
        dead = born.argmin(1) if aging else seen.argmin(1)
        stays = np.ones(seeds, bool) if aging else child_seen > seen[each, dead]
        row, place = each[stays], dead[stays]
        arch[row, place], true[row, place] = child[stays], child_true[stays]
        seen[row, place], born[row, place] = child_seen[stays], now
    return handed_over

# %%
def random_switches(noise, D=50, budget=1000, seeds=60):
    rng = np.random.default_rng(1)
    true = rng.integers(2, size=(seeds, budget, D)).mean(2)            # (seeds, budget)
    seen = true + noise * rng.standard_normal(true.shape)
    return true[np.arange(seeds), seen.argmax(1)]

# %%
from nas_teach.lab.lesson_05.pictures import means

NOISES = (0, 0.02, 0.05, 0.1, 0.2)
found = {"the oldest dies": [switches(noise, aging=True) for noise in NOISES],
         "the worst dies": [switches(noise, aging=False) for noise in NOISES],
         "random search": [random_switches(noise) for noise in NOISES]}
for noise, old, worst, chance in zip(NOISES, *found.values(), strict=True):
    print(f"noise {noise:4}: oldest dies {100 * old.mean():5.1f} %, worst dies {100 * worst.mean():5.1f} %, "
          f"random {100 * chance.mean():.1f} %;\n            oldest minus worst: {paired(old, worst)}")

fig = figure(6.4, 3.2)
ax = label(fig.subplots(), "noise of a training (a step is 0.02)", "switches that are on [%]",
           "Handed over after 1,000 evaluations (95 %)")
means(ax, NOISES, {name: [100 * x for x in values] for name, values in found.items()}, optimum=100)
show(fig, alt="In the space of 50 switches the rule that kills the worst is ahead without noise and finds "
              "the optimum, and the rule that kills the oldest is ahead with noise of 0.05 to 0.2. Random "
              "search is below both.")
assert all(np.mean(x) > np.mean(chance) for x, chance in zip(
    found["the oldest dies"] + found["the worst dies"], 2 * found["random search"], strict=True))

# %% [markdown]
# Read the picture, then answer before you read on.
#
# ### Exercise 05.6
#
# In which of these searches would you expect the largest gain from letting the oldest die?
#
# - **A** A table that holds one fixed number for each architecture, always the same.
# - **B** A huge space, a long search, one mutation changes the accuracy by far less than two trainings of
#   the same network differ.
# - **C** As B, but every network is trained 100 times and the mean is the reward.
# - **D** A space of 100 architectures and a budget of 30 evaluations, with a population of 20.

# %% exercise="05.6"
answer = ...

# %% [markdown]
# There it is: the sign is turned round by the noise alone. Without noise, **killing the worst is
# better**: a good reward is true, and to forget it is a waste. With noise well above a step, **killing the
# oldest is better**: else the lucky fill the population, and little moves any more. So "aging evolution
# always beats killing the worst", as one often reads, is wrong. Here it depends on the size of the noise
# against the size of a step.
#
# ## The strong baseline that everybody forgot
#
# Do we need a population at all? **Local search**, or hill climbing: start anywhere, try the neighbours in
# random order, move to the first one that is better, and start anew when no neighbour is. No tournament, no
# ages, nothing to tune.

# %%
def climb(true, rng):
    """One climb without noise: the trials until a top is reached."""
    centre = space.sample(rng)
    tried = {centre: true(centre)}
    around = list(rng.permutation(11))                             # the neighbours, in random order
    while around:
        arch = neighbours(space, centre)[around.pop()]
        tried.setdefault(arch, true(arch))
        if tried[arch] > tried[centre]:
            centre, around = arch, list(rng.permutation(11))
    return centre, len(tried)


climbs = [climb(bench.reward, np.random.default_rng(seed)) for seed in range(100)]
tops = {centre: bench.reward(centre) for centre, _ in climbs}
trainings = np.mean([number for _, number in climbs])
print(f"100 climbs end on {len(tops)} different tops, after {trainings:.0f} trainings on average")
missed = 100 * (bench.optimum.reward - np.array([tops[centre] for centre, _ in climbs]))
print(f"a climb ends {missed.mean():.2f} points below the optimum on average, {missed.max():.2f} at worst; "
      f"{np.mean(missed == 0):.0%} end on it")

# %% [markdown]
# The landscape has few tops, all of them high, and the budget pays for several climbs. The package's
# `LocalSearch` does the same with `ask` and `tell`, and trains no architecture twice. Now all four at equal
# budget, with the optimum of the table and the **noise ceiling**: what training *every* network once and
# taking the best-looking one would hand over.

# %%
curves |= compare({"local search": lambda seed: LocalSearch(space, seed=seed)}, bench, budget, seeds)

from nas_teach.lab.showing.curves import draw_comparison

fig = figure(6.8, 3.8)
ax = fig.subplots()
draw_comparison(ax, curves, bench.optimum.reward, noise_ceiling(bench))
ax.set_ylim(100 * bench.optimum.reward - 4, 100 * bench.optimum.reward + 0.3)
show(fig, alt="True accuracy of the incumbent over 150 evaluations: both forms of evolution and local "
              "search run close together, above random search and near the noise ceiling, below the optimum.")

# %%
print(f"optimum {100 * bench.optimum.reward:.2f} %, noise ceiling {100 * noise_ceiling(bench):.2f} %\n")
for at in (8, 50, 150):
    print(f"true accuracy of the incumbent after {at} evaluations, {seeds} seeds")
    for name, values in curves.items():
        mean, low, high = (100 * x for x in mean_interval(values[:, at - 1]))
        print(f"  {name:16} {mean:.2f} % (95 % interval {low:.2f} to {high:.2f})")
    for one, two in (("the oldest dies", "the worst dies"), ("local search", "the worst dies"),
                     ("local search", "the oldest dies"), ("local search", "random search")):
        print(f"  {one:15} minus {two:15}: {paired(curves[one][:, at - 1], curves[two][:, at - 1])}")
ahead = [paired_difference(values[:, -1], curves["random search"][:, -1])[1] > 0
         for name, values in curves.items() if name != "random search"]
print("all three are ahead of random search after 150:", all(ahead))

# %% [markdown]
# Random search is beaten in the end, clearly and by a fraction of a point. In the first few evaluations it
# is ahead of local search, which stays near the one network where it happened to start. (Evolution's first
# 20 *are* random search.) Among the other three, look at the intervals of the paired differences. Killing
# the worst comes out first after 150. Local search is behind it by about a tenth of a point, far less than
# two trainings of one network differ, and it needs no parameters at all.
#
# Do not wonder that a search of 150 trainings can come out at, or even above, the ceiling of one that
# trained all 648. Who tries more also meets more luck, and hands over the luckiest. So the advice of lesson
# 01 stands: train the winner again before you report it.
#
# ## Recap
#
# 1. Evolution is random search plus selection: tournament, mutation, training, one death.
# 2. The best of $P$ wins a tournament of $S$ with the probability $S / P$; the larger $S$, the sooner one
#    family takes over.
# 3. If the worst dies, the population collects luck. If the oldest dies, it does not, and everything good
#    must be found again by its descendants.
# 4. Which rule is better depends on the case: on our table killing the worst is ahead by a little; on a
#    long way of small steps the worst should die without noise, the oldest with much of it; and aging frees
#    a greedy search from a top.
# 5. Local search comes close here, and is simpler. Put it beside every new strategy, next to random search.
#
# ## What the papers did
#
# - Real et al. 2019 (*Regularized Evolution for Image Classifier Architecture Search*,
#   [arXiv:1802.01548](https://arxiv.org/abs/1802.01548)) found **AmoebaNet-A** with aging evolution: $P =
#   100$, $S = 25$, 20,000 models, about 7 days on 450 GPUs, in the search space of NASNet. The best model
#   of the whole *history* was handed over. One mutation in twenty was the identity: the same architecture
#   trained again. That aging helps against noise they call a speculation, and support it with a toy space
#   in which noise is the only difficulty, as in ours.
# - Their non-aging form differs from ours in a detail: it kills the worst *of the tournament's sample*, not
#   of the whole population.
# - Goldberg & Deb 1991 (*A Comparative Analysis of Selection Schemes Used in Genetic Algorithms*)
#   introduced the takeover time, with $\ln P / \ln S$ as its leading part.
# - White, Nolen & Savani 2021 ([arXiv:2005.02960](https://arxiv.org/abs/2005.02960)) showed that local
#   search beats many published strategies on tables whose noise was averaged away, and ask for it as a
#   baseline.
# - Li & Talwalkar 2019 ([arXiv:1902.07638](https://arxiv.org/abs/1902.07638)) ask for random search.
#
# ## Where to go next
#
# Evolution remembers 20 networks and forgets the rest, and never asks *why* one was good. Lesson 06 builds
# a model from all trials, which says where to look next and how sure it is.
#
# **Next:** [06 · Bayesian optimisation](06_bayesian_optimisation.ipynb).
