"""The worker behind the page: what is said to it, and what it answers, in Chromium and from disk."""

import pytest

BARE = "generator_widths=16 discriminator_widths=16"
BEGIN = """([options]) => {
  globalThis.said = [];
  globalThis.host = HOST.connect(options);
  host.on("msg:custom", (content, buffers) => {
    if (content.say === "frame") host.send({ do: "ack", number: content.number });
    said.push({ ...content, sizes: buffers.map((each) => [each.constructor.name, each.length]) });
  });
  host.send({ do: "hello" });
}"""


class Worker:
    """The engine as a page has it: `send` a command, `until` it has said something."""

    def __init__(self, page):
        self.page, self.read = page, 0

    def begin(self, **options):
        self.page.evaluate(BEGIN.replace("HOST", "laboratoryHost"), [options])
        return self.until("frame")

    def send(self, do, **content):
        message = {"do": do, **content}
        self.read = self.page.evaluate("(message) => { host.send(message); return said.length; }", message)

    def until(self, say, condition="true"):
        """Wait for a message after the last command; return it."""
        found = f"said.slice({self.read}).findLast((m) => m.say === '{say}' && ({condition}))"
        return self.page.wait_for_function(found, timeout=60_000).json_value()

    def after(self, do, say, condition="true", **content):
        self.send(do, **content)
        return self.until(say, condition)


@pytest.fixture(scope="module")
def bare(chromium, build, tmp_path_factory):
    """A page opened from disk that holds the engine alone."""
    folder = tmp_path_factory.mktemp("bare")
    saved, build.PAGE = build.PAGE, folder
    script = build.page()
    build.PAGE = saved
    last = script.rpartition("const module")[2].split(" =")[0]
    assert last.endswith("_host")
    script = script.replace("</script>\n</body>", f"\nglobalThis.laboratoryHost = module{last};</script>\n</body>")
    (folder / "bare.html").write_text(script, encoding="utf-8")
    page = chromium.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto((folder / "bare.html").as_uri())
    yield page
    page.close()


@pytest.fixture
def worker(bare):
    """A worker of narrow players."""
    started = Worker(bare)
    started.begin(start=BARE)
    yield started
    bare.evaluate("host.close()")
    assert bare.errors == []


def test_a_page_that_comes_is_told_everything(worker):
    says = worker.page.evaluate("said.map((m) => m.say)")
    assert says[:4] == ["data", "state", "curves", "frame"]
    frame = worker.until("frame")
    assert frame["runs"][0]["step"] == 0 and frame["runs"][0]["counts"]["of"] == 8
    assert list(frame["runs"][0]["arrays"]) == ["fakes", "mesh", "arrows", "surface"]
    assert frame["runs"][0]["arrays"]["surface"] == [[33, 33], "u1"]
    floats = [["Float32Array", n] for n in (1024, 578, 192)]
    assert frame["sizes"] == [*floats, ["Uint8Array", 1089]]
    state = worker.until("state")
    assert state["text"] == "discriminator_widths=16 generator_widths=16" and state["ready"] and not state["playing"]
    assert set(state["settings"]) >= {"data", "objective", "remedies", "drawn", "generator_widths"}


def test_play_trains_and_pause_stops(worker):
    worker.send("play")
    worker.until("frame", "m.runs[0].step > 300 && m.rate > 0")
    state = worker.after("pause", "state", "!m.playing")
    worker.page.wait_for_timeout(200)
    assert worker.until("frame")["runs"][0]["step"] == state["step"] > 300


def test_a_step_moves_one_player_or_both(worker):
    first = worker.until("frame")["runs"][0]
    both = worker.after("step", "frame")["runs"][0]
    assert (first["step"], both["step"]) == (0, 1) and both["d_loss"] is not None
    alone = worker.after("step", "frame", player="discriminator")["runs"][0]
    assert alone["step"] == 1 and alone["d_loss"] != both["d_loss"] and alone["g_loss"] == both["g_loss"]


def test_reset_gives_the_same_run_again(worker):
    def ten():
        for _ in range(10):
            worker.after("step", "state")
        run = worker.until("frame", "m.runs[0].step === 10")["runs"][0]
        return run["d_loss"], run["g_loss"], run["counts"]

    first = ten()
    assert worker.after("reset", "frame")["runs"][0]["step"] == 0
    assert ten() == first


@pytest.mark.parametrize(("change", "goes_on"), [
    ({"name": "generator_rate", "value": "0.004"}, True), ({"name": "objective", "value": "hinge"}, True),
    ({"name": "generator_optimizer", "value": "rmsprop"}, True), ({"name": "data", "value": "grid"}, False),
    ({"name": "generator_widths", "value": "8, 8"}, False), ({"name": "seed", "value": 4}, False)])
def test_a_knob_turns_at_once_or_begins_anew(worker, change, goes_on):
    for _ in range(3):
        worker.after("step", "state")
    state = worker.after("set", "state", **change)
    assert f"{change['name']}=" in state["text"] and state["step"] == (3 if goes_on else 0)


def test_two_runs_differ_only_where_told(worker):
    frame = worker.after("compare", "frame", difference="generator_rate=0.01")
    assert len(frame["runs"]) == 2 and frame["runs"][0]["counts"] == frame["runs"][1]["counts"]
    frame = worker.after("step", "frame", "m.runs[0].step === 1")
    assert frame["runs"][0]["d_loss"] == frame["runs"][1]["d_loss"]  # one seed: D's first batch is the same
    frame = worker.after("step", "frame", "m.runs[0].step === 2")
    assert frame["runs"][0]["d_loss"] != frame["runs"][1]["d_loss"]
    assert len(worker.after("compare", "frame", difference=None)["runs"]) == 1


def test_the_timeline_looks_back(worker):
    for _ in range(5):
        worker.after("step", "state")
    old = worker.after("look", "frame", index=2)
    assert old["looking_back"] and old["runs"][0]["step"] == 2 and old["pictures"] == 6
    assert worker.after("look", "frame", index=-1)["runs"][0]["step"] == 5


def test_a_change_leaves_a_mark(worker):
    worker.after("step", "state")
    before = worker.until("state")["text"]
    state = worker.after("switch", "state", remedy="r1", on=True, number=0.5)
    assert state["marks"] == [[1, "R1 penalty 0.5"]] and state["text"].endswith("r1=0.5")
    assert worker.after("switch", "state", remedy="r1", on=False)["text"] == before


@pytest.mark.parametrize(("do", "content", "words"), [
    ("set", {"name": "generator_rate", "value": "fast"}, "'fast'; give a number from"),
    ("set", {"name": "data", "value": "digits"}, "Digits need the course"),
    ("set", {"name": "batch_size", "value": 7}, "give a whole number from 8 to 1024"),
    ("switch", {"remedy": "diff_augment", "on": True}, "remedy is 'diff_augment'"),
    ("switch", {"remedy": "r1", "on": True, "number": -1}, "r1 is -1; give a number from 0 to 10"),
    ("draw", {"points": [[0, 0]]}, "draw between 10 and 2000"),
    ("text", {"text": "colour=blue"}, "'colour=blue' is unknown"),
    ("compare", {"difference": "seed=0"}, "would be the first again"),
    ("preset", {"name": "digits"}, "give one of"), ("step", {"player": "both"}, "player is"),
    ("dance", {}, "does not know"), ("export", {"what": "gif"}, "nothing that moves yet"),
    ("export", {"what": "film"}, "give one of python, session, gif")])
def test_what_is_unusable_is_answered_in_words_and_changes_nothing(worker, do, content, words):
    before = worker.until("state")["text"]
    assert words in worker.after(do, "error", **content)["text"]
    assert worker.until("state")["text"] == before


def test_a_divergence_is_explained_and_reset_takes_the_change_back(worker):
    worker.send("text", text=f"{BARE} objective=least_squares generator_optimizer=sgd discriminator_optimizer=sgd")
    worker.until("state", "m.text.includes('sgd')")
    for name in ("generator_rate", "discriminator_rate"):
        worker.after("set", "state", name=name, value=10)
    worker.send("play")
    state = worker.until("state", "m.diverged")
    assert not state["playing"] and "loss is not a number since step" in state["note"]
    assert "discriminator_rate" not in worker.after("reset", "state")["text"]
    assert worker.until("state")["diverged"] is False


def test_a_drawing_is_trained_on(worker):
    worker.send("draw", points=[[i / 10 - 0.5, 0.2] for i in range(10)])
    data = worker.until("data")
    assert data["runs"][0] == {"kind": "points", "limits": [-1.6, 1.6], "of": 10, "has_modes": False}
    assert worker.after("play", "frame", "m.runs[0].step > 20")["runs"][0]["counts"]["of"] == 10


def test_slow_motion_shows_four_phases(worker):
    worker.after("speed", "state", value="slow")
    worker.send("play")
    for phase in range(4):
        worker.until("frame", f"m.phase === {phase}")
    worker.send("pause")


def test_an_animation_holds_the_timeline(worker):
    worker.after("play", "frame", "m.pictures > 60")
    worker.send("pause")
    said = worker.after("export", "export", what="gif")
    steps = [runs[0]["step"] for runs in said["frames"]]
    assert len(steps) == 48 and steps == sorted(set(steps)) and steps[0] == 0
    assert said["name"] == "lab_run.gif" and said["sizes"][:4] == said["sizes"][-4:] and len(said["sizes"]) == 4 * 48


def test_a_page_that_is_not_seen_gets_no_pictures(worker):
    worker.send("visible", on=False)
    worker.after("play", "state", "m.playing")
    worker.page.wait_for_timeout(500)
    assert worker.page.evaluate(f"said.slice({worker.read}).filter((m) => m.say === 'frame').length") == 0
    assert worker.after("visible", "frame", on=True)["runs"][0]["step"] > 0


def test_copy_as_python_writes_a_program_of_the_course(worker):
    worker.after("step", "state")
    worker.after("switch", "state", remedy="r1", on=True)
    program = worker.after("export", "export", what="python")["text"]
    compile(program, "lab_run.py", "exec")
    assert "remedies=[R1(gamma=0.1)]" in program and "steps_per_epoch=1" in program
