"""The workshop: one step is Adam's, the others stand still, and each loss is what its paper says."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import flows, objectives, one_step, penalties, seed_everything

RNG = np.random.default_rng(0)


def batch(n=8, dim=2, progress=0.0):
    real, z = (tf.constant(RNG.normal(size=(n, dim)), tf.float32) for _ in range(2))
    return one_step.Batch(real, z, tf.constant(RNG.uniform(size=(n, 1)), tf.float32), tf.constant(progress))


def players(width=8):
    seed_everything(0)
    return {"G": one_step.network(2, 2, width), "D": one_step.network(2, 1, width)}


def weights(network):
    return np.concatenate([w.ravel() for w in network.get_weights()])


def test_a_move_moves_its_own_network_alone_by_one_rate():
    nets = players()
    before = {name: weights(net) for name, net in nets.items()}
    shop = one_step.Workshop(nets, [("G", one_step.generator_loss)], 100, rate=1e-3)
    shop.step(batch())
    moved = weights(nets["G"]) - before["G"]
    assert np.array_equal(weights(nets["D"]), before["D"])
    assert np.abs(moved).max() == pytest.approx(1e-3, rel=1e-2)     # Adam's first step has the size of the rate


def test_moves_are_made_in_order_each_after_the_last():
    nets, seen = players(), []
    before = weights(nets["D"])

    def watching(networks, batch):
        seen.append(np.abs(weights(networks["D"]) - before).max())
        return one_step.generator_loss(networks, batch)

    one_step.Workshop(nets, [("D", one_step.critic_loss(0.1)), ("G", watching)], 10).step(batch())
    assert seen[0] > 0


def test_the_critics_loss_is_the_packages_objective_and_penalties():
    nets, given = players(), batch()
    real, fake = nets["D"](given.real), nets["D"](nets["G"](given.z))
    pairs = objectives.RELATIVISTIC
    both = sum(penalties.zero_centred(nets["D"], x) for x in (given.real, nets["G"](given.z)))
    assert float(one_step.critic_loss(0.3)(nets, given)) == pytest.approx(
        float(pairs.discriminator_loss(real, fake) + 0.3 * both), rel=1e-5)
    assert float(one_step.generator_loss(nets, given)) == pytest.approx(float(pairs.generator_loss(real, fake)))


@pytest.mark.parametrize(("progress", "weight"), [(0.0, 0.2), (0.5, 0.1025), (1.0, 0.005)])
def test_adversarial_flow_adds_the_distance_to_the_noise_with_a_weight_that_falls(progress, weight):
    nets, given = players(), batch(progress=progress)
    distance = float(tf.reduce_mean((nets["G"](given.z) - given.z) ** 2))
    added = float(one_step.adversarial_flow_loss()(nets, given)) - float(one_step.generator_loss(nets, given))
    assert added == pytest.approx(weight * distance, rel=1e-4)


def test_a_taught_generator_is_measured_at_the_flows_end():
    nets, given = players(), batch(dim=6)
    real, z, there = tf.split(given.real, 3, axis=1)
    distance = float(tf.reduce_mean((nets["G"](z) - there) ** 2))
    assert float(one_step.taught_loss(adversarial=False)(nets, given)) == pytest.approx(distance)
    plain = one_step.generator_loss(nets, given._replace(real=real, z=z))
    assert float(one_step.taught_loss(2.0, 2.0)(nets, given)) == pytest.approx(float(plain) + 2 * distance, rel=1e-5)
    cut = one_step.beside_teacher(one_step.critic_loss(0.1))(nets, given)
    assert float(cut) == pytest.approx(float(one_step.critic_loss(0.1)(nets, given._replace(real=real, z=z))))


def test_a_student_begins_as_one_euler_step_with_weights_of_its_own():
    flow, z = one_step.network(3, 2, 8), batch().z
    student = one_step.student_of(flow)
    np.testing.assert_allclose(student(z), flows.euler(flow, z, 1), rtol=1e-5, atol=1e-6)
    kept = weights(flow)
    student.set_weights([w + 1 for w in student.get_weights()])
    assert np.array_equal(weights(flow), kept)


def test_fit_makes_all_steps_looks_on_the_way_and_is_the_same_for_the_same_seed():
    data, found = RNG.normal(size=(50, 2)), []
    for seed in (1, 1, 2):
        nets, looks = players(), []
        shop = one_step.Workshop(nets, [("D", one_step.critic_loss(0.1)), ("G", one_step.generator_loss)], 25)
        losses = shop.fit(data, 16, seed, chunk=10, look=looks.append)
        assert losses.shape == (25, 2) and looks == [10, 20, 25]
        found.append(losses)
    assert np.array_equal(found[0], found[1]) and not np.array_equal(found[0], found[2])


def test_noise_has_its_spread_and_its_size():
    nets = {"G": one_step.network(5, 2, 4)}
    moves = [("G", lambda networks, batch: tf.math.reduce_std(batch.z) + 0 * tf.reduce_sum(networks["G"](batch.z)))]
    losses = one_step.Workshop(nets, moves, 3, spread=3.0, latent_dim=5).fit(RNG.normal(size=(40, 2)), 4000)
    np.testing.assert_allclose(losses, 3.0, rtol=0.03)


def test_images_may_be_trained_on_too():
    layers = keras.layers
    nets = {"G": keras.Sequential([keras.Input((3,)), layers.Dense(16), layers.Reshape((4, 4, 1))]),
            "D": keras.Sequential([keras.Input((4, 4, 1)), layers.Flatten(), layers.Dense(1)])}
    shop = one_step.Workshop(nets, [("D", lambda n, b: one_step.pairs_loss(n["D"], n["G"](b.z), b.real)),
                                    ("G", one_step.generator_loss)], 4, latent_dim=3, jit_compile=False)
    assert shop.fit(RNG.normal(size=(20, 4, 4, 1)), 5).shape == (4, 2)


def test_a_step_of_r3gan_costs_several_times_one_of_a_flow():
    nets = players(16)
    gan = one_step.Workshop(nets, [("D", one_step.critic_loss(0.1)), ("G", one_step.generator_loss)], 1).passes()
    flow = ("u", lambda n, b: flows.flow_loss(n["u"], b.real, b.z, b.t))
    assert one_step.Workshop({"u": one_step.network(3, 2, 16)}, [flow], 1).passes() == pytest.approx(3, abs=0.1)
    assert 20 < gan < 30


def test_a_move_of_an_unknown_network_is_refused():
    with pytest.raises(ValueError, match="moves"):
        one_step.Workshop(players(), [("E", one_step.generator_loss)], 1)
