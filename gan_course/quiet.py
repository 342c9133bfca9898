"""Keep TensorFlow's start-up lines off the learner's page.

TensorFlow's compiled part writes two lines to the process's standard error while it is imported, before any of its
own settings can silence them. In a notebook they show as a red box above the first figure.
"""

import contextlib
import importlib.machinery
import os
import sys
import tempfile


class _QuietFinder:
    """Finds `tensorflow` as usual, and has it loaded with standard error set aside."""

    def find_spec(self, name, path=None, target=None):
        if name != "tensorflow":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module):
                sys.meta_path.remove(self)  # once is enough
                with standard_error_set_aside():
                    load(module)

            spec.loader.exec_module = exec_module
        return spec


@contextlib.contextmanager
def standard_error_set_aside():
    """Send file descriptor 2 to a file for the time of the block; show the file if the block fails."""
    try:
        kept = os.dup(2)
    except OSError:  # no standard error at all, as under pythonw: nothing to set aside
        yield
        return
    with tempfile.TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        try:
            yield
        except BaseException:
            aside.seek(0)
            os.write(kept, aside.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def quiet_tensorflow():
    """Have a later `import tensorflow` print nothing; does nothing once it is imported."""
    waiting = any(isinstance(finder, _QuietFinder) for finder in sys.meta_path)
    if "tensorflow" not in sys.modules and not waiting:
        sys.meta_path.insert(0, _QuietFinder())
