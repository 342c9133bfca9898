"""The pool: compiled GANs that nobody trains any more, kept for later ones that are built alike.

Tracing a step takes a second or so. A new GAN of the same structure as one in the pool moves into it instead: only
weights, states and numbers are copied, and nothing is traced.
"""

import hashlib
import json
import threading

import keras
import tensorflow as tf

from gan_course.gan import GAN, ConditionalGAN
from gan_course.private import all_layers

MOST = 12                # GANs that are kept
_kept = []               # (structure, GAN), the oldest first
_lock = threading.Lock()  # the list belongs to the whole process


def take(gan, key):
    """Return a GAN in the state of this one: one of the pool with the structure `key`, or, where there is none, `gan`.

    key: `structure(gan)`. The GAN that is returned has left the pool; where it is not `gan`, `gan` must not go on.
    """
    with _lock:
        kept = next((other for its_key, other in _kept if key is not None and its_key == key), None)
        if kept is None:
            gan.build_optimizers()
            return gan
        _kept[:] = [entry for entry in _kept if entry[1] is not kept]
    for player in ("generator_optimizer", "discriminator_optimizer"):
        for memory in getattr(kept, player).variables[len(getattr(gan, player).variables):]:
            # it was left out of `gan`, since it begins at zero
            _plain(memory).assign(tf.zeros(memory.shape, memory.dtype), read_value=False)
    for mine, new in zip(state(kept, gan), state(gan), strict=True):
        _plain(mine).assign(_plain(new), read_value=False)
    kept.step_history = gan.step_history
    for mine, new in zip(kept.remedies, gan.remedies, strict=True):
        mine.settings = new.settings
    return kept


def _plain(variable):
    """TensorFlow's own variable in one of Keras's, whose `assign` takes three times as long; another is one already."""
    return variable.value if isinstance(variable, keras.Variable) else variable


def keep(gan, key):
    """Give a compiled GAN to the pool; it must not be trained by its former owner. The oldest makes room.

    key: its `structure`, computed before anything outside the GAN could change it; with None it is not kept.
    """
    if key is not None:
        with _lock:
            _kept[:] = [entry for entry in _kept if entry[1] is not gan] + [(key, gan)]
            del _kept[:-MOST]


def clear():
    """Let go of every GAN in the pool, and so of their memory."""
    with _lock:
        _kept.clear()


def kept():
    """Return the GANs in the pool, the oldest first."""
    with _lock:
        return [gan for _, gan in _kept]


def structure(gan):
    """Return a key that two GANs share when one's compiled step can train the other; None where nobody can tell."""
    config = gan.get_compile_config()
    if config is None or type(gan) not in (GAN, ConditionalGAN):  # a class of your own may read anything in its step
        return None
    for player in ("generator", "discriminator"):
        optimizer = config[f"{player}_optimizer"]["config"]
        rate = optimizer.get("learning_rate")
        optimizer["learning_rate"] = "a variable" if isinstance(rate, float) else rate
        optimizer.pop("name", None)
    for remedy, entry in zip(gan.remedies, config["remedies"], strict=True):
        entry["config"] = {name: value for name, value in entry["config"].items() if name not in remedy.knobs}
    players = [nameless(network) for network in _networks(gan)]
    text = json.dumps([type(gan).__name__, getattr(gan, "n_classes", None), config, players],
                      sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _networks(gan):
    """Both players; and the discriminator as it was given, where a remedy rebuilt it."""
    given = [] if gan.given_discriminator is gan.discriminator else [gan.given_discriminator]
    return [gan.generator, gan.discriminator, *given]


def nameless(network):
    """A network's config with its layers' names, which count up with each build, replaced by their order."""
    names = {layer.name: f"layer {i}" for i, layer in enumerate(all_layers(network))}

    def renamed(part):
        if isinstance(part, dict):
            return {key: renamed(value) for key, value in part.items()}
        if isinstance(part, (list, tuple)):
            return [renamed(value) for value in part]
        return names.get(part, part) if isinstance(part, str) else part

    return renamed(keras.saving.serialize_keras_object(network))


def state(gan, like=None):
    """Return every variable that training reads or writes, and those of D as it was given, in a fixed order.

    like: a GAN of the same structure whose optimisers may have no memories yet; then they are left out here too.
    """
    like = like or gan
    # `variables`, where `weights` would leave out the seeds of dropout; D as it was given comes back when the remedy
    # that rebuilt it is taken away
    memories = [variable for player in ("generator_optimizer", "discriminator_optimizer")
                for variable in getattr(gan, player).variables[:len(getattr(like, player).variables)]]
    return [*gan.generator.variables, *gan.discriminator.variables, *memories, *gan.remedy_variables,
            gan.seed_generator.state, *gan.given_discriminator.variables]
