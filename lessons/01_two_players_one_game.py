# %% [markdown]
# # 01 · Two players, one game
#
# **You play both sides of a GAN by hand, before any network, and find out by counting what each side needs
# from the other.**
#
# Reading and doing: about 60 min · [how long all cells run](RUN_TIMES.md)
#
# Before this: notebook 00; NumPy arrays; what a histogram is.
#
# ## You will be able to
#
# 1. score a discriminator, and compute the best score that any discriminator can reach;
# 2. show that the best answer to a discriminator that stands still is one single point;
# 3. tell a game that settles from one that runs in circles, and recognise an equilibrium;
# 4. say why a discriminator that is always right and always sure teaches its opponent nothing.

# %%
import itertools

import matplotlib.pyplot as plt
import numpy as np
from scipy.special import erf

from gan_course import plots, seed_everything
from gan_course.datasets import CRUDE_FAKES, crude_fakes, digits, mixture_1d
from gan_course.exercises import ex01
from gan_course.metrics import jensen_shannon, modes_captured
from gan_course.sliders import with_sliders

seed_everything(0)

# %% [markdown]
# ## Predict first
#
# Double-click this cell and write a guess after each question. You will meet the answers as numbers.
#
# 1. Real numbers follow a bell curve around 0, generated ones an equal bell curve around 2; both have a
#    standard deviation of 1. You draw one line and call everything left of it real. What share of your
#    verdicts is right, at best: 69 %, 84 % or 98 %? → **your guess:**
# 2. Now the generated numbers have the same centre as the real ones, but spread three times as wide. Can any
#    rule beat a coin? → **your guess:**
# 3. A detective never changes the rule. A forger tries everything against it. What does the forger make in
#    the end: a good copy of the data, a bit of everything, or one thing over and over? → **your guess:**

# %% [markdown]
# ## Part A · You are the discriminator
#
# The **generator** makes examples. The **discriminator** sees one example at a time, real or generated, and
# says which it is. Goodfellow et al. (2014) compare them with forgers of banknotes and the police. You start
# as the police.
#
# Your evidence is as simple as it can be: one number per example.

# %%
real_data = mixture_1d(means=[0.0], stds=1.0)
fake_data = mixture_1d(means=[2.0], stds=1.0)
real = real_data.sample(2000, seed=1)[:, 0]      # (2000,)
fake = fake_data.sample(2000, seed=2)[:, 0]

fig = plots.hist_real_fake(real, fake, title="The evidence: 2,000 real and 2,000 generated numbers")
plots.show(fig, alt="Two overlapping histograms of equal width, real around 0 and generated around 2.")

# %% [markdown]
# *What to see: left of 0 nearly everything is real, right of 2 nearly everything is generated. The trouble
# lies between.*
#
# A **rule** takes numbers and answers True ("real") or False ("generated") for each. Its **score** is the
# share of right verdicts, where real and generated examples count one half each:
#
# $$\text{score} = \tfrac12\,P(\text{says real} \mid \text{real})
# + \tfrac12\,P(\text{says generated} \mid \text{generated})$$
#
# | symbol | in words | in code |
# |---|---|---|
# | $P(\text{says real} \mid \text{real})$ | share of real ones called real | `on_real.mean()` |
# | $P(\text{says generated} \mid \text{generated})$ | share of generated ones found out | `(~on_fake).mean()` |
#
# A coin scores ½. So does a rule that calls everything real: all real examples right, all generated ones
# wrong.

# %%
def score(on_real, on_fake):
    """Two arrays of verdicts, True for "real", given on real and on generated examples."""
    return 0.5 * on_real.mean() + 0.5 * (~on_fake).mean()


print(f"everything is real:  {score(np.full(2000, True), np.full(2000, True)):.3f}")
print(f"left of 0 is real:   {score(real < 0.0, fake < 0.0):.3f}")

# %% [markdown]
# Your turn. Move the line until the score, in the title, is as high as you can get it. Then read on.
# (In a page without a running kernel you see the line at 0.)

# %%
def draw_threshold(line):
    fig = plots.hist_real_fake(real, fake, says_real=lambda x: x < line,
                               title=f"Real left of {line:.2f}: score {score(real < line, fake < line):.3f}")
    fig.axes[0].axvline(line, color=plots.THEORY)
    return fig


with_sliders(draw_threshold, "Both histograms and a line at 0; left of it the ground is blue, right of it orange.",
             line=(-3.0, 5.0, 0.0, 0.1))

# %% [markdown]
# A computer does not slide; it tries all the lines.

# %%
lines = np.linspace(-3, 5, 161)
scores = np.array([score(real < line, fake < line) for line in lines])
best_line = lines[scores.argmax()]

fig = plots.curves(lines, {"score of “left is real”": (scores, {"color": plots.DISCRIMINATOR})},
                   title="One best line, and no way beyond it", xlabel="line", ylabel="score")
fig.axes[0].axvline(best_line, color=plots.THEORY, linestyle="--", linewidth=1)
fig.axes[0].set_ylim(0.45, 0.95)
plots.show(fig, alt="The score rises from one half on the far left to a peak of about 0.84 near 1, "
                    "and falls back to one half on the right.")

# %%
# NBVAL_CHECK_OUTPUT
print(f"best score with one line: {scores.max():.2f}")
print("question 1, it is 84 % and not 69 % or 98 %:", 0.82 < scores.max() < 0.87)
print("the best line is near 1, half-way between the centres:", abs(best_line - 1) < 0.4)

# %% [markdown]
# ### Exercise 1 · The best line
#
# Write `best_threshold(real, fake)`: return the line for which the rule "below the line is real" has the
# highest score. It is enough to try the observed numbers themselves as lines, and one number above them all.
# The two arrays may differ in length. Where the generated numbers lie on the left, even the best line is
# poor; return it all the same.

# %% tags=["exercise:best_threshold"]
def best_threshold(real, fake):
    # real: (n,), fake: (m,)
    return ...

# %%
ex01.best_threshold.check(best_threshold)

# %%
# ex01.best_threshold.hint(1)
# ex01.best_threshold.solution()

# %% [markdown]
# ### The best score that anyone can reach
#
# Is a line the best kind of rule? Suppose you know both densities, $p_r(x)$ of real and $p_g(x)$ of generated
# numbers. At each $x$ the best verdict is the more likely one: say real where $p_r(x) > p_g(x)$. No rule
# beats this one, and its score depends on one thing only, how little the two densities overlap:
#
# $$\text{best score} = \tfrac12 + \tfrac12\,\mathrm{TV}(p_r, p_g), \qquad
# \mathrm{TV}(p_r, p_g) = \tfrac12 \int |p_r(x) - p_g(x)|\,dx$$
#
# TV is the **total variation** distance: 0 for equal densities, 1 for densities that never meet. For two
# equal bell curves at a distance $d$ there is a second way to the same number, the normal distribution
# function $\Phi(d/2)$. Do they agree?

# %%
x = np.linspace(-15, 15, 6001)
dx = x[1] - x[0]


def best_score(p_real, p_fake):
    total_variation = 0.5 * np.abs(p_real - p_fake).sum() * dx
    return 0.5 + 0.5 * total_variation


distances = np.linspace(0, 5, 26)
by_integral = np.array([best_score(real_data.pdf(x), mixture_1d([d], 1.0).pdf(x)) for d in distances])
by_formula = 0.5 * (1 + erf(distances / 2 / np.sqrt(2)))                          # Φ(d / 2)

fig = plots.curves(distances, {"½ + ½ TV": (by_integral, {"color": plots.DISCRIMINATOR}),
                               "Φ(d/2)": (by_formula, {"color": plots.THEORY, "ls": ":", "lw": 3})},
                   title="The nearer the fakes, the worse the best detective",
                   xlabel="distance d between real and generated", ylabel="best possible score")
plots.show(fig, alt="The best possible score rises from one half at distance 0 to nearly 1 at distance 5; "
                    "the integral and the formula lie on one another.")

# %%
# NBVAL_CHECK_OUTPUT
print("integral and formula agree to 0.0001:", np.abs(by_integral - by_formula).max() < 1e-4)
print(f"best possible score at distance 2: {by_formula[10]:.4f}")
print(f"best possible score at distance 0: {by_integral[0]:.4f}")
print("your best line is within 0.015 of what is possible:", abs(scores.max() - by_formula[10]) < 0.015)

# %% [markdown]
# *What to see: the left end. A score of ½ is no shame for the discriminator. It is the proof that the
# generator has won: where both densities agree, no rule on earth does better than a coin.*
#
# ### One line is not always enough
#
# Question 2: same centre, three times the spread.

# %%
wide_data = mixture_1d(means=[0.0], stds=3.0)
wide = wide_data.sample(2000, seed=3)[:, 0]

one_line = max(max(score(real < t, wide < t), score(real > t, wide > t)) for t in np.linspace(-6, 6, 241))
widths = np.linspace(0.1, 6, 119)
two_lines = np.array([score(abs(real) < c, abs(wide) < c) for c in widths])
c = widths[two_lines.argmax()]
possible = best_score(real_data.pdf(x), wide_data.pdf(x))

fig = plots.hist_real_fake(real, wide, says_real=lambda x: abs(x) < c, limits=(-9, 9),
                           title=f"Two lines, at −{c:.1f} and {c:.1f}: score {two_lines.max():.3f}")
plots.show(fig, alt="A narrow real histogram inside a wide generated one; a blue band in the middle marks "
                    "what is called real.")

# %%
# NBVAL_CHECK_OUTPUT
print("two lines beat one line by more than 0.08:", two_lines.max() - one_line > 0.08)
print(f"best possible score of any rule: {possible:.4f}")
print("two lines reach it to 0.02:", abs(two_lines.max() - possible) < 0.02)

# %% [markdown]
# So a discriminator needs two things: evidence that differs, and a family of rules that can express the
# difference. A network is a large family of rules. That is all that will change.
#
# ### Exercise 2 · A judge of histograms
#
# In practice nobody hands you densities; you have counts. Two histograms share their bins. Write
# `best_verdicts(real_counts, fake_counts)`: return one truth value per bin, True where a real example is the
# more likely one. Mind that there may be ten times as many generated examples as real ones: a *score* weighs
# both sides equally.

# %% tags=["exercise:best_verdicts"]
def best_verdicts(real_counts, fake_counts):
    # both (bins,)
    return ...

# %%
ex01.best_verdicts.check(best_verdicts)

# %%
# ex01.best_verdicts.hint(1)
# ex01.best_verdicts.solution()

# %% [markdown]
# ### Real digits, crude fakes
#
# Now the evidence has 784 numbers per example. Four forgers try their hand at handwritten digits:
# one **shuffles** the pixels of a real digit, one **blurs** it, one **blends** two digits, and one draws
# from a bell curve fitted to all pixels at once (by its 50 largest **principal components**, PCA).

# %%
data = digits()
real_digits = data.x_train[:2000]                # (2000, 28, 28, 1), paper is −1, ink is +1
fakes = {kind: crude_fakes(data.x_train[2000:4000], kind, seed=4) for kind in CRUDE_FAKES}

rows = [real_digits[:8], *(fakes[kind][:8] for kind in CRUDE_FAKES)]
fig = plots.image_grid(np.concatenate(rows), columns=8, title="Real, then the four forgers")
plots.show(fig, alt="Five rows of eight images: clean handwritten digits, then scattered dots, soft digits, "
                    "pale overlapping digits, and smoky shapes.")

# %% [markdown]
# From the top: real, shuffled, blurred, blended, PCA. You see the difference at once. Your rule has to
# compute it. Three clues, each one number per image:
#
# - `ink`: the mean pixel;
# - `roughness`: how much neighbouring pixels differ, on average;
# - `greyness`: the share of pixels that are neither paper nor ink.

# %%
def ink(images):
    return images.mean(axis=(1, 2, 3))                           # (n,)


def roughness(images):
    down, across = np.diff(images, axis=1), np.diff(images, axis=2)
    return (np.abs(down).mean(axis=(1, 2, 3)) + np.abs(across).mean(axis=(1, 2, 3))) / 2


def greyness(images):
    return (np.abs(images) < 0.9).mean(axis=(1, 2, 3))


clues = {"ink": ink, "roughness": roughness, "greyness": greyness}
fig, axes = plt.subplots(1, 3, figsize=(7, 2.6), sharey=True)
for ax, (name, clue) in zip(axes, clues.items(), strict=True):
    values = [clue(images) for images in (real_digits, *fakes.values())]
    ax.boxplot(values, orientation="horizontal", showfliers=False, tick_labels=["real", *fakes],
               medianprops={"color": plots.THEORY})
    ax.set(title=name, xlabel="value")
axes[0].invert_yaxis()
plots.show(fig, alt="Box plots of three clues for real and four kinds of fakes. Ink is alike for all; "
                    "roughness sets the shuffled apart; greyness sets the other three apart.")

# %% [markdown]
# *What to see: ink tells next to nothing. Each of the other two clues is blind to a kind of fake that its
# neighbour catches.*
#
# How good is each clue, with its best line, against each forger? Lines are chosen on one half of the
# images, and scored on the other half, so that nobody is praised for luck.

# %%
def clue_score(clue, real_images, fake_images):
    """Score on the second half of the images of the best line of the first half, either side real."""
    r, f = clue(real_images), clue(fake_images)
    half = len(r) // 2
    lines = np.quantile(np.concatenate([r[:half], f[:half]]), np.linspace(0, 1, 201))
    chosen = max(lines, key=lambda t: abs(score(r[:half] < t, f[:half] < t) - 0.5))
    below = score(r[:half] < chosen, f[:half] < chosen) > 0.5
    second = score(r[half:] < chosen, f[half:] < chosen)
    return second if below else 1 - second


table = {name: [clue_score(clue, real_digits, images) for images in fakes.values()]
         for name, clue in clues.items()}
print(f"{'':10}" + "".join(f"{kind:>10}" for kind in CRUDE_FAKES))
for name, row in table.items():
    print(f"{name:10}" + "".join(f"{value:10.2f}" for value in row))

# %%
# NBVAL_CHECK_OUTPUT
print("ink is no better than a coin on shuffled digits:", abs(table["ink"][0] - 0.5) < 0.05)
print("roughness catches shuffled digits (0.95 wanted):", table["roughness"][0] > 0.95)
print("greyness catches the other three (0.95 wanted):", min(table["greyness"][1:]) > 0.95)
print("no single clue catches all four (0.90 wanted):", not any(min(row) > 0.90 for row in table.values()))

# %% [markdown]
# ### Exercise 3 · The digit detective
#
# Write `detective(images)`: return one truth value per image, True for real. It is tried on digits and fakes
# that you have not seen, and must score at least 0.9 against *each* of the four forgers. Use the clues above
# or invent your own.

# %% tags=["exercise:detective"]
def detective(images):
    # images: (n, 28, 28, 1) in [−1, 1]
    return ...

# %%
ex01.detective.check(detective)

# %%
# ex01.detective.hint(1)
# ex01.detective.solution()

# %% [markdown]
# ### The forgers answer
#
# Greyness was a perfect clue against blurred digits. But forgers read the papers. What if they simply raise
# the contrast?

# %%
contrast = {gain: np.clip(gain * fakes["blurred"], -1, 1) for gain in (1, 2, 4, 8, 16, 32)}
answers = np.array([clue_score(greyness, real_digits, images) for images in contrast.values()])

fig = plots.image_grid(np.concatenate([images[:8] for images in list(contrast.values())[::2]]), columns=8,
                       title="Blurred digits, contrast ×1, ×4, ×16")
plots.show(fig, alt="Three rows of digits: soft, firmer, and nearly as crisp as real ones.")
for gain, value in zip(contrast, answers, strict=True):
    print(f"contrast ×{gain:<2}: greyness scores {value:.2f}")

# %%
# NBVAL_CHECK_OUTPUT
print("greyness against plain blur, above 0.95:", answers[0] > 0.95)
print("one turn of the contrast knob brings it below 0.85:", answers.min() < 0.85)

# %% [markdown]
# One turn of a knob has made a perfect clue a doubtful one. (Turned too far, it gives the forgers away again:
# real pen strokes do have a few grey pixels at their edges.) The police must look for the next clue, and so
# on. This race is the whole idea of a GAN, with one change: **both players are networks, and each step is
# computed**.

# %% [markdown]
# ## Part B · You are the generator
#
# Change sides. The real data have two lumps, a larger one at −2 and a smaller one at 2. The discriminator has
# been trained against a clumsy generator that spread its numbers all over the place, and then it **stopped
# learning**. It no longer says yes or no, but how sure it is: $D(x)$ is the share of real examples among all
# that land at $x$.

# %%
lumps = mixture_1d(means=[-2.0, 2.0], stds=0.5, weights=[0.6, 0.4])
clumsy = mixture_1d(means=[0.0], stds=2.0)


def fixed_discriminator(x):
    return lumps.pdf(x) / (lumps.pdf(x) + clumsy.pdf(x))          # D(x), between 0 and 1


rng = np.random.default_rng(5)
z, u = rng.standard_normal(500), rng.random(500)      # the generator's chance: drawn once, kept


def generator(left, right, width, left_share):
    """500 numbers: a lump at `left` (with this share) and one at `right`, both of this width."""
    return np.where(u < left_share, left, right) + width * z


honest_copy = {"left": -2.0, "right": 2.0, "width": 0.5, "left_share": 0.6}
print(f"mean D over an honest copy of the data: {fixed_discriminator(generator(**honest_copy)).mean():.3f}")

# %% [markdown]
# Your score is the mean of $D$ over what you make: how real you look, on average. The knobs start at an
# honest copy of the data. Can you beat it?

# %%
def draw_generator(left, right, width, left_share):
    made = generator(left, right, width, left_share)
    fig, ax = plt.subplots()
    plots.hist_real_fake(lumps.sample(5000, seed=6)[:, 0], made, ax=ax,
                         title=f"The generator's score, mean D: {fixed_discriminator(made).mean():.3f}")
    ax.set(ylim=(0, 1.05), ylabel="density, D(x)")
    ax.plot(x, fixed_discriminator(x), color=plots.DISCRIMINATOR, label="D(x), fixed")
    ax.legend(loc="upper right")
    return fig


with_sliders(draw_generator, "Real data in two lumps, an honest copy on top of them, and the discriminator's curve "
             "with a hill over each lump.",
             left=(-4, 4, -2.0), right=(-4, 4, 2.0), width=(0.02, 1.5, 0.5), left_share=(0, 1, 0.6))

# %% [markdown]
# Now by brute force: every combination of the four knobs.

# %%
choices = itertools.product(np.linspace(-4, 4, 33), np.linspace(0, 4, 9), (0.02, 0.1, 0.25, 0.5, 1.0),
                            (0.0, 0.25, 0.5, 0.6, 0.75, 1.0))
best_knobs = max(choices, key=lambda setting: fixed_discriminator(generator(*setting)).mean())
best_made = generator(*best_knobs)
honest_score = fixed_discriminator(generator(**honest_copy)).mean()
best_made_score = fixed_discriminator(best_made).mean()
for name, value in zip(honest_copy, best_knobs, strict=True):
    print(f"{name:10} {value:6.2f}")

# %%
# NBVAL_CHECK_OUTPUT
print("the winner has the smallest width on offer:", best_knobs[2] == 0.02)
print("all of it sits in one lump:", best_knobs[3] in (0.0, 1.0))
print("modes captured by the winner:", modes_captured(best_made, lumps), "of", lumps.n_modes)
print("it beats an honest copy of the data by over 0.1:", best_made_score - honest_score > 0.1)

# %% [markdown]
# *What to see: a perfect copy loses to a single point.* Question 3: one thing, over and over.
#
# There is no bad luck in this. An average is never larger than the largest value:
#
# $$\mathbb{E}_{x \sim p_g}\,D(x) \;\le\; \max_x D(x)$$
#
# and one point on the top of the highest hill reaches it. Nothing in the generator's score asks for variety.
# In a large GAN this is called **mode collapse**; notebook 06 watches and counts it. What speaks against it
# is only that the discriminator does *not* stand still.
#
# ### Exercise 4 · The best reply
#
# Write `best_reply(discriminator, candidates)`. `discriminator` is a function from an array (n,) to an array
# (n,) of values D(x). `candidates` is an array of places, (m,). Return the generator's best strategy against
# this discriminator: an array of 100 numbers, each of them one of the candidates.

# %% tags=["exercise:best_reply"]
def best_reply(discriminator, candidates):
    # candidates: (m,) -> (100,)
    return ...

# %%
ex01.best_reply.check(best_reply)

# %%
# ex01.best_reply.hint(1)
# ex01.best_reply.solution()

# %% [markdown]
# ### Taking turns
#
# Let both reply. On 101 places from −5 to 5, each round goes so:
#
# 1. the discriminator sets $D$ to its best reply to the fakes of the **last** round: the share of real ones
#    at each place;
# 2. the generator chooses the place with the best score, and puts a lump there (one fake in ten still lands
#    anywhere).
#
# A second game differs in one thing only: the discriminator keeps an **archive** and replies to the mean of
# *all* fakes so far. Predict: does the generator still jump? Does the archive come to look like the data?

# %%
places = np.linspace(-5, 5, 101)
p_real = lumps.pdf(places) / lumps.pdf(places).sum()


def lump_at(place):
    lump = np.exp(-((places - place) ** 2) / (2 * 0.5**2))
    return 0.9 * lump / lump.sum() + 0.1 / len(places)             # (101,), sums to 1


possible_lumps = np.array([lump_at(place) for place in places])    # (101, 101), one strategy per row


def take_turns(rounds, archive):
    fakes, chosen, divergence = [np.full(101, 1 / 101)], [], []
    for _ in range(rounds):
        p_fake = np.mean(fakes, axis=0) if archive else fakes[-1]
        D = p_real / (p_real + p_fake)
        chosen.append(int(np.argmax(possible_lumps @ D)))          # mean D of each strategy
        fakes.append(possible_lumps[chosen[-1]])
        seen = np.mean(fakes, axis=0) if archive else fakes[-1]
        divergence.append(jensen_shannon(p_real, seen))
    return places[chosen], np.array(divergence), np.mean(fakes, axis=0)


# %%
last_round, archive = take_turns(40, archive=False), take_turns(40, archive=True)
fig, axes = plt.subplots(1, 3, figsize=(7, 2.8))
rounds = np.arange(1, 41)
for (where, _, _), ax, title in ((last_round, axes[0], "D sees the last round"),
                                 (archive, axes[1], "D sees the archive")):
    ax.plot(rounds[:16], where[:16], "o-", color=plots.FAKE, linewidth=1, markersize=4)
    ax.set(title=title, xlabel="round", ylabel="generator's place", ylim=(-3, 3))
axes[2].plot(rounds, last_round[1], color=plots.PALETTE[5], label="last round")
axes[2].plot(rounds, archive[1], color=plots.GENERATOR, label="archive")
axes[2].set(title="Distance to the data", xlabel="round", ylabel="JS divergence", ylim=(0, 0.36))
axes[2].legend(loc="upper right")
plots.show(fig, alt="Left and middle: the generator jumps between −2 and 2 in both games. Right: the "
                    "divergence of the last round stays between 0.13 and 0.23, the archive's falls.")

# %%
# NBVAL_CHECK_OUTPUT
covered = [modes_captured([[place]], lumps) for place in last_round[0]]
print("modes covered by the lump of one round, at most:", max(covered))
print("modes visited over 40 rounds:", modes_captured(last_round[0], lumps))
print("it jumps every round, to the last:", bool(np.all(np.diff(last_round[0]) != 0)))
print("without an archive the divergence never falls below 0.10:", last_round[1].min() > 0.10)
print("the archive's divergence ends below 0.03:", archive[1][-1] < 0.03)
print("its share on the left is within 0.03 of the data's 0.6:", abs((archive[0] < 0).mean() - 0.6) < 0.03)

# %% [markdown]
# *What to see: the moves are nearly the same in both games. What differs is what they add up to.* Best
# replies to the last move chase each other for ever: the generator runs to the lump that the police have just
# left. Replies to the archive add up to the data: three visits on the left for two on the right. Replying to
# the average of all past moves is the idea of fictitious play (Brown 1951). Where both players do so in a
# zero-sum game with finitely many moves, the averages settle (Robinson 1951).
#
# ### What it means to settle
#
# An **equilibrium** is a pair of strategies from which neither player gains by moving alone. The smallest
# game that shows it is *matching pennies*: both show a coin; the discriminator wins 1 if they match, the
# generator if they differ. Each may mix: show heads with some probability. If a player is known to show heads
# with probability $p$, how much can the best reply win?

# %%
heads = np.linspace(0, 1, 101)
payoff = np.array([[1.0, -1.0], [-1.0, 1.0]])                     # D's win: rows D's coin, columns G's coin
generator_mix = np.stack([heads, 1 - heads])                      # (2, 101)
gain = (payoff @ generator_mix).max(axis=0)                       # the discriminator's best reply

place, coin = 0, []                                               # pure best replies: 0 is heads, 1 is tails
for _ in range(8):
    reply = int(payoff[:, place].argmax())                        # the discriminator matches
    place = int(payoff[reply].argmin())                           # the generator then differs
    coin.append("HT"[place])

fig = plots.curves(heads, {"the other player's best win": (gain, {"color": plots.DISCRIMINATOR})},
                   title="Be predictable, and you pay for it", xlabel="probability of heads", ylabel="win")
fig.axes[0].plot(0.5, 0, "o", color=plots.THEORY)
fig.axes[0].legend(loc="upper center")
plots.show(fig, alt="A V-shaped curve: the opponent's best win is 1 at either end and 0 at probability one "
                    "half.")

# %%
# NBVAL_CHECK_OUTPUT
print("best replies one after another:", " ".join(coin))
print("they never repeat a coin:", all(a != b for a, b in itertools.pairwise(coin)))
print(f"the opponent's best win is least, {gain.min():.2f}, where heads has {heads[gain.argmin()]:.2f}")

# %% [markdown]
# With pure strategies the coins turn for ever; only the even mix cannot be exploited. And the GAN? Its
# equilibrium is the pair *generated = real, D = ½ everywhere*. Test it as an equilibrium must be tested: let
# each player try to gain alone.

# %%
D_half = np.full(101, 0.5)
earned = possible_lumps @ D_half                                # each strategy of G against D = ½
p_copy = p_real                                                 # the generator copies the data
best_D = p_real / (p_real + p_copy)                             # the discriminator's best reply to that
all_rules = np.random.default_rng(7).random((1000, 101)) < 0.5  # 1,000 random yes-no rules
rule_scores = 0.5 * all_rules @ p_real + 0.5 * (~all_rules) @ p_copy

# %%
# NBVAL_CHECK_OUTPUT
print("against D = ½ every strategy of the generator earns", sorted({float(v) for v in earned.round(6)}))
print("the best reply to a perfect copy is D = ½ everywhere:", bool(np.allclose(best_D, 0.5)))
print("none of 1,000 rules scores above 0.5 on a perfect copy:", bool(rule_scores.max() < 0.5 + 1e-9))

# %% [markdown]
# ## Part C · Let them play
#
# Now both players are tiny machines. The discriminator has three knobs, $D(x) = \sigma(d_0 + d_1 x + d_2
# x^2)$, where $\sigma$ squeezes any number into (0, 1). The generator has two: it turns noise $z$ into $g_0 +
# g_1 z$, a lump with the centre $g_0$ and the width $|g_1|$. Real numbers lie around 1, with a width of 0.5;
# the generator starts at −1, with a width of 1.
#
# Neither knows any calculus. Each nudges every knob a little, looks whether its own score rises, and moves
# that way.

# %%
def sigmoid(a):
    return 1 / (1 + np.exp(-np.clip(a, -500, 500)))


def judge(d, x):
    return sigmoid(d[0] + d[1] * x + d[2] * x**2)


def forge(g, z):
    return g[0] + g[1] * z


def nudged(player_score, knob_values, step=0.1):
    """The knobs after one move in the direction in which the player's score rises fastest."""
    nudges = 1e-3 * np.eye(len(knob_values))
    slope = [(player_score(knob_values + n) - player_score(knob_values - n)) / 2e-3 for n in nudges]
    return knob_values + step * np.array(slope)

# %% [markdown]
# The generator's score is the one you know, the mean of $D$ over its fakes. The discriminator is paid by the
# **logarithm** of the probability that it gave to the truth: a little for being right, a heavy fine for being
# sure and wrong. Notebook 02 is about this choice. A last detail: after each round the discriminator may
# **forget** a small share of every knob.

# %%
def play(rounds, forget, seed):
    rng = np.random.default_rng(seed)
    d, g, history = np.zeros(3), np.array([-1.0, 1.0]), []
    for _ in range(rounds):
        real, z = rng.normal(1.0, 0.5, size=500), rng.standard_normal(500)
        fake = forge(g, z)

        def discriminator_score(d, real=real, fake=fake):
            return np.log(judge(d, real) + 1e-12).mean() / 2 + np.log(1 - judge(d, fake) + 1e-12).mean() / 2

        d = (1 - forget) * nudged(discriminator_score, d)
        g = nudged(lambda g, d=d, z=z: judge(d, forge(g, z)).mean(), g)
        history.append([*g, *d])
    return np.array(history)                       # (rounds, 5): g0, g1, d0, d1, d2


forgetting = play(4000, forget=0.02, seed=8)
stubborn = play(4000, forget=0.0, seed=8)

# %%
fig, axes = plt.subplots(2, 4, figsize=(7, 3.8), sharex=True, sharey=True)
line = np.linspace(-3, 4, 400)
real_pdf = mixture_1d([1.0], 0.5).pdf(line)
for row, history in zip(axes, (forgetting, stubborn), strict=True):
    for ax, played in zip(row, (1, 100, 400, 4000), strict=True):
        g0, g1, *d = history[played - 1]
        ax.fill_between(line, real_pdf, color=plots.REAL, alpha=0.4, label="real")
        fake_pdf = mixture_1d([g0], abs(g1)).pdf(line)
        ax.fill_between(line, fake_pdf, color=plots.FAKE, alpha=0.4, label="generated")
        ax.plot(line, judge(d, line), color=plots.DISCRIMINATOR, label="D(x)")
        ax.set(title=f"round {played:,}", ylim=(0, 1.1))
for ax, name in zip(axes[:, 0], ("forgets 2 %", "never forgets"), strict=True):
    ax.set_ylabel(name)
for ax in axes[1]:
    ax.set_xlabel("x")
fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
plots.show(fig, alt="Two rows of four rounds. Above, the generated lump fits the real one from round 400 on, "
                    "and D is flat. Below, at round 400, it is a needle under the top of D.")

# %% [markdown]
# *What to see, upper row: the discriminator's curve is a slope that the generator climbs. On arrival the
# slope is gone, and $D$ is ½ wherever there are data.*
#
# *Lower row: the discriminator that never forgets builds a hill, and at round 400 the generator is a needle
# under its top.* Part B all over again, in a game with five knobs. Is that the end?

# %%
fig, ax = plt.subplots(figsize=(7, 3))
ax.plot(np.abs(forgetting[:, 1]), color=plots.GENERATOR, label="forgets 2 % a round")
ax.plot(np.abs(stubborn[:, 1]), color=plots.ACCENT, label="never forgets")
ax.axhline(0.5, color=plots.THEORY, linestyle="--", linewidth=1, label="width of the data")
ax.set(title="The width of what is generated", xlabel="round", ylabel="width $|g_1|$", ylim=(0, 1.5))
ax.legend(loc="upper right", ncols=3)
plots.show(fig, alt="With forgetting the width falls from 1 to one half and stays. Without it the width is "
                    "almost 0 from round 200 to 1,000, then swings around one half, less each time.")

# %%
# NBVAL_CHECK_OUTPUT
late, widths_stubborn = forgetting[1000:], np.abs(stubborn[:, 1])
print("forgetting, from round 1,000 on:")
print("the centre is within 0.1 of 1:", bool(np.all(abs(late[:, 0] - 1) < 0.1)))
print("and the width within 0.1 of 0.5:", bool(np.all(abs(np.abs(late[:, 1]) - 0.5) < 0.1)))
D_at_end = judge(late[-1, 2:], np.linspace(0, 2))
print("and D at the end within 0.05 of ½ from 0 to 2:", bool(np.all(abs(D_at_end - 0.5) < 0.05)))
print("never forgetting:")
print("more than 500 rounds with a width below 0.1:", bool(np.sum(widths_stubborn < 0.1) > 500))
print("and after that a width above 0.8:", bool(widths_stubborn[1000:].max() > 0.8))

# %% [markdown]
# The stubborn discriminator holds a grudge. In the first hundred rounds it turned its knobs far, to catch
# fakes on the left, and what it built is a hill just right of the real centre. It takes until about round 600
# to turn the hill into a valley. And a generator of width 0 hardly notices: its 500 fakes are one point, and
# nudging the width of a point changes next to nothing. Only by round 1,100 has it broken out, much too wide,
# and the swings begin that die away slowly. Forgetting takes the hill down before anyone can settle on it.
# Whether a GAN settles, swings or collapses is decided by such small print; notebook 03 computes it.

# %% [markdown]
# ## Something breaks
#
# A colleague has an idea: "Our discriminator is unsure so often. Let us take a perfect one!" Real numbers lie
# near 3, the generator is still near −3, and the rule "above 0 is real" is right about every single example.
#
# The generator then tries 400 random nudges of its two knobs and keeps what raises its score. **Predict how
# many of the 400 help**, run the cell, and say why before you read on.

# %%
def perfect_discriminator(x):
    return (x > 0).astype(float)                   # 1 is real, 0 is generated; it is never wrong here


def soft_discriminator(x):
    return sigmoid(x)                              # the same border, but with a slope


g_far, z_far = np.array([-3.0, 0.4]), np.clip(rng.standard_normal(500), -3, 3)
nudges = np.random.default_rng(9).normal(0, 0.1, size=(400, 2))


def helpful(discriminator):
    start = discriminator(forge(g_far, z_far)).mean()
    return sum(discriminator(forge(g_far + n, z_far)).mean() > start for n in nudges)


real_far = mixture_1d([3.0], 0.5).sample(500, seed=10)[:, 0]
print(f"score of the perfect discriminator: {score(real_far > 0, forge(g_far, z_far) > 0):.2f}")
print(f"nudges that help against it: {helpful(perfect_discriminator)} of 400")

# %% [markdown]
# **Diagnosis.** Not one. Each fake is called generated with full certainty, before the nudge and after it.
# The score is flat, and on flat ground every direction is as good as any other. The generator has not failed;
# it was never told anything. What teaches is not the verdict but its **slope**: being found a little *less*
# fake.

# %%
# NBVAL_CHECK_OUTPUT
print("nudges that help against the perfect discriminator:", helpful(perfect_discriminator), "of 400")
print("against the soft one, between 150 and 250:", 150 < helpful(soft_discriminator) < 250)

# %%
sharpness = np.array([1, 2, 4, 8, 16])
far_away = forge(g_far, z_far)
hints = np.array([sigmoid(k * (far_away + 0.1)).mean() - sigmoid(k * far_away).mean() for k in sharpness])
for k, hint in zip(sharpness, hints, strict=True):
    print(f"D(x) = σ({k:2d} x): a step of 0.1 towards the data raises the score by {hint:.0e}")

# %%
# NBVAL_CHECK_OUTPUT
print("each doubling of the sharpness weakens the hint:", bool(np.all(np.diff(hints) < 0)))
print("from sharpness 1 to 16 by a factor above 1,000:", hints[0] / hints[-1] > 1000)

# %% [markdown]
# *What to see: the border never moved. Only the certainty grew, and the hint died with it.* Arjovsky and
# Bottou (2017) prove for real networks that a discriminator which separates perfectly leaves the generator
# without a gradient. Much of this course is about discriminators that are good *and* have a slope.
#
# ### Exercise 5 · A verdict with a slope
#
# Repair the colleague's rule. Write `soft_verdict(x, threshold, sharpness)`: a probability of being real that
# is ½ at the threshold, rises with `x` everywhere, faster for a larger sharpness, and stays between 0 and 1
# even for x = ±10,000. Points at equal distances on the two sides of the threshold get probabilities that add
# up to 1.

# %% tags=["exercise:soft_verdict"]
def soft_verdict(x, threshold, sharpness):
    # x: (n,) -> (n,)
    return ...

# %%
ex01.soft_verdict.check(soft_verdict)

# %%
# ex01.soft_verdict.hint(1)
# ex01.soft_verdict.solution()

# %% [markdown]
# ## Quiz
#
# **1.** After training, the best discriminator you can find scores 0.5. Is this good or bad news?
#
# <details><summary>Answer</summary>
#
# Good, if it really is the best: then TV is 0 and no rule can tell the two apart. It is bad news if the
# discriminator is merely weak; ink, too, scored 0.5 on shuffled digits.
#
# </details>
#
# **2.** A discriminator scores 0.99 against your generator. Is the generator bad?
#
# <details><summary>Answer</summary>
#
# It can be told apart; more the score does not say. Blurred digits were caught by greyness at once, though
# anyone can read them. One tell-tale clue is enough.
#
# </details>
#
# **3.** Why does a perfect copy of the data not win against a fixed discriminator?
#
# <details><summary>Answer</summary>
#
# Its score is an average of $D$ over the data. One point at the top of $D$ gets the maximum instead. Only a
# discriminator that answers makes repetition expensive.
#
# </details>
#
# **4.** In the game with turns, both versions jump between the lumps. Why does the archive still end near the
# data?
#
# <details><summary>Answer</summary>
#
# The archive holds the mean of all moves, and $D$ is low where much has been made already. So visits become
# as frequent as the data are. Any single round still covers one lump.
#
# </details>
#
# **5.** Your colleague trains the discriminator to perfection before the generator may move once. What do you
# expect?
#
# <details><summary>Answer</summary>
#
# A generator that stands still: all fakes are rejected with certainty, and so no small change is rewarded.
#
# </details>

# %% [markdown]
# ## You have seen
#
# 1. The score of a discriminator, and its limit ½ + ½ TV, checked against a formula and against your own
#    line.
# 2. By trying every knob: the best answer to a fixed discriminator is one point, which captures 1 mode of 2
#    and beats a perfect copy.
# 3. Best replies that chase each other, averages that settle, and the equilibrium *generated = real, D = ½*,
#    tested by letting each side try to gain alone. Two tiny machines that settle, or collapse and swing,
#    depending on whether one of them forgets.
# 4. A discriminator that is never wrong, and not one nudge of 400 that could learn from it.
#
# ## Common mistakes
#
# - *"A high discriminator score means that training goes well."* It means that the generator is behind, and
#   perhaps that it gets no hints.
# - *"A score of ½ means success."* Only if the discriminator was able to see the difference.
# - *"The generator is rewarded for variety."* No term of its score asks for it; the other player must.
# - *Pooling the counts.* With ten times as many fakes, "always generated" is right in 91 % of cases and has
#   learned nothing. Weigh both sides equally.
#
# ## Papers
#
# - Goodfellow et al. 2014, *Generative adversarial nets*: the game, and the forgers and police.
# - Arjovsky and Bottou 2017, *Towards principled methods for training generative adversarial networks*: why a
#   perfect discriminator does not teach.
# - Brown 1951, *Iterative solution of games by fictitious play*; Robinson 1951, *An iterative method of
#   solving a game*.
#
# ## Next
#
# [02 · The objective function](02_objective_function.ipynb): the logarithm in the discriminator's pay, what
# the generator minimises when the discriminator is at its best, and why the log 4 of every GAN's log file is
# good news.
