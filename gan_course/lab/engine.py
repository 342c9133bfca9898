"""The engine: one GAN that trains while its knobs turn. It knows no Jupyter and no threads.

Everything that changes the weights is noted in `events`, so that `script` can write the same run as plain Python.
"""

import random

import numpy as np

from gan_course import pool
from gan_course.errors import DivergedError
from gan_course.lab.builders import build, check, recompiled, retire, settled, structure_of
from gan_course.lab.controls import CONTROLS, REMEDIES
from gan_course.lab.events import ENDLESS, PLAYERS, Events
from gan_course.lab.settings import Settings, checked_remedy
from gan_course.lab.worlds import world

RESETS = tuple(name for name, knob in CONTROLS.items() if knob.acts == "reset" and name != "seed")


class Engine:
    """A GAN with its settings, trained a few steps at a time.

    `step`: full steps done. `events`: [(name, argument, …), …] since the last reset. `diverged`: the sentence to show
    once a loss was not a number, else None.
    """

    def __init__(self, settings=None):
        self.settings = settings or Settings()
        self.world = self.gan = self._birth = None
        self._training, self._fresh = None, True
        self._begin()

    # ------------------------------------------------------------ a run

    def reset(self):
        """Begin anew from the seed, with the settings as they are.

        After a divergence the last change that was made before it is taken back, since it would end the same way.
        """
        self.stop()
        if self.diverged and self._before is not None:
            self.settings = self._before
        self._begin()

    def _begin(self):
        """Begin a run: with the GAN in its first state where it fits, else with a new one."""
        self._before = self.diverged = None  # _before: the settings before the last change, for such a reset
        if not self._reborn():
            if self.gan is not None:
                retire(self.gan)
            self._born()
        self.start, self.step, self.events = self.settings, 0, Events()
        self._losses = float("nan"), float("nan")

    def _born(self):
        """Build the run's GAN from the seed, and remember its first state."""
        same_world = self.world is not None and all(
            getattr(self.world.settings, name) == getattr(self.settings, name) for name in ("drawn", *RESETS))
        if not same_world:
            self.world = world(self.settings)
        self.world.settings = self.settings
        self.rng = random.Random(self.settings.seed)  # the numbers that seed_everything would set
        self.gan = settled(build(self.settings, self.world, self.rng))
        self._birth = structure_of(self.settings), self.gan, self.state(), self.rng.getstate()

    def _reborn(self):
        """Put the GAN back into its first state, if it is still the one that was born with these settings."""
        structure, gan, arrays, rng_state = self._birth or (None, None, None, None)
        if gan is None or gan is not self.gan or structure != structure_of(self.settings):
            return False
        self.restore(arrays)
        self.rng.setstate(rng_state)
        gan.step_history = {name: losses[:0] for name, losses in gan.step_history.items()}
        for player in PLAYERS:
            getattr(gan, f"{player}_optimizer").learning_rate = getattr(self.settings, f"{player}_rate")
        for remedy in gan.remedies:
            if REMEDIES[remedy.name].live and REMEDIES[remedy.name].number:
                remedy.turn(**{REMEDIES[remedy.name].number: self.settings.remedies[remedy.name]})
        return True

    def retire(self):
        """Leave the GAN to the next engine of its structure, which then need not compile; this one must not go on."""
        self.stop()
        retire(self.gan)

    def advance(self, single=False):
        """Train for one call of the graph, or for a single step; return the steps done, 0 after a divergence."""
        if self.diverged:
            return 0
        gan, batch = self.gan, self.settings.batch_size
        before = len(gan.step_history["d_loss"])
        try:
            if single:
                self.stop()
                gan.fit(self.world.x, batch_size=batch, steps_per_epoch=1, verbose=0)
            else:
                if self._training is None:
                    self._training = gan.training(self.world.x, batch_size=batch, steps_per_epoch=ENDLESS, verbose=0)
                next(self._training)
        except DivergedError as error:
            self._explain(error)
        done = len(gan.step_history["d_loss"]) - before
        self.step += done
        self.events.note("single" if single else "fit", done, new=self._fresh and not single)
        self._fresh = self._fresh and single
        self._losses = tuple(float(np.mean(gan.step_history[name][-max(done, 1):])) for name in ("d_loss", "g_loss"))
        return 0 if self.diverged else done

    def step_player(self, player):
        """Update one player alone, once: "generator" or "discriminator"."""
        if self.diverged:
            return
        self.stop()
        try:
            loss = self.gan.train_player(player, self.world.x, self.settings.batch_size)
            d_loss, g_loss = self._losses
            self._losses = (loss, g_loss) if player == "discriminator" else (d_loss, loss)
        except DivergedError as error:
            self._explain(error)
        self.events.note(player, 1)

    def frame(self):
        """Return what is to be drawn now: the world's arrays and counts, the step, both losses."""
        return {**self.world.frame(self.gan), "step": self.step, "d_loss": self._losses[0], "g_loss": self._losses[1]}

    # ------------------------------------------------------------ knobs

    def change(self, **changes):
        """Change settings; return "live", "recompile" or "reset", whichever was needed. The run goes on unless reset.

        changes: knobs of `settings.CONTROLS`, `drawn`, or remedies={name: number}, all that shall be on.
        Raises ValueError, and leaves everything as it was, where the new settings are impossible.
        """
        new = self.settings.replaced(**changes)
        if self.needed(new) != "live":
            check(new)                   # first, so that an impossible choice costs nothing
        return self.adopt(new)

    def adopt(self, new):
        """Take settings that `check` has passed; return what was needed, as `change`."""
        old, needed = self.settings, self.needed(new)
        if new == old:
            return needed
        if needed == "live":
            self.stop()
            self._turn(new)
        elif needed == "recompile":
            self.stop()
            self.settings = new
            self.gan = recompiled(self.gan, new, self.world, self.rng)
            self.world.settings = new    # of the same networks and data
            self.events.append(("compile", new))  # each one: a new D draws its weights from the random numbers
        else:
            self.diverged = None         # a reset would take back the change before this one
            self.settings = new
            self.reset()
        self._before = None if self.diverged else old  # what was changed after a divergence is no cause of it
        return needed

    def switch(self, remedy, on, number=None):
        """Switch one remedy on or off, or turn its number; what it costs is returned, as by `change`."""
        remedies = {name: value for name, value in self.settings.remedies.items() if name != remedy}
        if on:
            remedies[remedy] = checked_remedy(remedy, number)
        return self.change(remedies=remedies)

    def needed(self, new):
        """Return what a change of the settings to `new` needs: "live", "recompile" or "reset"."""
        different = {name for name in CONTROLS if getattr(new, name) != getattr(self.settings, name)}
        kinds = {CONTROLS[name].acts for name in different}
        if new.drawn != self.settings.drawn or "reset" in kinds:
            return "reset"
        old = self.settings.remedies
        switched = set(old) != set(new.remedies)
        rebuilt = any(old.get(name) != number and not REMEDIES[name].live for name, number in new.remedies.items())
        return "recompile" if "recompile" in kinds or switched or rebuilt else "live"

    def _turn(self, new):
        """Turn rates and the remedies' numbers; nothing is traced anew."""
        for player in PLAYERS:
            rate = getattr(new, f"{player}_rate")
            if rate != getattr(self.settings, f"{player}_rate"):
                getattr(self.gan, f"{player}_optimizer").learning_rate = rate
                self.events.note_change("rate", player, rate)
        for remedy in self.gan.remedies:
            number = new.remedies[remedy.name]
            if number != self.settings.remedies[remedy.name]:
                remedy.turn(**{REMEDIES[remedy.name].number: number})
                self.events.note_change("turn", remedy.name, number)
        self.settings = new

    # ------------------------------------------------------------ inside

    def state(self):
        """Return every number of the run, as NumPy arrays in a fixed order."""
        return [variable.numpy() for variable in pool.state(self.gan)]

    def restore(self, arrays):
        """Set every number from what `state` returned; raises ValueError where they do not fit these settings."""
        self.stop()
        mine = pool.state(self.gan)
        shapes = [tuple(variable.shape) for variable in mine]
        if [array.shape for array in arrays] != shapes:
            raise ValueError(f"The session holds {len(arrays)} arrays that do not fit its settings ({len(shapes)} "
                             "are needed); the file is damaged, or of another edition of the course.")
        for variable, array in zip(mine, arrays, strict=True):
            variable.assign(array)

    def stop(self):
        """End the running training; the next one draws its batches anew, as a new `fit` does."""
        if self._training is not None:
            self._training.close()
        self._training, self._fresh = None, True

    def _explain(self, error):
        self._training = None
        culprits = [name for name, value in (("D's", error.losses.get("d_loss", 0.0)),
                                             ("G's", error.losses.get("g_loss", 0.0))) if not np.isfinite(value)]
        undo = "" if self._before is None else " and takes your last change back"
        self.diverged = (f"{' and '.join(culprits) or 'A'} loss is not a number since step {self.step}: the weights "
                         "have flown off to infinity. The usual causes: a learning rate too high, or a critic without "
                         f"a penalty. Reset begins anew{undo}.")
