"""Faces over seeds: what averaging, truncation, directions, uneven and few data, and translation give. Notebook 13.

    python3 course.py bench faces [PART …] [--seeds 200 201 202 203 204]

Parts: even, uneven, few, few_augmented, few_mirrored, studio, sketch. Each finished run is a line of
results/faces.jsonl; the same call goes on from there. A run of a GAN takes about half a minute of one core, a
translation about a minute. Images are judged by the frozen judge, 2,000 at a time, against the 2,000 test faces.
"""

import time
from pathlib import Path

import numpy as np
import tensorflow as tf
from _finished import Finished, call_options

from gan_course import faces, faces_judge, metrics, networks, seed_everything
from gan_course.gan import GAN
from gan_course.optimizers import Adam
from gan_course.remedies import DiffAugment, WeightAveraging

RESULT = Path(__file__).parent / "results" / "faces.jsonl"
SEEDS = (200, 201, 202, 203, 204)
RATE, BETA = 1e-3, 0.995
STEPS, FEW_STEPS, TRANSLATION_STEPS = 1300, 600, 1200
N = 2000
COMBINED = ["background", "skin", "hair_colour", "glasses", "hat"]    # 480 combinations
LIMITS = (2.0, 1.0, 0.5, 0.25)
RARE = 0.05     # of glasses, and of dark skin, in the uneven set
FEW = 100


class MirroredAugment(DiffAugment):
    """DiffAugment that fills what comes in with the picture's own mirrored edge, not with black."""

    name = "mirrored_augment"

    def _changed(self, game, images):
        batch, (height, width) = tf.shape(images)[0], images.shape[1:3]
        most = round(self.shift * width)
        images = images + (game.uniform((batch, 1, 1, 1)) - 0.5) * 2 * self.brightness
        padded = tf.pad(images, [[0, 0], [most, most], [most, most], [0, 0]], mode="SYMMETRIC")
        down, right = (tf.cast(game.uniform((batch, 1)) * (2 * most + 1), tf.int32) for _ in range(2))
        padded = tf.gather(padded, down + tf.range(height), axis=1, batch_dims=1)
        return tf.gather(padded, right + tf.range(width), axis=2, batch_dims=1)


def trained(images, steps, remedies=()):
    """The notebook's GAN: relativistic pairs, weights averaged."""
    gan = GAN(networks.face_generator(), networks.face_discriminator())
    gan.compile("relativistic", Adam(RATE, beta_1=0.5), Adam(RATE, beta_1=0.5),
                remedies=[WeightAveraging(BETA), *remedies])
    gan.fit(images, batch_size=64, steps_per_epoch=steps, verbose=0)
    return gan


def counted(images, judge, test, y_test):
    """What the judge reads from 2,000 images, as plain numbers."""
    read = judge.read(images)
    return {"frechet": judge.frechet_distance(images, test),
            "coverage": metrics.combination_coverage(y_test[COMBINED], read[COMBINED]),
            "styles": int(read.hair.nunique()), "glasses": float(read.glasses.mean()),
            "hat": float(read.hat.mean()), "dark": float((read.skin == 3).mean())}


def truncated(rng, n, latent_dim, limit):
    noise = rng.standard_normal((n, latent_dim))
    while (outside := np.abs(noise) > limit).any():
        noise[outside] = rng.standard_normal(outside.sum())
    return noise.astype(np.float32)


def moved(gan, judge, seed):
    """Directions of two attributes, and what else changes along them and along a random direction."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((N, gan.latent_dim)).astype(np.float32)
    before = judge.read(np.asarray(gan.sampler(noise)))
    found = {}
    for name, has_it in {"glasses": before.glasses == 1, "dark": before.skin == 3}.items():
        columns = np.column_stack([noise, np.ones(N)])
        slopes = np.linalg.lstsq(columns, has_it.to_numpy(float), rcond=None)[0][:-1]
        random = rng.standard_normal(gan.latent_dim)
        for kind, way in {"along": slopes, "random": random}.items():
            there = noise + 3 * way / (np.linalg.norm(way) or 1)
            after = judge.read(np.asarray(gan.sampler(there.astype(np.float32))))
            share = (after.glasses == 1).mean() if name == "glasses" else (after.skin == 3).mean()
            found[f"{name}, {kind}"] = {"before": float(has_it.mean()), "after": float(share),
                                        "changed": (before != after).mean().round(4).to_dict()}
    return found


def even(seed, data, judge):
    """All 6,000 faces."""
    gan = trained(data.x_train, STEPS)
    images = gan.generate(N, seed=seed)
    newest = np.asarray(gan.generator(gan.noise(N, seed), training=False))
    rng = np.random.default_rng(seed)
    features = judge.features
    copies = metrics.memorisation(features(images[:500]), features(data.x_train), features(data.x_test[:500]))
    cut = {str(limit): counted(np.asarray(gan.sampler(truncated(rng, N, gan.latent_dim, limit))), judge, data.x_test,
                               data.y_test) for limit in LIMITS}
    return {"averaged": counted(images, judge, data.x_test, data.y_test),
            "newest": counted(newest, judge, data.x_test, data.y_test), "copies": copies, "truncated": cut,
            "moved": moved(gan, judge, seed)}


def uneven(seed, data, judge):
    """4,000 faces, of which 5 % wear glasses and 5 % have dark skin, drawn anew for each seed."""
    rows = uneven_rows(data.y_train, np.random.default_rng(seed))
    gan = trained(data.x_train[rows], STEPS)
    return {"averaged": counted(gan.generate(N, seed=seed), judge, data.x_test, data.y_test),
            "given": {"glasses": float(data.y_train.glasses[rows].mean()),
                      "dark": float((data.y_train.skin[rows] == 3).mean())}}


def uneven_rows(labels, rng, n=4000):
    """Rows of the training set in which both attributes are rare and independent of each other."""
    glasses, dark = (labels.glasses == 1).to_numpy(), (labels.skin == 3).to_numpy()
    rows = []
    for with_glasses, share in ((True, RARE), (False, 1 - RARE)):
        for with_dark, other in ((True, RARE), (False, 1 - RARE)):
            there = np.flatnonzero((glasses == with_glasses) & (dark == with_dark))
            rows.append(rng.choice(there, round(n * share * other), replace=False))
    return np.concatenate(rows)


def few(seed, data, judge, remedies=()):
    """100 faces, drawn anew for each seed."""
    rows = np.random.default_rng(seed).choice(len(data.x_train), FEW, replace=False)
    gan = trained(data.x_train[rows], FEW_STEPS, remedies)
    images = gan.generate(N, seed=seed)
    features = judge.features
    copies = metrics.memorisation(features(images[:500]), features(data.x_train[rows]), features(data.x_test[:500]))
    return {"averaged": counted(images, judge, data.x_test, data.y_test), "copies": copies}


def few_augmented(seed, data, judge):
    """The same with DiffAugment as it is: black comes in at the edges."""
    return few(seed, data, judge, [DiffAugment()])


def few_mirrored(seed, data, judge):
    """The same with mirrored edges."""
    return few(seed, data, judge, [MirroredAugment()])


def studio(seed, data, judge):
    """Faces before five walls and faces before a grey one, not the same faces; what the cycle hides."""
    from gan_course.translation import Unpaired

    model = Unpaired((16, 16, 3), width=16, judge_widths=(32, 64))
    model.fit(data.x_train[:3000], faces.with_background(data.x_train[3000:]), TRANSLATION_STEPS, batch_size=16,
              seed=seed)
    test, wall = data.x_test[:1000], faces.background_mask(data.x_test[:1000])
    truth, grey = data.y_test.background[:1000].to_numpy(), faces.with_background(data.x_test[:1000])
    middle = model.to_b(test).numpy()
    rng = np.random.default_rng(seed)
    pictures = {"as it is": middle, "repainted": np.where(wall[..., None], 0, middle), "never coloured": grey,
                "noise": middle + 0.05 * rng.standard_normal(middle.shape),
                "face repainted": np.where(wall[..., None], middle, grey)}
    read = {name: float((judge.read(model.to_a(x.astype(np.float32)).numpy()).background == truth).mean())
            for name, x in pictures.items()}
    kept = (judge.read(middle) == data.y_test[:1000]).mean().round(4).to_dict()
    return {"read": read, "wall_std": float(middle[wall].std()), "wall_error": float(np.abs(middle[wall]).mean()),
            "attributes_kept": kept, "cycle_error": float(np.abs(model.to_a(middle).numpy() - test).mean())}


def sketch(seed, data, judge):
    """Sketch to face, by L1 alone and with a discriminator; judged on test sketches."""
    from gan_course.translation import Paired

    found = {}
    for name, weight in (("L1", 0.0), ("L1 + GAN", 1.0)):
        seed_everything(seed)
        model = Paired((16, 16, 1), (16, 16, 3), width=16, judge_widths=(32, 64), gan_weight=weight)
        model.fit(faces.sketches(data.x_train), data.x_train, TRANSLATION_STEPS // 2, batch_size=16, seed=seed)
        made = model.to_b(faces.sketches(data.x_test)).numpy()
        read = judge.read(made)
        found[name] = {**counted(made, judge, data.x_test, data.y_test),
                       "l1": float(np.abs(made - data.x_test).mean()),
                       "right": (read == data.y_test).mean().round(4).to_dict()}
    return found


PARTS = {part.__name__: part for part in (even, uneven, few, few_augmented, few_mirrored, studio, sketch)}


def main():
    """Run what is missing of every part and seed."""
    options = call_options(__doc__, PARTS, SEEDS)
    data, judge = faces.faces(), faces_judge.load()
    floor = judge.frechet_distance(data.x_train[:N], data.x_test)
    finished = Finished(RESULT, ("part", "seed"))
    for part, seed in finished.missing(options.parts or PARTS, options.seeds):
        seed_everything(seed)
        start = time.process_time()
        row = {"part": part, "seed": seed, "floor": floor, **PARTS[part](seed, data, judge)}
        row["processor_seconds"] = round(time.process_time() - start, 1)
        finished.keep(row)
        print(part, seed, f"{row['processor_seconds']} s", flush=True)


if __name__ == "__main__":
    main()
