"""The checkers of lesson 14: a spectrogram, a step of Griffin & Lim, overlaps."""

import numpy as np
from scipy.signal import get_window
from verdicts import references, right_answers, solutions, wrong_answers

from gan_course.exercises import ex14

ALL = [ex14.spectrogram, ex14.griffin_lim_step, ex14.overlaps, ex14.cents, ex14.unbiased_mmd]

test_reference_is_right = references(ALL)
test_solution_source_defines_the_name_and_is_right = solutions(ALL)


def test_a_stub_is_not_tried():
    stubs = [lambda wave, n_fft, hop: ..., lambda magnitudes, waves, forward, back: ..., lambda n, kernel, stride: ...,
             lambda frequencies, wanted: ..., lambda x, y, kernel: ...]
    for exercise, stub in zip(ALL, stubs, strict=True):
        assert exercise.verdict(stub).startswith("Not tried yet")


# --- spectrogram

def hann(n_fft):
    return np.sin(np.pi * np.arange(n_fft) / n_fft) ** 2


def by_windows(wave, n_fft, hop):
    pieces = np.lib.stride_tricks.sliding_window_view(wave, n_fft)[::hop]
    return abs(np.fft.rfft(pieces * hann(n_fft))).T


def by_loop(wave, n_fft, hop):
    columns, start = [], 0
    while start + n_fft <= len(wave):
        columns.append(np.abs(np.fft.fft(hann(n_fft) * wave[start:start + n_fft])[:n_fft // 2 + 1]))
        start += hop
    return np.array(columns).T


def by_matrix(wave, n_fft, hop):
    k, i = np.arange(n_fft // 2 + 1)[:, None], np.arange(n_fft)
    waves = np.exp(-2j * np.pi * k * i / n_fft) * get_window("hann", n_fft)
    return np.abs(waves @ np.array([wave[s:s + n_fft] for s in range(0, len(wave) - n_fft + 1, hop)]).T)


def by_parts(wave, n_fft, hop):
    found = np.stack([np.fft.rfft(hann(n_fft) * wave[s:s + n_fft]) for s in range(0, len(wave) - n_fft + 1, hop)], 1)
    return np.hypot(found.real, found.imag).tolist()


right = ex14._spectrogram


def each(change):
    return lambda wave, n_fft, hop: np.stack(
        [change(wave[s:s + n_fft], n_fft) for s in range(0, len(wave) - n_fft + 1, hop)], axis=1)


def spoiled(wave, n_fft, hop):
    wave -= wave.mean()
    return right(wave, n_fft, hop)


test_right_spectrograms = right_answers(ex14.spectrogram, {
    "windows": by_windows, "loop": by_loop, "matrix": by_matrix, "list": by_parts})
test_wrong_spectrograms = wrong_answers(ex14.spectrogram, {
    "no window": (each(lambda piece, n: np.abs(np.fft.rfft(piece))), "window is missing"),
    "power": (lambda *args: right(*args) ** 2, "square"),
    "real part": (each(lambda piece, n: np.fft.rfft(hann(n) * piece).real), "changes with the phase"),
    "all frequencies": (each(lambda piece, n: np.abs(np.fft.fft(hann(n) * piece))), "np.fft.rfft"),
    "turned": (lambda *args: right(*args).T, "turned"),
    "side by side": (lambda wave, n_fft, hop: right(wave, n_fft, n_fft), "overlap"),
    "last one lost": (lambda wave, n_fft, hop: right(wave[:-1], n_fft, hop)
                      if (len(wave) - n_fft) % hop == 0 else right(wave, n_fft, hop), "fits whole"),
    "np.hanning": (each(lambda piece, n: np.abs(np.fft.rfft(np.hanning(n) * piece))), "second zero"),
    "logarithm": (lambda *args: np.log(right(*args)), "logarithm comes later"),
    "mean removed": (each(lambda piece, n: np.abs(np.fft.rfft(hann(n) * (piece - piece.mean())))), "column j"),
    "in place": (spoiled, "column j"),
    "complex": (each(lambda piece, n: np.fft.rfft(hann(n) * piece)), "complex"),
    "text": (lambda wave, n_fft, hop: "picture", "numbers"),
    "NaN": (lambda *args: right(*args) * np.nan, "NaN"),
})


# --- griffin_lim_step

def by_size(magnitudes, waves, forward, back):
    spectra = forward(waves)
    return back(magnitudes * (spectra / np.maximum(np.abs(spectra), 1e-12)))


def by_parts_of_the_angle(magnitudes, waves, forward, back):
    angle = np.angle(forward(waves))
    return back(magnitudes * np.cos(angle) + 1j * magnitudes * np.sin(angle))


def by_arctan(magnitudes, waves, forward, back):
    spectra = forward(waves)
    return back(magnitudes * np.e ** (1j * np.arctan2(spectra.imag, spectra.real)))


step = ex14._griffin_lim_step


def quiet(magnitudes, waves, forward, back):
    magnitudes *= 0.5
    return step(2 * magnitudes, waves, forward, back)


test_right_steps = right_answers(ex14.griffin_lim_step, {
    "divided": by_size, "cosine and sine": by_parts_of_the_angle, "arctan2": by_arctan,
    "list": lambda *args: step(*args).tolist()})
test_wrong_steps = wrong_answers(ex14.griffin_lim_step, {
    "there and back": (lambda m, w, forward, back: back(forward(w)), "are not used"),
    "no phase": (lambda m, w, forward, back: back(m.astype("complex64")), "phases of the old waves are not used"),
    "product": (lambda m, w, forward, back: back(m * forward(w)), "old magnitudes"),
    "sign of the phase": (lambda m, w, forward, back: back(m * np.exp(-1j * np.angle(forward(w)))), "wrong sign"),
    "no 1j": (lambda m, w, forward, back: back(m * np.exp(np.angle(forward(w))) + 0j), "1j"),
    "spectra": (lambda m, w, forward, back: m * np.exp(1j * np.angle(forward(w))), "return waves"),
    "sign": (lambda m, w, forward, back: back(m * np.sign(forward(w).real) + 0j), "sign of the real part"),
    "nothing moves": (lambda m, w, forward, back: w, "are not used"),
    "half": (lambda *args: 0.5 * step(*args), "wanted magnitudes"),
    "in place": (quiet, "changed in place"),
    "NaN": (lambda m, w, forward, back: w * np.nan, "NaN"),
    "text": (lambda m, w, forward, back: "wave", "numbers"),
})


# --- overlaps

def by_convolution(n, kernel, stride):
    hits = np.zeros(stride * (n - 1) + 1, int)
    hits[::stride] = 1
    return np.convolve(hits, np.ones(kernel, int))


def by_asking(n, kernel, stride):
    return [sum(stride * i <= s < stride * i + kernel for i in range(n)) for s in range(stride * (n - 1) + kernel)]


def by_keras(n, kernel, stride):
    import keras

    layer = keras.layers.Conv1DTranspose(1, kernel, stride, kernel_initializer="ones")
    made = layer(np.ones((1, n, 1), "float32")).numpy()[0, :, 0]
    wanted = stride * (n - 1) + kernel
    return np.round(made)[:wanted]


def by_ends(n, kernel, stride):
    s = np.arange(stride * (n - 1) + kernel)
    return np.minimum(s // stride, n - 1) - np.maximum(-((kernel - 1 - s) // stride), 0) + 1


count = ex14._overlaps

test_right_overlaps = right_answers(ex14.overlaps, {
    "convolution": by_convolution, "asking": by_asking, "keras": by_keras, "ends": by_ends})
test_wrong_overlaps = wrong_answers(ex14.overlaps, {
    "no stride": (lambda n, kernel, stride: count(n, kernel, 1), "samples apart"),
    "mean": (lambda n, kernel, stride: np.full(stride * (n - 1) + kernel, kernel / stride), "mean number"),
    "cut": (lambda n, kernel, stride: count(n, kernel, stride)[:n * stride], "whole kernel"),
    "reached or not": (lambda *args: np.minimum(count(*args), 1), "how many"),
    "exchanged": (lambda n, kernel, stride: count(n, stride, kernel), "exchanged"),
    "kernel too short": (lambda n, kernel, stride: np.append(count(n, kernel - 1, stride), 0), "last number"),
    "one value lost": (lambda n, kernel, stride: np.pad(count(n - 1, kernel, stride), (0, stride)), "value i"),
    "shifted": (lambda *args: np.roll(count(*args), 1), "value i"),
    "one number": (lambda n, kernel, stride: kernel // stride, "shape"),
    "text": (lambda n, kernel, stride: "two", "numbers"),
    "NaN": (lambda *args: count(*args) * np.nan, "NaN"),
})
