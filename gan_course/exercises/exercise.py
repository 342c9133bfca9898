"""The exercise engine: an answer in, one sentence out, and never an exception.

    generator_loss = Exercise("generator_loss", _generator_loss, checks=[…], hints=[…, …, …], praise="…")
    generator_loss.check(answer)      # Not tried yet: … | Wrong: <the broken property> | Right. <praise>

A check is a callable `(answer) -> None` when all is well, else a sentence naming the broken property.
Ready-made ones live in `checks`.
"""

import inspect
import io
import keyword
import numbers
import re
import textwrap
import tokenize

import numpy as np

from gan_course.console import say
from gan_course.exercises import answers, learner
from gan_course.exercises.guard import MissingReturn, NotTried, guard, is_own_not_implemented
from gan_course.exercises.stopped import has_stopped, watch
from gan_course.exercises.verdicts import show
from gan_course.exercises.wording import an, error_text, holds_ellipsis, parameter_text

watch()
N_HINTS = 3
SECTIONS = ("losses", "gradients", "networks", "training step", "loop", "measures", "remedies")
_MISSING = object()
# How Python, NumPy and TensorFlow call `...` in a message.
_MET_ELLIPSIS = re.compile(r"'ellipsis'|\(Ellipsis\)|'EllipsisType'|<class 'ellipsis'>|type ellipsis\b")


class Exercise:
    """One task with its reference solution, its checks and its three hints.

    name: the variable that the learner defines.
    reference: the solution: a function, a class, or a value (number, string, tuple, array).
    checks: callables `(answer) -> None | sentence`, tried in order; the first sentence is shown.
    hints: three strings, from a nudge to nearly the answer.
    praise: one sentence naming what the right answer has shown.
    source: for a value, the expression that computes it, shown instead of the bare value ("2 * np.log(2)").
    mine: the section of `my_gan.py` to which the answer belongs, one of `SECTIONS`; None for an answer that stays out.
    called: its name there, where two lessons have exercises of one name. doc: its docstring there, which the
    reference's own stands in for.
    Raises ValueError when a part is missing or the reference has no source of its own (a lambda).
    """

    def __init__(self, name, reference, checks, hints, praise="", source=None, mine=None, called=None, doc=None):
        if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
            raise ValueError(f"name is {name!r}; it must be the variable that the learner defines.")
        if len(hints) != N_HINTS or not all(isinstance(hint, str) and hint.strip() for hint in hints):
            raise ValueError(f"{name}: give exactly {N_HINTS} hints, each a sentence; got {hints!r}.")
        if not checks or not all(callable(check) for check in checks):
            raise ValueError(f"{name}: give at least one check, a callable (answer) -> None or a sentence.")
        if getattr(reference, "__name__", "") == "<lambda>":
            raise ValueError(f"{name}: write the reference with def; a lambda has no source to show.")
        if source is not None and (inspect.isroutine(reference) or inspect.isclass(reference)):
            raise ValueError(f"{name}: source is for values; a function or class shows its own source.")
        if mine is not None and (mine not in SECTIONS or not callable(reference)):
            raise ValueError(f"{name}: mine is {mine!r}; for a function or class, it may be {', '.join(SECTIONS)}.")
        self.name = name
        self.mine = mine
        self.called = called or name
        self.doc = doc or (inspect.cleandoc(reference.__doc__) if mine and reference.__doc__ else None)
        self.reference = reference
        self.checks = list(checks)
        self.hints = list(hints)
        self.praise = praise
        self.source = source
        self._right = _MISSING      # the newest right answer: of this session, or kept
        self._where = None          # the kept file that it came from
        self.kept_answer = _MISSING     # the answer of this session that a file holds

    def __repr__(self):
        return f"Exercise {self.name}: .check({self.name}), .hint(1) to .hint({N_HINTS}), .solution()"

    def check(self, answer=_MISSING):
        """Show one verdict on `answer`: not tried, wrong (naming the property) or right. Never raises."""
        if has_stopped(self.name, answer):
            show(f"Not tried yet: the cell that defines {self.name} stopped with an error; mend it first.")
            return
        if answer is self.reference and (inspect.isroutine(answer) or inspect.isclass(answer)):     # from `yours`
            show(f"Not tried yet: this is the course's own {self.name}. Run the cell with yours, then this one.")
            return
        tried, right, sentence = self._judge(answer, remember=True)
        show(sentence, *(self._remember(answer, right) if tried else []))

    def verdict(self, answer=_MISSING):
        """Return the sentence that `check` prints; a right answer is remembered."""
        return self._judge(answer, remember=True)[2]

    def judged(self, answer):
        """Return the same sentence, and remember nothing."""
        return self._judge(answer, remember=False)[2]

    @property
    def lesson(self):
        """The lesson that it belongs to, "ex03"; None for none."""
        return answers.lesson_of(self)

    def yours(self, quiet=False):
        """Return the learner's right answer, of this session or kept; the reference where there is none yet.

        It prints which one; with `quiet`, only what was wrong with a kept one.
        """
        if self._right is _MISSING:
            answer, where = answers.load(self, self.passes)
            if where:
                self._right, self._where, self.kept_answer = answer, where, answer
        if self._right is not _MISSING:
            sentence = f"With your `{self.name}`{f', kept in {self._where}' if self._where else ''}."
        else:
            sentence = f"With the course's `{self.name}`, because yours is not written yet."
        if not quiet:
            say(sentence)
        return self.reference if self._right is _MISSING else self._right

    def passes(self, answer):
        """Tell whether an answer is right; nothing is remembered."""
        return self._judge(answer, remember=False)[1]

    def _judge(self, answer, remember):
        """Return (whether it was an attempt, whether it is right, the sentence)."""
        if answer is _MISSING:
            return False, False, f"Not tried yet: hand in your answer, as in .check({self.name})."
        try:
            complaint = self._complaint(answer)
        except NotTried:
            return False, False, f"Not tried yet: replace the `...` in {self.name}, run that cell, then this one."
        if complaint:
            return True, False, f"Wrong: {complaint}"
        if remember and answer is not self._right:
            self._right, self._where = answer, None
        return True, True, f"Right. {self.praise}".rstrip()

    def _remember(self, answer, right):
        """Keep a right answer, and count the attempt; return what there is to say. Raises nothing."""
        sentence = answers.keep(self, answer, self.passes) if right else None
        try:
            place = learner.folder()
            if place is not None and self.lesson is not None:
                learner.note(place, self.lesson, self.name, right)
        except Exception as error:
            sentence = f"{sentence or ''} Your progress could not be written: {type(error).__name__}: {error}.".strip()
        return [sentence] if sentence else []

    def hint(self, number=1):
        """Print hint 1, 2 or 3."""
        if isinstance(number, bool) or not isinstance(number, numbers.Integral) or not 1 <= number <= N_HINTS:
            say(f"There are {N_HINTS} hints: ask for hint(1), hint(2) or hint(3).")
        else:
            say(f"Hint {number} of {N_HINTS}: {self.hints[number - 1]}")

    def solution(self):
        """Print the reference solution's source."""
        say(self.reference_source())

    def reference_source(self):
        """Return the reference's source, as the learner would write it: defining `name`."""
        if inspect.isroutine(self.reference) or inspect.isclass(self.reference):
            source = textwrap.dedent(inspect.getsource(self.reference)).rstrip()
            return _renamed(source, self.reference.__name__, self.name)
        if self.source is not None:
            return f"{self.name} = {self.source}"
        if isinstance(self.reference, np.ndarray):
            return f"{self.name} = np.{self.reference!r}"
        return f"{self.name} = {self.reference!r}"

    def _complaint(self, answer):
        """Return None or the first complaint; raise NotTried for a stub."""
        if answer is None or holds_ellipsis(answer):
            raise NotTried
        try:
            with np.errstate(all="ignore"):      # the verdict tells; a warning beside it would confuse
                complaint = self._kind_complaint(answer)
                guarded = guard(answer)
                for check in self.checks:
                    complaint = complaint or check(guarded)
                return complaint
        except (Exception, SystemExit) as error:
            if is_own_not_implemented(error) or _MET_ELLIPSIS.search(error_text(error)):
                raise NotTried from None         # half of the stub is left: `...` reached some arithmetic
            call = getattr(error, "exercise_call", None)
            if call is None:
                return f"your answer could not be used: {error_text(error)}."
            if isinstance(error, MissingReturn):
                return f"{self.name} returned None when called with {call}; is a `return` missing?"
            return f"{self.name} raised {error_text(error)} when called with {call}."

    def _kind_complaint(self, answer):
        """Return a complaint when the answer is not the kind of thing that is asked for."""
        reference = self.reference
        if inspect.isclass(reference):
            return None if inspect.isclass(answer) else f"{self.name} should be a class, but is {an(answer)}."
        if inspect.isroutine(reference):
            if inspect.isclass(answer) or not callable(answer):
                return f"{self.name} should be a function, but is {an(answer)}."
            return self._arguments_complaint(answer)
        if inspect.isroutine(answer):
            return f"{self.name} should be {an(reference)}, but is a function: hand in what it returns."
        if isinstance(reference, str) and not isinstance(answer, str):
            return f"{self.name} should be a string in quotes, but is {an(answer)}."
        if isinstance(reference, numbers.Number) and (isinstance(answer, str) or np.size(answer) != 1):
            return f"{self.name} should be one number, but is {an(answer)}."
        if isinstance(reference, numbers.Number) and answer != answer and reference == reference:
            return f"{self.name} is NaN (not a number): something was divided by 0, or an infinity was subtracted."
        return None

    def _arguments_complaint(self, answer):
        wanted = [p for p in inspect.signature(self.reference).parameters.values()
                  if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.default is p.empty]
        try:
            signature = inspect.signature(answer)
        except (TypeError, ValueError):      # some built-ins have none; the call itself will tell
            return None
        try:
            signature.bind(*wanted)
        except TypeError:
            return (f"{self.name} takes {parameter_text(signature)}; "
                    f"it should take {parameter_text(inspect.signature(self.reference))}.")
        return None


def _renamed(source, old, new):
    """Return `source` with the name `old` replaced by `new`, but not in strings, comments and attributes."""
    lines = source.splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for before, token in reversed(list(zip([None, *tokens], tokens, strict=False))):
        if token.type == tokenize.NAME and token.string == old and (before is None or before.string != "."):
            row, column = token.start
            line = lines[row - 1]
            lines[row - 1] = line[:column] + new + line[column + len(old):]
    return "".join(lines)
