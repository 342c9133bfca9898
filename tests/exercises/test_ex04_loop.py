"""The checker of lesson 04's loop."""

import numpy as np
import pytest
import tensorflow as tf
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex04


def hears(answer, sentence):
    wrong_answer(ex04.fit, answer, sentence)


def loop(order=lambda rng, n, epoch: rng.permutation(n), noise=lambda rng, shape: rng.standard_normal(shape),
         rows_of_labels=lambda rows: rows, history=lambda d, g: {"d_loss": d, "g_loss": g}, once=False, last=False,
         skip=0, dtype="float32", repeat=1):
    """A loop like the reference, with one thing changed."""
    def answer(step, x, epochs, batch_size, latent_dim, rng, labels=None):
        d_losses, g_losses, kept = [], [], None
        for epoch in range(epochs):
            every = order(rng, len(x), epoch)
            for start in range(0, len(x) - (0 if last else batch_size - 1) - skip * batch_size, batch_size):
                rows = every[start:start + batch_size]
                if kept is None or not once:
                    kept = noise(rng, (len(rows), latent_dim)).astype(dtype)
                for _ in range(repeat):
                    losses = step(x[rows], kept, None if labels is None else labels[rows_of_labels(rows)])
                d_losses.append(losses["d_loss"])
                g_losses.append(losses["g_loss"])
        return history(d_losses, g_losses)
    return answer


def by_dataset(step, x, epochs, batch_size, latent_dim, rng, labels=None):
    history = {"d_loss": [], "g_loss": []}
    for _ in range(epochs):
        order = np.arange(len(x))
        rng.shuffle(order)
        for rows in tf.data.Dataset.from_tensor_slices(order).batch(batch_size, drop_remainder=True):
            noise = tf.constant(rng.normal(size=(batch_size, latent_dim)), tf.float32)
            losses = step(tf.gather(x, rows), noise, labels if labels is None else tf.gather(labels, rows))
            for name in history:
                history[name].append(float(losses[name]))
    return history


def by_splits(step, x, epochs, batch_size, latent_dim, rng, labels=None):
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(x))[:len(x) // batch_size * batch_size]
        for rows in order.reshape(-1, batch_size):
            noise = rng.standard_normal((batch_size, latent_dim), dtype="float32")
            losses.append(step(x[rows], noise, None if labels is None else labels[rows]))
    return {name: np.array([each[name] for each in losses]) for name in ("d_loss", "g_loss")}


def by_two_streams(step, x, epochs, batch_size, latent_dim, rng, labels=None):
    order, noise = rng.spawn(2)
    return loop(order=lambda _, n, epoch: order.permutation(n), noise=lambda _, shape: noise.standard_normal(shape))(
        step, x, epochs, batch_size, latent_dim, rng, labels)


@pytest.mark.parametrize("right", [loop(), loop(last=True), by_dataset, by_splits, by_two_streams],
                         ids=["lists", "smaller last batch", "dataset", "splits", "two streams"])
def test_other_right_loops(right):
    right_answer(ex04.fit, right)


def sorts(step, x, *rest, **more):
    np.random.default_rng(0).shuffle(x)
    return ex04.fit.reference(step, x, *rest, **more)


def with_replacement(rng, n, epoch):
    return rng.integers(n, size=n)


def of_its_own(rng, n, epoch):
    return np.random.default_rng(epoch).permutation(n)


def noise_of_its_own(step, x, *rest, **more):
    chance = np.random.default_rng(7)
    return loop(noise=lambda rng, shape: chance.standard_normal(shape))(step, x, *rest, **more)


def unrepeatable(rng, n, epoch):
    return np.random.default_rng().permutation(n)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (loop(order=with_replacement), "a sample comes twice"),
    (loop(order=lambda rng, n, epoch: np.arange(n)), "in their given order"),
    (loop(order=lambda rng, n, epoch: np.random.default_rng(3).permutation(n)), "the same order"),
    (loop(order=of_its_own), "another rng gives the same order"),
    (loop(order=unrepeatable), "the same rng gives another order"),
    (loop(skip=1), "the step was called"), (loop(repeat=2), "the step was called"),
    (loop(once=True), "noise"), (loop(noise=lambda rng, shape: rng.uniform(-1, 1, shape)), "standard normal"),
    (loop(noise=lambda rng, shape: 2 * rng.standard_normal(shape)), "standard normal"),
    (loop(noise=lambda rng, shape: rng.standard_normal((64, shape[1]))), "the noise has shape"),
    (loop(noise=lambda rng, shape: rng.standard_normal((shape[0], 2))), "the noise has shape"),
    (loop(noise=lambda rng, shape: np.random.default_rng().standard_normal(shape)), "the same rng gives other noise"),
    (loop(noise=lambda rng, shape: np.random.default_rng(shape[0]).standard_normal(shape)), "noise comes twice"),
    (loop(noise=lambda rng, shape: rng.uniform(-3 ** 0.5, 3 ** 0.5, shape)), "58% of it lies between -1 and 1"),
    (loop(noise=lambda rng, shape: rng.standard_normal((shape[0], 1)) * np.ones(shape)), "hang together"),
    (noise_of_its_own, "another rng gives the same noise"),
    (loop(order=lambda rng, n, epoch: rng.permutation(n - 2 * (n == 37))), "were never shown"),
    (loop(order=lambda rng, n, epoch: np.roll(np.arange(n), rng.integers(n))), "neighbours beside each other"),
    (loop(order=lambda rng, n, epoch: np.arange(n)[::-1]), "neighbours beside each other"),
    (loop(dtype="float64"), "float64"),
    (loop(rows_of_labels=lambda rows: np.sort(rows)), "the labels are not those"),
    (loop(rows_of_labels=lambda rows: np.arange(len(rows))), "the labels are not those"),
    (loop(history=lambda d, g: {"d_loss": g, "g_loss": d}), "d_loss does not hold"),
    (loop(history=lambda d, g: {"d_loss": d[-1:], "g_loss": g[-1:]}), "one for each step"),
    (loop(history=lambda d, g: list(zip(d, g, strict=True))), "return the losses"),
    (loop(history=lambda d, g: {"d_loss": np.mean(d), "g_loss": np.mean(g)}), "one number for each step"),
    (sorts, "is changed by the loop"),
])
def test_wrong_loops(wrong, sentence):
    hears(wrong, sentence)
