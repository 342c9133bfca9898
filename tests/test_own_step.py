"""A step of one's own, run and counted: against a generator that is known, under seeds, and with bad input."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import datasets, own_step, seed_everything

ring = datasets.ring(radius=2.0, std=0.02)


def still(generator, discriminator, g_optimizer, d_optimizer, real, noise):
    """Nobody moves."""


def to_the_first_mode(generator, discriminator, g_optimizer, d_optimizer, real, noise):
    """G descends the distance from the first mode: a game whose end is known."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((generator(noise) - ring.means[0].astype("float32"))**2)
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(loss, weights), weights)


def test_a_generator_that_goes_to_one_mode_has_one():
    runs = own_step.counted(to_the_first_mode, ring, [3, 4], steps=800)
    assert [run.seed for run in runs] == [3, 4]
    for run in runs:
        assert run.modes == 1 and run.high_quality > 0.5
        assert run.samples.shape == (2500, 2)


def test_a_seed_gives_the_same_run_whatever_went_before():
    first, = own_step.counted(to_the_first_mode, ring, [5], steps=20)
    seed_everything(99)
    again, other = own_step.counted(to_the_first_mode, ring, [5, 6], steps=20)
    assert np.array_equal(first.samples, again.samples)
    assert not np.array_equal(first.samples, other.samples)


def test_the_step_is_handed_what_is_said():
    handed = []

    def looks(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        handed.append((generator.output_shape, discriminator.output_shape, real.shape, noise.shape))

    own_step.counted(looks, ring, [0], steps=3, n_critic=4, batch_size=6)
    assert handed[0] == ((None, 2), (None, 1), (24, 2), (24, 2))


def test_real_rows_are_data_and_a_discriminator_may_be_given():
    class Judge(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = own_step.judge(4)

        def call(self, x, training=None):
            return self.inner(tf.reshape(x, (-1, 4)))

    seen = []

    def looks(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        distance = tf.reduce_min(tf.norm(real[:, None] - ring.means.astype("float32")[None], axis=-1), axis=1)
        tf.debugging.assert_less(distance, 0.15)                # seven standard deviations
        seen.append(discriminator(real).shape)

    own_step.counted(looks, ring, [0], steps=5, discriminator=Judge, batch_size=10)
    assert seen[0] == (5, 1)


def test_samples_that_are_no_numbers_are_said():
    def breaks(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        for weight in generator.trainable_variables:
            weight.assign(weight * np.nan)

    with pytest.raises(ValueError, match="with seed 2 the generator's samples are not finite after 3 steps"):
        own_step.counted(breaks, ring, [2], steps=3)


@pytest.mark.parametrize(("changed", "message"), [
    ({"step": 3}, "step is 3; give a function of six arguments"),
    ({"mixture": "ring"}, "mixture is 'ring'"),
    ({"seeds": 3}, "seeds is 3; give a list"),
    ({"seeds": [-1]}, "seeds is -1"),
    ({"steps": 0}, "steps is 0"),
    ({"n_critic": 0}, "n_critic is 0"),
    ({"rate": 0.0}, "rate is 0.0"),
    ({"discriminator": 5}, "discriminator is 5"),
])
def test_bad_input(changed, message):
    arguments = {"step": still, "mixture": ring, "seeds": [0], **changed}
    with pytest.raises(ValueError, match=message):
        own_step.counted(**arguments)


def test_the_step_of_lesson_04_is_the_plain_one_of_07_and_08():
    from gan_course import objectives
    from gan_course.exercises import ex04, ex07, ex08

    def remedied(*players_and_batch):
        return ex07.remedied_step.reference(*players_and_batch, std=0.0, alpha=1.0)

    def penalised(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        plain = objectives.NON_SATURATING
        ex08.penalised_d_step.reference(discriminator, d_optimizer, real, generator(noise, training=True),
                                        plain.discriminator_loss, lambda *players: 0.0)
        with tf.GradientTape() as tape:
            loss = plain.generator_loss(discriminator(real), discriminator(generator(noise, training=True)))
        weights = generator.trainable_variables
        g_optimizer.apply(tape.gradient(loss, weights), weights)

    runs = [own_step.counted(step, ring, [7], steps=15)[0]
            for step in (ex04.train_step.reference, remedied, penalised)]
    np.testing.assert_allclose(runs[1].samples, runs[0].samples, atol=1e-4)
    np.testing.assert_allclose(runs[2].samples, runs[0].samples, atol=1e-4)
    assert np.ptp(runs[0].samples) > 0


def told_players():
    told = keras.Input((), dtype="int32")
    noise, points = keras.Input((2,)), keras.Input((2,))
    generator = keras.Model([noise, told], keras.layers.Add()(
        [0.0 * noise, keras.layers.Embedding(3, 2, embeddings_initializer="zeros")(told)]))
    discriminator = keras.Model([points, told], keras.layers.Dense(1)(points))
    return generator, discriminator


def to_what_is_told(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels):
    """G descends its distance from the real points of the same label: it must learn their means."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((generator([noise, labels]) - real)**2)
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(loss, weights), weights)


def test_real_points_and_labels_belong_together_and_the_average_follows():
    labels = np.arange(300) % 3
    centres = np.array([[1.0, 0.0], [0.0, 2.0], [-1.5, 1.0]], "float32")
    generator, discriminator = told_players()
    averaged = own_step.trained(to_what_is_told, generator, discriminator, centres[labels], labels, 600, rate=0.05,
                                beta=0.9)
    for net in (generator, averaged):
        assert np.allclose(net([np.zeros((3, 2), "float32"), np.arange(3)]), centres, atol=0.05)
    assert averaged is not generator


def test_the_average_lags_behind():
    labels, generator, discriminator = np.zeros(8, int), *told_players()
    averaged = own_step.trained(to_what_is_told, generator, discriminator, np.ones((8, 2), "float32"), labels, 30,
                                rate=0.05, beta=0.99)
    newest, slow = (float(net([np.zeros((1, 2), "float32"), np.zeros(1, "int32")])[0, 0])
                    for net in (generator, averaged))
    assert 0 < slow < newest


def test_a_step_that_leaves_nan_is_named():
    def broken(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels):
        for weight in generator.trainable_variables:
            weight.assign(weight * np.nan)

    with pytest.raises(ValueError, match="not finite"):
        own_step.trained(broken, *told_players(), np.ones((8, 2), "float32"), np.zeros(8, int), 2)
