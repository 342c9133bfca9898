"""The item bank: its questions, the answers of a class, and what can be computed from them."""

from gan_course.items.commands import main

__all__ = ["main"]
