"""Exercises of lesson 08: the gradient penalty of WGAN-GP, and D's own step with a penalty in it."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import as_numbers, compare
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.step_checks import Bench, compiled_complaint, near, one_number

# --- gradient_penalty ---------------------------------------------------------------------------------------------

def _gradient_penalty(critic, real, fake, u):
    points = real + u * (fake - real)                                     # (batch, dim)
    with tf.GradientTape() as tape:
        tape.watch(points)
        logits = critic(points)
    gradient = tape.gradient(logits, points)                              # (batch, dim): each example its own
    squared = tf.reduce_sum(gradient**2, axis=1)                          # (batch,)
    return tf.reduce_mean((tf.sqrt(tf.maximum(squared, 1e-12)) - 1)**2)


def _batch(seed=8, size=6, dim=2):
    chance = np.random.default_rng(seed)
    real, fake = (tf.constant(chance.normal(size=(size, dim)) + shift, tf.float32) for shift in (0.0, 3.0))
    return real, fake, tf.constant(chance.uniform(0.2, 0.8, size=(size, 1)), tf.float32)


def _line(slope):
    w = tf.constant([[0.6 * slope], [-0.8 * slope]])                      # of length slope
    return lambda points: points @ w


def _bowl(points):
    return tf.reduce_sum((points - 0.7)**2, axis=1, keepdims=True) / 2    # its gradient at x is x - 0.7


def _number(result):
    array, complaint = as_numbers(result)
    if complaint is None and array.shape != ():
        complaint = f"one number is wanted, the mean over the batch; this has shape {array.shape}."
    if complaint is None and np.isnan(array):
        complaint = "the penalty is NaN (not a number)."
    return array, complaint


def _slope_of_a_line(answer):
    for slope in (2.0, 0.5, 3.7):
        found, complaint = _number(answer(_line(slope), *_batch()))
        if complaint:
            return complaint
        if np.isclose(found, (slope - 1)**2, rtol=1e-4, atol=1e-5):
            continue
        usual = {(slope**2 - 1)**2: "the *norm* of the gradient should be near 1; you compare the squared norm with 1.",
                 (np.sqrt(6) * slope - 1)**2: "each example has a norm of its own; yours is one norm of the whole "
                                              "batch, so it grows with the batch.",
                 6 * (slope - 1)**2: "the batch is summed: take its mean.",
                 max(slope - 1, 0.0)**2: "a slope below 1 costs as well: the penalty is two-sided.",
                 slope**2: "the target is 1, not 0.", (slope - 1): "the difference from 1 is not squared."}
        sentence = next((text for value, text in usual.items() if np.isclose(found, value, atol=1e-4)), "")
        return (f"C(x) = w·x with ‖w‖ = {slope:g} has this slope everywhere, so the penalty is exactly (‖w‖ - 1)² = "
                f"{(slope - 1)**2:g}; yours is {float(found):.4g}" + (f": {sentence}" if sentence else "."))
    return None


def _where(answer):
    for seed, size, dim in ((8, 6, 2), (9, 9, 3)):
        real, fake, u = _batch(seed, size, dim)
        found, complaint = _number(answer(_bowl, real, fake, u))
        places = {"at the real points only": real, "at the fakes only": fake,
                  "half-way, whatever u is": (real + fake) / 2,
                  "at u·x + (1 - u)·G(z): u = 0 is to be the real point": u * real + (1 - u) * fake}
        for place, points in places.items():
            if complaint is None and np.isclose(found, _gradient_penalty(_bowl, points, points, u), rtol=1e-4):
                return f"the slope is measured {place}; it should be measured at x + u (G(z) - x)."
        wanted = float(_gradient_penalty(_bowl, real, fake, u))
        complaint = complaint or compare(found, wanted, "the slope is not measured at x + u (G(z) - x)", rtol=1e-4)
        if complaint:
            return complaint
    return None


def _reaches_the_critic(answer):
    real, fake, u = _batch(10, 7)
    w = tf.Variable([[1.8], [0.6]])

    def critic(points):
        return tf.tanh(points @ w)

    slopes = []
    for penalty in (answer, _gradient_penalty):
        with tf.GradientTape() as tape:
            value = tf.convert_to_tensor(penalty(critic, real, fake, u))
        slopes.append(tape.gradient(value, w))
    if slopes[0] is None or not np.allclose(slopes[0], slopes[1], rtol=1e-3, atol=1e-5):
        return ("the penalty should push D's weights towards slope 1, and its gradient does not reach them as it "
                "should: no NumPy and no stop_gradient on the way.")
    return None


def _flat(answer):
    real, fake, u = _batch()
    w = tf.Variable([[0.0], [0.0]])
    with tf.GradientTape() as tape:
        penalty = tf.convert_to_tensor(answer(lambda points: points @ w, real, fake, u))
    if not np.isfinite(float(penalty)) or not np.all(np.isfinite(tape.gradient(penalty, w))):
        return ("where D is flat, the penalty's gradient is NaN: the root has an infinite slope at 0. Keep its "
                "argument above 0, as with tf.maximum(…, 1e-12).")
    if not np.isclose(float(penalty), 1.0, atol=1e-3):
        return f"a flat D has slope 0 and pays (0 - 1)² = 1; yours pays {float(penalty):.4g}."
    return None


def _in_a_graph(answer):
    kept, wanted = [], float(_gradient_penalty(_bowl, *_batch()))
    complaint = compiled_complaint(lambda: kept.append(tf.function(lambda *batch: answer(_bowl, *batch))(*_batch())))
    return complaint or compare(float(kept[0]), wanted, "compiled by tf.function it is another penalty", rtol=1e-4)


gradient_penalty = Exercise(
    "gradient_penalty", _gradient_penalty,
    checks=[_slope_of_a_line, _where, _reaches_the_critic, _flat, _in_a_graph],
    hints=[
        "First the points, real + u * (fake - real). Then a tape that watches them, and D's logits inside it.",
        "tape.gradient(logits, points) has the shape of points; its norm is taken over axis 1, one an example.",
        "tf.sqrt(tf.maximum(tf.reduce_sum(gradient**2, axis=1), 1e-12)) is the guarded norm; square its distance "
        "from 1, take the mean.",
    ],
    praise="Exact on lines, measured between real and fake, and safe where D is flat.",
    mine="remedies",
    doc="The mean of (slope - 1)² of the critic at points x + u (G(z) - x), u of shape (batch, 1). Gulrajani "
        "et al. 2017, eq. 3.",
)


# --- penalised_d_step ---------------------------------------------------------------------------------------------

def _penalised_d_step(discriminator, optimizer, real, fake, loss, penalty):
    with tf.GradientTape() as tape:
        real_logits = discriminator(real, training=True)
        fake_logits = discriminator(fake, training=True)
        d_loss = loss(real_logits, fake_logits) + penalty(discriminator, real, fake)      # a tape inside this tape
    weights = discriminator.trainable_variables
    optimizer.apply(tape.gradient(d_loss, weights), weights)
    return d_loss


def _loss(real_logits, fake_logits):
    """A loss with no symmetry, so that an exchange shows."""
    return tf.reduce_mean(tf.math.softplus(-1.3 * real_logits)) + 0.7 * tf.reduce_mean((fake_logits + 0.4)**2)


def _penalty(critic, real, fake):
    u = tf.linspace([0.1], [0.8], real.shape[0])
    return 1.7 * _gradient_penalty(critic, real, fake, u) + 0.3 * tf.reduce_mean(critic(real)**2)


def _after(step, seed, loss, penalty, compiled=False, rate=0.2):
    """Run one step; return (what it returned, D's weights before, and after, the bench)."""
    bench = Bench(seed, rates=(0.3, rate))
    fake = bench.generator(bench.noise)
    for mode in bench.modes:
        mode.called.clear()
        mode.seen.clear()
    before = bench.weights()[1]

    def one(real, fake):
        return step(bench.discriminator, bench.optimizers[1], real, fake, loss, penalty)

    result = (tf.function(one) if compiled else one)(bench.real, fake)
    return result, before, bench.weights()[1], bench


def _returns_the_loss(answer):
    result, _, _, bench = _after(answer, 81, _loss, _penalty)
    found, complaint = one_number(result, "what it returns")
    if complaint:
        return complaint
    wanted, bare = (float(_after(_penalised_d_step, 81, _loss, penalty)[0])
                    for penalty in (_penalty, lambda *_: 0.0))
    usual = {"this is the loss without the penalty": bare, "the penalty is taken off; it is added": 2 * bare - wanted,
             "the penalty is added twice": 2 * wanted - bare, "this is the penalty alone": wanted - bare}
    clue = next((text for text, value in usual.items() if np.isclose(found, value, rtol=1e-4)), None)
    if clue and not np.isclose(found, wanted, rtol=1e-4):
        return f"{clue}: loss(real_logits, fake_logits) + penalty(discriminator, real, fake) is wanted."
    complaint = compare(found, wanted, "the loss is loss(real_logits, fake_logits) + penalty(discriminator, real, "
                        "fake), by D before its step", rtol=1e-4)
    mode = bench.modes[1]                        # real data and fakes in training mode; the penalty calls D as it likes
    trained = sum(len(x) for x, training in zip(mode.seen, mode.called, strict=True) if training)
    if complaint is None and trained < 2 * bench.batch:
        complaint = "D was called without training=True: batch normalisation and dropout then do not train."
    if complaint is None and not all(part.trainable for part in (bench.discriminator, *bench.discriminator.layers)):
        complaint = "the discriminator is left frozen (trainable is False): the next step would not move it."
    return complaint


def _moves_as_it_should(answer):
    for seed in (82, 83):
        _, before, after, bench = _after(answer, seed, _loss, _penalty)
        _, _, wanted, _ = _after(_penalised_d_step, seed, _loss, _penalty)
        _, _, bare, _ = _after(_penalised_d_step, seed, _loss, lambda *_: 0.0)
        if np.array_equal(before, after):
            return "D does not move: give the optimiser D's gradients and D's trainable variables."
        if near(after, bare):
            return ("D moves as if there were no penalty: compute it inside the tape, or its gradient is lost.")
        if near(before - after, wanted - before):
            return "D climbs its loss: optimisers descend, so give them the gradient of the loss itself."
        if not near(after, wanted):
            return "D moves elsewhere than one step of its optimiser down loss + penalty."
        if int(bench.optimizers[1].iterations.numpy()) != 1:
            return f"D's optimiser moved {int(bench.optimizers[1].iterations.numpy())} times; one step is wanted."
    return None


def _step_in_a_graph(answer):
    kept = []
    complaint = compiled_complaint(lambda: kept.append(_after(answer, 84, _loss, _penalty, compiled=True)))
    if complaint:
        return complaint
    result, _, after, _ = kept[0]
    wanted_result, _, wanted, _ = _after(_penalised_d_step, 84, _loss, _penalty)
    if not near(after, wanted) or not np.isclose(float(result), float(wanted_result), rtol=1e-4):
        return "compiled by tf.function the step moves D elsewhere than without: use TensorFlow only."
    return None


penalised_d_step = Exercise(
    "penalised_d_step", _penalised_d_step,
    checks=[_returns_the_loss, _moves_as_it_should, _step_in_a_graph],
    hints=[
        "It is the first half of your train_step of notebook 04, with other names. Only one term is new.",
        "Inside the tape: the logits of real and fake, then loss(…) + penalty(discriminator, real, fake). The penalty "
        "opens a tape of its own; yours records that too, which gives the second derivative.",
        "After the tape: weights = discriminator.trainable_variables; optimizer.apply(tape.gradient(d_loss, weights), "
        "weights); return d_loss.",
    ],
    praise="A tape around a tape: D descends its loss and the price of its slope together.",
    mine="remedies",
    doc="One step of the critic down loss(real_logits, fake_logits) + penalty(critic, real, fake); returns "
        "the loss.",
)
