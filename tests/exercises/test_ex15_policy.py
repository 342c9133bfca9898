"""The checker of lesson 15 on the policy gradient's loss."""

import numpy as np
import tensorflow as tf
from verdicts import right_answers, wrong_answers

from gan_course.exercises import ex15_policy

loss = ex15_policy._policy_loss


def by_summing(log_p, rewards, baseline):
    weights = tf.stop_gradient(rewards) - tf.stop_gradient(baseline)
    return tf.reduce_sum(-weights * log_p) / tf.cast(tf.size(log_p), tf.float32)


def as_a_product(log_p, rewards, baseline):
    weights = tf.stop_gradient(tf.convert_to_tensor(rewards) - baseline)
    return -tf.tensordot(weights, log_p, 1) / len(rewards)


def turned(log_p, rewards, baseline):
    return tf.reduce_mean(tf.stop_gradient(baseline - rewards) * log_p)


def with_numpy_rewards(log_p, rewards, baseline):
    return tf.math.negative(tf.math.reduce_mean(tf.math.multiply(log_p, tf.stop_gradient(rewards - baseline))))


test_right_losses = right_answers(ex15_policy.policy_loss, {
    "summed": by_summing, "product": as_a_product, "turned": turned, "functions": with_numpy_rewards})
test_wrong_losses = wrong_answers(ex15_policy.policy_loss, {
    "sign": (lambda p, r, b: tf.reduce_mean((r - b) * p), "*more* probable"),
    "no baseline": (lambda p, r, b: -tf.reduce_mean(r * p), "baseline is not taken off"),
    "baseline added": (lambda p, r, b: -tf.reduce_mean((r + b) * p), "not added"),
    "sum": (lambda p, r, b: -tf.reduce_sum((r - b) * p), "not the sum"),
    "means apart": (lambda p, r, b: -tf.reduce_mean(r - b) * tf.reduce_mean(p), "each sequence's own"),
    "p": (lambda p, r, b: -tf.reduce_mean((r - b) * tf.exp(p)), "not p"),
    "rewards alone": (lambda p, r, b: -tf.reduce_mean(r - b), "multiply by log p"),
    "one for each": (lambda p, r, b: -(r - b) * p, "shape"),
    "own baseline": (lambda p, r, b: loss(p, r, tf.reduce_mean(r)), "minus the mean"),
    "scaled": (lambda p, r, b: loss(p, (r - b) / tf.math.reduce_std(r), 0.0), "minus the mean"),
    "cut": (lambda p, r, b: loss(tf.stop_gradient(p), r, b), "cannot derive"),
    "through the reward": (lambda p, r, b: -tf.reduce_mean((r - b) * p), "no gradient is to pass"),
    "NaN": (lambda p, r, b: p[0] * np.nan, "NaN"),
    "text": (lambda p, r, b: "low", "numbers"),
})
