"""A JupyterHub for a room, tried on this machine: `python instructor/hub/start.py`, and stop it with Ctrl-C.

    python instructor/hub/start.py --users 30 --cores 1 --gigabytes 4 --port 8000

The first call makes the hub's environment in build/hub, from instructor/hub's two locks; it needs Node.js 20 or newer.
Everything that the room makes stays in build/hub: accounts, homes, the hub's own files.  The page is instructor/hub.md.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent)]

import accounts  # noqa: E402
import environments  # noqa: E402
from environments import Trouble  # noqa: E402

MOST_USERS = 99
PROXY = Path("node_modules/.bin/configurable-http-proxy")


def make_proxy(state):
    """Install the proxy that the package lock names, unless it is there; return its command."""
    place, lock = state / "proxy", "package-lock.json"
    if not (place / PROXY).exists() or (place / lock).read_bytes() != (HERE / lock).read_bytes():
        if shutil.which("npm") is None:
            raise Trouble("npm is missing: install Node.js 20 or newer, which brings it.")
        place.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", lock):
            shutil.copy(HERE / name, place / name)
        subprocess.run(["npm", "ci", "--no-fund", "--no-audit", "--ignore-scripts", "--loglevel=error"],
                       cwd=place, check=True)
    return place / PROXY


def make_notebooks(state):
    """Write the learners' notebooks as a git repository, from the lessons of today; return its address."""
    place = state / "notebooks"
    edition = [str(ROOT / ".venv" / "bin" / "python"), str(HERE.parent / "learners_edition.py"), str(place)]
    subprocess.run(edition, check=True)
    # The repository belongs to who starts the hub; git asks whether others may read from it.
    (state / "gitconfig").write_text(f"[safe]\n\tdirectory = {place}\n\tdirectory = {place / '.git'}\n",
                                     encoding="utf-8")
    return place.as_uri()


def check_reach(python):
    """As root, each learner is a user of their own, who must reach this Python and the course."""
    if os.geteuid() != 0:
        return
    for path in (Path(os.path.realpath(python)), ROOT):
        for folder in path.parents:
            if not folder.stat().st_mode & 0o001:
                raise Trouble(f"Learners' servers run as users of their own, and nobody but root may enter {folder}, "
                              f"where {path} lies: start the hub with another Python, as yourself, or move the course.")


def variables(options, state):
    """Return the variables of the hub, after everything that it needs is made."""
    python = environments.make("hub")
    check_reach(python)
    # Learners may not write beside the course's modules, and would compile them at every start.
    subprocess.run([python, "-m", "compileall", "-q", str(ROOT / "gan_course")], check=True)
    state.mkdir(parents=True, exist_ok=True)
    slips = accounts.make(state, options.users)
    (state / "homes").mkdir(exist_ok=True)
    print(f"{len(slips)} accounts; names and passwords to print: {state / accounts.SLIPS}", flush=True)
    return python, os.environ | {
        "GAN_HUB_STATE": str(state), "GAN_HUB_PORT": str(options.port), "GAN_HUB_CORES": str(options.cores),
        "GAN_HUB_GIGABYTES": str(options.gigabytes), "GAN_HUB_PROXY": str(make_proxy(state)),
        "GAN_HUB_NOTEBOOKS": make_notebooks(state), "JUPYTER_PREFER_ENV_PATH": "1",
    }


def parsed(arguments):
    """Return the options."""
    parser = argparse.ArgumentParser(prog="start.py", description="A JupyterHub for a room, on this machine.")
    parser.add_argument("--users", type=int, default=10, help="learners' accounts (10)")
    parser.add_argument("--cores", type=int, default=1, help="cores that one learner may use (1)")
    parser.add_argument("--gigabytes", type=float, default=4.0, help="memory that one process may take (4)")
    parser.add_argument("--port", type=int, default=8000, help="port on localhost; the two above it are used too")
    parser.add_argument("--state", type=Path, default=ROOT / "build" / "hub", help="where the room's files lie")
    options = parser.parse_args(arguments)
    if not 1 <= options.users <= MOST_USERS or options.cores < 1 or options.gigabytes < 2:
        parser.error(f"--users 1 to {MOST_USERS}, --cores at least 1, --gigabytes at least 2, which TensorFlow needs")
    return options


def main(arguments):
    """Become the hub."""
    options = parsed(arguments)
    os.umask(0o022)     # the learners' notebooks are read by every learner
    state = options.state.resolve()
    try:
        python, environment = variables(options, state)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"{error.cmd[0]} failed with exit code {error.returncode}; its words stand above.", file=sys.stderr)
        return 1
    print(f"The room opens at http://127.0.0.1:{options.port}", flush=True)
    os.umask(0o077)     # what the hub writes, its database above all, is nobody else's to read
    os.chdir(state)
    os.execve(python, [str(python), "-m", "jupyterhub", "--config", str(HERE / "jupyterhub_config.py")], environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
