# %% [markdown]
# # 02 · The objective function
#
# *By the end you have written both losses of a GAN, trained small games with them, and
# can say what every number in a GAN's log should be.*
#
# Reading and doing: about 95 min, and 35 for the further sections · [how long all
# cells run](RUN_TIMES.md)
#
# Before this: notebook 01 (the two players); logarithms; what a probability density is.
#
# ## You will be able to
#
# 1. compute the value $V(D, G)$ in two ways, and say who ascends it and who descends
#    it;
# 2. derive the best discriminator, find it by optimisation, and give its logit for an
#    uneven batch;
# 3. say what the generator minimises, why the discriminator's loss is $\log 4 = 1.386$
#    when the generator is perfect, and where the generator's slope is zero;
# 4. write both losses on logits, so that they stay exact at logits of ±10,000 and
#    TensorFlow can differentiate them;
# 5. find a sign error in a GAN from its numbers alone.

# %% [markdown]
# ## Three questions from earlier lessons
#
# Answer each before you open it.
#
# 1. (01) Two densities are known exactly. What is the best share of right verdicts that
#    any rule can reach, and when is it ½?
#
# <details><summary>Answer</summary>
# It is ½ + ½ TV, where TV is the total variation distance, half the area between the
# two densities. It is ½ exactly when the densities are equal.
# </details>
#
# 2. (01) The discriminator stands still. What is the generator's best reply?
#
# <details><summary>Answer</summary>
# To make one single point, the point where D is largest. It is the simplest form of
# mode collapse: nothing in the generator's payoff asks for variety.
# </details>
#
# 3. (00) The losses of two runs look alike. May you conclude that both draw good
#    digits?
#
# <details><summary>Answer</summary>
# No. A loss compares the two players with each other. Notebook 00 showed a run with
# usual losses whose digits were not the ones that were asked for; only a count showed
# it.
# </details>

# %%
from gan_course import seed_everything

# Every other seed on this page is derived from this one. Seeding comes first: it also
# keeps TensorFlow's start-up lines away.
SEED = 0
seed_everything(SEED)

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from gan_course import objectives, plots
from gan_course.datasets import mixture_1d
from gan_course.exercises import ex02, predictions

# %% [markdown]
# ## Predict first
#
# Write your guesses into the next cell, in place of the three dots, and run it. At the
# end of the page they are printed beside what happened.
#
# - `perfect`: The generator is perfect, and no discriminator can tell its fakes from
#   real data. What is the best discriminator's loss (real part plus fake part): `"0"`,
#   `"0.693"`, `"1.386"` or `"infinite"`?
# - `closer`: All real data lie at 0 and all fakes at 2. You move the fakes to 1, half
#   the way. Does the Jensen–Shannon divergence between the two `"fall"`, `"stay"` or
#   `"rise"`?
# - `real_sum`: A generator is told to raise the sum of $\log D(x)$ over the *real*
#   examples. Does it learn `"fast"`, `"slowly"` or `"not at all"`?

# %%
guesses = {"perfect": ..., "closer": ..., "real_sum": ...}

# %% [markdown]
# ## 1 · One game, one number
#
# A discriminator looks at an example and answers with a probability, $D(x)$: "this is
# real". In notebook 01 you counted right verdicts. Now we grade *probabilities*: on a
# real example the discriminator earns $\log D(x)$, and on a fake $\log(1 - D(G(z)))$.
# Both are 0 for a sure and right answer, and fall without limit for a sure and wrong
# one. The mean of what it earns is the **value** of the game:
#
# $$V(D, G) = \mathbb{E}_{x \sim p_r} \log D(x)
# + \mathbb{E}_{z \sim p_z} \log\bigl(1 - D(G(z))\bigr)$$
#
# **The discriminator ascends $V$ and the generator descends it** (Goodfellow et al.
# 2014, eq. 1).
#
# | symbol | in words | in code |
# |---|---|---|
# | $z$, $p_z$ | the noise, and its density | `z` |
# | $p_r(x)$ | density of the real data | `p_real` |
# | $p_g(x)$ | density of the fakes, $x = G(z)$ | `p_fake` |
# | $C(x)$ | the discriminator's output, a **logit** | `logit`, `real_logits`, … |
# | $D(x) = \sigma(C(x))$ | probability of "real" | `sigmoid(logit)` |
# | $\sigma(C) = 1/(1 + e^{-C})$ | the sigmoid | `sigmoid` |
# | $V(D, G)$ | the value | `value` |
#
# One payoff changes here without a change of name, so note it: in notebook 01 the
# generator was paid the mean of $D$ itself. From now on it is paid in logarithms, and
# section 6 shows what that changes. All of these payoffs rise when $D$ rises; they
# differ in strength.
#
# On the line both densities can be written down, so $V$ can be computed without drawing
# a single example, because an expectation is an integral. The real data have two bumps,
# and the fakes have one broad bump.

# %%
real_data = mixture_1d(means=[-2.0, 1.5], stds=[0.6, 0.8], weights=[0.4, 0.6])
fake_data = mixture_1d(means=[0.0], stds=1.6)

x = np.linspace(-12, 12, 4801)
dx = x[1] - x[0]
p_real, p_fake = real_data.pdf(x), fake_data.pdf(x)


def integral(y):
    return float(np.sum(y) * dx)      # everything here is 0 at both ends of x


def sigmoid(logit):
    return 1 / (1 + np.exp(-logit))


def clumsy_logit(x):
    return 0.8 * x                    # a clumsy discriminator: "the right half is real"


D = sigmoid(clumsy_logit(x))
value = integral(p_real * np.log(D)) + integral(p_fake * np.log(1 - D))
print(f"V by integration: {value:.4f}")

# %%
fig, ax = plt.subplots()
ax.fill_between(x, p_real, color=plots.REAL, alpha=0.35, label="$p_r$, real data")
ax.fill_between(x, p_fake, color=plots.FAKE, alpha=0.35, label="$p_g$, fakes")
plots.curves(x, {"$D(x)$, a clumsy one": (D, {"color": plots.DISCRIMINATOR})},
             title="Two densities and a discriminator", xlabel="x",
             ylabel="density, probability", ax=ax)
ax.set(xlim=(-6, 6), ylim=(0, 1.05))
plots.show(fig, alt="Real data with two bumps, fakes with one broad bump between them,"
                    " and a discriminator that rises from 0 on the left to 1 on the "
                    "right.")

# %% [markdown]
# *What to see: this discriminator is right about the bump at 1.5 and wrong about the
# bump at −2.*
#
# In training nobody knows the densities. All one has is **samples**, and an expectation
# becomes a mean over a batch.

# %%
real = real_data.sample(200_000, seed=SEED + 10)      # (200000, 1)
fake = fake_data.sample(200_000, seed=SEED + 20)
on_real = np.log(sigmoid(clumsy_logit(real)))
on_fake = np.log(1 - sigmoid(clumsy_logit(fake)))
estimate = on_real.mean() + on_fake.mean()
standard_error = np.sqrt(on_real.var() / len(real) + on_fake.var() / len(fake))
print(f"V from 200,000 + 200,000 examples: {estimate:.4f} ± {standard_error:.4f}")

# %%
# NBVAL_CHECK_OUTPUT
near = abs(estimate - value) < 4.5 * standard_error
print(f"V by integration {value:.4f}")
print("the mean over samples is within 4.5 standard errors of it:", near)

# %% [markdown]
# ## 2 · The loss is the value with its sign changed
#
# Optimisers descend, so give the discriminator something to descend: $L_D = -V$. You
# know this number already. The **binary cross-entropy** with label 1 on real data and
# label 0 on fakes is the same.

# %%
cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
real_logits, fake_logits = clumsy_logit(real), clumsy_logit(fake)
loss_real = float(cross_entropy(np.ones_like(real_logits), real_logits))
loss_fake = float(cross_entropy(np.zeros_like(fake_logits), fake_logits))
print(f"{loss_real:.4f} + {loss_fake:.4f} = {loss_real + loss_fake:.4f}")

# %%
# NBVAL_CHECK_OUTPUT
same = abs(loss_real + loss_fake + estimate) < 1e-4
print("cross-entropy = -V within 0.0001:", same)
labels = np.concatenate([np.ones_like(real_logits), np.zeros_like(fake_logits)])
both = np.concatenate([real_logits, fake_logits])
stacked = float(cross_entropy(labels, both))
print("stacked into one batch it is half of that:", abs(stacked + estimate / 2) < 1e-4)

# %% [markdown]
# Mind the factor. Code that **adds** the two parts and code that **stacks** both halves
# into one batch differ by a factor of 2. A discriminator that always answers ½ has the
# loss $\log 4 = 1.386$ in the first and $\log 2 = 0.693$ in the second. This course
# adds.
#
# ### Why logits, and not probabilities
#
# A discriminator that is very sure returns a large logit. In 32-bit numbers the sigmoid
# of a large logit is exactly 0 or 1, and the logarithm of 0 is infinite.

# %%
logits = tf.constant([-10.0, -100.0, -10_000.0])
with tf.GradientTape(persistent=True) as tape:
    tape.watch(logits)
    by_definition = -tf.math.log(tf.sigmoid(logits))
    by_softplus = tf.math.softplus(-logits)
for name, loss in (("-log(sigmoid(C))", by_definition), ("softplus(-C)", by_softplus)):
    gradient = tape.gradient(loss, logits)
    print(name)
    print("    loss:    ", loss.numpy())
    print("    gradient:", gradient.numpy())


# %% [markdown]
# The first line breaks: its losses are infinite and its gradients are not numbers, and
# a single such number ends a training run. The second line is the same function,
# written so that nothing is rounded to zero:
#
# $$-\log \sigma(C) = \log(1 + e^{-C}) = \mathrm{softplus}(-C),
# \qquad -\log(1 - \sigma(C)) = \mathrm{softplus}(C).$$
#
# Therefore a discriminator in this course has **no sigmoid at its end**, and losses
# take logits.

# %% [markdown]
# ### Exercise 1 · the discriminator's loss
#
# Write $L_D = -V$ as a mean over each batch of logits, real part plus fake part. It
# must stay exact at logits of ±10,000. The arguments have the shape (batch, 1), and the
# two batches may differ in size. The result is one number. Networks will be trained
# with it, so compute with TensorFlow's functions from the logits to the loss: then its
# gradient reaches them. (TensorFlow's functions take NumPy arrays too.)

# %% tags=["exercise:discriminator_loss"]
def discriminator_loss(real_logits, fake_logits):
    return ...


# %%
ex02.discriminator_loss.check(discriminator_loss)

# %%
# ex02.discriminator_loss.hint(1)      # then 2 and 3
# ex02.discriminator_loss.solution()

# %% [markdown]
# The next line takes your function if it was right, and the course's function until
# then. It says which. Everything on this page that needs the discriminator's loss uses
# it.

# %%
discriminator_loss = ex02.discriminator_loss.yours()
loss_of_clumsy = float(discriminator_loss(real_logits, fake_logits))
undecided = np.zeros((100, 1))
coin = float(discriminator_loss(undecided, undecided))
print(f"loss of the clumsy discriminator: {loss_of_clumsy:.4f}")
print(f"loss where D is always 1/2:       {coin:.4f}")

# %%
# NBVAL_CHECK_OUTPUT
print("it is -V within 0.0001:", abs(loss_of_clumsy + estimate) < 1e-4)
print(f"always answering 1/2 costs {coin:.4f}; log 4 = {np.log(4):.4f}")

# %% [markdown]
# ## 3 · The best answer to a fixed generator
#
# Freeze the generator. What should $D$ say at a point $x$? Its logit $C$ there adds
# this to $V$, per unit of length:
#
# $$p_r(x)\,\log \sigma(C) + p_g(x)\,\log(1 - \sigma(C)).$$
#
# No other point is affected, so each logit can be optimised **alone**. Let us not solve
# anything yet. Give each of the 4,801 points its own free logit, start all of them at
# 0, and ascend. The slope in $C$ is $p_r\,(1 - \sigma(C)) - p_g\,\sigma(C)$: real data
# push the logit up, and fakes push it down.

# %%
logit = np.zeros_like(x)
for _ in range(2000):
    slope = p_real * (1 - sigmoid(logit)) - p_fake * sigmoid(logit)
    logit += 2.0 * slope / (p_real + p_fake)     # divided, so that rare points keep up

closed_form = p_real / (p_real + p_fake)
gap = np.abs(sigmoid(logit) - closed_form).max()
print(f"largest gap to p_r / (p_r + p_g): {gap:.1e}")

# %%
thick = {"linewidth": 4, "alpha": 0.4}
fig = plots.curves(x, {
    "$p_r$, real data": (p_real, {"color": plots.REAL}),
    "$p_g$, fakes": (p_fake, {"color": plots.FAKE}),
    "$p_r/(p_r + p_g)$": (closed_form, {"color": plots.THEORY, **thick}),
    "found by ascent": (sigmoid(logit), {"color": plots.DISCRIMINATOR, "ls": "--"}),
}, title="The best discriminator", xlabel="x", ylabel="density, probability")
fig.axes[0].set(xlim=(-6, 6), ylim=(0, 1.05))
plots.show(fig, alt="The discriminator found by ascent lies on the curve p_r over p_r "
                    "plus p_g: high on both bumps of real data, low between and beside"
                    " them, one half where the two densities cross.")

# %% [markdown]
# *What to see: $D^*$ is ½ exactly where the two densities cross, and not where the
# bumps are highest.*
#
# The ascent stops where the slope is 0, that is, where $p_r (1 - D) = p_g D$. Solve for
# $D$, and take the logit:
#
# $$D^*(x) = \frac{p_r(x)}{p_r(x) + p_g(x)}, \qquad
# C^*(x) = \log\frac{p_r(x)}{p_g(x)}.$$
#
# The second form is the one to remember: **a discriminator estimates the logarithm of a
# ratio of densities.**

# %%
# NBVAL_CHECK_OUTPUT
log_ratio = real_data.log_pdf(x) - fake_data.log_pdf(x)
seen = np.abs(log_ratio) < 4      # beyond, a free logit still rises, ever more slowly
gap = np.abs(sigmoid(logit) - closed_form).max()
print("found by ascent = p_r/(p_r + p_g) within 0.001:", gap < 1e-3)
gap = np.abs(logit - log_ratio)[seen].max()
print("its logit = log(p_r/p_g) within 0.02:", gap < 0.02)


# %% [markdown]
# ### Exercise 2 · the best logit for an uneven batch
#
# Your batches hold a share $r$ of real examples and $1 - r$ of fakes. The best
# discriminator becomes $D^* = r\,p_r / (r\,p_r + (1 - r)\,p_g)$. Return its **logit**,
# computed from log-densities (arrays of any shape). It must stay exact far from all
# data, where both densities are rounded to 0.

# %% tags=["exercise:optimal_logit"]
def optimal_logit(log_p_real, log_p_fake, real_share):
    return ...


# %%
ex02.optimal_logit.check(optimal_logit)


# %%
# ex02.optimal_logit.hint(1)      # then 2 and 3
# ex02.optimal_logit.solution()

# %% [markdown]
# ## 4 · What the generator sees
#
# Put $D^*$ into $V$. What is left depends on the generator only:
#
# $$V(D^*, G) = \mathbb{E}_{p_r} \log\frac{p_r}{p_r + p_g}
#  + \mathbb{E}_{p_g} \log\frac{p_g}{p_r + p_g}
#  = -\log 4 + 2\,\mathrm{JSD}(p_r \,\|\, p_g).$$
#
# The **Jensen–Shannon divergence** compares both densities with their mean
# $m = (p + q)/2$:
#
# $$\mathrm{JSD}(p \,\|\, q) = \tfrac12 \mathrm{KL}(p \,\|\, m)
# + \tfrac12 \mathrm{KL}(q \,\|\, m), \qquad
# \mathrm{KL}(p \,\|\, q) = \int p \log(p/q).$$
#
# The $\log 4$ comes from the two means, because each denominator $p_r + p_g$ is $2m$.
# Both sides can be computed. Here they are, while one bump of fakes slides over real
# data of the same shape. The best discriminator is your `optimal_logit` with an even
# batch.

# %%
optimal_logit = ex02.optimal_logit.yours()


def softplus(a):
    return np.logaddexp(0, a)


# %%
def kl(log_p, log_q):
    return integral(np.exp(log_p) * (log_p - log_q))


def js(log_p, log_q):
    log_mean = np.logaddexp(log_p, log_q) - np.log(2)
    return (kl(log_p, log_mean) + kl(log_q, log_mean)) / 2


shifts = np.linspace(-4, 4, 81)
log_p = mixture_1d([0.0], 1.0).log_pdf(x)
value_at_best, divergence = [], []
for shift in shifts:
    log_q = mixture_1d([shift], 1.0).log_pdf(x)
    best = np.asarray(optimal_logit(log_p, log_q, 0.5))
    losses = np.exp(log_p) * softplus(-best) + np.exp(log_q) * softplus(best)
    value_at_best.append(-integral(losses))
    divergence.append(js(log_p, log_q))
value_at_best, divergence = np.array(value_at_best), np.array(divergence)

# %%
fig = plots.curves(shifts, {
    "$V(D^*, G)$": (value_at_best, {"color": plots.DISCRIMINATOR, **thick}),
    "$-\\log 4 + 2\\,$JSD": (-np.log(4) + 2 * divergence,
                             {"color": plots.THEORY, "linestyle": "--"}),
}, title="The value when D gives its best answer", xlabel="shift of the fakes",
    ylabel="value")
fig.axes[0].axhline(-np.log(4), color=plots.FAKE, linewidth=1)
fig.axes[0].annotate("−log 4 = −1.386", (2.1, -1.36), color=plots.FAKE)
plots.show(fig, alt="A valley with its bottom at shift 0 and height minus log 4; its "
                    "walls flatten towards 0 when the fakes are far away. The two "
                    "formulas coincide.")

# %% [markdown]
# *What to see: one valley, whose bottom is at "the fakes have the density of the real
# data", and whose walls become flat as the overlap ends.*

# %%
# NBVAL_CHECK_OUTPUT
gap = np.abs(value_at_best - (-np.log(4) + 2 * divergence)).max()
lowest = np.argmin(value_at_best)
print("V(D*, G) = -log 4 + 2 JSD at all 81 shifts, within 1e-9:", gap < 1e-9)
print(f"lowest at shift {shifts[lowest]:.1f}: {value_at_best[lowest]:.4f};  "
      f"-log 4 = {-np.log(4):.4f}")
print("elsewhere it is higher:", np.sum(value_at_best <= -np.log(4) + 1e-9) == 1)


# %% [markdown]
# So a perfect generator does not bring the discriminator's loss to 0 but to
# $\log 4 = 1.386$. **A discriminator's loss near 0 is bad news for the generator.**
#
# One warning: a loss of 1.386 alone proves nothing. A discriminator that has learned
# nothing has that loss too. The statement is about the *best* discriminator.

# %% [markdown]
# ### Exercise 3 · the divergence of two histograms
#
# Write the Jensen–Shannon divergence, in nats, of two histograms of **counts** over the
# same bins. Counts are whole numbers, some bins are empty, and the two histograms may
# hold different numbers of examples. Leave the arrays that you are given as they are.

# %% tags=["exercise:jsd"]
def jsd(real_counts, fake_counts):
    return ...


# %%
ex02.jsd.check(jsd)


# %%
# ex02.jsd.hint(1)      # then 2 and 3
# ex02.jsd.solution()

# %% [markdown]
# ## 5 · When nothing overlaps
#
# Images are points in a space of many dimensions. Arjovsky & Bottou (2017) argue that
# real images fill only a thin sheet of it, that fakes fill another one, and that two
# such sheets hardly meet. Take the extreme case on the line: all real data lie within a
# block of width 0.1 around 0, and all fakes within such a block around $\theta$. Beside
# your JSD, compute the **Wasserstein distance** $W_1$, which says how far mass must be
# carried on average. On the line it is the area between the two cumulative
# distributions. (A density on a grid can be given to `jsd` as counts, because `jsd`
# scales both to sum to 1.)

# %%
jsd = ex02.jsd.yours()


def block(centre, width=0.1):
    inside = np.abs(x - centre) < width / 2 + dx / 4   # dx/4: no edge moves by rounding
    return inside / integral(inside)


def w1_of(p, q):
    return integral(np.abs(np.cumsum(p - q) * dx))


distances = np.arange(-60, 61) * 0.05
block_js = np.array([jsd(block(0.0), block(d)) for d in distances])
block_w1 = np.array([w1_of(block(0.0), block(d)) for d in distances])

# %%
fig = plots.curves(distances, {"JSD": (block_js, {"color": plots.DISCRIMINATOR}),
                               "$W_1$": (block_w1, {"color": plots.ACCENT})},
                   title="Two narrow blocks: which number tells that they come closer?",
                   xlabel="θ, centre of the fakes", ylabel="divergence, distance")
fig.axes[0].axhline(np.log(2), color=plots.THEORY, linewidth=1, linestyle=":")
fig.axes[0].annotate("log 2", (2.6, np.log(2) + 0.06), color=plots.THEORY)
plots.show(fig, alt="The divergence is log 2 at every distance except in a narrow slit"
                    " at 0; the Wasserstein distance is a V with its tip at 0.")

# %%
# NBVAL_CHECK_OUTPUT
apart = np.abs(distances) > 0.15
at_1, at_2 = float(jsd(block(0.0), block(1.0))), float(jsd(block(0.0), block(2.0)))
print(f"JSD at θ = 1: {at_1:.4f}, at θ = 2: {at_2:.4f}, log 2 = {np.log(2):.4f}")
print("JSD = log 2 at every θ beyond the blocks, within 1e-6:",
      np.abs(block_js[apart] - np.log(2)).max() < 1e-6)
print("W1 = |θ| at every θ, within 0.001:",
      np.abs(block_w1 - np.abs(distances)).max() < 1e-3)

# %% [markdown]
# *What to see: halving the distance does not change the JSD at all. Its slope is
# exactly 0, so a generator that descends $V(D^*, G)$ gets no direction.* $W_1$ falls in
# proportion to the distance. This is the argument for Wasserstein GANs (Arjovsky et al.
# 2017), and for adding noise to the discriminator's input, which makes the sheets
# overlap. Notebooks 07 and 08 put both to the test.

# %% [markdown]
# ## 6 · Two losses for the generator
#
# The generator descends $V$, and only the second term of $V$ contains $G$. So its loss
# is the mean of $\log(1 - D(G(z)))$: the **saturating** or minimax loss. Goodfellow et
# al. offered a second one in the same paper: descend the mean of $-\log D(G(z))$, the
# **non-saturating** loss. Both fall as $D$ takes the fakes for real. They differ in
# their slopes. Let TensorFlow differentiate both in the logit $C$ of one fake.

# %%
logits = tf.constant(np.linspace(-8, 8, 161))
with tf.GradientTape(persistent=True) as tape:
    tape.watch(logits)
    saturating = tf.math.log(1 - tf.sigmoid(logits))
    non_saturating = -tf.math.log(tf.sigmoid(logits))
slope_saturating = tape.gradient(saturating, logits).numpy()
slope_non_saturating = tape.gradient(non_saturating, logits).numpy()

# %%
fig = plots.curves(logits, {
    "saturating: −σ(C)": (slope_saturating, {"color": plots.ACCENT}),
    "non-saturating: −(1 − σ(C))": (slope_non_saturating, {"color": plots.GENERATOR}),
}, title="The slope of each loss", xlabel="logit C of the fake", ylabel="slope in C")
for text, place in (("D rejects", -7.8), ("D accepts", 5.2)):
    fig.axes[0].annotate(text, (place, -0.55))
fig.axes[0].set(ylim=(-1.05, 0.45))
fig.axes[0].legend(loc="upper center")
plots.show(fig, alt="The slope of the saturating loss is 0 where the discriminator "
                    "rejects and minus 1 where it accepts; the non-saturating one is "
                    "the mirror image.")

# %% [markdown]
# *What to see: early in training $D$ rejects every fake, which is the left side of the
# picture. There the saturating loss is flat, just when the generator needs a gradient
# most.* The slopes are $-\sigma(C)$ and $-(1 - \sigma(C))$, and their ratio is
# $e^{-C}$.

# %%
# NBVAL_CHECK_OUTPUT
D = sigmoid(logits.numpy())
print("saturating slope = -σ(C) within 1e-9:",
      np.abs(slope_saturating + D).max() < 1e-9)
print("non-saturating slope = -(1 - σ(C)) within 1e-9:",
      np.abs(slope_non_saturating + 1 - D).max() < 1e-9)
at = np.argmin(np.abs(logits.numpy() + 6))
ratio = slope_non_saturating[at] / slope_saturating[at]
print(f"at C = -6 the second slope is {ratio:.0f} times the first; "
      f"e^6 = {np.exp(6):.0f}")


# %% [markdown]
# ### Exercise 4 · the non-saturating generator loss
#
# Write it on logits, as the mean over the batch, exact at ±10,000, with TensorFlow's
# functions as before. Argument: the discriminator's logits of the fakes, shape (batch,
# 1).

# %% tags=["exercise:generator_loss"]
def generator_loss(fake_logits):
    return ...


# %%
ex02.generator_loss.check(generator_loss)


# %%
# ex02.generator_loss.hint(1)      # then 2 and 3
# ex02.generator_loss.solution()

# %% [markdown]
# ### Your two losses train a game
#
# Here is the smallest GAN there is. The real data are one bump at 3. The generator adds
# a number to its noise, $G(z) = z + \theta$, and the discriminator is a straight line
# with two weights, $C(x) = \varphi_1 x + \varphi_0$. Each player descends its own loss,
# found by TensorFlow's gradient.

# %%
def log_line(step, real_logits, fake_logits, centre):
    on_real = tf.reduce_mean(tf.sigmoid(real_logits))
    on_fake = tf.reduce_mean(tf.sigmoid(fake_logits))
    minus_v = discriminator_loss(real_logits, fake_logits)
    print(f"{step:4d} {on_real:11.2f} {on_fake:14.2f} {minus_v:9.2f} {centre:17.1f}")


def descend(tape, loss, variables, rate=0.2):
    gradients = tape.gradient(loss, variables)
    for variable, gradient in zip(variables, gradients, strict=True):
        variable.assign_sub(rate * gradient)


# %%
def play(d_loss, g_loss, start=0.0):
    """100 steps; print some lines of the log, and return θ at the end."""
    rng = np.random.default_rng(SEED + 9)
    slope, offset, centre = tf.Variable(0.0), tf.Variable(0.0), tf.Variable(start)
    print("step   mean D(x)   mean D(G(z))        -V   centre of fakes")
    for step in range(101):
        real = tf.constant(rng.normal(3.0, 1.0, (256, 1)), tf.float32)
        z = tf.constant(rng.normal(0.0, 1.0, (256, 1)), tf.float32)
        if step in (0, 10, 30, 100):
            fake = centre + z
            log_line(step, slope * real + offset, slope * fake + offset, float(centre))
        for _ in range(3):                            # the discriminator, three times
            with tf.GradientTape() as tape:
                loss = d_loss(slope * real + offset, slope * (centre + z) + offset)
            descend(tape, loss, [slope, offset])
        with tf.GradientTape() as tape:               # then the generator, once
            loss = g_loss(slope * (centre + z) + offset)
        descend(tape, loss, [centre])
    return float(centre)


# %% [markdown]
# The fakes start at −3, far on the wrong side. The discriminator's loss is yours. First
# the generator descends your non-saturating loss, then the saturating one.

# %%
generator_loss = ex02.generator_loss.yours()


def saturating_loss(fake_logits):
    return -tf.reduce_mean(tf.math.softplus(fake_logits))     # mean of log(1 - D(G(z)))


print("\nyour generator_loss")
end_yours = play(discriminator_loss, generator_loss, start=-3.0)
print("\nthe saturating loss")
end_saturating = play(discriminator_loss, saturating_loss, start=-3.0)

# %%
# NBVAL_CHECK_OUTPUT
print("with generator_loss the fakes are within 0.4 of 3:", abs(end_yours - 3) < 0.4)
print("with the saturating loss they are still below -1:", end_saturating < -1)

# %% [markdown]
# *What to see: the saturating loss soon faces a discriminator that is sure (at step 10
# the fakes get a probability of about 0.02), and from there its fakes hardly move. With
# your loss they leave before $D$ is so sure, and reach the data.*
#
# ### The steeper slope has a price
#
# A generator that descends $-\log D$ no longer descends the JSD. With $D = D^*$ held
# fixed during the step, its gradient is that of another quantity (Arjovsky & Bottou
# 2017, theorem 2.5):
#
# $$\nabla_\theta\, \mathbb{E}_{z}\bigl[-\log D^*(G_\theta(z))\bigr]
# = \nabla_\theta \bigl[\mathrm{KL}(p_g \,\|\, p_r)
#   - 2\,\mathrm{JSD}(p_r \,\|\, p_g)\bigr].$$
#
# A section at the end, "Further: what each loss descends", checks it by computing both
# sides. $\mathrm{KL}(p_g \,\|\, p_r)$ asks of each fake whether it is plausible, and
# charges heavily for fakes where there are no real data. It does not ask whether all
# real data are covered. And the JSD enters with a **minus**. Whether this is a reason
# why GANs lose modes is a question for an experiment; notebook 06 makes it, as
# explanation D.

# %% [markdown]
# ## 7 · A popular article, read with a calculator
#
# Claims about GANs are often copied. We read one popular introduction in Chinese. It
# names no author, and pages like it are found under the same headings:
#
# 核心概念与联系 · 核心算法原理具体操作步骤 · 数学模型和公式详细讲解举例说明
#
# It states the game with four slips, each small on the page and fatal in code. In our
# own words, with the heading under which each stands:
#
# 1. (目标函数, objective) the generator maximises the sum of $\log D(x)$ over $x$, the real
#    examples;
# 2. (the same, and 损失函数, loss) the discriminator **minimises**
#    $\log D(x) + \log(1 - D(G(z)))$, and this sum is called its loss;
# 3. (梯度上升法, gradient ascent) the generator ascends and the discriminator descends,
#    though both printed updates subtract the gradient;
# 4. (损失函数, loss) a loss for the generator is used in its update, and never defined.
#
# We do not argue; we run it. First slip: how does that sum change with the generator's
# weights?

# %%
def small_network(inputs):
    return keras.Sequential([keras.Input((inputs,)),
                             keras.layers.Dense(16, activation="tanh"),
                             keras.layers.Dense(1)])


generator, discriminator = small_network(2), small_network(1)
real_batch = real_data.sample(256, seed=SEED + 8)
z = keras.random.normal((256, 2), seed=SEED + 8)


def sum_of_log_d(examples):
    return tf.reduce_sum(tf.math.log_sigmoid(discriminator(examples)))


with tf.GradientTape(persistent=True) as tape:
    as_printed = sum_of_log_d(real_batch)          # Σ log D(x)
    as_meant = sum_of_log_d(generator(z))          # Σ log D(G(z))
printed = tape.gradient(as_printed, generator.trainable_variables)
meant = tape.gradient(as_meant, generator.trainable_variables)
print("as printed:", printed)
print("as meant:  ", [f"{float(tf.norm(gradient)):.3g}" for gradient in meant])

# %%
# NBVAL_CHECK_OUTPUT
print("as printed, no weight of the generator has a gradient:",
      all(gradient is None for gradient in printed))
print("as meant, every weight has one:",
      all(float(tf.norm(gradient)) > 0 for gradient in meant))

# %% [markdown]
# *What to see: not a small gradient but `None`.* The sum over real examples does not
# contain $G$, so a generator that ascends it never moves. Meant is $\log D(G(z))$, the
# non-saturating objective.
#
# The other slips fall in the same way. The section "Further: the other three slips"
# lets one discriminator minimise $V$ and its twin ascend it, and takes one step of each
# kind. What it finds fits in a table. **Both players descend, each its own loss.**
# "Ascent" is right for the discriminator if you speak of $V$, and for nobody if you
# speak of losses.
# %% [markdown]
# | | the article | what the numbers say |
# |---|---|---|
# | aim of $G$ | raise $\sum \log D(x)$ | none in $G$; raise $\sum \log D(G(z))$ |
# | aim of $D$ | minimise $V$ | ascend $V$: minimise $-V$, the cross-entropy |
# | updates | "ascent" for $G$, "descent" for $D$ | both subtract a loss's gradient |
# | $L_D$ | $V$ | $-V$ |
# | $L_G$ | missing | $-\log D(G(z))$, or $\log(1 - D(G(z)))$ |
#
# The same article's program fails too, in nine places; notebook 04 repairs it.

# %% [markdown]
# ## 8 · Something breaks
#
# Three more rounds of the game of section 6, with real data at 3 and fakes that start
# at 0. Games A, B and C differ in their losses only. One is healthy; **in two of them
# one player's loss has the wrong sign.** The losses are sealed, and this is the log
# that you would see. The column $-V$ is computed with `discriminator_loss` of exercise
# 1 in all three.

# %%
for game in "ABC":
    print(f"\ngame {game}")
    play(*ex02.suspects[game])

# %% [markdown]
# ### Exercise 5 · find the sign error
#
# Whose sign is wrong in each game? Answer `"generator"`, `"discriminator"` or `"none"`.
# Ask of every column what a healthy game shows.

# %% tags=["exercise:faults"]
faults = {"A": ..., "B": ..., "C": ...}

# %%
ex02.faults.check(faults)


# %%
# ex02.faults.hint(1)      # then 2 and 3
# ex02.faults.solution()

# %% [markdown]
# ## Quiz
#
# 1. Your log shows a discriminator's loss (sum of both parts) of 0.05 for the last
#    thousand steps. Is this good news?
#
# <details><summary>Answer</summary>
# For the generator it is bad news. The best discriminator's loss is log 4 − 2 JSD; near
# 0 it means that the JSD is near log 2: the fakes hardly overlap with the real data,
# and the saturating loss is flat there.
# </details>
#
# 2. Two repositories train the same GAN. One reports a discriminator's loss of 1.38,
#    the other of 0.69. Whose is better?
#
# <details><summary>Answer</summary>
# It is the same number, counted in two ways: the first adds the real and the fake part,
# the second takes their mean (or stacks both halves in one batch). On average, both
# discriminators answer ½ everywhere.
# </details>
#
# 3. Saturating and non-saturating losses have the same sign of gradient everywhere. Why
#    does it matter which one is used?
#
# <details><summary>Answer</summary>
#
# The strength differs by the factor $e^{-C}$. Where D rejects a fake ($C = -6$), the
# slope of the non-saturating loss is 403 times as large, and that is where a young
# generator's fakes are. The price: at $D^*$ it descends
# $\mathrm{KL}(p_g \,\|\, p_r) - 2\,\mathrm{JSD}$, and not the JSD.
#
# </details>

# %% [markdown]
# ## Back to your predictions

# %%
perfect = -value_at_best[np.argmin(np.abs(shifts))]             # section 4, shift 0
moved = float(jsd(block(0), block(1)) - jsd(block(0), block(2)))
predictions.beside(guesses, {
    "perfect": f"{perfect:.3f}",
    "closer": "stay" if abs(moved) < 1e-6 else "fall" if moved < 0 else "rise",
    "real_sum": "not at all" if all(g is None for g in printed) else "it learns",
})

# %% [markdown]
# ## You have seen
#
# 1. $V(D, G)$ by integration and by sampling: the same number. The discriminator
#    ascends it, the generator descends it, and your loss $-V$ is the binary
#    cross-entropy.
# 2. $D^* = p_r/(p_r + p_g)$ with the logit $\log(p_r/p_g)$: found by ascent point by
#    point and by algebra. For an uneven batch the logit shifts by the log-odds of the
#    batch.
# 3. $V(D^*, G) = -\log 4 + 2\,\mathrm{JSD}$: lowest at $p_g = p_r$, where the loss is
#    1.386, and flat where nothing overlaps.
# 4. Both losses on logits with softplus: exact at ±10,000, where logarithms of sigmoids
#    give infinity and NaN, and differentiable, so that they trained the games on this
#    page.
# 5. Two wrong signs, told apart by their numbers: $-V$ far above $\log 4$ accuses the
#    discriminator, and $-V$ near 0 with fakes that flee accuses the generator.
#
# ## Common mistakes
#
# - **The generator's loss on real examples.** It has no gradient in $G$; `GradientTape`
#   says `None`.
# - **Descending $V$ with the discriminator.** It learns to call real data fake. What it
#   should descend is $-V$.
# - **Expecting the discriminator's loss to go to 0.** Against a perfect generator it is
#   $\log 4$ (or $\log 2$, if the code takes the mean).
# - **A sigmoid at the end *and* a loss on logits**, or neither. It must be exactly one.
# - **`log(sigmoid(C))`.** Infinite at large logits, with NaN gradients. Use softplus,
#   or `from_logits=True`.
# - **Shapes (batch,) against (batch, 1).** They broadcast to (batch, batch) without a
#   warning; the package's `objectives` refuses them.
# - **Comparing losses between games.** At equilibrium the loss is 0.25 with least
#   squares, 1.386 with minimax and 0 with Wasserstein.
#
# ## Papers
#
# - Goodfellow et al. 2014, *Generative adversarial nets*: eq. 1, proposition 1 and
#   theorem 1 are our sections 1 to 4.
# - Arjovsky & Bottou 2017, *Towards principled methods for training generative
#   adversarial networks*: what our sections 5 and 6 compute.
# - Nowozin, Cseke & Tomioka 2016, *f-GAN: training generative neural samplers using
#   variational divergence minimization*.
# - Mao et al. 2017, *Least squares generative adversarial networks*: eq. 9.
# - Lim & Ye 2017, *Geometric GAN*; Miyato et al. 2018, *Spectral normalization for
#   generative adversarial networks*: the hinge game.
# - Arjovsky, Chintala & Bottou 2017, *Wasserstein GAN*: why a distance, and which.
# - Jolicoeur-Martineau 2018, *The relativistic discriminator*; Huang et al. 2024, *The
#   GAN is dead; long live the GAN!* (R3GAN).
#
# ## Next
#
# You know what both players want. [Notebook 03](03_gradient_updates.ipynb) moves them:
# you write every gradient yourself, check it against TensorFlow, and meet the first
# games that go in circles. The sections below go further and are not needed for it.

# %% [markdown]
# ## Further: a discriminator measures a divergence
#
# Nobody knows the densities in practice. But section 2 said that $-V$ is a
# cross-entropy, so **any classifier** that is trained to tell real from fake approaches
# $D^*$, and its loss approaches $\log 4 - 2\,\mathrm{JSD}$. Train a small one on
# samples alone, with your loss.

# %%
def train_discriminator(real, fake, steps=1000, batch=250):
    """Return a network 1 → 32 → 32 → 1, a logit, trained with `discriminator_loss`."""
    network = keras.Sequential([
        keras.Input((1,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(1),                         # a logit: no sigmoid here
    ])
    rate = keras.optimizers.schedules.CosineDecay(0.01, decay_steps=steps)
    optimizer = keras.optimizers.Adam(rate)
    rng = np.random.default_rng(SEED + 5)

    @tf.function
    def step(real_batch, fake_batch):
        with tf.GradientTape() as tape:
            loss = discriminator_loss(network(real_batch), network(fake_batch))
        gradients = tape.gradient(loss, network.trainable_weights)
        optimizer.apply(gradients, network.trainable_weights)

    for _ in range(steps):
        step(rng.choice(real, batch), rng.choice(fake, batch))
    return network


# %%
def exact_loss(logit):
    return integral(p_real * softplus(-logit) + p_fake * softplus(logit))     # -V


def on_grid(network):
    return network(x[:, None].astype("float32")).numpy()[:, 0].astype(float)


def as_jsd(loss):
    return float(np.log(4) - loss) / 2           # the divergence that a loss stands for


learned_logit = on_grid(train_discriminator(real_data.sample(50_000, seed=SEED + 3),
                                            fake_data.sample(50_000, seed=SEED + 4)))
true_jsd = float(jsd(p_real, p_fake))
exact_jsd = as_jsd(exact_loss(learned_logit))
print(f"JSD of the densities      {true_jsd:.4f}")
print(f"JSD by the trained network {exact_jsd:.4f}")

# %%
fig = plots.curves(x, {
    "$D^*$": (closed_form, {"color": plots.THEORY, **thick}),
    "trained on samples": (sigmoid(learned_logit),
                           {"color": plots.DISCRIMINATOR, "linestyle": "--"}),
}, title="A classifier finds the best discriminator", xlabel="x",
    ylabel="probability of real")
p_all = (p_real + p_fake) / 2
fig.axes[0].fill_between(x, p_all, color=plots.PALETTE[5], alpha=0.3,
                         label="density of all examples")
fig.axes[0].set(xlim=(-8, 8), ylim=(0, 1.05))
fig.axes[0].legend()
plots.show(fig, alt="The trained discriminator follows the best one wherever there are"
                    " examples, and drifts away from it beyond x = 4 on both sides, "
                    "where there are hardly any.")

# %%
# NBVAL_CHECK_OUTPUT
mean_gap = integral(p_all * np.abs(sigmoid(learned_logit) - closed_form))
print("mean gap to D* over all examples below 0.02:", mean_gap < 0.02)
short = true_jsd - exact_jsd
print("the JSD that it measures is too small, by less than 0.005:", 0 < short < 0.005)

# %% [markdown]
# *What to see: it agrees where examples are, and beyond $x = 4$, where hardly any are,
# it drifts off.* Further out no example corrects it: fakes that land there get
# arbitrary advice.
#
# ### A lower bound in expectation, an estimate in practice
#
# No discriminator has a smaller *expected* loss than $D^*$, so the expected reading
# $(\log 4 - L_D)/2$ is a **lower bound** of the JSD. The line above computed the
# expectation by integration. In practice the loss comes from a sample, and then the
# reading scatters around its expectation. How often does it exceed the true JSD? Draw
# fresh samples of three sizes, 200 times each, and read the same discriminator.

# %%
rng = np.random.default_rng(SEED + 6)
readings = {}
print("examples a side    mean   std of one reading   share above the true JSD")
for n in (200, 2_000, 20_000):
    readings[n] = np.array([
        as_jsd(discriminator_loss(
            np.interp(real_data.sample(n, rng), x, learned_logit),
            np.interp(fake_data.sample(n, rng), x, learned_logit)))
        for _ in range(200)])
    above = np.mean(readings[n] > true_jsd)
    print(f"{n:15,d} {readings[n].mean():7.4f} {readings[n].std():20.4f} {above:26.2f}")

few_real, few_fake = (data.sample(20, seed=SEED + 7) for data in (real_data, fake_data))
memoriser = train_discriminator(few_real, few_fake)
own = as_jsd(discriminator_loss(memoriser(few_real), memoriser(few_fake)))
fresh = as_jsd(exact_loss(on_grid(memoriser)))
print(f"\ntrained on 20 + 20 examples: JSD {own:.3f} on these, "
      f"{fresh:.3f} in expectation")

# %%
# NBVAL_CHECK_OUTPUT
print("with 200 examples over 30 % of the readings exceed the true JSD:",
      np.mean(readings[200] > true_jsd) > 0.3)
print("the mean of all readings is the exact one, within 0.006:",
      max(abs(values.mean() - exact_jsd) for values in readings.values()) < 0.006)
print("100 times the examples, a standard deviation below a fifth:",
      readings[20_000].std() < readings[200].std() / 5)
print("on its own 20 + 20 examples a discriminator reads at least 0.1 too much:",
      own - fresh > 0.1)

# %% [markdown]
# So on fresh data a reading is an unbiased estimate of a number that is slightly too
# small, and about half of the readings lie above the true JSD, because they scatter by
# more than what is missing. On the data that the discriminator was *trained* on, the
# reading is biased upwards: it has learned these examples by heart. (On fresh data it
# is then sure and wrong: its expected loss is above $\log 4$, and the lower bound falls
# below 0, which no JSD does.) A number in a GAN's log is a reading on training data.

# %% [markdown]
# ## Further: what each loss descends
#
# Section 6 quotes a theorem: with $D^*$ frozen, the slope of the non-saturating loss is
# that of $\mathrm{KL}(p_g \,\|\, p_r) - 2\,\mathrm{JSD}(p_r \,\|\, p_g)$. The slope of
# the saturating loss is that of $2\,\mathrm{JSD}$. Check it. The fakes are one bump
# with centre $\theta$, and the real data have two. On the left side freeze $D^*$ and
# let only the fakes move; on the right side differentiate the divergences themselves.

# %%
def log_fakes(theta):
    return mixture_1d([theta], 0.8).log_pdf(x)


def derivative(f, theta, h=1e-4):
    return (f(theta + h) - f(theta - h)) / (2 * h)


thetas = np.linspace(-4, 4, 81)
log_real = real_data.log_pdf(x)
slopes = {"saturating": [], "non-saturating": [], "2 JSD": [], "KL - 2 JSD": []}
for theta in thetas:
    moved = derivative(lambda t: np.exp(log_fakes(t)), theta)      # dp_g/dθ
    best = np.asarray(optimal_logit(log_real, log_fakes(theta), 0.5))     # C*, frozen
    slopes["saturating"].append(integral(moved * -softplus(best)))
    slopes["non-saturating"].append(integral(moved * softplus(-best)))
    js_slope = derivative(lambda t: js(log_real, log_fakes(t)), theta)
    kl_slope = derivative(lambda t: kl(log_fakes(t), log_real), theta)
    slopes["2 JSD"].append(2 * js_slope)
    slopes["KL - 2 JSD"].append(kl_slope - 2 * js_slope)
slopes = {name: np.array(values) for name, values in slopes.items()}

# %%
fig = plots.curves(thetas, {
    "saturating loss, D* frozen": (slopes["saturating"],
                                   {"color": plots.ACCENT, **thick}),
    "slope of $2\\,$JSD": (slopes["2 JSD"], {"color": plots.THEORY, "linestyle": ":"}),
    "non-saturating loss, D* frozen": (slopes["non-saturating"],
                                       {"color": plots.GENERATOR, **thick}),
    "slope of $KL(p_g\\|p_r) - 2\\,$JSD": (slopes["KL - 2 JSD"],
                                           {"color": "#000000", "linestyle": "--"}),
}, title="What each generator loss really descends", xlabel="θ, centre of the fakes",
    ylabel="slope in θ")
fig.axes[0].axhline(0, color=plots.THEORY, linewidth=0.8)
plots.show(fig, alt="Two pairs of curves, each pair coinciding: the saturating loss "
                    "follows the slope of twice the divergence, the non-saturating "
                    "loss that of KL minus twice the divergence, and is far steeper "
                    "where the fakes are far from the data.")

# %%
# NBVAL_CHECK_OUTPUT
for loss, name in (("saturating", "2 JSD"), ("non-saturating", "KL - 2 JSD")):
    gap = np.abs(slopes[loss] - slopes[name]).max()
    print(f"slope of the {loss} loss = slope of {name}, within 1e-5: {gap < 1e-5}")

# %% [markdown]
# *What to see: each loss lies on its divergence, to the fifth digit. Where the fakes
# are far from the data, the non-saturating one is far steeper.*

# %% [markdown]
# ## Further: the other three slips
#
# Second slip: let one discriminator minimise that sum, and let its twin ascend it from
# the same start.

# %%
real = mixture_1d([2.0], 1.0).sample(1000, seed=SEED + 11)
fake = mixture_1d([-2.0], 1.0).sample(1000, seed=SEED + 12)


def value_of(discriminator, real, fake):
    return -discriminator_loss(discriminator(real), discriminator(fake))


def train(direction, steps=100):
    """Move a copy of the discriminator along `direction` times the gradient of V."""
    twin = keras.models.clone_model(discriminator)
    twin.set_weights(discriminator.get_weights())
    for _ in range(steps):
        with tf.GradientTape() as tape:
            V = value_of(twin, real, fake)
        gradients = tape.gradient(V, twin.trainable_variables)
        for weight, gradient in zip(twin.trainable_variables, gradients, strict=True):
            weight.assign_add(direction * 0.1 * gradient)
    return twin


# %%
opinions = {}
for text, direction in (("minimises V", -1), ("ascends V", +1)):
    twin = train(direction)
    opinions[text] = [float(tf.reduce_mean(tf.sigmoid(twin(batch))))
                      for batch in (real, fake)]
    print(f"{text:12s} V = {float(value_of(twin, real, fake)):8.2f}   mean D on real "
          f"data {opinions[text][0]:.3f}, on fakes {opinions[text][1]:.3f}")

# %%
# NBVAL_CHECK_OUTPUT
on_real, on_fake = opinions["minimises V"]
print("minimising V, D calls real data fake and fakes real:",
      on_real < 0.1 < 0.9 < on_fake)
on_real, on_fake = opinions["ascends V"]
print("ascending V, it is right about both:", on_fake < 0.1 < 0.9 < on_real)


# %% [markdown]
# Third and fourth slip: take one small step of each kind, and watch $V$. The
# discriminator's step should raise it, and the generator's step should lower it.

# %%
def change_of_value(player, sign, rate=0.01):
    """Move one player by `sign` times the gradient of V; return the change of V."""
    start = player.get_weights()
    with tf.GradientTape() as tape:
        before = value_of(discriminator, real_batch, generator(z))
    gradients = tape.gradient(before, player.trainable_variables)
    for weight, gradient in zip(player.trainable_variables, gradients, strict=True):
        weight.assign_add(sign * rate * gradient)
    change = float(value_of(discriminator, real_batch, generator(z)) - before)
    player.set_weights(start)                                   # as if nothing had been
    return change


steps = {"D subtracts the gradient of V": (discriminator, -1),
         "D adds the gradient of V": (discriminator, +1),
         "G adds the gradient of V": (generator, +1),
         "G subtracts the gradient of V": (generator, -1)}
changes = {name: change_of_value(*step) for name, step in steps.items()}
for name, change in changes.items():
    print(f"{name:30s}  V {'rises' if change > 0 else 'falls'}")

# %%
# NBVAL_CHECK_OUTPUT
d_subtracts, d_adds, g_adds, g_subtracts = changes.values()
print("D must add the gradient of V, so subtract that of L_D = -V:",
      d_adds > 0 > d_subtracts)
print("G must subtract the gradient of V, so that of L_G = E log(1 - D(G(z))):",
      g_subtracts < 0 < g_adds)

# %% [markdown]
# ## Further: the catalogue of losses
#
# Since 2014 many other pairs of losses have been proposed. Here are six that are in
# use. $C$ is the discriminator's output for the example, and sp is softplus; in the
# relativistic game $C_r$ and $C_g$ are its outputs for a real example and for a fake,
# and one term serves the pair.
# Only in the first two games, and for differences in the last, is $C$ the logit of a
# probability.
#
# | game | $L_D$, real | $L_D$, fake | $L_G$ | paper |
# |---|---|---|---|---|
# | minimax | sp(−C) | sp(C) | −sp(C) | Goodfellow et al. 2014 |
# | non-saturating | sp(−C) | sp(C) | sp(−C) | Goodfellow et al. 2014 |
# | least squares | ½ (C − 1)² | ½ C² | ½ (C − 1)² | Mao et al. 2017 |
# | hinge | max(0, 1 − C) | max(0, 1 + C) | −C | Lim & Ye 2017 |
# | Wasserstein | −C | C | −C | Arjovsky et al. 2017 |
# | relativistic | sp($C_g - C_r$) | – | sp($C_r - C_g$) | Jolicoeur-Martineau 2018 |

# %%
games = {  # name: loss of D on a real example, of D on a fake, of G on a fake
    "minimax": (lambda c: softplus(-c), softplus, lambda c: -softplus(c)),
    "non_saturating": (lambda c: softplus(-c), softplus, lambda c: softplus(-c)),
    "least_squares": (lambda c: (c - 1)**2 / 2, lambda c: c**2 / 2,
                      lambda c: (c - 1)**2 / 2),
    "hinge": (lambda c: np.maximum(0, 1 - c), lambda c: np.maximum(0, 1 + c),
              lambda c: -c),
    "wasserstein": (lambda c: -c, lambda c: c, lambda c: -c),
}

# %%
fig, axes = plt.subplots(2, 3, figsize=(7, 4.4), sharex=True)
c = np.linspace(-4, 4, 201)
colours = plots.REAL, plots.FAKE, plots.GENERATOR
for ax, (name, losses) in zip(axes.flat, games.items(), strict=False):
    for loss, colour in zip(losses, colours, strict=True):
        ax.plot(c, loss(c), color=colour,
                linestyle="--" if colour == plots.GENERATOR else "-")
    ax.set(title=name, ylim=(-4.2, 4.2))
axes.flat[5].plot(c, softplus(-c), color=plots.DISCRIMINATOR)
axes.flat[5].plot(c, softplus(c), color=plots.GENERATOR, linestyle="--")
axes.flat[5].set(title="relativistic", ylim=(-4.2, 4.2), xlabel="real − fake output")
for ax in axes[1, :2]:
    ax.set(xlabel="output C")
for ax in axes[:, 0]:
    ax.set(ylabel="loss")
fig.legend(handles=[plt.Line2D([], [], color=colour, label=label, linestyle=style)
                    for colour, label, style in (
                        (plots.REAL, "D, real", "-"), (plots.FAKE, "D, fake", "-"),
                        (plots.DISCRIMINATOR, "D, a pair", "-"),
                        (plots.GENERATOR, "G", "--"))],
           loc="outside lower center", ncols=4)
plots.show(fig, alt="Six panels of loss against output. In each the loss on real data "
                    "falls and the loss on fakes rises; least squares rises again past"
                    " its targets, hinge is flat beyond its margins, Wasserstein is "
                    "straight, relativistic depends on the difference of two outputs.")

# %% [markdown]
# *What to see: where a curve is flat, its player gets no gradient.* Minimax: $G$'s loss
# is flat on the left. Hinge: $D$'s loss is flat past its margins. Least squares is the
# only one that rises again, so $D$ is punished for being too right. Wasserstein is
# never flat, and has no minimum. The course's `objectives` module holds these six; it
# should agree with the table.

# %%
# NBVAL_CHECK_OUTPUT
rng = np.random.default_rng(SEED + 13)
r, f = rng.normal(size=(64, 1)), rng.normal(size=(64, 1))
for name, (on_real, on_fake, for_generator) in games.items():
    objective = objectives.get(name)
    by_table = on_real(r).mean() + on_fake(f).mean(), for_generator(f).mean()
    by_package = objective.discriminator_loss(r, f), objective.generator_loss(r, f)
    print(f"{name:15s} package = table: {np.allclose(by_package, by_table)}")
pairs = objectives.get("relativistic")
by_table = softplus(f - r).mean(), softplus(r - f).mean()
by_package = pairs.discriminator_loss(r, f), pairs.generator_loss(r, f)
print(f"relativistic    package = table: {np.allclose(by_package, by_table)}")

# %% [markdown]
# ## Further: the best discriminator of each game
#
# Where losses take one output, each point is on its own again: try every output between
# −8 and 8 and keep the cheapest. In the relativistic game outputs meet in pairs, so
# ascend. In the Wasserstein game the cheapest output is always at the edge of what is
# allowed: without a bound there is **no** best discriminator. Bound the *slope* of $C$
# by 1 (such functions are called 1-Lipschitz) and there is one; its loss is then
# $-W_1$.

# %%
points = slice(1400, 3401, 10)                           # x from -5 to 5
xs, p, q = x[points], p_real[points], p_fake[points]
outputs = np.linspace(-8, 8, 1601)


def cheapest(name):
    on_real, on_fake, _ = games[name]
    costs = p[:, None] * on_real(outputs) + q[:, None] * on_fake(outputs)
    return outputs[np.argmin(costs, axis=1)]


found = {name: cheapest(name)
         for name in ("non_saturating", "least_squares", "hinge", "wasserstein")}
best = np.zeros_like(xs)
in_p, in_q = p / p.sum(), q / q.sum()
for _ in range(1500):                         # relativistic: each real meets each fake
    doubt = sigmoid(best[None, :] - best[:, None])          # row: real, column: fake
    rise = in_p * (doubt @ in_q) - in_q * (in_p @ doubt)
    best += 2.0 * rise / (in_p + in_q)
found["relativistic"] = best

# %%
slope = np.sign(np.cumsum(p_fake - p_real) * dx)   # the steepest allowed, where it pays
potential = (np.cumsum(slope) - slope) * dx        # 0 at the left end
w1 = integral(np.abs(np.cumsum(p_real - p_fake) * dx))
log_ratio_here = np.log(p / q)
theory = {"non_saturating": log_ratio_here, "least_squares": p / (p + q),
          "hinge": np.sign(p - q),
          "relativistic": log_ratio_here - log_ratio_here.mean() + best.mean()}

# %%
fig, axes = plt.subplots(2, 3, figsize=(7, 4.4), sharex=True)
axes[0, 0].fill_between(xs, p, color=plots.REAL, alpha=0.35)
axes[0, 0].fill_between(xs, q, color=plots.FAKE, alpha=0.35)
axes[0, 0].set(title="real and fake", ylabel="density")
for ax, name in zip(axes.flat[1:], theory, strict=False):
    ax.plot(xs, theory[name], color=plots.THEORY, **thick)
    ax.plot(xs, found[name], color=plots.DISCRIMINATOR, linestyle="--")
    ax.set(title=name)
centred = potential[points] - potential[2400]
axes[1, 2].plot(xs, centred, color=plots.DISCRIMINATOR)
axes[1, 2].set_title("wasserstein, slope ≤ 1", fontsize=10)
for ax in axes[1]:
    ax.set(xlabel="x")
for ax in (axes[0, 1], axes[1, 0]):
    ax.set(ylabel="output C")
plots.show(fig, alt="The best discriminator of each game for the same two densities: a"
                    " log ratio in the non-saturating and the relativistic game, a "
                    "curve between 0 and 1 in least squares, jumps between minus 1 and"
                    " 1 in hinge, a zigzag of slope 1 in Wasserstein.")

# %% [markdown]
# *Grey: the closed form. Green, dashed: found by search. Last panel, green: the best
# function of slope at most 1.* Least squares finds the same $p_r/(p_r + p_g)$, as a raw
# output; hinge finds only the **sign** of $p_r - p_g$; the relativistic game finds the
# log-ratio up to a constant, which cancels in every pair.

# %%
# NBVAL_CHECK_OUTPUT
inside = np.abs(log_ratio_here) < 4
off = {name: np.abs(found[name] - theory[name]) for name in theory}
print("non-saturating: log(p_r/p_g) within 0.02:",
      off["non_saturating"][inside].max() < 0.02)
print("least squares: p_r/(p_r + p_g) within 0.01:", off["least_squares"].max() < 0.01)
print("hinge: the sign of p_r - p_g within 0.01:", off["hinge"].max() < 0.01)
shift = (found["relativistic"] - log_ratio_here)[inside]
print("relativistic: log(p_r/p_g) plus a constant within 0.05:", np.ptp(shift) < 0.05)
at_edge = np.all(np.abs(found["wasserstein"]) == 8)
print("Wasserstein, free: every output at the edge:", at_edge)
gain = integral(p_real * potential) - integral(p_fake * potential)
print("Wasserstein, slope at most 1: E_real - E_fake = W1 within 1e-6:",
      abs(gain - w1) < 1e-6)

# %% [markdown]
# Which game is best? Nobody can tell from curves. Notebooks 08 and 09 let them compete,
# over several seeds.

# %% [markdown]
# ## Further: a lower bound for any divergence
#
# That an expected reading is a lower bound is general, and known as $f$-GAN (Nowozin et
# al. 2016). Each convex $f$ with $f(1) = 0$ defines an $f$-divergence
# $D_f(P \,\|\, Q) = \int q\, f(p/q)$, which is 0 for equal densities and never
# negative. Every function $T$ gives a lower bound, which is exact at $T^* = f'(p/q)$:
#
# $$D_f(P \,\|\, Q) \;\ge\; \mathbb{E}_P\,T - \mathbb{E}_Q\,f^*(T),
# \qquad f^*(t) = \sup_u\, (ut - f(u)).$$
#
# The GAN is $f(u) = u \log u - (u + 1)\log(u + 1)$, with $T = \log D$ and
# $f^*(T) = -\log(1 - D)$. Put both in, and the bound is $V$. This $f$ has
# $f(1) = -\log 4$ and not 0, so its row below is not a divergence but one shifted by a
# constant: $2\,\mathrm{JSD} - \log 4$, which is negative. The bound holds all the same.

# %%
u = np.exp(real_data.log_pdf(x) - fake_data.log_pdf(x))                      # p / q
family = {  # name: f(u), T(u) = f'(u), f*(t)
    "KL(p‖q)": (lambda u: u * np.log(u), lambda u: 1 + np.log(u),
                lambda t: np.exp(t - 1)),
    "KL(q‖p)": (lambda u: -np.log(u), lambda u: -1 / u, lambda t: -1 - np.log(-t)),
    "Pearson χ²": (lambda u: (u - 1)**2, lambda u: 2 * (u - 1), lambda t: t + t**2 / 4),
    "GAN": (lambda u: u * np.log(u) - (u + 1) * np.log(u + 1),
            lambda u: np.log(u / (u + 1)), lambda t: -np.log(1 - np.exp(t))),
}
table = {}
print("               f(1)      D_f   bound at T*   at a worse T")
for name, (f, best_T, conjugate) in family.items():
    exact = integral(p_fake * f(u))
    best, worse = (integral(p_real * T) - integral(p_fake * conjugate(T))
                   for T in (best_T(u), best_T(u**0.8)))
    table[name] = exact, best, worse
    at_one = f(1.0) + 0.0
    print(f"{name:10s} {at_one:8.4f} {exact:8.4f} {best:13.4f} {worse:14.4f}")

# %%
# NBVAL_CHECK_OUTPUT
exact, best, worse = np.array(list(table.values())).T
print("each bound is exact at T*, within 1e-6:", np.abs(exact - best).max() < 1e-6)
print("and lower at a worse T:", np.all(worse < best))
print("the three divergences, with f(1) = 0, are positive:", np.all(exact[:3] > 0))
print("the GAN's row is 2 JSD - log 4, within 1e-6:",
      abs(exact[3] - (2 * true_jsd - np.log(4))) < 1e-6)
