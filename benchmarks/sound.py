"""Sound over seeds: waves, spectrograms, spectrograms with phases, under one budget. Notebook 14.

    python3 course.py bench sound [PART …] [--seeds 200 201 202 203 204]

Parts: notes_* and digits_* (4,096 samples), drums_* (2,048 samples), each with the ending wave, nearest (waves, the
transposed convolutions replaced), magnitude (phases by Griffin & Lim) or frequency (magnitudes and instantaneous
frequencies); blind and blind_stddev: notes by magnitudes, instrument and pitch not told, without and with minibatch
standard deviation. Every part makes 800 steps of 32 sounds with the same losses, rates and averaging; no setting was
tuned. Each finished run is a line of results/sound.jsonl; the same call goes on from there.
"""

import time
from pathlib import Path

import keras
import numpy as np
from _finished import Finished, call_options

from gan_course import drums, own_step, sound_networks, sounds, sounds_judge, spectrograms
from gan_course.exercises import ex04
from gan_course.layers import MinibatchStddev
from gan_course.pitches import cents, fundamentals

RESULT = Path(__file__).parent / "results" / "sound.jsonl"
SEEDS = (200, 201, 202, 203, 204)
STEPS, BATCH, RATE = 800, 32, 1e-3
SIZES = {"notes": (10, 24), "digits": (10,), "drums": (3, 5, 5), "blind": (1,)}
ENDINGS = ("wave", "nearest", "magnitude", "frequency")
MIDDLE = sounds.VELOCITIES[1]       # the notes that nobody learns from: the real ones of the comparison


def material(kind, seed):
    """Return (waves to learn from, their labels, real waves to compare with, labels to ask for)."""
    if kind == "drums":
        hits = drums.drums(3000, seed)
        asked = np.arange(300) % drums.N_LABELS
        return hits.waves, hits.labels, drums.drums(300, seed + 10_000, asked).waves, asked
    if kind == "digits":
        data = sounds.spoken_digits()
        test, labels = (data.labels.speed == 220).to_numpy(), data.labels.digit.to_numpy()
        return data.waves[~test], labels[~test], data.waves[test], np.arange(240) % 10
    data = sounds.notes()
    test = (data.labels.velocity == MIDDLE).to_numpy()
    labels = (data.labels.instrument * sounds.N_PITCHES + data.labels.pitch - sounds.LOWEST).to_numpy()
    learn = sounds.recorded(data.labels) & ~test
    if kind == "blind":
        return data.waves[learn], np.zeros(learn.sum(), int), data.waves[test], np.zeros(240, int)
    return data.waves[learn], labels[learn], data.waves[test], labels[test]


def codec_of(kind, ending):
    """The codec of spectrograms, or None for waves."""
    if ending in ("wave", "nearest"):
        return None
    sizes = (128, 32) if kind == "drums" else (256, 64)
    return spectrograms.Codec(*sizes, phase=ending == "frequency")


def players(kind, ending, shape, stddev=False):
    """Return generator and discriminator."""
    sizes = SIZES[kind]
    if ending in ("wave", "nearest"):
        upsampling = "nearest" if ending == "nearest" else "transposed"
        return (sound_networks.wave_generator(shape[0], sizes, upsampling=upsampling),
                sound_networks.wave_discriminator(shape[0], sizes))
    generator = sound_networks.spectrogram_generator(shape, sizes)
    discriminator = sound_networks.spectrogram_discriminator(shape, sizes)
    if stddev:
        features = keras.layers.Flatten()(MinibatchStddev()(_last_maps(discriminator)))
        discriminator = keras.Model(discriminator.inputs, keras.layers.Dense(1)(features))
    return generator, discriminator


def _last_maps(discriminator):
    """The last feature maps before they are laid flat."""
    flat = next(layer for layer in discriminator.layers if isinstance(layer, keras.layers.Flatten))
    return flat.input


def made(kind, ending, seed, stddev=False):
    """Train and return (waves that were asked for, the real ones, their labels, processor seconds of the training)."""
    waves, labels, real, asked = material(kind, seed)
    codec = codec_of(kind, ending)
    images = waves[..., None] if codec is None else codec.images(waves)
    keras.utils.set_random_seed(seed)
    generator, discriminator = players(kind, ending, images.shape[1:], stddev)
    start = time.process_time()
    averaged = own_step.trained(ex04.train_step.reference, generator, discriminator, images, labels, STEPS, BATCH, RATE,
                                seed)
    seconds = time.process_time() - start
    noise = np.random.default_rng(seed).standard_normal((len(asked), 16)).astype("float32")
    images = np.concatenate([averaged([noise[i:i + 60], asked[i:i + 60]]).numpy() for i in range(0, len(asked), 60)])
    return images[..., 0] if codec is None else codec.waves(images, seed), real, asked, seconds


def heard(kind, waves, real, asked, judge):
    """What is measured of waves that were asked for by labels, as plain numbers."""
    found = {"frechet": judge.frechet_distance(waves, real), "kernel": judge.kernel_distance(waves, real),
             "sure": float(judge.probabilities(waves).max(axis=1).mean()), "lines": spectrograms.lines(waves)}
    read = judge.read(waves)
    if kind == "drums":
        knobs = drums.knobs_of(asked)
        got = drums.read(waves, knobs.kind)
        found["right"] = float((read == 20 + knobs.kind).mean())
        for i, name in enumerate(drums.KINDS):
            rows = knobs.kind == i
            found[name] = {"pitch": _median(cents(np.maximum(got.pitch, 1), knobs.pitch)[rows]),
                           "decay": _median(100 * (np.minimum(got.decay, 10) / knobs.decay - 1)[rows]),
                           "onset": _median(1000 * (got.onset - knobs.onset)[rows])}
    elif kind == "digits":
        found["right"] = float((read == 10 + asked).mean())
    else:
        pitch = fundamentals(waves)
        semitones = np.round(cents(pitch, sounds.frequency(sounds.LOWEST)) / 100)
        pairs = {(i, s) for i, s in zip(read, semitones, strict=True) if np.isfinite(s)}
        found |= {"instruments": len(set(read) & set(range(10))), "semitones": len({s for _, s in pairs}),
                  "pairs": len(pairs)}
        if kind == "notes":
            off = np.abs(cents(pitch, sounds.frequency(asked % 24 + sounds.LOWEST)))
            kept = (asked // 24 * 2 + asked % 24 + sounds.LOWEST) % 5 != 0
            found |= {"right": float((read == asked // 24).mean()), "cents": _median(off),
                      "in_tune": float((off < 50)[kept].mean()), "in_tune_unrecorded": float((off < 50)[~kept].mean())}
    return found


def _median(values):
    """The median of the sizes of what was measured."""
    values = np.abs(values[np.isfinite(values)])
    return float(np.median(values)) if len(values) else None


PARTS = [f"{kind}_{ending}" for kind in ("notes", "drums", "digits") for ending in ENDINGS
         if (kind, ending) != ("digits", "nearest")] + ["blind", "blind_stddev"]
FIRST = ["notes_magnitude", "notes_wave", "drums_magnitude", "drums_wave", "blind", "notes_frequency", "notes_nearest",
         "blind_stddev", "digits_magnitude", "drums_frequency"]


def controls(judge, seed=0):
    """Real sounds, the same through each codec, and noise, measured as the models are."""
    rows, rng = [], np.random.default_rng(seed)
    for kind in ("notes", "drums", "digits"):
        learn, _, real, asked = material(kind, seed)
        if kind == "digits":
            asked = sounds.spoken_digits().labels.query("speed == 220").digit.to_numpy()
        noise = 0.3 * rng.standard_normal(real.shape).clip(-3, 3)
        tests = {"real": real, "noise": noise}
        for ending in ("magnitude", "frequency"):
            codec = codec_of(kind, ending)
            tests[f"real through {ending}"] = codec.waves(codec.images(real))
        for name, waves in tests.items():
            row = {"part": f"{kind} {name}", "seed": seed, **heard(kind, waves, real, asked, judge)}
            if name == "real":      # not against itself: other real ones
                other = learn[rng.permutation(len(learn))[:len(real)]]
                row |= {"frechet": judge.frechet_distance(other, real), "kernel": judge.kernel_distance(other, real)}
            rows.append(row)
    return rows


def main():
    """Run what is missing of every part and seed."""
    options = call_options(__doc__, PARTS, SEEDS)
    judge = sounds_judge.load()
    finished = Finished(RESULT, ("part", "seed"))

    def keep(row):
        finished.keep(row)
        print(row["part"], row["seed"], {k: v for k, v in row.items() if isinstance(v, (int, float))}, flush=True)

    if ("notes real", 0) not in finished:
        for row in controls(judge):
            keep(row)
    ordered = FIRST + [part for part in PARTS if part not in FIRST]
    for part, seed in finished.missing(options.parts or ordered, options.seeds):
        kind, _, ending = part.partition("_")
        stddev = ending == "stddev"
        waves, real, asked, seconds = made(kind, ending if ending in ENDINGS else "magnitude", seed, stddev)
        keep({"part": part, "seed": seed, **heard(kind, waves, real, asked, judge),
              "processor_seconds": round(seconds, 1)})


if __name__ == "__main__":
    main()
