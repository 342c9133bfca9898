"""Exercises of lesson 01: judging by a line, by counts and by pixels; the games are in `ex01_games`."""

import functools

import numpy as np

from gan_course.datasets import CRUDE_FAKES, crude_fakes, digits
from gan_course.exercises.checks import as_numbers
from gan_course.exercises.drawing import drawn
from gan_course.exercises.ex01_games import best_reply, gain_alone, soft_verdict
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import leaves_arguments_alone
from gan_course.exercises.wording import apart

__all__ = ["OBJECTIVES", "best_reply", "best_threshold", "best_verdicts", "detective", "gain_alone", "soft_verdict"]

# Which exercises serve which line of "You will be able to".
OBJECTIVES = {
    1: ["best_threshold", "best_verdicts", "detective"],
    2: ["best_reply"],
    3: ["gain_alone"],
    4: ["soft_verdict"],
}


def _column(text):
    return np.array([float(number) for number in text.split()])


# 1 · The best line

def _best_threshold(real, fake):
    def accuracy(line):
        return 0.5 * (real < line).mean() + 0.5 * (fake >= line).mean()

    return max(np.concatenate([real, fake]), key=accuracy)


def _line_score(line, real, fake):
    return 0.5 * (real < line).mean() + 0.5 * (fake >= line).mean()


def _line_is_best(real, fake, property_):
    def check(answer):
        line, complaint = as_numbers(answer(real.copy(), fake.copy()))
        if complaint:
            return complaint
        if np.isnan(line).any():
            return "the line is NaN (not a number)."
        if line.shape != ():
            return f"one line is wanted, a single number; yours has shape {line.shape}."
        possible = _line_score(_best_threshold(real, fake), real, fake)
        reached = _line_score(line, real, fake)
        if reached > possible - 1e-9:
            return None
        if np.isclose(line, possible):
            return "that is the best accuracy; what is wanted is the line that reaches it."
        reached, possible = apart(reached, possible, digits=2)
        return f"{property_} Your line, {line:.4g}, reaches {reached}; {possible} is possible."
    return check


def _two_samples(rng):
    """Samples of unequal sizes and spreads, now and then the generated ones on the left, some numbers twice."""
    real = rng.normal(rng.normal(), rng.uniform(0.3, 3), rng.integers(3, 40)).round(1)
    fake = rng.gamma(2.0, rng.uniform(0.3, 2), rng.integers(3, 200)).round(1) + rng.normal(0, 2)
    return real, fake


def _line_is_best_for_others(answer):
    checks = (_line_is_best(*drawn(_two_samples, 0, i), "the line should have the highest accuracy of all.")
              for i in range(24))
    return next(filter(None, (check(answer) for check in checks)), None)


_RNG = np.random.default_rng(11)
_FEW, _MANY = _RNG.normal(0, 1, 30), _RNG.normal(1.5, 1, 600)

best_threshold = Exercise(
    "best_threshold", _best_threshold,
    checks=[
        _line_is_best(_column("0 1 2 3"), _column("5 6 7"),
                      "everything below the line is called real; here one line gets all of them right."),
        _line_is_best(_column("0 1 2 3"), _column("2.5 3.5 4.5 40"),
                      "the line should have the highest accuracy of all."),
        _line_is_best(_FEW, _MANY,
                      "real and generated count one half each, however many there are; here 30 and 600."),
        _line_is_best(_column("5 6"), _column("0 1 2 7"),
                      "it holds too where the generated numbers lie left."),
        _line_is_best(_column("15 16"), _column("10 11 12"),
                      "where all generated numbers lie left, no line between the numbers is as good as one that calls "
                      "everything generated, or everything real."),
        _line_is_best_for_others,
        leaves_arguments_alone(_two_samples),
    ],
    hints=[
        "Judge one line first: the share of `real` below it, and the share of `fake` not below it.",
        "Take each share with its own `.mean()`, so that no side's length matters; then loop over all lines.",
        "`max(lines, key=accuracy)` gives the best line; the lines are the observed numbers.",
    ],
    praise="Training a discriminator is this search, with more knobs than one line.",
)


# 2 · A judge of histograms

def _best_verdicts(real_counts, fake_counts):
    return real_counts / real_counts.sum() > fake_counts / fake_counts.sum()


def _verdicts_are(real_counts, fake_counts, property_):
    def check(answer):
        verdicts, complaint = as_numbers(answer(np.array(real_counts), np.array(fake_counts)))
        if complaint:
            return complaint
        wanted = _best_verdicts(np.array(real_counts), np.array(fake_counts))
        if verdicts.shape != wanted.shape:
            return f"one verdict per bin is wanted, shape {wanted.shape}; yours has shape {verdicts.shape}."
        if not np.isin(verdicts, (0, 1)).all():
            return "a verdict is True or False; yours are other numbers. Compare the two shares of each bin."
        if np.array_equal(verdicts.astype(bool), wanted):
            return None
        if np.array_equal(verdicts.astype(bool), ~wanted):
            return "it is the wrong way round: True means real."
        wrong = int(np.argmax(verdicts.astype(bool) != wanted))
        return f"{property_} Look at bin {wrong}: {real_counts[wrong]} real, {fake_counts[wrong]} generated."
    return check


def _two_histograms(rng):
    """Counts of unequal totals, without a bin in which the shares are equal."""
    bins, size = rng.integers(3, 30), rng.integers(20, 400)
    real = rng.multinomial(size, rng.dirichlet(np.full(bins, 0.7)))
    fake = rng.multinomial(size * rng.integers(2, 9) + 1, rng.dirichlet(np.full(bins, 0.7)))
    tied = real * fake.sum() == fake * real.sum()
    return np.append(real[~tied], 7), np.append(fake[~tied], 0)


def _verdicts_are_right_for_others(answer):
    checks = (_verdicts_are(*drawn(_two_histograms, 0, i), "divide each histogram by its own sum, and compare.")
              for i in range(24))
    return next(filter(None, (check(answer) for check in checks)), None)


best_verdicts = Exercise(
    "best_verdicts", _best_verdicts,
    checks=[
        _verdicts_are([40, 30, 20, 10], [5, 20, 35, 40], "each bin goes to the side with more in it."),
        _verdicts_are([40, 30, 20, 10], [50, 200, 350, 400],
                      "both sides count equally: compare shares of each histogram, not raw counts."),
        _verdicts_are([1, 0, 3], [0, 90, 10], "compare shares, also where a count is 0."),
        _verdicts_are_right_for_others,
        leaves_arguments_alone(_two_histograms),
    ],
    hints=[
        "What share of all real examples falls into each bin? And of all generated ones?",
        "A histogram divided by its sum is an estimate of the density, bin by bin.",
        "Return `real_counts / real_counts.sum() > …`, with the same on the other side.",
    ],
    praise="With shares in place of counts, this is the best rule that the evidence allows.",
)


# 3 · The digit detective

def _detective(images):
    down, across = np.abs(np.diff(images, axis=1)), np.abs(np.diff(images, axis=2))
    roughness = (down.mean(axis=(1, 2, 3)) + across.mean(axis=(1, 2, 3))) / 2
    greyness = (np.abs(images) < 0.9).mean(axis=(1, 2, 3))
    return (roughness < 0.20) & (greyness < 0.16)


@functools.cache
def _line_up():
    images = digits().x_test
    order = np.random.default_rng(12).permutation(len(images))
    real, models = images[order[:500]], images[order[500:1000]]
    return real, {kind: crude_fakes(models, kind, seed=13) for kind in CRUDE_FAKES}


def _verdict_per_image(answer):
    real, _ = _line_up()
    verdicts, complaint = as_numbers(answer(real.copy()))
    if complaint:
        return complaint
    if verdicts.shape != (len(real),):
        return f"one verdict per image is wanted, here shape ({len(real)},); yours has shape {verdicts.shape}."
    if not np.isin(verdicts, (0, 1)).all():
        return "a verdict is True or False; yours are other numbers. Compare your clue with a line."
    return None


def _judges_each_alone(answer):
    real, fakes = _line_up()
    mixed = np.concatenate([real[:20], fakes["blurred"][:20], fakes["shuffled"][:60]])
    together = np.asarray(answer(mixed.copy()))
    alone = np.concatenate([np.asarray(answer(image[None].copy())) for image in mixed])
    if np.array_equal(together, alone):
        return None
    return "each image is judged on its own: the verdict on one changed with the images beside it."


def _catches(kind):
    def check(answer):
        real, fakes = _line_up()
        on_real = np.asarray(answer(real.copy())).astype(bool).mean()
        on_fake = np.asarray(answer(fakes[kind].copy())).astype(bool).mean()
        score = 0.5 * on_real + 0.5 * (1 - on_fake)
        if score >= 0.9:
            return None
        return (f"against the {kind} fakes its accuracy is {score:.2f}; 0.90 is wanted. "
                f"It calls {on_real:.0%} of the real and {on_fake:.0%} of these fakes real.")
    return check


detective = Exercise(
    "detective", _detective,
    checks=[_verdict_per_image, _judges_each_alone, *(_catches(kind) for kind in CRUDE_FAKES),
            leaves_arguments_alone(lambda rng: (_line_up()[0][:20].copy(),), draws=1)],
    hints=[
        "Look at the box plots: which clue catches the shuffled fakes, which one the other three?",
        "An image is real only if *both* clues say so: join two comparisons with `&`, each in parentheses.",
        "Roughness of real digits stays below about 0.2, greyness below about 0.16.",
    ],
    praise="Two clues together see what neither sees alone; a network learns hundreds of them.",
)
