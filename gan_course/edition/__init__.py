"""The learner's edition: the notebooks in `my_course/`, given out and updated, and the page that opens first.

`notebooks/` is the stored edition, with outputs, for reading and for the tests; a learner never edits there.
"""

from gan_course.edition.commands import main, prepare

__all__ = ["main", "prepare"]
