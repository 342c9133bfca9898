"""The progress of a class: one table from what learners handed in. Nothing leaves a learner's machine by itself."""

from gan_course.progress.commands import main

__all__ = ["main"]
