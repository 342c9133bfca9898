# %% [markdown]
# # 06 · Mode collapse
#
# *By the end you have watched a generator lose most of the data while its losses looked perfect, and
# put three explanations to experiments that could have refuted them.*
#
# Reading and doing: about 90 min · [how long all cells run](RUN_TIMES.md)
#
# Before this: notebook 03 (games that go in circles), 04 (reading losses), 05 (counting modes).
#
# ## You will be able to
#
# 1. count collapse over time on a ring, a grid and digits, and tell hopping, stuck, partial and diverged apart;
# 2. show that the losses of a collapsed run can be those of an equilibrium;
# 3. say why a generator's best answer to a fixed discriminator is a single point;
# 4. say what a discriminator of single samples cannot do, and what a pack of samples changes;
# 5. measure what a discriminator forgets, and judge an explanation by what would have refuted it.

# %%
from gan_course import seed_everything

seed_everything(0)

import itertools
import random

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from gan_course import digit_classifier, networks, plots, remedies, sweep
from gan_course.datasets import digits, grid, ring
from gan_course.exercises import ex06
from gan_course.gan import GAN
from gan_course.lab import Lab
from gan_course.metrics import high_quality_share
from gan_course.optimizers import Adam

tf.get_logger().setLevel("ERROR")             # else TensorFlow warns of the many small models
seeds = random.sample(range(10_000), 3)       # three runs of everything that is counted

# %% [markdown]
# ## Predict first
#
# Double-click this cell and write a guess after each question.
#
# 1. Data are eight blobs on a ring. A plain GAN, as published, trains for 2,500 steps. On how many blobs at a
#    time do its samples lie in the end? → **your guess:**
# 2. What does the discriminator's loss read in that run: far below 1.386, close to it, or far above? → **your
#    guess:**
# 3. You stop the discriminator and let the generator train on. What will 500 samples look like? → **your
#    guess:**
# 4. Which of these brings the modes back: a discriminator that learns ten times faster; one that judges four
#    samples at once; one that is shown old fakes again? (yes or no, three times) → **your guess:**

# %% [markdown]
# ## 1 · Watch it happen
#
# **Mode collapse**: the generator maps nearly all noise to a few kinds of sample and leaves the rest of the
# data out. To see it one needs data whose modes can be counted, and an honest GAN. Nothing is sabotaged here:
# this is the ring on which the authors of a remedy, unrolling, showed the disease (Metz et al. 2017, appendix
# A). Eight blobs, radius 2, $\sigma = 0.02$; noise of 256 numbers; two hidden layers for $G$, one for $D$;
# minimax losses; Adam at $10^{-4}$ for both. We cut their 25,000 steps of 512 samples to 2,500 of 128.

# %%
data = {"ring": ring(radius=2.0, std=0.02), "grid": grid()}
points = {name: mixture.sample(20_000, random.randrange(10_000)) for name, mixture in data.items()}


def build(name="ring", d_rate=1e-4, remedy=None, **config):
    """The published networks and rates; `d_rate` and `remedy` are for later sections."""
    def dense(units, activation=None):
        return keras.layers.Dense(units, activation, kernel_initializer=keras.initializers.Orthogonal(gain=0.8))

    generator = keras.Sequential([keras.Input((256,)), dense(128, "relu"), dense(128, "relu"), dense(2)])
    discriminator = keras.Sequential([keras.Input((2,)), keras.layers.Rescaling(1 / 4), dense(128, "relu"), dense(1)])
    gan = GAN(generator, discriminator)
    gan.compile("minimax", Adam(1e-4, beta_1=0.5), Adam(d_rate, beta_1=0.5),
                remedies=[remedies.get({"name": remedy, "config": config})] if remedy else [])
    return sweep.Trial(gan, points[name], batch_size=128)


# %% [markdown]
# Every 50 steps we take a picture: 500 samples from the same noise, and the weights of $D$. Three numbers go
# into the log. **Reached**: how many modes are the nearest one for at least 2 % of the samples (an even share
# would be 12.5 %). **Home**: the mode with the most samples. **Quality**: the share within 3 standard
# deviations of a mode, as in notebook 05.

# %%
film, ticket = {}, itertools.count()          # picture number -> samples and D's weights


def shares_of(samples, means):
    nearest = ((samples[:, None, :] - means)**2).sum(-1).argmin(1)
    return np.bincount(nearest, minlength=len(means)) / len(samples)


def watch(mixture):
    def look(gan):
        samples, picture = gan.generate(500, seed=1), next(ticket)
        film[picture] = samples, [weight.numpy() for weight in gan.discriminator.weights]
        shares = shares_of(samples, mixture.means)
        losses = {name: values[-50:].mean() for name, values in gan.step_history.items()}
        return {"picture": picture, "reached": np.sum(shares >= 0.02), "home": shares.argmax(),
                "quality": high_quality_share(samples, mixture), **losses}

    return look


on_ring = sweep.run(build, {"as published": {}}, seeds, steps=2500, every=50, measure=watch(data["ring"]))

# %%
def pictures(table, seed):
    """The rows of one member, and its samples (pictures, 500, 2)."""
    rows = table[table["seed"] == seed]
    return rows, np.stack([film[int(picture)][0] for picture in rows["picture"]])


rows, samples = pictures(on_ring, seeds[0])
moments = [3, 9, 15, 21, 27, 33, 39, 41, 43, 45, 47, 49]
titles = [f"step {rows['step'].iloc[i]}\nhome {rows['home'].iloc[i]:.0f}" for i in moments]
plots.show(plots.film_strip(samples[moments], titles, points["ring"][:400], limits=(-2.9, 2.9),
                            title="The ring, one run"),
           alt="Twelve pictures of one run. The generated points start in a cloud, shrink to a small clump on or near "
               "the ring, and the clump is at another place in each picture.")

# %%
fig, axes = plt.subplots(len(seeds), 1, figsize=(7, 5.2), sharex=True)
for ax, seed in zip(axes, seeds, strict=True):
    rows, samples = pictures(on_ring, seed)
    plots.mode_raster(rows["step"], [shares_of(picture, data["ring"].means) for picture in samples], ax=ax,
                      title=f"Where the samples are, seed {seed}", xlabel="step" if ax is axes[-1] else "")
plots.show(fig, alt="For three seeds, the shares of the eight modes over 2,500 steps. From about step 1,500 on nearly "
                    "all samples are on one or two modes at a time, and these move on in regular stripes.")

# %% [markdown]
# *What to see: one dark square in a column is a generator with one home. The stripes are the home moving on.*
# This is **mode hopping**: not eight modes, not one, but one after the other.
#
# A picture in motion says it better. Press *Play* and wait a minute: this is the setting of the unrolled GAN, live.
# Then go on; it stops when you pause it.

# %%
Lab("hopping", compact=True)

# %% [markdown]
# *What to see: in a stored page, a still picture. With a kernel, the cloud of orange points forms, sits on one blob,
# and leaves for the next, while both losses look calm.*

# %%
def late(table, column, after=1500):
    """One row of late values for each seed."""
    return [group.loc[group["step"] > after, column].to_numpy() for _, group in table.groupby("seed", sort=False)]


def typical(table, after=1500):
    return [float(np.median(reached)) for reached in late(table, "reached", after)]


moves = [int(np.sum(np.diff(home) != 0)) for home in late(on_ring, "home", 1000)]
print("seeds:", seeds)
print("modes reached, median of the last 1,000 steps, for each seed:", typical(on_ring))
print("changes of home in the last 1,500 steps (30 pictures):", moves)
print("quality, mean:", [f"{quality.mean():.1%}" for quality in late(on_ring, "quality")])

# %% [markdown]
# Now the grid of 25 blobs, with the same networks and rates.

# %%
on_grid = sweep.run(build, {"as published, grid": {"name": "grid"}}, seeds[:2], steps=2500, every=250,
                    measure=watch(data["grid"]))
rows, samples = pictures(on_grid, seeds[0])
plots.show(plots.film_strip(samples[4:], [f"step {step}" for step in rows["step"][4:]], points["grid"][:1500],
                            limits=(-5.5, 5.5), title="The grid, one run"),
           alt="Six pictures of a run on the grid of 25 blobs: the generated points cover a short stroke across a few "
               "blobs, at another place in each picture.")
print("modes reached, of 25:", typical(on_grid, after=1000))

# %%
# NBVAL_CHECK_OUTPUT
print("ring: at most 3 of 8 modes at a time, with each of three seeds:", max(typical(on_ring)) <= 3)
print("ring: in 30 pictures the home changes at least 8 times, with each seed:", min(moves) >= 8)
print("grid: at most 8 of 25 modes at a time, with both seeds:", max(typical(on_grid, after=1000)) <= 8)

# %% [markdown]
# Does every GAN do this? No. The balanced game of notebook 04 held all eight. Another published demo (*two*
# hidden layers for $D$, tanh, rates $10^{-4}$ and $10^{-3}$) smears instead: over its full 25,000 steps and five seeds
# it captured 7.6 of 8 and 12.0 of 25 modes on the mean, with fewer than 5 % of the samples on them (`python3 course.py
# bench published_tables ring_demo grid_demo`). Papers that report "GAN: 1 of 8" and "GAN: 6.3 of 8" can both be
# right; notebook 09 puts their settings side by side.
#
# ### Exercise 1 · the shares
#
# Write the function that the log lives on: for each mode, the share of the samples that lie nearest to it.
# `samples`: (n, 2); `means`: (n_modes, 2); result: (n_modes,).

# %% tags=["exercise:nearest_shares"]
def nearest_shares(samples, means):
    return ...


# %%
ex06.nearest_shares.check(nearest_shares)

# %%
# ex06.nearest_shares.hint(1)      # then 2 and 3
# ex06.nearest_shares.solution()

# %% [markdown]
# ## 2 · The losses do not show it
#
# A coin for a discriminator reads $2 \log 2 = 1.386$; $G$'s minimax loss is then $-\log 2 = -0.693$. Here are
# the losses of the run above.

# %%
rows, _ = pictures(on_ring, seeds[0])
fig, axes = plt.subplots(2, 1, figsize=(6.4, 4.4), sharex=True)
plots.curves(rows["step"], {"discriminator": (rows["d_loss"], {"color": plots.DISCRIMINATOR}),
                            "generator": (rows["g_loss"], {"color": plots.GENERATOR})},
             title="Losses, mean of 50 steps", ylabel="loss", ax=axes[0])
for level in (2 * np.log(2), -np.log(2)):
    axes[0].axhline(level, color=plots.THEORY, linestyle="--", linewidth=1)
plots.curves(rows["step"], {"modes reached": (rows["reached"], {"color": plots.FAKE})}, title="What it makes",
             xlabel="step", ylabel="of 8 modes", ax=axes[1])
axes[1].set(ylim=(0, 8.4))
plots.show(fig, alt="Above, both losses lie on their equilibrium values from early on. Below, the number of modes "
                    "reached in the same run stays near one or two of eight.")

# %%
off = [float(np.abs(loss.mean() - 2 * np.log(2))) for loss in late(on_ring, "d_loss")]
print("distance of D's late loss from 2 log 2:", np.round(off, 3))

# %% [markdown]
# *What to see: by its losses this run is perfect.* $D$ cannot tell real from fake, because wherever it
# learns to say "fake", the generator has just left.
#
# ### Something breaks: a colleague counts eight
#
# A colleague trains the same GAN and reports "all modes captured". The code pools the samples of the last
# twenty checkpoints, "for better statistics", and then counts. Here is that number beside the count at each
# checkpoint.

# %%
pooled_counts = []
for seed, honest in zip(seeds, typical(on_ring), strict=True):
    _, samples = pictures(on_ring, seed)
    pooled = shares_of(samples[-20:].reshape(-1, 2), data["ring"].means)
    pooled_counts.append(int(np.sum(pooled >= 0.02)))
    print(f"seed {seed}: pooled {pooled_counts[-1]} of 8; one checkpoint at a time, median {honest:.0f}")

# %%
# NBVAL_CHECK_OUTPUT
print("D's late loss is within 0.1 of the equilibrium's, with each seed:", max(off) < 0.1)
print("pooled over checkpoints, at least 6 of 8 modes are 'reached', with each seed:", min(pooled_counts) >= 6)
print("and yet at most 3 at any one time:", max(typical(on_ring)) <= 3)

# %% [markdown]
# No generator ever made those eight modes. **Count one generator at a time.** (Pooling is legitimate only if
# you also keep all twenty generators and draw from them in turn.)
#
# ## 3 · Explanation A: the order of the moves
#
# The game asks for $\min_G \max_D V$: $G$ moves knowing that $D$ will answer with its best. Training
# alternates small steps, and nothing in it says who answers whom. If $G$ runs ahead, it solves the other
# problem, $\max_D \min_G V$: the best $G$ against the $D$ of this moment (Goodfellow 2016, section 5.1.1).
# What is that?
#
# $$\min_G \; \mathbb{E}_z \, \ell\bigl(a(G(z))\bigr) = \min_x \ell\bigl(a(x)\bigr)$$
#
# $a$ is $D$'s logit and $\ell$ the price of a fake, falling in $a$. A mean of prices is lowest when all of it
# is at the lowest price.
#
# ### Exercise 2 · the best response
#
# $D$ is fixed. There are n places where $G$ may put its samples; `logits` (n,) are $D$'s logits there. Return
# the distribution over the places, (n,), that earns the highest mean logit.

# %% tags=["exercise:best_response"]
def best_response(logits):
    return ...


# %%
ex06.best_response.check(best_response)

# %%
# ex06.best_response.hint(1)      # then 2 and 3
# ex06.best_response.solution()

# %% [markdown]
# So on paper. A real generator is a smooth network that follows gradients: it might settle on the eight
# nearest peaks and keep its variety. **Refuted if**: starting from a generator that covers the ring, $D$
# stops and $G$ keeps its modes.
#
# To have such a start, let $D$ learn ten times faster (why that helps is the second experiment). Then set
# $D$'s rate to 0 for 1,500 steps of $G$, and at last let $D$ learn again.

# %%
seed_everything(seeds[0])
trial = build(d_rate=1e-3)
gan, stages = trial.gan, {}


def stage(name, steps, d_rate):
    gan.discriminator_optimizer.learning_rate = d_rate
    gan.fit(trial.x, batch_size=128, steps_per_epoch=steps, verbose=0)
    samples = gan.generate(500, seed=1)
    shares = shares_of(samples, data["ring"].means)
    stages[name] = samples, int(np.sum(shares >= 0.02)), shares.max()


stage("both learn", 1000, 1e-3)
for done in (500, 1000, 1500):
    stage(f"D stopped, +{done}", 500, 0.0)
judge = [weight.numpy() for weight in gan.discriminator.weights]
stage("D learns again", 1000, 1e-3)

# %%
titles = [f"{name}\n{reached} of 8" for name, (_, reached, _) in stages.items()]
plots.show(plots.film_strip([samples for samples, _, _ in stages.values()], titles, points["ring"][:400],
                            limits=(-2.9, 2.9), columns=5, title="G against a D that does not answer"),
           alt="Five pictures: samples all along the ring; with D stopped they draw together, in the end to a clump "
               "on one mode or a few; when D learns again they spread around the ring once more.")

# %%
def logits_of(weights, x):
    """The published D in NumPy: rescale, one hidden layer of ReLUs, one number."""
    w1, b1, w2, b2 = weights
    return (np.maximum(x / 4 @ w1 + b1, 0) @ w2 + b2)[:, 0]


side = np.linspace(-2.5, 2.5, 101)
highest = logits_of(judge, np.stack(np.meshgrid(side, side), -1).reshape(-1, 2)).max()
start, end = stages["both learn"], stages["D stopped, +1500"]
fig = plots.surface_2d(lambda x: 1 / (1 + np.exp(-logits_of(judge, x))), limits=(-2.9, 2.9), real=points["ring"][:100],
                       fake=end[0][:100], title="The D that was stopped, and G's answer to it")
plots.show(fig, alt="The stopped discriminator's opinion of the square: faintly blue on the ring, orange inside. The "
                    "generated points sit together.")
print(f"mean logit of the fakes: before {logits_of(judge, start[0]).mean():.2f}, after "
      f"{logits_of(judge, end[0]).mean():.2f}; "
      f"the highest logit on the square: {highest:.2f}")

# %%
# NBVAL_CHECK_OUTPUT
print("while both learn, at least 6 of 8 modes:", start[1] >= 6)
print("D stopped for 1,500 steps: at most 4 of 8, one of them with 40 % of the samples:", end[1] <= 4, end[2] >= 0.4)

# %% [markdown]
# It was not refuted: $G$ went to $D$'s favourite place. (When $D$ learns again the modes come back in most runs, in
# some not within the 1,000 steps that we wait: that is no claim.) But that was a $D$ that stood still. In the
# published run both learn at one rate. **Refuted if**: from the first step on, a $D$ that answers faster changes
# nothing.

# %%
faster = sweep.run(build, {"D ten times faster": {"d_rate": 1e-3}}, seeds, steps=1500, every=50,
                   measure=watch(data["ring"]))
print("modes reached, late median, for each seed:", typical(faster, after=1000))
print("D's late loss:", [f"{loss.mean():.2f}" for loss in late(faster, "d_loss", 1000)])

# %%
# NBVAL_CHECK_OUTPUT
print("D ten times faster: at least 6 of 8 modes with each seed:", min(typical(faster, after=1000)) >= 6)
worse = min(abs(loss.mean() - 2 * np.log(2)) for loss in late(faster, "d_loss", 1000))
print("and its loss is farther from the equilibrium's than the collapsed run's:", bool(worse > max(off)))

# %% [markdown]
# One number changed, and all modes are back, with a loss that looks *worse*. (On the ring, not yet on its
# points: the quality is as low as before. Coverage and quality are two things.)
#
# ## 4 · Explanation B: one sample at a time
#
# $D$ judges each sample alone. So the direction in which $G$ moves a fake depends on where that fake is and
# on nothing else. When all fakes sit together, all are sent the same way: they move as a clump and cannot
# part (Salimans et al. 2016, section 3.2). A $D$ that sees a **pack** of $m$ samples at once, all real or all
# fake, can see that fakes are too much alike (PacGAN, Lin et al. 2018).
#
# Put a clump of fakes on one mode, train one $D$ of each kind on it, equal but for the first layer, and ask
# for the slope of the logit at each fake: $G$ climbs it. **Refuted if**: the single-sample $D$ spreads its
# arrows, or packs push members apart no more often than it does.

# %%
clump = (data["ring"].means[0] + keras.random.normal((20_000, 2), stddev=0.05)).numpy()    # 2.5 times as wide


def trained_judge(m):
    """A discriminator of packs of m, trained on real samples against the clump."""
    model = keras.Sequential([keras.Input((2 * m,)), keras.layers.Rescaling(1 / 4),
                              keras.layers.Dense(128, "relu"), keras.layers.Dense(1)])
    model.compile(Adam(1e-3), keras.losses.BinaryCrossentropy(from_logits=True), jit_compile=True)
    x = np.concatenate([points["ring"], clump]).reshape(-1, 2 * m)
    y = np.repeat([1.0, 0.0], len(x) // 2)
    model.fit(x, y, batch_size=250, epochs=6 * m, verbose=0)
    return model


def slopes(model, packs):
    """Gradient of the logit for each sample of each pack, (packs, m, 2)."""
    packs = tf.constant(packs)
    with tf.GradientTape() as tape:
        tape.watch(packs)
        logits = model(tf.reshape(packs, (len(packs), -1)))
    return tape.gradient(logits, packs).numpy()


alone, together = trained_judge(1), trained_judge(4)

# %%
fakes = clump[:400]
arrows = {"one at a time": slopes(alone, fakes.reshape(400, 1, 2)).reshape(-1, 2),
          "packs of four": slopes(together, fakes.reshape(100, 4, 2)).reshape(-1, 2)}
fig, axes = plt.subplots(1, 2, figsize=(7, 3.5), sharey=True)
for ax, (name, arrow) in zip(axes, arrows.items(), strict=True):
    unit = arrow / np.linalg.norm(arrow, axis=1, keepdims=True)
    ax.quiver(*fakes[:120].T, *unit[:120].T, color=plots.FAKE, width=0.005)
    ax.set(title=name, xlabel="$x_1$", ylabel="$x_2$" if ax is axes[0] else "", aspect="equal")
plots.show(fig, alt="The clump of fakes, each with an arrow for the direction in which G would move it. Left, one at a "
                    "time: all arrows are parallel. Right, packs of four: most still point that way, many do not.")

# %%
def parted(model, m):
    """Share of pairs whose slopes pull them apart: pairs of neighbours in a pack, or of any two fakes for m = 1."""
    slope = slopes(model, clump[:2000].reshape(-1, m, 2)).reshape(-1, 2, 2)
    pair = clump[:2000].reshape(-1, 2, 2)
    return float(np.mean(np.sum((slope[:, 0] - slope[:, 1]) * (pair[:, 0] - pair[:, 1]), -1) > 1e-6))


unit = arrows["one at a time"] / np.linalg.norm(arrows["one at a time"], axis=1, keepdims=True)
parallel = float(np.linalg.norm(unit.mean(0)))            # 1: all arrows the same; near 0: all directions
apart = {"one at a time": parted(alone, 1), "packs of four": parted(together, 4)}
other_company = np.concatenate([clump[:1], points["ring"][:3]])[None]
moved = np.linalg.norm(slopes(together, fakes[None, :4])[0, 0] - slopes(together, other_company)[0, 0])
print(f"mean of the unit arrows, one at a time: length {parallel:.3f}")
print("pairs that are pushed apart:", {name: f"{share:.0%}" for name, share in apart.items()})
print(f"packs: the same fake in other company: its arrow changes by {moved:.2f}")

# %%
# NBVAL_CHECK_OUTPUT
print("one at a time: the arrows are parallel (mean length above 0.9):", parallel > 0.9)
print("packs of four: at least 75 % of the members are pushed apart:", apart["packs of four"] >= 0.75)
print("packs push at least 10 points more apart than one at a time:",
      apart["packs of four"] - apart["one at a time"] >= 0.1)

# %% [markdown]
# *What to see: left, one wind for all; right, neighbours part.* So $D$ with packs does see what the other
# cannot. Does seeing help? **Refuted if**: in the published run packs change nothing.

# %%
packs = sweep.run(build, {"packs of four": {"remedy": "packing", "m": 4}}, seeds, steps=2000, every=100,
                  measure=watch(data["ring"]))
print("modes reached, late median, for each seed:", typical(packs))
print("quality, mean:", [f"{quality.mean():.1%}" for quality in late(packs, "quality")])
print("D's late loss:", [f"{loss.mean():.2f}" for loss in late(packs, "d_loss")])

# %%
# NBVAL_CHECK_OUTPUT
print("packs of four: at least 6 of 8 modes with each seed:", min(typical(packs)) >= 6)
print("with D's loss within 0.1 of 2 log 2, as in the collapsed run:",
      max(abs(loss.mean() - 2 * np.log(2)) for loss in late(packs, "d_loss")) < 0.1)

# %% [markdown]
# Two runs, one on two modes and one on eight, with the same losses. (Eight *reached*: a cloud over everything reaches
# eight as well, and with a quality this low these samples are not far from one. Packs end the hopping here; sharp they
# are not, and notebook 07 counts both.) There is a snag in the story, though. What
# would the *best possible* judge of packs say?
#
# ### Exercise 3 · the best judge of packs
#
# The samples of a pack are independent. Return the best logit for each pack, (packs,), from the log-densities
# of its members, (packs, m): `log_p_real` under the data, `log_p_fake` under the generator.

# %% tags=["exercise:packed_logit"]
def packed_logit(log_p_real, log_p_fake):
    return ...


# %%
ex06.packed_logit.check(packed_logit)

# %%
# ex06.packed_logit.hint(1)      # then 2 and 3
# ex06.packed_logit.solution()

# %% [markdown]
# If you solved it, you know: the best judge of packs gives each fake the *same* slope whoever stands beside
# it. The push apart is the work of a network on its way, not of the optimum that theory speaks about. The
# explanation holds for the discriminators we train; it would not hold for perfect ones. (What packs change
# even there is the price of missing a mode; Lin et al. 2018 prove how.)
#
# ## 5 · Explanation C: forgetting
#
# The hopping suggests another story. $D$ learns that mode 3 is full of fakes; $G$ leaves for mode 4; $D$
# learns about mode 4 and *forgets* mode 3; $G$ can return. We kept $D$'s weights, so we can ask the $D$ of
# step $t$ about the fakes of step $t - \tau$. Its score: the share of pairs (real, fake) in which it ranks
# the real one higher. 1: it recognises them all; ½: a coin; 0: it takes them for *more* real than real data.
# **Refuted if**: it goes on recognising what it once recognised.

# %%
def score(real_logits, fake_logits):
    return float(np.mean(real_logits[:, None] > fake_logits[None, :]))


def recognised(table, seed, lags, after=30):
    """Mean score of the D of each late picture for the fakes of `lag` pictures before."""
    shots = [film[int(picture)] for picture in table.loc[table["seed"] == seed, "picture"]]
    real, scores = points["ring"][:300], []
    for lag in lags:
        scores.append(np.mean([score(logits_of(shots[t][1], real), logits_of(shots[t][1], shots[t - lag][0][:300]))
                               for t in range(after, len(shots))]))
    return np.array(scores)


lags = np.arange(0, 25)
memory = np.array([recognised(on_ring, seed, lags) for seed in seeds])

# %%
lines = {f"seed {seed}": curve for seed, curve in zip(seeds, memory, strict=True)}
fig = plots.curves(50 * lags, lines, title="What D knows about old fakes", xlabel="age of the fakes, steps",
                   ylabel="recognised: share of pairs")
fig.axes[0].axhline(0.5, color=plots.THEORY, linestyle="--", linewidth=1)
fig.axes[0].set(ylim=(0, 1))
plots.show(fig, alt="For three seeds, how well the discriminator recognises fakes of a given age. It starts near one "
                    "half, rises to about 0.9 at 100 steps, falls below 0.3 at about 250, and goes on in waves.")

# %% [markdown]
# *What to see: a wave.* Fakes 100 steps old are recognised; those 250 steps old pass for better than real;
# and it goes on so, with the time that the clump needs for one turn around the ring. You know this from
# notebook 03: two players that chase each other in a circle. **$D$ does forget, within 250 steps.**
#
# So let it remember. *Experience replay* (Shrivastava et al. 2017): half of each batch of fakes comes from a
# store of old ones, with room for those of the last 1,000 steps, some three turns.
# **Refuted if**: $D$ is shown old fakes and $G$ collapses nevertheless.

# %%
replay = sweep.run(build, {"replay": {"remedy": "experience_replay", "capacity": 64_000, "share": 0.5}}, seeds,
                   steps=2500, every=50, measure=watch(data["ring"]))
print("modes reached, late median, for each seed:", typical(replay))
with_replay = np.array([recognised(replay, seed, lags) for seed in seeds])
for name, curves in {"as published": memory, "replay": with_replay}.items():
    print(f"{name:13s} best within 200 steps {curves[:, :5].max(1).round(2)}, "
          f"worst up to 400 {curves[:, :9].min(1).round(2)}")

# %%
# NBVAL_CHECK_OUTPUT
print("as published: recognised above 0.7 within 200 steps, with each seed:", bool(memory[:, :5].max(1).min() > 0.7))
print("   and below 0.5 within 400:", bool(memory[:, :9].min(1).max() < 0.5))
print("with replay: at most 4 of 8 modes, with each seed:", max(typical(replay)) <= 4)
print("   and old fakes are forgotten as before, below 0.5:", bool(with_replay[:, :9].min(1).max() < 0.5))

# %% [markdown]
# Replay did not help. Look closely at what that refutes. Not "forgetting matters": with half of its fakes old
# ones, *this $D$ still forgot*, because at its rate it cannot learn the whole past in the time the clump
# needs for a turn. Refuted is "showing old fakes is enough". The $D$ of section 3 got no old fakes and
# forgets nothing: ask it.

# %%
quick_memory = np.array([recognised(faster, seed, lags[:9], after=20) for seed in seeds])
print("D ten times faster, worst score for fakes up to 400 steps old:", quick_memory.min(1).round(2))

# %%
# NBVAL_CHECK_OUTPUT
print("D ten times faster: fakes of any age up to 400 steps are recognised above 0.6:", bool(quick_memory.min() > 0.6))

# %% [markdown]
# ## 6 · Three verdicts
#
# Each explanation had its chance to fail.

# %%
runs = {"as published": typical(on_ring), "A: D ten times faster": typical(faster, after=1000),
        "B: packs of four": typical(packs), "C: replay": typical(replay)}
plots.show(plots.seed_dots(runs, target=8, title="Modes reached, of 8", xlabel="median of the late pictures"),
           alt="Modes reached for each seed: as published and with replay one to two of eight; with a faster "
               "discriminator and with packs of four eight of eight.")

# %% [markdown]
# | explanation | seen at work? | does acting on it help here? |
# |---|---|---|
# | A · $G$ solves max-min | yes: $D$ stopped, a clump | yes: a faster $D$, all modes reached |
# | B · one sample at a time | yes: parallel arrows; packs part their members | yes: packs, all modes reached |
# | C · forgetting | yes: known at 100 steps, welcome at 250 | not by replay; a $D$ that keeps up does not forget |
#
# They are not rivals. A and C are one thing seen from two sides: a $D$ that lags behind $G$. B is another:
# what a $D$ can see at all. And one ring, one setting, three seeds: a law it is not. In particular a faster
# $D$ is no cure-all, as "D too fast" in notebook 04 showed. Which remedies hold on grids and images is the
# business of notebooks 07 to 09.

# %% [markdown]
# ## 7 · Digits
#
# Nobody knows the modes of images. For digits a frozen classifier stands in (notebook 04): it sorts 500
# samples into ten classes. Because it must always name a digit, even for a blot, a second number goes with
# it: **variety**, the median distance of two samples in the classifier's features, divided by that of real
# digits.

# %%
images = digits()
judge_of_digits = digit_classifier.load()


def typical_distance(pictures):
    features = judge_of_digits.features(pictures)
    half = len(features) // 2
    return float(np.median(np.linalg.norm(features[:half] - features[half:2 * half], axis=1)))


real_distance = typical_distance(images.x_test[:500])
album = {}


def judged(gan, label):
    fakes = gan.generate(500, seed=1)
    classes = np.bincount(judge_of_digits.predict(fakes), minlength=10)
    losses = [values[-30:].mean() for values in gan.step_history.values()]
    album[label] = fakes, classes, int(np.sum(classes >= 10)), typical_distance(fakes) / real_distance, *losses


# %% [markdown]
# A small DCGAN, 450 steps. Then somebody changes **one thing**; training goes on for 270 steps.

# %%
seed_everything(seeds[1])
dcgan = GAN(networks.dcgan_generator(32, (16, 8)), networks.dcgan_discriminator((8, 16)))
dcgan.compile("non_saturating", Adam(2e-3, beta_1=0.5), Adam(2e-3, beta_1=0.5), steps_per_execution=30)
dcgan.fit(images.x_train, batch_size=64, steps_per_epoch=450, verbose=0)
judged(dcgan, "step 450")
ex06.sabotage(dcgan)                          # sealed: do not look inside yet
for step in (540, 630, 720):
    dcgan.fit(images.x_train, batch_size=64, steps_per_epoch=90, verbose=0)
    judged(dcgan, f"step {step}")

# %%
for label, (_, classes, reached, variety, d_loss, g_loss) in album.items():
    print(f"{label}: classes reached {reached:2d} of 10, variety {variety:4.0%} of real, d_loss {d_loss:5.2f}, "
          f"g_loss {g_loss:5.2f}\n          counts", *classes)
shown = [fakes[:20] for fakes, *_ in (album["step 450"], album["step 540"], album["step 720"])]
plots.show(plots.image_grid(np.concatenate(shown), columns=20, title="Steps 450, 540 and 720"),
           alt="Three rows of twenty images. At step 450 varied strokes, some of them digits; at step 540 less varied; "
               "at step 720 twenty times nearly the same sign.")

# %%
fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.6), sharey=True)
panels = {"real digits": (np.bincount(images.y_test[:500], minlength=10), plots.REAL),
          "step 450": (album["step 450"][1], plots.FAKE), "step 720": (album["step 720"][1], plots.FAKE)}
for ax, (label, (classes, colour)) in zip(axes, panels.items(), strict=True):
    ax.bar(np.arange(10), classes, color=colour)
    ax.set(title=label, xlabel="digit", xticks=range(10), ylabel="of 500" if ax is axes[0] else "")
plots.show(fig, alt="Histograms of the ten digits. Real ones are even. At step 450 all or most are there, unevenly. "
                    "At step 720 one bar holds most of the samples.")

# %%
# NBVAL_CHECK_OUTPUT
before, after = album["step 450"], album["step 720"]
print("step 450: at least 6 of 10 classes:", before[2] >= 6)
print("step 450: variety above 20 % of that of real digits:", before[3] > 0.2)
print("step 720: less than two thirds of the variety of step 450:", after[3] < before[3] * 2 / 3)

# %% [markdown]
# Even before the change the histogram is uneven: a GAN that "makes all digits" can make some of them seldom,
# which is collapse in small. And its variety is far from that of real digits.
#
# ### Exercise 4 · what was changed at step 450?
#
# Read the four lines of the log. One of `"discriminator_frozen"`, `"generator_frozen"`, `"noise_constant"`
# (the same noise in each batch), `"data_constant"` (the same real batch), `"labels_flipped"`, `"nothing"`.

# %% tags=["exercise:culprit"]
culprit = ...

# %%
ex06.culprit.check(culprit)

# %%
# ex06.culprit.hint(1)      # then 2 and 3
# ex06.culprit.solution()

# %% [markdown]
# Ten classes are a coarse count. The benchmark in the papers stacks three digits as the colours of one image:
# 1,000 modes. In a setting with a small discriminator a DCGAN reaches 78.5 of them and packs of four reach
# 667 (PacGAN, Lin et al. 2018, table 3). Notebook 09 has our runs of it.
#
# ## 8 · Five logs
#
# ### Exercise 5 · diagnose
#
# Recorded on the ring of radius 2, every 500 steps (log E: every 250, and it began with eight modes).
# `distance`: mean distance of a sample from its nearest mode. Give each log one of `"healthy"`, `"hopping"`,
# `"partial"`, `"stuck"`, `"diverged"`.
#
# | log | reached | home | distance |
# |---|---|---|---|
# | A | 2 4 2 2 1 2 | 5 7 3 6 2 6 | 1.65 1.19 0.98 0.57 0.43 0.67 |
# | B | 8 8 8 8 8 8 | 4 1 5 0 6 7 | 0.28 0.12 0.12 0.10 0.09 0.10 |
# | C | 3 3 3 3 2 2 | 7 7 7 7 7 7 | 0.61 0.31 0.22 0.16 0.13 0.11 |
# | D | 1 1 1 1 1 1 | 1 1 4 1 2 1 | 306,000 17.7 24.8 36.5 8.7 21.9 |
# | E | 5 4 3 1 1 1 | 2 2 2 2 2 2 | 0.91 0.60 0.55 0.42 0.34 0.30 |

# %% tags=["exercise:diagnoses"]
diagnoses = {"A": ..., "B": ..., "C": ..., "D": ..., "E": ...}

# %%
ex06.diagnoses.check(diagnoses)

# %%
# ex06.diagnoses.hint(1)      # then 2 and 3
# ex06.diagnoses.solution()

# %% [markdown]
# ## Quiz
#
# 1. Both losses have been at $2 \log 2$ and $\log 2$ for an hour. What do you know about the samples?
#
# <details><summary>Answer</summary>
# Nothing yet. The run of section 1 has these losses with one or two modes of eight, the run with packs has them with
# eight. Count.
# </details>
#
# 2. "Train G to convergence before each update of D" sounds thorough. What comes out?
#
# <details><summary>Answer</summary>
# The best response to a fixed D: all samples at D's favourite place. Then D learns about that place, and all
# samples move to the next one.
# </details>
#
# 3. Why can two identical fakes not be parted by a discriminator that judges one sample at a time?
#
# <details><summary>Answer</summary>
# The slope at a fake is a function of its place. The same place gives the same slope, so both make the same
# move, for ever. Only different noise, through G's weights, could tell them apart.
# </details>
#
# 4. Replay did not help here. Does that show that forgetting plays no part in mode collapse?
#
# <details><summary>Answer</summary>
# No. The discriminator went on forgetting with replay, so the cause was never removed. An experiment that
# fails to change the cause says nothing about the effect. And it was one ring in one setting.
# </details>
#
# 5. Your metric pools ten checkpoints and reports 25 of 25 modes. What do you ask for?
#
# <details><summary>Answer</summary>
# The count of each checkpoint alone. A generator that hops visits all modes in turn without ever having more
# than a few.
# </details>

# %% [markdown]
# ## Back to your predictions

# %%
# NBVAL_CHECK_OUTPUT
print("1. at most 3 of 8 blobs at a time:", max(typical(on_ring)) <= 3)
print("2. D's loss is close to 1.386, within 0.1:", max(off) < 0.1)
print("3. drawn together, on at most 4 of 8 modes, 40 % on one of them:", end[1] <= 4, end[2] >= 0.4)
print("4. a faster D: yes; packs of four: yes; old fakes: no:",
      min(runs["A: D ten times faster"]) >= 6, min(runs["B: packs of four"]) >= 6, max(runs["C: replay"]) <= 4)

# %% [markdown]
# ## You have seen
#
# 1. Collapse counted every 50 steps: one or two of eight modes on the ring, a few of 25 on the grid, a single
#    image on digits; hopping, stuck, partial and diverged told apart by reached, home and distance.
# 2. Losses on their equilibrium values with two modes, and the same losses with eight.
# 3. A best response: $D$ stopped, and $G$ drew together where $D$ liked it best.
# 4. Parallel slopes from a $D$ of single samples; packs that part their members; and the proof that a perfect
#    judge of packs would not.
# 5. A $D$ that knows the fakes of 100 steps ago and welcomes those of 250 steps ago; replay that did not
#    change it; and for each explanation, what would have refuted it.
#
# ## Common mistakes
#
# - **Judging by losses.** Collapse and health can have the same ones.
# - **Pooling checkpoints, or fakes of several runs.** Count one generator at a time.
# - **One seed, one snapshot.** A hopping generator is caught only by looking twice.
# - **"It collapsed because ..." without an experiment.** Say first what you would have to see to give the
#   explanation up.
# - **A count without quality.** Eight modes reached can still be a smear between them.
# - **Comparing with a published "GAN: 1 of 8"** without its setting: the same name stands for games with 1
#   and with 6.
#
# ## Papers
#
# - Goodfellow et al. 2014, *Generative adversarial nets*, section 6: the first warning, there called "the
#   Helvetica scenario".
# - Salimans et al. 2016, *Improved techniques for training GANs*, section 3.2: one sample at a time.
# - Goodfellow 2016, *NIPS 2016 tutorial: generative adversarial networks*, section 5.1.1: min-max and max-min.
# - Metz et al. 2017, *Unrolled generative adversarial networks*, appendix A: the ring of section 1.
# - Srivastava et al. 2017, *VEEGAN*: the grid, and how modes are counted.
# - Shrivastava et al. 2017, *Learning from simulated and unsupervised images through adversarial training*:
#   replay.
# - Lin et al. 2018, *PacGAN: the power of two samples in generative adversarial networks*.
# - Thanh-Tung & Tran 2020, *Catastrophic forgetting and mode collapse in GANs*.
#
# ## Next
#
# Notebook 07 takes up explanation B and its kin: remedies in what $D$ is shown and how it is built. Notebook
# 08 takes up A: remedies in the objective and in the moves.
