"""Remedies that change what a player descends."""

from gan_course import penalties
from gan_course.later import Later
from gan_course.precision import as_float32
from gan_course.remedies.base import Hyperparameter, Remedy
from gan_course.remedies.rebuilding import features_of, no_last_layer, no_own_gradient

tf = Later("tensorflow")


class LabelSmoothing(Remedy):
    """One-sided label smoothing: the target for real data is `alpha` instead of 1 (Salimans et al. 2016, section 3.4).

    The best D is then alpha p_d / (p_d + p_g). The target for fakes stays 0: smoothed too, the best D would hold p_g
    in its numerator, and would ask fakes to stay where they are.
    """

    name = "label_smoothing"
    label = "One-sided label smoothing"
    also_called = ("smoothing",)
    hyperparameter = Hyperparameter("alpha", 0.9, 0.5, 1.0)

    def __init__(self, alpha=0.9):
        super().__init__(alpha=alpha)
        self.alpha = self.knob("alpha", alpha, high=1.0)

    def conflict(self, game):
        """Only an objective with a target has one to smooth."""
        from gan_course.objectives import LeastSquares, Minimax

        if not isinstance(game.objective, (Minimax, LeastSquares)):
            return (f"the objective {game.objective.name!r} has no target for real data; use minimax, non_saturating "
                    "or least_squares")
        return None

    def objective(self, objective):
        """The same game with a softer target for real data."""
        from gan_course.objectives import LeastSquares

        alpha = self.alpha

        class Smoothed(type(objective)):
            def _discriminator(self, real, fake):
                if isinstance(objective, LeastSquares):
                    return 0.5 * (tf.reduce_mean(tf.square(real - alpha)) + tf.reduce_mean(tf.square(fake)))
                # Cross-entropy with target alpha: alpha softplus(-a) + (1 - alpha) softplus(a) = softplus(a) - alpha a
                return tf.reduce_mean(tf.math.softplus(real) - alpha * real) + tf.reduce_mean(tf.math.softplus(fake))

        return Smoothed()


class FeatureMatching(Remedy):
    """G matches the mean features of the real batch: ‖E f(x) − E f(G(z))‖², f the layer before D's last.

    Salimans et al. 2016, section 3.1. It replaces the generator's loss; D plays as before.
    """

    name = "feature_matching"
    label = "Feature matching"
    needs_whole_batch = "it compares the mean features of the whole batch"
    takes_over = ("the generator's loss",)

    def conflict(self, game):
        """The features are what D's last layer takes."""
        return no_last_layer(game.discriminator)

    def prepare(self, game):
        """Cut D before its last layer."""
        self.features = features_of(game.discriminator)

    def generator_loss(self, game, real, fake, labels, noise):
        """The squared distance of the two mean features."""
        real, fake = game.shown(real, fake, noise)
        inputs = [(x if labels is None else [x, labels]) for x in (real, fake)]
        means = [tf.reduce_mean(as_float32(self.features(x, training=True)), axis=0) for x in inputs]
        return tf.reduce_sum(tf.square(means[0] - means[1]))


class _GradientPenalty(Remedy):
    """A penalty on D's gradient, times a knob."""

    knob_name = "gamma"

    def __init__(self, strength):
        super().__init__(**{self.knob_name: strength})
        self.strength = self.knob(self.knob_name, strength)

    def conflict(self, game):
        """The penalty is each example's own."""
        return no_own_gradient(game.discriminator)

    def penalty(self, game, critic, real, fake):
        """The strength times the penalty."""
        return self.strength * self.unscaled(game, critic, real, fake)

    def unscaled(self, game, critic, real, fake):
        """The penalty before the strength."""
        raise NotImplementedError


class _ZeroCentred(_GradientPenalty):
    """A penalty on every slope of D."""

    hyperparameter = Hyperparameter("gamma", 0.1, 0.0, 10.0)

    def __init__(self, gamma=1.0):
        super().__init__(gamma)


class _OneCentred(_GradientPenalty):
    """A penalty on every slope of D but 1."""

    knob_name = "lambda_"
    hyperparameter = Hyperparameter("lambda_", 0.1, 0.0, 10.0)

    def __init__(self, lambda_=10.0):
        super().__init__(lambda_)


class WGANGP(_OneCentred):
    """lambda E(‖∇D(x̂)‖ − 1)² at x̂ on lines from real to fake (Gulrajani et al. 2017, algorithm 1).

    lambda_: 10 on images, .1 on toys, as in the authors' code. Meant for the Wasserstein objective, 5 critic steps.
    """

    name = "wgan_gp"
    label = "WGAN gradient penalty"
    also_called = ("gradient_penalty", "wgangp", "gp")

    def unscaled(self, game, critic, real, fake):
        return penalties.one_centred(critic, penalties.between(real, fake, game.uniform((tf.shape(real)[0],))))


class DRAGAN(_OneCentred):
    """The same penalty in a neighbourhood of the data (Kodali et al. 2017)."""

    name = "dragan"
    label = "DRAGAN"
    needs_whole_batch = "it measures the spread of the whole batch"

    def unscaled(self, game, critic, real, fake):
        near = penalties.around(real, game.uniform((tf.shape(real)[0],)), game.uniform(tf.shape(real)))
        return penalties.one_centred(critic, near)


class R1(_ZeroCentred):
    """(gamma / 2) E‖∇D‖² at real data (Mescheder, Geiger & Nowozin 2018, eq. 9)."""

    name = "r1"
    label = "R1 penalty"

    def unscaled(self, game, critic, real, fake):
        return penalties.zero_centred(critic, real)


class R2(_ZeroCentred):
    """(gamma / 2) E‖∇D‖² at fakes (Mescheder, Geiger & Nowozin 2018, eq. 10)."""

    name = "r2"
    label = "R2 penalty"

    def unscaled(self, game, critic, real, fake):
        return penalties.zero_centred(critic, fake)


class AdversarialExamples(Remedy):
    """D learns as much from examples that were moved against it: x + ε sign(∇ of its loss by x), real and fake.

    The fast gradient sign method (Goodfellow, Shlens & Szegedy 2015, section 4), taken from classifiers to D; Rob-GAN
    (Liu & Hsieh 2019) attacks in several steps and moves real examples too. epsilon: in units of the data.
    """

    name = "adversarial_examples"
    label = "Adversarial examples for D"
    also_called = ("fgsm", "adversarial_training", "rob_gan")
    hyperparameter = Hyperparameter("epsilon", 0.03, 0.0, 1.0)

    def __init__(self, epsilon=0.03):
        super().__init__(epsilon=epsilon)
        self.epsilon = self.knob("epsilon", epsilon, high=1.0)

    def conflict(self, game):
        """An example is moved by its own gradient."""
        return no_own_gradient(game.discriminator)

    def penalty(self, game, critic, real, fake):
        """D's loss on the moved examples; the way they were moved is no part of its gradient."""
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([real, fake])
            loss = game.objective.discriminator_loss(critic(real), critic(fake))
        real, fake = (tf.stop_gradient(x + tf.cast(self.epsilon, x.dtype) * tf.sign(slope))
                      for x, slope in zip((real, fake), tape.gradient(loss, [real, fake]), strict=True))
        return game.objective.discriminator_loss(critic(real), critic(fake))
