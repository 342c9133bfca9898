"""Remedies that change how the players move."""

from gan_course.arguments import whole
from gan_course.later import Later
from gan_course.precision import as_float32, loss_scale, unscaled
from gan_course.private import adam_moments
from gan_course.remedies.base import Hyperparameter, Remedy

tf, keras = Later("tensorflow"), Later("keras")

# What Keras's Adam may do beside Adam.
_ADAM_EXTRAS = ("amsgrad", "clipnorm", "clipvalue", "global_clipnorm", "weight_decay", "gradient_accumulation_steps")


class WeightClipping(Remedy):
    """Cut D's weights to [−clip, clip] after each of its updates (WGAN, Arjovsky et al. 2017, algorithm 1).

    The first way to bound D's slope, and the authors' own word for it is "clearly terrible". Published with RMSProp
    5e-5 and 5 critic steps.
    """

    name, order = "weight_clipping", 95  # after all that moves a weight
    label = "Weight clipping (WGAN)"
    also_called = ("clipping", "wgan")
    hyperparameter = Hyperparameter("clip", 0.1, 0.001, 1.0)

    def __init__(self, clip=0.01):
        super().__init__(clip=clip)
        self.clip = self.knob("clip", clip)

    def after_update(self, game, player, variables):
        """Clip D's weights."""
        if player == "discriminator":
            for variable in variables:
                variable.assign(_clipped(tf.convert_to_tensor(variable), self.clip))


class WeightAveraging(Remedy):
    """Samples come from an average of G's weights over time: w̄ ← β w̄ + (1 − β) w (Yazıcı et al. 2019).

    Training does not see it. From the first steps the average forgets its start: β is at most (1 + t) / (10 + t).
    The moving averages of batch normalisation are copied, not averaged again.
    """

    name, order = "weight_averaging", 95
    label = "Weight averaging"
    also_called = ("ema",)
    hyperparameter = Hyperparameter("beta", 0.999, 0.0, 0.9999)

    def __init__(self, beta=0.999):
        super().__init__(beta=beta)
        self.beta = self.knob("beta", beta, high=1.0)

    def prepare(self, game):
        """Copy the generator's weights."""
        self.averaged = Averaged(game.generator)
        self.variables = self.averaged.weights

    def sampler(self, generator):
        """The generator with its weights averaged."""
        return self.averaged

    def after_update(self, game, player, variables):
        """Move the average towards G."""
        if player == "generator":
            t = tf.cast(game.generator_optimizer.iterations, tf.float32)
            beta = tf.minimum(self.beta, (1.0 + t) / (10.0 + t))
            trained = {id(variable) for variable in game.generator.trainable_variables}
            for mean, weight in zip(self.averaged.weights, game.generator.weights, strict=True):
                keep = tf.cast(beta if id(weight) in trained else 0.0, weight.dtype)
                mean.assign(keep * tf.convert_to_tensor(mean) + (1.0 - keep) * tf.convert_to_tensor(weight))


class Averaged:
    """A network's layers with weights of their own, `weights`, in the order of the network's; called as the network.

    No layer is copied, so any network will do, also one with layers that Keras cannot copy.
    """

    def __init__(self, network):
        self.network = network
        self.weights = [tf.Variable(tf.convert_to_tensor(weight), trainable=False) for weight in network.weights]

    def __call__(self, inputs, training=False):
        """Return the network's outputs in these weights; whatever a call would change stays as it is."""
        mine = {id(weight): mean for weight, mean in zip(self.network.weights, self.weights, strict=True)}
        trained, kept = ([tf.convert_to_tensor(mine.get(id(variable), variable)) for variable in variables]
                         for variables in (self.network.trainable_variables, self.network.non_trainable_variables))
        return self.network.stateless_call(trained, kept, inputs, training=training)[0]


class Optimistic(Remedy):
    """Move by twice this step's move less the last one: w ← w + 2 Δ_t − Δ_{t−1} (Daskalakis et al. 2018, alg. 1).

    Δ is what the optimiser would have done, so with Adam this is the paper's optimistic Adam.
    """

    name = "optimistic"
    label = "Optimistic updates"
    also_called = ("oadam",)

    def prepare(self, game):
        """Keep each player's last move, at first none."""
        self.last = {player: [tf.Variable(tf.zeros(w.shape, w.dtype), trainable=False,
                                          aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA)
                              for w in network.trainable_variables]
                     for player, network in (("generator", game.generator), ("discriminator", game.discriminator))}
        self.variables = [move for moves in self.last.values() for move in moves]

    def before_update(self, game, player, variables):
        """Note where the player stands."""
        self._stood = [tf.identity(tf.convert_to_tensor(variable)) for variable in variables]
        self._taken = tf.identity(getattr(game, f"{player}_optimizer").iterations)

    def after_update(self, game, player, variables):
        """Add the difference of the two moves."""
        optimizer = getattr(game, f"{player}_optimizer")
        if unscaled(optimizer) is not optimizer:  # it leaves out the steps whose gradients are not finite: so do we
            taken = tf.not_equal(self._taken, optimizer.iterations)
            tf.cond(taken, lambda: self._move(player, variables), lambda: None)
        else:
            self._move(player, variables)

    def _move(self, player, variables):
        for variable, stood, last in zip(variables, self._stood, self.last[player], strict=True):
            move = tf.convert_to_tensor(variable) - stood
            variable.assign_add(move - last)
            last.assign(move)


class Consensus(Remedy):
    """Both players also descend (gamma / 2)‖v‖², v being both their gradients (Mescheder, Nowozin & Geiger 2017).

    The gradients of both are taken at the same point, and both move at once.
    """

    name, takes_over = "consensus", ("the step",)
    label = "Consensus"
    hyperparameter = Hyperparameter("gamma", 0.1, 0.0, 10.0)
    needs_whole_batch = "the square of a gradient is not the mean of the replicas' squares"

    def __init__(self, gamma=10.0):
        super().__init__(gamma=gamma)
        self.gamma = self.knob("gamma", gamma)

    def conflict(self, game):
        """One step moves both players once."""
        for name in ("n_critic", "n_generator"):
            if getattr(game, name) != 1:
                return f"it moves both players at once, so {name} must be 1, and is {getattr(game, name)}"
        return None

    def step(self, game, real, noise, labels):
        """One simultaneous step."""
        players = {"generator": game.generator, "discriminator": game.discriminator}
        variables = {player: network.trainable_variables for player, network in players.items()}
        scales = {player: loss_scale(getattr(game, f"{player}_optimizer")) for player in players}
        every = [*variables["generator"], *variables["discriminator"]]
        with tf.GradientTape() as outer:
            with tf.GradientTape(persistent=True) as inner:
                fake = game.generated(noise, labels, training=True)
                losses = {"discriminator": game.discriminator_loss(real, fake, labels, noise),
                          "generator": game.generator_loss(real, fake, labels, noise)}
                scaled = {player: losses[player] * scales[player] for player in players}
            # an embedding's gradient comes as rows of a table
            field = {player: [tf.convert_to_tensor(g) / tf.cast(scales[player], g.dtype)
                              for g in inner.gradient(scaled[player], variables[player])] for player in players}
            size = 0.5 * sum(as_float32(tf.reduce_sum(tf.square(g))) for gradients in field.values() for g in gradients)
            scaled_size = size * scales["discriminator"]
        pulls = outer.gradient(scaled_size, every, unconnected_gradients="zero")
        pulls = {"generator": pulls[:len(variables["generator"])], "discriminator": pulls[len(variables["generator"]):]}
        for player in players:
            gamma = self.gamma / scales["discriminator"]
            game.update(player, [(g + tf.cast(gamma, g.dtype) * pull) * tf.cast(scales[player], g.dtype)
                                 for g, pull in zip(field[player], pulls[player], strict=True)])
        return fake, losses


class Unrolled(Remedy):
    """G descends its loss against D as it *will* be after `steps` more updates (Metz et al. 2017, eq. 4 and 5).

    The gradient flows back through those updates. They are Adam steps at D's rate, on the step's own batch, from D's
    own momenta; D itself has taken only its ordinary step. Remedies that act on D's weights after an update (clipping,
    optimistic moves) are not looked ahead.
    """

    name, takes_over = "unrolled", ("the generator's loss",)
    label = "Unrolled GAN"
    also_called = ("unrolling",)
    hyperparameter = Hyperparameter("steps", 5, 1, 10, whole=True, live=False)
    needs_whole_batch = "the steps that it looks ahead need the gradient of the whole batch"
    order = 99  # asked last, when the others have rebuilt D

    def __init__(self, steps=5):
        self.steps = whole("unrolled: steps", steps)
        super().__init__(steps=self.steps)

    def conflict(self, game):
        """The look ahead is written for Adam and networks without state."""
        adam = unscaled(game.discriminator_optimizer)
        if not isinstance(adam, keras.optimizers.Adam):
            return "it looks ahead along Adam's steps; give the discriminator an Adam optimiser"
        extras = [name for name in _ADAM_EXTRAS if getattr(adam, name, None)]
        if extras:
            return f"it looks ahead along plain Adam steps, and the discriminator's optimiser has {extras[0]}"
        if game.discriminator.non_trainable_variables:
            return "the discriminator keeps state (normalisation or dropout), which a look ahead cannot carry"
        return None

    def generator_loss(self, game, real, fake, labels, noise):
        """G's loss against the D of the future."""
        variables, adam = game.discriminator.trainable_variables, unscaled(game.discriminator_optimizer)
        larger = loss_scale(game.discriminator_optimizer)
        weights = [tf.convert_to_tensor(variable) for variable in variables]
        m, v = zip(*(map(tf.convert_to_tensor, adam_moments(adam, variable)) for variable in variables), strict=True)
        t, rate = tf.cast(adam.iterations, tf.float32), tf.cast(adam.learning_rate, tf.float32)
        for k in range(self.steps):
            with tf.GradientTape() as tape:
                tape.watch(weights)
                loss = game.discriminator_loss(real, fake, labels, noise, weights=weights) * larger
            gradients = [tf.convert_to_tensor(gradient) / tf.cast(larger, gradient.dtype)
                         for gradient in tape.gradient(loss, weights)]
            m = [adam.beta_1 * a + (1 - adam.beta_1) * g for a, g in zip(m, gradients, strict=True)]
            v = [adam.beta_2 * a + (1 - adam.beta_2) * g * g for a, g in zip(v, gradients, strict=True)]
            now = t + k + 1.0
            scale = rate * tf.sqrt(1 - adam.beta_2**now) / (1 - adam.beta_1**now)
            # The root's slope at 0 is infinite, and a weight without a gradient is at 0; its own root is below epsilon.
            weights = [w - tf.cast(scale, w.dtype) * a / (tf.sqrt(b + 1e-16) + adam.epsilon)
                       for w, a, b in zip(weights, m, v, strict=True)]
        return game.plain_generator_loss(real, fake, labels, noise, weights=weights)


def _clipped(weights, clip):
    clip = tf.cast(clip, weights.dtype)
    return tf.clip_by_value(weights, -clip, clip)
