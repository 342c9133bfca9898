"""The page's own words and colours, without a browser: they agree with the course, and everyone can read them."""

import itertools
import json
import math
import re
from graphlib import TopologicalSorter

import pytest

from gan_course.lab.controls import CONTROLS, OBJECTIVES, REMEDIES
from gan_course.lab.presets import PRESETS
from gan_course.notebooks.pairs import ROOT

PAGE = ROOT / "site" / "laboratory" / "page"
MODULES = sorted(PAGE.glob("*.js"))
WORDS = (PAGE / "words.js").read_text(encoding="utf-8")
POINTS = [name for name, preset in PRESETS.items() if not preset.settings.digits]
TOLD = (PAGE / "experiments.js").read_text(encoding="utf-8")
EXPERIMENTS = json.loads(TOLD.partition("EXPERIMENTS = ")[2].rstrip(";\n"))


def names(constant):
    """Return the keys of an object of words.js."""
    body = re.search(rf"export const {constant} = {{\n(.*?)\n}};", WORDS, re.S)[1]
    return re.findall(r"(?:^|, )\s*(\w+): ", re.sub(r"[\[{].*?[\]}],?$|\"[^\"]*\"", "", body, flags=re.M), re.M)


def test_every_control_and_remedy_on_points_has_its_line():
    assert set(names("KNOBS")) == set(CONTROLS) - {"objective"}
    assert set(names("OBJECTIVES")) == set(OBJECTIVES)
    assert set(names("REMEDIES")) == {name for name, control in REMEDIES.items() if control.where != "digits"}


def test_every_control_and_remedy_stands_on_one_part_of_the_map():
    lists = re.findall(r"\[([^\[\]]*)\]\]?", re.search(r"WHERE = {(.*?)};", WORDS, re.S)[1])
    placed = [name for line in lists for name in re.findall(r'"(\w+)"', line) if name in REMEDIES]
    assert sorted(placed) == sorted(names("REMEDIES"))
    knobs = re.findall(r'"(\w+)"', " ".join(re.findall(r"knobs: \[(.*?)\]", WORDS)))
    assert set(knobs) == set(CONTROLS)


def test_each_experiment_on_points_has_answers_and_an_outcome():
    assert list(EXPERIMENTS) == POINTS
    for told in EXPERIMENTS.values():
        assert 3 <= len(told["answers"]) == len(set(told["answers"])) <= 4
        assert told["asked"].endswith("?") and told["came"].endswith(".")


# What the lesson itself says of each; the rest is the preset's own sentence, or says where to look.
@pytest.mark.parametrize("name", ["healthy", "faster_d", "saturating", "grid", "slow_d", "far_apart"])
def test_what_came_of_an_experiment_is_what_the_notebook_says(name):
    lesson = (ROOT / "lessons" / "10_laboratory.py").read_text(encoding="utf-8")
    plain = re.sub(r"[\s$*\\#]+", " ", lesson.replace("\n# ", " ").replace(r"\log", "log"))
    first = re.sub(r"\s+", " ", EXPERIMENTS[name]["came"]).split(". ")[0].split(": it is a cone")[0].rstrip(".")
    assert first in plain


def test_the_hopping_run_and_the_spiral_are_told_as_the_course_tells_them():
    lesson = re.sub(r"[\s$*\\#]+", " ", (ROOT / "lessons" / "10_laboratory.py").read_text(encoding="utf-8"))
    assert EXPERIMENTS["hopping"]["came"].split(": ")[1].split(". ")[0] in lesson
    assert EXPERIMENTS["spiral"]["came"] == PRESETS["spiral"].look_for


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_is_small_and_takes_from_its_neighbours_alone(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 250
    assert text.startswith("// ")
    for source in re.findall(r'from "([^"]+)"', text):
        assert (PAGE / source).resolve().parent in (PAGE, PAGE.parent / "engine")


def test_no_module_imports_in_a_circle():
    graph = {path.name: re.findall(r'from "\./([^"]+)"', path.read_text(encoding="utf-8")) for path in MODULES}
    assert set(TopologicalSorter(graph).static_order()) == set(graph)


def test_no_outside_address():
    for path in [*MODULES, *PAGE.glob("*.css"), PAGE / "index.html"]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?:|//[a-z]+\.[a-z]+/|@import|url\((?!#)", text), path.name


# ---------------------------------------------------------------- colours

def colours(theme):
    """Return the colours of a theme by name, each as (red, green, blue) from 0 to 1."""
    css = (PAGE / "base.css").read_text(encoding="utf-8")
    light = re.search(r":root \{(.*?)\n\}", css, re.S)[1]
    dark = re.search(r':root\[data-theme="dark"\] \{(.*?)\n\}', css, re.S)[1]
    found = dict(re.findall(r"--([\w-]+): (#\w{6})", light + (dark if theme == "dark" else "")))
    return {name: [int(hex_[i:i + 2], 16) / 255 for i in (1, 3, 5)] for name, hex_ in found.items()}


def linear(colour):
    """From sRGB to light."""
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour]


def times(row, column):
    """Their scalar product."""
    return sum(a * b for a, b in zip(row, column, strict=True))


def contrast(one, other):
    """The ratio of WCAG 2, from 1 to 21."""
    dark, light = sorted(times((0.2126, 0.7152, 0.0722), linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read(theme):
    known = colours(theme)
    grounds = {"ink": ["card", "ground", "well", "d-tint", "g-tint", "real-tint"], "soft": ["card", "ground", "well"],
               "g-ink": ["card"], "d-ink": ["card"], "real-ink": ["card"], "push": ["card"], "on-act": ["act"]}
    for name, others in grounds.items():
        for other in others:
            assert contrast(known[name], known[other]) >= 4.5, (name, other)
    for fill in ("g-fill", "d-fill", "bad"):
        assert contrast([1, 1, 1], known[fill]) >= 4.5, fill


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_mark_stands_out_from_d_s_opinion(theme):
    known = colours(theme)
    for mark, ground in itertools.product(("real", "g", "push"), ("low", "high")):
        assert contrast(known[mark], known[ground]) >= 3, (mark, ground)


# Machado, Oliveira & Fernandes 2009, severity 1: what is left of a colour without one kind of cone
SIGHT = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]


def seen(colour, sight):
    """What an eye of that kind sees, as L, a, b."""
    light = [min(1, max(0, times(row, linear(colour)))) for row in SIGHT[sight]]
    x, y, z = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in
               (times(row, light) / white for row, white in zip(XYZ, (0.9505, 1.0, 1.089), strict=True)))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", list(SIGHT))
def test_the_fakes_differ_from_the_real_points_for_every_eye(theme, sight):
    known = colours(theme)
    for one, other in (("real", "g"), ("g", "d")):
        distance = math.dist(seen(known[one], sight), seen(known[other], sight))
        assert distance > 25, (one, other, distance)
