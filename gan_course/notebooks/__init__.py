"""The notebooks' machinery: text in lessons/, run and stored in notebooks/, timed, and solved.

For authors and for the tests; a learner never needs it.
"""

from gan_course.notebooks.commands import main

__all__ = ["main"]
