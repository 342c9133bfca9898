"""The page's Python half: it carries messages and refuses what no lab can start with."""

import io
import re

import nbformat
import pytest
from PIL import Image

from gan_course.lab import PRESETS, Lab, Settings, one_file
from gan_course.lab.widget import STILLS
from gan_course.notebooks import pairs

SHOWN = re.compile(r'^(?:\w+ = )?(?:lab\.)?Lab\((?:"([^"]*)")?', re.MULTILINE)


@pytest.fixture
def told(monkeypatch):
    """What was posted to the runner of any lab."""
    posted = []
    monkeypatch.setattr("gan_course.lab.runner.Runner.put", lambda self, do, content: posted.append((do, content)))
    return posted


def test_messages_go_to_the_runner_and_nothing_is_done_on_the_kernels_thread(told):
    lab = Lab("data=grid", engine="tensorflow")
    lab._handle_custom_msg({"do": "set", "name": "seed", "value": 3}, [])
    lab._handle_custom_msg({"do": "load"}, [memoryview(b"abc")])
    lab._handle_custom_msg({"do": "load"}, [])
    assert told == [("set", {"name": "seed", "value": 3}), ("load", {"data": b"abc"}), ("load", {"data": b""})]
    lab.close()


@pytest.mark.parametrize("content", [{}, None, [], "play", {"do": None}, {"do": ["play"]}, {"play": True}])
def test_what_does_not_say_what_to_do_is_answered(told, monkeypatch, content):
    lab, sent = Lab(engine="tensorflow"), []
    monkeypatch.setattr(lab, "send", lambda content, buffers=None: sent.append(content))
    lab._handle_custom_msg(content, [])
    assert told == [] and [message["say"] for message in sent] == ["error"]
    lab.close()


def test_a_file_that_is_too_large_is_not_copied(told, monkeypatch):
    monkeypatch.setattr("gan_course.lab.widget.MOST_BYTES", 10)
    lab, sent = Lab(engine="tensorflow"), []
    monkeypatch.setattr(lab, "send", lambda content, buffers=None: sent.append(content))
    lab._handle_custom_msg({"do": "load"}, [memoryview(bytes(11))])
    assert told == [] and "11 bytes; a session has at most 10" in sent[0]["text"]
    lab.close()


def test_what_the_runner_says_goes_to_the_page_with_its_bytes(told, monkeypatch):
    lab, sent = Lab(engine="tensorflow"), []
    monkeypatch.setattr(lab, "send", lambda content, buffers=None: sent.append((content, buffers)))
    lab.runner.emit("frame", {"rate": 3.0}, [b"x"])
    assert sent == [({"say": "frame", "rate": 3.0}, [b"x"])]
    lab.close()


def test_start_is_a_text_a_preset_or_settings(told):
    preset = PRESETS["saturating"]
    for start, settings, difference in (("seed=4", Settings(seed=4), None), (Settings(seed=5), Settings(seed=5), None),
                                        ("saturating", preset.settings, preset.against)):
        lab = Lab(start, engine="tensorflow")
        assert (lab.settings, lab.runner.bench.difference) == (settings, difference)
        assert lab.preset == ("saturating" if start == "saturating" else "")  # its story is shown
        lab.close()
        lab = Lab(start)
        assert (lab.settings, lab.beside, bool(lab.page)) == (settings, difference, True)
        assert lab.preset == ("saturating" if start == "saturating" else "")
        lab.close()
    for engine, beside in ("tensorflow", lambda lab: lab.runner.bench.difference), ("browser", lambda lab: lab.beside):
        lab = Lab("saturating", against="seed=5", engine=engine)
        assert beside(lab) == "seed=5"
        lab.close()


@pytest.mark.parametrize(("start", "against", "message"), [
    ("collapse", None, "'collapse' is unknown"), ("seed=-1", None, "seed is '-1'"), ("", "r9=1", "'r9=1' is unknown")])
def test_what_no_lab_can_start_with(start, against, message):
    for engine in None, "tensorflow":
        with pytest.raises(ValueError, match=message):
            Lab(start, against=against, engine=engine)


def test_points_are_the_browser_s_and_digits_tensorflow_s(monkeypatch, tmp_path):
    points, digits = Lab("data=grid"), Lab("data=digits")
    assert points.page and "<title>GAN laboratory</title>" in points.page
    assert points.laboratory["worker"] and "LABORATORY = {" not in points.page       # its engine is not in it twice
    assert digits.page == "" and digits.settings.digits
    for lab in points, digits:
        lab.close()
    with pytest.raises(ValueError, match="the data are digits"):
        Lab("data=digits", engine="browser")
    with pytest.raises(ValueError, match="'browser', 'tensorflow'"):
        Lab(engine="numpy")
    monkeypatch.setattr(one_file, "BUILDER", tmp_path / "build.py")                  # a copy without its `site`
    lab = Lab()
    assert lab.page == ""
    lab.close()
    with pytest.raises(ValueError, match='no folder "site"'):
        Lab(engine="browser")


def test_what_the_page_tells_of_its_settings_is_taken_where_it_can_be_read():
    lab = Lab()
    lab.set_state({"text": "data=grid r1=0.1", "beside": "seed=4"})
    assert lab.settings == Settings(data="grid", remedies={"r1": 0.1}) and lab.beside == "seed=4"
    lab.set_state({"text": "data=nowhere"})
    lab.set_state({"beside": 3})
    lab.set_state({"page": "<script>", "laboratory": {}})
    assert lab.settings.data == "grid" and lab.beside == "seed=4" and lab.page == one_file.page() and lab.laboratory
    lab.close()


@pytest.mark.parametrize("start", [*PRESETS, "", "data=grid", "data=digits"])
def test_what_is_stored_is_a_picture_of_a_run(start):
    lab = Lab(start)
    picture = Image.open(io.BytesIO(lab.still()))
    assert picture.width >= 600 and len(lab.still()) < 160_000
    if start in PRESETS and lab.page:
        assert lab.still() == (STILLS / f"{start}.png").read_bytes()
    lab.close()


def test_a_stored_page_keeps_a_picture_and_a_sentence(told):
    lab = Lab("data=grid")
    data, metadata = lab._repr_mimebundle_()
    assert data["text/plain"] == Lab.alt == repr(lab) and metadata["image/png"]["alt"] == Lab.alt
    assert data["image/png"].startswith("iVBORw0KGgo") and "application/vnd.jupyter.widget-view+json" in data
    assert lab._repr_mimebundle_()[0]["image/png"] == data["image/png"]  # the same at each call
    lab.close()


def test_the_page_is_told_of_every_knob_and_preset(told):
    lab = Lab(engine="tensorflow")
    assert set(lab.gallery) == set(PRESETS)
    assert "generator_rate" in lab.schema["knobs"] and "r1" in lab.schema["remedies"]
    lab.close()


def test_every_stored_notebook_shows_the_pictures_as_they_are_now():
    """`python -m gan_course.cli run NN` stores them; `docs/make_stills.py` draws them."""
    count = 0
    for path in sorted(pairs.NOTEBOOKS.glob("*.ipynb")):
        for cell in nbformat.read(path, 4).cells:
            shown = SHOWN.search(cell.source) if cell.cell_type == "code" else None
            if shown:
                lab = Lab(shown[1] or "")
                stored = [output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {})]
                assert stored == [lab._repr_mimebundle_()[0]["image/png"]], path.name
                lab.close()
                count += 1
    assert count >= 5
