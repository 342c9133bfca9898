"""Spectrograms: SciPy's transform, Parseval, a known sine and a known filter; and the way back without a phase."""

import numpy as np
import pytest
from scipy.signal import ShortTimeFFT

from gan_course import spectrograms
from gan_course.spectrograms import Codec, griffin_lim, instantaneous_frequencies, istft, stft

RNG = np.random.default_rng(0)
NOISE = RNG.standard_normal((3, 1024)).astype(np.float32)
WINDOW = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(64) / 64)


def test_it_is_scipys_transform():
    theirs = ShortTimeFFT(WINDOW, hop=16, fs=1.0, phase_shift=None)
    wanted = theirs.stft(NOISE, p0=0, p1=64)
    assert np.allclose(stft(NOISE, 64, 16), wanted, atol=1e-4)


def test_parseval():
    """The energy of the pieces is that of their spectra, whose inner frequencies stand for two each."""
    padded = np.pad(NOISE, ((0, 0), (32, 32)))
    pieces = np.stack([padded[:, i:i + 64] * WINDOW for i in range(0, 1024, 16)], axis=1)
    power = np.abs(stft(NOISE, 64, 16)) ** 2
    twice = power[:, 1:-1].sum() * 2 + power[:, 0].sum() + power[:, -1].sum()
    assert twice / 64 == pytest.approx((pieces**2).sum(), rel=1e-5)


def test_there_and_back_is_exact():
    for n_fft, hop in ((64, 16), (48, 8), (48, 12)):
        waves = NOISE[:, :960]
        assert np.allclose(istft(stft(waves, n_fft, hop), n_fft, hop), waves, atol=1e-4)


def test_a_sine_of_amplitude_1_is_seen_at_its_frequency():
    wave = np.sin(2 * np.pi * 500 / 8000 * np.arange(4096))[None]
    magnitudes = np.abs(stft(wave))[0, :, 4:-4]
    assert (magnitudes.argmax(axis=0) == 500 * 256 // 8000).all() and magnitudes.max() == pytest.approx(64, rel=1e-3)


def test_a_known_filter_is_seen():
    """The mean of two neighbours damps frequency f by |cos(πf/rate)|; noise shows it, bin by bin."""
    noise = np.random.default_rng(1).standard_normal((1, 64 * 4000))
    power = [(np.abs(stft(x, 64, 32)[0]) ** 2).mean(axis=1) for x in (noise, (noise + np.roll(noise, 1)) / 2)]
    f = np.arange(4, 30)
    assert np.allclose(np.sqrt(power[1][f] / power[0][f]), np.cos(np.pi * f / 64), atol=0.02)


def test_the_inverse_is_the_least_squares_one():
    """No other wave has a spectrogram nearer to spectra that no wave has."""
    spectra = stft(NOISE[:1], 64, 16) + RNG.standard_normal((1, 33, 64)).astype(np.float32)
    best = istft(spectra, 64, 16)

    def gap(wave):
        difference = stft(wave, 64, 16) - spectra
        power = np.abs(difference) ** 2
        return 2 * power[:, 1:-1].sum() + power[:, 0].sum() + power[:, -1].sum()

    inner = np.zeros_like(best)
    inner[:, 64:-64] = 1                                         # the ends hear frames that are cut off
    for i in range(4):
        other = np.random.default_rng(i).standard_normal(best.shape) * inner
        assert gap(best + 0.05 * other) > gap(best) and gap(best - 0.05 * other) > gap(best)


def test_griffin_lim_comes_nearer_with_each_step_and_faster_with_momentum():
    wanted = np.abs(stft(NOISE, 64, 16))

    def gap(steps, momentum):
        found = griffin_lim(wanted, steps, 64, 16, momentum)
        return np.linalg.norm(np.abs(stft(found, 64, 16)) - wanted) / np.linalg.norm(wanted)

    plain = [gap(steps, 0.0) for steps in (1, 4, 16, 64)]
    assert plain == sorted(plain, reverse=True) and plain[-1] < 0.6 * plain[0]
    assert gap(64, 0.99) < plain[-1]


def test_griffin_lim_in_parts_is_griffin_lim(monkeypatch):
    wanted = np.abs(stft(NOISE, 64, 16))
    whole = griffin_lim(wanted, 3, 64, 16)
    monkeypatch.setattr(spectrograms, "_CHUNK", 2)
    assert griffin_lim(wanted, 3, 64, 16).shape == whole.shape == (3, 1024)
    assert np.allclose(griffin_lim(wanted, 3, 64, 16)[:2], whole[:2], atol=1e-4)


def test_a_steady_sine_turns_by_its_frequency():
    f = 437.0
    spectra = stft(np.sin(2 * np.pi * f / 8000 * np.arange(4096))[None])
    turned = instantaneous_frequencies(spectra)[0, 14, 5:-5]
    wanted = 2 * f / 8000 * 64                                   # half turns in a hop
    assert np.allclose((turned - wanted + 1) % 2 - 1, 0, atol=1e-3)


def test_a_codec_with_phase_is_exact_and_one_without_keeps_the_magnitudes():
    t = np.arange(2048)
    waves = (0.5 * np.sin(0.3 * t) * np.exp(-t / 700) + 0.2 * np.sin(1.1 * t))[None].astype(np.float32)
    exact = Codec(128, 32, phase=True)
    images = exact.images(waves)
    assert images.shape == (1, 64, 64, 2) and images.min() >= -1.0001 and images.max() <= 1.0001
    assert np.sqrt(np.mean((exact.waves(images) - waves) ** 2)) < 0.01
    plain = Codec(128, 32)
    found = plain.images(plain.waves(plain.images(waves)))
    assert np.abs(found - plain.images(waves)).mean() < 0.06


def test_silence_is_minus_one():
    assert np.allclose(Codec().images(np.zeros((1, 4096))), -1, atol=1e-5)


def test_sizes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match="hop must divide its half"):
        stft(NOISE, 64, 24)
    with pytest.raises(ValueError, match="1000 samples, which hop 16 does not divide"):
        stft(NOISE[:, :1000], 64, 16)


def test_lines_of_noise_with_and_without_a_comb():
    """White noise has none; a click every 16 samples at 8,000 a second is a comb at multiples of 500 Hz."""
    noise = np.random.default_rng(2).standard_normal((200, 4096))
    comb = np.zeros(4096)
    comb[::16] = 1.0
    without, with_it = spectrograms.lines(noise), spectrograms.lines(noise + comb)
    # A line holds (4096 / 16)² / 4 of power in its bin, noise 4096 * 3 / 8: 10.3 dB.
    assert abs(without) < 1.5 and with_it == pytest.approx(10 * np.log10(1 + 256**2 / 4 / (4096 * 3 / 8)), abs=1.0)
