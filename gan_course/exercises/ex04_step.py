"""Exercises of lesson 04: the lines of a training step in order, and the step itself."""

import numpy as np
import tensorflow as tf

from gan_course.exercises import ex02
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.parsons import Parsons
from gan_course.exercises.step_bench import Bench
from gan_course.exercises.step_checks import both_losses
from gan_course.optimizers import knows

discriminator_loss = ex02.discriminator_loss.reference      # `train_step` calls the learner's by these names
generator_loss = ex02.generator_loss.reference


# --- step_order ---------------------------------------------------------------------------------------------------

step_order = Parsons(
    "step_order",
    lines={
        "fake": "fake = generator(noise)",
        "d_loss": "d_loss = discriminator_loss(discriminator(real), discriminator(fake))",
        "d_move": "d_optimizer.apply(gradients of d_loss, weights of D)",
        "g_loss": "g_loss = generator_loss(discriminator(generator(noise)))",
        "g_move": "g_optimizer.apply(gradients of g_loss, weights of G)",
    },
    before={
        ("fake", "d_loss"): "D's loss is about fakes, so they must be there first",
        ("d_loss", "d_move"): "a move needs the gradients of a loss that is computed",
        ("g_loss", "g_move"): "a move needs the gradients of a loss that is computed",
        ("d_move", "g_loss"): "G's loss is judged by the D that has just moved",
    },
    extra={"freeze": ("discriminator.trainable = False",
                      "nothing needs it: a player whose weights get no gradients stands still, and a frozen one stays "
                      "frozen at the next step")},
    hints=[
        "One of the six lines has no place in the step. The others make two halves: first D's, then G's.",
        "Each half ends with an optimiser. Before it comes the loss, and before that what the loss is made of.",
        "D's half: fakes, then a loss, then a move. G's half makes its own fakes inside its loss.",
    ],
    praise="D's half, then G's; and nobody is frozen: each optimiser is given one player's weights.",
    seed=2,
)


# --- train_step ---------------------------------------------------------------------------------------------------

def _train_step(generator, discriminator, g_optimizer, d_optimizer, real, noise, labels=None):
    def told(x):
        return x if labels is None else [x, labels]

    fake = generator(told(noise), training=True)             # outside the tape: a constant for D
    with tf.GradientTape() as tape:
        real_logits = discriminator(told(real), training=True)
        fake_logits = discriminator(told(fake), training=True)
        d_loss = discriminator_loss(real_logits, fake_logits)
    weights = discriminator.trainable_variables
    d_optimizer.apply(tape.gradient(d_loss, weights), weights)

    with tf.GradientTape() as tape:
        fake = generator(told(noise), training=True)         # inside: the gradient runs through D to G
        g_loss = generator_loss(discriminator(told(fake), training=True))
    weights = generator.trainable_variables                  # and no others: D stands still
    g_optimizer.apply(tape.gradient(g_loss, weights), weights)
    return {"d_loss": d_loss, "g_loss": g_loss}


def _returns_both(answer):
    return both_losses(Bench(31).run(answer))[1]


def _moves_alone(answer):
    """With one optimiser's rate 0, that player may not move, and the other must."""
    names = ("G", "D")
    for still, rates in enumerate([(0.0, 0.2), (0.3, 0.0)]):
        bench = Bench(32 + still, rates=rates)
        before = bench.weights()
        bench.run(answer)
        moved = [not np.array_equal(old, new) for old, new in zip(before, bench.weights(), strict=True)]
        if moved[still]:
            return (f"{names[still]} moves although its own optimiser's rate is 0: the other player's optimiser "
                    "moved it. Give each optimiser the gradients and the weights of its own player only.")
        if not moved[1 - still]:
            return f"{names[1 - still]} does not move: its optimiser was not given its gradients and its weights."
        counts = [int(optimizer.iterations.numpy()) for optimizer in bench.optimizers]
        if counts != [1, 1]:
            return f"in one step G's optimiser moved {counts[0]} time(s) and D's {counts[1]}; one each is wanted."
    if not all(knows(optimizer, weights) for optimizer, weights in zip(bench.optimizers, bench.trained, strict=True)):
        return ("an optimiser was given other weights than its player's trainable_variables: all of them, and not "
                "batch normalisation's averages.")
    return None


def _leaves_no_trace(answer):
    bench = Bench(34)
    statistics = [weight.numpy() for weight in bench.generator.non_trainable_variables[:2]]
    bench.run(answer)
    for name, model in (("generator", bench.generator), ("discriminator", bench.discriminator)):
        if not (model.trainable and all(layer.trainable for layer in model.layers)):
            return f"the {name} is left frozen (trainable is False): the next step would not move it."
    for name, mode in zip("GD", bench.modes, strict=True):
        if not mode.modes or not all(mode.modes):
            return f"{name} was called without training=True: batch normalisation and dropout then do not train."
    if all(np.array_equal(old, new) for old, new in
           zip(statistics, bench.generator.non_trainable_variables[:2], strict=True)):
        return "G's batch normalisation did not see the batch: call G with training=True."
    return None


def _same_numbers(labelled):
    def check(answer):
        for seed in (35, 36):
            complaint = _differs(answer, seed, labelled)
            if complaint:
                return complaint
        return None
    return check


def _differs(answer, seed, labelled):
    bench, (losses, complaint) = _after(answer, seed, labelled)
    if complaint:
        return complaint
    wanted_bench, (wanted, _) = _after(_train_step, seed, labelled)
    agrees = np.isclose(losses, wanted, rtol=1e-5, atol=1e-6)
    if not agrees[0]:
        found = f"yours is {losses[0]:.5g}, and {wanted[0]:.5g} is wanted"
        return f"the value of d_loss: {found}. {_d_clue(losses, wanted)}"
    moved = [np.allclose(mine, right, rtol=1e-5, atol=1e-5)
             for mine, right in zip(bench.weights(), wanted_bench.weights(), strict=True)]
    if not moved[1]:
        return "D moves elsewhere than one step down d_loss, the loss of the whole batch, by D's optimiser."
    if not agrees[1]:
        return (f"the value of g_loss: yours is {losses[1]:.5g}, and {wanted[1]:.5g} is wanted. D moves first; then "
                "generator_loss of the moved D's logits on fakes from the same noise.")
    if not moved[0]:
        return "G moves elsewhere than one step down g_loss, by G's optimiser, through the D that has just moved."
    return None


def _d_clue(losses, wanted):
    if np.isclose(losses[0], wanted[1]) or np.isclose(losses[1], wanted[0]):
        return "Are the two losses exchanged?"
    return "It is discriminator_loss(real_logits, fake_logits), by D as it was before the step."


def _after(step, seed, labelled):
    bench = Bench(seed, labelled)
    return bench, both_losses(bench.run(step))


def _works_in_a_graph(answer):
    eager, compiled = Bench(37), Bench(37)
    eager.run(answer)
    traced = []

    def step(*arguments):
        traced.append(answer(*arguments))
        return traced[-1]

    try:
        compiled.run(step, compiled=True)
    except Exception:
        return "tf.function cannot compile it: use TensorFlow and Keras only, no float() and no .numpy()."
    if not all(tf.is_tensor(loss) for loss in traced[0].values()):
        return "under tf.function a loss is not a tensor: do not turn it into a NumPy or Python number."
    for mine, wanted in zip(compiled.weights(), eager.weights(), strict=True):
        if not np.allclose(mine, wanted, rtol=1e-4, atol=1e-5):
            return "compiled by tf.function the step moves the weights elsewhere than without: use TensorFlow only."
    return None


train_step = Exercise(
    "train_step", _train_step,
    checks=[_returns_both, _moves_alone, _leaves_no_trace, _same_numbers(False), _same_numbers(True),
            _works_in_a_graph],
    hints=[
        "Two halves of the same shape: a tape round the way from the inputs to one loss, the gradients of that loss "
        "for one player's trainable_variables, and that player's optimiser.",
        "optimizer.apply(tape.gradient(loss, weights), weights). D's half comes first; G's half computes its fakes "
        "anew, inside the tape, from the same noise.",
        "D: discriminator_loss(discriminator(told(real), training=True), discriminator(told(fake), training=True)). "
        "G: generator_loss(discriminator(told(generator(told(noise), training=True)), training=True)).",
    ],
    praise="Each player moves alone, by its own optimiser, with and without labels, and compiled too; nothing is "
           "frozen.",
    mine="training step",
    doc="""Move the discriminator one step, then the generator; return {"d_loss", "g_loss"}.

    generator, discriminator: Keras models. real: (batch, ...). noise: (batch, latent_dim). labels: (batch,) for
    players that take them, else None. Goodfellow et al. 2014, algorithm 1, with one step of D.
    """,
)
