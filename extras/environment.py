#!/usr/bin/env python3
"""Make the environment in which the PyTorch twin is tested: `.venv.twin`, apart from the course's own.

    python3 extras/environment.py [FOLDER]       then `python3 course.py test -k extras` runs what it was skipping

It holds what `requirements-twin.lock` names: PyTorch for the processor alone, and Keras without TensorFlow. For Linux
that is the build 2.13.0+cpu, of 0.2 GB. An index that has none serves the build for CUDA under the same number, which
does not start without NVIDIA's libraries beside it, 4.8 GB in all ("libcudnn.so.9: cannot open shared object file");
where pip finds no other it is installed with them.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements-twin.lock"
FOLDER = ROOT / ".venv.twin"
STARTS = "import torch, os; os.environ['KERAS_BACKEND'] = 'torch'; import keras; print(torch.__version__)"


def make(folder):
    """Make the environment unless it is there and fits the lock; return its Python."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "made-from"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted and version(python):
        return python
    if folder.exists() and not (folder / "pyvenv.cfg").is_file() and (not folder.is_dir() or any(folder.iterdir())):
        sys.exit(f"{folder} is there already and is no environment, so nothing in it is touched. "
                 "Give a folder that does not exist yet, or an empty one.")
    venv.EnvBuilder(with_pip=True, clear=True).create(folder)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    locked = subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", str(LOCK)])
    if locked.returncode or not version(python):
        print("pip finds no build of PyTorch for the processor alone; the one for CUDA follows, 4.8 GB.", flush=True)
        subprocess.run([*pip, "-r", str(ROOT / "extras" / "requirements.in")], check=True)
    if not version(python):
        sys.exit(f"PyTorch does not start in {folder}: {python} -c \"import torch\" says why.")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def version(python):
    """Return PyTorch's version in an environment; empty where it does not start."""
    ran = subprocess.run([str(python), "-c", STARTS], capture_output=True, encoding="utf-8", errors="replace")
    return ran.stdout.strip() if ran.returncode == 0 else ""


if __name__ == "__main__":
    made = make(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else FOLDER)
    print(f"PyTorch {version(made)}: {made}")
