"""Every pair of remedies, all that fit at once on points and images, each one with labels; saved, and under XLA."""

import itertools
import re

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import remedies
from gan_course.gan import ConditionalGAN

NAMES = [name for name in remedies.names() if name != "diff_augment"]  # that one is for images
REFUSED = {
    ("consensus", "experience_replay"): "takes over the step", ("consensus", "feature_matching"): "replaces the step",
    ("consensus", "unrolled"): "replaces the step", ("experience_replay", "veegan"): "lost the noise",
    ("feature_matching", "unrolled"): "both replace the generator's loss",
    ("spectral_normalization", "unrolled"): "keeps state",
}
# What cannot be combined, cut into lists that together hold every pair that can.
COMMON = [name for name in remedies.names() if name not in {name for pair in REFUSED for name in pair}]
FULL = [[*COMMON, *more] for more in [
    ("experience_replay", "feature_matching", "spectral_normalization"), ("experience_replay", "unrolled"),
    ("veegan", "feature_matching", "spectral_normalization"), ("veegan", "unrolled"),
    ("veegan", "consensus", "spectral_normalization")]]
LABELLED = ["adversarial_examples", "instance_noise", "diff_augment",
            "label_smoothing", "wgan_gp", "dragan", "r1", "r2",
            "spectral_normalization", "weight_clipping", "weight_averaging", "optimistic", "consensus", "unrolled"]


def quick(names):
    """The remedies, looking one step ahead instead of five."""
    return [remedies.Unrolled(1) if name == "unrolled" else name for name in names]


def trains(toys, gan, flat):
    """Run a step: finite losses, and both players have moved."""
    before = [flat(network.trainable_weights) for network in (gan.generator, gan.discriminator)]
    losses = toys.step(gan)
    assert all(np.isfinite(value) for value in losses.values())
    after = [flat(network.trainable_weights) for network in (gan.generator, gan.discriminator)]
    assert all(np.isfinite(x).all() and not np.array_equal(x, y) for x, y in zip(after, before, strict=True))


@pytest.mark.parametrize("pair", list(itertools.combinations(sorted(NAMES), 2)), ids="+".join)
def test_two_remedies_on_points(toys, pair):
    """Both losses can be taken; the steps are run with many remedies at once, below."""
    if pair in REFUSED:
        with pytest.raises(ValueError, match=REFUSED[pair]):
            toys.points(pair)
        return
    gan = toys.points(quick(pair))
    fake, _ = toys.fakes(gan)
    for loss in (gan.discriminator_loss, gan.generator_loss):
        assert np.isfinite(loss(toys.real, fake, None, toys.noise))


@pytest.mark.parametrize("names", FULL, ids=lambda names: "+".join(names[len(COMMON):]))
def test_all_that_fit_together(toys, flat, names):
    trains(toys, toys.pictures(quick(names)), flat)
    trains(toys, toys.points(quick(name for name in names if name != "diff_augment")), flat)


def test_those_lists_hold_every_pair_that_is_not_refused():
    held = {tuple(sorted(pair)) for names in FULL for pair in itertools.combinations(names, 2)}
    assert held | set(REFUSED) == set(itertools.combinations(sorted(remedies.names()), 2))
    assert not held & set(REFUSED)


@pytest.mark.parametrize("name", remedies.names())
def test_each_on_labelled_images(toys, flat, name):
    if name not in LABELLED:
        with pytest.raises(ValueError, match=re.escape(f"The remedy '{name}' cannot be used here: ")):
            toys.conditional([name])
        return
    gan = toys.conditional(quick([name]))
    trains(toys, gan, flat)
    assert isinstance(gan, ConditionalGAN) and gan.generate(3, 1, seed=0).shape == (3, 28, 28, 1)


@pytest.mark.parametrize("objective", ["least_squares", "hinge", "wasserstein", "relativistic"])
def test_they_play_other_games_too(toys, flat, objective):
    names = ["instance_noise", "experience_replay", "wgan_gp", "r1", "packing", "minibatch_stddev", "optimistic"]
    trains(toys, toys.points(names, objective, n_critic=2), flat)


@pytest.mark.parametrize("name", NAMES)
def test_each_step_moves_its_own_player(toys, flat, name):
    """D's step leaves G, and the reverse; the one exception is documented: spectral normalisation rescales D."""
    gan = toys.points(quick([name]))
    fake, tape = toys.fakes(gan)
    before = flat(gan.generator.weights)
    gan.discriminator_step(toys.real, tf.stop_gradient(fake), None, toys.noise)
    assert np.array_equal(flat(gan.generator.weights), before)
    before = flat(gan.discriminator.weights)
    gan.generator_step(toys.real, fake, None, tape, toys.noise)
    assert np.array_equal(flat(gan.discriminator.weights), before) == (name != "spectral_normalization")


@pytest.mark.parametrize("names", [
    ["instance_noise", "experience_replay", "label_smoothing", "feature_matching", "packing", "minibatch_stddev",
     "minibatch_discrimination", "spectral_normalization", "weight_clipping", "weight_averaging", "optimistic"],
    ["wgan_gp", "dragan", "r1", "r2", "consensus", "weight_averaging"], ["unrolled", "veegan", "packing", "optimistic"],
], ids=["many", "penalties", "unrolled"])
def test_saved_and_loaded_it_goes_on_as_if_it_had_not_stopped(toys, flat, tmp_path, names):
    gan = toys.points(quick(names))
    x = np.asarray(toys.real)
    gan.fit(x, batch_size=4, verbose=0)
    for remedy in gan.remedies:  # a knob that was turned is kept too
        remedy.turn(**{knob: 0.5 * float(value) for knob, value in remedy.knobs.items()})
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert loaded.remedies != gan.remedies and repr(loaded.remedies) == repr(gan.remedies)
    for each in (gan, loaded):
        each.fit(x, batch_size=4, verbose=0)
    for one, other in [(gan.weights, loaded.weights), (gan.remedy_variables, loaded.remedy_variables)]:
        assert np.array_equal(flat(one), flat(other))
    assert np.array_equal(gan.generate(4, seed=1), loaded.generate(4, seed=1))


def test_weights_of_other_remedies_are_refused(toys, tmp_path):
    toys.points(["instance_noise"]).save_weights(tmp_path / "gan.weights.h5")
    with pytest.raises(ValueError, match=r"holds 1 numbers and states .* this GAN has 2, from \['r1', 'r2'\]"):
        toys.points(["r1", "r2"]).load_weights(tmp_path / "gan.weights.h5")


def test_a_gan_with_a_remedy_of_your_own_is_loaded_uncompiled(toys, flat, tmp_path):
    class Mine(remedies.R1):
        """A remedy that nobody else knows."""

    gan = toys.points([Mine(1.0)])
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert not loaded.compiled and np.array_equal(flat(loaded.weights), flat(gan.weights))


# Chance is drawn otherwise under XLA, so these two lists draw none.
QUIET = [["label_smoothing", "r1", "packing", "minibatch_stddev", "minibatch_discrimination", "weight_averaging",
          "weight_clipping", "optimistic", "feature_matching"],
         ["veegan", "unrolled"]]


@pytest.mark.parametrize("names", QUIET, ids=["many", "unrolled and veegan"])
def test_a_step_under_xla_is_the_eager_step(toys, flat, names):
    eager, compiled = toys.points(quick(names)), toys.points(quick(names), run_eagerly=False, jit_compile=True)
    losses = [toys.step(eager) for _ in range(3)]
    found = compiled.run_steps(tf.stack([toys.noise] * 3), tf.stack([toys.real] * 3))
    np.testing.assert_allclose(found[0], [step["d_loss"] for step in losses], atol=1e-5)
    np.testing.assert_allclose(found[1], [step["g_loss"] for step in losses], atol=1e-5)
    np.testing.assert_allclose(flat(compiled.weights), flat(eager.weights), atol=1e-4)


@pytest.mark.parametrize("jit_compile", [False, True])
def test_those_that_draw_run_in_a_graph(toys, flat, jit_compile):
    names = ["instance_noise", "experience_replay", "wgan_gp", "spectral_normalization"]
    gan = toys.points(names, run_eagerly=False, jit_compile=jit_compile)
    before = flat(gan.weights)
    gan.fit(np.asarray(toys.real), batch_size=4, verbose=0)
    assert np.isfinite(flat(gan.weights)).all() and not np.array_equal(flat(gan.weights), before)
    replay = next(remedy for remedy in gan.remedies if remedy.name == "experience_replay")
    assert int(replay.written) == 4  # two of each of two steps
