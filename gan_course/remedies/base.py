"""What a remedy is: an object that says where in the training step it acts."""

import weakref
from typing import NamedTuple

import numpy as np

from gan_course.arguments import number, refuse
from gan_course.later import Later

tf = Later("tensorflow")
kinds = []                           # the classes of all remedies of this package, in the order of their definition


class Hyperparameter(NamedTuple):
    """The one argument of a remedy that the laboratory offers: name, usual value there, range, whether it is whole.

    live: it is a knob, which turns without a new graph.
    """

    name: str
    usual: float
    low: float
    high: float
    whole: bool = False
    live: bool = True


class Remedy:
    """A change to the training step. Each hook below does nothing here; a remedy overrides the ones that it needs.

    `game` is the `gan_course.game.Game` that is trained. The hooks run while the step is traced, so a number that
    shall be turned later without a new trace is a knob. State that must survive saving belongs in `variables`.
    A remedy belongs to one GAN: build a new one for each.
    """

    name = None                      # as in `remedies.get`
    label = None                     # what the laboratory calls it; None for a remedy that it does not offer
    also_called = ()                 # names in papers and other libraries; used only to say which name is meant
    hyperparameter = None            # the `Hyperparameter` that the laboratory offers, if any
    samples = "both"                 # what it acts on: "points", "images" or "both"
    judged_together = 1              # how many of its inputs D judges together: 1, a group, or None for the batch
    order = 50                       # hooks run in rising order: what reshapes D's input comes last
    needs_whole_batch = None         # why several replicas cannot share out a batch, or None where they can
    takes_over = ()                  # jobs that only one remedy can have: "the step", "the generator's loss"

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if vars(cls).get("name") and cls.__module__.rpartition(".")[0] == __package__:
            kinds.append(cls)        # one of your own is given as an object

    def __init__(self, **settings):
        if settings and type(self) in kinds and type(self).__init__ is Remedy.__init__:
            raise ValueError(f"{type(self).__name__} takes no settings; it was given {', '.join(settings)}.")
        # What `get_config` stores; NumPy's numbers as Python's own, which JSON knows.
        self.settings = {name: value.item() if isinstance(value, np.generic) else value
                         for name, value in settings.items()}
        self.knobs = {}              # name -> tf.Variable, turned without a new trace
        self.variables = []          # state, saved with the GAN
        self._ranges = {}            # of the knobs
        self._owner = None           # a weak reference to the game

    def knob(self, name, value, low=0.0, high=None):
        """Make a number that can be turned while training, from `low` to `high`; return its variable."""
        self._ranges[name] = low, high
        self.knobs[name] = tf.Variable(self._in_range(name, value), trainable=False, dtype=tf.float32, name=name)
        return self.knobs[name]

    def _in_range(self, name, value):
        value = number(f"{self.name}: {name}", value, *self._ranges[name])
        most = float(np.finfo("float32").max)
        if abs(value) > most:
            refuse(f"{self.name}: {name}", value, f"a number that float32 holds, up to {most:.3g}")
        return value

    def turn(self, **values):
        """Set knobs, by name; training goes on with them. Raises ValueError for an unknown knob or a bad number."""
        for name in values:
            if name not in self.knobs:
                known = ", ".join(self.knobs) or "none"
                raise ValueError(f"{self.name} has no knob {name!r}; its knobs: {known}.")
        numbers = {name: self._in_range(name, value) for name, value in values.items()}
        for name, value in numbers.items():
            self.knobs[name].assign(value)
        self.settings = {**self.settings, **numbers}

    def belong_to(self, game):
        """Note whose remedy this is; raise ValueError where it is another game's already."""
        if self._owner is not None and self._owner() is not game:
            raise ValueError(f"The remedy {self!r} belongs to another GAN: its knobs and its state cannot serve two. "
                             f"Build a new one for each: {self!r}.")
        self._owner = weakref.ref(game)

    def conflict(self, game):
        """Return why this remedy cannot be used in this game, or None."""
        return None

    def rebuilt(self, discriminator, game):
        """Return the discriminator to train: this one, or one built from it."""
        return discriminator

    def check_batch(self, batch_size):
        """Return how many samples D judges of this many; raise ValueError where the remedy cannot work with them."""
        return batch_size

    def prepare(self, game):
        """Make the state, once the players and optimisers are known."""
        return None

    def objective(self, objective):
        """Return the objective to play: this one, or one made of it."""
        return objective

    def remembered(self, game, fake):
        """Return the fakes that D learns from; the generator's step never sees this."""
        return fake

    def shown(self, game, real, fake, noise):
        """Return what D is shown, in both players' steps."""
        return real, fake

    def single(self, points):
        """Return what D takes of samples (n, ...) that it shall judge one by one; as many as there are samples."""
        return points

    def sampler(self, generator):
        """Return the network to take samples from: this one, or an average of it."""
        return generator

    def penalty(self, game, critic, real, fake):
        """Return what D pays beside its loss: a scalar, or None. real, fake: as D was shown them."""
        return None

    def generator_loss(self, game, real, fake, labels, noise):
        """Return the generator's loss; asked for only of a remedy that takes over "the generator's loss"."""
        return None

    def generator_penalty(self, game, fake, noise):
        """Return what G pays beside its loss: a scalar, or None. The gradient reaches G through `fake`."""
        return None

    def before_update(self, game, player, variables):
        """Act just before the optimiser moves a player: "generator" or "discriminator"."""
        return None

    def after_update(self, game, player, variables):
        """Act just after the optimiser moved a player."""
        return None

    def after_step(self, game, fake, noise):
        """Act at the end of a step, on its last fakes."""
        return None

    def step(self, game, real, noise, labels):
        """Do the whole step; asked for only of a remedy that takes over "the step"."""
        return None

    def get_config(self):
        """Return the arguments that build this remedy anew."""
        return dict(self.settings)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.settings.items())})"
