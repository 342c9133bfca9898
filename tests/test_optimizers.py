"""The fused Adam against Keras's own; an update that leaves no graph behind."""

import gc
import weakref

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import networks
from gan_course.gan import GAN
from gan_course.optimizers import Adam, BothOptimizers, apply, build, chosen, knows, memories_later

SCHEDULE = keras.optimizers.schedules.ExponentialDecay(1e-2, 5, 0.5)


def descend(optimizer, steps, wrap=lambda function: function, move=lambda optimizer, *pairs: optimizer.apply(*pairs)):
    """Minimise a bent bowl from one place; return the path's ends, (steps, 5)."""
    a, b = keras.Variable([1.0, -2.0, 3.0]), keras.Variable([[0.5, -0.5]])
    optimizer.build([a, b])

    @wrap
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.cos(a.value)) * tf.reduce_sum(b.value) + tf.reduce_sum(b.value**4)
        move(optimizer, tape.gradient(loss, [a.value, b.value]), [a, b])

    path = []
    for _ in range(steps):
        step()
        path.append(np.concatenate([np.ravel(a), np.ravel(b)]))
    return np.array(path)


@pytest.mark.parametrize("options", [
    {"learning_rate": 1e-2, "beta_1": 0.5}, {"learning_rate": SCHEDULE}, {"learning_rate": 1e-2, "epsilon": 1e-2},
    {"learning_rate": 1e-2, "beta_1": 0.0, "beta_2": 0.9}, {"learning_rate": 1e-2, "clipnorm": 0.1},
    {"learning_rate": 1e-2, "weight_decay": 0.1}])
def test_path_is_that_of_keras(options):
    options = {"beta_1": 0.9, **options}
    ours, theirs = (descend(kind(**options), 20) for kind in (Adam, keras.optimizers.Adam))
    assert np.abs(ours[-1] - ours[0]).max() > 1e-2
    np.testing.assert_allclose(ours, theirs, atol=2e-6)


@pytest.mark.parametrize("rate", [1e-2, SCHEDULE])
@pytest.mark.parametrize("jit_compile", [False, True])
def test_path_is_the_same_in_a_graph(rate, jit_compile):
    eager = descend(Adam(rate), 20)
    graph = descend(Adam(rate), 20, lambda function: tf.function(function, jit_compile=jit_compile))
    np.testing.assert_allclose(graph, eager, atol=2e-6)


def test_a_rate_set_later_counts():
    optimizer = Adam(1e-2)
    descend(optimizer, 1)
    optimizer.learning_rate = 0.0
    assert optimizer.learning_rate == 0.0
    still = Adam(0.0)
    assert np.ptp(descend(still, 3), axis=0).max() == 0


def test_rows_of_an_embedding():
    tables = []
    for kind in (Adam, keras.optimizers.Adam):
        table = keras.Variable(np.ones((4, 2)))
        optimizer = kind(1e-2, beta_1=0.5)
        optimizer.build([table])
        for rows in ([0, 1, 1], [2], [0]):
            with tf.GradientTape() as tape:
                loss = tf.reduce_sum(tf.gather(table.value, rows) ** 2)
            gradient = tape.gradient(loss, table.value)
            assert isinstance(gradient, tf.IndexedSlices)
            # The oracle gets the dense gradient: Keras squares repeated rows before it sums them.
            optimizer.apply([gradient if kind is Adam else tf.convert_to_tensor(gradient)], [table])
        tables.append(np.asarray(table))
    np.testing.assert_allclose(*tables, atol=1e-6)
    assert np.array_equal(tables[0][3], [1, 1]) and tables[0][2, 0] < 1


def test_serialisation_and_amsgrad():
    optimizer = Adam(SCHEDULE, beta_1=0.3, epsilon=1e-5)
    back = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert type(back) is Adam and back.get_config() == optimizer.get_config()
    assert (float(Adam().learning_rate), Adam().beta_1) == (pytest.approx(2e-4), 0.5)
    with pytest.raises(ValueError, match="amsgrad"):
        Adam(amsgrad=True)


@pytest.mark.parametrize("optimizer", [Adam, keras.optimizers.SGD, keras.optimizers.RMSprop])
@pytest.mark.parametrize("wrap", [lambda function: function, tf.function], ids=["eager", "graph"])
def test_apply_moves_as_the_optimizer_does(optimizer, wrap):
    np.testing.assert_array_equal(descend(optimizer(1e-2), 5, wrap, apply), descend(optimizer(1e-2), 5, wrap))


def test_apply_leaves_no_graph_behind():
    graphs = []

    def wrap(function):
        step = tf.function(function)
        graphs.append(weakref.ref(step.get_concrete_function().graph))
        return step

    descend(Adam(1e-2), 1, wrap, apply)
    gc.collect()
    assert graphs[0]() is None


@pytest.mark.parametrize("optimizer, waits", [
    (Adam, True), (keras.optimizers.SGD, True), (keras.optimizers.Adagrad, False)])
def test_memories_that_begin_at_zero_wait_where_they_may(optimizer, waits):
    gan = GAN(networks.mlp_generator(widths=(3,)), networks.mlp_discriminator(widths=(3,)))
    with memories_later():
        gan.compile(generator_optimizer=optimizer(), discriminator_optimizer=optimizer())
    assert gan.generator_optimizer.built is not waits
    gan.build_optimizers()
    made = gan.generator_optimizer.variables
    gan.build_optimizers()
    gan.compile(generator_optimizer=Adam(), discriminator_optimizer=Adam())
    assert gan.generator_optimizer.built and len(made) == len(set(map(id, made)))
    assert not waits or all(not variable.numpy().any() for variable in made[2:])


def test_one_rate_for_both_keeps_the_ratio():
    one, other = Adam(1e-3), keras.optimizers.SGD(4e-3)
    both = BothOptimizers(one, other)
    assert float(both.learning_rate) == pytest.approx(1e-3)
    both.learning_rate = 5e-4
    assert (float(one.learning_rate), float(other.learning_rate)) == pytest.approx((5e-4, 2e-3))
    both.learning_rate = 0.0
    both.learning_rate = 1e-2
    assert (float(one.learning_rate), float(other.learning_rate)) == pytest.approx((1e-2, 4e-2))
    assert both.variables == [*one.variables, *other.variables] and both.iterations is one.iterations
    with pytest.raises(AttributeError, match=r"two optimizers and has no 'momentum'; ask gan\.generator_opt"):
        _ = both.momentum
    assert not hasattr(both, "optimizers")
    both.learning_rate.assign(5e-3)                             # as of a Keras variable
    assert (float(one.learning_rate), float(other.learning_rate)) == pytest.approx((5e-3, 2e-2))
    assert both.learning_rate.numpy() == np.float32(5e-3) and isinstance(both.learning_rate, float)
    for name in ("lr", "clipnorm", "weight_decay", "iterations"):
        with pytest.raises(AttributeError, match=rf"two optimizers; set {name} of gan\.generator_optimizer and"):
            setattr(both, name, 0.5)
    with pytest.raises(ValueError, match="follows a LearningRateSchedule"):
        BothOptimizers(Adam(SCHEDULE), other).learning_rate = 1e-3
    scaled = keras.optimizers.LossScaleOptimizer(Adam(1e-3))
    BothOptimizers(scaled, other).learning_rate = 2e-3
    assert float(scaled.learning_rate) == pytest.approx(2e-3) and float(other.learning_rate) == pytest.approx(4e-2)


def test_the_optimizer_that_was_asked_for():
    assert type(chosen("g", None)) is Adam and type(chosen("g", "sgd")) is keras.optimizers.SGD
    mine = Adam()
    assert chosen("g", mine) is mine
    for wrong, message in [("adamm", "g is 'adamm'; give a Keras optimizer"), (3, "g is 3"),
                           (Adam, "That is a class; call it: Adam")]:
        with pytest.raises(ValueError, match=message):
            chosen("g", wrong)


def test_an_optimizer_serves_its_own_variables_again_and_no_others():
    a, b = keras.Variable([1.0]), keras.Variable([1.0])
    optimizer = Adam()
    build("g", optimizer, [a])
    build("g", optimizer, [a])
    assert knows(optimizer, [a]) and not knows(optimizer, [b])
    for others in ([b], [a, b], []):
        with pytest.raises(ValueError, match="g was built for other variables"):
            build("g", optimizer, others)
