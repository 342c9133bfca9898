# %% [markdown]
# # 16 · Where next
#
# *By the end you have trained a flow and a drifting generator that you wrote, compared
# them with the GANs of 2024 to 2026 by what they cost, and counted how many fakes a
# detector catches before and after a generator is trained against it.*
#
# Reading and doing: about 100 min, and 15 for the further sections ·
# [how long all cells run](RUN_TIMES.md)
#
# Before this: notebooks 05 (counting modes), 08 (relativistic pairs, R1 and R2), 09
# (seeds and spread); 12 and 13 for the numbers of section 7.
#
# ## You will be able to
#
# 1. write what a flow learns from and how it samples, and say what each sample costs;
# 2. write the drift that trains a generator without a discriminator;
# 3. compare generators by quality *and* cost, and say what a published figure can and
#    cannot be compared with;
# 4. measure how far a discriminator overfits, and tell augmentation that changes what
#    the generator learns from augmentation that does not;
# 5. state what a detector of fakes catches, at which price, and against whom.
#
# ## Three questions from earlier notebooks
#
# 1. Two generators have all 25 modes. One has 60 % of its samples of high quality, the
#    other 90 %. What do you ask before you call the second one better? (Notebook 09)
#
# <details><summary>Answer</summary>
# How many seeds there were and how far they spread, whether the budgets were the same,
# and whether one of the two was tuned longer.
# </details>
#
# 2. Why does R3GAN add R1 *and* R2 to the relativistic pairs? (Notebook 08)
#
# <details><summary>Answer</summary>
# The pairs alone need not converge. R1 makes $D$ flat at the real data, R2 at the
# fakes; with both, a game near its equilibrium is pulled into it.
# </details>
#
# 3. A GAN's fakes look new, yet its discriminator knows the patients it was trained on.
#    How does it show? (Notebook 12)
#
# <details><summary>Answer</summary>
# $D$ gives its training patients higher logits than other patients: that is an attack
# on privacy, and the same thing as overfitting.
# </details>

# %%
from gan_course import seed_everything

SEED = 0
seed_everything(SEED)

import inspect
import json
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf

from gan_course import datasets, faces_judge, flows, metrics, networks, one_step
from gan_course import plots, symmetries
from gan_course.exercises import ex05, ex08, ex09, ex16, predictions
from gan_course.gan import GAN
from gan_course.optimizers import Adam

tf.get_logger().setLevel("ERROR")

# %% [markdown]
# ## Predict first
#
# Replace each `...` by a guess before you read on.

# %%
guesses = {
    # A flow carries noise to the 25 blobs in many small steps, each a call of its
    # network. With how many of 1, 2, 5, 10, 20, 50, 100 do half of its samples lie on
    # a blob?
    "steps until half lie on a blob": ...,
    # One call a sample, the same cost of training. Which is nearest to the data:
    # R3GAN's loss, adversarial flow, drifting, a flow distilled, or one distilled with
    # a discriminator?
    "best in one call": ...,
    # A discriminator is trained on 50 points. 0: it judges fresh real points like
    # those; 1: like fakes. Where between?
    "place of fresh points, 0 to 1": ...,
    # A detector learned from one generator's fakes and may accuse 5 % of the real
    # pictures. What percentage does it catch of that generator's new fakes, and what of
    # the same generator's after it was trained against the detector?
    "caught, same generator, %": ...,
    "caught, trained past it, %": ...,
}

# %% [markdown]
# ## 1 · Many small steps: flow matching
#
# A GAN makes a sample in one call of $G$, and needs a second network to learn how. Most
# image generators since 2021 learn by a plain squared error, without an opponent, and
# need many calls for one sample. The youngest family of them is **flow matching**
# (Lipman et al. 2023; Liu et al. 2023).
#
# Draw a line from a noise point $z$ to a data point $x$ and walk along it while a clock
# runs from $t = 0$ to $t = 1$. A network that sees only where it is and what time it is
# shall say in which direction the line goes on:
#
# $$x_t = (1 - t)\,z + t\,x, \qquad
#   L = \mathbb{E}\,\lVert u(x_t, t) - (x - z) \rVert^2.$$
#
# $u$ is called the **velocity**. Many lines cross at one place, and the network cannot
# know which of them it is on. The squared error makes it answer with their *mean*
# direction. Following the mean directions from every $z$ ends at points that are spread
# as the data are, although hardly any of the paths is straight.
#
# ### Exercise 1 · what a flow learns from
#
# `real` and `z` are (n, dim), `t` is (n, 1). Return two things: the point at time `t`
# and the velocity of the line through it. It should work with NumPy and TensorFlow.

# %% tags=["exercise:flow_pair"]
def flow_pair(real, z, t):
    return ...


# %%
ex16.flow_pair.check(flow_pair)

# %%
# ex16.flow_pair.hint(1)      # then 2 and 3
# ex16.flow_pair.solution()

# %% [markdown]
# ### Exercise 2 · sampling from a flow
#
# `velocity(point, t)` takes points (n, dim) and one time. Carry `z` from time 0 to time
# 1 in `steps` equal steps of **Euler's method**: at each, ask for the velocity at the
# present point and time, and go that way for a time of 1/`steps`.

# %% tags=["exercise:euler"]
def euler(velocity, z, steps):
    return ...


# %%
ex16.euler.check(euler)

# %%
# ex16.euler.hint(1)      # then 2 and 3
# ex16.euler.solution()

# %% [markdown]
# Your two functions make a whole generative model. `one_step.Workshop` trains networks
# by **moves**: a move names a network and the loss that it descends, and a loss is a
# function of the networks and a batch. A GAN has two moves, a flow has one. The data
# are the 25 blobs of notebook 06, and the noise is as wide as they are.

# %%
flow_pair = ex16.flow_pair.yours()
euler = ex16.euler.yours()
modes_and_quality = ex05.modes_and_quality.yours()
grid = datasets.grid()
data = grid.sample(50_000, seed=SEED + 1)
spread = float(data.std())
z = spread * np.random.default_rng(SEED + 2).standard_normal((2500, 2))
z = z.astype("float32")


def flow_loss(networks, batch):
    point, velocity = flow_pair(batch.real, batch.z, batch.t)
    guess = networks["u"](tf.concat([point, batch.t], axis=1))
    return tf.reduce_mean(tf.reduce_sum((guess - velocity) ** 2, axis=1))


# %%
seed_everything(SEED + 3)
flow = one_step.network(3, 2, width=128)
shop = one_step.Workshop({"u": flow}, [("u", flow_loss)], 8000, 3e-3, spread)
losses = shop.fit(data, seed=SEED + 3)


def velocity(point, t):
    time = tf.fill([len(point), 1], tf.cast(t, tf.float32))
    return flow(tf.concat([point, time], axis=1))


# %%
made = {steps: euler(velocity, z, steps).numpy() for steps in (1, 2, 5, 20, 100)}
figure = plots.film_strip([points[:1200] for points in made.values()],
                          ["1 step", *[f"{steps} steps" for steps in made][1:]],
                          data[:500], (-6, 6))
plots.show(figure, alt="Generated points after 1, 2, 5, 20 and 100 steps: a heap, a "
                       "smear, then blobs that grow sharper.")

# %%
count = {steps: modes_and_quality(points, grid.means, 0.05)
         for steps, points in made.items()}
for steps, (modes, quality) in count.items():
    print(f"{steps:4d} steps: {modes:2d} of 25 modes, {quality:.2f} on a blob")

# %%
# NBVAL_CHECK_OUTPUT
print("100 steps reach at least 23 of 25 modes:", count[100][0] >= 23)
print("and put at least twice as many samples on a blob as 5 steps:",
      bool(count[100][1] >= 2 * count[5][1]))

# %% [markdown]
# *What to see: with one step everything lands near the middle.* At time 0 the point
# says nothing about the data, so the best answer is the direction to their *mean*. The
# quality of a flow is bought with calls of its network: **evaluations a sample**. A GAN
# needs one.
#
# ### Diffusion, in ten lines
#
# The **diffusion model** (Ho et al. 2020) is older and nearly the same. The
# mixture has other weights, the sine and cosine of an angle, and the network names the
# *noise* in the point instead of the velocity. Read it:

# %%
def body(function):
    """The function's lines without its docstring and its checks of arguments."""
    lines = inspect.getsource(function).split('"""')[2].splitlines()
    return "\n".join(line for line in lines if line.strip() and "arguments" not in line)


print(body(flows.diffusion_loss), body(flows.denoise), sep="\n\n")

# %% [markdown]
# *What to see: the loss is a squared error, as before. The sampler guesses the data
# behind the noise, and goes to the point of the next time that has the same noise*
# (DDIM, Song et al. 2021).
#
# ## 2 · One step without an opponent: drifting
#
# Can one train a generator of one call without a discriminator? **Drifting** (Deng et
# al. 2026) lets the points of a batch pull and push the fakes. Each fake is attracted
# to the data near it, and repelled by the other fakes near it:
#
# $$\text{drift}(g) = \sum_j w_j\, x_j - \sum_k v_k\, g_k,$$
#
# where $g$ is a fake, $x_j$ are the data of the batch and $g_k$ the *other* fakes. The
# weights fall with the distance, $w_j \propto e^{-\lVert g - x_j \rVert / \tau}$, they
# sum to 1, and so do the $v_k$. $\tau$ says how far a fake can see. If the fakes are
# spread as the data are, both sums are equal on average and nothing moves.
#
# The generator then descends the squared distance to where each fake *should* be,
# $\lVert g - (g + \text{drift}) \rVert^2$, with the target held fixed: no gradient
# flows through it.
#
# ### Exercise 3 · the drift
#
# `fake` is (n, dim), `real` is (m, dim), both tensors; return the drift, (n, dim). A
# fake must not be its own neighbour. `tf.norm(a[:, None] - b, axis=2)` is the distance
# of each row of a from each row of b, and `tf.nn.softmax(s, axis=1)` makes each row
# positive with sum 1.

# %% tags=["exercise:drift"]
def drift(fake, real, tau):
    return ...


# %%
ex16.drift.check(drift)

# %%
# ex16.drift.hint(1)      # then 2 and 3
# ex16.drift.solution()

# %% [markdown]
# One $\tau$ is not enough: far fakes must be fetched, near ones placed exactly. As in
# the paper, several drifts are added, each scaled to the same mean length.

# %%
drift = ex16.drift.yours()


def drifting_loss(networks, batch):
    fake, target = networks["G"](batch.z), 0.0
    for tau in (0.1, 0.5, 2.0):
        step = drift(fake, batch.real, tau)
        target += step / tf.sqrt(tf.reduce_mean(step ** 2) + 1e-8)
    target = tf.stop_gradient(fake + target)
    return tf.reduce_mean(tf.reduce_sum((fake - target) ** 2, axis=1))


seed_everything(SEED + 4)
drifter = one_step.network(2, 2)
shop = one_step.Workshop({"G": drifter}, [("G", drifting_loss)], 4000, rate=3e-3,
                         spread=spread)
looks = {}
losses = shop.fit(data, seed=SEED + 4,
                  look=lambda step: looks.update({step: drifter(z).numpy()}))

# %%
shown = (500, 1000, 2000, 4000)
figure = plots.film_strip([looks[step][:1200] for step in shown],
                          [f"after {step} steps" for step in shown], data[:500],
                          (-6, 6))
plots.show(figure, alt="Generated points: a cloud that breaks into 25 blobs.")
drifted = modes_and_quality(looks[4000], grid.means, 0.05)
print(f"in one call: {drifted[0]} of 25 modes, {drifted[1]:.2f} on a blob")

# %%
# NBVAL_CHECK_OUTPUT
print("drifting reaches at least 20 of 25 modes in one call:", drifted[0] >= 20)

# %% [markdown]
# *What to see: no discriminator, no second player, and the cloud draws together*, to
# threads from blob to blob here, to blobs with more steps (section 4). The price is
# hidden in the word "near": on points a distance says what is alike, between pixels it
# does not. The paper measures in the features of a network trained before.
#
# ## 3 · What the GANs of 2024 to 2026 add
#
# **R3GAN** (Huang et al. 2024) is the relativistic loss of notebook 08 with R1 and R2,
# and a network without old tricks. **Adversarial flow** (Lin et al. 2025) keeps that
# loss and asks one thing more of $G$: of all ways to carry the noise to the data, take
# a short one.
#
# $$L_G + w(s)\,\lVert G(z) - z \rVert^2,$$
#
# where the weight $w$ falls from 0.2 to 0.005 while the share $s$ of the training that
# is done goes from 0 to 1. A GAN's generator may carry any $z$ to any $x$, and wanders
# between the many ways; the term names one. Here it is, with your losses:

# %%
relativistic_losses = ex08.relativistic_losses.yours()


def adversarial_flow_loss(networks, batch):
    fake = networks["G"](batch.z)
    real_logits, fake_logits = networks["D"](batch.real), networks["D"](fake)
    weight = one_step.falling(batch.progress, 0.2, 0.005)
    distance = tf.reduce_mean((fake - batch.z) ** 2)
    return relativistic_losses(real_logits, fake_logits)[1] + weight * distance


# %% [markdown]
# **Adversarial distillation** joins both worlds: a flow or a diffusion model is trained
# first, and then a generator of one call learns from it *with* a discriminator (Sauer
# et al. 2023, ADD; Yin et al. 2024, DMD2). In our small version the generator starts as
# one Euler step of the flow, and learns from pairs: a noise point, and where the flow
# arrives from it in 50 steps. Read the loss:

# %%
print(body(one_step.taught_loss))

# %% [markdown]
# *What to see: without `adversarial` this is plain regression on the teacher's ends.
# With it, $D$ compares the student with the **data**, so the student may become better
# than its teacher.*
#
# ### What is a training step worth?
#
# A step of R3GAN runs two networks several times forwards and backwards, and through
# the gradient of a gradient; a step of a flow runs one network once each way. Comparing
# *steps* would be unfair, comparing *seconds* would compare our code. So the code
# counts: it traces one step, adds up the multiplications of every matrix product that
# the step needs, and divides by those of one forward pass.

# %%
pair = {"G": one_step.network(2, 2), "D": one_step.network(2, 1)}
critic = ("D", one_step.critic_loss(0.1))
kinds = {"flow matching": ({"u": flow}, [("u", flow_loss)]),
         "drifting": ({"G": drifter}, [("G", drifting_loss)]),
         "R3GAN's loss": (pair, [critic, ("G", one_step.generator_loss)]),
         "adversarial flow": (pair, [critic, ("G", adversarial_flow_loss)])}
cost = {name: one_step.Workshop(*kind, steps=1).passes()
        for name, kind in kinds.items()}
print({name: round(float(value), 1) for name, value in cost.items()})

# %%
# NBVAL_CHECK_OUTPUT
print("a step of R3GAN's loss costs more than 7 steps of a flow:",
      bool(cost["R3GAN's loss"] > 7 * cost["flow matching"]))
print("the extra term of adversarial flow costs no pass:",
      bool(abs(cost["adversarial flow"] - cost["R3GAN's loss"]) < 0.1))

# %% [markdown]
# ## 4 · Counted
#
# `python3 course.py bench one_step` gave every contender the same network (three layers
# of 128), the same batch, and the same budget of passes; a distilled flow pays for its
# teacher and for the pairs out of it.

# %%
BENCHMARKS = Path(metrics.__file__).parents[2] / "benchmarks"
RESULTS = BENCHMARKS / "results"
mean_and_error = ex09.mean_and_standard_error.yours()


def stored(file):
    lines = (RESULTS / file).read_text(encoding="utf-8").splitlines()
    return pd.DataFrame([json.loads(line) for line in lines])


def over_seeds(values):
    values = np.array(values, dtype=float)
    if len(values) < 2:
        return f"{values[0]:.2f}"
    mean, error = mean_and_error(values)
    return f"{mean:.2f} ± {error:.2f}"


# %%
runs = stored("one_step/contenders.jsonl")
print(f"seeds: {runs.seed.nunique()}; budget: {runs.passes.max():,} passes")
shown = {1: runs.name.unique(), 20: ["flow matching", "diffusion"],
         100: ["flow matching", "diffusion"]}
rows = []
for evaluations, names in shown.items():
    for name in names:
        found = runs[(runs.name == name) & (runs.evaluations == evaluations)]
        rows.append({"contender": name, "evaluations": evaluations,
                     "steps": int(found.steps.iloc[0]),
                     **{count: over_seeds(found[count])
                        for count in ("modes", "quality", "w2", "moved")}})
pd.DataFrame(rows)

# %% [markdown]
# `quality` is the share of samples on a blob (a perfect sampler has 0.99); `w2` is the
# Wasserstein distance of notebook 05 between 1,000 samples and 1,000 real points;
# `moved` is the root mean square of the way from $z$ to its sample.
#
# **One score lies again.** Look at flow matching with one evaluation: about half of its
# samples are on a blob. On *one* blob, the middle one, because all of them land near
# the mean. Quality alone praises a collapse, so below the distance decides. It has a
# floor: two sets of 1,000 real points are not at distance 0 either.

# %%
floor_w2 = metrics.wasserstein_2(grid.sample(1000, SEED + 20),
                                 grid.sample(1000, SEED + 21))
print(f"two sets of real points: {floor_w2:.2f}")

# %% [markdown]
# ### Exercise 4 · who is beaten?
#
# Two columns count: what a sample costs, and how good it is. One contender **beats**
# another if it is at least as cheap *and* at least as good, and truly better in one of
# the two. `cost` and `score` are arrays (n,), low cost and high score are better.
# Return an array of n truth values: True for each that *nobody* beats.

# %% tags=["exercise:undominated"]
def undominated(cost, score):
    return ...


# %%
ex16.undominated.check(undominated)

# %%
# ex16.undominated.hint(1)      # then 2 and 3
# ex16.undominated.solution()

# %%
undominated = ex16.undominated.yours()
means = runs.groupby(["name", "evaluations"])[["w2", "quality", "modes"]].mean()
means = means.reset_index()
kept = np.asarray(undominated(means.evaluations.to_numpy(), -means.w2.to_numpy()))
complete = means[means.modes == 25]
sharp = np.asarray(undominated(complete.evaluations.to_numpy(),
                               complete.quality.to_numpy()))
figure, ax = plt.subplots(figsize=(7.5, 4))
for name, found in means.groupby("name"):
    ax.plot(found.evaluations, found.w2, "o-" if len(found) > 1 else "s", label=name)
ax.plot(means.evaluations[kept], means.w2[kept], "o", ms=14, mfc="none", mec="k",
        label="beaten by nobody")
ax.axhline(floor_w2, color="grey", ls=":", label="two sets of real points")
ax.set(xscale="log", yscale="log", xlabel="evaluations of a network for each sample",
       ylabel="distance from the data", title="25 blobs, equal training cost")
ax.set_xticks(means.evaluations.unique(), labels=means.evaluations.unique())
ax.xaxis.set_minor_formatter("")
ax.yaxis.set_major_formatter("{x:g}")
ax.yaxis.set_minor_formatter("{x:g}")
ax.legend(fontsize=8)
plots.show(figure, alt="Distance from the data against evaluations a sample: squares "
                       "at one evaluation, falling lines for flow matching and "
                       "diffusion, a dotted floor.")

# %%
one_call = means[means.evaluations == 1].sort_values("w2")
best_in_one = one_call.iloc[0]
flow_at = means[means.name == "flow matching"].set_index("evaluations")
print("nearest in one call:", best_in_one["name"], round(best_in_one.w2, 2))
print("unbeaten by distance:", means[kept].round(2).to_string(index=False), sep="\n")
print("of those with all 25 modes, unbeaten by the share on a blob:",
      complete[sharp].round(2).to_string(index=False), sep="\n")

# %%
# NBVAL_CHECK_OUTPUT
print("with 5 evaluations a flow is farther off than the best in one:",
      bool(flow_at.w2[5] > best_in_one.w2))
print("with 100 it has more samples on a blob:",
      bool(flow_at.quality[100] > best_in_one.quality))

# %% [markdown]
# *What to see: who is unbeaten depends on the score.* By the distance one call is
# enough: drifting is at the floor, which is one draw itself. By the share on a blob,
# more calls buy more. (Adversarial flow lies under the flow distilled.)
#
# - **Adversarial flow's term costs nothing and changes `moved`.** R3GAN's loss carries
#   $z$ more than four times as far as the term allows; fewer samples are on a blob.
# - **Drifting needs no opponent.** A step costs an eighth, so it makes eight times as
#   many in the same budget.
# - **A flow's quality is bought when sampling**: the same network is useless in one
#   step and has most samples on a blob in a hundred.
# - **The discriminator did not make the student sharper** in this budget: alone the
#   regression makes eight times as many steps, and has the better quality.
# - **What this does not show**: one rate and one network for all, tuned for none; two
#   dimensions; few seeds: a small gap is no finding.
#
# ### Published figures of the large systems
#
# These are **published, not measured here**, each as its paper's abstract states it.
#
# | system | data | evaluations | FID, published |
# |---|---|---:|---:|
# | R3GAN (Huang et al. 2024) | CIFAR-10 | 1 | 1.96 |
# | DMD2, a distilled diffusion model (Yin et al. 2024) | ImageNet 64 | 1 | 1.28 |
# | GAT, a GAN of transformers (Hyun et al. 2025) | ImageNet 256 | 1 | 2.18 |
# | adversarial flow (Lin et al. 2025) | ImageNet 256 | 1 | 2.38 |
# | drifting (Deng et al. 2026) | ImageNet 256 | 1 | 1.54 |
# | W-Flow (Han et al. 2026) | ImageNet 256 | 1 | 1.29 |
#
# Only the last four share their data, and even they differ in size, in training cost,
# and in what they were given (drifting: features of a network trained before). No
# spread is stated. Together they show that *one call* can be good.
#
# ## 5 · Little data: the discriminator learns it by heart
#
# In a GAN it is $D$ that overfits first: it need not learn what real data are, if it
# can recognise each of them. Then everything else is fake, held-out real data too, and
# $G$ is pushed onto the training points. So hold some data out and compare the logits
# of three sets (Karras et al. 2020, *ADA*):
#
# $$r = \frac{\bar C_\text{train} - \bar C_\text{held out}}
#           {\bar C_\text{train} - \bar C_\text{fake}}$$
#
# where $\bar C$ is the mean logit of a set.
#
# ### Exercise 5 · how far does it overfit?
#
# Write $r$ as a function of the three arrays of logits, of any shape.

# %% tags=["exercise:overfitting"]
def overfitting(train_logits, held_out_logits, fake_logits):
    return ...


# %%
ex16.overfitting.check(overfitting)

# %%
# ex16.overfitting.hint(1)      # then 2 and 3
# ex16.overfitting.solution()

# %% [markdown]
# Now the plain GAN of notebook 04 on 50 points and, beside it, the same with
# **augmentation**: each point that $D$ sees, real or fake, is first put through one of
# the eight symmetries of the square, drawn at random. The grid has all eight. And once
# more **half of the time** only: the other points stay as they are.

# %%
overfitting = ex16.overfitting.yours()
fifty, fresh = grid.sample(50, seed=SEED + 5), grid.sample(2000, seed=SEED + 6)


def train_on_few(change, steps=1000):
    seed_everything(SEED + 7)
    players = {"G": one_step.network(2, 2), "D": one_step.network(2, 1)}
    rows = []

    def look(step):
        sets = fifty, fresh, players["G"](z)
        rows.append(overfitting(*(players["D"](points).numpy() for points in sets)))

    shop = one_step.Workshop(players, one_step.plain_moves(change), steps, 3e-3, spread)
    shop.fit(fifty, seed=SEED + 7, chunk=200, look=look)
    return rows, players["G"](z).numpy()


# %%
ways = {"50 points": lambda points, t: points, "with symmetries": symmetries.square,
        "half of the time": symmetries.square_half_of_the_time}
place, at_the_end = {}, {}
for name, change in ways.items():
    place[name], at_the_end[name] = train_on_few(change)
figure = plots.curves(np.arange(200, 1001, 200), place, "Where fresh real points stand",
                      "steps", "r: 0 like training data, 1 like fakes")
plots.show(figure, alt="Three curves of r over the steps: highest without symmetries.")

# %% [markdown]
# $D$ overfits less. Is $G$ better for it? Look at its samples before you answer.

# %%
reached = {name: modes_and_quality(points, grid.means, 0.05)[0]
           for name, points in at_the_end.items()}
figure = plots.film_strip([points[:1200] for points in at_the_end.values()],
                          [f"{name}: {modes} modes" for name, modes in reached.items()],
                          data[:500], (-6, 6))
plots.show(figure, alt="Three clouds over the 25 blobs: with the symmetries at all "
                       "times in one part of the grid, else in more of it.")

# %%
# NBVAL_CHECK_OUTPUT
last = {name: np.mean(rows[-3:]) for name, rows in place.items()}
print("without augmentation fresh points stand nearer to the fakes than with it:",
      bool(last["50 points"] > last["with symmetries"]))
print("with the symmetries at all times G reaches fewer modes than without:",
      reached["with symmetries"] < reached["50 points"])

# %% [markdown]
# *What to see: with the symmetries $D$ overfits less, and $G$ reaches about half as
# many modes.* Over five other seeds it reaches 12.8 ± 1.3 modes on the points alone,
# 5.2 ± 0.7 with the symmetries, and 10.4 ± 1.0 with them half of the time (a further
# section has the table).
#
# Why? A $D$ that sees every point turned at random cannot say *which* of eight places
# it came from. So $G$ need not go to all eight: one blob of each group that the
# symmetries exchange satisfies this $D$, and the 25 blobs make six groups. Augmentation
# is safe if the distribution of the data can be recovered from that of the augmented
# data (Karras et al. 2020). With eight symmetries equally likely it cannot; when half
# of the points stay as they are, it can. Safe means that $D$ *could* object: in these
# short trainings that, too, costs modes. So measure $r$, and never $r$ alone.

# %% [markdown]
# ## 6 · Fakes, and who catches them
#
# A **deepfake** is a made picture, film or voice that is passed off as a record of a
# real person. The usual answer is a **detector**: a network that learns to tell real
# from made. Here is one for the drawn faces of notebook 13. First a generator, trained
# for less than half as long as there, and a second one from another seed.

# %%
pictures, _, test_pictures, _ = datasets.faces()
train_pictures = pictures[:4000]
judge = faces_judge.load()
floor = judge.frechet_distance(pictures[:2000], test_pictures)


def face_gan(seed, steps=300):
    seed_everything(seed)
    gan = GAN(networks.face_generator(), networks.face_discriminator())
    gan.compile("relativistic", Adam(1e-3, beta_1=0.5), Adam(1e-3, beta_1=0.5))
    gan.fit(train_pictures, batch_size=64, steps_per_epoch=steps, verbose=0)
    return gan


first, second = face_gan(SEED + 8), face_gan(SEED + 9)

# %% [markdown]
# The detector is trained by the cross-entropy of notebook 02 on real pictures and on
# fakes of the *first* generator; its logit is high for fakes.

# %%
known = first.generate(4000, seed=SEED + 10)
seed_everything(SEED + 11)
detector = networks.face_discriminator()
detector.compile(keras.optimizers.Adam(1e-3), jit_compile=False,
                 loss=keras.losses.BinaryCrossentropy(from_logits=True))
detector.fit(np.concatenate([train_pictures, known]), np.repeat([0.0, 1.0], 4000),
             batch_size=64, epochs=2, verbose=0)


def scores(images):
    return detector.predict(images, verbose=0).ravel()


# %% [markdown]
# ### Exercise 6 · caught, at a price
#
# "The detector is 99 % right" says little: how many *honest* pictures does it accuse?
# So fix that first. `real_scores` and `fake_scores` are arrays; a high score means
# fake. Set the threshold at the quantile of the real scores above which the share
# `false_alarms` of them lies (`np.quantile`), and return the share of fakes above it.

# %% tags=["exercise:caught"]
def caught(real_scores, fake_scores, false_alarms):
    return ...


# %%
ex16.caught.check(caught)

# %%
# ex16.caught.hint(1)      # then 2 and 3
# ex16.caught.solution()

# %% [markdown]
# Now three kinds of fakes against the same detector: new ones of its own generator,
# those of the second generator, which it has never seen, and the first generator's
# after it was **trained past it**: 150 more steps, in which $G$ must fool $D$ and the
# detector, which stands still. (The floor: two sets of real faces.)

# %%
caught = ex16.caught.yours()


def critic(networks, batch):
    fake = tf.stop_gradient(networks["G"](batch.z, training=True))
    return one_step.pairs_loss(networks["D"], fake, batch.real)


def evading(networks, batch):
    fake = networks["G"](batch.z, training=True)
    fooled = tf.reduce_mean(tf.math.softplus(networks["detector"](fake)))
    return one_step.pairs_loss(networks["D"], batch.real, fake) + fooled


def trained_past(gan, steps=150):
    players = {"G": gan.generator, "D": gan.discriminator, "detector": detector}
    shop = one_step.Workshop(players, [("D", critic), ("G", evading)], steps, 1e-3,
                             latent_dim=gan.latent_dim, jit_compile=False)
    shop.fit(train_pictures, batch_size=64, seed=SEED + 12, chunk=50)


# %%
kinds = {"its own generator, new": first.generate(2000, seed=SEED + 13),
         "the second generator": second.generate(2000, seed=SEED + 14)}
trained_past(first)
kinds["the first, trained past it"] = first.generate(2000, seed=SEED + 15)
real_scores = scores(test_pictures)
table = pd.DataFrame({kind: {"caught": caught(real_scores, scores(images), 0.05),
                             "Fréchet ÷ floor": judge.frechet_distance(
                                 images, test_pictures) / floor}
                      for kind, images in kinds.items()}).T
print("false alarms: 5 % of 2,000 real pictures it has not seen")
print(table.round(3).to_string())

# %%
shown = np.concatenate([images[:15] for images in (test_pictures, *kinds.values())])
names = [name if i == 0 else "" for name in ("real", "own", "second", "past it")
         for i in range(15)]
plots.show(plots.image_grid(shown, columns=15, titles=names),
           alt="Four rows of faces: real, of the detector's own generator, of the "
               "second one, of the first trained past the detector.")

# %%
# NBVAL_CHECK_OUTPUT
own, other, past = table["caught"]
print("of its own generator's new fakes more than 80 % are caught:", bool(own > 0.8))
print("after training past it, at least 0.2 of them less:", bool(past < own - 0.2))

# %% [markdown]
# *What to see: the detector catches its own generator's fakes, and far fewer of the
# other two, whose pictures are no farther from real ones.* It learned the traces of one
# generator, not what a real face is. Whoever can ask a detector can train against it:
# to a generator it is one more discriminator. So a detector's figures hold for the
# fakes that it was tested on. (A further section repeats this over seeds.)
#
# ## 7 · What you owe to others
#
# Three numbers of this course, computed from the stored runs of 12 and 13. In the
# second, 1 would mean as many glasses as in the data:

# %%
patients = json.loads((RESULTS / "patients" / "tables.json").read_text("utf-8"))
attacked = [row["attack"] for rows in patients.values() for row in rows
            if row["n"] == 100 and row["setting"] == "plain" and row["steps"] == 3000]
faces_runs = stored("faces.jsonl")
uneven = faces_runs[faces_runs.part == "uneven"]
worn = np.mean([run["averaged"]["glasses"] / run["given"]["glasses"]
                for _, run in uneven.iterrows()])
cut = [run["truncated"]["0.5"]["dark"] / run["averaged"]["dark"]
       for _, run in faces_runs[faces_runs.part == "even"].iterrows()]
print(f"12: D tells 100 patients it was trained on from others, area under the curve "
      f"{over_seeds(attacked)} (0.5 is guessing)")
print(f"13: of glasses that 5 % wear, {worn:.2f} of their share is made")
print(f"13: noise cut at 0.5 leaves {np.mean(cut):.2f} of the share of dark skin")

# %% [markdown]
# - **The people in the data.** A generator trained on few of them gives them away
#   (notebook 12). Ask before you train, and attack your own model before you publish it
#   or its samples.
# - **The people who are missing.** Samples lose what is rare, and truncation loses more
#   (notebook 13). Count, beside the real shares, before samples stand for a population.
# - **The people who will be shown.** Do not make a recognisable person say or do what
#   they did not, without their consent. Say that a picture is made, where it is seen,
#   not in a footnote. A detector does not take that duty from you.
# - **Licences.** Data come with terms (`data/README.md` shows how to record them:
#   source, licence, checksum, script). That a file can be downloaded is not a licence
#   to train on it, and that a model can be downloaded none to sell its samples: read
#   the licence of the *weights* too. Whether samples of a model trained on protected
#   works may be used differs from country to country; ask somebody who knows the law.
#
# ## Quiz
#
# 1. You turn the pictures that $D$ sees by any angle, real ones and fakes. What will
#    $G$ make?
#
# <details><summary>Answer</summary>
# Turned pictures, for $D$ cannot object to them: the augmentation leaks. If the data
# look the same when turned, nothing looks wrong, and still $G$ need not make all of
# them. Leave a part of the pictures as they are, then $D$ can object.
# </details>
#
# 2. A detector catches 99 % of the fakes in its test. What do you ask?
#
# <details><summary>Answer</summary>
# How many real pictures it accuses, whether the fakes came from a generator it had
# seen, and whether anyone was trained against it.
# </details>

# %% [markdown]
# ## Your guesses beside what happened
#
# (In one step, too, half lie on a blob, but on one.)

# %%
whole = flow_at[(flow_at.quality >= 0.5) & (flow_at.index > 1)]
predictions.beside(guesses, {
    "steps until half lie on a blob": int(whole.index[0]),
    "best in one call": best_in_one["name"],
    "place of fresh points, 0 to 1": round(float(place["50 points"][-1]), 2),
    "caught, same generator, %": round(100 * own),
    "caught, trained past it, %": round(100 * past)})

# %% [markdown]
# Write in a sentence what surprised you:

# %%
saw = {"surprise": ...}

# %% [markdown]
# ## You have seen
#
# 1. Flow matching in your two functions: a squared error to learn from, and quality
#    that is bought with evaluations a sample.
# 2. Your drift: attraction and repulsion that train a generator of one call without a
#    discriminator.
# 3. GANs, drifting, flows and distillation at equal cost, the unbeaten ones circled,
#    and published figures beside them that compare less than they seem to.
# 4. A discriminator that learns fifty points by heart, seen by held-out points;
#    augmentation that lowers $r$, and the modes that it costs when it always acts.
# 5. A detector that catches its own generator's fakes, at 5 % false alarms, and few of
#    a generator that was trained past it.
#
# ## Common mistakes
#
# | mistake | sign of it | cure |
# |---|---|---|
# | $t$ runs the other way | samples stay noise | 0 is noise, 1 is data |
# | one $t$ for the whole batch | the loss jumps | a $t$ for each row |
# | a fake is its own neighbour | fakes meet | a huge number on the diagonal |
# | comparison by steps | the dearest step wins | passes and evaluations |
# | FIDs of different data side by side | a ranking of nothing | the same data |
# | augmentation that is no symmetry | turned samples | a symmetry of the data |
# | a symmetry at all times | one part of the data | leave some points as they are |
# | a detector tested on its own generator | 99 %, and helpless | another generator |
#
# ## Papers
#
# - Lipman et al. 2023, *Flow matching for generative modeling*; Liu, Gong & Liu 2023,
#   *Flow straight and fast*; Ho, Jain & Abbeel 2020, *Denoising diffusion probabilistic
#   models*; Song, Meng & Ermon 2021, *Denoising diffusion implicit models*.
# - Huang et al. 2024, *The GAN is dead; long live the GAN!*; Hyun, Lee & Heo 2025,
#   *Scalable GANs with transformers*; Lin et al. 2025, *Adversarial flow models*.
# - Deng et al. 2026, *Generative modeling via drifting*; Han et al. 2026, *One-step
#   generative modeling via Wasserstein gradient flows*.
# - Sauer et al. 2023, *Adversarial diffusion distillation*; Yin et al. 2024, *Improved
#   distribution matching distillation for fast image synthesis*.
# - Karras et al. 2020, *Training generative adversarial networks with limited data*.
#
# ## Next
#
# The [reading list](READING.md) names the books, courses, platforms and papers that go
# on from here, and what each gives that this course does not. What the course still
# holds is a task of your own: data that nobody has seen, and the library that you have
# written.

# %% [markdown]
# ## Further: what remains open, and where to start
#
# - Does $r$ tell *when* to stop, before memorisation shows? Plot `memorisation` against
#   $r$ over the steps; `bench one_step few` stores both.
# - How often may an augmentation act before modes go? Karras et al. 2020 let it act in
#   up to 80 % of the cases. Take `benchmarks/one_step/few.py` and change the half.
# - Do generators of one call find *rare* modes? Give `datasets.GaussianMixture` unequal
#   weights and run the contenders of section 4.
# - Does the extra term of adversarial flow help where the noise has another size than
#   the data? Give `Workshop` a `latent_dim` of 16 and choose what stands for $z$.
# - Can a score be trusted that a generator was trained on? Score drifting by its own
#   kernel and by notebook 05's distances.
# - What does a generator know about *one* person? Run notebook 12's attack on a table
#   of your own.

# %% [markdown]
# ## Further: little data over seeds
#
# Section 5 with five other seeds (`python3 course.py bench one_step few`), with 1,000
# points, and with turns by any angle:

# %%
few = stored("one_step/few.jsonl")
few = few[few.step == few.step.max()]
pd.DataFrame([{"points": piece, "seeds": found.seed.nunique(),
               "r": over_seeds(found.overfitting), "modes": over_seeds(found.modes),
               "quality": over_seeds(found.quality), "w2": over_seeds(found.w2)}
              for piece, found in few.groupby("piece")])

# %% [markdown]
# On 50 points the symmetries lower $r$, always used or half of the time; still the
# points without any have the smallest distance `w2` from the data. **Here no
# augmentation paid.** Turns by any angle are no symmetry of the grid: $D$ sees rings
# instead of blobs, cannot object to turned fakes, and the turn **leaks** into the
# samples, whose quality is the lowest of the table. ($D$ hardly tells fakes from data
# there, so $r$ divides by nearly 0 and can pass 1.) Notebook 13 has another warning: on
# its faces, where nothing was to be cured, augmentation made everything worse.

# %% [markdown]
# ## Further: the detector over seeds
#
# Section 6 with five other seeds (`python3 course.py bench one_step detector`), with
# blurred fakes too, and judged by a second, wiser detector, which also learned from
# fakes that evade the first:

# %%
over = stored("one_step/detector.jsonl").groupby("kind", sort=False)
pd.DataFrame([{"fakes": kind, "seeds": found.seed.nunique(),
               "caught": over_seeds(found.caught),
               "from": found.caught.min(), "to": found.caught.max(),
               "caught by the wiser": over_seeds(found.caught_by_the_wiser)}
              for kind, found in over])

# %% [markdown]
# With one of the five seeds nearly half of the evaders were caught: a detector's figure
# is itself a draw. The wiser one catches the evaders that it has seen, and on average a
# quarter of the fakes of the generator that it has not.

# %% [markdown]
# ## Further: the same GAN in PyTorch
#
# The article names PyTorch beside Keras, and most papers of the last years come with
# code for it. Nothing that you have learnt belongs to one library. `extras/twin.py` is
# the course's GAN once more, in one file of 300 lines: the players, the six objectives,
# three remedies (packing, R1, weight averaging) and the training step. You need not
# have PyTorch to read it. Open it, and find `train_step`.
#
# Read it beside your `train_step` of notebook 04. There are three differences.
#
# - There is no tape. Every tensor remembers how it was made, and `backward()` goes back
#   from the loss and **adds** what it finds to each weight's `.grad`. So each move
#   begins with `zero_grad()`.
# - `fake.detach()` does what `tf.stop_gradient(fake)` does.
# - `backward(inputs=…)` names the weights that receive a gradient. In Keras you chose
#   them when you asked the tape.
#
# **Is it really the same GAN?** The test `tests/extras/test_twin.py` gives both the
# same initial weights, batches and noise, lets each make ten steps, and compares every
# loss, every gradient and every weight. It does so for each of the six objectives, with
# and without the three remedies, with SGD and with Adam. No difference is larger than
# 1e-5. From your own initial weights in PyTorch the result would not be the same, since
# PyTorch draws them from other distributions.
#
# Some differences raise no error and change the result. Guess before you open the
# table: by how much does an average in batch normalisation move at each step, in Keras
# and in PyTorch, if you leave the defaults?
#
# <details><summary>What differs silently</summary>
#
# | what | Keras | PyTorch |
# |---|---|---|
# | batch normalisation: how much of the old average stays | 0.99 | 0.9 |
# | its `epsilon` | 0.001 | 0.00001 |
# | Adam's `epsilon` | 1e-7, beside √v | 1e-8, beside √(v / (1 − β₂ᵗ)) |
# | first weights of a dense layer | Glorot: ±√(6 / (in + out)) | ±1 / √in |
# | first biases | 0 | ±1 / √in |
# | images | rows, columns, channels | channels, rows, columns |
# | slope of `LeakyReLU` below 0 | 0.3 | 0.01 |
#
# So an average in batch normalisation moves ten times as fast in PyTorch.
# [OTHER_LIBRARIES.md](OTHER_LIBRARIES.md) has the whole table, each number measured by
# a test, and says which parts of this course run on Keras's other backends.
# </details>

# %% [markdown]
# ## Further: TF-GAN, and where its parts are here
#
# The article recommends TF-GAN, Google's library of GANs for TensorFlow. Its last
# release, 2.1.0, is of 2021. In an environment with TensorFlow 2.21 it can still be
# installed, but no longer be imported. This is the end of the message:
#
# ```text
# File ".../tensorflow_gan/python/train.py", line 1089, in <module>
#     class RunTrainOpsHook(tf.estimator.SessionRunHook):
# AttributeError: module 'tensorflow' has no attribute 'estimator'
# ```
#
# `tf.estimator` was removed from TensorFlow in release 2.16. If you meet code that
# needs TF-GAN: its users report that it runs with TensorFlow 2.15 and TensorFlow
# Probability 0.23. You have met nearly all of its ideas in this course:
#
# | TF-GAN | here |
# |---|---|
# | `gan_model`, `gan_loss`, `gan_train_ops`, `gan_train` | `GAN`, `compile`, `fit` |
# | `get_sequential_train_hooks` (k steps of D) | `compile(n_critic=…)` |
# | `GANEstimator` | `fit` with callbacks, `save` |
# | `minimax_…`, `modified_…`, `least_squares_…` losses | `objectives`, notebook 02 |
# | `wasserstein_…`, `…_hinge_…`, `relativistic_…` losses | `objectives`, notebook 08 |
# | `wasserstein_gradient_penalty` | `remedies.WGANGP`, notebook 08 |
# | `clip_discriminator_weights` | `remedies.WeightClipping`, notebook 08 |
# | `spectral_normalize` | `remedies.SpectralNormalization`, notebook 07 |
# | `tensor_pool` (old fakes shown again) | `remedies.ExperienceReplay` |
# | `condition_tensor` | `ConditionalGAN`, notebook 11 |
# | `frechet_classifier_distance` and its kin | `metrics`, notebook 05 |
# | `cyclegan_model`, `cycle_consistency_loss` | `translation`, notebook 13 |
# | `TPUGANEstimator` | `tf.distribute`, below |
# | `inception_score`, `frechet_inception_distance` | not here: they need a download |
# | `acgan_…`, `infogan_…`, `stargan_…`, `VBN` | not here |
#
# (`modified_…` is the non-saturating loss. `VBN` is virtual batch normalisation.) The
# whole table, part by part, is in [OTHER_LIBRARIES.md](OTHER_LIBRARIES.md).

# %% [markdown]
# ## Further: more devices, and the same losses
#
# Training on several devices is the same algorithm. Each device holds a copy of both
# players and takes its share of the rows of a batch. After each backward pass the
# gradients are averaged over the devices, so all copies move alike. In TensorFlow this
# is called `MirroredStrategy`, and `GAN.fit` serves it.
#
# You need no second processor to try it: a processor can be cut into two *logical*
# devices. TensorFlow wants to know this before its first computation, therefore the
# trial is a program of its own, `extras/two_devices.py`. It trains the
# same GAN for 60 steps of 128 points, once on one device and once with 64 points on
# each of two, and prints the largest difference of the losses; a test holds it below
# 0.0001.
#
# Two things change for the learner of a GAN. Remedies and layers that compare the rows
# of a batch, such as minibatch standard deviation or plain batch normalisation, would
# see only their device's share; the package refuses them with a sentence. And a batch
# that stays 128 in all gives each device less to do, as "One GPU, and eight" counts.

# %% [markdown]
# ## Further: a worker is lost half-way
#
# A sweep of many runs is easier to share out than one run: each worker trains whole
# members. `sweep.run(…, engine="tcp://host:8786")` sends them to a running Dask cluster
# instead of to threads. What if a machine is lost? The program `extras/cluster.py`
# starts a scheduler and two workers on this machine, sends them eight members, and
# kills one worker when four are finished. To see it, install Dask with `python -m pip
# install "distributed>=2025.1"` and run `python extras/cluster.py`.
#
# The scheduler gives the member that was in the dead worker's hands to the other, which
# begins it anew **from its seed**. That is why the table is the same to the last digit,
# and why the price is the time of one member and no more. Members that were finished
# stood in the sweep's file already.

# %% [markdown]
# ## Further: one GPU, and eight
#
# Would a GPU make this course's GANs faster? On paper one can know before one rents it.
# The **roofline** model asks three questions of a step.
#
# 1. How much arithmetic is there, and how much does the device compute a second?
# 2. How many bytes are moved, and how many does its memory move a second?
# 3. How many operations are started? On a GPU each takes some five microseconds.
#
# The longest of the three is the least time that a step can take. `extras/scaling.py`
# counts the first and the second from the networks, layer by layer. One training step
# costs three forward passes of G and eight of D: going backward costs twice as much as
# going forward, D judges real and fake, and G's move goes through D once more.
#
# Guess first: on one H100, which of the three limits the 2×128 GAN on points? Then run
# `python extras/scaling.py`.
#
# The small GAN spends its time on starting operations. A batch of 4,096 would take no
# longer than one of 128, and eight GPUs are slower than one, since they must also
# average their gradients. Only a larger network, or a larger batch, gives a GPU
# something to do. A larger batch is another experiment, though: there are fewer
# steps in each epoch, and the learning rates must be chosen anew. Memory is no limit
# here. With weights, gradients and Adam's two averages the light GAN of digits takes
# less than 2 MB; a large generator of images takes several GB.

# %% [markdown]
# ## Further: what a run costs
#
# Some processors count the energy that they use, and Linux shows the counter (its name
# is RAPL). A virtual machine has none, and most systems show it to their administrator
# alone. `extras/scaling.py` asks for it.
#
# Without a counter one can only bound the energy. A processor core under load takes
# roughly 5 to 15 watts; this is an assumption, not a measurement. A notebook that runs
# for 60 seconds on two cores then takes 0.2 to 0.5 watt-hours, and all eighteen
# together 3 to 9: what a kettle of 2,000 watts uses in 16 seconds at most.
#
# Published GANs are of another size. The authors of StyleGAN2 report 0.68 MWh for one
# training of their largest network, and 131.61 MWh for the whole project, which is 193
# such trainings (Karras et al. 2020, table 5). For StyleGAN3 it was 225 MWh in all
# (Karras et al. 2021).
#
# It would not be honest to scale our seconds up to such figures. The hardware is
# another, the networks are others, and the failed attempts cannot be seen in one run.
# Report what you measured, with what, and how many runs the result took, those that
# failed included.
