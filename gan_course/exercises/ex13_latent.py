"""Exercises of lesson 13 on the noise: truncation, and the direction of an attribute."""

import numpy as np

from gan_course.exercises.checks import as_numbers
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- truncated_noise ----------------------------------------------------------------------------------------------

def _truncated_noise(rng, n, latent_dim, limit):
    noise = rng.standard_normal((n, latent_dim))
    outside = np.abs(noise) > limit
    while outside.any():
        noise[outside] = rng.standard_normal(outside.sum())     # drawn again, not cut off
        outside = np.abs(noise) > limit
    return noise


_LIMITS = (0.4, 1.0, 1.7)


def _drawn_noise(answer, limit, seed=3, n=3000, latent_dim=4):
    """Return (the noise as an array, None), or (None, a complaint)."""
    found, complaint = as_numbers(answer(np.random.default_rng(seed), n, latent_dim, limit))
    if complaint is None and found.shape != (n, latent_dim):
        complaint = f"the noise has shape {found.shape}; (n, latent_dim) is wanted, here {(n, latent_dim)}."
    if complaint is None and np.isnan(found).any():
        complaint = "the noise holds NaN (not a number)."
    return found, complaint


def _inside(answer):
    for limit in _LIMITS:
        noise, complaint = _drawn_noise(answer, limit)
        if complaint:
            return complaint
        if np.abs(noise).max() > limit:
            share = np.mean(np.abs(noise) > limit)
            return (f"every number must lie between -limit and limit, the large negative ones too, after all the "
                    f"drawing; with limit {limit} {share:.1%} lie outside.")
    for seed in range(100):     # few numbers: the first draw may have all of them outside, or on one side
        noise, complaint = _drawn_noise(answer, 0.7, seed, n=1, latent_dim=2)
        if complaint or np.abs(noise).max() > 0.7:
            return complaint or (f"of two numbers with limit 0.7 one is {noise.flat[np.abs(noise).argmax()]:.2f}: "
                                 "which ones lie outside must be right before the first drawing anew, too.")
    return None


def _shape_of_the_bell(answer):
    from scipy.stats import truncnorm

    for limit in _LIMITS:
        noise, _ = _drawn_noise(answer, limit)
        at_edge = np.mean(np.abs(noise) > limit - 1e-9)
        if at_edge > 0.002:
            return (f"with limit {limit} {at_edge:.0%} of the numbers are exactly at the edge: what lies outside is "
                    "to be drawn again, not cut off.")
        bell = truncnorm(-limit, limit)
        spread, wanted = noise.std(), bell.std()
        if abs(noise.mean()) > 0.05 * limit:
            return "half of the numbers should be negative: the mean of the noise is not 0."
        if abs(spread / wanted - 1) > 0.03:
            return (f"inside the limit the numbers keep the bell's shape; with limit {limit} their standard deviation "
                    f"should be {wanted:.3f}, and yours is {spread:.3f}. Draw anew what is outside; do not scale, fold "
                    "or replace it by something else.")
    return None


def _independent(answer):
    noise, _ = _drawn_noise(answer, 1.0)
    if len(np.unique(noise)) < 0.99 * noise.size:
        return "many numbers are the same: each that lies outside needs a draw of its own."
    between = np.corrcoef(np.concatenate([noise.T, np.roll(noise, 1, axis=0).T])) - np.eye(8)
    if np.abs(between).max() > 0.12:
        return "the numbers depend on one another: each is to be drawn by itself."
    return None


def _from_the_generator(answer):
    one, other, again = (_drawn_noise(answer, 0.8, seed)[0] for seed in (5, 6, 5))
    if np.array_equal(one, other):
        return "another `rng` must give other noise: draw from `rng`."
    if not np.array_equal(one, again):
        return "the same `rng` must give the same noise again: draw from `rng` and from nothing else."
    return None


def _whole_noise(answer):
    noise, complaint = _drawn_noise(answer, 50.0, n=5000, latent_dim=2)
    if complaint is None and abs(noise.std() - 1) > 0.04:
        complaint = f"a limit of 50 cuts nothing off: the standard deviation should be 1, and is {noise.std():.3f}."
    return complaint


truncated_noise = Exercise(
    "truncated_noise", _truncated_noise,
    checks=[_inside, _shape_of_the_bell, _whole_noise, _independent, _from_the_generator],
    hints=[
        "Draw everything once, rng.standard_normal((n, latent_dim)), and mark what is outside: np.abs(noise) > limit.",
        "noise[outside] = … fills only the marked places: outside.sum() numbers, drawn anew.",
        "Some of the new ones are outside again: repeat while outside.any().",
    ],
    praise="The bell keeps its shape inside the limit, and nothing lies beyond it.",
)


# --- direction ----------------------------------------------------------------------------------------------------

def _direction(noise, has_it):
    columns = np.column_stack([noise, np.ones(len(noise))])     # the ones: an intercept
    slopes = np.linalg.lstsq(columns, has_it, rcond=None)[0][:-1]
    return slopes / np.linalg.norm(slopes)


def _draw_read(rng):
    """Noise whose columns hang together and have means of their own, and a rare attribute that depends on it."""
    dim, n = int(rng.integers(3, 7)), int(rng.integers(60, 150))
    noise = rng.normal(size=(n, dim)) @ rng.normal(size=(dim, dim)) + rng.normal(0, 1.5, size=dim)
    score = noise @ rng.normal(size=dim) + rng.normal(size=n)
    return noise, (score > np.quantile(score, rng.uniform(0.55, 0.9))).astype(float)


def _unit(vector):
    return vector / np.linalg.norm(vector)


def _no_intercept(noise, has_it):
    return _unit(np.linalg.lstsq(noise, has_it, rcond=None)[0])


def _slopes(noise, has_it):
    return np.linalg.lstsq(np.column_stack([noise, np.ones(len(noise))]), has_it, rcond=None)[0][:-1]


def _means(noise, has_it):
    return _unit(noise[has_it == 1].mean(axis=0) - noise[has_it == 0].mean(axis=0))


def _correlations(noise, has_it):
    return _unit(np.array([np.corrcoef(column, has_it)[0, 1] for column in noise.T]))


def _with_the_intercept(noise, has_it):
    return _unit(np.linalg.lstsq(np.column_stack([noise, np.ones(len(noise))]), has_it, rcond=None)[0])


direction = Exercise(
    "direction", _direction,
    checks=[agrees_with_reference(_direction, _draw_read, "the direction is that of the slopes of a linear regression "
                                  "of `has_it` on the noise, with an intercept, scaled to length 1", {
                "the regression needs an intercept: without it, the slopes must also explain that the attribute is "
                "rare. Add a column of ones": _no_intercept,
                "scale the slopes to length 1, so that one step along it means the same for every attribute": _slopes,
                "the intercept is no part of the direction: leave the last number out": _with_the_intercept,
                "the sign: it should point to the faces that *have* the attribute":
                    lambda noise, has_it: -_direction(noise, has_it),
                "this is the difference of the two mean noises; it is the regression's direction only where the "
                "noise's columns are independent": _means,
                "each column's own correlation leaves out that columns hang together; regress on all at once":
                    _correlations,
                "length 1 is meant in the usual length, the root of the sum of squares":
                    lambda noise, has_it: (lambda w: w / np.abs(w).sum())(_slopes(noise, has_it)),
                "length 1, not a largest entry of 1":
                    lambda noise, has_it: (lambda w: w / np.abs(w).max())(_slopes(noise, has_it))}),
            leaves_arguments_alone(_draw_read)],
    hints=[
        "has_it, 0 or 1 for each face, is to be predicted from its noise: np.linalg.lstsq(columns, has_it, "
        "rcond=None)[0].",
        "columns is the noise with a column of ones beside it: np.column_stack([noise, np.ones(len(noise))]).",
        "The answer's last number belongs to the ones; leave it out, and divide the others by np.linalg.norm of them.",
    ],
    praise="The way in noise space along which the attribute grows fastest, of length 1, whatever share has it.",
    mine="measures",
    doc="The direction (latent_dim,) in which an attribute, 0 or 1 for each row of noise, grows: linear regression.",
)
