"""One member: a setting with a seed, trained and measured on the way."""

import hashlib
import json
import random
import threading
from dataclasses import dataclass

import keras
import numpy as np

from gan_course import seed_everything
from gan_course.errors import DivergedError
from gan_course.gan import GAN, ConditionalGAN
from gan_course.private import all_layers
from gan_course.seeding import own_chance

_IDLE_AT_MOST = 12                  # compiled GANs that are kept for members to come
_idle = []                          # (structure, GAN), the oldest first
_lock = threading.Lock()            # the list above belongs to the whole process


@dataclass
class Trial:
    """What a member trains: a compiled GAN, its data x (n, ...), labels y (n,) or None, and the batch size."""

    gan: GAN
    x: np.ndarray
    batch_size: int = 128
    y: np.ndarray | None = None


def train(build, keywords, seed, steps, every, measure, stop=None):
    """Train one member; return its rows, or None if `stop` (a threading.Event) was set. Arguments as in `sweep.run`."""
    trial, key = _built(build, keywords, seed)
    settle(trial, key)
    rows, done, before = [], 0, len(trial.gan.step_history["d_loss"])
    try:
        while done < steps:
            now = min(every - done % every, steps - done)
            trial.gan.fit(trial.x, trial.y, batch_size=trial.batch_size, steps_per_epoch=now, verbose=0,
                          callbacks=[_Stop(stop)] if stop is not None else None)
            if stop is not None and stop.is_set():
                return None
            done += now
            rows.append({"step": done, "status": "ok", **{name: float(x) for name, x in measure(trial.gan).items()}})
    except DivergedError as error:
        rows.append({"step": error.step - before + 1, "status": "diverged"})
    finally:
        keep_idle(trial.gan, key)
    return rows


class _Stop(keras.callbacks.Callback):
    """Ends a fit soon after the sweep was stopped."""

    def __init__(self, stop):
        super().__init__()
        self.stop = stop

    def on_train_batch_end(self, batch, logs=None):
        if self.stop.is_set():
            self.model.stop_training = True


def _built(build, keywords, seed):
    """Build a member; return it with the key of its structure."""
    with own_chance(random.Random(seed)):
        seed_everything(seed)
        trial = build(**keywords)
    if not isinstance(trial, Trial) or not trial.gan.compiled:
        raise ValueError(f"build returned {trial!r}; it must return a sweep.Trial whose GAN is compiled.")
    return trial, structure(trial.gan)


def settle(trial, key):
    """Move a member into an idle GAN of the same structure, whose step is compiled already, if there is one."""
    with _lock:
        held = next((gan for other, gan in _idle if key is not None and other == key), None)
        if held is None:
            return
        _idle[:] = [entry for entry in _idle if entry[1] is not held]
    for mine, new in zip(state(held), state(trial.gan), strict=True):
        mine.assign(new)
    held.step_history = trial.gan.step_history
    for mine, new in zip(held.remedies, trial.gan.remedies, strict=True):
        mine.settings = new.settings
    trial.gan = held


def keep_idle(gan, key):
    """Keep a compiled GAN for a member to come; the oldest makes room."""
    if key is not None:
        with _lock:
            _idle.append((key, gan))
            del _idle[:-_IDLE_AT_MOST]


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
    players = [_nameless(network) for network in (gan.generator, gan.discriminator)]
    text = json.dumps([type(gan).__name__, getattr(gan, "n_classes", None), config, players],
                      sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _nameless(network):
    """A network's config with its layers' names, which count up with each build, replaced by their order."""
    names = {layer.name: f"layer {i}" for i, layer in enumerate(all_layers(network))}

    def renamed(part):
        if isinstance(part, dict):
            return {key: renamed(value) for key, value in part.items()}
        if isinstance(part, (list, tuple)):
            return [renamed(value) for value in part]
        return names.get(part, part) if isinstance(part, str) else part

    return renamed(keras.saving.serialize_keras_object(network))


def state(gan):
    """Return every variable that training reads or writes, in a fixed order."""
    # `variables`, where `weights` would leave out the seeds of dropout
    return [*gan.generator.variables, *gan.discriminator.variables, *gan.generator_optimizer.variables,
            *gan.discriminator_optimizer.variables, *gan.remedy_variables, gan.seed_generator.state]
