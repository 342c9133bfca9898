"""Exercise of lesson 11 on the auxiliary classifier: both players' losses, with the class head's part."""

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.exercises.tensor_checks import finite_at_extremes, passes_gradients
from gan_course.later import Later

tf = Later("tensorflow")


def _auxiliary_losses(real_logits, fake_logits, real_classes, fake_classes, labels):
    """Return (L_D, L_G) of a GAN with a class head: the non-saturating losses, and what naming the labels costs.

    real_logits, fake_logits: (batch, 1). real_classes, fake_classes: (batch, n_classes) logits. labels: (batch,).
    """
    softplus, mean = tf.nn.softplus, tf.reduce_mean

    def naming(classes):
        return mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, classes))

    d_loss = mean(softplus(-real_logits)) + mean(softplus(fake_logits)) + naming(real_classes) + naming(fake_classes)
    return d_loss, mean(softplus(-fake_logits)) + naming(fake_classes)


def _with(d=(1, 1), g=1, saturating=False, reduce=None, game=True):
    """The losses with other weights of the class terms: d for D's on real and on fake samples, g for G's."""
    def slip(real_logits, fake_logits, real_classes, fake_classes, labels):
        softplus, mean = tf.nn.softplus, tf.reduce_mean

        def naming(classes):
            return (reduce or mean)(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, classes))

        d_game = mean(softplus(-real_logits)) + mean(softplus(fake_logits))
        g_game = -mean(softplus(fake_logits)) if saturating else mean(softplus(-fake_logits))
        return (game * d_game + d[0] * naming(real_classes) + d[1] * naming(fake_classes),
                game * g_game + g * naming(fake_classes))
    return slip


def _of_probabilities(real_logits, fake_logits, real_classes, fake_classes, labels):
    return _auxiliary_losses(real_logits, fake_logits, tf.nn.softmax(real_classes), tf.nn.softmax(fake_classes), labels)


_SLIPS = {
    "G *helps* the class head: it too lowers the cost of naming. Only over real or generated do the players disagree":
        _with(g=-1),
    "D's class head should name the classes of generated samples too; yours leaves them out of L_D": _with(d=(1, 0)),
    "D's class head learns the classes from real samples first of all; yours leaves them out of L_D": _with(d=(0, 1)),
    "D too lowers the cost of naming on generated samples: over the class the players do not disagree":
        _with(d=(1, -1)),
    "G's loss lacks the class head's part: nothing would tell G which class is asked for": _with(g=0),
    "D's loss lacks the class head's part: it would never learn to name anything": _with(d=(0, 0)),
    "the class head's parts are missing": _with(d=(0, 0), g=0),
    "the class terms are means over the batch, not sums": _with(reduce=lambda values: tf.reduce_sum(values)),
    "G's part of the game should be the non-saturating -log D(G(z))": _with(saturating=True),
    "the game itself is missing: L_D and L_G of notebook 02": _with(game=0),
    "D's two class terms are added, each with weight 1; yours halves them": _with(d=(0.5, 0.5)),
    "the class head gives logits already: no softmax before this cross-entropy": _of_probabilities,
    "the two losses come in the wrong order: L_D first": lambda *case: _auxiliary_losses(*case)[::-1],
}


def _draw(rng):
    batch, n_classes = int(rng.integers(3, 9)), int(rng.integers(2, 7))
    logits = [rng.normal(rng.uniform(-1, 1), 2.0, size=(batch, 1)).astype("float32") for _ in range(2)]
    classes = [rng.normal(0.3, 2.0, size=(batch, n_classes)).astype("float32") for _ in range(2)]
    return *logits, *classes, rng.integers(n_classes, size=batch).astype("int32")


def _extreme(size):
    import numpy as np

    column = np.array([[size], [-size], [size]], "float32")
    return column, -column, np.concatenate([column, -column], axis=1), np.concatenate([-column, column], axis=1), \
        np.array([0, 1, 1], "int32")


def _certain_and_wrong(answer):
    return finite_at_extremes(_auxiliary_losses, [_extreme(80.0), _extreme(300.0)], "logits of a certain D should give "
                              "finite losses: let tf.nn.softplus and the cross-entropy take the logits as they are",
                              rtol=1e-3)(answer)


auxiliary_losses = Exercise(
    "auxiliary_losses", _auxiliary_losses,
    checks=[
        agrees_with_reference(_auxiliary_losses, _draw, "L_D and L_G are not the game's losses plus the class terms",
                              near_misses=_SLIPS, returned=("L_D", "L_G"), rtol=1e-4, atol=1e-5),
        passes_gradients(_auxiliary_losses, _draw),
        _certain_and_wrong,
        leaves_arguments_alone(_draw),
    ],
    hints=[
        "Write the two losses of notebook 02 first: softplus(-logit) is -log D, softplus(logit) is -log(1 - D).",
        "tf.nn.sparse_softmax_cross_entropy_with_logits(labels, classes) gives one number a sample; take the mean.",
        "L_D has two class terms, of real and of generated samples; L_G has one, of generated samples. All are added.",
    ],
    praise="Over real or generated the players disagree; over the class they work together.", mine="losses",
    doc="(L_D, L_G) of a GAN with an auxiliary class head. Odena, Olah & Shlens 2017.",
)
