"""What can go wrong while the environment is made, each in one sentence: what is wrong, and what to do."""

import errno
import re

# Measured on Linux x86-64 with Python 3.11; other systems differ somewhat.
DOWNLOAD_MB = 460
INSTALLED_MB = 2240
ROOM_MB = 3200  # the environment, the downloads beside it, and pip's own copies of them
TOOLS_ROOM_MB = 900  # the test tools in the same way
SHORTER = "move the course to a shorter path, such as C:\\gan-course, or switch on long paths in Windows."


class Trouble(Exception):
    """One sentence for the reader: what is wrong, and what to do."""

    code = 1    # what course.py ends with


class Misuse(Trouble):
    """What was typed is no call of this command; nothing was done."""

    code = 2


DISK_FULL = f"The disk became full: make room ({ROOM_MB / 1e3:.1f} GB in all) and call again."
NO_NETWORK = ("No network: the packages could not be downloaded; connect and call again "
              "(once the environment is made, no call needs a network).")
MAY_NOT_WRITE = ("The environment cannot be written here: use a copy of the course in a folder of your own, "
                 "and close any JupyterLab that still runs from this one.")
SYMPTOMS = [  # in pip's output, or in the system's
    (r"No space left on device|Errno 28\b|Disk quota exceeded|not enough space on the disk|WinError 112\b",
     DISK_FULL),
    (r"Windows Long Path|WinError 206\b",
     "A path became too long for Windows: " + SHORTER),
    (r"DO NOT MATCH THE HASHES",
     "A downloaded file is not the one that requirements.lock names (damaged, or changed by a proxy): "
     "call again, and if it stays so, try another network."),
    (r"CERTIFICATE_VERIFY_FAILED|SSLError|invalid path: .*(cert|\.pem|\.crt)",
     "The package index's certificate was refused: where a proxy signs with its own, "
     "give pip that certificate (PIP_CERT) and call again."),
    (r"ProxyError|Proxy Authentication Required",
     "The proxy did not let pip through: set HTTPS_PROXY to what your network asks for and call again."),
    (r"NewConnectionError|ConnectTimeoutError|NameResolutionError|ReadTimeoutError|Read timed out"
     r"|ProtocolError|ConnectionResetError|Connection refused|IncompleteRead|IncompleteDownload"
     r"|Max retries exceeded",
     NO_NETWORK),
    (r"Permission denied|Read-only file system|Access is denied|WinError 5\b|WinError 32\b",
     MAY_NOT_WRITE),
]


def explain(output, fallback):
    """Name the first known symptom in a failed step's output, in one sentence."""
    for pattern, sentence in SYMPTOMS:
        if re.search(pattern, output):
            return sentence
    return fallback


def explain_venv(output, code, log):
    """Say why no empty environment could be made."""
    if "ensurepip" in output:
        return ("This Python cannot make environments, its module ensurepip fails: "
                "on Debian and Ubuntu, apt install python3-venv, and call again.")
    return explain(output, last_words("No empty environment could be made", output, code, log))


def explain_pip(output, code, log):
    """Say why pip failed."""
    missing = re.search(r"No matching distribution found for ([^\s;(]+)", output)
    if missing:
        absent = f"The package index that pip is set to has no {missing.group(1)} for this Python on this system: "
        return explain(output, absent + "let pip use the public index and call again.")
    return explain(output, last_words("pip could not install the packages", output, code, log))


def explain_wheelhouse(output, code, log):
    """Say why pip could not install from a wheelhouse."""
    missing = re.search(r"No matching distribution found for ([^\s;(]+)", output)
    if missing:
        return (f"The wheelhouse has no {missing.group(1)} for this Python on this system: pack it for this machine "
                "(course.py pack), or connect to a network and call again without it.")
    return explain_pip(output, code, log)


def explain_packing(output, code, log):
    """Say why pip could not download for a stick: it is the stick that is full, or may not be written."""
    said = explain_pip(output, code, log)
    return {DISK_FULL: "The stick became full: make room there, or pack for fewer machines, and call again.",
            MAY_NOT_WRITE: "The stick cannot be written: choose a folder of your own, and call again."}.get(said, said)


def explain_start(output, code, log):
    """Say why what was installed does not start."""
    if code in (-4, 0xC000001D):  # illegal instruction, on POSIX and on Windows
        return "TensorFlow does not run on this processor: it needs one with AVX, as most have since 2011."
    if "DLL load failed" in output:
        return ("TensorFlow does not start because a Windows library is missing: "
                "install the Microsoft Visual C++ Redistributable (x64) and call again.")
    return explain(output, last_words("TensorFlow was installed but does not start", output, code, log))


def last_words(what, output, code, log):
    """Quote the last line that names an error; the log has the rest."""
    if code < 0:
        return f"{what}: it was ended by signal {-code} (too little memory, perhaps); call again."
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no reason given"]
    errors = [line for line in lines if re.match(r"(ERROR|error|\w*Error)\b", line)]
    return "{}: {} (all of its words are in {}).".format(what, (errors or lines)[-1].rstrip("."), log)


def explain_system(error):
    """Say what an error of the operating system means for the set-up."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return MAY_NOT_WRITE
    return no_whole_copy(error) or f"The environment could not be made: {error}; call course.py clean, and then again."


def explain_command(error, command):
    """Say what an error of the operating system means for a command that makes no environment."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk became full: make room, and call course.py {command} again."
    where = f" at {error.filename}" if error.filename else ""
    return no_whole_copy(error) or (
        f"course.py {command} stopped{where}: {error.strerror or error}. Close what uses that place, or give another "
        "one that you may write, and call again.")


def no_whole_copy(error):
    """Say that a file of the course itself is missing; None where it is another error."""
    if error.errno == errno.ENOENT and str(error.filename).endswith((".lock", "pyproject.toml")):
        return f"{error.filename} is missing: course.py works only in a whole copy of the course."
    return None
