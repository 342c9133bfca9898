"""Files that belong to no package, as modules."""

import importlib.util


def module_of(path, name=None):
    """Return the module in a file, made anew; name: what it is called, where not as the file."""
    spec = importlib.util.spec_from_file_location(name or path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
