"""The cost of a step, counted in its graph: dense networks have closed forms."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import passes, penalties

N, A, B, C = 5, 2, 7, 3
FORWARD = N * (A * B + B * C)


@pytest.fixture
def network():
    layers = keras.layers
    return keras.Sequential([keras.Input((A,)), layers.Dense(B, "relu"), layers.Dense(C)])


def weight_gradient(network):
    def step(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(network(x) ** 2)
        gradients = tape.gradient(loss, network.trainable_variables)
        return [tf.reduce_sum(gradient) for gradient in gradients]
    return step


def test_a_forward_pass_and_a_gradient_have_their_closed_forms(network):
    assert passes.multiplications(network, (N, A)) == FORWARD
    backward = N * (A * B + B * C) + N * B * C      # both kernels, and the way through the second layer
    assert passes.multiplications(weight_gradient(network), (N, A)) == FORWARD + backward
    assert passes.passes(network, network, (N, A), batch_size=N) == 1.0
    assert passes.passes(network, network, (4 * N, A), batch_size=N) == 4.0


def test_what_the_result_does_not_need_is_not_counted(network):
    def step(x):
        network(x + 1.0)
        return network(x)

    assert passes.multiplications(step, (N, A)) == FORWARD


def test_an_assignment_is_needed_even_where_nothing_is_returned(network):
    kept = tf.Variable(np.zeros((N, C), "float32"))

    def step(x):
        kept.assign(network(x))

    assert passes.multiplications(step, (N, A)) == FORWARD


def test_a_penalty_on_a_slope_costs_more_than_the_slope(network):
    critic = keras.Sequential([network, keras.layers.Dense(1)])

    def penalised(x):
        with tf.GradientTape() as tape:
            loss = penalties.zero_centred(critic, x)
        return [tf.reduce_sum(g) for g in tape.gradient(loss, critic.trainable_variables) if g is not None]

    def slope(x):
        return penalties.squared_gradient_norms(critic, x)

    assert passes.multiplications(penalised, (N, A)) > passes.multiplications(slope, (N, A)) > FORWARD


def test_products_of_stacks_count_for_each_of_the_stack():
    assert passes.multiplications(lambda a, b: a @ b, (4, 2, 3), (4, 3, 5)) == 4 * 2 * 3 * 5
    assert passes.multiplications(lambda a, b: tf.matmul(a, b, transpose_a=True), (3, 2), (3, 5)) == 2 * 3 * 5
