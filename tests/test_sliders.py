"""Sliders without a browser: a moved slider must draw again, and a stored output must keep a picture."""

import io

import matplotlib.pyplot as plt
import pytest

from gan_course import plots
from gan_course.sliders import panel, with_sliders

ALT = "A point at the slider's place."


def draw(place):
    figure = plots.curves([0, 1], {"place": [place, place]}, title=f"at {place:.2f}")
    figure.axes[0].set_ylim(-3, 3)
    return figure


def test_moving_a_slider_draws_again():
    box, first = panel(draw, ALT, place=(-2, 2, 0.0))
    slider, picture = box.children
    assert picture.value == first and first.startswith(b"\x89PNG")
    slider.value = 1.5
    assert picture.value != first
    slider.value = 0.0
    assert picture.value == first


def test_sliders_have_the_given_range_and_readable_names():
    box, _ = panel(lambda left_share: draw(left_share), ALT, left_share=(0, 1, 0.25))
    slider = box.children[0]
    assert (slider.min, slider.max, slider.value, slider.step) == (0, 1, 0.25, 0.025)
    assert slider.description == "left share"


def test_the_picture_is_as_wide_as_it_was_drawn_and_no_wider_than_the_page():
    picture = panel(draw, ALT, place=(-2, 2, 0.0))[0].children[1]
    width = plots.style.Image.open(io.BytesIO(picture.value)).width
    assert (picture.layout.width, picture.layout.max_width) == (f"{width}px", "100%")


def test_no_figure_is_left_open():
    before = plt.get_fignums()
    box, _ = panel(draw, ALT, place=(-2, 2, 0.0))
    box.children[0].value = 1.0
    assert plt.get_fignums() == before


def test_the_output_holds_a_widget_a_picture_and_the_sentence(monkeypatch):
    shown = {}
    monkeypatch.setattr("IPython.get_ipython", lambda: "a kernel")
    monkeypatch.setattr("IPython.display.display", lambda data, **options: shown.update(data))
    assert with_sliders(draw, ALT, place=(-2, 2, 0.0)) is None
    assert shown["text/plain"] == ALT
    assert shown["image/png"].startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in shown


def test_outside_jupyter_it_prints_the_sentence(capsys):
    with_sliders(draw, ALT, place=(-2, 2, 0.0))
    assert capsys.readouterr().out == ALT + "\n"


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ((0, 1), r"the slider place is \(0, 1\); give \(low, high, start\)"), (3, "the slider place is 3"),
        ((0, 1, 2), "the start of the slider place is 2; give a number from 0 to 1"),
        ((0, 1, None), "start .* is None"),
        ((1, 1, 1), r"the range of the slider place is \(1, 1\)"), ((0, 1j, 1), "range .* is .*1j"),
        ((0, 1, 0.5, 0), "the step of the slider place is 0; give a number above 0"),
    ],
)
def test_bad_sliders_are_named(setting, words):
    with pytest.raises(ValueError, match=words):
        panel(draw, ALT, place=setting)


def test_a_fault_in_the_drawing_is_raised_at_once():
    with pytest.raises(ZeroDivisionError):
        panel(lambda place: draw(1 / place), ALT, place=(-1, 1, 0))
