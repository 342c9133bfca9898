"""Drum hits by formula, with known knobs, and estimators that read the knobs back from a wave."""

from typing import NamedTuple

import numpy as np
from scipy.signal import butter, sosfilt, sosfiltfilt

from gan_course import arguments
from gan_course.sounds import RATE

SAMPLES = 2048                      # 0.256 s
KINDS = ("kick", "snare", "hat")
N_STEPS = 5                         # settings of each knob
ONSET = 0.016                       # seconds; every hit begins here
DECAYS = np.geomspace(0.015, 0.06, N_STEPS)            # seconds in which the loudness falls to 1/e
PITCHES = {"kick": np.geomspace(60, 120, N_STEPS), "snare": np.geomspace(180, 320, N_STEPS),
           "hat": np.geomspace(2000, 3200, N_STEPS)}   # hertz
N_LABELS = len(KINDS) * N_STEPS**2
_BANDS = {"kick": (40, 200), "snare": (140, 420), "hat": (1000, 3950)}


class Drums(NamedTuple):
    """Waves float32 (n, 2048) in [-1, 1] and labels int32 (n,), each a number for kind, pitch and decay together."""

    waves: np.ndarray
    labels: np.ndarray


class Knobs(NamedTuple):
    """Kind (0 kick, 1 snare, 2 hat), pitch in hertz, decay in seconds and onset in seconds, each of shape (n,)."""

    kind: np.ndarray
    pitch: np.ndarray
    decay: np.ndarray
    onset: np.ndarray


def drums(n: int, seed, labels=None) -> Drums:
    """Make n drum hits. labels: (n,), whole numbers 0 … 74; None draws them evenly. seed: an int or a Generator.

    kick: a sine that falls from twice its pitch to it within some 20 ms; snare: a sine and noise; hat: noise in a band
    around its pitch. All fall off exponentially. Phase and noise are drawn anew for each hit.
    """
    n, rng = arguments.whole("n", n), arguments.rng("seed", seed)
    labels = rng.integers(N_LABELS, size=n) if labels is None else labels
    labels = arguments.integers("labels", labels, (n,), low=0, high=N_LABELS - 1, dtype="int32")
    knobs = knobs_of(labels)
    t = np.maximum(np.arange(SAMPLES) / RATE - ONSET, 0)
    on = np.arange(SAMPLES) / RATE >= ONSET
    fall = on * np.exp(-t / knobs.decay[:, None]) * np.minimum(t / 0.001, 1)     # 1 ms of rise
    pitch, noise = knobs.pitch[:, None], rng.standard_normal((n, SAMPLES))
    start = rng.uniform(0, 2 * np.pi, (n, 1))
    steady = np.sin(2 * np.pi * pitch * t + start)
    kick = np.sin(2 * np.pi * pitch * (t + 0.01 * (1 - np.exp(-t / 0.01))) + start)
    snare = 0.6 * steady + 0.4 * sosfilt(butter(2, 1200, "high", fs=RATE, output="sos"), noise)
    hat = np.empty_like(noise)
    for value in PITCHES["hat"]:
        rows = knobs.pitch == value
        hat[rows] = sosfilt(butter(2, (0.85 * value, 1.15 * value), "band", fs=RATE, output="sos"), noise[rows])
    waves = fall * np.choose(knobs.kind[:, None], [kick, snare, hat])
    return Drums((0.9 * waves / np.abs(waves).max(axis=1, keepdims=True)).astype(np.float32), labels)


def label_of(kind, pitch_step, decay_step):
    """Return the label of a kind (0 to 2) and two knobs (each 0 to 4)."""
    return (np.asarray(kind) * N_STEPS + pitch_step) * N_STEPS + decay_step


def knobs_of(labels) -> Knobs:
    """Return what labels ask for: a row for each."""
    labels = arguments.integers("labels", labels, ("n",), low=0, high=N_LABELS - 1)
    kind, pitch, decay = np.unravel_index(labels, (len(KINDS), N_STEPS, N_STEPS))
    table = np.stack([PITCHES[name] for name in KINDS])
    return Knobs(kind, table[kind, pitch], DECAYS[decay], np.full(len(labels), ONSET))


def read(waves, kinds) -> Knobs:
    """Measure pitch, decay and onset of drum hits, (n, 2048), whose kinds, (n,), are known. Silence gives NaN.

    Onset: where the loudness first passes a quarter of its largest. Decay: from a line through the logarithm of the
    loudness, down to a twentieth of its largest. Pitch: the strongest frequency of kick and snare in their bands,
    after the fall; the middle of a hat's power.
    """
    waves = arguments.array("waves", waves, ("n", SAMPLES))
    kinds = arguments.integers("kinds", kinds, (len(waves),), low=0, high=len(KINDS) - 1)
    smooth = butter(2, 60, fs=RATE, output="sos")
    rows = [_read(wave, KINDS[kind], smooth) for wave, kind in zip(waves, kinds, strict=True)]
    pitch, decay, onset = np.array(rows).T
    return Knobs(kinds, pitch, decay, onset)


def _read(wave, kind, smooth):
    if not np.abs(wave).max() > 1e-4:
        return np.nan, np.nan, np.nan
    fast = np.sqrt(np.convolve(wave**2, np.ones(16) / 16, "same"))
    onset = np.flatnonzero(fast > 0.25 * fast.max())[0]
    loud = np.sqrt(np.maximum(sosfiltfilt(smooth, wave**2), 1e-12))
    top = int(loud.argmax())
    below = np.flatnonzero(loud[top:] < 0.05 * loud[top])
    end = max(top + (below[0] if len(below) else SAMPLES), top + 80)
    tail = loud[top + 24 : end]
    slope = np.polyfit(np.arange(len(tail)) / RATE, np.log(np.maximum(tail, 1e-6)), 1)[0] if len(tail) > 8 else np.nan
    piece = wave[min(onset + (240 if kind == "kick" else 40), SAMPLES - 400):]
    power = np.abs(np.fft.rfft(piece * np.hanning(2 * len(piece))[len(piece):], 16384)) ** 2
    frequencies = np.fft.rfftfreq(16384, 1 / RATE)
    band = (frequencies > _BANDS[kind][0]) & (frequencies < _BANDS[kind][1])
    pitch = (np.sum(power[band] * frequencies[band]) / np.sum(power[band]) if kind == "hat"
             else frequencies[band][power[band].argmax()])
    return pitch, -1 / slope if slope < 0 else np.inf, onset / RATE
