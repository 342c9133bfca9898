"""The games: each objective is a pair of losses on the discriminator's logits.

Convention: **both players descend their own loss**. The discriminator ascends the value V of Goodfellow
et al. (2014, eq. 1), so its loss here is -V. A logit a stands for the probability D = sigmoid(a); losses take
logits, since log(sigmoid(a)) = -softplus(-a) is finite where log(0) is not.

Each loss is a batch mean, of a few TensorFlow operations, and works eagerly, in `tf.function` and under XLA.
"""

import tensorflow as tf

from gan_course import arguments
from gan_course.arguments.tensors import tensor

mean = tf.reduce_mean
softplus = tf.math.softplus


class Objective:
    """A game: what the discriminator and what the generator descend.

    For a game of your own, subclass it: `name`, `_discriminator(real, fake)` and `_generator(real, fake)`.
    """

    name = None
    generator_uses_real = False    # True where the generator's loss needs the logits of real data
    paired = False                 # True where each real logit meets one fake logit

    def discriminator_loss(self, real_logits, fake_logits):
        """The loss that the discriminator descends.

        real_logits, fake_logits: (batch, 1), floating; the two batches may differ in size unless the
        objective is paired. Returns a scalar tensor. Raises ValueError for shapes that do not fit.
        """
        real, fake = self._checked(real_logits, fake_logits)
        return self._scalar("discriminator", self._discriminator(real, fake), fake.dtype)

    def generator_loss(self, real_logits, fake_logits):
        """The loss that the generator descends, through `fake_logits`.

        Shapes as in `discriminator_loss`. real_logits may be None unless `generator_uses_real`.
        """
        if real_logits is None:
            if self.generator_uses_real:
                raise ValueError(f"The generator's loss of {self.name!r} compares fakes with real data: "
                                 "real_logits is None; pass the discriminator's logits of a real batch.")
            real, fake = None, tensor("fake_logits", fake_logits)
        else:
            real, fake = self._checked(real_logits, fake_logits)
        return self._scalar("generator", self._generator(real, fake), fake.dtype)

    def _checked(self, real_logits, fake_logits):
        real, fake = tensor("real_logits", real_logits), tensor("fake_logits", fake_logits)
        if real.dtype != fake.dtype:
            raise ValueError(f"real_logits holds {real.dtype.name} and fake_logits {fake.dtype.name}; give one type of "
                             "numbers.")
        if self.paired:
            fits = real.shape.is_compatible_with(fake.shape)
            wanted = "the same shape, one fake for each real example"
        else:
            fits = real.shape.rank == fake.shape.rank and real.shape[1:].is_compatible_with(fake.shape[1:])
            wanted = "both (batch, 1)"
        if not fits:
            raise ValueError(f"real_logits has shape {real.shape} and fake_logits {fake.shape}; "
                             f"give {wanted}: {self.name!r} needs it.")
        return real, fake

    def _scalar(self, player, loss, dtype):
        """Return a player's loss; raise ValueError for what no player could descend."""
        if not tf.is_tensor(loss) or loss.shape.rank not in (0, None) or loss.dtype != dtype:
            given = f"a tensor of {loss.dtype.name} of shape {loss.shape}" if tf.is_tensor(loss) else \
                arguments.shown(loss)
            raise ValueError(f"The {player}'s loss of {self.name!r} is {given}; its _{player}(real, fake) must return "
                             f"one number for the whole batch, a tensor of {dtype.name} made of the logits: "
                             "tf.reduce_mean(…).")
        return loss

    def _discriminator(self, real, fake):
        raise NotImplementedError(f"{type(self).__name__} defines no _discriminator(real, fake).")

    def _generator(self, real, fake):
        raise NotImplementedError(f"{type(self).__name__} defines no _generator(real, fake).")

    def __repr__(self):
        return f"<objective {self.name}>"


class Minimax(Objective):
    """One value, two players; G's loss saturates where D rejects fakes (Goodfellow et al. 2014, eq. 1).

    L_D = -E log D(x) - E log(1 - D(G(z))) = -V;  L_G = E log(1 - D(G(z))).
    """

    name = "minimax"

    def _discriminator(self, real, fake):
        return mean(softplus(-real)) + mean(softplus(fake))

    def _generator(self, real, fake):
        return -mean(softplus(fake))


class NonSaturating(Minimax):
    """The minimax discriminator; the generator raises log D(G(z)) (Goodfellow et al. 2014, section 3).

    L_D = -V;  L_G = -E log D(G(z)).
    """

    name = "non_saturating"

    def _generator(self, real, fake):
        return mean(softplus(-fake))


class LeastSquares(Objective):
    """Regression onto 1 for real and 0 for fake, without a sigmoid (LSGAN, Mao et al. 2017, eq. 9).

    L_D = E (D(x) - 1)^2 / 2 + E D(G(z))^2 / 2;  L_G = E (D(G(z)) - 1)^2 / 2.
    """

    name = "least_squares"

    def _discriminator(self, real, fake):
        return 0.5 * (mean(tf.square(real - 1.0)) + mean(tf.square(fake)))

    def _generator(self, real, fake):
        return 0.5 * mean(tf.square(fake - 1.0))


class Hinge(Objective):
    """Margins at +1 and -1 (Lim & Ye 2017; Miyato et al. 2018).

    L_D = E max(0, 1 - D(x)) + E max(0, 1 + D(G(z)));  L_G = -E D(G(z)).
    """

    name = "hinge"

    def _discriminator(self, real, fake):
        return mean(tf.nn.relu(1.0 - real)) + mean(tf.nn.relu(1.0 + fake))

    def _generator(self, real, fake):
        return -mean(fake)


class Wasserstein(Objective):
    """A difference of means; a distance only under a Lipschitz bound on D (Arjovsky et al. 2017, eq. 2).

    L_D = E D(G(z)) - E D(x);  L_G = -E D(G(z)).
    """

    name = "wasserstein"

    def _discriminator(self, real, fake):
        return mean(fake) - mean(real)

    def _generator(self, real, fake):
        return -mean(fake)


class Relativistic(Objective):
    """Relativistic pairing: is this real example more real than that fake (Jolicoeur-Martineau 2018).

    L_D = E softplus(D(G(z)) - D(x));  L_G = E softplus(D(x) - D(G(z))).
    With the penalties R1 and R2 it is the loss of R3GAN (Huang et al. 2024).
    """

    name = "relativistic"
    generator_uses_real = True
    paired = True

    def _discriminator(self, real, fake):
        return mean(softplus(fake - real))

    def _generator(self, real, fake):
        return mean(softplus(real - fake))


MINIMAX = Minimax()
NON_SATURATING = NonSaturating()
LEAST_SQUARES = LeastSquares()
HINGE = Hinge()
WASSERSTEIN = Wasserstein()
RELATIVISTIC = Relativistic()

_ALL = {objective.name: objective
        for objective in (MINIMAX, NON_SATURATING, LEAST_SQUARES, HINGE, WASSERSTEIN, RELATIVISTIC)}
# What papers and other libraries call them; used only to say which name is meant.
_ELSEWHERE = {"gan": "non_saturating", "vanilla": "non_saturating", "bce": "non_saturating",
              "binary_crossentropy": "non_saturating", "saturating": "minimax", "lsgan": "least_squares",
              "mse": "least_squares", "geometric": "hinge", "wgan": "wasserstein", "wgan_gp": "wasserstein",
              "rpgan": "relativistic", "rgan": "relativistic", "r3gan": "relativistic"}


def names():
    """The names of all objectives, as a tuple."""
    return tuple(_ALL)


def check(objective):
    """Raise ValueError where the losses of an Objective of your own are no numbers that the players can descend."""
    if is_known(objective):
        return
    real, fake = (tf.constant([[number], [0.5 - number], [0.1]]) for number in (1.0, -1.0))
    for player, loss in (("discriminator", objective.discriminator_loss), ("generator", objective.generator_loss)):
        with tf.GradientTape() as tape:
            tape.watch((real, fake))
            value = loss(real, fake)
        if tape.gradient(value, fake) is None:
            raise ValueError(f"The {player}'s loss of {objective.name!r} does not depend on the logits of the fakes; "
                             "compute it from them, by TensorFlow's functions, or nothing is learnt.")


def is_known(objective):
    """Tell whether `get` finds this objective by its name: one of this module, not of your own."""
    return type(objective) is type(_ALL.get(objective.name))


def get(objective):
    """The Objective of that name; an Objective is returned as it is.

    Raises ValueError for an unknown name, with the nearest known one.
    """
    if isinstance(objective, Objective):
        return objective
    own = "" if isinstance(objective, str) else "An Objective is taken too."
    return _ALL[arguments.choice("objective", objective, names(), _ELSEWHERE, own)]
