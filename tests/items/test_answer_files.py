"""Answer files: what spreadsheets write is read; what cannot be used is named with file, line and what to do."""

import pytest

from gan_course.items import answer_files, bank

ITEMS = bank.load()
HEAD = answer_files.blank(ITEMS, "pre")
NAMES = HEAD.split(",")[1:]
ROW = "ada," + ",".join(["A"] * len(NAMES))


def read(folder, name="pre.csv", text=None, data=None):
    (folder / name).write_bytes(data if data is not None else text.encode("utf-8"))
    return answer_files.read(folder, ITEMS)


def test_a_plain_table(tmp_path):
    found = read(tmp_path, text=f"{HEAD}\n{ROW}\n")
    assert found == {"pre": {"ada": dict.fromkeys(NAMES, "A")}}


@pytest.mark.parametrize("text", [
    f"\ufeff{HEAD}\n{ROW}\n",                                           # a mark that spreadsheets put in front
    f"{HEAD}\n{ROW}\n".replace(",", ";"),                               # where the comma is a decimal sign
    f"{HEAD}\r\n{ROW}\r\n,,,,,,,,,,,,\r\n",                             # Windows, and an empty row at the end
    f"{HEAD}\n{ROW}\n".replace(",A", ", a"),                            # small letters, spaces
], ids=["mark", "semicolons", "windows", "small letters"])
def test_what_spreadsheets_write_is_read(tmp_path, text):
    assert read(tmp_path, text=text)["pre"]["ada"] == dict.fromkeys(NAMES, "A")


def test_a_question_mark_and_nothing_are_answers_and_some_items_may_be_missing(tmp_path):
    found = read(tmp_path, text=f"learner,{NAMES[0]},{NAMES[1]}\nada,?,\n")
    assert found["pre"]["ada"] == {NAMES[0]: "?", NAMES[1]: ""}


def test_two_rooms_and_two_sittings(tmp_path):
    (tmp_path / "pre_monday.csv").write_text(f"{HEAD}\n{ROW}\n")
    (tmp_path / "pre_tuesday.csv").write_text(f"{HEAD}\n{ROW.replace('ada', 'bo')}\n")
    found = read(tmp_path, "post.csv", f"{HEAD}\n{ROW}\n")
    assert list(found) == ["post", "pre"] and list(found["pre"]) == ["ada", "bo"]


@pytest.mark.parametrize("name, text, complaint", [
    ("monday.csv", f"{HEAD}\n{ROW}\n", "monday.csv: the name says no sitting: let it begin with pre, post, head"),
    ("pre.csv", "", "pre.csv is empty: its first line should be `learner`"),
    ("pre.csv", "\n\n", "pre.csv is empty"),
    ("pre.csv", f"name,{NAMES[0]}\nada,A\n", "pre.csv: the first column is 'name': it should be `learner`"),
    ("pre.csv", "learner,question 1\nada,A\n", "pre.csv: 'question 1' is no item of this sitting; its items are: perf"),
    ("pre.csv", "learner,packs\nada,A\n", "pre.csv: 'packs' is no item of this sitting"),
    ("pre.csv", "learner\nada\n", "pre.csv: there is no column of answers"),
    ("pre.csv", f"learner,{NAMES[0]},{NAMES[0]}\nada,A,B\n", f"the column {NAMES[0]} stands there twice"),
    ("pre.csv", f"learner,{NAMES[0]}\nada\n", "pre.csv, line 2: 1 cells, and the first line has 2"),
    ("pre.csv", f"learner,{NAMES[0]}\n,A\n", "pre.csv, line 2: the learner has no name"),
    ("pre.csv", f"learner,{NAMES[0]}\nada,E\n", "pre.csv, line 2: 'E' is no answer to perfect_loss: choose from A"),
    ("pre.csv", f"learner,{NAMES[0]}\nada,1.386\n", "'1.386' is no answer to perfect_loss"),
    ("pre.csv", f"learner,{NAMES[0]}\nada,A\nada,B\n", "pre.csv: ada is already in pre.csv: keep one row"),
])
def test_bad_files_get_a_clear_sentence(tmp_path, name, text, complaint):
    with pytest.raises(answer_files.BadFile) as found:
        read(tmp_path, name, text)
    assert complaint in str(found.value) and "Traceback" not in str(found.value)


def test_a_file_in_another_encoding_and_a_folder_without_files(tmp_path):
    with pytest.raises(answer_files.BadFile, match=r"holds no answers: put pre\.csv"):
        answer_files.read(tmp_path, ITEMS)
    with pytest.raises(answer_files.BadFile, match="is no folder"):
        answer_files.read(tmp_path / "nowhere", ITEMS)
    with pytest.raises(answer_files.BadFile, match="save it from your spreadsheet as \"CSV UTF-8\""):
        read(tmp_path, data=f"{HEAD}\n".encode() + "jürgen,A\n".encode("latin-1"))
