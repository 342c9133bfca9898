"""Exercises of lesson 16 on flow matching: the pair that a network learns from, and Euler's method."""

import numpy as np

from gan_course.exercises.checks import as_numbers, compare
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.property_checks import agrees_with_reference, leaves_arguments_alone
from gan_course.exercises.tensor_checks import takes_numpy_and_tensors

# --- flow_pair ----------------------------------------------------------------------------------------------------

def _flow_pair(real, z, t):
    return (1 - t) * z + t * real, real - z


def _draw_pair(rng):
    n, dim = int(rng.integers(3, 8)), int(rng.integers(1, 5))
    return rng.normal(2, 3, size=(n, dim)), rng.normal(size=(n, dim)), rng.uniform(0.05, 0.95, size=(n, 1))


def _both(point=None, velocity=None):
    """The right pair with one of its two replaced."""
    def answer(real, z, t):
        right = _flow_pair(real, z, t)
        return (point or (lambda *_: right[0]))(real, z, t), (velocity or (lambda *_: right[1]))(real, z, t)
    return answer


flow_pair = Exercise(
    "flow_pair", _flow_pair,
    checks=[agrees_with_reference(_flow_pair, _draw_pair, "at time 0 the point is the noise, at time 1 the data; the "
                                  "velocity leads from one to the other", {
        "time runs from noise (0) to data (1); yours runs the other way":
            lambda real, z, t: (t * z + (1 - t) * real, z - real),
        "the point runs the wrong way: at t = 0 it should be the noise": _both(lambda r, z, t: t * z + (1 - t) * r),
        "the sign of the velocity: it leads from the noise to the data": _both(velocity=lambda r, z, t: z - r),
        "the velocity is the way from start to end, the same at every t; yours is what is left of it":
            _both(velocity=lambda r, z, t: (1 - t) * (r - z)),
        "the velocity is the way from start to end; yours is the way that has been gone":
            _both(velocity=lambda r, z, t: t * (r - z)),
        "the two shares must sum to 1: the noise fades as the data come": _both(lambda r, z, t: z + t * r),
        "the line is straight: the shares are 1 - t and t, not their roots":
            _both(lambda r, z, t: np.sqrt(1 - t) * z + np.sqrt(t) * r),
        "the velocity is not the point of the data": _both(velocity=lambda r, z, t: r + 0 * z),
        "each row has a t of its own": lambda real, z, t: _flow_pair(real, z, np.mean(t))},
        returned=("the point", "the velocity")),
        leaves_arguments_alone(_draw_pair), takes_numpy_and_tensors(_draw_pair)],
    hints=[
        "The point is a mixture of z and real: where is it at t = 0, and where at t = 1?",
        "(1 - t) parts of the noise and t parts of the data. Its derivative by t is the velocity.",
        "return (1 - t) * z + t * real, real - z",
    ],
    praise="A straight line, and the velocity along it: all that a flow learns from.",
    mine="losses",
    doc="The point at time t on the line from noise z to data, and the velocity along it. Lipman et al. 2023.",
)


# --- euler --------------------------------------------------------------------------------------------------------

def _euler(velocity, z, steps):
    point = z
    for k in range(steps):
        point = point + velocity(point, k / steps) / steps
    return point


def _draw_field(rng):
    """A velocity that depends on place and time, without symmetry, and a start."""
    dim = int(rng.integers(1, 4))
    turn, push, pull = rng.normal(0, 0.7, size=(dim, dim)), rng.normal(size=dim), float(rng.uniform(0.5, 2))

    def velocity(point, t):
        return point @ turn + push * np.sin(pull * (t + 0.3))

    return velocity, rng.normal(1, 2, size=(int(rng.integers(2, 6)), dim)), int(rng.integers(2, 7))


def _walk(time=lambda k, n: k / n, size=lambda n: 1 / n, count=lambda n: n, start=None):
    """Euler's method with one thing changed."""
    def answer(velocity, z, steps):
        point = z
        for k in range(count(steps)):
            point = point + velocity(start if start is not None else point, time(k, steps)) * size(steps)
        return point
    return answer


def _from_the_start(velocity, z, steps):
    return z + sum(velocity(z, k / steps) for k in range(steps)) / steps


def _backwards(velocity, z, steps):
    point = z
    for k in reversed(range(steps)):
        point = point - velocity(point, (k + 1) / steps) / steps
    return point


def _evaluations(answer):
    """It asks for the velocity `steps` times, no more."""
    for steps in (1, 3, 8):
        asked = []

        def velocity(point, t, asked=asked):
            asked.append(t)
            return 0.5 * point

        answer(velocity, np.ones((2, 2)), steps)
        if len(asked) != steps:
            return f"with steps={steps} the velocity is to be asked for {steps} times; you asked {len(asked)} times."
    return None


def _takes_tensors(answer):
    import tensorflow as tf

    start = np.array([[1.0, -2.0], [0.5, 3.0]])
    found, complaint = as_numbers(answer(lambda point, t: 0.3 * point - t, tf.constant(start, tf.float32), 4))
    if complaint:
        return complaint
    return compare(found, _euler(lambda point, t: 0.3 * point - t, start, 4), "it should take tensors too", rtol=1e-4,
                   atol=1e-5)


euler = Exercise(
    "euler", _euler,
    checks=[agrees_with_reference(_euler, _draw_field, "from time 0 to time 1, each step adds the velocity of the "
                                  "present point and time, times 1 / steps", {
        "a step lasts 1 / steps: divide the velocity by it": _walk(size=lambda n: 1.0),
        "the velocity is that of the point where you *are*; yours is always that of the start": _from_the_start,
        "the first step starts at time 0; yours starts at 1 / steps": _walk(lambda k, n: (k + 1) / n),
        "the time runs on: step k has the time k / steps": _walk(lambda k, n: 0.0),
        "time is k / steps, between 0 and 1, not the number of the step": _walk(lambda k, n: k),
        "one step is missing": _walk(count=lambda n: n - 1), "one step too many": _walk(count=lambda n: n + 1),
        "times lie in the middle of the steps here; take them at the beginning": _walk(lambda k, n: (k + 0.5) / n),
        "with the sign turned you walk back into the noise": _walk(size=lambda n: -1 / n),
        "you walk from data to noise; begin at time 0": _backwards}),
        _evaluations, leaves_arguments_alone(_draw_field), _takes_tensors],
    hints=[
        "A loop over k from 0 to steps - 1; the time of step k is k / steps.",
        "In each step ask velocity(point, k / steps), and go that way for 1 / steps.",
        "point = point + velocity(point, k / steps) / steps, beginning with point = z",
    ],
    praise="Each sample costs as many evaluations of the network as there are steps.",
    mine="loop", called="euler",
    doc="z carried from time 0 to 1 along velocity(point, t), in equal steps of Euler's method.",
)
