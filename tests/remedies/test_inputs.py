"""What the discriminator is shown: how much noise, which old fakes, which shifts."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course.remedies import DiffAugment, ExperienceReplay, InstanceNoise

WIDE = tf.zeros((20_000, 2))


# --- instance noise

def test_noise_has_the_given_standard_deviation_on_both_sides_and_is_independent(toys):
    gan = toys.points([InstanceNoise(0.3)])
    real, fake = (x.numpy() for x in gan.shown(WIDE, WIDE + 5.0))
    for x, mean in ((real, 0), (fake, 5)):
        assert x.mean() == pytest.approx(mean, abs=4 * 0.3 / np.sqrt(40_000))
        assert x.std() == pytest.approx(0.3, rel=0.02)  # over 5 errors
    assert abs(np.corrcoef(real.ravel(), fake.ravel())[0, 1]) < 0.02
    again, _ = gan.shown(WIDE, WIDE)
    assert not np.array_equal(again, real)


def test_noise_falls_in_a_straight_line_to_0(toys):
    gan = toys.points([InstanceNoise(0.4, anneal_steps=10)])
    found = []
    for step in (0, 1, 5, 9, 10, 25):
        gan.generator_optimizer.iterations.assign(step)
        found.append(float(gan.remedies[0].current_sigma(gan)))
    np.testing.assert_allclose(found, [0.4, 0.36, 0.2, 0.04, 0, 0], atol=1e-7)
    assert np.array_equal(gan.shown(toys.real, toys.real)[0], toys.real)
    gan = toys.points([InstanceNoise(0.4)])
    gan.generator_optimizer.iterations.assign(10**6)
    assert float(gan.remedies[0].current_sigma(gan)) == pytest.approx(0.4)


def test_both_players_see_the_noise_of_the_same_step(toys):
    gan, seen = toys.points([InstanceNoise(1.0, anneal_steps=2)]), []
    current = gan.remedies[0].current_sigma
    gan.remedies[0].current_sigma = lambda game: seen.append(float(current(game))) or current(game)
    toys.step(gan, 3)
    assert seen == [1.0, 1.0, 0.5, 0.5, 0.0, 0.0]  # D's loss and G's in each step


def test_annealing_counts_generator_steps_however_many_the_critic_takes(toys):
    gan = toys.points([InstanceNoise(1.0, anneal_steps=4)], n_critic=2)
    toys.step(gan)
    assert float(gan.remedies[0].current_sigma(gan)) == 0.75


def test_no_noise_is_the_plain_step(toys, flat):
    plain, noisy, silent = toys.points(), toys.points([InstanceNoise(0.5)]), toys.points([InstanceNoise(0.0)])
    losses = [toys.step(gan, 2) for gan in (plain, noisy, silent)]
    assert losses[0]["d_loss"] == losses[2]["d_loss"] != losses[1]["d_loss"]
    assert np.array_equal(flat(plain.weights), flat(silent.weights))


# --- experience replay

def test_the_store_is_a_ring_and_old_fakes_come_from_it(toys):
    gan = toys.points([ExperienceReplay(capacity=6, share=0.5)])
    replay, seen = gan.remedies[0], []
    for k in range(5):
        fake = tf.constant(10.0 * k + np.arange(8)[:, None] * [1, 1], tf.float32)
        mixed = replay.remembered(gan, fake).numpy()
        assert np.array_equal(mixed[:4], fake[:4])
        if k == 0:
            assert np.array_equal(mixed, fake)  # nothing is old yet
        else:
            assert {tuple(row) for row in mixed[4:]} <= {tuple(row) for row in seen[-6:]}
        seen += list(fake.numpy()[:4])
    assert int(replay.written) == 20
    # Twenty were written into six places, in turn: number 18 lies at place 18 mod 6.
    wanted = np.array(seen[-6:])[[(place - 14) % 6 for place in range(6)]]
    assert np.array_equal(replay.store, wanted)


def test_every_old_fake_has_the_same_chance(toys):
    gan = toys.points([ExperienceReplay(capacity=4, share=0.5)])
    replay = gan.remedies[0]
    replay.store.assign(np.arange(4)[:, None] * [1.0, 1.0])
    replay.written.assign(4)
    counts = np.zeros(4)
    fake = tf.zeros((8, 2))
    for _ in range(100):
        counts += np.bincount(replay.remembered(gan, fake).numpy()[4:, 0].astype(int), minlength=4)
        replay.store.assign(np.arange(4)[:, None] * [1.0, 1.0])
    assert counts.sum() == 400 and np.abs(counts - 100).max() < 4 * np.sqrt(400 * 0.25 * 0.75)


@pytest.mark.parametrize("batch", [8, None])
def test_it_works_in_a_graph_whatever_the_batch(toys, batch):
    gan = toys.points([ExperienceReplay(capacity=6, share=0.5)])
    graph = tf.function(lambda fake: gan.remedies[0].remembered(gan, fake),
                        input_signature=[tf.TensorSpec((batch, 2))])
    assert np.array_equal(graph(toys.real), toys.real)
    assert np.array_equal(graph(10 + toys.real)[:4], 10 + toys.real[:4])
    assert (graph(20 + toys.real)[4:] < 19).numpy().all() and int(gan.remedies[0].written) == 12


def test_only_the_discriminator_remembers(toys, flat):
    plain, replaying = toys.points(), toys.points([ExperienceReplay(capacity=16)])
    for gan in (plain, replaying):
        if gan is replaying:
            gan.remedies[0].store.assign(tf.fill((16, 2), 3.0))
            gan.remedies[0].written.assign(16)
        fake, tape = toys.fakes(gan)
        gan.generator_step(toys.real, fake, None, tape, toys.noise)
    assert np.array_equal(flat(plain.weights), flat(replaying.weights))
    assert int(replaying.remedies[0].written) == 16
    mixed = tf.concat([fake[:4], tf.fill((4, 2), 3.0)], axis=0)
    found, wanted = replaying.discriminator_step(toys.real, fake), plain.discriminator_step(toys.real, mixed)
    assert float(found) == float(wanted)
    assert np.array_equal(flat(plain.weights), flat(replaying.weights))
    assert int(replaying.remedies[0].written) == 20


# --- DiffAugment

def shown(toys, images, **settings):
    gan = toys.pictures([DiffAugment(**settings)])
    return gan.shown(images, images)[0].numpy()


def test_brightness_is_one_number_an_image_within_its_range(toys):
    images = tf.repeat(toys.images[:1], 500, axis=0)
    change = shown(toys, images, shift=0.0, brightness=0.25) - images.numpy()
    assert np.ptp(change, axis=(1, 2, 3)).max() < 1e-6
    change = change[:, 0, 0, 0]
    assert np.abs(change).max() <= 0.25 and change.min() < -0.24 and change.max() > 0.24
    assert abs(change.mean()) < 4 * 0.25 / np.sqrt(3 * 500)


def test_shifts_move_the_ink_both_ways_and_bring_in_paper(toys):
    images = np.full((600, 8, 8, 1), -1.0, "float32")
    images[:, 3, 4] = 1.0
    moved = shown(toys, tf.constant(images), shift=0.25, brightness=0.0)  # up to 2 pixels
    assert sorted(np.unique(moved)) == [-1, 1] and (moved == 1).sum() == 600
    _, rows, columns, _ = np.nonzero(moved == 1)
    counts = np.zeros((5, 5))
    np.add.at(counts, (rows - 1, columns - 2), 1)
    assert counts.min() > 0 and np.abs(counts - 24).max() < 5 * np.sqrt(24)  # each of 25 shifts as often
    corner = np.full((200, 8, 8, 1), -1.0, "float32")
    corner[:, 0, 0] = 1.0
    assert 0 < (shown(toys, tf.constant(corner), shift=0.25, brightness=0.0) == 1).sum() < 200  # some fell off


def test_it_lets_the_gradient_through(toys):
    images, gan = tf.ones((4, 8, 8, 1)), toys.pictures([DiffAugment(shift=0.25)])
    with tf.GradientTape() as tape:
        tape.watch(images)
        total = tf.reduce_sum(gan.shown(images, images)[1])
    gradient = tape.gradient(total, images).numpy()
    assert set(np.unique(gradient)) == {0, 1}  # a pixel is seen, or was shifted off
    assert (gradient.sum(axis=(1, 2, 3)) >= 36).all()


def test_no_change_is_the_plain_step(toys, flat):
    plain, still = toys.pictures(), toys.pictures([DiffAugment(shift=0.0, brightness=0.0)])
    for gan in (plain, still):
        toys.step(gan, 2)
    np.testing.assert_allclose(flat(still.weights), flat(plain.weights), atol=1e-6)


def test_the_same_graph_runs_under_xla(toys):
    gan = toys.pictures([DiffAugment()])
    found = tf.function(lambda x: gan.shown(x, x), jit_compile=True)(toys.images)[0]
    assert found.shape == toys.images.shape and np.isfinite(found).all()


# --- what they cannot do

@pytest.mark.parametrize(("make", "message"), [
    (lambda toys: toys.points([DiffAugment()]), "a shifted point is another point"),
    (lambda toys: toys.conditional([ExperienceReplay()]), "has lost the label"),
    (lambda toys: toys.points(["consensus", "experience_replay"]), "'consensus' takes over the step"),
    (lambda toys: toys.points([ExperienceReplay(capacity=3)]).fit(toys.real, batch_size=8),
     "room for 3, and each step brings 4 fakes"),
    (lambda toys: ExperienceReplay(share=1.0), "share is 1.0; give a number above 0 and below 1"),
    (lambda toys: ExperienceReplay(capacity=0), "capacity is 0"),
    (lambda toys: DiffAugment(shift=1.0), "shift is 1.0; give a number of at least 0 and below 1. It is a share"),
    (lambda toys: DiffAugment(shift="far"), "shift is 'far'"),
    (lambda toys: InstanceNoise(-0.1), "sigma is -0.1"),
    (lambda toys: InstanceNoise(0.1, anneal_steps=0), "anneal_steps is 0"),
])
def test_refusals(toys, make, message):
    with pytest.raises(ValueError, match=message):
        make(toys)
