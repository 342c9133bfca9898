"""Another project's Keras backend: set right before Keras is imported, told in a sentence afterwards."""

import json
import os
import subprocess
import sys

import pytest

from gan_course.notebooks.pairs import ROOT

# `keras` alone, without a backend's library: a stand-in as it looks once it is imported.
IMPORTED = """
import sys, types
sys.modules["keras"] = keras = types.ModuleType("keras")
keras.config = types.SimpleNamespace(backend=lambda: "torch")
"""


def run(code, home, **variables):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "KERAS_HOME": str(home), **variables}
    if "KERAS_BACKEND" not in variables:
        environment.pop("KERAS_BACKEND", None)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=environment)


@pytest.mark.parametrize("backend", ["torch", "jax", "numpy"])
def test_another_backend_in_the_environment_is_set_aside_and_told(backend, tmp_path):
    ran = run("import gan_course, os; print(os.environ['KERAS_BACKEND'])", tmp_path, KERAS_BACKEND=backend)
    assert ran.returncode == 0 and ran.stdout.strip() == "tensorflow", ran.stderr
    assert f"KERAS_BACKEND is '{backend}'; the course needs Keras on TensorFlow" in ran.stderr


def test_another_backend_in_the_settings_file_does_not_matter(tmp_path):
    (tmp_path / "keras.json").write_text(json.dumps({"backend": "torch", "floatx": "float32"}))
    ran = run("import gan_course, keras; print(keras.config.backend())", tmp_path)
    assert ran.returncode == 0 and ran.stdout.strip() == "tensorflow" and ran.stderr == "", ran.stderr


def test_keras_that_already_runs_on_another_backend_is_refused(tmp_path):
    ran = run(IMPORTED + "import gan_course", tmp_path, KERAS_BACKEND="torch")
    assert ran.returncode == 1
    last = ran.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: Keras was imported before gan_course, and runs on torch"), ran.stderr
