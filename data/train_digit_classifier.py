"""Train the digit classifier of `gan_course.digit_classifier` and write data/digit_classifier.npz.

Run from the top of the repository:

    python data/train_digit_classifier.py [--out FILE] [--seed 0] [--epochs 80]

Only the 8,000 bundled training digits are used; the 2,000 test digits are looked at once, at the end.
"""

import keras
import numpy as np
import tensorflow as tf
from frozen_weights import call_options, stored
from scipy.ndimage import affine_transform, gaussian_filter

from gan_course import datasets, digit_classifier

BATCH = 128
N_OTHERS = 32  # pictures that are no digit, added to each batch; their target is 0.1 for every class
PEAK_RATE = 3e-3


def moved(images, rng):
    """Each image turned by up to 12°, scaled by up to 12 %, shifted by up to 2 pixels. (n, 28, 28, 1).

    Half of them are also softened, made paler and given faint noise: a generated digit should not fail for
    a grey background alone.
    """
    out = np.empty_like(images)
    centre = np.array([13.5, 13.5])
    for i, image in enumerate(images[..., 0]):
        angle, zoom = np.deg2rad(rng.uniform(-12, 12)), rng.uniform(0.88, 1.12, size=2)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * zoom
        offset = centre - turn @ centre + rng.uniform(-2, 2, size=2)
        out[i, ..., 0] = affine_transform(image, turn, offset, order=1, cval=-1.0)
        if rng.random() < 0.5:
            out[i, ..., 0] = gaussian_filter(out[i, ..., 0], rng.uniform(0, 1))
            paper, ink = rng.uniform(-1, -0.8), rng.uniform(0.6, 1)
            out[i] = paper + (ink - paper) * (out[i] + 1) / 2
            out[i] += rng.uniform(0, 0.3) * rng.standard_normal(out[i].shape)
    return out.clip(-1, 1)


def not_digits(images, rng):
    """Pictures made of digits that are no digit, so that confidence means something. (n, 28, 28, 1)."""
    out = images.copy()
    for i, kind in enumerate(rng.choice(["blocks", "pixels", "noise", "overlay", "blend"], size=len(images))):
        other = images[rng.integers(len(images))]
        if kind == "blocks":  # 4 or 16 blocks in another order
            side = rng.choice([2, 4])
            blocks = images[i].reshape(side, 28 // side, side, 28 // side).swapaxes(1, 2).reshape(side**2, -1)
            blocks = rng.permutation(blocks).reshape(side, side, 28 // side, 28 // side)
            out[i] = blocks.swapaxes(1, 2).reshape(28, 28, 1)
        elif kind == "pixels":
            out[i] = rng.permutation(images[i].ravel()).reshape(28, 28, 1)
        elif kind == "noise":
            out[i] = np.clip(rng.normal(rng.uniform(-1, 0), rng.uniform(0, 1), size=(28, 28, 1)), -1, 1)
        elif kind == "overlay":
            out[i] = np.maximum(images[i], other)
        else:
            out[i] = (images[i] + other) / 2
    return out


def learning_rate(step, steps):
    """Linear warm-up over the first tenth, then a cosine down to 0."""
    warm = 0.1 * steps
    cosine = 0.5 * (1 + np.cos(np.pi * (step - warm) / (steps - warm)))
    return PEAK_RATE * (step / warm if step < warm else cosine)


def train(seed, epochs):
    """Return the trained network."""
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    data = datasets.digits()
    model = digit_classifier.network()
    rate = tf.Variable(0.0)
    optimizer = keras.optimizers.Adam(learning_rate=1.0)
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.CategoricalCrossentropy(from_logits=True)

    @tf.function
    def step(images, targets):
        with tf.GradientTape() as tape:
            loss = loss_of(targets, model(images, training=True)[1])
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.learning_rate.assign(rate)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    per_epoch = len(data.x_train) // BATCH
    for epoch in range(epochs):
        order = rng.permutation(len(data.x_train))
        images, labels = moved(data.x_train[order], rng), data.y_train[order]
        others = not_digits(images[: per_epoch * N_OTHERS], rng)
        losses = []
        for i in range(per_epoch):
            rate.assign(learning_rate(epoch * per_epoch + i + 1, epochs * per_epoch))
            batch, other = slice(i * BATCH, (i + 1) * BATCH), slice(i * N_OTHERS, (i + 1) * N_OTHERS)
            targets = np.concatenate([np.eye(10)[labels[batch]], np.full((N_OTHERS, 10), 0.1)])
            losses.append(step(np.concatenate([images[batch], others[other]]), targets.astype(np.float32)))
        print(f"epoch {epoch + 1:2d} of {epochs}: training loss {np.mean(losses):.4f}", flush=True)
    return model


def main():
    options = call_options(__doc__, digit_classifier.WEIGHTS_FILE, epochs=80)
    model = train(options.seed, options.epochs)
    classifier, data = digit_classifier.DigitClassifier(stored(model, options.out)), datasets.digits()
    print(f"test accuracy {classifier.accuracy(data.x_test, data.y_test):.4f}")
    print(f"test digits called with more than 0.9 confidence {classifier.confident_share(data.x_test):.4f}")


if __name__ == "__main__":
    main()
