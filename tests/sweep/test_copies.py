"""A copy of a setting: what can be changed is new all the way down, what is one thing stays one."""

import collections
import dataclasses
import random
import types

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from gan_course.sweep.copies import copied


@dataclasses.dataclass
class Held:
    x: np.ndarray


@dataclasses.dataclass(frozen=True, slots=True)
class Frozen:
    x: np.ndarray


Pair = collections.namedtuple("Pair", "x y")


def doubled(thing):
    thing *= 2


@pytest.mark.parametrize("make, change, look", [
    (lambda: np.ones(2), doubled, np.ndarray.tolist),
    (lambda: np.ma.array([1, 2], mask=[0, 1]), lambda a: a.mask.__setitem__(0, True), lambda a: a.mask.tolist()),
    (lambda: np.array([np.ones(2), 1], object), lambda a: doubled(a[0]), lambda a: a[0].tolist()),
    (lambda: pd.DataFrame({"a": [1.0]}), lambda t: t.insert(0, "b", 3), lambda t: list(t.columns)),
    (lambda: pd.DataFrame({"a": [1.0]}), lambda t: t.__setitem__("a", 3.0), lambda t: t["a"].tolist()),
    (lambda: pd.Series([1.0]), lambda s: s.__setitem__(0, 3.0), lambda s: s.tolist()),
    (lambda: tf.Variable([1.0]), lambda v: v.assign([3.0]), lambda v: v.numpy().tolist()),
    (lambda: keras.Variable([1.0]), lambda v: v.assign([3.0]), lambda v: v.numpy().tolist()),
    (lambda: np.random.default_rng(0), lambda r: r.random(), lambda r: str(r.bit_generator.state)),
    (lambda: random.Random(0), lambda r: r.random(), lambda r: r.getstate()),
    (lambda: bytearray(b"a"), lambda b: b.append(1), bytes), (lambda: [[1]], lambda a: a[0].append(2), repr),
    (lambda: {"a": (1, {2})}, lambda d: d["a"][1].add(3), repr),
    (lambda: Held(np.ones(2)), lambda h: doubled(h.x), repr),
    (lambda: Frozen(np.ones(2)), lambda h: doubled(h.x), repr),
    (lambda: Pair(np.ones(2), 1), lambda p: doubled(p.x), repr),
    (lambda: types.SimpleNamespace(x=[1]), lambda n: n.x.append(2), repr),
    (lambda: collections.deque([[1]], 3), lambda d: d[0].append(2), repr),
    (lambda: collections.defaultdict(list, a=[1]), lambda d: d["a"].append(2), repr)])
def test_a_change_of_the_copy_leaves_the_thing_as_it_was(make, change, look):
    thing, before = make(), look(make())
    copy = copied([thing])[0]
    assert look(copy) == before and type(copy) is type(thing)
    change(copy)
    assert look(thing) == before and look(copy) != before


def test_a_circle_and_one_thing_in_two_places():
    data = np.asfortranarray(np.ones((2, 3)))
    circle = [data, {"again": data}]
    circle.append(circle)
    copy = copied(circle)
    assert copy[2] is copy and copy is not circle and copy[0] is copy[1]["again"] is not data
    assert copy[0].flags.f_contiguous


@pytest.mark.parametrize("thing", [1, "a", None, np.sin, lambda x: x, np.float32(1), (1, ("a",)), keras.layers.Dense(1),
                                   object(), tf.constant(1), frozenset({1}), Held],
                         ids=lambda thing: type(thing).__name__)
def test_what_is_no_data_or_cannot_be_changed_is_handed_on(thing):
    assert copied(thing) is thing
