"""Exercises of lesson 01: judging by a line, by counts and by pixels; the best reply; a verdict's slope."""

import functools

import numpy as np

from gan_course.datasets import CRUDE_FAKES, crude_fakes, digits
from gan_course.exercises.checks import same_shape
from gan_course.exercises.exercise import Exercise


def _column(text):
    return np.array([float(number) for number in text.split()])


# 1 · The best line

def _best_threshold(real, fake):
    lines = np.concatenate([real, fake])
    lines = np.append(lines, lines.max() + 1)

    def score(line):
        return 0.5 * (real < line).mean() + 0.5 * (fake >= line).mean()

    return max(lines, key=score)


def _line_score(line, real, fake):
    return 0.5 * (real < line).mean() + 0.5 * (fake >= line).mean()


def _line_is_best(real, fake, property_):
    def check(answer):
        line = np.asarray(answer(real.copy(), fake.copy()), dtype=float)
        if line.shape != ():
            return f"one line is wanted, a single number; yours has shape {line.shape}."
        possible = _line_score(_best_threshold(real, fake), real, fake)
        reached = _line_score(line, real, fake)
        if reached > possible - 1e-9:
            return None
        if np.isclose(line, possible):
            return "that is the best score; what is wanted is the line that reaches it."
        return f"{property_} Your line, {line:.4g}, scores {reached:.2f}; {possible:.2f} is possible."
    return check


_RNG = np.random.default_rng(11)
_FEW, _MANY = _RNG.normal(0, 1, 30), _RNG.normal(1.5, 1, 600)

best_threshold = Exercise(
    "best_threshold", _best_threshold,
    checks=[
        _line_is_best(_column("0 1 2 3"), _column("5 6 7"),
                      "everything below the line is called real; here one line gets all of them right."),
        _line_is_best(_column("0 1 2 3"), _column("2.5 3.5 4.5 40"),
                      "the line should have the highest score of all."),
        _line_is_best(_FEW, _MANY,
                      "real and generated count one half each, however many there are; here 30 and 600."),
        _line_is_best(_column("5 6"), _column("0 1 2 7"),
                      "it holds too where the generated numbers lie left."),
    ],
    hints=[
        "Score one line first: the share of `real` below it, and the share of `fake` not below it.",
        "Take each share with its own `.mean()`, so that no side's length matters; then loop over all lines.",
        "`max(lines, key=score)` gives the best line; the lines are the observed numbers and one more.",
    ],
    praise="Training a discriminator is this search, with more knobs than one line.",
)


# 2 · A judge of histograms

def _best_verdicts(real_counts, fake_counts):
    return real_counts / real_counts.sum() > fake_counts / fake_counts.sum()


def _verdicts_are(real_counts, fake_counts, property_):
    def check(answer):
        verdicts = np.asarray(answer(np.array(real_counts), np.array(fake_counts)))
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


best_verdicts = Exercise(
    "best_verdicts", _best_verdicts,
    checks=[
        _verdicts_are([40, 30, 20, 10], [5, 20, 35, 40], "each bin goes to the side with more in it."),
        _verdicts_are([40, 30, 20, 10], [50, 200, 350, 400],
                      "both sides count equally: compare shares of each histogram, not raw counts."),
        _verdicts_are([1, 0, 3], [0, 90, 10], "compare shares, also where a count is 0."),
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
    verdicts = np.asarray(answer(real.copy()))
    if verdicts.shape != (len(real),):
        return f"one verdict per image is wanted, here shape ({len(real)},); yours has shape {verdicts.shape}."
    if not np.isin(verdicts, (0, 1)).all():
        return "a verdict is True or False; yours are other numbers. Compare your clue with a line."
    return None


def _judges_each_alone(answer):
    real, fakes = _line_up()
    mixed = np.concatenate([real[:20], fakes["blurred"][:20]])
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
        return (f"against the {kind} fakes it scores {score:.2f}; 0.90 is wanted. "
                f"It calls {on_real:.0%} of the real and {on_fake:.0%} of these fakes real.")
    return check


detective = Exercise(
    "detective", _detective,
    checks=[_verdict_per_image, _judges_each_alone, *(_catches(kind) for kind in CRUDE_FAKES)],
    hints=[
        "Look at the box plots: which clue catches the shuffled fakes, which one the other three?",
        "An image is real only if *both* clues say so: join two comparisons with `&`, each in parentheses.",
        "Roughness of real digits stays below about 0.2, greyness below about 0.16.",
    ],
    praise="Two clues together see what neither sees alone; a network learns hundreds of them.",
)


# 4 · The best reply

def _best_reply(discriminator, candidates):
    best = candidates[np.argmax(discriminator(candidates))]
    return np.full(100, best)


def _one_hill(x):
    return 0.9 * np.exp(-((np.asarray(x, dtype=float) - 1.2) ** 2))


def _two_hills(x):
    x = np.asarray(x, dtype=float)
    return 0.6 * np.exp(-((x + 3) ** 2)) + 0.7 * np.exp(-((x - 2) ** 2))


def _slope(x):
    return 1 / (1 + np.exp(np.asarray(x, dtype=float)))


def _replies_best(discriminator, candidates):
    def check(answer):
        made = np.asarray(answer(discriminator, candidates.copy()), dtype=float)
        if not np.isin(made, candidates).all():
            stray = made[~np.isin(made, candidates)][0]
            return f"every number must be one of the candidates; {stray:.4g} is none of them."
        reached, possible = discriminator(made).mean(), discriminator(candidates).max()
        if reached > possible - 1e-9:
            return None
        many = " Every example that is not the best one costs you." if len(np.unique(made)) > 1 else ""
        return (f"the mean of D over your 100 numbers is {reached:.3f}; "
                f"with these candidates {possible:.3f} is possible.{many}")
    return check


_PLACES = np.linspace(-5, 5, 41)

best_reply = Exercise(
    "best_reply", _best_reply,
    checks=[
        same_shape((_one_hill, _PLACES), (100,), "100 numbers are wanted"),
        _replies_best(_one_hill, _PLACES),
        _replies_best(_two_hills, _PLACES),
        _replies_best(_slope, _PLACES),
    ],
    hints=[
        "An average is largest when every single term is as large as it can be.",
        "Which candidate does the discriminator like best? `np.argmax` gives its index, not its place.",
        "`np.full(100, place)` is an array of 100 times the same place.",
    ],
    praise="A hundred times the same: against a discriminator that stands still, collapse is the best play.",
)


# 5 · A verdict with a slope

def _soft_verdict(x, threshold, sharpness):
    return 1 / (1 + np.exp(-np.clip(sharpness * (x - threshold), -500, 500)))


_LINE = np.linspace(-3.0, 5.0, 17)     # threshold 1 is in the middle


def _verdicts(answer, x=_LINE, threshold=1.0, sharpness=1.5):
    return np.asarray(answer(x.copy(), threshold, sharpness), dtype=float)


def _half_at_the_threshold(answer):
    value = _verdicts(answer, np.array([1.0]))[0]
    return None if abs(value - 0.5) < 1e-6 else f"at x = threshold it should be 0.5; it is {value:.4g}."


def _rises(answer):
    steps = np.diff(_verdicts(answer))
    if np.all(steps > 0):
        return None
    if np.all(steps <= 0) and steps.min() < 0:
        return "it falls with x; above the threshold lie the real numbers, so it should rise."
    return "it is flat somewhere: a step to the right must always raise the verdict, or it gives no hint."


def _is_a_probability(answer):
    values = _verdicts(answer, np.array([-1e4, 1e4]), 0.0, 5.0)
    if np.isfinite(values).all() and values.min() >= 0 and values.max() <= 1:
        return None
    return f"at x = ±10,000 it should still be a probability; it is {values[0]:.4g} and {values[1]:.4g}."


def _is_symmetric(answer):
    values = _verdicts(answer)
    if np.allclose(values + values[::-1], 1, atol=1e-6):
        return None
    return "equal distances left and right of the threshold should give probabilities that add up to 1."


def _sharper_is_steeper(answer):
    beside = np.array([1.1])
    soft, sharp = (_verdicts(answer, beside, sharpness=s)[0] for s in (1.0, 4.0))
    steeper = sharp > soft + 1e-6
    return None if steeper else "a larger sharpness should make the slope at the threshold steeper."


soft_verdict = Exercise(
    "soft_verdict", _soft_verdict,
    checks=[same_shape((_LINE, 1.0, 1.5), _LINE.shape, "one probability for each x is wanted"),
            _half_at_the_threshold, _rises, _is_a_probability, _is_symmetric, _sharper_is_steeper],
    hints=[
        "You have met a function that squeezes any number into (0, 1): the sigmoid of Part C.",
        "Its argument should be 0 at the threshold, and grow `sharpness` times as fast as x.",
        "The argument is `sharpness * (x - threshold)`; clip it to ±500, and `np.exp` cannot overflow.",
    ],
    praise="The border is where it was, and now every step towards the data is rewarded.",
)
