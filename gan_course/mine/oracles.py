"""The course's oracles on a file: each exercise's checker on the function in it, and short real trainings."""

import importlib.util
import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from gan_course.mine import training


@dataclass
class Verdict:
    """One row of the table: what was tried, whose it is, what the oracle says, and whether that is well."""

    what: str
    whose: str
    says: str
    right: bool


def loaded(path):
    """Return the module in a file; raises whatever its text raises."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    with redirect_stdout(io.StringIO()):
        spec.loader.exec_module(module)
    return module


def verdicts(path, pieces):
    """Yield one Verdict after the other for the file at `path`, made of these pieces."""
    try:
        module = loaded(path)
    except (Exception, SystemExit) as error:
        yield Verdict(path.name, "", f"cannot be imported: {type(error).__name__}: {error}", False)
        return
    for piece in pieces:
        whose = "yours" if piece.where else "the course's"
        with redirect_stdout(io.StringIO()):
            said = piece.exercise.judged(getattr(module, piece.called, None))
        yield Verdict(piece.called, whose, "right" if said.startswith("Right.") else said, said.startswith("Right."))
    named = {piece.key: (getattr(module, piece.called, None), bool(piece.where)) for piece in pieces}
    for trained in training.TRAININGS:
        parts = [named.get(key) for key in trained.needs]
        if all(parts):
            whose = "yours" if all(own for _, own in parts) else "partly yours" if any(
                own for _, own in parts) else "the course's"
            yield _trained(trained, [function for function, _ in parts], whose)


def _trained(trained, functions, whose):
    try:
        with redirect_stderr(io.StringIO()):
            found = trained.run(*functions)
        return Verdict(trained.title, whose, trained.sentence.format(found, trained.least), found >= trained.least)
    except (Exception, SystemExit) as error:
        return Verdict(trained.title, whose, f"raised {type(error).__name__}: {error}", False)
