"""A lock on an open file, so that a second process that wants it is told; the system ends it with the process."""

import errno
import os
import warnings

try:
    import fcntl
except ImportError:                 # Windows
    fcntl = None
    import msvcrt

_FAR = 2**40                        # Windows locks bytes: one that no file reaches, so that all can be read


def lock(stream, path):
    """Lock an open file till it is closed, or its process ends, however it ends.

    Raises ValueError where another sweep holds it. Warns where the file system has no locks, as some networks' have.
    """
    try:
        if fcntl is not None:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            os.lseek(stream.fileno(), _FAR, os.SEEK_SET)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            os.lseek(stream.fileno(), 0, os.SEEK_SET)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK):
            raise ValueError(f"{path} is in use by another sweep, in this process or another one. Wait for its end and "
                             "call again: what it finished is then found; or give another file.") from None
        warnings.warn(f"{path} lies where files cannot be locked ({error.strerror}). Take care that no second sweep "
                      "writes it at the same time.", stacklevel=5)
