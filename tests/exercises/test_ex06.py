"""The checkers of lesson 06: references are right, wrong answers hear which property is broken."""

import re

import numpy as np
import pytest

from gan_course.exercises import ex06

ALL = [ex06.nearest_shares, ex06.best_response, ex06.packed_logit, ex06.culprit, ex06.diagnoses]
STUBS = {"nearest_shares": lambda samples, means: ..., "best_response": lambda logits: ...,
         "packed_logit": lambda log_p_real, log_p_fake: ..., "culprit": ...,
         "diagnoses": {"A": ..., "B": ..., "C": ..., "D": ..., "E": ...}}


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_reference_is_right(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_solution_source_defines_the_name_and_is_right(exercise):
    namespace = {"np": np}
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_stub_is_not_tried(exercise):
    assert exercise.verdict(STUBS[exercise.name]).startswith("Not tried yet")


# Other right answers.

def test_shares_by_a_loop_are_right():
    def by_loop(samples, means):
        shares = [0.0] * len(means)
        for sample in samples:
            shares[int(np.argmin(((means - sample)**2).sum(1)))] += 1 / len(samples)
        return shares

    assert ex06.nearest_shares.verdict(by_loop).startswith("Right.")


def test_a_tie_may_be_split():
    def split(logits):
        best = logits == logits.max()
        return best / best.sum()

    assert ex06.best_response.verdict(split).startswith("Right.")


def test_a_pack_may_be_summed_before_the_difference():
    def by_sums(log_p_real, log_p_fake):
        return log_p_real.sum(axis=1) - log_p_fake.sum(axis=1)

    assert ex06.packed_logit.verdict(by_sums).startswith("Right.")


def test_best_response_is_what_a_search_over_distributions_finds():
    candidates = np.random.default_rng(0).dirichlet(np.full(5, 0.2), size=20_000)
    best = ex06.best_response.reference(ex06.LOGITS)
    assert np.all(candidates @ ex06.LOGITS <= best @ ex06.LOGITS)


def test_packed_logit_is_the_log_ratio_of_the_joint_densities():
    rng = np.random.default_rng(1)
    p, q = rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(3))
    joint = np.log(np.outer(p, p) / np.outer(q, q))                       # every pair of three places
    pairs = np.stack(np.meshgrid(np.arange(3), np.arange(3), indexing="ij"), axis=-1).reshape(-1, 2)
    np.testing.assert_allclose(ex06.packed_logit.reference(np.log(p)[pairs], np.log(q)[pairs]), joint.ravel())


# Named wrong answers: each hears its own sentence.

def nearest(samples, means):
    return np.linalg.norm(samples[:, None] - means, axis=-1).argmin(1)


def counts(samples, means):
    return np.bincount(nearest(samples, means), minlength=len(means))


def without_empty_modes(samples, means):
    return np.unique(nearest(samples, means), return_counts=True)[1] / len(samples)


def first_coordinate_only(samples, means):
    return np.bincount(np.abs(samples[:, None, 0] - means[:, 0]).argmin(1), minlength=len(means)) / len(samples)


def mode_of_each_sample(samples, means):
    return nearest(samples, means)


def farthest(samples, means):
    distance = np.linalg.norm(samples[:, None] - means, axis=-1)
    return np.bincount(distance.argmax(1), minlength=len(means)) / len(samples)


def manhattan(samples, means):
    return np.bincount(np.abs(samples[:, None] - means).sum(-1).argmin(1), minlength=len(means)) / len(samples)


def soft(samples, means):
    closeness = np.exp(-np.linalg.norm(samples[:, None] - means, axis=-1))
    return (closeness / closeness.sum(1, keepdims=True)).mean(0)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (counts, "these are counts"), (without_empty_modes, "its share is 0"),
    (first_coordinate_only, "first coordinate only"), (mode_of_each_sample, "each of the 8 samples"),
    (farthest, "belongs to mode 1"), (manhattan, "straight line"), (soft, "belongs to mode 1"),
])
def test_wrong_shares(wrong, sentence):
    _hears(ex06.nearest_shares, wrong, sentence)


def softmax(logits):
    odds = np.exp(logits - logits.max())
    return odds / odds.sum()


def proportional_to_d(logits):
    d = 1 / (1 + np.exp(-logits))
    return d / d.sum()


def all_that_pass(logits):
    passed = logits > 0
    return passed / max(passed.sum(), 1)


def number_of_the_best(logits):
    return np.argmax(logits)


def lowest(logits):
    return (np.arange(len(logits)) == logits.argmin()).astype(float)


def unscaled_mask(logits):
    return (logits > 0).astype(float)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (softmax, "worse places"), (proportional_to_d, "worse places"), (all_that_pass, "worse places"),
    (number_of_the_best, "number of the best place"), (lowest, "surest that it is fake"),
    (unscaled_mask, "no distribution"),
])
def test_wrong_responses(wrong, sentence):
    _hears(ex06.best_response, wrong, sentence)


def in_probabilities(p, q):
    return np.log(np.exp(p).prod(-1) / np.exp(q).prod(-1))


@pytest.mark.parametrize(("wrong", "sentence"), [
    (lambda p, q: (q - p).sum(-1), "the sign"), (lambda p, q: (p - q).mean(-1), "mean over the pack"),
    (lambda p, q: (p - q).prod(-1), "multiplies the logits"), (lambda p, q: (p - q).max(-1), "one sample of the pack"),
    (lambda p, q: p - q, "one number for each sample"),
    (lambda p, q: 1 / (1 + np.exp(-(p - q).sum(-1))), "its logit is wanted"),
    (lambda p, q: np.log(np.exp(p - q).mean(-1)), "averages the ratios"),
    (in_probabilities, "Stay in logarithms"),
], ids=["sign", "mean", "product", "max", "each", "probability", "mean_ratio", "not_in_logs"])
def test_wrong_packs(wrong, sentence):
    _hears(ex06.packed_logit, wrong, sentence)


@pytest.mark.parametrize(("given", "sentence"), [
    ("generator_frozen", "stands still"), ("noise_constant", "one and the same noise"), ("data_constant", "by heart"),
    ("labels_flipped", "at once"), ("nothing", "worse than a coin"), ("the weather", "not one of the choices"),
])
def test_wrong_culprits(given, sentence):
    _hears(ex06.culprit, given, sentence)


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"A": "stuck"}, "not the same ones"), ({"B": "hopping"}, "all eight modes"), ({"C": "stuck"}, "how many modes"),
    ({"D": "partial"}, "ring of radius 2"), ({"E": "healthy"}, "It had all eight"), ({"A": "ill"}, "is not one of"),
    ({"F": "healthy"}, 'with the keys "A", "B", "C", "D" and "E"'),
])
def test_wrong_diagnoses(changed, sentence):
    _hears(ex06.diagnoses, {**ex06.diagnoses.reference, **changed}, f"(?i){sentence}")


def test_the_sealed_fault_stops_the_discriminator_alone():
    class Player:
        learning_rate = 0.5

    class Gan:
        generator_optimizer, discriminator_optimizer = Player(), Player()

    gan = ex06.sabotage(Gan())
    assert (gan.generator_optimizer.learning_rate, gan.discriminator_optimizer.learning_rate) == (0.5, 0.0)


def _hears(exercise, answer, sentence):
    verdict = exercise.verdict(answer)
    assert verdict.startswith("Wrong: "), verdict
    assert re.search(sentence, verdict), verdict
