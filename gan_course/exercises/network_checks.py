"""What a learner's networks are asked, whatever their layers: inputs, convolutions, gradients."""

import keras
import tensorflow as tf

from gan_course.exercises.wording import an


def shaken(model, chance, scale=0.5):
    """Give every weight a random value: what is zero at the start then shows."""
    for weight in model.trainable_weights:
        weight.assign(chance.normal(scale=scale, size=weight.shape))
    return model


def two_inputs(model, first, what):
    """Return a complaint unless `model` is a Keras model of [first (None, …), labels (None,)]."""
    if not isinstance(model, keras.Model):
        return f"a keras.Model is wanted; yours is {an(model)}."
    inputs = getattr(model, "inputs", None) or []
    if len(inputs) != 2:
        return f"the model has {len(inputs)} input(s); it needs two, in a list: [{what}, labels]."
    if tuple(inputs[0].shape) != (None, *first):
        return f"the first input has shape {tuple(inputs[0].shape)}; {what} of shape {(None, *first)} are wanted."
    if tuple(inputs[1].shape) not in ((None,), (None, 1)):
        return (f"the labels' input has shape {tuple(inputs[1].shape)}; one whole number for each row is wanted, "
                "(None,): keras.Input((), dtype=\"int32\").")
    return None


def convolves(model):
    """Return a complaint unless at least two of the model's weights are kernels of convolutions."""
    kernels = sum(len(weight.shape) == 4 for weight in model.weights)
    return None if kernels >= 2 else (f"{kernels} of its weights are kernels of convolutions; the image's size must "
                                      "change twice by a convolution.")


def all_learn(model, inputs):
    """Return a complaint where a layer is frozen, or a trainable weight gets no gradient from the output."""
    if len(model.trainable_weights) == 0 or not all(layer.trainable for layer in model.layers):
        return "a layer is frozen (trainable is False); in this course nothing is."
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(inputs, training=True) - 0.3))
    lost = [weight.path for weight, gradient in zip(
        model.trainable_variables, tape.gradient(loss, model.trainable_variables), strict=True) if gradient is None]
    return f"no gradient reaches the weight {lost[0]}: the output does not depend on it." if lost else None
