import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import objectives

ALL = [objectives.get(name) for name in objectives.names()]
LOG_4 = np.log(4.0)


def logits(seed, n=64, scale=3.0):
    return np.random.default_rng(seed).normal(scale=scale, size=(n, 1))


def sigmoid(a):
    return 1.0 / (1.0 + np.exp(-a))


# Written as the papers write them, with probabilities and logarithms; the module writes softplus.
PAPER = {
    "minimax": (lambda r, f: -np.mean(np.log(sigmoid(r))) - np.mean(np.log(1 - sigmoid(f))),
                lambda r, f: np.mean(np.log(1 - sigmoid(f)))),
    "non_saturating": (lambda r, f: -np.mean(np.log(sigmoid(r))) - np.mean(np.log(1 - sigmoid(f))),
                       lambda r, f: -np.mean(np.log(sigmoid(f)))),
    "least_squares": (lambda r, f: np.mean((r - 1)**2) / 2 + np.mean(f**2) / 2,
                      lambda r, f: np.mean((f - 1)**2) / 2),
    "hinge": (lambda r, f: -np.mean(np.minimum(0, -1 + r)) - np.mean(np.minimum(0, -1 - f)),
              lambda r, f: -np.mean(f)),
    "wasserstein": (lambda r, f: -(np.mean(r) - np.mean(f)), lambda r, f: -np.mean(f)),
    "relativistic": (lambda r, f: -np.mean(np.log(sigmoid(r - f))),
                     lambda r, f: -np.mean(np.log(sigmoid(f - r)))),
}


@pytest.mark.parametrize("objective", ALL, ids=repr)
def test_values_are_those_of_the_papers(objective):
    real, fake = logits(0), logits(1)
    d_loss, g_loss = PAPER[objective.name]
    np.testing.assert_allclose(objective.discriminator_loss(real, fake), d_loss(real, fake), rtol=1e-12)
    np.testing.assert_allclose(objective.generator_loss(real, fake), g_loss(real, fake), rtol=1e-12)


def test_minimax_discriminator_is_two_binary_cross_entropies_of_keras():
    real, fake = tf.constant(logits(2), tf.float32), tf.constant(logits(3), tf.float32)
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    expected = cross_entropy(tf.ones_like(real), real) + cross_entropy(tf.zeros_like(fake), fake)
    np.testing.assert_allclose(objectives.MINIMAX.discriminator_loss(real, fake), expected, rtol=1e-6)
    np.testing.assert_allclose(objectives.NON_SATURATING.generator_loss(real, fake),
                               cross_entropy(tf.ones_like(fake), fake), rtol=1e-6)


def test_least_squares_and_hinge_agree_with_keras():
    real, fake = tf.constant(logits(4), tf.float32), tf.constant(logits(5), tf.float32)
    square, hinge = keras.losses.MeanSquaredError(), keras.losses.Hinge()
    ones = tf.ones_like(real)
    np.testing.assert_allclose(objectives.LEAST_SQUARES.discriminator_loss(real, fake),
                               (square(ones, real) + square(0 * ones, fake)) / 2, rtol=1e-6)
    np.testing.assert_allclose(objectives.HINGE.discriminator_loss(real, fake),
                               hinge(ones, real) + hinge(-ones, fake), rtol=1e-6)


@pytest.mark.parametrize("objective", ALL, ids=repr)
@pytest.mark.parametrize("real_logit, fake_logit", [(1e4, -1e4), (-1e4, 1e4), (1e4, 1e4)])
def test_extreme_logits_give_finite_losses_and_gradients(objective, real_logit, fake_logit):
    real, fake = tf.fill((8, 1), np.float32(real_logit)), tf.fill((8, 1), np.float32(fake_logit))
    for loss in (objective.discriminator_loss, objective.generator_loss):
        with tf.GradientTape() as tape:
            tape.watch([real, fake])
            value = loss(real, fake)
        gradients = tape.gradient(value, [real, fake], unconnected_gradients="zero")
        assert np.isfinite(value)
        assert all(np.isfinite(gradient).all() for gradient in gradients)


@pytest.mark.parametrize("objective", ALL, ids=repr)
def test_each_player_pulls_the_logits_its_own_way(objective):
    real, fake = tf.constant([[0.3], [-0.4], [0.0]]), tf.constant([[0.2], [-0.5], [0.0]])  # inside margins
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([real, fake])
        d_loss, g_loss = objective.discriminator_loss(real, fake), objective.generator_loss(real, fake)
    if objective.name == "least_squares":   # regression: a real logit below 1 rises, a fake logit falls to 0
        fake_pull = np.sign(tape.gradient(d_loss, fake)) == np.sign(fake)
        assert np.all(fake_pull)
    else:
        assert np.all(tape.gradient(d_loss, fake) > 0)
    assert np.all(tape.gradient(d_loss, real) < 0)
    assert np.all(tape.gradient(g_loss, fake) < 0)


def test_generator_gradients_are_minus_sigma_and_minus_one_minus_sigma():
    fake = tf.constant(np.linspace(-12, 12, 49)[:, None])
    expected = {"minimax": -sigmoid(fake.numpy()), "non_saturating": -(1 - sigmoid(fake.numpy()))}
    for name, gradient in expected.items():
        with tf.GradientTape() as tape:
            tape.watch(fake)
            loss = objectives.get(name).generator_loss(None, fake)
        np.testing.assert_allclose(tape.gradient(loss, fake) * len(fake), gradient, rtol=1e-10)


@pytest.mark.parametrize("name", ["minimax", "non_saturating"])
def test_at_the_best_discriminator_the_loss_is_log_4_minus_2_jsd(name):
    # Two distributions on three points, as exact samples: p = (1, 3, 4)/8 and q = (4, 3, 1)/8.
    p, q = np.array([1, 3, 4]) / 8, np.array([4, 3, 1]) / 8
    best = np.log(p / q)
    real, fake = np.repeat(best, [1, 3, 4])[:, None], np.repeat(best, [4, 3, 1])[:, None]
    m = (p + q) / 2
    jsd = (np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2
    loss = objectives.get(name).discriminator_loss
    np.testing.assert_allclose(loss(real, fake), LOG_4 - 2 * jsd, rtol=1e-12)
    for nudge in np.eye(3) * 0.01:       # nothing nearby is lower
        moved = np.repeat(best + nudge, [1, 3, 4])[:, None], np.repeat(best + nudge, [4, 3, 1])[:, None]
        assert loss(*moved) > loss(real, fake)
    same = np.repeat(np.log(p / p), [1, 3, 4])[:, None]
    np.testing.assert_allclose(loss(same, same), LOG_4, rtol=1e-12)


def test_relativistic_loss_ignores_a_shift_of_all_logits():
    real, fake = logits(6), logits(7)
    for loss in (objectives.RELATIVISTIC.discriminator_loss, objectives.RELATIVISTIC.generator_loss):
        np.testing.assert_allclose(loss(real + 5.0, fake + 5.0), loss(real, fake), rtol=1e-12)


@pytest.mark.parametrize("objective", ALL, ids=repr)
def test_losses_are_scalar_means(objective):
    real, fake = logits(8), logits(9)
    for loss in (objective.discriminator_loss, objective.generator_loss):
        once, thrice = loss(real, fake), loss(np.tile(real, (3, 1)), np.tile(fake, (3, 1)))
        assert once.shape == ()
        np.testing.assert_allclose(thrice, once, rtol=1e-12)


@pytest.mark.parametrize("objective", ALL, ids=repr)
@pytest.mark.parametrize("jit_compile", [False, True], ids=["graph", "xla"])
def test_compiled_is_eager(objective, jit_compile):
    @tf.function(jit_compile=jit_compile)
    def both(real, fake):
        return objective.discriminator_loss(real, fake), objective.generator_loss(real, fake)

    real, fake = tf.constant(logits(10), tf.float32), tf.constant(logits(11), tf.float32)
    eager = objective.discriminator_loss(real, fake), objective.generator_loss(real, fake)
    np.testing.assert_allclose(both(real, fake), eager, rtol=1e-5)


@pytest.mark.parametrize("objective", ALL, ids=repr)
def test_batches_of_different_size_only_where_nothing_is_paired(objective):
    real, fake = logits(12, n=4), logits(13, n=6)
    if objective.paired:
        with pytest.raises(ValueError, match=r"\(4, 1\).*\(6, 1\).*the same shape"):
            objective.discriminator_loss(real, fake)
    else:
        expected = PAPER[objective.name][0](real, fake)
        np.testing.assert_allclose(objective.discriminator_loss(real, fake), expected, rtol=1e-12)


@pytest.mark.parametrize("objective", ALL, ids=repr)
def test_flat_and_column_logits_do_not_broadcast(objective):
    with pytest.raises(ValueError, match=r"\(4, 1\).*\(4,\)"):
        objective.discriminator_loss(logits(14, n=4), logits(15, n=4).ravel())


@pytest.mark.parametrize("objective", ALL, ids=repr)
def test_logits_of_two_types(objective):
    with pytest.raises(ValueError, match="real_logits holds float64 and fake_logits float32; give one type"):
        objective.discriminator_loss(logits(14), logits(15).astype("float32"))


@pytest.mark.parametrize("objective", ALL, ids=repr)
def test_generator_loss_without_real_logits(objective):
    fake = logits(16)
    if objective.generator_uses_real:
        with pytest.raises(ValueError, match="real_logits is None"):
            objective.generator_loss(None, fake)
    else:
        loss = objective.generator_loss
        np.testing.assert_allclose(loss(None, fake), loss(logits(17), fake))


def test_generator_uses_real_says_whether_real_logits_matter():
    fake = logits(18)
    for objective in ALL:
        differs = not np.isclose(objective.generator_loss(logits(19), fake),
                                 objective.generator_loss(logits(20), fake))
        assert differs == objective.generator_uses_real


def test_get_takes_names_and_objectives():
    assert objectives.names() == ("minimax", "non_saturating", "least_squares", "hinge", "wasserstein",
                                  "relativistic")
    for name in objectives.names():
        assert objectives.get(name).name == name
        assert objectives.get(objectives.get(name)) is objectives.get(name)


@pytest.mark.parametrize("given, meant", [("non-saturating", "non_saturating"), ("Hinge", "hinge"),
                                          ("lsgan", "least_squares"), ("WGAN-GP", "wasserstein"),
                                          ("minmax", "minimax"), ("relativstic", "relativistic")])
def test_unknown_name_suggests_the_right_one(given, meant):
    with pytest.raises(ValueError, match=f"Did you mean '{meant}'"):
        objectives.get(given)


def test_hopeless_name_lists_all_and_suggests_none():
    with pytest.raises(ValueError, match="give one of 'minimax', 'non_saturating'") as caught:
        objectives.get("zzz")
    assert "Did you mean" not in str(caught.value) and "An Objective" not in str(caught.value)
    with pytest.raises(ValueError, match=r"objective is 3.*An Objective is taken too"):
        objectives.get(3)


def test_own_game_by_subclassing():
    class Absolute(objectives.Objective):
        name = "absolute"

        def _discriminator(self, real, fake):
            return tf.reduce_mean(tf.abs(real - 1.0)) + tf.reduce_mean(tf.abs(fake))

    game = objectives.get(Absolute())
    assert float(game.discriminator_loss([[1.0], [0.0]], [[0.0], [0.0]])) == 0.5
    with pytest.raises(NotImplementedError, match="Absolute defines no _generator"):
        game.generator_loss([[1.0]], [[0.0]])

    class Nothing(objectives.Objective):
        name = "nothing"

    with pytest.raises(NotImplementedError, match="Nothing defines no _discriminator"):
        Nothing().discriminator_loss([[1.0]], [[0.0]])


class Own(objectives.Objective):
    name = "own"
    generator_says = staticmethod(lambda fake: tf.reduce_mean(fake))

    def _discriminator(self, real, fake):
        return tf.reduce_mean(fake) - tf.reduce_mean(real)

    def _generator(self, real, fake):
        return self.generator_says(fake)


@pytest.mark.parametrize(("says", "message"), [
    (lambda fake: fake, r"a tensor of float32 of shape \(3, 1\); its _generator\(real, fake\) must return one number"),
    (lambda fake: None, "own' is None"), (lambda fake: 1.0, r"own' is 1\.0"),
    (lambda fake: tf.cast(tf.reduce_mean(fake), tf.float64), "float64 of shape .*a tensor of float32"),
    (lambda fake: tf.constant(1.0), "does not depend on the logits of the fakes"),
    (lambda fake: tf.reduce_mean(tf.stop_gradient(fake)), "does not depend on the logits of the fakes"),
])
def test_a_loss_of_ones_own_that_nobody_could_descend(says, message):
    class Wrong(Own):
        generator_says = staticmethod(says)

    with pytest.raises(ValueError, match=message):
        objectives.check(Wrong())


def test_losses_that_can_be_descended_pass():
    for objective in (*map(objectives.get, objectives.names()), Own()):
        objectives.check(objective)
    assert not objectives.is_known(Own()) and objectives.is_known(objectives.HINGE)
    assert not objectives.is_known(type("Mine", (objectives.Hinge,), {})())


def test_a_game_of_ones_own_uses_neither_real_logits_nor_pairs_unless_it_says_so():
    assert objectives.Objective.name is None
    assert objectives.Objective.generator_uses_real is False and objectives.Objective.paired is False
