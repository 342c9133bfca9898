"""Writes docs/page.webp: the page of the laboratory in Chromium, two runs of one seed on the grid, at 1366 x 768.

    python docs/make_page_picture.py        needs the tests' Playwright and Debian's Chromium
"""

import io
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lab"))

import browser  # noqa: E402
from PIL import Image  # noqa: E402

PICTURE = Path(__file__).with_name("page.webp")
LINK = ("#data=grid+discriminator_rate=0.003+generator_rate=0.003"
        "&beside=objective=relativistic+r1=0.1+r2=0.1+weight_averaging=0.99&experiment=grid_cured")
STEPS = 2400

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, browser.chromium() as chromium:
        path = Path(folder) / "laboratory.html"
        subprocess.run([sys.executable, ROOT / "site" / "build.py", "--out", path], check=True)
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(600_000)
        page.goto(path.as_uri() + LINK)
        page.click(".answers button >> nth=2")
        page.click(".node.discriminator")
        page.click("#play")
        page.wait_for_function(f"Number(document.getElementById('lab').dataset.step) >= {STEPS}")
        page.click("#play")
        page.wait_for_function("(({ step, trained }) => step === trained)(document.getElementById('lab').dataset)")
        page.wait_for_timeout(8000)         # until no message lies over the picture
        screen = io.BytesIO(page.screenshot())
    with Image.open(screen) as picture:     # half the bytes of a PNG, and every colour kept
        picture.convert("RGB").save(PICTURE, lossless=True, method=6)
    print(f"{PICTURE.name}: {PICTURE.stat().st_size / 1000:.0f} kB")
