"""Exercises of lesson 03, gradient updates: gradients by hand and sick GANs; `ex03_steps` holds the second half."""

import numpy as np

from gan_course.exercises.checks import compare
from gan_course.exercises.ex03_sick_gans import patients
from gan_course.exercises.ex03_steps import alternating_step, critical_gamma, largest_rate
from gan_course.exercises.exercise import Exercise
from gan_course.from_scratch import sigmoid

__all__ = ["alternating_step", "bce_logit_gradient", "critical_gamma", "diagnosis", "generator_gradients",
           "largest_rate", "patients"]


def _column(*values):
    return np.array(values, dtype=np.float64)[:, None]     # (batch, 1)


def _shape_complaint(result, shape, what):
    found = np.shape(result)
    return None if found == shape else f"{what}: shape {shape} is wanted; yours has {found}."


# --- bce_logit_gradient -----------------------------------------------------------------------------------

def _bce_logit_gradient(logits, labels):
    return (sigmoid(logits) - labels) / len(logits)


LOGITS, LABELS = _column(-2.0, 0.5, 0.0, 3.0), _column(1.0, 0.0, 1.0, 1.0)


def _bce_value(answer):
    result = answer(LOGITS.copy(), LABELS.copy())
    wrong_shape = _shape_complaint(result, LOGITS.shape, "a gradient has the shape of what it is taken by")
    if wrong_shape:
        return wrong_shape
    right, s = _bce_logit_gradient(LOGITS, LABELS), sigmoid(LOGITS)
    if np.allclose(result, -right):
        return ("the sign: for a real example (label 1) the loss falls as the logit rises, so its gradient "
                "is negative; yours is positive.")
    if np.allclose(result, right * len(LOGITS)) or np.allclose(result, -right * len(LOGITS)):
        return "the mean: the loss is a mean over the batch, so each example carries 1 / batch of it."
    if np.allclose(result, s * (1 - s)) or np.allclose(result, s * (1 - s) / len(LOGITS)):
        return "this is the slope of the sigmoid; multiply it by the slope of the loss in sigmoid(a)."
    if np.allclose(result, (s - 1) / len(LOGITS)):
        return "the labels change nothing: yours treats each example as real."
    return compare(result, right, "the gradient is not that of the mean cross-entropy")


def _bce_soft_label(answer):
    logits = np.array([[0.0], [1.5], [-1.0]])
    if np.allclose(answer(logits.copy(), sigmoid(logits)), 0.0, atol=1e-9):
        return None
    return "a label may lie between 0 and 1: where sigmoid(a) equals the label, nothing is left to learn."


def _bce_extreme(answer):
    result = np.asarray(answer(_column(-1e4, 1e4), _column(1.0, 0.0)), dtype=float)
    if not np.all(np.isfinite(result)):
        return ("at logits of ±10,000 the gradient is not a number: simplify on paper before you type, "
                "until nothing divides.")
    return compare(result, _column(-0.5, 0.5), "at logits of ±10,000, on the wrong side, it is -1/2 and 1/2")


bce_logit_gradient = Exercise(
    "bce_logit_gradient", _bce_logit_gradient, checks=[_bce_value, _bce_soft_label, _bce_extreme],
    hints=[
        "For label 1 you know it: sigmoid(a) - 1. Do the same three lines for label 0, -log(1 - sigmoid(a)).",
        "Label 0 gives sigmoid(a). One expression gives both: what must be taken from sigmoid(a)?",
        "Probability minus label, and 1 / len(logits) for the mean.",
    ],
    praise="Probability minus label, over the batch: the seed of every gradient in a GAN.",
)


# --- generator_gradients ----------------------------------------------------------------------------------

def _linear_generator_gradients(z, A, c, w, b):
    fake = z @ A + c                                      # (batch, 2)
    fake_logits = fake @ w + b                            # (batch, 1)
    d_logits = (sigmoid(fake_logits) - 1) / len(z)        # (batch, 1)
    d_fake = d_logits @ w.T                               # (batch, 2), through D
    return z.T @ d_fake, d_fake.sum(axis=0)


def _linear_case(seed=3, batch=6):
    rng = np.random.default_rng(seed)
    draw = rng.standard_normal
    return draw((batch, 3)), draw((3, 2)), draw(2), draw((2, 1)), draw(1) - 1.0


def _lift(dA, dc):
    """How the mean fake logit changes when G takes a small step down these gradients."""
    z, A, c, w, _ = _linear_case()
    return float(np.mean(z @ (A - 1e-3 * dA) @ w + (c - 1e-3 * dc) @ w) - np.mean(z @ A @ w + c @ w))


def _through_d(answer):
    case = _linear_case()
    z, A, c, w, b = case
    result = answer(*(part.copy() for part in case))
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        return "two gradients are wanted, by A and by c: return dA, dc."
    dA, dc = (np.asarray(part, dtype=float) for part in result)
    complaint = (_shape_complaint(dA, A.shape, "the gradient by A has the shape of A")
                 or _shape_complaint(dc, c.shape, "the gradient by c has the shape of c: sum over the batch"))
    if complaint:
        return complaint
    right = _linear_generator_gradients(*case)
    s = sigmoid((z @ A + c) @ w + b)
    for d_logits, sentence in [
        ((1 - s) / len(z),
         "the sign: a step down your gradient lowers D's logit on the fakes; G wants it higher."),
        (s - 1, "the mean: the loss is a mean over the batch, so the logit's gradient is divided by len(z)."),
        (-s / len(z), "this is the saturating loss, log(1 - D); the exercise asks for -log D."),
        (s / len(z), "these fakes carry label 0: that is D's loss. G asks D to call them real, label 1."),
    ]:
        if np.allclose(dA, z.T @ (d_logits @ w.T)):
            return sentence
    if np.allclose(dc, right[1]) and not np.allclose(dA, right[0]):
        return compare(dA, right[0], "the gradient by c is right, that by A is not: A meets z in z @ A")
    if _lift(dA, dc) <= 0:
        return "a step down your gradient lowers D's logit on the fakes; G wants it higher."
    return compare((dA, dc), right, "the gradient is not that of the mean of -log D(G(z))")


generator_gradients = Exercise(
    "generator_gradients", _linear_generator_gradients, checks=[_through_d],
    hints=[
        "Four stations: z to fake, fake to logits, and back: logits to fake, fake to A and c.",
        "A layer y = x W sends dL/dx = dL/dy @ W.T back. D's layer is fake @ w + b: what is dL/dfake?",
        "d_logits = (sigmoid(fake_logits) - 1) / len(z); d_fake = d_logits @ w.T; then G's own layer.",
    ],
    praise="The loss reached A and c through D, and D's own w and b were left alone.",
)


# --- diagnosis --------------------------------------------------------------------------------------------

FAULTS = {
    "leak": "in a leak, G's step moves D as well: look at the column 'D moved' of G's step.",
    "swapped": "with swapped labels, D's step lowers its logits on real data and lifts those on fakes.",
    "flipped": "with a flipped sign, G does move, but its step lowers the fake logits.",
    "detached": "a detached G gets a gradient of zero: its step moves nothing at all.",
}


def _every_patient(answer):
    if not isinstance(answer, dict) or sorted(answer) != ["A", "B", "C", "D"]:
        return 'a dictionary with a word for each of the four patients is wanted: {"A": "leak", ...}.'
    for name, given in answer.items():
        if str(given).strip().lower() not in FAULTS:
            choices = ", ".join(repr(fault) for fault in FAULTS)
            return f"patient {name}: {given!r} is not one of the faults: {choices}."
    for name, right in diagnosis.reference.items():
        given = str(answer[name]).strip().lower()
        if given != right:
            return f"patient {name} has another fault. {FAULTS[given][0].upper()}{FAULTS[given][1:]}"
    return None


diagnosis = Exercise(
    "diagnosis", {"A": "leak", "B": "swapped", "C": "flipped", "D": "detached"}, checks=[_every_patient],
    hints=[
        "Compare each row with the healthy one, column by column. Exactly one property differs in each.",
        "Zeros first: who must not move in the other's step, and who must not stand still in its own?",
        "Then signs: D's step should part real and fake logits; G's step should lift the fake ones.",
    ],
    praise="Four faults, each read from one number, and not one of them raises an error.",
)
