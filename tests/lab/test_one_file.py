"""The page for points, put together for a frame: without its engine, which comes beside it."""

import subprocess
import sys

from gan_course.lab import one_file
from gan_course.notebooks import running


def test_the_page_and_its_engine_come_apart_and_once():
    page, laboratory = one_file.page(), one_file.laboratory()
    assert "<title>GAN laboratory</title>" in page and "LABORATORY = {" not in page
    assert set(laboratory) == {"worker", "kernels", "schema"} and "healthy" in laboratory["schema"]["presets"]
    assert one_file.page() is page and one_file.laboratory() is laboratory
    assert len(page) + sum(len(laboratory[part]) for part in ("worker", "kernels")) < 500_000  # sent with each `Lab`
    assert "const { connect } = " in one_file.builder().host()


def test_without_its_folder_there_is_none(monkeypatch, tmp_path):
    assert one_file.there()
    monkeypatch.setattr(one_file, "BUILDER", tmp_path / "build.py")
    assert not one_file.there()


def test_a_laboratory_of_points_needs_no_tensorflow():
    code = ("import sys\nfrom gan_course import lab\nfrom gan_course.lab import exports, pages, pictures, record\n"
            "from gan_course.lab import runner\n"
            "lab.Lab('grid_cured').still(), lab.Lab('data=spiral', compact=True)._repr_mimebundle_()\n"
            "print('tensorflow' in sys.modules or 'keras' in sys.modules)")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True,
                         env=running.kernel_environment())
    assert ran.stdout.strip() == "False"
