"""The pitch of a sound, measured, and its distance from the pitch that was asked for, in cents."""

import numpy as np

from gan_course import arguments
from gan_course.sounds import RATE

_POINTS = 32768             # of the Fourier transform: 0.24 Hz apart
_STEP = 2.0 ** (10 / 1200)  # from one candidate to the next: 10 cents
_HARMONICS = np.arange(1, 7)


def fundamentals(waves, low=200.0, high=1200.0, rate=RATE) -> np.ndarray:
    """The fundamental frequency of each wave (n, samples), in hertz, float64 (n,); NaN for silence.

    Every candidate from `low` to `high` is given the square roots of the magnitudes at its first six multiples, each
    counting 0.7 times the one before; the best one is refined by a parabola. Made for
    single notes in which the fundamental itself sounds.
    """
    waves = arguments.array("waves", waves, ("n", "samples"))
    low, high = arguments.number("low", low, above=0), arguments.number("high", high, above=0)
    rate = arguments.number("rate", rate, above=0)
    if not low < high < rate / 2:
        raise ValueError(f"low is {low:g} and high {high:g}; low < high < {rate / 2:g}, half the rate, is wanted.")
    candidates = low * _STEP ** np.arange(-1, np.log(high / low) / np.log(_STEP) + 2)
    multiples = candidates[:, None] * _HARMONICS
    places = np.minimum(np.round(multiples * _POINTS / rate).astype(int), _POINTS // 2)
    weights = 0.7 ** (_HARMONICS - 1.0) * (multiples < rate / 2)
    found = np.full(len(waves), np.nan)
    for i, wave in enumerate(waves):
        if np.abs(wave).max() < 1e-4:
            continue
        magnitudes = np.sqrt(np.abs(np.fft.rfft(wave * np.hanning(len(wave)), _POINTS)))
        scores = (magnitudes[places] * weights).sum(axis=1)
        best = int(scores[1:-1].argmax()) + 1
        before, top, after = scores[best - 1 : best + 2]
        bend = before - 2 * top + after
        found[i] = candidates[best] * _STEP ** (0.5 * (before - after) / bend if bend < 0 else 0.0)
    return found


def cents(frequencies, wanted) -> np.ndarray:
    """How far frequencies lie above the wanted ones, in cents: 1,200 are an octave, 100 a semitone."""
    frequencies = arguments.array("frequencies", frequencies, above=0, finite=False)
    wanted = arguments.array("wanted", wanted, above=0)
    return 1200 * np.log2(frequencies / wanted)
