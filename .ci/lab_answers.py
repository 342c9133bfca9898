"""Open the course as a learner does, see that JupyterLab answers and offers the notebooks, and stop it.

    python .ci/lab_answers.py            through `course.py lab`
    python .ci/lab_answers.py COMMAND    through another command that ends in `lab`
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy has no business on this machine
PATIENCE = 1800  # seconds: the first call makes the environment


def open_lab(command, patience=PATIENCE):
    """Start `command`, wait for the server, and return its version, notebooks, seconds and exit code."""
    with tempfile.TemporaryDirectory() as runtime:
        environment = dict(os.environ, JUPYTER_RUNTIME_DIR=runtime)
        started = time.monotonic()
        process = subprocess.Popen([*command, "--no-browser"], env=environment, cwd=ROOT)
        try:
            server = wait_for_server(process, Path(runtime), started + patience)
            answer = {
                "version": ask(server, "api")["version"],
                "notebooks": sorted(entry["name"] for entry in ask(server, "api/contents")["content"]),
                "seconds": time.monotonic() - started,
            }
            ask(server, "api/shutdown", method="POST")
            answer["exit code"] = process.wait(timeout=60)
            return answer
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def wait_for_server(process, runtime, deadline):
    """Wait until Jupyter has written where it listens, and answers there."""
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"JupyterLab ended with exit code {process.returncode} before it answered")
        for path in runtime.glob("jpserver-*.json"):
            try:
                server = json.loads(path.read_text(encoding="utf-8"))
                ask(server, "api")
                return server
            except (ValueError, OSError):
                break  # the file is half written, or the port not open yet
        time.sleep(0.2)
    raise TimeoutError("JupyterLab did not answer in time")


def ask(server, path, method="GET"):
    """Ask the server for one address; its answer, read as JSON."""
    request = urllib.request.Request(server["url"] + path, method=method)
    request.add_header("Authorization", f"token {server['token']}")
    with HERE.open(request, timeout=30) as response:
        return json.loads(response.read() or b"null")


if __name__ == "__main__":
    found = open_lab(sys.argv[1:] or [sys.executable, str(ROOT / "course.py"), "lab"])
    print(found)
    well = found["exit code"] == 0 and found["notebooks"]
    sys.exit(0 if well else "JupyterLab answered, but not as it should")
