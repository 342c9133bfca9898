"""What all tests can import: the plain modules of this folder, such as `tiny_gans`; and one Chromium for all."""

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
# pytest imports test files by path; `browser` and `peers` are plain modules
sys.path[:0] = [str(FOLDER), str(FOLDER / "lab"), str(FOLDER / "extras")]


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium under Playwright, one for all tests: a second one in the same process would not start."""
    import browser

    if browser.CHROMIUM is None:
        pytest.skip("no Chromium is installed; on Debian and Ubuntu: apt install chromium")
    with browser.chromium() as started:
        yield started
