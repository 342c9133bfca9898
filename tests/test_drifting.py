"""Drifting: nothing moves where both sets agree, few points have a closed form, and a generator learns by it."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course import datasets, drifting, metrics, one_step, seed_everything

RNG = np.random.default_rng(0)


def points(n, shift=0.0, dim=2):
    return tf.constant(RNG.normal(shift, 1.0, size=(n, dim)), tf.float32)


def test_one_fake_among_two_others_and_two_data_points_by_hand():
    fake, real, tau = tf.constant([[0.0], [1.0], [3.0]]), tf.constant([[0.5], [2.0]]), 0.7
    to_data, to_fakes = (np.exp(-np.array(distances) / tau) for distances in ([0.5, 2.0], [1.0, 3.0]))
    wanted = to_data @ [0.5, 2.0] / to_data.sum() - to_fakes @ [1.0, 3.0] / to_fakes.sum()
    assert float(drifting.drift(fake, real, tau)[0, 0]) == pytest.approx(wanted, rel=1e-5)


def test_where_fakes_are_spread_as_the_data_are_the_drift_vanishes_with_the_number_of_points():
    sizes = {n: np.mean([np.linalg.norm(drifting.drift(points(n), points(n), 1.0), axis=1).mean() for _ in range(4)])
             for n in (100, 1600)}
    moved = np.linalg.norm(drifting.drift(points(1600, 1.0), points(1600), 1.0), axis=1).mean()
    assert sizes[1600] < 0.45 * sizes[100] and moved > 10 * sizes[1600]


def test_exchanging_fakes_and_data_turns_the_drift_round():
    """Anti-symmetry, at a place of its own: there no fake is its own neighbour."""
    one, other, place = points(60), points(60, 0.5), tf.constant([[0.3, -0.2]])
    there = drifting.drift(tf.concat([place, one], 0), other, 0.8)[0]
    back = drifting.drift(tf.concat([place, other], 0), one, 0.8)[0]
    np.testing.assert_allclose(there, -back, atol=1e-5)


def test_a_fake_moves_to_the_data_and_away_from_its_double():
    to_data = drifting.drift(tf.constant([[0.0, 0.0], [9.0, 9.0]]), tf.constant([[1.0, 0.0]]), 0.5)
    assert float(to_data[0, 0]) < 1.0 - 8.0     # the other fake is the only one, and far
    apart = drifting.drift(tf.constant([[0.1], [0.0], [-5.0]]), tf.constant([[0.0]]), 0.5)
    assert float(apart[0, 0]) == pytest.approx(0.0, abs=0.01) and float(apart[1, 0]) < -0.05


def test_the_loss_is_the_mean_square_of_the_scaled_drift_and_its_slope_points_against_it():
    fake, real = points(30, 1.0), points(40)
    with tf.GradientTape() as tape:
        tape.watch(fake)
        loss = drifting.drifting_loss(fake, real, (0.5,))
    drift = drifting.drift(fake, real, 0.5)
    scaled = drift / np.sqrt(np.mean(drift.numpy() ** 2))
    assert float(loss) == pytest.approx(2.0, rel=1e-3)      # a mean square of 1 in each of 2 coordinates
    np.testing.assert_allclose(tape.gradient(loss, fake), -2 / 30 * scaled, rtol=1e-3, atol=1e-6)


def test_sizes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"give \(n, dim\) and \(m, dim\)"):
        drifting.drift(points(3), points(3, dim=3), 1.0)


def test_a_generator_learns_a_ring_by_drifting_alone():
    seed_everything(3)
    ring, net = datasets.ring(radius=2.0, std=0.2), one_step.network(2, 2, 64)
    move = ("G", lambda networks, batch: drifting.drifting_loss(networks["G"](batch.z), batch.real, (0.2, 1.0)))
    one_step.Workshop({"G": net}, [move], 800, 3e-3).fit(ring.sample(2000, 0), seed=3)
    made = net(np.random.default_rng(1).standard_normal((1000, 2)).astype("float32")).numpy()
    assert metrics.modes_captured(made, ring) == 8 and metrics.high_quality_share(made, ring) > 0.5
