# %% [markdown]
# # 01 · Two players, one game
#
# *You play both sides of a GAN by hand, before any network, and find out by counting
# what each side needs from the other.*
#
# Reading and doing: about 100 min, and 10 for the further sections · [how long all
# cells run](RUN_TIMES.md)
#
# Before this: notebook 00; NumPy arrays; what a histogram is.
#
# ## You will be able to
#
# 1. measure a discriminator by its accuracy, and compute the best accuracy that any
#    discriminator can reach;
# 2. show that the best reply to a discriminator that stands still is one single point;
# 3. tell a game that settles from one that runs in circles, and test whether a pair of
#    strategies is an equilibrium;
# 4. say why a discriminator that is always right and always sure teaches its opponent
#    nothing.

# %% [markdown]
# ## Three questions from earlier lessons
#
# Answer each before you open it.
#
# 1. (00) Which of the two networks sees real digits, and how does the other learn from
#    them?
#
# <details><summary>Answer</summary>
# Only the discriminator sees them. The generator learns from the discriminator's
# answers to its images.
# </details>
#
# 2. (00) A judge recognises 75 % of the generated digits as what was asked for. What
#    would it recognise if the generator ignored the label?
#
# <details><summary>Answer</summary>
# One in ten, 10 %: there are ten digits, and the one that is drawn would have nothing
# to do with the one that is asked for.
# </details>
#
# 3. (00) Why must the real images be scaled to [−1, 1]?
#
# <details><summary>Answer</summary>
# The generator's last layer is a tanh, which reaches from −1 to 1 only.
# </details>

# %%
import matplotlib.pyplot as plt
import numpy as np
from scipy.special import erf

from gan_course import plots, seed_everything
from gan_course.datasets import CRUDE_FAKES, crude_fakes, digits, mixture_1d
from gan_course.exercises import ex01, predictions
from gan_course.metrics import jensen_shannon, modes_captured
from gan_course.sliders import with_sliders

SEED = 0
seed_everything(SEED)        # every other seed on this page is derived from SEED

# %% [markdown]
# ## Predict first
#
# Write your guesses into the next cell, in place of the three dots, and run it. At the
# end of the page they are printed beside what happened.
#
# - `one_line`: Real numbers follow a bell curve around 0, generated ones an equal bell
#   curve around 2; both have a standard deviation of 1. You draw one line and call
#   everything left of it real. What share of your verdicts is right, at best: `"69 %"`,
#   `"84 %"` or `"98 %"`?
# - `same_centre`: Now the generated numbers have the same centre as the real ones, but
#   spread three times as wide. Can any rule beat a coin: `"yes"` or `"no"`?
# - `forger`: A detective never changes the rule. A forger tries everything against it.
#   What does the forger make in the end: `"a good copy"` of the data,
#   `"a bit of everything"`, or `"one thing"` over and over?

# %%
guesses = {"one_line": ..., "same_centre": ..., "forger": ...}

# %% [markdown]
# ## Part A · You are the discriminator
#
# The **generator** makes examples. The **discriminator** sees one example at a time,
# real or generated, and says which it is. Goodfellow et al. (2014) compare them with
# forgers of banknotes and the police. You start as the police. Your evidence is as
# simple as it can be: one number per example.

# %%
real_data = mixture_1d(means=[0.0], stds=1.0)
fake_data = mixture_1d(means=[2.0], stds=1.0)
real = real_data.sample(2000, seed=SEED + 1)[:, 0]      # (2000,)
fake = fake_data.sample(2000, seed=SEED + 2)[:, 0]

# %% [markdown]
# A **rule** takes numbers and answers True ("real") or False ("generated") for each.
# Its **accuracy** is the share of right verdicts, where real and generated examples
# count one half each (elsewhere this is called *balanced* accuracy):
#
# $$\text{accuracy} = \tfrac12\,P(\text{says real} \mid \text{real})
# + \tfrac12\,P(\text{says generated} \mid \text{generated})$$
#
# Here $P(\text{says real} \mid \text{real})$ is the share of the real examples that the
# rule calls real.
#
# A coin has an accuracy of ½. So has a rule that calls everything real: all its
# verdicts on real examples are right, and all those on generated ones are wrong.

# %%
def accuracy(on_real, on_fake):
    """Of two arrays of verdicts, True for "real", on real and on generated examples."""
    return 0.5 * on_real.mean() + 0.5 * (~on_fake).mean()


print(f"left of 0 is real: accuracy {accuracy(real < 0.0, fake < 0.0):.3f}")

# %% [markdown]
# Your turn. Move the line until the accuracy in the title is as high as you can get it.
# Then read on. (In a page without a running kernel you see the line at 0.)

# %%
def draw_threshold(line):
    reached = accuracy(real < line, fake < line)
    fig = plots.hist_real_fake(real, fake, says_real=lambda x: x < line,
                               title=f"Real left of {line:.2f}: accuracy {reached:.3f}")
    fig.axes[0].axvline(line, color=plots.THEORY)
    return fig


with_sliders(draw_threshold, "Both histograms and a line at 0; left of it the ground "
             "is blue, right of it orange.", line=(-3.0, 5.0, 0.0, 0.1))

# %% [markdown]
# ### Exercise 1 · The best line
#
# You moved a slider; a computer tries all lines. Write `best_threshold(real, fake)`:
# return the line for which the rule "below the line is real" has the highest accuracy.
# It is enough to try the observed numbers themselves as lines. The two arrays may
# differ in length. Where the generated numbers lie on the left, even the best line is
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
# The next cell takes your function if it was right, and the course's function until
# then; it says which. Here it finds the line for our 2,000 numbers.

# %%
best_threshold = ex01.best_threshold.yours()
best_line = float(best_threshold(real, fake))
best_accuracy = accuracy(real < best_line, fake < best_line)

print(f"best line {best_line:.2f}: accuracy {best_accuracy:.3f}")

# %%
# NBVAL_CHECK_OUTPUT
print("the best accuracy with one line lies between 0.82 and 0.87:",
      0.82 < best_accuracy < 0.87)
print("the best line is near 1, half-way between the centres:",
      abs(best_line - 1) < 0.5)

# %% [markdown]
# ### The best accuracy that anyone can reach
#
# Is a line the best kind of rule? Suppose you know both densities, $p_r(x)$ of real and
# $p_g(x)$ of generated numbers. At each $x$ the best verdict is the more likely one:
# say real where $p_r(x) > p_g(x)$. No rule beats this one, and its accuracy depends on
# one thing only, how little the two densities overlap:
#
# $$\text{best accuracy} = \tfrac12 + \tfrac12\,\mathrm{TV}(p_r, p_g), \qquad
# \mathrm{TV}(p_r, p_g) = \tfrac12 \int |p_r(x) - p_g(x)|\,dx$$
#
# TV is the **total variation** distance: 0 for equal densities, and 1 for densities
# that never meet. For two equal bell curves at a distance $d$ there is a second way to
# the same number: $\Phi(d/2)$, where $\Phi$ is the distribution function of the normal
# distribution. Do they agree?

# %%
x = np.linspace(-15, 15, 6001)
dx = x[1] - x[0]


def possible_accuracy(p_real, p_fake):
    total_variation = 0.5 * np.abs(p_real - p_fake).sum() * dx
    return 0.5 + 0.5 * total_variation


distances = np.linspace(0, 5, 26)
by_integral = np.array([possible_accuracy(real_data.pdf(x), mixture_1d([d], 1.0).pdf(x))
                        for d in distances])
by_formula = 0.5 * (1 + erf(distances / 2 / np.sqrt(2)))               # Φ(d / 2)

print("  d   ½ + ½ TV    Φ(d/2)")
for d, a, b in list(zip(distances, by_integral, by_formula, strict=True))[::5]:
    print(f"{d:3.0f} {a:10.4f} {b:9.4f}")

# %%
# NBVAL_CHECK_OUTPUT
gap = np.abs(by_integral - by_formula).max()
print("integral and formula agree to 0.0001:", gap < 1e-4)
print(f"best possible accuracy at distance 2: {by_formula[10]:.4f}")
print(f"best possible accuracy at distance 0: {by_integral[0]:.4f}")
print("your best line is within 0.025 of what is possible:",
      abs(best_accuracy - by_formula[10]) < 0.025)

# %% [markdown]
# *What to see: the row d = 0. An accuracy of ½ does not mean that the discriminator is
# bad. It means that the generator has won: where both densities agree, no rule does
# better than a coin.*
#
# ### Exercise 2 · A judge of histograms
#
# One line is not always enough, for example where the generated numbers have the same
# centre and three times the spread. And in practice nobody gives you densities; you
# have counts. Two histograms share their bins. Write
# `best_verdicts(real_counts, fake_counts)`: return one truth value per bin, True where
# a real example is the more likely one. Mind that there may be ten times as many
# generated examples as real ones: *accuracy* weighs both sides equally.

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
# Now use it on that example. The verdicts are chosen on one half of the numbers and
# tested on the other half.

# %%
best_verdicts = ex01.best_verdicts.yours()
wide_data = mixture_1d(means=[0.0], stds=3.0)
wide = wide_data.sample(2000, seed=SEED + 3)[:, 0]
edges = np.linspace(-12, 12, 49)
counts = [np.histogram(values[:1000], edges)[0] for values in (real, wide)]
verdicts = np.asarray(best_verdicts(*counts)).astype(bool)          # one for each bin


def by_bins(values):
    return verdicts[np.clip(np.digitize(values, edges) - 1, 0, len(verdicts) - 1)]


with_bins = accuracy(by_bins(real[1000:]), by_bins(wide[1000:]))
one_line = max(accuracy(side * real[1000:] < t, side * wide[1000:] < t)
               for side in (1, -1) for t in np.linspace(-6, 6, 241))
possible = possible_accuracy(real_data.pdf(x), wide_data.pdf(x))
fig = plots.hist_real_fake(real, wide, says_real=by_bins, limits=(-9, 9),
                           title=f"Verdicts by bins: accuracy {with_bins:.3f}")
plots.show(fig, alt="A narrow real histogram inside a wide generated one; a blue band "
                    "in the middle marks what is called real.")

# %%
# NBVAL_CHECK_OUTPUT
print("bins beat one line by more than 0.07:", with_bins - one_line > 0.07)
print(f"best possible accuracy of any rule: {possible:.4f}")
print("bins reach it to 0.04:", abs(with_bins - possible) < 0.04)

# %% [markdown]
# So a discriminator needs two things: evidence that differs, and a family of rules that
# can express the difference. A network is a large family of rules.
#
# ### Real digits, crude fakes
#
# Now the evidence has 784 numbers per example. Four forgers try their hand at
# handwritten digits: one **shuffles** the pixels of a real digit, one **blurs** it, one
# **blends** two digits, and one draws from a bell curve fitted to all pixels at once
# (by its 50 largest **principal components**, PCA).

# %%
data = digits()
real_digits = data.x_train[:2000]          # (2000, 28, 28, 1), paper is −1, ink is +1
fakes = {kind: crude_fakes(data.x_train[2000:4000], kind, seed=SEED + 4)
         for kind in CRUDE_FAKES}

rows = [real_digits[:8], *(fakes[kind][:8] for kind in CRUDE_FAKES)]
fig = plots.image_grid(np.concatenate(rows), columns=8,
                       title="Real, shuffled, blurred, blended, PCA")
plots.show(fig, alt="Five rows of eight images: clean handwritten digits, then "
                    "scattered dots, soft digits, pale overlapping digits, and smoky "
                    "shapes.")

# %% [markdown]
# You see the difference at once. Your rule has to compute it. Here are three clues,
# each one number per image: `ink`, the mean pixel; `roughness`, how much neighbouring
# pixels differ on average; and `greyness`, the share of pixels that are neither paper
# nor ink. How good is each clue, with *your* best line, against each forger? The lines
# are chosen on one part of the images and tested on another, so that no clue is praised
# for luck.

# %%
def ink(images):
    return images.mean(axis=(1, 2, 3))                           # (n,)


def roughness(images):
    down, across = np.diff(images, axis=1), np.diff(images, axis=2)
    return (np.abs(down).mean(axis=(1, 2, 3)) + np.abs(across).mean(axis=(1, 2, 3))) / 2


def greyness(images):
    return (np.abs(images) < 0.9).mean(axis=(1, 2, 3))


def clue_accuracy(clue, real_images, fake_images, first=300):
    """Accuracy on later images of the best line of the first ones, either side real."""
    r, f = clue(real_images), clue(fake_images)
    sides = []
    for sign in (1, -1):
        line = best_threshold(sign * r[:first], sign * f[:first])
        sides.append([accuracy(sign * r[part] < line, sign * f[part] < line)
                      for part in (slice(first), slice(first, None))])
    return max(sides)[1]


# %%
clues = {"ink": ink, "roughness": roughness, "greyness": greyness}
table = {name: [clue_accuracy(clue, real_digits, images) for images in fakes.values()]
         for name, clue in clues.items()}
print(f"{'':10}" + "".join(f"{kind:>10}" for kind in CRUDE_FAKES))
for name, row in table.items():
    print(f"{name:10}" + "".join(f"{value:10.2f}" for value in row))

# %%
# NBVAL_CHECK_OUTPUT
print("ink is no better than a coin on shuffled digits:",
      abs(table["ink"][0] - 0.5) < 0.05)
print("roughness catches shuffled digits (0.95 wanted):", table["roughness"][0] > 0.95)
print("greyness catches the other three (0.95 wanted):",
      min(table["greyness"][1:]) > 0.95)
print("no single clue catches all four (0.90 wanted):",
      not any(min(row) > 0.90 for row in table.values()))

# %% [markdown]
# *What to see: ink tells next to nothing. Each of the other two clues is blind to a
# kind of fake that the other one catches.*
#
# ### Exercise 3 · The digit detective
#
# Write `detective(images)`: return one truth value per image, True for real. It is
# tried on digits and fakes that you have not seen, and must reach an accuracy of at
# least 0.9 against *each* of the four forgers. Compute the clues above inside your
# function, or invent your own.

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
# ### Both players improve
#
# Forgers answer, of course. The section "Further: the forgers answer" lets them raise
# the contrast of blurred digits, which makes greyness a doubtful clue. Then the police
# must look for the next clue, and so on. This race is the whole idea of a GAN, with one
# change: **both players are networks, and each step is computed**. The drawing shows
# who sees what. Follow the dashed lines: each player is changed by the gradient of its
# own loss, and the generator's gradient comes *through* the discriminator.

# %%
fig = plots.two_players(title="The two players of a GAN")
plots.show(fig, alt=plots.TWO_PLAYERS_ALT)

# %% [markdown]
# ## Part B · You are the generator
#
# Change sides. The real data have two bumps, a larger one at −2 and a smaller one at 2.
# The discriminator has been trained against a clumsy generator that spread its numbers
# all over the place, and then it **stopped learning**. It no longer says yes or no, but
# how sure it is: $D(x)$ is the probability that an example at $x$ is real.

# %%
two_bumps = mixture_1d(means=[-2.0, 2.0], stds=0.5, weights=[0.6, 0.4])
clumsy = mixture_1d(means=[0.0], stds=2.0)


def fixed_discriminator(x):
    p_real, p_fake = two_bumps.pdf(x), clumsy.pdf(x)
    return p_real / (p_real + p_fake)                     # D(x), between 0 and 1


def acceptance(made):
    return fixed_discriminator(made).mean()


rng = np.random.default_rng(SEED + 5)
z, u = rng.standard_normal(500), rng.random(500)          # the generator's noise, kept


def generator(left, right, width, left_share):
    """500 numbers: a bump at `left` (with this share) and one at `right`."""
    return np.where(u < left_share, left, right) + width * z


honest_copy = {"left": -2.0, "right": 2.0, "width": 0.5, "left_share": 0.6}
print(f"acceptance of an honest copy: {acceptance(generator(**honest_copy)):.3f}")

# %% [markdown]
# The generator is paid by its **acceptance**, the mean of $D$ over what it makes: how
# real it looks, on average. (This is not the discriminator's accuracy; the two players
# are paid in different numbers.) The knobs start at an honest copy of the data. Can you
# beat it?

# %%
def draw_generator(left, right, width, left_share):
    made = generator(left, right, width, left_share)
    fig, ax = plt.subplots()
    plots.hist_real_fake(two_bumps.sample(5000, seed=SEED + 6)[:, 0], made, ax=ax,
                         title=f"Acceptance, the mean of D: {acceptance(made):.3f}")
    ax.set(ylim=(0, 1.05), ylabel="density, D(x)")
    ax.plot(x, fixed_discriminator(x), color=plots.DISCRIMINATOR, label="D(x), fixed")
    ax.legend(loc="upper right")
    return fig


with_sliders(draw_generator, "Real data in two bumps, an honest copy on top of them, "
             "and the discriminator's curve with a hill over each bump.",
             left=(-4, 4, -2.0), right=(-4, 4, 2.0), width=(0.02, 1.5, 0.5),
             left_share=(0, 1, 0.6))

# %% [markdown]
# However you turn the knobs: an average is never larger than the largest value,
#
# $$\mathbb{E}_{x \sim p_g}\,D(x) \;\le\; \max_x D(x)$$
#
# and one point on the top of the highest hill reaches it.
#
# ### Exercise 4 · The best reply
#
# Write `best_reply(discriminator, candidates)`. `discriminator` is a function from an
# array (n,) to an array (n,) of values D(x). `candidates` is an array of places, (m,).
# Return the generator's best strategy against this discriminator: an array of 100
# numbers, each of them one of the candidates.

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
# Your reply plays against the fixed discriminator, and beside it the honest copy.

# %%
best_reply = ex01.best_reply.yours()
reply = np.asarray(best_reply(fixed_discriminator, np.linspace(-4, 4, 801)))
honest = generator(**honest_copy)
print(f"your reply: 100 times {reply[0]:.2f}, acceptance {acceptance(reply):.3f}; "
      f"honest copy {acceptance(honest):.3f}")

# %%
# NBVAL_CHECK_OUTPUT
print("modes captured by the reply:", modes_captured(reply, two_bumps),
      "of", two_bumps.n_modes)
print("modes captured by the honest copy:", modes_captured(honest, two_bumps))
print("the reply's acceptance is over 0.1 higher:",
      acceptance(reply) - acceptance(honest) > 0.1)

# %% [markdown]
# *What to see: a perfect copy loses to a single point.* Nothing in the generator's
# payoff asks for variety. In a large GAN this is called **mode collapse**; notebook 06
# watches and counts it. The only thing against it is that the discriminator does *not*
# stand still.
#
# ### Taking turns
#
# Let both reply. On 101 places from −5 to 5, each round goes like this:
#
# 1. the discriminator sets $D$ to its best reply to the fakes of the **last** round,
#    which is the share of real examples at each place;
# 2. the generator finds the place with the best acceptance, by your `best_reply`, and
#    puts a bump there (one fake in ten still lands anywhere).
#
# A second game differs in one thing only: the discriminator keeps an **archive**, and
# replies to the mean of *all* fakes so far. Predict whether the generator still jumps
# from place to place in the second game, and whether the archive comes to look like the
# data: `"yes"` or `"no"`. How far the fakes are from the data is measured by the
# Jensen–Shannon (JS) divergence of notebook 02: 0 where two distributions are equal,
# $\log 2 = 0.69$ where they have nothing in common.

# %%
guesses |= {"still_jumps": ..., "archive_like_data": ...}

# %%
places = np.linspace(-5, 5, 101)
p_real = two_bumps.pdf(places) / two_bumps.pdf(places).sum()


def bump_at(place):
    bump = np.exp(-((places - place) ** 2) / (2 * 0.5**2))
    return 0.9 * bump / bump.sum() + 0.1 / len(places)         # (101,), sums to 1


bumps = np.array([bump_at(place) for place in places])         # one strategy per row


def take_turns(rounds, archive):
    fakes, chosen, distance = [np.full(101, 1 / 101)], [], []
    for _ in range(rounds):
        p_fake = np.mean(fakes, axis=0) if archive else fakes[-1]
        accepted = bumps @ (p_real / (p_real + p_fake))        # acceptance of each bump
        reply = best_reply(lambda x, y=accepted: np.interp(x, places, y), places)
        chosen.append(float(reply[0]))
        fakes.append(bump_at(chosen[-1]))
        seen = np.mean(fakes, axis=0) if archive else fakes[-1]
        distance.append(jensen_shannon(p_real, seen))
    return np.array(chosen), np.array(distance), np.mean(fakes, axis=0)


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
axes[2].set(title="Distance to the data", xlabel="round", ylabel="JS divergence",
            ylim=(0, 0.36))
axes[2].legend(loc="upper right")
plots.show(fig, alt="Left and middle: the generator jumps between −2 and 2 in both "
                    "games. Right: the divergence of the last round stays between 0.13"
                    " and 0.23, the archive's falls.")

# %% [markdown]
# Write down what you see in the three pictures, before you read on: `"yes"` or `"no"`,
# for the same two questions.

# %%
saw = {"still_jumps": ..., "archive_like_data": ...}

# %%
# NBVAL_CHECK_OUTPUT
print("modes visited over 40 rounds:", modes_captured(last_round[0], two_bumps))
jumps = bool(np.all(np.diff(last_round[0]) != 0))
print("it jumps every round, to the last:", jumps)
print("without an archive the divergence never falls below 0.10:",
      last_round[1].min() > 0.10)
print("the archive's divergence ends below 0.03:", archive[1][-1] < 0.03)
share = (archive[0] < 0).mean()
print("its share on the left is within 0.03 of the data's 0.6:",
      abs(share - 0.6) < 0.03)

# %% [markdown]
# *What to see: the moves are nearly the same in both games. What differs is what they
# add up to.* Best replies to the last move chase each other for ever: the generator
# runs to the bump that the police have just left. Replies to the archive add up to the
# data: three visits on the left for two on the right. To reply to the average of all
# past moves is called fictitious play (Brown 1951). Where both players do so in a
# zero-sum game with finitely many moves, the averages settle (Robinson 1951).
#
# ### What it means to settle
#
# An **equilibrium** is a pair of strategies from which neither player gains by moving
# alone. In a zero-sum game with finitely many moves, a matrix `payoff` says what D wins
# and G loses: `payoff[i, j]`, when D plays its move i and G its move j. Each player may
# **mix**, that is, choose its moves with given probabilities. Then D wins
# $\sum_{ij} d_i\,\mathrm{payoff}_{ij}\,g_j$ on average.
#
# ### Exercise 5 · What a player gains alone
#
# Write `gain_alone(payoff, d_mix, g_mix)`: return two numbers, how much more D could
# win on average if D alone changed to its best reply, and how much less G could lose if
# G alone changed. Both are 0 at an equilibrium.

# %% tags=["exercise:gain_alone"]
def gain_alone(payoff, d_mix, g_mix):
    # payoff: (moves of D, moves of G), d_mix: (moves of D,), g_mix: (moves of G,)
    return ...

# %%
ex01.gain_alone.check(gain_alone)

# %%
# ex01.gain_alone.hint(1)
# ex01.gain_alone.solution()

# %% [markdown]
# Try it on two games. In *matching pennies* both show a coin; D wins 1 if they match,
# and G wins 1 if they differ. In the second game one move is the best for each player,
# whatever the other does. Let both best-reply to the other's average move, and let your
# function say how far two things are from an equilibrium: the last moves, and the
# averages.

# %%
gain_alone = ex01.gain_alone.yours()
pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
one_best_move = np.array([[2.0, 1.0], [0.5, -1.0]])


def fictitious_play(payoff, rounds=1000):
    """Both gains together after each round: of the last moves, and of the averages."""
    counts = [np.eye(len(payoff))[0], np.eye(payoff.shape[1])[0]]   # both begin with 0
    of_last, of_average = [], []
    for _ in range(rounds):
        d_mix, g_mix = (count / count.sum() for count in counts)
        last = (np.eye(len(payoff))[np.argmax(payoff @ g_mix)],
                np.eye(payoff.shape[1])[np.argmin(d_mix @ payoff)])
        counts = [count + move for count, move in zip(counts, last, strict=True)]
        of_last.append(sum(gain_alone(payoff, *last)))
        of_average.append(sum(gain_alone(payoff, *(c / c.sum() for c in counts))))
    return np.array(of_last), np.array(of_average)


circles, settles = fictitious_play(pennies), fictitious_play(one_best_move)

# %%
fig, axes = plt.subplots(1, 2, figsize=(7, 2.8), sharey=True)
for ax, gains, title in ((axes[0], circles, "Matching pennies"),
                         (axes[1], settles, "One move is best")):
    ax.plot(gains[0][:200], color=plots.PALETTE[5], label="last moves")
    ax.plot(gains[1][:200], color=plots.GENERATOR, label="averages")
    ax.set(title=title, xlabel="round", ylim=(-0.1, 2.3))
axes[0].set(ylabel="gain alone, both players")
axes[0].legend(loc="center right")
plots.show(fig, alt="Matching pennies: the last moves stay at a gain of 2, the "
                    "averages fall towards 0. In the other game both fall to 0, the "
                    "last moves at once.")

# %%
# NBVAL_CHECK_OUTPUT
half = np.array([0.5, 0.5])
print("pennies, the last moves: somebody gains at least 1 in every round:",
      circles[0].min() >= 1)
print("pennies, the averages after 1,000 rounds gain less than 0.1:",
      circles[1][-1] < 0.1)
print("pennies, even mixes are an equilibrium:",
      np.allclose(gain_alone(pennies, half, half), 0))
print("one best move: after two rounds the last moves gain nothing:",
      np.allclose(settles[0][2:], 0))

# %% [markdown]
# *What to see: in pennies the moves circle for ever, and only their averages settle. In
# the other game the moves themselves settle.* And the GAN? Its equilibrium is the pair
# *generated = real, $D = ½$ everywhere*. Test it in the same way: let each player try
# to gain alone.

# %%
accepted = bumps @ np.full(101, 0.5)                # each strategy of G against D = ½
p_copy = p_real                                     # the generator copies the data
best_D = p_real / (p_real + p_copy)                 # D's best reply to that
possible = 0.5 + 0.25 * np.abs(p_real - p_copy).sum()      # ½ + ½ TV of the copy

# %%
# NBVAL_CHECK_OUTPUT
print("against D = ½ every strategy of the generator is accepted with",
      sorted({float(value) for value in accepted.round(6)}))
print("the best reply to a perfect copy is D = ½ everywhere:", np.allclose(best_D, 0.5))
print("and no rule has an accuracy above 0.5 on a perfect copy:",
      possible < 0.5 + 1e-9)

# %% [markdown]
# ## Something breaks
#
# A colleague has an idea: "Our discriminator is unsure so often. Let us take a perfect
# one!" Real numbers lie near 3, the generator $G(z) = \theta_0 + \theta_1 z$ is still
# near −3, and the rule "above 0 is real" is right about every single example. The
# generator then tries 400 random nudges of $\theta_0$ and $\theta_1$ and keeps what
# raises its acceptance. How many of the 400 help?

# %%
guesses |= {"nudges_that_help": ...}


# %%
def perfect_discriminator(x):
    return (x > 0).astype(float)           # 1 is real, 0 is generated; never wrong here


def forge(theta, z):
    return theta[0] + theta[1] * z


theta, z_far = np.array([-3.0, 0.4]), np.clip(rng.standard_normal(500), -3, 3)
nudges = np.random.default_rng(SEED + 9).normal(0, 0.1, size=(400, 2))


def helpful(discriminator):
    start = discriminator(forge(theta, z_far)).mean()
    return sum(discriminator(forge(theta + n, z_far)).mean() > start for n in nudges)


real_far = mixture_1d([3.0], 0.5).sample(500, seed=SEED + 10)[:, 0]
print(f"accuracy of the rule: {accuracy(real_far > 0, forge(theta, z_far) > 0):.2f}")
print(f"nudges that help against it: {helpful(perfect_discriminator)} of 400")

# %% [markdown]
# **Diagnosis.** Not one. Each fake is called generated with full certainty, before the
# nudge and after it. The acceptance is flat, and on flat ground every direction is as
# good as any other. What teaches is not the verdict but its **slope**: being found a
# little *less* fake.
#
# ### Exercise 6 · A verdict with a slope
#
# Repair the colleague's rule. Write `soft_verdict(x, threshold, sharpness)`: a
# probability of being real that is ½ at the threshold, rises with `x` everywhere,
# faster for a larger sharpness, and stays between 0 and 1 even for x = ±10,000. Points
# at equal distances left and right of it get probabilities that add up to 1.

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
# With your verdict the border stays at 0. Only the sharpness changes: how much does a
# step of 0.1 towards the data raise the acceptance?

# %%
soft_verdict = ex01.soft_verdict.yours()


def soft(x, sharpness=1.0):
    return np.asarray(soft_verdict(x, 0.0, sharpness))


far_away = forge(theta, z_far)
rises = [(soft(far_away + 0.1, k) - soft(far_away, k)).mean() for k in (1, 4, 16)]
for k, rise in zip((1, 4, 16), rises, strict=True):
    print(f"sharpness {k:2d}: a step of 0.1 raises the acceptance by {rise:.0e}")
print(f"sharpness  1: nudges that help: {helpful(soft)} of 400")

# %%
# NBVAL_CHECK_OUTPUT
print("nudges that help against the perfect rule:",
      helpful(perfect_discriminator), "of 400")
print("against the soft one, between 140 and 260:", 140 < helpful(soft) < 260)
print("from sharpness 1 to 16 a step is worth ten times less, at least:",
      rises[0] / rises[-1] > 10)

# %% [markdown]
# *What to see: the border never moved. Only the certainty grew, and what a step is
# worth fell with it.* Arjovsky and Bottou (2017, theorem 2.4) prove for networks, and
# for the loss $\log(1 - D)$ of notebook 02, that the generator's gradient vanishes as
# the discriminator approaches a perfect one. (For the loss $-\log D$ they find another
# fault: gradients that scatter widely.) Much of this course is about discriminators
# that are good *and* have a slope.
#
# ## Quiz
#
# **1.** After training, the best discriminator you can find has an accuracy of 0.5. Is
# this good or bad news?
#
# <details><summary>Answer</summary>
#
# It is good news if it really is the best: then TV is 0 and no rule can tell the two
# apart. It is bad news if the discriminator is merely weak; ink, too, had an accuracy
# of 0.5 on shuffled digits.
#
# </details>
#
# **2.** Your colleague trains the discriminator to perfection before the generator may
# move once. What do you expect?
#
# <details><summary>Answer</summary>
#
# A generator that stands still: all fakes are rejected with certainty, and so no small
# change is rewarded.
#
# </details>

# %% [markdown]
# ## Back to your predictions

# %%
stays = bool(np.all(np.diff(archive[0][-10:]) == 0))
predictions.beside(guesses, {
    "one_line": f"{best_accuracy:.0%}".replace("%", " %"),
    "same_centre": f"{'yes' if with_bins > 0.55 else 'no'}, accuracy {with_bins:.2f}",
    "forger": "one thing" if np.ptp(reply) == 0 else "more than one thing",
    "still_jumps": "no" if stays else "yes",
    "archive_like_data": f"{'yes' if archive[1][-1] < 0.03 else 'no'}, JSD "
                         f"{archive[1][-1]:.3f}",
    "nudges_that_help": f"{helpful(perfect_discriminator)} of 400",
}, saw)

# %% [markdown]
# ## You have seen
#
# 1. The accuracy of a discriminator, with your own line and your own verdicts on
#    counts, and its limit ½ + ½ TV, checked against a formula.
# 2. With knobs, and by your `best_reply`: the best reply to a fixed discriminator is
#    one point, which captures 1 mode of 2 and beats a perfect copy.
# 3. Best replies that chase each other, averages that settle, and the equilibrium
#    *generated = real, $D = ½$*, where nobody gains alone.
# 4. A discriminator that is never wrong, and not one nudge of 400 that could learn from
#    it; with your soft verdict about half of them help.
#
# ## Common mistakes
#
# - *"A high accuracy of the discriminator means that training goes well."* It means
#   that the generator is behind, and perhaps that it gets no gradient.
# - *"An accuracy of ½ means success."* Only if the discriminator was able to see the
#   difference.
# - *"The generator is rewarded for variety."* Nothing in its payoff asks for it; the
#   other player must.
# - *Pooling the counts.* With ten times as many fakes, "always generated" is right in
#   91 % of cases and has learned nothing. Weigh both sides equally.
#
# ## Papers
#
# - Goodfellow et al. 2014, *Generative adversarial nets*: the game, and the forgers and
#   police.
# - Arjovsky and Bottou 2017, *Towards principled methods for training generative
#   adversarial networks*: when a perfect discriminator does not teach.
# - Brown 1951, *Iterative solution of games by fictitious play*; Robinson 1951, *An
#   iterative method of solving a game*.
# - Krogh and Hertz 1991, *A simple weight decay can improve generalization*.
#
# ## Next
#
# [02 · The objective function](02_objective_function.ipynb): the payoff in logarithms,
# what the generator minimises when the discriminator is at its best, and why a loss of
# log 4 is good news. The two sections below go further and are not needed for it.

# %% [markdown]
# ## Further: the forgers answer
#
# Greyness alone was enough against blurred digits. But forgers read the papers. What if
# they simply raise the contrast? Greyness may choose a new line each time; your
# detective keeps to its rule.

# %%
detective = ex01.detective.yours()
contrast = {gain: np.clip(gain * fakes["blurred"], -1, 1)
            for gain in (1, 2, 4, 8, 16, 32)}
answers = np.array([clue_accuracy(greyness, real_digits, images)
                    for images in contrast.values()])
real_verdicts = np.asarray(detective(real_digits)).astype(bool)
for (gain, images), value in zip(contrast.items(), answers, strict=True):
    found = accuracy(real_verdicts, np.asarray(detective(images)).astype(bool))
    print(f"contrast ×{gain:<2}: accuracy of greyness {value:.2f}, "
          f"of the detective {found:.2f}")

# %%
# NBVAL_CHECK_OUTPUT
print("greyness against plain blur, above 0.95:", answers[0] > 0.95)
print("more contrast alone brings it below 0.85:", answers.min() < 0.85)

# %% [markdown]
# More contrast has made a perfect clue a doubtful one, and a rule that stays as it was
# may end as a coin: the course's detective does from ×4 on. (With too much contrast the
# forgers give themselves away to greyness again: real pen strokes do have a few grey
# pixels at their edges.)

# %% [markdown]
# ## Further: two tiny machines play
#
# Now both players are tiny machines. The discriminator has three weights, with the
# logit $C(x) = \varphi_0 + \varphi_1 x + \varphi_2 x^2$ and $D(x) = \sigma(C(x))$; the
# sigmoid $\sigma(C) = 1/(1 + e^{-C})$ takes any number into (0, 1). The generator has
# two, $G(z) = \theta_0 + \theta_1 z$: a bump with the centre $\theta_0$ and the
# standard deviation $|\theta_1|$. The real numbers lie around 1 with a standard
# deviation of 0.5; the generator starts at −1 with a standard deviation of 1.
#
# Neither knows any calculus. Each nudges every weight a little, looks whether its own
# payoff rises, and moves that way. The generator is paid by its acceptance. The
# discriminator is paid by its **log score**, the mean logarithm of the probability that
# it gave to the truth: it loses little for being right, and very much for being sure
# and wrong. Notebook 02 is about this choice. One detail matters: after each round the
# discriminator's weights may be multiplied by 0.98. This is **weight decay** with a
# strength of 2 % a round, the usual way to keep weights small.

# %%
def sigmoid(c):
    return 1 / (1 + np.exp(-np.clip(c, -500, 500)))


def judge(phi, x):
    return sigmoid(phi[0] + phi[1] * x + phi[2] * x**2)


def nudged(payoff, weights, step=0.1):
    """The weights after one move in the direction in which the payoff rises."""
    small = 1e-3 * np.eye(len(weights))
    slope = [(payoff(weights + n) - payoff(weights - n)) / 2e-3 for n in small]
    return weights + step * np.array(slope)


def log_score(phi, real, fake):
    on_real = np.log(judge(phi, real) + 1e-12)
    on_fake = np.log(1 - judge(phi, fake) + 1e-12)
    return on_real.mean() / 2 + on_fake.mean() / 2


# %%
def play(rounds, weight_decay):
    rng = np.random.default_rng(SEED + 8)
    phi, theta, history = np.zeros(3), np.array([-1.0, 1.0]), []
    for _ in range(rounds):
        real, z = rng.normal(1.0, 0.5, size=500), rng.standard_normal(500)
        fake = forge(theta, z)
        phi = nudged(lambda phi, r=real, f=fake: log_score(phi, r, f), phi)
        phi = (1 - weight_decay) * phi
        theta = nudged(lambda t, p=phi, z=z: judge(p, forge(t, z)).mean(), theta)
        history.append([*theta, *phi])
    return np.array(history)                       # (rounds, 5): θ₀, θ₁, φ₀, φ₁, φ₂


# %%
decaying = play(4000, weight_decay=0.02)
plain = play(4000, weight_decay=0.0)

# %%
fig, axes = plt.subplots(2, 4, figsize=(7, 3.8), sharex=True, sharey=True)
line = np.linspace(-3, 4, 400)
real_pdf = mixture_1d([1.0], 0.5).pdf(line)
for row, history in zip(axes, (decaying, plain), strict=True):
    for ax, played in zip(row, (1, 100, 400, 4000), strict=True):
        centre, width, *phi = history[played - 1]
        ax.fill_between(line, real_pdf, color=plots.REAL, alpha=0.4, label="real")
        fake_pdf = mixture_1d([centre], abs(width)).pdf(line)
        ax.fill_between(line, fake_pdf, color=plots.FAKE, alpha=0.4, label="generated")
        ax.plot(line, judge(phi, line), color=plots.DISCRIMINATOR, label="D(x)")
        ax.set(title=f"round {played:,}", ylim=(0, 1.1))
for ax, name in zip(axes[:, 0], ("weight decay", "none"), strict=True):
    ax.set_ylabel(name)
for ax in axes[1]:
    ax.set_xlabel("x")
fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
plots.show(fig, alt="Two rows of four rounds. Above, with weight decay, the generated "
                    "bump fits the real one from round 400 on, and D is flat. Below, "
                    "without it, the generated bump at round 400 is a needle under the"
                    " top of D.")

# %% [markdown]
# *What to see, upper row: the discriminator's curve is a slope that the generator
# climbs. On arrival the slope is gone, and $D$ is ½ wherever there are data. Lower row:
# without weight decay the discriminator builds a hill, and at round 400 the generator
# is a needle under its top.* That is Part B again, in a game with five weights. Is it
# the end?

# %%
fig, ax = plt.subplots(figsize=(7, 3))
ax.plot(np.abs(decaying[:, 1]), color=plots.GENERATOR, label="weight decay 2 %")
ax.plot(np.abs(plain[:, 1]), color=plots.ACCENT, label="no weight decay")
ax.axhline(0.5, color=plots.THEORY, linestyle="--", linewidth=1, label="the data's")
ax.set(title="The standard deviation of what is generated", xlabel="round",
       ylabel="$|\\theta_1|$", ylim=(0, 1.5))
ax.legend(loc="upper right", ncols=3)
plots.show(fig, alt="With weight decay the standard deviation falls from 1 to one half"
                    " and stays. Without it, it is almost 0 from round 200 to 1,000, "
                    "then swings around one half, less each time.")

# %%
# NBVAL_CHECK_OUTPUT
late, spread = decaying[1000:], np.abs(plain[:, 1])
print("with weight decay, from round 1,000 on:")
print("the centre is within 0.1 of 1:", bool(np.all(abs(late[:, 0] - 1) < 0.1)))
print("and the standard deviation within 0.1 of 0.5:",
      bool(np.all(abs(np.abs(late[:, 1]) - 0.5) < 0.1)))
D_at_end = judge(late[-1, 2:], np.linspace(0, 2))
print("and D at the end within 0.05 of ½ from 0 to 2:",
      bool(np.all(abs(D_at_end - 0.5) < 0.05)))
print("without: over 400 rounds with a standard deviation below 0.1:",
      bool(np.sum(spread < 0.1) > 400))
print("and after that one above 0.75:", bool(spread[1000:].max() > 0.75))

# %% [markdown]
# Without weight decay the discriminator keeps what it learned about fakes that are long
# gone. In the first hundred rounds its weights grew, to catch fakes on the left, and
# what they built is a hill just right of the real centre. It takes until about round
# 600 to turn the hill into a valley. And a generator with $\theta_1 = 0$ hardly
# notices: its 500 fakes are one point, and nudging the width of a point changes next to
# nothing. Only by round 1,100 has it spread out again, much too wide, and the swings
# begin that die away slowly. Weight decay takes the hill down before a generator can
# settle on it. Whether a GAN settles, swings or collapses depends on such details;
# notebook 03 computes it.
