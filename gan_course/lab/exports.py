"""What a learner takes away from the laboratory: a program, a session, an animation."""

from gan_course.arguments import choice
from gan_course.lab import pictures
from gan_course.lab.script import to_python
from gan_course.lab.session import save_session

WHAT = ("python", "session", "gif")


def export(what, bench):
    """Return (content, buffers) for the page: {"name": file name, "text": …}, or the file's bytes as a buffer."""
    choice("what", what, WHAT)
    engine = bench.engines[0]
    if what == "python":
        return {"name": "lab_run.py", "text": program(engine)}, []
    if what == "session":
        return {"name": "lab_session.zip"}, [save_session(engine)]
    distribution = getattr(engine.world, "distribution", None)
    options = {} if distribution is None else {"real": distribution.x, "limits": distribution.limits}
    return {"name": "lab_run.gif"}, [pictures.gif(bench.records[0].pictures, **options)]


def program(engine):
    """Return the engine's run since its last reset as a Python program that gives the same weights."""
    import tensorflow as tf  # here, since the page shall not wait for it; it is there once an engine is

    return to_python(engine.start, engine.events, tf.config.threading.get_intra_op_parallelism_threads())
