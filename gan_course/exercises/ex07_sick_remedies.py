"""The patients of lesson 07: what D is fed by four remedies at once, each time with one fault that raises no error.

A *diet* is a function (real, fake, sigma) -> (rows, targets). real, fake: (batch, dim), batch even. The healthy one
adds instance noise, lays two samples side by side, appends the batch's spread, and smooths the real target:
rows (batch, 2 dim + 1), the first half from real data; targets (batch,).
"""

import tensorflow as tf

# What each patient has; the exercise's answer.
FAULTS = {"A": "noise_on_reals", "B": "mixed_packs", "C": "smoothed_fakes", "D": "across_features"}

# What a wrong diagnosis hears.
READ_AGAIN = {
    "A": "A: a perfect G should give rows like the real ones, and here they spread 0.71 = 1/√2 times as far. Noise of "
         "the data's own size multiplies the spread by √2: on which side is it missing?",
    "B": "B: real data at +1 and fakes at -1, and the two halves have the same mean. What does each row hold?",
    "C": "C: look at the target of the fakes. It should be 0.",
    "D": "D: all fakes are one point, (1, -1), so the batch has no spread; and the extra number is 1, the spread of "
         "1, -1, 1, -1. Along which axis was it taken?",
}

SMOOTH = 0.9                 # the target of real data


def _noisy(samples, sigma):
    return samples + sigma * tf.random.normal(tf.shape(samples))


def _pairs(samples):
    """(batch, dim) -> (batch / 2, 2 dim)."""
    return tf.reshape(samples, (-1, 2 * samples.shape[1]))


def _with_spread(rows):
    """Append the standard deviation over the batch, averaged over the features: one number, the same in each row."""
    spread = tf.reduce_mean(tf.math.reduce_std(rows, axis=0))
    return tf.concat([rows, tf.fill((len(rows), 1), spread)], axis=1)


def _with_own_spread(rows):
    return tf.concat([rows, tf.math.reduce_std(rows, axis=1, keepdims=True)], axis=1)


def _fed(real_rows, fake_rows, fake_target=0.0):
    targets = tf.concat([tf.fill((len(real_rows),), SMOOTH), tf.fill((len(fake_rows),), fake_target)], axis=0)
    return tf.concat([real_rows, fake_rows], axis=0), targets


def healthy(real, fake, sigma=0.3):
    """All four remedies as they should be."""
    real_rows, fake_rows = (_with_spread(_pairs(_noisy(x, sigma))) for x in (real, fake))
    return _fed(real_rows, fake_rows)


def _noise_on_reals(real, fake, sigma=0.3):
    return _fed(_with_spread(_pairs(_noisy(real, sigma))), _with_spread(_pairs(fake)))


def _mixed_packs(real, fake, sigma=0.3):
    together = tf.concat([_noisy(real, sigma), _noisy(fake, sigma)], axis=0)
    rows = tf.concat([together[:len(real)], together[len(real):]], axis=1)       # number i beside number i + batch
    half = len(real) // 2
    return _fed(_with_spread(rows[:half]), _with_spread(rows[half:]))


def _smoothed_fakes(real, fake, sigma=0.3):
    real_rows, fake_rows = (_with_spread(_pairs(_noisy(x, sigma))) for x in (real, fake))
    return _fed(real_rows, fake_rows, fake_target=1 - SMOOTH)


def _across_features(real, fake, sigma=0.3):
    real_rows, fake_rows = (_with_own_spread(_pairs(_noisy(x, sigma))) for x in (real, fake))
    return _fed(real_rows, fake_rows)


def patients():
    """Return {name: diet(real, fake, sigma)}: the healthy one first, then "A" to "D"."""
    sick = {"A": _noise_on_reals, "B": _mixed_packs, "C": _smoothed_fakes, "D": _across_features}
    return {"healthy": healthy, **sick}
