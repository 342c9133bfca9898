"""Exercises: one module a lesson (`ex00`, `ex01`, …), each attribute an `Exercise` that checks, hints and shows."""
