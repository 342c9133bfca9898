"""Faces of 16×16 pixels, drawn from known attributes: no persons, and the truth about each picture is known."""

from typing import NamedTuple

import numpy as np

from gan_course import arguments
from gan_course.data_files import checked_path

DATA_FILE = "faces.npz"
N_SHORT_STYLES = 24  # the first 24 styles are short, the other 21 long
VALUES = {
    "background": ("blue", "green", "pink", "yellow", "violet"),
    "skin": ("light", "tan", "brown", "dark"),
    "hair": (*(f"short {i}" for i in range(1, 25)), *(f"long {i}" for i in range(1, 22))),
    "hair_colour": ("blond", "brown", "black", "red", "blue", "green"),
    "smile": ("no", "yes"),
    "clothing_colour": ("blue", "green", "red", "yellow", "violet", "white"),
    "glasses": ("no", "yes"),
    "hat": ("no", "yes"),
}
ATTRIBUTES = tuple(VALUES)
BACKGROUNDS = np.array([[156, 199, 232], [168, 216, 160], [242, 167, 181], [244, 214, 122], [201, 179, 230]])
_N_HAPPY = 4  # of the eight mouths that were drawn


class Faces(NamedTuple):
    """Images float32 (n, 16, 16, 3) in [-1, 1]; labels: a table with one column for each of `ATTRIBUTES`, integers."""

    x_train: np.ndarray
    y_train: "pandas.DataFrame"  # noqa: F821
    x_test: np.ndarray
    y_test: "pandas.DataFrame"  # noqa: F821


def faces(data_dir=None) -> Faces:
    """6,000 drawn faces to train on and 2,000 to test on, from `data/`, with their attributes.

    Each attribute was drawn without regard to the others; `VALUES` names what its numbers mean. Raises DataFileError
    when the file is missing or damaged. Design: Pixel Art by DiceBear, CC0 1.0.
    """
    with np.load(checked_path(DATA_FILE, data_dir)) as file:
        images = file["palette"][file["images"]].astype(np.float32) / 127.5 - 1.0
        names, drawn, n_train = list(file["attributes"]), file["labels"].astype(np.int32), int(file["n_train"])
    drawn = dict(zip(names, drawn.T, strict=True))
    drawn["smile"] = (drawn["mouth"] < _N_HAPPY).astype(np.int32)
    drawn["glasses"], drawn["hat"] = (np.minimum(drawn[name], 1) for name in ("glasses", "hat"))
    labels = table({name: drawn[name] for name in ATTRIBUTES})
    parts = labels[:n_train], labels[n_train:].reset_index(drop=True)
    return Faces(images[:n_train], parts[0], images[n_train:], parts[1])


def table(columns):
    """Return {attribute: values (n,)} as a table of pandas, one row for each face."""
    import pandas as pd  # here, because importing pandas takes a while

    return pd.DataFrame(columns)


def background_mask(images) -> np.ndarray:
    """Return where a *drawn* face shows its background: truth values (n, 16, 16). Generated faces have no such truth.

    images: (n, 16, 16, 3) in [-1, 1], as `faces` gives them.
    """
    images = arguments.images("images", images, ("n", 16, 16, 3))
    pixels = np.round((images + 1) * 127.5)
    return (pixels[..., None, :] == BACKGROUNDS).all(axis=-1).any(axis=-1)


def with_background(images, colour=(0.0, 0.0, 0.0)) -> np.ndarray:
    """Return copies of *drawn* faces before a wall of one colour: float32 (n, 16, 16, 3).

    colour: red, green and blue in [-1, 1]; the usual one is grey.
    """
    colour = arguments.array("colour", colour, (3,), low=-1, high=1, dtype="float32")
    mask = background_mask(images)
    return np.where(mask[..., None], colour, np.asarray(images, np.float32))


def sketches(images) -> np.ndarray:
    """Return line drawings of faces: +1 where a pixel differs from the one to its right or below, −1 elsewhere.

    images: (n, 16, 16, 3) in [-1, 1]. Returns float32 (n, 16, 16, 1).
    """
    images = arguments.images("images", images, ("n", 16, 16, 3))
    edges = np.zeros(images.shape[:3], dtype=bool)
    edges[:, :-1] |= np.abs(np.diff(images, axis=1)).max(axis=-1) > 0.1
    edges[:, :, :-1] |= np.abs(np.diff(images, axis=2)).max(axis=-1) > 0.1
    return np.where(edges, 1.0, -1.0).astype(np.float32)[..., None]
