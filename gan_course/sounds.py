"""Short sounds at 8,000 samples a second: recorded notes and spoken digits, one byte a sample, and a player."""

import base64
import io
import wave as wave_files
from pathlib import Path
from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.data_files import checked_path

RATE = 8000                 # samples a second
LENGTH = 4096               # samples of a note or a digit: 0.512 s
LOWEST, N_PITCHES = 60, 24  # MIDI's numbers of the notes: C4, 261.6 Hz, to B5, 987.8 Hz
VELOCITIES = (50, 80, 115)
MU = 255
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Sounds(NamedTuple):
    """Waves float32 (n, samples) in [-1, 1]; labels: a table with a row for each; names of its first kind of label."""

    waves: np.ndarray
    labels: "pandas.DataFrame"  # noqa: F821
    names: tuple


def notes(data_dir=None) -> Sounds:
    """720 notes: ten instruments, 24 pitches, three velocities; labels `instrument`, `pitch` (MIDI) and `velocity`.

    `names` are the instruments. Rendered from the sound font FluidR3_GM (MIT licence), see `data/README.md`. Raises
    DataFileError when the file is missing or damaged.
    """
    return _loaded("notes.npz", ("instrument", "pitch", "velocity"), data_dir)


def spoken_digits(data_dir=None) -> Sounds:
    """720 spoken digits: ten words, six voices, four pitches, three speeds; labels `digit`, `voice`, `pitch`, `speed`.

    `names` are the voices of espeak-ng that spoke. Raises DataFileError when the file is missing or damaged.
    """
    return _loaded("spoken_digits.npz", ("digit", "voice", "pitch", "speed"), data_dir)


def _loaded(name, columns, data_dir):
    import pandas as pd  # here, because importing pandas takes a while

    with np.load(checked_path(name, data_dir)) as file:
        return Sounds(mu_law_decoded(file["waves"]), pd.DataFrame(file["labels"].astype(np.int32), columns=columns),
                      tuple(map(str, file["names"])))


def recorded(labels) -> np.ndarray:
    """Return which notes a learner of ours is given: bool (n,). A fifth of all pairs of instrument and pitch is not.

    labels: a table with `instrument` and `pitch`. Of each instrument four or five of the 24 pitches are left out, other
    ones for each, so every pitch and every instrument is recorded.
    """
    return ((labels["instrument"] * 2 + labels["pitch"]) % 5 != 0).to_numpy()


def mu_law(waves) -> np.ndarray:
    """Return waves as bytes, uint8 of the same shape: sign(x)·ln(1 + 255 |x|)/ln 256, in 256 steps (ITU-T G.711).

    waves: numbers in [-1, 1]. Quiet samples are rounded finely and loud ones coarsely.
    """
    waves = arguments.array("waves", waves, (...,), low=-1, high=1)
    pressed = np.sign(waves) * np.log1p(MU * np.abs(waves)) / np.log1p(MU)
    return np.round((pressed + 1) * 127.5).astype(np.uint8)


def mu_law_decoded(codes) -> np.ndarray:
    """Return the waves that `mu_law` made bytes of, float32 in [-1, 1]."""
    codes = arguments.integers("codes", codes, (...,), low=0, high=MU)
    pressed = codes / 127.5 - 1
    return (np.sign(pressed) * np.expm1(np.abs(pressed) * np.log1p(MU)) / MU).astype(np.float32)


def frequency(pitch):
    """Return the frequency of a pitch in hertz: 440 for A4, which is 69, and 2^(1/12) times as much a semitone up."""
    return 440.0 * 2.0 ** ((np.asarray(pitch, float) - 69) / 12)


def wav(wave, rate=RATE) -> bytes:
    """Return one wave (samples,) in [-1, 1] as the bytes of a WAV file, 8 bits a sample; beyond 1 it is cut off."""
    wave = arguments.array("wave", wave, ("samples",), hint="One sound; join several by np.concatenate.")
    rate, buffer = arguments.whole("rate", rate), io.BytesIO()
    with wave_files.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(np.round(np.clip(wave, -1, 1) * 127 + 128).astype(np.uint8).tobytes())
    return buffer.getvalue()


def save_wav(path, wave, rate=RATE) -> Path:
    """Write one wave to a WAV file and return its path."""
    path = arguments.path("path", path)
    path.write_bytes(wav(wave, rate))
    return path


class Player:
    """A row of sounds to play, for a notebook: one small player for each, the loudness as it is.

    The sounds are part of the page as WAV files of 8 bits, so a saved page plays them too. JupyterLab removes players
    from a saved notebook that it does not trust yet; running the cell brings them back.
    """

    def __init__(self, sounds, rate=RATE):
        arguments.instance("sounds", sounds, dict, "A caption for each sound: {\"violin, A4\": wave}.")
        self.files = {arguments.text("caption", caption): wav(wave, rate) for caption, wave in sounds.items()}

    def _repr_html_(self):
        cells = [f'<figure style="margin:4px 10px 4px 0"><figcaption style="font-size:90%">{_escaped(caption)}'
                 f'</figcaption><audio controls preload="none" style="width:220px;height:32px" aria-label='
                 f'"{_escaped(caption)}" src="data:audio/wav;base64,{base64.b64encode(file).decode("ascii")}"></audio>'
                 "</figure>" for caption, file in self.files.items()]
        return f'<div style="display:flex;flex-wrap:wrap">{"".join(cells)}</div>'

    def __repr__(self):
        return f"Sounds to play: {'; '.join(self.files)}"


def _escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def in_a_row(waves, pause=0.05, rate=RATE) -> np.ndarray:
    """Return the waves (n, samples) one after the other, with a pause in seconds between them: float32 (samples,)."""
    waves = arguments.array("waves", waves, ("n", "samples"), dtype="float32")
    samples = round(arguments.number("pause", pause, low=0) * arguments.whole("rate", rate))
    gap = np.zeros((len(waves), samples), np.float32)
    return np.concatenate([waves, gap], axis=1).ravel()
