"""Whether two networks can play against each other."""

from gan_course.later import Later

keras = Later("keras")


def check_players(generator, discriminator, inputs_each, game):
    """Raise ValueError, with what to do, unless the two networks can play.

    inputs_each: names of what the generator takes, and the discriminator. game: its name, for the message.
    """
    for player, network, takes in zip(
            ("generator", "discriminator"), (generator, discriminator), inputs_each, strict=True):
        if not isinstance(network, keras.Model) or not network.built:
            raise ValueError(f"The {player} is {network!r}; it must be a Keras model that knows its input's "
                             "shape: begin it with keras.Input((…)).")
        if len(network.inputs) != len(takes):
            raise ValueError(f"The {player} has {len(network.inputs)} input(s); a {game} gives "
                             f"it {len(takes)}: [{', '.join(takes)}].")
    latent = first_shape(generator.input_shape)
    if len(latent) != 2 or latent[1] is None:
        raise ValueError(f"The generator takes noise of shape {latent}; it must take vectors, "
                         "(batch, latent_dim). Begin with keras.Input((latent_dim,)) and reshape inside.")
    made, wanted = tuple(generator.output_shape[1:]), tuple(first_shape(discriminator.input_shape)[1:])
    if made != wanted:
        raise ValueError(f"The generator makes samples of shape {made}; the discriminator takes {wanted}. "
                         "Build both for the same data.")
    if discriminator.output_shape[1:] != (1,):
        raise ValueError(f"The discriminator returns shape {discriminator.output_shape}; it must return one "
                         "logit a sample, (batch, 1): end it with Dense(1).")
    if getattr(discriminator.layers[-1], "activation", None) is keras.activations.sigmoid:
        raise ValueError("The discriminator ends in a sigmoid; the objectives take logits. "
                         "Remove the activation of its last layer.")


def first_shape(shape):
    """Return the shape of the first input of a model with one input or several."""
    return shape[0] if isinstance(shape, list) else shape
