"""The laboratory without a page: the same engine, run for so many steps."""

from typing import NamedTuple

from gan_course.arguments import whole
from gan_course.lab.presets import PRESETS
from gan_course.lab.settings import Settings, from_text
from gan_course.lab.threads import share_no_operation


class Result(NamedTuple):
    """What a run came to: its last counts, the curves, and the engine.

    modes, of, quality, divergence: as counted in the last picture (512 samples from noise that never changes).
    rows: list of dicts, one for each look. diverged: the explanation, or None.
    """

    modes: int
    of: int
    quality: float
    divergence: float
    rows: list
    diverged: str | None
    engine: object


def run(start="", *, steps, seed=None, look_every=100, **changes):
    """Run the laboratory's engine for `steps` steps and return a `Result`; what `Lab` plays, without a page.

    start: short text, a name from `PRESETS` (its own run, not the one beside it), or `Settings`. seed: overrides the
    settings' seed. changes: more settings. Steps are done in calls of the engine's graph, so their number is rounded
    up to a multiple of it (20 for points, 2 for digits). Raises ValueError for what cannot be run.

    On points TensorFlow then runs each operation on one thread in this process, unless it has begun or you have chosen.
    """
    steps, look_every = whole("steps", steps, 0), whole("look_every", look_every)
    from gan_course.lab.engine import Engine

    if isinstance(start, Settings):
        settings = start
    else:
        settings = PRESETS[start].settings if isinstance(start, str) and start in PRESETS else from_text(start)
    if seed is not None:
        changes["seed"] = seed
    settings = settings.replaced(**changes) if changes else settings
    if not settings.digits:
        share_no_operation()             # as `Lab` does: the numbers are the same to the last bit
    engine = Engine(settings)
    rows = []
    while engine.step < steps:
        looked = engine.step // look_every
        if not engine.advance():
            break
        if engine.step // look_every > looked or engine.step >= steps:
            frame = engine.frame()
            rows.append({"step": frame["step"], "d_loss": frame["d_loss"], "g_loss": frame["g_loss"],
                         **frame["counts"]})
    counts = engine.frame()["counts"]
    engine.stop()
    return Result(counts["modes"], counts["of"], counts["quality"], counts["divergence"], rows, engine.diverged, engine)
