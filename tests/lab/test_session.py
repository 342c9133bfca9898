"""Sessions go on to the last bit; a file from anyone is only data, and is refused unless a run can be in that state."""

import ast
import io
import json
import pathlib
import tracemalloc
import zipfile

import numpy as np
import pytest

from gan_course.lab import session as module
from gan_course.lab.engine import Engine
from gan_course.lab.exports import program
from gan_course.lab.session import load_session, save_session
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
    with pytest.raises(ValueError, match=r"^The file is no saved session of this laboratory \(.+\); choose one"):
        load_session(damage(session))


@pytest.mark.parametrize("given", ["/tmp/a.zip", pathlib.Path("/tmp/a.zip"), None, 5, [1], io.BytesIO(b"")])
def test_what_is_no_file_s_content_is_refused_and_what_is_wanted_is_said(given):
    with pytest.raises(ValueError, match=r"^data is .+; give the bytes of a saved session, such as Path\('run.zip'\)"
                                         r"\.read_bytes\(\)\.$"):
        load_session(given)


def test_bytes_of_every_kind_are_taken(session):
    for kind in (bytearray, memoryview):
        assert load_session(kind(session)).step == load_session(session).step


def npy(array, **header):
    """An array as a file, with another header where one is given."""
    part = io.BytesIO()
    np.lib.format.write_array_header_1_0(part, {**np.lib.format.header_data_from_array_1_0(array), **header})
    return part.getvalue() + array.tobytes()


def first_array(session):
    with zipfile.ZipFile(io.BytesIO(session)) as file:
        return np.load(io.BytesIO(file.read("0000.npy")))


CODE = "rate'; open('pwned', 'w').write('x'); '"


@pytest.mark.parametrize(("notes", "message"), [
    ({"step": 10**30}, "step is 1000"), ({"step": -1}, "step is -1"), ({"step": 60.0}, r"step is 60\.0"),
    ({"step": True}, "step is True"), ({"step": 59}, "do not lead"),
    ({"events": [[CODE, 3]]}, "event is .*give one of 'fit'"), ({"events": [["fit", CODE]]}, "fit is .*a whole number"),
    ({"events": [["rate", CODE, 0.1]]}, "player is"), ({"events": [["rate", "generator", CODE]]}, "generator_rate is"),
    ({"events": [["rate", "generator", 1e9]]}, "generator_rate is 1000000000.0; give a number from"),
    ({"events": [["turn", CODE, 0.1]]}, "remedy is"), ({"events": [["turn", "r1", 0.1]]}, "one of the run's"),
    ({"events": [["compile", CODE]]}, "is unknown"), ({"events": [["compile", "data=grid"]]}, "needs a new run"),
    ({"events": [["fit", 10**30]]}, "fit is 1000"), ({"events": [["fit", -3]]}, "fit is -3"),
    ({"events": [["fit"]]}, "has 1 parts"), ({"events": [{"fit": 3}]}, "event is"), ({"events": [["fit", 60]] * 20_000},
                                                                                   "20,000 events"),
    ({"settings": ["seed=1"]}, "settings is"), ({"start": "seed=1 " * 20_000}, "at most 100,000 characters"),
    ({"chance": [3, [0] * 625, 1.0]}, "random numbers"), ({"chance": [3, [0] * 624, None]}, "random numbers"),
    ({"chance": [3, [0] * 624 + [625], None]}, "random numbers"), ({"chance": [3, [2**32] * 625, None]}, "chance is"),
])
def test_notes_that_no_run_can_have(session, notes, message):
    with pytest.raises(ValueError, match=message):
        load_session(rewritten(session, notes))


@pytest.mark.parametrize(("text", "message"), [
    (b'{"step": NaN}', "NaN is no number"), (b'{"step": -Infinity}', "-Infinity is no number"),
    (b'{"step": 1, "step": 2}', "stands twice"), (b"[" * 100_000 + b"]" * 100_000, "recursion"),
    (b'{"step": ' + b"9" * 10_000 + b"}", "limit"),
])
def test_lists_that_are_none(session, text, message):
    with pytest.raises(ValueError, match=message):
        load_session(rewritten(session, session_json=text))


@pytest.mark.parametrize(("change", "message"), [
    (lambda a: npy(a, shape=(10**9, 10**9)), "is an array of shape"),
    (lambda a: npy(np.asfortranarray(a), fortran_order=True), "is an array of shape"),
    (lambda a: npy(a.astype("float64")), "float64"), (lambda a: npy(a.astype(">f4")), "float32|>f4"),
    (lambda a: npy(a.T.copy()), "is an array of shape"), (lambda a: npy(a) + b"more", "is an array of shape"),
    (lambda a: npy(np.full_like(a, np.nan)), "no run can have"), (lambda a: npy(np.full_like(a, np.inf)), "no run can"),
    (lambda a: npy(a, descr="|O"), "is an array of shape"), (lambda a: npy(a)[:-1], "is an array of shape"),
    (lambda a: b"\x93NUMPY\x01\x00\xff\xff" + b" " * 65_535, r"unpacks to|max_header_size"),
    (lambda a: b"\x93NUMPY\x03\x00" + npy(a)[8:], "3"),
])
def test_arrays_that_no_run_can_have(session, change, message):
    with pytest.raises(ValueError, match=message):
        load_session(rewritten(session, **{"0000_npy": change(first_array(session))}))


def test_what_would_unpack_to_gigabytes_is_not_unpacked(session):
    zeros = bytes(50_000_000)
    for name, message in (("0000.npy", "unpacks to 50,000,000 bytes"), ("session.json", "take 50,000,000 bytes"),
                          ("9999.npy", "does not hold one list")):
        bomb = packed_with(session, name, zeros)
        assert len(bomb) < 1_000_000
        tracemalloc.start()
        with pytest.raises(ValueError, match=message):
            load_session(bomb)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
        tracemalloc.stop()


def packed_with(session, name, data, times=1, kind=zipfile.ZIP_DEFLATED):
    """The session with one file more, or another one in its place."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(session)) as file, zipfile.ZipFile(buffer, "w", kind) as out:
        for part in file.namelist():
            if part != name:
                out.writestr(part, file.read(part))
        for _ in range(times):
            out.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("wrong", [
    lambda data: packed_with(data, "../evil.npy", b"x"), lambda data: packed_with(data, "0000.npy", b"x", times=2),
    lambda data: packed_with(data, "session.json", b"{}", times=2),
    lambda data: packed_with(data, "session.json", b"{}", kind=zipfile.ZIP_LZMA),
    lambda data: data + bytes(module.MOST_BYTES),
])
def test_files_that_are_packed_otherwise(session, wrong):
    with pytest.raises(ValueError, match=r"no saved session|a session has at most"):
        load_session(wrong(session))


def test_a_program_of_a_loaded_session_holds_calls_of_the_course_and_nothing_else(session):
    """Whatever the file says, only these names can stand in the program."""
    tree = ast.parse(program(load_session(session)))
    assert not [node for node in ast.walk(tree) if isinstance(node, (ast.Lambda, ast.FunctionDef, ast.ClassDef))]
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert called <= {"seed_everything", "GAN", "gan.compile", "gan.fit", "mlp_generator", "mlp_discriminator", "Adam",
                      "distributions.build", "Packing", "WeightAveraging", "ExperienceReplay", "MinibatchStddev"}


def test_a_run_that_diverged_is_not_saved(engine):
    diverged = Engine(Settings(objective="least_squares", generator_optimizer="sgd", discriminator_optimizer="sgd",
                               generator_rate=10.0, discriminator_rate=10.0, **SMALL))
    for _ in range(5):
        diverged.advance()
    assert diverged.diverged
    with pytest.raises(ValueError, match=r"weights are no longer numbers. Press Reset before you save it"):
        save_session(diverged)


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
