"""The bank as pages to print: one for each sitting, without the answers, and one with the answers."""

from gan_course.items import answer_files, bank

TITLES = {
    "pre": ("Before the course", "Answer what you can. **?** is a good answer where you do not know yet: nobody has "
            "taught you this. The test is not marked; it shows what the course has to teach."),
    "post": ("After the course", "The same questions as before the course. **?** stands for \"I do not know\"."),
    "head": ("One question at the head of a notebook", "Ask it in the first minute, let everybody choose a letter, and "
             "do not give the answer away: ask again after the notebook's last section."),
}


def all_pages(items):
    """Return {file name: text} of every page."""
    pages = {f"{sitting}_test.md" if sitting != "head" else "at_the_head.md": of_sitting(items, sitting)
             for sitting in bank.SITTINGS}
    return {**pages, "answers.md": of_answers(items)}


def of_sitting(items, sitting):
    """Return the page of a sitting."""
    title, task = TITLES[sitting]
    lines = [f"# {title}", "", task, ""]
    for number, item in enumerate(bank.of_sitting(items, sitting).values(), start=1):
        where = f" · notebook {item.lesson}" if sitting == "head" else ""
        lines += [f"**{number}.**{where} {item.stem.strip()}", ""]
        lines += [f"- **{letter}** {text}" for letter, text in {**item.options, "?": "I do not know yet."}.items()]
        lines.append("")
    lines += ["Columns of the table of answers, for the instructor:", "", "```text",
              answer_files.blank(items, sitting), "```", ""]
    return "\n".join(lines)


def of_answers(items):
    """Return the page of answers: the right letter and why, and the error behind each wrong one."""
    lines = ["# Answers", "", "For the instructor alone. The error behind a wrong option is what a checker of the "
             "course says to it.", ""]
    for item in items.values():
        lines += [f"## {item.name}", "",
                  f"Notebook {item.lesson}, objective {item.objective}; {', '.join(item.sittings)}. "
                  f"**{item.right}**: {item.why}", ""]
        lines += [f"- {letter}: *{text}*" for letter, text in item.errors.items()]
        lines.append("")
    return "\n".join(lines)
