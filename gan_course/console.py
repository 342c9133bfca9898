"""Printing where the console lacks letters (cp932, cp1252, ASCII), and the variables of processes that we start."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def forgive():
    """Have standard output and error show a question mark for a letter they lack, instead of raising."""
    for stream in sys.stdout, sys.stderr:
        if hasattr(stream, "reconfigure"):      # a notebook's streams know every letter
            stream.reconfigure(errors="replace")


def say(text):
    """Print a line at once; a letter that the console lacks becomes a question mark."""
    try:
        print(text, flush=True)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding
        print(text.encode(encoding, "replace").decode(encoding), flush=True)


def child_variables():
    """Return the environment variables for a process of ours.

    It imports this checkout's `gan_course`, starts this Python's kernels, raises at no letter, and asks no proxy for
    what listens on this machine.
    """
    variables = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"}
    variables["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    # NumPy's matrices are small here; with more threads on a busy machine they mostly wait for each other.
    variables.setdefault("OPENBLAS_NUM_THREADS", "1")
    variables["PYTHONIOENCODING"] = variables.get("PYTHONIOENCODING", "").partition(":")[0] + ":replace"
    spare_loopback(variables)
    return variables


def spare_loopback(variables):
    """Where a proxy is set, have it left out for addresses of this machine; changes `variables` in place."""
    if not any(name.lower().endswith("_proxy") and name.lower() != "no_proxy" and value
               for name, value in variables.items()):
        return      # NO_PROXY alone would hide the proxy that Windows or macOS has in its own settings
    spared = [host.strip() for name in ("no_proxy", "NO_PROXY") for host in variables.get(name, "").split(",")]
    spared = ",".join(dict.fromkeys([*filter(None, spared), *LOOPBACK]))
    # small letters are read first, and alone by some
    variables.update({"NO_PROXY": spared} if os.name == "nt" else {"NO_PROXY": spared, "no_proxy": spared})
