"""Spectrograms: a wave cut into short overlapping pieces, each taken apart into frequencies; and the way back.

`Codec` says how sounds become images for a GAN: logarithms of magnitudes, alone or beside instantaneous frequencies.
"""

import numpy as np
from scipy import fft

from gan_course import arguments

_CHUNK = 32     # sounds at a time: they stay in the processor's cache
FLOOR = 1e-3    # below a thousandth of a full sine's magnitude, -60 dB, nothing is told apart


def stft(waves, n_fft=256, hop=64) -> np.ndarray:
    """Short-time Fourier transform: waves (n, samples) -> complex64 (n, n_fft / 2 + 1 frequencies, samples / hop).

    Frame j is the piece of n_fft samples around sample j · hop, zeros beyond the ends, times a Hann window. Frequency k
    is k · rate / n_fft hertz. n_fft is even; hop divides n_fft / 2 and the number of samples.
    """
    n_fft, hop = _sizes(n_fft, hop)
    waves = arguments.array("waves", waves, ("n", "samples"), dtype="float32")
    if waves.shape[1] % hop:
        raise ValueError(f"waves have {waves.shape[1]} samples, which hop {hop} does not divide.")
    return np.swapaxes(_forward(waves, n_fft, hop), 1, 2)


def istft(spectra, n_fft=256, hop=64) -> np.ndarray:
    """The waves, float32 (n, samples), whose `stft` is nearest to spectra (n, n_fft / 2 + 1, frames) in least squares.

    Pieces are windowed again and added up, then divided by the sum of the squared windows (Griffin & Lim 1984, eq. 6).
    """
    n_fft, hop = _sizes(n_fft, hop)
    spectra = arguments.array("spectra", spectra, ("n", n_fft // 2 + 1, "frames"), dtype="complex64")
    return _back(np.swapaxes(spectra, 1, 2), n_fft, hop)


def griffin_lim(magnitudes, steps=60, n_fft=256, hop=64, momentum=0.99, seed=0) -> np.ndarray:
    """Waves, float32 (n, samples), whose magnitudes are about those: (n, n_fft / 2 + 1, frames), not negative.

    From random phases, alternately: to a wave, and back to spectra whose magnitudes are put right again (Griffin & Lim
    1984). momentum: 0 for their algorithm, up to 1 for the fast one of Perraudin, Balazs & Søndergaard 2013.
    """
    n_fft, hop = _sizes(n_fft, hop)
    magnitudes = arguments.array("magnitudes", magnitudes, ("n", n_fft // 2 + 1, "frames"), low=0, dtype="float32")
    steps, momentum = arguments.whole("steps", steps), arguments.number("momentum", momentum, low=0, high=1)
    rng = arguments.rng("seed", seed)
    return np.concatenate([_phases_sought(part, steps, n_fft, hop, np.float32(momentum), rng)
                           for part in np.split(magnitudes, range(_CHUNK, len(magnitudes), _CHUNK))])


def _phases_sought(magnitudes, steps, n_fft, hop, momentum, rng):
    wanted = np.ascontiguousarray(np.swapaxes(magnitudes, 1, 2))
    angles = rng.uniform(-np.pi, np.pi, magnitudes.shape).astype(np.float32)
    spectra, before = wanted * np.swapaxes(np.exp(1j * angles), 1, 2), 0.0
    for _ in range(steps):
        now = _forward(_back(spectra, n_fft, hop), n_fft, hop)
        ahead = now + momentum * (now - before)
        size = np.sqrt(ahead.real**2 + ahead.imag**2)     # np.abs guards against overflow and takes longer
        spectra, before = ahead * (wanted / np.maximum(size, 1e-8)), now
    return _back(spectra, n_fft, hop)


def _forward(waves, n_fft, hop):
    """Waves -> spectra (n, frames, frequencies)."""
    padded = np.pad(waves, ((0, 0), (n_fft // 2, n_fft // 2)))
    pieces = np.lib.stride_tricks.sliding_window_view(padded, n_fft, axis=1)[:, : waves.shape[1] : hop]
    return fft.rfft(pieces * _window(n_fft), axis=2)


def _back(spectra, n_fft, hop):
    """Spectra (n, frames, frequencies) -> waves."""
    pieces = fft.irfft(spectra, n_fft, axis=2) * _window(n_fft)
    samples = pieces.shape[1] * hop
    weight = _overlapped(np.broadcast_to(_window(n_fft) ** 2, pieces[:1].shape), hop)
    inside = slice(n_fft // 2, n_fft // 2 + samples)
    return _overlapped(pieces, hop)[:, inside] / np.maximum(weight[:, inside], np.float32(1e-2))


def _overlapped(pieces, hop):
    """Add up pieces (n, frames, n_fft), each `hop` samples after the one before: (n, (frames - 1) · hop + n_fft)."""
    n, frames, n_fft = pieces.shape
    blocks = pieces.reshape(n, frames, n_fft // hop, hop)
    waves = np.zeros((n, frames - 1 + n_fft // hop, hop), np.float32)
    for i in range(n_fft // hop):
        waves[:, i : i + frames] += blocks[:, :, i]
    return waves.reshape(n, -1)


def instantaneous_frequencies(spectra) -> np.ndarray:
    """How far the phase turns from frame to frame of spectra (n, frequencies, frames): half turns in [-1, 1].

    The first frame holds the phase itself (Engel et al. 2019).
    """
    angles = np.angle(arguments.array("spectra", spectra, ("n", "frequencies", "frames"), dtype="complex64"))
    turned = np.diff(angles, axis=-1, prepend=0.0)
    return (((turned + np.pi) % (2 * np.pi) - np.pi) / np.pi).astype(np.float32)


def lines(waves, every=500.0, rate=8000) -> float:
    """How far the multiples of a frequency stand out of their neighbourhood, in decibels, on average over them.

    waves: (n, samples), whose power spectra are averaged. Each multiple below rate / 2 is set against the median of
    what lies within a quarter of `every` to either side. 0 is nothing, 10 is ten times the power.
    """
    waves = arguments.array("waves", waves, ("n", "samples"))
    rate = arguments.number("rate", rate, above=0)
    every = arguments.number("every", every, above=0, below=rate / 2)
    power = (np.abs(fft.rfft(waves * np.hanning(waves.shape[1]), axis=1)) ** 2).mean(axis=0) + 1e-20
    frequencies = fft.rfftfreq(waves.shape[1], 1 / rate)
    found = []
    for tone in np.arange(every, rate / 2 - every / 2, every):
        near = np.abs(frequencies - tone) < every / 4
        found.append(10 * np.log10(power[near & (np.abs(frequencies - tone) < 1.5 * frequencies[1])].max()
                                   / np.median(power[near])))
    return float(np.mean(found))


class Codec:
    """Sounds as images and back: (n, samples) <-> (n, n_fft / 2, samples / hop, 1 or 2), about in [-1, 1].

    n_fft, hop: of the spectrogram. phase: True for a second channel with the instantaneous frequencies; without it the
    phase is sought by `griffin_lim`, in `steps` steps. The highest frequency, half the rate, is left out.
    """

    def __init__(self, n_fft=256, hop=64, phase=False, steps=60):
        self.n_fft, self.hop = _sizes(n_fft, hop)
        self.phase, self.steps = arguments.flag("phase", phase), arguments.whole("steps", steps)
        self._loud = n_fft / 4      # the magnitude of a sine of amplitude 1

    def images(self, waves) -> np.ndarray:
        """Waves -> float32 images: 1 is loud, -1 is silence."""
        spectra = stft(waves, self.n_fft, self.hop)[:, :-1]
        scaled = np.log(np.abs(spectra) / self._loud + FLOOR) / -np.log(FLOOR)
        channels = [2 * scaled + 1] + ([instantaneous_frequencies(spectra)] if self.phase else [])
        return np.stack(channels, axis=-1).astype(np.float32)

    def magnitudes(self, images) -> np.ndarray:
        """Images -> magnitudes (n, n_fft / 2 + 1, frames)."""
        images = self._checked(images)
        found = np.exp(-np.log(FLOOR) * (np.clip(images[..., 0], -1.0, 1.2) - 1) / 2) - FLOOR
        return np.pad(np.maximum(found, 0) * self._loud, ((0, 0), (0, 1), (0, 0))).astype(np.float32)

    def waves(self, images, seed=0) -> np.ndarray:
        """Images -> float32 waves."""
        magnitudes = self.magnitudes(images)
        if not self.phase:
            return griffin_lim(magnitudes, self.steps, self.n_fft, self.hop, seed=seed)
        turned = np.pad(np.cumsum(np.pi * np.asarray(images)[..., 1], axis=2), ((0, 0), (0, 1), (0, 0)))
        return istft((magnitudes * np.exp(1j * turned)).astype(np.complex64), self.n_fft, self.hop)

    def _checked(self, images):
        return arguments.array("images", images, ("n", self.n_fft // 2, "frames", 1 + self.phase), dtype="float32")


def _window(n_fft):
    """The Hann window, periodic, float32."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)).astype(np.float32)


def _sizes(n_fft, hop):
    n_fft, hop = arguments.whole("n_fft", n_fft, least=4), arguments.whole("hop", hop)
    if n_fft % 2 or n_fft // 2 % hop:
        raise ValueError(f"n_fft is {n_fft} and hop {hop}; n_fft must be even, and hop must divide its half.")
    return n_fft, hop
