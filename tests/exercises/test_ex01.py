"""The checkers of lesson 01: the reference is right, and each wrong answer hears what is wrong with it."""

import numpy as np
import pytest
import tensorflow as tf
from verdicts import right_answer, wrong_answer

from gan_course.exercises import ex01

EXERCISES = ["best_threshold", "best_verdicts", "detective", "best_reply", "gain_alone", "soft_verdict"]


@pytest.mark.parametrize("name", EXERCISES)
def test_reference_is_right(name):
    exercise = getattr(ex01, name)
    assert exercise.verdict(exercise.reference).startswith("Right. ")


@pytest.mark.parametrize("name", EXERCISES)
def test_stub_is_not_tried(name):
    def stub(*args):
        return ...

    exercise = getattr(ex01, name)
    assert exercise.verdict(...).startswith("Not tried yet: ")
    arity = exercise.reference.__code__.co_argcount
    stubs = {1: lambda a: stub(a), 2: lambda a, b: stub(a, b), 3: lambda a, b, c: stub(a, b, c)}
    assert exercise.verdict(stubs[arity]).startswith("Not tried yet: ")


@pytest.mark.parametrize("name", EXERCISES)
def test_shown_solution_defines_the_answer_with_numpy_alone(name):
    exercise = getattr(ex01, name)
    namespace = {"np": np}
    exec(exercise.reference_source(), namespace)
    assert exercise.verdict(namespace[name]).startswith("Right. ")


def lines_of(real, fake):
    return np.append(np.concatenate([real, fake]), max(real.max(), fake.max()) + 1)


def pools_both_sides(real, fake):
    return max(lines_of(real, fake), key=lambda t: (real < t).sum() + (fake >= t).sum())


def real_above(real, fake):
    return max(lines_of(real, fake), key=lambda t: (real >= t).mean() + (fake < t).mean())


def middle_of_the_means(real, fake):
    return (real.mean() + fake.mean()) / 2


def gives_the_score(real, fake):
    return max(0.5 * (real < t).mean() + 0.5 * (fake >= t).mean() for t in lines_of(real, fake))


def gives_all_lines(real, fake):
    return lines_of(real, fake)


def median_of_both(real, fake):
    return (np.median(real) + np.median(fake)) / 2


def only_looks_below_the_fakes_mean(real, fake):
    return ex01.best_threshold.reference(real, fake[fake <= fake.mean()])


def between_the_numbers(real, fake):
    x = np.sort(np.concatenate([real, fake]))
    return max((x[1:] + x[:-1]) / 2, key=lambda t: (real < t).mean() + (fake >= t).mean())


def sorts_in_place(real, fake):
    real.sort()
    return ex01.best_threshold.reference(real, fake)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (pools_both_sides, "count one half each, however many there are; here 30 and 600"),
        (real_above, "everything below the line is called real"),
        (middle_of_the_means, "the line should have the highest accuracy of all"),
        (gives_the_score, "that is the best accuracy; what is wanted is the line"),
        (gives_all_lines, "one line is wanted, a single number; yours has shape (8,)"),
        (median_of_both, "the line should have the highest accuracy of all"),
        (only_looks_below_the_fakes_mean, "real and generated count one half each"),
        (sorts_in_place, "changed"),
        (between_the_numbers, "calls everything generated, or everything real"),
        (lambda real, fake: np.linspace(-9, 9, 60)[np.argmax([ex01._line_score(line, real, fake) for line in
                                                              np.linspace(-9, 9, 60)])], "reaches"),
        (lambda real, fake: "1.0", "numbers are wanted"),
        (lambda real, fake: np.nan, "NaN"),
    ],
)
def test_best_threshold_names_the_fault(wrong, words):
    wrong_answer(ex01.best_threshold, wrong, words)


def test_best_threshold_accepts_any_line_that_is_as_good():
    def between(real, fake):
        best = ex01.best_threshold.reference(real, fake)
        below = lines_of(real, fake)[lines_of(real, fake) < best]
        return (best + below.max()) / 2 if len(below) else best

    right_answer(ex01.best_threshold, between)


def by_sorting(real, fake):
    """One pass over all numbers in order, with the two shares counted along the way."""
    lines = np.unique(np.concatenate([real, fake]))
    below = np.searchsorted(np.sort(real), lines) / len(real), np.searchsorted(np.sort(fake), lines) / len(fake)
    return lines[np.argmax(below[0] - below[1])]


@pytest.mark.parametrize("answer", [
    by_sorting,
    lambda real, fake: tf.constant(by_sorting(real, fake)),
    lambda real, fake: float(max(fake, key=lambda t: np.mean(real < t) - np.mean(fake < t))),
    lambda real, fake: np.array(by_sorting(real, fake)),
], ids=["sorted", "tensor", "fakes alone", "array of no axis"])
def test_best_threshold_other_right_answers(answer):
    right_answer(ex01.best_threshold, answer)


def raw_counts(real_counts, fake_counts):
    return real_counts > fake_counts


def wrong_way_round(real_counts, fake_counts):
    return real_counts / real_counts.sum() < fake_counts / fake_counts.sum()


def share_of_real(real_counts, fake_counts):
    return real_counts / (real_counts + fake_counts)


def by_the_maximum(real_counts, fake_counts):
    return real_counts / real_counts.max() > fake_counts / fake_counts.max()


def by_the_mean_of_filled_bins(real_counts, fake_counts):
    return (real_counts / real_counts[real_counts > 0].mean()) > (fake_counts / fake_counts[fake_counts > 0].mean())


def in_place(real_counts, fake_counts):
    real_counts *= fake_counts.sum()
    return real_counts > fake_counts * (real_counts.sum() // fake_counts.sum())


def one_verdict(real_counts, fake_counts):
    return real_counts.sum() > fake_counts.sum()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (raw_counts, "compare shares of each histogram, not raw counts. Look at bin 0: 40 real, 50 generated"),
        (wrong_way_round, "wrong way round: True means real"),
        (share_of_real, "yours are other numbers. Compare the two shares"),
        (one_verdict, "one verdict per bin is wanted, shape (4,); yours has shape ()"),
        (by_the_maximum, "divide each histogram by its own sum"),
        (by_the_mean_of_filled_bins, "divide each histogram by its own sum"),
        (in_place, "changed"),
        (lambda p, q: ["real"] * len(p), "numbers are wanted"),
        (lambda p, q: p / q.sum() > q / p.sum(), "compare shares"),
    ],
)
def test_best_verdicts_names_the_fault(wrong, words):
    wrong_answer(ex01.best_verdicts, wrong, words)


@pytest.mark.parametrize("answer", [
    lambda p, q: list(p / np.sum(p) > q / np.sum(q)),
    lambda p, q: (p * q.sum() > q * p.sum()).astype(int),
    lambda p, q: tf.constant(p / p.sum()) > q / q.sum(),
    lambda p, q: p / p.sum() - q / q.sum() >= 0,
    lambda p, q: np.mean(p) * q < np.mean(q) * p,
], ids=["list", "cross product as 0 and 1", "tensor", "difference", "means"])
def test_best_verdicts_other_right_answers(answer):
    right_answer(ex01.best_verdicts, answer)


def trusts_everyone(images):
    return np.full(len(images), True)


def only_grey(images):
    return (np.abs(images) < 0.9).mean(axis=(1, 2, 3)) < 0.16


def one_verdict_for_all(images):
    return (np.abs(images) < 0.9).mean() < 0.16


def compares_with_the_batch(images):
    grey = (np.abs(images) < 0.9).mean(axis=(1, 2, 3))
    return grey <= grey.mean()


def gives_the_clue(images):
    return (np.abs(images) < 0.9).mean(axis=(1, 2, 3))


def rough_by_the_batch(images):
    down, across = np.abs(np.diff(images, axis=1)), np.abs(np.diff(images, axis=2))
    rough = (down.mean(axis=(1, 2, 3)) + across.mean()) / 2
    return (rough < 0.20) & ((np.abs(images) < 0.9).mean(axis=(1, 2, 3)) < 0.16)


def only_rough(images):
    return np.abs(np.diff(images, axis=1)).mean(axis=(1, 2, 3)) < 0.20


def upside_down(images):
    return ~ex01.detective.reference(images)


def changes_the_images(images):
    verdicts = ex01.detective.reference(images)
    images[:] = np.sign(images)
    return verdicts


def one_verdict_per_pixel(images):
    return images > 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (trusts_everyone, "against the shuffled fakes its accuracy is 0.50; 0.90 is wanted. It calls 100% of the real"),
        (only_grey, "against the shuffled fakes its accuracy is 0.5"),
        (one_verdict_for_all, "one verdict per image is wanted, here shape (500,); yours has shape ()"),
        (compares_with_the_batch, "each image is judged on its own"),
        (gives_the_clue, "yours are other numbers. Compare your clue with a line"),
        (one_verdict_per_pixel, "yours has shape (500, 28, 28, 1)"),
        (rough_by_the_batch, "each image is judged on its own"),
        (only_rough, "against the blurred fakes its accuracy is 0.4"),
        (upside_down, "its accuracy is 0.0"),
        (changes_the_images, "changed"),
        (lambda images: ["real"] * len(images), "numbers are wanted"),
    ],
)
def test_detective_names_the_fault(wrong, words):
    wrong_answer(ex01.detective, wrong, words)


def by_grey_and_edges(images):
    grey = (np.abs(images) < 0.9).mean(axis=(1, 2, 3))
    return (grey < 0.16) & ((np.diff(np.sign(images), axis=1) != 0).mean(axis=(1, 2, 3)) < 0.10)


@pytest.mark.parametrize("answer", [
    by_grey_and_edges,
    lambda images: [bool(verdict) for verdict in ex01.detective.reference(images)],
    lambda images: ex01.detective.reference(images).astype(float),
    lambda images: np.array([ex01.detective.reference(image[None])[0] for image in images]),
], ids=["another clue", "list", "0 and 1", "one by one"])
def test_detective_other_right_answers(answer):
    right_answer(ex01.detective, answer)


def test_every_objective_has_an_exercise():
    named = [name for names in ex01.OBJECTIVES.values() for name in names]
    assert sorted(ex01.OBJECTIVES) == [1, 2, 3, 4] and sorted(named) == sorted(EXERCISES)
