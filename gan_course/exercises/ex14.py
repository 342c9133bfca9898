"""Exercises of lesson 14, sound: a spectrogram, a step of Griffin & Lim, overlaps, cents, a distance without bias."""

import numpy as np

from gan_course.exercises.ex14_measures import cents, unbiased_mmd
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.spectrograms import istft, stft

__all__ = ["OBJECTIVES", "cents", "griffin_lim_step", "overlaps", "spectrogram", "unbiased_mmd"]

OBJECTIVES = {1: ["spectrogram", "griffin_lim_step"], 2: ["overlaps"], 3: ["cents"], 4: ["unbiased_mmd"]}


# --- spectrogram --------------------------------------------------------------------------------------------------

def _spectrogram(wave, n_fft, hop):
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)
    starts = range(0, len(wave) - n_fft + 1, hop)
    return np.stack([np.abs(np.fft.rfft(window * wave[start:start + n_fft])) for start in starts], axis=1)


def _draw_wave(rng):
    """Two sines and noise, of any length, and sizes of pieces that do not fit evenly."""
    n_fft = 2 * int(rng.integers(4, 12))
    hop, samples = int(rng.integers(2, n_fft // 2)), int(rng.integers(3 * n_fft, 6 * n_fft))
    t = np.arange(samples)
    tones = np.sin(rng.uniform(0.2, 1.0) * t) + 0.5 * np.sin(rng.uniform(1.2, 2.8) * t + 1)
    return tones + rng.normal(0.3, 0.3, size=samples), n_fft, hop


def _pieces(change, end=1):
    """A spectrogram whose piece `change(piece, window)` is taken apart in another way."""
    def slip(wave, n_fft, hop):
        window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)
        starts = range(0, len(wave) - n_fft + end, hop)
        return np.stack([change(wave[start:start + n_fft], window) for start in starts], axis=1)
    return slip


def _side_by_side(wave, n_fft, hop):
    return _spectrogram(wave, n_fft, n_fft)


spectrogram = Exercise(
    "spectrogram", _spectrogram,
    checks=[agrees_with_reference(_spectrogram, _draw_wave, "column j is the size of the Fourier transform of the "
                                  "piece that begins at sample j * hop, times the window", {
                "the window is missing: where a piece is cut off sharply, its tones spread over all frequencies":
                    _pieces(lambda piece, window: np.abs(np.fft.rfft(piece))),
                "these are squares of magnitudes: leave the square out":
                    _pieces(lambda piece, window: np.abs(np.fft.rfft(window * piece)) ** 2),
                "this is the real part alone: it changes with the phase. Take np.abs of the complex numbers":
                    _pieces(lambda piece, window: np.fft.rfft(window * piece).real),
                "the frequencies above half the rate only repeat the others: use np.fft.rfft, which leaves them out":
                    _pieces(lambda piece, window: np.abs(np.fft.fft(window * piece))),
                "a column is a piece in time, a row a frequency: yours is turned":
                    lambda wave, n_fft, hop: _spectrogram(wave, n_fft, hop).T,
                "the pieces overlap: each begins `hop` samples after the one before, not `n_fft`": _side_by_side,
                "the last piece that fits whole is missing": _pieces(
                    lambda piece, window: np.abs(np.fft.rfft(window * piece)), end=0),
                "np.hanning ends with a second zero; the window that is asked for does not":
                    _pieces(lambda piece, window: np.abs(np.fft.rfft(np.hanning(len(piece)) * piece))),
                "the logarithm comes later: magnitudes are wanted":
                    lambda *args: np.log(_spectrogram(*args))}),
            leaves_arguments_alone(_draw_wave)],
    hints=[
        "The pieces begin at range(0, len(wave) - n_fft + 1, hop), and each is n_fft samples long.",
        "np.fft.rfft(window * piece) gives n_fft / 2 + 1 complex numbers; np.abs their sizes.",
        "np.stack([np.abs(np.fft.rfft(window * wave[start:start + n_fft])) for start in starts], axis=1)",
    ],
    praise="A wave as a picture: how much of each frequency, piece by piece.",
    doc="Magnitudes of a wave's spectrogram (n_fft / 2 + 1, frames): periodic Hann window, whole pieces.",
)


# --- griffin_lim_step ---------------------------------------------------------------------------------------------

def _griffin_lim_step(magnitudes, waves, forward, back):
    spectra = forward(waves)
    return back(magnitudes * np.exp(1j * np.angle(spectra)))


def _draw_magnitudes(rng):
    """Magnitudes of some waves, other waves whose phases are used, and a transform with its way back."""
    n_fft = int(rng.choice([8, 12, 16]))
    hop = n_fft // 4
    shape = int(rng.integers(2, 4)), hop * int(rng.integers(8, 14))
    target, waves = (rng.normal(size=shape).astype("float32") for _ in range(2))

    def forward(x):
        return stft(x, n_fft, hop)

    def back(spectra):
        return istft(spectra, n_fft, hop)

    return np.abs(forward(target)), waves, forward, back


def _one_step(make):
    return lambda magnitudes, waves, forward, back: back(make(magnitudes, forward(waves)).astype("complex64"))


griffin_lim_step = Exercise(
    "griffin_lim_step", _griffin_lim_step,
    checks=[agrees_with_reference(_griffin_lim_step, _draw_magnitudes, "the new waves come from spectra with the "
                                  "wanted magnitudes and the phases of the old waves", {
                "the wanted magnitudes are not used: this only goes there and back":
                    _one_step(lambda wanted, spectra: spectra),
                "the phases of the old waves are not used": _one_step(lambda wanted, spectra: wanted + 0j),
                "the old magnitudes are still in it: divide the spectra by their own size, or use np.angle":
                    _one_step(lambda wanted, spectra: wanted * spectra),
                "the phase has the wrong sign: this turns each piece round in time":
                    _one_step(lambda wanted, spectra: wanted * np.exp(-1j * np.angle(spectra))),
                "an angle becomes a complex number by np.exp(1j * angle); without 1j it is a size":
                    _one_step(lambda wanted, spectra: wanted * np.exp(np.angle(spectra)) + 0j),
                "return waves: the last move is `back`":
                    lambda wanted, waves, forward, back: wanted * np.exp(1j * np.angle(forward(waves))),
                "only the sign of the real part is kept; the phase is the whole angle":
                    _one_step(lambda wanted, spectra: wanted * np.sign(spectra.real) + 0j)},
                rtol=1e-3, atol=1e-4),
            leaves_arguments_alone(_draw_magnitudes)],
    hints=[
        "forward(waves) gives complex spectra: np.angle of them is their phase.",
        "A complex number of size m and phase a is m * np.exp(1j * a).",
        "back(magnitudes * np.exp(1j * np.angle(forward(waves))))",
    ],
    praise="The sizes that are wanted, the phases that the waves have; and once more.",
    doc="One step of Griffin & Lim 1984: waves whose spectra come nearer to the wanted magnitudes.",
)


# --- overlaps -----------------------------------------------------------------------------------------------------

def _overlaps(n, kernel, stride):
    counts = np.zeros(stride * (n - 1) + kernel, dtype=int)
    for i in range(n):
        counts[stride * i:stride * i + kernel] += 1
    return counts


def _draw_layer(rng):
    """How many values come in, the kernel's length and the stride, which seldom divides it."""
    return int(rng.integers(3, 12)), int(rng.integers(2, 10)), int(rng.integers(2, 6))


overlaps = Exercise(
    "overlaps", _overlaps,
    checks=[agrees_with_reference(_overlaps, _draw_layer, "value i is spread over the samples stride * i to "
                                  "stride * i + kernel - 1; count for each sample how many values reach it", {
                "the values are `stride` samples apart in what comes out, not one":
                    lambda n, kernel, stride: np.convolve(np.ones(n, int), np.ones(kernel, int)),
                "this is the mean number for all samples: count each sample by itself":
                    lambda n, kernel, stride: np.full(stride * (n - 1) + kernel, kernel / stride),
                "the last value's whole kernel belongs to it: stride * (n - 1) + kernel samples come out":
                    lambda n, kernel, stride: _overlaps(n, kernel, stride)[:n * stride],
                "count how many values reach a sample, not whether one does":
                    lambda n, kernel, stride: np.minimum(_overlaps(n, kernel, stride), 1),
                "kernel and stride are exchanged": lambda n, kernel, stride: _overlaps(n, stride, kernel),
                "all of the kernel counts, its last number too":
                    lambda n, kernel, stride: np.append(_overlaps(n, kernel - 1, stride), 0)})],
    hints=[
        "Begin with zeros, stride * (n - 1) + kernel of them.",
        "Value i reaches the samples from stride * i on, `kernel` of them: add 1 to each.",
        "for i in range(n): counts[stride * i:stride * i + kernel] += 1",
    ],
    praise="Where these numbers go up and down, the layer begins with a tone of its own.",
    doc="How many of n values reach each sample of a transposed convolution, int (stride * (n - 1) + kernel,).",
)
