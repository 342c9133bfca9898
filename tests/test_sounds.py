"""Sounds: µ-law against its formula, the files as their README states them, WAV bytes against Python's own reader."""

import io
import wave as wave_files

import numpy as np
import pytest

from gan_course import sounds


def test_mu_law_goes_there_and_back_within_half_a_step():
    waves = np.linspace(-1, 1, 4001)
    back = sounds.mu_law_decoded(sounds.mu_law(waves))
    slope = np.log(256) * (1 + 255 * np.abs(waves)) / 255        # of the way back, per unit of the pressed scale
    assert np.all(np.abs(back - waves) <= slope / 255 * 1.02 + 1e-9)
    assert back.dtype == np.float32 and np.abs(back).max() <= 1


def test_mu_law_of_values_known_by_hand():
    assert sounds.mu_law([-1, 1]).tolist() == [0, 255]
    half = np.log1p(255 * 0.5) / np.log(256)                     # 0.8757
    assert sounds.mu_law([0.5])[0] == round((half + 1) * 127.5) == 239


def test_quiet_sounds_lose_less_than_with_even_steps():
    quiet = 0.01 * np.sin(np.arange(400) / 7)
    pressed = sounds.mu_law_decoded(sounds.mu_law(quiet))
    even = np.round((quiet + 1) * 127.5) / 127.5 - 1
    assert np.std(pressed - quiet) < np.std(even - quiet) / 10


def test_the_notes_are_those_that_readme_states():
    data = sounds.notes()
    assert data.waves.shape == (720, 4096) and data.waves.dtype == np.float32
    assert len(data.names) == 10 and list(data.labels) == ["instrument", "pitch", "velocity"]
    counts = data.labels.groupby(["instrument", "pitch"]).size()
    assert len(counts) == 240 and (counts == 3).all()
    assert set(data.labels.pitch) == set(range(60, 84)) and set(data.labels.velocity) == set(sounds.VELOCITIES)
    assert np.allclose(np.abs(data.waves).max(axis=1), 0.9, atol=0.02)


def test_the_digits_are_those_that_readme_states():
    data = sounds.spoken_digits()
    assert data.waves.shape == (720, 4096) and len(data.names) == 6
    assert (data.labels.groupby(["digit", "voice", "pitch", "speed"]).size() == 1).all()
    assert data.labels.nunique().to_dict() == {"digit": 10, "voice": 6, "pitch": 4, "speed": 3}


def test_every_instrument_and_every_pitch_is_recorded_but_not_every_pair():
    labels = sounds.notes().labels
    kept = sounds.recorded(labels)
    assert 0.75 < kept.mean() < 0.85
    assert labels[kept].instrument.nunique() == 10 and labels[kept].pitch.nunique() == 24
    lost = labels[~kept].drop_duplicates(["instrument", "pitch"])
    assert lost.groupby("instrument").size().between(4, 5).all()


def test_frequencies_of_known_notes():
    assert sounds.frequency([69, 57, 60]) == pytest.approx([440, 220, 261.6256], abs=1e-3)


def test_a_wav_is_read_by_others_at_its_own_loudness():
    wave = 0.25 * np.sin(np.arange(800) / 5)
    with wave_files.open(io.BytesIO(sounds.wav(wave))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth(), file.getnframes()) == (8000, 1, 1, 800)
        read = (np.frombuffer(file.readframes(800), np.uint8).astype(float) - 128) / 127
    assert np.abs(read - wave).max() <= 0.5 / 127 + 1e-9         # not made louder


def test_too_loud_is_cut_and_not_folded():
    read = np.frombuffer(sounds.wav(np.array([3.0, -3.0]))[-2:], np.uint8)
    assert read.tolist() == [255, 1]


def test_a_file_is_written(tmp_path):
    path = sounds.save_wav(tmp_path / "a.wav", np.zeros(10))
    assert path.read_bytes()[:4] == b"RIFF" and path.stat().st_size == 44 + 10


def test_the_player_is_small_and_says_what_it_plays():
    player = sounds.Player({"violin, A4": np.zeros(4096), "a < b": np.zeros(64)})
    page = player._repr_html_()
    assert page.count("<audio") == 2 and "a &lt; b" in page and "a < b" not in page
    assert len(page) < 2 * 4096 and repr(player) == "Sounds to play: violin, A4; a < b"


def test_in_a_row():
    joined = sounds.in_a_row(np.ones((3, 80)), pause=0.01)
    assert joined.shape == (3 * 160,) and joined.sum() == 240 and joined[80] == 0
