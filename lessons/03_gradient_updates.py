# %% [markdown]
# # 03 · Gradient updates
#
# **By the end you have built a GAN in NumPy with every gradient by hand, and you can say before you press run
# whether a game will converge, circle or fly apart.**
#
# Reading and doing: about 90 min · [how long all cells run](RUN_TIMES.md)
#
# Before this: notebook 02 (the value $V$, the two losses of the generator); the chain rule; matrix products.
#
# ## You will be able to
#
# 1. write both players' updates with the right sign, and prove the sign by running it;
# 2. derive the gradient at the logit, in each weight and in each fake, and check it against `tf.GradientTape`;
# 3. train a GAN on 2-D data in NumPy, with $k$ steps of the discriminator, SGD, momentum or Adam;
# 4. diagnose four faulty training loops from a table of numbers;
# 5. predict from eigenvalues whether a game shrinks, circles or grows, and choose the rate or penalty that
#    shrinks it.

# %%
from gan_course import seed_everything

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

from gan_course import dynamics, plots
from gan_course.datasets import ring
from gan_course.exercises import ex03
from gan_course.from_scratch import MLP, SGD, Adam, ScratchGAN, sigmoid, softplus
from gan_course.from_scratch import non_saturating_loss, saturating_loss
from gan_course.lab import DiracPortrait
from gan_course.metrics import high_quality_share, modes_captured

seed_everything(0)

# %% [markdown]
# ## Predict first
#
# Double-click this cell and write a guess after each question. Each is answered by a number further down.
#
# 1. The discriminator gives a fake the probability 0.0001 of being real. The generator may learn from
#    $\log(1 - D)$ or from $-\log D$. Which of the two has the larger gradient in the logit, and by what factor?
#    → **your guess:**
# 2. Two players hold one number each, $\theta$ and $\psi$, both 1. One steps down the product $\theta\psi$, the
#    other up, 1,000 times, with rate 0.1. How far from the solution (0, 0) do they end: about 0, 1.4 or 200?
#    → **your guess:**
# 3. Adam's usual momentum is `beta_1=0.9`. In a GAN, is 0.9 better than 0.5, the same, or worse? → **your guess:**

# %% [markdown]
# ## 1 · Who climbs, who descends
#
# $$V(D, G) = \mathbb{E}_{x} \log D(x) + \mathbb{E}_{z} \log\bigl(1 - D(G(z))\bigr), \qquad D(x) = \sigma(a(x))$$
#
# The discriminator **climbs** $V$, the generator **descends** it. One round (algorithm 1 of Goodfellow et al. 2014):
#
# - $k$ times: draw real points $x$ and noise $z$, then
#   $\theta_D \leftarrow \theta_D + \eta\,\partial V/\partial\theta_D$
# - once: draw noise $z$, then $\theta_G \leftarrow \theta_G - \eta\,\partial V/\partial\theta_G$
#
# | symbol | in words | in code |
# |---|---|---|
# | $\theta_D$, $\theta_G$ | weights of each player | `d_weights`, `g_weights` |
# | $\eta$ | learning rate | `rate`, `learning_rate` |
# | $k$ | steps of D for one step of G | `n_critic` |
# | $a$ | D's logit | `real_logits`, `fake_logits` |
# | $\sigma(a) = 1/(1 + e^{-a})$ | D's probability of "real" | `sigmoid` |
# | $\log(1 + e^a)$ | equals $-\log(1 - \sigma(a))$ | `softplus` |
#
# Optimisers only ever subtract. So each player gets a **loss**, and steps *down* it: D's is $L_D = -V$. Climbing
# $V$ and descending $-V$ are the same step.
#
# Notebook 02 read a popular article with a calculator. It names $V$ itself as D's loss, heads a section with ascent
# and descent, and prints both updates with a minus. Does it matter? Two signs can be set, so there are four games.
# Let us play all four, and to be sure of the gradients let us use none of the calculus that is to come: **nudge**
# each weight both ways and see how $V$ changes. That is slow and honest.
#
# The smallest players will do. Real numbers lie around 0; G adds a `shift` to its noise, at first 3; D is a line,
# $a = wx + b$, at first flat.

# %%
rng = np.random.default_rng(0)
real_line, noise = rng.normal(0, 1, 1000), rng.normal(0, 1, 1000)


def value(d_weights, g_weights):
    """V of D(x) = sigmoid(w x + b) and G(z) = shift + z."""
    (w, b), (shift,) = d_weights, g_weights
    real_logits, fake_logits = w * real_line + b, w * (shift + noise) + b
    return np.mean(-softplus(-real_logits)) + np.mean(-softplus(fake_logits))


def slopes(f, at, delta=1e-5):
    """The gradient of f at a point: each coordinate nudged both ways."""
    at = np.asarray(at, dtype=float)
    return np.array([(f(at + d) - f(at - d)) / (2 * delta) for d in delta * np.eye(len(at))])


# %%
def d_gradient(d_weights, g_weights):
    return slopes(lambda d: value(d, g_weights), d_weights)


def g_gradient(d_weights, g_weights):
    return slopes(lambda g: value(d_weights, g), g_weights)


results = {}
for d_sign, g_sign in [(+1, -1), (+1, +1), (-1, +1), (-1, -1)]:
    d_weights, g_weights = np.zeros(2), np.array([3.0])
    for _ in range(200):
        d_weights = d_weights + d_sign * 0.1 * d_gradient(d_weights, g_weights)
        g_weights = g_weights + g_sign * 0.1 * g_gradient(d_weights, g_weights)
    results[d_sign, g_sign] = value(d_weights, g_weights), g_weights[0]
    print(f"theta_D {'+-'[d_sign < 0]} rate * dV, theta_G {'+-'[g_sign < 0]} rate * dV:  "
          f"V from -1.39 to {results[d_sign, g_sign][0]:9.3g}, shift from 3 to {g_weights[0]:8.3g}")

# %% [markdown]
# *What to see:* only the first game, **D plus, G minus**, brings the fakes to the real numbers and $V$ to
# $-\log 4 = -1.386$, the value where D can only guess.
#
# - D plus, G plus: G helps D. The fakes walk away.
# - D minus, G plus: D learns to be wrong, and more wrong for ever; $V$ has no floor.
# - D minus, G minus, as the article prints it with $L_D = L_G = V$: both push $V$ down, and everything flies apart.
#
# So whoever prints two minus signs must define two losses: $L_D = -V$ for D, and $V$ or $-\log D(G(z))$ for G.

# %%
# NBVAL_CHECK_OUTPUT
print("D plus, G minus ends with V within 0.05 of -log 4 and the shift within 0.5 of 0:",
      bool(abs(results[1, -1][0] + np.log(4)) < 0.05 and abs(results[1, -1][1]) < 0.5))
others = [game for game in results if game != (1, -1)]
print("each of the other three ends with V more than 1 away from it:",
      all(bool(abs(results[game][0] + np.log(4)) > 1) for game in others))

# %% [markdown]
# ## 2 · The gradient at the logit
#
# Every gradient in a GAN starts at D's output. For one real example the loss is $\ell = -\log\sigma(a)$. Two facts,
# $\frac{d}{ds}(-\log s) = -1/s$ and $\sigma'(a) = \sigma(a)(1 - \sigma(a))$, and the chain rule:
#
# $$\frac{d\ell}{da} = -\frac{1}{\sigma(a)} \cdot \sigma(a)\,(1 - \sigma(a)) = \sigma(a) - 1$$
#
# The dangerous division has cancelled. Three ways to the same number: by hand, by nudging, by TensorFlow's tape.

# %%
a = np.array([-4.0, -1.0, 0.0, 1.0, 4.0])
by_hand = sigmoid(a) - 1
by_nudging = slopes(lambda a: softplus(-a).sum(), a)          # softplus(-a) = -log sigmoid(a)
logits = tf.constant(a)
with tf.GradientTape() as tape:
    tape.watch(logits)
    loss = tf.reduce_sum(tf.nn.softplus(-logits))
by_tape = tape.gradient(loss, logits).numpy()
print("    a   sigmoid(a)   by hand   nudging      tape")
for row in zip(a, sigmoid(a), by_hand, by_nudging, by_tape, strict=True):
    print("{:5.1f}   {:10.4f}  {:8.4f}  {:8.4f}  {:8.4f}".format(*row))

# %%
# NBVAL_CHECK_OUTPUT
print("by hand and by tape agree to 1e-5:", bool(np.abs(by_hand - by_tape).max() < 1e-5))
print("by hand and by nudging agree to 1e-5:", bool(np.abs(by_hand - by_nudging).max() < 1e-5))

# %% [markdown]
# ### Exercise 1: any label
#
# Give `bce_logit_gradient(logits, labels)`: the gradient, by the logits, of the **mean** cross-entropy of a batch.
# Both arguments have shape (batch, 1). Label 1 means real and costs $-\log\sigma(a)$; label 0 means fake and costs
# $-\log(1 - \sigma(a))$; a label in between mixes the two, $-y\log\sigma(a) - (1 - y)\log(1 - \sigma(a))$.

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
# A **dense layer** gives $y = xW + b$. Suppose we know $g = \partial L/\partial y$, one row for each example. Then
#
# $$\frac{\partial L}{\partial W} = x^\top g, \qquad \frac{\partial L}{\partial b} = \sum_{\text{batch}} g, \qquad
#   \frac{\partial L}{\partial x} = g\,W^\top$$
#
# Nobody needs to remember these: **a gradient has the shape of what it is taken by**, and only one product fits.
#
# | | shape | | shape |
# |---|---|---|---|
# | $x$ | (batch, inputs) | $g$ | (batch, outputs) |
# | $W$ | (inputs, outputs) | $x^\top g$ | (inputs, batch)·(batch, outputs) = (inputs, outputs) |
# | $b$ | (outputs,) | $gW^\top$ | (batch, outputs)·(outputs, inputs) = (batch, inputs) |
#
# A **ReLU** passes numbers above 0 and blocks the rest, forwards and backwards: multiply $g$ by 1 or 0.
# A network is these steps in a row, and its gradient the same steps in reverse. In code, a variable `d_something`
# is $\partial L / \partial\,$`something`.

# %%
def forward(x, weights):
    """Dense, ReLU, dense. Gives the output, and what `backward` will need."""
    W1, b1, W2, b2 = weights
    hidden = np.maximum(x @ W1 + b1, 0)                        # (batch, hidden units)
    return hidden @ W2 + b2, (x, hidden)


def backward(d_out, kept, weights):
    """From the gradient by the output to the gradients by each weight, and by x."""
    x, hidden = kept
    W1, _, W2, _ = weights
    d_before_relu = (d_out @ W2.T) * (hidden > 0)              # (batch, hidden units)
    d_weights = [x.T @ d_before_relu, d_before_relu.sum(axis=0), hidden.T @ d_out, d_out.sum(axis=0)]
    return d_weights, d_before_relu @ W1.T


def new_weights(inputs, hidden, outputs):
    def draw(m, n):
        return rng.uniform(-1, 1, (m, n)) * np.sqrt(6 / (m + n))     # Glorot and Bengio 2010, as in Keras
    return [draw(inputs, hidden), np.zeros(hidden), draw(hidden, outputs), np.zeros(outputs)]


# %% [markdown]
# The data: eight modes on a circle. D takes a point and gives a logit. Its loss is
# $L_D = \text{mean}(-\log\sigma(a_{\text{real}})) + \text{mean}(-\log(1 - \sigma(a_{\text{fake}})))$, so its
# gradient is $(\sigma(a) - 1)/n$ at each of the $n$ real logits and $\sigma(a)/n$ at each fake logit.

# %%
mixture = ring(n_modes=8, radius=1.0, std=0.05)
data = mixture.sample(10_000, seed=1)
real = data[:128].astype(np.float64)
z = rng.normal(size=(128, 2))
d_weights, g_weights = new_weights(2, 32, 1), new_weights(2, 32, 2)


def discriminator_gradients(real, fake, d_weights):
    """D's loss, and its gradient by each of D's weights."""
    logits, kept = forward(np.concatenate([real, fake]), d_weights)
    real_logits, fake_logits = np.split(logits, 2)
    loss = softplus(-real_logits).mean() + softplus(fake_logits).mean()
    d_logits = np.concatenate([sigmoid(real_logits) - 1, sigmoid(fake_logits)]) / len(real)
    gradients, _ = backward(d_logits, kept, d_weights)
    return loss, gradients


fake, _ = forward(z, g_weights)
d_loss, d_gradients = discriminator_gradients(real, fake, d_weights)
print(f"D's loss: {d_loss:.4f};  shapes of its gradients:", [g.shape for g in d_gradients])

# %% [markdown]
# Against the tape, weight by weight:

# %%
def tape_forward(x, weights):
    W1, b1, W2, b2 = weights
    return tf.nn.relu(x @ W1 + b1) @ W2 + b2


def largest_gap(mine, theirs):
    """The largest difference between two lists of arrays, one number for each pair."""
    return [float(np.abs(m - t.numpy()).max()) for m, t in zip(mine, theirs, strict=True)]


watched = [tf.constant(w) for w in d_weights]
with tf.GradientTape() as tape:
    tape.watch(watched)
    loss = (tf.reduce_mean(tf.nn.softplus(-tape_forward(real, watched)))
            + tf.reduce_mean(tf.nn.softplus(tape_forward(fake, watched))))
d_gaps = largest_gap(d_gradients, tape.gradient(loss, watched))
for name, gradient, gap in zip(["W1", "b1", "W2", "b2"], d_gradients, d_gaps, strict=True):
    print(f"D's {name}: largest gradient {np.abs(gradient).max():.4f}, largest difference {gap:.0e}")

# %% [markdown]
# ## 4 · Through D into G
#
# The generator never sees a real point. All it learns comes **back through D**: from the fake logit to the fake
# point, and from the point to G's weights.
#
# $$\frac{\partial L_G}{\partial \theta_G} =
#   \underbrace{\frac{\partial L_G}{\partial a}}_{(\sigma(a) - 1)/n}\;
#   \underbrace{\frac{\partial a}{\partial x}}_{\text{D, backwards}}\;
#   \underbrace{\frac{\partial x}{\partial \theta_G}}_{\text{G, backwards}}
#   \qquad x = G(z),\quad L_G = \text{mean}(-\log\sigma(a))$$
#
# The same `backward`, twice. On its way it also computes gradients by D's weights. They are **thrown away**: in this
# step D is only a road.

# %%
def generator_step_gradients(z, g_weights, d_weights):
    """G's loss, its gradient by each of G's weights, the fakes, and the gradient by each fake."""
    fake, kept_g = forward(z, g_weights)
    fake_logits, kept_d = forward(fake, d_weights)
    loss = softplus(-fake_logits).mean()
    _, d_fake = backward((sigmoid(fake_logits) - 1) / len(z), kept_d, d_weights)
    gradients, _ = backward(d_fake, kept_g, g_weights)
    return loss, gradients, fake, d_fake


g_loss, g_gradients, fake, d_fake = generator_step_gradients(z, g_weights, d_weights)

watched, road = [tf.constant(w) for w in g_weights], [tf.constant(w) for w in d_weights]
with tf.GradientTape() as tape:
    tape.watch(watched)
    loss = tf.reduce_mean(tf.nn.softplus(-tape_forward(tape_forward(z, watched), road)))
g_gaps = largest_gap(g_gradients, tape.gradient(loss, watched))
for name, gradient, gap in zip(["W1", "b1", "W2", "b2"], g_gradients, g_gaps, strict=True):
    print(f"G's {name}: largest gradient {np.abs(gradient).max():.4f}, largest difference {gap:.0e}")

# %%
# NBVAL_CHECK_OUTPUT
print("gradients of D by hand and by tape, all 4 arrays, agree to 1e-5:", max(d_gaps) < 1e-5)
print("gradients of G by hand and by tape, all 4 arrays, agree to 1e-5:", max(g_gaps) < 1e-5)

# %% [markdown]
# What does D tell G? Train D alone for a while with the code above, G standing still, then draw for each fake the
# arrow $-\partial L_G/\partial x$: where that fake would like to go.

# %%
for step in range(400):
    batch = data[rng.integers(len(data), size=128)]
    fake, _ = forward(rng.normal(size=(128, 2)), g_weights)
    d_loss, d_gradients = discriminator_gradients(batch, fake, d_weights)
    for w, gradient in zip(d_weights, d_gradients, strict=True):
        w -= 0.3 * gradient                                    # down L_D, which is up V
    if step % 100 == 0 or step == 399:
        print(f"step {step:3d}: D's loss {d_loss:.3f}")

_, _, fake, d_fake = generator_step_gradients(z, g_weights, d_weights)
unit = d_fake / np.linalg.norm(d_fake, axis=1, keepdims=True)
before, _ = forward(fake, d_weights)
after, _ = forward(fake - 0.01 * unit, d_weights)
lifted = np.mean(after > before)
print(f"a small move along its arrow raises D's logit for {lifted:.0%} of the fakes")

# %%
fig = plots.surface_2d(lambda x: sigmoid(forward(x, d_weights)[0]), limits=(-1.8, 1.8), real=data[:200],
                       fake=fake[:40], title="What D tells each fake")
fig.axes[0].quiver(*fake[:40].T, *-unit[:40].T, color="black", width=0.004, scale=9, zorder=3)
plots.show(fig, alt="Fakes in a small cloud inside the ring of real modes. An arrow at each fake points "
                    "out of the orange region, where D says fake, to the blue one.")

# %% [markdown]
# *What to see: every arrow (drawn at one length) climbs D's hill, and none aims at a real point. G has only D's
# word for where the data lie.*

# %%
# NBVAL_CHECK_OUTPUT
print("D's loss after 400 steps by hand is below that of a coin, log 4:", bool(d_loss < np.log(4) - 0.1))
print("a small move along its arrow raises D's logit for at least 95 % of the fakes:", bool(lifted >= 0.95))

# %% [markdown]
# ### Exercise 2: the generator's gradient
#
# The generator is one layer, `fake = z @ A + c`, and so is the discriminator, `fake_logits = fake @ w + b`. Give
# `generator_gradients(z, A, c, w, b)`: the gradients of $\text{mean}(-\log\sigma(a))$ by `A` and by `c`, as a pair.
# Shapes: `z` (batch, 3), `A` (3, 2), `c` (2,), `w` (2, 1), `b` (1,). `sigmoid` is at hand.

# %% tags=["exercise:generator_gradients"]
def generator_gradients(z, A, c, w, b):
    return ...


# %%
ex03.generator_gradients.check(generator_gradients)

# %%
# ex03.generator_gradients.hint(1)
# ex03.generator_gradients.solution()

# %% [markdown]
# ## 5 · Two losses for G, and what happens when D is sure
#
# Notebook 02 had two losses for the generator. At the fake logit $a$ their gradients are
#
# $$\text{saturating: } \frac{\partial}{\partial a}\log(1 - \sigma(a)) = -\sigma(a)
#   \qquad\qquad \text{non-saturating: } \frac{\partial}{\partial a}\bigl(-\log\sigma(a)\bigr) = -(1 - \sigma(a))$$
#
# The signs agree: each wants the logit higher. The sizes do not. Their ratio is
# $(1 - \sigma(a))/\sigma(a) = e^{-a}$. A good D gives its fakes logits far below 0, and $e^{-a}$ grows without end.

# %%
print("    a    D(G(z))   saturating   non-saturating        ratio")
for a in (0.0, -2.0, -4.0, -6.0, -9.21, -12.0):
    s = sigmoid(a)
    print(f"{a:6.2f}  {s:8.6f}   {s:10.6f}   {1 - s:14.6f}  {(1 - s) / s:11,.1f}")

# %%
# NBVAL_CHECK_OUTPUT
sizes = [sigmoid(-10.0), 1 - sigmoid(-10.0)]
print(f"at a = -10 the non-saturating gradient is {sizes[1] / sizes[0]:,.0f} times as large; "
      f"that is e^10 to a millionth:", bool(abs(sizes[1] / sizes[0] / np.exp(10) - 1) < 1e-6))

# %% [markdown]
# That was one logit. In a real network: let D train on against a G that stands still, and measure the gradient in
# **G's weights** under each loss.

# %%
def gradient_norm(gan, z, loss):
    """The length of G's whole gradient under a loss, and the mean of D(G(z))."""
    fake_logits = gan.discriminator.forward(gan.generator.forward(z))
    _, d_logits = loss(fake_logits)
    gradients, _ = gan.generator.backward(gan.discriminator.backward(d_logits)[1])
    return np.sqrt(sum((g**2).sum() for g in gradients)), sigmoid(fake_logits).mean()


gan = ScratchGAN(MLP((2, 64, 64, 2), "relu", seed=0), MLP((2, 64, 64, 1), "relu", seed=1))
gan.generator.weights[-1][:] = 3.0                             # the fakes start far off, around (3, 3)
z64 = gan.noise(500, rng)
measured = []
print("steps of D    mean D(G(z))   saturating   non-saturating")
for step in range(501):
    if step % 50 == 0:
        saturating, belief = gradient_norm(gan, z64, saturating_loss)
        non_saturating, _ = gradient_norm(gan, z64, non_saturating_loss)
        measured.append((step, belief, saturating, non_saturating))
        print(f"{step:10d}    {belief:12.5f}   {saturating:10.5f}   {non_saturating:14.5f}")
    gan.discriminator_step(data[rng.integers(len(data), size=128)], gan.noise(128, rng))

# %%
steps, _, saturating, non_saturating = np.array(measured).T
fig, axes = plt.subplots(1, 2, figsize=(7.0, 3.2))
a = np.linspace(-12, 4, 200)
styles = {"color": plots.ACCENT}, {"color": plots.GENERATOR}
plots.curves(a, {"saturating": (sigmoid(a), styles[0]), "non-saturating": (1 - sigmoid(a), styles[1])},
             "At one logit", "fake logit a", "size of the gradient", ax=axes[0])
plots.curves(steps, {"saturating": (saturating, styles[0]), "non-saturating": (non_saturating, styles[1])},
             "In all of G's weights", "steps of D alone", "length of G's gradient", ax=axes[1])
for ax in axes:
    ax.set_yscale("log")
plots.show(fig, alt="Left: the saturating gradient falls to nearly 0 as the logit falls, the other stays "
                    "near 1. Right: the same in a network, as D trains on.")

# %%
# NBVAL_CHECK_OUTPUT
print("after 500 steps of D the non-saturating gradient is over 100 times as large:",
      bool(non_saturating[-1] > 100 * saturating[-1]))
print("the saturating gradient has shrunk to under a tenth of its first size:",
      bool(saturating[-1] < 0.1 * saturating[0]))

# %% [markdown]
# ## 6 · From a gradient to a step
#
# Three rules turn gradients $g_t$ into steps of the weights $w$:
#
# - **SGD**: $w \leftarrow w - \eta\,g_t$.
# - **Momentum**: $v \leftarrow \mu v - \eta\,g_t$, then $w \leftarrow w + v$. Past steps linger for about
#   $1/(1 - \mu)$ steps.
# - **Adam** (Kingma and Ba 2015): $m \leftarrow \beta_1 m + (1 - \beta_1) g_t$ is a running mean of the gradient,
#   $s \leftarrow \beta_2 s + (1 - \beta_2) g_t^2$ one of its square; both start at 0, which the factor
#   $c_t = \sqrt{1 - \beta_2^t}/(1 - \beta_1^t)$ makes up for. Then
#   $w \leftarrow w - \eta\,c_t\,m/(\sqrt{s} + \epsilon)$.
#
# Adam's $\beta_1$ plays the part of $\mu$. And Adam **divides the gradient by its own size**.

# %%
def adam_step(w, g, state, learning_rate=0.01, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """One step of Adam; `state` holds m, s and the count t, and is changed in place."""
    state["t"] += 1
    state["m"] += (1 - beta_1) * (g - state["m"])
    state["s"] += (1 - beta_2) * (g**2 - state["s"])
    correction = np.sqrt(1 - beta_2 ** state["t"]) / (1 - beta_1 ** state["t"])
    return w - learning_rate * correction * state["m"] / (np.sqrt(state["s"]) + epsilon)


w = np.array([1.0, -2.0, 0.5])
variable, keras_adam = tf.Variable(w), tf.keras.optimizers.Adam(learning_rate=0.01)
state = {"t": 0, "m": np.zeros(3), "s": np.zeros(3)}
for _ in range(20):
    g = rng.normal(size=3) * [1.0, 0.01, 10.0]
    w = adam_step(w, g, state)
    keras_adam.apply_gradients([(tf.constant(g), variable)])
print("by hand:", w.round(5), "  Keras:", variable.numpy().round(5))

# %% [markdown]
# How far does each rule go in 40 steps, if the gradient is steady, small, or changes its sign at each step?

# %%
print("gradient                 SGD   momentum 0.9       Adam")
cases = {"1, 1, 1, ...": [1.0] * 40, "0.0001, 0.0001, ...": [1e-4] * 40, "1, -1, 1, ...": [1.0, -1.0] * 20}
for name, g in cases.items():
    moved = []
    for rule in (SGD(0.01), SGD(0.01, momentum=0.9), Adam(0.01, beta_1=0.9)):
        weights = [np.zeros(1)]
        for each in g:
            rule.apply([np.array([each])], weights)
        moved.append(abs(weights[0][0]))
    print("{:20s} {:7.5f} {:14.5f} {:10.5f}".format(name, *moved))

# %% [markdown]
# *What to see: momentum goes nearly eight times as far as SGD where the gradient is steady; Adam hardly notices that
# a gradient is 10,000 times smaller.* Now put sections 5 and 6 together: the GAN whose fakes start around (3, 3) and
# whose D had 500 steps alone. Let it train on, with either loss and either rule.

# %%
def rescue(loss, generator_optimizer, steps=300):
    """How far the fakes' centre is from the ring's, before and after, when D starts far ahead."""
    generator, discriminator = MLP((2, 64, 64, 2), "relu"), MLP((2, 64, 64, 1), "relu")
    generator.weights = [w.copy() for w in gan.generator.weights]
    discriminator.weights = [w.copy() for w in gan.discriminator.weights]
    trained = ScratchGAN(generator, discriminator, generator_optimizer, Adam(1e-3), loss)
    start = generator.forward(z64)
    trained.fit(data, steps)
    return np.linalg.norm(start.mean(0)), np.linalg.norm(generator.forward(z64).mean(0))


ends = {}
for loss in (saturating_loss, non_saturating_loss):
    for name, optimizer in [("SGD", SGD(0.05)), ("Adam", Adam(1e-3))]:
        start, ends[loss.__name__, name] = rescue(loss, optimizer)
        print(f"{loss.__name__:20s} {name:4s}: the fakes start {start:.2f} from the ring's centre "
              f"and end {ends[loss.__name__, name]:.2f} from it")

# %%
# NBVAL_CHECK_OUTPUT
print("SGD with the saturating loss has not moved the fakes by a tenth:",
      bool(abs(ends["saturating_loss", "SGD"] / start - 1) < 0.1))
print("with the non-saturating loss SGD brings them home, nearer than half of the way:",
      bool(ends["non_saturating_loss", "SGD"] < start / 2))
print("Adam brings them home with the saturating loss too:", bool(ends["saturating_loss", "Adam"] < start / 2))
print("Adam by hand equals Keras to 1e-5:", bool(np.abs(w - variable.numpy()).max() < 1e-5))

# %% [markdown]
# The old advice "the saturating loss does not learn" is about **plain gradient steps**. Adam divides out the size
# of the gradient, and with it most of the trouble, as long as $\epsilon$ and rounding leave something to divide.
#
# ## 7 · A whole GAN in NumPy
#
# All parts are there. `MLP` is your `forward` and `backward` for any number of layers; `Adam` is your
# `adam_step` for a list of weights. The training step, with the two players well apart:

# %%
generator, discriminator = MLP((2, 64, 64, 2), "relu", seed=10), MLP((2, 64, 64, 1), "relu", seed=11)
g_optimizer, d_optimizer = Adam(1e-3, beta_1=0.5), Adam(1e-3, beta_1=0.5)


def discriminator_step(real, z):
    """D goes down L_D. G only makes the fakes."""
    fake = generator.forward(z)
    logits = discriminator.forward(np.concatenate([real, fake]))
    real_logits, fake_logits = np.split(logits, 2)
    d_logits = np.concatenate([sigmoid(real_logits) - 1, sigmoid(fake_logits)]) / len(real)
    gradients, _ = discriminator.backward(d_logits)
    d_optimizer.apply(gradients, discriminator.weights)
    return softplus(-real_logits).mean() + softplus(fake_logits).mean()


def generator_step(z):
    """G goes down L_G = mean of -log D(G(z)). D is only the road."""
    fake_logits = discriminator.forward(generator.forward(z))
    _, d_fake = discriminator.backward((sigmoid(fake_logits) - 1) / len(z))
    gradients, _ = generator.backward(d_fake)
    g_optimizer.apply(gradients, generator.weights)
    return softplus(-fake_logits).mean()


# %% [markdown]
# One round is one step of D, then one of G, each on fresh noise. 2,500 rounds:

# %%
batch_rng = np.random.default_rng(5)
z_show = batch_rng.standard_normal((1000, 2), dtype=np.float32)
history, pictures = {"d_loss": [], "g_loss": []}, {}
for step in range(2501):
    if step in (0, 100, 500, 2500):
        pictures[step] = generator.forward(z_show)
    real = data[batch_rng.integers(len(data), size=128)]
    history["d_loss"].append(discriminator_step(real, batch_rng.standard_normal((128, 2), dtype=np.float32)))
    history["g_loss"].append(generator_step(batch_rng.standard_normal((128, 2), dtype=np.float32)))

# %%
fig, axes = plt.subplots(1, 4, figsize=(7.0, 2.2), sharex=True, sharey=True)
for ax, (step, points) in zip(axes, pictures.items(), strict=True):
    plots.scatter_real_fake(data[:1000], points, limits=(-1.6, 1.6), ax=ax, title=f"step {step}")
    ax.get_legend().remove()
    ax.label_outer()
plots.show(fig, alt="Generated points at four moments: a blob in the middle, a wide cloud, a ring, and "
                    "eight clusters on the eight real modes.")

# %%
fig = plots.loss_curves(history, smooth=50, equilibrium={"d_loss": np.log(4), "g_loss": np.log(2)},
                        title="The losses of the GAN in NumPy")
plots.show(fig, alt="Both losses wander near their equilibrium values, log 4 for D and log 2 for G, and do "
                    "not fall to 0.")

# %% [markdown]
# *What to see: eight clusters of generated points (orange) on the real ones (blue); and losses that do not fall
# but settle near $\log 4 = 1.386$ and $\log 2 = 0.693$, the values of a D that can only guess.*
#
# `ScratchGAN.fit` is this loop with its checks. One run proves little, so: three seeds, and the number of modes
# that are hit, with the share of points within 3 standard deviations of a mode (a perfect sampler scores 98.9 %).

# %%
def train(seed, steps, n_critic=1, beta_1=0.5):
    """Modes captured and high-quality share of a fresh GAN after `steps` rounds."""
    trained = ScratchGAN(MLP((2, 64, 64, 2), "relu", seed), MLP((2, 64, 64, 1), "relu", seed + 100),
                         Adam(1e-3, beta_1), Adam(1e-3, beta_1), n_critic=n_critic)
    trained.fit(data, steps, seed=seed)
    samples = trained.generate(2500, seed=99)
    return modes_captured(samples, mixture), high_quality_share(samples, mixture)


def row(name, **settings):
    """Train over three seeds, print a line of the table, give the results as an array (seeds, 2)."""
    results = np.array([train(seed, **settings) for seed in range(3)])
    print(f"{name:22s}", *(f"{int(modes):6d} modes {share:4.0%}" for modes, share in results))
    return results


print(f"{'':22s}           seed 0            seed 1            seed 2")
plain = row("1,200 rounds, k = 1", steps=1200)
same_rounds = row("1,200 rounds, k = 5", steps=1200, n_critic=5)
same_work = row("  400 rounds, k = 5", steps=400, n_critic=5)

# %% [markdown]
# *What to see: with the same number of **rounds**, five steps of D are somewhat better. With the same number of
# **steps** (1,200·2 = 400·6), one step of D is better.* Goodfellow et al. (2014) also ran their experiments with
# $k = 1$. Wasserstein losses are another matter: they want D near its best at every step (notebook 08).
#
# Now $\beta_1$, Adam's momentum. In ordinary training 0.9 is the standard choice.

# %%
row("beta_1 = 0", steps=1200, beta_1=0.0)
print("beta_1 = 0.5              the first row above")
much_momentum = row("beta_1 = 0.9", steps=1200, beta_1=0.9)

# %%
# NBVAL_CHECK_OUTPUT
print("k = 1, beta_1 = 0.5: all 8 modes with each of 3 seeds:", bool((plain[:, 0] == 8).all()))
print("its mean high-quality share is over 60 %:", bool(plain[:, 1].mean() > 0.6))
print("k = 5 with as many steps gains less than 5 points of share:",
      bool(same_work[:, 1].mean() < plain[:, 1].mean() + 0.05))
print("beta_1 = 0.9 captures under 6 modes on average:", bool(much_momentum[:, 0].mean() < 6))

# %% [markdown]
# *The same rates, the same data: a long memory ruins the game. Why should momentum, which helps every other network,
# hurt here? Two numbers are enough to see it; that is section 9. First, a clinic.*
#
# ## 8 · Four sick GANs
#
# Most GAN bugs raise no error: arrays fit, losses are finite, and nothing good happens. A picture says *that* it
# is sick, a small table says *of what*. Here are a healthy GAN and four patients, A to D, all with the same first
# weights. Each has one of these faults:
#
# - `"leak"`: G's loss also moves D;
# - `"swapped"`: D learns with its labels swapped;
# - `"flipped"`: G steps up its loss instead of down;
# - `"detached"`: G's loss does not reach G.
#
# Each row is a mean over ten rounds. "Moved" is the length of the change of a player's weights. "Gap" is by how much
# D's step raises mean real logit − mean fake logit; "lift" is by how much G's step raises the mean fake logit.

# %%
def reading(gan, real, z):
    """All of D's weights, all of G's weights, mean real logit, mean fake logit."""
    d = np.concatenate([w.ravel() for w in gan.discriminator.weights])
    g = np.concatenate([w.ravel() for w in gan.generator.weights])
    fake_logits = gan.discriminator.forward(gan.generator.forward(z))
    return d, g, gan.discriminator.forward(real).mean(), fake_logits.mean()


def probe(gan, rounds=10):
    """Six numbers: D's step (D moved, G moved, gap), G's step (D moved, G moved, lift)."""
    rows, probe_rng = [], np.random.default_rng(0)
    for _ in range(rounds):
        real, z = data[probe_rng.integers(len(data), size=128)], gan.noise(128, probe_rng)
        d0, g0, real0, fake0 = reading(gan, real, z)
        gan.discriminator_step(real, z)
        d1, g1, real1, fake1 = reading(gan, real, z)
        gan.generator_step(z)
        d2, g2, _, fake2 = reading(gan, real, z)
        length = np.linalg.norm
        rows.append([length(d1 - d0), length(g1 - g0), (real1 - fake1) - (real0 - fake0),
                     length(d2 - d1), length(g2 - g1), fake2 - fake1])
    return np.mean(rows, axis=0)


# %%
print("           D's step: D moved  G moved      gap   G's step: D moved  G moved     lift")
for name, gan in ex03.patients().items():
    print("{:8s}  {:17.3f} {:8.3f} {:8.3f} {:19.3f} {:8.3f} {:8.3f}".format(name, *probe(gan)))

# %% [markdown]
# ### Exercise 3: the diagnosis
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
# Left alone for 1,000 rounds, the patients look like this, with the losses that their logs would show:

# %%
fig, axes = plt.subplots(1, 5, figsize=(7.0, 2.0), sharex=True, sharey=True)
last = {}
print("          d_loss   g_loss   modes   high-quality share   outside of the picture")
for ax, (name, gan) in zip(axes, ex03.patients().items(), strict=True):
    log = gan.fit(data, steps=1000)
    last[name] = [log[key][-200:].mean() for key in ("d_loss", "g_loss")]
    points = gan.generate(2000)
    plots.scatter_real_fake(data[:500], points[:500], limits=(-2, 2), ax=ax, title=name)
    ax.get_legend().remove()
    ax.label_outer()
    outside = np.mean(np.abs(points).max(axis=1) > 2)
    print("{:8s} {:7.3f} {:8.3f}".format(name, *last[name]), f"{modes_captured(points, mixture):7d}"
          f" {high_quality_share(points, mixture):14.0%} {outside:20.0%}")
plots.show(fig, alt="Five panels. The healthy GAN's points follow the ring; A's lie around it, looser. "
                    "B has left the picture; C and D sit inside the ring.")

# %% [markdown]
# *What to see (the losses are means of the last 200 rounds):* the lowest losses belong to a GAN that has left the
# picture. And **one patient trains**: its points are looser, but they reach all eight modes. A picture would not
# have told. In a leak, D sees each fake twice, labelled 0 in its own step and 1 in G's. The best D then is
# $(p_d + p_g)/(p_d + 2p_g)$, which is 2/3 where $p_g = p_d$. So the log of a leaking GAN settles near
# $-\log\tfrac23 - \log\tfrac13 = 1.504$ and $-\log\tfrac23 = 0.405$, instead of 1.386 and 0.693.

# %%
# NBVAL_CHECK_OUTPUT
print("healthy: g_loss is nearer to log 2 than to log 3/2:",
      bool(abs(last["healthy"][1] - np.log(2)) < abs(last["healthy"][1] - np.log(1.5))))
print("leaking: g_loss is nearer to log 3/2 than to log 2:",
      bool(abs(last["A"][1] - np.log(2)) > abs(last["A"][1] - np.log(1.5))))
print("the swapped labels give a d_loss below 0.1:", bool(last["B"][0] < 0.1))

# %% [markdown]
# ## 9 · Why it circles: the smallest GAN
#
# Mescheder, Geiger and Nowozin (2018) took a GAN down to two numbers. One real point, at 0. One fake point, at
# $\theta$: that is the generator. The discriminator is a line through 0: its logit is $a(x) = \psi x$. Then
#
# $$V = \log\sigma(0) + \log(1 - \sigma(\psi\theta)), \qquad
#   \frac{\partial V}{\partial\psi} = -\theta\,\sigma(\psi\theta), \qquad
#   \frac{\partial V}{\partial\theta} = -\psi\,\sigma(\psi\theta)$$
#
# D climbs, G descends, so the pair of numbers wants to move along the **field**
# $v = \bigl(\psi\,\sigma(\psi\theta),\; -\theta\,\sigma(\psi\theta)\bigr)$. One point is at rest: $\theta = 0$
# (the fake lies on the real point) and $\psi = 0$ (D cannot tell). We start at $(1, -1)$: the fake is off, and D
# leans the right way.

# %%
def dirac_field(w):
    theta, psi = w
    belief = sigmoid(psi * theta)                     # D(fake)
    return np.array([psi * belief, -theta * belief])    # G descends V, D climbs V


w = np.array([1.0, -1.0])
for step in range(1, 501):
    w = w + 0.2 * dirac_field(w)                        # both players step at once
    if step % 100 == 0:
        print(f"step {step:3d}: theta {w[0]:+.3f}, psi {w[1]:+.3f}, distance {np.hypot(*w):.3f}")

# %% [markdown]
# Each player steps in its own best direction, and the pair moves **away**. The two steps here are *simultaneous*,
# from the same point. In algorithm 1 they *alternate*: D steps, then G answers the new D.
#
# ### Exercise 4: one alternating step
#
# Give `alternating_step(theta, psi, rate)`: D first, then G, returned as `theta, psi`.

# %% tags=["exercise:alternating_step"]
def alternating_step(theta, psi, rate):
    return ...


# %%
ex03.alternating_step.check(alternating_step)

# %%
# ex03.alternating_step.hint(1)
# ex03.alternating_step.solution()

# %% [markdown]
# Both ways side by side. `dynamics` holds these games and rules; `trajectory` gives all points of an orbit.

# %%
game = dynamics.dirac_minimax()
together = dynamics.trajectory(game, dynamics.simultaneous, start=(1, -1), rate=0.2, steps=500)
in_turn = dynamics.trajectory(game, dynamics.alternating, start=(1, -1), rate=0.2, steps=500)

fig, axes = plt.subplots(1, 2, figsize=(7.0, 3.9), sharey=True)
plots.phase_portrait(game.field, {"simultaneous": together}, limit=3.4, title="Both at once", ax=axes[0])
plots.phase_portrait(game.field, {"alternating": in_turn}, limit=3.4, title="In turn, D first", ax=axes[1])
axes[1].set_ylabel("")
plots.show(fig, alt="Left: the orbit spirals outwards. Right: the orbit stays on a closed curve around "
                    "the solution.")

# %%
# NBVAL_CHECK_OUTPUT
print(f"distance from the solution after 500 steps, from {np.sqrt(2):.2f}: "
      f"simultaneous {np.hypot(*together[-1]):.2f}, alternating {np.hypot(*in_turn[-1]):.2f}")
print("the loop above ends at the same point:", bool(np.allclose(together[-1], w, atol=1e-9)))

# %% [markdown]
# ## 10 · Eigenvalues tell it in advance
#
# Near the solution a field is a matrix, the **Jacobian** $J$: how $v$ changes with $(\theta, \psi)$. At $(0, 0)$ the
# sigmoid is ½, so $v \approx (\tfrac12\psi, -\tfrac12\theta)$ and
#
# $$J = \begin{pmatrix} 0 & \tfrac12 \\ -\tfrac12 & 0 \end{pmatrix}, \qquad \lambda = \pm\tfrac12 i$$
#
# An **eigenvalue** $\lambda$ is a number with $Ju = \lambda u$ for some direction $u$: along $u$ the whole matrix
# acts as that one number. Here $\lambda^2 = -\tfrac14$. Its **real part** pulls in (negative) or pushes out
# (positive); its **imaginary part** turns. This game only turns. One simultaneous step of rate $h$ multiplies by
# $1 + hJ$, which has the eigenvalues $1 + h\lambda$, so in the long run each step multiplies the distance by the
# **modulus**
#
# $$|1 + h\lambda| = \sqrt{1 + h^2/4} > 1 \quad\text{for every } h$$
#
# No rate is small enough. (In ordinary training one player descends one loss. Its eigenvalues are real, and at a
# minimum negative: a small enough rate always works.)

# %%
J = dynamics.jacobian(game)
print("J, by nudging the field:\n", J.round(6))
print("eigenvalues:", np.linalg.eigvals(J).round(6))
for rate in (0.01, 0.1, 0.2, 1.0):
    both, turn = (abs(dynamics.step_eigenvalues(game, rule, rate)[0])
                  for rule in (dynamics.simultaneous, dynamics.alternating))
    print(f"rate {rate:4.2f}: a step multiplies the distance by {both:.6f} (simultaneous), "
          f"{turn:.6f} (alternating)")

# %% [markdown]
# Alternating steps have modulus exactly 1: the orbit neither grows nor shrinks. The reason is short: D's half of
# the step only slides $\psi$, G's half only slides $\theta$, and a slide keeps areas. The two eigenvalues are
# mirror images with the product 1, so the modulus of each is 1. (That holds for rates below 4 here; beyond, they
# turn real.)
#
# ### Exercise 5: the largest rate
#
# A game has a pair of complex eigenvalues, $\lambda$ and its mirror image. Give `largest_rate(eigenvalue)`: the
# rate $h$ at which a simultaneous step stops shrinking the distance, $|1 + h\lambda| = 1$. If no rate shrinks it,
# give 0. `eigenvalue` is a Python complex number: `eigenvalue.real`, `eigenvalue.imag`, `abs(eigenvalue)`.

# %% tags=["exercise:largest_rate"]
def largest_rate(eigenvalue):
    return ...


# %%
ex03.largest_rate.check(largest_rate)

# %%
# ex03.largest_rate.hint(1)
# ex03.largest_rate.solution()

# %% [markdown]
# ## 11 · The bilinear game: five rules
#
# The plainest game that only turns is $\min_\theta \max_\psi\, \theta\psi$: field $v = (-\psi, \theta)$, eigenvalues
# $\pm i$. Every rule can be judged on it, with pencil and with code:
#
# - **simultaneous**: $w + h\,v(w)$. Modulus $\sqrt{1 + h^2}$.
# - **alternating**: D steps, G answers. Modulus 1.
# - **extragradient** (Korpelevich 1976): look one step ahead, then step from here with the field found there,
#   $w + h\,v\bigl(w + h\,v(w)\bigr)$. Modulus $\sqrt{1 - h^2 + h^4}$.
# - **optimistic** (Daskalakis et al. 2018): $w + 2h\,v(w_t) - h\,v(w_{t-1})$, as if the change went on. One field
#   a step.
# - **consensus** (Mescheder et al. 2017): both players also descend $\frac{\gamma}{2}\lVert v\rVert^2$, which
#   adds $-\gamma$ to each eigenvalue here. Modulus $|1 + h(-\gamma \pm i)|$.

# %%
h, start = 0.1, (1.0, 1.0)
bilinear, calm = dynamics.bilinear(), dynamics.bilinear(consensus=1.0)
rules = {
    "simultaneous": (bilinear, dynamics.simultaneous, np.sqrt(1 + h**2)),
    "alternating": (bilinear, dynamics.alternating, 1.0),
    "extragradient": (bilinear, dynamics.extragradient, np.sqrt(1 - h**2 + h**4)),
    "optimistic": (bilinear, dynamics.optimistic, np.abs(np.roots([1, -(1 + 2j * h), 1j * h])).max()),
    "consensus": (calm, dynamics.simultaneous, abs(1 + h * (-1 + 1j))),
}
ends, gaps = {}, []
print("rule             modulus, theory   measured   distance after 1,000 steps (from 1.414)")
for name, (game, rule, modulus) in rules.items():
    ends[name] = np.hypot(*dynamics.trajectory(game, rule, start, h, 1000)[-1])
    measured_modulus = abs(dynamics.step_eigenvalues(game, rule, h)[0])
    gaps.append(abs(measured_modulus - modulus))
    print(f"{name:16s} {modulus:15.5f} {measured_modulus:10.5f}   {ends[name]:.3g}")

# %%
values, orbits = {}, {}
for name in ("simultaneous", "alternating", "extragradient", "optimistic"):
    values[name] = dynamics.step_eigenvalues(bilinear, rules[name][1], rate=0.5)[:2]
    orbits[name] = dynamics.trajectory(bilinear, rules[name][1], start, rate=0.5, steps=16)
fig, axes = plt.subplots(1, 2, figsize=(7.0, 3.9))
plots.eigenvalue_plane(values, title="Eigenvalues of one step, rate 0.5", ax=axes[0])
plots.phase_portrait(bilinear.field, {name: (path, {"marker": ".", "markersize": 4})
                                      for name, path in orbits.items()}, limit=3.2,
                     title="The same rules, 16 steps", ax=axes[1])
axes[1].get_legend().remove()                           # the colours are those on the left
plots.show(fig, alt="Left: the eigenvalues of simultaneous steps lie outside the circle of modulus 1, those "
                    "of alternating steps on it, the others inside. Right: the orbits leave, circle or "
                    "come home.")

# %% [markdown]
# *What to see (the rate is now 0.5, so that steps can be told apart): outside the circle the orbit leaves, on it
# the orbit closes, inside it comes home, the sooner the nearer to the centre.*

# %%
# NBVAL_CHECK_OUTPUT
print("theory and measurement agree to 1e-5 for all five rules:", bool(max(gaps) < 1e-5))
print("after 1,000 steps:", ", ".join(f"{name} {ends[name]:.3g}" for name in list(rules)[:4]))
print("consensus is below 1e-40:", bool(ends["consensus"] < 1e-40))

# %% [markdown]
# ### Momentum, again
#
# Momentum repeats old steps. In a game that turns, an old step points to where the game *was going*, and pushes
# outwards. Here are alternating steps with momentum $\mu$, and what one step does to the distance in the long
# run.

# %%
moduli = {}
print("momentum   modulus   distance after 200 steps")
for momentum in (-0.5, -0.2, 0.0, 0.2, 0.5, 0.9):
    rule = dynamics.heavy_ball(momentum)
    moduli[momentum] = abs(dynamics.step_eigenvalues(bilinear, rule, h)[0])
    end = np.hypot(*dynamics.trajectory(bilinear, rule, start, h, 200)[-1])
    print(f"{momentum:8.1f}   {moduli[momentum]:.5f}   {end:.3g}")

# %%
# NBVAL_CHECK_OUTPUT
print("negative momentum shrinks the distance:", bool(moduli[-0.5] < 0.999 and moduli[-0.2] < 0.999))
print("no momentum keeps it:", bool(abs(moduli[0.0] - 1) < 1e-6))
print("positive momentum grows it:", bool(moduli[0.9] > moduli[0.5] > moduli[0.2] > 1.001))

# %% [markdown]
# Gidel et al. (2019) proved this and used negative momentum in GANs. A real GAN is not only a turning game: parts
# of it are ordinary descent, where momentum helps. This fits what section 7 measured, where $\beta_1 = 0.5$ did no
# harm and 0.9 did; two numbers are a picture of it, not a proof. Many modern GANs use 0.
#
# ## 12 · A first taste of cures
#
# A cure must give the eigenvalues a negative real part. The simplest is **R1**: add $\frac{\gamma}{2}\psi^2$ to
# D's loss, a penalty on D's slope at the real data. D then leans back by itself:
#
# $$J = \begin{pmatrix} 0 & \tfrac12 \\ -\tfrac12 & -\gamma \end{pmatrix}, \qquad
#   \lambda = -\frac{\gamma}{2} \pm \sqrt{\frac{\gamma^2}{4} - \frac14}$$

# %%
gammas = np.linspace(0, 2, 41)
pairs = np.array([dynamics.dirac_r1(gamma).eigenvalues for gamma in gammas])
fig, axes = plt.subplots(1, 2, figsize=(7.0, 3.3))
for column in (0, 1):
    spots = axes[0].scatter(pairs[:, column].real, pairs[:, column].imag, c=gammas, s=18)
axes[0].axvline(0, color=plots.THEORY, linestyle="--", linewidth=1)
axes[0].set(title="Eigenvalues as γ grows", xlabel="real part (pull)", ylabel="imaginary part (turn)")
fig.colorbar(spots, ax=axes[0], label="γ")
for gamma, style in [(0.0, "k:"), (0.3, "k--"), (1.0, "k-"), (2.0, "k-.")]:
    path = dynamics.trajectory(dynamics.dirac_r1(gamma), start=(1, -1), rate=0.2, steps=150)
    axes[1].semilogy(np.hypot(*path.T), style, label=f"γ = {gamma:g}")
axes[1].set(title="Distance from the solution", xlabel="step", ylabel="distance", ylim=(1e-6, 5))
axes[1].legend()
plots.show(fig, alt="Left: two eigenvalues start at plus and minus i/2, move left on a half circle, meet "
                    "at -1/2 for gamma 1 and part along the real axis. Right: the distance falls fastest for "
                    "gamma 1.")

# %% [markdown]
# *What to see: more penalty pulls harder until the two eigenvalues meet; beyond, one of them turns back, and it
# is the slower one that counts.*
#
# ### Exercise 6: the critical γ
#
# Let the ½ in $J$ be any number $s$: $J = \begin{pmatrix} 0 & s \\ -s & -\gamma \end{pmatrix}$. Give
# `critical_gamma(s)`: the $\gamma$ at which the eigenvalues meet.

# %% tags=["exercise:critical_gamma"]
def critical_gamma(s):
    return ...


# %%
ex03.critical_gamma.check(critical_gamma)

# %%
# ex03.critical_gamma.hint(1)
# ex03.critical_gamma.solution()

# %% [markdown]
# Now all methods of the paper on the Dirac-GAN: rate 0.2, 500 steps from $(1, -1)$. (The paper writes D's logit
# with the opposite sign: its (1, 1) is our $(1, -1)$.) **Instance noise** adds noise of width $\sigma$ to the
# real and the fake point; here its mean effect is computed exactly, while sampled noise would keep the orbit
# trembling.

# %%
contestants = [dynamics.dirac_minimax(), dynamics.dirac_non_saturating(), dynamics.dirac_wgan(clip=1.0),
               dynamics.dirac_wgan_gp(0.7), dynamics.dirac_instance_noise(0.7), dynamics.dirac_r1(0.3),
               dynamics.dirac_r1(1.0), dynamics.dirac_consensus(1.0)]
table = {}
print("method                     eigenvalues at (0, 0)    simultaneous   alternating")
for game in contestants:
    table[game.name] = [np.hypot(*dynamics.trajectory(game, rule, (1, -1), 0.2, 500)[-1])
                        for rule in (dynamics.simultaneous, dynamics.alternating)]
    shown = "none: a kink at 0"
    if game.eigenvalues:
        shown = f"{game.eigenvalues[0].real:+.4f} ± {game.eigenvalues[0].imag:.3f}i"
    print(f"{game.name:26s} {shown:22s} {table[game.name][0]:13.2g} {table[game.name][1]:13.2g}")

# %%
# NBVAL_CHECK_OUTPUT
theory = []
for game in contestants:
    if game.eigenvalues:
        nudged = np.sort_complex(np.linalg.eigvals(dynamics.jacobian(game)))
        theory.append(np.abs(nudged - np.sort_complex(np.array(game.eigenvalues))).max())
print(f"eigenvalues by formula and by nudging agree to 1e-4 for {len(theory)} games:",
      bool(max(theory) < 1e-4))
home = [name for name, distances in table.items() if max(distances) < 1e-3]
print("come home:", "; ".join(home))
print("do not:", "; ".join(name for name in table if name not in home))
print("the non-saturating game stalls at sqrt(2 h) = 0.63 with simultaneous steps, within 3 %:",
      bool(abs(table["non-saturating"][0] / np.sqrt(0.4) - 1) < 0.03))

# %% [markdown]
# *What to see: exactly the games with a negative real part come home.* The **non-saturating** game deserves a
# second look. Its eigenvalues only turn, like minimax, yet it creeps inwards. Let time be $t = h \cdot$ steps.
# Near the solution the field shortens the distance $r$ at the pace $r^3/16$, while simultaneous steps lengthen it
# at the pace $hr/8$. The two balance at $r = \sqrt{2h}$. Alternating steps do not push, so there it creeps on,
# slower and slower, like $1/\sqrt{t}$.
#
# Now with your own hand. Click on a point, and an orbit starts there; change game, rule and step, and compare
# with the table. Predict before each click whether it comes home.

# %%
DiracPortrait(game="r1", rule="alternating")

# %% [markdown]
# *What to see: with R1 every orbit winds inwards; choose minimax and the same start circles for ever.* The line below
# the picture gives the factor that theory expects of each step.
#
# Last, a warning. Eigenvalues speak of the **neighbourhood** of the solution. Start further out:

# %%
ends_far = {}
for game in (dynamics.dirac_r1(1.0), dynamics.dirac_consensus(1.0)):
    for start in [(1, -1), (2, 2), (2, -2), (8, -8)]:
        path = dynamics.trajectory(game, dynamics.alternating, start, rate=0.2, steps=3000)
        ends_far[game.name, start] = np.hypot(*path[-1])
        print(f"{game.name:18s} from {start!s:8s} ends at distance {ends_far[game.name, start]:.3g}")

# %%
# NBVAL_CHECK_OUTPUT
home = {key: bool(end < 1e-6) for key, end in ends_far.items()}
print("R1 comes home from all four starts:", all(home["R1, gamma 1", start] for _, start in list(home)[:4]))
print("consensus comes home from (1, -1):", home["consensus, gamma 1", (1, -1)])
print("consensus, with eigenvalues that pull, does not from (2, -2):", not home["consensus, gamma 1", (2, -2)])

# %% [markdown]
# Which of these cures carry over to real GANs, and at what cost, is the subject of notebook 08.
#
# ## Quiz
#
# **1.** A colleague minimises $-V$ for D and maximises $V$ for G. What happens?
#
# <details><summary>Answer</summary>
#
# Both climb $V$: they cooperate. G helps D by making its fakes easy to reject. In section 8 that was the flipped
# sign.
#
# </details>
#
# **2.** D's logit on a fake is −10. By what factor do the two losses of G differ in their gradients, and does
# Adam care?
#
# <details><summary>Answer</summary>
#
# $e^{10} = 22{,}026$. Plain SGD stops with the saturating loss; Adam divides the size out and hardly notices
# (section 6).
#
# </details>
#
# **3.** In G's step, `backward` through D also gives gradients by D's weights. What must be done with them, and
# why is it no waste to compute the rest?
#
# <details><summary>Answer</summary>
#
# Drop them: D is judged by its own loss only. The gradient by D's *input* is the only way from the loss to G.
#
# </details>
#
# **4.** A game has eigenvalues $\pm 2i$. Which rate makes simultaneous steps converge? And $-0.1 \pm 2i$?
#
# <details><summary>Answer</summary>
#
# None: $|1 + 2hi| > 1$. For the second, $h < 2 \cdot 0.1 / 4.01 = 0.0499$.
#
# </details>
#
# **5.** Your GAN's losses have stood at 1.386 and 0.693 for an hour. Is it done?
#
# <details><summary>Answer</summary>
#
# The losses cannot tell. At equilibrium they read so; but so does a D that learns nothing, for example one whose
# weights never move. Look at what each step moves (`probe`), and at the samples.
#
# </details>
#
# ## Back to your predictions

# %%
# NBVAL_CHECK_OUTPUT
s = sigmoid(-9.21024)
print(f"1. D(G(z)) = {s:.4f}: -log D has the larger gradient, {(1 - s) / s:,.0f} times:", bool(s < 0.5))
print("2. neither 0 nor 1.4 but about 200 if both step at once, 1.4 if in turn:",
      bool(ends["simultaneous"] > 200 and 1.3 < ends["alternating"] < 1.5))
print("3. 0.9 is worse than 0.5:", bool(much_momentum[:, 1].mean() < plain[:, 1].mean()))

# %% [markdown]
# ## You have seen
#
# 1. both updates with their signs, and the three wrong pairs of signs at work;
# 2. every gradient by hand, all eight weight arrays within 1e-5 of the tape;
# 3. a GAN in NumPy that puts points on all eight modes with three seeds; $k$, the rules and $\beta_1$ measured;
# 4. four sick GANs, told apart by six numbers each;
# 5. eigenvalues that say in advance: out at any rate, a circle for ever, or home, and the rate and γ that bring
#    it home.
#
# ## Common mistakes
#
# | mistake | sign of it | cure |
# |---|---|---|
# | climbing a loss that is already $-V$ | D is right on less than half | subtract, always |
# | G's loss without G in it | G does not move | $D(G(z))$, with the fake not cut off from G |
# | dropping the 1/batch | steps grow with the batch size | mean in the loss, $1/n$ in the gradient |
# | moving D in G's step | losses settle at 1.50 and 0.41 | each optimiser moves its own player only |
# | differentiating `log(sigmoid(a))` as it stands | NaN at large logits | simplify first: $\sigma(a) - y$ |
# | judging by the losses | hours lost | samples, modes, and what moved |
# | `beta_1=0.9` out of habit | modes come and go | 0.5 or 0 |
#
# ## Papers
#
# - Goodfellow et al. 2014, *Generative Adversarial Nets*: eq. 1, algorithm 1, and section 3 on the non-saturating
#   loss.
# - Mescheder, Geiger, Nowozin 2018, *Which Training Methods for GANs do actually Converge?*: the Dirac-GAN and R1.
# - Mescheder, Nowozin, Geiger 2017, *The Numerics of GANs*: the field's Jacobian, consensus optimisation.
# - Kingma, Ba 2015, *Adam: A Method for Stochastic Optimization*.
# - Daskalakis et al. 2018, *Training GANs with Optimism*; Korpelevich 1976, *The extragradient method*.
# - Gidel et al. 2019, *Negative Momentum for Improved Game Dynamics*.
#
# ## Next
#
# Notebook 04 hands the gradients to TensorFlow and builds the same training step in Keras, on digits.
