# ruff: noqa
# %% [markdown]
# # 08 · Remedies: the objective and the dynamics
#
# *By the end you have written the core of eleven remedies by hand, guessed of each whether it helps, and counted.*
#
# Reading and doing: about 110 min · running every cell: see the run-time table in README
#
# Before this: notebook 03 (eigenvalues of a game), notebook 05 (counting modes), notebook 06 (what collapse is).
#
# ## You will be able to
#
# 1. say what a Wasserstein critic measures, and show why clipping its weights spoils it;
# 2. write four gradient penalties from one line of code, and find the fault in a penalty that raises no error;
# 3. write the losses of relativistic pairing, and those of a generator that looks ahead;
# 4. change how the players *move* (rates, optimism, consensus, averages) and predict the effect on a small game;
# 5. put a guess beside every count, and report the remedies that did not help.

# %%
import sys
from pathlib import Path

from gan_course import seed_everything

SEED = 0
seed_everything(SEED)

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf

from gan_course import datasets, dynamics, networks, objectives, penalties, plots, remedies, sweep
from gan_course.exercises import ex02, ex08, sick_penalties
from gan_course.gan import GAN
from gan_course.optimizers import Adam

BENCHMARKS = Path(sweep.__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS / "published_tables"))     # what is counted here was made by the code in there

import mixtures
import settings

# %% [markdown]
# ## Predict first
#
# Double-click this cell and write a guess after each question.
#
# 1. A discriminator is punished wherever its slope is not 1. Can it still tell real data from fakes? → **your
#    guess:**
# 2. A generator may look five steps into the discriminator's future. Does its own gradient get longer, shorter,
#    or another direction? → **your guess:**
# 3. Two players circle for ever around the solution. One of them gets a ten times larger learning rate. Do they
#    now come home? → **your guess:**
# 4. Here are fourteen settings. Mark each with + (more modes than the plain GAN), 0 or −:
#    WGAN with clipping · WGAN-GP · DRAGAN · R1 · R1 + R2 · relativistic · relativistic + R1 + R2 · unrolled ·
#    VEEGAN · two time scales · small rates · optimistic · consensus · weight averaging → **your guesses:**

# %% [markdown]
# ## 1 · The patient, and the rule of this ward
#
# The patient is the plain GAN on the grid: 25 narrow blobs at $\{-4, -2, 0, 2, 4\}^2$ with $\sigma = 0.05$. It is
# not weakened: three layers of 128 ReLU units for each player, noise of two numbers, the non-saturating loss, Adam
# with rate 0.003 that falls to 2 % of it in 5,000 steps.
#
# Every remedy below gets **the same 5,000 generator steps and the same five seeds**. That takes an hour, so it is
# stored: `python3 course.py bench published_tables grid` made it. At the end you repeat a part of it here. The
# **guesses** were written down in `settings.py` before the first run, and they stay as they were.

# %%
stored = sweep.load(BENCHMARKS / "results" / "published_tables" / "grid.jsonl")
means = sweep.mean_and_error(stored, ["modes", "high_quality"]).set_index("setting")


def before_and_after(label):
    """The guess for a remedy; the grid without it and with it, mean over the seeds ± standard error."""
    _, guess, reason = settings.ONE_BUDGET[label]
    print(f"guess before the run: {guess} ({reason})")
    for name in dict.fromkeys(["plain", label]):
        row = means.loc[name]
        print(f"{name:24s} modes {row.modes:4.1f} ± {row.modes_error:3.1f} of 25    high quality "
              f"{row.high_quality:4.0%} ± {row.high_quality_error:3.0%}    seeds {row.seeds:.0f}, "
              f"diverged {row.diverged:.0f}")


before_and_after("plain")

# %%
# NBVAL_CHECK_OUTPUT
print("the plain GAN misses at least 10 of 25 modes on the mean:", means.loc["plain", "modes"] <= 15)
print("and yet most of its samples lie on a mode:", means.loc["plain", "high_quality"] > 0.5)

# %% [markdown]
# **Read both numbers.** A cloud over everything *captures* nearly all modes, since one lucky sample of 2,500 is
# enough (notebook 05), and has a high-quality share near 2 %. Sharp and few, that is collapse; many and smeared,
# that is a GAN that has not learned yet.
#
# ## 2 · Wasserstein: another thing to measure
#
# Notebook 02 ended with two blocks that do not overlap: their Jensen–Shannon divergence is $\log 2$ at every
# distance, so its slope tells the generator nothing. The **Wasserstein distance** $W_1$ is how far mass must be
# carried, and it can be measured by a network (Arjovsky et al. 2017, eq. 2):
#
# $$W_1(p_d, p_g) = \sup_{\text{slope of } f \,\le\, 1} \; \mathbb{E}_{x} f(x) - \mathbb{E}_{z} f(G(z)).$$
#
# $f$ is called a **critic**: a discriminator without a sigmoid whose slope is held down. It is `critic` in code.
# Let all real data sit at 0, all fakes at $\theta$. Search among the lines $f(x) = wx$ with $|w| \le 1$.

# %%
thetas = np.array([2.0, 1.0, 0.5, 0.1])
lines = np.linspace(-1, 1, 201)                                          # every allowed slope w
distance = np.max(lines[:, None] * 0.0 - lines[:, None] * thetas, axis=0)      # E f(real) - E f(fake), the best w
divergence = [ex02.jsd.reference([1, 0], [0, 1]) for _ in thetas]        # one bin holds all real data, one all fakes
for row in zip(thetas, distance, divergence, strict=True):
    print("theta {:.1f}   W1 {:.3f}   JSD {:.4f}".format(*row))

# %%
# NBVAL_CHECK_OUTPUT
print("W1 of two points is their distance, at all four:", np.allclose(distance, thetas))
print("their JSD is log 2 at all four:", np.allclose(divergence, np.log(2)))

# %% [markdown]
# ### Clipping: hold the slope down with a hammer
#
# How does one hold a network's slope down? The first proposal: after each step, cut every weight to $[-c, c]$. Its
# authors call it "clearly a terrible way". Let us see why. Real data at $-3$ and $+3$, fakes at 0, and a critic
# that trains against fakes that stand still. By hand it is the two lines marked below.

# %%
real = datasets.mixture_1d([-3.0, 3.0], 0.3).sample(2000, seed=SEED)             # (2000, 1)
fake = datasets.mixture_1d([0.0], 0.3).sample(2000, seed=SEED + 1)
layers = keras.layers


def trained_critic(clip=None, penalty=None, steps=500):
    """A critic of two layers of 32, trained on `real` and `fake`."""
    critic = keras.Sequential([keras.Input((1,)), layers.Dense(32, "relu"), layers.Dense(32, "relu"), layers.Dense(1)])
    optimizer, weights = Adam(5e-3), critic.trainable_variables
    optimizer.build(weights)

    @tf.function
    def train():
        for _ in tf.range(steps):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(critic(fake)) - tf.reduce_mean(critic(real))
                loss += 0.0 if penalty is None else penalty(critic, real, fake)
            optimizer.apply(tape.gradient(loss, weights), weights)
            if clip is not None:
                for weight in weights:                                           # clipping
                    weight.assign(tf.clip_by_value(weight, -clip, clip))         # by hand

    train()
    return critic


# %%
clipped = {clip: trained_critic(clip) for clip in (0.01, 0.1, 0.5)}
exact = float(np.mean(np.abs(np.sort(real[:, 0]) - np.sort(fake[:, 0]))))         # W1 on the line: sort, compare
line = tf.constant(np.linspace(-5, 5, 401)[:, None], tf.float32)
steepest, at_clip = {}, {}
print(f"W1 by sorting: {exact:.3f}")
for clip, critic in clipped.items():
    weights = np.concatenate([w.ravel() for w in critic.get_weights()])
    at_clip[clip] = np.mean(np.abs(weights) > 0.999 * clip)
    values = critic(line).numpy()[:, 0]
    steepest[clip] = np.abs(np.diff(values) / np.diff(line[:, 0])).max()
    gap = float(tf.reduce_mean(critic(real)) - tf.reduce_mean(critic(fake)))
    print(f"clip {clip:4.2f}: weights at ±clip {at_clip[clip]:4.0%}   steepest slope {steepest[clip]:9.5f}   "
          f"E f(x) - E f(G(z)) {gap:9.5f}   ÷ slope {gap / steepest[clip]:.2f}")

# %%
# NBVAL_CHECK_OUTPUT
print("with clip 0.01 and 0.1 more than half of all weights sit at ±clip:", min(at_clip[0.01], at_clip[0.1]) > 0.5)
print("clip 0.01: no slope of the critic reaches 0.01:", steepest[0.01] < 0.01)
print("clip 0.5: somewhere the slope is above 5:", steepest[0.5] > 5)

# %% [markdown]
# *What to see: most weights end up at the fence, and where the fence stands decides everything. A factor of 50 in
# $c$ changes the slope, and with it G's gradient, by a factor of tens of thousands: three layers multiply.* None of
# the three has slope 1. In the package: `remedies=[WeightClipping(0.01)]` with `objective="wasserstein"`.

# %%
toy = GAN(networks.mlp_generator(), networks.mlp_discriminator())
toy.compile("wasserstein", remedies=[remedies.WeightClipping(0.1)], steps_per_execution=1, jit_compile=False)
toy.fit(datasets.ring().sample(64, seed=SEED), batch_size=64, steps_per_epoch=1, verbose=0)
largest = max(float(tf.reduce_max(tf.abs(w))) for w in toy.discriminator.trainable_variables)
before_and_after("WGAN, clipping")

# %%
# NBVAL_CHECK_OUTPUT
print("after a step of the package no weight of D is beyond the fence:", largest <= 0.1 + 1e-7)

# %% [markdown]
# ## 3 · Slopes, and the first penalty: R1
#
# Instead of a fence, a price: let $D$ pay for being steep. We need its slope at a point, the length of its gradient
# by the *point*, not by the weights. Four lines, and everything in the next three sections stands on them.

# %%
def squared_slopes(critic, points):
    """‖∇D(x)‖² at each point: (batch, dim) -> (batch,)."""
    with tf.GradientTape() as tape:
        tape.watch(points)
        logits = critic(points)
    return tf.reduce_sum(tape.gradient(logits, points)**2, axis=1)     # a row of the gradient belongs to one example


# %% [markdown]
# **R1** asks that $D$ be flat *at the real data* (Mescheder, Geiger & Nowozin 2018, eq. 9): when the fakes have
# arrived there, nothing should push them away again. **R2** asks the same at the fakes.
#
# $$R_1 = \frac{\gamma}{2}\, \mathbb{E}_{x}\,\lVert \nabla D(x) \rVert^2, \qquad
#   R_2 = \frac{\gamma}{2}\, \mathbb{E}_{z}\,\lVert \nabla D(G(z)) \rVert^2$$
#
# $\gamma$ is `gamma`. The oracle: for $D(x) = w \cdot x$ the slope is $\lVert w \rVert$ everywhere.

# %%
def r1(critic, real, gamma):
    return gamma / 2 * tf.reduce_mean(squared_slopes(critic, real))


w = tf.constant([[3.0], [4.0]])                                        # of length 5
points, other_points = tf.random.normal((64, 2)), tf.random.normal((64, 2)) + 2.0
network = networks.mlp_discriminator()
by_hand, by_package = r1(network, points, gamma=1.0), penalties.zero_centred(network, points)

# %%
# NBVAL_CHECK_OUTPUT
print("R1 of D(x) = w·x, ‖w‖ = 5, gamma 1, is 25/2:", np.isclose(r1(lambda x: x @ w, points, 1.0), 12.5))
print("by hand as by the package, on a network:", np.isclose(by_hand, by_package, rtol=1e-5))

# %% [markdown]
# And what does it do to the game? Notebook 03's two-number GAN tells: there $D(x) = \psi x$, so R1 is
# $\frac{\gamma}{2}\psi^2$, and the eigenvalues are $-\frac{\gamma}{2} \pm \sqrt{\frac{\gamma^2}{4} - \frac14}$: it
# pulls home for every $\gamma > 0$, best at $\gamma = 1$.

# %%
ends = {gamma: np.hypot(*dynamics.trajectory(dynamics.dirac_r1(gamma), rate=0.2, steps=500)[-1])
        for gamma in (0.0, 0.3, 1.0)}
print({gamma: f"{end:.0e}" for gamma, end in ends.items()}, "from", round(np.sqrt(2), 3))

# %%
# NBVAL_CHECK_OUTPUT
print("without R1 the orbit ends further out than it began:", ends[0.0] > np.sqrt(2))
print("with gamma 0.3 it ends below 0.0001, with gamma 1 below 1e-15:", ends[0.3] < 1e-4 and ends[1.0] < 1e-15)

# %% [markdown]
# A proof near the solution is not a promise far from it. The grid decides:

# %%
before_and_after("R1")
before_and_after("R1 + R2")
