"""Steps that cheat, each caught by its own sentence; honest ones of several kinds pass; and what is not seen."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course.capstone import worlds
from gan_course.capstone.audit import bench
from gan_course.capstone.honesty import MOST_NUMBERS, complaint, held, over_budget
from gan_course.capstone.worlds import world
from gan_course.optimizers import Adam

ROWS = np.random.default_rng(0).normal(size=(100, 2)).astype("float32")
NUMBERS = [0.5] * 100


def with_more(step, real=None, before=None):
    """Return a cheating step around an honest one."""
    def cheat(generator, discriminator, g_optimizer, d_optimizer, batch, noise):
        if before:
            before(generator, g_optimizer)
        return step(generator, discriminator, g_optimizer, d_optimizer, batch if real is None else real(batch), noise)
    return cheat


def test_honest_steps_pass(honest_step):
    few = tf.constant([0.3, 0.1])

    def penalised(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        return honest_step(generator, discriminator, g_optimizer, d_optimizer,
                           real + few * tf.random.normal(tf.shape(real)), noise)

    def compiled(*args):
        return honest_step(*args)

    for step in (honest_step, penalised, compiled):
        assert complaint(step, bench) is None


def test_two_steps_of_g_in_one(honest_step):
    def twice(*args):
        honest_step(*args)
        return honest_step(*args)

    assert "moves G 2 times" in complaint(twice, bench)


def test_weights_set_past_the_optimiser(honest_step):
    def shrink(generator, g_optimizer):
        for weight in generator.trainable_variables:
            weight.assign_sub(0.01 * weight)

    assert "passes by the optimiser" in complaint(with_more(honest_step, before=shrink), bench)


def test_an_optimiser_of_one_s_own(honest_step):
    own = Adam(1e-2)

    def step(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        return honest_step(generator, discriminator, own, d_optimizer, real, noise)

    assert "stops on two small players" in complaint(step, bench)


def test_training_rows_in_a_closure(honest_step):
    rows = ROWS
    assert "brings 200 numbers along, in `rows`" in complaint(
        with_more(honest_step, real=lambda batch: tf.concat([batch, rows[:2]], axis=0)), bench)


def test_training_rows_as_a_global(honest_step):
    def step(generator, discriminator, g_optimizer, d_optimizer, real, noise, inner=honest_step):
        return inner(generator, discriminator, g_optimizer, d_optimizer, tf.concat([real, ROWS[:2]], axis=0), noise)

    assert "in `ROWS`" in complaint(step, bench)


def test_rows_in_a_default_and_in_a_list(honest_step):
    def by_default(generator, discriminator, g_optimizer, d_optimizer, real, noise, kept=ROWS):
        return honest_step(generator, discriminator, g_optimizer, d_optimizer, real, noise)

    def by_list(*args):
        return honest_step(*args), NUMBERS

    assert "200 numbers" in complaint(by_default, bench)
    assert "in `NUMBERS`" in complaint(by_list, bench)


def test_a_table_typed_into_the_code(honest_step):
    table = ", ".join(f"{number}.5" for number in range(MOST_NUMBERS + 1))
    space = {"honest": honest_step}
    exec(f"def step(*args):\n    kept = ({table})\n    return honest(*args)", space)
    assert "table of numbers" in complaint(space["step"], bench)


def test_a_lookup_network_that_is_brought_along(honest_step):
    import keras

    table = keras.Sequential([keras.Input((3,)), keras.layers.Dense(40), keras.layers.Dense(2)])

    def step(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        return honest_step(generator, discriminator, g_optimizer, d_optimizer, real + 0 * table(noise), noise)

    assert "numbers along, in `table`" in complaint(step, bench)


def test_the_generator_of_the_data_is_read(honest_step):
    drawn = world("curve", 0)

    def by_module(*args):
        worlds.curve(0)
        return honest_step(*args)

    def by_object(*args):
        drawn.sample(3, seed=0)
        return honest_step(*args)

    def by_import(*args):
        from gan_course.capstone.worlds import training_rows

        training_rows(None)
        return honest_step(*args)

    for step in (by_module, by_object, by_import):
        assert "knows where the data come from" in complaint(step, bench)


def test_the_batch_is_ignored(honest_step):
    assert "ignores the real batch" in complaint(with_more(honest_step, real=tf.zeros_like), bench)


def test_a_player_that_stays_and_a_weight_that_is_nan(honest_step):
    def only_d(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(discriminator(real))
        d_optimizer.apply(tape.gradient(loss, discriminator.trainable_variables), discriminator.trainable_variables)

    assert "G does not move" in complaint(only_d, bench)
    assert "not finite" in complaint(with_more(honest_step, real=lambda batch: batch * np.nan), bench)


def test_a_helper_is_looked_into_too(honest_step):
    def helper(batch):
        return tf.concat([batch, ROWS[:1]], axis=0)

    assert "in `ROWS`" in complaint(with_more(honest_step, real=helper), bench)
    assert "ROWS" in dict(held(with_more(honest_step, real=helper)))


def test_what_is_not_seen_the_means_typed_in_as_few_numbers(honest_step):
    """A dozen means are fewer numbers than a penalty may have settings: only another draw of the data tells."""
    means = [0.5, -1.0, 2.0, 0.25]
    step = with_more(honest_step, real=lambda batch: 0.5 * batch + tf.constant(means[:2]))
    assert complaint(step, bench) is None


def test_updates_are_counted_over_a_whole_run():
    weight, optimizer = tf.Variable([1.0]), Adam(1e-3)
    optimizer.build([weight])
    for _ in range(6):
        optimizer.apply([tf.constant([1.0])], [weight])
    assert over_budget(optimizer, 6) is None
    assert "moved it 6 times in 3 steps" in over_budget(optimizer, 3)


@pytest.mark.parametrize("size", [MOST_NUMBERS, MOST_NUMBERS + 1])
def test_the_limit_is_where_it_says(honest_step, size):
    kept = np.ones(size)

    def step(*args):
        return honest_step(*args), kept

    assert (complaint(step, bench) is None) == (size == MOST_NUMBERS)
