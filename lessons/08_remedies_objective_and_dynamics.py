# %% [markdown]
# # 08 · Remedies: the objective and the dynamics
#
# *By the end you have put a gradient penalty and relativistic pairs into a training
# step of your own, counted them against fair controls, and changed how players move.*
#
# Reading and doing: about 100 min, and 25 for the further sections ·
# [how long all cells run](RUN_TIMES.md)
#
# Before this: notebook 03 (games that circle), 04 (your `train_step`), 05 (counting
# modes), 07 (your `gain`).
#
# ## You will be able to
#
# 1. say what a Wasserstein critic measures, compute that distance on a line, and show
#    why clipping the critic's weights spoils it;
# 2. write a gradient penalty, put it into your own step of $D$, and find the fault in a
#    penalty that raises no error;
# 3. write the losses of relativistic pairing, and say what a generator that looks ahead
#    descends;
# 4. change how the players *move* and predict the effect on a small game;
# 5. hold each remedy against a control that differs in one thing, and report those that
#    did not help.
#
# ## Three questions from earlier lessons
#
# 1. Why does the Jensen–Shannon divergence of two blobs that do not overlap tell the
#    generator nothing?
#
# <details><summary>Answer (notebook 02)</summary>
# It is log 2 at every distance, so its slope is 0.
# </details>
#
# 2. In the bilinear game with alternating steps, where do the two players end up?
#
# <details><summary>Answer (notebook 03)</summary>
# On an orbit around the solution, for ever: each pulls the other away as much as home.
# </details>
#
# 3. How sure is a mean of five seeds?
#
# <details><summary>Answer (notebook 07)</summary>
# Its standard error is the standard deviation of the five, with n - 1, over √5; for the
# difference of two means the squares of both errors add.
# </details>

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

from gan_course import datasets, dynamics, objectives, own_step, plots, sweep
from gan_course.exercises import ex04, ex07, ex08, ex08_sick_penalties, predictions
from gan_course.optimizers import Adam
from gan_course.plots.remedy_map import remedy_map, remedy_map_text

tf.get_logger().setLevel("ERROR")    # else TensorFlow warns of the many small models
SEEDS = range(SEED + 1, SEED + 5)    # of your own GANs on this page

# %% [markdown]
# ## Predict first
#
# Replace each `...` by a guess before you read on. A number or a word is enough.

# %%
guesses = {
    # Modes of 8 on the ring, mean over four seeds; notebook 07 had about 6 of 8 for
    # the plain GAN. Now D moves five times for each step of G; all else is equal.
    "plain, 5 D-steps": ...,
    # ... and now with the Wasserstein loss and its gradient penalty as well
    "WGAN-GP": ...,
    # ... one step of D, and relativistic pairs
    "relativistic": ...,
    # ... pairs, and a price on D's slope at the real data
    "relativistic + R1": ...,
    # Two players circle around the solution. One gets a ten times larger learning
    # rate, the other a ten times smaller one. Do they now come home? (yes or no)
    "two rates bring them home": ...,
    # Of fourteen settings on the grid, how many have clearly more modes than plain?
    "settings of fourteen with more modes": ...,
}

# %% [markdown]
# ## 1 · Where a remedy acts
#
# This notebook treats the names in bold; *moved samples* are the adversarial examples
# of notebook 09.

# %%
plots.show(remedy_map("08"), alt=remedy_map_text("08"))

# %% [markdown]
# As in notebook 07, ideas are counted twice: live in **your own GAN** on the ring of
# eight blobs, and in the **stored table** on the grid of 25 blobs, five seeds, 5,000
# generator steps (command: `python3 course.py bench published_tables grid`). One thing
# must be said beside these equal 5,000 steps: **WGAN and WGAN-GP run with
# `n_critic=5`**, five steps of $D$ for each step of $G$, as their authors do. That is a
# second change besides the loss, and it costs three to four times the work. It needs a
# control of its own: plain with five steps of $D$. You will run it.

# %%
BENCHMARKS = Path(sweep.__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS / "published_tables"))     # where the table was made
import settings

stored = sweep.load(BENCHMARKS / "results" / "published_tables" / "grid.jsonl")
means = sweep.mean_and_error(stored, ["modes", "high_quality"]).set_index("setting")


def on_the_grid(*labels):
    """Print rows of the stored table: mean over the seeds ± standard error."""
    for label in ("plain", *labels):
        row, guess = means.loc[label], settings.ONE_BUDGET[label][1]
        print(f"{label:23s} modes {row.modes:4.1f} ± {row.modes_error:3.1f} of 25   "
              f"high quality {row.high_quality:4.0%} ± "
              f"{row.high_quality_error:3.0%}   guess: {guess}")


on_the_grid()

# %% [markdown]
# ## 2 · Wasserstein: another thing to measure
#
# The **Wasserstein distance** $W_1$ is how far mass must be carried on the cheapest way
# from one distribution to the other. A network can measure it (Arjovsky et al. 2017,
# eq. 2):
#
# $$W_1(p_r, p_g) = \sup_{C \text{ of slope} \,\le\, 1} \;
#   \mathbb{E}_{x} C(x) - \mathbb{E}_{z} C(G(z)).$$
#
# $C$ is called a **critic**: the logit of a discriminator, without a sigmoid. That no
# slope exceeds 1 is the **Lipschitz** condition of notebook 07. $W_1$ of two points is
# their distance, so it has a slope at every distance.
#
# ### Exercise 1 · the distance on a line
#
# `real` and `fake` are arrays (n,) of n numbers each, each number with the mass 1/n.
# Return their $W_1$, one number. On a line no critic is needed: which fake should each
# real number be carried to?

# %% tags=["exercise:wasserstein_on_a_line"]
def wasserstein_on_a_line(real, fake):
    return ...


# %%
ex08.wasserstein_on_a_line.check(wasserstein_on_a_line)

# %%
# ex08.wasserstein_on_a_line.hint(1)      # then 2 and 3
# ex08.wasserstein_on_a_line.solution()

# %% [markdown]
# ### Clipping
#
# How does one hold a network's slope down? The first proposal cuts every weight to
# $[-c, c]$ after each step. Its authors write: "Weight clipping is a clearly terrible
# way to enforce a Lipschitz constraint." To see why, let a critic train against fakes
# that stand still: real data at $-3$ and $3$, fakes at 0.

# %%
blobs, blob = datasets.mixture_1d([-3.0, 3.0], 0.3), datasets.mixture_1d([0.0], 0.3)
real = tf.constant(blobs.sample(500, seed=SEED))                          # (500, 1)
fake = tf.constant(blob.sample(500, seed=SEED + 1))
line = tf.constant(np.linspace(-5, 5, 401)[:, None], tf.float32)


def slopes_of(values):
    return np.diff(values) / np.diff(line[:, 0])


# %%
def trained_critic(clip=None, penalty=None, steps=500):
    """Its values along `line`, after training on `real` and `fake`."""
    hidden = [keras.layers.Dense(32, "relu") for _ in range(2)]
    critic = keras.Sequential([keras.Input((1,)), *hidden, keras.layers.Dense(1)])
    optimizer, weights = Adam(5e-3, beta_1=0.5), critic.trainable_variables
    optimizer.build(weights)

    @tf.function
    def train():
        for _ in tf.range(steps):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(critic(fake)) - tf.reduce_mean(critic(real))
                loss += 0.0 if penalty is None else penalty(critic, real, fake)
            optimizer.apply(tape.gradient(loss, weights), weights)
            for weight in weights if clip is not None else []:
                weight.assign(tf.clip_by_value(weight, -clip, clip))

    train()
    return critic(line).numpy()[:, 0]


# %%
wasserstein_on_a_line = ex08.wasserstein_on_a_line.yours()
exact = wasserstein_on_a_line(real[:, 0].numpy(), fake[:, 0].numpy())
print(f"W1 on the line: {exact:.3f}")
clipped = {clip: trained_critic(clip) for clip in (0.01, 0.1, 0.5)}
steepest = {clip: np.abs(slopes_of(values)).max() for clip, values in clipped.items()}
for clip, slope in steepest.items():
    print(f"clip {clip:4.2f}: steepest slope of the critic {slope:9.5f}")

# %%
# NBVAL_CHECK_OUTPUT
print("clip 0.01: no slope of the critic reaches 0.01:", steepest[0.01] < 0.01)
print("clip 0.5: somewhere the slope is above 5:", steepest[0.5] > 5)

# %% [markdown]
# *What to see:* a factor of 50 in $c$ changes the slope, and with it $G$'s gradient, by
# a factor of tens of thousands, because three layers multiply. None of the three has
# slope 1.
#
# ## 3 · A price on the slope
#
# Instead of a bound, a penalty: let $D$ pay for its slope. The slope at a point is the
# length of the gradient by the *point*, not by the weights:

# %%
def squared_slopes(critic, points):
    """‖∇C(x)‖² at each point: (batch, dim) -> (batch,)."""
    with tf.GradientTape() as tape:
        tape.watch(points)
        logits = critic(points)
    return tf.reduce_sum(tape.gradient(logits, points)**2, axis=1)


# %% [markdown]
# **WGAN-GP** (Gulrajani et al. 2017) asks for slope 1 *on the lines between* real and
# fake. **R1** (Mescheder et al. 2018) asks for slope 0 *at the real data*, and **R2**
# at the fakes: when the fakes have arrived, nothing should push them away again.
#
# $$\lambda\,\mathbb{E}\bigl(\lVert \nabla C(\hat x) \rVert - 1\bigr)^2,\quad
#   \hat x = x + u\,(G(z) - x) \qquad\text{and}\qquad
#   \frac{\gamma}{2}\,\mathbb{E}_x \lVert \nabla C(x) \rVert^2$$
#
# $u$ is uniform on $[0, 1]$ and drawn anew for each example. **DRAGAN** (Kodali et al.
# 2017) asks for slope 1 in a neighbourhood of the real data.
#
# ### Exercise 2 · the gradient penalty
#
# Return $\mathbb{E}(\lVert \nabla C(\hat x) \rVert - 1)^2$, without $\lambda$. `critic`
# takes (batch, dim) and returns (batch, 1); `real` and `fake` are (batch, dim), `u` is
# (batch, 1). Mind the root: what is the slope of $\sqrt{y}$ at $y = 0$?

# %% tags=["exercise:gradient_penalty"]
def gradient_penalty(critic, real, fake, u):
    return ...


# %%
ex08.gradient_penalty.check(gradient_penalty)

# %%
# ex08.gradient_penalty.hint(1)      # then 2 and 3
# ex08.gradient_penalty.solution()

# %% [markdown]
# Train the critic above with your penalty. If its slope between real data and fakes is
# $k$, it gains $k\,W_1$ and pays $\lambda(k - 1)^2$; the best is $k = 1 +
# W_1/(2\lambda)$.

# %%
gradient_penalty = ex08.gradient_penalty.yours()


def price(lambda_):
    """The penalty of WGAN-GP, a function of critic, real and fake."""
    def penalty(critic, real, fake):
        u = tf.random.uniform((len(real), 1))
        return lambda_ * gradient_penalty(critic, real, fake, u)
    return penalty


priced = {lambda_: trained_critic(penalty=price(lambda_)) for lambda_ in (0.5, 1.0)}
curves = {"clip 0.1": clipped[0.1], "clip 0.5": clipped[0.5],
          "penalty, λ = 1": priced[1.0]}
fig = plots.curves(line[:, 0], {name: values - values[200]
                                for name, values in curves.items()},
                   title="Critics of real data at ±3, fakes at 0", xlabel="x",
                   ylabel="C(x) - C(0)")
fig.axes[0].set_ylim(-6, 14)
plots.show(fig, alt="Three critics over x: two with clipped weights, one with a "
                    "penalty.")

# %%
# NBVAL_CHECK_OUTPUT
for lambda_, values in priced.items():
    signed = slopes_of(values)
    sides = np.array([np.median(signed[100:180]), np.median(signed[220:300])])
    print(f"lambda {lambda_:g}: both slopes are 1 + W1/(2 lambda) within 5 %:",
          np.allclose(sides, np.array([-1, 1]) * (1 + exact / 2 / lambda_), rtol=0.05))

# %% [markdown]
# *What to see:* the critic with a penalty is a V with its tip at the fakes. Its slope
# is what the formula predicts, **not 1**: a penalty is a price and no bound.
#
# ## 4 · Your own step of D, with a penalty
#
# ### Exercise 3 · a penalised step of D
#
# Move $D$ once, by `optimizer`, down `loss(real_logits, fake_logits) +
# penalty(discriminator, real, fake)`; call $D$ with `training=True` for the logits.
# `fake` was made outside and is a constant. Return that sum. The penalty opens a tape
# of its own inside yours: so the gradient of a gradient is taken.

# %% tags=["exercise:penalised_d_step"]
def penalised_d_step(discriminator, optimizer, real, fake, loss, penalty):
    return ...


# %%
ex08.penalised_d_step.check(penalised_d_step)

# %%
# ex08.penalised_d_step.hint(1)      # then 2 and 3
# ex08.penalised_d_step.solution()

# %% [markdown]
# Your step of $D$, `n_critic` times, and one ordinary step of $G$ make a training step
# for any objective and any penalty:

# %%
penalised_d_step = ex08.penalised_d_step.yours()


def step_of(d_loss, g_loss, penalty, n_critic=1):
    """n_critic steps of D, each on its own part of the batch, then one of G."""
    def step(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        parts = zip(tf.split(real, n_critic), tf.split(noise, n_critic), strict=True)
        for x, z in parts:
            fake = generator(z, training=True)
            penalised_d_step(discriminator, d_optimizer, x, fake, d_loss, penalty)
        with tf.GradientTape() as tape:
            fake = generator(z, training=True)
            loss = g_loss(discriminator(x), discriminator(fake))
        weights = generator.trainable_variables
        g_optimizer.apply(tape.gradient(loss, weights), weights)
    return step


# %%
def no_penalty(critic, real, fake):
    return 0.0


plain, wasserstein = objectives.NON_SATURATING, objectives.get("wasserstein")
five_steps = step_of(plain.discriminator_loss, plain.generator_loss, no_penalty, 5)
wgan_gp = step_of(wasserstein.discriminator_loss, wasserstein.generator_loss,
                  price(0.1), 5)

# %% [markdown]
# $\lambda = 0.1$ is what the authors of WGAN-GP take on toys like this one ($\lambda =
# 10$ on images). Now count, on the ring of notebook 07: 1,500 steps of $G$, four seeds.
# The plain row is trained by your `train_step` of notebook 04, as it was there.

# %%
STEPS, ring = 1500, datasets.ring(radius=2.0, std=0.02)
train_step = ex04.train_step.yours()


def count(name, step, **options):
    """Train under each seed, keep the runs, print mean ± standard error."""
    runs[name] = own_step.counted(step, ring, SEEDS, steps=STEPS, **options)
    modes, quality = np.array([(run.modes, run.high_quality) for run in runs[name]]).T
    print(f"{name:18s} modes {modes.mean():.1f} ± {modes.std(ddof=1) / 4**0.5:.1f} of 8"
          f"   high quality {quality.mean():.0%}   each seed: {modes.astype(int)}")


runs = {}
count("plain", train_step)
count("plain, 5 D-steps", five_steps, n_critic=5)
count("WGAN-GP", wgan_gp, n_critic=5)

# %%
# NBVAL_CHECK_OUTPUT
mean_modes = {name: np.mean([run.modes for run in of]) for name, of in runs.items()}
print("WGAN-GP captured at least half a mode more than plain with as many steps:",
      mean_modes["WGAN-GP"] - mean_modes["plain, 5 D-steps"] >= 0.5)
print("five steps of D alone gained less than 2 modes over plain with one:",
      mean_modes["plain, 5 D-steps"] - mean_modes["plain"] < 2)

# %% [markdown]
# So on this ring the gain of WGAN-GP is *not* that of its five steps of $D$: those
# alone make the samples sharper and find no more modes. Without the control nobody
# could have said so.

# %%
on_the_grid("WGAN, clipping", "WGAN-GP", "DRAGAN", "R1", "R1 + R2")

# %% [markdown]
# ## 5 · Relativistic pairing
#
# The usual discriminator asks of each sample alone: real or fake? **Relativistic
# pairing** asks of a pair: which of these two is more real (Jolicoeur-Martineau 2018)?
# Both losses hold both logits:
#
# $$L_D = \mathbb{E}\,\mathrm{softplus}\bigl(C(G(z)) - C(x)\bigr), \qquad
#   L_G = \mathbb{E}\,\mathrm{softplus}\bigl(C(x) - C(G(z))\bigr)$$
#
# The argument of Huang et al. (2024, R3GAN): with the usual loss one boundary between
# *all* real data and *all* fakes can satisfy $D$. Here each fake is compared with a
# real example, so $D$ needs a boundary near every mode. They add R1 and R2, without
# which it does not converge.
#
# ### Exercise 4 · the two losses
#
# Return `d_loss, g_loss`, by TensorFlow's functions. Both arguments have shape
# (batch, 1); row $i$ of one is paired with row $i$ of the other.

# %% tags=["exercise:relativistic_losses"]
def relativistic_losses(real_logits, fake_logits):
    return ...


# %%
ex08.relativistic_losses.check(relativistic_losses)

# %%
# ex08.relativistic_losses.hint(1)      # then 2 and 3
# ex08.relativistic_losses.solution()

# %%
relativistic_losses = ex08.relativistic_losses.yours()


def pairs_d(real_logits, fake_logits):
    return relativistic_losses(real_logits, fake_logits)[0]


def pairs_g(real_logits, fake_logits):
    return relativistic_losses(real_logits, fake_logits)[1]


def r1(critic, real, fake, gamma=0.1):
    return gamma / 2 * tf.reduce_mean(squared_slopes(critic, real))


count("relativistic", step_of(pairs_d, pairs_g, no_penalty))
count("relativistic + R1", step_of(pairs_d, pairs_g, r1))
mean_modes |= {name: np.mean([run.modes for run in of]) for name, of in runs.items()}

# %%
fig, axes = plt.subplots(1, 5, figsize=(9.6, 2.5), sharey=True)
for ax, (name, of) in zip(axes, runs.items(), strict=True):
    plots.scatter_real_fake(None, of[0].samples[:600], limits=(-2.8, 2.8), ax=ax)
    ax.plot(*ring.means.T, "+", color=plots.REAL, markersize=7, markeredgewidth=1.4)
    ax.set_title(f"{name}: {of[0].modes}", fontsize=8.5)
    ax.get_legend().remove()
    ax.set_ylabel("")
plots.show(fig, alt="Five scatter plots of 600 samples of one run each, with a cross "
                    "at each of the eight means; the count of modes is in the title.")

# %% [markdown]
# Crosses are the means, orange the samples of the first seed. Write down what you see:
# in which of these five pictures do the most samples lie off the crosses? (The mean of
# all seeds may say otherwise.)

# %%
saw = {"most samples off the modes": ...}

# %%
# NBVAL_CHECK_OUTPUT
print("pairs with R1 captured at least 6 of 8 modes on the mean:",
      mean_modes["relativistic + R1"] >= 6)
print("and at least as many as pairs alone:",
      mean_modes["relativistic + R1"] >= mean_modes["relativistic"])

# %%
on_the_grid("relativistic", "relativistic + R1 + R2")

# %% [markdown]
# ## 6 · The same losses, other moves
#
# The last station but one is the update. **Two time scales** (TTUR, Heusel et al. 2017)
# give the players different rates, so that $D$ stays near its best answer. In the
# Dirac-GAN of notebook 03, with $\theta$ for $G$ and $\psi$ for $D$, each player's part
# of the field is multiplied by its rate:

# %%
def with_rates(game, *rates):
    return dynamics.PlanarGame("two rates", lambda w: game.field(w) * np.array(rates))


moduli = {}
for rates in ((0.2, 0.2), (0.02, 2.0), (2.0, 0.02)):
    game = with_rates(dynamics.dirac_minimax(), *rates)
    moduli[rates] = [abs(dynamics.step_eigenvalues(game, rule, rate=1.0)[0])
                     for rule in (dynamics.simultaneous, dynamics.alternating)]
    print("rates {} and {}: a step multiplies the distance by".format(*rates),
          "{:.4f} (simultaneous), {:.4f} (alternating)".format(*moduli[rates]))

# %%
# NBVAL_CHECK_OUTPUT
print("only the product of the rates counts, all three pairs give sqrt(1.01) and 1:",
      np.allclose(list(moduli.values()), [np.sqrt(1.01), 1.0], atol=1e-6))

# %% [markdown]
# So in a game that only turns, two time scales do nothing. Whatever they do for a
# network is done by something that this game lacks: a $D$ that needs time to learn.
#
# **Optimistic updates** (Daskalakis et al. 2018) step along the field that is *expected
# next*, supposing that the latest change goes on. With the players' place $w = (\theta,
# \psi)$, the field $v$ and the rate $\eta$:
#
# $$w_{t+1} = w_t + 2\eta\, v_t - \eta\, v_{t-1}$$
#
# ### Exercise 5 · one optimistic step
#
# `w`, `field_now` and `field_before` are arrays of one shape. Return the new place.

# %% tags=["exercise:optimistic_step"]
def optimistic_step(w, field_now, field_before, rate):
    return ...


# %%
ex08.optimistic_step.check(optimistic_step)

# %%
# ex08.optimistic_step.hint(1)      # then 2 and 3
# ex08.optimistic_step.solution()

# %% [markdown]
# Let it play the bilinear game, beside ordinary steps. **Weight averaging** (EMA, an
# exponential moving average; Yazıcı et al. 2019) changes no move at all: it samples
# from $\bar w \leftarrow \beta \bar w + (1 - \beta)\,w$. (It is no *weight decay*,
# which pulls weights towards 0.)

# %%
optimistic_step = ex08.optimistic_step.yours()
field = dynamics.bilinear().field
w, before = np.array([1.0, 1.0]), field(np.array([1.0, 1.0]))
orbit = [w]
for _ in range(1000):
    now = field(w)
    w, before = np.array(optimistic_step(w.copy(), now, before, 0.1)), now
    orbit.append(w)
orbits = {"optimistic": np.array(orbit)}
for rule in (dynamics.alternating, dynamics.simultaneous):
    orbits[rule.__name__] = dynamics.trajectory(dynamics.bilinear(), rule, (1.0, 1.0),
                                                0.1, 1000)


def averaged(orbit, beta=0.99):
    mean = orbit[0]
    for w in orbit[1:]:
        mean = beta * mean + (1 - beta) * w
    return mean


# %%
ends = {name: (np.hypot(*orbit[-1]), np.hypot(*averaged(orbit)))
        for name, orbit in orbits.items()}
for name, (end, mean) in ends.items():
    print(f"{name:13s} after 1,000 steps from 1.41: the orbit {end:9.4f}, "
          f"its average {mean:8.4f}")
fig = plots.phase_portrait(field, {name: orbits[name][:300] for name in
                                   ("alternating", "optimistic")}, limit=1.8)
plots.show(fig, alt="Orbits of alternating and of optimistic steps, bilinear game.")

# %%
# NBVAL_CHECK_OUTPUT
print("your optimistic steps end below 0.01:", ends["optimistic"][0] < 0.01)
print("the average of a closed orbit is more than five times nearer than the orbit:",
      ends["alternating"][1] < ends["alternating"][0] / 5)
print("no average rescues an orbit that flies off, it ends above 10:",
      ends["simultaneous"][1] > 10)

# %%
on_the_grid("two time scales", "optimistic", "consensus", "weight averaging")

# %% [markdown]
# What brings two numbers home does little for two networks, except consensus (see the
# end of the page). A proof near the solution of a small game is no promise for a
# network far from it.
#
# ## 7 · All guesses beside all counts, and their controls
#
# A remedy's row often differs from "plain" in more than one thing. To give a difference
# a cause, compare with a **control**: the row that has everything but the one thing in
# question.
#
# ### Exercise 6 · which control?
#
# For each question name the row to compare with, one of `"plain"`, `"plain, 5
# D-steps"`, `"WGAN, clipping"`, `"R1"`, `"R1 + R2"`. The remedies' rows are WGAN-GP for
# the first two questions (its loss and its penalty together; its penalty alone), R1 +
# R2, and relativistic + R1 + R2.

# %% tags=["exercise:controls"]
controls = {"Wasserstein loss with its penalty": ...,
            "the penalty instead of clipping": ...,
            "R2 in addition to R1": ...,
            "relativistic pairs": ...}

# %%
ex08.controls.check(controls)

# %%
# ex08.controls.hint(1)      # then 2 and 3
# ex08.controls.solution()

# %% [markdown]
# Here are the four gains against your controls, by your `gain` of notebook 07: the
# first in your own GANs on the ring, the others in the stored table. A gain is called
# clear when it exceeds two of its standard errors.

# %%
gain = ex07.gain.yours()
controls = ex08.controls.yours()
ends_of = stored[stored["step"] == stored["step"].max()]


def seeds_of(label, column="modes"):
    return ends_of[ends_of["setting"] == label][column].to_numpy()


def on_the_ring(label):
    return [run.modes for run in runs[label]]


rows = {"Wasserstein loss with its penalty": ("WGAN-GP", on_the_ring),
        "the penalty instead of clipping": ("WGAN-GP", seeds_of),
        "R2 in addition to R1": ("R1 + R2", seeds_of),
        "relativistic pairs": ("relativistic + R1 + R2", seeds_of)}
gains = {}
for question, (label, counts) in rows.items():
    gains[question] = gain(counts(label), counts(controls[question]))
    print(f"{question:34s} {label} less {controls[question]}: modes "
          f"{gains[question][0]:+.1f} ± {gains[question][1]:.1f}")

# %%
# NBVAL_CHECK_OUTPUT
clear = {question: bool(found > 2 * error)
         for question, (found, error) in gains.items()}
print("clear: the penalty instead of clipping:",
      clear["the penalty instead of clipping"])
print("not clear, in modes: R2 beside R1, pairs beside R1 + R2:",
      not clear["R2 in addition to R1"] and not clear["relativistic pairs"])

# %% [markdown]
# R1 alone has nearly all 25 modes, so nothing in addition *can* gain modes on this
# grid. Now all fourteen settings beside plain. With fourteen comparisons one may pass
# two standard errors by luck; notebook 09 corrects for it.

# %%
ward = ["WGAN, clipping", "WGAN-GP", "DRAGAN", "R1", "R1 + R2", "relativistic",
        "relativistic + R1 + R2", "unrolled 5", "VEEGAN", "two time scales",
        "plain, rates 1e-3", "optimistic", "consensus", "weight averaging"]
control = [label for label in ["plain, 5 D-steps"] if label in means.index]


def verdict(label, column):
    found, error = gain(seeds_of(label, column), seeds_of("plain", column))
    return {1: "more", 0: "no clear difference", -1: "fewer"}[
        int(np.sign(found) * (abs(found) > 2 * error))]


table = pd.DataFrame([{
    "setting": label, "D-steps": settings.ONE_BUDGET[label][0].get("n_critic", 1),
    "guess": settings.ONE_BUDGET[label][1],
    "modes of 25": f"{means.modes[label]:.1f} ± {means.modes_error[label]:.1f}",
    "high quality": f"{means.high_quality[label]:.0%}",
    "modes, beside plain": verdict(label, "modes")} for label in control + ward])
table.set_index("setting")

# %%
fig, axes = plt.subplots(1, 2, figsize=(9.4, 5.2), sharey=True)
panels = zip(axes, ("modes", "high_quality"), (25, 0.9889), strict=True)
for ax, column, target in panels:
    plots.seed_dots({label: seeds_of(label, column)
                     for label in ["plain", *control, *ward]},
                    target=target, xlabel=column.replace("_", " "), ax=ax,
                    legend=column == "modes")
    ax.axvline(means.loc["plain", column], color=plots.REAL, linewidth=1)
plots.show(fig, alt="For the plain GAN and each setting a row with a dot a seed, "
                    "modes on the left and high-quality share on the right.")

# %%
# NBVAL_CHECK_OUTPUT
helped = [label for label in ward if verdict(label, "modes") == "more"]
print("clearly more modes than plain:", ", ".join(helped))
sharp = [label for label in helped if means.high_quality[label] >= 0.6]
print("of these with at least 60 % of high quality:", ", ".join(sharp))
print("all of the sharp ones have a penalty on the slope:",
      all("R1" in label or "GP" in label or label == "DRAGAN" for label in sharp))

# %% [markdown]
# In the picture the blue line is plain's mean, the dashed one a perfect sampler.
#
# Penalties on the slope are what helped most, with and without pairs. Consensus gained
# modes too; smaller rates gained two, at half the quality. Clipping, pairs alone,
# VEEGAN, two time scales, optimism, averaging and unrolling did not bring clearly more
# modes here. And the best has 74 % of high quality, where a perfect sampler has
# 98.89 %.

# %% [markdown]
# ## Quiz
#
# 1. Where does $D$ pay for its slope: WGAN-GP, DRAGAN, R1, R2?
#
# <details><summary>Answer</summary>
# On lines from real to fake; in a neighbourhood of the real data; at the real data; at
# the fakes. The first two ask for slope 1, the last two for slope 0.
# </details>
#
# 2. A colleague adds R1 to the *generator's* loss as well, "to be safe". What does it
#    do?
#
# <details><summary>Answer</summary>
# Nothing: R1 holds real data and D only, so its gradient by G's weights is zero.
# </details>
#
# 3. With λ = 0.1 and W₁ = 2, what slope does a trained WGAN-GP critic have?
#
# <details><summary>Answer</summary>
# 1 + 2/0.2 = 11. Its difference of means is then 11 times W₁: it no longer measures a
# distance, though its direction may still be of use to G.
# </details>
#
# 4. A paper's remedy runs with five steps of D and beats plain with one. What do you
#    ask for?
#
# <details><summary>Answer</summary>
# Plain with five steps of D; then the high-quality share beside the modes, the seeds
# and their spread.
# </details>

# %% [markdown]
# ## Your guesses beside what happened

# %%
predictions.beside(guesses, {
    "plain, 5 D-steps": mean_modes["plain, 5 D-steps"],
    "WGAN-GP": mean_modes["WGAN-GP"],
    "relativistic": mean_modes["relativistic"],
    "relativistic + R1": mean_modes["relativistic + R1"],
    "two rates bring them home": "yes" if moduli[2.0, 0.02][1] < 0.999 else "no",
    "settings of fourteen with more modes": len(helped),
    "most samples off the modes": min(runs, key=lambda name: runs[name][0].high_quality)
}, saw)

# %% [markdown]
# Write in a sentence what surprised you:

# %%
saw["surprise"] = ...

# %% [markdown]
# ## You have seen
#
# 1. $W_1$ on a line by sorting, and clipped critics whose slopes are thousands of times
#    too small or tens of times too large.
# 2. Your own gradient penalty in your own step of $D$, counted beside plain with as
#    many steps; (further below) four sick penalties told apart by four numbers.
# 3. Relativistic pairs, in which only differences count, and (further below) a
#    generator that looks ahead.
# 4. Two time scales that change nothing in a turning game, your optimistic steps that
#    bring it home, an average that rescues a closed orbit and not a spiral.
# 5. Controls that differ in one thing, and the remedies that did not help.
#
# ## Common mistakes
#
# | mistake | sign of it | cure |
# |---|---|---|
# | $u$ drawn normal | D is charged where nothing lies | `tf.random.uniform` |
# | no guard at the root | all weights NaN | `tf.maximum(…, 1e-12)` |
# | one norm of the whole batch | the penalty grows with the batch | sum over axis 1 |
# | the penalty outside the tape | D moves as if there were none | inside the tape |
# | batch normalisation in D | the penalty means nothing | none, or layer norm |
# | $\lambda = 10$ copied to a toy | a flat critic | the authors' 0.1 for toys |
# | five D-steps against one | the steps' effect is called the loss's | a control |
#
# ## Papers
#
# - Arjovsky, Chintala & Bottou 2017, *Wasserstein GAN*; Gulrajani et al. 2017,
#   *Improved training of Wasserstein GANs*.
# - Kodali et al. 2017, *On convergence and stability of GANs*: DRAGAN.
# - Mescheder, Geiger & Nowozin 2018, *Which training methods for GANs do actually
#   converge?*: R1, R2. Mescheder, Nowozin & Geiger 2017, *The numerics of GANs*:
#   consensus.
# - Jolicoeur-Martineau 2018, *The relativistic discriminator*; Huang et al. 2024, *The
#   GAN is dead; long live the GAN! A modern GAN baseline*: R3GAN.
# - Metz et al. 2017, *Unrolled generative adversarial networks*; Srivastava et al.
#   2017, *VEEGAN: reducing mode collapse in GANs using implicit variational learning*.
# - Heusel et al. 2017, *GANs trained by a two time-scale update rule converge to a
#   local Nash equilibrium*; Daskalakis et al. 2018, *Training GANs with optimism*;
#   Yazıcı et al. 2019, *The unusual effectiveness of averaging in GAN training*.
#
# ## Next
#
# Notebook 09 puts all remedies of 07 and 08 side by side, on ring, grid and stacked
# digits, beside what the papers published, at equal steps and at equal seconds.

# %% [markdown]
# ## Further: four sick penalties
#
# Public code for this penalty is often wrong, and it trains, for a while. Below are the
# healthy penalty and four patients, A to D. Each has one fault:
#
# - `"normal_mixing"`: $u$ is drawn normal, not uniform;
# - `"unguarded_root"`: the root has no guard at 0;
# - `"norm_of_the_batch"`: one norm of the whole batch's gradient;
# - `"squared_norm"`: $\lVert\nabla C\rVert^2$ is compared with 1.
#
# Real data at 0, fakes at 1, four probes: $C(x) = 2x$ with one example and with a
# hundred; a $C$ of slope 1 between 0 and 1 and of slope 5 *outside*, where no $\hat x$
# should lie; and the penalty's gradient where $C$ is flat.

# %%
def probe(penalty):
    zeros, ones = tf.zeros((100, 1)), tf.ones((100, 1))
    flat = tf.Variable(0.0)
    with tf.GradientTape() as tape:
        on_flat = penalty(lambda x: flat * x, zeros, ones)

    def outside(x):
        return x + 4 * (tf.nn.relu(x - 1) - tf.nn.relu(-x))

    return {"slope 2, 1 example": float(penalty(lambda x: 2 * x, zeros[:1], ones[:1])),
            "slope 2, 100 examples": float(penalty(lambda x: 2 * x, zeros, ones)),
            "steep outside": float(penalty(outside, zeros, ones)),
            "gradient where C is flat": float(tape.gradient(on_flat, flat))}


readings = pd.DataFrame({name: probe(penalty) for name, penalty
                         in ex08_sick_penalties.patients().items()}).T
readings.round(2)

# %% [markdown]
# ### Exercise 7 · the diagnosis
#
# Replace each `...` by the name of a fault.

# %% tags=["exercise:penalty_faults"]
penalty_faults = {"A": ..., "B": ..., "C": ..., "D": ...}

# %%
ex08.penalty_faults.check(penalty_faults)

# %%
# ex08.penalty_faults.hint(1)      # then 2 and 3
# ex08.penalty_faults.solution()

# %% [markdown]
# A fifth fault sits in the network. With **batch normalisation** in $D$ a logit depends
# on the whole batch, so "the gradient of this example" does not exist. The package
# refuses such a $D$.

# %% [markdown]
# ## Further: a generator that looks ahead
#
# A collapsed generator hops: $D$ learns that this mode is overfull, and $G$ moves to
# the next one. The **unrolled GAN** (Metz et al. 2017, eq. 4) lets $G$ descend its loss
# against the $D$ that *will be* after $K$ more updates of rate $\eta$, and
# differentiates **through** those updates:
#
# $$L_G(\theta) = L\bigl(\theta, \varphi_K(\theta)\bigr), \qquad
#   \varphi_{k+1} = \varphi_k - \eta\, \nabla_{\varphi} L_D(\theta, \varphi_k)$$
#
# First on two numbers, the bilinear game $\theta\psi$, in which $G$ descends, $D$
# climbs and ordinary alternating steps circle for ever.
#
# ### Exercise 8 · with pencil
#
# Return the derivative in $\theta$ of $\theta \cdot \psi_K(\theta)$, where $\psi_K$ is
# $D$'s number after `steps` climbing steps of `rate` on $\theta\psi$.

# %% tags=["exercise:unrolled_gradient"]
def unrolled_gradient(theta, psi, rate, steps):
    return ...


# %%
ex08.unrolled_gradient.check(unrolled_gradient)

# %%
# ex08.unrolled_gradient.hint(1)      # then 2 and 3
# ex08.unrolled_gradient.solution()

# %%
unrolled_gradient = ex08.unrolled_gradient.yours()
homes = {}
for steps in (0, 1, 5):
    theta, psi = 1.0, 1.0
    for _ in range(300):
        psi = psi + 0.1 * theta
        theta = theta - 0.1 * unrolled_gradient(theta, psi, 0.1, steps)
    homes[steps] = np.hypot(theta, psi)
    print(f"look ahead {steps}: distance after 300 steps {homes[steps]:.2g}, from 1.41")
on_the_grid("unrolled 5")

# %%
# NBVAL_CHECK_OUTPUT
print("without a look ahead the orbit stays between 1.3 and 1.5:", 1.3 < homes[0] < 1.5)
print("with one step it has come closer than 0.1, with five closer than 1e-6:",
      homes[1] < 0.1 and homes[5] < 1e-6)

# %% [markdown]
# In the table unrolling is far from the published help (23.6 of 25 modes): the worst of
# all. In the setting in which it was proposed, with a rate of 0.0001, notebook 09 finds
# a gain. Our guess, not tested: five steps of Adam at 0.003 lead to a $D$ that never
# comes to be, and $G$ flees from that one.

# %% [markdown]
# ## Further: VEEGAN asks for the noise back
#
# If $G$ sends many noises to the same point, nobody can say which noise made it.
# **VEEGAN** (Srivastava et al. 2017) trains a third network, the reconstructor $F$, to
# try: $G$ and $F$ descend $\mathbb{E}_z \lVert z - F(G(z)) \rVert^2$, and $D$ judges
# *pairs*, $(G(z), z)$ against $(x, F(x))$. Where $G$ leaves a mode out, $F$ was never
# trained, its noise is odd, and $D$ sees that. (In the package the adversarial part of
# $G$'s loss is that of the chosen objective; in the paper it is the mean logit. The row
# below is ours, not the paper's.)

# %%
on_the_grid("VEEGAN")

# %% [markdown]
# ## Further: consensus
#
# **Consensus** (Mescheder, Nowozin & Geiger 2017): both players also descend
# $\frac{\gamma}{2}\lVert v \rVert^2$, the squared length of all gradients together. In
# the Dirac-GAN it brings the players home near the solution; R1 does so too.

# %%
games = {"plain": dynamics.dirac_minimax(), "consensus": dynamics.dirac_consensus(1.0),
         "R1": dynamics.dirac_r1(1.0)}
final = {name: np.hypot(*dynamics.trajectory(game, rate=0.2, steps=500)[-1])
         for name, game in games.items()}
print({name: f"{distance:.0e}" for name, distance in final.items()}, "from 1.41")

# %%
# NBVAL_CHECK_OUTPUT
print("without it the orbit ends further out than it began:", final["plain"] > 1.415)
print("with consensus or R1 it ends below 1e-8:",
      max(final["consensus"], final["R1"]) < 1e-8)
