"""Two players that fit together, and what `compile` sets: objective, remedies, an optimiser each, and how steps run."""

import keras

from gan_course import objectives
from gan_course.arguments import flag, whole
from gan_course.distribution import check_optimizers, check_rows_alone, check_strategy, current, is_mirrored, share
from gan_course.doors import Doors
from gan_course.fit_arguments import refuse_habits
from gan_course.optimizers import BothOptimizers, build, chosen, may_wait
from gan_course.players import check_players, check_trainable
from gan_course.precision import scaled
from gan_course.private import forget_part, graph_of
from gan_course.remedies import together

_SETTINGS = ("objective", "n_critic", "n_generator", "generator_optimizer", "discriminator_optimizer")


class TwoPlayers(Doors):
    """Two networks with the settings of `compile`; `gan_course.game.Game` adds the training step.

    generator: noise (batch, latent_dim) -> samples. discriminator: samples -> logits (batch, 1), no sigmoid.
    Raises ValueError where the two do not fit together.
    """

    inputs_each = ("noise",), ("samples",)  # of the generator, of the discriminator

    def __init__(self, generator, discriminator, **kwargs):
        super().__init__(**kwargs)
        shapes = check_players(generator, discriminator, self.inputs_each, type(self).__name__)
        self._shelf = _Shelf(discriminator, shapes)
        self.generator = generator
        self._set_discriminator(discriminator)
        self.seed_generator = keras.random.SeedGenerator()  # its seed comes from seed_everything
        self.seeds = None  # of the running step, where it runs on several replicas
        self.built = True

    def __setattr__(self, name, value):
        """Refuse what only `compile` sets: a graph that is traced would go on with what it saw."""
        if name in _SETTINGS and self.compiled and not self._shelf.compiling:
            raise ValueError(f"gan.{name} is set by compile, and training goes on with what it was given; call "
                             f"gan.compile({name}=…) again, with all other settings.")
        if name == "steps_per_execution":
            value = whole(name, value)
        super().__setattr__(name, value)

    @property
    def latent_dim(self):
        """Size of the noise vector that the generator takes."""
        return self._shelf.shapes.latent_dim

    @property
    def sample_shape(self):
        """Shape of one sample, without the batch axis."""
        return self._shelf.shapes.sample

    def compile(self, objective="non_saturating", generator_optimizer=None, discriminator_optimizer=None, *,
                remedies=(), n_critic=1, n_generator=1, steps_per_execution="auto", jit_compile="auto",
                run_eagerly=False, **habits):
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
        refuse_habits("compile", habits, ("objective", "generator_optimizer", "discriminator_optimizer", "remedies",
                                          "n_critic", "n_generator", "steps_per_execution", "jit_compile",
                                          "run_eagerly"))
        n_critic, n_generator = whole("n_critic", n_critic), whole("n_generator", n_generator)
        if not _is_auto(steps_per_execution):
            steps_per_execution = whole("steps_per_execution", steps_per_execution, hint="'auto' is taken too.")
        if not _is_auto(jit_compile):
            jit_compile = flag("jit_compile", jit_compile)
        run_eagerly = flag("run_eagerly", run_eagerly)
        objective, remedies = objectives.get(objective), together(remedies)
        objectives.check(objective)
        optimizers = {"generator_optimizer": chosen("generator_optimizer", generator_optimizer),
                      "discriminator_optimizer": chosen("discriminator_optimizer", discriminator_optimizer)}
        one, other = (getattr(optimizer, "inner_optimizer", optimizer) for optimizer in optimizers.values())
        if one is other:
            raise ValueError("Both players were given the same optimizer object; each needs its own, since an "
                             "optimizer keeps a memory of one network's gradients. Build two.")
        check_strategy(self, jit_compile)
        optimizers = {name: scaled(optimizer, network) for (name, optimizer), network in zip(
            optimizers.items(), (self.generator, self.given_discriminator), strict=True)}
        check_optimizers(*optimizers.values())
        self._shelf.compiling = True
        try:
            self.objective, self.n_critic, self.n_generator = objective, n_critic, n_generator
            self.generator_optimizer, self.discriminator_optimizer = optimizers.values()
            self._take(remedies)
            check_trainable("generator", self.generator)
            check_trainable("discriminator", self.discriminator)
            if not all(may_wait(optimizer) and not optimizer.built for optimizer in optimizers.values()):
                self.build_optimizers()
            with self.strategy.scope():
                for remedy in self.remedies:
                    remedy.prepare(self)
        except BaseException:
            self._set_discriminator(self._shelf.discriminator)
            self._shelf.remedies, self._shelf.optimizer, self.compiled = (), None, False  # half a compile is none
            raise
        finally:
            self._shelf.compiling = False
        self._shelf.objective = objective
        dense = all(len(w.shape) <= 2 for w in self.weights if "seed" not in w.path)  # a kernel of rank 4 convolves
        self._shelf.execution = {"steps_per_execution": steps_per_execution, "jit_compile": jit_compile,
                                 "run_eagerly": run_eagerly}
        self._shelf.optimizer = BothOptimizers(self.generator_optimizer, self.discriminator_optimizer)
        super().compile(
            optimizer=None, run_eagerly=run_eagerly, auto_scale_loss=False,  # `scaled` did, for each player
            steps_per_execution=(50 if dense else 5) if _is_auto(steps_per_execution) else steps_per_execution,
            jit_compile=not run_eagerly and (dense and not is_mirrored(self.strategy)
                                             if _is_auto(jit_compile) else jit_compile))
        self.forget_graphs()

    @property
    def optimizer(self):
        """Both optimisers as one, for callbacks that turn the learning rate; None before `compile`."""
        return self._shelf.optimizer if hasattr(self, "_shelf") else None

    @optimizer.setter
    def optimizer(self, value):
        """Refuse an optimiser for both."""
        if value is not None:  # Keras's own compile sets None
            raise ValueError("A GAN has two optimizers; give them to gan.compile(generator_optimizer=…, "
                             "discriminator_optimizer=…).")

    @property
    def jit_compile(self):
        """Whether steps are compiled by XLA; setting it forgets the graphs."""
        return super().jit_compile

    @jit_compile.setter
    def jit_compile(self, value):
        """Set it, and forget the graphs."""
        keras.Model.jit_compile.fset(self, flag("jit_compile", value))
        self.forget_graphs()

    @property
    def run_eagerly(self):
        """Whether steps run without a graph, to look into them; setting it forgets the graphs."""
        return super().run_eagerly

    @run_eagerly.setter
    def run_eagerly(self, value):
        """Set it, and forget the graphs."""
        keras.Model.run_eagerly.fset(self, flag("run_eagerly", value))
        self.forget_graphs()

    def build_optimizers(self):
        """Make each optimiser's memory of its player's gradients, where it is not there yet.

        Raises ValueError where one was built for other variables.
        """
        build("generator_optimizer", self.generator_optimizer, self.generator.trainable_variables)
        build("discriminator_optimizer", self.discriminator_optimizer, self.discriminator.trainable_variables)

    @property
    def strategy(self):
        """The `tf.distribute` strategy under which this was built; one device where there was none."""
        return self._shelf.strategy

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
        for remedy in remedies:
            remedy.belong_to(self)
            reason = remedy.conflict(self)
            if reason:
                raise ValueError(f"The remedy {remedy.name!r} cannot be used here: {reason}.")
            self._set_discriminator(remedy.rebuilt(self.discriminator, self))
            self.objective = remedy.objective(self.objective)
        check_rows_alone(self)

    def _set_discriminator(self, discriminator):
        """Exchange the discriminator; Keras would go on counting the weights of the old one."""
        old = getattr(self, "discriminator", None)
        if old is not discriminator:
            forget_part(self, old)
            self.discriminator = discriminator

    def check_batch(self, batch_size):
        """Return how many samples D judges of a batch of this size; raise ValueError where a remedy cannot cut it."""
        batch_size = share(self, batch_size)
        for remedy in reversed(self.remedies):  # what reshapes D's input comes last, so it meets the batch first
            batch_size = remedy.check_batch(batch_size)
        return batch_size

    @property
    def given_discriminator(self):
        """The discriminator as it was given; `discriminator` may be one that a remedy built from it."""
        return self._shelf.discriminator

    @property
    def given_objective(self):
        """The objective as `compile` was given it; `objective` may be one that a remedy made of it."""
        return self._shelf.objective

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


def _is_auto(value):
    return isinstance(value, str) and value == "auto"


class _Shelf:
    """What Keras shall not track: the discriminator as it was given, the remedies, settings and graphs."""

    def __init__(self, discriminator, shapes):
        self.strategy = current()
        self.discriminator, self.shapes = discriminator, shapes
        self.remedies, self.execution, self.graphs, self.optimizer, self.range = (), {}, {}, None, None
        self.objective, self.compiling = None, False
