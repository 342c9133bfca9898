"""JupyterHub for a room, as start.py starts it: on this machine, with accounts, limits and private copies.

start.py says through variables what differs from room to room; everything else stands here.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import accounts  # noqa: E402
import limits  # noqa: E402
import room  # noqa: E402

c = get_config()  # noqa: F821

STATE = Path(os.environ["GAN_HUB_STATE"])
PORT = int(os.environ["GAN_HUB_PORT"])
MINUTES_IDLE = 60

# Only this machine reaches it: the traffic is not encrypted.
c.JupyterHub.bind_url = f"http://127.0.0.1:{PORT}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{PORT + 1}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORT + 2}"
c.ConfigurableHTTPProxy.command = [os.environ["GAN_HUB_PROXY"]]
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")
c.JupyterHub.db_url = f"sqlite:///{STATE / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.JupyterHub.cleanup_servers = True

c.JupyterHub.authenticator_class = room.RoomAuthenticator
c.RoomAuthenticator.folder = str(STATE)
c.RoomAuthenticator.allow_all = True            # whoever has a password of the room
c.RoomAuthenticator.admin_users = {accounts.INSTRUCTOR}

c.JupyterHub.spawner_class = room.RoomSpawner
c.RoomSpawner.cmd = [sys.executable, str(HERE / "open_lab.py")]
c.RoomSpawner.env_keep = room.KEPT
c.RoomSpawner.folder = str(STATE / "homes")
c.RoomSpawner.notebooks = os.environ["GAN_HUB_NOTEBOOKS"]
c.RoomSpawner.room = limits.Limits(int(os.environ["GAN_HUB_CORES"]), float(os.environ["GAN_HUB_GIGABYTES"]))
c.RoomSpawner.default_url = "/lab/tree/START.md"
c.RoomSpawner.start_timeout = 300               # thirty that begin at once wait for each other
c.RoomSpawner.http_timeout = 300
c.JupyterHub.concurrent_spawn_limit = 10
c.JupyterHub.active_server_limit = len(accounts.read(STATE))

# A server that nobody has used for an hour is stopped; what was saved stays.
c.JupyterHub.load_roles = [{
    "name": "idle-culler", "services": ["idle-culler"],
    "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
}]
c.JupyterHub.services = [{
    "name": "idle-culler",
    "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={60 * MINUTES_IDLE}"],
}]
