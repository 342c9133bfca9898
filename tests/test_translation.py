"""Translation: shapes, losses against closed forms, and both kinds learn a map whose truth is known."""

import numpy as np
import pytest
import tensorflow as tf

from gan_course import seed_everything, translation


def images(n, seed, size=8, channels=1):
    return np.random.default_rng(seed).uniform(-0.8, 0.8, size=(n, size, size, channels)).astype("float32")


def test_shapes_of_the_networks():
    net = translation.translator((8, 12, 1), out_channels=3, width=4, blocks=1)
    assert net(images(2, 0, 8)[:, :, :8].repeat(2, axis=2)[:, :, :12]).shape == (2, 8, 12, 3)
    judge = translation.patch_judge((16, 16, 3), widths=(4, 8))
    assert judge(images(2, 0, 16, 3)).shape == (2, 4, 4, 1)
    with pytest.raises(ValueError, match="even"):
        translation.translator((7, 8, 1))


def test_a_translator_from_identity_begins_there_and_needs_equal_channels():
    x = images(3, 2)
    net = translation.translator((8, 8, 1), width=4, blocks=1, from_identity=True)
    np.testing.assert_allclose(net(x), 0.97 * x, atol=1e-5)
    with pytest.raises(ValueError, match="1 channels become 3"):
        translation.translator((8, 8, 1), out_channels=3, from_identity=True)


def test_cycle_loss_of_maps_that_are_known():
    x = tf.constant(images(5, 1))
    assert float(translation.cycle_loss(x, lambda a: 2 * a, lambda b: b / 2)) == pytest.approx(0, abs=1e-7)
    assert float(translation.cycle_loss(x, lambda a: a, lambda b: b + 0.25)) == pytest.approx(0.25, abs=1e-6)
    lost = float(translation.cycle_loss(x, tf.zeros_like, lambda b: b))
    assert lost == pytest.approx(abs(x.numpy()).mean(), abs=1e-6)


def test_least_squares():
    assert float(translation._squared(tf.constant([1.0, 3.0]), 1.0)) == 2.0


def bars(n, seed):
    """Images of one shade each, -0.8 to 0.8; their translation is twice as dark a shade, turned round."""
    shade = np.random.default_rng(seed).uniform(-0.8, 0.8, size=(n, 1, 1, 1)).astype("float32")
    return shade * np.ones((1, 8, 8, 1), "float32")


def test_pairs_teach_a_map():
    seed_everything(3)
    a = bars(100, 0)
    model = translation.Paired((8, 8, 1), (8, 8, 3), width=8, blocks=0)
    losses = model.fit(a, np.repeat(-a, 3, axis=-1), steps=150, seed=1)
    assert losses["l1"].shape == (150,) and losses["l1"][:10].mean() > 0.3 > 0.08 > losses["l1"][-20:].mean()
    new = bars(20, 9)
    assert abs(model.to_b(new).numpy() + new).mean() < 0.08


def test_without_pairs_the_target_and_the_way_back_are_learnt():
    """Dark images become bright ones: b is a plus 0.9, but no image of a has its b in the data."""
    seed_everything(4)
    a, b = bars(200, 0) / 2 - 0.5, bars(200, 1) / 2 + 0.4
    model = translation.Unpaired((8, 8, 1), width=8, blocks=0, judge_widths=(8,))
    losses = model.fit(a, b, steps=250, seed=1)
    assert set(losses) == {"judge", "translators", "cycle"}
    there = model.to_b(a).numpy()
    assert abs(there.mean() - b.mean()) < 0.25                       # it was 0.9 away
    assert abs(model.to_a(there).numpy() - a).mean() < 0.1


def test_a_cycle_of_ones_own_is_used_and_gets_the_translation():
    calls = []

    def cycle(images, there, back):
        calls.append(there(images).shape)
        return translation.cycle_loss(images, there, back)

    model = translation.Unpaired((8, 8, 1), (8, 8, 3), width=4, blocks=0, judge_widths=(4,), cycle=cycle,
                                 cycle_weight=0)
    model.fit(images(8, 0), images(8, 1, channels=3), steps=2, batch_size=4)
    assert [shape[-1] for shape in calls] == [3, 1]


def test_with_a_judge_both_players_move_and_only_then():
    seed_everything(5)
    model = translation.Paired((8, 8, 1), width=4, blocks=0, judge_widths=(4,), gan_weight=1.0)
    before = [weights[0].numpy() for weights in model.players]
    assert set(model.fit(images(8, 0), images(8, 1), steps=2, batch_size=4)) == {"judge", "l1"}
    assert all(not np.array_equal(weights[0].numpy(), was)
               for weights, was in zip(model.players, before, strict=True))
    assert not hasattr(translation.Paired((8, 8, 1), width=4), "judge")


def test_each_discriminator_is_moved_by_its_own_loss_alone():
    """The translators' loss may not move the discriminators: with rate 0 for theirs they stand still."""
    seed_everything(6)
    model = translation.Unpaired((8, 8, 1), width=4, blocks=0, judge_widths=(4,))
    a, b = tf.constant(images(4, 0)), tf.constant(images(4, 1))
    recorded = []

    class Recorder:
        def apply(self, gradients, weights):
            recorded.append((len(gradients), [weight.path for weight in weights]))

    model.optimizers = [Recorder(), Recorder()]
    model.step(a, b)
    judges = {w.path for net in (model.judge_a, model.judge_b) for w in net.trainable_variables}
    translators = {w.path for net in (model.to_a, model.to_b) for w in net.trainable_variables}
    assert [set(paths) for _, paths in recorded] == [judges, translators]


def test_an_identity_weight_pulls_towards_no_change():
    seed_everything(7)
    model = translation.Unpaired((8, 8, 1), width=8, blocks=0, judge_widths=(4,), cycle_weight=0, identity_weight=50.0)
    b = images(50, 2)
    model.fit(b, b, steps=120, seed=2)
    assert abs(model.to_b(b).numpy() - b).mean() < 0.2 < abs(b).mean()


def test_pairs_must_be_as_many():
    model = translation.Paired((8, 8, 1), width=4, blocks=0)
    with pytest.raises(ValueError, match="pairs need as many"):
        model.fit(images(8, 0), images(7, 1), steps=1)


def test_shapes_that_do_not_go_together_are_refused():
    with pytest.raises(ValueError, match="the sides of a"):
        translation.Unpaired((8, 8, 1), (16, 16, 1))
    with pytest.raises(ValueError, match="as many"):
        translation.Unpaired((8, 8, 1), (8, 8, 3), identity_weight=1.0)
