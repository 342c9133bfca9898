"""Exercise of lesson 15 on the policy gradient: a loss whose gradient is an estimate of that of the mean reward."""

import tensorflow as tf

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.exercises.tensor_checks import passes_gradients

# --- policy_loss --------------------------------------------------------------------------------------------------

def _policy_loss(log_p, rewards, baseline):
    advantage = tf.stop_gradient(rewards - baseline)
    return -tf.reduce_mean(advantage * log_p)


def _draw_policy(rng):
    n = int(rng.integers(4, 20))
    return (rng.normal(-4, 1.5, size=n).astype("float32"), rng.gamma(2.0, size=n).astype("float32"),
            float(rng.uniform(0.3, 3.0)))


def _rewards_have_no_gradient(answer):
    """A judge's reward depends on weights too; they are not to be moved by this loss, which is G's."""
    log_p = tf.constant([-1.0, -2.5, -0.7])
    weight = tf.Variable(1.5)
    with tf.GradientTape() as tape:
        loss = answer(log_p, weight * tf.constant([1.0, 0.2, 2.0]), weight * 0.5)
    gradient = tape.gradient(loss, weight)
    if gradient is not None and abs(float(gradient)) > 1e-6:
        return ("rewards and baseline are weights of the words that were drawn, and no gradient is to pass through "
                "them: tf.stop_gradient.")
    return None


policy_loss = Exercise(
    "policy_loss", _policy_loss,
    checks=[agrees_with_reference(_policy_loss, _draw_policy, "the loss is minus the mean of (reward - baseline) times "
                                  "log p", {
                "the sign: a loss is descended, and words with a high reward are to become *more* probable":
                    lambda log_p, rewards, baseline: -_policy_loss(log_p, rewards, baseline),
                "the baseline is not taken off": lambda log_p, rewards, baseline: _policy_loss(log_p, rewards, 0.0),
                "the baseline is taken *off* the reward, not added":
                    lambda log_p, rewards, baseline: _policy_loss(log_p, rewards, -baseline),
                "take the mean over the batch, not the sum": lambda log_p, rewards, baseline:
                    -tf.reduce_sum((rewards - baseline) * log_p),
                "multiply each sequence's own log p with its own reward, before the mean": lambda log_p, rewards,
                    baseline: -tf.reduce_mean(rewards - baseline) * tf.reduce_mean(log_p),
                "it is log p that is weighted, not p": lambda log_p, rewards, baseline:
                    -tf.reduce_mean((rewards - baseline) * tf.exp(log_p)),
                "the rewards alone depend on no weight of G: multiply by log p": lambda log_p, rewards, baseline:
                    -tf.reduce_mean(rewards - baseline)}),
            passes_gradients(_policy_loss, _draw_policy, with_respect_to=("log_p",)),
            _rewards_have_no_gradient, leaves_arguments_alone(_draw_policy)],
    hints=[
        "The gradient wanted is the mean of (reward - baseline) times the gradient of log p; a loss is descended.",
        "So the loss is minus the mean of (rewards - baseline) * log_p; the first factor counts as constant.",
        "return -tf.reduce_mean(tf.stop_gradient(rewards - baseline) * log_p)",
    ],
    praise="Only log p is derived. The reward may be anything that can be counted, even a parser.",
    mine="losses",
    doc="The loss whose gradient is the policy gradient: -mean((reward - baseline) * log p). Williams 1992.",
)
