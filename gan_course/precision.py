"""Number formats: the networks may compute in float16, bfloat16 or float64; all that is compared is float32.

Losses, penalties and samples are float32. A network that computes in float16 (the policy "mixed_float16") has its loss
scaled while gradients are taken, as `keras.Model.compile` does it: small gradients would become 0.
"""

from gan_course.later import Later
from gan_course.private import all_layers

tf, keras = Later("tensorflow"), Later("keras")

_WEIGHTS = "float32", "float64"


def check_weights(player, network):
    """Raise ValueError unless the network's weights are kept in float32 or float64."""
    for variable in network.trainable_variables:
        if variable.dtype not in _WEIGHTS:
            raise ValueError(
                f"The {player}'s weights are {variable.dtype}, in which most steps of an optimiser are too small to "
                "change a weight; build the networks with a policy that keeps the weights in float32, such as "
                "keras.mixed_precision.set_global_policy('mixed_bfloat16'), or keras.config.set_floatx('float32').")


def scaled(optimizer, network):
    """Return the optimiser, inside a Keras `LossScaleOptimizer` where the network computes in float16."""
    halves = any(layer.compute_dtype == "float16" for layer in all_layers(network))
    if not halves or isinstance(optimizer, keras.optimizers.LossScaleOptimizer) or optimizer.loss_scale_factor:
        return optimizer
    return keras.optimizers.LossScaleOptimizer(optimizer)


def unscaled(optimizer):
    """Return the optimiser itself, without the loss scaling around it."""
    return getattr(optimizer, "inner_optimizer", optimizer)


def loss_scale(optimizer):
    """Return by how much the optimiser wants its loss scaled, a float32 scalar, 1 for most."""
    return tf.cast(optimizer.scale_loss(1.0), tf.float32)


def as_float32(x):
    """Return a tensor in float32; one that is float32 already is returned as it is."""
    return tf.cast(x, tf.float32)
