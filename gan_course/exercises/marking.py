"""A listing with faults that the learner marks before it is run: the verdict counts and gives no line away.

    faulty_lines = Marking(
        "faulty_lines", LISTING,
        faults={"no mean": {4}, "D frozen": {7, 8}},
        hints=["…", "…", "…"], praise="…")

In the lesson: `ex04.faulty_lines.show()` prints the listing with line numbers; the learner's cell says
`faulty_lines = {3, 9}`, and `ex04.faulty_lines.check(faulty_lines)` tells how many faults are found and how many marked
lines are sound. A fault that shows on several lines is found by any of them. A dictionary {line: why} will do as well.
"""

import numbers

from gan_course.console import say
from gan_course.exercises.exercise import Exercise
from gan_course.exercises.guard import NotTried
from gan_course.exercises.wording import an, value_text


class Marking(Exercise):
    """An exercise whose answer is a set of line numbers, counted from 1.

    listing: the text. faults: {what is wrong: {lines on which it shows}}, the names for the author and the tests.
    either: lines that may be marked or not, such as a fault's consequence. Raises ValueError for a line that does not
    exist and for one that belongs to two faults.
    """

    def __init__(self, name, listing, faults, hints=(), praise="", either=(), **options):
        self.listing = listing.strip("\n").splitlines()
        self.faults = {fault: frozenset(lines) for fault, lines in faults.items()}
        self.either = frozenset(either)
        every = [line for lines in [*self.faults.values(), self.either] for line in lines]
        if not self.faults or not all(self.faults.values()) or len(set(every)) < len(every) \
                or not all(1 <= line <= len(self.listing) for line in every):
            raise ValueError(f"{name}: give each fault lines of its own, from 1 to {len(self.listing)}; "
                             f"got {faults!r}.")
        right = sorted(min(lines) for lines in self.faults.values())
        super().__init__(name, set(right), [self._count], hints, praise,
                         source=f"{{{', '.join(map(str, right))}}}", **options)

    def show(self):
        """Print the listing with its line numbers."""
        width = len(str(len(self.listing)))
        for number, line in enumerate(self.listing, start=1):
            say(f"{number:{width}}  {line}".rstrip())

    def found(self, answer):
        """Return how many faults are found, and how many marked lines are sound."""
        marked = set(answer)
        sound = marked.difference(self.either, *self.faults.values())
        return sum(bool(lines & marked) for lines in self.faults.values()), len(sound)

    def _count(self, answer):
        marked, complaint = self._marked(answer)
        if complaint:
            return complaint
        found, sound = self.found(marked)
        if found == len(self.faults) and not sound:
            return None
        told = f"you found {found} of the {len(self.faults)} faults" if len(self.faults) > 1 else \
            f"you found {'the fault' if found else 'no fault yet'}"
        if not sound:
            return f"{told}, and no line that you marked is sound. Go on."
        return f"{told}, and {'one line' if sound == 1 else f'{sound} lines'} that you marked " \
               f"{'is' if sound == 1 else 'are'} sound."

    def _marked(self, answer):
        """Return (the set of marked lines, None), or (None, a complaint)."""
        if isinstance(answer, numbers.Integral) and not isinstance(answer, bool):
            answer = [answer]
        try:
            marked = list(answer) if not isinstance(answer, str) else None
        except TypeError:
            marked = None
        if marked is None:
            return None, f"a set of line numbers is wanted, such as {{1, 2}}; this is {an(answer)}."
        if not marked:
            raise NotTried
        for line in marked:
            if not isinstance(line, numbers.Real) or isinstance(line, bool) or not float(line).is_integer():
                return None, f"line numbers are whole numbers; {value_text(line)} is none."
            if not 1 <= line <= len(self.listing):
                return None, f"there is no line {line:g}; the listing has lines 1 to {len(self.listing)}."
        return {int(line) for line in marked}, None
