"""Where the data files are, and what a missing, damaged or foreign one gives."""

import shutil

import pytest

from gan_course import data_files
from gan_course.data_files import DataFileError

NAME = "digit_classifier.npz"


def test_the_folder_is_the_argument_else_the_variable_else_the_repositorys(monkeypatch, tmp_path):
    monkeypatch.setenv(data_files.ENVIRONMENT_VARIABLE, str(tmp_path / "variable"))
    assert data_files.data_dir(tmp_path / "argument") == tmp_path / "argument"
    assert data_files.data_dir() == tmp_path / "variable"
    monkeypatch.delenv(data_files.ENVIRONMENT_VARIABLE)
    assert (data_files.data_dir() / NAME).is_file()


@pytest.mark.parametrize("name", sorted(data_files.CHECKSUMS))
def test_each_file_is_the_one_that_was_written_down(name):
    assert data_files.checked_path(name) == data_files.data_dir() / name


def test_a_missing_file_is_named_with_the_way_to_restore_it(tmp_path):
    with pytest.raises(DataFileError, match=rf"missing.*{NAME}.*git checkout -- data/{NAME}"):
        data_files.checked_path(NAME, tmp_path)


def test_one_changed_byte_is_noticed(tmp_path):
    copy = tmp_path / NAME
    shutil.copy(data_files.data_dir() / NAME, copy)
    assert data_files.checked_path(NAME, tmp_path) == copy
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    with pytest.raises(DataFileError, match="damaged or changed"):
        data_files.checked_path(NAME, tmp_path)


def test_a_folder_in_the_files_place_is_refused(tmp_path):
    (tmp_path / NAME).mkdir()
    with pytest.raises(DataFileError, match=r"unreadable|missing"):
        data_files.checked_path(NAME, tmp_path)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"name is 'photographs\.npz'; give one of 'digit_classifier\.npz'"):
        data_files.checked_path("photographs.npz")
