"""Parsons problems: lines of a program, shuffled, that the learner brings into an order that works.

    step_order = Parsons(
        "step_order",
        lines={"noise": "noise = sample(n)", "fake": "fake = generator(noise)", "real": "real = next(batches)",
               "loss": "loss = d_loss(real, fake)"},
        before={("noise", "fake"): "G turns noise into a fake, so the noise must be there first",
                ("fake", "loss"): "D's loss looks at the fake", ("real", "loss"): "D's loss looks at real data"},
        hints=["…", "…", "…"], praise="…")

In the lesson: `ex04.step_order.show()` prints the lines with letters; the learner's cell says
`step_order = ["C", "A", …]`, and `ex04.step_order.check(step_order)` judges it. Every order that keeps all pairs in
`before` is right. The author's own order is the reference.
"""

import random
import re
import string
import traceback

from gan_course.console import say
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.guard import NotTried
from gan_course.exercises.wording import an, error_text, value_text

_PROGRAM = "<your order>"


class Parsons(Exercise):
    """An exercise whose answer is an order of lettered lines.

    lines: {key: text} in a right order; the keys are the author's, the learner sees letters. before: {(key, key):
    sentence}, the first line before the second, and why. extra: {key: (text, sentence)}, lines that do not belong, and
    why not. run: a function of the assembled program's text that returns None or a sentence, tried last; `executed`
    makes one. seed: which shuffle is shown. Raises ValueError for a pair that the author's own order breaks.
    """

    def __init__(self, name, lines, before=(), hints=(), praise="", extra=(), run=None, seed=0, **options):
        self.lines, self.before, self.extra, self.run = dict(lines), dict(before), dict(extra), run
        keys = [*self.lines, *self.extra]
        if not 2 <= len(keys) <= len(string.ascii_uppercase) or not (before or run):
            raise ValueError(f"{name}: give 2 to 26 lines, and pairs in `before` or a function `run`.")
        order = list(self.lines)
        for first, second in self.before:
            if first not in order or second not in order or order.index(first) >= order.index(second):
                raise ValueError(f"{name}: the pair ({first!r}, {second!r}) does not hold in the order of `lines`.")
        shown = random.Random(seed).sample(keys, len(keys))
        while [key for key in shown if key in self.lines] == order:
            shown = random.Random(seed := seed + 1).sample(keys, len(keys))
        self.letters = dict(zip(shown, string.ascii_uppercase, strict=False))
        super().__init__(name, [self.letters[key] for key in order], [self._judge_order], hints, praise, **options)

    def show(self):
        """Print the lines as the learner gets them: shuffled, each with its letter."""
        for key, letter in self.letters.items():
            text = self.lines[key] if key in self.lines else self.extra[key][0]
            first, *rest = text.splitlines()
            say("\n".join([f"{letter}   {first}", *(f"    {line}" for line in rest)]))

    def program(self, order):
        """Return the program that an order, a list of letters, stands for."""
        return "\n".join(self.lines[self._keys()[letter]] for letter in order) + "\n"

    def _keys(self):
        return {letter: key for key, letter in self.letters.items()}

    def _judge_order(self, answer):
        order, complaint = self._order(answer)
        if complaint:
            return complaint
        place = {self._keys()[letter]: i for i, letter in enumerate(order)}
        for (first, second), sentence in self.before.items():
            if place[first] > place[second]:
                return (f"line {self.letters[second]} comes before line {self.letters[first]}, and should come after "
                        f"it: {sentence}.")
        return self._stops(order) if self.run else None

    def _order(self, answer):
        """Return (the letters, None), or (None, a complaint)."""
        given = re.findall(r"\w", answer) if isinstance(answer, str) else answer
        if not isinstance(given, (list, tuple)) or not all(isinstance(letter, str) for letter in given):
            strays = [item for item in given if not isinstance(item, str)] if isinstance(given, (list, tuple)) else []
            told = f"{value_text(strays[0])} is no letter" if strays else f"this is {an(answer)}"
            return None, f"a list of letters is wanted, such as ['B', 'A', 'C']; {told}."
        order = [letter.strip().upper() for letter in given]
        if not order:
            raise NotTried
        keys = self._keys()
        unknown = [letter for letter in order if letter not in keys]
        twice = sorted({letter for letter in order if order.count(letter) > 1})
        if unknown or twice:
            return None, (f"there is no line {unknown[0]}; the letters go from A to {max(keys)}." if unknown else
                          f"line {twice[0]} stands in it twice.")
        for letter in order:
            if keys[letter] in self.extra:
                return None, f"line {letter} does not belong: {self.extra[keys[letter]][1]}."
        missing = sorted(self.letters[key] for key in self.lines if self.letters[key] not in order)
        if missing and not self.extra:
            return None, f"a line is missing: each letter from A to {max(keys)} is used once, and {missing[0]} is not."
        if missing:
            return None, f"a line is missing that the program needs; {len(self.lines)} of the {len(keys)} belong."
        return order, None

    def _stops(self, order):
        try:
            return self.run(self.program(order))
        except Exception as error:
            rows = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _PROGRAM]
            row = rows[0] if rows else getattr(error, "lineno", None)
            ends, last = {}, 0
            for letter in order:
                last += len(self.lines[self._keys()[letter]].splitlines())
                ends[letter] = last
            at = next((f" at line {letter}" for letter, end in ends.items() if row and row <= end), "")
            return f"in this order the program stops{at}: {error_text(error)}."


def executed(namespace, check):
    """Return a `run` that executes the program in a copy of `namespace()`, then asks `check(names)` for a complaint.

    namespace: a function that makes the names that the program starts with, anew at each call.
    """
    def run(program):
        names = dict(namespace())
        exec(compile(program, _PROGRAM, "exec", dont_inherit=True), names)
        return check(names)
    return run
