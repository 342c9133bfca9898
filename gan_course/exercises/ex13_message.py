"""Exercise of lesson 13 on what a cycle hides: read the message, then destroy it."""

import numpy as np

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone

# --- hidden_message -----------------------------------------------------------------------------------------------

def _hidden_message(there, back, read, faces, wall, truth):
    middle = there(faces)
    repainted = np.where(wall[..., None], 0.0, middle)     # exactly grey, and the rest as it was
    as_it_is = np.mean(read(back(middle)) == truth)
    without = np.mean(read(back(repainted)) == truth)
    return as_it_is, without


class _Hiding:
    """A translation that paints walls nearly grey: what is left of the grey tells the colour that was there.

    strength: how much it leaves.
    """

    def __init__(self, wall, strength):
        self.wall, self.strength = wall[..., None], strength

    def there(self, faces):
        return np.where(self.wall, self.strength * (faces - 0.3), faces * 0.9)

    def back(self, middle):
        return np.where(self.wall, middle / self.strength + 0.3, middle / 0.9 - 0.15)     # the face grows darker

    def read(self, faces):
        """The wall's brightness in four steps, at its brightest pixel; where the face is dark it is misread."""
        wall = self.wall[..., 0]
        brightness = faces.mean(axis=-1)
        read = np.digitize(np.where(wall, brightness, -9).max(axis=(1, 2)), [-0.3, 0.1, 0.5])
        dark = np.where(wall, 0, brightness).sum(axis=(1, 2)) < 0
        return np.where(dark, (read + 1) % 4, read)


def _draw_translation(rng):
    """A translation, faces whose walls have four shades, where the walls are, and their shades."""
    n, size = int(rng.integers(15, 40)), int(rng.integers(4, 8))
    wall = rng.uniform(size=(n, size, size)) < 0.5
    wall[:, 0, 0], wall[:, 1, 1] = True, False
    truth = rng.choice(4, size=n, p=[0.35, 0.1, 0.2, 0.35])
    shade = np.array([-0.6, -0.1, 0.3, 0.8])[truth]
    faces = rng.uniform(-0.9, 0.9, size=(n, size, size, 3)) + rng.choice([-0.3, 0.3], size=(n, 1, 1, 1), p=[0.3, 0.7])
    faces = np.where(wall[..., None], shade[:, None, None, None], faces)
    hiding = _Hiding(wall, float(rng.uniform(0.01, 0.1)))
    return hiding.there, hiding.back, hiding.read, faces, wall, truth


def _both(first=None, second=None):
    def slip(there, back, read, faces, wall, truth):
        right = _hidden_message(there, back, read, faces, wall, truth)
        values = (part(there, back, read, faces, wall, truth) if part else value
                  for part, value in zip((first, second), right, strict=True))
        return tuple(values)
    return slip


def _everything_grey(there, back, read, faces, wall, truth):
    return np.mean(read(back(np.zeros_like(faces))) == truth)


def _repaint_first(there, back, read, faces, wall, truth):
    return np.mean(read(back(there(np.where(wall[..., None], 0.0, faces)))) == truth)


def _face_repainted(there, back, read, faces, wall, truth):
    return np.mean(read(back(np.where(wall[..., None], there(faces), 0.0))) == truth)


def _middle_read(there, back, read, faces, wall, truth):
    return np.mean(read(there(faces)) == truth)


def _no_way_back(there, back, read, faces, wall, truth):
    return np.mean(read(np.where(wall[..., None], 0.0, there(faces))) == truth)


def _not_through(there, back, read, faces, wall, truth):
    return np.mean(read(faces) == truth)


hidden_message = Exercise(
    "hidden_message", _hidden_message,
    checks=[agrees_with_reference(_hidden_message, _draw_translation, "the two shares are not those of right readings "
                                  "after the cycle, as it is and with the wall repainted in between", {
                "in the first share the faces must go there *and* back before they are read": _both(_middle_read),
                "in the first share the faces are read as they were, without a translation": _both(_not_through),
                "in the second share the picture in the middle must still go back before it is read":
                    _both(None, _no_way_back),
                "repaint the picture in the *middle*, after the way there and before the way back: earlier or later, "
                "no message is destroyed": _both(None, _repaint_first),
                "repaint the *wall* and leave the face: `wall` is True where the wall is":
                    _both(None, _face_repainted),
                "repaint the wall alone; you took the face away too": _both(None, _everything_grey),
                "the share as it is comes first, then the one with the wall repainted":
                    lambda *args: _hidden_message(*args)[::-1],
                "both shares are those of *right* readings; yours are those of wrong ones":
                    lambda *args: tuple(1 - share for share in _hidden_message(*args)),
                "return shares, not numbers of faces: divide by the number of faces":
                    lambda *args: tuple(len(args[-1]) * share for share in _hidden_message(*args))},
                returned=("as_it_is", "repainted")),
            leaves_arguments_alone(_draw_translation)],
    hints=[
        "middle = there(faces) is the picture in the studio. Read what comes back from it: read(back(middle)).",
        "np.where(wall[..., None], 0.0, middle) is the same picture with the wall in exact grey, which is 0.",
        "Both shares are np.mean(read(back(picture)) == truth), once with middle and once with the repainted one.",
    ],
    praise="If the second share falls to chance, the colour was in the wall, where you saw none.",
    mine="measures",
    doc="How often an attribute is read rightly after a cycle, as it is and with the wall repainted. Chu et al. 2017.",
)
