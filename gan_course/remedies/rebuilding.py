"""A discriminator taken apart and built anew from its layers, and why it sometimes cannot be."""

import contextlib

from gan_course.later import Later
from gan_course.players import first_shape
from gan_course.private import all_layers, takes_a_list

keras = Later("keras")


def has_batch_normalisation(network):
    """Tell whether an example's output depends on the rest of its batch through batch normalisation."""
    return any("BatchNormalization" in type(layer).__name__ for layer in all_layers(network))


def no_own_gradient(discriminator):
    """Return why an example's gradient is not its own, or None."""
    if has_batch_normalisation(discriminator):
        return ("the discriminator has batch normalisation, so an example's gradient depends on its batch; remove "
                "it, or use layer normalisation")
    return None


def not_rebuilt(discriminator):
    """Return why the discriminator cannot be built anew from its layers, or None."""
    if isinstance(discriminator, keras.Sequential) or hasattr(discriminator, "operations"):
        return None
    return (f"the discriminator is a model of a class of your own ({type(discriminator).__name__}), whose layers "
            "nobody can rearrange; build it with keras.Sequential or keras.Model(inputs, outputs)")


def no_last_layer(discriminator):
    """Return why nothing can be put before the discriminator's last layer, or None."""
    reason = not_rebuilt(discriminator)
    if reason:
        return reason
    last = discriminator.layers[-1]
    try:
        before, after = last.input, last.output
    except (AttributeError, ValueError):  # Keras's, of a layer that is used more than once
        return f"the discriminator's last layer, {last.name!r}, is used more than once; give it a last layer of its own"
    if isinstance(before, list):
        return ("the discriminator ends in a sum (a projection of the label), so there is no one last layer to go "
                "before")
    if isinstance(last, keras.Model) or not hasattr(last, "kernel") or after is not discriminator.outputs[0]:
        return (f"the discriminator ends in {last.name!r} ({type(last).__name__}); it must end in one layer that makes "
                "the logit of the features, such as Dense(1)")
    return None


def inputs_of(network):
    """Return the network's input tensor, or the list of them where it has several."""
    return network.inputs if len(network.inputs) > 1 else network.inputs[0]


def with_channels(discriminator, channels):
    """Return a discriminator of the same layers, with new weights, for inputs of that many channels."""
    inputs = keras.Input((*first_shape(discriminator.input_shape)[1:-1], channels))
    if takes_a_list(discriminator):
        inputs = [inputs]
    with _refused(f"for inputs of {channels} channels"):
        return keras.models.clone_model(discriminator, input_tensors=inputs, clone_function=copied)


def with_layers(discriminator, changed):
    """Return the discriminator with new weights and `changed(layer)` for each layer, also those of a model inside."""
    with _refused("with other layers"):
        return keras.models.clone_model(discriminator, clone_function=changed, recursive=True)


def before_last(discriminator, layer):
    """Return the discriminator with `layer` before its last one, whose weights start anew."""
    last = discriminator.layers[-1]
    with _refused("with one more layer before its last"):
        return keras.Model(inputs_of(discriminator), copied(last)(layer(last.input)), name=discriminator.name)


@contextlib.contextmanager
def _refused(what):
    try:
        yield
    except Exception as error:           # whatever a layer of one's own may raise when it is built on other shapes
        reason = str(error).partition("\n")[0][:300]
        raise ValueError(f"The discriminator cannot be built anew {what}: {reason}") from error


def copied(layer):
    """The same layer, not yet built: a wrapper's config tells the shape for which it was built, which may change."""
    if isinstance(layer, keras.layers.Lambda):
        return layer                     # it has no weights, and Keras does not copy a function

    def forgetful(config):
        if isinstance(config, dict):
            return {key: forgetful(value) for key, value in config.items() if key != "build_config"}
        return config

    return layer.__class__.from_config(forgetful(layer.get_config()))


def features_of(discriminator):
    """Return the discriminator without its last layer, as a Keras model on the same weights."""
    return keras.Model(inputs_of(discriminator), discriminator.layers[-1].input, name="features")
