"""Exercises: one module a lesson (`ex00`, `ex01`, …), whose `Exercise` objects check, hint and show."""
