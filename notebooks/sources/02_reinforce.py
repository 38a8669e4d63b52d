# %% [markdown]
# # 02 · REINFORCE on kernel sizes
#
# A network may have kernels of size 3, 5 or 7. Suppose these pay 0.7, 0.9 and 0.6, with a little noise.
# Kernel 5 is clearly the best. A small program, the **controller**, does not know this. It gets 50 tries:
# it picks a kernel, hears what it pays, and changes how much it likes each kernel.
#
# **Of 100 such controllers, how many like kernel 5 best in the end?**
#
# {{minutes}} **Builds on:** lesson 01 (the parts of NAS, `SimpleCNN`, the noise between seeds). No
# reinforcement learning is needed; it begins here.

# %%
from nas_teach.lab import check, hint, quick, reward_tweaker, show, solution
from nas_teach.lab.lesson_02 import pictures

show(pictures.agent_and_environment(),
     alt="Two boxes: the agent, which is the controller, sends an action, kernel 5, "
         "to the environment, which trains a network and sends back a reward, 0.85.")

# %% [markdown]
# In this lesson you write the controller yourself, from its first line to a search that trains real
# networks. Its method made neural architecture search famous in 2017. You will be able to
#
# - draw from a policy and work out the REINFORCE loss (exercises 02.1 to 02.3);
# - write the learning step and the whole controller, and find the error in one that learns the wrong
#   thing (exercises 02.4 to 02.6);
# - say what made a search go wrong, and what one search does and does not prove (exercise 02.7).
#
# ## Your bet
#
# Write your guess in place of the dots. It is not marked, but make it: a wrong guess teaches more than
# none.

# %%
my_guess = ...  # a whole number from 0 to 100

# %% [markdown]
# Now run the panel, which lets 500 controllers search. Left: the mean probability of each kernel; the
# shaded band holds the middle half of the runs. Right: the kernel on top at the end. Compare the bar of
# kernel 5 with your guess, which stands in the words below. Then turn three knobs, with *Reset* after
# each. (The others come back as suspects further down.)
#
# 1. **Noise of a reward** from 0.02 to 0.5, more than the gap between the kernels: kernel 5 loses
#    surprisingly little.
# 2. **Learning rate** from 0.1 to 1.0: only about four runs in ten find kernel 5.
# 3. All three rewards to 0.7: each bar is near a third, yet the band on the left is wide. Single runs grow
#    sure of a kernel although none is better. *A controller's confidence is no proof.*

# %%
reward_tweaker(my_guess)

# %% [markdown]
# About one controller in three misses a clear winner among three. Why? To find out, build one.
#
# ## Five words
#
# **Reinforcement learning** is learning from rewards: nobody shows the right answer, you only hear how
# well your own answer did.
#
# | word | meaning | in NAS | in this lesson |
# |---|---|---|---|
# | **agent** | the one who decides | the controller | three numbers, and the code that changes them |
# | **action** | what it decides | an architecture | a kernel size: 3, 5 or 7 |
# | **environment** | what answers | training and validating | first made-up numbers, then real training |
# | **reward** | the answer, one number | validation accuracy | near 0.7, 0.9 or 0.6; later real |
# | **policy** | how likely each action is now | a distribution over architectures | three probabilities |

# %% quick="02.q1"

# %% [markdown]
# ## The policy: three logits and a softmax
#
# Probabilities are awkward to change: they must stay between 0 and 1 and add up to 1. So the controller
# holds three free numbers instead, the **logits** $z_3, z_5, z_7$. The **softmax** turns them into
# probabilities: take the exponential of each, then divide by the sum of all three,
#
# $$p_i = \frac{e^{z_i}}{e^{z_3} + e^{z_5} + e^{z_7}}$$
#
# The logits 0.1, 1.0 and −0.5 have the exponentials 1.11, 2.72 and 0.61. Their sum is 4.43, so the
# probabilities are 0.25, 0.61 and 0.14. Three zeros mean 1/3 each; that is how the controller starts.
#
# ### Exercise 02.1
#
# Write the softmax with numpy. This is the first of four parts of your controller.

# %% exercise="02.1"
import numpy as np


def softmax_probs(logits):
    """The probabilities of an array of logits (three or more), an array."""
    ...


# %% quick="02.q2"

# %% [markdown]
# To act, the controller does *not* take the most probable kernel. It draws one **at random, with these
# probabilities**; this is called **sampling**. Lay the probabilities end to end on a line from 0 to 1 and
# let a random number u fall on it. Look at the piece in which it lands.

# %%
KERNELS, NAMES = (3, 5, 7), ("kernel 3", "kernel 5", "kernel 7")
show(pictures.pieces((0.25, 0.62, 0.13), NAMES, u=0.4),
     alt="A line from 0 to 1 in three pieces of lengths 0.25, 0.62 and 0.13. "
         "An arrow at u = 0.4 points to the second piece, kernel 5.")

# %% [markdown]
# ### Exercise 02.2
#
# Draw one number u with `rng.random()`, which is spread evenly from 0 to 1, and return the position of
# its piece: 0, 1 or 2 for three choices.

# %% exercise="02.2"
def sample(probs, rng):
    """The position of a choice, drawn with the probabilities `probs` (three or more).

    rng: a numpy Generator; call `rng.random()` once.
    """
    ...


# %% [markdown]
# ## The loss
#
# The controller has sampled a kernel and received a reward. The wish in plain words: *make what I just did
# more probable, and the more so, the better it paid.* As a loss to make smaller:
#
# $$\text{loss} = -\log p \times \text{reward}$$
#
# Here $p$ is the probability that the policy gave to the sampled action, and log is the natural logarithm.
# A case to do by hand: the controller gave kernel 5 the probability 0.62, sampled it, and the network
# scored 0.85. In the picture below a ring marks this case. Compare how steep the two curves are there: the
# reward sets how hard the push is.

# %%
import math

from nas_teach.lab.showing.style import figure

print(f"loss = -log(0.62) x 0.85 = {-math.log(0.62) * 0.85:.3f}")
fig = figure(5.5, 2.5)
pictures.loss_curves(fig, rewards=(0.85, 0.3), point=(0.62, 0.85))
show(fig, alt="The loss falls to zero as the probability of the sampled action goes to "
              "1; with reward 0.85 it is nearly three times as steep as with 0.3.")

# %% [markdown]
# ### Exercise 02.3
#
# The controller gave kernel 7 only $p = 0.25$, sampled it anyway, and got the reward 0.8. Is the
# loss larger or smaller than the one above? Decide first. Then work it out to three decimals; this number
# is your answer.

# %% exercise="02.3"
answer = ...

# %% [markdown]
# ## The gradient
#
# Which way does this loss push each logit? Begin with the numbers. PyTorch's automatic differentiation
# (**autograd**) finds them for the case above:

# %%
import torch

start = np.log([0.25, 0.62, 0.13])             # logits of 0.25, 0.62 and 0.13
logits = torch.tensor(start, requires_grad=True)
loss = -logits.softmax(0)[1].log() * 0.85      # kernel 5, position 1, paid 0.85
loss.backward()
print("gradient with respect to the logits:", logits.grad.numpy().round(4))

# %% [markdown]
# Where do they come from? Call the sampled action $a$.
#
# 1. The logarithm turns the fraction of the softmax into a difference:
#    $\log p_a = z_a - \log\,(e^{z_3} + e^{z_5} + e^{z_7})$.
# 2. Take the slope with respect to one logit $z_i$. The first term gives 1 if $i$ is the sampled action,
#    else 0.
# 3. The second term gives $e^{z_i}$ over the sum, and that is $p_i$ again.
# 4. So the slope of $\log p_a$ is 1 or 0, minus $p_i$. The loss has a minus and the reward in front.
#
# Write the ones and zeros as a **one-hot vector**: zeros with a single 1 at the sampled action. Then
#
# $$\text{gradient of the loss} = (\text{probabilities} - \text{one-hot}) \times \text{reward}$$
#
# Check it with the numbers: for kernel 3, (0.25 − 0) × 0.85 = 0.2125, and for kernel 5, (0.62 − 1) × 0.85 =
# −0.323. A step of **gradient descent** subtracts the gradient, multiplied by the **learning rate** `lr`,
# from the logits. So the logit of kernel 5 goes up and the others go down.
#
# ### Exercise 02.4
#
# Write this step. By hand or with autograd, as you like; by hand runs much faster.

# %% exercise="02.4"
def step(logits, action, reward, lr):
    """The logits after one step of gradient descent on the loss of `action`.

    logits: a numpy array of three or more. Leave it as it is and return a new one.
    """
    ...


# %%
change = np.asarray(step(start, 1, 0.85, lr=1.0)) - start
print("your step with lr = 1 moves the logits by", change.round(4))

# %% [markdown]
# These are autograd's numbers with the opposite sign.

# %% quick="02.q3"

# %% [markdown]
# ## The loop
#
# Act, hear, learn: now put the parts together as in the picture at the top. The environment is a function.
# It gets the position of a kernel and returns the reward.
#
# ### Exercise 02.5
#
# Write the whole controller with your three functions.

# %% exercise="02.5"
def run_controller(environment, steps, lr, rng):
    """Search for `steps` steps, starting with three logits of zero.

    Each step draws a position from the present policy, asks `environment(position)`
    once for its reward, and takes one step with `lr`.
    Return the policies before the first and after every step, an array (steps + 1, 3).
    """
    ...


# %% [markdown]
# Let it run, with the made-up rewards from the first screen. Four controllers with other **seeds**, that
# is, with other random numbers: compare where they end.

# %%
TRUE_REWARD = (0.7, 0.9, 0.6)                  # the controller never sees these


def one_search(seed, steps=50, lr=0.1, noise=0.02):
    rng = np.random.default_rng(seed)

    def environment(action):
        return TRUE_REWARD[action] + noise * rng.standard_normal()

    return run_controller(environment, steps, lr, rng)


seeds = (0, 1, 2, 3)
fig = figure(7.0, 2.6)
runs = [one_search(seed) for seed in seeds]
pictures.run_paths(fig, runs, NAMES, [f"seed {seed}" for seed in seeds])
show(fig, alt="The probabilities of the three kernels over 50 steps for four seeds: "
              "kernel 5 leads in three of them, kernel 3 in the run of seed 1.")

# %% [markdown]
# The run of seed 1 ends on kernel 3. Nothing is broken: same code, same rewards, other draws. Four runs
# cannot tell how often that happens. A thousand can. The **95 % interval** says how far the luck of these
# thousand runs may have shifted the share: 95 of 100 intervals made in this way contain the true share.

# %%
from nas_teach.statistics import proportion_interval

ends = np.array([one_search(seed)[-1].argmax() for seed in range(1000)])
share, low, high = proportion_interval(np.sum(ends == 1), len(ends))
print(f"kernel 5 on top: {share:.1%} of 1,000 runs",
      f"(95 % interval {low:.1%} to {high:.1%})")
_, low, high = proportion_interval(3, 4)
print(f"from 3 of 4 runs the interval would be {low:.0%} to {high:.0%}")

# %% [markdown]
# Your controller misses the best kernel in about 28 of 100 runs. Four runs would not have told
# us: their interval reaches from "worse than guessing" to "practically always".
#
# ### Exercise 02.6
#
# This step was written in a hurry. It raises no error. Unless the greatest logits are equal, the policy
# even grows surer of one kernel, step by step. Yet it learns nothing about kernels. Find the bug and mend it
# in the cell.

# %% exercise="02.6"
def answer(logits, action, reward, lr):
    logits = torch.tensor(logits, requires_grad=True)
    probs = logits.softmax(0)
    loss = -probs.max().log() * reward
    loss.backward()
    return (logits - lr * logits.grad).detach()


# %% [markdown]
# ## Why the logarithm, and why it works at all
#
# Many texts say: "if the reward is low, the action's probability falls." Try it on your step, with three
# kernels at 1/3 and the poor reward 0.1:

# %%
for reward, words in ((0.9, "0.9"), (0.1, "0.1"), (0.1 - 0.5, "0.1 minus 0.5")):
    after = softmax_probs(step(np.zeros(3), 0, reward, lr=0.5))[0]
    print(f"reward {words}: 0.333 -> {after:.3f}")

# %% [markdown]
# After the reward 0.1 the probability **rises**, only less. Accuracies are positive, so every push on a
# sampled action points upwards. The probability falls only if the loss uses the reward *minus what was
# expected*. The number subtracted, here 0.5, is a **baseline**; lesson 03 is about it.
#
# If every action is praised, how does the controller learn? We want to climb the **expected reward**, what
# the policy earns on average: the sum of all $p_i \times r_i$. Three lines lead to our step:
#
# 1. The slope of the expected reward is the sum of $r_i \times$ (slope of $p_i$), over all actions. But we
#    see one action at a time.
# 2. The slope of $\log p$ is the slope of $p$ divided by $p$. So **the slope of p is p times the slope of
#    log p**.
# 3. The slope of the expected reward is therefore the sum of $p_i \times [\,r_i \times$ slope of
#    $\log p_i\,]$: the *average* of the bracket when actions are drawn with the probabilities $p_i$.
#
# Sampling itself supplies the factor $p$, because likely actions are drawn more often; the logarithm keeps
# it from being counted twice. Here are the three steps that may happen at the start, with `lr` = 1. Compare
# the average with the slope in the last row.

# %%
import pandas as pd

pushes = np.array([step(np.zeros(3), a, TRUE_REWARD[a], lr=1.0) for a in range(3)])
logits = torch.zeros(3, dtype=torch.float64, requires_grad=True)
(logits.softmax(0) * torch.tensor(TRUE_REWARD)).sum().backward()   # the expected reward
rows = [*pushes, pushes.mean(0), logits.grad.numpy()]
names = [f"{name} is drawn" for name in NAMES] + ["average", "slope of expected reward"]
pd.DataFrame(rows, names, ["logit 3", "logit 5", "logit 7"]).round(3)

# %% [markdown]
# Each draw says "more of what I drew". Kernel 5 says it a little louder, and the average is right: it *is*
# the slope of the expected reward. That is why REINFORCE is called a **policy gradient** method. But
# see how faint the average is: about a tenth of a single push. With 50 draws, luck can drown it.
#
# ## Five suspects
#
# The panel at the top did worse still: 64 %. There the step is made by **Adam**, as in many tutorials: a
# refined gradient descent that follows an average of recent gradients and divides it by their usual size.
# Five things may be to blame: the noise, the learning rate, Adam, the first draw, and the number of steps.
#
# Each row below changes one thing and holds all else fixed as in the row "as it is": Adam, learning rate
# 0.1, noise 0.02, 50 steps. Rows marked "plain" have gradient descent in place of Adam. The rows of the
# first draw sort the same runs by the kernel that chance drew first. *Best on top* is the share of runs that
# end on kernel 5, of 10,000; *sureness* is the mean probability of the leading kernel at the end. Look at
# *best on top* first. The package's `simulate_reinforce` runs all controllers at once; without Adam it is
# your loop, and exercise 02.8 lets you write it.

# %%
from nas_teach.lab.lesson_02.suspects import suspects_table
from nas_teach.strategies import MovingAverage

ROWS = {
    ("none", "as it is"): {},
    ("noise", "no noise"): {"noise": 0.0},
    ("noise", "noise 0.5"): {"noise": 0.5},
    ("learning rate", "0.01"): {"lr": 0.01},
    ("learning rate", "1.0"): {"lr": 1.0},
    ("Adam", "plain"): {"adam": False},
    ("Adam", "plain, lr 0.3"): {"adam": False, "lr": 0.3},
    ("first draw", "kernel 3"): {"first": 0},
    ("first draw", "kernel 5"): {"first": 1},
    ("first draw", "kernel 7"): {"first": 2},
    ("first draw", "plain, kernel 3"): {"first": 0, "adam": False},
    ("first draw", "plain, kernel 5"): {"first": 1, "adam": False},
    ("first draw", "plain, kernel 7"): {"first": 2, "adam": False},
    ("steps", "200"): {"steps": 200},
    ("steps", "plain, 200"): {"adam": False, "steps": 200},
    ("(a cure)", "baseline"): {"baseline": MovingAverage()},
}
suspects_table(ROWS, TRUE_REWARD)

# %% [markdown]
# Read it as a detective, one suspect at a time:
#
# - **Noise** is innocent. Without it nothing improves; even 0.5 costs only a few points.
# - **Learning rate:** a smaller one hardly helps. With Adam a large one is ruinous: the first draws make the
#   policy almost certain, and then no other kernel is drawn that could correct it.
# - **Adam** costs about eight points. That is not because it moves faster: plain descent with learning
#   rate 0.3 gets as sure of its leader and loses nothing.
# - **The first draw** decides most with Adam: between kernel 3 and kernel 5 drawn first lie nearly 40
#   points, with plain descent about 10. Adam's average of gradients starts as the first gradient alone, so
#   its first steps repeat the first draw.
# - **Steps** are what is missing. With 200, both do far better.
#
# Why does plain descent still lose 28 % of the runs? With small steps the policy stays near 1/3, and the
# steps simply add up. Then the kernel that has *earned the greatest total* wins. Try that without any
# controller: draw a kernel 50 times at random, add up what each has earned, and look which has most.

# %%
rng = np.random.default_rng(0)
times = rng.multinomial(50, [1 / 3] * 3, size=100_000)      # how often each was drawn
most = (times * np.array(TRUE_REWARD)).argmax(1)
print(f"kernel 5 has earned most in {np.mean(most == 1):.1%} of 100,000 lotteries")

# %% [markdown]
# The same share as plain descent: most of the failure is the luck of *how often each kernel is drawn*. A
# baseline is the cure, because then a kernel no longer gains by being drawn often, only by paying more than
# the others. Lesson 03 measures that.

# %% quick="02.q4"

# %% [markdown]
# ## Now for real
#
# Your controller does not know what its environment is. So hand it the real thing: build the network with
# the drawn kernel, train it, and let its accuracy on images that it was not trained on be the reward. We
# use Fashion-MNIST at 14 × 14 pixels; 1,000 images to train, 1,000 to validate, two epochs. Every training
# has its own seed. This noise is no `standard_normal`; it is what NAS has to live with.
#
# A training is expensive, so we use the cure at once: your controller hears how much better a network was
# than the average of all before it. Such differences are small, so the learning rate is 2. This trains 40
# networks and takes about ten seconds.

# %%
from itertools import count

from nas_teach.data import load_fashion
from nas_teach.evaluation import seeded, train
from nas_teach.networks import SimpleCNN

train_set, validation_set = (
    [part[:1000] for part in load_fashion(split, resolution=14)]
    for split in ("train", "validation")
)
training_seeds = count()


def accuracy_of(kernel):
    seed = next(training_seeds)
    network = seeded(SimpleCNN, kernel, seed=seed)
    how = {"epochs": 2, "batch_size": 64, "lr": 0.02, "seed": seed}
    return train(network, train_set, validation_set, **how)[-1]


# %% tags=["nbval-ignore-output"] reason="live training depends on the processor; bounds below"
from tqdm.auto import tqdm

torch.set_num_threads(1)                       # enough for networks this small
bar, actions, accuracies = tqdm(total=40, desc="networks trained"), [], []


def real_environment(action):
    accuracy = accuracy_of(KERNELS[action])
    usual = np.mean(accuracies or [accuracy])  # the first is compared with itself
    actions.append(action)
    accuracies.append(accuracy)
    bar.update()
    return accuracy - usual


policies = run_controller(real_environment, 40, lr=2.0, rng=np.random.default_rng(0))
bar.close()
fig = figure(6.8, 3.6)
pictures.real_search(fig, actions, accuracies, policies, NAMES)
show(fig, alt="Above, the validation accuracy of 40 networks, marked by kernel size; "
              "kernel 3 lies lowest. Below, the probability of kernel 3 falls.")

# %%
print("networks trained:", len(actions))
print("kernel 3 ended", "below" if policies[-1][0] < 1 / 3 else "above", "one third")

# %% [markdown]
# Each mark above is a network that was really trained. Kernel 3 lies lower on the whole, and your controller
# has turned away from it. Kernels 5 and 7 overlap. It prefers one of them, but one search does not tell
# whether by merit or by luck. Your marks may differ from the stored picture, because processors
# round differently.
#
# Was it right? With three choices there is an obvious rival: train each kernel with five fresh seeds and
# compare the means. The **standard error**, the standard deviation divided by $\sqrt{5}$, says how far such
# a mean is typically off. The error of a difference is the root of the sum of the squared errors; as a rule
# of thumb, a difference below two such errors is undecided.

# %% tags=["nbval-ignore-output"] reason="live training depends on the processor; ranking below"
rewards = np.array([[accuracy_of(kernel) for _ in range(5)] for kernel in KERNELS])
means, errors = rewards.mean(1), rewards.std(1, ddof=1) / np.sqrt(5)
gap, error = means[2] - means[1], np.hypot(errors[1], errors[2])
print(f"kernel 7 minus kernel 5: {gap:+.3f}, error {error:.3f}:",
      "decided" if abs(gap) > 2 * error else "not decided by five seeds")
pd.DataFrame({"mean accuracy": means, "standard error": errors}, NAMES).round(3)

# %%
print("lowest mean:", NAMES[means.argmin()])

# %% [markdown]
# Kernel 3 comes last here too, with 15 trainings in place of 40 and an honest error on each number. By
# the rule above, though, the stored output decides one pair only: kernel 7 beats kernel 3. From kernel 3 to
# kernel 5 the gap is a little below two errors.
#
# For three choices REINFORCE is not worth its cost. The price of trying everything grows with the number of
# *architectures*, while a controller keeps three logits for each *decision*. Ten layers of three kernels make
# $3^{10} = 59{,}049$ networks. There a learned policy can pay, and from lesson 04 on it will have to prove
# it against random search.
#
# ### Exercise 02.7
#
# A colleague reports a search like ours, with 40 trials: "The controller ended with probabilities 0.05,
# 0.30 and 0.65 for kernels 3, 5 and 7. Five fresh seeds of each gave mean accuracies 0.46 ± 0.02, 0.61 ±
# 0.015 and 0.63 ± 0.02 (standard errors)." Which claim do the data carry?
#
# - **A** Kernel 7 is the best with a probability of 65 %.
# - **B** The kernel that reached the greatest single accuracy of all trials is the best.
# - **C** Nothing: with noisy rewards no kernel can be told from another.
# - **D** Kernel 3 is worse than the other two; between 5 and 7 this report does not decide.

# %% exercise="02.7"
answer = ...

# %% [markdown]
# ## Many controllers at once (optional)
#
# Your loop takes one controller at a time, and most of the time goes into Python itself. Keep the logits of
# all controllers in one array instead, and let numpy work on all rows together.
#
# ### Exercise 02.8
#
# Write it. To be comparable with your loop it must use its random numbers in the same order: in each step
# first `rng.random(runs)`, one u for each run, then `rng.standard_normal(runs)` for the noise.

# %% exercise="02.8"
def many_controllers(true_reward, noise, steps, lr, runs, rng):
    """Run `runs` controllers of one decision, each on its own noisy rewards.

    true_reward: the mean reward of each choice; there may be more or fewer than three.
    Return all policies, an array (steps + 1, runs, choices).
    """
    ...


# %%
crowd = many_controllers(TRUE_REWARD, 0.02, 50, 0.1, 10_000, np.random.default_rng(1))
share, low, high = proportion_interval(np.sum(crowd[-1].argmax(1) == 1), 10_000)
print(f"kernel 5 on top: {share:.1%} of 10,000 runs",
      f"(95 % interval {low:.1%} to {high:.1%})")

# %% tags=["nbval-ignore-output"] reason="prints times of this computer"
from time import perf_counter

started = perf_counter()
many_controllers(TRUE_REWARD, 0.02, 50, 0.1, 1000, np.random.default_rng(0))
at_once = perf_counter() - started
for seed in range(100):
    one_search(seed)
one_by_one = (perf_counter() - started - at_once) * 10
print(f"1,000 controllers: one by one {one_by_one:.2f} s, at once {at_once:.3f} s")

# %% [markdown]
# ## When the laptop's battery dies (optional)
#
# Real searches run for hours, and computers fail. `Reinforce` is your controller in the form that the
# package can use for any search space: `ask()` samples an architecture, `tell(arch, reward)` takes one step
# of Adam. With it, `search(strategy, evaluate, budget, log=...)` writes each trial to a file as it ends. We
# stop after 10 of 25 trials, throw the controller away and start again, as after a crash.

# %%
import tempfile
from pathlib import Path

from nas_teach.evaluation import simulated
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies import Reinforce

space, calls = SearchSpace({"kernel": KERNELS}), count()
table = simulated(dict(zip(KERNELS, TRUE_REWARD)), noise=0.02, seed=0)


def counted(arch):
    next(calls)
    return table(arch)


with tempfile.TemporaryDirectory() as folder:
    log = Path(folder) / "trials.jsonl"
    before = search(Reinforce(space), counted, 10, log=log)  # and now the battery dies
    after = search(Reinforce(space), counted, 25, log=log)   # a new one, the same file

print(f"trials: {len(after)}, evaluator called {next(calls)} times")

# %% [markdown]
# Nothing was computed twice. The new controller was *told* the ten old trials, which puts its logits back
# where they were.
#
# ## Recap
#
# 1. A controller is a policy over architectures: logits, a softmax, and sampling.
# 2. REINFORCE: loss = −log p × reward. Its gradient is (probabilities − one-hot) × reward, and the average
#    step climbs the expected reward.
# 3. Every positive reward pushes up what was sampled; only the average over many draws tells what is good.
# 4. Fifty draws are few: kernel 5 won in about 72 % of runs with plain descent and about 64 % with Adam,
#    which amplifies the first draw.
# 5. One run proves little. Repeat with seeds, give intervals, compare with the simplest rival.
#
# **Ask yourself**, and look it up where you cannot say:
#
# 1. Why does the controller hold logits and not probabilities? (The policy)
# 2. What happens to a sampled action's probability after a small positive reward? (Why the logarithm)
# 3. Where does the factor $p$ go when the slope of $p$ becomes the slope of $\log p$? (Why the logarithm)
# 4. Which of the five suspects are innocent, and which row shows it? (Five suspects)
# 5. How can a lottery without a controller have the same failure rate? (Five suspects)
# 6. What does a final probability of 0.9 prove? (Your bet; exercise 02.7)
#
# **What to use when.** A handful of architectures: train each with several seeds. Many decisions and
# hundreds of trials: a controller may pay, always with a baseline. If unsure, run random search first.
#
# ## What the papers did
#
# - **Williams 1992**, *Simple statistical gradient-following algorithms for connectionist reinforcement
#   learning* ([doi:10.1007/BF00992696](https://doi.org/10.1007/BF00992696)), gave REINFORCE its name and
#   its proof, with a baseline in the formula from the start.
# - **Zoph & Le 2017**, *Neural architecture search with reinforcement learning*
#   ([arXiv:1611.01578](https://arxiv.org/abs/1611.01578)): a recurrent controller, Adam with learning rate
#   0.0006, a moving average of past accuracies as baseline, 800 GPUs.
# - **NASNet** (Zoph et al. 2018, [arXiv:1707.07012](https://arxiv.org/abs/1707.07012)) is often said to use
#   REINFORCE as well. It used PPO, a later policy gradient method.
#
# ## Where to go next
#
# Lesson 03 cures the failure that you have seen with one subtraction.
#
# **Next:** [03 · Baselines](03_baselines.ipynb).
