"""Train the judge of `gan_course.faces_judge` and write data/faces_judge.npz.

Run from the top of the repository:

    python data/train_faces_judge.py [--out FILE] [--seed 0] [--epochs 30]

Only the 6,000 bundled training faces are used; the 2,000 test faces are looked at once, at the end.
"""

import keras
import numpy as np
import tensorflow as tf
from frozen_weights import call_options, stored

from gan_course import faces, faces_judge

BATCH = 100
PEAK_RATE = 2e-3


def worn(images, rng):
    """Half of the images softened and made noisy: a generated face should not be misread for a soft edge alone."""
    soft = images
    for axis in (1, 2):
        soft = (np.roll(soft, 1, axis) + 4 * soft + np.roll(soft, -1, axis)) / 6
    much = rng.uniform(0, 1, size=(len(images), 1, 1, 1)) * (rng.uniform(size=(len(images), 1, 1, 1)) < 0.5)
    noise = rng.standard_normal(images.shape) * 0.25 * much
    tint = rng.uniform(-0.06, 0.06, size=(len(images), 1, 1, 3))
    return (images + much * (soft - images) + noise + tint).clip(-1, 1).astype(np.float32)


def train(seed, epochs):
    """Return the trained network."""
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    data = faces.faces()
    model = faces_judge.network()
    steps = epochs * (len(data.x_train) // BATCH)
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(PEAK_RATE, steps))
    sizes = [len(values) for values in faces.VALUES.values()]

    @tf.function
    def step(images, labels):
        with tf.GradientTape() as tape:
            parts = tf.split(model(images, training=True)[1], sizes, axis=1)
            loss = sum(tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels[:, i], part))
                       for i, part in enumerate(parts))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    labels = data.y_train.to_numpy().astype(np.int32)
    for epoch in range(epochs):
        order = rng.permutation(len(data.x_train))
        images = worn(data.x_train[order], rng)
        losses = [step(images[i:i + BATCH], labels[order[i:i + BATCH]]) for i in range(0, len(images), BATCH)]
        print(f"epoch {epoch + 1:2d} of {epochs}: training loss {np.mean(losses):.4f}", flush=True)
    return model


def main():
    options = call_options(__doc__, faces_judge.WEIGHTS_FILE, epochs=30)
    model = train(options.seed, options.epochs)
    judge, data = faces_judge.FacesJudge(stored(model, options.out)), faces.faces()
    print("right on the 2,000 test faces:")
    print((judge.read(data.x_test) == data.y_test).mean().round(4).to_string())


if __name__ == "__main__":
    main()
