"""The timeline stays small, keeps its order and its ends, and packs what JSON and a canvas can read."""

import json

import numpy as np
import pytest

from gan_course.lab.record import ARRAYS, COLUMNS, MOST_PICTURES, MOST_ROWS, Record, pack, row, unpacked

COUNTS = {"modes": 3, "of": 8, "quality": 0.5, "divergence": 0.25}


def frame(step, **changes):
    return {"step": step, "d_loss": 1.5, "g_loss": -0.5, "counts": dict(COUNTS),
            "fakes": np.full((4, 2), step, np.float32), **changes}


@pytest.mark.parametrize("stride", [1, 10, 50])
def test_ten_thousand_frames_leave_a_short_and_even_timeline(stride):
    record, told = Record(), []
    for i in range(1, 10_001):
        told.append(record.add(frame(stride * i)))
        assert len(record.pictures) <= MOST_PICTURES and len(record.rows) <= MOST_ROWS
    for steps, most in (([p["step"] for p in record.pictures], MOST_PICTURES),
                        ([r[0] for r in record.rows], MOST_ROWS)):
        gaps = np.diff(steps)
        assert (gaps > 0).all() and steps[0] == stride
        assert len(steps) > most / 4, "thinned out more than needed"
        assert stride * 10_000 - steps[-1] <= gaps.max(), "the end of the run is kept"
        assert gaps.max() <= 4 * stride * 10_000 / most
    told = [entry for entry in told if entry is not None]
    assert told[-1] == record.rows[-1] and len(told) >= len(record.rows)


def test_the_first_and_the_newest_survive_the_thinning_itself():
    record = Record()
    for i in range(MOST_PICTURES + 1):
        record.add(frame(i))
    assert len(record.pictures) == MOST_PICTURES // 2 + 1
    assert [record.pictures[i]["step"] for i in (0, -1)] == [0, MOST_PICTURES]
    assert np.array_equal(unpacked(record.pictures[-1], "fakes"), np.full((4, 2), MOST_PICTURES))


def test_a_row_is_the_columns_and_none_for_what_is_no_number():
    assert COLUMNS == ("step", "d_loss", "g_loss", "modes", "quality", "divergence")
    assert row(frame(7)) == [7, 1.5, -0.5, 3, 0.5, 0.25]
    assert row(frame(7, d_loss=float("nan"), g_loss=float("-inf"))) == [7, None, None, 3, 0.5, 0.25]


def test_packing_and_back():
    rng = np.random.default_rng(0)
    arrays = {"fakes": rng.normal(size=(5, 2)).astype("float32"), "mesh": np.zeros((0, 3), np.float32),
              "arrows": rng.normal(size=(5, 2)).T.copy().T,  # Fortran order, float64
              "surface": rng.integers(256, size=(3, 3)).astype(np.uint8),
              "images": rng.integers(256, size=(2, 28, 28)).astype(np.uint8)}
    packed = pack({**frame(3), **arrays})
    assert tuple(packed["arrays"]) == ARRAYS
    for name, array in arrays.items():
        assert np.array_equal(unpacked(packed, name), array.astype(np.uint8 if name in ("surface", "images") else "f4"))
    assert packed["buffers"][0] == arrays["fakes"].astype("<f4").tobytes()
    assert unpacked(pack(frame(0)), "surface") is None


@pytest.mark.filterwarnings("error")
def test_headers_are_json_also_after_a_divergence():
    bad = frame(3, d_loss=float("nan"), g_loss=float("inf"), fakes=np.array([[np.nan, np.inf], [-np.inf, 1.0]]))
    packed = pack(bad)
    header = json.loads(json.dumps({k: v for k, v in packed.items() if k != "buffers"}, allow_nan=False))
    assert header == {"step": 3, "d_loss": None, "g_loss": None, "counts": COUNTS, "arrays": {"fakes": [[2, 2], "f4"]}}
    assert np.isfinite(unpacked(packed, "fakes")).all() and unpacked(packed, "fakes")[1, 1] == 1.0
