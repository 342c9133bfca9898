"""The accounts of a room: learner01, learner02, …, each with a password of its own, and the instructor's.

The passwords stand in `slips.csv`, to print and cut; the hub reads only `accounts.json`, which holds scrypt digests.
Both files can be read by nobody else.  Only the standard library is used.
"""

import csv
import hashlib
import hmac
import json
import os
import secrets

INSTRUCTOR = "instructor"
ACCOUNTS, SLIPS = "accounts.json", "slips.csv"
LETTERS = "abcdefghkmnpqrstuvwxyz23456789"      # nothing that is mistaken for another when read from paper
LENGTH = 10                                     # 30 ** 10 passwords: guessing one is hopeless


def names(users):
    """Return the names of a room, the instructor's first."""
    return [INSTRUCTOR, *(f"learner{number:02d}" for number in range(1, users + 1))]


def make(folder, users):
    """Make the files for so many learners, keeping the passwords that are there; return {name: password}."""
    slips = read_slips(folder)
    for name in names(users):
        slips.setdefault(name, "".join(secrets.choice(LETTERS) for _ in range(LENGTH)))
    kept = {name: digested(password) for name, password in slips.items()}
    with _private(folder / SLIPS) as file:
        csv.writer(file).writerows([("name", "password"), *slips.items()])
    with _private(folder / ACCOUNTS) as file:
        json.dump(kept, file)
    return slips


def read_slips(folder):
    """Return {name: password} of the slips; empty where there are none."""
    try:
        with open(folder / SLIPS, encoding="utf-8", newline="") as file:
            return {row["name"]: row["password"] for row in csv.DictReader(file)}
    except FileNotFoundError:
        return {}


def read(folder):
    """Return {name: (salt, digest)}."""
    return json.loads((folder / ACCOUNTS).read_text(encoding="utf-8"))


def digested(password, salt=None):
    """Return (salt, digest) of a password, as hexadecimal text."""
    salt = salt or secrets.token_hex(16)
    digest = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1)
    return salt, digest.hex()


_NOBODY = digested(secrets.token_hex(16))       # an unknown name takes as long as a known one


def right(known, name, password):
    """Tell whether this is the password of that name."""
    salt, digest = known.get(name, _NOBODY)
    same = hmac.compare_digest(digested(password or "", salt)[1], digest)
    return same and name in known


def _private(path):
    """Open a file for writing that only its owner may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8", newline="")
