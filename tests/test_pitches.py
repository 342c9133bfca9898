"""Pitch: sines and sums of harmonics of known frequency, and every recorded note."""

import numpy as np
import pytest

from gan_course import pitches, sounds

T = np.arange(4096) / 8000


def test_sines_and_harmonics_are_found_within_five_cents():
    wanted = np.array([233.1, 300.0, 441.7, 612.2, 987.8])
    sines = np.sin(2 * np.pi * wanted[:, None] * T)
    rich = sum(np.sin(2 * np.pi * k * wanted[:, None] * T + k) / k for k in range(1, 4)) * np.exp(-4 * T)
    for waves in (sines, rich):
        assert np.abs(pitches.cents(pitches.fundamentals(waves), wanted)).max() < 5


def test_every_recorded_note_is_within_half_a_semitone():
    data = sounds.notes()
    off = pitches.cents(pitches.fundamentals(data.waves), sounds.frequency(data.labels.pitch))
    assert np.abs(off).max() < 50 and np.median(np.abs(off)) < 5


def test_silence_has_no_pitch():
    assert np.isnan(pitches.fundamentals(np.zeros((1, 4096)))).all()


def test_cents_of_known_intervals():
    assert pitches.cents([880, 440 * 2 ** (1 / 12), 220], [440, 440, 440]) == pytest.approx([1200, 100, -1200])


def test_bounds_that_make_no_range():
    with pytest.raises(ValueError, match="low < high < 4000"):
        pitches.fundamentals(np.ones((1, 64)), low=500, high=400)
