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


OLD_SETTINGS = """
import gan_course, keras, numpy as np
from gan_course import digit_classifier, networks
from gan_course.gan import GAN, ConditionalGAN
judge = digit_classifier.load().probabilities(np.linspace(-1, 1, 784, dtype="float32").reshape(1, 28, 28, 1))
print(judge.dtype, judge.argmax(), judge.max().round(5))
print(keras.config.image_data_format(), keras.config.floatx(), keras.config.dtype_policy().name)
GAN(networks.dcgan_generator(4, (2, 2)), networks.dcgan_discriminator((2, 2)))
ConditionalGAN(networks.conditional_dcgan_generator(4, 10, (2, 2)),
               networks.conditional_dcgan_discriminator(10, (2, 2)))
"""


def test_an_old_settings_file_changes_neither_the_judge_nor_the_axes(tmp_path):
    answers = {}
    for data_format, floatx in [("channels_last", "float32"), ("channels_first", "float32"),
                                ("channels_last", "float64")]:
        (tmp_path / "keras.json").write_text(json.dumps({"image_data_format": data_format, "floatx": floatx}))
        ran = run(OLD_SETTINGS, tmp_path)
        assert ran.returncode == 0, ran.stderr
        first, settings = ran.stdout.splitlines()
        answers[data_format, floatx] = first
        assert settings == f"{data_format} {floatx} {floatx}"
    assert len(set(answers.values())) == 1 and "float32" in first
