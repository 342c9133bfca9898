"""What a learner takes away from the laboratory: a program, a session, an animation."""

import io
import json
import zipfile
import zlib

import numpy as np

from gan_course.lab import pictures
from gan_course.lab.script import to_python
from gan_course.lab.settings import from_text

WHAT = ("python", "session", "gif")
# what reading a file can raise that is damaged, or was never a session
_DAMAGED = (zipfile.BadZipFile, zlib.error, json.JSONDecodeError, UnicodeDecodeError, EOFError, OSError, RuntimeError,
            LookupError, TypeError, AttributeError, OverflowError)


def export(what, bench):
    """Return (content, buffers) for the page: {"name": file name, "text": …}, or the file's bytes as a buffer."""
    engine = bench.engines[0]
    if what == "python":
        return {"name": "lab_run.py", "text": program(engine)}, []
    if what == "session":
        return {"name": "lab_session.zip"}, [save_session(engine)]
    if what == "gif":
        distribution = getattr(engine.world, "distribution", None)
        options = {} if distribution is None else {"real": distribution.x, "limits": distribution.limits}
        return {"name": "lab_run.gif"}, [pictures.gif(bench.records[0].pictures, **options)]
    raise ValueError(f"{what!r} cannot be saved; choose one of {', '.join(WHAT)}.")


def program(engine):
    """Return the engine's run since its last reset as a Python program that gives the same weights."""
    import tensorflow as tf  # here, since the page shall not wait for it; it is there once an engine is

    return to_python(engine.start, engine.events, tf.config.threading.get_intra_op_parallelism_threads())


def save_session(engine):
    """Return the run as the bytes of a zip file: settings, events, every number of the networks and optimisers."""
    engine.stop()
    version, numbers, gauss = engine.chance.getstate()
    notes = {"settings": engine.settings.to_text(), "start": engine.start.to_text(), "step": engine.step,
             "events": [[event[0], event[1].to_text()] if event[0] == "compile" else list(event)
                        for event in engine.events],
             "chance": [version, list(numbers), gauss]}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("session.json", json.dumps(notes))
        for i, array in enumerate(engine.state()):
            part = io.BytesIO()
            np.save(part, array)
            file.writestr(f"{i:04}.npy", part.getvalue())
    return buffer.getvalue()


def load_session(data):
    """Return an engine that goes on where a session was saved. Raises ValueError for bytes that are no session."""
    from gan_course.lab.engine import Engine

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            notes = json.loads(file.read("session.json"))
            arrays = [np.load(io.BytesIO(file.read(name))) for name in sorted(file.namelist()) if name.endswith(".npy")]
        events = [("compile", from_text(event[1])) if event[0] == "compile" else tuple(event)
                  for event in notes["events"]]
        loaded = Engine(from_text(notes["settings"]))
        loaded.restore(arrays)
        version, numbers, gauss = notes["chance"]
        loaded.chance.setstate((version, tuple(numbers), gauss))
        loaded.start, loaded.events, loaded.step = from_text(notes["start"]), events, int(notes["step"])
    except _DAMAGED as error:
        raise ValueError(f"The file is no saved session of this laboratory ({error}); "
                         "choose one that its Save made.") from None
    return loaded
