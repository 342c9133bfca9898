"""The engine and its page in Firefox, where there is one: the same bits as in Chromium, and a page that plays."""

import contextlib
import http.server
import json
import queue
import shutil
import subprocess
import threading

import pytest
from test_engine import CASES, SMALL

from conftest import HERE
from gan_course.lab.settings import from_text

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
WAIT = 240
pytestmark = pytest.mark.skipif(FIREFOX is None, reason="no Firefox is installed; on Debian: apt install firefox-esr")
TELL = "fetch('/found', {{ method: 'POST', body: JSON.stringify({}) }})"
PLAYS = """<script>
  addEventListener("error", (event) => tell({ error: event.message }));
  const tell = (what) => fetch("/found", { method: "POST", body: JSON.stringify(what) });
  const watch = setInterval(() => {
    const { step, frames, text } = document.getElementById("lab").dataset;
    if (!(Number(step) >= 100)) return;
    clearInterval(watch);
    const fits = document.documentElement.scrollWidth <= innerWidth;
    tell({ step: Number(step), frames: Number(frames), text, fits });
  }, 50);
  document.getElementById("play").click();
</script>
"""


@pytest.fixture
def told(tmp_path):
    """Function from a page of HTML to what it posts to /found, opened in Firefox."""
    with contextlib.ExitStack() as stack:
        yield lambda html: stack.enter_context(_opened(html, tmp_path)).get(timeout=WAIT)


@contextlib.contextmanager
def _opened(html, folder):
    found = queue.Queue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def do_POST(self):
            found.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            """In silence."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    command = [FIREFOX, "--headless", "--no-remote", "--profile", str(folder), f"http://127.0.0.1:{server.server_port}/"]
    firefox = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield found
    finally:
        firefox.terminate()
        firefox.wait(30)
        server.shutdown()
        server.server_close()


def test_every_objective_and_remedy_gives_the_same_bits_as_in_chromium(told, engine, build):
    requests = [{"settings": from_text(f"{SMALL} seed={i} {text}").to_dict(), "steps": 12, "look_every": 5}
                for i, text in enumerate(CASES)]
    script = build.bundle(HERE / "probe.js")
    last = script.rpartition("const module")[2].split(" =")[0]
    kernels = list((build.ENGINE / "kernels.wasm").read_bytes())
    theirs = told(f"<script>{script}\nconst kernels = new WebAssembly.Module(Uint8Array.from({kernels}));\n"
                  f"const found = {json.dumps(requests)}.map((request) => module{last}.seeded(kernels, request));\n"
                  f"{TELL.format('found')};</script>")
    assert len(theirs) == len(CASES)
    for text, request, found in zip(CASES, requests, theirs, strict=True):
        ours = json.loads(json.dumps(engine("seeded", request)))
        assert found == ours, text


def test_the_page_plays(told, build):
    found = told(build.page().replace("</body>", f"{PLAYS}</body>"))
    assert found["step"] >= 100 and found["frames"] > 2 and "relativistic" in found["text"] and found["fits"]
