"""What runs without TensorFlow, or on Keras's other backends, is what the page on other libraries says."""

import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import peers
import pytest

from gan_course import console, networks, seed_everything
from gan_course.notebooks import running

FOLDER = Path(__file__).parent
PAGE = (console.ROOT / "notebooks" / "OTHER_LIBRARIES.md").read_text(encoding="utf-8")
ALONE = ("datasets", "metrics", "dynamics", "from_scratch", "imbalance", "tabular", "faces", "phantoms", "plots",
         "remedies", "penalties")
NEED_TENSORFLOW = ("objectives", "layers", "networks", "optimizers", "plain_step", "game", "training", "gan", "sweep",
                   "pool", "translation", "digit_classifier", "saving")

LOADED = """
import json, os, sys
os.environ["KERAS_BACKEND"] = "torch"
import keras, numpy as np
folder, root = sys.argv[1:]
points = keras.models.load_model(f"{folder}/points.keras")
np.save(f"{folder}/there.npy", keras.ops.convert_to_numpy(points(np.load(f"{folder}/noise.npy"))))
said = {"backend": keras.config.backend(), "tensorflow": "tensorflow" in sys.modules}
try:
    keras.models.load_model(f"{folder}/digits.keras")
except TypeError as error:
    said["digits"] = str(error)
sys.path.insert(0, root)
try:
    import gan_course
except ImportError as error:
    said["course"] = str(error)
print(json.dumps(said))
"""


def test_rooms_that_need_no_tensorflow():
    ran = subprocess.run([sys.executable, str(FOLDER / "without_tensorflow.py")], capture_output=True, encoding="utf-8",
                         env=running.kernel_environment(), timeout=600)
    found = json.loads(ran.stdout.splitlines()[-1])
    assert [room for room in ALONE if not found[room]] == []
    assert [room for room in NEED_TENSORFLOW if found[room]] == []
    assert found["modes"] == 8
    for room in (*ALONE, *NEED_TENSORFLOW):
        assert f"`{room}`" in PAGE


@pytest.fixture(scope="module")
def on_pytorch(tmp_path_factory):
    """What Keras on PyTorch makes of networks that were saved here: (said, samples here, samples there)."""
    peers.python()
    folder = tmp_path_factory.mktemp("saved")
    seed_everything(0)
    points, noise = networks.mlp_generator(), np.random.default_rng(0).normal(size=(64, 2)).astype("float32")
    points.save(folder / "points.keras")
    networks.dcgan_generator().save(folder / "digits.keras")
    np.save(folder / "noise.npy", noise)
    (folder / "loaded.py").write_text(LOADED, encoding="utf-8")
    said = json.loads(peers.run(folder / "loaded.py", folder, console.ROOT).splitlines()[-1])
    return said, keras.ops.convert_to_numpy(points(noise)), np.load(folder / "there.npy")


def test_a_player_of_points_gives_the_same_samples_on_pytorch(on_pytorch):
    said, here, there = on_pytorch
    assert said["backend"] == "torch" and not said["tensorflow"]
    np.testing.assert_allclose(there, here, atol=1e-5)
    assert np.abs(here).max() > 0.1


def test_a_player_of_digits_needs_layers_of_the_course(on_pytorch):
    assert "Could not locate class 'BatchNormalization'" in on_pytorch[0]["digits"]
    assert "Could not locate class 'BatchNormalization'" in PAGE


def test_the_course_refuses_a_keras_that_runs_on_pytorch(on_pytorch):
    assert on_pytorch[0]["course"].startswith("Keras was imported before gan_course, and runs on torch")
