"""Snapshots see every change of an argument, and no change where there was none."""

import numpy as np
import pytest

from gan_course.exercises.states import agree, difference, snapshot


def changed(value, change):
    before = snapshot(value)
    assert difference("it", before, snapshot(value)) is None
    change(value)
    return difference("it", before, snapshot(value))


@pytest.mark.parametrize("value, change, word", [
    (np.array([1.0, np.nan]), lambda v: v.__setitem__(0, 2), "changed in place"),
    (np.array(["a", "b"]), lambda v: v.__setitem__(0, "c"), "changed in place"),
    ([1, 2], lambda v: v.append(3), "longer or shorter"), ([2, 1], lambda v: v.sort(), "changed in place"),
    ({"a": [1]}, lambda v: v["a"].append(2), "longer or shorter"),
    ({"a": 1}, lambda v: v.pop("a"), "longer or shorter"),
    ([np.ones(2)], lambda v: v[0].fill(0), "changed in place"),
    ([float("nan"), 1.0], lambda v: v.reverse(), "in place"),
    (np.random.default_rng(0), lambda v: v.normal(), "gave out random numbers"),
])
def test_a_change_is_seen(value, change, word):
    assert word in changed(value, change)


def test_keras_models_and_optimisers():
    keras, tf = pytest.importorskip("keras"), pytest.importorskip("tensorflow")

    def model():
        return keras.Sequential([keras.Input((2,)), keras.layers.Dense(3), keras.layers.BatchNormalization()])

    def freeze_a_layer(m):
        m.layers[0].trainable = False

    optimizer = keras.optimizers.Adam()
    optimizer.build(model().trainable_variables)
    assert "a weight of `it` moved" in changed(model(), lambda m: m.layers[0].bias.assign([0.0, 0.0, 1e-7]))
    assert "a weight of `it` moved" in changed(model(), lambda m: m(tf.ones((4, 2)), training=True))
    assert "`trainable` flags" in changed(model(), freeze_a_layer)
    assert changed(model(), lambda m: m(tf.ones((4, 2)))) is None
    assert "optimiser `it`" in changed(optimizer, lambda o: o.iterations.assign_add(1))
    assert "changed in place" in changed(tf.Variable(1.0), lambda v: v.assign(2.0))


def test_agree_within_tolerances():
    one, near, far = ([np.ones(2), "a"], [np.ones(2) + 1e-6, "a"], [np.ones(2) + 1e-3, "a"])
    assert agree(snapshot(one), snapshot(near), 1e-4, 0) is None
    assert agree(snapshot(one), snapshot(far), 1e-4, 0) == "values"
    assert agree(snapshot(one), snapshot([np.ones(2), "b"]), 1, 1) == "values"
    assert agree(snapshot(one), snapshot(one[:1]), 1, 1) == "length"
