"""Ready-made checks on drawn arguments: each returns a callable `(answer) -> None | sentence` for `Exercise`.

`draw(rng)` makes one tuple of arguments; all that is random in it comes from `rng`, sizes, rates and spreads too, and
the data have no symmetry. Each call gets arguments of its own, made anew, so an answer that works in place spoils
nothing:

    def draw(rng):
        size = int(rng.integers(3, 9))
        return rng.gamma(2.0, size=(size, 1)), rng.normal(1.0, 2.0, size=(size, 1)), float(rng.uniform(0.1, 2.0))

    checks=[agrees_with_reference(_loss, draw, "the loss is not the mean of the two terms",
                                  near_misses={"take the mean, not the sum": _summed}),
            leaves_arguments_alone(draw)]

What needs TensorFlow, gradients above all, is checked by `tensor_checks`.
`use(answer, *args)` says how an answer is called where that is not `answer(*args)`: a class, for one, is made first.
"""

import numpy as np

from gan_course.exercises.checks import compare, joined, parts
from gan_course.exercises.drawing import call, drawn, names, text
from gan_course.exercises.states import WORDS, agree, difference, snapshot

DRAWS = 24


def agrees_with_reference(reference, draw, property_, near_misses=None, draws=DRAWS, seed=0, rtol=1e-5, atol=1e-6,
                          use=None, returned=None):
    """The answer gives what the reference gives, on `draws` drawn tuples of arguments.

    near_misses: {sentence: wrong function}: where the answer gives what this function gives on every draw, the
    sentence is shown instead of `property_`; it names the property that this function breaks.
    returned: the names of the values, where several are returned; the verdict then says which one differs.
    """
    wanted, use = _Results(reference, draw, draws, seed, use), use or call

    def check(answer):
        results = []
        for i in range(draws):
            results.append(use(answer, *drawn(draw, seed, i)))
            if _difference(results[i], wanted[i], "", None, rtol, atol, returned):
                sentence = _near_miss(answer, results)
                detail = _difference(results[i], wanted[i], "" if sentence else property_, text(draw, seed, i), rtol,
                                     atol, returned)
                return joined(sentence, detail) if sentence else detail
        return None

    def _near_miss(answer, results):
        try:
            results += [use(answer, *drawn(draw, seed, i)) for i in range(len(results), draws)]
        except Exception:
            return None
        for sentence, wrong in (near_misses or {}).items():
            if all(_agree(result, wrong, i) for i, result in enumerate(results)):
                return sentence
        return None

    def _agree(result, wrong, i):
        try:
            return compare(result, use(wrong, *drawn(draw, seed, i)), "", None, rtol, atol) is None
        except Exception:
            return False

    return check


def _difference(result, wanted, property_, where, rtol, atol, returned):
    """Compare; where the values have names, the sentence begins with that of the first one that differs."""
    values = parts(result) if returned else [result]
    if returned and not isinstance(result, (tuple, list)) and np.ndim(result) and np.ndim(result) <= np.ndim(wanted[0]):
        values = None                           # one of the things alone, and not one for each row
    if values is None or len(values) != len(returned or values):
        return f"{len(returned)} things are wanted: return {', '.join(returned)}."
    for name, mine, right in zip(returned or [""], values, wanted if returned else [wanted], strict=True):
        complaint = compare(mine, right, property_, where, rtol, atol)
        if complaint:
            return f"`{name}`: {complaint}" if name else complaint
    return None


def leaves_arguments_alone(draw, may_change=(), draws=3, seed=0, use=None):
    """The call changes no argument.

    Looked at: arrays, lists, dictionaries; weights and `trainable` flags of Keras models; optimisers; the states of
    NumPy's random generators.
    may_change: the names of arguments that it may change, such as ("rng",).
    """
    use = use or call

    def check(answer):
        for i in range(draws):
            args = drawn(draw, seed, i)
            before = [snapshot(arg) for arg in args]
            use(answer, *args)
            for name, arg, was in zip(names(answer, args), args, before, strict=True):
                sentence = None if name in may_change else difference(name, was, snapshot(arg))
                if sentence:
                    return f"{sentence}."
        return None

    return check


def changes_as_reference(reference, draw, property_, draws=8, seed=0, rtol=1e-4, atol=1e-5, use=None):
    """After the call each argument is as the reference leaves it: weights, flags, optimisers, generators, arrays.

    For a training step: `draw` gives models whose weights come from `rng`, and optimisers of their own.
    """
    use = use or call

    def check(answer):
        for i in range(draws):
            args, wanted = drawn(draw, seed, i), drawn(draw, seed, i)
            use(answer, *args)
            use(reference, *wanted)
            for name, arg, right, was in zip(names(reference, args), args, wanted, drawn(draw, seed, i), strict=True):
                kind = agree(snapshot(right), snapshot(arg), rtol, atol)
                if kind is None:
                    continue
                before = snapshot(was)
                if agree(before, snapshot(right), 0, 0) is None:        # it was to be left alone
                    return f"{WORDS[kind].format(name)}."
                moved = "changes in another way than it should" if agree(before, snapshot(arg), 0, 0) else \
                    "is as it was before the call"
                return joined(property_, f"`{name}` {moved}.")
        return None

    return check


class _Results:
    """The reference's results, each made once, when it is asked for."""

    def __init__(self, reference, draw, draws, seed, use):
        self.make = lambda i: (use or call)(reference, *drawn(draw, seed, i))
        self.known = [None] * draws

    def __getitem__(self, i):
        if self.known[i] is None:
            self.known[i] = (self.make(i),)
        return self.known[i][0]
