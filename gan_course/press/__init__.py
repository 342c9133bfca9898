"""The press: the stored notebooks as a reading edition, a handout and slides; built, never stored.

All three are plain HTML that asks for nothing from outside: formulas are MathML, pictures lie inside the pages.
"""

from gan_course.press.commands import main

__all__ = ["main"]
