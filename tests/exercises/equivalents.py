"""Mutants of the exercises' references that were looked at one by one and change no meaning, with the reason.

EQUIVALENT: {lesson: {exercise: {changed line, as checker_mutants.py prints it: reason}}}.
CLEAN: the lessons in which no mutant that changes the meaning passes; a test holds each of them to it.
OPEN: exercises to which many answers of different meaning are right, so that nothing follows from a mutant that passes.
"""

CLEAN = []
EQUIVALENT = {}
OPEN = {"ex17": {"capstone_step": "any honest step is right; whether it cures the world is the scorer's to say"}}

# --- ex00 ---

CLEAN.append("ex00")
EQUIVALENT["ex00"] = {
    "to_unit_range": {"return pixels / 127.5 - 1     # 0 -> -1, 127.5 -> 0, 255 -> +1": "a division gives floats"},
    "accepted_share": dict.fromkeys(["right = probabilities.argmax(axis=-1) == wanted",
                                     "sure = probabilities.max(axis=-1) > threshold"], "two axes: 1 is the last"),
}

# --- ex01 ---

CLEAN.append("ex01")
_ANOTHER = "another right detective: the task asks for 0.9 against each forger, not for these numbers"
EQUIVALENT["ex01"] = {
    "best_threshold": {
        "return max(np.concatenate([fake, fake]), key=accuracy)": "between two fakes the highest line is a best one",
        "return max(np.concatenate([fake]), key=accuracy)": "between two fakes the highest line is a best one",
        "return max(np.concatenate([fake, real]), key=accuracy)": "the order of the lines only decides between equals",
    },
    "best_verdicts": {
        "return (real_counts / real_counts.sum()) >= (fake_counts / fake_counts.sum())": "equal shares: either will do",
    },
    "gain_alone": {
        "now = (g_mix) @ (d_mix @ payoff)                 # what D wins, and G loses, on average": "the same product",
    },
    "soft_verdict": dict.fromkeys([
        "return 1 / (1 + np.exp(-np.clip(sharpness * (x - threshold), -500, 501)))",
        "return 1 / (1 + np.exp(-np.clip(-500, sharpness * (x - threshold), 500)))",
        "return 1 / (1 + np.exp(-(sharpness * (x - threshold))))",
        "return 1 / (1 + np.exp(-np.clip(sharpness * (x - threshold), -501, 500)))",
    ], "the clip only keeps NumPy from warning of an overflow"),
    "detective": dict.fromkeys([
        "roughness = (down.mean(axis=(1, 2, 3)) + across.mean(axis=(1, 3, 2))) / 2",
        "roughness = (down.mean(axis=(1, 3, 2)) + across.mean(axis=(1, 2, 3))) / 2",
        "greyness = (np.abs(images) < 0.9).mean(axis=(1, 3, 2))",
        "roughness = (down.mean(axis=(1, 2, 3)) + across.mean(axis=(1, 2, 3))) / 3",
        "down, across = np.abs(np.diff(images, axis=2)), np.abs(np.diff(images, axis=2))",
        "down, across = np.square(np.diff(images, axis=1)), np.abs(np.diff(images, axis=2))",
        "return ((roughness) <= (0.20)) & (greyness < 0.16)",
        "down, across = np.abs(np.diff(images, axis=2)), np.abs(np.diff(images, axis=1))",
        "greyness = (np.square(images) < 0.9).mean(axis=(1, 2, 3))",
        "down, across = np.abs(np.diff(images, axis=1)), np.abs(np.diff(images, axis=1))",
        "greyness = ((np.abs(images)) <= (0.9)).mean(axis=(1, 2, 3))",
        "return (roughness < 0.30000000000000004) & (greyness < 0.16)",
        "return (roughness < 0.20) & ((greyness) <= (0.16))",
        "roughness = (down.mean(axis=(2, 1, 3)) + across.mean(axis=(1, 2, 3))) / 2",
        "greyness = (np.abs(images) < 0.9).mean(axis=(2, 1, 3))",
        "roughness = (down.mean(axis=(1, 2, 3)) + across.mean(axis=(2, 1, 3))) / 2",
        "down, across = np.abs(np.diff(images, axis=1)), np.square(np.diff(images, axis=2))",
    ], _ANOTHER),
}

# --- ex02 ---

CLEAN.append("ex02")
EQUIVALENT["ex02"] = {
    "jsd": {"p, q = fake_counts / np.sum(fake_counts), real_counts / np.sum(real_counts)": "the JSD is symmetric"},
}

# --- ex03 ---

CLEAN.append("ex03")
EQUIVALENT["ex03"] = {
    "bce_logit_gradient": {
        "return (sigmoid(logits) - labels) / len(labels)": "there are as many labels as logits"},
    "largest_rate": {
        "if (eigenvalue.real) > (0):": "differs at the eigenvalue 0 alone, which is no pair of complex ones"},
    "train_step": {
        "d_loss = np.mean(softplus(-real_logits)) + np.mean(softplus(fake_logits))":
            "after the loop the logits are still those of its last step"},
}

# --- ex04 ---

_LAST_AXIS = "the last axis is that axis"
CLEAN.append("ex04")
_FREE_SIGN = "the weights that follow may have either sign"
_BEHIND_THE_SIGN = "the model then begins behind the minus sign, with the same inputs"
_ANOTHER_SIZE = "another number of maps, size of kernel or slope is as right"
_NO_ORDER = "a sum or a product has no order"
EQUIVALENT["ex04"] = {
    "fit": {
        'noise = -(rng.standard_normal((batch_size, latent_dim)).astype("float32"))': "normal noise has no sign",
        "order = -(rng.permutation(len(x)))                              # each sample once an epoch":
            "counted from the end, each row still comes once",
        "rows = -(order[start:start + batch_size])": "counted from the end, each row still comes once",
        'g_losses.append(float(losses["g_loss"]))': "the two lists are filled in the other order"},
    "build_discriminator": {
        **dict.fromkeys([
            "h = layers.Flatten()(layers.LeakyReLU()(x))",
            'x = layers.Conv2D(16, 5, strides=2, padding="same")(images)               # 14 x 14',
            'x = layers.Conv2D(32, 5, strides=2, padding="same")(x)                    # 7 x 7',
            "x = layers.LeakyReLU()(x)",
            "h = layers.Flatten()(layers.LeakyReLU(negative_slope=0.30000000000000004)(x))",
            'x = layers.Conv2D(17, 4, strides=2, padding="same")(images)               # 14 x 14',
            "x = layers.LeakyReLU(negative_slope=0.30000000000000004)(x)"], _ANOTHER_SIZE),
        **dict.fromkeys([
            "logits = -(layers.Add()([layers.Dense(1)(h), layers.Dot(axes=-1)([h, v])]))  # w·h + b + v·h",
            'x = -(layers.Conv2D(16, 4, strides=2, padding="same")(images))               # 14 x 14',
            'x = -(layers.Conv2D(32, 4, strides=2, padding="same")(x))                    # 7 x 7',
            'v = -(layers.Embedding(n_classes, 7 * 7 * 32, embeddings_initializer="zeros")(labels))'],
            "the layer's own weights may have either sign"),
        **dict.fromkeys([
            "x = -(layers.LeakyReLU(negative_slope=0.2)(x))",
            "h = -(layers.Flatten()(layers.LeakyReLU(negative_slope=0.2)(x)))"], _FREE_SIGN),
        **dict.fromkeys([
            "logits = layers.Add()([layers.Dot(axes=-1)([h, v]), layers.Dense(1)(h)])  # w·h + b + v·h",
            "logits = layers.Add()([layers.Dense(1)(h), layers.Dot(axes=-1)([v, h])])  # w·h + b + v·h"], _NO_ORDER),
        "logits = layers.Add()([layers.Dense(1)(h), layers.Dot(axes=(1))([h, v])])  # w·h + b + v·h": _LAST_AXIS,
        "v = layers.Embedding(n_classes, 7 * 7 * 32)(labels)": "class vectors may begin anywhere",
        'labels = -(keras.Input((), dtype="int32"))': _BEHIND_THE_SIGN,
        "images = -(keras.Input((28, 28, 1)))": _BEHIND_THE_SIGN},
    "build_generator": {
        **dict.fromkeys([
            'x = layers.Conv2DTranspose(16, 5, strides=2, padding="same")(x)           # 14 x 14',
            'x = layers.Conv2DTranspose(1, 5, strides=2, padding="same", activation="tanh")(x)   # 28 x 28',
            'x = layers.Conv2DTranspose(17, 4, strides=2, padding="same")(x)           # 14 x 14'], _ANOTHER_SIZE),
        **dict.fromkeys([
            'one_hot = -(layers.CategoryEncoding(n_classes, output_mode="one_hot")(layers.Reshape((1,))(labels)))',
            "x = -(layers.Concatenate()([noise, one_hot]))                                # the label's way in",
            "x = -(layers.ReLU()(layers.BatchNormalization()(x)))",
            "x = -(layers.ReLU()(layers.BatchNormalization()(x))) (again)"], _FREE_SIGN),
        **dict.fromkeys([
            "x = -(layers.Reshape((7, 7, 32))(layers.Dense(7 * 7 * 32)(x)))",
            'x = -(layers.Conv2DTranspose(16, 4, strides=2, padding="same")(x))           # 14 x 14'],
            "the layer's own weights may have either sign"),
        'x = -(layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")(x))   # 28 x 28':
            "-tanh(a) is tanh(-a), and the layer's own weights may have either sign",
        "x = layers.Concatenate()([one_hot, noise])                                # the label's way in":
            "the Dense layer reads them in any order",
        "one_hot = layers.CategoryEncoding(n_classes)(layers.Reshape((1,))(labels))":
            "its usual multi_hot is one_hot where there is one label",
        'labels = -(keras.Input((), dtype="int32"))': _BEHIND_THE_SIGN,
        "noise = -(keras.Input((latent_dim,)))": _BEHIND_THE_SIGN},
}

# --- ex05 ---

CLEAN.append("ex05")
EQUIVALENT["ex05"] = {
    "memorisation": {
        "d_h = metrics.pairwise_distances(held_out, train).min(axis=-1)      # (m,)": _LAST_AXIS,
        "d_g = metrics.pairwise_distances(generated, train).min(axis=-1)     # (n,)": _LAST_AXIS},
    "precision_recall": {
        "return inside.any(axis=-1).mean()": _LAST_AXIS,
        "inside = (metrics.pairwise_distances(points, centres)) <= (radius)    # (n points, n centres)":
            "the paper counts a point on the rim, the package does not: none lies there",
        "between = np.sort(metrics.pairwise_distances(centres, centres))": _LAST_AXIS,
        "between = np.sort(metrics.pairwise_distances(centres, centres), axis=-1)": _LAST_AXIS},
    "modes_and_quality": {
        "nearest = -(distance.argmin(axis=1))": "different numbers stay different, and only their number counts",
        "distance = np.linalg.norm((means) - (samples[:, None]), axis=2)     # (n, n_modes)":
            "a distance has no direction",
        "distance = np.linalg.norm(samples[:, None] - means, axis=-1)     # (n, n_modes)": _LAST_AXIS,
        "good = distance.min(axis=-1) <= 3 * std": _LAST_AXIS,
        "nearest = distance.argmin(axis=-1)": _LAST_AXIS},
    "kernel_distance": {
        "return (x @ y.T / y.shape[1] + 1) ** 3     # every x with every y": "both sets have the same features",
        "aa, bb, ab = kernel(a, a), kernel(b, b), kernel(b, a)": "only the mean of ab is used"},
}

# --- ex06 ---

_MEASURE_ZERO = "no loss lies on the rim itself"
CLEAN.append("ex06")
EQUIVALENT["ex06"] = {
    "at_equilibrium": {
        "d_close = np.abs((2 * np.log(2)) - (d_loss)) <= tolerance": "a distance has no direction",
        "g_close = (np.abs(g_loss + np.log(2))) < (tolerance)": _MEASURE_ZERO,
        "d_close = (np.abs(d_loss - 2 * np.log(2))) < (tolerance)": _MEASURE_ZERO},
    "best_response": {"probabilities = -(np.zeros(len(logits)))": "minus 0 is 0"},
    "packed_logit": {
        "return np.sum(log_p_real - log_p_fake, axis=1)": _LAST_AXIS,
        "return np.sum(log_p_real - log_p_fake, axis=(1))": _LAST_AXIS},
    "nearest_shares": {
        "return np.bincount(distances.argmin(axis=-1), minlength=len(means)) / len(samples)": _LAST_AXIS,
        "distances = np.linalg.norm((means[None, :, :]) - (samples[:, None, :]), axis=-1)     # (n, n_modes)":
            "a distance has no direction",
        "distances = np.linalg.norm(samples[:, None, :] - means, axis=-1)     # (n, n_modes)":
            "NumPy puts the missing axis there by itself"},
}

# --- ex07 ---

CLEAN.append("ex07")
EQUIVALENT["ex07"] = {
    "gain": {"squares = [values.var(ddof=1) / len(values) for values in (without, with_remedy)]":
             "a sum has no order"},
    "impostors": {"return np.array([real.mean() + real.std(), real.mean() - real.std()])":
                  "the task asks for two numbers, in no order"},
    "packed_images": {"packs = tf.reshape(images, (batch // m, m, width, height, channels))":
                      "both axes stay neighbours in memory, and the last reshape names them rightly"},
    "remedied_step": {
        "return (x) - (std * tf.random.normal(tf.shape(x)))": "normal noise has no sign",
        "weights = generator.variables": "what does not train has no gradient, and Keras leaves it as it is",
        "weights = discriminator.variables": "what does not train has no gradient, and Keras leaves it as it is"},
}

# --- ex08 ---

CLEAN.append("ex08")
EQUIVALENT["ex08"] = {
    "gradient_penalty": {
        "return tf.reduce_mean((tf.sqrt(tf.maximum(squared, 1.5e-12)) - 1)**2)": "any tiny guard will do",
        "squared = tf.reduce_sum(gradient**2, axis=-1)                          # (batch,)": "the points have two axes",
        "logits = -(critic(points))": "the length of a gradient has no sign",
        "gradient = -(tape.gradient(logits, points))                              # (batch, dim): each example its own":
            "the length of a gradient has no sign",
        "return tf.reduce_mean(((1) - (tf.sqrt(tf.maximum(squared, 1e-12))))**2)": "a square has no sign"},
    "penalised_d_step": {
        "penalised_d_step: the result goes through stop_gradient": "the loss that is returned is only read",
        "penalised_d_step: the result is turned into NumPy": "the loss that is returned is only read",
        "weights = discriminator.variables": "what does not train has no gradient, and Keras leaves it as it is"},
    "wasserstein_on_a_line": {
        "return np.mean(np.abs((np.sort(fake)) - (np.sort(real))))": "an absolute difference has no direction"},
}

# --- ex09 ---

CLEAN.append("ex09")
_ARRAYS = "the page hands over arrays"
EQUIVALENT["ex09"] = {
    "clearly_better": {"without: remedy, plain = np.asarray(remedy, dtype=float), np.asarray(plain, dtype=float)":
                       _ARRAYS,
                       "gap = remedy.mean() - plain.mean()": f"taken before the conversion: {_ARRAYS}"},
    "mean_and_standard_error": {"without: values = np.asarray(values, dtype=float)": _ARRAYS},
}

# --- ex10 ---

CLEAN.append("ex10")
EQUIVALENT["ex10"] = {
    "arrows": {"arrows: the result goes through stop_gradient": "arrows are drawn; nobody derives them",
               "arrows: the result is turned into NumPy": "arrows are drawn; nobody derives them",
               "loss = (tf.math.softplus(-critic(x)))        # each place has a share of its own":
                   "a tape's gradient of an array is that of its sum"},
    "what_changed": {"for text in (text_b, text_a):": "a difference has no direction"},
}

# --- ex11 ---

CLEAN.append("ex11")
_LAST = "two axes: 1 is the last"
EQUIVALENT["ex11"] = {
    "auxiliary_losses": {"softplus, mean = tf.nn.softplus, tf.reduce_mean": "two names of one function"},
    "moved_posterior": {"odds = -(posterior / prior)": "the sign goes when the rows are divided by their sums",
                        "return odds / odds.sum(axis=-1, keepdims=True)": _LAST},
    "recall_at_precision": {"for threshold in (scores):": "a threshold tried twice gives the same twice"},
    "smote": {
        "distances = np.linalg.norm((points) - (points[:, None]), axis=2)": "a distance has no direction",
        "distances = np.linalg.norm(points[:, None] - points, axis=-1)": "the axis named is the last one",
        "neighbours = distances.argsort()[:, 1:k + 1]           # column 0 is the point itself": _LAST,
        "neighbours = distances.argsort(axis=-1)[:, 1:k + 1]           # column 0 is the point itself": _LAST,
        "neighbours = distances.argsort(axis=1)[:, 1:k + 2]           # column 0 is the point itself":
            "one of the first k columns is taken all the same",
        "start = -(rng.integers(len(points), size=n))": "counted from the end, each row is as likely"},
}

# --- ex12 ---

CLEAN.append("ex12")
_THREE = "the axis named is the last one"
_APART = "no mean lies on the line itself"
_OWN = "the gradient is applied; nobody derives it"
EQUIVALENT["ex12"] = {
    "attack_curve": {
        "false.append((other_scores >= threshold).mean()) / true.append((member_scores >= threshold).mean())"
        "        # others called members": "two lines that do not need each other, in the other order",
        "for threshold in np.unique(np.concatenate([other_scores, member_scores]))[::-1]:": "they are sorted next"},
    "closest_record": {
        "between = np.linalg.norm((records) - (fakes[:, None]), axis=2)       # (n fakes, m records)":
            "a distance has no direction",
        "between = np.linalg.norm(fakes[:, None] - records, axis=-1)       # (n fakes, m records)": _THREE,
        "first, second = np.sort(between)[:, :2].T": _LAST,
        "first, second = np.sort(between, axis=-1)[:, :2].T": _LAST},
    "column_gap": {"at = np.concatenate([fake, real])                       # only there can a share change":
                       "the largest gap does not depend on the order",
                   "return np.abs((below_fake) - (below_real)).max()": "an absolute difference has no direction"},
    "cycle_loss": {"return tf.reduce_mean(tf.abs((images) - (back(there(images)))))":
                       "an absolute difference has no direction"},
    "private_gradient": {
        "factors = tf.minimum(1.0, clip / (lengths))     # (n,)": "a gradient of length 0 gives a factor of 1 as well",
        "factors = tf.minimum(1.0, clip / tf.maximum(lengths, 1.5e-12))     # (n,)": "only a length of 0 meets it",
        "lengths = tf.norm(inputs, axis=-1) * tf.norm(errors, axis=1)      # of each example's own gradient": _LAST,
        "lengths = tf.norm(inputs, axis=1) * tf.norm(errors, axis=-1)      # of each example's own gradient": _LAST,
        "private_gradient: the result goes through stop_gradient": _OWN,
        "private_gradient: the result is turned into NumPy": _OWN,
        "return (total + noise) / len(errors)": "as many errors as inputs"},
    "removed_and_invented": {"invented.append((max(squares)) >= (contrast / 2))": _APART,
                             "removed.append((change[lesion].mean()) <= (contrast / 2))": _APART},
}

# --- ex13 ---

CLEAN.append("ex13")
_BELL = "the bell is symmetric"
EQUIVALENT["ex13"] = {
    "averaged_weights": {"averaged_weights: the result goes through stop_gradient":
                         "weights are set; nobody derives them"},
    "direction": {
        "columns = np.column_stack([noise, np.ones(len(has_it))])     # the ones: an intercept":
            "as many as rows of noise",
        "slopes = np.linalg.lstsq(columns, has_it)[0][:-1]": "None is what rcond is when it is not told"},
    "truncated_noise": {
        "noise = -(rng.standard_normal((n, latent_dim)))": _BELL,
        "noise[outside] = -(rng.standard_normal(outside.sum()))     # drawn again, not cut off": _BELL,
        "noise[outside] = rng.standard_normal(outside.sum())": "marked again before the drawing instead of after it",
        "outside = (np.abs(noise)) >= (limit)": "no number is the limit itself",
        "outside = (np.abs(noise)) >= (limit) (again)": "no number is the limit itself",
        "return -(noise)": _BELL},
}

# --- ex14 ---

CLEAN.append("ex14")
EQUIVALENT["ex14"] = {
    "overlaps": {"counts = -(np.zeros(stride * (n - 1) + kernel, dtype=int))": "a whole zero has no sign"},
    "spectrogram": {
        "return np.stack([np.abs(np.fft.rfft(window * wave[start:start + n_fft])) for start in starts], axis=-1)":
            _LAST,
        "window = (0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)) - (0.5)": "a magnitude has no sign",
        "window = -(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft))": "a magnitude has no sign"},
    "unbiased_mmd": {"xx, yy, xy = kernel(x, x), kernel(y, y), kernel(y, x)": "the mean of all pairs, in either order"},
}

# --- ex15 ---

CLEAN.append("ex15")
_HARD = "words that are drawn have no gradient; the task says so"
_SAME_SIZE = "logits and uniform have one shape"
EQUIVALENT["ex15"] = {
    "dominated": {
        "as_good = (curve >= dots[:, None]).all(axis=2)       # (dots, points of the curve)": "the same broadcast",
        "as_good = (curve[None] >= dots[:, None]).all(axis=-1)       # (dots, points of the curve)": _THREE,
        "better = (curve > dots[:, None]).any(axis=2)": "the same broadcast",
        "better = (curve[None] > dots[:, None]).any(axis=-1)": _THREE,
        "return (as_good & better).any(axis=-1)": _LAST},
    "draw_words": {
        "draw_words: the result goes through stop_gradient": _HARD,
        "draw_words: the result is turned into NumPy": _HARD,
        "return tf.one_hot(tf.argmax(logits + gumbel, axis=(1)), logits.shape[-1])": _LAST,
        "return tf.one_hot(tf.argmax(logits + gumbel, axis=-1), logits.shape[(1)])": _LAST,
        "return tf.one_hot(tf.argmax(logits + gumbel, axis=-1), uniform.shape[-1])": _SAME_SIZE,
        "return tf.one_hot(tf.argmax(logits + gumbel, axis=1), logits.shape[-1])": _LAST},
    "straight_through": {
        "hard = tf.one_hot(tf.argmax(soft, axis=(1)), logits.shape[-1])": _LAST,
        "hard = tf.one_hot(tf.argmax(soft, axis=-1), logits.shape[(1)])": _LAST,
        "hard = tf.one_hot(tf.argmax(soft, axis=-1), uniform.shape[-1])": _SAME_SIZE,
        "hard = tf.one_hot(tf.argmax(soft, axis=1), logits.shape[-1])": _LAST},
}

# --- ex16 ---

CLEAN.append("ex16")
_DATA = "what is returned is read or learned from; nobody derives it"
_NORM = "a distance has no direction"
_DEFAULT = "the last axis is what softmax takes when it is not told"
EQUIVALENT["ex16"] = {
    "caught": {"return np.mean((np.asarray(fake_scores)) >= (threshold))": "no score lies on the threshold itself"},
    "drift": {
        "attraction = tf.nn.softmax(-to_real / tau) @ real": _DEFAULT,
        "attraction = tf.nn.softmax(-to_real / tau, axis=-1) @ real": _LAST,
        "attraction = tf.nn.softmax(-to_real / tau, axis=None) @ real": _DEFAULT,
        "drift: the result goes through stop_gradient": "the drift is a target, and a target is a constant",
        "drift: the result is turned into NumPy": "the drift is a target, and a target is a constant",
        "repulsion = tf.nn.softmax(-to_fake / tau) @ fake": _DEFAULT,
        "repulsion = tf.nn.softmax(-to_fake / tau, axis=-1) @ fake": _LAST,
        "repulsion = tf.nn.softmax(-to_fake / tau, axis=None) @ fake": _DEFAULT,
        "to_fake = tf.norm((fake) - (fake[:, None]), axis=2) + 1e9 * tf.eye(fake.shape[0], dtype=fake.dtype)": _NORM,
        "to_fake = tf.norm(fake[:, None] - fake, axis=-1) + 1e9 * tf.eye(fake.shape[0], dtype=fake.dtype)": _THREE,
        "to_fake = tf.norm(fake[:, None] - fake, axis=2) + 1500000000.0 * tf.eye(fake.shape[0], dtype=fake.dtype)":
            "any distance that leaves a weight of 0",
        "to_fake = tf.norm(fake[:, None] - fake, axis=2) + 1e9 * tf.eye(fake.shape[0], dtype=real.dtype)":
            "both have one dtype",
        "to_real = tf.norm((real) - (fake[:, None]), axis=2)": _NORM,
        "to_real = tf.norm(fake[:, None] - real, axis=-1)": _THREE},
    "euler": {"euler: the result goes through stop_gradient": _DATA, "euler: the result is turned into NumPy": _DATA},
    "flow_pair": {"flow_pair: the result goes through stop_gradient": _DATA,
                  "flow_pair: the result is turned into NumPy": _DATA},
    "undominated": {
        "no_worse = (cost[:, None] <= cost) & (score[:, None] >= score) / cost, score = np.asarray(cost), "
        "np.asarray(score)      # row i beside column j": f"moved above the conversion: {_ARRAYS}",
        "without: cost, score = np.asarray(cost), np.asarray(score)": _ARRAYS},
}

# --- ex17 ---

CLEAN.append("ex17")
_BOTH_SIGNS = "all patterns of signs are there, and with each its opposite"
EQUIVALENT["ex17"] = {
    "copied_share": {
        "return np.linalg.norm((train) - (rows[:, None]), axis=2).min(axis=1)": _NORM,
        "return np.linalg.norm(rows[:, None] - train, axis=-1).min(axis=1)": _THREE,
        "return np.linalg.norm(rows[:, None] - train, axis=2).min(axis=-1)": _LAST,
        "return np.mean((to_train(samples)) <= (np.quantile(to_train(held_out), level)))":
            "no distance lies on the limit itself"},
    "diagnosis": {
        "if not np.isfinite([modes_share, memorisation, swing]).all():": "all three are asked, in any order",
        "if not np.isfinite([swing, modes_share, memorisation]).all():": "all three are asked, in any order"},
    "sign_flip_p": {
        "means = -(signs @ differences / len(differences))": _BOTH_SIGNS,
        "return np.mean((means) > (differences.mean() - 1e-12))"
        "                          # the unflipped one counts too":
            "the last digit's guard is smaller than any true difference",
        "return np.mean(means >= differences.mean() - 1.5e-12)                          # the unflipped one counts too":
            "the last digit's guard is smaller than any true difference",
        "signs = -(np.array(list(product([1, -1], repeat=len(differences)))))            # (2**n, n)": _BOTH_SIGNS,
        "signs = np.array(list(product([-1, 1], repeat=len(differences))))            # (2**n, n)": _BOTH_SIGNS,
        "signs = np.array(list(product([1, -1], repeat=len(differences)))) / differences = np.asarray(differences, "
        "dtype=float)            # (2**n, n)": "two lines that do not need each other, in the other order",
        "signs = np.array(list(product([1, -2], repeat=len(differences))))            # (2**n, n)":
            "the mean is at least as large exactly when the flipped ones sum to 0 or less, as with -1",
        "without: differences = np.asarray(differences, dtype=float)": _ARRAYS},
}
