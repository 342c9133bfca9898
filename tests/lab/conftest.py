"""JupyterLab, started once for all browser tests; only those tests ask for it."""

import browser
import pytest


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    """(address, folder) of a running JupyterLab."""
    folder = tmp_path_factory.mktemp("notebooks")
    with browser.jupyterlab(folder) as address:
        yield address, folder


@pytest.fixture(scope="module")
def open_notebook(chromium, jupyter):
    """Function from a name and cells to an open `browser.Notebook`."""
    address, folder = jupyter
    opened = []

    def open_(name, *sources, **options):
        browser.write_notebook(folder / f"{name}.ipynb", *sources)
        opened.append(browser.Notebook(chromium, address, f"{name}.ipynb", **options))
        return opened[-1]

    yield open_
    for notebook in opened:
        notebook.close()
