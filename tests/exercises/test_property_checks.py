"""Each check on drawn arguments passes right answers in any clothing, and names what a wrong one breaks."""

import numpy as np
import pytest

from gan_course.exercises.exercise import Exercise
from gan_course.exercises.guard import NotTried, guard
from gan_course.exercises.property_checks import agrees_with_reference, changes_as_reference, leaves_arguments_alone


def draw(rng):
    return rng.gamma(2.0, size=int(rng.integers(3, 9))), float(rng.uniform(0.2, 3.0))


def mean_of_squares(values, rate):
    return rate * np.mean(values ** 2)


def summed(values, rate):
    return rate * np.sum(values ** 2)


def median(values, rate):
    return rate * np.median(values ** 2)


def fixed_rate(values, rate):
    return 0.5 * np.mean(values ** 2)


MEAN = agrees_with_reference(mean_of_squares, draw, "it is not the mean of the squares",
                             {"take the mean, not the sum": summed, "the rate has no part in it": fixed_rate})


@pytest.mark.parametrize("answer, sentence", [
    (mean_of_squares, None), (lambda values, rate: [mean_of_squares(values, rate)][0], None),
    (lambda v, r: np.float32(mean_of_squares(v, r)), None),
    (summed, "take the mean, not the sum. Called with ("),
    (fixed_rate, "the rate has no part in it. Called with ("),
    (median, "it is not the mean of the squares. Called with ("),
    (lambda v, r: summed(v, r) if v.size < 7 else median(v, r), "it is not the mean of the squares."),
    (lambda v, r: "12.0", "numbers are wanted; this is a string."),
    (lambda v, r: np.nan, "it is NaN (not a number)."),
    (lambda v, r: v, "it is not the mean of the squares. Called with ("),
])
def test_agrees_with_reference(answer, sentence):
    found = MEAN(answer)
    assert found is None if sentence is None else sentence in found


@pytest.mark.parametrize("answer, sentence", [
    (lambda v, r: (r * v, v.sum()), None), (lambda v, r: [r * v, v.sum()], None),
    (lambda v, r: (r * v, v.mean()), "a sum, not a mean. `total`: called with ("),
    (lambda v, r: (r * v, v.max()), "`total`: not these two. Called with ("),
    (lambda v, r: (v, v.sum()), "`scaled`: not these two. Called with ("),
    (lambda v, r: r * v, "2 things are wanted: return scaled, total."),
    (lambda v, r: v.sum(), "2 things are wanted: return scaled, total."),
    (lambda v, r: (r * v, "3"), "`total`: numbers are wanted; this is a string."),
])
def test_values_with_names_are_told_apart(answer, sentence):
    check = agrees_with_reference(lambda v, r: (r * v, v.sum()), draw, "not these two",
                                  {"a sum, not a mean": lambda v, r: (r * v, v.mean())}, returned=("scaled", "total"))
    found = check(answer)
    assert found is None if sentence is None else found.startswith(sentence)


def test_a_near_miss_must_agree_on_every_draw():
    def near(values, rate):
        return rate * np.sum(values ** 2) / (values.size if rate < 2 else 1)

    assert MEAN(near).startswith("it is not the mean of the squares.")


def test_a_stub_and_an_error_reach_the_exercise():
    with pytest.raises(NotTried):
        MEAN(guard(lambda values, rate: ...))

    def late_error(values, rate):
        return summed(values, rate) if values.size < 7 else values[99]

    exercise = Exercise("mean_of_squares", mean_of_squares, [MEAN], ["a", "b", "c"])
    assert exercise.verdict(late_error).startswith("Wrong: ")
    assert exercise.verdict(mean_of_squares).startswith("Right.")


def test_results_that_are_pairs_and_answers_that_are_classes():
    def both(values, rate):
        return values.min(), values

    check = agrees_with_reference(both, draw, "smallest and all")
    assert check(lambda v, r: [np.min(v), list(v)]) is None
    assert "smallest and all" in check(lambda v, r: (np.max(v), v))

    class Scaler:
        def __init__(self, rate):
            self.rate = rate

        def scaled(self, values):
            return self.rate * values

    class Wrong(Scaler):
        def scaled(self, values):
            return values

    check = agrees_with_reference(Scaler, draw, "scaled by the rate",
                                  use=lambda made, values, rate: made(rate).scaled(values))
    assert check(Scaler) is None and check(Wrong).startswith("scaled by the rate.")


def test_leaves_arguments_alone():
    check = leaves_arguments_alone(draw)
    assert check(mean_of_squares) is None

    def in_place(values, rate):
        values *= rate
        return values

    assert check(guard(in_place)) == ("`values` was changed in place: work on a copy, for the caller still needs it.")
    assert leaves_arguments_alone(draw, may_change=("values",))(in_place) is None
    random = leaves_arguments_alone(lambda rng: (np.random.default_rng(int(rng.integers(9))),))
    assert "gave out random numbers" in random(lambda chance: chance.normal())


@pytest.fixture(scope="module")
def descent():
    keras, tf = pytest.importorskip("keras"), pytest.importorskip("tensorflow")

    def models(rng):
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation="tanh"), keras.layers.Dense(1)])
        model.set_weights([rng.normal(size=w.shape) for w in model.weights])
        optimizer = keras.optimizers.SGD(float(rng.uniform(0.1, 0.5)))
        optimizer.build(model.trainable_variables)
        return model, optimizer, rng.gamma(2.0, size=(int(rng.integers(3, 6)), 2)).astype("float32")

    def step(model, optimizer, x, variables=lambda model: model.trainable_variables, sign=1.0):
        with tf.GradientTape() as tape:
            loss = sign * tf.reduce_mean(model(x) ** 2)
        optimizer.apply_gradients(zip(tape.gradient(loss, variables(model)), variables(model), strict=True))
        return loss

    return models, step


def test_changes_as_reference(descent):
    models, step = descent

    def freezing(model, optimizer, x):
        loss = step(model, optimizer, x)
        model.trainable = False
        return loss

    def twice(model, optimizer, x):
        step(model, optimizer, x)
        return step(model, optimizer, x)

    def in_place(model, optimizer, x):
        loss = step(model, optimizer, x)
        x[:] = 0
        return loss

    check = changes_as_reference(lambda model, optimizer, x: step(model, optimizer, x), models,
                                 "one step down the mean of the squares", draws=2)
    assert check(step) is None
    assert check(lambda m, o, x: step(m, o, x, sign=-1.0)) == (
        "one step down the mean of the squares. `model` changes in another way than it should.")
    assert check(lambda m, o, x: float(m(x)[0, 0])) == (
        "one step down the mean of the squares. `model` is as it was before the call.")
    assert check(lambda m, o, x: step(m, o, x, lambda model: model.trainable_variables[2:])).startswith("one step down")
    assert "one step down" in check(twice)
    assert "`model` changes in another way" in check(freezing)
    assert check(in_place) == "`x` was changed in place: work on a copy, for the caller still needs it."
