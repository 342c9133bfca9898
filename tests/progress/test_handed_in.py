"""What learners handed in: folders, whole courses and single files; what cannot be read is named and left out."""

import json
import shutil

import pytest

from gan_course.exercises import learner
from gan_course.progress import handed_in

ROWS = {"ex02": {"jsd": {"tried": 3, "right": "2026-11-25T18:20:05"}, "faults": {"tried": 4}}}


def hand_in(path, exercises=ROWS, **change):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"made_by": learner.MADE_BY, "exercises": exercises, **change}))


def test_three_ways_to_hand_in(tmp_path):
    hand_in(tmp_path / "ada" / "progress.json")                             # my_course/ renamed
    hand_in(tmp_path / "bo" / "my_course" / "progress.json")
    hand_in(tmp_path / "cy" / "gans-main" / "my_course" / "progress.json")  # the whole course
    hand_in(tmp_path / "dora.json")
    (tmp_path / ".DS_Store").touch()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "__MACOSX").mkdir()
    assert handed_in.read(tmp_path) == (dict.fromkeys(["ada", "bo", "cy", "dora"], ROWS), [])


def test_a_real_folder_of_a_learner_is_read(tmp_path):
    place = learner.make(tmp_path / "class" / "ada" / "my_course")
    learner.note(place, "ex02", "jsd", right=False)
    learner.note(place, "ex02", "jsd", right=True)
    found, problems = handed_in.read(tmp_path / "class")
    assert found["ada"]["ex02"]["jsd"]["tried"] == 2 and "right" in found["ada"]["ex02"]["jsd"] and not problems


@pytest.mark.parametrize("damage", [
    "", "[]", "{}", '{"made_by": "another"}', '{"made_by": "gan-course", "exercises": {"ex02": {"jsd": 3}}}',
    '{"made_by": "gan-course", "exercises": {"ex02": {"jsd": {"tried": "often"}}}}',
    '{"made_by": "gan-course", "exercises": {"ex02": {"jsd": {"tried": 1, "right": 5}}}}',
])
def test_a_damaged_file_is_named_and_the_others_count(tmp_path, damage):
    hand_in(tmp_path / "ada.json")
    (tmp_path / "bo.json").write_text(damage)
    found, problems = handed_in.read(tmp_path)
    assert list(found) == ["ada"] and problems == ["bo.json: bo.json cannot be read as the course's; ask for it again."]


def test_a_folder_without_progress_and_one_name_twice_are_named(tmp_path):
    hand_in(tmp_path / "ada" / "progress.json")
    hand_in(tmp_path / "ada.json", {})
    (tmp_path / "bo").mkdir()
    found, problems = handed_in.read(tmp_path)
    assert found == {"ada": ROWS}
    assert problems == ["ada.json: ada is there twice, as a folder and as a file; the first one counts.",
                        "bo: there is no progress.json in it, nor in my_course/ below it."]


def test_nothing_at_all_says_what_to_put_there(tmp_path):
    with pytest.raises(handed_in.BadHandIn, match="a folder for each learner"):
        handed_in.read(tmp_path)
    with pytest.raises(handed_in.BadHandIn, match="is no folder"):
        handed_in.read(tmp_path / "nowhere")
    (tmp_path / "ada").mkdir()
    with pytest.raises(handed_in.BadHandIn, match=r"ada: there is no progress\.json"):
        handed_in.read(tmp_path)
    shutil.rmtree(tmp_path / "ada")


def test_reading_changes_nothing(tmp_path):
    hand_in(tmp_path / "ada" / "my_course" / "progress.json")
    before = sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*"))
    handed_in.read(tmp_path)
    assert sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*")) == before


def test_the_course_s_exercises_are_all_there():
    course = handed_in.exercises_of_course()
    assert course["00"] == ["to_unit_range", "labels_of", "accepted_share", "fault"] and "clinic" in course["09"]
