# %% [markdown]
# # 02 · The objective function
#
# *By the end you can say what every number in a GAN's log should be, and catch a wrong sign with a
# calculator.*
#
# Reading and doing: about 75 min · [how long all cells run](RUN_TIMES.md)
#
# Before this: notebook 01 (the two players); logarithms; what a probability density is.
#
# ## You will be able to
#
# 1. compute the value $V(D, G)$ in two ways, and say who climbs it and who descends it;
# 2. derive the best discriminator, and find it by optimising and by training one;
# 3. say what the generator minimises, why it reads $\log 4 = 1.386$ at its best, and where its slope is zero;
# 4. write both losses on logits, so that they survive logits of ±10,000;
# 5. find a sign error in a GAN from its numbers alone.

# %%
from gan_course import seed_everything

seed_everything(0)      # first, for it also keeps TensorFlow's start-up lines off this page

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from gan_course import objectives, plots
from gan_course.datasets import mixture_1d
from gan_course.exercises import ex02

# %% [markdown]
# ## Predict first
#
# Double-click this cell and write a guess after each question. You will meet the answers as numbers.
#
# 1. The generator is perfect: no discriminator can tell its fakes from real data. What does the usual
#    discriminator loss (real part plus fake part) read: 0, 0.693, 1.386, or infinity? → **your guess:**
# 2. All real data sit at 0, all fakes at 2. You move the fakes to 1, half the way. Does the Jensen–Shannon
#    divergence between the two fall, stay, or rise? → **your guess:**
# 3. A generator is told to raise the sum of $\log D(x)$ over the *real* examples. Does it learn fast, slowly,
#    or not at all? → **your guess:**

# %% [markdown]
# ## 1 · One game, one number
#
# A discriminator looks at an example and answers with a probability, $D(x)$: "this is real". Score its
# answers. On real data it earns $\log D(x)$, on fakes $\log(1 - D(G(z)))$. Both are 0 for a sure and right
# answer, and fall without a floor for a sure and wrong one. The mean score is the **value** of the game:
#
# $$V(D, G) = \mathbb{E}_{x \sim p_d} \log D(x) + \mathbb{E}_{z} \log\bigl(1 - D(G(z))\bigr)$$
#
# **The discriminator climbs $V$; the generator descends it** (Goodfellow et al. 2014, eq. 1).
#
# | symbol | in words | in code |
# |---|---|---|
# | $p_d(x)$ | density of real data | `p_real` |
# | $p_g(x)$ | density of fakes, $x = G(z)$ | `p_fake` |
# | $a(x)$ | the discriminator's output, a **logit** | `logit`, `real_logits`, `fake_logits` |
# | $D(x) = \sigma(a) = 1/(1 + e^{-a})$ | probability of "real" | `sigmoid(logit)` |
# | $V(D, G)$ | the value | `value` |
#
# On the line both densities can be written down, so $V$ can be computed without drawing a single example:
# an expectation is an integral. Real data: two bumps. Fakes: one broad bump.

# %%
real_data = mixture_1d(means=[-2.0, 1.5], stds=[0.6, 0.8], weights=[0.4, 0.6])
fake_data = mixture_1d(means=[0.0], stds=1.6)

x = np.linspace(-12, 12, 4801)
dx = x[1] - x[0]
p_real, p_fake = real_data.pdf(x), fake_data.pdf(x)


def integral(y):
    return float(np.sum(y) * dx)      # everything here is 0 at both ends of x


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def some_logit(x):
    return 0.8 * x                    # a clumsy discriminator: "the right half is real"


D = sigmoid(some_logit(x))
value = integral(p_real * np.log(D)) + integral(p_fake * np.log(1 - D))
print(f"V by integration: {value:.4f}")

# %%
fig, ax = plt.subplots()
ax.fill_between(x, p_real, color=plots.REAL, alpha=0.35, label="$p_d$, real data")
ax.fill_between(x, p_fake, color=plots.FAKE, alpha=0.35, label="$p_g$, fakes")
plots.curves(x, {"$D(x)$, a clumsy discriminator": (D, {"color": plots.DISCRIMINATOR})},
             title="Two densities and an opinion", xlabel="x", ylabel="density, probability", ax=ax)
ax.set(xlim=(-6, 6), ylim=(0, 1.05))
plots.show(fig, alt="Real data with two bumps, fakes with one broad bump between them, and a "
                    "discriminator that rises from 0 on the left to 1 on the right.")

# %% [markdown]
# *What to see: this discriminator is right about the bump at 1.5 and wrong about the bump at −2.*
#
# In training nobody knows the densities. All one has are **samples**, and an expectation becomes a mean
# over a batch.

# %%
real, fake = real_data.sample(200_000, seed=10), fake_data.sample(200_000, seed=20)
on_real, on_fake = np.log(sigmoid(some_logit(real))), np.log(1 - sigmoid(some_logit(fake)))
estimate = on_real.mean() + on_fake.mean()
standard_error = np.sqrt(on_real.var() / len(real) + on_fake.var() / len(fake))
print(f"V from 200,000 + 200,000 examples: {estimate:.4f} ± {standard_error:.4f}")

# %%
# NBVAL_CHECK_OUTPUT
print(f"V by integration {value:.4f}")
print("the mean over samples is within 4 standard errors of it:", abs(estimate - value) < 4 * standard_error)

# %% [markdown]
# ## 2 · The loss is the value with its sign changed
#
# Optimisers go down, so give the discriminator something to descend: $L_D = -V$. That is an old friend.
# The **binary cross-entropy** with label 1 on real data and label 0 on fakes is the same number.

# %%
cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
real_logits, fake_logits = some_logit(real), some_logit(fake)
loss_real = float(cross_entropy(np.ones_like(real_logits), real_logits))
loss_fake = float(cross_entropy(np.zeros_like(fake_logits), fake_logits))
print(f"cross-entropy: real {loss_real:.4f} + fake {loss_fake:.4f} = {loss_real + loss_fake:.4f}")
print(f"V = {estimate:.4f}")

# %%
# NBVAL_CHECK_OUTPUT
print("cross-entropy = -V within 0.0001:", abs(loss_real + loss_fake + estimate) < 1e-4)
labels = np.concatenate([np.ones_like(real_logits), np.zeros_like(fake_logits)])
stacked = float(cross_entropy(labels, np.concatenate([real_logits, fake_logits])))
print("stacked into one batch it is half of that:", abs(stacked + estimate / 2) < 1e-4)

# %% [markdown]
# Mind the factor: code that **adds** the two parts and code that **stacks** both halves into one batch
# differ by 2. A coin for a discriminator reads $\log 4 = 1.386$ in the first and $\log 2 = 0.693$ in the
# second. This course adds.
#
# ### Why logits, and not probabilities
#
# A discriminator that is very sure puts out a large logit. In 32-bit numbers its sigmoid is then exactly 0
# or 1.

# %%
a = tf.constant([-10.0, -100.0, -10_000.0])
with tf.GradientTape(persistent=True) as tape:
    tape.watch(a)
    by_definition = -tf.math.log(tf.sigmoid(a))
    by_softplus = tf.math.softplus(-a)
print("-log(sigmoid(a)):", by_definition.numpy(), "  gradient:", tape.gradient(by_definition, a).numpy())
print("softplus(-a):    ", by_softplus.numpy(), "  gradient:", tape.gradient(by_softplus, a).numpy())


# %% [markdown]
# The first line breaks: infinite losses, gradients that are not numbers, and one such number ends a
# training run. The second is the same function, written so that nothing rounds to zero:
#
# $$-\log \sigma(a) = \log(1 + e^{-a}) = \mathrm{softplus}(-a),
# \qquad -\log(1 - \sigma(a)) = \mathrm{softplus}(a).$$
#
# Therefore a discriminator has **no sigmoid at its end**, and losses take logits.

# %% [markdown]
# ### Exercise 1 · the discriminator's loss
#
# Write $L_D = -V$ as a mean over each batch of logits, real part plus fake part. It must hold at logits of
# ±10,000. Arguments: arrays or tensors of shape (batch, 1). Result: one number.

# %% tags=["exercise:discriminator_loss"]
def discriminator_loss(real_logits, fake_logits):
    return ...


# %%
ex02.discriminator_loss.check(discriminator_loss)

# %%
# ex02.discriminator_loss.hint(1)      # then 2 and 3
# ex02.discriminator_loss.solution()

# %% [markdown]
# ## 3 · The best answer to a fixed generator
#
# Freeze the generator. What should $D$ say at a point $x$? Its logit there, $a$, adds this to $V$ (per unit
# of length):
#
# $$p_d(x)\,\log \sigma(a) + p_g(x)\,\log(1 - \sigma(a)).$$
#
# No other point is affected, so each logit can be optimised **alone**. Let us not solve anything yet.
# Give each of 4,801 points its own free logit, start all at 0, and climb. The slope in $a$ is
# $p_d\,(1 - \sigma(a)) - p_g\,\sigma(a)$: real data push the logit up, fakes push it down.

# %%
a = np.zeros_like(x)
for _ in range(2000):
    slope = p_real * (1 - sigmoid(a)) - p_fake * sigmoid(a)
    a += 2.0 * slope / (p_real + p_fake)     # divided by the density, so that rare points move as fast

closed_form = p_real / (p_real + p_fake)
print(f"largest gap to p_d / (p_d + p_g): {np.abs(sigmoid(a) - closed_form).max():.1e}")

# %%
fig = plots.curves(x, {
    "$p_d$, real data": (p_real, {"color": plots.REAL}),
    "$p_g$, fakes": (p_fake, {"color": plots.FAKE}),
    "$p_d/(p_d + p_g)$": (closed_form, {"color": plots.THEORY, "linewidth": 4, "alpha": 0.4}),
    "found by climbing": (sigmoid(a), {"color": plots.DISCRIMINATOR, "linestyle": "--"}),
}, title="The best discriminator", xlabel="x", ylabel="density, probability")
fig.axes[0].set(xlim=(-6, 6), ylim=(0, 1.05))
plots.show(fig, alt="The discriminator found by climbing lies on the curve p_d over p_d plus p_g: high on "
                    "both bumps of real data, low between and beside them, one half where the two "
                    "densities cross.")

# %% [markdown]
# *What to see: $D^*$ is ½ exactly where the two densities cross, not where the bumps are highest.*
#
# The climb stops where the slope is 0: $p_d (1 - D) = p_g D$. Solve for $D$, and take the logit:
#
# $$D^*(x) = \frac{p_d(x)}{p_d(x) + p_g(x)}, \qquad a^*(x) = \log\frac{p_d(x)}{p_g(x)}.$$
#
# The second form is the one to remember: **a discriminator is an estimator of a log-ratio of densities.**

# %%
# NBVAL_CHECK_OUTPUT
log_ratio = real_data.log_pdf(x) - fake_data.log_pdf(x)
seen = np.abs(log_ratio) < 4                 # beyond, a free logit still climbs, ever more slowly
print("found by climbing = p_d/(p_d + p_g) within 0.001:", np.abs(sigmoid(a) - closed_form).max() < 1e-3)
print("its logit = log(p_d/p_g) within 0.02:", np.abs(a - log_ratio)[seen].max() < 0.02)


# %% [markdown]
# ### Exercise 2 · the best logit for an uneven batch
#
# Your batches hold a share $r$ of real examples and $1 - r$ of fakes. The best discriminator becomes $D^* =
# r\,p_d / (r\,p_d + (1 - r)\,p_g)$. Return its **logit**, from log-densities. It must hold far from all
# data, where both densities round to 0.

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
# $$C(G) = V(D^*, G) = \mathbb{E}_{p_d} \log\frac{p_d}{p_d + p_g} + \mathbb{E}_{p_g} \log\frac{p_g}{p_d + p_g}
#        = -\log 4 + 2\,\mathrm{JSD}(p_d \,\|\, p_g).$$
#
# The **Jensen–Shannon divergence** compares both densities with their middle: $\mathrm{JSD}(p \,\|\, q) =
# \tfrac12 \mathrm{KL}(p \,\|\, m) + \tfrac12 \mathrm{KL}(q \,\|\, m)$ with $m = (p + q)/2$ and
# $\mathrm{KL}(p \,\|\, q) = \int p \log(p/q)$. The $\log 4$ comes from two middles, each short of a factor
# ½. Both sides can be computed. Here are they, while one fake bump slides over real data of the same shape.

# %%
def log_mean(log_p, log_q):
    return np.logaddexp(log_p, log_q) - np.log(2)          # log of the middle, safe where both are tiny


def kl(log_p, log_q):
    return integral(np.exp(log_p) * (log_p - log_q))


def js(log_p, log_q):
    middle = log_mean(log_p, log_q)
    return (kl(log_p, middle) + kl(log_q, middle)) / 2


shifts = np.linspace(-4, 4, 81)
log_p = mixture_1d([0.0], 1.0).log_pdf(x)
value_at_best, divergence = [], []
for shift in shifts:
    log_q = mixture_1d([shift], 1.0).log_pdf(x)
    best = log_p - log_q                                   # a*, the best logit
    on_real, on_fake = -np.logaddexp(0, -best), -np.logaddexp(0, best)     # log D*, log(1 - D*)
    value_at_best.append(integral(np.exp(log_p) * on_real) + integral(np.exp(log_q) * on_fake))
    divergence.append(js(log_p, log_q))
value_at_best, divergence = np.array(value_at_best), np.array(divergence)

# %%
fig = plots.curves(shifts, {
    "$V(D^*, G)$": (value_at_best, {"color": plots.DISCRIMINATOR, "linewidth": 4, "alpha": 0.5}),
    "$-\\log 4 + 2\\,$JSD": (-np.log(4) + 2 * divergence, {"color": plots.THEORY, "linestyle": "--"}),
}, title="The value, when D always gives its best answer", xlabel="shift of the fakes", ylabel="value")
fig.axes[0].axhline(-np.log(4), color=plots.FAKE, linewidth=1)
fig.axes[0].annotate("−log 4 = −1.386", (2.1, -1.36), color=plots.FAKE)
plots.show(fig, alt="A valley with its bottom at shift 0 and height minus log 4; its walls flatten "
                    "towards 0 when the fakes are far away. The two formulas coincide.")

# %% [markdown]
# *What to see: one valley, its bottom at "fakes equal real data", and walls that flatten as the overlap
# ends.*

# %%
# NBVAL_CHECK_OUTPUT
gap = np.abs(value_at_best - (-np.log(4) + 2 * divergence)).max()
lowest = np.argmin(value_at_best)
print("V(D*, G) = -log 4 + 2 JSD at all 81 shifts, within 1e-9:", gap < 1e-9)
print(f"lowest at shift {shifts[lowest]:.1f}: {value_at_best[lowest]:.4f};  -log 4 = {-np.log(4):.4f}")
print("everywhere else it is higher:", np.sum(value_at_best <= -np.log(4) + 1e-9) == 1)


# %% [markdown]
# So the perfect generator does not bring the discriminator's loss to 0 but to $\log 4 = 1.386$.
# **A discriminator loss near 0 is bad news for the generator.**
#
# One warning: a loss of 1.386 alone proves nothing. A discriminator that has learned nothing reads 1.386
# too. The statement is about the *best* discriminator.

# %% [markdown]
# ### Exercise 3 · the divergence of two histograms
#
# Write the Jensen–Shannon divergence, in nats, of two histograms of **counts** over the same bins. Some
# bins are empty.

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
# Images are points in a huge space. Arjovsky & Bottou (2017) argue that real ones fill a thin sheet of it,
# that fakes fill another, and that two such sheets hardly meet. Take the extreme case on the line: all real
# data within a block of width 0.1 around 0, all fakes within such a block around $\theta$. Beside the JSD,
# compute the **Wasserstein distance** $W_1$: how far mass must be carried on average. On the line it is the
# area between the two cumulative distributions.

# %%
def block(centre, width=0.1):
    density = (np.abs(x - centre) < width / 2 + dx / 4).astype(float)     # dx/4: rounding cannot move an edge
    return density / integral(density)


def js_of(p, q):
    m = (p + q) / 2
    return sum(integral(r[r > 0] * np.log(r[r > 0] / m[r > 0])) for r in (p, q)) / 2


def w1_of(p, q):
    return integral(np.abs(np.cumsum(p - q) * dx))


distances = np.arange(-60, 61) * 0.05
block_js = np.array([js_of(block(0.0), block(d)) for d in distances])
block_w1 = np.array([w1_of(block(0.0), block(d)) for d in distances])

# %%
fig = plots.curves(distances, {"JSD": (block_js, {"color": plots.DISCRIMINATOR}),
                               "$W_1$": (block_w1, {"color": plots.ACCENT})},
                   title="Two narrow blocks: who notices that they come closer?",
                   xlabel="θ, centre of the fakes", ylabel="divergence, distance")
fig.axes[0].axhline(np.log(2), color=plots.THEORY, linewidth=1, linestyle=":")
fig.axes[0].annotate("log 2", (2.6, np.log(2) + 0.06), color=plots.THEORY)
plots.show(fig, alt="The divergence is log 2 at every distance except in a narrow slit at 0; the "
                    "Wasserstein distance is a V with its tip at 0.")

# %%
# NBVAL_CHECK_OUTPUT
apart = np.abs(distances) > 0.15
print(f"JSD at θ = 1: {js_of(block(0.0), block(1.0)):.4f}, at θ = 2: {js_of(block(0.0), block(2.0)):.4f}, "
      f"log 2 = {np.log(2):.4f}")
print("JSD = log 2 at every θ beyond the blocks, within 1e-6:",
      np.abs(block_js[apart] - np.log(2)).max() < 1e-6)
print("W1 = |θ| at every θ, within 0.001:", np.abs(block_w1 - np.abs(distances)).max() < 1e-3)

# %% [markdown]
# *What to see: halving the distance changes nothing in JSD. Its slope is exactly 0, so a generator that
# descends $V(D^*, G)$ gets no direction at all.* $W_1$ falls in step with the distance. That is the case
# for Wasserstein GANs (Arjovsky et al. 2017), and for adding noise (which makes sheets overlap); notebooks
# 07 and 08 put both to the test.

# %% [markdown]
# ## 6 · Two losses for the generator
#
# The generator descends $V$, and only its second term contains $G$. So its loss is $\log(1 - D(G(z)))$: the
# **saturating** or minimax loss. Goodfellow et al. offered a second one in the same paper: descend $-\log
# D(G(z))$, the **non-saturating** loss. Both fall as $D$ takes the fakes for real. What differs is the
# pull. Let TensorFlow differentiate both in the fake's logit $a$.

# %%
a = tf.constant(np.linspace(-8, 8, 161))
with tf.GradientTape(persistent=True) as tape:
    tape.watch(a)
    saturating = tf.math.log(1 - tf.sigmoid(a))
    non_saturating = -tf.math.log(tf.sigmoid(a))
pull_saturating = tape.gradient(saturating, a).numpy()
pull_non_saturating = tape.gradient(non_saturating, a).numpy()

# %%
fig, axes = plt.subplots(1, 2, figsize=(7, 3.2))
styles = {"color": plots.ACCENT}, {"color": plots.GENERATOR}
plots.curves(a, {"saturating, log(1 − D)": (saturating, styles[0]),
                 "non-saturating, −log D": (non_saturating, styles[1])},
             title="The loss of one fake", xlabel="fake's logit a", ylabel="loss", ax=axes[0])
plots.curves(a, {"saturating: −σ(a)": (pull_saturating, styles[0]),
                 "non-saturating: −(1 − σ(a))": (pull_non_saturating, styles[1])},
             title="Its slope in a", xlabel="fake's logit a", ylabel="slope", ax=axes[1])
axes[1].annotate("D rejects", (-7.8, -0.55)), axes[1].annotate("D accepts", (4.4, -0.55))
axes[1].set(ylim=(-1.05, 0.45))
axes[1].legend(loc="upper center")
plots.show(fig, alt="Left: both losses fall with the logit. Right: the slope of the saturating loss is 0 "
                    "where the discriminator rejects and minus 1 where it accepts; the non-saturating one "
                    "is the mirror image.")

# %% [markdown]
# *What to see: at the start of training $D$ rejects every fake ($a$ far left). There the saturating loss is
# flat, just when the generator needs a push most.* The slopes are $-\sigma(a)$ and $-(1 - \sigma(a))$;
# their ratio is $e^{-a}$.

# %%
# NBVAL_CHECK_OUTPUT
D = sigmoid(a.numpy())
print("saturating slope = -σ(a) within 1e-9:", np.abs(pull_saturating + D).max() < 1e-9)
print("non-saturating slope = -(1 - σ(a)) within 1e-9:", np.abs(pull_non_saturating + 1 - D).max() < 1e-9)
ratio = (pull_non_saturating / pull_saturating)[np.argmin(np.abs(a.numpy() + 6))]
print(f"at a = -6 the second pulls {ratio:.0f} times as hard;  e^6 = {np.exp(6):.0f}")


# %% [markdown]
# ### Exercise 4 · the non-saturating generator loss
#
# Write it on logits, as the mean over the batch, stable at ±10,000. Argument: the discriminator's logits of
# the fakes, shape (batch, 1).

# %% tags=["exercise:generator_loss"]
def generator_loss(fake_logits):
    return ...


# %%
ex02.generator_loss.check(generator_loss)


# %%
# ex02.generator_loss.hint(1)      # then 2 and 3
# ex02.generator_loss.solution()

# %% [markdown]
# ### The better pull has a price
#
# Whoever descends $-\log D$ no longer descends the JSD. With $D = D^*$ held fixed during the step, its
# gradient is that of another quantity (Arjovsky & Bottou 2017, theorem 2.5):
#
# $$\nabla_\theta\, \mathbb{E}_{z}\bigl[-\log D^*(G_\theta(z))\bigr]
# = \nabla_\theta \bigl[\mathrm{KL}(p_g \,\|\, p_d) - 2\,\mathrm{JSD}(p_d \,\|\, p_g)\bigr].$$
#
# Check it. The fakes are one bump with centre $\theta$; the real data have two. On the left freeze $D^*$
# and let only the fakes move; on the right differentiate the divergences themselves.

# %%
def log_fakes(theta):
    return mixture_1d([theta], 0.8).log_pdf(x)


def derivative(f, theta, h=1e-4):
    return (f(theta + h) - f(theta - h)) / (2 * h)


thetas = np.linspace(-4, 4, 81)
log_real = real_data.log_pdf(x)
slopes = {"saturating": [], "non-saturating": [], "2 JSD": [], "KL - 2 JSD": []}
for theta in thetas:
    moved = (np.exp(log_fakes(theta + 1e-4)) - np.exp(log_fakes(theta - 1e-4))) / 2e-4    # dp_g/dθ
    best = log_real - log_fakes(theta)                     # a*, frozen at this θ
    slopes["saturating"].append(integral(moved * -np.logaddexp(0, best)))
    slopes["non-saturating"].append(integral(moved * np.logaddexp(0, -best)))
    js_slope = derivative(lambda t: js(log_real, log_fakes(t)), theta)
    kl_slope = derivative(lambda t: kl(log_fakes(t), log_real), theta)
    slopes["2 JSD"].append(2 * js_slope)
    slopes["KL - 2 JSD"].append(kl_slope - 2 * js_slope)
slopes = {name: np.array(values) for name, values in slopes.items()}

# %%
wide = {"linewidth": 4, "alpha": 0.5}
fig = plots.curves(thetas, {
    "saturating loss, D* frozen": (slopes["saturating"], {"color": plots.ACCENT, **wide}),
    "slope of $2\\,$JSD": (slopes["2 JSD"], {"color": plots.THEORY, "linestyle": ":"}),
    "non-saturating loss, D* frozen": (slopes["non-saturating"], {"color": plots.GENERATOR, **wide}),
    "slope of $KL(p_g\\|p_d) - 2\\,$JSD": (slopes["KL - 2 JSD"], {"color": "#000000", "linestyle": "--"}),
}, title="What each generator loss really descends", xlabel="θ, centre of the fakes", ylabel="slope in θ")
fig.axes[0].axhline(0, color=plots.THEORY, linewidth=0.8)
plots.show(fig, alt="Two pairs of curves, each pair coinciding: the saturating loss follows the slope of "
                    "twice the divergence, the non-saturating loss that of KL minus twice the divergence, "
                    "and is far steeper where the fakes are far from the data.")

# %%
# NBVAL_CHECK_OUTPUT
for loss, divergence_name in (("saturating", "2 JSD"), ("non-saturating", "KL - 2 JSD")):
    gap = np.abs(slopes[loss] - slopes[divergence_name]).max()
    print(f"slope of the {loss} loss = slope of {divergence_name}, within 1e-5: {gap < 1e-5}")

# %% [markdown]
# *What to see: each loss lies on its divergence, to the fifth digit.* $\mathrm{KL}(p_g \,\|\, p_d)$ asks
# "is each fake plausible?" and charges heavily for fakes where there are no real data; it never asks
# whether all real data are covered. And the JSD enters with a **minus**. So the usual loss gives a strong
# pull towards *some* real data: remember this in notebook 06, mode collapse.

# %% [markdown]
# ## 7 · A discriminator is a measuring instrument
#
# Nobody knows the densities in practice. But section 2 said that $-V$ is a cross-entropy, so **any
# classifier** trained to tell real from fake approaches $D^*$, and its loss approaches $\log 4 -
# 2\,\mathrm{JSD}$. Train a small one on samples alone.

# %%
real, fake = real_data.sample(50_000, seed=3), fake_data.sample(50_000, seed=4)
examples = np.concatenate([real, fake])                                       # (100000, 1)
labels = np.concatenate([np.ones_like(real), np.zeros_like(fake)])
discriminator = keras.Sequential([
    keras.Input((1,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1),                                                    # a logit: no sigmoid here
])
falling_rate = keras.optimizers.schedules.CosineDecay(0.01, decay_steps=1000)
discriminator.compile(optimizer=keras.optimizers.Adam(falling_rate),
                      loss=keras.losses.BinaryCrossentropy(from_logits=True))
discriminator.fit(examples, labels, batch_size=500, epochs=5, verbose=0)      # 1,000 steps
learned_logit = discriminator(x[:, None].astype("float32")).numpy()[:, 0].astype(float)


# %%
def discriminator_loss_at(logit):
    return integral(p_real * np.logaddexp(0, -logit) + p_fake * np.logaddexp(0, logit))     # -V, exactly


true_js = js(real_data.log_pdf(x), fake_data.log_pdf(x))
learned_loss, best_loss = discriminator_loss_at(learned_logit), np.log(4) - 2 * true_js
measured_js = (np.log(4) - learned_loss) / 2
print(f"loss of the trained D {learned_loss:.4f}, of D* {best_loss:.4f}")
print(f"JSD by the trained D {measured_js:.4f}, by integration {true_js:.4f}")

# %%
fig = plots.curves(x, {
    "$D^*$": (closed_form, {"color": plots.THEORY, "linewidth": 4, "alpha": 0.4}),
    "trained on samples": (sigmoid(learned_logit), {"color": plots.DISCRIMINATOR, "linestyle": "--"}),
}, title="A classifier finds the best discriminator", xlabel="x", ylabel="probability of real")
p_all = (p_real + p_fake) / 2
fig.axes[0].fill_between(x, p_all, color=plots.PALETTE[5], alpha=0.3, label="density of all examples")
fig.axes[0].set(xlim=(-8, 8), ylim=(0, 1.05))
fig.axes[0].legend()
plots.show(fig, alt="The trained discriminator follows the best one wherever there are examples, and "
                    "drifts away from it beyond x = 4 on both sides, where there are hardly any.")

# %%
# NBVAL_CHECK_OUTPUT
mean_gap = integral(p_all * np.abs(sigmoid(learned_logit) - closed_form))
print("mean gap to D* over all examples below 0.02:", mean_gap < 0.02)
print("its loss is above that of D*, by less than 0.01:", 0 < learned_loss - best_loss < 0.01)
print("so the JSD that it measures is too small, by less than 0.005:", 0 < true_js - measured_js < 0.005)

# %% [markdown]
# *What to see: agreement where examples are, invention where none are.* Judged on fresh data, a discriminator
# is always a little worse than the best one, so the divergence that it shows is a **lower bound**. And beyond
# the data its opinion is worth nothing; fakes that land there get arbitrary advice.
#
# ### The same idea, for any divergence
#
# The bound is a general trick, known as $f$-GAN (Nowozin et al. 2016). Each convex $f$ defines a divergence
# $D_f(P \,\|\, Q) = \int q\, f(p/q)$, and every function $T$ gives a lower bound, exact at $T^* = f'(p/q)$:
#
# $$D_f(P \,\|\, Q) \;\ge\; \mathbb{E}_P\,T - \mathbb{E}_Q\,f^*(T), \qquad f^*(t) = \sup_u\, (ut - f(u)).$$
#
# The GAN is $f(u) = u \log u - (u + 1)\log(u + 1)$, with $T = \log D$ and $f^*(T) = -\log(1 - D)$. Put both
# in: out comes $V$.

# %%
u = np.exp(real_data.log_pdf(x) - fake_data.log_pdf(x))                      # p / q
family = {  # name: f(u), T(u) = f'(u), f*(t)
    "KL(p‖q)": (lambda u: u * np.log(u), lambda u: 1 + np.log(u), lambda t: np.exp(t - 1)),
    "KL(q‖p)": (lambda u: -np.log(u), lambda u: -1 / u, lambda t: -1 - np.log(-t)),
    "Pearson χ²": (lambda u: (u - 1)**2, lambda u: 2 * (u - 1), lambda t: t + t**2 / 4),
    "GAN": (lambda u: u * np.log(u) - (u + 1) * np.log(u + 1), lambda u: np.log(u / (u + 1)),
            lambda t: -np.log(1 - np.exp(t))),
}
table = {}
for name, (f, best_T, conjugate) in family.items():
    exact = integral(p_fake * f(u))
    best, worse = (integral(p_real * T) - integral(p_fake * conjugate(T))
                   for T in (best_T(u), best_T(u**0.8)))
    table[name] = exact, best, worse
    print(f"{name:10s}  D_f = {exact:8.4f}   bound at T* = {best:8.4f}   at a worse T = {worse:8.4f}")

# %%
# NBVAL_CHECK_OUTPUT
exact, best, worse = np.array(list(table.values())).T
print("each bound is exact at T*, within 1e-6:", np.abs(exact - best).max() < 1e-6)
print("and lower at a worse T:", np.all(worse < best))
print("the GAN's row is -log 4 + 2 JSD, within 1e-6:", abs(exact[-1] + best_loss) < 1e-6)


# %% [markdown]
# ## 8 · A popular article, read with a calculator
#
# One popular introduction (in Chinese), and many like it, state the game with four slips. Each is small on
# the page and fatal in code. In our own words, it says:
#
# 1. the generator maximises the sum of $\log D(x)$ over $x$, the real examples;
# 2. the discriminator **minimises** $\log D(x) + \log(1 - D(G(z)))$, and this sum is called its loss;
# 3. the generator climbs and the discriminator descends, though both printed updates subtract the gradient;
# 4. a loss for the generator is used in its update, and never defined.
#
# We do not argue. We run it. First slip: how does that sum change with the generator's weights?

# %%
def small_network(inputs):
    return keras.Sequential([keras.Input((inputs,)), keras.layers.Dense(16, activation="tanh"),
                             keras.layers.Dense(1)])


generator, discriminator = small_network(2), small_network(1)
real_batch, z = real_data.sample(256, seed=5), keras.random.normal((256, 2), seed=6)

with tf.GradientTape(persistent=True) as tape:
    as_printed = tf.reduce_sum(tf.math.log_sigmoid(discriminator(real_batch)))      # Σ log D(x)
    as_meant = tf.reduce_sum(tf.math.log_sigmoid(discriminator(generator(z))))      # Σ log D(G(z))

for text, objective in (("as printed", as_printed), ("as meant", as_meant)):
    gradients = tape.gradient(objective, generator.trainable_variables)
    print(f"{text:10s}", [g if g is None else f"{float(tf.norm(g)):.3g}" for g in gradients])

# %%
# NBVAL_CHECK_OUTPUT
printed = tape.gradient(as_printed, generator.trainable_variables)
meant = tape.gradient(as_meant, generator.trainable_variables)
print("as printed, no weight of the generator has a gradient:", all(g is None for g in printed))
print("as meant, every weight has one:", all(float(tf.norm(g)) > 0 for g in meant))

# %% [markdown]
# *What to see: not a small gradient but `None`.* The sum over real examples does not contain $G$; a
# generator that climbs it never moves. Meant is $\log D(G(z))$, the non-saturating objective.
#
# Second slip: let one discriminator minimise that sum, let its twin climb it, from the same start.

# %%
real, fake = mixture_1d([2.0], 1.0).sample(1000, seed=7), mixture_1d([-2.0], 1.0).sample(1000, seed=8)


def value_of(discriminator, real, fake):
    """V on two batches; log D = log_sigmoid(a), log(1 - D) = log_sigmoid(-a)."""
    return (tf.reduce_mean(tf.math.log_sigmoid(discriminator(real)))
            + tf.reduce_mean(tf.math.log_sigmoid(-discriminator(fake))))


def train(direction, steps=100):
    """Move a copy of the discriminator along `direction` times the gradient of V; return it."""
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
for text, direction in (("minimises V", -1), ("climbs V", +1)):
    twin = train(direction)
    opinions[text] = [float(tf.reduce_mean(tf.sigmoid(twin(batch)))) for batch in (real, fake)]
    print(f"{text:12s} V = {float(value_of(twin, real, fake)):8.2f}   "
          f"mean D on real data {opinions[text][0]:.3f}, on fakes {opinions[text][1]:.3f}")

# %%
# NBVAL_CHECK_OUTPUT
on_real, on_fake = opinions["minimises V"]
print("minimising V, D calls real data fake and fakes real:", on_real < 0.1 and on_fake > 0.9)
on_real, on_fake = opinions["climbs V"]
print("climbing V, it is right about both:", on_real > 0.9 and on_fake < 0.1)


# %% [markdown]
# Third and fourth slip: take one small step of each kind, and watch $V$. Wanted: the discriminator's step
# raises it, the generator's step lowers it.

# %%
def change_of_value(player, sign, rate=0.01):
    """Move one player by `sign` times the gradient of V, return the change of V, and move back."""
    with tf.GradientTape() as tape:
        before = value_of(discriminator, real_batch, generator(z))
    gradients = tape.gradient(before, player.trainable_variables)
    for weight, gradient in zip(player.trainable_variables, gradients, strict=True):
        weight.assign_add(sign * rate * gradient)
    change = float(value_of(discriminator, real_batch, generator(z)) - before)
    for weight, gradient in zip(player.trainable_variables, gradients, strict=True):
        weight.assign_sub(sign * rate * gradient)
    return change


steps = {"D subtracts the gradient of V": (discriminator, -1),
         "D adds the gradient of V": (discriminator, +1),
         "G adds the gradient of V": (generator, +1),
         "G subtracts the gradient of V": (generator, -1)}
changes = {name: change_of_value(player, sign) for name, (player, sign) in steps.items()}
for name, change in changes.items():
    print(f"{name:30s}  V {'rises' if change > 0 else 'falls'}")

# %%
# NBVAL_CHECK_OUTPUT
falls, rises, g_rises, g_falls = changes.values()
print("D must add the gradient of V, that is, subtract the gradient of L_D = -V:", rises > 0 > falls)
print("G must subtract the gradient of V, that is, of L_G = E log(1 - D(G(z))):", g_falls < 0 < g_rises)


# %% [markdown]
# The correction fits in a table. **Both players descend, each its own loss.** "Ascent" is right for the
# discriminator if you speak of $V$, and for nobody if you speak of losses.
#
# | | the article | what the numbers say |
# |---|---|---|
# | generator's objective | raise $\sum \log D(x)$ | that has no gradient in $G$; raise $\sum \log D(G(z))$ |
# | discriminator's objective | minimise $V$ | climb $V$: minimise $-V$, the cross-entropy |
# | the updates | "ascent" for $G$, "descent" for $D$; both subtract | both subtract, each from its own loss |
# | $L_D$ | $V$ | $-V$ |
# | $L_G$ | missing | $-\log D(G(z))$, or $\log(1 - D(G(z)))$ |
#
# The same article's program fails too, in nine places; notebook 04 repairs it.

# %% [markdown]
# ## 9 · Something breaks
#
# Three games with the simplest players there are. Real data: a bump at 3. The generator adds a number $b$
# to its noise; it starts at 0 and should end at 3. The discriminator's logit is $wx + c$. Games A, B and C
# differ in their losses only. One is healthy; **in two of them one player's loss has the wrong sign.** The
# losses are sealed; here is the loop, and the log that you would see.

# %%
def play(d_loss, g_loss, steps=100):
    rng = np.random.default_rng(0)
    w, c, b = tf.Variable(0.0), tf.Variable(0.0), tf.Variable(0.0)
    print("step   mean D(x)   mean D(G(z))        -V   centre of fakes")
    for step in range(steps + 1):
        real = tf.constant(rng.normal(3.0, 1.0, (256, 1)), tf.float32)
        z = tf.constant(rng.normal(0.0, 1.0, (256, 1)), tf.float32)
        if step in (0, 10, 30, 100):
            real_logits, fake_logits = w * real + c, w * (b + z) + c
            minus_v = objectives.MINIMAX.discriminator_loss(real_logits, fake_logits)
            print(f"{step:4d} {tf.reduce_mean(tf.sigmoid(real_logits)):11.2f} "
                  f"{tf.reduce_mean(tf.sigmoid(fake_logits)):14.2f} {minus_v:9.2f} {b.numpy():17.1f}")
        for _ in range(3):                                       # the discriminator moves three times
            with tf.GradientTape() as tape:
                loss = d_loss(w * real + c, w * (b + z) + c)
            for variable, gradient in zip((w, c), tape.gradient(loss, (w, c)), strict=True):
                variable.assign_sub(0.2 * gradient)
        with tf.GradientTape() as tape:                          # then the generator, once
            loss = g_loss(w * (b + z) + c)
        b.assign_sub(0.2 * tape.gradient(loss, b))


for game in "ABC":
    print(f"\ngame {game}")
    play(*ex02.suspects[game])

# %% [markdown]
# ### Exercise 5 · find the sign error
#
# Whose sign is wrong in each game? Answer `"generator"`, `"discriminator"` or `"none"`. Ask of every column
# what a healthy game shows.

# %% tags=["exercise:faults"]
faults = {"A": ..., "B": ..., "C": ...}

# %%
ex02.faults.check(faults)


# %%
# ex02.faults.hint(1)      # then 2 and 3
# ex02.faults.solution()

# %% [markdown]
# ## 10 · The catalogue
#
# Since 2014 many other pairs of losses have been proposed. Here are six that are in use. $a$ is the
# network's raw output.
#
# Write $s$ for softplus; in the relativistic game $r$ and $f$ are the logits of a real example and of a fake.
#
# | game | $L_D$, real | $L_D$, fake | $L_G$ | paper |
# |---|---|---|---|---|
# | minimax | $s(-a)$ | $s(a)$ | $-s(a)$ | Goodfellow et al. 2014 |
# | non-saturating | $s(-a)$ | $s(a)$ | $s(-a)$ | Goodfellow et al. 2014 |
# | least squares | $\tfrac12 (a - 1)^2$ | $\tfrac12 a^2$ | $\tfrac12 (a - 1)^2$ | Mao et al. 2017 |
# | hinge | $\max(0, 1 - a)$ | $\max(0, 1 + a)$ | $-a$ | Lim & Ye 2017 |
# | Wasserstein | $-a$ | $a$ | $-a$ | Arjovsky et al. 2017 |
# | relativistic | $s(f - r)$ | the same term | $s(r - f)$ | Jolicoeur-Martineau 2018 |

# %%
def softplus(a):
    return np.logaddexp(0, a)


games = {  # name: loss of D for a real logit, for a fake logit; loss of G for a fake logit
    "minimax": (lambda a: softplus(-a), softplus, lambda a: -softplus(a)),
    "non_saturating": (lambda a: softplus(-a), softplus, lambda a: softplus(-a)),
    "least_squares": (lambda a: (a - 1)**2 / 2, lambda a: a**2 / 2, lambda a: (a - 1)**2 / 2),
    "hinge": (lambda a: np.maximum(0, 1 - a), lambda a: np.maximum(0, 1 + a), lambda a: -a),
    "wasserstein": (lambda a: -a, lambda a: a, lambda a: -a),
}

# %%
fig, axes = plt.subplots(2, 3, figsize=(7, 4.4), sharex=True)
a = np.linspace(-4, 4, 201)
for ax, (name, losses) in zip(axes.flat, games.items(), strict=False):
    for loss, colour in zip(losses, (plots.REAL, plots.FAKE, plots.GENERATOR), strict=True):
        ax.plot(a, loss(a), color=colour, linestyle="--" if colour == plots.GENERATOR else "-")
    ax.set(title=name, ylim=(-4.2, 4.2))
axes.flat[5].plot(a, softplus(-a), color=plots.DISCRIMINATOR)
axes.flat[5].plot(a, softplus(a), color=plots.GENERATOR, linestyle="--")
axes.flat[5].set(title="relativistic", ylim=(-4.2, 4.2), xlabel="real minus fake logit")
for ax in (axes[1, 0], axes[1, 1]):
    ax.set(xlabel="logit a")
for ax in axes[:, 0]:
    ax.set(ylabel="loss")
fig.legend(handles=[plt.Line2D([], [], color=c, label=t, linestyle=s) for c, t, s in (
    (plots.REAL, "D, real", "-"), (plots.FAKE, "D, fake", "-"), (plots.DISCRIMINATOR, "D, a pair", "-"),
    (plots.GENERATOR, "G", "--"))], loc="outside lower center", ncols=4)
plots.show(fig, alt="Six panels of loss against logit. In each the loss on real data falls and the loss "
                    "on fakes rises; least squares turns up again past its targets, hinge is flat beyond "
                    "its margins, Wasserstein is straight, relativistic depends on the difference of two "
                    "logits.")

# %% [markdown]
# *What to see: where is each curve flat? There its player gets no gradient.* Minimax: $G$ is flat at the
# left. Hinge: $D$ stops caring past its margins. Least squares: the only one that turns back, so $D$ is
# fined for being too right. Wasserstein: never flat, and never done.
#
# The course's `objectives` module holds these six. It should agree with the table.

# %%
# NBVAL_CHECK_OUTPUT
rng = np.random.default_rng(9)
r, f = rng.normal(size=(64, 1)), rng.normal(size=(64, 1))
for name, (on_real, on_fake, for_generator) in games.items():
    objective = objectives.get(name)
    same = (np.isclose(objective.discriminator_loss(r, f), on_real(r).mean() + on_fake(f).mean())
            and np.isclose(objective.generator_loss(r, f), for_generator(f).mean()))
    print(f"{name:15s} library = table: {same}")
pairs = objectives.get("relativistic")
same = (np.isclose(pairs.discriminator_loss(r, f), softplus(f - r).mean())
        and np.isclose(pairs.generator_loss(r, f), softplus(r - f).mean()))
print(f"relativistic    library = table: {same}")

# %% [markdown]
# ### What does the best discriminator of each game say?
#
# Where losses take one logit, each point is on its own again: try every output between −8 and 8 and keep the
# cheapest. In the relativistic game outputs meet in pairs, so climb. In the Wasserstein game the cheapest
# output is always at the edge of what is allowed: without a bound there is **no** best discriminator. Bound
# the *slope* of $D$ by 1 and there is one; its loss is then $-W_1$.

# %%
points = slice(1400, 3401, 10)                           # x from -5 to 5
xs, p, q = x[points], p_real[points], p_fake[points]
outputs = np.linspace(-8, 8, 1601)


def cheapest(name):
    on_real, on_fake, _ = games[name]
    return outputs[np.argmin(p[:, None] * on_real(outputs) + q[:, None] * on_fake(outputs), axis=1)]


found = {name: cheapest(name) for name in ("non_saturating", "least_squares", "hinge", "wasserstein")}
a = np.zeros_like(xs)
weights_p, weights_q = p / p.sum(), q / q.sum()
for _ in range(1500):                                    # relativistic: each real point meets each fake
    doubt = sigmoid(a[None, :] - a[:, None])             # row: real, column: fake
    a += 2.0 * (weights_p * (doubt @ weights_q) - weights_q * (weights_p @ doubt)) / (weights_p + weights_q)
found["relativistic"] = a
slope = np.sign(np.cumsum(p_fake - p_real) * dx)         # the steepest allowed, in the profitable direction
potential = (np.cumsum(slope) - slope) * dx              # 0 at the left end
w1 = integral(np.abs(np.cumsum(p_real - p_fake) * dx))

# %%
log_ratio_here = np.log(p / q)
theory = {"non_saturating": log_ratio_here, "least_squares": p / (p + q), "hinge": np.sign(p - q),
          "relativistic": log_ratio_here - log_ratio_here.mean() + a.mean()}
fig, axes = plt.subplots(2, 3, figsize=(7, 4.4), sharex=True)
axes[0, 0].fill_between(xs, p, color=plots.REAL, alpha=0.35)
axes[0, 0].fill_between(xs, q, color=plots.FAKE, alpha=0.35)
axes[0, 0].set(title="real and fake", ylabel="density")
for ax, name in zip(axes.flat[1:], theory, strict=False):
    ax.plot(xs, theory[name], color=plots.THEORY, linewidth=4, alpha=0.4)
    ax.plot(xs, found[name], color=plots.DISCRIMINATOR, linestyle="--")
    ax.set(title=name)
axes[1, 2].plot(xs, potential[points] - potential[2400], color=plots.DISCRIMINATOR)
axes[1, 2].set_title("wasserstein, slope ≤ 1", fontsize=10)
for ax in axes[1]:
    ax.set(xlabel="x")
for ax in (axes[0, 1], axes[1, 0]):
    ax.set(ylabel="output of D")
plots.show(fig, alt="The best discriminator of each game for the same two densities: a log ratio in the "
                    "non-saturating and the relativistic game, a curve between 0 and 1 in least squares, "
                    "jumps between minus 1 and 1 in hinge, a zigzag of slope 1 in Wasserstein.")

# %% [markdown]
# *Grey: the closed form. Green, dashed: found by search.* Least squares finds the same $p_d/(p_d + p_g)$,
# as a raw output; hinge only the **sign** of $p_d - p_g$; the relativistic game finds the log-ratio up to a
# constant, which no pair can see.

# %%
# NBVAL_CHECK_OUTPUT
inside = np.abs(log_ratio_here) < 4
off = {name: np.abs(found[name] - theory[name]) for name in theory}
print("non-saturating: log(p_d/p_g) within 0.02:", off["non_saturating"][inside].max() < 0.02)
print("least squares: p_d/(p_d + p_g) within 0.01:", off["least_squares"].max() < 0.01)
print("hinge: the sign of p_d - p_g within 0.01:", off["hinge"].max() < 0.01)
shift = (found["relativistic"] - log_ratio_here)[inside]
print("relativistic: log(p_d/p_g) plus a constant within 0.05:", np.ptp(shift) < 0.05)
print("Wasserstein, free: every output at the edge:", np.all(np.abs(found["wasserstein"]) == 8))
gain = integral(p_real * potential) - integral(p_fake * potential)
print("Wasserstein, slope at most 1: E_real - E_fake = W1 within 1e-6:", abs(gain - w1) < 1e-6)

# %% [markdown]
# Which game is best? Nobody can tell from curves. Notebooks 08 and 09 let them compete, over several seeds.

# %% [markdown]
# ## Quiz
#
# 1. Your log shows a discriminator loss (sum of both parts) of 0.05 for the last thousand steps. Good news?
#
# <details><summary>Answer</summary>
# For the generator, bad. The best discriminator's loss is log 4 − 2 JSD; near 0 means JSD near log 2: the
# fakes hardly overlap with real data, and the saturating loss is flat there.
# </details>
#
# 2. Two repositories train the same GAN. One reports a discriminator loss of 1.38, the other of 0.69. Whose
#    is better?
#
# <details><summary>Answer</summary>
# The same number, counted twice: the first adds the real and the fake part, the second takes their mean (or
# stacks both halves in one batch). Both discriminators answer ½ everywhere, on average.
# </details>
#
# 3. A colleague adds `activation="sigmoid"` to the discriminator and keeps the loss on logits. What happens
#    to the outputs that the loss sees?
#
# <details><summary>Answer</summary>
# They lie between 0 and 1 and are read as logits, so D can never say less than σ(0) = 0.5 or more than σ(1)
# = 0.73. On fakes the loss cannot fall below log 2. Training runs, and silently teaches little.
# </details>
#
# 4. Saturating and non-saturating losses have the same sign of gradient everywhere. Why does it matter
#    which one is used?
#
# <details><summary>Answer</summary>
# The strength differs by the factor e^(−a). Where D rejects a fake (a = −6) the non-saturating pull is 403
# times as strong; that is where a young generator lives. The price: at D* it descends KL(p_g‖p_d) − 2 JSD,
# not the JSD.
# </details>
#
# 5. Real and fake examples are two finite sets of points in a high-dimensional space. What is the JSD of
#    the two sets, and which $D$ attains it?
#
# <details><summary>Answer</summary>
# log 2, by a D that is 1 on the one set and 0 on the other: with enough capacity D can learn the examples
# by heart. A real discriminator is a smooth network, stopped after a few steps; section 7 says what that
# makes of the number.
# </details>

# %% [markdown]
# ## Back to your predictions

# %%
# NBVAL_CHECK_OUTPUT
perfect = -value_at_best[40]                             # section 4, shift 0
print(f"1. against a perfect generator D's loss reads {perfect:.3f} = log 4:", np.isclose(perfect, np.log(4)))
moved = js_of(block(0), block(1)) - js_of(block(0), block(2))
print("2. fakes at 2 and fakes at 1 have the same JSD, log 2:", abs(moved) < 1e-6)
print("3. the sum over real examples has no gradient in G, it learns nothing:", printed[0] is None)

# %% [markdown]
# ## You have seen
#
# 1. $V(D, G)$ by integration and by sampling: the same number. The discriminator climbs it, the generator
#    descends it, and $-V$ is the binary cross-entropy.
# 2. $D^* = p_d/(p_d + p_g)$, logit $\log(p_d/p_g)$: found by climbing point by point, by algebra, and by
#    training a classifier.
# 3. $V(D^*, G) = -\log 4 + 2\,\mathrm{JSD}$: lowest at $p_g = p_d$, where the loss reads 1.386, and flat
#    where nothing overlaps.
# 4. Losses on logits with softplus: exact at ±10,000, where logarithms of sigmoids give infinity and NaN.
# 5. Two wrong signs, told apart by their numbers: $-V$ far above $\log 4$ accuses the discriminator, $-V$
#    near 0 with fakes that flee accuses the generator.
#
# ## Common mistakes
#
# - **The generator's loss on real examples.** It has no gradient in $G$; `GradientTape` says `None`.
# - **Descending $V$ with the discriminator.** It learns to call real data fake. What it descends is $-V$.
# - **Expecting the discriminator's loss to go to 0.** At its best the game reads $\log 4$ (or $\log 2$, if
#   the code takes the mean).
# - **A sigmoid at the end *and* a loss on logits**, or neither. Exactly one of the two.
# - **`log(sigmoid(a))`.** Infinite at large logits, with NaN gradients. Use softplus, or `from_logits=True`.
# - **Shapes (batch,) against (batch, 1).** They broadcast to (batch, batch) without a word; `objectives`
#   refuses.
# - **Comparing losses between games.** 0.25 is the equilibrium of least squares, 1.386 that of minimax, 0
#   that of Wasserstein.
#
# ## Papers
#
# - Goodfellow et al. 2014, *Generative adversarial nets*: eq. 1, proposition 1 and theorem 1 are our
#   sections 1 to 4.
# - Arjovsky & Bottou 2017, *Towards principled methods for training generative adversarial networks*:
#   what our sections 5 and 6 compute.
# - Nowozin, Cseke & Tomioka 2016, *f-GAN: training generative neural samplers using variational divergence
#   minimization*.
# - Mao et al. 2017, *Least squares generative adversarial networks*: eq. 9.
# - Lim & Ye 2017, *Geometric GAN*; Miyato et al. 2018, *Spectral normalization for GANs*: the hinge game.
# - Arjovsky, Chintala & Bottou 2017, *Wasserstein GAN*: why a distance, and which.
# - Jolicoeur-Martineau 2018, *The relativistic discriminator*; Huang et al. 2024, *The GAN is dead; long
#   live the GAN!* (R3GAN).
#
# ## Next
#
# You know what both players want. Notebook 03 moves them: every gradient by hand, checked against
# TensorFlow, and the first games that go in circles.
