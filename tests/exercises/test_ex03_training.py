"""Adam's update and the training step: against Keras and the package, slips by name, other right forms accepted."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from verdicts import right_answers, wrong_answers

from gan_course import from_scratch as fs
from gan_course.exercises.ex03_gradients import bce_logit_gradient, dense_backward
from gan_course.exercises.ex03_training import adam_update, train_step
from gan_course.from_scratch import sigmoid, softplus

# --- the references ---

def test_adams_update_equals_keras():
    rng = np.random.default_rng(0)
    w = rng.standard_normal(3)
    variable, optimizer = tf.Variable(w), keras.optimizers.Adam(0.01, beta_1=0.9, beta_2=0.999)
    m = v = np.zeros(3)
    for t in range(1, 41):
        g = rng.normal(size=3) * [1.0, 0.01, 10.0]
        w, m, v = adam_update.reference(w, g, m, v, t, 0.01, 0.9, 0.999, 1e-7)
        optimizer.apply_gradients([(tf.constant(g), variable)])
    np.testing.assert_allclose(w, variable.numpy(), atol=1e-5)


class Network(fs.MLP):
    """The network of the lesson, whose way back is the exercise's."""

    def backward(self, d_out):
        gradients = []
        for inputs, W in zip(reversed(self.inputs), reversed(self.weights[::2]), strict=True):
            d_W, d_b, d_inputs = dense_backward.reference(d_out, inputs, W)
            gradients = [d_W, d_b, *gradients]
            d_out = d_inputs * (inputs > 0)
        return gradients, d_inputs


@pytest.mark.parametrize("k", [1, 3])
def test_the_training_step_moves_both_players_as_the_package_does(k):
    rng = np.random.default_rng(1)
    batches = [rng.standard_normal((8, 2)) for _ in range(k)]
    draws = [rng.standard_normal((8, 2)) for _ in range(k + 1)]
    mine = Network((2, 9, 7, 2), "relu", 3, np.float64), Network((2, 9, 7, 1), "relu", 4, np.float64)
    theirs = fs.MLP((2, 9, 7, 2), "relu", 3, np.float64), fs.MLP((2, 9, 7, 1), "relu", 4, np.float64)
    gan = fs.ScratchGAN(*theirs, fs.Adam(0.01), fs.Adam(0.02))
    optimizers = fs.Adam(0.01), fs.Adam(0.02)
    for _ in range(3):
        source = iter(draws)
        d_loss, g_loss = train_step.reference(*mine, *optimizers, batches, lambda n, source=source: next(source))
        for real, z in zip(batches, draws, strict=False):
            wanted = gan.discriminator_step(real, z)
        assert d_loss == pytest.approx(wanted)
        assert g_loss == pytest.approx(gan.generator_step(draws[k]))
    for network, other in zip(mine, theirs, strict=True):
        for a, b in zip(network.weights, other.weights, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-12)


# --- adam_update ---

def _adam(w, g, m, v, t, rate, b1, b2, eps, *, c=None, step=None, mean=None, square=None):
    m = b1 * m + (1 - b1) * g if mean is None else mean(m, g, b1)
    v = b2 * v + (1 - b2) * g**2 if square is None else square(v, g, b2)
    c = np.sqrt(1 - b2**t) / (1 - b1**t) if c is None else c(t, b1, b2)
    return w - rate * (c * m / (np.sqrt(v) + eps) if step is None else step(c, m, v, g, eps)), m, v


def _changed(**parts):
    return lambda w, g, m, v, t, rate, b1, b2, eps: _adam(w, g, m, v, t, rate, b1, b2, eps, **parts)


def _old_means(w, g, m, v, t, rate, b1, b2, eps):
    new = adam_update.reference(w, g, m, v, t, rate, b1, b2, eps)
    c = np.sqrt(1 - b2**t) / (1 - b1**t)
    return w - rate * c * m / (np.sqrt(v) + eps), *new[1:]


def _in_place(w, g, m, v, t, rate, b1, b2, eps):
    m += (1 - b1) * (g - m)
    v += (1 - b2) * (g * g - v)
    return w - rate * np.sqrt(1 - b2**t) / (1 - b1**t) * m / (np.sqrt(v) + eps), m, v


def _first_algorithm(w, g, m, v, t, rate, b1, b2, eps):
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
    return w - rate * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v


test_wrong_updates = wrong_answers(adam_update, {
    "climbs": (_changed(step=lambda c, m, v, g, eps: -c * m / (np.sqrt(v) + eps)), "the sign"),
    "no correction": (_changed(c=lambda t, b1, b2: 1.0), "the correction is missing"),
    "correction upside down": (_changed(c=lambda t, b1, b2: (1 - b1**t) / np.sqrt(1 - b2**t)), "upside down"),
    "correction without a root": (_changed(c=lambda t, b1, b2: (1 - b2**t) / (1 - b1**t)), "stands under a root"),
    "correction without t": (_changed(c=lambda t, b1, b2: np.sqrt(1 - b2) / (1 - b1)), "power t"),
    "this gradient alone": (_changed(step=lambda c, m, v, g, eps: c * g / (np.sqrt(v) + eps)), "running mean m"),
    "no root": (_changed(step=lambda c, m, v, g, eps: c * m / (v + eps)), "the root is missing"),
    "the means of before": (_old_means, "update both first"),
    "momentum": (_changed(step=lambda c, m, v, g, eps: c * m), "this is momentum"),
    "not squared": (_changed(square=lambda v, g, b2: b2 * v + (1 - b2) * g), "gradient's square"),
    "size instead of square": (_changed(square=lambda v, g, b2: b2 * v + (1 - b2) * np.abs(g)), "gradient's square"),
    "shares of m": (_changed(mean=lambda m, g, b1: (1 - b1) * m + b1 * g), "shares of the running mean"),
    "shares of v": (_changed(square=lambda v, g, b2: (1 - b2) * v + b2 * g**2), "gets 1 - beta_2"),
    "m is a sum": (_changed(mean=lambda m, g, b1: b1 * m + g), "m is a mean"),
    "betas exchanged": (lambda w, g, m, v, t, rate, b1, b2, eps: _adam(
        w, g, m, v, t, rate, b1, b2, eps, mean=lambda m, g, b: b2 * m + (1 - b2) * g,
        square=lambda v, g, b: b1 * v + (1 - b1) * g**2), "beta_1 belongs to"),
    "order": (lambda *a: tuple(adam_update.reference(*a)[i] for i in (0, 2, 1)), "return w, m, v"),
    "the weights alone": (lambda *a: adam_update.reference(*a)[0], "3 things are wanted: return w, m, v"),
    "an epsilon of its own": (lambda *a: adam_update.reference(*a[:-1], 1e-7), "`epsilon` is an argument"),
    "a rate of its own": (lambda w, g, m, v, t, rate, b1, b2, eps: adam_update.reference(
        w, g, m, v, t, 0.1, b1, b2, eps), "not Adam's update"),
    "epsilon in the root": (_changed(step=lambda c, m, v, g, eps: c * m / np.sqrt(v + eps)), "outside of the root"),
    "no epsilon": (_changed(step=lambda c, m, v, g, eps: c * m / np.sqrt(v)), "divides 0 by 0"),
    "epsilon of its own": (_changed(step=lambda c, m, v, g, eps: c * m / (np.sqrt(v) + 1e-7)), "does not depend on it"),
    "in place": (_in_place, "changed"),
})
test_unusual_updates = right_answers(adam_update, {
    "algorithm 1": _first_algorithm,
    "a list": lambda *a: list(adam_update.reference(*a)),
    "means by differences": _changed(mean=lambda m, g, b1: m + (1 - b1) * (g - m),
                                     square=lambda v, g, b2: v + (1 - b2) * (np.square(g) - v)),
    "tensors": lambda *a: tuple(tf.constant(part) for part in adam_update.reference(*a)),
    "exponents": _changed(c=lambda t, b1, b2: (1 - np.power(b2, t)) ** 0.5 * (1 - b1**t) ** -1),
})


# --- train_step ---

def _signal(a, y):
    return bce_logit_gradient.reference(a, np.full_like(a, y))


def _d_part(G, D, optimizer, real, z, labels=(1, 0), scale=1.0):
    fake = G.forward(z)
    a = D.forward(np.concatenate([real, fake]))
    n = len(real)
    signals = np.concatenate([_signal(a[:n], labels[0]), _signal(a[n:], labels[1])])
    optimizer.apply(D.backward(scale * signals)[0], D.weights)
    return softplus(-a[:n]).mean() + softplus(a[n:]).mean()


def _g_part(G, D, optimizer, z, label=1, scale=1.0, leak=None):
    a = D.forward(G.forward(z))
    leaked, d_fake = D.backward(scale * _signal(a, label))
    optimizer.apply(G.backward(d_fake)[0], G.weights)
    if leak is not None:
        leak.apply(leaked, D.weights)
    return softplus(-a).mean()


def _step(d=None, g=None, order="DG", leak=False, batches=None):
    def step(G, D, g_opt, d_opt, real_batches, noise):
        def play_d():
            for real in real_batches if batches is None else batches(real_batches):
                loss = _d_part(G, D, d_opt, real, noise(len(real)), **(d or {}))
            return loss

        def play_g():
            return _g_part(G, D, g_opt, noise(len(real_batches[0])), leak=d_opt if leak else None, **(g or {}))
        losses = {name: {"D": play_d, "G": play_g}[name]() for name in order}
        return losses["D"], losses["G"]
    return step


def _same_noise(G, D, g_opt, d_opt, real_batches, noise):
    z = noise(len(real_batches[0]))
    for real in real_batches:
        d_loss = _d_part(G, D, d_opt, real, z)
    return d_loss, _g_part(G, D, g_opt, z)


def _noise_first(G, D, g_opt, d_opt, real_batches, noise):
    zs = [noise(len(real_batches[0])) for _ in range(len(real_batches) + 1)]
    for real, z in zip(real_batches, zs[1:], strict=True):
        d_loss = _d_part(G, D, d_opt, real, z)
    return d_loss, _g_part(G, D, g_opt, zs[0])


def _two_passes(G, D, g_opt, d_opt, real_batches, noise):
    """Real points and fakes through D one after the other, and the gradients added."""
    for real in real_batches:
        real_logits = D.forward(real)
        on_real, _ = D.backward((sigmoid(real_logits) - 1) / len(real))
        fake_logits = D.forward(G.forward(noise(len(real))))
        on_fake, _ = D.backward(sigmoid(fake_logits) / len(real))
        d_opt.apply([a + b for a, b in zip(on_real, on_fake, strict=True)], D.weights)
    d_loss = np.logaddexp(0, -real_logits).mean() + np.logaddexp(0, fake_logits).mean()
    return np.array([d_loss, _g_part(G, D, g_opt, noise(len(real)))])


def _a_step_for_each_half(G, D, g_opt, d_opt, real_batches, noise):
    for real in real_batches:
        a = D.forward(real)
        d_opt.apply(D.backward(_signal(a, 1))[0], D.weights)
        b = D.forward(G.forward(noise(len(real))))
        d_opt.apply(D.backward(_signal(b, 0))[0], D.weights)
    return softplus(-a).mean() + softplus(b).mean(), _g_part(G, D, g_opt, noise(len(real)))


def _one_mean(G, D, g_opt, d_opt, real_batches, noise):
    for real in real_batches:
        n = len(real)
        a = D.forward(np.concatenate([real, G.forward(noise(n))]))
        labels = np.concatenate([np.ones((n, 1)), np.zeros((n, 1))])
        d_opt.apply(D.backward(bce_logit_gradient.reference(a, labels))[0], D.weights)
    d_loss = softplus(-a[:n]).mean() + softplus(a[n:]).mean()
    return d_loss, _g_part(G, D, g_opt, noise(n))


def _without_optimiser(G, D, g_opt, d_opt, real_batches, noise):
    losses = train_step.reference(G, D, g_opt, d_opt, real_batches, noise)
    G.weights[0] -= 0.1
    return losses


def _exchanged_optimisers(G, D, g_opt, d_opt, real_batches, noise):
    return train_step.reference(G, D, d_opt, g_opt, real_batches, noise)


def _g_each_time(G, D, g_opt, d_opt, real_batches, noise):
    for real in real_batches:
        losses = train_step.reference(G, D, g_opt, d_opt, [real], noise)
    return losses


def _shifts_the_data(G, D, g_opt, d_opt, real_batches, noise):
    real_batches[0] -= 0.5
    return train_step.reference(G, D, g_opt, d_opt, real_batches, noise)


def _after(G, D, g_opt, d_opt, real_batches, noise):
    _, g_loss = train_step.reference(G, D, g_opt, d_opt, real_batches, noise)
    return softplus(-D.forward(real_batches[-1])).mean(), g_loss


def _losses(change):
    return lambda *given: change(*train_step.reference(*given))


def _noise_of_one(G, D, g_opt, d_opt, real_batches, noise):
    return train_step.reference(G, D, g_opt, d_opt, real_batches, lambda n: np.repeat(noise(1), n, axis=0))


test_wrong_steps = wrong_answers(train_step, {
    "labels of D swapped": (_step(d={"labels": (0, 1)}), "labels are swapped"),
    "D climbs its loss": (_step(d={"scale": -1}), "D's sign"),
    "G's sign": (_step(g={"scale": -1}), "G's sign"),
    "both signs": (_step(d={"scale": -1}, g={"scale": -1}), "Both signs"),
    "fakes keep label 0": (_step(g={"label": 0}), "G's labels"),
    "saturating": (_step(g={"label": 0, "scale": -1}), "the saturating one"),
    "one mean over both halves": (_one_mean, "half as large"),
    "sum for D, k = 1 and 2": (lambda *given: _sum_for_d(*given), "D's gradient: the loss is a mean"),
    "G first": (_step(order="GD"), "the order"),
    "leak": (_step(leak=True), "G's step also moves D"),
    "optimisers exchanged": (_exchanged_optimisers, "each optimiser"),
    "last batch only": (_step(batches=lambda b: b[-1:]), "one step for each batch"),
    "last batch for all": (_step(batches=lambda b: [b[-1]] * len(b)), "its own batch"),
    "the same noise": (_same_noise, "fresh noise"),
    "one noise vector": (_noise_of_one, "fresh noise"),
    "a step for each half": (_a_step_for_each_half, "two steps for each batch"),
    "G after each step of D": (_g_each_time, "G takes one step"),
    "by hand beside the optimiser": (_without_optimiser, "without an optimiser"),
    "changes the data": (_shifts_the_data, "changes the real points"),
    "losses exchanged": (_losses(lambda d, g: (g, d)), "wrong order"),
    "half of D's loss": (_losses(lambda d, g: (d / 2, g)), "the sum of its two means"),
    "losses of afterwards": (_after, "not those of before"),
    "one loss": (_losses(lambda d, g: d), "two numbers are wanted"),
    "losses not averaged": (_losses(lambda d, g: (np.full(6, d), g)), "d_loss should be one number"),
    "NaN": (_losses(lambda d, g: (d, np.nan)), "g_loss is not a finite number"),
    "text": (_losses(lambda d, g: (f"{d:.3f}", g)), "d_loss should be one number"),
    "nothing for G": (_step(g={"scale": 0}), "G's gradient is zero"),
    "a different slope for D": (_step(d={"labels": (0.9, 0)}), "D does not go down L_D"),
    "a different slope for G": (_step(g={"label": 0.9}), "G does not go down"),
})
test_unusual_steps = right_answers(train_step, {
    "two passes, added": _two_passes,
    "all noise first": _noise_first,
    "tensors for losses": _losses(lambda d, g: (tf.constant(d), tf.constant([g]))),
    "a dictionary's values": _step(),
    "the package's GAN": lambda *given: _by_the_package(*given),
})


def _sum_for_d(G, D, g_opt, d_opt, real_batches, noise):
    for real in real_batches:
        loss = _d_part(G, D, d_opt, real, noise(len(real)), scale=len(real))
    return loss, _g_part(G, D, g_opt, noise(len(real)))


def _by_the_package(G, D, g_opt, d_opt, real_batches, noise):
    gan = fs.ScratchGAN(G, D, g_opt, d_opt)
    for real in real_batches:
        d_loss = gan.discriminator_step(real, noise(len(real)))
    return d_loss, gan.generator_step(noise(len(real)))
