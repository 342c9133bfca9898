"""One sweep at a time on a file; where a file system has no locks, that is said."""

import errno

import pytest

from gan_course.sweep import locks


def test_a_second_one_is_told_until_the_first_has_closed(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"content")
    with path.open("r+b") as one, path.open("r+b") as two:
        locks.lock(one, path)
        with pytest.raises(ValueError, match="x is in use by another sweep"):
            locks.lock(two, path)
        one.close()
        locks.lock(two, path)
        assert two.read() == b"content"


@pytest.mark.skipif(locks.fcntl is None, reason="Windows locks otherwise")
def test_a_file_system_without_locks_is_told_and_used(tmp_path, monkeypatch):
    def none(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(locks.fcntl, "flock", none)
    with (tmp_path / "x").open("w") as stream, pytest.warns(UserWarning, match="cannot be locked .No locks available"):
        locks.lock(stream, tmp_path / "x")
