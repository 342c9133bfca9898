"""Judge the digits that a minute's training gives, with several seeds.

    python3 course.py bench digits_over_seeds [--store] [--steps 4000] [--seeds 0 1 2] [--kinds conditional]

`--kinds`: conditional; unconditional; unconditional_r1, with the R1 penalty (gamma 1) and Adam's beta_1 = 0.

For each seed: train on the 8,000 bundled digits, draw 1,000 samples (100 a class where the GAN takes classes) and let
the frozen classifier judge them. `--store` writes results/digits_over_seeds.json, which notebook 04 draws.
"""

import argparse
import json
import os
import platform
import time
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from gan_course import digit_classifier, networks, seed_everything
from gan_course.datasets import digits
from gan_course.gan import GAN, ConditionalGAN
from gan_course.metrics import frechet_distance
from gan_course.optimizers import Adam
from gan_course.remedies import R1

RESULT = Path(__file__).parent / "results" / "digits_over_seeds.json"
N_SAMPLES = 1000
PRESENT = 20  # confident samples of a digit from which on it counts as present
SETTINGS = {"batch_size": 64, "learning_rate": 4e-3, "last_share_of_rate": 0.05, "beta_1": 0.5}


def machine():
    """What the numbers were measured on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else model
    return {"processor": model, "cores": os.cpu_count(), "system": platform.system(),
            "python": platform.python_version(), "tensorflow": tf.__version__, "keras": keras.__version__}


def build(kind, steps):
    """The lighter DCGAN, compiled: both players' rates fall along half a cosine, to a twentieth."""
    if kind == "conditional":
        gan = ConditionalGAN(networks.conditional_dcgan_generator(), networks.conditional_dcgan_discriminator())
    else:
        gan = GAN(networks.dcgan_generator(), networks.dcgan_discriminator())
    remedied = kind == "unconditional_r1"
    rate, beta_1 = SETTINGS["learning_rate"], 0.0 if remedied else SETTINGS["beta_1"]
    optimizers = [Adam(keras.optimizers.schedules.CosineDecay(rate, steps, alpha=SETTINGS["last_share_of_rate"]),
                       beta_1=beta_1) for _ in range(2)]
    gan.compile(generator_optimizer=optimizers[0], discriminator_optimizer=optimizers[1],
                remedies=[R1(1.0)] if remedied else [])
    return gan


def judge(images, labels, classifier, real_features):
    """The classifier's verdict on samples (n, 28, 28, 1); labels: what was asked for (n,), or None."""
    probabilities = classifier.probabilities(images)
    digit, sure = probabilities.argmax(axis=1), probabilities.max(axis=1) > 0.9
    confident = np.bincount(digit[sure], minlength=10)
    return {"confident_share": float(sure.mean()), "digits_present": int((confident >= PRESENT).sum()),
            "fewest_of_a_digit": int(confident.min()),
            "label_accuracy": None if labels is None else float((digit == labels).mean()),
            "frechet_distance": frechet_distance(classifier.features(images), real_features)}


def run(kind, seed, steps, data, classifier, real_features):
    """Train with one seed and judge."""
    seed_everything(seed)
    gan = build(kind, steps)
    labels = data.y_train if kind == "conditional" else None
    wall, processor = time.perf_counter(), time.process_time()
    gan.fit(data.x_train, labels, batch_size=SETTINGS["batch_size"], steps_per_epoch=steps, verbose=0)
    seconds, processor_seconds = time.perf_counter() - wall, time.process_time() - processor
    asked = np.arange(N_SAMPLES) % 10 if kind == "conditional" else None
    images = gan.generate(N_SAMPLES, seed=seed)
    return {"kind": kind, "seed": seed, "steps": steps, "seconds": round(seconds, 1),
            "processor_seconds": round(processor_seconds, 1), **judge(images, asked, classifier, real_features)}


def main():
    """Run every kind and seed, print a line for each, and store on request."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--kinds", nargs="+", default=["conditional"],
                        choices=["conditional", "unconditional", "unconditional_r1"])
    parser.add_argument("--store", action="store_true", help="write results/digits_over_seeds.json")
    options = parser.parse_args()
    data, classifier = digits(), digit_classifier.load()
    half, other_half = data.x_test[:N_SAMPLES], data.x_test[N_SAMPLES:2 * N_SAMPLES]
    real_features = classifier.features(half)
    real = judge(other_half, data.y_test[N_SAMPLES:2 * N_SAMPLES], classifier, real_features)
    print("real", real)
    result = {"machine": machine(), "settings": SETTINGS, "samples": N_SAMPLES, "real": real, "runs": []}
    for kind in options.kinds:
        for seed in options.seeds:
            row = run(kind, seed, options.steps, data, classifier, real_features)
            result["runs"].append(row)
            print(row, flush=True)
            if options.store:
                RESULT.parent.mkdir(exist_ok=True)
                RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
