"""How a model of sequences learns: by maximum likelihood, by the policy gradient of a reward, or against a judge."""

import keras
import numpy as np
import tensorflow as tf

from gan_course import arguments
from gan_course.optimizers import Adam
from gan_course.sequence_models import SequenceModel, hard_words


def _batches(tokens, steps, batch_size, seed):
    """Return (tokens as a constant, rows (steps, batch_size), a TensorFlow generator of uniform numbers)."""
    seed = arguments.seed("seed", seed)
    size = arguments.whole("steps", steps), arguments.whole("batch_size", batch_size)
    rows = np.random.default_rng(seed).integers(len(tokens), size=size)
    return tf.constant(tokens), rows, tf.random.Generator.from_seed(seed)


class MaximumLikelihood:
    """Descend −log p(x) of the data (Bengio et al. 2003), one batch a step. rate: of Adam, β₁ = 0.9."""

    def __init__(self, model, rate=1e-2):
        self.model = arguments.instance("model", model, SequenceModel)
        self.optimizer = Adam(arguments.number("rate", rate, above=0), beta_1=0.9)
        self.optimizer.build(model.variables)

    def fit(self, tokens, steps=300, batch_size=64, seed=0):
        """Train for `steps` more random batches; return the losses in nats a sequence (steps,)."""
        tokens = self.model.checked("tokens", tokens)
        tokens, rows, _ = _batches(tokens, steps, batch_size, seed)
        return np.array([self._step(tf.gather(tokens, row)) for row in rows])

    @tf.function(reduce_retracing=True)
    def _step(self, batch):
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(self.model.log_probability(batch))
        self.optimizer.apply(tape.gradient(loss, self.model.variables), self.model.variables)
        return loss


class PolicyGradient:
    """Ascend the mean of `reward`(tokens) by a score-function estimate (Williams 1992, REINFORCE).

    loss: a function of (log_p (n,), rewards (n,), baseline) that is descended. reward: of tokens, a tensor (n, length),
    returns (n,). baseline: whether the mean reward of the batch is taken off; else it is 0. rate: of Adam, β₁ = 0.5.
    """

    def __init__(self, model, loss, reward, rate=1e-3, baseline=True):
        self.model = arguments.instance("model", model, SequenceModel)
        self.loss = arguments.function("loss", loss, "of (log_p, rewards, baseline) that returns one number")
        self.reward = arguments.function("reward", reward, "of tokens")
        self.baseline = arguments.flag("baseline", baseline)
        self.optimizer = Adam(arguments.number("rate", rate, above=0), beta_1=0.5)
        self.optimizer.build(model.variables)

    def fit(self, steps=300, batch_size=64, seed=0):
        """Take `steps` more steps; return the mean reward of each batch (steps,)."""
        steps, batch_size = arguments.whole("steps", steps), arguments.whole("batch_size", batch_size)
        rng = tf.random.Generator.from_seed(arguments.seed("seed", seed))
        return np.array([self._step(self.model.uniform(rng, batch_size)) for _ in range(steps)])

    @tf.function(reduce_retracing=True)
    def _step(self, noise):
        return self.move(self.model.written(noise))

    def move(self, tokens):
        """Move the model once, given sequences that it wrote; return their mean reward."""
        rewards, gradients = self.gradients(tokens)
        self.optimizer.apply(gradients, self.model.variables)
        return tf.reduce_mean(rewards)

    def gradients(self, tokens):
        """Return (rewards, gradients) of sequences that the model wrote, and move nothing."""
        rewards = tf.stop_gradient(tf.reshape(self.reward(tokens), (-1,)))
        with tf.GradientTape() as tape:
            log_p = self.model.log_probability(tokens)
            loss = self.loss(log_p, rewards, tf.reduce_mean(rewards) if self.baseline else tf.constant(0.0))
        return rewards, tape.gradient(loss, self.model.variables)

    def gradient_estimates(self, n=100, batch_size=64, seed=0):
        """Return `n` estimates of the loss's gradient at one place, each from a batch of its own: (n, weights)."""
        n, batch_size = arguments.whole("n", n), arguments.whole("batch_size", batch_size)
        rng = tf.random.Generator.from_seed(arguments.seed("seed", seed))
        return np.stack([self._estimate(self.model.uniform(rng, batch_size)) for _ in range(n)])

    @tf.function(reduce_retracing=True)
    def _estimate(self, noise):
        _, gradients = self.gradients(self.model.written(noise))
        return tf.concat([tf.reshape(gradient, (-1,)) for gradient in gradients], axis=0)


class SequenceGAN:
    """A generator of sequences against a judge, both by the non-saturating loss, one update each a step.

    draw: a function of (logits, uniform), both (n, k), that gives words with a gradient; the generator then descends
    −log D through them (Kusner & Hernández-Lobato 2016). Or policy_loss, as in `PolicyGradient`: the reward is then
    log D of the drawn sequence (in the manner of Yu et al. 2017). Give one of them. rate, judge_rate: of the two Adams.
    """

    def __init__(self, model, judge, draw=None, policy_loss=None, rate=3e-3, judge_rate=3e-3, baseline=True):
        if (draw is None) == (policy_loss is None):
            raise ValueError("Give either draw, for a gradient through the words, or policy_loss, for none.")
        self.model = arguments.instance("model", model, SequenceModel)
        self.judge = arguments.instance("judge", judge, keras.Model)
        self.draw = hard_words if draw is None else arguments.function("draw", draw, "of (logits, uniform)")
        self.judge_optimizer = Adam(arguments.number("judge_rate", judge_rate, above=0), beta_1=0.5)
        self.judge_optimizer.build(judge.trainable_variables)
        baseline = arguments.flag("baseline", baseline)
        self.policy = policy_loss and PolicyGradient(model, policy_loss, self.reward, rate, baseline)
        self.optimizer = Adam(arguments.number("rate", rate, above=0), beta_1=0.5)
        self.optimizer.build(model.variables)

    def reward(self, tokens):
        """log D of sequences (n, length): a tensor (n,)."""
        return -tf.nn.softplus(-self.judge(tf.one_hot(tokens, self.model.n_symbols)))[:, 0]

    def fit(self, tokens, steps=500, batch_size=64, seed=0):
        """Train for `steps` more random batches; return {"d_loss": (steps,), "g_loss": (steps,)}."""
        tokens = self.model.checked("tokens", tokens)
        tokens, rows, rng = _batches(tokens, steps, batch_size, seed)
        losses = [self._step(tf.gather(tokens, row), self.model.uniform(rng, len(row))) for row in rows]
        return dict(zip(("d_loss", "g_loss"), np.array(losses).T, strict=True))

    @tf.function(reduce_retracing=True)
    def _step(self, batch, noise):
        real, weights = tf.one_hot(batch, self.model.n_symbols), self.judge.trainable_variables
        with tf.GradientTape() as g_tape:
            fake = self.model.unrolled(self.draw, noise)
            with tf.GradientTape() as d_tape:
                d_loss = tf.reduce_mean(tf.nn.softplus(-self.judge(real))) + tf.reduce_mean(
                    tf.nn.softplus(self.judge(tf.stop_gradient(fake))))
            self.judge_optimizer.apply(d_tape.gradient(d_loss, weights), weights)
            g_loss = tf.reduce_mean(tf.nn.softplus(-self.judge(fake)))      # by the judge as it is now
        if self.policy:
            return tf.stack([d_loss, -self.policy.move(tf.argmax(fake, axis=-1, output_type=tf.int32))])
        self.optimizer.apply(g_tape.gradient(g_loss, self.model.variables), self.model.variables)
        return tf.stack([d_loss, g_loss])
