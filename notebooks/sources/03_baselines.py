# %% [markdown]
# # 03 · Baselines
#
# Same task, another zero of the scale: why does the search care, and how do you stop it?
#
# After this lesson you will be able to
#
# - write and mend the three common baselines: moving average, leave-one-out and critic (exercises 03.1,
#   03.3 and 03.4);
# - say when a baseline leaves the mean step right, and recognise one that does not (exercise 03.2);
# - tell another zero of the reward scale from another unit, and foretell which of them harms a search
#   (exercise 03.5).
#
# {{minutes}} **Builds on:** lesson 02 (policy, logits,
# reward, `simulate_reinforce`).

# %%
from nas_teach.lab import baseline_explorer, check, gradient_variance, hint, show, solution

# %% [markdown]
# ## A bet before we start
#
# The searcher of lesson 02 has three kernels to choose from, with true rewards 0.7, 0.9 and 0.6, and 50
# steps. It ends on the best in only about 63 % of the runs. Now change nothing but the *zero* of the scale:
#
# 1. **Accuracy**: 0.7, 0.9, 0.6.
# 2. **Minus the error**: take 1 from each. The rewards are −0.3, −0.1, −0.4, so every try is punished.
# 3. **With a present**: add 10 to each. The rewards are 10.7, 10.9, 10.6, so every try is praised.
#
# In what share of runs do scales 2 and 3 end on the best kernel? Write down two guesses.

# %%
my_guesses = ..., ...  # per cent with all rewards negative; per cent with 10 added

# %%
import numpy as np

from nas_teach.strategies.reinforce import winners
from nas_teach.strategies.reinforce import simulate_reinforce

KERNELS, REWARDS, BEST = (3, 5, 7), np.array([0.7, 0.9, 0.6]), 1


def ends_on_best(true_reward=REWARDS, noise=0.02, runs=4000, steps=50, **how):
    """Share of runs with the best kernel on top at the end, and its 95 % interval."""
    share, interval = winners(simulate_reinforce(true_reward, noise, steps=steps, runs=runs, lr=0.1, **how))
    return share[BEST], interval[BEST]


def in_words(result):
    share, (low, high) = result
    return f"{share:6.1%}  (95 % interval {low:.1%} to {high:.1%})"


for name, shift in {"accuracy": 0, "minus the error": -1, "10 added": 10}.items():
    print(f"{name:16} {in_words(ends_on_best(REWARDS + shift, runs=10_000))}")
print("your guesses:", "none yet" if ... in my_guesses else my_guesses)

# %% [markdown]
# Taking one away all but cures the searcher. Adding ten makes it nearly blind: with closed eyes one would
# pick the best of three in 33 %. Yet the gaps between the kernels were the same. What does the searcher
# hear that it should not hear?
#
# ## One run, step by step
#
# Look at a run that fails. The loop is that of lesson 02, with Adam written out. Remember the gradient:
# *probabilities minus one-hot, times reward*.

# %%
from scipy.special import softmax

from nas_teach.strategies.reinforce import reinforce_gradient


def one_run(seed, steps=50, lr=0.1, noise=0.02):
    rng, diary = np.random.default_rng(seed), []
    logits, m, v = np.zeros((3, 3))
    for t in range(1, steps + 1):
        p = softmax(logits)
        action = rng.choice(3, p=p)
        reward = REWARDS[action] + rng.normal(0, noise)
        gradient = reinforce_gradient(p, action, reward)
        m = 0.9 * m + 0.1 * gradient                       # Adam: average of recent gradients
        v = 0.999 * v + 0.001 * gradient**2                # and of their squares; both start at 0,
        size = np.sqrt(v / (1 - 0.999**t))                 # and these divisions make up for it
        step = -lr * (m / (1 - 0.9**t)) / (size + 1e-8)    # (1e-8: never divide by 0)
        logits = logits + step
        diary.append((action, reward, step, softmax(logits)))
    return diary


diary = one_run(seed=4)
same = simulate_reinforce(REWARDS, 0.02, steps=50, runs=1, lr=0.1, seed=4)[-1, 0]
print("agrees with simulate_reinforce:", np.allclose(diary[-1][-1], same, atol=1e-9))

# %%
print("step  kernel  reward   step on logit 3, 5, 7    probabilities after it")
for t in (1, 2, 3, 4, 5, 6, 8, 10, 20, 50):
    action, reward, step, p = diary[t - 1]
    steps, after = (" ".join(f"{x:{form}}" for x in values) for values, form in ((step, "+.2f"), (p, ".2f")))
    print(f"{t:4}  {KERNELS[action]:6}  {reward:6.2f}   {steps}        {after}")
print("kernel 5 is drawn in the steps", [t for t, (action, *_) in enumerate(diary, 1) if action == BEST])

# %% [markdown]
# By bad luck the first draws are all kernel 7, the worst. Look at row 10. Kernel 5 is drawn at last and
# pays 0.88, but its logit moves by +0.00, and kernel 7 still gains 0.04: the average of recent gradients
# points to kernel 7. Kernel 5 is never drawn again.
#
# Now the first row. One draw, and each logit moves by 0.10, a full learning rate. **Adam divides each
# gradient by its usual size.** In step 1 the only size that it knows is that of this one gradient, so the
# quotient is plus or minus 1, whatever the reward:

# %%
p = np.full(3, 1 / 3)
for reward in (0.6, 0.9, 10.6):
    gradient = reinforce_gradient(p, 2, reward)
    print(f"kernel 7 drawn, reward {reward:4}: gradient {gradient.round(2)}, "
          f"first step of Adam {-0.1 * np.sign(gradient)}")

for name, scale in {"accuracy": REWARDS, "10 added": REWARDS + 10}.items():
    gap = np.abs(scale / scale.mean() - 1).mean()
    print(f"{name}: the kernels differ from their mean by {gap:.0%} of it on average")

# %% [markdown]
# The last two lines show what the searcher can learn from: the differences, measured against the rewards'
# usual size. The rest of every step says only: *this is what I happened to draw*.
#
# How much does the first draw decide? Sort 4,000 runs by it, also at the learning rate 0.01. In those slow
# runs, as you know, the vicious circle (*drawn more often, so praised more often*) cannot turn.

# %%
from nas_teach.lab.lesson_03.pictures import ends_by_first_draw
from nas_teach.lab.showing.style import figure

NAMES = [f"kernel {kernel}" for kernel in KERNELS]
for lr in (0.01, 0.1):
    probs = simulate_reinforce(REWARDS, 0.02, steps=50, runs=4000, lr=lr)
    first, last = probs[1].argmax(1), probs[-1].argmax(1)  # (4000,) drawn in step 1, on top at the end
    ends = [f"{np.mean(last[first == i] == BEST):.0%} if {name} came first" for i, name in enumerate(NAMES)]
    print(f"learning rate {lr:<4}: runs that end on kernel 5:", ", ".join(ends))

fig = figure(6.5, 3.0)
ends_by_first_draw(fig, probs, NAMES)
show(fig, alt="Where runs end at the learning rate 0.1, for each first draw: after kernel 5 most end on it, "
              "after kernel 3 nearly half end on kernel 3, after kernel 7 about a fifth stay there.")

# %% [markdown]
# One draw out of fifty should hardly matter. It matters a lot, and as much in the slow runs, so the circle
# is not the reason. Adam is. It follows the *average* of recent gradients, and in step 1 there is only one
# to average. What part of all the averages comes from each draw?

# %%
t = np.arange(1, 51)
for draw in (1, 2, 3, 10, 25):
    part = np.where(t >= draw, 0.1 * 0.9 ** (t - draw) / (1 - 0.9**t), 0)    # of Adam's m / (1 - 0.9**t)
    print(f"draw {draw:2} makes up {part[draw - 1]:4.0%} of the average in its own step; "
          f"its parts in all steps add up to {part.sum():.1f}")

# %% [markdown]
# The first draw speaks about three times as loud as one in mid-run, and says little but what was drawn.
#
# ## Subtract something
#
# Do not ask "was the reward good?" but "was it better than expected?" The thing expected is called the
# **baseline** $b$, and reward − $b$ is the **advantage**. The loss becomes $-\log p \times (\text{reward} -
# b)$. To take 1 from each reward was a baseline in disguise: $b = 1$. Try every constant:

# %%
from nas_teach.lab.showing.curves import lines_with_bands
from nas_teach.lab.showing.style import label

constants = np.array([-1, -0.5, 0, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 2, 2.5])
results = [ends_on_best(baseline=float(b), runs=2000) for b in constants]
for b in (-0.5, 0, 0.25, 0.7, 0.8, 1, 1.25, 1.5, 2):
    print(f"b = {b:4}: {in_words(results[list(constants).index(b)])}")
for b in (0.0, 1.5):
    print(f"b = {b:4}, 500 steps: {in_words(ends_on_best(baseline=b, runs=2000, steps=500))}")

fig = figure(6.0, 2.8)
ax = label(fig.subplots(), "constant baseline b", "share of runs",
           "Ends on the best kernel (band: 95 % interval)")
shares, intervals = zip(*results)
lines_with_bands(ax, constants, {"2,000 runs each": (shares, intervals)})
ax.axvspan(0.6, 0.9, color="#dddddd", zorder=0)
ax.set_ylim(0, 1.05)
ax.text(0.75, 0.06, "worst to best\ntrue reward", ha="center")
show(fig, alt="The share of runs that end on the best kernel over the baseline is a hill: about 100 per cent "
              "for baselines from 0.7 to 1, falling on both sides.")

# %% [markdown]
# A hill, with its top where the rewards are. On the scale "minus the error" zero just happens to lie close
# to them: that settles the bet.
#
# *The distance.* You may still suspect that the rich getting richer is the whole trouble. Then look at $b =
# 1.5$. Nothing is ever praised: whatever is drawn becomes **less** probable, and the rich get poorer. Yet
# this searcher is only a little better than $b = 0$, about as far off on the other side. In 50 steps the
# **distance** between baseline and usual reward counts most. The larger it is, the more of each step says
# only "this is what I drew". That is noise, and we shall measure it.
#
# *The side.* Compare 0.25 with 1.25, both about 0.5 away. The higher one is better, and with 500 steps 1.5
# leaves 0 behind too. Too much praise feeds the circle, too much blame starves it. The circle is real, but
# in our failure the smaller part.
#
# ## A baseline that finds its own level
#
# In a real search nobody knows that 0.73 would be a good constant. But rewards can be averaged as they
# come. A **moving average** keeps a share of the old average, the **decay**, and fills up with the newest
# reward:

# %%
from nas_teach.strategies.baselines import MovingAverage

rewards = [0.60, 0.72, 0.91, 0.88, 0.59]
expected, by_hand = rewards[0], []                 # started at the first reward
for r in rewards:
    by_hand.append(r - expected)                   # first compare,
    expected = 0.9 * expected + 0.1 * r            # then update: decay 0.9

baseline = MovingAverage(decay=0.9)
by_package = [r - baseline(r) for r in rewards]
print("advantages:", np.round(by_package, 3), " same by hand:", np.allclose(by_hand, by_package))

# %%
starts = {"none": None, "from first reward": MovingAverage(), "from zero": MovingAverage(start=0.0)}
for name, baseline in starts.items():
    print(f"{name:18} {in_words(ends_on_best(baseline=baseline, runs=10_000))}")
print("\nfrom first reward, with the scale shifted:")
for shift in (-1, 10):
    print(f"{shift:+4} {in_words(ends_on_best(REWARDS + shift, baseline=MovingAverage(), runs=10_000))}")

# %% [markdown]
# Above 99 %, and the zero of the scale no longer matters: the average moves along with it. The price is one
# step: the first reward is compared with itself, so it teaches nothing.
#
# "From zero" is a warning. Until that average has climbed up, there is hardly any baseline, in the very
# steps that Adam hears loudest.
#
# ### Exercise 03.1
#
# This function should return the advantages of a list of rewards, with a moving average that starts at the
# first reward and keeps the share `decay` of its old value. With `decay=0.9` it remembers almost nothing.
# Mend it.

# %% exercise="03.1"
def answer(rewards, decay):
    average = rewards[0]
    advantages = []
    for reward in rewards:
        advantages.append(reward - average)
        average = (1 - decay) * average + decay * reward
    return advantages

# %% [markdown]
# ## Is that still honest?
#
# We have tampered with the reward. Might the search now head for something else than the best kernel?
#
# Let kernel $a$ have the probability $p_a$ and pay $r_a$ on average; $\nabla$ is the list of the three
# derivatives by the logits. You know that the mean step is the slope of the expected reward, $\nabla \sum_a
# p_a r_a$, a sum over the kernels. To it the baseline adds $-b \sum_a p_a \nabla \log p_a$. That is
# nothing:
#
# 1. By the chain rule $\nabla \log p_a = \nabla p_a / p_a$, so that $\sum_a p_a \nabla \log p_a = \sum_a
#    \nabla p_a = \nabla \sum_a p_a$.
# 2. Probabilities add up to 1 whatever the logits are, and the gradient of a constant is zero.
#
# A mean that is right is called **unbiased**. Note what the proof needs: $b$ was taken out of the sum, so
# it must be the same for every kernel that might be drawn. Now check it:

# %%
p = np.array([0.2, 0.5, 0.3])
scores = np.eye(3) - p                                    # row a: gradient of log p_a by the logits


def mean_step(b):
    return sum(p[a] * scores[a] * (REWARDS[a] - b) for a in range(3))


for b in (0, 0.73, -5, 1000):
    print(f"b = {b:6}: mean step {mean_step(b).round(4)}")
    assert np.abs(mean_step(b) - mean_step(0)).max() < 1e-12

# %% [markdown]
# To twelve decimals the same step of gradient descent. (Adam then divides by the gradients' usual size;
# where a baseline makes that smaller, the same mean moves the logits further.)
#
# Does it hold for sampled kernels and noisy rewards? Take 100,000 draws a baseline. Their mean has a
# standard error, and 1.96 of these to either side make a 95 % interval.

# %%
rng = np.random.default_rng(0)
print(f"exact: {mean_step(0)[1]:+.4f}")
for b in (0, 0.73, 2):
    actions = rng.choice(3, size=100_000, p=p)
    noisy = REWARDS[actions] + rng.normal(0, 0.02, 100_000)
    steps = scores[actions, 1] * (noisy - b)              # step on the logit of kernel 5
    half = 1.96 * steps.std() / np.sqrt(len(steps))
    print(f"b = {b:4}: {steps.mean():+.4f} ± {half:.4f}   "
          f"standard deviation of a single step {steps.std():.3f}")

# %% [markdown]
# All three intervals hold the exact value. But $b = 0.73$ gives the mean about fourteen times as precisely.
# *The mean is the same, the noise is not.*
#
# ### Exercise 03.2
#
# Four people propose baselines. Which of them makes the mean step wrong (biased)?
#
# - **A** The mean of all rewards of *earlier* steps.
# - **B** One average for each kernel: a reward of kernel 5 is compared with earlier rewards of kernel 5.
# - **C** A random number, drawn anew in each step before the kernel is drawn.
# - **D** The constant −5.

# %% exercise="03.2"
answer = ...

# %% [markdown]
# ## The noise is a parabola
#
# The scatter of single steps is their **variance**: the mean squared distance from their mean, added up
# over the three logits. Call $g_a$ the gradient of $\log p_a$, three numbers, and $|g_a|^2$ the sum of
# their squares. If kernel $a$ is drawn, the step is $g_a (r_a - b)$. A variance is the mean of the squares
# minus the square of the mean:
#
# $$\text{variance}(b) = \sum_a p_a |g_a|^2 (r_a - b)^2 - |\text{mean step}|^2$$
#
# The last term does not depend on $b$, so this is a parabola. Set the derivative to zero, and its bottom is
# at
#
# $$b^* = \frac{\sum_a p_a |g_a|^2 r_a}{\sum_a p_a |g_a|^2}$$
#
# a mean of the rewards in which kernels with a large gradient count for more. Move along the parabola:

# %%
gradient_variance()

# %% [markdown]
# 1. Go right from 0. The coloured arrows shrink; then, one by one, they turn round. Where kernel 7 points
#    away from its corner, a bad draw is at last *punished*. The black arrow, their mean, never stirs.
# 2. Go on to 1.5. All arrows have turned, and they are long again.
# 3. Back at 0, raise the *Probability of kernel 5* to 0.90. The best baseline moves *away* from 0.9, the
#    reward that is nearly always seen. Rare draws have the larger gradients.
#
# How far is $b^*$ from the plain mean $\text{E}[r] = \sum_a p_a r_a$, which a moving average estimates?

# %%
def variance(p, b):
    g = np.eye(3) - p
    return p @ ((g**2).sum(1) * (REWARDS - b) ** 2) - np.sum((p @ (g * (REWARDS - b)[:, None])) ** 2)


print("    probabilities       b*    E[r]   variance at:  0       E[r]    b*")
for p in ([1/3, 1/3, 1/3], [0.2, 0.5, 0.3], [0.1, 0.8, 0.1], [0.8, 0.1, 0.1]):
    p = np.array(p)
    size = ((np.eye(3) - p) ** 2).sum(1)                  # |g_a|^2
    b_star, mean = p @ (size * REWARDS) / (p @ size), p @ REWARDS
    grid = np.linspace(0, 1, 1001)
    assert abs(grid[np.argmin([variance(p, b) for b in grid])] - b_star) <= 0.001
    print(f"{p.round(2)!s:20} {b_star:.3f}  {mean:.3f}           "
          + "  ".join(f"{variance(p, b):.4f}" for b in (0, mean, b_star)))

# %% [markdown]
# With equal probabilities the plain mean is the optimum; in general it is not. In row 3 it leaves eleven
# times the least variance, but still only a sixteenth of what you have without a baseline. It will do.
#
# If rewards carry noise of standard deviation $\sigma$, the variance grows by $\sigma^2 \sum_a p_a
# |g_a|^2$, whatever $b$ is. A baseline takes away the noise of *which kernel was drawn*, not that of *what
# it paid*.
#
# ## Decay and start
#
# A small decay follows quickly but listens to few rewards; a large one is steady but slow to leave its
# start. The average (the black line) does its work once it lies between the rewards of the kernels.

# %%
baseline_explorer()

# %% [markdown]
# Reset between these experiments, and guess first.
#
# 1. Set *Average starts at* to 0. How many steps does the black line need to reach the rewards? Now lower
#    the *Decay* to 0.5.
# 2. Start at 1.5, about as far off as 0. At this decay it hurts less. (At small decays it does not: see
#    below.)
# 3. Set *Offset on every reward* to 10. The black line does not stir. The bar *no baseline* falls.
# 4. Raise *Noise of a reward* to 0.5. Even the average now misses the best kernel in about one run out of
#    five. The mean of four trainings of each network has half that noise. Would you buy this, or four times
#    as many steps?
#
# The same on paper, 2,000 runs a number, in per cent:

# %%
print("decay   starts at: first reward    0.0    0.75   1.5")
for decay in (0.0, 0.5, 0.9, 0.99):
    shares = [ends_on_best(baseline=MovingAverage(decay, start), runs=2000)[0]
              for start in (None, 0.0, 0.75, 1.5)]
    print(f"{decay:5}                 " + "  ".join(f"{100 * share:5.1f}" for share in shares))
print("noise   no baseline   average from first reward")
for noise in (0.02, 0.2, 0.5, 1.0):
    shares = [ends_on_best(noise=noise, baseline=baseline, runs=2000)[0]
              for baseline in (None, MovingAverage())]
    print(f"{noise:5}          {100 * shares[0]:5.1f}                 {100 * shares[1]:5.1f}")
for steps, noise in ((50, 0.25), (200, 0.5)):
    print(f"200 trainings at noise 0.5, {steps:3} steps with the mean of {200 // steps}: "
          + in_words(ends_on_best(noise=noise, steps=steps, baseline=MovingAverage())))

# %% [markdown]
# Started at the first reward, any decay will do here. Started badly, a large one hardly ever arrives: 0.99
# from zero is little better than no baseline in 50 steps. And more steps are, if anything, a better buy than
# repeated evaluations.
#
# ## Leave one out
#
# Suppose four networks are trained side by side, and the controller takes one step for all. Then there is a
# baseline without memory: compare each reward with the mean of *the other three*. This is
# **leave-one-out**. It is unbiased, for the others know nothing of this draw.
#
# ### Exercise 03.3
#
# Write a function that takes the rewards of a batch, a list of at least two numbers, and returns the list
# of their advantages: each reward minus the mean of all the *others*.

# %% exercise="03.3"
def answer(rewards):
    ...

# %% [markdown]
# The package's `leave_one_out` returns these means of the others. What do they do to the noise? Take the mean
# step over batches of four evaluations. "Mean of all four" lets each reward into its own baseline; "true
# mean" knows E[r], which no real search does.

# %%
from nas_teach.strategies.baselines import leave_one_out

p, n = np.array([0.2, 0.5, 0.3]), 4
rng = np.random.default_rng(0)
actions = rng.choice(3, size=(50_000, n), p=p)
batch = REWARDS[actions] + rng.normal(0, 0.02, actions.shape)            # (50000, 4)
ways = {"no baseline": 0, "leave one out": leave_one_out(batch),
        "mean of all four": batch.mean(1, keepdims=True), "true mean": p @ REWARDS}
print("                     variance of the step   its mean, relative to the exact one (± 95 %)")
for name, baseline in ways.items():
    steps = (scores[actions] * (batch - baseline)[..., None]).mean(1)    # (50000, 3)
    along = steps @ mean_step(0) / np.sum(mean_step(0) ** 2)              # 1 on average if unbiased
    half = 1.96 * along.std() / np.sqrt(len(along))
    print(f"{name:18}   {steps.var(0).sum():20.5f}   {along.mean():.3f} ± {half:.3f}")

# %% [markdown]
# Leave-one-out removes nearly all of the noise that the true mean removes, and its mean is right. "Mean of
# all four" has less noise still, but only because its steps are too short, by the factor 3/4, or $(n -
# 1)/n$.
#
# The price: four evaluations, but one step. Compare at **equal budget**, 48 evaluations. The function is
# the loop from above for many runs at once:

# %%
def batch_search(n, baseline, evaluations=48, runs=4000, lr=0.1, noise=0.02):
    """`evaluations` spread over batches of n, one step of Adam a batch; returns probs (runs, 3)."""
    rng = np.random.default_rng(0)
    logits, m, v = np.zeros((3, runs, 1, 3))
    for t in range(1, evaluations // n + 1):
        p = softmax(logits, axis=-1)                                      # (runs, 1, 3)
        passed = rng.random((runs, n, 1)) > p.cumsum(-1)[..., :-1]        # n draws for each run: a random
        actions = passed.sum(-1)                                          # number, and the bounds it passes
        rewards = REWARDS[actions] + rng.normal(0, noise, (runs, n))
        gradient = reinforce_gradient(p, actions, rewards - baseline(rewards)).mean(1, keepdims=True)
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        logits -= lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return softmax(logits, axis=-1)[:, 0]


for n, lr, noise, name, baseline in (
        (1, 0.1, 0.02, "none", np.zeros_like), (4, 0.1, 0.02, "none", np.zeros_like),
        (4, 0.1, 0.02, "leave one out", leave_one_out), (4, 0.4, 0.02, "leave one out", leave_one_out),
        (1, 0.1, 0.02, "moving average", MovingAverage()), (4, 0.1, 0.5, "leave one out", leave_one_out),
        (1, 0.1, 0.5, "moving average", MovingAverage())):
    final = batch_search(n, baseline, lr=lr, noise=noise)
    share, interval = winners(final[None])
    print(f"noise {noise:4}, {48 // n:2} steps, batch {n}, lr {lr}, {name:14} "
          f"{in_words((share[BEST], interval[BEST]))}  mean p(kernel 5) {final[:, BEST].mean():.2f}")

# %% [markdown]
# Without a baseline a batch does not help. With leave-one-out, twelve steps suffice to put the best kernel
# on top, but at the old learning rate they are too few to make it *sure*; a quarter of the steps may be
# four times as long. With much noise the moving average, which remembers more rewards, ends up ahead.
#
# ## A critic
#
# Large systems *learn* the baseline: a second network, the **critic**, looks at the situation and predicts
# the reward. (The policy is then called the **actor**.) Ours has a single situation, so its critic is a
# single number $v$, trained on the squared error $(r - v)^2$:

# %%
import torch

value = torch.zeros((), dtype=torch.float64, requires_grad=True)   # the critic, started at 0
optimizer = torch.optim.SGD([value], lr=0.05)
average = MovingAverage(decay=0.9, start=0.0)
pairs = []
for r in [0.60, 0.72, 0.91, 0.88, 0.59]:
    pairs.append((value.item(), average(r)))
    optimizer.zero_grad()
    ((r - value) ** 2).backward()
    optimizer.step()
print("critic and moving average:", *[f"{v:.4f} {a:.4f} |" for v, a in pairs])
print("equal:", np.allclose(*zip(*pairs)))

# %% [markdown]
# They are the same. The gradient of $(r - v)^2$ is $-2(r - v)$, so after a step of size lr the critic is
#
# $$v + 2\,\text{lr}\,(r - v) = (1 - 2\,\text{lr})\,v + 2\,\text{lr}\;r$$
#
# That is a moving average with decay $1 - 2\,\text{lr}$: the smallest critic there is.
#
# ### Exercise 03.4
#
# This function computes the gradients of policy (`logits`) and critic (`value`) for one step. The critic
# should learn from its squared error alone, yet it drifts away from the mean reward. Why? Mend it. (You may
# need `x.detach()`: the number in `x`, through which no gradient flows back.)

# %% exercise="03.4"
def answer(logits, value, action, reward):
    logits = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    value = torch.tensor(value, dtype=torch.float64, requires_grad=True)
    advantage = reward - value
    policy_loss = -logits.log_softmax(0)[action] * advantage
    critic_loss = (reward - value) ** 2
    (policy_loss + critic_loss).backward()
    return logits.grad.tolist(), value.grad.item()

# %% [markdown]
# ## The other remedy: an entropy bonus
#
# A controller that decides too soon could be paid for staying undecided. The **entropy** of a policy,
# $-\sum_a p_a \log p_a$, says how undecided it is: 0 when one kernel has everything, $\log 3 \approx 1.10$
# when all are equal. Its unit is the **nat**. The bonus adds $\beta \times$ entropy to what is maximised.
# Does it cure the failure without a baseline?

# %%
betas = (0, 0.01, 0.03, 0.1, 0.2, 0.5, 1.0)
curves = {}
for name, baseline in {"no baseline": None, "moving average": MovingAverage()}.items():
    final = [simulate_reinforce(REWARDS, 0.02, steps=50, runs=4000, lr=0.1, baseline=baseline, entropy=b)[-1]
             for b in betas]                              # (4000, 3) each
    shares, intervals = zip(*[(s[BEST], i[BEST]) for s, i in (winners(q[None]) for q in final)])
    entropies = [np.mean(-(q * np.log(q)).sum(1)) for q in final]
    curves[name] = shares, entropies, [q[:, BEST].mean() for q in final], intervals

print("          no baseline       moving average                       softmax of")
print("beta   right  entropy     right  entropy  p(kernel 5)      reward / beta")
for i, b in enumerate(betas):
    limit = softmax(REWARDS / b)[BEST] if b else 1.0
    (s0, h0, *_), (s1, h1, p1, _) = ([c[i] for c in curve] for curve in curves.values())
    print(f"{b:4}   {s0:5.1%}   {h0:.2f}      {s1:6.1%}   {h1:.2f}       {p1:.2f}             {limit:.2f}")

# %%
fig = figure(7.0, 2.8)
left, right = fig.subplots(1, 2)
label(left, "entropy bonus β", "share of runs", "Ends on the best (band: 95 %)")
label(right, "entropy bonus β", "entropy (nats)", "How undecided it is at the end")
lines_with_bands(left, betas, {name: (curve[0], curve[3]) for name, curve in curves.items()})
lines_with_bands(right, betas, {name: (curve[1], None) for name, curve in curves.items()})
left.set_ylim(0.5, 1.05)
right.set_ylim(0, 1.15)
show(fig, alt="Left, the share of right endings: the moving average stays near 100 per cent and falls for "
              "a bonus of 1, no baseline stays at about 60 to 70. Right, the final entropy grows with the "
              "bonus towards 1.1 nats.")

# %% [markdown]
# The bonus is no substitute for a baseline. It slows the wrong decisions, and the right ones too. Beside a
# baseline, a little of it takes care of the last wrong endings.
#
# Too much, and the controller *never* decides. The last two columns show why: the policy that maximises
# expected reward plus bonus is the softmax of reward / β, and that is where the runs end. The bonus is
# measured in units of reward: set it against the *gaps* between architectures.
#
# ### Exercise 03.5
#
# A colleague feeds the controller accuracies in per cent: 70, 90 and 60, with noise 2. All else is as in
# the first bet: Adam, no baseline, 50 steps. In what share of runs does her controller end on the best
# kernel?
#
# - **A** About a third, as with 10 added: such large rewards drown the difference.
# - **B** About 63 %, as with accuracies from 0 to 1.
# - **C** Above 99 %: the gaps are now 20 and 30, which nobody can miss.
# - **D** Near 0 %: with steps a hundred times as large, the first draw decides.

# %% exercise="03.5"
answer = ...

# %% [markdown]
# ## With real rewards
#
# Now measure some rewards. For each kernel, train eight small networks on 1,000 images of Fashion-MNIST at
# 14 × 14 pixels, each with another seed.

# %% tags=["nbval-ignore-output"] reason="accuracies of live training differ between processors"
from tqdm.auto import tqdm

from nas_teach.data import load_fashion
from nas_teach.evaluation.training import train_from_scratch
from nas_teach.networks.simple_cnn import SimpleCNN

train_set, validation_set = ([part[:count] for part in load_fashion(split, resolution=14)]
                             for split, count in (("train", 1000), ("validation", 2000)))
torch.set_num_threads(1)
measured = np.array([[train_from_scratch(SimpleCNN, train_set, validation_set,
                                         seed=seed, epochs=2, batch_size=64)(kernel) for seed in range(8)]
                     for kernel in tqdm(KERNELS, desc="kernels")])       # (3, 8)
for kernel, accuracies in zip(KERNELS, measured):
    print(f"kernel {kernel}: {' '.join(f'{a:.2f}' for a in accuracies)}   mean {accuracies.mean():.3f}, "
          f"standard deviation {accuracies.std(ddof=1):.3f}")

# %%
means, noise = measured.mean(1), measured.std(1, ddof=1).mean()
winner = int(means.argmax())
ranking = [KERNELS[i] for i in means.argsort()[::-1]]
print("ranking of the means:", ranking)
assert ranking == [7, 5, 3] and 0.3 < means.min() < means.max() < 0.8 and 0.02 < noise < 0.1

# %% [markdown]
# Kernel 7 is ahead, at this resolution, with this little training; with more training the order may change.
# And the noise between seeds is no longer small beside the gaps.
#
# Now search: first with `Reinforce` and `search`, where each try draws one of the eight accuracies of its
# kernel; then with 4,000 simulated controllers whose rewards have the measured means and noise.

# %% tags=["nbval-ignore-output"] reason="the shares follow from accuracies of live training"
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies.reinforce import Reinforce

space = SearchSpace({"kernel": KERNELS})


def real_search(seed, baseline, steps=50):
    rng, strategy = np.random.default_rng(seed), Reinforce(space, lr=0.1, baseline=baseline, seed=seed)
    search(strategy, lambda arch: rng.choice(measured[KERNELS.index(arch.kernel)]), steps)
    return strategy.probs["kernel"].argmax() == winner


shares = {}
for name, baseline in {"no baseline": None, "moving average": MovingAverage()}.items():
    hits = sum(real_search(seed, baseline) for seed in range(40))
    paths = simulate_reinforce(means, noise, steps=50, runs=4000, lr=0.1, baseline=baseline)
    share, interval = winners(paths)
    shares[name] = share[winner], interval[winner]
    print(f"{name:15} ends on kernel {KERNELS[winner]}: {hits} of 40 searches; "
          f"simulated {in_words(shares[name])}")

# %%
(without, between), (with_average, apart) = shares["no baseline"], shares["moving average"]
assert without < 0.85 and with_average > 0.9 and between[1] < apart[0]
print("with the moving average the best kernel is found more often, and the intervals do not overlap")

# %% [markdown]
# What held for the made-up table holds for real accuracies. It cost one subtraction.
#
# ## Recap
#
# 1. Without a baseline most of each step says only "this is what I drew". Adam makes those steps equally
#    large whatever the reward, and hears the first draws loudest.
# 2. Subtract what you expected. The mean step stays the same if the baseline does not know the draw; the
#    noise becomes much smaller.
# 3. The noise is a parabola in $b$ with its bottom near the mean reward. A moving average finds that level,
#    if it starts at the first reward.
# 4. Leave-one-out needs a batch and no memory; a critic of one number is a moving average.
# 5. An entropy bonus slows all decisions; it is measured in units of reward, and too much never decides.
#
# ## What the papers did
#
# - Williams 1992 ([doi:10.1007/BF00992696](https://doi.org/10.1007/BF00992696)) introduced REINFORCE,
#   baseline included.
# - Zoph & Le 2017 ([arXiv:1611.01578](https://arxiv.org/abs/1611.01578)): a moving average of past
#   accuracies, Adam with learning rate 0.0006. Their later NASNet (2018) used PPO, not REINFORCE.
# - ENAS (Pham et al. 2018, [arXiv:1802.03268](https://arxiv.org/abs/1802.03268)): in the authors' program a
#   moving average with decay 0.99, started at 0 and updated *before* the advantage is taken, which only
#   multiplies each advantage by the decay. An entropy bonus of 0.0001 is added to the reward.
# - Greensmith, Bartlett & Baxter 2004 ([JMLR 5](https://www.jmlr.org/papers/v5/greensmith04a.html)): the
#   baseline of least variance, and why the plain average need not be it.
# - Kool, van Hoof & Welling 2019 ("Buy 4 REINFORCE samples, get a baseline for free!", [ICLR
#   workshop](https://openreview.net/forum?id=r1lgTGL5DE)): several samples, each compared with the others.
# - Chung, Thomas, Machado & Le Roux ([arXiv:2008.13773](https://arxiv.org/abs/2008.13773)): the side counts
#   too; baselines of equal variance can lead to different ends.
#
# ## Where to go next
#
# Our controller makes one decision. A network needs dozens, and they depend on each other: lesson 04 gives
# the controller a memory. Do you doubt that all this is better than guessing? Rightly: from lesson 04 on,
# random search is in every comparison.
#
# **Next:** [04 · The RNN controller](04_rnn_controller.ipynb).
