"""The checker of lesson 13 on the message that a cycle hides."""

import numpy as np
from verdicts import right_answers, wrong_answers

from gan_course.exercises import ex13_message

_right = ex13_message._hidden_message


def by_multiplying(there, back, read, faces, wall, truth):
    middle = there(faces)
    return [np.mean(read(back(picture)) == truth) for picture in (middle, middle * ~wall[..., None])]


def by_assigning(there, back, read, faces, wall, truth):
    middle = np.array(there(faces))
    first = (read(back(middle)) == truth).mean()
    middle[wall] = 0
    return first, (read(back(middle)) == truth).mean()


def by_counting(there, back, read, faces, wall, truth):
    middle = there(faces)
    repainted = np.where(np.repeat(wall[..., None], 3, axis=-1), 0, middle)
    found = [sum(int(a == b) for a, b in zip(read(back(x)), truth, strict=True)) for x in (middle, repainted)]
    return np.array(found) / len(truth)


def one_after_the_other(there, back, read, faces, wall, truth):
    def share(picture):
        return 1 - np.mean(read(back(picture)) != truth)
    return share(there(faces)), share(np.where(wall[:, :, :, np.newaxis], np.zeros(3), there(faces)))


test_right_tests = right_answers(ex13_message.hidden_message, {
    "multiplied": by_multiplying, "assigned": by_assigning, "counted": by_counting, "twice": one_after_the_other})


def _second(share):
    return lambda *args: (_right(*args)[0], share(*args))


def repaint_last(there, back, read, faces, wall, truth):
    return np.mean(read(np.where(wall[..., None], 0.0, back(there(faces)))) == truth)


def in_white(there, back, read, faces, wall, truth):
    return np.mean(read(back(np.where(wall[..., None], 1.0, there(faces)))) == truth)


def spoiled(there, back, read, faces, wall, truth):
    first = np.mean(read(back(there(faces))) == truth)
    second = _right(there, back, read, faces, wall, truth)[1]
    faces[wall] = 0
    return first, second


test_wrong_tests = wrong_answers(ex13_message.hidden_message, {
    "middle read": (lambda *args: (ex13_message._middle_read(*args), _right(*args)[1]), "there *and* back"),
    "not translated": (lambda *args: (ex13_message._not_through(*args), _right(*args)[1]), "without a translation"),
    "no way back": (_second(ex13_message._no_way_back), "must still go back"),
    "repainted first": (_second(ex13_message._repaint_first), "*middle*"),
    "repainted last": (_second(repaint_last), "*middle*"),
    "face repainted": (_second(ex13_message._face_repainted), "leave the face"),
    "white": (_second(in_white), "`repainted`"),
    "all grey": (_second(ex13_message._everything_grey), "took the face away"),
    "turned round": (lambda *args: _right(*args)[::-1], "comes first"),
    "wrong ones": (lambda *args: tuple(1 - share for share in _right(*args)), "*right* readings"),
    "numbers": (lambda *args: tuple(len(args[-1]) * share for share in _right(*args)), "divide by"),
    "one value": (lambda *args: _right(*args)[0], "2 things are wanted"),
    "same twice": (lambda *args: (_right(*args)[0],) * 2, "`repainted`"),
    "face spoiled": (spoiled, "changed in place"),
    "text": (lambda *args: ("a", "b"), "numbers"),
    "NaN": (lambda *args: (np.nan, np.nan), "NaN"),
})
