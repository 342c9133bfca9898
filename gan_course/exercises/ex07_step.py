"""Exercise of lesson 07: a training step with instance noise and one-sided label smoothing."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.step_checks import Bench, both_losses, compiled_complaint, near

# --- remedied_step ------------------------------------------------------------------------------------------------

def _remedied_step(generator, discriminator, g_optimizer, d_optimizer, real, noise, std, alpha):
    def shown(x):                                                         # instance noise, drawn anew at each call
        return x + std * tf.random.normal(tf.shape(x))

    fake = generator(noise, training=True)                                # outside the tape: a constant for D
    with tf.GradientTape() as tape:
        real_logits = discriminator(shown(real), training=True)
        fake_logits = discriminator(shown(fake), training=True)
        on_real = alpha * tf.math.softplus(-real_logits) + (1 - alpha) * tf.math.softplus(real_logits)
        d_loss = tf.reduce_mean(on_real) + tf.reduce_mean(tf.math.softplus(fake_logits))
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_loss, weights), weights)

    with tf.GradientTape() as tape:
        fake = generator(noise, training=True)
        fake_logits = discriminator(shown(fake), training=True)           # G, too, is judged by noisy samples
        g_loss = tf.reduce_mean(tf.math.softplus(-fake_logits))
    weights = generator.trainable_variables
    g_optimizer.apply(tape.gradient(g_loss, weights), weights)
    return {"d_loss": d_loss, "g_loss": g_loss}


def _run(step, bench, std, alpha, compiled=False):
    """Run one step on the bench; std is a tensor, as where it falls during training."""
    def one(real, noise, std):
        return step(bench.generator, bench.discriminator, *bench.optimizers, real, noise, std, alpha)
    return (tf.function(one) if compiled else one)(bench.real, bench.noise, tf.constant(std, tf.float32))


def _returns_both(answer):
    return both_losses(_run(answer, Bench(71), 0.3, 0.9))[1]


def _moves_alone(answer):
    """With one optimiser's rate 0 that player may not move, and the other must."""
    for still, rates in enumerate([(0.0, 0.2), (0.3, 0.0)]):
        bench = Bench(72 + still, rates=rates)
        before = bench.weights()
        _run(answer, bench, 0.3, 0.9)
        moved = [not np.array_equal(old, new) for old, new in zip(before, bench.weights(), strict=True)]
        if moved[still]:
            return (f"{'GD'[still]} moves although its own optimiser's rate is 0: the other player's optimiser moved "
                    "it. Give each optimiser the gradients and the weights of its own player only.")
        if not moved[1 - still]:
            return (f"{'GD'[1 - still]} does not move: its optimiser was not given its gradients, or the noisy samples "
                    "are cut off from them by NumPy or stop_gradient.")
        counts = [int(optimizer.iterations.numpy()) for optimizer in bench.optimizers]
        if counts != [1, 1]:
            return f"in one step G's optimiser moved {counts[0]} time(s) and D's {counts[1]}; one each is wanted."
    return bench.left_behind()


def _soft_targets(answer):
    """Without noise the step is known exactly: values first, then where the weights go."""
    for seed, alpha in ((74, 1.0), (75, 0.9), (76, 0.65)):
        bench, wanted_bench = Bench(seed), Bench(seed)
        losses, complaint = both_losses(_run(answer, bench, 0.0, alpha))
        if complaint:
            return complaint
        wanted, _ = both_losses(_run(_remedied_step, wanted_bench, 0.0, alpha))
        if not np.isclose(losses[0], wanted[0], rtol=1e-4):
            return _smoothing_clue(seed, alpha, losses[0], wanted[0])
        moved = [near(mine, right) for mine, right in zip(bench.weights(), wanted_bench.weights(), strict=True)]
        if not moved[1]:
            return "D moves elsewhere than one step of its own optimiser down d_loss."
        if not np.isclose(losses[1], wanted[1], rtol=1e-4):
            return (f"with std 0 and alpha = {alpha:g} g_loss is {losses[1]:.5g}, and {wanted[1]:.5g} is wanted: the "
                    "mean of softplus(-fake_logits), by the D that has just moved, on fakes from the same noise. "
                    "Label smoothing changes D's loss only.")
        if not moved[0]:
            return "G moves elsewhere than one step of its own optimiser down g_loss."
    return None


def _smoothing_clue(seed, alpha, found, wanted):
    bench = Bench(seed)
    real, fake = (bench.discriminator(x) for x in (bench.real, bench.generator(bench.noise)))
    pays, saves = (lambda logits: tf.reduce_mean(tf.math.softplus(-logits)),
                   lambda logits: tf.reduce_mean(tf.math.softplus(logits)))
    soft_real = alpha * pays(real) + (1 - alpha) * saves(real)
    soft_fake = alpha * saves(fake) + (1 - alpha) * pays(fake)
    usual = {"the target of the fakes is softened as well; it stays 0": soft_real + soft_fake,
             "the targets are hard: alpha is not used": pays(real) + saves(fake),
             "the target of the *fakes* is softened, and that of the real data is not": pays(real) + soft_fake,
             "alpha and 1 - alpha are exchanged": (1 - alpha) * pays(real) + alpha * saves(real) + saves(fake),
             "of the soft target only the part alpha is there: the part 1 - alpha, softplus(real_logits), is missing":
                 alpha * pays(real) + saves(fake),
             "the two halves are averaged; they are added": (soft_real + saves(fake)) / 2}
    clue = next((text for text, value in usual.items() if np.isclose(found, float(value), rtol=1e-4)), None)
    where = f"With std 0 and alpha = {alpha:g} d_loss is {found:.5g}, and {wanted:.5g} is wanted."
    return f"{clue}. {where}" if clue else f"d_loss is not that of targets alpha and 0. {where}"


def _shown(answer, compiled):
    """What D is shown: all real rows are one point and all fakes another, and nobody moves. Two steps of it.

    Returns [rows of each step]; the point's place is 40 for the real rows and -40 for the fakes.
    """
    bench, std = Bench(77, rates=(0.0, 0.0)), tf.constant(STD)
    bench.real = tf.fill((ROWS, bench.dim), PLACE)
    bench.noise = tf.zeros((ROWS, bench.latent_dim))
    bench.generator.layers[-1].kernel.assign(tf.zeros_like(bench.generator.layers[-1].kernel))
    bench.generator.layers[-1].bias.assign(tf.fill((bench.dim,), -PLACE))

    def one(real, noise, std):
        answer(bench.generator, bench.discriminator, *bench.optimizers, real, noise, std, 0.9)

    tf.random.set_seed(77)
    one, steps = tf.function(one) if compiled else one, []
    for _ in range(2):
        bench.modes[1].seen.clear()
        one(bench.real, bench.noise, std)
        steps.append(np.concatenate(bench.modes[1].seen))
    return steps


ROWS, STD, PLACE = 3000, 0.35, 40.0


def _noise_where_d_looks(answer):
    shown, _ = _shown(answer, compiled=False)
    real, fake = shown[shown[:, 0] > 0] - PLACE, shown[shown[:, 0] < 0] + PLACE
    if len(real) < ROWS or len(fake) < 2 * ROWS:
        return (f"of {ROWS} real samples and {ROWS} fakes D should see the real ones, the fakes in its own step and "
                f"the fakes in G's step; it saw {len(real)} real rows and {len(fake)} fakes.")
    parts = {"the real samples": real[:ROWS], "the fakes in D's step": fake[:ROWS],
             "the fakes in G's step": fake[-ROWS:]}
    for name, part in parts.items():
        complaint = _not_normal(name, part)
        if complaint:
            return complaint
    return _SHARED if _alike(real[:ROWS], fake[:ROWS]) else None


_SHARED = "real samples and fakes get the same noise: draw one for each."


def _alike(one, other):
    return abs(np.corrcoef(one[:, 0], other[:, 0])[0, 1]) > 0.2


def _not_normal(name, part):
    """Return a complaint unless `part`, (rows, dim), is normal noise of standard deviation STD, each number its own."""
    found = part.std()
    if found < 0.02 * STD:
        return f"{name} have no noise: noise belongs on all that D is shown, in both players' steps."
    if np.isclose(found, STD**2, rtol=0.1) or np.isclose(found, STD**0.5, rtol=0.1):
        return f"the noise on {name} has the standard deviation {found:.3g} for std = {STD:g}: multiply by std itself."
    if not np.isclose(found, STD, rtol=0.1) or abs(part.mean()) > 0.2 * STD:
        return (f"the noise on {name} should be normal with mean 0 and standard deviation {STD:g}; yours has "
                f"{part.mean():.3g} and {found:.3g}.")
    if abs(np.corrcoef(part[:, 0], part[:, 1])[0, 1]) > 0.2:
        return f"the noise on {name} is the same for all numbers of a sample: draw it in the shape of the samples."
    if part.std(axis=0).min() < 0.5 * STD:
        return f"the noise on {name} is the same for the whole batch: draw it in the shape of the samples."
    beyond = np.mean(np.abs(part - part.mean()) > 2 * found)              # 4.6 % of a normal distribution
    if not 0.03 < beyond < 0.065:
        return (f"the noise on {name} is not normal: {beyond:.1%} of it lies beyond two standard deviations, and of a "
                "normal distribution 4.6 %.")
    return None


def _drawn_anew_in_a_graph(answer):
    steps = _shown(answer, compiled=True)
    if np.array_equal(*steps):
        return ("compiled by tf.function the noise is drawn once, and each step gets it again: NumPy draws while the "
                "graph is made. Draw by tf.random.normal.")
    real, fake = steps[0][steps[0][:, 0] > 0] - PLACE, steps[0][steps[0][:, 0] < 0] + PLACE
    return f"compiled by tf.function, {_SHARED}" if _alike(real[:ROWS], fake[:ROWS]) else None


def _works_in_a_graph(answer):
    eager, compiled = Bench(78), Bench(78)
    _run(answer, eager, 0.0, 0.8)
    complaint = compiled_complaint(lambda: _run(answer, compiled, 0.0, 0.8, compiled=True))
    if complaint:
        return complaint
    if not all(near(mine, wanted) for mine, wanted in zip(compiled.weights(), eager.weights(), strict=True)):
        return "compiled by tf.function the step moves the weights elsewhere than without: use TensorFlow only."
    return None


remedied_step = Exercise(
    "remedied_step", _remedied_step,
    checks=[_returns_both, _moves_alone, _soft_targets, _noise_where_d_looks, _works_in_a_graph,
            _drawn_anew_in_a_graph],
    hints=[
        "Begin with your train_step of notebook 04. Write a small function shown(x) that returns x with noise on it, "
        "and call D only on shown(…): three times in all.",
        "shown(x) is x + std * tf.random.normal(tf.shape(x)). For D's loss write the cross-entropy with target alpha "
        "instead of softplus(-real_logits).",
        "On real data: alpha * softplus(-real_logits) + (1 - alpha) * softplus(real_logits). On fakes, softplus("
        "fake_logits), as before. G's loss does not change; only what D is shown in it does.",
    ],
    praise="Noise on all that D is shown, soft targets for real data alone, and each player moves alone.",
    mine="remedies",
    doc="A training step with instance noise of standard deviation std and real targets of alpha; returns "
        "both losses. Sønderby et al. 2017; Salimans et al. 2016.",
)
