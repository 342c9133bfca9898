"""Nothing red above the first figure, and nothing hidden when an import fails."""

import subprocess
import sys

import pytest


def run(code, **options):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, **options)


@pytest.mark.parametrize("code", [
    "import gan_course, tensorflow",
    "import gan_course, importlib.util; importlib.util.find_spec('tensorflow'); import tensorflow"])
def test_tensorflow_starts_without_a_word(code):
    done = run(code + "; print(tensorflow.__name__)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "tensorflow\n", "")


def test_gan_course_alone_imports_no_tensorflow():
    done = run("import sys, gan_course; print([name for name in ('tensorflow', 'keras') if name in sys.modules])")
    assert (done.stdout, done.stderr) == ("[]\n", "")


FAKE = "import os; os.write(2, b'start-up line\\n')\n"
USE = "import sys; sys.path.insert(0, sys.argv[1]); import gan_course, tensorflow; sys.stderr.write('later')"


def with_fake(tmp_path, source):
    (tmp_path / "tensorflow.py").write_text(source)
    return subprocess.run([sys.executable, "-c", USE, str(tmp_path)], capture_output=True, text=True)


def test_a_failing_import_shows_its_lines(tmp_path):
    done = with_fake(tmp_path, FAKE + "raise ImportError('broken build')")
    assert done.returncode != 0 and "start-up line" in done.stderr and "broken build" in done.stderr


def test_a_good_import_hides_its_lines_and_no_later_ones(tmp_path):
    assert with_fake(tmp_path, FAKE).stderr == "later"


def test_calling_it_again_changes_nothing():
    code = "import gan_course, sys; n = len(sys.meta_path); " \
           "gan_course.quiet_tensorflow(); print(len(sys.meta_path) - n)"
    assert run(code).stdout == "0\n"
