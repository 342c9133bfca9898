"""The course's public address, from address.toml: badges for Binder and Colab, links, and Colab's first cell.

    python instructor/address.py            say what is set, and the links that follow from it
    python instructor/address.py --write    put the badges into README.md, between their marks, or take them out

Called with the course's own Python (.venv).
"""

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
SETTING = ROOT / "instructor" / "address.toml"
README = ROOT / "README.md"
FIRST = "00_start_here.ipynb"
COLAB_BRANCH, LEARNERS_BRANCH = "colab", "learners"
BEGIN, END = "<!-- badges -->", "<!-- end of badges -->"
_GITHUB = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)")
# What the notebooks import; the rest of pyproject.toml is JupyterLab and what authors need, and Colab has its own.
NEEDED = ("keras", "numpy", "matplotlib", "scipy", "anywidget", "psutil", "pandas", "scikit-learn", "imbalanced-learn")
COLAB_CELL = '''\
# On Colab this cell fetches the course and what it needs, once a session: some minutes.
# Anywhere else it does nothing.
import os
import subprocess
import sys

if "google.colab" in sys.modules:
    COURSE = "/content/gan-course"
    if not os.path.exists(COURSE):
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet",
                        {packages}], check=True)
        subprocess.run(["git", "clone", "--quiet", "--depth=1", "--branch={branch}",
                        "{repository}", COURSE], check=True)
        if {{"numpy", "tensorflow"}} & set(sys.modules):
            print("Choose Runtime, Restart session; then run this cell again.")
    sys.path.insert(0, COURSE)
    from google.colab import output
    output.enable_custom_widget_manager()     # for the sliders and the laboratory
'''


class Unknown(ValueError):
    """There is no public address, or one that the services cannot use."""


@dataclass
class Address:
    """A repository that anybody can fetch, and the branch that holds the course."""

    repository: str
    branch: str

    @property
    def name(self):
        """OWNER/NAME."""
        return "/".join(_GITHUB.fullmatch(self.repository).groups())

    def binder(self):
        """Return the link that starts the course on Binder."""
        return (f"https://mybinder.org/v2/gh/{self.name}/{quote(self.branch, safe='')}"
                "?urlpath=lab%2Ftree%2Fmy_course%2FSTART.md")

    def colab(self, notebook=FIRST):
        """Return the link that opens a notebook of the branch for Colab."""
        return f"https://colab.research.google.com/github/{self.name}/blob/{COLAB_BRANCH}/{notebook}"

    def pull(self, hub="https://YOUR-HUB"):
        """Return the link that lays the notebooks into a learner's home on a hub, by nbgitpuller."""
        return (f"{hub}/hub/user-redirect/git-pull?repo={quote(self.repository, safe='')}&branch={LEARNERS_BRANCH}"
                "&targetPath=my_course&urlpath=lab%2Ftree%2Fmy_course%2FSTART.md")

    def badges(self):
        """Return the two badges, as Markdown."""
        return (f"[![Open on Binder](https://mybinder.org/badge_logo.svg)]({self.binder()})\n"
                f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({self.colab()})")


def read(path=SETTING):
    """Return the Address. Raises Unknown, saying what to do."""
    setting = tomllib.loads(path.read_text(encoding="utf-8"))
    repository = setting.get("repository", "").strip().rstrip("/")
    if not repository:
        raise Unknown(f"The course has no public address: write it into {path.relative_to(ROOT)}, as `repository`.")
    if not _GITHUB.fullmatch(repository):
        raise Unknown(f"`repository` is {repository!r}; Colab opens notebooks of https://github.com/OWNER/NAME only.")
    return Address(repository.removesuffix(".git"), setting.get("branch") or "main")


def packages():
    """Return what a notebook needs on Colab, from pyproject.toml: TensorFlow's plain build, which may have a GPU."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    plain = {re.match(r"[\w-]+", line)[0]: line.partition(";")[0].strip() for line in wanted}
    return [plain[name] for name in ("tensorflow", *NEEDED)]


def colab_cell(found=None):
    """Return the first cell of Colab's notebooks. Raises Unknown without an address."""
    found = found or read()
    listed = [f'"{package}"' for package in packages()]
    rows = [", ".join(listed[start:start + 2]) for start in range(0, len(listed), 2)]
    return COLAB_CELL.format(repository=found.repository, branch=found.branch,
                             packages=(",\n" + 24 * " ").join(rows)).rstrip()


def with_badges(text, badges):
    """Return README's text with these badges between the marks."""
    pattern = re.compile(rf"{BEGIN}\n(?:.*?\n)?{END}", re.DOTALL)
    if not pattern.search(text):
        raise Unknown(f"README.md lacks the marks {BEGIN} and {END}.")
    return pattern.sub(lambda _: f"{BEGIN}\n{badges + chr(10) if badges else ''}{END}", text)


def main(arguments):
    """Say what is set, and write the badges if asked."""
    try:
        found = read()
        print(f"{found.repository}, branch {found.branch}\nBinder: {found.binder()}\nColab: {found.colab()}\n"
              f"nbgitpuller: {found.pull()}\n{found.badges()}")
        badges = found.badges()
    except Unknown as trouble:
        print(trouble)
        badges = ""
    if arguments == ["--write"]:
        README.write_text(with_badges(README.read_text(encoding="utf-8"), badges), encoding="utf-8", newline="\n")
        print(f"README.md: {'two badges' if badges else 'no badge'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
