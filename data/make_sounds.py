"""Render the recorded notes and the spoken digits: data/notes.npz and data/spoken_digits.npz.

    apt-get install fluid-soundfont-gm fluidsynth espeak-ng      (Debian 12)
    python data/make_sounds.py [--out FOLDER]

Notes: ten instruments of the sound font FluidR3_GM (MIT licence), two octaves, three velocities, played one by one by
`fluidsynth` without reverberation. Digits: zero to nine by `espeak-ng`, with known voice, pitch and speed. Both are
brought to 8,000 samples a second, 4,096 samples each, µ-law in one byte a sample. The sound font itself, 148 MB, is not
part of the repository.
"""

import argparse
import hashlib
import struct
import subprocess
import tempfile
import warnings
from pathlib import Path

import numpy as np
from scipy.io import wavfile
from scipy.signal import resample_poly

SOUND_FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
RATE, LENGTH = 8000, 4096
FULL_RATE = 48000       # of fluidsynth; six times as many samples are then filtered and thinned out
INSTRUMENTS = {"piano": 0, "vibraphone": 11, "marimba": 12, "guitar": 24, "violin": 40, "trumpet": 56, "oboe": 68,
               "saxophone": 65, "clarinet": 71, "flute": 73}       # General MIDI's programs
PITCHES = range(60, 84)         # C4, 261.6 Hz, to B5, 987.8 Hz
VELOCITIES = (50, 80, 115)
SPACING, HELD = 1.0, 0.45       # seconds from note to note, and until the key is let go
VOICES = ("en-us+m3", "en-us+f2", "en-gb+m7", "en-gb-scotland+m1", "en-gb-x-rp+f4", "en-029+m2")
VOICE_PITCHES = (30, 45, 60, 75)
SPEEDS = (190, 220, 250)        # words a minute
FADE = 200                      # samples


def midi(program):
    """A MIDI file that plays all notes of one instrument, one after the other, 1,000 ticks a second."""
    def tick(n):                # a number in groups of seven bits, as MIDI writes it
        groups = [n & 127]
        while n := n >> 7:
            groups.insert(0, n & 127 | 128)
        return bytes(groups)

    track, wait = bytes([0, 0xFF, 0x51, 3]) + (1_000_000).to_bytes(3, "big") + bytes([0, 0xC0, program]), 0
    for pitch in PITCHES:
        for velocity in VELOCITIES:
            track += tick(wait) + bytes([0x90, pitch, velocity])
            track += tick(round(1000 * HELD)) + bytes([0x80, pitch, 0])
            wait = round(1000 * (SPACING - HELD))
    track += tick(wait) + bytes([0xFF, 0x2F, 0])
    return (b"MThd" + struct.pack(">IHHH", 6, 0, 1, 1000) + b"MTrk" + struct.pack(">I", len(track)) + track)


def thinned(wave, rate):
    """To 8,000 samples a second, by a filter that removes what cannot be kept."""
    divisor = np.gcd(RATE, rate)
    return resample_poly(wave, RATE // divisor, rate // divisor)


def finished(wave):
    """Exactly 4,096 samples, faded out, the largest at 0.9, in one byte each."""
    wave = np.pad(wave[:LENGTH], (0, max(LENGTH - len(wave), 0)))
    wave[-FADE:] *= np.linspace(1, 0, FADE)
    wave = 0.9 * wave / np.abs(wave).max()
    return np.round((np.sign(wave) * np.log1p(255 * np.abs(wave)) / np.log(256) + 1) * 127.5).astype(np.uint8)


def notes(folder):
    """All notes, and the numbers of instrument, pitch and velocity of each."""
    waves, labels = [], []
    for number, program in enumerate(INSTRUMENTS.values()):
        (folder / "notes.mid").write_bytes(midi(program))
        subprocess.run(["fluidsynth", "-ni", "-q", "-R", "0", "-C", "0", "-g", "0.5", "-r", str(FULL_RATE), "-O",
                        "float", "-T", "wav", "-F", str(folder / "notes.wav"), SOUND_FONT,
                        str(folder / "notes.mid")], check=True)
        with warnings.catch_warnings():     # fluidsynth adds a chunk that scipy does not know
            warnings.simplefilter("ignore", wavfile.WavFileWarning)
            rate, wave = wavfile.read(folder / "notes.wav")
        wave = thinned(wave.mean(axis=1), rate)
        for i in range(len(PITCHES) * len(VELOCITIES)):
            start = round(i * SPACING * RATE)
            waves.append(finished(wave[start:start + LENGTH].copy()))
            labels.append((number, PITCHES[i // len(VELOCITIES)], VELOCITIES[i % len(VELOCITIES)]))
    return np.stack(waves), np.array(labels, np.uint8)


def spoken(folder):
    """All spoken digits, and the digit, voice's number, pitch and speed of each; speech begins after 8 ms."""
    words = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    waves, labels = [], []
    for digit, word in enumerate(words):
        for number, voice in enumerate(VOICES):
            for pitch in VOICE_PITCHES:
                for speed in SPEEDS:
                    subprocess.run(["espeak-ng", "-v", voice, "-p", str(pitch), "-s", str(speed), "-w",
                                    str(folder / "word.wav"), word], check=True)
                    rate, wave = wavfile.read(folder / "word.wav")
                    wave = thinned(wave / 2**15, rate)
                    start = max(np.flatnonzero(np.abs(wave) > 0.02 * np.abs(wave).max())[0] - 64, 0)
                    waves.append(finished(wave[start:start + LENGTH].copy()))
                    labels.append((digit, number, pitch, speed))
    return np.stack(waves), np.array(labels, np.uint8)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sets = {"notes": (notes(Path(folder)), list(INSTRUMENTS)),
                "spoken_digits": (spoken(Path(folder)), list(VOICES))}
    for name, ((waves, labels), kinds) in sets.items():
        path = options.out / f"{name}.npz"
        np.savez_compressed(path, waves=waves, labels=labels, names=np.array(kinds))
        print(f"{path}: {len(waves)} sounds, {path.stat().st_size / 1e6:.2f} MB, "
              f"{hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
