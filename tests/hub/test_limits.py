"""The limits hold in a real process, and what one takes another still has."""

import os
import subprocess
import sys
from pathlib import Path

import limits

HERE = Path(limits.__file__).parent
TOLD = """
import os, resource, sys
sys.path.insert(0, {folder!r})
import limits
limits.Limits(cores=1, gigabytes=1.0, processes=300).apply({number}, {home!r})
print(os.getcwd(), os.getuid(), len(getattr(os, "sched_getaffinity", lambda _: [0])(0)), os.nice(0))
try:
    bytearray(2 * 2**30)
    print("had it")
except MemoryError:
    print("MemoryError")
bytearray(100 * 2**20)
os.close(os.open("mine", os.O_CREAT | os.O_WRONLY))
"""


def told(tmp_path, number):
    home = limits.make_home(tmp_path, f"learner{number:02d}", number)
    code = TOLD.format(folder=str(HERE), number=number, home=str(home))
    done = subprocess.run([interpreter(), "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return home, done.stdout.split()


def interpreter():
    """A Python that started before it lost its rights has all that it needs in memory, but for its shared files."""
    return sys.executable


def test_a_process_is_limited_and_may_write_in_its_home(tmp_path):
    opened_to_others(tmp_path)
    home, (folder, user, cores, nice, memory) = told(tmp_path, 1)
    assert Path(folder) == home.resolve() and (home / "mine").exists()
    assert int(nice) == min(19, os.nice(0) + limits.Limits().nice)
    assert memory == ("MemoryError" if sys.platform == "linux" else memory)
    assert int(cores) == 1
    assert int(user) == (limits.FIRST_USER_ID + 1 if os.geteuid() == 0 else os.getuid())
    assert home.stat().st_mode & 0o077 == 0 and (home / "mine").stat().st_mode & 0o077 == 0


def opened_to_others(folder):
    """Let every user pass through pytest's folders, which are its own."""
    for place in (folder, *folder.parents):
        if place.owner() == folder.owner() and "pytest" in str(place):
            place.chmod(place.stat().st_mode | 0o011)


def test_cores_go_round(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    assert [limits.Limits(cores=1).cores_of(number) for number in range(5)] == [[0], [1], [2], [3], [0]]
    assert [limits.Limits(cores=2).cores_of(number) for number in range(3)] == [[0, 1], [2, 3], [0, 1]]
    assert limits.Limits(cores=4).cores_of(7) == limits.Limits(cores=9).cores_of(7) == [0, 1, 2, 3]
