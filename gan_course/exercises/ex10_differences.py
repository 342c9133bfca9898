"""Exercise of lesson 10: what two settings of the laboratory differ in."""

import numpy as np

from gan_course import lab
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.wording import an, value_text

PAIRS = {
    "one knob": ("seed=3", "seed=3 data=grid"),
    "order": ("data=grid r1=0.1 seed=3", "seed=3 data=grid r1=0.1"),
    "usual": ("", "data=ring batch_size=128"),
    "spelling": ("generator_rate=0.0001", "generator_rate=1e-4"),
    "remedy on": ("", "r1=0.1"),
    "remedy off": ("data=grid r1=0.1 r2=0.1", "data=grid r2=0.1"),
    "remedy's number": ("r1=0.1", "r1=1"),
    "remedy's usual number": ("r1", "r1=0.1"),
    "no number": ("", "feature_matching"),
    "number 0": ("", "r1=0"),
    "several": ("data=grid packing=2", "objective=minimax data=grid seed=7"),
}
_PROPERTY = {
    "order": "the order of the parts means nothing",
    "usual": "a knob that is not named has its usual value: read the texts with lab.from_text",
    "spelling": "0.0001 and 1e-4 are one number: compare values, not characters",
    "remedy on": "a remedy that is switched on is a difference; remedies are a dictionary within the settings",
    "remedy off": "a remedy that is switched off is a difference too: look on both sides",
    "remedy's number": "the same remedy with another number is a difference",
    "remedy's usual number": "a remedy without a number has its usual one",
    "no number": "a remedy without a number holds None: on with None is not the same as off",
    "number 0": "a remedy whose number is 0 is switched on all the same, and one that is not named is not",
}


def differing(text_a, text_b):
    """Return the sorted names of all knobs and remedies in which two short texts differ."""
    sides = []
    for text in (text_a, text_b):
        settings = lab.from_text(text).to_dict()
        remedies = settings.pop("remedies")
        sides.append(settings | remedies)                     # every name at one level
    a, b = sides
    return sorted(name for name in a.keys() | b.keys()
                  if (name in a) != (name in b) or a.get(name) != b.get(name))


def _names(answer, pair):
    """The answer's names and None, or None and a complaint about their form."""
    result = answer(*pair)
    result = result.tolist() if isinstance(result, np.ndarray) else result
    if isinstance(result, (dict, set, frozenset)):
        return None, f"{an(result)} came for {pair[0]!r} and {pair[1]!r}; a sorted list of the names is wanted."
    if not isinstance(result, (list, tuple)):
        return None, f"a list of names is wanted; this is {an(result)}."
    if not all(isinstance(name, str) for name in result):
        return None, f"a name is a text, such as 'seed'; the list holds {value_text(result[0])}."
    return list(result), None


def _drawn_pairs():
    """Twenty pairs of texts: each side holds some of the parts, in its own order, with its own or common numbers."""
    rng = np.random.default_rng(12)

    def parts():
        numbers = rng.integers(1, 9, size=6)
        return np.array([f"seed={numbers[0]}", f"batch_size={(32, 64, 256)[numbers[1] % 3]}",
                         f"generator_rate=0.00{numbers[2]}", f"packing={numbers[3] % 3 + 2}", f"r1=0.{numbers[4]}",
                         f"r2={numbers[5]}", "data=grid", "feature_matching"])

    for _ in range(20):
        common = parts()
        yield tuple(" ".join(rng.permutation(np.where(rng.random(8) < 0.5, common, parts()))[:int(rng.integers(0, 9))])
                    for _ in range(2))


def _each_pair(answer):
    for label, pair in PAIRS.items():
        names, complaint = _names(answer, pair)
        if complaint:
            return complaint
        wanted = differing(*pair)
        if any("=" in str(name) for name in names):
            return f"a part with its value came, {names}; the name alone is wanted, as in {wanted}."
        if "remedies" in names:
            return "'remedies' is no knob: say which remedies differ, by their names."
        if sorted(map(str, names)) != wanted:
            prefix = f"{_PROPERTY[label]}. " if label in _PROPERTY else ""
            return f"{prefix}For {pair[0]!r} and {pair[1]!r} came {sorted(map(str, names))}; {wanted} is wanted."
        if names != wanted:
            return f"the names are not sorted: {names}."
    return None


def _drawn(answer):
    for pair in _drawn_pairs():
        wanted = differing(*pair)
        names, complaint = _names(answer, pair)
        if complaint or names != wanted:
            return complaint or f"for {pair[0]!r} and {pair[1]!r} came {names}; {wanted} is wanted."
    return None


def _both_ways(answer):
    for pair in PAIRS.values():
        if sorted(answer(*pair)) != sorted(answer(*pair[::-1])):
            return f"{pair[0]!r} and {pair[1]!r} the other way round give other names; a difference has no direction."
    return None


what_changed = Exercise(
    "what_changed", differing,
    checks=[_each_pair, _drawn, _both_ways],
    hints=[
        "lab.from_text(text) fills in the usual values; .to_dict() gives every knob as plain data.",
        "The remedies lie one level deeper, in the entry 'remedies': take it out with pop and join the two "
        "dictionaries with |.",
        "sorted(name for name in a.keys() | b.keys() if (name in a) != (name in b) or a.get(name) != b.get(name))",
    ],
    praise="An experiment is as good as its list of differences; with one name in it, you know the cause.",
)
