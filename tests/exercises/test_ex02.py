"""The checkers of lesson 02: references are right, wrong answers hear which property is broken."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.spatial.distance import jensenshannon
from scipy.special import expit

from gan_course.exercises import ex02

ALL = [ex02.discriminator_loss, ex02.optimal_logit, ex02.jsd, ex02.generator_loss, ex02.faults]


def softplus(a):
    return np.logaddexp(0, a)


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_reference_is_right(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_solution_source_defines_the_name_and_is_right(exercise):
    namespace = {"np": np, "tf": tf}
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL[:4], ids=repr)
def test_stub_is_not_tried(exercise):
    assert exercise.verdict(lambda *arguments: ...).startswith("Not tried yet")


@pytest.mark.parametrize("stub", [{"A": ..., "B": ..., "C": ...}, {"A": "none", "B": ..., "C": "none"}, ...])
def test_faults_not_filled_in_are_not_tried(stub):
    assert ex02.faults.verdict(stub).startswith("Not tried yet")


# Other right answers: NumPy, Keras.

def test_discriminator_loss_may_be_numpy_or_keras():
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)

    def by_keras(real_logits, fake_logits):
        return (cross_entropy(np.ones_like(real_logits), real_logits)
                + cross_entropy(np.zeros_like(fake_logits), fake_logits))

    def by_numpy(real_logits, fake_logits):
        return softplus(-real_logits).mean() + softplus(fake_logits).mean()

    assert ex02.discriminator_loss.verdict(by_keras).startswith("Right.")
    assert ex02.discriminator_loss.verdict(by_numpy).startswith("Right.")


def test_generator_loss_may_be_log_sigmoid():
    right = ex02.generator_loss.verdict(lambda fake_logits: -tf.reduce_mean(tf.math.log_sigmoid(fake_logits)))
    assert right.startswith("Right.")


def test_jsd_may_be_the_square_of_scipys_distance():
    assert ex02.jsd.verdict(lambda p, q: jensenshannon(p, q)**2).startswith("Right.")


# Wrong answers, each named, and the property that its verdict names.

def value_itself(r, f):
    return -np.mean(softplus(-r)) - np.mean(softplus(f))


def summed(r, f):
    return np.sum(softplus(-r)) + np.sum(softplus(f))


def mean_of_both_parts(r, f):
    return (np.mean(softplus(-r)) + np.mean(softplus(f))) / 2


def fakes_labelled_real(r, f):
    return np.mean(softplus(-r)) + np.mean(softplus(-f))


def labels_swapped(r, f):
    return np.mean(softplus(r)) + np.mean(softplus(-f))


def not_reduced(r, f):
    return softplus(-r) + softplus(f)


def through_the_sigmoid(r, f):
    return -np.mean(np.log(1 / (1 + np.exp(-r)))) - np.mean(np.log(1 - 1 / (1 + np.exp(-f))))


def kept_from_zero(r, f):
    return -np.mean(np.log(expit(r) + 1e-7)) - np.mean(np.log(1 - expit(f) + 1e-7))


def least_squares(r, f):
    return np.mean((r - 1)**2) + np.mean(f**2)


def hinge(r, f):
    return np.log(2) * (np.mean(np.maximum(0, 1 - r)) + np.mean(np.maximum(0, 1 + f)))


@pytest.mark.parametrize("answer, property_", [
    (value_itself, "the sign on real data"),
    (summed, "take the batch's mean, not its sum"),
    (mean_of_both_parts, "-V is their sum"),
    (fakes_labelled_real, "the sign on fakes"),
    (labels_swapped, "the sign on real data"),
    (not_reduced, "a loss is one number"),
    (through_the_sigmoid, "not stable: at logits -10,000 and 10,000"),
    (kept_from_zero, "not stable"),
    (least_squares, "where D always answers 1/2"),
    (hinge, "the value is not that of -V"),
])
def test_discriminator_loss_names_what_is_broken(answer, property_):
    verdict = ex02.discriminator_loss.verdict(answer)
    assert verdict.startswith("Wrong: ") and property_ in verdict, verdict


@pytest.mark.parametrize("answer, property_", [
    (lambda p, q, r: q - p, "the sign"),
    (lambda p, q, r: 1 / (1 + np.exp(q - p)), "the probability D*"),
    (lambda p, q, r: np.exp(p - q), "its logarithm is wanted"),
    (lambda p, q, r: p - q, "real_share changes nothing"),
    (lambda p, q, r: p - q - np.log(r / (1 - r)), "the direction of the share"),
    (lambda p, q, r: p - q + np.log(2 * r), "with a share of 0.8"),
    (lambda p, q, r: np.log(np.exp(p) / np.exp(q)) + np.log(r / (1 - r)), "not stable"),
    (lambda p, q, r: np.mean(p - q), "one logit a point"),
    (lambda p, q: p - q, "optimal_logit takes 2 arguments (p, q); it should take 3"),
], ids=["sign", "probability", "ratio", "no share", "share upside down", "half the share", "exp", "mean",
        "two arguments"])
def test_optimal_logit_names_what_is_broken(answer, property_):
    verdict = ex02.optimal_logit.verdict(answer)
    assert verdict.startswith("Wrong: ") and property_ in verdict, verdict


def divergence(p, q, scale=1.0, used=True):
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    terms = [a * np.log(a / m) for a in (p, q)]
    return scale * sum(np.sum(term[~np.isnan(term)] if used else term) for term in terms) / 2


def unscaled(p, q):
    m = (p + q) / 2
    return (np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2 * 0.1


def one_sided(p, q):
    p, q = p / p.sum(), q / q.sum()
    return np.sum(p * np.log(p / q))


def to_the_middle_only(p, q):
    p, q = p / p.sum(), q / q.sum()
    return np.sum(p * np.log(2 * p / (p + q)))


@pytest.mark.parametrize("answer, property_", [
    (jensenshannon, "*distance*, a square root"),
    (lambda p, q: jensenshannon(p, q, base=2), "*distance*, in bits"),
    (lambda p, q: divergence(p, q, 1 / np.log(2)), "the unit is bits"),
    (lambda p, q: divergence(p, q, 2.0), "twice too large"),
    (lambda p, q: divergence(p, q, -1.0), "never below 0"),
    (lambda p, q: (one_sided(p, q) + one_sided(q, p)) / 2, "compare each with their middle"),
    (unscaled, "scale each histogram"),
    (to_the_middle_only, "symmetric"),
    (lambda p, q: divergence(p, q) + 0.1, "equal histograms have divergence 0"),
    (lambda p, q: divergence(p, q) * 1.1, "the value"),
    (lambda p, q: divergence(p, q, used=False), "empty bins"),
    (lambda p, q: p * np.log(p / q), "sum over the bins"),
], ids=["distance", "distance in bits", "bits", "sum of two", "sign", "Jeffreys", "counts", "one-sided",
        "offset", "factor", "empty bins", "not summed"])
def test_jsd_names_what_is_broken(answer, property_):
    verdict = ex02.jsd.verdict(answer)
    assert verdict.startswith("Wrong: ") and property_ in verdict, verdict


@pytest.mark.parametrize("answer, property_", [
    (lambda f: -np.mean(softplus(f)), "that is the saturating loss"),
    (lambda f: np.mean(softplus(f)), "the direction"),
    (lambda f: -np.mean(f), "the gradient where D accepts"),
    (lambda f: np.sum(softplus(-f)), "take the batch's mean, not its sum"),
    (lambda f: softplus(-f), "a loss is one number"),
    (lambda f: np.mean(softplus(-f)) - np.log(2), "the value is not the mean of -log D(G(z))"),
    (lambda f: -np.mean(np.log(1 / (1 + np.exp(-f)))), "not stable: at logits -10,000 the loss is inf"),
    (lambda f: -np.mean(np.log(np.maximum(expit(f), 1e-8))), "not stable"),
    (lambda f: np.mean((f - 1)**2) / 2, "the value is not the mean"),
], ids=["saturating", "wrong direction", "Wasserstein", "sum", "not reduced", "offset", "log of sigmoid",
        "clipped", "least squares"])
def test_generator_loss_names_what_is_broken(answer, property_):
    verdict = ex02.generator_loss.verdict(answer)
    assert verdict.startswith("Wrong: ") and property_ in verdict, verdict


RIGHT = {"A": "generator", "B": "discriminator", "C": "none"}


@pytest.mark.parametrize("answer, sentence", [
    ({**RIGHT, "A": "discriminator"}, "in game A"),
    ({**RIGHT, "B": "generator"}, "in game B"),
    ({**RIGHT, "C": "generator"}, "in game C"),
    ({**RIGHT, "C": "both"}, "game C: 'both' is not one of"),
    ({"A": "generator"}, "dictionary with the keys"),
])
def test_faults_say_which_numbers_to_read_again(answer, sentence):
    verdict = ex02.faults.verdict(answer)
    assert verdict.startswith("Wrong: ") and sentence in verdict, verdict


def test_faults_forgive_capitals_and_spaces():
    assert ex02.faults.verdict({"A": " Generator", "B": "Discriminator", "C": "None"}).startswith("Right.")


def test_the_sealed_games_have_the_faults_that_the_exercise_claims():
    real, fake = np.array([[2.0]]), np.array([[-1.0]])
    for game, (d_loss, g_loss) in ex02.suspects.items():
        d_right = d_loss(real + 1, fake) < d_loss(real, fake)
        g_right = g_loss(fake + 1) < g_loss(fake)
        assert {"none": (True, True), "generator": (True, False), "discriminator": (False, True)}[RIGHT[game]] == (
            d_right, g_right)
