"""GANs of the breast cancer table, and what each gives away: one call of `measured` is one run of the benchmark."""

import keras
import numpy as np
import tensorflow as tf
from sklearn.covariance import LedoitWolf
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from gan_course import datasets, metrics, seed_everything, tabular
from gan_course.exercises import ex04, ex12
from gan_course.optimizers import Adam

LATENT_DIM, BATCH, RATE, OTHERS, WIDTH, FEATURES = 16, 50, 1e-3, 100, 64, 256
TABLE = datasets.breast_cancer()


def split(n, seed):
    """Draw n patients to train on; return (members, others to tell them from (100), all that are no members)."""
    order = np.random.default_rng(seed).permutation(len(TABLE.rows))
    rest = TABLE.rows[order[n:]]
    return TABLE.rows[order[:n]], rest[:OTHERS], rest


def encoder(members):
    """Return the encoder of these members' table."""
    return tabular.TableEncoder(members, TABLE.categories)


def learnt_from(train, test):
    """Area under the ROC curve on test rows: logistic regression trained on `train`, without the columns of size."""
    answer = TABLE.names.index("malignant")
    if len(set(train[:, answer])) < 2:
        return 0.5
    coder = encoder(train)
    model = LogisticRegression(max_iter=500).fit(coder.encode(train)[:, TABLE.sizeless], train[:, answer])
    return float(roc_auc_score(test[:, answer], model.decision_function(coder.encode(test)[:, TABLE.sizeless])))


def players(dim, width=WIDTH, noise=0.0, features=0):
    """Return a generator and a discriminator of points (batch, dim).

    noise: std of the normal noise that is added to all that D sees in training. features: 0, or how many random
    features of its input that are never trained take the place of D's two hidden layers.
    """
    layers = keras.layers
    generator = keras.Sequential([keras.Input((LATENT_DIM,)), layers.Dense(128, "relu"), layers.Dense(128, "relu"),
                                  layers.Dense(dim)])
    hidden = [layers.Dense(width, "leaky_relu"), layers.Dense(width, "leaky_relu")]
    if features:
        hidden = [layers.Dense(features, "relu", kernel_initializer="glorot_normal", trainable=False,
                               bias_initializer="random_normal")]
    first = [layers.GaussianNoise(noise)] if noise else []
    return generator, keras.Sequential([keras.Input((dim,)), *first, *hidden, layers.Dense(1)])


def trained(points, seed, checkpoints, step, width=WIDTH, noise=0.0, features=0, batch=BATCH):
    """Train on points (n, dim); yield (steps so far, generator, discriminator) at each checkpoint.

    step: as the learner's `train_step` of notebook 04.
    """
    seed_everything(seed)
    data = tf.constant(points)
    generator, discriminator = players(points.shape[1], width, noise, features)
    optimizers = [Adam(RATE, beta_1=0.5) for _ in range(2)]
    for optimizer, player in zip(optimizers, (generator, discriminator), strict=True):
        optimizer.build(player.trainable_variables)

    @tf.function
    def train(steps):
        for _ in tf.range(steps):
            rows = tf.random.uniform((batch,), maxval=len(points), dtype=tf.int32)
            real = tf.gather(data, rows) if batch < len(points) else data
            step(generator, discriminator, *optimizers, real, tf.random.normal((batch, LATENT_DIM)))

    done = 0
    for checkpoint in checkpoints:
        train(tf.constant(checkpoint - done))
        done = checkpoint
        yield done, generator, discriminator


def private_step(multiplier, clip=1.0, gradient=ex12.private_gradient.reference):
    """Return a step in which D's last layer, its only trained one, meets the real rows privately.

    multiplier: the noise's std, in units of clip. The generator and the gradient of the fakes need no protection.
    """
    def step(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        *first, last = discriminator.layers
        fake = generator(noise, training=True)

        def inputs(points):
            for layer in first:
                points = layer(points)
            return tf.concat([points, tf.ones((len(points), 1))], axis=1)    # the bias is one more weight

        parts = []
        for points, target in ((real, 1.0), (fake, 0.0)):
            errors = tf.sigmoid(last(inputs(points)[:, :-1])) - target       # slope of the loss by the logit
            if target:
                drawn = tf.random.normal((inputs(real).shape[1], 1), stddev=clip * multiplier)
                parts.append(gradient(inputs(points), errors, clip, drawn))
            else:
                parts.append(tf.transpose(inputs(points)) @ errors / len(points))
        total = tf.add_n(parts)
        d_optimizer.apply([total[:-1], total[-1]], last.trainable_variables)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.nn.softplus(-discriminator(generator(noise, training=True))))
        weights = generator.trainable_variables
        g_optimizer.apply(tape.gradient(loss, weights), weights)
    return step


def epsilon(multiplier, steps, delta=1e-3):
    """Return ε of `steps` noisy sums over all rows (Bun & Steinke 2016, propositions 1.3 and 1.6)."""
    rho = steps / (2 * multiplier**2)
    return rho + 2 * np.sqrt(rho * np.log(1 / delta))


def of_fakes(rows, members, others, rest, coder):
    """What a released table of rows is worth, and what it gives away without any discriminator."""
    points = coder.encode(rows)
    inside, outside = coder.encode(members), coder.encode(others)
    fake, fresh = metrics.closest_record(points[:len(members)], inside), metrics.closest_record(outside, inside)
    near = [-metrics.closest_record(some, points).distance for some in (inside, outside)]
    numbers = [column for column in range(rows.shape[1]) if column not in TABLE.categories]
    return {"dcr": float(np.median(fake.distance)), "dcr_fresh": float(np.median(fresh.distance)),
            "dcr_low": float(np.quantile(fake.distance, 0.05)),
            "dcr_low_fresh": float(np.quantile(fresh.distance, 0.05)),
            "nndr": float(np.median(fake.ratio)), "nndr_fresh": float(np.median(fresh.ratio)),
            "attack_by_fakes": metrics.attack(*near).auc,
            "column_gap": float(tabular.column_gaps(members[:, numbers], rows[:, numbers]).mean()),
            "correlation_gap": tabular.correlation_gap(members, rows),
            "learnt": learnt_from(rows[:len(members)], rest)}


def measured(n, seed, checkpoints=(300, 1000, 3000, 10000), multiplier=None, step=None, **options):
    """Train one GAN on n patients; return its measures at each checkpoint, a list of dictionaries."""
    members, others, rest = split(n, seed)
    coder = encoder(members)
    step = step or (ex04.train_step.reference if multiplier is None else private_step(multiplier))
    if multiplier is not None:
        options = {"features": FEATURES, "batch": n, **options}
    found = []
    for done, generator, discriminator in trained(coder.encode(members), seed, checkpoints, step, **options):
        logits = [discriminator(coder.encode(rows)).numpy()[:, 0] for rows in (members, others)]
        noise = np.random.default_rng([seed, 1]).standard_normal((1000, LATENT_DIM)).astype("float32")
        rows = coder.decode(generator(noise).numpy())
        found.append({"steps": done, "attack": metrics.attack(*logits).auc,
                      **of_fakes(rows, members, others, rest, coder)})
    return found


def without_a_gan(n, seed):
    """The simple answers: the real rows, each patient plus noise, a normal distribution for each diagnosis."""
    members, others, rest = split(n, seed)
    coder, rng = encoder(members), np.random.default_rng([seed, 2])
    points, answer = coder.encode(members), members[:, TABLE.names.index("malignant")]
    found = [{"setting": "the real rows", "learnt": learnt_from(members, rest)}]
    for std in (0.25, 0.5, 1.0):
        rows = coder.decode(points + std * rng.standard_normal(points.shape))
        own = metrics.nearest(coder.encode(rows), points)[1] == np.arange(n)
        found.append({"setting": f"each patient plus noise {std:g}", "own_patient": float(own.mean()),
                      **of_fakes(rows, members, others, rest, coder)})
    parts = []
    for kind in (0, 1):
        fitted = LedoitWolf().fit(points[answer == kind])
        count = round(1000 * float(np.mean(answer == kind)))
        parts.append(rng.multivariate_normal(fitted.location_, fitted.covariance_, size=count, method="eigh"))
    rows = coder.decode(rng.permutation(np.concatenate(parts)))
    return [*found, {"setting": "a normal distribution each", **of_fakes(rows, members, others, rest, coder)}]
