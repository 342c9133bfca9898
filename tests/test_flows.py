"""Flows against what is known of them: lines, exact solutions, and the best velocity between Gaussians."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import flows, one_step, seed_everything

RNG = np.random.default_rng(0)
X, Z = (tf.constant(RNG.normal(size=(6, 2)), tf.float32) for _ in range(2))


def test_a_line_begins_in_the_noise_ends_in_the_data_and_has_its_velocity_as_slope():
    for t, end in ((0.0, Z), (1.0, X)):
        np.testing.assert_allclose(flows.line(X, Z, tf.fill([6, 1], t))[0], end, atol=1e-6)
    (early, velocity), (late, _) = (flows.line(X, Z, tf.fill([6, 1], t)) for t in (0.2, 0.7))
    np.testing.assert_allclose((late - early) / 0.5, velocity, atol=1e-5)
    with pytest.raises(ValueError, match=r"a time for each row"):
        flows.line(X, Z, tf.fill([6], 0.5))


def field(function):
    """A velocity u(x, t) as the networks are called."""
    return lambda beside: function(beside[:, :2], beside[:, 2:])


@pytest.mark.parametrize("steps", [1, 4, 10])
def test_euler_of_a_linear_field_is_its_closed_form(steps):
    made = flows.euler(field(lambda x, t: -0.5 * x), Z, steps)
    np.testing.assert_allclose(made, Z * (1 - 0.5 / steps) ** steps, rtol=1e-5)


def test_euler_nears_the_exact_solution_at_first_order_and_asks_as_often_as_it_has_steps():
    exact = (Z + 1) * np.exp(-1.0)      # x' = t - x has x = t - 1 + (z + 1) exp(-t)
    errors, asked = [], []

    def counted(beside):
        asked.append(1)
        return beside[:, 2:] - beside[:, :2]

    for steps in (10, 20, 40):
        errors.append(float(tf.reduce_max(tf.abs(flows.euler(counted, Z, steps) - exact))))
    assert len(asked) == 70
    np.testing.assert_allclose(np.divide(errors[:-1], errors[1:]), 2, rtol=0.15)


def best_velocity(x, t, std, mean):
    """E[x₁ - z | x_t] for data N(mean, std²) and standard normal noise: both are linear in x_t."""
    variance = (1 - t) ** 2 + (t * std) ** 2
    return mean + (t * std**2 - (1 - t)) / variance * (x - t * mean)


def test_the_best_velocity_between_gaussians_carries_one_onto_the_other():
    std, mean = 0.3, 2.0
    z = tf.constant(RNG.normal(size=(4000, 2)), tf.float32)
    made = flows.euler(field(lambda x, t: best_velocity(x, t, std, mean)), z, 200).numpy()
    assert made.mean() == pytest.approx(mean, abs=0.02)
    assert made.std(axis=0) == pytest.approx([std, std], rel=0.03)


def test_no_linear_velocity_has_a_smaller_flow_loss_than_the_best_one():
    std, mean = 0.5, 1.0
    z, x = (tf.constant(RNG.normal(size=(40_000, 2)), tf.float32) for _ in range(2))
    x, t = mean + std * x, tf.constant(RNG.uniform(size=(40_000, 1)), tf.float32)

    def loss(change):
        return float(flows.flow_loss(field(lambda x, t: best_velocity(x, t, std, mean) + change(x, t)), x, z, t))

    least = loss(lambda x, t: 0.0)
    for change in (lambda x, t: 0.1, lambda x, t: -0.1, lambda x, t: 0.1 * x, lambda x, t: 0.2 * (t - 0.5)):
        assert loss(change) > least


def test_a_network_learns_the_best_velocity():
    seed_everything(1)
    net, (std, mean) = one_step.network(3, 2, 32), (0.5, 1.0)
    data = mean + std * RNG.normal(size=(5000, 2)).astype("float32")
    move = ("u", lambda networks, batch: flows.flow_loss(networks["u"], batch.real, batch.z, batch.t))
    one_step.Workshop({"u": net}, [move], 1500, 5e-3).fit(data, seed=1)
    x, t = tf.constant([[0.5, 0.0], [1.0, -0.5], [0.2, 0.9]]), tf.constant([[0.5], [0.2], [0.8]])
    np.testing.assert_allclose(net(tf.concat([x, t], 1)), best_velocity(x, t, std, mean), atol=0.2)


def test_the_amounts_keep_a_variance_of_one():
    data, noise = flows.amounts(tf.linspace(0.0, 1.0, 9))
    np.testing.assert_allclose(data**2 + noise**2, 1, atol=1e-6)
    assert float(data[0]) == pytest.approx(0) and float(noise[-1]) == pytest.approx(0, abs=1e-6)


def test_the_diffusion_loss_is_that_of_a_network_that_always_says_nothing():
    t = tf.fill([6, 1], 0.3)
    silent = field(lambda x, t: 0.0 * x)
    assert float(flows.diffusion_loss(silent, X, Z, t)) == pytest.approx(float(tf.reduce_mean(tf.reduce_sum(Z**2, 1))))


def test_denoising_with_the_true_noise_finds_the_one_data_point():
    point = tf.constant([[0.7, -1.1]])

    def true_noise(beside):     # all data at one point: the noise can be told exactly
        of_data, of_noise = flows.amounts(beside[:, 2:])
        return (beside[:, :2] - of_data * point) / tf.maximum(of_noise, 1e-6)

    made = flows.denoise(true_noise, Z, 20)
    np.testing.assert_allclose(made, np.repeat(point.numpy(), 6, axis=0), atol=2e-3)


def test_denoising_of_gaussian_data_gives_their_spread():
    std, z = 0.5, tf.constant(RNG.normal(size=(4000, 2)), tf.float32)

    def best_noise(beside):
        of_data, of_noise = flows.amounts(beside[:, 2:])
        return of_noise / ((of_data * std) ** 2 + of_noise**2) * beside[:, :2]

    assert flows.denoise(best_noise, z, 200).numpy().std() == pytest.approx(std, rel=0.05)


def test_the_networks_may_be_keras_models():
    net = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    assert flows.euler(net, Z, 3).shape == flows.denoise(net, Z, 3).shape == (6, 2)
