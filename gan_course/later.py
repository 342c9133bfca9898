"""Modules that are imported when they are first used: a page shows its controls before TensorFlow is there."""

import importlib


class Later:
    """Stands for a module until a name of it is asked for; `tf = Later("tensorflow")` is then used as the module is.

    name: the module's full name. Raises ImportError at the first use where there is no such module.
    """

    def __init__(self, name):
        self._name = name

    def __getattr__(self, attribute):
        return getattr(importlib.import_module(self._name), attribute)


def name_of(later):
    """Return the full name of the module that a `Later` stands for."""
    return vars(later)["_name"]
