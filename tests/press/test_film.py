"""The film: points packed to within half a byte, frames of a real run, kept until something changes."""

import json

import numpy as np
import pytest

from gan_course.press import film


def test_points_survive_packing_and_strays_lie_on_the_edge():
    limits = (-2.0, 3.0)
    points = np.random.default_rng(0).uniform(-2, 3, (50, 2))
    assert np.abs(film.unpacked(film.packed(points, limits), limits) - points).max() <= 5 / 255 / 2 + 1e-9
    assert film.unpacked(film.packed([[-9, 9]], limits), limits).tolist() == [[-2.0, 3.0]]


def test_modes_reached_are_those_nearest_to_two_in_a_hundred():
    means = np.array([[0.0, 0.0], [4.0, 0.0], [8.0, 0.0]])
    fakes = np.repeat([[0.1, 0.0], [4.1, 0.0], [8.0, 0.0]], [97, 2, 1], axis=0)
    assert film.reached(fakes, means) == 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a short film of a real run."""
    folder = tmp_path_factory.mktemp("films")
    film.kept("hopping", 60, 20, folder)
    return folder


def test_frames_of_a_real_run(folder):
    kept = film.kept("hopping", 60, 20, folder)
    assert [frame["step"] for frame in kept["frames"]] == [0, 20, 40, 60] and kept["of"] == 8
    places = [film.unpacked(frame["fakes"], kept["limits"]) for frame in kept["frames"]]
    assert all(place.shape == (film.POINTS, 2) for place in places)
    assert not np.allclose(places[0], places[-1], atol=0.02)
    assert kept["frames"][0]["losses"] == [None, None] and kept["frames"][1]["losses"][0] > 0
    real = film.unpacked(kept["real"], kept["limits"])
    assert abs(np.linalg.norm(real, axis=1).mean() - np.linalg.norm(real, axis=1)[0]) < 0.5, "a ring"


def test_a_kept_film_is_not_run_again_and_another_setting_is(folder, monkeypatch):
    runs = []
    monkeypatch.setattr(film, "run", lambda *arguments: runs.append(arguments) or {"frames": []})
    film.kept("hopping", 60, 20, folder)
    assert runs == []
    assert film.kept("hopping", 61, 20, folder) == {"frames": []} and runs == [("hopping", 61, 20)]


def test_the_html_holds_the_data_and_a_sentence(folder):
    text = film.html("hopping", 60, 20, folder)
    data = text.partition('<script type="application/json">')[2].partition("</script>")[0]
    assert json.loads(data)["of"] == 8 and 'max="3"' in text and "A film of 4 frames over 60 steps" in text
