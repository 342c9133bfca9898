"""The court's digits: classes 5, 8 and 9 thinned, every answer under one budget, judged on real digits never seen."""

import time

import keras
import numpy as np
import tensorflow as tf
from sklearn.decomposition import PCA
from sklearn.metrics import average_precision_score

from gan_course import datasets, digit_classifier, imbalance, networks, seed_everything
from gan_course.gan import ConditionalGAN
from gan_course.optimizers import Adam

RARE = (5, 8, 9)
GAN_STEPS, GAN_RATE, GAN_BATCH = 2000, 4e-3, 64
STEPS, RATE, BATCH, FILTERS = 400, 2e-3, 64, (8, 16, 32)


def classifier(images, labels, seed, weights=None):
    """A small convolutional network, trained for the same 400 batches of 64 whatever it is given.

    weights: of each class (10,), or None. Returns a function from images to probabilities (n, 10).
    """
    seed_everything(seed)
    layers = [keras.Input((28, 28, 1))]
    for filters in FILTERS:
        layers += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu"), keras.layers.MaxPooling2D()]
    network = keras.Sequential([*layers, keras.layers.Flatten(), keras.layers.Dense(10)])
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(RATE, STEPS))
    optimizer.build(network.trainable_variables)
    images, labels = tf.constant(images, tf.float32), tf.constant(labels, tf.int32)
    weights = tf.constant(np.ones(10) if weights is None else weights, tf.float32)
    rows = tf.constant(np.random.default_rng(seed).integers(len(images), size=(STEPS, BATCH)))

    @tf.function
    def train(rows):
        for batch in rows:
            wanted = tf.gather(labels, batch)
            with tf.GradientTape() as tape:
                losses = tf.nn.sparse_softmax_cross_entropy_with_logits(wanted, network(tf.gather(images, batch)))
                loss = tf.reduce_mean(losses * tf.gather(weights, wanted))
            gradients = tape.gradient(loss, network.trainable_variables)
            optimizer.apply_gradients(zip(gradients, network.trainable_variables, strict=True))

    train.get_concrete_function(rows)(rows)

    def probabilities(images):
        return np.concatenate([tf.nn.softmax(network(images[i:i + 1000])).numpy()
                               for i in range(0, len(images), 1000)])

    return probabilities


def conditional_gan(images, labels, seed, balanced=True, steps=GAN_STEPS, rate=GAN_RATE):
    """The course's conditional DCGAN; its batches hold all classes alike, unless `balanced` is False."""
    seed_everything(seed)
    gan = ConditionalGAN(networks.conditional_dcgan_generator(), networks.conditional_dcgan_discriminator())
    optimizers = [Adam(keras.optimizers.schedules.CosineDecay(rate, steps, alpha=0.05), beta_1=0.5) for _ in range(2)]
    gan.compile(generator_optimizer=optimizers[0], discriminator_optimizer=optimizers[1])
    rows = imbalance.oversampled(labels, seed) if balanced else np.arange(len(labels))
    gan.fit(images[rows], labels[rows], batch_size=GAN_BATCH, steps_per_epoch=steps, verbose=0)
    return gan


def added_images(kind, images, labels, rng, gan, agrees):
    """What is added to each class so that it has as many images as the largest: (images, labels).

    gan: the conditional GAN. agrees: from images and labels to True where the plain classifier sees the label.
    """
    found = []
    for label, n in imbalance.lacking(labels).items():
        own = images[labels == label]
        flat = own.reshape(len(own), -1)
        if kind == "copies":
            made = own[rng.integers(len(own), size=n)]
        elif kind == "SMOTE":
            made = imbalance.smote(flat, n, rng)
        elif kind == "Gaussian":
            pca = PCA(min(30, len(own) - 1)).fit(flat)
            made = pca.inverse_transform(imbalance.gaussian_like(pca.transform(flat), n, rng))
        elif kind == "moved copies":
            made = imbalance.moved(own[rng.integers(len(own), size=n)], rng)
        elif kind == "GAN":
            made = gan.generate(n, label, seed=int(rng.integers(2**31)))
        elif kind == "GAN, filtered":
            pool = gan.generate(3 * n, label, seed=int(rng.integers(2**31)))
            good = pool[agrees(pool, label)]
            made = np.resize(good if len(good) else pool, (n, 28, 28, 1))
        else:  # "moved copies + GAN"
            half = n // 2
            made = np.concatenate([imbalance.moved(own[rng.integers(len(own), size=n - half)], rng),
                                   gan.generate(half, label, seed=int(rng.integers(2**31)))])
        found.append((np.clip(made.reshape(n, 28, 28, 1), -1, 1).astype("float32"), np.full(n, label, "int32")))
    return [np.concatenate(parts) for parts in zip(*found, strict=True)]


ADDED = ("copies", "SMOTE", "Gaussian", "moved copies", "GAN", "GAN, filtered", "moved copies + GAN")


def judged(probabilities, labels):
    """Recall, precision and average precision, each the mean over the rare classes; accuracy over all ten."""
    named = probabilities.argmax(axis=1)
    right = {label: np.sum((named == label) & (labels == label)) for label in RARE}
    return {"recall": float(np.mean([right[c] / np.sum(labels == c) for c in RARE])),
            "precision": float(np.mean([right[c] / max(np.sum(named == c), 1) for c in RARE])),
            "average_precision": float(np.mean([average_precision_score(labels == c, probabilities[:, c])
                                                for c in RARE])),
            "accuracy": float(np.mean(named == labels))}


def test_sets(data):
    """The 2,000 test digits as they are, moved further than any augmentation moves, and under noise."""
    noise = np.random.default_rng(1).normal(0, 1.2, size=data.x_test.shape)
    return {"as trained": data.x_test, "moved": imbalance.moved(data.x_test, 0, shift=4, turn=30),
            "noisy": np.clip(data.x_test + noise, -1, 1).astype("float32")}


def ladder(kept, seed):
    """Yield a row for each answer and test set: one seed chooses the rare images, and trains everything.

    Answers that begin with "only" saw fakes alone, 400 of each class; their rows have the fakes' Fréchet distance to
    the test digits, and the share that the frozen judge reads as asked.
    """
    data, judge = datasets.digits(), digit_classifier.load()
    rows = imbalance.thinned(data.y_train, dict.fromkeys(RARE, kept), seed)
    images, labels, tests = data.x_train[rows], data.y_train[rows], test_sets(data)
    prior, rng = np.bincount(labels, minlength=10) / len(labels), np.random.default_rng(seed)
    started = time.process_time()
    gan = conditional_gan(images, labels, seed)
    gan_seconds = time.process_time() - started
    plain = classifier(images, labels, seed)

    def agrees(pool, label):
        return imbalance.without_prior(plain(pool), prior).argmax(axis=1) == label

    few = imbalance.undersampled(labels, seed)
    answers = {"nothing": plain, "moved threshold": lambda x: imbalance.without_prior(plain(x), prior),
               "class weights": classifier(images, labels, seed, imbalance.balanced_weights(labels, 10)),
               "undersampling": classifier(images[few], labels[few], seed)}
    for kind in ADDED:
        more_images, more_labels = added_images(kind, images, labels, rng, gan, agrees)
        answers[kind] = classifier(np.concatenate([images, more_images]), np.concatenate([labels, more_labels]), seed)
    asked, seen = np.repeat(np.arange(10), 400), {}
    for source, fakes in sources(images, labels, rng, gan).items():
        answers[f"only {source}"] = classifier(fakes, asked, seed)
        half = rng.permutation(len(fakes))[:len(data.x_test)]
        seen[f"only {source}"] = {"frechet": judge.frechet_distance(fakes[half], data.x_test),
                                  "as_asked": judge.accuracy(fakes, asked)}
    for answer, probabilities in answers.items():
        for test, x in tests.items():
            yield {"kept": kept, "seed": seed, "answer": answer, "test": test,
                   **judged(probabilities(x), data.y_test), "gan_seconds": round(gan_seconds, 1),
                   **seen.get(answer, {})}


def sources(images, labels, rng, gan):
    """Ways to make 400 images of each class, {name: images (4000, 28, 28, 1)}, class after class."""
    def each(make):
        made = [make(images[labels == c], c).reshape(400, 28, 28, 1) for c in range(10)]
        return np.clip(np.concatenate(made), -1, 1).astype("float32")

    def drawn(own):
        return own[rng.integers(len(own), size=400)]

    def gaussian(own, c):
        pca = PCA(min(30, len(own) - 1)).fit(own.reshape(len(own), -1))
        return pca.inverse_transform(imbalance.gaussian_like(pca.transform(own.reshape(len(own), -1)), 400, rng))

    return {"GAN": each(lambda own, c: gan.generate(400, c, seed=int(rng.integers(2**31)))),
            "Gaussian": each(gaussian),
            "SMOTE": each(lambda own, c: imbalance.smote(own.reshape(len(own), -1), 400, rng)),
            "moved copies": each(lambda own, c: imbalance.moved(drawn(own), rng)),
            "blurred copies": each(lambda own, c: datasets.crude_fakes(drawn(own), "blurred", rng))}
