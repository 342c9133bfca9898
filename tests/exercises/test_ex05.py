"""The checkers of lesson 05: references are right, wrong answers hear which property is broken."""

import numpy as np
import pytest
import tensorflow as tf
from scipy.spatial.distance import cdist
from verdicts import references, solutions, wrong_answer

from gan_course import metrics
from gan_course.exercises import ex05

ALL = [ex05.modes_and_quality, ex05.kernel_distance, ex05.precision_recall, ex05.memorisation, ex05.diagnoses]


test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL, metrics=metrics)


def test_stubs_are_not_tried():
    assert ex05.modes_and_quality.verdict(lambda samples, means, std: ...).startswith("Not tried yet")
    assert ex05.kernel_distance.verdict(lambda a, b: ...).startswith("Not tried yet")
    assert ex05.precision_recall.verdict(lambda real, fake, k: ...).startswith("Not tried yet")
    assert ex05.precision_recall.verdict(lambda real, fake, k: (0.5, ...)).startswith("Not tried yet")
    assert ex05.memorisation.verdict(lambda generated, train, held_out: ...).startswith("Not tried yet")
    assert ex05.diagnoses.verdict(dict.fromkeys("ABCDE", ...)).startswith("Not tried yet")


def test_references_are_the_packages_metrics():
    rng = np.random.default_rng(0)
    mixture, train, held_out, fakes = ex05.mystery()
    for points in fakes.values():
        found = ex05.modes_and_quality.reference(points, mixture.means, mixture.std[0])
        assert found == (metrics.modes_captured(points, mixture), metrics.high_quality_share(points, mixture))
    a, b = rng.normal(size=(30, 4)), rng.normal(0.3, 1, size=(40, 4))
    assert ex05.kernel_distance.reference(a, b) == pytest.approx(metrics.kernel_distance(a, b))
    real, fake = held_out[:200], fakes["B"][:300]
    assert ex05.precision_recall.reference(real, fake, 3) == pytest.approx(metrics.precision_recall(real, fake))
    copies = fakes["A"][:100]
    assert ex05.memorisation.reference(copies, train, held_out) == pytest.approx(
        metrics.memorisation(copies, train, held_out))


def test_every_objective_has_an_exercise_of_this_lesson():
    assert set(ex05.OBJECTIVES) == {1, 2, 3, 4, 5}
    assert sorted(name for names in ex05.OBJECTIVES.values() for name in names) == sorted(e.name for e in ALL)


def test_the_mystery_can_be_solved_from_the_five_numbers():
    mixture, train, held_out, fakes = ex05.mystery()
    kinds = {}
    for letter, points in fakes.items():
        share, copied = metrics.high_quality_share(points, mixture), metrics.memorisation(points, train, held_out)
        if metrics.modes_captured(points, mixture) < 25:
            kinds[letter] = "collapsed"
        elif share < 0.9:
            kinds[letter] = "noisy"
        elif metrics.precision_recall(held_out, points).recall < 0.8:
            kinds[letter] = "tight"
        else:
            kinds[letter] = "copies" if copied > 0.9 else "perfect"
    assert kinds == ex05.diagnoses.reference


# Other right answers.

def modes_by_loop(samples, means, std):
    captured, good = set(), 0
    for sample in samples:
        distance = ((means - sample) ** 2).sum(axis=1) ** 0.5
        if distance.min() <= 3 * std:
            good += 1
            captured.add(int(distance.argmin()))
    return [len(captured), good / len(samples)]


def modes_by_squares(samples, means, std):
    squares = ((samples[:, None] - means) ** 2).sum(axis=2)
    good = squares.min(axis=1) <= 9 * std**2
    return np.array([len(set(squares.argmin(axis=1)[good])), np.mean(good)])


def modes_by_tensors(samples, means, std):
    distance = tf.norm(tf.constant(samples)[:, None] - means, axis=2)
    good = tf.reduce_min(distance, axis=1) <= 3 * std
    hit = tf.unique(tf.boolean_mask(tf.argmin(distance, axis=1), good)).y
    return tf.cast(tf.size(hit), tf.float64), tf.reduce_mean(tf.cast(good, tf.float64))


def modes_by_cdist(samples, means, std):
    inside = cdist(samples, means)
    captured = {int(row.argmin()) for row in inside if row.min() <= 3 * std}
    return {"modes": len(captured)}["modes"], float(np.mean(inside.min(axis=1) <= 3 * std))


def kernel_by_masks(a, b):
    def within(x):
        return ((x @ x.T / x.shape[1] + 1) ** 3)[~np.eye(len(x), dtype=bool)].mean()
    return within(a) + within(b) - 2 * ((b @ a.T / a.shape[1] + 1) ** 3).mean()


def kernel_by_loops(a, b):
    def k(x, y):
        return (np.dot(x, y) / len(x) + 1) ** 3
    same = [np.mean([k(x, y) for i, x in enumerate(s) for j, y in enumerate(s) if i != j]) for s in (a, b)]
    return sum(same) - 2 * np.mean([k(x, y) for x in a for y in b])


def kernel_by_tensors(a, b):
    def within(x):
        k = (tf.matmul(x, x, transpose_b=True) / x.shape[1] + 1) ** 3
        return (tf.reduce_sum(k) - tf.linalg.trace(k)) / (len(x) * (len(x) - 1))
    return within(a) + within(b) - 2 * tf.reduce_mean((tf.matmul(a, b, transpose_b=True) / a.shape[1] + 1) ** 3)


def kernel_with_zeros_on_the_diagonal(a, b):
    def within(x):
        k = (x @ x.T / x.shape[1] + 1) ** 3
        np.fill_diagonal(k, 0)
        return k.sum() / (len(x) * (len(x) - 1))
    return np.array(within(a) + within(b) - 2 * ((a @ b.T / a.shape[1] + 1) ** 3).mean())


@pytest.mark.parametrize(("name", "right"), [
    ("modes_and_quality", modes_by_loop), ("modes_and_quality", modes_by_squares),
    ("modes_and_quality", modes_by_tensors), ("modes_and_quality", modes_by_cdist),
    ("kernel_distance", kernel_by_masks), ("kernel_distance", kernel_by_loops),
    ("kernel_distance", kernel_by_tensors), ("kernel_distance", kernel_with_zeros_on_the_diagonal),
])
def test_unusual_right_answers(name, right):
    verdict = getattr(ex05, name).verdict(right)
    assert verdict.startswith("Right."), verdict


@pytest.mark.parametrize("change", [str.upper, str.title, lambda word: f" {word} ", np.str_])
def test_diagnoses_may_be_written_otherwise(change):
    assert ex05.diagnoses.verdict({key: change(word) for key, word in ex05.diagnoses.reference.items()}
                                  ).startswith("Right.")


# Named wrong answers: each hears its own sentence.

def counted(samples, means, radius, norm=2):
    distance = np.linalg.norm(samples[:, None] - means, ord=norm, axis=2)
    good = distance.min(axis=1) <= radius
    return len(np.unique(distance.argmin(axis=1)[good])), good.mean()


def nearest_only(samples, means, std):
    distance = np.linalg.norm(samples[:, None] - means, axis=2)
    return len(np.unique(distance.argmin(axis=1))), (distance.min(axis=1) <= 3 * std).mean()


def share_of_modes(samples, means, std):
    modes, _ = counted(samples, means, 3 * std)
    return modes, modes / len(means)


def counts_samples(samples, means, std):
    share = counted(samples, means, 3 * std)[1]
    return round(share * len(samples)), share


def only_eight(samples, means, std):
    distance = np.linalg.norm(samples[:, None] - means, axis=2)
    nearest, good = distance.argmin(axis=1), distance.min(axis=1) <= 3 * std
    return sum(bool((nearest[good] == j).any()) for j in range(8)), good.mean()


def by_circles(samples, means, std):
    within = np.linalg.norm(samples[:, None] - means, axis=2) <= 3 * std
    return within.any(axis=0).sum(), within.any(axis=1).mean()


def moves_the_samples(samples, means, std):
    result = counted(samples, means, 3 * std)
    samples -= means[0]
    return result


@pytest.mark.parametrize(("wrong", "sentence"), [
    (nearest_only, "Only high-quality samples capture"), (lambda x, m, std: counted(x, m, 3), "3 standard deviations"),
    (lambda x, m, std: counted(x, m, 3 * std**2), "the variance"),
    (lambda x, m, std: counted(x, m, 2 * std), "the radius is 3 standard deviations"),
    (lambda x, m, std: counted(x, m, 3 * std, np.inf), "not axis by axis"),
    (lambda x, m, std: counted(x, m, 3 * std, 1), "straight line"),
    (share_of_modes, "of samples, not of modes"), (counts_samples, "count modes, not samples"),
    (lambda x, m, std: counted(x, m, 3 * std)[1], "2 values are wanted"),
    (lambda x, m, std: counted(x, m, 3 * std)[::-1], "modes come first"),
    (lambda x, m, std: (counted(x, m, 3 * std)[0], float("nan")), "NaN"),
    (lambda x, m, std: ("eight", 0.9), "numbers|string|text"), (lambda x, m, std: (None, 0.9), "NaN"),
    (only_eight, "it is not the number of modes"), (by_circles, "nearest mode alone"),
    (lambda x, m, std: (8, 0.9), "it is not the number of modes"), (moves_the_samples, "argument|changes|changed"),
])
def test_wrong_counts(wrong, sentence):
    wrong_answer(ex05.modes_and_quality, wrong, sentence)


def kernel_mean(x, y, degree=3, divide=True):
    return ((x @ y.T / (x.shape[1] if divide else 1) + 1) ** degree)


def with_diagonal(a, b):
    return kernel_mean(a, a).mean() + kernel_mean(b, b).mean() - 2 * kernel_mean(a, b).mean()


def unbiased(a, b, twice=2, pairs=lambda n: n * (n - 1), **options):
    kernels = [kernel_mean(x, x, **options) for x in (a, b)]
    return sum((k.sum() - np.trace(k)) / pairs(len(k)) for k in kernels) - twice * kernel_mean(a, b, **options).mean()


@pytest.mark.parametrize(("wrong", "sentence"), [
    (with_diagonal, "biased version"),
    (lambda a, b: unbiased(a, b, pairs=lambda n: n * n), "n * (n - 1)"),
    (lambda a, b: unbiased(a, b, divide=False), "divided by the number of features"),
    (lambda a, b: unbiased(a, b, degree=2), "the power is 3"),
    (lambda a, b: unbiased(a, b, twice=1), "counts twice"),
    (lambda a, b: unbiased(a, b, twice=-2), "subtracted"),
    (lambda a, b: unbiased(a, b) ** 0.5, "no square root"),
    (lambda a, b: max(unbiased(a, b), 0.0), "do not clip"),
    (lambda a, b: abs(unbiased(a, b)), "absolute value"),
    (lambda a, b: unbiased(a, b) + 1, "not that of the formula"),
    (lambda a, b: kernel_mean(a, b), "has shape"), (lambda a, b: float("nan"), "NaN"),
    (lambda a, b: "small", "numbers"),
])
def test_wrong_kernel_distances(wrong, sentence):
    wrong_answer(ex05.kernel_distance, wrong, sentence)


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"A": "perfect"}, "A: modes, quality"), ({"B": "tight"}, "B: all 25"), ({"C": "copies"}, "C: compare"),
    ({"D": "perfect"}, "D: a share"), ({"E": "noisy"}, "E: the quality"), ({"A": "ill"}, "is not one of"),
    ({"F": "noisy"}, "with the keys"), ({"C": 1}, "is not one of"),
])
def test_wrong_diagnoses(changed, sentence):
    wrong_answer(ex05.diagnoses, {**ex05.diagnoses.reference, **changed}, sentence)
