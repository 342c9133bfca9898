"""Train the judge of `gan_course.sounds_judge` and write data/sounds_judge.npz.

Run from the top of the repository:

    python data/train_sounds_judge.py [--out FILE] [--seed 0] [--epochs 8]

It learns from the notes of velocities 50 and 115, the digits of speeds 190 and 250, and 1,500 drum hits, each in two
copies, moved in time and half of them made noisy. Velocity 80, speed 220 and other hits are looked at once, at the end.
"""

import keras
import numpy as np
import tensorflow as tf
from frozen_weights import call_options, stored

from gan_course import sounds, sounds_judge
from gan_course.drums import N_STEPS, SAMPLES, drums

BATCH = 60
PEAK_RATE = 2e-3
HELD_OUT = {"velocity": 80, "speed": 220}


def material(seed):
    """Return (waves, classes) to learn from and (waves, classes) to be tested on, all of 4,096 samples."""
    parts = {False: [], True: []}
    for data, kind, first in ((sounds.notes(), "velocity", 0), (sounds.spoken_digits(), "speed", 10)):
        classes = first + data.labels.iloc[:, 0].to_numpy()
        held = (data.labels[kind] == HELD_OUT[kind]).to_numpy()
        for which in parts:
            parts[which].append((data.waves[held == which], classes[held == which]))
    for which, n in ((False, 1500), (True, 500)):
        hits = drums(n, seed + which)
        waves = np.pad(hits.waves, ((0, 0), (0, sounds.LENGTH - SAMPLES)))
        parts[which].append((waves, 20 + hits.labels // N_STEPS**2))
    return [tuple(map(np.concatenate, zip(*parts[which], strict=True))) for which in (False, True)]


def worn(waves, rng):
    """Half of the waves with noise, at 20 to 50 dB below the loudest sample, and all moved by up to 8 ms."""
    shifts = rng.integers(-64, 65, len(waves))
    waves = np.stack([np.roll(wave, shift) for wave, shift in zip(waves, shifts, strict=True)])
    much = 10 ** rng.uniform(-2.5, -1, (len(waves), 1)) * (rng.uniform(size=(len(waves), 1)) < 0.5)
    return waves + much * np.abs(waves).max(axis=1, keepdims=True) * rng.standard_normal(waves.shape)


def train(seed, epochs):
    """Return the trained network and the test material."""
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    (waves, classes), test = material(seed)
    images = np.concatenate([sounds_judge.heard(worn(waves, rng)) for _ in range(2)])
    classes = np.tile(classes, 2).astype(np.int32)
    model = sounds_judge.network()
    steps = epochs * (len(images) // BATCH)
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(PEAK_RATE, steps))

    @tf.function
    def step(images, labels):
        with tf.GradientTape() as tape:
            logits = model(images, training=True)[1]
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    for epoch in range(epochs):
        order = rng.permutation(len(images))
        losses = [step(images[rows], classes[rows])
                  for rows in (order[i:i + BATCH] for i in range(0, len(order) - BATCH + 1, BATCH))]
        print(f"epoch {epoch + 1:2d} of {epochs}: training loss {np.mean(losses):.4f}", flush=True)
    return model, test


def main():
    options = call_options(__doc__, sounds_judge.WEIGHTS_FILE, epochs=8)
    model, (waves, classes) = train(options.seed, options.epochs)
    judge = sounds_judge.SoundsJudge(stored(model, options.out))
    right = judge.read(waves) == classes
    for name, first, last in (("instruments", 0, 10), ("digits", 10, 20), ("drums", 20, 23)):
        of_these = (classes >= first) & (classes < last)
        print(f"right on the {of_these.sum()} test sounds of {name}: {right[of_these].mean():.4f}")


if __name__ == "__main__":
    main()
