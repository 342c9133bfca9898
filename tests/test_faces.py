"""The faces: how many, of which kinds, drawn independently; their walls, and their sketches."""

import numpy as np
import pytest

from gan_course import datasets, faces


@pytest.fixture(scope="module")
def data():
    return datasets.faces()


def test_shapes_ranges_and_no_face_twice(data):
    assert data.x_train.shape == (6000, 16, 16, 3) and data.x_test.shape == (2000, 16, 16, 3)
    assert data.x_train.dtype == np.float32 and data.x_train.min() >= -1 and data.x_train.max() <= 1
    everything = np.concatenate([data.x_train, data.x_test]).reshape(8000, -1)
    assert len(np.unique(everything, axis=0)) == 8000
    assert len(np.unique(everything.reshape(-1, 3), axis=0)) == 74


def test_labels_name_values_that_exist(data):
    for labels in (data.y_train, data.y_test):
        assert tuple(labels.columns) == faces.ATTRIBUTES
        for name, values in faces.VALUES.items():
            assert set(labels[name]) == set(range(len(values)))
    assert list(data.y_test.index) == list(range(2000))


def test_shares_are_those_that_data_readme_states(data):
    labels = data.y_train
    assert (labels.glasses == 1).mean() == pytest.approx(0.20, abs=0.02)
    assert (labels.hat == 1).mean() == pytest.approx(0.10, abs=0.02)
    assert (labels.skin == 3).mean() == pytest.approx(0.15, abs=0.02)
    assert (labels.smile == 1).mean() == pytest.approx(0.50, abs=0.02)


def test_attributes_do_not_hang_together(data):
    """Cramér's V of independent attributes is near 0; for 45 styles and 6,000 faces chance alone gives below 0.1."""
    labels = data.y_train
    for i, one in enumerate(faces.ATTRIBUTES):
        for other in faces.ATTRIBUTES[:i]:
            counts = np.zeros((labels[one].max() + 1, labels[other].max() + 1))
            np.add.at(counts, (labels[one], labels[other]), 1)
            expected = counts.sum(1, keepdims=True) * counts.sum(0) / counts.sum()
            chi_squared = ((counts - expected) ** 2 / expected).sum()
            assert np.sqrt(chi_squared / counts.sum() / (min(counts.shape) - 1)) < 0.1


def test_the_labels_are_those_of_the_picture(data):
    """What can be read off pixels: the corner is the wall, and a hat is grey, which nothing else is."""
    corner = np.round((data.x_test[:, 0, 0] + 1) * 127.5)
    np.testing.assert_array_equal(corner, faces.BACKGROUNDS[data.y_test.background])
    grey = (np.round((data.x_test[:, :6] + 1) * 127.5) == 0x3D).all(axis=-1).any(axis=(1, 2))
    assert (grey == (data.y_test.hat == 1)).mean() > 0.99


def test_the_wall_is_found_and_repainted(data):
    images = data.x_test[:50]
    wall = faces.background_mask(images)
    assert wall.shape == (50, 16, 16) and wall[:, 0, 0].all() and 0.2 < wall.mean() < 0.7
    assert not wall[:, 6, 7].any()                                  # the middle of the face
    studio = faces.with_background(images)
    assert (studio[wall] == 0).all()
    np.testing.assert_array_equal(studio[~wall], images[~wall])
    blue = faces.with_background(images, (-1, 0, 1))
    np.testing.assert_array_equal(blue[wall], np.tile([-1, 0, 1], (wall.sum(), 1)))
    assert images is data.x_test[:50] or (images == data.x_test[:50]).all()      # the given ones are untouched


def test_a_sketch_marks_the_edges_and_nothing_else():
    images = np.full((1, 16, 16, 3), -0.5, np.float32)
    images[0, 4:, :, 1] = 0.5                # one edge, between rows 3 and 4
    wanted = np.full((16, 16), -1.0)
    wanted[3] = 1.0
    np.testing.assert_array_equal(faces.sketches(images)[0, ..., 0], wanted)
    np.testing.assert_array_equal(faces.sketches(images.swapaxes(1, 2))[0, ..., 0], wanted.T)
