"""Exercises of lesson 03, training: Adam's update, and the whole training step of a GAN in NumPy."""

from functools import partial
from itertools import permutations

import numpy as np

from gan_course.exercises import ex03_gradients, ex03_step_slips
from gan_course.exercises.drawing import drawn
from gan_course.exercises.ex03_scene import Sizes, watch
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.from_scratch import softplus

bce_logit_gradient = ex03_gradients.bce_logit_gradient.reference      # the name that `train_step` calls


# --- adam_update ------------------------------------------------------------------------------------------

def _adam_update(w, g, m, v, t, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * g               # a running mean of the gradient
    v = beta_2 * v + (1 - beta_2) * g**2            # and of its square
    correction = np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return w - learning_rate * correction * m / (np.sqrt(v) + epsilon), m, v


def _state(rng, epsilon=1e-12):
    """Arguments of `adam_update`: new ones, and some that have run for a while."""
    shape = tuple(int(size) for size in rng.integers(1, 5, rng.integers(1, 3)))
    t = int(rng.choice([1, 2, 7, 60]))

    def draw():             # never near 0, so that a small epsilon matters little
        return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.3, 2.0, shape)
    m, v = (np.zeros(shape), np.zeros(shape)) if t == 1 else (draw(), draw() ** 2)
    rate, beta_1, beta_2 = rng.uniform(0.01, 0.3), rng.choice([0.0, 0.5, 0.9]), rng.uniform(0.6, 0.999)
    return draw(), draw(), m, v, t, float(rate), float(beta_1), float(beta_2), epsilon


def _adam(step=None, mean=None, square=None):
    """Return Adam's update with one part replaced: the step, the mean or the mean square."""
    def answer(w, g, m, v, t, rate, beta_1, beta_2, epsilon):
        new_m = beta_1 * m + (1 - beta_1) * g if mean is None else mean(g, m, beta_1, beta_2)
        new_v = beta_2 * v + (1 - beta_2) * g**2 if square is None else square(g, v, beta_1, beta_2)
        c = np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        moved = c * new_m / (np.sqrt(new_v) + epsilon) if step is None else step(
            g=g, m=new_m, v=new_v, t=t, c=c, b1=beta_1, b2=beta_2, eps=epsilon, old=(m, v))
        return w - rate * moved, new_m, new_v
    return answer


_BETAS = "beta_1 belongs to the mean of the gradient, beta_2 to the mean of its square; yours are exchanged"
_SHARES = "the shares of the running mean are exchanged: the old mean keeps beta, the new gradient gets 1 - "
_ADAM_SLIPS = {
    "the sign: an optimiser subtracts; yours climbs the loss":
        _adam(step=lambda g, m, v, t, c, b1, b2, eps, old: -c * m / (np.sqrt(v) + eps)),
    "the correction is missing: m and v start at 0 and are too small at first; the factor c makes up for it":
        _adam(step=lambda g, m, v, t, c, b1, b2, eps, old: m / (np.sqrt(v) + eps)),
    "the correction is upside down: its root, of beta_2, stands above, and 1 - beta_1**t below":
        _adam(step=lambda g, m, v, t, c, b1, b2, eps, old: m / c / (np.sqrt(v) + eps)),
    "the correction: v stands under a root, and so does 1 - beta_2**t":
        _adam(step=lambda g, m, v, t, c, b1, b2, eps, old: (1 - b2**t) / (1 - b1**t) * m / (np.sqrt(v) + eps)),
    "the correction changes with the step: the betas carry the power t in it":
        _adam(step=lambda g, m, v, t, c, b1, b2, eps, old: np.sqrt(1 - b2) / (1 - b1) * m / (np.sqrt(v) + eps)),
    "the step follows this gradient alone; it should follow the running mean m":
        _adam(step=lambda g, m, v, t, c, b1, b2, eps, old: c * g / (np.sqrt(v) + eps)),
    "the root is missing: v is a mean of squares, so the step is divided by its root":
        _adam(step=lambda g, m, v, t, c, b1, b2, eps, old: c * m / (v + eps)),
    "the step uses the m and v of before; update both first":
        _adam(step=lambda g, m, v, t, c, b1, b2, eps, old: c * old[0] / (np.sqrt(old[1]) + eps)),
    "the step is not divided by the root of v: this is momentum":
        _adam(step=lambda g, m, v, t, c, b1, b2, eps, old: c * m),
    "v is a running mean of the gradient's square, g**2, and yours of the gradient":
        _adam(square=lambda g, v, b1, b2: b2 * v + (1 - b2) * g),
    "v is a running mean of the gradient's square, g**2, and yours of its size":
        _adam(square=lambda g, v, b1, b2: b2 * v + (1 - b2) * np.abs(g)),
    _BETAS: _adam(mean=lambda g, m, b1, b2: b2 * m + (1 - b2) * g,
                  square=lambda g, v, b1, b2: b1 * v + (1 - b1) * g**2),
    f"{_SHARES}beta_1": _adam(mean=lambda g, m, b1, b2: (1 - b1) * m + b1 * g),
    f"{_SHARES}beta_2": _adam(square=lambda g, v, b1, b2: (1 - b2) * v + b2 * g**2),
    "m is a mean: the new gradient enters with the share 1 - beta_1, not whole":
        _adam(mean=lambda g, m, b1, b2: b1 * m + g),
    "the order: return w, m, v": lambda *args: tuple(_adam_update(*args)[i] for i in (0, 2, 1)),
}


def _epsilon_counts(answer):
    """A flat stretch: without epsilon 0 is divided by 0; with a large one the step is shorter."""
    flat = np.zeros(3)
    after = np.asarray(answer(flat + 1.0, flat, flat.copy(), flat.copy(), 1, 0.1, 0.9, 0.99, 1e-7)[0], dtype=float)
    if not np.allclose(after, 1.0):
        return "where the gradient is 0 the weights should stay; yours divides 0 by 0: epsilon belongs under the line."
    for i in range(8):
        case = drawn(partial(_state, epsilon=0.5), 1, i)
        w, g, m, v, t, rate, beta_1, beta_2, epsilon = case
        m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
        first = w - rate * m / (1 - beta_1**t) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)      # their algorithm 1
        found = np.asarray(answer(*(np.copy(part) if np.ndim(part) else part for part in case))[0], dtype=float)
        if np.allclose(found, _adam_update(*case[:-1], 1e-7)[0]):
            return "`epsilon` is an argument, 0.5 here, and your step does not depend on it."
        if not (np.allclose(found, first) or np.allclose(found, _adam_update(*case)[0])):
            return "epsilon is added to the root of v, outside of the root: np.sqrt(v) + epsilon."
    return None


adam_update = Exercise(
    "adam_update", _adam_update,
    # Kingma and Ba have two places for epsilon: where it is small they agree.
    checks=[agrees_with_reference(_adam_update, _state, "this is not Adam's update", _ADAM_SLIPS,
                                  returned=("w", "m", "v")),
            _epsilon_counts, leaves_arguments_alone(_state)],
    hints=[
        "Four lines, in the order of the text: m, v, the factor c, then the step.",
        "Use the new m and the new v in the step, and the power t in both places of c.",
        "c = np.sqrt(1 - beta_2**t) / (1 - beta_1**t), and w goes by -learning_rate * c * m / (np.sqrt(v) + epsilon).",
    ],
    praise="Step for step what Keras's Adam does.",
    mine="training step",
    doc="One step of Adam: the new w, and the running means m and v, at step t = 1, 2, … Kingma and Ba 2015, "
        "algorithm 1.",
)


# --- train_step -------------------------------------------------------------------------------------------

def _train_step(generator, discriminator, g_optimizer, d_optimizer, real_batches, noise):
    for real in real_batches:                                       # k steps of D
        n = len(real)
        fake = generator.forward(noise(n))
        logits = discriminator.forward(np.concatenate([real, fake]))
        real_logits, fake_logits = logits[:n], logits[n:]
        d_logits = np.concatenate([bce_logit_gradient(real_logits, np.ones((n, 1))),
                                   bce_logit_gradient(fake_logits, np.zeros((n, 1)))])
        gradients, _ = discriminator.backward(d_logits)
        d_optimizer.apply(gradients, discriminator.weights)
        d_loss = np.mean(softplus(-real_logits)) + np.mean(softplus(fake_logits))

    fake_logits = discriminator.forward(generator.forward(noise(n)))            # one step of G, with fresh noise
    _, d_fake = discriminator.backward(bce_logit_gradient(fake_logits, np.ones((n, 1))))     # D only passes it on
    gradients, _ = generator.backward(d_fake)
    g_optimizer.apply(gradients, generator.weights)
    return d_loss, np.mean(softplus(-fake_logits))


_SIZES = [Sizes(latent=3, hidden=5, dim=2, batch=6, k=1, seed=41),
          Sizes(latent=2, hidden=4, dim=3, batch=9, k=2, seed=42)]


def _two_losses(answer):
    result = watch(answer, _SIZES[0]).result
    if isinstance(result, (str, dict)) or not np.iterable(result) or len(result) != 2:
        return "two numbers are wanted: return d_loss, g_loss."
    for name, loss in zip(("d_loss", "g_loss"), result, strict=True):
        if isinstance(loss, str) or np.size(loss) != 1:
            return f"{name} should be one number, the mean over the batch."
        if not np.isfinite(float(np.squeeze(loss))):
            return f"{name} is not a finite number: use softplus, which is safe at every logit."
    return None


def _floats(losses):
    return [float(np.squeeze(loss)) for loss in losses]


def _rules(answer):
    """Who moves, when, and with which noise."""
    for sizes in reversed(_SIZES):
        complaint = _rule_broken(watch(answer, sizes), sizes)
        if complaint:
            return complaint
    return None


def _rule_broken(notes, sizes):
    if notes.besides:
        return (f"the weights of {' and '.join(sorted(notes.besides))} were changed without an optimiser: "
                "leave each step to g_optimizer.apply and d_optimizer.apply.")
    if notes.spoiled:
        return "your function changes the real points that it was given."
    d_steps = sum(name == "D" for name, _ in notes.steps)
    for optimizer, player in notes.steps:
        if optimizer != player:
            return (f"{optimizer}'s optimiser was handed the weights of {player}: each optimiser "
                    "moves its own player, and D's gradients of G's step are dropped.")
    if d_steps == sizes.k + 1:
        return "G's step also moves D: the gradients by D's weights are only on the way there, drop them."
    if d_steps == 2 * sizes.k:
        return ("D takes two steps for each batch, one on real points and one on fakes; one is wanted, down the "
                "gradient of both together.")
    if d_steps != sizes.k:
        return f"D takes one step for each batch in real_batches: with {sizes.k} batches yours takes {d_steps}."
    g_steps = len(notes.steps) - d_steps
    if g_steps != 1:
        return f"G takes one step, after all those of D: with {sizes.k} batches yours takes {g_steps}."
    if notes.steps[-1][0] != "G":
        return "the order: D takes its steps first, then G answers the new D."
    if notes.noise != [sizes.batch] * (sizes.k + 1):
        return (f"noise: each step wants fresh noise, one vector for each point of the batch: with {sizes.k} batches "
                f"of {sizes.batch} that is {sizes.k + 1} calls of noise({sizes.batch}); yours drew {notes.noise}.")
    return None


def _moves(answer):
    """The same weights and losses as the reference, whichever noise is drawn for whom."""
    found = [watch(answer, sizes) for sizes in _SIZES]
    orders = [list(permutations(range(sizes.k + 1))) for sizes in _SIZES]

    def same(step, what):
        return all(any(what(notes, watch(step, sizes, order)) for order in some)
                   for notes, sizes, some in zip(found, _SIZES, orders, strict=True))

    def weights(mine, theirs):
        return all(np.allclose(a, b, rtol=1e-6, atol=1e-9) for a, b in zip(
            mine.d_weights + mine.g_weights, theirs.d_weights + theirs.g_weights, strict=True))

    def everything(mine, theirs):
        return weights(mine, theirs) and np.allclose(_floats(mine.result), _floats(theirs.result), rtol=1e-6)

    if same(_train_step, everything):
        return None
    if same(_train_step, weights):
        return next((sentence for slip, sentence in ex03_step_slips.LOSSES if same(slip, everything)),
                    "both players move as they should, but the losses are not those of before their steps.")
    d_only = same(_train_step, lambda mine, theirs: all(
        np.allclose(a, b, rtol=1e-6, atol=1e-9) for a, b in zip(mine.d_weights, theirs.d_weights, strict=True)))
    return next((sentence for slip, sentence in ex03_step_slips.WEIGHTS if same(slip, weights)),
                "D moves as it should; G does not go down the mean of -log D(G(z))." if d_only else
                "D does not go down L_D, the mean of -log D(x) plus the mean of -log(1 - D(G(z))).")


train_step = Exercise(
    "train_step", _train_step, checks=[_two_losses, _rules, _moves],
    hints=[
        "Write the comments first. For each real batch: fakes, logits, gradient at the logits, back through D, apply. "
        "Then, once: fakes, logits, gradient at the logits, back through D, back through G, apply.",
        "D's step: put real points and fakes through D in one call of forward, for backward knows only the last one. "
        "Real logits carry label 1, fake ones label 0; join the two gradients as you joined the points.",
        "G's step: _, d_fake = discriminator.backward(bce_logit_gradient(fake_logits, np.ones((n, 1)))), then "
        "gradients, _ = generator.backward(d_fake).",
    ],
    praise="D climbed V, G descended -log D, each with its own optimiser: a whole GAN, and all of it is yours.",
    mine="training step", called="numpy_train_step",
    doc="One round of algorithm 1 in NumPy: a step of D for each real batch, then one of G; returns d_loss, "
        "g_loss. Goodfellow et al. 2014.",
)
