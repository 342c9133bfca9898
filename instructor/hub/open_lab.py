"""A learner's server on a hub: bring the notebooks into their home, then become JupyterLab as the course opens it.

Called by the hub, as the learner, in an environment that holds the course's packages and the hub's.  What fails here
is written to the server's log, and JupyterLab opens all the same: an empty folder is better than no server.
"""

import os
import sys
import traceback
from pathlib import Path

ROOT = Path(os.environ.get("GAN_COURSE_ROOT") or Path(__file__).resolve().parents[2])
sys.path.insert(0, str(ROOT))

BRANCH = "main"


def bring_notebooks(folder, repository):
    """Clone the learners' notebooks, or merge what is new in them; the learner's text wins, cell by cell of git's."""
    from nbgitpuller.pull import GitPuller

    for line in GitPuller(repository, str(folder), branch=os.environ.get("GAN_COURSE_BRANCH") or BRANCH).pull():
        print(line.rstrip(), flush=True)


def prepare(folder, repository):
    """Do what `course.py lab` does before it opens, with the notebooks of the hub's repository."""
    from gan_course.edition import front_page
    from gan_course.exercises import learner

    if repository:
        bring_notebooks(folder, repository)
    learner.make(folder)
    front_page.write(folder)


def command(folder, arguments):
    """Return the command line of the server: the hub's, with what the course's JupyterLab has of its own."""
    from gan_course import cli

    own = [argument for argument in cli.lab_command([], folder)[3:] if argument != "--allow-root"]
    return [sys.executable, "-m", "jupyterhub.singleuser", *own, *arguments]


def main(arguments):
    """Become the server."""
    folder = Path.home() / "my_course"
    try:
        prepare(folder, os.environ.get("GAN_COURSE_NOTEBOOKS", ""))
    except Exception:
        traceback.print_exc()
        folder.mkdir(exist_ok=True)
    from gan_course.console import child_variables

    kernels = os.pathsep.join([str(ROOT / "gan_course" / "jupyterlab"), os.environ.get("JUPYTER_PATH", "")])
    os.environ |= child_variables() | {"GAN_COURSE_MY": str(folder), "JUPYTER_PATH": kernels.rstrip(os.pathsep)}
    sys.stdout.flush()
    os.execv(sys.executable, command(folder, arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
