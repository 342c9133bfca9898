"""A run saved as the bytes of a zip file, and checked as data when it comes back: it can be from anyone."""

import io
import json
import random
import zipfile
import zlib

import numpy as np

from gan_course.arguments import instance, refuse, text, whole
from gan_course.lab.events import ENDLESS, Events, replayed
from gan_course.lab.settings import from_text

MOST_BYTES = 300_000_000     # of the file; the largest networks and stores of the laboratory make about 100 MB
MOST_NOTES = 8_000_000       # bytes of settings and events
MOST_EVENTS = 10_000
NOTES = "session.json"
_HEADER = 4096               # bytes before an array's numbers, at most
# what reading a file can raise that is damaged, or was never a session
_DAMAGED = (zipfile.BadZipFile, zlib.error, json.JSONDecodeError, UnicodeDecodeError, EOFError, OSError, RuntimeError,
            LookupError, TypeError, AttributeError, OverflowError, NotImplementedError, MemoryError, SyntaxError,
            ValueError)


def save_session(engine):
    """Return the run as the bytes of a zip file: settings, events, every number of the networks and optimisers.

    Raises ValueError for a run that cannot go on, or has changed too often to be written down.
    """
    engine.stop()
    arrays = engine.state()
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError("The run has diverged: its weights are no longer numbers. Press Reset before you save it.")
    version, numbers, gauss = engine.rng.getstate()
    notes = json.dumps({
        "settings": engine.settings.to_text(), "start": engine.start.to_text(), "step": engine.step,
        "events": [[event[0], event[1].to_text()] if event[0] == "compile" else list(event) for event in engine.events],
        "chance": [version, list(numbers), gauss]}, allow_nan=False)
    if len(notes) > MOST_NOTES or len(engine.events) > MOST_EVENTS:
        raise ValueError(f"The run has changed {len(engine.events):,} times, too often to be saved; press Reset.")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(NOTES, notes)
        for i, array in enumerate(arrays):
            part = io.BytesIO()
            np.save(part, array)
            file.writestr(f"{i:04}.npy", part.getvalue())
    return buffer.getvalue()


def load_session(data):
    """Return an engine that goes on where a session was saved.

    data: the bytes of the file, such as `Path("run.zip").read_bytes()`. Raises ValueError for what is no session.
    Nothing is unpacked before its size is known to be right, and nothing is taken that a run cannot hold.
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        refuse("data", data, "the bytes of a saved session, such as Path('run.zip').read_bytes()")
    if len(data) > MOST_BYTES:
        raise ValueError(f"The file has {len(data):,} bytes; a session has at most {MOST_BYTES:,}.")
    from gan_course import pool  # here, since the page shall not wait for TensorFlow
    from gan_course.lab.engine import Engine

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts = _parts(file)
            notes = _notes(file, parts)
            engine = Engine(notes["settings"])
            engine.restore(_arrays(file, parts, pool.state(engine.gan)))
    except _DAMAGED as error:
        reason = " ".join(str(error).split())[:300] or type(error).__name__
        raise ValueError(f"The file is no saved session of this laboratory ({reason}); choose one that its Save made."
                         ) from None
    engine.rng.setstate(notes["rng"].getstate())
    engine.start, engine.events, engine.step = notes["start"], Events(notes["events"]), notes["step"]
    return engine


def _parts(file):
    """Check what is in the file; return {name: what the file says of it}."""
    parts = {part.filename: part for part in file.infolist()}
    wanted = {NOTES, *(f"{i:04}.npy" for i in range(len(file.infolist()) - 1))}
    if set(parts) != wanted or len(parts) != len(file.infolist()):
        raise ValueError("it does not hold one list of settings and numbered arrays")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts.values()):
        raise ValueError("it is packed in another way")
    if parts[NOTES].file_size > MOST_NOTES:
        raise ValueError(f"its settings and events take {parts[NOTES].file_size:,} bytes")
    return parts


def _notes(file, parts):
    """Read and check the settings, the events, the steps and the state of the random numbers."""
    found = json.loads(file.read(parts[NOTES]), object_pairs_hook=_unique, parse_constant=_no_number)
    instance("the list", found, dict)
    settings, start = (from_text(text(name, found[name])) for name in ("settings", "start"))
    events = instance("events", found["events"], list)
    if len(events) > MOST_EVENTS:
        raise ValueError(f"it has {len(events):,} events")
    events = [_event(instance("event", event, list)) for event in events]
    step = whole("step", found["step"], 0, ENDLESS)
    if replayed(start, events) != (settings, step):
        raise ValueError("its events do not lead from its first settings to its last, or not in so many steps")
    return {"settings": settings, "start": start, "events": events, "step": step, "rng": _rng(found["chance"])}


def _event(event):
    if event[:1] == ["compile"] and len(event) == 2:
        return ("compile", from_text(text("compile", event[1])))
    return tuple(event)


def _unique(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in its list")
    return found


def _no_number(name):
    raise ValueError(f"{name} is no number")


def _rng(state):
    """A random.Random in that state: a version, 624 words of 32 bits and a place among them, and nothing kept back."""
    version, numbers, gauss = instance("chance", state, list)
    words = [whole("chance", word, 0, 2**32 - 1) for word in instance("chance", numbers, list)]
    if len(words) != 625 or words[-1] > 624 or whole("chance", version) != 3 or gauss is not None:
        raise ValueError("its state of the random numbers is none")
    rng = random.Random()
    rng.setstate((version, tuple(words), None))
    return rng


def _arrays(file, parts, variables):
    """Read the arrays for these variables, each only if it is what the variable holds."""
    if len(parts) - 1 != len(variables):
        raise ValueError(f"it holds {len(parts) - 1} arrays, and its settings need {len(variables)}")
    return [_array(file, parts[f"{i:04}.npy"], variable.numpy()) for i, variable in enumerate(variables)]


def _array(file, part, like):
    """Read one array of the shape and type of `like`."""
    if part.file_size > like.nbytes + _HEADER:
        raise ValueError(f"{part.filename} unpacks to {part.file_size:,} bytes, and {like.nbytes:,} are needed")
    data = io.BytesIO(file.read(part))
    read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    shape, fortran, dtype = read[np.lib.format.read_magic(data)](data, max_header_size=_HEADER)
    rest = data.read()
    if (shape, fortran, dtype, len(rest)) != (like.shape, False, like.dtype, like.nbytes):
        raise ValueError(f"{part.filename} is an array of shape {shape} and type {dtype}, and its settings need "
                         f"{like.shape} and {like.dtype}")
    array = np.frombuffer(rest, dtype).reshape(shape)
    if not np.isfinite(array).all() or (array.dtype.kind in "iu" and (array < 0).any()):
        raise ValueError(f"{part.filename} holds numbers that no run can have")
    return array
