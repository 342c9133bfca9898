"""The command `items`: a report, a table to begin with, the pages, and errors in one sentence."""

import pytest

from gan_course import cli
from gan_course.items import answer_files, bank, commands, pages


def test_a_report_from_a_folder(tmp_path, capsys):
    (tmp_path / "pre.csv").write_text("learner,one_place,whose_weights\nada,A,B\nbo,B,B\ncy,A,C\n")
    assert cli.main(["items", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "pre: 3 learners, 2 items; mean 67 % right" in said and "No validity is claimed" in said


def test_a_bad_file_ends_in_one_sentence(tmp_path, capsys):
    (tmp_path / "pre.csv").write_text("learner,one_place\nada,Z\n")
    assert commands.main([str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("pre.csv, line 2: 'Z' is no answer to one_place")
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("sitting", bank.SITTINGS)
def test_a_blank_table_is_one_that_can_be_read(tmp_path, capsys, sitting):
    assert commands.main(["--blank", sitting]) == 0
    head = capsys.readouterr().out.strip()
    (tmp_path / f"{sitting}.csv").write_text(f"{head}\nada{',?' * head.count(',')}\n")
    assert set(answer_files.read(tmp_path, bank.load())[sitting]["ada"].values()) == {"?"}


def test_the_pages_are_written(tmp_path, monkeypatch, capsys):
    items = bank.load()
    monkeypatch.setattr(bank, "load", lambda: items)
    monkeypatch.setattr(bank, "FOLDER", tmp_path)
    assert commands.main(["--pages"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(pages.all_pages(items))


@pytest.mark.parametrize("both", [["x", "--pages"], ["x", "--blank", "pre"], ["--pages", "--blank", "pre"]])
def test_one_thing_at_a_time(tmp_path, monkeypatch, capsys, both):
    """None is passed over in silence."""
    monkeypatch.setattr(pages, "all_pages", lambda items: pytest.fail("nothing may be written"))
    with pytest.raises(SystemExit) as ended:
        commands.main(both)
    assert ended.value.code == 2 and "not allowed with" in capsys.readouterr().err


def test_without_a_folder_it_says_how_it_is_called(capsys):
    assert commands.main([]) == 2
    assert "--blank" in capsys.readouterr().out
