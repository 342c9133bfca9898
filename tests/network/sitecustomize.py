"""Python loads this at its start in every kernel that runs a stored notebook: it may talk to this machine alone.

A connection to another machine, and a question for its address, is refused; and it is noted in the file that
GAN_COURSE_NETWORK names, so that a notebook which swallows the error is found too.
"""

import os
import sys

NOTES = "GAN_COURSE_NETWORK"
ADDRESSED = ("socket.connect", "socket.sendto", "socket.sendmsg")
ASKED = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


def is_here(host):
    """Tell whether a host is this machine: a loopback address, its own name, or no address at all."""
    import ipaddress
    import socket

    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if not host or str(host).lower() in ("localhost", socket.gethostname().lower()):
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def watch(event, arguments):
    """Refuse what leaves this machine; Python calls this with every event that can be audited."""
    if event in ADDRESSED:
        address = arguments[1]
        if not isinstance(address, tuple):      # a socket file of this machine, or where it is connected already
            return
        host = address[0]
    elif event in ASKED:
        host = arguments[0]
    else:
        return
    if not is_here(host):
        with open(os.environ[NOTES], "a", encoding="utf-8") as file:
            file.write(f"{event} {host}\n")
        raise PermissionError(f"No notebook of the course may open a connection to another machine: {host}.")


if os.environ.get(NOTES):
    sys.addaudithook(watch)
