"""The checkers of lesson 13 on the noise: truncation and a direction."""

import numpy as np
from scipy.stats import truncnorm
from verdicts import right_answers, wrong_answers

from gan_course.exercises import ex13_latent

# --- truncated_noise

def by_the_inverse(rng, n, latent_dim, limit):
    return truncnorm.ppf(rng.uniform(size=(n, latent_dim)), -limit, limit)


def number_by_number(rng, n, latent_dim, limit):
    kept = []
    while len(kept) < n * latent_dim:
        kept += [value for value in rng.standard_normal(1000) if abs(value) <= limit]
    return np.reshape(kept[:n * latent_dim], (n, latent_dim))


def with_where(rng, n, latent_dim, limit):
    noise = rng.normal(size=(n, latent_dim))
    while np.any(abs(noise) > limit):
        noise = np.where(abs(noise) > limit, rng.normal(size=(n, latent_dim)), noise)
    return noise.astype("float32")


def as_list(rng, n, latent_dim, limit):
    return by_the_inverse(rng, n, latent_dim, limit).tolist()


test_right_noise = right_answers(ex13_latent.truncated_noise, {
    "inverse": by_the_inverse, "one by one": number_by_number, "np.where": with_where, "list": as_list})


def once_more(rng, n, latent_dim, limit):
    noise = rng.standard_normal((n, latent_dim))
    outside = np.abs(noise) > limit
    noise[outside] = rng.standard_normal(outside.sum())
    return noise


def upper_side(rng, n, latent_dim, limit):
    noise = rng.standard_normal((n, latent_dim))
    while (noise > limit).any():
        noise[noise > limit] = rng.standard_normal((noise > limit).sum())
    return noise


def filled_with_one(rng, n, latent_dim, limit):
    noise = rng.standard_normal((n, latent_dim))
    while (np.abs(noise) > limit).any():
        noise[np.abs(noise) > limit] = rng.standard_normal()
    return noise


def zeros(rng, n, latent_dim, limit):
    noise = rng.standard_normal((n, latent_dim))
    noise[np.abs(noise) > limit] = 0
    return noise


def global_numbers(rng, n, latent_dim, limit):
    return truncnorm.rvs(-limit, limit, size=(n, latent_dim))


def own_seed(rng, n, latent_dim, limit):
    return ex13_latent._truncated_noise(np.random.default_rng(0), n, latent_dim, limit)


def positive(rng, n, latent_dim, limit):
    return np.abs(by_the_inverse(rng, n, latent_dim, limit))


def one_row(rng, n, latent_dim, limit):
    return np.repeat(by_the_inverse(rng, 1, latent_dim, limit), n, axis=0)


test_wrong_noise = wrong_answers(ex13_latent.truncated_noise, {
    "clipped": (lambda rng, n, d, limit: np.clip(rng.standard_normal((n, d)), -limit, limit), "drawn again"),
    "scaled": (lambda rng, n, d, limit: limit * rng.standard_normal((n, d)), "lie outside"),
    "uniform": (lambda rng, n, d, limit: rng.uniform(-limit, limit, size=(n, d)), "bell's shape"),
    "once more": (once_more, "lie outside"),
    "upper side": (upper_side, "negative ones"),
    "one number for all": (filled_with_one, "mean of the noise"),
    "zeros": (zeros, "bell's shape"),
    "folded": (positive, "negative"),
    "squashed": (lambda rng, n, d, limit: limit * np.tanh(rng.standard_normal((n, d))), "bell's shape"),
    "global numbers": (global_numbers, "`rng`"),
    "seed of its own": (own_seed, "another `rng`"),
    "one row": (one_row, "mean of the noise"),
    "turned": (lambda rng, n, d, limit: by_the_inverse(rng, d, n, limit), "shape"),
    "NaN": (lambda rng, n, d, limit: np.full((n, d), np.nan), "NaN"),
    "text": (lambda rng, n, d, limit: "noise", "numbers"),
})


# --- direction

def by_normal_equations(noise, has_it):
    centred = noise - noise.mean(axis=0)
    w = np.linalg.solve(centred.T @ centred, centred.T @ has_it)
    return w / np.sqrt((w**2).sum())


def by_sklearn(noise, has_it):
    from sklearn.linear_model import LinearRegression

    w = LinearRegression().fit(noise, has_it).coef_
    return w / np.linalg.norm(w)


def by_covariance(noise, has_it):
    w = np.linalg.inv(np.cov(noise.T)) @ np.cov(noise.T, has_it)[:-1, -1]
    return (w / np.linalg.norm(w)).tolist()


def by_polyfit_of_ones_first(noise, has_it):
    columns = np.concatenate([np.ones((len(noise), 1)), noise], axis=1)
    w = np.linalg.pinv(columns) @ has_it
    return w[1:] / np.linalg.norm(w[1:])


test_right_directions = right_answers(ex13_latent.direction, {
    "normal equations": by_normal_equations, "scikit-learn": by_sklearn, "covariance": by_covariance,
    "ones first": by_polyfit_of_ones_first})

right = ex13_latent._direction
slopes = ex13_latent._slopes


def spoiled(noise, has_it):
    noise -= noise.mean(axis=0)
    return by_normal_equations(noise, has_it)


test_wrong_directions = wrong_answers(ex13_latent.direction, {
    "no intercept": (lambda z, y: right_length(np.linalg.lstsq(z, y, rcond=None)[0]), "intercept"),
    "not scaled": (slopes, "length 1"),
    "intercept kept": (ex13_latent._with_the_intercept, "no part of the direction"),
    "sign": (lambda z, y: -right(z, y), "*have* the attribute"),
    "means": (lambda z, y: right_length(z[y == 1].mean(0) - z[y == 0].mean(0)), "two mean noises"),
    "correlations": (lambda z, y: right_length([np.corrcoef(c, y)[0, 1] for c in z.T]), "hang together"),
    "sum of 1": (lambda z, y: slopes(z, y) / np.abs(slopes(z, y)).sum(), "usual length"),
    "largest of 1": (lambda z, y: slopes(z, y) / np.abs(slopes(z, y)).max(), "largest entry"),
    "mean of those with it": (lambda z, y: right_length(z[y == 1].mean(0)), "linear regression"),
    "in place": (spoiled, "changed in place"),
    "a column": (lambda z, y: right(z, y)[:, None], "shape"),
    "NaN": (lambda z, y: right(z, y) * np.nan, "NaN"),
    "text": (lambda z, y: "up", "numbers"),
})


def right_length(vector):
    return np.asarray(vector) / np.linalg.norm(vector)
