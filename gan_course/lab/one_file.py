"""The laboratory's page for points and its engine, as `site/build.py` puts them together."""

import functools
import importlib.util
import json
from pathlib import Path

BUILDER = Path(__file__).parents[2] / "site" / "build.py"


def there():
    """Tell whether this course has its folder `site`."""
    return BUILDER.exists()


@functools.cache
def builder():
    """Return `site/build.py` as a module; the name `site` is Python's own."""
    spec = importlib.util.spec_from_file_location("site_build", BUILDER)
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    return build


@functools.cache
def page():
    """Return the page without its engine, for a frame."""
    return builder().page(engine=False)


@functools.cache
def laboratory():
    """Return what `connect` of the page's host needs: the worker's text, the kernels and the schema."""
    return json.loads(builder().laboratory())
