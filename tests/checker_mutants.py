"""How many wrong answers do the exercises' checkers take for right?  Each reference is mutated, place by place.

    python tests/checker_mutants.py                 every lesson
    python tests/checker_mutants.py ex03 ex04       these lessons
    python tests/checker_mutants.py ex03.jsd        one exercise
    python tests/checker_mutants.py --count 20      a drawn choice of twenty mutants for each checker
    python tests/checker_mutants.py --verdicts      what each mutant was told

A mutant is the source of a reference with one change of meaning (`exercise_changes`), or the reference with a side
effect (`side_effects`). It is caught when `verdict` does not begin with "Right"; one that takes longer than `--seconds`
of processor time counts as caught. Those that change no meaning are written down, with the reason, in
tests/exercises/equivalents.py. Exercises whose reference is a value, not a function or a class, have no mutants, and
those to which many answers are right (`equivalents.OPEN`) are left out.
"""

import argparse
import contextlib
import difflib
import importlib
import importlib.util
import inspect
import io
import linecache
import os
import random
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "exercises")]

import equivalents  # noqa: E402
import exercise_changes  # noqa: E402
import side_effects  # noqa: E402

SECONDS = 20


class TooLong(BaseException):
    """A mutant runs for ever; no check's `except Exception` may swallow this."""


def exercises_of(lesson):
    """Return a lesson's exercises whose reference can be mutated, {name: Exercise}, those of its modules too."""
    from gan_course.exercises.exercise import Exercise

    module = importlib.import_module(f"gan_course.exercises.{lesson}")
    return {name: value for name, value in vars(module).items()
            if isinstance(value, Exercise) and name not in equivalents.OPEN.get(lesson, {})
            and (inspect.isroutine(value.reference) or inspect.isclass(value.reference))}


def lessons():
    """Return the names of the lessons' modules: ex00, ex01, …."""
    return sorted(path.stem for path in (ROOT / "gan_course" / "exercises").glob("ex[0-9][0-9].py"))


def mutants_of(exercise, seed=0):
    """Return [(changed text, answer, a function that tells whether it acted), …], in a drawn order."""
    source = exercise.reference_source() + "\n"
    made = {}
    for sites in exercise_changes.changes(source).values():
        for _, start, end, text in sites:
            new = source[:start] + text + source[end:]
            with contextlib.suppress(SyntaxError):
                compile(new, "mutant", "exec", dont_inherit=True)
                line = changed_lines(source, new)
                while made.get(line, new) != new:
                    line += " (again)"                          # the same line stands twice
                made[line] = new
    found = [(line, _built(exercise, new), lambda: True) for line, new in made.items()]
    if inspect.isroutine(exercise.reference):
        found += [(f"{exercise.name}: {name}", answer, acted)
                  for name, (answer, acted) in side_effects.spoiled(exercise.reference).items()]
    return random.Random(f"{seed} {exercise.name}").sample(found, len(found))


def changed_lines(old, new):
    """Return the lines of `new` that are not in `old`, stripped and joined; where none came, those that went."""
    marked = list(difflib.ndiff(old.splitlines(), new.splitlines()))
    came, went = (" / ".join(line[2:].strip() for line in marked if line.startswith(mark)) for mark in ("+ ", "- "))
    return came if came not in ("", "pass") else f"without: {went}"


def _built(exercise, source):
    """Return a function that runs a mutant's source in a copy of the reference's globals and returns the answer."""
    def build():
        name = f"<mutant of {exercise.name} {hash(source)}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        module = inspect.getmodule(exercise.reference)
        namespace = dict(vars(module))
        exec(compile(source, name, "exec", dont_inherit=True), namespace)
        return namespace[exercise.name]
    build.is_source = True
    return build


def judge(exercise, answer, seconds=SECONDS):
    """Return the verdict on a mutant; what stopped it, where it gave none."""
    kept = dict(vars(exercise))

    def stop(*_):
        raise TooLong

    limited = hasattr(signal, "setitimer")
    old = signal.signal(signal.SIGPROF, stop) if limited else None
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            if limited:
                signal.setitimer(signal.ITIMER_PROF, seconds, 1)
            return exercise.verdict(answer() if hasattr(answer, "is_source") else answer)
    except TooLong:
        return "Stopped: it takes too long."
    except Exception as error:
        return f"Stopped: {type(error).__name__}: {error}"
    finally:
        if limited:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, old)
        vars(exercise).clear()
        vars(exercise).update(kept)


def tried(exercise, equivalent=(), count=None, seconds=SECONDS, seed=0, budget=None):
    """Return what a checker makes of its mutants: {"mutants", "caught", "equivalent", "survivors", "verdicts"}.

    count: how many mutants at most. budget: the seconds of processor time after which no more are tried.
    Raises ValueError when the checker refuses the reference itself, before or after: then a mutant has spoiled what
    the checker keeps.
    """
    result = {"mutants": 0, "caught": 0, "equivalent": 0, "survivors": [], "verdicts": []}
    _accepts_reference(exercise, 10 * seconds, "")
    started = time.process_time()
    for line, answer, acted in mutants_of(exercise, seed):
        late = budget is not None and time.process_time() - started > budget
        if late or (count is not None and result["mutants"] >= count):
            break
        verdict = judge(exercise, answer, seconds)
        if not acted():
            continue                                        # there was nothing to spoil
        result["mutants"] += 1
        result["verdicts"].append((line, verdict))
        if not verdict.startswith("Right"):
            result["caught"] += 1
        elif line in equivalent:
            result["equivalent"] += 1
        else:
            result["survivors"].append(line)
    _accepts_reference(exercise, 10 * seconds, ", after the mutants")
    return result


def _accepts_reference(exercise, seconds, when):
    verdict = judge(exercise, exercise.reference, seconds)
    if not verdict.startswith("Right"):
        raise ValueError(f"{exercise.name}: its reference is refused{when}: {verdict}")


def main(words=None):
    """Try the lessons that the command names, and print a line for each checker and each survivor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="lessons (ex03) or exercises (ex03.jsd)")
    parser.add_argument("--count", type=int)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verdicts", action="store_true")
    options = parser.parse_args(words)
    sums = [0] * 4
    for name in options.names or lessons():
        lesson, _, wanted = name.partition(".")
        for exercise in exercises_of(lesson).values():
            if wanted not in ("", exercise.name):
                continue
            started = time.process_time()
            try:
                found = tried(exercise, equivalents.EQUIVALENT.get(lesson, {}).get(exercise.name, {}),
                              options.count, options.seconds, options.seed)
            except ValueError as error:
                print(f"{lesson}.{error}", flush=True)
                continue
            counts = [found["mutants"], found["caught"], found["equivalent"], len(found["survivors"])]
            sums = [a + b for a, b in zip(sums, counts, strict=True)]
            print(f"{lesson}.{exercise.name}: {_text(counts)} ({time.process_time() - started:.0f} s)", flush=True)
            for line in found["survivors"]:
                print(f"    {line}", flush=True)
            for line, verdict in found["verdicts"] if options.verdicts else ():
                print(f"        {line}\n            {verdict}")
    print(f"together: {_text(sums)}")


def _text(counts):
    return "{} mutants, {} caught, {} equivalent, {} survived".format(*counts)


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main()
