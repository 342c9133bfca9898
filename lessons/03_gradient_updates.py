# %% [markdown]
# # 03 · Gradient updates
#
# **By the end you have built and trained a GAN in NumPy with every gradient by hand,
# and you can say before you press run whether a game will converge, circle or fly
# apart.**
#
# Reading and doing: about 100 min, and 45 for the further sections · [how long all
# cells run](RUN_TIMES.md)
#
# Before this: notebook 02 (the value $V$ and the losses); the chain rule; products of
# matrices.
#
# ## You will be able to
#
# 1. write both players' updates with the right sign, and prove the sign by running it;
# 2. derive the gradient at the logit, in each weight and in each fake, and check it
#    against `tf.GradientTape`;
# 3. train a GAN on 2-D data in NumPy with your own training step, with $k$ steps of the
#    discriminator, and say which differences between settings count;
# 4. predict from eigenvalues whether a game shrinks, circles or grows, and choose the
#    rate that shrinks it;
# 5. (in a further section) diagnose four faulty training loops from a table of numbers.
#
# ## Three questions from earlier lessons
#
# **1.** (Notebook 01) At some point the real data are three times as dense as the
# fakes. What does the best discriminator say there?
#
# <details><summary>Answer</summary>
#
# $D^*(x) = p_r(x) / (p_r(x) + p_g(x)) = 3/4$.
#
# </details>
#
# **2.** (Notebook 02) The generator is perfect. What does the discriminator's loss read
# if the code adds its two means, and what if it takes one mean over both halves?
#
# <details><summary>Answer</summary>
#
# $\log 4 = 1.386$ for the sum, $\log 2 = 0.693$ for the one mean. It is the same
# discriminator: it answers ½ everywhere.
#
# </details>
#
# **3.** (Notebook 02) Why are the losses computed from the logit with softplus, and not
# as `-log(sigmoid(logit))`?
#
# <details><summary>Answer</summary>
#
# Far below 0 the sigmoid rounds to 0 and its logarithm is minus infinity. Softplus
# gives the exact loss at every logit.
#
# </details>

# %%
from gan_course import seed_everything

SEED = 0
seed_everything(SEED)

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from gan_course import dynamics, plots
from gan_course.datasets import ring
from gan_course.exercises import ex02, ex03, predictions
from gan_course.from_scratch import MLP, SGD, Adam, sigmoid, softplus
from gan_course.from_scratch import non_saturating_loss, saturating_loss
from gan_course.lab import DiracPortrait
from gan_course.metrics import high_quality_share, modes_captured

# %% [markdown]
# ## Predict first
#
# Write your guesses into the next cell and run it.
#
# - `loss`: the discriminator gives a fake the probability 0.0001 of being real. The
#   generator may learn from $\log(1 - D)$ or from $-\log D$. Which of the two has the
#   larger gradient at the logit, `"log(1 - D)"` or `"-log D"`?
# - `times`: and how many times as large is it?
# - `distance`: two players hold one number each and start at distance 1.4 from the
#   solution. Both step at the same moment, each in its best direction, 500 times, with
#   rate 0.2. How far from the solution do they end?
# - `modes`: a GAN with Adam and `beta_1=0.5` draws points on 8 of 8 modes. How many
#   does it reach with 0.9, the standard choice for other networks?

# %%
guesses = {"loss": ..., "times": ..., "distance": ..., "modes": ...}

# %% [markdown]
# ## 1 · Who climbs, who descends
#
# $$V(D, G) = \mathbb{E}_{x \sim p_r} \log D(x)
#   + \mathbb{E}_{z \sim p_z} \log\bigl(1 - D(G(z))\bigr),
#   \qquad D(x) = \sigma(C(x))$$
#
# The discriminator **climbs** $V$, the generator **descends** it. One round of training
# (algorithm 1 of Goodfellow et al. 2014) is
#
# - $k$ times: draw real points $x$ and noise $z$, then
#   $\varphi \leftarrow \varphi + \eta\,\partial V/\partial\varphi$;
# - once: draw noise $z$, then
#   $\theta \leftarrow \theta - \eta\,\partial V/\partial\theta$.
#
# | symbol | in words | in code |
# |---|---|---|
# | $\varphi$, $\theta$ | weights of D, weights of G | `d_weights`, `g_weights` |
# | $\eta$ | learning rate | `rate`, `learning_rate` |
# | $k$ | steps of D for one step of G | `k`, `n_critic` |
# | $C(x)$ | D's logit | `real_logits`, `fake_logits` |
# | $\sigma(C) = 1/(1 + e^{-C})$ | D's probability of "real" | `sigmoid` |
# | $\log(1 + e^C)$ | equals $-\log(1 - \sigma(C))$ | `softplus` |
#
# Optimisers only ever subtract. So each player gets a **loss** and steps *down* it. D's
# loss is $L_D = -V$: climbing $V$ and descending $-V$ are the same step.
#
# The popular article of notebook 02 names $V$ itself as D's loss and prints both
# updates with a minus. Does it matter? We try it with the smallest players. Real
# numbers lie around 0. G adds a `shift` to its noise, at first 3. D is a line,
# $C(x) = wx + b$, at first flat. Their gradients come without calculus: each weight is
# **nudged** both ways, and we see how $V$ changes.

# %%
rng = np.random.default_rng(SEED + 1)
real_line, noise_line = rng.normal(0, 1, 1000), rng.normal(0, 1, 1000)


def value(d_weights, g_weights):
    """V of D(x) = sigmoid(w x + b) and G(z) = shift + z."""
    (w, b), (shift,) = d_weights, g_weights
    real_logits, fake_logits = w * real_line + b, w * (shift + noise_line) + b
    return np.mean(-softplus(-real_logits)) + np.mean(-softplus(fake_logits))


def nudged(f, at, delta=1e-5):
    """The gradient of f at a point: each coordinate nudged both ways."""
    at = np.asarray(at, dtype=float)
    return np.array([(f(at + d) - f(at - d)) / (2 * delta)
                     for d in delta * np.eye(len(at))])


def d_slope(d_weights, g_weights):
    return nudged(lambda d: value(d, g_weights), d_weights)        # dV by D's weights


def g_slope(d_weights, g_weights):
    return nudged(lambda g: value(d_weights, g), g_weights)        # dV by G's weights


# %% [markdown]
# ### Exercise 1: one round
#
# Write `one_round(d_weights, g_weights, d_slope, g_slope, rate)`, a round of algorithm
# 1 with $k = 1$. `d_slope(d_weights, g_weights)` gives $\partial V/\partial\varphi$ and
# `g_slope(d_weights, g_weights)` gives $\partial V/\partial\theta$. D steps first, then
# G steps against the new D. Return the new `d_weights, g_weights`. The weights may be
# arrays or plain numbers; leave the ones you were given as they are.

# %% tags=["exercise:one_round"]
def one_round(d_weights, g_weights, d_slope, g_slope, rate):
    return ...


# %%
ex03.one_round.check(one_round)

# %%
# ex03.one_round.hint(1)
# ex03.one_round.solution()

# %% [markdown]
# Two signs can be wrong, so there are four games. A slope with its sign changed makes
# your round take the other direction.

# %%
one_round = ex03.one_round.yours()


def play(d_sign, g_sign, rounds=200):
    """V and the shift after some rounds, each slope times a sign."""
    d_weights, g_weights = np.zeros(2), np.array([3.0])
    for _ in range(rounds):
        d_weights, g_weights = one_round(
            d_weights, g_weights, lambda d, g: d_sign * d_slope(d, g),
            lambda d, g: g_sign * g_slope(d, g), 0.1)
    return value(d_weights, g_weights), g_weights[0]


ways = {1: "climbs", -1: "descends"}
ends = {}
for d_sign, g_sign in [(1, 1), (1, -1), (-1, -1), (-1, 1)]:
    ends[d_sign, g_sign] = play(d_sign, g_sign)
    print(f"D {ways[d_sign]:8s} and G {ways[-g_sign]:8s}: V from -1.39 to "
          "{:9.3g}, shift from 3 to {:8.3g}".format(*ends[d_sign, g_sign]))

# %% [markdown]
# *What to see:* only in the first game, where **D climbs and G descends**, do the fakes
# come to the real numbers and $V$ to $-\log 4 = -1.386$, where D can only guess. Where
# both climb, G helps D, and the fakes walk away. Where both descend, as the article
# prints it, everything flies apart. So whoever prints two minus signs must define two
# losses: $L_D = -V$ for D, and $V$ or $-\log D(G(z))$ for G.

# %%
# NBVAL_CHECK_OUTPUT
print("D climbs, G descends: V ends within 0.05 of -log 4, the shift within 0.5 of 0:",
      bool(abs(ends[1, 1][0] + np.log(4)) < 0.05 and abs(ends[1, 1][1]) < 0.5))
print("each of the other three ends with V more than 1 away from it:",
      all(bool(abs(ends[game][0] + np.log(4)) > 1) for game in ends if game != (1, 1)))

# %% [markdown]
# ## 2 · The gradient at the logit
#
# Every gradient in a GAN starts at D's output. For one real point the loss is
# $-\log\sigma(C)$. With $\frac{d}{du}(-\log u) = -1/u$ and
# $\sigma'(C) = \sigma(C)(1 - \sigma(C))$ the chain rule gives
#
# $$\frac{d}{dC}\bigl(-\log\sigma(C)\bigr)
#   = -\frac{1}{\sigma(C)} \cdot \sigma(C)\,(1 - \sigma(C)) = \sigma(C) - 1$$
#
# The division, which is dangerous where $\sigma(C)$ is nearly 0, has cancelled.
#
# ### Exercise 2: any label
#
# Write `bce_logit_gradient(logits, labels)`: the gradient, by each logit, of the
# **mean** cross-entropy of a batch. Both arguments have shape (batch, 1), and so has
# the result. Label 1 means real and costs $-\log\sigma(C)$. Label 0 means fake and
# costs $-\log(1 - \sigma(C))$. A label $y$ in between mixes the two,
# $-y\log\sigma(C) - (1 - y)\log(1 - \sigma(C))$. `sigmoid` is imported.

# %% tags=["exercise:bce_logit_gradient"]
def bce_logit_gradient(logits, labels):
    return ...


# %%
ex03.bce_logit_gradient.check(bce_logit_gradient)

# %%
# ex03.bce_logit_gradient.hint(1)
# ex03.bce_logit_gradient.solution()

# %% [markdown]
# ## 3 · Backwards through a layer
#
# A **dense layer** turns its inputs $H$, one row for each example, into
# $Y = HW + b$. Suppose that we know $\partial L/\partial Y$, again one row for each
# example. Three gradients are wanted: by $W$ and $b$, for the step of this layer, and
# by $H$, which is handed on to the layer before. The last one is
#
# $$\frac{\partial L}{\partial H} = \frac{\partial L}{\partial Y}\,W^\top$$
#
# for each output $Y_j = \sum_i H_i W_{ij} + b_j$ depends on the input $H_i$ with the
# slope $W_{ij}$. The other two need no more than this rule: **a gradient has the shape
# of what it is taken by**, and each example adds its part, for all of them used the
# same $W$ and $b$.
#
# | in the text | in code | shape |
# |---|---|---|
# | $H$ | `inputs` | (batch, inputs) |
# | $W$ | `W` | (inputs, outputs) |
# | $b$ | `b` | (outputs,) |
# | $\partial L/\partial Y$ | `d_out` | (batch, outputs) |
# | gradients by $W$, $b$, $H$ | `d_W`, `d_b`, `d_inputs` | those of $W$, $b$, $H$ |
#
# ### Exercise 3: backpropagation through one layer
#
# Write `dense_backward(d_out, inputs, W)` and return `d_W, d_b, d_inputs`.

# %% tags=["exercise:dense_backward"]
def dense_backward(d_out, inputs, W):
    return ...


# %%
ex03.dense_backward.check(dense_backward)

# %%
# ex03.dense_backward.hint(1)
# ex03.dense_backward.solution()

# %% [markdown]
# A network is layers in a row, and its gradient is the same row backwards. Between two
# layers stands a **ReLU**, which passes numbers above 0 and blocks the rest, in both
# directions. `MLP` brings the weights and the way forward, and keeps each layer's
# inputs. The way back uses your function.

# %%
dense_backward = ex03.dense_backward.yours()
bce_logit_gradient = ex03.bce_logit_gradient.yours()


class Network(MLP):
    """Dense layers with ReLU between them."""

    def __init__(self, sizes, seed):
        super().__init__(sizes, "relu", seed, np.float64)

    def backward(self, d_out):
        """From dL/d(output) to dL/d(each weight array) and dL/d(input)."""
        gradients = []
        for inputs, W in zip(reversed(self.inputs), reversed(self.weights[::2]),
                             strict=True):
            d_W, d_b, d_inputs = dense_backward(d_out, inputs, W)
            gradients = [d_W, d_b, *gradients]
            d_out = d_inputs * (inputs > 0)      # the ReLU before this layer
        return gradients, d_inputs


# %% [markdown]
# The data of this notebook: eight modes on a circle. D takes a point and gives a logit;
# its loss is $L_D = \text{mean}(-\log D(x)) + \text{mean}(-\log(1 - D(G(z))))$.

# %%
mixture = ring(n_modes=8, radius=1.0, std=0.05)
data = mixture.sample(10_000, seed=SEED + 2)
generator = Network((2, 64, 64, 2), seed=SEED + 3)
discriminator = Network((2, 64, 64, 1), seed=SEED + 4)
real, z = data[:128].astype(np.float64), rng.normal(size=(128, 2))
fake = generator.forward(z)


def discriminator_gradients(real, fake):
    """The gradient of L_D by each of D's weight arrays, and L_D itself."""
    logits = discriminator.forward(np.concatenate([real, fake]))
    real_logits, fake_logits = np.split(logits, 2)
    d_logits = np.concatenate([
        bce_logit_gradient(real_logits, np.ones_like(real_logits)),
        bce_logit_gradient(fake_logits, np.zeros_like(fake_logits))])
    gradients, _ = discriminator.backward(d_logits)
    return gradients, softplus(-real_logits).mean() + softplus(fake_logits).mean()


# %% [markdown]
# TensorFlow's **tape** records what a loss is computed from and applies the chain rule
# backwards. It is the judge of your two functions, on six arrays of weights. The loss
# is the `discriminator_loss` that you wrote in notebook 02.

# %%
discriminator_loss = ex02.discriminator_loss.yours()


def tape_forward(x, weights):
    W1, b1, W2, b2, W3, b3 = weights
    return tf.nn.relu(tf.nn.relu(x @ W1 + b1) @ W2 + b2) @ W3 + b3


gradients, _ = discriminator_gradients(real, fake)
watched = [tf.constant(w) for w in discriminator.weights]
with tf.GradientTape() as tape:
    tape.watch(watched)
    loss = discriminator_loss(tape_forward(real, watched), tape_forward(fake, watched))
gaps = [np.abs(mine - theirs.numpy()).max() for mine, theirs
        in zip(gradients, tape.gradient(loss, watched), strict=True)]
print("largest gaps:", *(f"{gap:.0e}" for gap in gaps))

# %%
# NBVAL_CHECK_OUTPUT
print("by hand and by tape agree to 1e-5 in all six arrays:", bool(max(gaps) < 1e-5))

# %% [markdown]
# ## 4 · Through D into G
#
# The generator never sees a real point. All it learns comes **back through D**: from
# the logit of a fake to the fake point, and from the point to G's weights.
#
# $$\frac{\partial L_G}{\partial \theta} =
#   \underbrace{\frac{\partial L_G}{\partial C}}_{(\sigma(C) - 1)/n}\;
#   \underbrace{\frac{\partial C}{\partial x}}_{\text{D, backwards}}\;
#   \underbrace{\frac{\partial x}{\partial \theta}}_{\text{G, backwards}}$$
#
# with $x = G(z)$, $L_G = \text{mean}(-\log D(x))$ and $n$ fakes in the batch.
#
# It is the same `backward`, twice. On its way it also gives gradients by D's weights.
# They are **dropped**: in this step D only passes the gradient on.
#
# What does D tell G? Train D alone for a while, G standing still. Then draw the arrow
# $-\partial L_G/\partial x$ at each fake: where that fake would like to go.

# %%
for _ in range(400):
    batch = data[rng.integers(len(data), size=128)]
    fake = generator.forward(rng.normal(size=(128, 2)))
    gradients, d_loss = discriminator_gradients(batch, fake)
    for w, gradient in zip(discriminator.weights, gradients, strict=True):
        w -= 0.3 * gradient                          # down L_D, which is up V

fake = generator.forward(z)
fake_logits = discriminator.forward(fake)
_, d_fake = discriminator.backward(bce_logit_gradient(fake_logits, np.ones((128, 1))))
unit = d_fake / np.linalg.norm(d_fake, axis=1, keepdims=True)
lifted = np.mean(discriminator.forward(fake - 0.01 * unit) > fake_logits)
print(f"D's loss {d_loss:.3f}; a small move along its arrow raises D's logit for "
      f"{lifted:.0%} of the fakes")

# %%
fig = plots.surface_2d(lambda x: sigmoid(discriminator.forward(x)), limits=(-1.8, 1.8),
                       real=data[:200], fake=fake[:40], title="What D tells each fake")
fig.axes[0].scatter(*fake[:40].T, s=16, color=plots.FAKE, edgecolors="black", zorder=4)
fig.axes[0].quiver(*fake[:40].T, *-unit[:40].T, color="black", width=0.004, scale=9,
                   zorder=3)
plots.show(fig, alt="A small cloud of fakes inside the ring of real modes, D's opinion "
                    "as a coloured surface, and an arrow at each fake.")

# %% [markdown]
# *What to see: every arrow (all are drawn at one length) takes the steepest way out of
# the pit that D has dug around the fakes. G has seen no real point: where an arrow
# points at one, D has sent it there. What D says is all that G knows of the data.*

# %%
# NBVAL_CHECK_OUTPUT
print("after 400 steps by hand D's loss is at least 0.1 below that of a coin, log 4:",
      bool(d_loss < np.log(4) - 0.1))
print("a small move along its arrow raises D's logit for at least 90 % of the fakes:",
      bool(lifted >= 0.9))

# %% [markdown]
# ## 5 · From a gradient to a step
#
# Three rules turn the gradients $g$ of one step after another into steps of the weights
# $w$:
#
# - **SGD**: $w \leftarrow w - \eta\,g$.
# - **Momentum**: $u \leftarrow \mu u - \eta\,g$, then $w \leftarrow w + u$. A gradient
#   goes on to act for about $1/(1 - \mu)$ steps.
# - **Adam** (Kingma and Ba 2015) keeps two running means, of the gradient and of its
#   square: $m \leftarrow \beta_1 m + (1 - \beta_1)\,g$ and
#   $v \leftarrow \beta_2 v + (1 - \beta_2)\,g^2$. Both start at 0 and are too small at
#   first; in step $t = 1, 2, \dots$ the factor
#   $c = \sqrt{1 - \beta_2^t}\,/\,(1 - \beta_1^t)$ makes up for it. Then
#   $w \leftarrow w - \eta\,c\,m/(\sqrt{v} + \epsilon)$.
#
# Adam's $\beta_1$ plays the part of $\mu$. And Adam **divides the gradient by its own
# recent size**.

# %% [markdown]
# ## 6 · Two losses for G, and what happens when D is sure
#
# Notebook 02 had two losses for the generator. At the logit $C$ of a fake their
# gradients are
#
# $$\text{saturating: }\quad \frac{d}{dC}\log(1 - \sigma(C)) = -\sigma(C)$$
#
# $$\text{non-saturating: }\quad \frac{d}{dC}\bigl(-\log\sigma(C)\bigr)
#   = -(1 - \sigma(C))$$
#
# The signs agree: each loss wants the logit higher. The sizes do not. Their ratio is
# $(1 - \sigma(C))/\sigma(C) = e^{-C}$, and a good D gives its fakes logits far below 0.

# %%
print("logit    D(G(z))   saturating   non-saturating        ratio")
for logit in (0.0, -2.0, -4.0, -6.0, -9.21, -12.0):
    s = sigmoid(logit)
    print(f"{logit:6.2f} {s:9.6f}   {s:10.6f}   {1 - s:14.6f}  {(1 - s) / s:11,.1f}")

# %% [markdown]
# Arjovsky and Bottou (2017, theorem 2.4) proved for $\log(1 - D)$ that G's whole
# gradient vanishes as D comes near the perfect discriminator. Does Adam, which divides
# the gradient by its size, undo that? An experiment, with four seeds. D trains alone
# against fakes that stand still, and gets *a little ahead* (fakes around (3, 3), 500
# steps at rate 0.001) or *far ahead* (fakes around (6, 6), 600 steps at rate 0.01).
# Then both players train for 300 rounds, G with either loss and either rule. Which
# share of the way from the fakes to the ring is left?

# %%
leads = {"a little ahead": (3.0, 500, 1e-3), "far ahead": (6.0, 600, 1e-2)}
left = {}
for name, setting in leads.items():
    started = [ex03.head_start(data, *setting, seed=SEED + 10 + i) for i in range(4)]
    sure = [ex03.belief(gan) for gan in started]
    print(f"D {name}: mean D(G(z)) from {min(sure):.0e} to {max(sure):.0e}", flush=True)
    for loss in (saturating_loss, non_saturating_loss):
        for rule, rate in ((SGD, 0.05), (Adam, 1e-3)):
            shares = [ex03.way_left(gan, data, loss, rule(rate), seed=SEED + 20 + i)
                      for i, gan in enumerate(started)]
            left[name, loss, rule] = np.array(shares)
            print(f"    {loss.__name__:20s} {rule.__name__:4s}  of the way is left:",
                  *(f"{share:5.0%}" for share in shares))

# %% [markdown]
# *What to see: with the saturating loss and SGD the fakes never leave. Adam brings them
# home where D is a little ahead. Where D is far ahead, a large part of the way is left
# with most seeds, while the non-saturating loss comes home with every seed.* So Adam is
# no cure for the saturating loss. In notebook 09, with Adam and other networks, the
# saturating loss keeps 1.4 of 8 modes, and the other loss 7.0.

# %%
# NBVAL_CHECK_OUTPUT
little, far = leads
print("saturating, SGD: at least 90 % of the way is left, with every seed:",
      bool(min(left[name, saturating_loss, SGD].min() for name in leads) > 0.9))
print("saturating, Adam, D a little ahead: less than half is left on average:",
      bool(left[little, saturating_loss, Adam].mean() < 0.5))
print("D far ahead, Adam: the saturating loss leaves over 3 times what the other does:",
      bool(left[far, saturating_loss, Adam].mean()
           > 3 * left[far, non_saturating_loss, Adam].mean()))
print("and the other one leaves less than a third with every seed:",
      bool(left[far, non_saturating_loss, Adam].max() < 1 / 3))

# %% [markdown]
# ## 7 · A whole GAN in NumPy
#
# ### Exercise 4: the training step
#
# Write `train_step(generator, discriminator, g_optimizer, d_optimizer, real_batches,
# noise)`: $k$ steps of D, then one of G.
#
# - `generator` and `discriminator` have `.forward(x)`, `.backward(d_out)` and
#   `.weights`, as `Network` has. `.backward` belongs to the last `.forward` of that
#   network and gives `gradients, d_inputs`.
# - The optimisers have `.apply(gradients, weights)`.
# - `real_batches` is a list of $k$ arrays of real points, (batch, 2), one for each step
#   of D. `noise(n)` draws `n` fresh noise vectors; each step takes its own.
# - D goes down $L_D$, the mean of $-\log D(x)$ plus the mean of $-\log(1 - D(G(z)))$. G
#   goes down $L_G$, the mean of $-\log D(G(z))$.
# - Return `d_loss, g_loss`, each as it was before the last step of its player.
#
# `bce_logit_gradient` (exercise 2) and `softplus` are at hand. Look at
# `discriminator_gradients` in section 3 and at the arrows in section 4.

# %% tags=["exercise:train_step"]
def train_step(generator, discriminator, g_optimizer, d_optimizer, real_batches, noise):
    return ...


# %%
ex03.train_step.check(train_step)

# %%
# ex03.train_step.hint(1)
# ex03.train_step.solution()

# %%
train_step = ex03.train_step.yours()

z_show = np.random.default_rng(SEED + 20).standard_normal((2000, 2))
pictures = {}                                # the fakes at some moments of one training


def fit(seed, rounds, k=1, beta_1=0.5, optimizers=None, moments=()):
    """Train new networks with your step. Give G and the losses, (rounds, 2)."""
    chance = np.random.default_rng(seed)
    generator = Network((2, 64, 64, 2), chance)
    discriminator = Network((2, 64, 64, 1), chance)
    optimizers = optimizers or (Adam(1e-3, beta_1), Adam(1e-3, beta_1))
    losses = []
    for step in range(rounds):
        if step in moments:
            pictures[step] = generator.forward(z_show)
        batches = [data[chance.integers(len(data), size=128)] for _ in range(k)]
        losses.append(train_step(generator, discriminator, *optimizers, batches,
                                 lambda n: chance.standard_normal((n, 2))))
    return generator, np.array(losses)


# %% [markdown]
# 2,000 rounds, with the fakes (orange) over the real points (blue) at four moments:

# %%
_, losses = fit(SEED + 21, 2000, moments=(0, 100, 500, 1999))
# %%
fig, axes = plt.subplots(1, 4, figsize=(7.0, 2.2), sharex=True, sharey=True)
for ax, (step, points) in zip(axes, pictures.items(), strict=True):
    plots.scatter_real_fake(data[:1000], points[:1000], limits=(-1.6, 1.6), ax=ax,
                            title=f"round {step}")
    ax.get_legend().remove()
    ax.label_outer()
plots.show(fig, alt="Real points (blue) on eight modes and generated points (orange) "
                    "at four moments of the training.")

# %% [markdown]
# Say what you see before you read on. How many of the eight modes do orange points
# reach, at round 100, at round 500 and at the end?

# %%
saw = {"round 100": ..., "round 500": ..., "round 1999": ...}

# %%
history = {"d_loss": losses[:, 0], "g_loss": losses[:, 1]}
fig = plots.loss_curves(history, smooth=50,
                        equilibrium={"d_loss": np.log(4), "g_loss": np.log(2)},
                        title="The losses of the GAN in NumPy")
plots.show(fig, alt="Both losses over the rounds, smoothed; dashed lines at log 4 for "
                    "D and at log 2 for G, the values of a D that can only guess.")

# %% [markdown]
# *What to see: the losses do not fall to 0. They stay near $\log 4 = 1.386$ and
# $\log 2 = 0.693$, the values of a D that can only guess.*
#
# One run proves little. Here are five seeds, each with the number of modes that its
# fakes reach and the share of fakes within three standard deviations of a mode (a
# perfect sampler scores 98.9 %). The same for five steps of D in each round, with as
# many steps in all ($1{,}200 \cdot 2 = 400 \cdot 6$), and for Adam with
# $\beta_1 = 0.9$.

# %%
seeds = [SEED + 30 + i for i in range(5)]


def over_seeds(name, rounds, **settings):
    """Train with each seed, print a line, give modes and shares: (seeds, 2)."""
    results = []
    for seed in seeds:
        generator, _ = fit(seed, rounds, **settings)
        points = generator.forward(z_show)
        results.append((modes_captured(points, mixture),
                        high_quality_share(points, mixture)))
    print(f"{name:26s}", *(f"  {modes}, {share:4.0%}" for modes, share in results),
          flush=True)
    return np.array(results)


print("setting, and for each seed: modes of 8, share near one")
plain = over_seeds("1,200 rounds, k = 1", 1200)
five = over_seeds("  400 rounds, k = 5", 400, k=5)
much_momentum = over_seeds("1,200 rounds, beta_1 = 0.9", 1200, beta_1=0.9)

# %% [markdown]
# How large must a difference be before we believe it? A mean over $n$ seeds has a
# **standard error**, the standard deviation over the seeds divided by $\sqrt{n}$. A
# difference of less than two of its standard errors is not told from chance.

# %%
for name, other in [("beta_1 = 0.9", much_momentum), ("k = 5", five)]:
    each = other[:, 1] - plain[:, 1]
    change, error = each.mean(), each.std(ddof=1) / np.sqrt(len(each))
    print(f"{name}: {change:+.0%} ± {error:.0%} of the points, "
          + ("more" if abs(change) > 2 * error else "NOT more") + " than two errors")

# %%
# NBVAL_CHECK_OUTPUT
print("k = 1, beta_1 = 0.5: at least 4 of 8 modes on average:",
      bool(plain[:, 0].mean() >= 4))
print("beta_1 = 0.9: at most half as many points near a mode, on average:",
      bool(much_momentum[:, 1].mean() <= plain[:, 1].mean() / 2))
print("k = 5 is not better by three errors:", bool(change <= 3 * error))

# %% [markdown]
# *What to see: for the same number of steps, $k = 5$ is not shown to be better than
# $k = 1$, and a long memory ruins this game.* Why should momentum hurt here, which
# helps other networks? Two numbers are enough to see it.

# %% [markdown]
# ## 8 · Why it circles: the smallest GAN
#
# Mescheder, Geiger and Nowozin (2018) took a GAN down to two numbers, the
# **Dirac-GAN**. One real point, at 0. One fake point, at $\theta$: that is the
# generator. The discriminator is a line through 0, with the logit $C(x) = \psi x$. Then
#
# $$V = \log\sigma(0) + \log(1 - \sigma(\psi\theta)), \qquad
#   \frac{\partial V}{\partial\psi} = -\theta\,\sigma(\psi\theta), \qquad
#   \frac{\partial V}{\partial\theta} = -\psi\,\sigma(\psi\theta)$$
#
# D climbs and G descends, so the pair wants to move along the **field**
# $F = \bigl(\psi\,\sigma(\psi\theta),\; -\theta\,\sigma(\psi\theta)\bigr)$. One point
# is at rest: $\theta = 0$ (the fake lies on the real point) and $\psi = 0$ (D cannot
# tell). That is the solution. We start at $(1, -1)$: the fake is off, and D leans the
# right way.
#
# A round of algorithm 1 is your `one_round`. Beside it stand *simultaneous* steps,
# where both players step from the same point.

# %%
def psi_slope(psi, theta):
    return -theta * sigmoid(psi * theta)


def theta_slope(psi, theta):
    return -psi * sigmoid(psi * theta)


def orbit(step, rounds=500):
    """The points (theta, psi) of an orbit from (1, -1)."""
    theta, psi = 1.0, -1.0
    path = [(theta, psi)]
    for _ in range(rounds):
        psi, theta = step(psi, theta, psi_slope, theta_slope, 0.2)
        path.append((theta, psi))
    return np.array(path, dtype=float)


def simultaneous_round(psi, theta, psi_slope, theta_slope, rate):
    # both at once: neither sees the other's step
    return (psi + rate * psi_slope(psi, theta), theta - rate * theta_slope(psi, theta))


in_turn, together = orbit(one_round), orbit(simultaneous_round)

# %%
field = dynamics.dirac_minimax().field
fig, axes = plt.subplots(1, 2, figsize=(7.0, 3.9), sharey=True)
plots.phase_portrait(field, {"simultaneous": together}, limit=3.4, title="Both at once",
                     ax=axes[0])
plots.phase_portrait(field, {"alternating": in_turn}, limit=3.4,
                     title="In turn, D first", ax=axes[1])
axes[1].set_ylabel("")
plots.show(fig, alt="Two orbits around the solution in the plane of theta and psi, "
                    "with the field as arrows: simultaneous and alternating steps.")

# %%
# NBVAL_CHECK_OUTPUT
distance_together, distance_in_turn = np.hypot(*together[-1]), np.hypot(*in_turn[-1])
print(f"distance from the solution after 500 rounds, from {np.sqrt(2):.2f}: "
      f"both at once {distance_together:.2f}, in turn {distance_in_turn:.2f}")
print("both at once has more than doubled it:",
      bool(distance_together > 2 * np.sqrt(2)))
print("in turn has kept it within 5 %:",
      bool(abs(distance_in_turn / np.sqrt(2) - 1) < 0.05))

# %% [markdown]
# *What to see: each player steps in its own best direction, and the pair goes round the
# solution, at best.*
#
# ## 9 · Eigenvalues tell it in advance
#
# Near the solution a field is a matrix, the **Jacobian** $J$: how $F$ changes with
# $(\theta, \psi)$. At $(0, 0)$ the sigmoid is ½, so
# $F \approx (\tfrac12\psi, -\tfrac12\theta)$ and
#
# $$J = \begin{pmatrix} 0 & \tfrac12 \\ -\tfrac12 & 0 \end{pmatrix}$$
#
# Along some directions $J$ does nothing but multiply by one number. Such a number is an
# **eigenvalue** of $J$. It may be complex, $r + i\omega$. Its real part $r$ pulls to
# the solution (negative) or pushes away (positive); its imaginary part $\omega$ turns.
# Here the two eigenvalues are $\pm\tfrac12 i$: this game only turns. One simultaneous
# step of rate $\eta$ multiplies by $1 + \eta J$, so in the long run each step
# multiplies the distance by the **modulus**
#
# $$|1 + \eta\,(r + i\omega)| = \sqrt{(1 + \eta r)^2 + (\eta\omega)^2},
#   \qquad \text{here } \sqrt{1 + \eta^2/4} > 1$$
#
# No rate is small enough. In ordinary training one player descends one loss. There the
# eigenvalues are real, and negative at a minimum: a small enough rate always works.
#
# Your alternating rounds have modulus exactly 1 (for rates below 4): D's half only
# slides $\psi$, G's half only slides $\theta$, and a slide keeps areas.
#
# ### Exercise 5: the largest rate
#
# A game has the complex eigenvalue $r + i\omega$ and its mirror image. Write
# `largest_rate(eigenvalue)`: the rate $\eta$ at which a simultaneous step stops
# shrinking the distance, $|1 + \eta\,(r + i\omega)| = 1$. If no rate shrinks it, return
# 0. `eigenvalue` is a complex number of Python: `eigenvalue.real`, `eigenvalue.imag`,
# `abs(eigenvalue)`.

# %% tags=["exercise:largest_rate"]
def largest_rate(eigenvalue):
    return ...


# %%
ex03.largest_rate.check(largest_rate)

# %%
# ex03.largest_rate.hint(1)
# ex03.largest_rate.solution()

# %% [markdown]
# Now use it. The simplest cure gives the eigenvalues a negative real part: **R1** adds
# $\frac{\gamma}{2}\psi^2$ to D's loss, a penalty on D's slope at the real point, so
# that D leans back by itself (notebook 08). Your function says up to which rate each
# game comes home. We try it a little below that rate and a little above, from a start
# near the solution.

# %%
largest_rate = ex03.largest_rate.yours()

games = [dynamics.dirac_minimax(), *map(dynamics.dirac_r1, (0.1, 0.3, 0.9))]
grew = {}
print("                              largest   distance after 400 steps, times,")
print("game              eigenvalue     rate   at 0.9 and at 1.1 of that rate")
for game in games:
    limit = largest_rate(game.eigenvalues[0])
    grew[game.name] = []
    for rate in (0.9 * limit, 1.1 * limit) if limit else (0.01, 0.1):
        path = dynamics.trajectory(game, dynamics.simultaneous, (1e-6, -1e-6), rate,
                                   steps=400)
        grew[game.name].append(np.hypot(*path[-1]) / np.hypot(*path[0]))
    print(f"{game.name:14s} {game.eigenvalues[0]:13.3f} {limit:8.3f}   "
          "{:.2g} and {:.2g}".format(*grew[game.name])
          + ("" if limit else ", at the rates 0.01 and 0.1"))

# %%
# NBVAL_CHECK_OUTPUT
cured = [below < 1 < above for name, (below, above) in grew.items() if "R1" in name]
print("R1: shrinks below the largest rate and grows above it, for each strength:",
      all(map(bool, cured)))
print("without R1 it grows even at rate 0.01:", bool(grew["minimax"][0] > 1))

# %% [markdown]
# ## Quiz
#
# **1.** D's logit on a fake is −10. By what factor do the two losses of G differ in
# their gradients, and does Adam make up for it?
#
# <details><summary>Answer</summary>
#
# $e^{10} = 22{,}026$. Adam made up for it where D was a little ahead, and did not
# reliably where D was far ahead (section 6).
#
# </details>
#
# **2.** A game has eigenvalues $\pm 2i$. Which rate makes simultaneous steps converge?
# And with $-0.1 \pm 2i$?
#
# <details><summary>Answer</summary>
#
# None: $|1 + 2\eta i| > 1$. For the second, $\eta < 2 \cdot 0.1 / 4.01 = 0.0499$.
#
# </details>
#
# ## Back to your predictions

# %%
s = sigmoid(-9.21024)                                   # D(G(z)) = 0.0001
predictions.beside(guesses, {
    "loss": "-log D" if 1 - s > s else "log(1 - D)", "times": f"{(1 - s) / s:,.0f}",
    "distance": f"{distance_together:.2f}",
    "modes": f"{much_momentum[:, 0].mean():.1f} of 8 on average, {len(seeds)} seeds",
    **{f"round {step}": int(modes_captured(points, mixture))
       for step, points in pictures.items() if step}}, saw)

# %%
# NBVAL_CHECK_OUTPUT
print(f"-log D has the larger gradient, {(1 - s) / s:,.0f} times:", bool(1 - s > s))

# %% [markdown]
# ## You have seen
#
# 1. both updates with their signs in your `one_round`, and the three wrong pairs of
#    signs at work;
# 2. the gradient at the logit, in every weight and in each fake, by your own functions,
#    equal to the tape's to 1e-5;
# 3. a GAN in NumPy that your `train_step` trained on eight modes, with $k$ and
#    $\beta_1$ judged over five seeds by their standard errors;
# 4. eigenvalues that say in advance whether a game leaves, circles or comes home, and
#    the rate below which it does;
# 5. (further) four sick GANs, told apart by six numbers each.
#
# ## Common mistakes
#
# | mistake | sign of it | cure |
# |---|---|---|
# | climbing a loss that is already $-V$ | D is right on less than half | subtract |
# | G's loss without G in it | G does not move | $D(G(z))$, the fake not cut off |
# | dropping the 1/batch | steps grow with the batch | mean in loss and gradient |
# | moving D in G's step | losses settle at 1.50, 0.41 | each optimiser its player |
# | `log(sigmoid(logit))` | NaN at large logits | simplify first: $\sigma(C) - y$ |
# | judging by the losses | hours lost | samples, modes, and what moved |
# | `beta_1=0.9` out of habit | few modes, which come and go | 0.5 or 0 |
#
# ## Papers
#
# - Goodfellow et al. 2014, *Generative Adversarial Nets*: eq. 1, algorithm 1, and
#   section 3 on the non-saturating loss.
# - Arjovsky, Bottou 2017, *Towards Principled Methods for Training Generative
#   Adversarial Networks*: theorem 2.4, for $\log(1 - D)$.
# - Kingma, Ba 2015, *Adam: A Method for Stochastic Optimization*.
# - Mescheder, Geiger, Nowozin 2018, *Which Training Methods for GANs do actually
#   Converge?*: the Dirac-GAN and R1.
# - Mescheder, Nowozin, Geiger 2017, *The Numerics of GANs*: the field's Jacobian,
#   consensus optimisation.
# - Daskalakis et al. 2018, *Training GANs with Optimism*; Korpelevich 1976, *The
#   extragradient method*; Gidel et al. 2019, *Negative Momentum for Improved Game
#   Dynamics*.
#
# ## Next
#
# Notebook 04 hands the gradients to TensorFlow. You build the same training step in
# Keras, on digits. The sections below go further, in any order.

# %% [markdown]
# ## Further: Adam by hand
#
# Section 5 gave the four lines of Adam. Now write them, and let your GAN train with
# them.
#
# ### Exercise 6: Adam's update
#
# Write `adam_update(w, g, m, v, t, learning_rate, beta_1, beta_2, epsilon)` for one
# array of weights `w` with its gradient `g`, and return the new `w, m, v`. Make new
# arrays and leave the given ones as they are.

# %% tags=["exercise:adam_update"]
def adam_update(w, g, m, v, t, learning_rate, beta_1, beta_2, epsilon):
    return ...


# %%
ex03.adam_update.check(adam_update)

# %%
# ex03.adam_update.hint(1)
# ex03.adam_update.solution()

# %% [markdown]
# An optimiser remembers $m$ and $v$ for each array of weights:

# %%
adam_update = ex03.adam_update.yours()


class YourAdam:
    """`apply` moves a network's weights in place, each array by `adam_update`."""

    def __init__(self, learning_rate=1e-3, beta_1=0.5, beta_2=0.999, epsilon=1e-7):
        self.settings = learning_rate, beta_1, beta_2, epsilon
        self.t, self.memory = 0, None

    def apply(self, gradients, weights):
        if self.memory is None:
            self.memory = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
        self.t += 1
        for i, (w, g) in enumerate(zip(weights, gradients, strict=True)):
            m, v = self.memory[i]
            w[:], m, v = adam_update(w, g, m, v, self.t, *self.settings)
            self.memory[i] = m, v

# %% [markdown]
# How far does each rule go in 40 steps, if the gradient is steady, small, or changes
# its sign at each step?

# %%
print("gradient                 SGD   momentum 0.9       Adam")
cases = {"1, 1, 1, ...": [1.0] * 40, "0.0001, 0.0001, ...": [1e-4] * 40,
         "1, -1, 1, ...": [1.0, -1.0] * 20}
went = {}
for name, gs in cases.items():
    went[name] = []
    for rule in (SGD(0.01), SGD(0.01, momentum=0.9), YourAdam(0.01, beta_1=0.9)):
        weights = [np.zeros(1)]
        for g in gs:
            rule.apply([np.array([g])], weights)
        went[name].append(abs(weights[0][0]))
    print("{:20s} {:7.5f} {:14.5f} {:10.5f}".format(name, *went[name]))

# %%
# NBVAL_CHECK_OUTPUT
large, small = (went[name] for name in list(cases)[:2])
print("a gradient 10,000 times smaller shortens SGD's way 10,000 times:",
      bool(np.isclose(large[0], 1e4 * small[0])))
print("and Adam's by less than one per cent:", bool(small[2] > 0.99 * large[2]))

# %% [markdown]
# With your `train_step`, your `dense_backward`, your `bce_logit_gradient` and your
# `adam_update`, no step of this GAN's training is the package's any more:

# %%
generator, _ = fit(SEED + 21, 1000, optimizers=(YourAdam(), YourAdam()))
points = generator.forward(z_show)
print(f"{modes_captured(points, mixture)} of 8 modes, "
      f"{high_quality_share(points, mixture):.0%} of the points near one")

# %% [markdown]
# ## Further: four sick GANs
#
# Most faults of a GAN raise no error: arrays fit, losses are finite, and nothing good
# happens. A picture says *that* a GAN is sick; a small table says *what* ails it. Here
# are a healthy GAN and four patients, A to D, all with the same first weights. Each
# patient has one of these faults:
#
# - `"leak"`: G's loss also moves D;
# - `"swapped"`: D learns with its labels swapped;
# - `"flipped"`: G steps up its loss instead of down;
# - `"detached"`: G's loss does not reach G.
#
# `ex03.probe` gives the mean over ten rounds of six numbers. "Moved" is the length of
# the change of a player's weights. "Gap" is by how much D's step raises mean real logit
# − mean fake logit. "Lift" is by how much G's step raises the mean fake logit.

# %%
print("           D's step: D moved  G moved      gap   "
      "G's step: D moved  G moved     lift")
for name, gan in ex03.patients(SEED + 40).items():
    print("{:8s}  {:17.3f} {:8.3f} {:8.3f} {:19.3f} {:8.3f} {:8.3f}".format(
        name, *ex03.probe(gan, data, seed=SEED + 42)))

# %% [markdown]
# ### Exercise 7: the diagnosis
#
# Replace each `...` by the name of a fault.

# %% tags=["exercise:diagnosis"]
diagnosis = {"A": ..., "B": ..., "C": ..., "D": ...}

# %%
ex03.diagnosis.check(diagnosis)

# %%
# ex03.diagnosis.hint(1)
# ex03.diagnosis.solution()

# %% [markdown]
# Left alone for 1,000 rounds, the patients look like this (real points blue, fakes
# orange), with the losses that their logs would show (means of the last 200 rounds):

# %%
fig, axes = plt.subplots(1, 5, figsize=(7.0, 2.0), sharex=True, sharey=True)
last = {}
print("          d_loss   g_loss   modes   high-quality share   outside of the picture")
for ax, (name, gan) in zip(axes, ex03.patients(SEED + 40).items(), strict=True):
    log = gan.fit(data, steps=1000, seed=SEED + 43)
    last[name] = [log[key][-200:].mean() for key in ("d_loss", "g_loss")]
    points = gan.generator.forward(z_show.astype(np.float32))
    plots.scatter_real_fake(data[:500], points[:500], limits=(-2, 2), ax=ax, title=name)
    ax.get_legend().remove()
    ax.label_outer()
    print("{:8s} {:7.3f} {:8.3f}".format(name, *last[name]),
          f"{modes_captured(points, mixture):7d}"
          f" {high_quality_share(points, mixture):14.0%}"
          f" {np.mean(np.abs(points).max(axis=1) > 2):20.0%}")
plots.show(fig, alt="Five panels, one for each GAN: real points in blue and generated "
                    "points in orange.")

# %% [markdown]
# *What to see:* the lowest losses belong to a GAN that draws none of the modes. And
# **one patient trains**: its points are looser, but they reach the modes, and a picture
# would not have told what ails it. In a leak, D sees each fake twice, with label 0 in
# its own step and with label 1 in G's. The best D then is $(p_r + p_g)/(p_r + 2p_g)$,
# which is 2/3 where $p_g = p_r$. So the log of a leaking GAN settles near
# $-\log\tfrac23 - \log\tfrac13 = 1.504$ and $-\log\tfrac23 = 0.405$, instead of 1.386
# and 0.693.

# %%
# NBVAL_CHECK_OUTPUT
print("healthy: g_loss is nearer to log 2 than to log 3/2:",
      bool(abs(last["healthy"][1] - np.log(2)) < abs(last["healthy"][1] - np.log(1.5))))
print("leaking: g_loss is nearer to log 3/2 than to log 2:",
      bool(abs(last["A"][1] - np.log(2)) > abs(last["A"][1] - np.log(1.5))))
print("the swapped labels give a d_loss below 0.1:", bool(last["B"][0] < 0.1))

# %% [markdown]
# ## Further: five rules for a game that turns
#
# The plainest game that only turns is $\min_\theta \max_\psi\, \theta\psi$, with the
# field $F = (-\psi, \theta)$ and the eigenvalues $\pm i$. Write $w = (\theta, \psi)$
# for the pair. Every rule can be judged on it, with pencil and with code:
#
# - **simultaneous**: $w + \eta F(w)$. Modulus $\sqrt{1 + \eta^2}$.
# - **alternating**: D steps, G answers. Modulus 1.
# - **extragradient** (Korpelevich 1976): look one step ahead, then step from here with
#   the field found there, $w + \eta F\bigl(w + \eta F(w)\bigr)$. Modulus
#   $\sqrt{1 - \eta^2 + \eta^4}$.
# - **optimistic** (Daskalakis et al. 2018):
#   $w + 2\eta F(w) - \eta F(w_{\text{before}})$, as if the change of the field went on.
# - **consensus** (Mescheder et al. 2017): both players also descend
#   $\frac12\lVert F\rVert^2$, which adds −1 to each eigenvalue here. Modulus
#   $|1 + \eta(-1 \pm i)|$.

# %%
eta, start = 0.1, (1.0, 1.0)
bilinear, calm = dynamics.bilinear(), dynamics.bilinear(consensus=1.0)
rules = {
    "simultaneous": (bilinear, dynamics.simultaneous),
    "alternating": (bilinear, dynamics.alternating),
    "extragradient": (bilinear, dynamics.extragradient),
    "optimistic": (bilinear, dynamics.optimistic),
    "consensus": (calm, dynamics.simultaneous),
}
after = {}
print("rule             modulus   distance after 1,000 steps (from 1.414)")
for name, (game, rule) in rules.items():
    after[name] = np.hypot(*dynamics.trajectory(game, rule, start, eta, 1000)[-1])
    modulus = abs(dynamics.step_eigenvalues(game, rule, eta)[0])
    print(f"{name:14s} {modulus:9.5f}   {after[name]:.3g}")

# %%
values, orbits = {}, {}
for name in ("simultaneous", "alternating", "extragradient", "optimistic"):
    rule = rules[name][1]
    values[name] = dynamics.step_eigenvalues(bilinear, rule, rate=0.5)[:2]
    path = dynamics.trajectory(bilinear, rule, start, rate=0.5, steps=16)
    orbits[name] = path, {"marker": ".", "markersize": 4}
fig, axes = plt.subplots(1, 2, figsize=(7.0, 3.9))
plots.eigenvalue_plane(values, title="Eigenvalues of one step, rate 0.5", ax=axes[0])
plots.phase_portrait(bilinear.field, orbits, limit=3.2,
                     title="The same rules, 16 steps", ax=axes[1])
axes[1].get_legend().remove()              # the colours are those on the left
plots.show(fig, alt="Left: the eigenvalues of simultaneous steps lie outside the "
                    "circle of modulus 1, those of alternating steps on it, the others "
                    "inside. Right: the orbits leave, circle or come home.")

# %% [markdown]
# *What to see (the rate is now 0.5, so that steps can be told apart): outside the
# circle the orbit leaves, on it the orbit closes, inside it comes home, the sooner the
# nearer to the centre.*

# %%
# NBVAL_CHECK_OUTPUT
print("after 1,000 steps:", ", ".join(f"{name} {after[name]:.3g}"
                                      for name in list(rules)[:4]))
print("at once leaves, in turn circles, the others come home:",
      bool(after["simultaneous"] > 200 and 1.3 < after["alternating"] < 1.5
           and max(after[name] for name in list(rules)[2:]) < 0.1))

# %% [markdown]
# ## Further: momentum in a game that turns
#
# Momentum repeats old steps. In a game that turns, an old step points to where the game
# *was going*, and pushes outwards. Here are alternating steps with momentum $\mu$, and
# what one step does to the distance in the long run.

# %%
moduli = {}
print("momentum   modulus   distance after 200 steps")
for momentum in (-0.5, -0.2, 0.0, 0.2, 0.5, 0.9):
    rule = dynamics.heavy_ball(momentum)
    moduli[momentum] = abs(dynamics.step_eigenvalues(bilinear, rule, eta)[0])
    end = np.hypot(*dynamics.trajectory(bilinear, rule, start, eta, 200)[-1])
    print(f"{momentum:8.1f}   {moduli[momentum]:.5f}   {end:.3g}")

# %%
# NBVAL_CHECK_OUTPUT
print("negative momentum shrinks the distance:",
      bool(moduli[-0.5] < 0.999 and moduli[-0.2] < 0.999))
print("no momentum keeps it:", bool(abs(moduli[0.0] - 1) < 1e-6))
print("positive momentum grows it:",
      bool(moduli[0.9] > moduli[0.5] > moduli[0.2] > 1.001))

# %% [markdown]
# Gidel et al. (2019) proved this and used negative momentum in GANs. A real GAN is not
# only a turning game: parts of it are ordinary descent, where momentum helps. This fits
# what section 7 measured with $\beta_1 = 0.5$ and 0.9; two numbers are a picture of it,
# not a proof. Many modern GANs use $\beta_1 = 0$.
#
# ## Further: cures of the Dirac-GAN
#
# With R1 the Jacobian and its eigenvalues are
#
# $$J = \begin{pmatrix} 0 & \tfrac12 \\ -\tfrac12 & -\gamma \end{pmatrix}, \qquad
#   r + i\omega = -\frac{\gamma}{2} \pm \sqrt{\frac{\gamma^2}{4} - \frac14}$$

# %%
gammas = np.linspace(0, 2, 41)
pairs = np.array([dynamics.dirac_r1(gamma).eigenvalues for gamma in gammas])
fig, axes = plt.subplots(1, 2, figsize=(7.0, 3.3))
for column in (0, 1):
    spots = axes[0].scatter(pairs[:, column].real, pairs[:, column].imag, c=gammas,
                            s=18)
axes[0].axvline(0, color=plots.THEORY, linestyle="--", linewidth=1)
axes[0].set(title="Eigenvalues as γ grows", xlabel="real part (pull)",
            ylabel="imaginary part (turn)")
fig.colorbar(spots, ax=axes[0], label="γ")
for gamma, style in [(0.0, "k:"), (0.3, "k--"), (1.0, "k-"), (2.0, "k-.")]:
    path = dynamics.trajectory(dynamics.dirac_r1(gamma), start=(1, -1), rate=0.2,
                               steps=150)
    axes[1].semilogy(np.hypot(*path.T), style, label=f"γ = {gamma:g}")
axes[1].set(title="Distance from the solution", xlabel="step", ylabel="distance",
            ylim=(1e-6, 5))
axes[1].legend()
plots.show(fig, alt="Left: the two eigenvalues in the complex plane as gamma grows. "
                    "Right: the distance from the solution for four values of gamma.")

# %% [markdown]
# *What to see: more penalty pulls harder until the two eigenvalues meet. Beyond, one of
# them turns back, and the slower one counts.*
#
# ### Exercise 8: the critical γ
#
# Let the ½ in $J$ be any number, `turn`: $J$ has the rows (0, turn) and (−turn, −γ).
# Write `critical_gamma(turn)`: the $\gamma$ at which the two eigenvalues meet.

# %% tags=["exercise:critical_gamma"]
def critical_gamma(turn):
    return ...


# %%
ex03.critical_gamma.check(critical_gamma)

# %%
# ex03.critical_gamma.hint(1)
# ex03.critical_gamma.solution()

# %%
critical_gamma = ex03.critical_gamma.yours()
best = critical_gamma(0.5)
ends_at = {}
for gamma in (0.5 * best, best, 2 * best):
    path = dynamics.trajectory(dynamics.dirac_r1(gamma), dynamics.simultaneous,
                               (0.01, -0.01), 0.2, 100)
    ends_at[gamma] = np.hypot(*path[-1])
    print(f"γ = {gamma:.2f}: distance {ends_at[gamma]:.1e} after 100 steps, from 0.014")

# %%
# NBVAL_CHECK_OUTPUT
print("the critical γ comes nearer than half of it and than twice of it:",
      bool(min(ends_at, key=ends_at.get) == best))

# %% [markdown]
# Now all methods of the paper on the Dirac-GAN: rate 0.2, 500 steps from $(1, -1)$.
# (The paper writes D's logit with the opposite sign: its (1, 1) is our $(1, -1)$.)
# **Instance noise** adds noise to the real and the fake point, here with standard
# deviation 0.7. Its mean effect is computed exactly.

# %%
contestants = [dynamics.dirac_minimax(), dynamics.dirac_non_saturating(),
               dynamics.dirac_wgan(clip=1.0), dynamics.dirac_wgan_gp(0.7),
               dynamics.dirac_instance_noise(0.7), dynamics.dirac_r1(0.3),
               dynamics.dirac_r1(1.0), dynamics.dirac_consensus(1.0)]
table = {}
print("method                     eigenvalues at (0, 0)    simultaneous   alternating")
for game in contestants:
    table[game.name] = [
        np.hypot(*dynamics.trajectory(game, rule, (1, -1), 0.2, 500)[-1])
        for rule in (dynamics.simultaneous, dynamics.alternating)]
    shown = "none: a kink at 0"
    if game.eigenvalues:
        first = game.eigenvalues[0]
        shown = f"{first.real:+.4f} ± {first.imag:.3f}i"
    print("{:26s} {:22s} {:13.2g} {:13.2g}".format(game.name, shown, *table[game.name]))

# %%
# NBVAL_CHECK_OUTPUT
home = [name for name, distances in table.items() if max(distances) < 1e-3]
print("come home:", "; ".join(home))
print("do not:", "; ".join(name for name in table if name not in home))
pulled = [game.name for game in contestants
          if game.eigenvalues and game.eigenvalues[0].real < 0]
print("exactly those with a negative real part come home:", home == pulled)

# %% [markdown]
# The **non-saturating** game deserves a second look. Its eigenvalues only turn, like
# minimax, yet it creeps inwards: its field also pulls a little, with a strength that
# fades as the cube of the distance, while each simultaneous step pushes out a little.
# The two balance at the distance $\sqrt{2\eta} = 0.63$.
#
# Last, a warning. Eigenvalues speak of the **neighbourhood** of the solution. Start
# further out:

# %%
ends_far = {}
for game in (dynamics.dirac_r1(1.0), dynamics.dirac_consensus(1.0)):
    for far_start in [(1, -1), (2, 2), (2, -2), (8, -8)]:
        path = dynamics.trajectory(game, dynamics.alternating, far_start, 0.2, 3000)
        ends_far[game.name, far_start] = np.hypot(*path[-1])
        print(f"{game.name:18s} from {far_start!s:8s} ends at distance "
              f"{ends_far[game.name, far_start]:.3g}")

# %%
# NBVAL_CHECK_OUTPUT
homes = {key: bool(end < 1e-6) for key, end in ends_far.items()}
print("R1 comes home from all four starts:",
      all(found for (name, _), found in homes.items() if name.startswith("R1")))
print("consensus comes home from (1, -1):", homes["consensus, gamma 1", (1, -1)])
print("consensus, with eigenvalues that pull, does not from (2, -2):",
      not homes["consensus, gamma 1", (2, -2)])

# %% [markdown]
# Click on a point, and an orbit starts there. Change game, rule and step, and predict
# before each click whether it comes home. The line below the picture gives the factor
# of each step by theory. (Without a running kernel you see one orbit of R1 with
# alternating steps from $(1, -1)$: $\theta$ to the right, $\psi$ upwards, and grey
# strokes for the field.)

# %%
DiracPortrait(game="r1", rule="alternating")

# %% [markdown]
# Which of these cures carry over to real GANs, and at what cost, is the subject of
# notebook 08.
