"""A learner on a hub, as the browser sees it: logs in, has a server started, opens a notebook, runs its cells.

Everything goes through the proxy: forms, cookies and the kernel's websocket, as JupyterLab would send them.
"""

import json
import re
import time
import uuid

import requests
import websocket

PATIENCE = 1800     # seconds


class Refused(Exception):
    """The hub did not let somebody in."""


class Visitor:
    """One browser on the hub at `address`."""

    def __init__(self, address, name):
        self.address, self.name = address, name
        self.web = requests.Session()
        self.web.trust_env = False      # no proxy for this machine
        self.kernel = self.socket = None

    # ------------------------------------------------------------ the hub

    def log_in(self, password):
        """Send the login form; raise Refused when it does not let us in."""
        page = self.web.get(f"{self.address}/hub/login")
        token = re.search(r'name="_xsrf" value="([^"]+)"', page.text)[1]
        answer = self.web.post(f"{self.address}/hub/login?next=%2Fhub%2Fhome", allow_redirects=False, data={
            "username": self.name, "password": password, "_xsrf": token})
        if answer.status_code != 302 or not any("jupyterhub-hub" in cookie.name for cookie in self.web.cookies):
            raise Refused(f"{answer.status_code}")

    def start_server(self):
        """Ask for a server, and wait until its JupyterLab answers."""
        answer = self.web.get(f"{self.address}/hub/spawn/{self.name}")
        answer.raise_for_status()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            known = self.web.get(f"{self.address}/hub/api/users/{self.name}").json()
            if known["server"]:
                break
            if "Spawn failed" in answer.text:
                raise RuntimeError(f"{self.name}: the server did not start")
            time.sleep(0.25)
        page = self.web.get(f"{self.address}/user/{self.name}/lab/tree/START.md")
        page.raise_for_status()
        if "jupyter-config-data" not in page.text:
            raise RuntimeError(f"{self.name}: that is not JupyterLab")

    # ------------------------------------------------------------ the learner's server

    def ask(self, path, method="GET", **more):
        """Ask the learner's server for one address; return its answer."""
        token = next((cookie.value for cookie in self.web.cookies
                      if cookie.name == "_xsrf" and cookie.path == f"/user/{self.name}/"), "")
        return self.web.request(method, f"{self.address}/user/{self.name}/{path}",
                                headers={"X-XSRFToken": token}, timeout=PATIENCE, **more)

    def open(self, notebook):
        """Open a notebook with a kernel, as a click does; return the sources of its code cells."""
        found = self.ask(f"api/contents/{notebook}")
        found.raise_for_status()
        session = self.ask("api/sessions", "POST", json={
            "path": notebook, "name": notebook, "type": "notebook", "kernel": {"name": "python3"}})
        session.raise_for_status()
        self.kernel = session.json()["kernel"]["id"]
        self.connect()
        cells = found.json()["content"]["cells"]
        return [cell["source"] for cell in cells if cell["cell_type"] == "code"]

    def connect(self):
        """Open the kernel's websocket."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.web.cookies
                            if f"/user/{self.name}/".startswith(cookie.path))
        address = self.address.replace("http", "ws", 1)
        self.socket = websocket.create_connection(
            f"{address}/user/{self.name}/api/kernels/{self.kernel}/channels", cookie=cookies, timeout=PATIENCE,
            origin=self.address, http_no_proxy=["127.0.0.1"])

    def send(self, source):
        """Send a cell to the kernel; return the message's name."""
        name = uuid.uuid4().hex
        self.socket.send(json.dumps({
            "channel": "shell", "parent_header": {}, "metadata": {}, "buffers": [],
            "header": {"msg_id": name, "msg_type": "execute_request", "username": self.name, "session": "bench",
                       "version": "5.3", "date": ""},
            "content": {"code": source, "silent": False, "store_history": True, "user_expressions": {},
                        "allow_stdin": False, "stop_on_error": False}}))
        return name

    def run(self, source):
        """Run one cell; return (what it printed, its error or None)."""
        name, printed, error, ended = self.send(source), [], None, set()
        while ended != {"reply", "idle"}:
            message = json.loads(self.socket.recv())
            if message["parent_header"].get("msg_id") != name:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                printed.append(content["text"])
            elif kind in ("execute_result", "display_data"):
                printed.append(content["data"].get("text/plain", "") + "\n")
            elif kind == "error":
                error = f"{content['ename']}: {content['evalue']}"
            elif kind == "execute_reply":
                ended.add("reply")
                if content["status"] == "aborted":
                    error = error or "aborted"
            elif kind == "status" and content["execution_state"] == "idle":
                ended.add("idle")
        return "".join(printed), error

    def restart(self):
        """Restart the kernel, as Kernel → Restart does."""
        self.ask(f"api/kernels/{self.kernel}/restart", "POST").raise_for_status()
        self.socket.close()
        self.connect()
