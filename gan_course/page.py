"""The server behind `course.py page`: Voilà, fenced for a room of people who need not trust one another.

Its front page is the laboratory for points, one file that trains in the visitor's own browser. Digits, at /digits, and
where that file cannot be built everything, take a kernel for each visitor.

Reached only from this machine it is plain Voilà. On a network address it asks for a token. Everywhere it takes at most
`--visitors` kernels, one to each visitor, answers only to its own names (a foreign Host is a page of someone else's
that was rebound to this address), and takes only websocket messages that are what they say.

That last fence closes a fault: jupyter_server 2.21 and Voilà 0.5.13 read the number of a message's parts from its first
8 bytes and count up to it, so 8 bytes can hold the server for ever. A visitor sends them; or asks for the old framing,
by naming no sub-protocol, and has Voilà misread the server's own pictures.
"""

import ipaddress
import socket
import sys
from pathlib import Path

import psutil
import tornado.web
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.routing import Matcher, Rule
from traitlets import Dict, Integer, List, Unicode, default
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler

from gan_course.lab import one_file

NOTEBOOK = Path(__file__).parent / "lab" / "static" / "page.ipynb"
PROTOCOL = "v1.kernel.websocket.jupyter.org"
MOST_PARTS = 64                 # of a message; Jupyter's have 6 and one for each buffer
MOST_BYTES = 10 * 1024**2       # of a message
MB_A_VISITOR = 900              # a kernel whose laboratory trains; `course.py bench page_memory` measures it
FULL = """<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="30"><title>Full</title>
<body style="font-family: sans-serif; max-width: 36em; margin: 4em auto">
<h1>Every place is taken</h1>
<p>The laboratory has room for {most} visitors on this machine, and {most} are here. A place is free again when someone
closes the page, or some minutes after. This page tries again every 30 seconds.</p>"""


def is_message(message):
    """Tell whether a websocket's bytes are one message as the v1 protocol frames it: offsets in order, none outside."""
    if not isinstance(message, bytes) or len(message) < 8:
        return False
    count = int.from_bytes(message[:8], "little")
    start = 8 * (count + 1)
    if not 6 <= count <= MOST_PARTS or len(message) < start:    # a channel, four parts of a message, and the end
        return False
    offsets = [int.from_bytes(message[at:at + 8], "little") for at in range(8, start, 8)]
    return offsets == sorted(offsets) and offsets[0] == start and offsets[-1] == len(message)


def is_loopback(ip):
    """Tell whether a server that listens on this address is reached from this machine only."""
    try:
        return ipaddress.ip_address(ip).is_loopback
    except ValueError:
        return ip == "localhost"


class Connection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket that refuses the old framing and what is no message."""

    async def prepare(self):
        """Refuse a client that does not offer the protocol with its own framing."""
        offered = self.websocket_handler.request.headers.get("Sec-WebSocket-Protocol", "")
        if PROTOCOL not in [name.strip() for name in offered.split(",")]:
            self.websocket_handler.set_status(400)
            raise tornado.web.Finish(f"A kernel's websocket here speaks {PROTOCOL}.")
        await super().prepare()

    def handle_incoming_message(self, incoming_msg):
        """Pass on a message; close the websocket at anything else."""
        if is_message(incoming_msg):
            super().handle_incoming_message(incoming_msg)
        else:
            self.log.warning("A websocket was closed: what it sent is no message.")
            self.websocket_handler.close(1002, "not a message")


class Kernels(AsyncMappingKernelManager):
    """Kernels, so many and no more; one whose visitor has gone is ended after five minutes."""

    visitors = Integer(min=1, help="at most so many kernels, one to each visitor").tag(config=True)

    @default("visitors")
    def _visitors(self):
        return max(1, int(psutil.virtual_memory().available / 1e6 / MB_A_VISITOR))

    @default("cull_interval")
    def _cull_interval(self):
        return 60

    @default("cull_idle_timeout")
    def _cull_idle_timeout(self):
        return 300

    starting = 0

    async def start_kernel(self, **options):
        """Start a kernel where there is room; raises HTTPError 503 where there is none."""
        if len(self) + self.starting >= self.visitors:
            raise tornado.web.HTTPError(503)
        self.starting += 1
        try:
            return await super().start_kernel(**options)
        finally:
            self.starting -= 1


def laboratory():
    """Return the laboratory for points as HTML, with its way to the digits; None where the course has no `site`."""
    if not one_file.there():
        return None
    return one_file.builder().page().replace('id="digits" hidden', 'id="digits" href="digits"', 1)


class Laboratory(JupyterHandler):
    """The laboratory for points: no kernel."""

    def initialize(self, html):
        """Keep the page."""
        self.html = html

    @tornado.web.authenticated
    def get(self):
        """Answer with the page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.html)


class Page(TornadoVoilaHandler):
    """The page itself."""

    def write_error(self, status_code, **details):
        """Say in plain words that every place is taken."""
        if status_code != 503:
            super().write_error(status_code, **details)
            return
        self.set_header("Retry-After", "30")
        self.finish(FULL.format(most=self.kernel_manager.visitors))


class ForeignHost(Matcher):
    """Matches a request to a name that is not this server's; an address of numbers cannot be rebound."""

    def __init__(self, names):
        self.names = {name.lower().rstrip(".") for name in names}

    def match(self, request):
        """Return {} for a foreign name, None for an own one."""
        name = request.host_name.lower().strip("[]").rstrip(".")
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return None if name in self.names else {}
        return None


class PageServer(Voila):
    """Voilà with its fences up; it takes Voilà's own options."""

    name = "page"
    aliases = Dict({**Voila.aliases, "ip": "Voila.ip", "visitors": "Kernels.visitors",
                    "host": "PageServer.host_names"})
    classes = List([*Voila.classes, Kernels])
    host_names = List(Unicode(), help="more names under which the page is asked for").tag(config=True)

    def initialize(self, argv=None):
        """Read the options; on a network address a token is the default."""
        super().initialize(argv)
        configuration = self.voila_configuration
        configuration.multi_kernel_manager_class = Kernels
        configuration.allow_template_override = configuration.allow_theme_override = "NO"
        configuration.preheat_kernel = configuration.progressive_rendering = False      # doors without these fences
        self.kernel_websocket_connection_class = Connection
        self.tornado_settings = {"websocket_max_message_size": MOST_BYTES, **self.tornado_settings}
        if not is_loopback(self.ip):
            self.auto_token = self.auto_token or self.token is None
            self.open_browser = False       # the room opens the address that is printed
            if self.token == "":
                self.log.warning("No token: whoever reaches this machine may open the page.")

    def init_handlers(self):
        """Return Voilà's handlers with our page in place of its own, and before it the laboratory for points."""
        html = laboratory()
        root = self.server_url.rstrip("/")
        digits = f"{root}/(.*)" if html is None else f"{root}/digits"
        first = [] if html is None else [(f"{root}/", Laboratory, {"html": html})]
        return [*first, *((digits, Page, *more) if handler is TornadoVoilaHandler else (path, handler, *more)
                          for path, handler, *more in super().init_handlers())]

    def names(self):
        """Return the names under which this server may be asked for."""
        host = socket.gethostname()
        return {"localhost", self.ip, host, host.partition(".")[0], host.partition(".")[0] + ".local", *self.host_names}

    def listen(self):
        """Refuse foreign names before any other rule, say where the page is, and serve."""
        refuse = Rule(ForeignHost(self.names()), tornado.web.ErrorHandler, {"status_code": 403})
        self.app.default_router.rules.insert(0, refuse)
        self.log.info("Room for %d visitors (--visitors).", self.kernel_manager.visitors)
        super().listen()

    @property
    def display_url(self):
        """The address to open; on every address of this machine, those that others can reach."""
        if self.custom_display_url or self.ip not in ("", "0.0.0.0", "::"):
            return super().display_url
        own = [entry.address for entries in psutil.net_if_addrs().values() for entry in entries
               if entry.family == socket.AF_INET and not is_loopback(entry.address)] or ["127.0.0.1"]
        query = super().display_url.partition("?")[2]
        return "\n".join(f"http://{address}:{self.port}{self.base_url}{'?' * bool(query)}{query}" for address in own)


def main(argv=None):
    """Serve the laboratory; the arguments are Voilà's."""
    PageServer.launch_instance([str(NOTEBOOK), *(sys.argv[1:] if argv is None else argv)])


if __name__ == "__main__":
    main()
