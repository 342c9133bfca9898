"""The checkers of lesson 16 on flows: the pair, and Euler's method."""

from itertools import pairwise

import numpy as np
import tensorflow as tf
from verdicts import right_answers, wrong_answers

from gan_course.exercises import ex16_flows

pair, walk = ex16_flows._flow_pair, ex16_flows._euler

# --- flow_pair

test_right_pairs = right_answers(ex16_flows.flow_pair, {
    "from the noise": lambda real, z, t: (z + t * (real - z), real - z),
    "from the data": lambda real, z, t: (real - (1 - t) * (real - z), real - z),
    "a list": lambda real, z, t: [t * real + z - t * z, -(z - real)],
    "rows": lambda real, z, t: (tf.add((1 - t) * z, t * real), tf.subtract(real, z)),
})


def spoiled(real, z, t):
    point = (1 - t) * z + t * real
    if isinstance(z, np.ndarray):
        z -= real
        return point, -z
    return point, real - z


test_wrong_pairs = wrong_answers(ex16_flows.flow_pair, {
    "backwards": (lambda r, z, t: (t * z + (1 - t) * r, z - r), "the other way"),
    "point backwards": (lambda r, z, t: (t * z + (1 - t) * r, r - z), "wrong way"),
    "sign": (lambda r, z, t: (pair(r, z, t)[0], z - r), "sign of the velocity"),
    "what is left": (lambda r, z, t: (pair(r, z, t)[0], r - pair(r, z, t)[0]), "what is left"),
    "what is gone": (lambda r, z, t: (pair(r, z, t)[0], pair(r, z, t)[0] - z), "has been gone"),
    "noise stays": (lambda r, z, t: (z + t * r, r - z), "fades"),
    "roots": (lambda r, z, t: (np.sqrt(1 - t) * z + np.sqrt(t) * r, r - z), "straight"),
    "data": (lambda r, z, t: (pair(r, z, t)[0], r), "not the point"),
    "one time": (lambda r, z, t: pair(r, z, np.mean(t)), "t of its own"),
    "point only": (lambda r, z, t: pair(r, z, t)[0], "2 things"),
    "exchanged": (lambda r, z, t: pair(r, z, t)[::-1], "the point"),
    "in place": (spoiled, "changed in place"),
    "text": (lambda r, z, t: ("a", "b"), "numbers"),
    "NaN": (lambda r, z, t: (r * np.nan, z), "NaN"),
})


# --- euler

def recursive(velocity, z, steps, k=0):
    return z if k == steps else recursive(velocity, z + velocity(z, k / steps) / steps, steps, k + 1)


def with_a_while(velocity, z, steps):
    point, k = z + 0, 0
    while k < steps:
        point, k = point + velocity(point, k / steps) * (1 / steps), k + 1
    return point


def with_times(velocity, z, steps):
    times = np.linspace(0, 1, steps + 1)
    for now, then in pairwise(times):
        z = z + (then - now) * velocity(z, now)
    return z


def with_reduce(velocity, z, steps):
    from functools import reduce

    return reduce(lambda x, k: x + velocity(x, k / steps) / steps, range(steps), z)


test_right_walks = right_answers(ex16_flows.euler, {
    "recursive": recursive, "while": with_a_while, "times": with_times, "reduce": with_reduce})


def in_place(velocity, z, steps):
    for k in range(steps):
        z += velocity(z, k / steps) / steps
    return z


def asked_twice(velocity, z, steps):
    for k in range(steps):
        velocity(z, k / steps)
        z = z + velocity(z, k / steps) / steps
    return z


def heun(velocity, z, steps):
    for k in range(steps):
        first = velocity(z, k / steps)
        z = z + (first + velocity(z + first / steps, (k + 1) / steps)) / (2 * steps)
    return z


test_wrong_walks = wrong_answers(ex16_flows.euler, {
    "whole steps": (ex16_flows._walk(size=lambda n: 1.0), "lasts 1 / steps"),
    "from the start": (ex16_flows._from_the_start, "where you *are*"),
    "late": (ex16_flows._walk(lambda k, n: (k + 1) / n), "starts at time 0"),
    "no time": (ex16_flows._walk(lambda k, n: 0.0), "time runs on"),
    "number of the step": (ex16_flows._walk(lambda k, n: k), "not the number"),
    "one short": (ex16_flows._walk(count=lambda n: n - 1), "missing"),
    "one long": (ex16_flows._walk(count=lambda n: n + 1), "too many"),
    "middle": (ex16_flows._walk(lambda k, n: (k + 0.5) / n), "middle"),
    "sign": (ex16_flows._walk(size=lambda n: -1 / n), "back into the noise"),
    "backwards": (ex16_flows._backwards, "begin at time 0"),
    "in place": (in_place, "changed in place"),
    "asked twice": (asked_twice, "times"),
    "another method": (heun, "each step adds"),
    "text": (lambda velocity, z, steps: "there", "numbers"),
    "NaN": (lambda velocity, z, steps: z * np.nan, "NaN"),
})
