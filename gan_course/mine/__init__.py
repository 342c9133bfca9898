"""`my_gan.py`: the learner's kept answers put together as one file, and tried by the course's oracles."""

from gan_course.mine.commands import main

__all__ = ["main"]
