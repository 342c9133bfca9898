"""The built page's parts in the one Chromium of all tests."""

import sys
from pathlib import Path

import pytest
from file_modules import module_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))    # pytest imports test files by path; `page_window` is a plain module
from page_window import open_page, page_file  # noqa: E402, F401


@pytest.fixture(scope="session")
def build():
    """`site/build.py` as a module."""
    return module_of(ROOT / "site" / "build.py", "site_build")


@pytest.fixture(scope="session")
def schema():
    """`site/schema.py` as a module."""
    return module_of(ROOT / "site" / "schema.py", "site_schema")


@pytest.fixture(scope="session")
def engine(chromium, build):
    """A page with the engine's modules, as `ask(function, request)`: `probe.js` says which functions there are."""
    page = chromium.new_page()
    script = build.bundle(HERE / "probe.js")
    last = script.rpartition("const module")[2].split(" =")[0]
    page.add_script_tag(content=f"{script}\nglobalThis.probe = module{last};")
    kernels = list((build.ENGINE / "kernels.wasm").read_bytes())
    page.evaluate("(bytes) => { globalThis.kernels = new WebAssembly.Module(Uint8Array.from(bytes)); }", kernels)

    def ask(function, request):
        return page.evaluate("([name, request]) => probe[name](kernels, request)", [function, request])

    yield ask
    page.close()
