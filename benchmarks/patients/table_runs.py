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

LATENT_DIM, BATCH, RATE, OTHERS, WIDTH, FEATURES = 16, 50, 1e-3, 100, 64, 128
PRIVACY = ((10, 1000), (30, 1000))      # (std of the noise in units of the clip, steps), as the one-layer GAN has them
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
    if (np.ptp(train, axis=0) == 0).any():      # fakes that are all alike teach nothing
        return 0.5
    coder = encoder(train)
    model = LogisticRegression(max_iter=500).fit(coder.encode(train)[:, TABLE.sizeless], train[:, answer])
    return float(roc_auc_score(test[:, answer], model.decision_function(coder.encode(test)[:, TABLE.sizeless])))


def players(dim, width=WIDTH, noise=0.0):
    """Return a generator and a discriminator of points (batch, dim).

    noise: std of the normal noise that is added to all that D sees in training.
    """
    layers = keras.layers
    generator = keras.Sequential([keras.Input((LATENT_DIM,)), layers.Dense(128, "relu"), layers.Dense(128, "relu"),
                                  layers.Dense(dim)])
    first = [layers.GaussianNoise(noise)] if noise else []
    hidden = [layers.Dense(width, "leaky_relu"), layers.Dense(width, "leaky_relu")]
    return generator, keras.Sequential([keras.Input((dim,)), *first, *hidden, layers.Dense(1)])


def one_layer_players(dim):
    """Return a generator, bounded, and a discriminator of one trained layer on cosines that are never trained."""
    layers = keras.layers
    generator = keras.Sequential([keras.Input((LATENT_DIM,)), layers.Dense(128, "relu"), layers.Dense(128, "relu"),
                                  layers.Dense(dim, "tanh"), layers.Rescaling(4.0)])
    cosines = layers.Dense(FEATURES, keras.ops.cos, kernel_initializer=keras.initializers.RandomNormal(0, 0.15),
                           bias_initializer=keras.initializers.RandomUniform(0, 2 * np.pi), trainable=False)
    last = layers.Dense(1, use_bias=False, kernel_initializer="zeros")
    return generator, keras.Sequential([keras.Input((dim,)), cosines, layers.Rescaling((2 / FEATURES) ** 0.5), last])


def trained(points, seed, checkpoints, step, batch=BATCH, made=players, d_optimizer=None, **options):
    """Train on points (n, dim); yield (steps so far, generator, discriminator) at each checkpoint.

    step: as the learner's `train_step` of notebook 04. made: function that makes the players, with `options`.
    """
    seed_everything(seed)
    data = tf.constant(points)
    generator, discriminator = made(points.shape[1], **options)
    optimizers = Adam(RATE, beta_1=0.5), d_optimizer or Adam(RATE, beta_1=0.5)
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


def trained_privately(points, seed, checkpoints, multiplier, gradient=ex12.private_gradient.reference):
    """Do the same with `one_layer_players` and `private_step`: every step sees all points."""
    return trained(points, seed, checkpoints, private_step(multiplier, gradient), batch=len(points),
                   made=one_layer_players, d_optimizer=keras.optimizers.SGD(0.3))


def private_step(multiplier, gradient=ex12.private_gradient.reference, clip=1.0, decay=0.03):
    """Return a step in which D's last layer, its only trained one, meets the real rows privately.

    multiplier: the noise's std, in units of clip. The generator and D's gradient of the fakes need no protection: they
    meet no real row. decay: weight decay of D's layer, which alone holds its slope down.
    """
    def step(generator, discriminator, g_optimizer, d_optimizer, real, noise):
        last = discriminator.layers[-1]

        def inputs(points):
            for layer in discriminator.layers[:-1]:
                points = layer(points)
            return points

        of_real, of_fake = inputs(real), inputs(generator(noise, training=True))
        errors = [tf.sigmoid(last(of)) - target for of, target in ((of_real, 1.0), (of_fake, 0.0))]   # slopes by logits
        drawn = tf.random.normal(last.kernel.shape, stddev=clip * max(multiplier, 1e-9))
        slope = gradient(of_real, errors[0], clip, drawn) + tf.transpose(of_fake) @ errors[1] / len(noise)
        d_optimizer.apply([slope + decay * last.kernel], [last.kernel])
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.nn.softplus(-discriminator(generator(noise, training=True))))
        weights = generator.trainable_variables
        g_optimizer.apply(tape.gradient(loss, weights), weights)
    return step


def private_normal(points, rho, rng, radius=8.0, n=1000):
    """Draw n points from a normal distribution whose mean and covariance were measured privately, once.

    Rows longer than `radius` are shortened. Sum and sum of products, the latter over `radius`, then move by less than
    √2 · radius when a row leaves, and get noise for ρ-concentrated privacy (Bun & Steinke 2016, proposition 1.6).
    """
    points = points * np.minimum(1, radius / np.linalg.norm(points, axis=1, keepdims=True))
    std = np.sqrt(2) * radius / np.sqrt(2 * rho) / len(points)
    mean = points.mean(axis=0) + std * rng.standard_normal(points.shape[1])
    noise = np.triu(std * radius * rng.standard_normal((points.shape[1],) * 2))
    second = points.T @ points / len(points) + noise + np.triu(noise, 1).T
    sizes, directions = np.linalg.eigh(second - np.outer(mean, mean))
    return mean + rng.standard_normal((n, len(mean))) * np.sqrt(np.maximum(sizes, 0.01)) @ directions.T


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
    """Train one GAN on n patients; return its measures at each checkpoint, a list of dictionaries.

    multiplier: None, or that of `private_step`.
    """
    members, others, rest = split(n, seed)
    coder = encoder(members)
    points = coder.encode(members)
    if multiplier is None:
        runs = trained(points, seed, checkpoints, step or ex04.train_step.reference, **options)
    else:
        runs = trained_privately(points, seed, checkpoints, multiplier)
    found = []
    for done, generator, discriminator in runs:
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
    for std in (0.25, 0.5, 0.75, 1.0):
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
    found.append({"setting": "a normal distribution each", **of_fakes(rows, members, others, rest, coder)})
    for multiplier, steps in PRIVACY:
        rows = coder.decode(private_normal(points, steps / (2 * multiplier**2), rng))
        found.append({"setting": f"a private normal distribution, {multiplier}", "multiplier": multiplier,
                      **of_fakes(rows, members, others, rest, coder)})
    return found
