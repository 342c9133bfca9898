"""The clinic's paper: a row for each patient, the numbers in words, and a table that holds what was measured."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from gan_course import plots
from gan_course.exercises import ex09_clinic_sheets
from gan_course.exercises.ex09_clinic_runs import run_clinic

NAMES = ["healthy", "3", "5", "6", "11"]


@pytest.fixture(scope="module")
def runs():
    return run_clinic(0, NAMES, steps=90)


@pytest.fixture
def sheet(runs):
    fig = ex09_clinic_sheets.clinic_sheet(runs, NAMES)
    yield fig
    plt.close(fig)


def test_a_row_of_four_panels_for_each_patient(sheet):
    axes = np.array(sheet.axes).reshape(len(NAMES), 4)
    assert [row[0].get_ylabel() for row in axes] == ["healthy", *(f"patient {name}" for name in NAMES[1:])]
    assert [ax.get_legend().get_title().get_text() for ax in axes[0]] == [
        "Losses, as logged", "D(x), mean", "Samples: shares", "Last samples"]
    assert [ax.get_xlabel() for ax in axes[-1]] == ["step", "step", "step", "$x_1$"]
    assert all(ax.get_legend() is None for ax in axes[1:].flat)


def test_the_lines_are_the_charts_curves_in_house_colours(sheet, runs):
    opinions, counts = sheet.axes[1], sheet.axes[2]
    for line, name in zip(opinions.lines, ("real_seen", "real_fresh", "fake_in_d", "fake_in_g"), strict=False):
        np.testing.assert_array_equal(line.get_ydata(), getattr(runs["healthy"], name))
    assert (opinions.lines[0].get_color(), opinions.lines[2].get_color()) == (plots.REAL, plots.FAKE)
    np.testing.assert_array_equal(counts.lines[0].get_ydata(), runs["healthy"].modes / 8)
    np.testing.assert_array_equal(counts.lines[1].get_ydata(), runs["healthy"].quality)


def test_axes_show_what_would_be_outside(sheet):
    unscaled, huge = sheet.axes[8:12], sheet.axes[16:20]
    assert unscaled[3].get_xlim()[1] > 3
    assert re.search(r"up to \d+e\+\d+", huge[0].texts[0].get_text())
    assert not any(ax.texts for ax in sheet.axes[:16])


def test_the_text_says_the_same_in_numbers(runs):
    text = ex09_clinic_sheets.clinic_text(runs, ["healthy", "6"])
    healthy, sixth = re.findall(r"(?:Healthy|Patient 6):[^;]*;[^;]*;[^;]*;[^.]*", text)
    assert f"D(x) is {runs['healthy'].real_seen[-10:].mean():.2f} on real points" in healthy
    assert f"D's loss is {runs['6'].d_loss.mean():.2f}" in sixth
    assert "nan" not in text


def test_the_table_has_a_line_for_each_and_the_numbers_of_the_first_steps(runs):
    lines = ex09_clinic_sheets.clinic_table(runs).splitlines()
    rows = {line.split()[0]: re.sub(r"[|]|to", " ", line).split()[1:] for line in lines[4:]}
    assert list(rows) == NAMES
    assert max(map(len, lines)) < 110
    early = runs["3"].looks <= 60
    assert rows["3"][:2] == [f"{1000 * getattr(runs['3'], name)[early].mean():.2f}"
                             for name in ("d_moved", "d_moved_by_g")]
    assert rows["6"][0] == "0" and rows["healthy"][1] == "0"
    assert float(rows["11"][0]) > 1e5
    assert rows["healthy"][3].startswith("+")
    assert rows["healthy"][-2:] == [f"{runs['healthy'].lowest.min():.2f}", f"{runs['healthy'].highest.max():.2f}"]


def test_a_run_that_broke_off_can_be_shown(runs):
    broken = runs["healthy"]._replace(d_loss=np.r_[np.ones(5), np.full(85, np.nan)],
                                      g_loss=np.r_[np.ones(5), np.full(85, np.nan)])
    plt.close(ex09_clinic_sheets.clinic_sheet({"x": broken}, ["x"]))
    assert "D's loss is 1.00" in ex09_clinic_sheets.clinic_text({"x": broken}, ["x"])


def test_shown_outside_jupyter_the_text_is_printed(runs, capsys):
    ex09_clinic_sheets.show_patients(runs, ["3"])
    assert "Patient 3: at the end" in capsys.readouterr().out
    assert not plt.get_fignums()
