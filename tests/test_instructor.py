"""The instructor's pages: times add up, minutes and figures are the lessons', all has its place, links lead on."""

import ast
import functools
import itertools
import re

import pytest
from checker_sentences import sentences

from gan_course.lab.presets import PRESETS
from gan_course.notebooks import guides, objectives, pairs, reading, solving

FOLDER = guides.FOLDER
PAGES = sorted((FOLDER / "notebooks").glob("*.md"))
PLANS = [FOLDER / f"{name}.md" for name in ("three_hours", "two_days", "ten_weeks")]
MOST_OF_A_BLOCK = 50
WHERES = ("class", "home")
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem[:2])
each_plan = pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)


@functools.cache
def read(path):
    return path.read_text(encoding="utf-8")


def part(text, heading):
    """Return what stands under a heading, up to the next one of its level or a higher one."""
    level = heading.count("#")
    return re.split(rf"(?m)^#{{1,{level}}} ", text.split(f"{heading}\n", 1)[1])[0]


def rows(text):
    """Yield the tables' rows as {head: cell}."""
    head = None
    for line in text.splitlines():
        if not line.startswith("|"):
            head = None
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if head is None:
            head = cells
        elif not set(line) <= set("|-: "):
            assert len(cells) == len(head), line
            yield dict(zip(head, cells, strict=True))


def timed(text):
    return [{**row, "from": int(row["from"]), "to": int(row["to"])} for row in rows(text) if "from" in row]


def blocks(text, marks):
    """Return [(heading, text)] of the blocks of a plan; the text ends where a heading without a mark begins."""
    found = re.split(rf"(?m)^({marks}\b.*)$", text)
    return [(heading, re.split(r"(?m)^#+ ", body)[0]) for heading, body in zip(found[1::2], found[2::2], strict=True)]


def class_plan(page):
    return blocks(part(read(page), "## Minute plan"), "### Block")


def numbers(notebook):
    """Return {exercise: its number in the lesson's text}."""
    found, number = {}, None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            number = int((re.findall(r"(?m)^### Exercise (\d+)\b", cell.source) or [number or 0])[-1])
        found |= {tag.removeprefix("exercise:"): number for tag in pairs.tags(cell) if tag.startswith("exercise:")}
    return found


def in_plan(text, exercise):
    return re.search(rf"`{exercise}`|exercise {exercise}\b", text)


def parts(text):
    """Yield (lesson, name) of every part that a page's tables name."""
    for row in rows(text):
        for single in filter(None, (single.strip() for single in row.get("part", "").split(";"))):
            yield single.split(" ", 1)


# ------------------------------------------------------------ the pages of the notebooks


def test_each_lesson_has_a_page():
    lessons = [lesson.stem for lesson in pairs.lesson_paths()]
    assert [page.stem for page in PAGES] == lessons
    assert sorted(page.stem[:2] for page in PAGES) == [f"{number:02d}" for number in range(18)]


@pytest.mark.parametrize("path", guides.pages(), ids=lambda path: path.stem)
def test_minutes_stored_lines_and_cards_are_those_of_today(path):
    assert read(path) == guides.mended(read(path)), "python -m gan_course.notebooks.guides writes them anew"
    for block in guides.STORED.finditer(read(path)):
        today = guides.stored_lines(block[1])
        assert [line for line in block[2].splitlines() if " ".join(line.split()) not in today] == []


@each_page
def test_a_page_has_all_of_its_parts(page):
    headings = re.findall(r"(?m)^## (.+)$", read(page))
    assert headings == ["Minute plan", "At *predict*", "Misconceptions", "Exercises", "Figures to expect",
                        "When the projector dies", "When the network dies"]
    assert re.search(r"(?m)^\*\*Key message\.\*\* .{40,}\.$", read(page))
    figures = guides.STORED.finditer(part(read(page), "## Figures to expect"))
    assert sum(len(block[2].splitlines()) for block in figures) >= 4


@each_page
def test_a_page_s_blocks_have_no_gap_and_say_what_to_cut(page):
    plan = class_plan(page)
    assert len(plan) == (1 if page.stem.startswith("00") else 2)
    for heading, text in plan:
        a_block_is_sound(heading, text, start=0)


def a_block_is_sound(heading, text, start):
    """No gap, at most 50 minutes, and what to cut is a row of the block, with no more minutes than that has."""
    times = timed(text)
    assert times[0]["from"] == start, heading
    assert all(before["to"] == after["from"] for before, after in itertools.pairwise(times)), heading
    assert all(row["to"] > row["from"] for row in times), heading
    assert times[-1]["to"] - start <= MOST_OF_A_BLOCK, heading
    cut = re.search(r"(?m)^\*\*When late\*\*: .+$", text)
    assert cut, f"{heading}: what is cut when it is late?"
    spans = re.findall(r"(\d+)–(\d+)( in part)?", cut[0])
    said = [int(minutes) for minutes in re.findall(r"(\d+) minutes", cut[0])]
    assert spans, heading
    for first, last, _ in spans:
        assert any((row["from"], row["to"]) == (int(first), int(last)) for row in times), (heading, first, last)
    if not any(partly for *_, partly in spans):
        saved = [int(last) - int(first) for first, last, _ in spans]
        assert [minutes for minutes in said if minutes not in saved] == [] or len(said) > len(saved), heading
        assert set(saved) <= set(said), heading


@each_page
def test_every_section_of_the_lesson_is_in_the_plan_or_at_home(page):
    number = page.stem[:2]
    placed = {guides.section(number, name) for lesson, name in parts(read(page))
              if lesson == number and not name.startswith("exercise")}
    of_placed_exercises = {section for section, names in exercises_by_section(number).items()
                           if names & {name.removeprefix("exercise ") for _, name in parts(read(page))}}
    wanted = [heading for heading in reading.by_section(guides.lesson(number))
              if heading and not f"## {heading}".startswith(reading.FURTHER)]
    assert [heading for heading in wanted if heading not in placed | of_placed_exercises] == []


def exercises_by_section(number):
    """Return {heading: the names of the exercises in that section}."""
    found, heading = {}, ""
    for cell in guides.lesson(number).cells:
        if cell.cell_type == "markdown":
            heading = (re.findall(r"(?m)^## (.+)$", cell.source) or [heading])[-1].strip()
        names = {tag.removeprefix("exercise:") for tag in pairs.tags(cell) if tag.startswith("exercise:")}
        found.setdefault(heading, set()).update(names)
    return found


@each_page
def test_every_objective_and_exercise_has_its_place(page):
    lesson, = pairs.lesson_paths([page.stem[:2]])
    told = {}
    plan = "".join(text for _, text in class_plan(page))
    home = part(read(page), "## Minute plan").split("### At home")[-1]
    for row in rows(part(read(page), "## Exercises")):
        name = row["exercise"].strip("`")
        told.setdefault(int(row["objective"]), []).append(name)
        assert row["where"] in WHERES, name
        assert int(row["no."]) == numbers(pairs.read_lesson(lesson))[name]
        if row["where"] == "class":
            assert in_plan(plan, name), f"{name} is done in class: at which minute?"
        else:
            assert f"exercise {name}" in home, f"{name} is done at home: name it there"
    assert told == objectives.mapped(lesson)
    assert set(told) == set(objectives.numbered(pairs.read_lesson(lesson), objectives.OPENING))


@each_page
def test_three_misconceptions_each_seen_by_a_checker_with_a_question_and_a_minute(page):
    number = page.stem[:2]
    found = re.findall(r"(?ms)^### (M\d) · ([^\n]+)\n\n`(\w+)`\n\n> ([^\n]+)\n\n(.+?)(?=^### |\Z)",
                       part(read(page), "## Misconceptions"))
    assert [name for name, *_ in found] == ["M1", "M2", "M3"]
    known = set(solving.exercises_of(page.stem))
    shared = sentences("??")
    plan = "".join(text for _, text in class_plan(page))
    for name, _, exercise, sentence, question in found:
        assert exercise in known, (name, exercise)
        assert any(sentence in text for text in sentences(number)) and any(sentence in text for text in shared), name
        assert re.search(r"Ask: \*\".+\?.*\"\*", question), f"{name}: which question unlocks it?"
        assert re.search(rf"\b{name}\b", plan), f"{name}: at which minute is it asked?"


@each_page
def test_every_guess_of_the_lesson_is_asked(page):
    keys = [row["key"].strip("`") for row in rows(part(read(page), "## At *predict*"))]
    guesses, seen = (guessed(guides.lesson(page.stem[:2]), name) for name in ("guesses", "saw"))
    assert [key for key in keys if key in guesses] == guesses
    assert [key for key in keys if key not in guesses + seen] == []
    for row in rows(part(read(page), "## At *predict*")):
        assert "?" in row["ask"] and row["guesses to expect"]


def guessed(notebook, name):
    """Return the keys of every dictionary of this name, guesses or saw, in a lesson, in order."""
    keys = []
    for cell in notebook.cells:
        if cell.cell_type != "code" or "..." not in cell.source:
            continue
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            continue
        for node in tree.body:
            if isinstance(node, (ast.Assign, ast.AugAssign)) and isinstance(node.value, ast.Dict):
                target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
                if getattr(target, "id", "") == name:
                    keys += [key.value for key in node.value.keys]
    return keys


# ------------------------------------------------------------ the plans


@each_plan
def test_a_plan_s_days_have_no_gap(plan):
    for day in re.split(r"(?m)^# Day ", read(plan)):
        found, start = blocks(day, "## (?:Block|Pause|Week)"), 0
        for heading, text in found:
            times = timed(text)
            if heading.startswith("## Week"):
                start = 0
            if heading.startswith("## Pause"):
                assert [row["who"] for row in times] == ["pause"] and times[0]["from"] == start
            else:
                a_block_is_sound(heading, text, start)
                assert {row["who"] for row in times} <= {"you", "all", "pairs"}
            start = times[-1]["to"]
    if plan.stem == "three_hours":
        assert start == 180


@each_plan
def test_an_exercise_keeps_its_minutes_in_every_plan(plan):
    for row in timed(read(plan)):
        if re.search(r"\d\d exercise ", row["part"]):
            assert row["to"] - row["from"] >= guides.minutes_of(row["part"]), row


def test_ten_weeks_give_each_notebook_the_minutes_that_are_counted():
    weeks = [row for row in rows(read(FOLDER / "ten_weeks.md")) if "week" in row]
    assert [int(row["week"]) for row in weeks] == list(range(1, 11))
    electives = [row for row in rows(read(FOLDER / "ten_weeks.md")) if "elective" in row]
    for row in weeks + electives:
        assert int(row["class"]) + int(row["home"]) >= guides.minutes_of(row["part"]), row["part"]
    placed, chosen = ({single.split()[0] for row in table for single in row["part"].split(";")}
                      for table in (weeks, electives))
    assert placed | chosen == {page.stem[:2] for page in PAGES} and not placed & chosen
    ours = {name for _, name in parts(read(FOLDER / "ten_weeks.md")) if name.startswith("§")}
    headings = [heading for heading in reading.by_section(guides.lesson("10")) if re.match(r"\d", heading)]
    assert {f"§{heading.split(' · ')[0]}" for heading in headings} <= ours     # the laboratory, over the last weeks


@each_plan
def test_exercises_and_misconceptions_that_a_plan_names_exist(plan):
    everything = {name for page in PAGES for name in solving.exercises_of(page.stem)}
    for row in timed(read(plan)):
        named = re.findall(r"`([a-z_]+)`", row["what happens"])
        assert [name for name in named if name not in everything and name != "fit"] == [], row
        if re.search(r"\bM\d\b", row["what happens"]):
            assert row["part"], f"{row}: of which notebook?"


# ------------------------------------------------------------ the rest


def test_each_preset_has_its_card():
    text = read(FOLDER / "cards.md")
    assert re.findall(r"(?m)^## (\w+)$", text) == list(PRESETS)
    for name, preset in PRESETS.items():
        card = part(text, f"## {name}")
        assert f"**Predict.** {preset.predict}\n" in card and f"**Look for.** {preset.look_for}\n" in card
        assert f"*{preset.title}* · {preset.steps:,} steps" in card and re.search(r"\*\*Then\.\*\* .{30,}", card)
        assert (f"`{preset.against}`" in card) == (preset.against is not None)


def test_what_troubles_quotes_is_what_the_screen_says():
    texts = set()
    for path in [pairs.ROOT / "course.py", *(pairs.ROOT / "course_setup").glob("*.py"),
                 *(pairs.ROOT / "gan_course").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(" ".join(node.value.split()))
    quotes = re.findall(r"(?m)^> (.+?) *$", read(FOLDER / "troubles.md"))
    assert len(quotes) >= 10
    assert [quote for quote in quotes if not any(quote in text for text in texts)] == []


def test_troubles_says_the_sizes_that_the_set_up_checks():
    from course_setup import troubles
    from gan_course import page

    text = read(FOLDER / "troubles.md")
    assert f"{troubles.ROOM_MB / 1e3:.1f} GB" in text and f"{page.MB_A_VISITOR} MB" in text
    assert f"{troubles.DOWNLOAD_MB} MB" in read(FOLDER / "README.md")


def test_the_rubric_adds_up_and_names_objectives_that_exist():
    text = read(FOLDER / "rubric.md")
    marked = [row for row in rows(text) if "20" in row]
    assert len(marked) * 20 == 100
    taught = [row for row in rows(text) if "notebook and objective" in row]
    assert [row["part"] for row in taught] == [row["part"].strip("*") for row in marked]
    for row in taught:
        for number, listed in re.findall(r"(\d\d), objectives? ([\d and,to]+)", row["notebook and objective"]):
            lesson, = pairs.lesson_paths([number])
            assert {int(one) for one in re.findall(r"\d+", listed)} <= set(objectives.mapped(lesson)), row


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.md")), ids=lambda path: path.stem)
def test_links_lead_somewhere(path):
    for link, anchor in re.findall(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)", read(path)):
        target = path.parent / link if link else path
        assert target.exists(), link
        if anchor:
            assert re.search(rf"(?m)^#+ {anchor}$", read(target)), (link, anchor)


def test_commands_that_the_pages_name_exist():
    from gan_course import cli

    for path in FOLDER.rglob("*.md"):
        for command in re.findall(r"course\.py (\w+)", read(path)):
            assert f"  {command} " in cli.USAGE or command in ("setup", "clean", "check", "pack"), (path.name, command)


def test_the_test_itself_can_say_no():
    good = ("| from | to | part |\n|---|---|---|\n| 0 | 30 | |\n| 30 | 50 | |\n\n"
            "**When late**: leave out 30–50, 20 minutes: home.\n")
    a_block_is_sound("good", good, start=0)
    for bad in (good.replace("| 30 | 50", "| 31 | 50"), good.replace("50", "51"), good.replace("30–50", "20–50"),
                good.replace("20 minutes", "25 minutes"), good.replace("**When late**", "Late")):
        with pytest.raises(AssertionError):
            a_block_is_sound("bad", bad, start=0)
