"""The command `progress`: the class's table, a learner's file, and that nothing is sent."""

import json
import socket

import pytest

from gan_course import cli
from gan_course.exercises import learner
from gan_course.progress import commands


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("progress opens no connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def mine(tmp_path, monkeypatch):
    place = learner.make(tmp_path / "mine")
    learner.note(place, "ex02", "jsd", right=True)
    learner.change(place, lambda known: known.update(private="a note of another part"))
    monkeypatch.setenv(learner.VARIABLE, str(place))
    return place


def test_from_a_learner_s_file_to_the_class_s_table(mine, tmp_path, capsys):
    (tmp_path / "class").mkdir()
    assert cli.main(["progress", "--export", str(tmp_path / "class" / "ada.json")]) == 0
    assert "your answers are not in it. It stays on this computer until you hand it in." in capsys.readouterr().out
    assert cli.main(["progress", str(tmp_path / "class"), "--csv", str(tmp_path / "class.csv")]) == 0
    assert "ada" in capsys.readouterr().out
    assert ",02,jsd,1,2" in (tmp_path / "class.csv").read_text()


def test_a_learner_s_file_holds_no_answer_and_nothing_else(mine, tmp_path):
    answers = mine / learner.ANSWERS / "ex02"
    answers.mkdir(parents=True)
    (answers / "jsd.py").write_text("def jsd(a, b):\n    return 'secret'\n")
    assert commands.main(["--export", str(tmp_path / "ada.json")]) == 0
    text = (tmp_path / "ada.json").read_text()
    assert set(json.loads(text)) == {"made_by", "exercises"} and "secret" not in text and "private" not in text


@pytest.mark.parametrize("name, complaint", [("there.json", "is there already"), ("ada.txt", "should end in .json")])
def test_a_bad_name_is_refused(mine, tmp_path, capsys, name, complaint):
    (tmp_path / "there.json").write_text("mine")
    assert commands.main(["--export", str(tmp_path / name)]) == 1
    assert complaint in capsys.readouterr().err and (tmp_path / "there.json").read_text() == "mine"


def test_a_table_replaces_nothing_but_an_older_table(mine, tmp_path, capsys):
    (tmp_path / "class").mkdir()
    commands.main(["--export", str(tmp_path / "class" / "ada.json")])
    path = tmp_path / "marks.csv"
    call = [str(tmp_path / "class"), "--csv", str(path)]
    assert commands.main(call) == 0
    ours = path.read_bytes()
    assert commands.main(call) == 0 and path.read_bytes() == ours
    lines = ours.decode().splitlines()
    for theirs in (b"ada,1\n", b"", ours + b"Bo was ill\n", ours.replace(b"right\n", b"right,mark\n", 1), b"\xff\xfe",
                   "\n".join([lines[0], lines[1] + ",good"]).encode()):
        path.write_bytes(theirs)
        capsys.readouterr()
        assert commands.main(call) == 1
        said = capsys.readouterr()
        assert said.out == "" and said.err == (
            f"{path} is there already, and is no table as this command writes it: give another name, or move it "
            "away.\n")
        assert path.read_bytes() == theirs


@pytest.mark.parametrize("option", ["--csv", "--export"])
def test_a_folder_that_is_not_there_is_named(mine, tmp_path, capsys, option):
    path = tmp_path / "no" / "a.json"
    assert commands.main([*([str(tmp_path)] if option == "--csv" else []), option, str(path)]) == 1
    assert capsys.readouterr().err == (
        f"There is no folder {path.parent}: make it, or give a file in a folder that is there.\n")


@pytest.mark.parametrize("more", [["class"], ["--csv", "a.csv"]])
def test_a_learner_s_file_and_a_class_s_table_are_two_calls(mine, tmp_path, capsys, more):
    with pytest.raises(SystemExit) as ended:
        commands.main([*more, "--export", str(tmp_path / "ada.json")])
    assert ended.value.code == 2 and "call progress once for each" in capsys.readouterr().err
    assert not (tmp_path / "ada.json").exists()


def test_without_progress_there_is_nothing_to_export(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(learner.VARIABLE, str(tmp_path / "nowhere"))
    assert commands.main(["--export", str(tmp_path / "ada.json")]) == 1
    assert "open the course once" in capsys.readouterr().err and not (tmp_path / "ada.json").exists()


def test_problems_are_said_and_the_table_is_shown(tmp_path, capsys):
    (tmp_path / "ada.json").write_text(commands.exported({"ex02": {"jsd": {"tried": 1}}}))
    (tmp_path / "bo.json").write_text("{}")
    assert commands.main([str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "ada" in said.out and said.err.startswith("Left out: bo.json")
    assert commands.main([str(tmp_path / "nowhere")]) == 1 and "is no folder" in capsys.readouterr().err
    assert commands.main([]) == 2
