"""Training of sequence models: the policy gradient against enumeration, its baseline, and each way learns."""

import numpy as np
import pytest
import tensorflow as tf
from test_sequence_models import LENGTH, SYMBOLS, every, tiny

from gan_course import seed_everything
from gan_course.sequence_models import SequenceModel, judge
from gan_course.sequence_training import MaximumLikelihood, PolicyGradient, SequenceGAN


def policy_loss(log_p, rewards, baseline):
    return -tf.reduce_mean(tf.stop_gradient(rewards - baseline) * log_p)


def reward(tokens):
    return tf.reduce_sum(tf.cast(tokens, tf.float32) ** 2, axis=1) + 1.0


@pytest.mark.parametrize("baseline", [False, True])
def test_the_policy_gradient_is_the_gradient_of_the_mean_reward(baseline):
    """The truth by enumeration; the batch's mean as baseline shrinks the estimate by (n - 1) / n."""
    model, rows = tiny(), every()
    with tf.GradientTape() as tape:
        mean = tf.reduce_sum(tf.exp(model.log_probability(rows)) * reward(tf.constant(rows)))
    truth = -np.concatenate([g.numpy().ravel() for g in tape.gradient(mean, model.variables)])
    estimates = PolicyGradient(model, policy_loss, reward, baseline=baseline).gradient_estimates(400, 64, seed=3)
    error = estimates.std(axis=0) / np.sqrt(len(estimates))
    shrunk = truth * (63 / 64 if baseline else 1)
    assert np.abs(estimates.mean(axis=0) - shrunk).max() < 5 * error.max()


def test_the_baseline_takes_noise_off():
    model = tiny()
    noise = [PolicyGradient(model, policy_loss, lambda tokens: reward(tokens) + 20, baseline=b).gradient_estimates(
        50, 32, seed=3).var(axis=0).sum() for b in (True, False)]
    assert noise[0] < 0.5 * noise[1]


def test_a_reward_is_earned():
    model = tiny()
    training = PolicyGradient(model, policy_loss, reward, rate=3e-2)
    assert training.fit(80, 32, seed=1)[-10:].mean() > 1.3 * float(
        np.exp(model.log_probabilities(every())) @ reward(every()).numpy()) / 2
    assert np.exp(model.log_probabilities([[2, 2, 2]]))[0] > 0.8      # the sequence that is paid best


def test_maximum_likelihood_comes_near_to_the_data():
    seed_everything(1)
    rows = np.array([[1, 2, 0], [1, 1, 0], [2, 0, 0], [2, 2, 2]], np.int32)
    data = np.repeat(rows, [10, 40, 30, 20], axis=0)
    model = SequenceModel(SYMBOLS, LENGTH, width=8)
    losses = MaximumLikelihood(model, rate=3e-2).fit(data, 300, 32, seed=0)
    np.testing.assert_allclose(np.exp(model.log_probabilities(rows)), [0.1, 0.4, 0.3, 0.2], atol=0.08)
    assert losses[0] > 1.5 * losses[-20:].mean()


def straight(logits, noise):
    soft = tf.nn.softmax(logits - tf.math.log(-tf.math.log(noise)))
    return tf.one_hot(tf.argmax(soft, -1), logits.shape[-1]) + soft - tf.stop_gradient(soft)


@pytest.mark.parametrize("how", [{"draw": straight}, {"policy_loss": policy_loss}], ids=["draw", "policy"])
def test_a_game_moves_both_players_and_shifts_the_shares(how):
    seed_everything(3)
    model, critic = SequenceModel(SYMBOLS, LENGTH, width=8), judge(SYMBOLS, LENGTH, width=8)
    before = [v.numpy() for v in (*model.variables, *critic.trainable_variables)]
    data = np.repeat(np.array([[1, 1, 0]], np.int32), 64, axis=0)
    start = np.exp(model.log_probabilities(data[:1]))[0]
    history = SequenceGAN(model, critic, rate=2e-2, judge_rate=1e-2, **how).fit(data, 120, 32, seed=0)
    assert history["d_loss"].shape == history["g_loss"].shape == (120,)
    after = [v.numpy() for v in (*model.variables, *critic.trainable_variables)]
    assert all((a != b).any() for a, b in zip(before, after, strict=True))
    assert np.exp(model.log_probabilities(data[:1]))[0] > max(0.5, 3 * start)


def test_either_draw_or_policy_loss():
    model, critic = tiny(), judge(SYMBOLS, LENGTH, width=2)
    for how in ({}, {"draw": straight, "policy_loss": policy_loss}):
        with pytest.raises(ValueError, match="either draw"):
            SequenceGAN(model, critic, **how)
    with pytest.raises(ValueError, match="tokens"):
        model.log_probabilities([[1, 2, 5]])
