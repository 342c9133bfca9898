"""What visitors of `course.py page` cost: each opens the digits in Chromium, lets them train, and pauses.

    python course.py bench page_memory [VISITORS]

Prints the memory of all kernels (proportional set size: what they share is counted once) and of the server.
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests" / "lab"))

import browser  # noqa: E402 - from tests/lab
import psutil  # noqa: E402

from gan_course import cli, console  # noqa: E402

PORT = 8953
PLAY = ".gan-lab [data-do=play]"
TRAINS = "() => Number(document.querySelector('.gan-lab').dataset.step) > 50"


def memory(server):
    """The memory of the server's kernels and of the server itself, in MB."""
    kernels = sum(child.memory_full_info().pss for child in server.children(recursive=True))
    return f"kernels {kernels / 1e6:5.0f} MB, server {server.memory_info().rss / 1e6:4.0f} MB"


def main(visitors=10):
    """Open so many pages, one after the other."""
    command = cli.page_command(["--no-browser", f"--port={PORT}", f"--visitors={visitors}", "--Voila.port_retries=0"])
    process = subprocess.Popen(command, cwd=ROOT, env=console.child_variables(), stderr=subprocess.DEVNULL)
    server = psutil.Process(process.pid)
    try:
        with browser.chromium() as chromium:
            for number in range(1, visitors + 1):
                page = chromium.new_page()
                page.set_default_timeout(240_000)
                for _ in range(100):        # the first waits for the server
                    try:
                        page.goto(f"http://127.0.0.1:{PORT}/digits")
                        break
                    except Exception as refused:
                        if "ERR_CONNECTION_REFUSED" not in str(refused):
                            raise
                        time.sleep(0.5)
                page.wait_for_selector(PLAY)
                opened = memory(server)
                page.locator(PLAY).first.click()
                page.wait_for_function(TRAINS)
                page.locator(PLAY).first.click()
                print(f"{number:2d} visitors: opened {opened}; trained {memory(server)}", flush=True)
            print("one more gets status", chromium.new_page().goto(f"http://127.0.0.1:{PORT}/digits").status)
    finally:
        process.terminate()
        process.wait(60)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
