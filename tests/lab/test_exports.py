"""Sessions go on to the last bit, damaged ones are refused, and the page gets its files."""

import io
import json
import zipfile
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from gan_course.lab.engine import Engine
from gan_course.lab.exports import export, load_session, program, save_session
from gan_course.lab.record import Record
from gan_course.lab.settings import Settings

SMALL = {"generator_widths": (8,), "discriminator_widths": (8,), "batch_size": 32}


@pytest.fixture(scope="module")
def engine():
    """A run that has changed on the way, and rests in the middle of a training."""
    made = Engine(Settings(seed=4, **SMALL))
    made.advance()
    made.change(remedies={"packing": 4})  # its D has drawn from the stream of chance, which no setting tells
    made.change(remedies={"packing": 2, "weight_averaging": 0.9, "experience_replay": 0.5}, objective="hinge")
    made.advance()
    made.change(generator_rate=1 / 300)
    made.advance()
    yield made
    made.stop()


def same(one, other):
    return len(one) == len(other) and all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_saved_run_and_the_run_itself_go_on_alike(engine):
    loaded = load_session(save_session(engine))
    assert (loaded.settings, loaded.start, loaded.step, loaded.events) == (
        engine.settings, engine.start, engine.step, engine.events)
    assert same(loaded.state(), engine.state()) and loaded.gan is not engine.gan
    for one in (engine, loaded):
        one.advance()
        one.change(remedies={"minibatch_stddev": 4})  # on the D that was given, with weights from the run's own stream
        one.advance()
    assert same(loaded.state(), engine.state())
    assert program(loaded) == program(engine) and loaded.step == engine.step == 100
    frames = [one.frame() for one in (engine, loaded)]
    assert np.array_equal(frames[0]["fakes"], frames[1]["fakes"])
    loaded.reset()
    assert loaded.settings == engine.settings and loaded.step == 0


@pytest.fixture(scope="module")
def session(engine):
    """The bytes of a session."""
    return save_session(engine)


def test_a_session_is_a_zip_file_of_json_and_arrays(session, engine):
    with zipfile.ZipFile(io.BytesIO(session)) as file:
        notes = json.loads(file.read("session.json"))
        assert len(file.namelist()) == 1 + len(engine.state())
    assert set(notes) == {"settings", "start", "step", "events", "chance"} and notes["start"] == Settings(
        seed=4, **SMALL).to_text()


def rewritten(session, notes=None, drop=None, **files):
    """The session with other notes, or files."""
    with zipfile.ZipFile(io.BytesIO(session)) as file:
        parts = {name: file.read(name) for name in file.namelist() if name != drop}
    if notes is not None:
        parts["session.json"] = json.dumps({**json.loads(parts["session.json"]), **notes}).encode()
    parts |= {name.replace("_", "."): data for name, data in files.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return buffer.getvalue()


def test_a_rewritten_session_still_loads(session):
    assert load_session(rewritten(session)).step == load_session(session).step


@pytest.mark.parametrize("damage", [
    lambda data: b"", lambda data: b"a picture", lambda data: data[:-100], lambda data: data[:300],
    lambda data: rewritten(data, drop="session.json"), lambda data: rewritten(data, drop="0003.npy"),
    lambda data: rewritten(data, session_json=b"[1, 2]"), lambda data: rewritten(data, session_json=b"{"),
    lambda data: rewritten(data, session_json=b"\xff\xfe"), lambda data: rewritten(data, session_json=b"{}"),
    lambda data: rewritten(data, {"settings": "data=moons"}), lambda data: rewritten(data, {"settings": ""}),
    lambda data: rewritten(data, {"step": "many"}), lambda data: rewritten(data, {"step": None}),
    lambda data: rewritten(data, {"events": [[]]}), lambda data: rewritten(data, {"events": [["compile", 3]]}),
    lambda data: rewritten(data, {"events": 3}), lambda data: rewritten(data, {"chance": [3, [1, 2], None]}),
    lambda data: rewritten(data, {"chance": None}), lambda data: rewritten(data, {"chance": [3, ["a"] * 625, None]}),
    lambda data: rewritten(data, {"chance": [3, [-1] * 625, None]}),
    lambda data: rewritten(data, **{"0003_npy": b""}), lambda data: rewritten(data, **{"0003_npy": b"\x93NUMPY"}),
    lambda data: rewritten(data, **{"0003_npy": b"junk"}),
], ids=range(24))
def test_a_damaged_session_is_refused(session, damage):
    with pytest.raises(ValueError) as refused:
        load_session(damage(session))
    assert len(str(refused.value)) > 20


def test_flipped_bytes_are_refused_or_harmless(session, engine):
    """Never anything but a ValueError; what loads all the same is the session."""
    refused = 0
    for place in np.linspace(0, len(session) - 1, 60).astype(int):
        data = bytearray(session)
        data[place] ^= 0xFF
        try:
            loaded = load_session(bytes(data))
        except ValueError:
            refused += 1
        else:
            assert same(loaded.state(), engine.state())
    assert refused > 40


def test_what_the_page_saves(engine, session):
    record = Record()
    record.add(engine.frame())
    bench = SimpleNamespace(engines=[engine], records=[record])
    content, buffers = export("python", bench)
    assert content == {"name": "lab_run.py", "text": program(engine)} and buffers == []
    content, (saved,) = export("session", bench)
    assert content == {"name": "lab_session.zip"} and load_session(saved).step == engine.step
    content, (animation,) = export("gif", bench)
    assert content == {"name": "lab_run.gif"} and Image.open(io.BytesIO(animation)).size == (360, 360)
    with pytest.raises(ValueError, match="'video' cannot be saved; choose one of python, session, gif"):
        export("video", bench)
    with pytest.raises(ValueError, match="press Play first"):
        export("gif", SimpleNamespace(engines=[engine], records=[Record()]))
