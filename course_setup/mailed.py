"""The check as one file to mail: any Python runs it, and all that it needs of the course lies inside.

Only the standard library is used.
"""

import io
import os
import zipfile

from course_setup.troubles import Trouble

ENDING = ".pyz"
FIRST = "__main__.py"
START = "import sys\nimport course\nsys.exit(course.main(sys.argv[1:] or ['check']))\n"


def write(root, path):
    """Write the file; an older one of ours is replaced, and nothing else."""
    problem = refusal(root, path)
    if problem:
        raise Trouble(problem)
    rooms = sorted(name for name in os.listdir(os.path.join(root, "course_setup")) if name.endswith(".py"))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(FIRST, START)
        for name in ["course.py"] + ["course_setup/" + room for room in rooms]:
            archive.write(os.path.join(root, *name.split("/")), name)
    try:
        with open(path, "wb") as file:
            file.write(content.getvalue())
    except OSError as error:
        raise Trouble(f"{path} cannot be written ({error.strerror or error}): give a file in a folder of your own, on "
                      "a disk that has room.") from error


def refusal(root, path):
    """Say in one sentence why the file cannot be written; None if it can."""
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(root):
        return f"This is the mailed check itself: send {root} on."
    if not path.endswith(ENDING):
        return f"{path} does not end in {ENDING}: give a name that does, such as check{ENDING}."
    if not os.path.isdir(folder):
        return f"There is no folder {folder}: make it, or give a file in a folder that is there."
    if os.path.lexists(path) and not ours(path):
        return f"{path} is there already, and course.py did not make it: give another name, or move it away."
    return None


def ours(path):
    """Say whether a file is a check that was written here, by this course.py or an older one."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False
    wanted = {FIRST, "course.py", "course_setup/preflight.py"}
    return wanted <= names and all(name in wanted or name.startswith("course_setup/") for name in names)
