"""Checks with TensorFlow: a gradient that is cut off or another one is named, and extreme numbers are borne."""

import numpy as np
import pytest

from gan_course.exercises.tensor_checks import finite_at_extremes, passes_gradients, takes_numpy_and_tensors

tf = pytest.importorskip("tensorflow")
keras = pytest.importorskip("keras")


def draw(rng):
    size = int(rng.integers(3, 9))
    return rng.gamma(2.0, size=(size, 1)), rng.normal(1.0, 2.0, size=(size, 1))


def loss(real, fake):
    return tf.reduce_mean(tf.math.softplus(-real)) + tf.reduce_mean(tf.math.softplus(fake))


def by_numpy(real, fake):
    return np.mean(np.logaddexp(0, -real)) + np.mean(np.logaddexp(0, fake))


def half_stopped(real, fake):
    return loss(real, tf.stop_gradient(fake)) + 0 * tf.reduce_sum(fake)


def stopped(real, fake):
    return tf.stop_gradient(loss(real, fake))


def test_passes_gradients():
    check = passes_gradients(loss, draw)
    assert check(loss) is None
    assert check(lambda r, f: loss(f * 0 + r, f)) is None
    assert check(lambda a, b: tf.reduce_mean(tf.math.log1p(tf.exp(-a)) + tf.nn.softplus(b))) is None
    for cut in (by_numpy, stopped, lambda r, f: float(loss(r, f)), lambda r, f: loss(r, f).numpy()):
        assert check(cut).startswith("TensorFlow cannot derive the result by `real`")
    assert check(half_stopped).startswith("the gradient through your result is another. Called with (")
    assert "its gradient by `fake`: it is 0 at" in check(half_stopped)
    assert passes_gradients(loss, draw, with_respect_to=("real",))(half_stopped) is None


def test_gradients_by_a_networks_weights_and_of_pairs():
    def models(rng):
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.set_weights([rng.normal(size=w.shape) for w in model.weights])
        return model, rng.gamma(2.0, size=(5, 2))

    def both(model, x):
        return model(x), tf.reduce_sum(x)

    check = passes_gradients(both, models, with_respect_to=lambda model, x: model.trainable_variables)
    assert check(both) is None and check(lambda model, x: [model(x), np.sum(x)]) is None
    assert "cannot derive the result by `" in check(lambda model, x: (model(x).numpy(), tf.reduce_sum(x)))
    assert check(lambda model, x: (2 * model(x), tf.reduce_sum(x))).startswith("the gradient through your result")


def test_takes_numpy_and_tensors():
    check = takes_numpy_and_tensors(draw)
    assert check(loss) is None
    assert check(lambda r, f: np.mean(r) + np.mean(f)) is None
    assert "With tensors it stops: AttributeError: " in check(lambda r, f: r.mean() + f.sum())
    odd = check(lambda r, f: 1.0 if tf.is_tensor(r) else 2.0)
    assert odd.startswith("NumPy arrays and tensors should give the same.")
    assert takes_numpy_and_tensors(draw)(lambda r, f: (r.shape[0], [f, f])) is None


EXTREMES = [(np.full((3, 1), a), np.full((3, 1), b)) for a, b in ((-1e4, 1e4), (200.0, -200.0), (0.0, 150.0))]


def test_finite_at_extremes():
    check = finite_at_extremes(loss, EXTREMES, "at large logits it is exact: use softplus")
    naive = finite_at_extremes(loss, EXTREMES, "at large logits it is exact: use softplus", with_gradients=True)
    assert check(loss) is None and naive(loss) is None

    def by_logarithm(real, fake):
        return -tf.reduce_mean(tf.math.log(tf.sigmoid(tf.cast(real, tf.float32)))) \
            + tf.reduce_mean(tf.math.log1p(tf.exp(tf.cast(fake, tf.float32))))

    def clipped(real, fake):
        kept = tf.clip_by_value(tf.sigmoid(real), 1e-7, 1.0), tf.clip_by_value(1 - tf.sigmoid(fake), 1e-7, 1.0)
        return -tf.reduce_mean(tf.math.log(kept[0])) - tf.reduce_mean(tf.math.log(kept[1]))

    def cut_value(real, fake):          # the value is right, its gradient is not
        return loss(real, fake) if np.max(np.abs(real)) < 100 else tf.constant(loss(real, fake).numpy())

    assert "at large logits it is exact: use softplus. Called with" in check(by_logarithm)
    assert "at large logits it is exact" in check(clipped)
    assert check(cut_value) is None and "cannot derive" in naive(cut_value)
    assert "NaN" in check(lambda r, f: float(loss(r, f)) * np.nan)
