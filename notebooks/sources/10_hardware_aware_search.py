# %% [markdown]
# # 10 · Hardware-aware search
#
# **You will time networks honestly on your own machine, put a price on a millisecond, and let a search pay
# it.**
#
# Afterwards you can
#
# - time a network so that the number means something, and judge a claim about speed (Exercises 10.1 and
#   10.6);
# - predict the latency of a network that nobody has timed (Exercise 10.2);
# - price latency in a reward, with the right sign, and say what no price can find (Exercises 10.3, 10.4 and
#   10.5).
#
# {{minutes}} **Builds on:** lesson 05 (evolution), lesson 07
# (Kendall's tau and its interval) and FashionBench, recalled below.

# %%
from nas_teach.lab import check, hint, latency_target, reward_weights, show, solution

# %% [markdown]
# ## Slim or stout?
#
# So far a network was good if it was accurate. But somebody has to *run* it: on a phone, in a camera,
# before the traffic light changes. Here are two networks from **FashionBench**, our table of 648 small
# networks that were trained for real, with three seeds each:

# %%
import numpy as np
import pandas as pd

from nas_teach.evaluation import FashionBench

bench = FashionBench.load()
slim = bench.space.arch(3, 3, "mbconv", width=4, depth=3, skip=True, heads=0)
stout = bench.space.arch(3, 7, "conv", width=16, depth=1, skip=False, heads=0)
pair = {"slim": slim, "stout": stout}
work = {name: int(bench.value(arch, "macs")) for name, arch in pair.items()}
print(f"stout does {work['stout'] / work['slim']:.0f} times the work for one image")
pd.DataFrame({name: {"MACs": work[name], "parameters": int(bench.value(arch, "params")),
                     "a stage": f"{arch.depth} {arch.block}", "width": arch.width}
              for name, arch in pair.items()}).T

# %% [markdown]
# A **MAC** is one multiplication with its addition, the unit of work. (Papers often write "FLOPs" and mean
# MACs. A FLOP is *one* operation, so a MAC is two.) **Latency** is the time from an image going in to the
# answer coming out.
#
# **Predict: which of the two answers first, for one image on one processor core, and by what factor?**

# %%
my_guess = ..., ...  # "slim" or "stout", and how many times as fast

# %% [markdown]
# ## A stopwatch, first without thinking
#
# Let your machine decide. The simplest way is to look at the clock before and after:

# %% tags=["nbval-ignore-output"] reason="times are measured"
import time

import torch

from nas_teach.networks import FashionNet

image, model = torch.rand(1, 1, 28, 28), FashionNet(slim)
for _ in range(3):
    start = time.perf_counter()
    model(image)
    print(f"{1000 * (time.perf_counter() - start):.2f} ms")

# %% [markdown]
# Three answers to one question, and all of them are wrong. What was measured?
#
# - **The first pass** of a program loads routines, chooses among them and makes room in memory: look at the
#   first of the three numbers. Nobody will wait for that again. So: throw away a **warm-up**.
# - The network was in **training mode**, and PyTorch wrote down all it needs for a gradient. So: `eval()`
#   and `inference_mode()`.
# - PyTorch may have used several **threads**, as many as your machine has cores. So: say how many. We take
#   one.
# - The machine does other things meanwhile. So: time many passes, and take the **median**, which does not
#   care *how* bad the worst ones were.

# %%
def passes(model, images, runs):
    """Milliseconds of each of `runs` passes, one by one."""
    times, model = [], model.eval()
    with torch.inference_mode():
        for _ in range(runs):
            start = time.perf_counter()
            model(images)
            times.append(1000 * (time.perf_counter() - start))
    return np.array(times)


torch.set_num_threads(1)
model = FashionNet(slim)
first, times = passes(model, image, 30), passes(model, image, 400)

# %% tags=["nbval-ignore-output"] reason="times are measured"
from nas_teach.lab.lesson_10.pictures import passes as draw_passes
from nas_teach.lab.showing.style import figure

fig = figure(7.0, 2.9)
draw_passes(fig, first, times)
show(fig, alt="Left, how long each of the first thirty passes of a second copy of the "
              "network took. Right, how many of 400 later passes took how long, with "
              "their median, mean and middle half.")
low, high = np.quantile(times, (0.25, 0.75))
middle, mean, slowest = np.median(times), times.mean(), times.max()
print(f"first pass {first[0]:.2f} ms, median {middle:.2f} ms, mean {mean:.2f} ms")
print(f"half of all between {low:.2f} and {high:.2f} ms, the slowest {slowest:.1f} ms")

# %% [markdown]
# (Left: the first passes of this copy may be as quick as the rest. The program was warm by then.) On a quiet
# machine time has a shape: a steep left side, since the work must be done, and a tail to the right, since
# anything may come between. The mean is in the tail's hands. If you see a second hill further right, those
# are the passes in which another program had its turn. When half of all passes are like that, the median is
# lost as well. That is why good reports give quartiles, and why you close the video before you measure.
#
# The package's `latency` does these same steps: 20 passes of warm-up, 200 that count, one thread, one
# image, and returns the quartiles. Now the answer to the question above:

# %% tags=["nbval-ignore-output"] reason="times are measured"
from nas_teach.hardware import latency

IMAGE = (1, 28, 28)
live = {name: latency(FashionNet(arch), IMAGE) for name, arch in pair.items()}
slim_over_stout = live["slim"][1] / live["stout"][1]
print("your guess:", "none yet" if ... in my_guess else my_guess)
print(f"measured: slim takes {slim_over_stout:.1f} times as long as stout")
pd.DataFrame(live, ["lower quartile", "median", "upper quartile"]).T.round(2)   # ms

# %% [markdown]
# The network that does 21 times the work needs a fraction of the time. If you guessed otherwise, you are in
# good company: "fewer FLOPs, hence faster" stands in many a paper.
#
# ### Exercise 10.1
#
# `machine.run()` runs a network once, `machine.now()` tells the time in seconds. The function should return
# the latency in milliseconds: `runs` passes count, after `warm_up` that do not. It has two faults. Mend it.

# %% exercise="10.1"
def answer(machine, runs, warm_up):
    times = []
    for _ in range(warm_up + runs):
        start = machine.now()
        machine.run()
        times.append(1000 * (machine.now() - start))
    return sum(times) / len(times)

# %% [markdown]
# ## Work is not time
#
# Two networks may be an oddity. The table holds the latency of all 648, measured in this way on *one*
# machine. How well do MACs rank them? A third count competes: the number of **layers**, that is, of PyTorch
# modules that run one after the other.

# %%
from nas_teach.statistics import tau_interval

archs = bench.archs
recorded, macs, params = (np.array([bench.value(arch, name) for arch in archs])
                          for name in ("latency_ms", "macs", "params"))


def count_layers(arch):
    """Modules that are not made of other modules."""
    return sum(not list(module.children()) for module in FashionNet(arch).modules())


with torch.device("meta"):                     # shapes without numbers: fast to build
    layers = np.array([count_layers(arch) for arch in archs])
fewer_but_slower = np.less.outer(macs, macs) & np.greater.outer(recorded, recorded)
slower = fewer_but_slower.sum() / (648 * 647 / 2)                # share of all pairs
print(f"of all pairs, the network with fewer MACs is the slower one in {slower:.0%}")
columns = ["tau with latency", "95 % from", "to"]
taus = {"MACs": tau_interval(macs, recorded),
        "parameters": tau_interval(params, recorded),
        "layers": tau_interval(layers, recorded)}
pd.DataFrame(taus, columns).T.round(2)

# %% [markdown]
# Look at the squares on the left. They lie above the circles at the same number of MACs. On the right both
# kinds follow one band.

# %%
from nas_teach.lab.lesson_10.pictures import work_and_time

mbconv = np.array([arch.block == "mbconv" for arch in archs])
fig = figure(7.0, 3.2)
kinds = {"conv": ~mbconv, "mbconv": mbconv}
work_and_time(fig, recorded, {"MACs": macs, "layers": layers}, kinds)
show(fig, alt="Latency over MACs: two clouds that rise a little, that of the mbconv "
              "networks higher and further left. Latency over the number of layers is "
              "one rising band.")
pd.DataFrame({f"MACs, {name} networks only": tau_interval(macs[which], recorded[which])
              for name, which in kinds.items()}, columns).T.round(2)

# %%
counts = np.stack([np.ones(len(archs)), layers, macs / 1e6], 1)
(_, each, million), *_ = np.linalg.lstsq(counts, recorded, rcond=None)
each, million = 1000 * each, 1000 * million
print(f"a straight-line fit: {each:.0f} microseconds for every layer, "
      f"{million:.0f} for a million MACs")
shares = [np.median(part / (1000 * recorded))
          for part in (each * layers, million * macs / 1e6)]
print("shares of the latency: layers {:.0%}, MACs {:.0%} (medians)".format(*shares))
print(f"on that machine one layer costs as much as {each / million:.2f} million MACs")
print(f"half of our networks have less than {np.median(macs) / 1e6:.2f} million in all")

# %% [markdown]
# To guess by MACs which of two networks is slower is hardly better than a coin. Within one kind of block
# they do tell something; what ruins them is the comparison *between* kinds. The fit says why: *starting* a
# layer costs about the same whether it has much to do or nearly nothing, and at this size most of the time
# is starting. An mbconv block is three convolutions, each thin; it saves work and adds layers.
#
# Larger networks on larger images do wait for their work, and there MACs count for more. But other things
# step in: memory that is too slow for the arithmetic, chips that can do one operation well and another
# hardly at all. Which order is right depends on the device, so there is no formula. One must measure.
#
# ## A table of operators
#
# But a search looks at thousands of networks, perhaps for a phone that lies on another desk. To build and
# time each of them is slow. The way out: all these networks are made of the same few parts.

# %%
from nas_teach.hardware import operator_module, operators

for operator in operators(stout):
    print(operator)
every = list(dict.fromkeys(operator for arch in archs for operator in operators(arch)))
print(f"all {len(archs)} networks together have {len(every)} different operators")

# %% [markdown]
# So time 48 operators once, and *add up*. That is a **look-up table** for latency; ProxylessNAS and FBNet
# searched with one. How far off are the sums? Ask forty whole networks, of which the table has timed none.
#
# There are two ways to time an operator: **alone**, fifty passes in a row; or **in turn**, in rounds in
# which each of the 48 runs once, with the median over the rounds. **Predict: will the sums of operators
# timed alone come out too low, right or too high?**

# %% tags=["nbval-ignore-output"] reason="times are measured"
from nas_teach.hardware import time_in_turn

forty = np.random.default_rng(0).permutation(len(archs))[:40]
some = [archs[i] for i in forty]
modules = [operator_module(operator) for operator in every]
alone = {op: latency(*module, runs=50)[1] for op, module in zip(every, modules)}
whole = [(FashionNet(arch), IMAGE) for arch in some]
times = time_in_turn(modules + whole, runs=30)    # whole networks take their turns, too
in_turn, measured = dict(zip(every, times)), times[len(every):]
predicted = {name: np.array([sum(each[op] for op in operators(arch)) for arch in some])
             for name, each in (("timed in turn", in_turn), ("timed alone", alone))}
by_itself = np.array([latency(*network, runs=20)[1] for network in whole[:20]])
share = np.median(by_itself / measured[:20])
print(f"whole networks timed alone: {share:.2f} of their time in turn")
pd.DataFrame({f"sums, {name}": {
    "share of what was measured": np.median(sums / measured),
    "relative error": np.median(np.abs(sums - measured) / measured),
} for name, sums in predicted.items()}).T.round(2)     # medians

# %% [markdown]
# On a calm machine, operators timed alone add up to clearly *too little*. One that runs fifty times in a row
# has the processor to itself: its weights stay in the fastest memory. Within a network up to nine others
# have been there in between. (That is the likely reason; we have not proved it.) Is it unfair that the whole
# networks took turns too? They are faster alone, says the last line, but the sums of lone operators fall
# short of that as well.
#
# Does your machine say otherwise? Then something disturbed it while a few operators were alone with the
# stopwatch; run the cell again. That is the second gain of turns: a disturbance spoils one round of all
# instead of all rounds of one.
#
# ### How well do the sums rank? (optional)
#
# The package does the same in three calls: `measure` makes the table, in turn; `predictor` turns it into a
# function; `evaluate_predictor` times whole networks against it.

# %% tags=["nbval-ignore-output"] reason="times are measured"
from nas_teach.hardware import evaluate_predictor, measure, predictor

table = measure(archs)                     # {operator: milliseconds}
predict = predictor(table)                 # a function: arch -> milliseconds
print(f"stout, predicted: {predict(stout):.3f} ms")
sums, again, error = evaluate_predictor(predict, some, runs=30)
print(f"median relative error on networks that it has not seen: {error:.0%}")

# %%
from nas_teach.lab.lesson_10.pictures import predicted_and_measured

fig = figure(4.6, 4.0)
predicted_and_measured(fig.subplots(), measured, predicted)
show(fig, alt="Predicted over measured latency of forty networks, with the diagonal on "
              "which a prediction is right: one kind of marker for operators timed in "
              "turn, one for operators timed alone.")

# %% tags=["nbval-ignore-output"] reason="times are measured"
from nas_teach.lab.lesson_10.pictures import forest

rivals = {"MACs": macs[forty], "layers": layers[forty],
          "operators timed alone": predicted["timed alone"], "look-up table": sums,
          "the recorded latency": recorded[forty], "measured before": measured}
taus = {name: tau_interval(values, again) for name, values in rivals.items()}
fig = figure(7.0, 3.2)
forest(fig.subplots(), {"tau": taus}, "tau with latency measured here, 95 % interval")
show(fig, alt="Kendall's tau with the latency of forty networks measured on this "
              "machine, with intervals: for MACs, layers, operators timed alone, the "
              "look-up table, the recorded latency and an earlier measurement.")
times_as_long = np.median(again / recorded[forty])
print(f"your machine takes {times_as_long:.2f} times as long as FashionBench's")

# %% [markdown]
# The dots of the picture before lie near the diagonal if operators were timed in turn. Dots far to the right
# are networks that were interrupted in most of their passes, which on a busy machine happens to long passes
# more often than to short ones.
#
# Now look at the intervals. MACs stand apart; the others overlap. *Measured before* is the same machine and
# the same networks, a few seconds earlier: so well does a measurement agree with itself. The look-up table,
# which has timed no network at all, does about as well, and so does the layer count, which costs nothing:
# forty networks do not tell them apart. And operators timed alone *rank* as those timed in turn do: to be
# too low by the same share everywhere does no harm to an order. It does harm to a limit in milliseconds.
#
# *The recorded latency* is from the machine that made FashionBench. If your processor is of a similar kind,
# it agrees well with yours. On a phone, a graphics card or a chip for cameras the order may be another one,
# because each of them is slow at something else. A look-up table of one phone is for that phone.
#
# ### Exercise 10.2
#
# A look-up table says: stem 0.1 ms, block of stage 1 0.15 ms, downsampling 0.1 ms, block of stage 2 0.2 ms,
# classifier 0.05 ms. What does it predict for a network with *three* blocks in each stage? In milliseconds.

# %% exercise="10.2"
answer = ...

# %% [markdown]
# ## The price of a millisecond
#
# Now each network has three numbers: accuracy, latency, size. A search wants *one*. The simplest bargain
# names a price for each:
#
# $$\text{reward} = \text{accuracy} - 0.01 \times \text{latency} - 0.005 \times \text{size}$$
#
# with the latency in **milliseconds** and the size in **megabytes** (a parameter is a number of four
# bytes). One millisecond then costs one percentage point of accuracy.

# %%
from nas_teach.hardware import linear_reward
from nas_teach.lab.lesson_10.widget import in_short

by_hand = 0.87 - 0.01 * 2 - 0.005 * 0.5        # accuracy 87 %, 2 ms, half a megabyte
print(f"{by_hand:.4f} by hand, {linear_reward(0.87, 2, 0.5):.4f} by the package")

accuracy, size = bench.rewards().mean(1), 4 * params / 1e6
tested = np.array([bench.test(arch) for arch in archs])


def in_a_table(found):
    """A row for each network. found: {label: its number in the benchmark}."""
    which = list(found.values())
    return pd.DataFrame({
        "val. [%]": (100 * accuracy[which]).round(2), "ms": recorded[which].round(3),
        "test [%]": (100 * tested[which]).round(2),
        "network": [in_short(archs[i]) for i in which]}, [*found])

# %%
priced = linear_reward(accuracy, recorded, size)
best, best_priced = int(accuracy.argmax()), int(priced.argmax())
ms, mb = np.ptp(recorded), np.ptp(size)        # the largest minus the smallest
print(f"from the fastest to the slowest: {ms:.1f} ms, so {1.0 * ms:.1f} points")
print(f"from the smallest to the largest: {mb:.1f} MB, so {0.5 * mb:.1f} points")
drop = 100 * (accuracy - tested).mean()
print(f"on average test accuracy is {drop:.2f} points below validation accuracy")
print(f"megabytes: {size[best]:.2f} (unpriced), {size[best_priced]:.2f} (priced)")
in_a_table({"unpriced": best, "priced": best_priced})

# %% [markdown]
# In this lesson a network's **accuracy** is the mean of its three validation trainings ("val." in the
# table). It is what one could choose by, and the fronts below are drawn with it. The test accuracy beside
# it comes from images that no choice has seen. There the winner without prices loses about twice as much as
# networks do on average: part of its lead was luck. With prices another network wins, and you have met it:
# it is *stout*, a third faster and half as large. By validation it is a third of a point less accurate; by
# test hardly anything of that is left.
#
# Prices have units. On a phone, where networks differ by tens of milliseconds, the same 0.01 would make
# 20 ms worth 20 points: it would sell everything for speed. And who writes the size in *bytes* sells
# everything for size.
#
# MnasNet's authors asked for a price in per cent instead, so that the unit cancels:
#
# $$\text{reward} = \text{accuracy} \times \left(\frac{\text{latency}}{\text{target}}\right)^{w}$$
#
# What should $w$ be? Say that twice the latency is a fair price for 5 % more accuracy (5 per cent, not
# points: from 80 to 84). Both networks then have the same reward:
#
# $$1.05 \times 2^{w} = 1 \quad\Rightarrow\quad w = -\log_2 1.05$$

# %%
from nas_teach.hardware import mnasnet_reward

print(f"w = {-np.log2(1.05):.4f}")
print(f"80 % at the target:         {0.80 * (1.0 / 1.0) ** -0.0704:.4f}")
twice = mnasnet_reward(0.84, 2.0, target=1.0, w=-0.0704)
print(f"84 % at twice the target:   {twice:.4f}")

# %% [markdown]
# The exponent is **negative**. One finds it printed as 0.07 here and there. What would that do?

# %%
try:
    mnasnet_reward(0.8, 1.0, target=0.5, w=0.07)
except ValueError as error:
    print(f"ValueError: {error}")

exponents = (-0.07, 0, 0.07, 0.7)
winners = {w: int((accuracy * (recorded / 0.5) ** w).argmax()) for w in exponents}
slower = (recorded > recorded[winners[0.07]]).sum()
print(f"slower than the winner with w = 0.07: {slower} of {len(archs)} networks")
in_a_table(winners).rename_axis("w")

# %% [markdown]
# A positive exponent *pays* for being slow. No error message, no crash; the search just brings home a slow
# network. (The package refuses it.)
#
# ### Exercise 10.3
#
# Your product manager says: "`times` as slow is fine for `gain` more accuracy", `gain` being a share such
# as 0.05. Return the exponent that makes this a fair exchange.

# %% exercise="10.3"
def answer(times, gain):
    ...

# %% [markdown]
# ### Exercise 10.4
#
# With $w = -0.07$ for all networks, somebody moves the target from 0.5 ms to 1 ms. Which network wins now?
#
# - **A** A slower and more accurate one: there is more time.
# - **B** A faster one: the ratio latency / target has shrunk.
# - **C** The same as before, whatever the networks are.
# - **D** It depends on how many networks lie between 0.5 and 1 ms.

# %% exercise="10.4"
answer = ...

# %% [markdown]
# MnasNet's paper has two forms. The **soft** one has $w = -0.07$ on both sides, and its "target" sets no
# target at all: it rescales all rewards by one factor. (A controller that learns from the *size* of rewards
# may feel that factor; a ranking does not.) The **hard** one has exponent 0 up to the target, where speed
# is worth nothing more, and −1 above it: the accuracy times target / latency. That one does aim.

# %%
def winner(rewards):
    i = int(rewards.argmax())
    return f"{100 * accuracy[i]:.2f} %, {recorded[i]:.2f} ms"


pd.DataFrame({target: {
    "soft wins": winner(mnasnet_reward(accuracy, recorded, target, w=-0.07)),
    "hard wins": winner(mnasnet_reward(accuracy, recorded, target, w=0, w_above=-1)),
} for target in (0.4, 0.5, 1.0, 2.0)}).T.rename_axis("target [ms]")

# %% [markdown]
# ## The front
#
# What if nobody can name the price? Then do not ask for *the* best network. Ask which networks are out of
# the question. One network **beats** another if it is nowhere worse and somewhere better. The networks that
# no other beats are the **Pareto front**. To improve on one of them in one number, you must pay in another.
# Eight networks, all against all:

# %%
eight = np.random.default_rng(4).permutation(len(archs))[:8].tolist()


def beats(i, j):
    no_worse = accuracy[i] >= accuracy[j] and recorded[i] <= recorded[j]
    return no_worse and (accuracy[i] > accuracy[j] or recorded[i] < recorded[j])


front_of_eight = [j for j in eight if not any(beats(i, j) for i in eight)]
def beaten_by(j):
    return ", ".join(str(i) for i in eight if beats(i, j)) or "none: on the front"


by_latency = sorted(eight, key=lambda j: recorded[j])
pd.DataFrame({"accuracy [%]": (100 * accuracy[by_latency]).round(2),
              "latency [ms]": recorded[by_latency].round(2),
              "beaten by": [beaten_by(j) for j in by_latency]}, by_latency)

# %%
from nas_teach.lab.lesson_10.pictures import cloud, front_line


by_accuracy = sorted(front_of_eight, key=lambda j: -accuracy[j])
rows = [eight.index(j) for j in by_accuracy]
fig = figure(5.4, 3.2)
ax = cloud(fig.subplots(), accuracy[eight], recorded[eight])
ax.set_xlim(0.3, 1.9)
front_line(ax, accuracy[eight], recorded[eight], rows)
ax.legend(frameon=False, loc="lower right")
show(fig, alt="Accuracy over latency of eight networks; those that no other beats are "
              "joined by stairs, the rest lie below or right of the stairs.")

# %% [markdown]
# All against all is $n^2$ comparisons. In two dimensions it goes faster: *sort*, then one pass.
#
# ### Exercise 10.5
#
# `points` is a list of pairs (accuracy, latency), no two with the same accuracy; latencies may be equal.
# Return
# the pairs that no other beats, the most accurate first, without comparing all with all. (The checker cannot
# see that; you can.)

# %% exercise="10.5"
def answer(points):
    ...

# %% [markdown]
# Now the whole table, and with it the weights in your hands. Dots are networks, the larger the more
# megabytes, and the blue ones are the front. The star wins. Along the dashed line a network *of its size*
# would be just as good. With free megabytes (size weight 0) it is the line that you push up and to the left
# until only one dot touches it.

# %%
reward_weights()

# %% [markdown]
# 1. At the default one dot of the front lies *above* the line and does not win. Look at its area; then set
#    the size weight to 0. (It has twice the megabytes, and those cost more than it lies above the
#    line. Once they are free, it wins.)
# 2. Set it back and take the latency weight from 0 to 5. How many different winners do you meet? (Five. The
#    front has eight.)
# 3. Set that back too and raise the size weight. The winner leaves the front of accuracy and latency. Why
#    is it still a reasonable choice? (Other networks are better and faster, but all of those are larger. It
#    is on the front of three objectives.)

# %%
latency_target()

# %% [markdown]
# 1. Move the target. Nothing happens to the star (Exercise 10.4).
# 2. Make it hard: 0 up to the target, −1 above. Move the target again. (Now the star follows it.)
# 3. Still with −1 above, set the target to 0.45 ms. Does the star keep to it? The line of text knows to a
#    thousandth. Try −10 above. (With −1 a network slightly above the target pays less than it gains in
#    accuracy over those below. With −10 it pays more.)
#
# ## What no price can find
#
# Back to the eight networks. One on the front lies in a **dent** of it, between two that stick out. All
# networks on a straight line have the same reward, if the line rises by the price for each millisecond. Let
# such a line come down from the upper left, where the rewards are highest. The first network that it touches
# is the winner. Look at which one stops it in each panel; below the picture 1,501 prices are tried.

# %%
from nas_teach.lab.lesson_10.pictures import sweep

fig = figure(8.4, 3.6)
sweep(fig, accuracy[eight], recorded[eight], rows, prices=(1, 3.2, 6))
show(fig, alt="Three panels, one for each price of a millisecond. A line of equal "
              "reward, the steeper the dearer the millisecond, comes from the upper "
              "left and stops at the first network of the front. It stops at the most "
              "accurate one, then at the middle one, then at the second fastest.")
prices = [0, *np.logspace(-4, 2, 1500)]
good, slow = accuracy[eight], recorded[eight]
winners = {eight[int((good - price * slow).argmax())] for price in prices}
[dent] = set(front_of_eight) - winners
print(f"never wins: {dent}, {100 * accuracy[dent]:.1f} %, {recorded[dent]:.2f} ms")

# %% [markdown]
# Each dotted line is a set of accuracies and latencies with the same reward, and the reward falls as the line
# comes down. The price is its slope. A cheap millisecond makes it flat, and it meets the most accurate
# network first; a dear one makes it steep, and it meets a fast one. The network at 1.20 ms never comes first:
# whatever the slope, its neighbour on the left or the one on the right stands in the way.
#
# ### The whole table, and three objectives (optional)
#
# The whole table has a front of eight networks. Look at how many of them are found by any price and any
# target:

# %%
from nas_teach.hardware import pareto_front

front = pareto_front(np.stack([accuracy, recorded], 1))
three = pareto_front(np.stack([accuracy, recorded, size], 1), ("max", "min", "min"))
targets = np.linspace(0.3, 2.1, 1500)
def any_of(reward, knobs):
    """The networks that win at some setting of the knob."""
    return {int(reward(knob).argmax()) for knob in knobs}


found = {
    "linear, any price": any_of(lambda p: accuracy - p * recorded, prices),
    "soft, any w": any_of(
        lambda p: mnasnet_reward(accuracy, recorded, 0.5, -p), prices),
    "0 / -1, any target": any_of(
        lambda t: mnasnet_reward(accuracy, recorded, t, 0, -1), targets),
    "0 / -10, any target": any_of(
        lambda t: mnasnet_reward(accuracy, recorded, t, 0, -10), targets),
}

# %%
linear_three = {int((accuracy - p * recorded - q * size).argmax())
                for p in prices[::7] for q in prices[::7]}
shares = {name: (len(who & set(front)), len(front)) for name, who in found.items()}
shares["linear, with size"] = len(linear_three & set(three)), len(three)
print(f"mbconv networks on the front: {mbconv[front].sum()} with two objectives, "
      f"{mbconv[three].sum()} with three")
pd.DataFrame(shares, ["found", "on the front"]).T

# %% [markdown]
# *Every winner under prices above zero is on the front*: a price never chooses a network that another beats.
# But a straight line that comes down on the cloud touches its outermost points only, and never a network in
# a dent.
# MnasNet's soft form is a straight line too, if both axes are logarithmic: log accuracy + w × log latency.
# Even "hard" with −1 is a price, if a high one. Here only a steep wall reaches every point; it says "the
# most accurate that keeps to the target", and little about how far from the target you are.
#
# With three objectives most of the front lies in dents. And the front grows: a tenth of all networks is
# beyond comparison now, mbconv among them. They are small; fast they are not, on that machine, though the
# block was made for phones. With more objectives still more would be beyond comparison, until the front
# says nothing.
#
# ## How much of the front is luck? (optional)
#
# The accuracies are means of three trainings. A search sees one. Draw one of the three for each network,
# take the front, and compare with the front of the means. Two questions: by how much was the drawn training
# luckier than the *other two*, which had no part in the choice? And what is lost in *test* accuracy against
# the best that all three trainings would have chosen at the same latency?

# %%
rewards, rng = bench.rewards(), np.random.default_rng(0)
rows, counts, kept, luck, lost = np.arange(len(archs)), [], [], [], []
for _ in range(300):
    seen = rewards[rows, rng.integers(3, size=len(rows))]
    others = (rewards.sum(1) - seen) / 2
    noisy = pareto_front(np.stack([seen, recorded], 1))
    counts.append(len(noisy))
    kept.append(len(set(noisy) & set(front)))
    luck.append(100 * (seen - others)[noisy].mean())
    for_all_three = [np.where(recorded <= recorded[i], accuracy, 0).argmax()
                     for i in noisy]
    lost.append(100 * (tested[for_all_three] - tested[noisy]).mean())

# %%
measures = {"networks on the noisy front": counts,
            "also on the front of the means": kept,
            "promised too much [points]": luck, "test accuracy lost [points]": lost}
pd.DataFrame({text: [np.mean(values), *np.quantile(values, (0.025, 0.975))]
              for text, values in measures.items()},
             ["mean", "95 % of draws from", "to"]).T.round(2)

# %% [markdown]
# About a quarter of a noisy front should not be there (counted kindly: each draw is a third of the means),
# and on average its accuracies promise a little too much, the winner's curse of lesson 01. But hardly
# anything is *lost*: a few hundredths of a point of test accuracy. Here latency holds the front together, for
# speeds differ more than luck does. Where candidates are equally fast, expect worse.
#
# Nor is the latency free of noise. Three of the eight lie within a hundredth of a millisecond of each
# other:

# %%
in_a_table({i: i for i in front}).assign(
    q1=[bench.value(archs[i], "latency_ms_q1") for i in front],
    q3=[bench.value(archs[i], "latency_ms_q3") for i in front],
)[["val. [%]", "ms", "q1", "q3", "network"]].round({"q1": 3, "q3": 3})

# %% [markdown]
# (q1 and q3 are the quartiles of the passes.) Time them again, and one of the three may leave the front.
#
# ## A search that pays
#
# The objective is one line; strategies do not change. `latency_aware(evaluate, latency, target)` makes an
# evaluator out of two: how good, how fast. Equal budgets, 40 searches each, noisy rewards; judged by
# MnasNet's product with $w = -0.07$ and the *test* accuracy, which no search has seen. Four contestants:
#
# - *evolution, priced* and *random, priced* see the latency-aware reward;
# - *evolution, unpriced* sees the accuracy alone, as in lesson 05;
# - *priced afterwards* is the same search, but in the end it hands over the trial with the best
#   latency-aware reward. Latency is known anyway, so that costs nothing. It is what you get from "search
#   first, think of the phone later". (For random search that is the same as *priced*: it never listens.)
#
# The search that sees this reward should win by it. **Predict: by how much, and does *priced afterwards* beat
# random search?**

# %%
from nas_teach.evaluation import noisy_lookup
from nas_teach.hardware import latency_aware
from nas_teach.search import Trial, incumbent, search
from nas_teach.strategies import RandomSearch, RegularizedEvolution

BUDGET, SEEDS, TARGET = 160, 40, 0.5
milliseconds_of = dict(zip(archs, recorded, strict=True)).get
test_reward = latency_aware(bench.test, milliseconds_of, TARGET)   # no search sees it

# %%
def evolution(seed):
    return RegularizedEvolution(bench.space, aging=False, seed=seed)    # the worst dies


def random_search(seed):
    return RandomSearch(bench.space, seed=seed)


def handed_over(make, seed, aware=True, choose_late=False):
    """The architecture that the search would hand over after each evaluation."""
    noisy = noisy_lookup(bench, seed)
    evaluate = latency_aware(noisy, milliseconds_of, TARGET) if aware else noisy
    trials = search(make(seed), evaluate, BUDGET)
    if choose_late:
        trials = [Trial(arch, mnasnet_reward(seen, milliseconds_of(arch), TARGET))
                  for arch, seen in trials]
    return [trial.arch for trial in incumbent(trials)]

# %%
from tqdm.auto import tqdm

CONTESTANTS = {"evolution, priced": (evolution, True, False),
               "random, priced": (random_search, True, False),
               "evolution, unpriced": (evolution, False, False),
               "priced afterwards": (evolution, False, True)}
chosen = {name: [[*handed_over(make, seed, aware, late)] for seed in range(SEEDS)]
          for name, (make, aware, late) in tqdm(CONTESTANTS.items(), desc="searches")}
curves = {name: np.array([[test_reward(arch) for arch in row] for row in history])
          for name, history in chosen.items()}

# %%
from nas_teach.lab.showing.curves import draw_comparison

fig = figure(7.0, 4.0)
ax = fig.subplots()
draw_comparison(ax, {name: values[:, 4:] for name, values in curves.items()})
ax.set(ylabel="reward by test accuracy x 100", xlabel="evaluations")
ax.set_xticks([1, 16, 36, 76, 116, 156], [5, 20, 40, 80, 120, 160])
show(fig, alt="Latency-aware reward by test accuracy over evaluations: priced "
              "evolution rises first, the search priced afterwards comes second, "
              "random search third; unpriced evolution stays far below.")

# %%
from collections import Counter

ends = {name: [row[79] for row in history] for name, history in chosen.items()}
print("handed over after 80 evaluations, means of 40 searches")
rows = {name: {"test accuracy [%]": 100 * np.mean([*map(bench.test, handed)]),
               "latency [ms]": np.mean([*map(milliseconds_of, handed)])}
        for name, handed in ends.items()}
pd.DataFrame(rows).T.round(2)

# %%
times = Counter(ends["evolution, priced"])
handed = sorted(times, key=times.get, reverse=True)
numbers = [archs.index(arch) for arch in handed]
print("evolution, priced, one by one; rewards x 100 by validation and by test")
in_a_table({f"{times[arch]} x": archs.index(arch) for arch in handed}).assign(
    by_val=(100 * mnasnet_reward(accuracy, recorded, TARGET)[numbers]).round(2),
    by_test=(100 * mnasnet_reward(tested, recorded, TARGET)[numbers]).round(2),
).drop(columns="test [%]")

# %%
from nas_teach.statistics import paired_difference

duels = {"ev. priced - random priced": ("evolution, priced", "random, priced"),
         "ev. priced - unpriced": ("evolution, priced", "evolution, unpriced"),
         "ev. priced - afterwards": ("evolution, priced", "priced afterwards"),
         "afterwards - random priced": ("priced afterwards", "random, priced"),
         "random priced - unpriced": ("random, priced", "evolution, unpriced")}


def lead(one, two, evaluations):
    pair = [100 * curves[name][:, evaluations - 1] for name in (one, two)]
    return paired_difference(*pair)


leads = {f"after {n} evaluations": {text: lead(*duel, n)
                                    for text, duel in duels.items()} for n in (80, 160)}
fig = figure(7.0, 4.0)
forest(fig.subplots(), leads, "difference in reward x 100 by test, 95 % interval")
show(fig, alt="Five differences between the contestants after 80 and after 160 "
              "evaluations, with intervals, all of them above zero.")

# %% [markdown]
# Look at where zero lies: after 80 evaluations all five intervals are above it. The search that knows the
# price is ahead of random search, and far ahead of the search that thinks of accuracy alone. On average it
# gives up about half a percentage point and gets a network twice as fast. "On average" hides a choice: nearly
# always it hands over one of two networks, which lie more than a point apart in accuracy. *Stout* is one of
# them. By validation their rewards are nearly equal, so luck decides; by test the faster one is ahead.
#
# Random search with the right objective beats evolution with the wrong one. But pricing afterwards saves
# much, since the history happens to hold some fast networks. It beats random search that knew the price all
# along. With twice the budget it comes closer to the priced search, but does not reach it. So the price
# belongs in the search; at the latest, it belongs in the choice.
#
# ### Exercise 10.6
#
# "Our searched network reaches the accuracy of the baseline with 40 % fewer FLOPs. It is therefore 40 %
# faster on phones." What is the first thing to ask?
#
# - **A** Whether they counted FLOPs or MACs.
# - **B** How many parameters both networks have.
# - **C** Whether the accuracies are means over several seeds.
# - **D** What a stopwatch on such a phone says, with one image at a time.

# %% exercise="10.6"
answer = ...

# %% [markdown]
# ### And for your machine? (optional)
#
# Put your own look-up table in the place of the recorded latencies. (All 648 are
# looked up here; in a larger space a search would ask `predict` as it asked the record.)

# %% tags=["nbval-ignore-output"] reason="times are measured"
mine = np.array([predict(arch) for arch in archs])
my_front = pareto_front(np.stack([accuracy, mine], 1))
shared = set(my_front) & set(front)
print(f"front here: {len(my_front)} networks, {len(shared)} of them on the other front")
both = {"theirs": int(mnasnet_reward(accuracy, recorded, TARGET).argmax()),
        "yours": int(mnasnet_reward(accuracy, mine, TARGET).argmax())}
in_a_table(both).assign(ms_here=mine[[*both.values()]].round(3))

# %% [markdown]
# If *yours* is another network than *theirs*, that of the table's machine: some are nearly equal in reward,
# and a few per cent of latency decide between them.
#
# ## Many images, many threads (optional)
#
# One image at a time is a phone's life. A server collects images and works on a **batch**. Does slim then
# profit from its little work? And do two threads help?

# %% tags=["nbval-ignore-output"] reason="times are measured"
def per_image(archs, batch, rounds, threads=1):
    """Microseconds an image: for each network, the median of rounds in turn."""
    models, images = [FashionNet(arch) for arch in archs], torch.rand(batch, 1, 28, 28)
    torch.set_num_threads(threads)
    times = [[passes(model, images, 1)[0] for model in models] for _ in range(rounds)]
    torch.set_num_threads(1)
    return 1000 * np.median(times[2:], 0) / batch              # two rounds of warm-up


took = {}
for batch, rounds in ((1, 52), (256, 14)):
    one, other = per_image([slim, stout], batch, rounds)
    [shared] = per_image([stout], batch, 7, threads=2)
    took[batch] = {"slim": one, "stout": other, "stout, two threads": shared,
                   "slim / stout": one / other}
print("microseconds an image")
pd.DataFrame(took).T.rename_axis("batch").round(1)

# %% [markdown]
# In a batch a layer is started once for 256 images, so each image pays little for starting and more for
# work: slim's little work counts at last.
#
# Two threads share a layer between two cores. With one image there is little to share and something to
# arrange: on two idle cores we saw a second thread make it slower. A batch can be shared image by image, and
# there the second thread did help. Both hold only while the second core is *free*. If another program uses
# it, one thread waits for the other after every layer, and your last column may show a hundred times as
# much. So "the latency of a network" is no property of the network. It belongs to network, machine, batch
# size and threads: **say all four.**

# %% [markdown]
# ## Recap
#
# 1. Time with a warm-up, `eval()`, no gradients, a stated number of threads; take the median, give
#    quartiles.
# 2. Work is not time. Here MACs rank latency hardly better than a coin, because starting a layer costs
#    most.
# 3. A few dozen operators, timed in turn, predict the latency of hundreds of networks, for *that* machine.
# 4. A price makes one reward of several numbers; mind its unit and the sign of $w$. With one exponent on
#    both sides, the target aims at nothing.
# 5. The Pareto front needs no price. No linear price finds the networks in its dents; noise moves its
#    members.
#
# ## What the papers did
#
# - **MnasNet** (Tan and others 2019, [arXiv:1807.11626](https://arxiv.org/abs/1807.11626)) put the latency
#   measured on a phone into the reward: soft with $w = -0.07$ on both sides, hard with 0 and −1.
# - **ProxylessNAS** (Cai and others 2019, [arXiv:1812.00332](https://arxiv.org/abs/1812.00332)) and
#   **FBNet** (Wu and others 2019, [arXiv:1812.03443](https://arxiv.org/abs/1812.03443)) predicted latency
#   from a table of operators. A sum of table entries weighted by probabilities can be differentiated, so it
#   suits a gradient-based search.
# - **MobileNetV3** (Howard and others 2019, [arXiv:1905.02244](https://arxiv.org/abs/1905.02244)): *Large*
#   starts from MnasNet-A1 and is trimmed layer by layer (NetAdapt); for *Small* the search was run anew
#   with $w = -0.15$.
# - **EfficientNet-EdgeTPU** was searched for the latency on that chip. It has no squeeze-and-excitation,
#   and plain ReLU for an activation.
# - **EfficientNet-B0** is often said to have been searched for latency. It was not. The paper
#   ([arXiv:1905.11946](https://arxiv.org/abs/1905.11946)): "we optimize FLOPS rather than latency since we
#   are not targeting any specific hardware device". (Its FLOPS are MACs.)
# - Counts worth knowing, in millions of MACs and of parameters: MobileNetV2 301 and 3.5, MobileNetV3 Large
#   217 and 5.5, MnasNet-B1 (no squeeze-and-excitation) 314 and 4.4, MnasNet-A1 (with it) 312 and 3.9, as its
#   [authors' code](https://github.com/mingxingtan/mnasnet) states. The order by one is not that by the other.
#
# ## Where to go next
#
# B0's search counted MACs, and its makers then asked how to make a network *larger*. Lesson 11 builds its
# blocks and scales it up. In the capstone you choose the objective yourself.
#
# **Next:** [11 · EfficientNet](11_efficientnet.ipynb).
