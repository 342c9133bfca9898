"""Exercises of lesson 08, remedies in the objective and the dynamics: a penalty, pairs, a look ahead, optimism."""

import numpy as np
import tensorflow as tf

from gan_course.exercises.checks import as_numbers, choices, compare
from gan_course.exercises.ex08_sick_penalties import FAULTS, READ_AGAIN
from gan_course.exercises.exercise import Exercise

# --- gradient_penalty ---------------------------------------------------------------------------------------------

def _gradient_penalty(critic, real, fake, u):
    points = real + u * (fake - real)                                     # (batch, dim)
    with tf.GradientTape() as tape:
        tape.watch(points)
        logits = critic(points)
    gradient = tape.gradient(logits, points)                              # (batch, dim): each example its own
    squared = tf.reduce_sum(gradient**2, axis=1)                          # (batch,)
    return tf.reduce_mean((tf.sqrt(tf.maximum(squared, 1e-12)) - 1)**2)


def _batch():
    chance = np.random.default_rng(8)
    real, fake = (tf.constant(chance.normal(size=(6, 2)) + shift, tf.float32) for shift in (0.0, 3.0))
    return real, fake, tf.constant(chance.uniform(0.2, 0.8, size=(6, 1)), tf.float32)


def _line(slope):
    w = tf.constant([[0.6 * slope], [-0.8 * slope]])                      # of length slope
    return lambda points: points @ w


def _bowl(points):
    return tf.reduce_sum(points**2, axis=1, keepdims=True) / 2            # its gradient at x is x


def _number(result):
    array, complaint = as_numbers(result)
    if complaint is None and array.shape != ():
        complaint = f"one number is wanted, the mean over the batch; this has shape {array.shape}."
    return array, complaint


def _slope_of_a_line(answer):
    for slope in (2.0, 0.5):
        found, complaint = _number(answer(_line(slope), *_batch()))
        if complaint:
            return complaint
        if np.isclose(found, (slope - 1)**2, atol=1e-5):
            continue
        usual = {(slope**2 - 1)**2: "the *norm* of the gradient should be near 1; you compare the squared norm with 1.",
                 (np.sqrt(6) * slope - 1)**2: "each example has a norm of its own; yours is one norm of the whole "
                                              "batch, so it grows with the batch.",
                 6 * (slope - 1)**2: "the batch is summed: take its mean.",
                 max(slope - 1, 0.0)**2: "a slope below 1 costs as well: the penalty is two-sided.",
                 slope**2: "the target is 1, not 0.", (slope - 1): "the difference from 1 is not squared."}
        sentence = next((text for value, text in usual.items() if np.isclose(found, value, atol=1e-4)), "")
        return (f"D(x) = w·x with ‖w‖ = {slope:g} has this slope everywhere, so the penalty is exactly (‖w‖ - 1)² = "
                f"{(slope - 1)**2:g}; yours is {float(found):.4g}" + (f": {sentence}" if sentence else "."))
    return None


def _where(answer):
    real, fake, u = _batch()
    found, complaint = _number(answer(_bowl, real, fake, u))
    places = {"at the real points only": real, "at the fakes only": fake, "half-way, whatever u is": (real + fake) / 2,
              "at u·x + (1 - u)·G(z): u = 0 is to be the real point": u * real + (1 - u) * fake}
    for place, points in places.items():
        if complaint is None and np.isclose(found, _gradient_penalty(_bowl, points, points, u), rtol=1e-4):
            return f"the slope is measured {place}; it should be measured at x + u (G(z) - x)."
    wanted = float(_gradient_penalty(_bowl, real, fake, u))
    return complaint or compare(found, wanted, "the slope is not measured at x + u (G(z) - x)", rtol=1e-4)


def _reaches_the_critic(answer):
    real, fake, u = _batch()
    w = tf.Variable([[2.0], [0.0]])
    with tf.GradientTape() as tape:
        penalty = tf.convert_to_tensor(answer(lambda points: points @ w, real, fake, u))
    gradient = tape.gradient(penalty, w)
    if gradient is None or not np.allclose(gradient, [[2.0], [0.0]], atol=1e-4):
        return ("the penalty should push D's weights towards slope 1, and its gradient does not reach them: no NumPy "
                "and no stop_gradient on the way.")
    return None


def _flat(answer):
    real, fake, u = _batch()
    w = tf.Variable([[0.0], [0.0]])
    with tf.GradientTape() as tape:
        penalty = tf.convert_to_tensor(answer(lambda points: points @ w, real, fake, u))
    if not np.isfinite(float(penalty)) or not np.all(np.isfinite(tape.gradient(penalty, w))):
        return ("where D is flat, the penalty's gradient is NaN: the root has an infinite slope at 0. Keep its "
                "argument above 0, as with tf.maximum(…, 1e-12).")
    return None


gradient_penalty = Exercise(
    "gradient_penalty", _gradient_penalty,
    checks=[_slope_of_a_line, _where, _reaches_the_critic, _flat],
    hints=[
        "First the points, real + u * (fake - real). Then a tape that watches them, and D's logits inside it.",
        "tape.gradient(logits, points) has the shape of points; its norm is taken over axis 1, one an example.",
        "tf.sqrt(tf.maximum(tf.reduce_sum(gradient**2, axis=1), 1e-12)) is the guarded norm; square its distance "
        "from 1, take the mean.",
    ],
    praise="Exact on lines, measured between real and fake, and safe where D is flat.",
)


# --- relativistic_losses ------------------------------------------------------------------------------------------

def _relativistic_losses(real_logits, fake_logits):
    d_loss = tf.reduce_mean(tf.math.softplus(fake_logits - real_logits))
    g_loss = tf.reduce_mean(tf.math.softplus(real_logits - fake_logits))
    return d_loss, g_loss


def _logits():
    chance = np.random.default_rng(9)
    return [tf.constant(chance.normal(shift, 2.0, size=(5, 1)), tf.float32) for shift in (1.0, -0.5)]


def _two(result):
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        return None, "two losses are wanted, D's and G's: return d_loss, g_loss."
    pair, complaint = as_numbers([np.asarray(part) for part in result])
    if complaint is None and pair.shape != (2,):
        complaint = f"each loss is one number, the mean over the batch; these have shape {pair.shape[1:]}."
    return pair, complaint


def _only_differences_count(answer):
    real, fake = _logits()
    here, complaint = _two(answer(real, fake))
    if complaint:
        return complaint
    there, complaint = _two(answer(real + 7.0, fake + 7.0))
    if complaint or np.allclose(here, there, atol=1e-3):
        return complaint
    return ("only differences count: with 7 added to every logit the losses should stay, and yours go from "
            f"{here[0]:.3f}, {here[1]:.3f} to {there[0]:.3f}, {there[1]:.3f}.")


def _pairs(answer):
    real, fake = _logits()
    found, wanted = _two(answer(real, fake))[0], np.array([float(x) for x in _relativistic_losses(real, fake)])
    if np.allclose(found, wanted, atol=1e-4):
        return None
    gap = float(tf.reduce_mean(fake) - tf.reduce_mean(real))
    crossed = float(tf.reduce_mean(tf.math.softplus(fake - tf.transpose(real))))
    usual = {"the two losses are swapped, or a sign is: D wants real logits above fake ones, G the reverse":
             wanted[::-1],
             "the mean is taken before softplus; each pair has a loss of its own, and the mean is over the losses":
             np.log1p(np.exp([gap, -gap])),
             "every real logit meets every fake one; a pair is one real and one fake, row by row":
             np.array([crossed, found[1]]),
             "the losses are summed over the batch; take the mean": 5 * wanted,
             "a zero-sum game was written; G's loss is D's with real and fake exchanged, not -d_loss":
             np.array([wanted[0], -wanted[0]])}
    sentence = next((text for text, value in usual.items() if np.allclose(found, value, atol=1e-4)), None)
    return f"{sentence}." if sentence else compare(tuple(found), tuple(wanted), "the losses of these pairs are others")


def _stable(answer):
    high, low = tf.constant([[1e4]]), tf.constant([[-1e4]])
    for pair in ((high, low), (low, high)):
        found, complaint = _two(answer(*pair))
        if complaint or not np.all(np.isfinite(found)):
            return complaint or "at logits of ±10,000 a loss is not finite: use softplus, which cannot overflow."
    return None


relativistic_losses = Exercise(
    "relativistic_losses", _relativistic_losses,
    checks=[_only_differences_count, _pairs, _stable],
    hints=[
        "Everything depends on fake_logits - real_logits, row by row.",
        "-log sigmoid(a) = softplus(-a). D wants \"this real one is more real than that fake\": a = real - fake.",
        "D: the mean of tf.math.softplus(fake_logits - real_logits). G: the same with the two exchanged.",
    ],
    praise="Only differences count, pair by pair, and nothing overflows.",
)


# --- unrolled_gradient --------------------------------------------------------------------------------------------

def _unrolled_gradient(theta, psi, rate, steps):
    # psi after the steps is psi + steps * rate * theta, so G descends theta * psi + steps * rate * theta²
    return psi + 2 * steps * rate * theta


def _no_look_ahead(answer):
    return compare(answer(0.7, -0.3, 0.1, 0), -0.3, "with 0 steps it is the usual gradient of θψ in θ, which is ψ")


def _looks_ahead(answer):
    for theta, psi, rate, steps in ((1.0, 0.5, 0.1, 1), (-0.8, 0.3, 0.2, 5), (0.4, -0.6, 0.05, 10)):
        found, complaint = as_numbers(answer(theta, psi, rate, steps))
        ahead = steps * rate * theta
        if complaint is None and np.isclose(found, psi + 2 * ahead, atol=1e-6):
            continue
        usual = {psi: "this is the usual gradient, ψ: D has not moved",
                 psi + ahead: "you use D's future ψ as if it were a constant; it depends on θ, and the gradient flows "
                              "back through D's steps",
                 psi - ahead: "in D's steps the sign is wrong: D climbs θψ",
                 psi - 2 * ahead: "in D's steps the sign is wrong: D climbs θψ",
                 psi + 2 * rate * theta: "D takes `steps` steps, and you look one step ahead"}
        if complaint is None:
            for value, sentence in usual.items():
                if np.isclose(found, value, atol=1e-6):
                    return f"{sentence}. At θ = {theta:g}, ψ = {psi:g}, rate {rate:g}, {steps} steps it is {found:.4g}."
        return complaint or compare(found, psi + 2 * ahead, "this is not the derivative of θ·ψ_K(θ)",
                                    f"θ = {theta:g}, ψ = {psi:g}, rate {rate:g}, {steps} steps")
    return None


unrolled_gradient = Exercise(
    "unrolled_gradient", _unrolled_gradient,
    checks=[_no_look_ahead, _looks_ahead],
    hints=[
        "D's gradient of θψ in ψ is θ, and it stays θ while D steps: write ψ after `steps` steps.",
        "ψ_K = ψ + steps·rate·θ. Put it into θ·ψ_K: what is the result as a function of θ alone?",
        "θψ + steps·rate·θ². Its derivative in θ has two terms.",
    ],
    praise="The look ahead adds 2K·rate·θ: a spring that pulls G home, which the plain game lacks.",
)


# --- optimistic_step ----------------------------------------------------------------------------------------------

def _optimistic_step(w, field_now, field_before, rate):
    return w + 2 * rate * field_now - rate * field_before


def _steady_field(answer):
    w, field = np.array([1.0, -2.0]), np.array([0.5, 3.0])
    found, complaint = as_numbers(answer(w, field, field, 0.1))
    if complaint:
        return complaint
    if np.allclose(found, w):
        return ("in a field that does not change the step is zero: the new field counts twice, the old one is taken "
                "off once, so one is left.")
    if np.allclose(found, w - 0.1 * field):
        return "the sign: the field points where the players want to go; add it."
    return compare(found, w + 0.1 * field, "in a field that does not change, it is an ordinary step, w + rate·v")


def _weights_of_the_two(answer):
    w, now, before = np.array([1.0, -2.0]), np.array([1.0, 0.0]), np.array([0.0, 1.0])
    found = np.asarray(answer(w, now, before, 0.1), dtype=float)
    if np.allclose(found, w + 0.1 * (2 * before - now)):
        return "the two fields are exchanged: the field of *now* counts twice."
    if np.allclose(found, w + 0.1 * now):
        return "the field of before is not used: this is the ordinary step."
    return compare(found, w + 0.1 * (2 * now - before), "the step is twice the field of now less the field of before")


optimistic_step = Exercise(
    "optimistic_step", _optimistic_step,
    checks=[_steady_field, _weights_of_the_two],
    hints=[
        "Guess the field of the next moment: if it changes from before to now, suppose that the change goes on.",
        "The guess is field_now + (field_now - field_before). Step along it.",
        "w + 2 * rate * field_now - rate * field_before.",
    ],
    praise="An ordinary step in a steady field, and home where the ordinary step flies off.",
)


# --- penalty_faults -----------------------------------------------------------------------------------------------

penalty_faults = Exercise(
    "penalty_faults", dict(FAULTS),
    checks=[choices("penalty_faults", FAULTS, READ_AGAIN, what="patient")],
    hints=[
        "Compare each row with the healthy one, column by column: each patient is off in its own way.",
        "Two columns hold squares: 9 = 3², 361 = 19². What is 3 more than, what is 19 more than?",
        "Normal numbers leave the interval from 0 to 1 two times out of three; the root of 0 has an infinite slope.",
    ],
    praise="Four mistakes that public code really holds, told apart by four numbers and not by a picture.",
)
