"""The judge of sounds is judged: on sounds that it never heard."""

import numpy as np
import pytest

from gan_course import sounds, sounds_judge
from gan_course.drums import N_STEPS, drums


@pytest.fixture(scope="module")
def judge():
    return sounds_judge.load()


def test_it_names_as_well_as_data_readme_states(judge):
    notes, digits, hits = sounds.notes(), sounds.spoken_digits(), drums(500, 1)
    held_notes, held_digits = notes.labels.velocity == 80, digits.labels.speed == 220
    assert (judge.read(notes.waves[held_notes]) == notes.labels.instrument[held_notes]).mean() > 0.95
    assert (judge.read(digits.waves[held_digits]) == 10 + digits.labels.digit[held_digits]).mean() > 0.95
    assert (judge.read(hits.waves) == 20 + hits.labels // N_STEPS**2).mean() > 0.98


def test_the_instruments_are_those_of_the_file():
    assert sounds.notes().names == sounds_judge.INSTRUMENTS and len(sounds_judge.CLASSES) == 23


def test_it_does_not_hear_the_loudness(judge):
    waves = sounds.notes().waves[:5]
    assert np.allclose(judge.features(waves), judge.features(0.3 * waves), atol=1e-3)


def test_probabilities_sum_to_1_and_agree_with_read(judge):
    waves = sounds.notes().waves[::90]
    found = judge.probabilities(waves)
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5) and np.array_equal(found.argmax(axis=1), judge.read(waves))


def test_noise_is_far_from_notes_however_sure_the_judge_is(judge):
    notes = sounds.notes()
    test, other = (notes.waves[notes.labels.velocity == v] for v in (80, 50))
    noise = np.random.default_rng(0).standard_normal((240, 4096)).clip(-3, 3) / 3
    assert judge.kernel_distance(noise, test) > 20 * abs(judge.kernel_distance(other, test))
    assert judge.frechet_distance(noise, test) > 10 * judge.frechet_distance(other, test)


def test_a_model_that_does_not_fit_is_refused():
    import keras

    with pytest.raises(ValueError, match=r"as sounds_judge\.network"):
        sounds_judge.SoundsJudge(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]))


def test_too_long_a_sound_is_refused(judge):
    with pytest.raises(ValueError, match="at most 4096 samples"):
        judge.read(np.zeros((1, 5000)))
