"""A real JupyterLab in Debian's Chromium, for the browser tests and for benchmarks/laboratory.py."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from gan_course.cli import lab_command
from gan_course.notebooks.running import kernel_environment

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LAB = "document.querySelectorAll('.gan-lab')"


def write_notebook(path, *sources):
    """Write a notebook with these code cells."""
    notebook = new_notebook(cells=[new_code_cell(source, id=f"cell{i}") for i, source in enumerate(sources)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


@contextlib.contextmanager
def jupyterlab(folder):
    """Start the course's own JupyterLab command on a folder; yield its address.

    Layouts and settings are kept in the folder: in the user's home, a later run would open the tabs of an earlier one.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = ("--ServerApp.root_dir", "--LabApp.default_url")
    command = [part for part in lab_command([]) if not part.startswith(ours)]
    command += ["--no-browser", f"--port={port}", "--IdentityProvider.token=", "--ServerApp.port_retries=0",
                f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True",
                f"--LabApp.workspaces_dir={folder / '.workspaces'}",
                f"--LabApp.user_settings_dir={folder / '.settings'}"]
    with serving(command, f"http://127.0.0.1:{port}", "/api/status", folder) as address:
        yield address


@contextlib.contextmanager
def serving(command, address, path, folder):
    """Start a server; yield its address once it answers; end it."""
    with open(folder / "server.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=kernel_environment(), cwd=folder)
        try:
            deadline = time.monotonic() + 300
            while True:
                try:
                    urllib.request.urlopen(address + path)
                    break
                except (urllib.error.URLError, ConnectionError):
                    if server.poll() is not None or time.monotonic() > deadline:
                        raise RuntimeError(f"no answer: {(folder / 'server.log').read_text()[-2000:]}") from None
                    time.sleep(0.2)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


@contextlib.contextmanager
def chromium():
    """Start Debian's Chromium; yield Playwright's browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # as root, in a container, Chromium runs only without its sandbox
        arguments = ["--disable-gpu", *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


class Notebook:
    """A notebook open in the browser. `errors` collects what the page's own code raised."""

    def __init__(self, browser, address, name, width=1300, height=1400, **context):
        self.context = browser.new_context(viewport={"width": width, "height": height}, **context)
        self.page = self.context.new_page()
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.set_default_timeout(300_000)
        # a workspace of its own, else JupyterLab opens the other tests' notebooks too
        self.page.goto(f"{address}/lab/workspaces/{name.partition('.')[0]}/tree/{name}")
        self.ready()

    def ready(self):
        """Wait until the notebook is shown and its kernel is idle."""
        self.page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        self.page.wait_for_function(
            "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
            timeout=300_000)

    def command(self, name, **options):
        """Start one of JupyterLab's own commands; it is not waited for, since some ask first."""
        self.page.evaluate("([name, options]) => { window.jupyterapp.commands.execute(name, options); }",
                           [name, options])

    def run_all(self):
        """Run every cell."""
        self.command("notebook:run-all-cells")

    def lab(self, number=0):
        """Return the locator of a laboratory on the page."""
        return self.page.locator(".gan-lab").nth(number)

    def points(self, number=0):
        """Return the frame of a laboratory for points, once its page has a picture."""
        frame = self.page.locator("iframe.gan-lab-frame").nth(number).element_handle().content_frame()
        frame.wait_for_function("document.getElementById('lab')?.dataset.step !== undefined")
        return frame

    def data(self, name, number=0):
        """Return one of the laboratory's data attributes; a number where it is one."""
        value = self.page.evaluate(f"([name, number]) => {LAB}[number]?.dataset[name]", [name, number])
        return value if value is None or not value.lstrip("-").isdigit() else int(value)

    def until(self, condition, number=0, seconds=300):
        """Wait for a condition on the laboratory's data, in JavaScript: "Number(data.step) > 10"."""
        self.page.wait_for_function(f"(number) => {{ const lab = {LAB}[number], data = lab?.dataset; "
                                    f"return data && ({condition}); }}", arg=number, timeout=1000 * seconds)

    def press(self, do, number=0):
        """Press one of the laboratory's buttons."""
        self.lab(number).locator(f"[data-do={do}]").click()

    def settings(self, text, number=0):
        """Have the laboratory use a short text, and wait until it does."""
        lab = self.lab(number)
        lab.get_by_text("Compare, save, share").evaluate("summary => summary.parentElement.open = true")
        lab.locator("[data-knob=text]").fill(text)
        self.press("use-text", number)

    def note(self, text, number=0):
        """Wait until the sentence above the picture holds this text."""
        self.page.wait_for_function(
            f"([number, text]) => {LAB}[number].querySelector('.gan-lab-note').textContent.includes(text)",
            arg=[number, text])

    def moves(self, number=0, steps=20):
        """Wait until the step has risen by so much."""
        step = self.data("step", number) or 0
        self.until(f"Number(data.step) >= {step + steps}", number)

    def step(self, number=0):
        """Press "one step", and wait until it is taken; the step is read before, for it may be quick."""
        step = self.data("step", number)
        self.press("step", number)
        self.until(f"Number(data.step) === {step + 1}", number)

    def pause(self, number=0):
        """Press Pause, and wait until it is said and the last picture is painted, which comes after."""
        self.press("play", number)
        self.until("data.playing === 'false' && data.step === data.trained", number)

    def stands(self, number=0, seconds=1.0):
        """Tell whether the step stands still for so long."""
        before = self.data("step", number)
        time.sleep(seconds)
        return self.data("step", number) == before

    def close(self):
        """End the kernel and close the page; once."""
        if self.page.is_closed():
            return
        self.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.context.close()
