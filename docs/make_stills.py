"""Writes gan_course/lab/static/stills, for stored notebooks: the page as each experiment of the gallery leaves it.

    python docs/make_stills.py [NAME …]     needs the tests' Playwright and Debian's Chromium

"tensorflow" is the page of digits, in JupyterLab; the others are the page for points at the width of a cell's output.
"""

import io
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "lab")]

import browser  # noqa: E402
from PIL import Image  # noqa: E402

from gan_course.lab import PRESETS, one_file  # noqa: E402
from gan_course.lab.widget import STILLS  # noqa: E402

SIZE = {"width": 1000, "height": 640}
DIGITS_STEPS = 300


def points(chromium, address, name):
    """Return the page's picture when the experiment has run as long as it takes to be seen."""
    page = chromium.new_page(viewport=SIZE)
    page.set_default_timeout(600_000)
    page.goto(f"{address}#{link(name)}")
    page.click("[data-tab-of=curves]")
    page.click("#play")
    page.wait_for_function("steps => { const { step, playing } = document.getElementById('lab').dataset; "
                           "return Number(step) >= steps || step > 0 && playing == null; }", arg=PRESETS[name].steps)
    if page.evaluate("'playing' in document.getElementById('lab').dataset"):     # it has not diverged
        page.click("#play")
    page.wait_for_function("(({ step, trained }) => step === trained)(document.getElementById('lab').dataset)")
    page.wait_for_timeout(10_000)           # until no message lies over the picture
    shot = page.screenshot()
    page.close()
    return shot


def link(name):
    """Return what the page's address holds for an experiment."""
    preset = PRESETS[name]
    beside = "" if preset.against is None else f"&beside={preset.against.replace(' ', '+')}"
    return f"{preset.settings.to_text().replace(' ', '+')}{beside}&experiment={name}"


def digits(chromium, folder):
    """Return the picture of the kernel's page on digits."""
    with browser.jupyterlab(folder) as address:
        cell = "from gan_course import lab\nlab.Lab('data=digits', compact=True)"
        browser.write_notebook(folder / "digits.ipynb", cell)
        notebook = browser.Notebook(chromium, address, "digits.ipynb", width=1100, height=900)
        notebook.run_all()
        notebook.until("data.ready === 'true'")
        notebook.press("play")
        notebook.until(f"Number(data.step) >= {DIGITS_STEPS}", seconds=1200)
        notebook.pause()
        shot = notebook.lab().screenshot()
        notebook.close()
    return shot


def keep(name, shot):
    """Store a picture, in few colours."""
    STILLS.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(shot)) as picture:
        few = picture.convert("RGB").quantize(256, Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE)
    few.save(STILLS / f"{name}.png", optimize=True)
    print(f"{name}: {(STILLS / f'{name}.png').stat().st_size / 1000:.0f} kB", flush=True)


if __name__ == "__main__":
    wanted = sys.argv[1:] or [*(name for name, preset in PRESETS.items() if not preset.settings.digits), "tensorflow"]
    with tempfile.TemporaryDirectory() as folder, browser.chromium() as chromium:
        path = Path(folder) / "laboratory.html"
        path.write_text(one_file.builder().page(), encoding="utf-8")
        for name in wanted:
            if name == "tensorflow":
                keep(name, digits(chromium, Path(folder)))
            else:
                keep(name, points(chromium, path.as_uri(), name))
