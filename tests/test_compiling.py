"""What `compile` takes and refuses, and what one compile leaves to the next."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import networks, seed_everything
from gan_course.gan import GAN, ConditionalGAN
from gan_course.private import averages_of
from gan_course.remedies import WeightAveraging

REAL = np.random.default_rng(0).normal(size=(16, 2)).astype("float32")


def game(**options):
    seed_everything(3)
    gan = GAN(networks.mlp_generator(widths=(8,)), networks.mlp_discriminator(widths=(8,), activation="tanh"))
    gan.compile("non_saturating", keras.optimizers.Adam(1e-2, beta_1=0.5), keras.optimizers.Adam(1e-2, beta_1=0.5),
                **options)
    return gan


def dense(n_in, n_out, activation=None):
    return keras.Sequential([keras.Input((n_in,)), keras.layers.Dense(n_out, activation=activation)])


def copied(network):
    return [w.copy() for w in network.get_weights()]


def moved(network, before):
    return [not np.array_equal(a, b) for a, b in zip(network.get_weights(), before, strict=True)]


def test_players_that_do_not_fit():
    with pytest.raises(ValueError, match=r"generator has 2 input\(s\); a GAN gives it 1: \[noise\]"):
        GAN(networks.conditional_dcgan_generator(), networks.conditional_dcgan_discriminator())


def test_conditional_players_need_labels():
    with pytest.raises(ValueError, match=r"generator has 1 input\(s\); a ConditionalGAN gives it 2: \[noise, labels\]"):
        ConditionalGAN(dense(2, 2), dense(2, 1))
    with pytest.raises(ValueError, match="n_classes is 0"):
        ConditionalGAN(networks.conditional_dcgan_generator(), networks.conditional_dcgan_discriminator(), n_classes=0)


@pytest.mark.parametrize("options, message", [
    ({"objective": "wgan"}, "Did you mean 'wasserstein'"),
    ({"n_critic": 0}, "n_critic is 0; give a whole number of at least 1"),
    ({"n_critic": 1.5}, "n_critic is 1.5"),
    ({"steps_per_execution": 0}, "steps_per_execution is 0"),
])
def test_bad_rules(options, message):
    with pytest.raises(ValueError, match=message):
        GAN(dense(2, 2), dense(2, 1)).compile(**options)


def test_the_players_need_an_optimizer_each():
    shared = keras.optimizers.SGD()
    with pytest.raises(ValueError, match="each needs its own"):
        GAN(dense(2, 2), dense(2, 1)).compile("minimax", shared, shared)


def test_a_compile_without_remedies_brings_the_plain_discriminator_back():
    gan = game()
    plain, weights = gan.discriminator, len(gan.weights)
    for remedies, grown in [([], 0), (["packing"], 0), (["minibatch_discrimination"], 1), (["veegan"], 0), ([], 0)]:
        gan.compile(remedies=remedies, run_eagerly=True)
        assert (gan.discriminator is plain) == (not remedies)
        assert len(gan.weights) == weights + grown
        mine = {id(w) for network in (gan.generator, gan.discriminator) for w in network.weights}
        assert {id(w) for w in gan.weights} == mine
    gan.train_step(tf.constant(REAL))
    assert gan.remedies == () and gan.remedy_variables == []


@pytest.mark.parametrize("remedies, options, message", [
    (["packing", "diff_augment"], {}, "'diff_augment' cannot be used here: it shifts images"),
    (["packing", "consensus"], {"n_critic": 2}, "'consensus' cannot be used here: .* n_critic must be 1, and is 2"),
    (["label_smoothing", "packing"], {"objective": "hinge"}, "'label_smoothing' cannot be used here: the objective"),
])
def test_a_compile_that_was_refused_leaves_nothing_behind(remedies, options, message):
    gan = game()
    plain = gan.discriminator
    with pytest.raises(ValueError, match=message):
        gan.compile(**options, remedies=remedies)
    assert gan.discriminator is plain and gan.remedies == () and len(gan.weights) == 8
    with pytest.raises(ValueError, match="fit was called before compile"):
        gan.fit(REAL)
    gan.compile(run_eagerly=True)
    gan.fit(REAL, batch_size=8, verbose=0)


def test_a_remedy_belongs_to_one_gan():
    averaging = WeightAveraging()
    gan = game(remedies=[averaging])
    gan.compile(remedies=[averaging])
    with pytest.raises(ValueError, match=r"WeightAveraging\(beta=0.999\) belongs to another GAN.*Build a new one"):
        game(remedies=[averaging])


@pytest.mark.parametrize("remedies, sizes, refused", [
    ([], {16: 16, 7: 7}, {}),
    (["packing"], {16: 8}, {7: "given 7 at a time, and packing judges m=2 together"}),
    (["minibatch_stddev"], {16: 16, 3: 3}, {18: "given 18 at a time, and minibatch_stddev judges group=4"}),
    # the packs are grouped, not the samples: 16 samples are 8 packs, 12 are 6
    (["packing", "minibatch_stddev"], {16: 8, 6: 3}, {12: "given 6 at a time, and minibatch_stddev judges group=4"}),
])
def test_check_batch_says_how_many_samples_d_judges(remedies, sizes, refused):
    gan = game(remedies=remedies, run_eagerly=True)
    assert {size: gan.check_batch(size) for size in sizes} == sizes
    for size, judged in sizes.items():  # the first dense layer sees as many rows
        shown, _ = gan.shown(tf.constant(REAL[:size]), tf.constant(REAL[:size]))
        assert len(gan.discriminator(shown)) == judged
    for size, message in refused.items():
        with pytest.raises(ValueError, match=message):
            gan.check_batch(size)


def test_the_given_discriminator_stays_that_which_was_given():
    given = networks.mlp_discriminator(widths=(8,))
    gan = GAN(networks.mlp_generator(widths=(8,)), given)
    assert gan.given_discriminator is gan.discriminator is given
    before = copied(given)
    gan.compile(remedies=["packing"], run_eagerly=True)
    gan.fit(REAL, batch_size=8, verbose=0)
    assert gan.given_discriminator is given and gan.discriminator is not given
    assert not any(moved(given, before)), "what was rebuilt with new weights was trained, not this"
    gan.compile(remedies=["minibatch_stddev"], run_eagerly=True)
    gan.fit(REAL, batch_size=8, verbose=0)
    assert gan.given_discriminator is given
    assert moved(given, before) == [True, True, False, False], "all layers but the last are shared"
    gan.compile(run_eagerly=True)
    assert gan.discriminator is given


def test_optimizers_of_another_gan_are_refused_and_ones_own_may_come_again():
    gan, optimizers = game(run_eagerly=True), [keras.optimizers.Adam(), keras.optimizers.SGD()]
    for _ in range(2):
        gan.compile("hinge", *optimizers, run_eagerly=True)
        gan.fit(REAL, batch_size=8, verbose=0)
    other = game(run_eagerly=True)
    with pytest.raises(ValueError, match="generator_optimizer was built for other variables"):
        other.compile("hinge", *optimizers)
    assert not other.compiled and other.optimizer is None
    with pytest.raises(ValueError, match="discriminator_optimizer was built for other variables"):
        gan.compile("hinge", *optimizers, remedies=["packing"])


def test_a_player_that_stands_still_is_refused():
    gan = game(run_eagerly=True)
    gan.generator.layers[0].trainable = False
    with pytest.raises(ValueError, match="generator's trainable weights are not those of the last compile"):
        gan.fit(REAL, batch_size=8, verbose=0)
    gan.compile(run_eagerly=True)  # partly frozen is fine
    before, first = copied(gan.generator), gan.generator.layers[0].get_weights()
    gan.fit(REAL, batch_size=8, verbose=0)
    assert any(moved(gan.generator, before))
    assert all(np.array_equal(a, b) for a, b in zip(first, gan.generator.layers[0].get_weights(), strict=True))
    gan.discriminator.trainable = False
    with pytest.raises(ValueError, match=r"discriminator has no weight to train: discriminator\.trainable is False"):
        gan.compile()


def test_averages_of_the_optimizers_are_the_weights_after_fit():
    gan = game(run_eagerly=True)
    gan.compile("hinge", keras.optimizers.SGD(0.5, use_ema=True, ema_momentum=0.9), keras.optimizers.SGD(0.5),
                run_eagerly=True)
    gan.fit(REAL, batch_size=8, verbose=0)
    for weight, average in zip(gan.generator.trainable_variables, averages_of(gan.generator_optimizer), strict=True):
        np.testing.assert_array_equal(weight, average)


def test_settings_can_be_changed_after_compile():
    gan = game(steps_per_execution=2, jit_compile=False)
    first = gan.run_steps
    assert gan.run_steps is first
    gan.run_eagerly = True
    assert gan.run_steps is not first
    gan.run_eagerly, gan.jit_compile = False, True
    assert gan.run_steps is not first and gan.jit_compile is True
    for options in ({"jit_compile": "yes"}, {"run_eagerly": 1}, {"n_critic": True}):
        with pytest.raises(ValueError, match=next(iter(options))):
            gan.compile(**options)
    with pytest.raises(ValueError, match="A GAN has two optimizers"):
        gan.optimizer = keras.optimizers.Adam()
    gan.steps_per_execution = np.int64(3)
    assert gan.steps_per_execution == 3
    with pytest.raises(ValueError, match="steps_per_execution is 0; give a whole number"):
        gan.steps_per_execution = 0


@pytest.mark.parametrize(("name", "value"), [
    ("objective", "hinge"), ("n_critic", 2), ("n_generator", 2.5), ("generator_optimizer", keras.optimizers.SGD(0.0)),
    ("discriminator_optimizer", "adam")])
def test_what_compile_sets_is_changed_by_compile_alone(name, value):
    gan = game(jit_compile=False)
    before = getattr(gan, name)
    with pytest.raises(ValueError, match=rf"gan\.{name} is set by compile.*gan\.compile\({name}=…\) again"):
        setattr(gan, name, value)
    assert getattr(gan, name) is before
    gan.fit(REAL, batch_size=8, verbose=0)


def test_gradients_can_be_gathered_over_steps():
    gan = game(run_eagerly=True)
    gan.compile(generator_optimizer=keras.optimizers.Adam(gradient_accumulation_steps=2), run_eagerly=True)
    before = copied(gan.generator)
    gan.train_on_batch(REAL)
    assert not any(moved(gan.generator, before))
    gan.train_on_batch(REAL)
    assert all(moved(gan.generator, before))


def classes(n):
    noise, label = keras.Input((2,)), keras.Input((), dtype="int32")
    made = keras.layers.Concatenate()([noise, keras.layers.Embedding(n, 2)(label)])
    return keras.Model([noise, label], keras.layers.Dense(2)(made))


def judging_classes(n):
    data, label = keras.Input((2,)), keras.Input((), dtype="int32")
    made = keras.layers.Concatenate()([data, keras.layers.Embedding(n, 2)(label)])
    return keras.Model([data, label], keras.layers.Dense(1)(made))


@pytest.mark.parametrize(("of_g", "of_d", "player"), [(3, 4, "generator"), (4, 3, "discriminator")])
def test_as_many_classes_as_the_tables_hold(of_g, of_d, player):
    with pytest.raises(ValueError, match=f"n_classes is 4, and the {player} cannot take the class 3; give"):
        ConditionalGAN(classes(of_g), judging_classes(of_d), n_classes=4)
    assert ConditionalGAN(classes(of_g), judging_classes(of_d), n_classes=3).n_classes == 3
