"""The checkers of lesson 05: references are right, wrong answers hear which property is broken."""

import re

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from gan_course import metrics
from gan_course.exercises import ex05

ALL = [ex05.modes_and_quality, ex05.kernel_distance, ex05.precision, ex05.diagnoses]


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_reference_is_right(exercise):
    assert exercise.verdict(exercise.reference).startswith("Right. ")


@pytest.mark.parametrize("exercise", ALL, ids=repr)
def test_solution_source_defines_the_name_and_is_right(exercise):
    namespace = {"np": np}
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[exercise.name]).startswith("Right. ")


def test_stubs_are_not_tried():
    assert ex05.modes_and_quality.verdict(lambda samples, means, std: ...).startswith("Not tried yet")
    assert ex05.kernel_distance.verdict(lambda a, b: ...).startswith("Not tried yet")
    assert ex05.precision.verdict(lambda real, fake, k: ...).startswith("Not tried yet")
    assert ex05.diagnoses.verdict(dict.fromkeys("ABCDE", ...)).startswith("Not tried yet")


def test_references_are_the_packages_metrics():
    rng = np.random.default_rng(0)
    mixture, _, held_out, fakes = ex05.mystery()
    for points in fakes.values():
        found = ex05.modes_and_quality.reference(points, mixture.means, mixture.std[0])
        assert found == (metrics.modes_captured(points, mixture), metrics.high_quality_share(points, mixture))
    a, b = rng.normal(size=(30, 4)), rng.normal(0.3, 1, size=(40, 4))
    assert ex05.kernel_distance.reference(a, b) == pytest.approx(metrics.kernel_distance(a, b))
    real, fake = held_out[:200], fakes["B"][:300]
    assert ex05.precision.reference(real, fake, 3) == pytest.approx(metrics.precision_recall(real, fake).precision)


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

def test_other_ways_are_right():
    def by_loop(samples, means, std):
        captured, good = set(), 0
        for sample in samples:
            distance = ((means - sample) ** 2).sum(axis=1) ** 0.5
            if distance.min() <= 3 * std:
                good += 1
                captured.add(int(distance.argmin()))
        return [len(captured), good / len(samples)]

    def by_masks(a, b):
        def within(x):
            return ((x @ x.T / x.shape[1] + 1) ** 3)[~np.eye(len(x), dtype=bool)].mean()
        return within(a) + within(b) - 2 * ((b @ a.T / a.shape[1] + 1) ** 3).mean()

    def by_scipy(real, fake, k):
        radius = np.partition(cdist(real, real), k)[:, k]
        return np.mean((cdist(fake, real) <= radius).any(axis=1))

    assert ex05.modes_and_quality.verdict(by_loop).startswith("Right.")
    assert ex05.kernel_distance.verdict(by_masks).startswith("Right.")
    assert ex05.precision.verdict(by_scipy).startswith("Right.")


# Named wrong answers: each hears its own sentence.

def distances(samples, means):
    return np.linalg.norm(samples[:, None] - means, axis=2)


def nearest_only(samples, means, std):
    distance = distances(samples, means)
    return len(np.unique(distance.argmin(axis=1))), (distance.min(axis=1) <= 3 * std).mean()


def in_units(samples, means, std):
    distance = distances(samples, means)
    good = distance.min(axis=1) <= 3
    return len(np.unique(distance.argmin(axis=1)[good])), good.mean()


def with_variance(samples, means, std):
    distance = distances(samples, means)
    good = distance.min(axis=1) <= 3 * std**2
    return len(np.unique(distance.argmin(axis=1)[good])), good.mean()


def in_a_box(samples, means, std):
    distance = np.abs(samples[:, None] - means).max(axis=2)
    good = distance.min(axis=1) <= 3 * std
    return len(np.unique(distance.argmin(axis=1)[good])), good.mean()


def share_of_modes(samples, means, std):
    modes, _ = ex05.modes_and_quality.reference(samples, means, std)
    return modes, modes / len(means)


def counts_samples(samples, means, std):
    good = distances(samples, means).min(axis=1) <= 3 * std
    return good.sum(), good.mean()


def only_the_share(samples, means, std):
    return ex05.modes_and_quality.reference(samples, means, std)[1]


@pytest.mark.parametrize(("wrong", "sentence"), [
    (nearest_only, "Only high-quality samples capture"), (in_units, "Is your radius 3 standard deviations"),
    (with_variance, "the radius is 3 standard deviations"), (in_a_box, "not axis by axis"),
    (share_of_modes, "of samples, not of modes"), (counts_samples, "count modes, not samples"),
    (only_the_share, "return two numbers"),
])
def test_wrong_counts(wrong, sentence):
    _hears(ex05.modes_and_quality, wrong, sentence)


def kernel_mean(x, y, degree=3, divide=True):
    return ((x @ y.T / (x.shape[1] if divide else 1) + 1) ** degree)


def with_diagonal(a, b):
    return kernel_mean(a, a).mean() + kernel_mean(b, b).mean() - 2 * kernel_mean(a, b).mean()


def unbiased(a, b, twice=2, pairs=lambda n: n * (n - 1), **options):
    kernels = [kernel_mean(x, x, **options) for x in (a, b)]
    return sum((k.sum() - np.trace(k)) / pairs(len(k)) for k in kernels) - twice * kernel_mean(a, b, **options).mean()


@pytest.mark.parametrize(("wrong", "sentence"), [
    (with_diagonal, "biased version"),
    (lambda a, b: unbiased(a, b, pairs=lambda n: n * n), r"n \* \(n - 1\)"),
    (lambda a, b: unbiased(a, b, divide=False), "divided by the number of features"),
    (lambda a, b: unbiased(a, b, degree=2), "the power is 3"),
    (lambda a, b: unbiased(a, b, twice=1), "counts twice"),
    (lambda a, b: unbiased(a, b) ** 0.5, "no square root"),
    (lambda a, b: max(unbiased(a, b), 0.0), "do not clip"),
    (lambda a, b: abs(unbiased(a, b)), "absolute value"),
    (lambda a, b: unbiased(a, b) + 1, "not that of the formula"),
], ids=["diagonal", "pairs", "features", "degree", "twice", "root", "clipped", "absolute", "other"])
def test_wrong_kernel_distances(wrong, sentence):
    _hears(ex05.kernel_distance, wrong, sentence)


def balls(x, k):
    return np.sort(cdist(x, x), axis=1)[:, k]


def recall_instead(real, fake, k):
    return (cdist(real, fake) < balls(fake, k)).any(axis=1).mean()


def coverage_instead(real, fake, k):
    return (cdist(real, fake) < balls(real, k)[:, None]).any(axis=1).mean()


def density_instead(real, fake, k):
    return (cdist(real, fake) < balls(real, k)[:, None]).sum(axis=0).mean() / k


def itself_as_neighbour(real, fake, k):
    return (cdist(real, fake) < balls(real, k - 1)[:, None]).any(axis=0).mean()


def one_too_far(real, fake, k):
    return (cdist(real, fake) < balls(real, k + 1)[:, None]).any(axis=0).mean()


def nearest_ball_only(real, fake, k):
    cross = cdist(real, fake)
    nearest = cross.argmin(axis=0)
    return (cross.min(axis=0) < balls(real, k)[nearest]).mean()


def one_radius(real, fake, k):
    return (cdist(real, fake) < balls(real, k).mean()).any(axis=0).mean()


@pytest.mark.parametrize(("wrong", "sentence"), [
    (recall_instead, "you have recall"), (coverage_instead, "that is coverage"), (density_instead, "that is density"),
    (itself_as_neighbour, "one neighbour short"), (one_too_far, "one neighbour too far"),
    (nearest_ball_only, "nearest real point only"), (one_radius, "one radius for all"),
    (lambda real, fake, k: 0.5, "the value is wrong"),
])
def test_wrong_precisions(wrong, sentence):
    _hears(ex05.precision, wrong, sentence)


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"A": "perfect"}, "A: modes, quality"), ({"B": "tight"}, "B: all 25"), ({"C": "copies"}, "C: compare"),
    ({"D": "perfect"}, "D: a share"), ({"E": "noisy"}, "E: the quality"), ({"A": "ill"}, "is not one of"),
    ({"F": "noisy"}, "with the keys"),
])
def test_wrong_diagnoses(changed, sentence):
    _hears(ex05.diagnoses, {**ex05.diagnoses.reference, **changed}, sentence)


def _hears(exercise, answer, sentence):
    verdict = exercise.verdict(answer)
    assert verdict.startswith("Wrong: "), verdict
    assert re.search(sentence, verdict), verdict
