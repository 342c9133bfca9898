"""The files in `data/`: where they are, and whether they are the ones that the course was written with."""

import hashlib
import os
from pathlib import Path

from gan_course import arguments

ENVIRONMENT_VARIABLE = "GAN_COURSE_DATA"

CHECKSUMS = {
    "digit_classifier.npz": "cacb0d3ff60ab4ff4b228a9c62f5c2d79e96192c6c29720e4f9f7e2119a4f5fc",
    "faces.npz": "31b09cccdcb62df8acfab8acaae8957dc895c9b18f583531738440f89a29836d",
    "faces_judge.npz": "ec4ead7f6b01557e6ba6dd615f50ee824b9afdc7ee0257dd2af0f49ecdac405d",
    "landscape.npz": "164763940e00471d4d8efbac90f84f8c9e2cb5a7535e14e9e065c671995ef389",
    "milton_lines.txt": "80f5e827a84671b1ea42504dba82c5a570817ef8e56b7bd09b297f1ce9241b83",
    "mnist_10k.npz": "1b2857930ff5d0e74f0cef3e0e52f122fb02480932bb2ee55399b750908d775e",
    "notes.npz": "ea3a1c38c29f7eab72e9dcdbc18dad2887c84428417e18bbc97478e715e2f4a4",
    "sounds_judge.npz": "60b8926a2b5c46968efd4fbf57234bd445df1a0d60c1ca7af77d12ea6d0e7c66",
    "spoken_digits.npz": "5ff9f2ec90b9e0e36f2a871a3792b131435ef6699cd0cd4064ea34c2c5d62669",
}


class DataFileError(RuntimeError):
    """A data file is missing, damaged or not the expected one; the message says which and what to do."""


def data_dir(override=None) -> Path:
    """Folder with the data files: `override`, else $GAN_COURSE_DATA, else `data/` beside the package."""
    if override is not None:
        return arguments.path("data_dir", override)
    if os.environ.get(ENVIRONMENT_VARIABLE):
        return Path(os.environ[ENVIRONMENT_VARIABLE])
    return Path(__file__).resolve().parent.parent / "data"


def checked_path(name: str, directory=None) -> Path:
    """Path of the data file `name` after its SHA-256 was compared with `CHECKSUMS`.

    Raises DataFileError if the file is missing, unreadable or differs; ValueError for an unknown name.
    """
    arguments.choice("name", name, sorted(CHECKSUMS))
    path = data_dir(directory) / name
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise DataFileError(
            f"data file missing: {path}. It is part of the repository: restore it with "
            f"`git checkout -- data/{name}`, or set {ENVIRONMENT_VARIABLE} to the folder that holds it."
        ) from None
    except OSError as error:
        raise DataFileError(
            f"data file unreadable: {path} ({error.strerror}). Check its permissions, or restore it with "
            f"`git checkout -- data/{name}`."
        ) from error
    if found != CHECKSUMS[name]:
        raise DataFileError(
            f"data file damaged or changed: {path} has SHA-256 {found[:12]}…, "
            f"expected {CHECKSUMS[name][:12]}…. Restore it with `git checkout -- data/{name}`."
        )
    return path
