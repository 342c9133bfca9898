"""Which notebooks are open: asked of running servers, of which some have just ended."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import jupyter_server.serverapp
import pytest

from gan_course.edition import servers


@pytest.fixture
def server(tmp_path):
    """A server that answers as Jupyter does: the token is wanted, two sessions run, one of them a console."""
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            good = self.headers["Authorization"] == "token abc" and self.path == "/base/api/sessions"
            self.send_response(200 if good else 403)
            self.end_headers()
            self.wfile.write(json.dumps([{"type": "notebook", "path": "sub/a.ipynb"},
                                         {"type": "console", "path": "b"}]).encode() if good else b"")

        def log_message(self, *_):
            pass

    http = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield {"url": f"http://127.0.0.1:{http.server_port}/base/", "token": "abc", "root_dir": str(tmp_path)}
    http.shutdown()
    http.server_close()


def test_open_notebooks_are_found_and_dead_or_strange_servers_passed_over(server, tmp_path, monkeypatch):
    dead = {**server, "url": "http://127.0.0.1:9/"}
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setattr(jupyter_server.serverapp, "list_running_servers",
                        lambda: [dead, {}, {**server, "token": "wrong"}, server])
    assert servers.open_notebooks() == {(tmp_path / "sub" / "a.ipynb").resolve()}
    monkeypatch.setattr(jupyter_server.serverapp, "list_running_servers", lambda: [dead])
    assert servers.open_notebooks() == set()
