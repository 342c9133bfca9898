"""What the processes of a hub take: memory of each learner while they work, and seconds of the processor."""

import os
import threading

import psutil

EVERY = 2.0     # seconds between two looks


class Memory:
    """Watches, while it is entered, the processes below the hub: `peak` of each learner, in MB, and the hub's own."""

    def __init__(self, hub):
        self.hub_process = psutil.Process(hub)
        self.peak, self.hub, self.most_at_once = {}, 0.0, 0.0
        self.seconds, self.owner = {}, {}
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self.start_seconds = {}
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()

    def own_seconds(self):
        """Seconds that the hub, the learners and this process computed while they were watched."""
        return sum(last - self.start_seconds.get(pid, 0.0) for pid, last in self.seconds.items())

    def processes_of(self, name):
        """Return the processes of a learner."""
        return [process for process in self.hub_process.children(recursive=True) if self._owner(process) == name]

    def _watch(self):
        while not self.done.wait(EVERY):
            self._look()
        self._look()

    def _look(self):
        sums, hub = {}, 0.0
        first = not self.seconds
        for process in [psutil.Process(os.getpid()), self.hub_process, *self.hub_process.children(recursive=True)]:
            try:
                times = process.cpu_times()
                self.seconds[process.pid] = times.user + times.system
                if first:
                    self.start_seconds[process.pid] = times.user + times.system
                if process.pid == os.getpid():
                    continue
                megabytes = process.memory_full_info().pss / 1e6
                owner = self._owner(process)
            except psutil.Error:
                continue
            if owner is None:
                hub += megabytes
            else:
                sums[owner] = sums.get(owner, 0.0) + megabytes
        for name, megabytes in sums.items():
            self.peak[name] = max(self.peak.get(name, 0.0), megabytes)
        self.hub = max(self.hub, hub)
        self.most_at_once = max(self.most_at_once, hub + sum(sums.values()))

    def _owner(self, process):
        """The learner whom a process serves; None for the hub's own."""
        if process.pid not in self.owner:
            self.owner[process.pid] = process.environ().get("JUPYTERHUB_USER") or None
        return self.owner[process.pid]


def busy_seconds():
    """Seconds that all cores together were busy since the machine started."""
    times = psutil.cpu_times()
    return times.user + times.nice + times.system + times.irq + times.softirq
