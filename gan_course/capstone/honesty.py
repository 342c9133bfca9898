"""What a step of one's own may not do: carry data along, pass by its optimiser, move G twice, or ignore the batch."""

import inspect
import types

import numpy as np
import tensorflow as tf

MOST_NUMBERS = 64       # in one array that a step brings along: more is data or a network, not a setting
_FORBIDDEN = ("gan_course.capstone", "held_out", "training_rows", "PointWorld", "GlyphWorld", "log_pdf")


def complaint(step, bench):
    """Return what is not honest about a step, as a sentence, or None.

    bench: function (rates, shifted) -> (generator, discriminator, g_optimizer, d_optimizer, real, noise): two small
    players, the same at each call but for the rates (g, d) of their optimisers, and a batch that is another one where
    `shifted` is True.
    """
    try:
        return (_brings_along(step) or _names_the_source(step) or _counts(step, bench) or _passes_by(step, bench)
                or _ignores_the_batch(step, bench))
    except Exception as error:
        return f"the step stops on two small players: {type(error).__name__}: {str(error).splitlines()[0][:200]}"


def over_budget(g_optimizer, steps):
    """Return a sentence where G's optimiser was applied another number of times than there were steps, or None."""
    applied = int(g_optimizer.iterations.numpy())
    if applied == steps:
        return None
    return f"over the budget: G's optimiser moved it {applied} times in {steps} steps; one each is the budget"


def held(step):
    """Yield (name, value) of what a function refers to outside itself: closures, globals, defaults; helpers too."""
    seen, waiting = set(), [step]
    while waiting:
        function = waiting.pop()
        function = inspect.unwrap(getattr(function, "__func__", function))
        if id(function) in seen or not isinstance(function, types.FunctionType):
            continue
        seen.add(id(function))
        cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        found = {name: cell.cell_contents for name, cell in cells}
        found |= {name: function.__globals__[name] for name in sorted(_names(function.__code__))
                  if name in function.__globals__}
        found |= {f"default {number}": value for number, value in enumerate(function.__defaults__ or ())}
        found |= function.__kwdefaults__ or {}
        for name, value in found.items():
            yield name, value
            if is_own(value):
                waiting.append(value)


def is_own(value):
    """Tell whether something is a function of the learner's, not of a library or of the course."""
    return isinstance(value, types.FunctionType) and not (value.__module__ or "").startswith(
        ("tensorflow", "keras", "numpy", "scipy"))


def _names(code):
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _names(constant)
    return names


def _size(value):
    if isinstance(value, (np.ndarray, tf.Tensor, tf.Variable)):
        return int(np.prod(value.shape))
    if isinstance(value, (list, tuple, set)):
        return sum(map(_size, value)) if value else 0
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    if hasattr(value, "weights"):
        return sum(int(np.prod(weight.shape)) for weight in value.weights)
    return int(isinstance(value, (int, float)))


def _constants(code):
    for constant in code.co_consts:
        yield from _constants(constant) if isinstance(constant, types.CodeType) else [constant]


def _brings_along(step):
    for name, value in held(step):
        if _size(value) > MOST_NUMBERS:
            return (f"the step brings {_size(value):,} numbers along, in `{name}`; it may use the batch that it is "
                    f"given, and at most {MOST_NUMBERS} numbers of its own in one place.")
        if is_own(value) and any(_size(one) > MOST_NUMBERS for one in _constants(value.__code__)):
            return f"`{name}` holds a table of numbers; a step may use the batch that it is given."
    if any(_size(value) > MOST_NUMBERS for value in _constants(inspect.unwrap(step).__code__)):
        return "the step holds a table of numbers; it may use the batch that it is given."
    return None


def _names_the_source(step):
    for name, value in held(step):
        module = value.__name__ if isinstance(value, types.ModuleType) else getattr(value, "__module__", None) or ""
        if module.startswith("gan_course.capstone") or type(value).__module__.startswith("gan_course.capstone"):
            return f"the step reads `{name}`, which knows where the data come from; it may use its batch."
    function = inspect.unwrap(getattr(step, "__func__", step))
    words = _names(function.__code__) | {text for text in _constants(function.__code__) if isinstance(text, str)}
    for word in sorted(words):
        if any(forbidden in word for forbidden in _FORBIDDEN):
            return f"the step reads `{word}`, which knows where the data come from; it may use its batch."
    return None


def _weights(model):
    return np.concatenate([np.ravel(weight) for weight in model.trainable_variables])


def _passes_by(step, bench):
    """With a player's rate 0 that player may not move at all."""
    for player, rates in enumerate(((0.0, 0.1), (0.1, 0.0))):
        made = bench(rates, False)
        before = [_weights(model) for model in made[:2]]
        step(*made)
        moved = [not np.array_equal(was, _weights(model)) for was, model in zip(before, made[:2], strict=True)]
        name = ("G", "D")[player]
        if moved[player]:
            return f"{name} moves although its optimiser's rate is 0: the step passes by the optimiser."
        if not moved[1 - player]:
            return f"{('G', 'D')[1 - player]} does not move: its optimiser was not given its gradients."
    return None


def _counts(step, bench):
    made = bench((0.1, 0.1), False)
    step(*made)
    return _updates_in(made)


def _updates_in(made):
    updates = int(made[2].iterations.numpy())
    if updates > 1:
        return f"one call of the step moves G {updates} times; the budget counts one."
    if not all(np.isfinite(_weights(model)).all() for model in made[:2]):
        return "after one call of the step a weight is not finite."
    return None


def _ignores_the_batch(step, bench):
    after = []
    for shifted in (False, True):
        made = bench((0.0, 0.1), shifted)
        tf.random.set_seed(0)
        step(*made)
        after.append(_weights(made[1]))
    if np.array_equal(*after):
        return "the step ignores the real batch that it is given: D moves to the same place with another one."
    return None
