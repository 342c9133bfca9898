"""What a learner's networks are asked, whatever their layers: inputs, convolutions, gradients."""

import keras
import numpy as np
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
    if len(model.trainable_weights) == 0 or not all(layer.trainable for layer in model.layers):
        return "a layer is frozen (trainable is False); in this course nothing is."
    inputs = getattr(model, "inputs", None) or []
    if len(inputs) != 2:
        return f"the model has {len(inputs)} input(s); it needs two, in a list: [{what}, labels]."
    if tuple(inputs[0].shape) != (None, *first):
        return f"the first input has shape {tuple(inputs[0].shape)}; {what} of shape {(None, *first)} are wanted."
    if tuple(inputs[1].shape) not in ((None,), (None, 1)):
        return (f"the labels' input has shape {tuple(inputs[1].shape)}; one whole number for each row is wanted, "
                "(None,): keras.Input((), dtype=\"int32\").")
    return None


def tells_classes_apart(call, n_classes, same):
    """Return a complaint unless each class gets an output of its own.

    call: label -> output. same: what is said where none does, with {} for the two classes.
    """
    try:
        outputs = [call(label) for label in range(n_classes)]
    except tf.errors.InvalidArgumentError:
        return f"with n_classes = {n_classes} it cannot take every label from 0 to {n_classes - 1}: use n_classes."
    alike = [(b, a) for a in range(n_classes) for b in range(a) if np.allclose(outputs[a], outputs[b], atol=1e-6)]
    if alike and len(alike) < n_classes * (n_classes - 1) // 2:
        return (f"with n_classes = {n_classes} the classes {alike[0][0]} and {alike[0][1]} give the same output, and "
                "others do not: every class below n_classes needs a place of its own.")
    return same.format(f"{alike[0][0]} and {alike[0][1]}") if alike else None


def convolves(model):
    """Return a complaint unless two convolutions at least, of small kernels, take the image through 14 and 7 pixels."""
    kernels = [weight.shape[:2] for weight in model.weights if len(weight.shape) == 4]
    if len(kernels) < 2:
        return (f"{len(kernels)} of its weights are kernels of convolutions; the image's size must change twice by a "
                "convolution.")
    strange = [size for size in kernels if not all(2 <= side <= 7 for side in size)]
    if strange:
        side = " x ".join(map(str, strange[0]))
        return f"a kernel is {side} pixels; 4 x 4 is wanted. Filters come first, then the size."
    missing = {14, 7} - _sizes(model.layers)
    return (f"no layer makes maps of {max(missing)} x {max(missing)} pixels; the path leads through 7, 14 and 28: "
            "stride 2, padding \"same\".") if missing else None


def _sizes(layers):
    """The heights of all maps that layers make, nested ones too."""
    found = set()
    for layer in layers:
        shape = getattr(getattr(layer, "output", None), "shape", ())
        found |= {shape[1]} if len(shape) == 4 else set()
        found |= _sizes(getattr(layer, "layers", None) or [])
    return found


def bends(model, inputs, label, what):
    """Return a complaint where no activation follows one of the layers, so that two of them are one linear map.

    inputs: (n, …), for the first input. Every other layer is straightened; the one that is left must then turn the
    output's line into a bent one. what: "generator" or "discriminator". Networks of more layers are not judged.
    """
    if sum(len(weight.shape) == 4 for weight in model.trainable_weights) != 2:
        return None
    for stage in (0, 1) if what == "generator" else (1, 2):
        if straightened(model, what, but=stage) and _is_line(model, inputs, label, what):
            return f"no activation follows the {_ORDINALS[stage]} of the {what}'s layers with weights."
    return None


def straightened(model, what, but=None):
    """Give random weights, and shift every layer so far that its activation passes all on; return whether one can.

    but: the number of the layer, counted by the kernels of convolutions before it, that is left unshifted.
    """
    stages = [[]]
    for weight in model.trainable_weights:
        stages += [[]] if len(weight.shape) == 4 else []
        stages[-1].append(weight)
    chance, far_away = np.random.default_rng(51), 30.0 if what == "generator" else 10.0
    shifted = []
    for number, stage in enumerate(stages):
        end = what == "generator" and number == len(stages) - 1
        for place, weight in enumerate(stage):
            early = number == 0 and place < _widest(stage)       # what bends the input comes before the maps
            if len(weight.shape) > 1:
                weight.assign(chance.normal(scale=_scale(what, number, len(weight.shape)), size=weight.shape))
            elif not np.all(weight.numpy() == 1):            # a shift; a normalisation's factor stays 1
                weight.assign(np.full(weight.shape, 0.0 if end or (number == but and not early) else far_away))
                shifted.append(number)
    return but is None or but in shifted


def _widest(weights):
    """The place of the largest matrix that is no table of vectors: the layer that makes the maps; -1 without one."""
    sizes = [np.prod(weight.shape) if len(weight.shape) == 2 and not weight.path.endswith("embeddings") else 0
             for weight in weights]
    return max(range(len(sizes)), key=lambda place: (sizes[place], place)) if any(sizes) else -1


def _scale(what, stage, dimensions):
    """Weights small enough for shifts of `far_away` to carry every activation to its straight side."""
    if what == "generator":
        return 1.0 if stage == 0 else 0.01 ** min(stage, 1.5)
    return 0.1 if dimensions == 2 else 1.0 if stage == 1 else 0.01


_ORDINALS = "first", "second", "third"


def before_tanh(output, what):
    """Return a generator's images as they were before tanh, a discriminator's logits as they are; float64."""
    output = np.asarray(output, float)
    return np.arctanh(np.clip(output, -0.999999, 0.999999)) if what == "generator" else output


def _is_line(model, inputs, label, what):
    labels = tf.fill([len(inputs)], tf.constant(label, "int32"))
    plus, minus, zero = (before_tanh(model([tf.constant(factor * inputs, tf.float32), labels]), what)
                         for factor in (1, -1, 0))
    return np.abs(plus + minus - 2 * zero).max() < 0.02 * np.abs(plus - minus).max()


def all_learn(model, inputs):
    """Return a complaint where a trainable weight gets no gradient from the output."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(inputs, training=True) - 0.3))
    lost = [weight.path for weight, gradient in zip(
        model.trainable_variables, tape.gradient(loss, model.trainable_variables), strict=True) if gradient is None]
    return f"no gradient reaches the weight {lost[0]}: the output does not depend on it." if lost else None
