"""What a machine has, asked of its system: the processor's instructions and the memory; only the standard library."""

import ctypes
import os
import re


def avx(facts):
    """Tell whether the processor has AVX; True where it is not needed, None where nobody tells."""
    if facts["machine"].lower() not in ("x86_64", "amd64"):
        return True
    try:
        if facts["system"] == "Linux":
            with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
                flags = re.search(r"^flags\s*:(.*)$", file.read(), re.M)
            return "avx" in flags.group(1).split() if flags else None
        if facts["system"] == "Windows":
            return bool(ctypes.windll.kernel32.IsProcessorFeaturePresent(39))
    except (OSError, AttributeError):
        pass
    return None


def memory_gb(facts):
    """Return the memory of this machine, or of this container; None where nobody tells."""
    try:
        if facts["system"] == "Windows":
            class Status(ctypes.Structure):
                _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong)] + [
                    (name, ctypes.c_ulonglong) for name in ("total", "free", "a", "b", "c", "d", "e")]

            status = Status(length=ctypes.sizeof(Status))
            ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
            return status.total / 2 ** 30
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, AttributeError, ValueError):
        return None
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as file:
            total = min(total, int(file.read()))
    except (OSError, ValueError):
        pass        # no limit
    return total / 2 ** 30
