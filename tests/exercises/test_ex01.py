"""The checkers of lesson 01: the reference is right, and each wrong answer hears what is wrong with it."""

import numpy as np
import pytest

from gan_course.exercises import ex01

EXERCISES = ["best_threshold", "best_verdicts", "detective", "best_reply", "soft_verdict"]


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


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (pools_both_sides, "count one half each, however many there are; here 30 and 600"),
        (real_above, "everything below the line is called real"),
        (middle_of_the_means, "the line should have the highest score of all"),
        (gives_the_score, "that is the best score; what is wanted is the line"),
        (gives_all_lines, "one line is wanted, a single number; yours has shape (8,)"),
    ],
)
def test_best_threshold_names_the_fault(wrong, words):
    verdict = ex01.best_threshold.verdict(wrong)
    assert verdict.startswith("Wrong: ") and words in verdict


def test_best_threshold_accepts_any_line_that_is_as_good():
    def between(real, fake):
        best = ex01.best_threshold.reference(real, fake)
        below = lines_of(real, fake)[lines_of(real, fake) < best]
        return (best + below.max()) / 2 if len(below) else best

    assert ex01.best_threshold.verdict(between).startswith("Right. ")


def raw_counts(real_counts, fake_counts):
    return real_counts > fake_counts


def wrong_way_round(real_counts, fake_counts):
    return real_counts / real_counts.sum() < fake_counts / fake_counts.sum()


def share_of_real(real_counts, fake_counts):
    return real_counts / (real_counts + fake_counts)


def one_verdict(real_counts, fake_counts):
    return real_counts.sum() > fake_counts.sum()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (raw_counts, "compare shares of each histogram, not raw counts. Look at bin 0: 40 real, 50 generated"),
        (wrong_way_round, "wrong way round: True means real"),
        (share_of_real, "yours are other numbers. Compare the two shares"),
        (one_verdict, "one verdict per bin is wanted, shape (4,); yours has shape ()"),
    ],
)
def test_best_verdicts_names_the_fault(wrong, words):
    verdict = ex01.best_verdicts.verdict(wrong)
    assert verdict.startswith("Wrong: ") and words in verdict


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


def one_verdict_per_pixel(images):
    return images > 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (trusts_everyone, "against the shuffled fakes it scores 0.50; 0.90 is wanted. It calls 100% of the real"),
        (only_grey, "against the shuffled fakes it scores 0.5"),
        (one_verdict_for_all, "one verdict per image is wanted, here shape (500,); yours has shape ()"),
        (compares_with_the_batch, "each image is judged on its own"),
        (gives_the_clue, "yours are other numbers. Compare your clue with a line"),
        (one_verdict_per_pixel, "yours has shape (500, 28, 28, 1)"),
    ],
)
def test_detective_names_the_fault(wrong, words):
    verdict = ex01.detective.verdict(wrong)
    assert verdict.startswith("Wrong: ") and words in verdict


def spreads_over_all(discriminator, candidates):
    return np.resize(candidates, 100)


def in_proportion_to_d(discriminator, candidates):
    p = discriminator(candidates) / discriminator(candidates).sum()
    return np.random.default_rng(0).choice(candidates, 100, p=p)


def gives_the_index(discriminator, candidates):
    return np.full(100, np.argmax(discriminator(candidates)))


def the_least_liked(discriminator, candidates):
    return np.full(100, candidates[np.argmin(discriminator(candidates))])


def only_one_number(discriminator, candidates):
    return candidates[np.argmax(discriminator(candidates))]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (spreads_over_all, "Every example that is not the best one costs you"),
        (in_proportion_to_d, "Every example that is not the best one costs you"),
        (gives_the_index, "every number must be one of the candidates; 25 is none of them"),
        (the_least_liked, "mean of D over your 100 numbers is 0.000; with these candidates 0.898 is possible"),
        (only_one_number, "100 numbers are wanted. Called with"),
    ],
)
def test_best_reply_names_the_fault(wrong, words):
    verdict = ex01.best_reply.verdict(wrong)
    assert verdict.startswith("Wrong: ") and words in verdict


def hard_step(x, threshold, sharpness):
    return np.where(x > threshold, 1.0, np.where(x < threshold, 0.0, 0.5))


def falls(x, threshold, sharpness):
    return 1 / (1 + np.exp(sharpness * (x - threshold)))


def forgets_the_threshold(x, threshold, sharpness):
    return 1 / (1 + np.exp(-sharpness * x))


def ramp(x, threshold, sharpness):
    return np.clip(0.5 + sharpness * (x - threshold), 0, 1)


def unbounded(x, threshold, sharpness):
    return 0.5 + 0.1 * sharpness * (x - threshold)


def overflows(x, threshold, sharpness):
    odds = np.exp(sharpness * (x - threshold))
    return odds / (1 + odds)


def ignores_sharpness(x, threshold, sharpness):
    return 1 / (1 + np.exp(-(x - threshold)))


def lopsided(x, threshold, sharpness):
    return 1 / (1 + np.exp(-sharpness * np.where(x > threshold, 1, 2) * (x - threshold)))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (hard_step, "it is flat somewhere"),
        (falls, "it falls with x"),
        (forgets_the_threshold, "at x = threshold it should be 0.5"),
        (ramp, "it is flat somewhere"),
        (unbounded, "at x = ±10,000 it should still be a probability"),
        (overflows, "at x = ±10,000 it should still be a probability; it is 0 and nan"),
        (ignores_sharpness, "a larger sharpness should make the slope"),
        (lopsided, "probabilities that add up to 1"),
    ],
)
def test_soft_verdict_names_the_fault(wrong, words):
    verdict = ex01.soft_verdict.verdict(wrong)
    assert verdict.startswith("Wrong: ") and words in verdict


def test_soft_verdict_accepts_another_curve():
    def by_arctangent(x, threshold, sharpness):
        return 0.5 + np.arctan(sharpness * (x - threshold)) / np.pi

    assert ex01.soft_verdict.verdict(by_arctangent).startswith("Right. ")
