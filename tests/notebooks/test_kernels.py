"""The way to a kernel: a folder of its own, gone afterwards; ports where that cannot serve."""

import sys
from pathlib import Path

from jupyter_client.connect import LocalPortCache

from gan_course.notebooks import kernels, pairs, running

FILES = sys.platform != "win32"


def test_each_kernel_has_a_folder_which_is_gone_afterwards():
    with kernels.connection() as one, kernels.connection() as other:
        if not FILES:
            assert one == other == {}
            return
        folders = {Path(settings["ip"]).parent for settings in (one, other)}
        assert one["transport"] == other["transport"] == "ipc"
        assert len(folders) == 2 and all(folder.is_dir() for folder in folders)
    assert not any(folder.exists() for folder in folders)


def test_a_folder_with_a_long_name_and_windows_use_ports(tmp_path, monkeypatch):
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(deep))
        with kernels.connection() as settings:
            assert settings == {}
    monkeypatch.setattr(sys, "platform", "win32")
    with kernels.connection() as settings:
        assert settings == {}


def test_a_run_asks_for_no_port(tmp_path, monkeypatch):
    """Between its choice and the kernel's start another program may take it: "Address already in use"."""
    def no_port(self, ip):
        raise AssertionError("a port was asked for")

    if FILES:
        monkeypatch.setattr(LocalPortCache, "find_available_port", no_port)
    lesson = tmp_path / "01_x.py"
    lesson.write_text("# %%\nprint('here')\n", encoding="utf-8")
    folder = tmp_path / "another folder"
    folder.mkdir()
    ran = running.run(pairs.read_lesson(lesson), "01_x", folder)
    assert ran.notebook.cells[0].outputs[0].text == "here\n"
