"""Whether two networks can play against each other: what they take and return is tried, not read off their layers."""

from dataclasses import dataclass

from gan_course.later import Later
from gan_course.precision import check_weights
from gan_course.private import all_layers
from gan_course.ranges import output_range

keras = Later("keras")


@dataclass(frozen=True)
class Shapes:
    """What the two networks take and make: the size of the noise, and the shape of one sample."""

    latent_dim: int
    sample: tuple
    generator_inputs: tuple  # the shapes that the generator takes, without the batch axis


def check_players(generator, discriminator, inputs_each, game):
    """Return the `Shapes` of two networks that can play; raise ValueError, with what to do, where they cannot.

    inputs_each: names of what the generator takes, and the discriminator. game: its name, for the message.
    """
    if generator is discriminator:
        raise ValueError("The generator and the discriminator are the same network; build two.")
    taken = {}
    for player, network, takes in zip(
            ("generator", "discriminator"), (generator, discriminator), inputs_each, strict=True):
        taken[player] = _taken(player, network, takes, game)
        _check_weights(player, network)
    ours = {id(weight) for weight in generator.variables}
    shared = [weight.path for weight in discriminator.variables if id(weight) in ours]
    if shared:
        raise ValueError(f"The generator and the discriminator share weights ({shared[0]}, …); each must be free to "
                         "move alone. Build the shared layers twice.")
    latent = taken["generator"][0]
    if len(latent) != 2 or latent[1] is None:
        raise ValueError(f"The generator takes noise of shape {latent}; it must take vectors, "
                         "(batch, latent_dim). Begin with keras.Input((latent_dim,)) and reshape inside.")
    made = _made("generator", generator, taken["generator"])[1:]
    wanted = tuple(taken["discriminator"][0][1:])
    if made != wanted:
        raise ValueError(f"The generator makes samples of shape {made}; the discriminator takes {wanted}. "
                         "Build both for the same data.")
    if not made or None in made:
        raise ValueError(f"The generator makes samples of shape {made}; their shape must be fixed, such as (2,) or "
                         "(28, 28, 1): begin the networks with keras.Input((…)).")
    returned = _made("discriminator", discriminator, taken["discriminator"])
    if returned[1:] != (1,):
        raise ValueError(f"The discriminator returns shape {returned}; it must return one "
                         "logit a sample, (batch, 1): end it with Dense(1).")
    _check_channels(made, generator, discriminator)
    low, high = output_range(discriminator, [shape[1:] for shape in taken["discriminator"]])
    if low >= 0 and high <= 1:
        raise ValueError("The discriminator ends in a sigmoid, or in something that keeps its outputs within "
                         f"[{low:g}, {high:g}]; the objectives take logits, any number. "
                         "Remove the activation of its last layer.")
    return Shapes(latent[1], made, tuple(shape[1:] for shape in taken["generator"]))


def check_trainable(player, network):
    """Raise ValueError where nothing of a network could move."""
    if not network.trainable_variables:
        why = (f"{player}.trainable is False. Set it to True; GAN itself moves one player at a time."
               if not network.trainable else
               f"its layers are frozen, as after loading. Set trainable = True for each of gan.{player}.layers.")
        raise ValueError(f"The {player} has no weight to train: " + (
            why if network.weights else "no layer of it has weights. Give it one, such as Dense."))


def is_graph(network):
    """Tell whether a network is Sequential or functional, so that remedies can take it apart; not subclassed."""
    return bool(getattr(network, "outputs", None))


def first_shape(shape):
    """Return the shape of the first input of a model with one input or several."""
    return shape[0] if isinstance(shape, list) else shape


def _taken(player, network, takes, game):
    """The shapes that a network takes, each with None for the batch."""
    if not isinstance(network, keras.Model) or not network.built:
        sample = "noise" if player == "generator" else "samples"
        remedy = (f"call it once on a batch: {player}({sample})" if isinstance(network, keras.Model)
                  and type(network) is not keras.Sequential else "begin it with keras.Input((…))")
        raise ValueError(f"The {player} is {network!r}; it must be a Keras model that knows its input's "
                         f"shape: {remedy}.")
    shapes = network.input_shape if is_graph(network) else (network.get_build_config() or {}).get("input_shape")
    if isinstance(shapes, dict) or shapes is None:
        raise ValueError(f"The {player} takes {'a dict' if shapes else 'several arguments'}; a {game} calls it with "
                         f"{f'one list, [{chr(44).join(takes)}]' if len(takes) > 1 else takes[0]} alone. "
                         "Build it for that.")
    shapes = [tuple(shapes)] if not shapes or not isinstance(shapes[0], (tuple, list)) else list(map(tuple, shapes))
    if len(shapes) != len(takes):
        raise ValueError(f"The {player} has {len(shapes)} input(s); a {game} gives "
                         f"it {len(takes)}: [{', '.join(takes)}].")
    return [(None, *shape[1:]) for shape in shapes]


def _made(player, network, taken):
    """The shape that a network returns for the shapes that it takes, with None for the batch."""
    if is_graph(network):
        made = getattr(network, "output", network.outputs)  # Sequential has no `output` before its first call
        if isinstance(made, (list, tuple)) and len(made) == 1:
            made = made[0]  # Keras's own call unpacks it, too
    else:
        inputs = [keras.KerasTensor(shape, dtype="float32" if len(shape) > 1 else "int32") for shape in taken]
        try:
            made = network.compute_output_spec(inputs if len(inputs) > 1 else inputs[0])
        except Exception as error:
            raise ValueError(f"The {player} could not be called on shapes {taken}: "
                             f"{str(error).strip().splitlines()[0]}") from error
    if not hasattr(made, "shape"):
        raise ValueError(f"The {player} returns a {type(made).__name__}; it must return one tensor.")
    if not str(made.dtype).startswith(("float", "bfloat")):
        raise ValueError(f"The {player} returns {made.dtype}; it must return floating point numbers, through which "
                         "gradients flow.")
    return tuple(made.shape)


def _check_weights(player, network):
    """Raise ValueError for weights that training would not treat as they ask."""
    check_weights(player, network)
    for variable in network.trainable_variables:
        if getattr(variable, "regularizer", None) is not None:
            raise ValueError(f"The {player} has a regularizer ({variable.path}), which no training step of a GAN adds "
                             "to a loss. Leave it out; an optimizer with weight_decay shrinks weights, and remedies "
                             "penalise D.")
    for layer in all_layers(network):
        if getattr(layer, "activity_regularizer", None) is not None:
            raise ValueError(f"The {player}'s layer {layer.name!r} has an activity_regularizer, which no training step "
                             "of a GAN adds to a loss. Leave it out, or write a Remedy with a penalty.")
        if getattr(layer, "data_format", None) == "channels_first" and hasattr(layer, "strides"):
            raise ValueError(f"The {player}'s layer {layer.name!r} takes images channels-first; pictures and remedies "
                             "here take (height, width, channels). Build the networks after "
                             "keras.config.set_image_data_format('channels_last').")


def _check_channels(sample, generator, discriminator):
    """Raise ValueError for samples that look like images with the channels in front."""
    if len(sample) == 3 and sample[0] in (1, 3) and sample[2] > 4 and (sample[0] == 3 or sample[1] == sample[2]):
        raise ValueError(f"The samples have shape {sample}, which looks like images channels-first; pictures and "
                         f"remedies here take {(*sample[1:], sample[0])}, as np.moveaxis(x, 1, -1) makes them. Build "
                         "the networks for that.")
