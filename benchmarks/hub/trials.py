"""What somebody might do in a room, by mistake or on purpose, and what it does to the others."""

import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import requests
import websocket
from visitor import Refused, Visitor

WORK = "import time\n_t = time.perf_counter()\n_s = sum(i * i for i in range(6_000_000))\n"
WATCHERS = 3            # learners whose work is timed while another's cell runs away
RUNAWAY = """
import threading, numpy
def _burn():
    a = numpy.random.rand(400, 400)
    while True:
        a @ a
for _ in range(16):
    threading.Thread(target=_burn, daemon=True).start()
while True:
    pass
"""


def wrong_passwords(address, names, slips):
    """Try to come in without the right password; return what answered. Every entry must be a refusal."""
    tries = {"wrong": (names[0], "nonsense"), "empty": (names[0], ""), "another's": (names[0], slips[names[1]]),
             "unknown name": ("nobody", slips[names[0]]), "capital letters": (names[0], slips[names[0]].upper())}
    answers = {}
    for what, (name, password) in tries.items():
        try:
            Visitor(address, name).log_in(password)
            answers[what] = "in"
        except Refused as refused:
            answers[what] = f"refused, {refused}"
    for what, path in {"the hub's list of users": "hub/api/users", "a learner's files": f"user/{names[0]}/api/contents",
                       "a learner's page": f"user/{names[0]}/lab"}.items():
        answer = requests.get(f"{address}/{path}", timeout=30)
        to_login = "/hub/login" in answer.url
        answers[f"no login: {what}"] = "sent to login" if to_login else f"refused, {answer.status_code}"
        if not to_login and answer.ok:
            answers[f"no login: {what}"] = "in"
    return answers


def timed_work(visitors):
    """Have some learners compute the same at once; return the median of their seconds."""
    def one(visitor):
        begun = time.monotonic()
        _, error = visitor.run(WORK)
        assert error is None, error
        return time.monotonic() - begun

    with ThreadPoolExecutor(len(visitors)) as pool:
        return round(statistics.median(pool.map(one, visitors)), 2)


def answer_seconds(visitor):
    """Return how long a learner's server takes to list the files."""
    begun = time.monotonic()
    visitor.ask("api/contents").raise_for_status()
    return round(time.monotonic() - begun, 2)


def runaway(visitors, memory):
    """One learner's cell never ends, in 16 threads; others work meanwhile. Then its kernel is restarted."""
    wild, others = visitors[0], visitors[1:1 + WATCHERS]
    before = timed_work(others)
    wild.send(RUNAWAY)
    time.sleep(5)
    kernel, = [process for process in memory.processes_of(wild.name)
               if any("ipykernel" in part for part in process.cmdline())]
    used, clock = sum(kernel.cpu_times()[:2]), time.monotonic()
    during, answered = timed_work(others), answer_seconds(others[0])
    time.sleep(max(0.0, 10 - (time.monotonic() - clock)))
    cores = (sum(kernel.cpu_times()[:2]) - used) / (time.monotonic() - clock)
    begun = time.monotonic()
    wild.restart()
    printed, error = wild.run("print(6 * 7)")
    return {"threads": 16, "cores_it_took": round(cores, 2), "others_seconds_before": before,
            "others_seconds_during": during, "files_listed_in": answered,
            "restarted_in": round(time.monotonic() - begun, 1), "works_again": (printed, error) == ("42\n", None)}


def memory_hog(visitors):
    """One learner asks for more memory than a process may have."""
    _, error = visitors[0].run("everything = bytearray(8 * 2**30)")
    printed, _ = visitors[0].run("print('still here')")
    return {"asked_for_gb": 8, "error": error, "kernel_lives": printed == "still here\n"}


def many_threads(visitors):
    """One learner starts threads until it is told no; another still gets some. Only a user of their own is counted."""
    if os.geteuid() != 0:
        return None
    code = ("import threading\n_go = threading.Event()\n_n = 0\ntry:\n    for _n in range({}):\n"
            "        threading.Thread(target=_go.wait, daemon=True).start()\n    _said = 'all started'\n"
            "except RuntimeError as error:\n    _said = str(error)\nprint(_n + 1, _said)")
    wild, _ = visitors[0].run(code.format(3000))
    other, _ = visitors[1].run(code.format(100))
    for visitor in visitors[:2]:
        visitor.run("_go.set()")
    return {"one_who_wants_3000": wild.strip(), "another_who_wants_100": other.strip()}


def reach(visitors, state, memory):
    """What one learner can do to another, to the course, and to the hub: every answer should be a refusal."""
    if os.geteuid() != 0:
        return None
    me, other = visitors[0], visitors[1]
    course = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
    pid = memory.processes_of(other.name)[0].pid
    home = state / "homes" / other.name / "my_course"
    tries = {
        "read another's files": f"open({str(home / 'progress.json')!r}).read()",
        "stop another's server": f"import os; os.kill({pid}, 15)",
        "read another's variables": f"open('/proc/{pid}/environ').read()",
        "change the course": f"open({os.path.join(course, 'gan_course', 'gan.py')!r}, 'a')",
        "read the passwords": f"open({str(state / 'slips.csv')!r}).read()",
        "read the hub's database": f"open({str(state / 'hub.sqlite')!r}, 'rb').read()",
    }
    answers = {what: (me.run(code)[1] or "done").partition(":")[0] for what, code in tries.items()}
    for what, path in {"another's files through the hub": "api/contents", "another's kernels": "api/kernels"}.items():
        answer = me.web.get(f"{me.address}/user/{other.name}/{path}")
        answers[what] = f"refused, {answer.status_code}" if answer.status_code in (403, 404) else "done"
    thief = Visitor(me.address, other.name)
    thief.web, thief.kernel = me.web, other.kernel
    try:
        thief.connect()
        answers["another's kernel"] = "done"
    except websocket.WebSocketException as error:
        answers["another's kernel"] = f"refused, {getattr(error, 'status_code', type(error).__name__)}"
    answers["my own files"] = "done" if me.ask("api/contents").ok else "refused"
    return answers


def link(visitor, state):
    """The link that an instructor mails: nbgitpuller lays notebooks into a learner's home. Tried with the room's."""
    repository = (state / "notebooks").as_uri()
    page = visitor.ask(f"git-pull?repo={repository}&branch=main&targetPath=by_link&urlpath=lab")
    pulled = visitor.ask(f"git-pull/api?repo={repository}&branch=main&targetpath=by_link")
    listed = visitor.ask("api/contents/by_link").json().get("content") or []
    return {"page": page.status_code, "pulled": pulled.status_code, "finished": "finished" in pulled.text,
            "notebooks": len([entry for entry in listed if entry["name"].endswith(".ipynb")])}
