"""Run by test_backends.py: which rooms of gan_course can be imported without TensorFlow and Keras."""

import importlib
import importlib.abc
import json
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "gan_course"


class Absent(importlib.abc.MetaPathFinder):
    """TensorFlow and Keras are not there."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("tensorflow", "keras"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Absent())
found = {}
for path in sorted(PACKAGE.iterdir()):
    if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists():
        try:
            importlib.import_module(f"gan_course.{path.stem}")
            found[path.stem] = True
        except ModuleNotFoundError:
            found[path.stem] = False

from gan_course import datasets, metrics  # noqa: E402

ring = datasets.ring()
found["modes"] = metrics.modes_captured(ring.sample(2500, seed=0), ring)
print(json.dumps(found))
