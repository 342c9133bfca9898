"""How a kernel is reached: by files in a folder of its own, or by ports where files cannot serve."""

import contextlib
import sys
import tempfile
from pathlib import Path

START_TIMEOUT = 300           # seconds; a kernel starts in one, on a machine with nothing else to do
LONGEST_PATH = 100            # characters; a socket's path has 107 on Linux, 103 on macOS, and a "-5" is added


@contextlib.contextmanager
def connection():
    """Yield the settings of a `KernelManager`, such as `{"transport": "ipc", "ip": "FOLDER/k"}`.

    A port is chosen before the kernel that will listen there has started, and in between, which is long on a
    busy machine, another program may take it: the kernel ends with "Address already in use". A socket in a new
    folder is nobody else's, and needs no network at all. On Windows, or where the folder for temporary files has
    a long name, the settings are empty, which means ports.
    """
    if sys.platform == "win32":
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="k-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "k"
        yield {"transport": "ipc", "ip": str(path)} if len(str(path)) <= LONGEST_PATH else {}
