"""The whole core, played: a learner writes only functions, notebook after notebook, then calls `mine`.

    python tests/notebooks/whole_core_solved.py               notebooks 00 to 09, in a temporary folder
    python tests/notebooks/whole_core_solved.py 02 03 04      these
    python tests/notebooks/whole_core_solved.py --to FOLDER   keeps the learner's folder there, my_gan.py included

Prints for each notebook how many functions were written and right, whose answers its cells used, and which marked
outputs differ from the stored ones; then what `mine` says, and my_gan.py itself. The exit code is 0 when all holds.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]

import played_learner  # noqa: E402

from gan_course.notebooks import pairs  # noqa: E402

CORE = [f"{number:02d}" for number in range(10)]


def main():
    """Play the lessons; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", default=CORE, metavar="NN")
    parser.add_argument("--to", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    place = played_learner.folder(arguments.to or Path(tempfile.mkdtemp()))
    known, failed = set(), 0
    for lesson in pairs.lesson_paths(arguments.lessons):
        try:
            found = played_learner.play(lesson.stem, place, known)
        except Exception as error:
            print(f"{lesson.stem}: {error}", flush=True)
            failed += 1
            continue
        complaints = [*found.not_right, *found.lent, *found.changed]
        across = sum(used != f"ex{lesson.stem[:2]}" for used, _, _ in found.used)
        print(f"{lesson.stem}: {len(found.written)} functions written, {len(found.used)} times used by the cells, "
              f"{across} of these from earlier notebooks; {found.seconds:.0f} s", *complaints, sep="\n  ", flush=True)
        failed += len(complaints)
    code, printed = played_learner.mine(place)
    print(f"\n{printed}")
    if (place / "my_gan.py").exists():
        print((place / "my_gan.py").read_text(encoding="utf-8"))
    print(f"The learner's folder lies in {place}.")
    return 1 if failed or code else 0


if __name__ == "__main__":
    sys.exit(main())
