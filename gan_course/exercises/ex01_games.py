"""Exercises of lesson 01 on games: the best reply, what a player gains alone, a verdict with a slope."""

import numpy as np

from gan_course.exercises.checks import as_numbers, same_shape
from gan_course.exercises.drawing import drawn
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

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
        made, complaint = as_numbers(answer(discriminator, candidates.copy()))
        if complaint:
            return complaint
        if made.shape != (100,):
            return f"100 numbers are wanted; yours have shape {made.shape}."
        nearest = candidates[np.abs(made[:, None] - candidates).argmin(axis=1)]
        if not np.allclose(made, nearest, rtol=1e-6, atol=1e-9):        # float32 will do
            stray = made[~np.isclose(made, nearest, rtol=1e-6, atol=1e-9)][0]
            return f"every number must be one of the candidates; {stray:.4g} is none of them."
        made = nearest
        reached, possible = discriminator(made).mean(), discriminator(candidates).max()
        if reached > possible - 1e-9:
            return None
        many = " Every example that is not the best one costs you." if len(np.unique(made)) > 1 else ""
        return (f"the mean of D over your 100 numbers is {reached:.3f}; "
                f"with these candidates {possible:.3f} is possible.{many}")
    return check


_PLACES = np.linspace(-5, 5, 41)


def _hills(rng):
    """A discriminator of several hills, and places in no order: their number and range vary."""
    tops, widths, heights = rng.uniform(-8, 8, 5), rng.uniform(0.2, 3, 5), rng.uniform(0.1, 0.99, 5)

    def discriminator(x):
        x = np.asarray(x, dtype=float)
        return np.max(heights * np.exp(-((x[..., None] - tops) / widths) ** 2), axis=-1)

    return discriminator, rng.uniform(-10, 10, rng.integers(3, 60))


def _replies_best_to_others(answer):
    checks = (_replies_best(*drawn(_hills, 0, i)) for i in range(12))
    return next(filter(None, (check(answer) for check in checks)), None)


best_reply = Exercise(
    "best_reply", _best_reply,
    checks=[
        same_shape((_one_hill, _PLACES), (100,), "100 numbers are wanted"),
        _replies_best(_one_hill, _PLACES),
        _replies_best(_two_hills, _PLACES),
        _replies_best(_slope, _PLACES),
        _replies_best_to_others,
        leaves_arguments_alone(_hills),
    ],
    hints=[
        "An average is largest when every single term is as large as it can be.",
        "Which candidate does the discriminator like best? `np.argmax` gives its index, not its place.",
        "`np.full(100, place)` is an array of 100 times the same place.",
    ],
    praise="A hundred times the same: against a discriminator that stands still, collapse is the best play.",
)


# 5 · What a player gains alone

def _gain_alone(payoff, d_mix, g_mix):
    now = d_mix @ payoff @ g_mix                 # what D wins, and G loses, on average
    d_gain = (payoff @ g_mix).max() - now        # by D's best pure reply
    g_gain = now - (d_mix @ payoff).min()        # by G's: G loses least
    return d_gain, g_gain


def _a_game(rng):
    """A payoff matrix of unequal sides, and two mixed strategies."""
    rows, columns = rng.permutation(np.arange(2, 7))[:2]
    return (rng.normal(0.4, 2.0, (rows, columns)), rng.dirichlet(np.full(rows, 0.8)),
            rng.dirichlet(np.full(columns, 0.8)))


def _two_gains(answer):
    values, complaint = as_numbers(answer(np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([0.5, 0.5]),
                                          np.array([0.9, 0.1])))
    if complaint:
        return complaint
    if values.shape != (2,):
        return f"two numbers are wanted, the gain of D and the gain of G; yours have shape {values.shape}."
    return None


def _best_wins(payoff, d_mix, g_mix):
    return (payoff @ g_mix).max(), -(d_mix @ payoff).min()


def _generator_wants_much(payoff, d_mix, g_mix):
    now = d_mix @ payoff @ g_mix
    return (payoff @ g_mix).max() - now, (d_mix @ payoff).max() - now


def _against_pure(payoff, d_mix, g_mix):
    now = d_mix @ payoff @ g_mix
    return payoff.max() - now, now - payoff.min()


def _to_ones_own(payoff, d_mix, g_mix):
    now = d_mix @ payoff @ g_mix
    return (d_mix @ payoff).max() - now, now - (payoff @ g_mix).min()


def _gains_below_zero(payoff, d_mix, g_mix):
    return tuple(-gain for gain in _gain_alone(payoff, d_mix, g_mix))


gain_alone = Exercise(
    "gain_alone", _gain_alone,
    checks=[
        _two_gains,
        agrees_with_reference(
            _gain_alone, _a_game, "the gain is the win of the best reply less the win of now",
            near_misses={
                "the two gains are in the wrong order: D's first, then G's": lambda *game: _gain_alone(*game)[::-1],
                "each best reply is to the *other* player's mix: D's to g_mix, and G's to d_mix": _to_ones_own,
                "these are the wins of the best replies; the gain is what is won on top of now":
                    _best_wins,
                "G pays what D wins: G's best reply makes the payoff small, not large": _generator_wants_much,
                "the other player keeps to the mix: the best reply is to d_mix or g_mix, not to one of its choices":
                    _against_pure,
                "the sign: a gain is never below 0": _gains_below_zero,
            }),
        leaves_arguments_alone(_a_game),
    ],
    hints=[
        "First the payoff of now: each cell of the matrix, weighted by both probabilities: d_mix @ payoff @ g_mix.",
        "payoff @ g_mix is what D wins with each of its choices; the best reply is the largest. d_mix @ payoff is what "
        "G pays with each of its own.",
        "d_gain = (payoff @ g_mix).max() - now, and G's gain is now - (...).min().",
    ],
    praise="Two gains of 0 are an equilibrium: nobody can do better alone.",
)


# 6 · A verdict with a slope

def _soft_verdict(x, threshold, sharpness):
    return 1 / (1 + np.exp(-np.clip(sharpness * (x - threshold), -500, 500)))


_LINE = np.linspace(-3.0, 5.0, 17)     # threshold 1 is in the middle


def _verdicts(answer, x=_LINE, threshold=1.0, sharpness=1.5):
    values, complaint = as_numbers(answer(x.copy(), threshold, sharpness))
    return np.full(x.shape, np.nan) if complaint else values


def _gives_numbers(answer):
    values, complaint = as_numbers(answer(_LINE.copy(), 1.0, 1.5))
    return complaint or ("it is NaN (not a number) at ordinary x." if np.isnan(values).any() else None)


def _half_at_the_threshold(answer):
    for threshold, sharpness in ((1.0, 1.5), (-2.3, 0.4), (4.7, 6.0)):
        value = _verdicts(answer, np.array([threshold]), threshold, sharpness)[0]
        if not abs(value - 0.5) < 1e-6:
            return f"at x = threshold it should be 0.5; at x = {threshold} it is {value:.4g}."
    return None


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
    for threshold, sharpness in ((1.0, 1.5), (-2.3, 0.4), (4.7, 1.1)):
        values = _verdicts(answer, np.linspace(threshold - 4, threshold + 4, 17), threshold, sharpness)
        if not np.allclose(values + values[::-1], 1, atol=1e-6):
            break
    else:
        return None
    return "equal distances left and right of the threshold should give probabilities that add up to 1."


def _each_by_itself(answer):
    together = _verdicts(answer, _LINE)
    alone = np.concatenate([_verdicts(answer, _LINE[i:i + 1]) for i in range(len(_LINE))])
    if np.allclose(together, alone, atol=1e-9, rtol=1e-6):
        return None
    return "each x is judged by itself: the verdict on one changed with the numbers beside it."


def _sharper_is_steeper(answer):
    beside = np.array([1.1])
    rising = np.diff([_verdicts(answer, beside, sharpness=sharpness)[0] for sharpness in (0.2, 0.5, 1.0, 2.0, 4.0)])
    steeper = np.all(rising > 1e-4)
    return None if steeper else "a larger sharpness should make the slope at the threshold steeper."


soft_verdict = Exercise(
    "soft_verdict", _soft_verdict,
    checks=[same_shape((_LINE, 1.0, 1.5), _LINE.shape, "one probability for each x is wanted"),
            _gives_numbers, _half_at_the_threshold, _rises, _is_a_probability, _is_symmetric, _sharper_is_steeper,
            _each_by_itself,
            leaves_arguments_alone(lambda rng: (rng.normal(size=5), float(rng.normal()), float(rng.uniform(0.5, 2))))],
    hints=[
        "You have met a function that squeezes any number into (0, 1): the sigmoid.",
        "Its argument should be 0 at the threshold, and grow `sharpness` times as fast as x.",
        "The argument is `sharpness * (x - threshold)`; clip it to ±500, and `np.exp` cannot overflow.",
    ],
    praise="The border is where it was, and now every step towards the data is rewarded.",
)
