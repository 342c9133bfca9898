"""Two players that fit together, and what `compile` sets: objective, remedies, an optimiser each, and how steps run."""

import keras

from gan_course import objectives
from gan_course.errors import check_whole
from gan_course.optimizers import Adam, may_wait
from gan_course.players import check_players, first_shape
from gan_course.private import forget_part, graph_of
from gan_course.remedies import together


class TwoPlayers(keras.Model):
    """Two networks with the settings of `compile`; `gan_course.game.Game` adds the training step.

    generator: noise (batch, latent_dim) -> samples. discriminator: samples -> logits (batch, 1), no sigmoid.
    Raises ValueError where the two do not fit together.
    """

    inputs_each = ("noise",), ("samples",)  # of the generator, of the discriminator

    def __init__(self, generator, discriminator, **kwargs):
        super().__init__(**kwargs)
        check_players(generator, discriminator, self.inputs_each, type(self).__name__)
        self._shelf = _Shelf(discriminator)
        self.generator = generator
        self._set_discriminator(discriminator)
        self.seed_generator = keras.random.SeedGenerator()  # its seed comes from seed_everything
        self.built = True

    @property
    def latent_dim(self):
        """Size of the noise vector that the generator takes."""
        return first_shape(self.generator.input_shape)[-1]

    @property
    def sample_shape(self):
        """Shape of one sample, without the batch axis."""
        return tuple(self.generator.output_shape[1:])

    def compile(self, objective="non_saturating", generator_optimizer=None, discriminator_optimizer=None, *,
                remedies=(), n_critic=1, n_generator=1, steps_per_execution="auto", jit_compile="auto",
                run_eagerly=False):
        """Set the game, the remedies and the two optimisers; each player needs an optimiser of its own.

        objective: a name from `objectives.names()` or an `Objective`. remedies: names from `remedies.names()` or
        `Remedy` objects, in any order. Optimisers: Keras ones; the default is
        Adam(2e-4, beta_1=0.5) (Radford et al. 2016). n_critic: discriminator updates for each generator update;
        one step then takes n_critic batches. n_generator: generator updates in a step, each on fresh noise.
        steps_per_execution: steps run in one call of the compiled graph,
        "auto" is 50 for dense networks and 5 for convolutions. jit_compile: XLA; "auto" is True for dense networks,
        False for convolutions, which XLA slows down on a CPU. Raises ValueError for anything else, and for remedies
        that cannot act here or together; the message says why.
        """
        check_whole("n_critic", n_critic)
        check_whole("n_generator", n_generator)
        if steps_per_execution != "auto":
            check_whole("steps_per_execution", steps_per_execution)
        if generator_optimizer is not None and generator_optimizer is discriminator_optimizer:
            raise ValueError("Both players were given the same optimizer object; each needs its own, since an "
                             "optimizer keeps a memory of one network's gradients. Build two.")
        objective = objectives.get(objective)
        remedies = together(remedies)
        self.objective = objective
        self.n_critic, self.n_generator = n_critic, n_generator
        self.generator_optimizer = keras.optimizers.get(generator_optimizer) or Adam()
        self.discriminator_optimizer = keras.optimizers.get(discriminator_optimizer) or Adam()
        self._take(remedies)
        if not (may_wait(self.generator_optimizer) and may_wait(self.discriminator_optimizer)):
            self.build_optimizers()
        for remedy in self.remedies:
            remedy.prepare(self)
        dense = all(len(w.shape) <= 2 for w in self.weights if "seed" not in w.path)  # a kernel of rank 4 convolves
        self._shelf.execution = {"steps_per_execution": steps_per_execution, "jit_compile": jit_compile,
                                 "run_eagerly": run_eagerly}
        super().compile(
            optimizer=None, run_eagerly=run_eagerly,
            steps_per_execution=(50 if dense else 5) if steps_per_execution == "auto" else steps_per_execution,
            jit_compile=dense and not run_eagerly if jit_compile == "auto" else bool(jit_compile))
        self.forget_graphs()

    def build_optimizers(self):
        """Make each optimiser's memory of its player's gradients, where it is not there yet."""
        for optimizer, network in ((self.generator_optimizer, self.generator),
                                   (self.discriminator_optimizer, self.discriminator)):
            if not optimizer.built:
                optimizer.build(network.trainable_variables)

    @property
    def execution(self):
        """How steps run, as `compile` was asked: steps_per_execution, jit_compile, run_eagerly."""
        return dict(self._shelf.execution)

    def forget_graphs(self):
        """Forget what was traced: training reads the settings of `compile` while it is traced."""
        self._shelf.graphs.clear()

    def graph(self, method, eagerly=False, **options):
        """Return a method of this object as a graph, the same until the next `compile`; or itself, to run eagerly."""
        if eagerly:
            return method
        if method.__name__ not in self._shelf.graphs:
            self._shelf.graphs[method.__name__] = graph_of(method, **options)
        return self._shelf.graphs[method.__name__]

    def _take(self, remedies):
        """Ask each remedy whether it can act here, and let it rebuild the discriminator and the objective."""
        self._set_discriminator(self._shelf.discriminator)
        self._shelf.remedies = remedies
        try:
            for remedy in remedies:
                remedy.belong_to(self)
                reason = remedy.conflict(self)
                if reason:
                    raise ValueError(f"The remedy {remedy.name!r} cannot be used here: {reason}.")
                self._set_discriminator(remedy.rebuilt(self.discriminator, self))
                self.objective = remedy.objective(self.objective)
        except ValueError:
            self._set_discriminator(self._shelf.discriminator)
            self._shelf.remedies, self.compiled = (), False  # half a compile is none
            raise

    def _set_discriminator(self, discriminator):
        """Exchange the discriminator; Keras would go on counting the weights of the old one."""
        old = getattr(self, "discriminator", None)
        if old is not discriminator:
            forget_part(self, old)
            self.discriminator = discriminator

    def check_batch(self, batch_size):
        """Return how many samples D judges of a batch of this size; raise ValueError where a remedy cannot cut it."""
        for remedy in reversed(self.remedies):  # what reshapes D's input comes last, so it meets the batch first
            batch_size = remedy.check_batch(batch_size)
        return batch_size

    @property
    def given_discriminator(self):
        """The discriminator as it was given; `discriminator` may be one that a remedy built from it."""
        return self._shelf.discriminator

    @property
    def remedies(self):
        """The remedies of the last `compile`, in the order in which they act."""
        return self._shelf.remedies

    def taking_over(self, job):
        """Return the remedy that takes over a job, "the step" or "the generator's loss", or None."""
        return next((remedy for remedy in self.remedies if job in remedy.takes_over), None)

    @property
    def remedy_variables(self):
        """All knobs and state of the remedies, in a fixed order."""
        return [variable for remedy in self.remedies for variable in (*remedy.knobs.values(), *remedy.variables)]


class _Shelf:
    """What Keras shall not track: the discriminator as it was given, the remedies, settings and graphs."""

    def __init__(self, discriminator):
        self.discriminator, self.remedies, self.execution, self.graphs = discriminator, (), {}, {}
