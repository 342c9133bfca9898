"""The public address: one setting, from which badges, links and Colab's first cell follow; none is invented."""

import subprocess
import sys
import types
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from gan_course.notebooks.pairs import ROOT

sys.path.insert(0, str(ROOT / "instructor"))

import address

SET = address.Address("https://github.com/OWNER/NAME", "main")


def setting(tmp_path, monkeypatch, repository):
    monkeypatch.setattr(address, "ROOT", tmp_path)
    path = tmp_path / "address.toml"
    path.write_text(f'repository = "{repository}"\n', encoding="utf-8")
    return path


def test_readme_has_the_badges_of_the_setting_and_none_without_one():
    try:
        badges = address.read().badges()
    except address.Unknown as trouble:
        assert "instructor/address.toml" in str(trouble)
        badges = ""
    readme = address.README.read_text(encoding="utf-8")
    assert address.with_badges(readme, badges) == readme, "python instructor/address.py --write"
    assert badges or not any(host in readme for host in ("mybinder.org/v2", "colab.research.google.com/github"))


def test_badges_go_in_and_out_again():
    readme = f"# T\n\n{address.BEGIN}\n{address.END}\n\ntext\n"
    inside = address.with_badges(readme, SET.badges())
    assert inside.count("](https://mybinder.org/v2/gh/OWNER/NAME/main?urlpath=") == 1
    assert inside.count("](https://colab.research.google.com/github/OWNER/NAME/blob/colab/00_start_here.ipynb)") == 1
    assert address.with_badges(inside, "") == readme
    with pytest.raises(address.Unknown, match="marks"):
        address.with_badges("# T\n", "")


@pytest.mark.parametrize("repository", ["", "  "])
def test_without_an_address_the_sentence_says_where_it_goes(tmp_path, monkeypatch, repository):
    with pytest.raises(address.Unknown, match="no public address"):
        address.read(setting(tmp_path, monkeypatch, repository))


@pytest.mark.parametrize("repository", ["https://example.org/a/b", "git@github.com:a/b.git", "https://github.com/a"])
def test_an_address_that_colab_cannot_open_is_refused(tmp_path, monkeypatch, repository):
    with pytest.raises(address.Unknown, match="OWNER/NAME only"):
        address.read(setting(tmp_path, monkeypatch, repository))


@pytest.mark.parametrize("repository", ["https://github.com/a/b", "https://github.com/a/b/", "https://github.com/a/b.git"])
def test_an_address_is_read(tmp_path, monkeypatch, repository):
    found = address.read(setting(tmp_path, monkeypatch, repository))
    assert (found.repository, found.branch, found.name) == ("https://github.com/a/b", "main", "a/b")


def test_nbgitpuller_s_link_says_repository_branch_and_page():
    query = parse_qs(urlsplit(SET.pull("https://hub.example.org")).query)
    assert query == {"repo": [SET.repository], "branch": ["learners"], "targetPath": ["my_course"],
                     "urlpath": ["lab/tree/my_course/START.md"]}
    assert unquote(SET.binder()).endswith("?urlpath=lab/tree/my_course/START.md")


# ------------------------------------------------------------ Colab's first cell


def test_colab_s_cell_is_a_cell_of_the_course():
    lines = address.colab_cell(SET).splitlines()
    assert len(lines) <= 25 and max(map(len, lines)) <= 88
    listed = address.packages()
    assert len(listed) == len(address.NEEDED) + 1 and not any(";" in package for package in listed)


def run_cell(monkeypatch, tmp_path, loaded):
    """Run the cell with these modules loaded; return the commands that it calls, and what it put onto the path."""
    called = []
    monkeypatch.setattr(subprocess, "run", lambda command, check: called.append(command))
    for name, module in loaded.items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(sys, "path", [])
    code = address.colab_cell(SET).replace("/content/gan-course", str(tmp_path / "gan-course"))
    exec(compile(code, "<cell>", "exec"), {})
    return called, sys.path


def test_elsewhere_the_cell_does_nothing(monkeypatch, tmp_path):
    assert run_cell(monkeypatch, tmp_path, {}) == ([], [])


def test_on_colab_the_cell_fetches_once_and_turns_widgets_on(monkeypatch, tmp_path, capsys):
    turned = []
    colab = types.ModuleType("google.colab")
    colab.output = types.SimpleNamespace(enable_custom_widget_manager=lambda: turned.append(True))
    loaded = {"google": types.ModuleType("google"), "google.colab": colab, "numpy": types.ModuleType("numpy")}
    called, path = run_cell(monkeypatch, tmp_path, loaded)
    assert [command[:4] for command in called] == [[sys.executable, "-m", "pip", "install"],
                                                   ["git", "clone", "--quiet", "--depth=1"]]
    assert called[1][-2:] == [SET.repository, path[0]] and path == [str(tmp_path / "gan-course")] and turned
    assert "Restart session" in capsys.readouterr().out
    (tmp_path / "gan-course").mkdir()
    assert run_cell(monkeypatch, tmp_path, loaded)[0] == []
