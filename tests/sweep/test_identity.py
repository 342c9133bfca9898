"""What a thing is: the same text for the same, another for another, and a refusal where nobody can tell."""

import collections
import copy
import dataclasses
import datetime
import decimal
import enum
import functools
import io
import itertools
import json
import pathlib
import random
import threading
import types

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan_course import datasets, objectives, remedies
from gan_course.sweep.identity import described


@dataclasses.dataclass
class Rates:
    rate: float
    widths: tuple = (4, 4)


class Kind(enum.Enum):
    TOY = 1
    REAL = 2


Point = collections.namedtuple("Point", "x y")


def scaled(factor, offset=0.0):
    return lambda x: x * factor + offset


def layer(units=3, **options):
    return keras.layers.Dense(units, **options)


def network(seed=0, activation="relu"):
    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input((2,)), layer(activation=activation)])


def module(name, source):
    made = types.ModuleType(name)
    exec(source, made.__dict__)
    return made


LONG = np.arange(2000.0)
OTHER = np.where(LONG == 1000, -1, LONG)

# Each maker gives a new thing that is the same at each call; no two makers give the same.
THINGS = [
    lambda: None, lambda: True, lambda: 1, lambda: 1.0, lambda: "1", lambda: b"1", lambda: bytearray(b"1"),
    lambda: 1 + 0j, lambda: 0.1, lambda: float("nan"), lambda: float("inf"), lambda: -0.0, lambda: 10**400,
    lambda: 10**5000, lambda: -10**5000,
    lambda: (1, 2), lambda: [1, 2], lambda: {1, 2}, lambda: frozenset({1, 2}), lambda: {"a": 1, "b": 2},
    lambda: {"b": 2, "a": 1}, lambda: (1, (2,)), lambda: [[1], [1]], lambda: range(3), lambda: slice(0, 3),
    lambda: np.float32(0.1), lambda: np.float64(0.1), lambda: np.int64(1), lambda: np.bool_(True), lambda: np.str_("1"),
    lambda: np.array([1, 2]), lambda: np.array([1, 2], "int32"), lambda: np.array([[1, 2]]), lambda: np.array(1),
    lambda: LONG.copy(), lambda: OTHER.copy(), lambda: LONG.astype(">f8"), lambda: LONG.reshape(2, -1),
    lambda: np.ma.array([1, 2], mask=[0, 1]), lambda: np.ma.array([1, 2]), lambda: np.array([1, "a"], object),
    lambda: np.zeros(2, [("x", "f4"), ("y", "i4")]), lambda: np.array(["a", "b"]), lambda: np.dtype("f4"),
    lambda: tf.constant([1, 2]), lambda: tf.constant([1.0, 2.0]),
    lambda: Rates(0.1), lambda: Rates(0.2), lambda: Point(1, 2), lambda: Kind.TOY, lambda: Kind.REAL,
    lambda: pathlib.PurePosixPath("a/b"), lambda: datetime.date(2026, 1, 2), lambda: datetime.timedelta(3),
    lambda: decimal.Decimal("0.1"), lambda: collections.OrderedDict(a=1), lambda: collections.deque([1]),
    lambda: scaled(1), lambda: scaled(100), lambda: scaled(1, 1.0), lambda: scaled(LONG), lambda: scaled(OTHER),
    lambda: scaled(scaled(1)), lambda: scaled(scaled(2)), lambda: functools.partial(scaled, 1),
    lambda: functools.partial(scaled, 2), lambda: functools.partial(scaled, factor=1), lambda: functools.cache(scaled),
    lambda: scaled, lambda: np.sin, lambda: np.cos, lambda: np.sum, lambda: len, lambda: [1].count, lambda: [2].count,
    lambda: int, lambda: Rates, lambda: Point, lambda: Kind, lambda: Rates(0.1).__eq__, lambda: itertools.chain,
    lambda: layer(), lambda: layer(4), lambda: network(), lambda: network(1), lambda: network(activation="tanh"),
    lambda: keras.optimizers.Adam(1e-3), lambda: keras.optimizers.Adam(1e-2), lambda: keras.optimizers.SGD(1e-3),
    lambda: keras.optimizers.schedules.CosineDecay(1e-3, 10), lambda: keras.initializers.Orthogonal(1.4),
    lambda: remedies.R1(0.1), lambda: remedies.R1(0.2), lambda: remedies.R2(0.1), lambda: objectives.get("hinge"),
    lambda: objectives.get("minimax"), lambda: datasets.ring(), lambda: datasets.ring(std=0.02), lambda: keras.layers,
    lambda: tf.function(scaled(1)), lambda: tf.function(scaled(2)), lambda: threading.Lock(),
    lambda: types.SimpleNamespace(x=1), lambda: types.SimpleNamespace(x=2),
    lambda: (lambda x: x), lambda: (lambda x: 100 * x), lambda: (lambda x, y=2: x), lambda: (lambda x, *, y=2: x),
    lambda: (lambda x: x + 1), lambda: (lambda x: x + 1.0), lambda: (lambda x: x + True), lambda: (lambda y: y + 1),
    lambda: module("a", "K = 1\ndef f(x): return x * K").f, lambda: module("a", "K = 2\ndef f(x): return x * K").f,
    lambda: module("a", "def g(x): return x\ndef f(x): return g(x)").f,
    lambda: module("a", "def g(x): return -x\ndef f(x): return g(x)").f,
    lambda: module("a", "class G:\n  k = 1\n  def m(self): return 1\ndef f(x): return G().m()").f,
    lambda: module("a", "class G:\n  k = 1\n  def m(self): return 2\ndef f(x): return G().m()").f,
    lambda: module("a", "class G:\n  k = 2\n  def m(self): return 2\ndef f(x): return G().m()").f,
    lambda: module("a", "def f(n): return n and g(n - 1)\ndef g(n): return n and f(n - 1)").f,
    lambda: module("a", "def f(n): return n and g(n - 1)\ndef g(n): return n and f(n - 2)").f]


def test_the_same_is_described_alike_and_no_two_different_things_are():
    texts = [json.dumps(described(make(), "x")) for make in THINGS]
    assert texts == [json.dumps(described(make(), "x")) for make in THINGS]
    twice = [(i, texts.index(text)) for i, text in enumerate(texts) if texts.index(text) != i]
    assert twice == []


def test_a_description_is_short_data_for_json():
    told = described({"long": "x" * 10**6, "array": LONG, "list": list(range(10**5)), "f": scaled}, "x")
    assert len(str(told)) < 1000


def test_a_circle_comes_to_an_end():
    circle = [1]
    circle.append(circle)
    other = [1]
    other.append([1, other])
    assert described(circle, "x") != described(other, "x")


def test_where_a_thing_lies_makes_no_difference():
    one = [1, 2]
    assert described([one, one], "x") == described([[1, 2], [1, 2]], "x")
    assert described(np.arange(6).reshape(2, 3).T, "x") == described(np.arange(6).reshape(2, 3).T.copy("C"), "x")


@pytest.mark.parametrize("make", [
    object, lambda: iter([1]), lambda: (x for x in [1]), lambda: zip([1], [2], strict=True), itertools.count,
    lambda: open(__file__, encoding="utf-8"), io.StringIO, lambda: np.random.default_rng(0), lambda: random.Random(0),
    lambda: np.random.RandomState(0), lambda: keras.random.SeedGenerator(0), lambda: keras.Input((2,)),
    lambda: type("Plain", (), {})(), lambda: [1, {"a": object()}], lambda: scaled(object()),
    lambda: scaled(iter([1])), lambda: functools.partial(scaled, object()), lambda: Rates(object()),
    lambda: types.SimpleNamespace(x=object()), lambda: module("a", "R = object()\ndef f(x): return R").f,
    lambda: np.array([object()])])
def test_what_has_no_faithful_text_is_refused(make):
    thing = make()
    with pytest.raises(ValueError, match=r"no text can say what it is.*Give numbers, text"):
        described(thing, "The setting 'rate'")
    if hasattr(thing, "close"):
        thing.close()


def test_the_refusal_names_what_a_function_reads():
    with pytest.raises(ValueError, match=r"'JUDGE', which build reads, is <.*object.*>, a object"):
        described(module("a", "JUDGE = object()\ndef f(x): return JUDGE").f, "build")


@pytest.mark.parametrize("source", [
    "N = []\ndef f(x):\n  N.append(x)\n  return x", "N = {}\ndef f(x):\n  N[0] = x\n  return x",
    "N = {0: 0}\ndef f(x):\n  N[0] += 1\n  return x", "N = 0\ndef f(x):\n  global N\n  N += 1\n  return x",
    "class C:\n  n = 0\nN = C()\ndef f(x):\n  N.n = 1\n  return x",
    "N = {}\ndef f(x):\n  N[x] = N.get(x, 0) + 1\n  return x",
    "N = {'l': []}\ndef f(x):\n  N['l'].append(x)\n  N['n'] = 1\n  return x",
    "N = [0]\ndef f(x): return N.append(x) or x",
    "N = {'a': 1}\ndef f(x):\n  N.setdefault(x, 3)\n  N.pop('a', None)\n  return x",
    "N = 0\ndef f(x):\n  global N\n  N = x\n  return N + 1",
    "N = 0\ndef f(x):\n  global N\n  if x: N = 1\n  else: N = 2\n  return [i * N for i in range(3)]",
    "def f(x):\n  f.n += 1\n  return x\nf.n = 0", "N = {'k': 1}\ndef f(x):\n  N['n'] = x\n  return x * N['k']",
    "N = {}\ndef f(x):\n  N['k'] = x\n  return x * N['k']", "N = {}\ndef f(x): return x * N.setdefault('k', 1)",
    "import dataclasses\n@dataclasses.dataclass\nclass C:\n  s: float = 2.\n  n: int = 0\nN = C()\n"
    "def f(x):\n  N.n = x\n  return x * N.s"])
def test_what_a_function_only_writes_to_is_no_part_of_it(source):
    made = module("a", source)
    before = described(made.f, "build")
    made.f(1)
    assert described(made.f, "build") == before


@pytest.mark.parametrize("source, change", [
    ("N = {'s': 1}\ndef f(x):\n  N['n'] = x\n  return x * N['s']", "N['s'] = 9"),
    ("N = {'s': 1}\ndef f(x):\n  N['n'] = x\n  return sum(N.values())", "N['s'] = 9"),
    ("N = {'s': 1}\ndef f(x):\n  N['n'] = x\n  return N[x]", "N['s'] = 9"),
    ("N = {'s': 1}\ndef f(x):\n  N['n'] = x\n  return N.get('s', 1)", "N['s'] = 9"),
    ("N = {'s': 1}\ndef f(x): return x * N.setdefault('s', 1)", "N['s'] = 9"),
    ("N = {}\ndef f(x): return x * N.setdefault('s', 1)", "N['s'] = 9"),
    ("N = [1, 2]\ndef f(x): return x * N.pop()", "N[1] = 9"),
    ("N = {'s': 1}\ndef f(x): return N.popitem()", "N['s'] = 9"),
    ("N = []\ndef f(x):\n  N.append(x)\n  return len(N)", "N.append(3)"),
    ("N = []\ndef f(x):\n  if not N: N.append(x)\n  return x", "N.append(3)"),
    ("N = 1\ndef f(x):\n  global N\n  N += 1\n  return x * N", "N = 9"),
    ("N = 1\ndef f(x):\n  global N\n  if x: N = 2\n  return x * N", "N = 9"),
    ("N = 1\ndef f(x):\n  global N\n  try: N = x()\n  except ValueError: pass\n  return x * N", "N = 9"),
    ("N = {'s': [1]}\ndef f(x):\n  N['n'] = x\n  return N['s'][0]", "N['s'][0] = 9"),
    ("N = {0: 1, 1: 2}\ndef f(x):\n  N['n'] = x\n  return N[0 if x else 1]", "N[0] = 9"),
    ("class C: pass\nN = C()\nN.s = 1\ndef f(x):\n  N.n = 1\n  return N.s", "N.s = 9"),
    ("import pandas\nN = pandas.Series([1.])\ndef f(x): return N.add(x)", "N[0] = 9."),
    ("def f(x): return x * f.s\nf.s = 1", "f.s = 9"), ("def f(x): return x * getattr(f, 's')\nf.s = 1", "f.s = 9"),
    ("def g(): pass\ng._s = 1\ndef f(x): return x * g._s", "g._s = 9"),
    ("def g():\n  g.n += 1\ng.n = 1\ndef f(x): return x * g.n", "g.n = 9"),
    ("import functools\n@functools.cache\ndef f(x): return x * f.s\nf.s = 1", "f.s = 9"),
    ("class W:\n  def __init__(self, g): self.__wrapped__, self.s = g, 1\n  def __call__(self, x): return x * self.s\n"
     "f = W(len)", "f.s = 9")])
def test_what_a_function_also_reads_of_what_it_writes_to_is_part_of_it(source, change):
    made = module("a", source)
    before = described(made.f, "build")
    assert described(made.f, "build") == before
    exec(change, made.__dict__)
    assert described(made.f, "build") != before


def test_a_function_of_a_module_that_is_called_as_a_method_that_writes_is_looked_at():
    made = module("a", "def f(x): return helper.update(x)")
    made.helper = module("helper", "def update(x): return x")
    before = described(made.f, "build")
    made.helper.update = scaled(100)
    assert described(made.f, "build") != before
    made = module("a", "def f(x): return x * helper.P.setdefault('s', 1)")
    made.helper = module("helper", "P = {'s': 1}")
    before = described(made.f, "build")
    made.helper.P["s"] = 100
    assert described(made.f, "build") != before


@dataclasses.dataclass
class Computed:
    rate: float
    later: float = dataclasses.field(init=False)

    def __post_init__(self):
        self.scale = 10 * self.rate

    @functools.cached_property
    def slow(self):
        return 2 * self.rate


@dataclasses.dataclass
class Table(dict):
    rate: float = 1.0


class Named(Point):
    pass


class Tagged(np.ndarray):
    scale = 1


@pytest.mark.parametrize("make, name", [
    (lambda: Computed(1.0), "scale"), (lambda: Named(1, 2), "scale"), (lambda: np.arange(3).view(Tagged), "scale"),
    (lambda: np.ma.array([1, 2], mask=[0, 1]), "fill_value"), (lambda: Kind.TOY, "scale")])
def test_an_attribute_that_is_no_field_is_part_of_a_thing(make, name):
    thing = make()
    before = described(thing, "x")
    assert described(make(), "x") == before
    setattr(thing, name, 77)
    assert described(thing, "x") != before
    if isinstance(thing, Kind):
        del thing.scale


def test_what_is_computed_later_and_kept_makes_no_other_thing():
    thing = Computed(1.0)
    before = described(thing, "x")
    assert thing.slow == 2 and copy.deepcopy(thing).rate == 1 and described(thing, "x") == before


def test_a_dataclass_that_is_a_container_is_known_by_its_content_too():
    one, other = Table(), Table()
    other["a"] = 1
    assert described(one, "x") != described(other, "x")


def test_a_docstring_a_name_and_a_comment_are_no_part_of_a_function():
    one = module("a", "def f(x):\n  'Double.'\n  return 2 * x").f
    two = module("b", "# a comment\n\ndef g(x):\n  'Twice x.'\n  return 2 * x").g
    assert described(one, "f") == described(two, "f")


def test_only_what_is_read_of_a_module_of_ones_own_counts():
    helper = module("helper", "def used(x): return x\ndef unused(x): return x")
    made = module("a", "def f(x): return helper.used(x)")
    made.helper = helper
    before = described(made.f, "f")
    helper.unused = scaled(3)
    assert described(made.f, "f") == before
    helper.used = scaled(3)
    assert described(made.f, "f") != before
