"""What a run leaves behind: a timeline of pictures to look back through, and the curves."""

import numpy as np

ARRAYS = ("fakes", "mesh", "arrows", "surface", "images")
MOST_PICTURES = 160
MOST_ROWS = 1200
COLUMNS = ("step", "d_loss", "g_loss", "modes", "quality", "divergence")


class Record:
    """Pictures and curve points of one run, thinned out so that both stay small however long it trains.

    `pictures`: packed frames, oldest first. `rows`: lists of numbers, one for each of `COLUMNS`.
    """

    def __init__(self):
        self.pictures, self.rows = [], []
        self._picture_every = self._row_every = 1

    def add(self, frame):
        """Keep a frame's numbers, and its picture, unless the last kept one is near; return the new row, or None."""
        step = frame["step"]
        if not self.pictures or step >= self.pictures[-1]["step"] + self._picture_every:
            self.pictures.append(pack(frame))
            if len(self.pictures) > MOST_PICTURES:
                self.pictures = self.pictures[::2]
                self._picture_every = max(2 * self._picture_every, step // (MOST_PICTURES // 2))
        if self.rows and step < self.rows[-1][0] + self._row_every:
            return None
        self.rows.append(row(frame))
        if len(self.rows) > MOST_ROWS:
            self.rows = self.rows[::2]
            self._row_every = max(2 * self._row_every, step // (MOST_ROWS // 2))
        return self.rows[-1]


def row(frame):
    """Return a frame's point on the curves; None, which JSON knows, for what is no number."""
    numbers = {**frame, **frame["counts"]}
    return [numbers[name] if np.isfinite(numbers[name]) else None for name in COLUMNS]


def pack(frame):
    """Return the frame with its arrays as little-endian bytes.

    {"step", "counts", …, "arrays": {name: [shape, type]}, "buffers": [bytes, …]}, in the order of the arrays.
    """
    packed = {name: value for name, value in frame.items() if name not in ARRAYS}
    for name in ("d_loss", "g_loss"):
        packed[name] = packed[name] if np.isfinite(packed[name]) else None
    packed["arrays"], packed["buffers"] = {}, []
    for name in ARRAYS:
        if name in frame:
            array = np.ascontiguousarray(frame[name])
            array = array if array.dtype == np.uint8 else np.nan_to_num(array.astype("<f4"))
            packed["arrays"][name] = [list(array.shape), "u1" if array.dtype == np.uint8 else "f4"]
            packed["buffers"].append(array.tobytes())
    return packed


def unpacked(packed, name):
    """Return one array of a packed frame, or None where it has none."""
    for (key, (shape, kind)), buffer in zip(packed["arrays"].items(), packed["buffers"], strict=True):
        if key == name:
            return np.frombuffer(buffer, dtype=f"<{kind}").reshape(shape)
    return None
