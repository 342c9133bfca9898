"""Drums: the knobs are read back from the waves; the estimators against sounds of formulas of their own."""

import numpy as np
import pytest

from gan_course import drums
from gan_course.pitches import cents


@pytest.fixture(scope="module")
def hits():
    return drums.drums(450, seed=100, labels=np.arange(450) % drums.N_LABELS)


def test_hits_are_as_asked(hits):
    asked = drums.knobs_of(hits.labels)
    found = drums.read(hits.waves, asked.kind)
    assert np.abs(found.onset - asked.onset).max() < 0.008
    assert np.median(np.abs(np.log(found.decay / asked.decay))) < 0.03
    off = np.abs(cents(found.pitch, asked.pitch))
    for kind, most in enumerate((30, 15, 60)):
        assert np.median(off[asked.kind == kind]) < most, drums.KINDS[kind]


def test_labels_and_knobs_are_the_same_thing():
    labels = np.arange(drums.N_LABELS)
    knobs = drums.knobs_of(labels)
    steps = [np.flatnonzero(drums.PITCHES[drums.KINDS[kind]] == pitch)[0]
             for kind, pitch in zip(knobs.kind, knobs.pitch, strict=True)]
    decays = [np.flatnonzero(drums.DECAYS == decay)[0] for decay in knobs.decay]
    assert np.array_equal(drums.label_of(knobs.kind, steps, decays), labels)


def test_a_seed_gives_the_same_hits():
    assert np.array_equal(drums.drums(4, 5).waves, drums.drums(4, 5).waves)
    assert not np.array_equal(drums.drums(4, 5).waves, drums.drums(4, 6).waves)


def test_the_decay_of_a_known_sound():
    t = np.maximum(np.arange(drums.SAMPLES) / 8000 - 0.02, 0)
    wave = (t > 0) * np.sin(2 * np.pi * 200 * t) * np.exp(-t / 0.03)
    found = drums.read(wave[None], [1])
    assert found.decay[0] == pytest.approx(0.03, rel=0.05) and found.pitch[0] == pytest.approx(200, abs=3)
    assert found.onset[0] == pytest.approx(0.02, abs=0.003)


def test_silence_has_no_knobs():
    assert np.isnan(drums.read(np.zeros((1, drums.SAMPLES)), [0]).pitch).all()
