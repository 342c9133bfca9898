"""The deck: slides as one page of HTML that shows one at a time, with notes for the speaker."""

import base64
import html

import matplotlib.pyplot as plt

from gan_course import plots
from gan_course.edition import front_page
from gan_course.notebooks import reading
from gan_course.plots import style
from gan_course.plots.remedy_map import remedy_map, remedy_map_text
from gan_course.press import cells, film, frame, prose, slides

OPENING = "course.html"
FILMS = ("hopping",)


def build(chapters, folder, films=None):
    """Write the opening deck, one deck of each chapter, and a list of them; return the list.

    films: {preset: HTML}; without it each of FILMS that a chapter's laboratory shows is run, or taken from before.
    """
    if films is None:
        wanted = set().union(*map(slides.laboratories, chapters))
        films = {preset: film.html(preset) for preset in FILMS if preset in wanted}
    decks = {OPENING: (frame.COURSE, opening(chapters, films))}
    decks |= {chapter.page: (chapter.title, slides.of_chapter(chapter, films)) for chapter in chapters}
    for name, (title, made) in decks.items():
        frame.write(folder / name, page(title, made))
    items = "".join(f'<li><a href="{name}">{html.escape(title)}</a>, {len(made)} slides</li>'
                    for name, (title, made) in decks.items())
    body = f"""<main><h1>Slides</h1><p>Arrow keys turn the page. <kbd>N</kbd> shows the notes below the slide,
<kbd>S</kbd> opens them in a window of their own, <kbd>O</kbd> shows all slides, <kbd>T</kbd> changes light and dark,
<kbd>F</kbd> fills the screen. Printing gives each slide with its notes.</p><ul>{items}</ul>
<footer>{frame.LICENCE}</footer></main>"""
    frame.write(folder / "index.html", frame.page("Slides", body, "handout"))
    frame.copy_static(folder, "press.css", "press.js", "deck.css", "deck.js")
    return folder / "index.html"


def page(title, made):
    """Return a deck as a page."""
    shown = "\n".join(section(number, slide, len(made)) for number, slide in enumerate(made, start=1))
    body = f"""<main class="slides">{shown}</main>
<div class="foot"><span class="where" aria-live="polite"></span>
<button type="button" data-do="back">Back</button><button type="button" data-do="on">On</button>
<button type="button" data-do="notes">Notes</button><button type="button" data-do="speaker">Speaker</button>
<button type="button" data-do="all">All</button><button type="button" data-do="theme">Theme</button></div>"""
    return frame.page(f"{title} · slides", body, "deck", ("deck.css", "code.css"), ("deck.js",))


def section(number, slide, of):
    """Return one slide as HTML."""
    text, notes = slides.rendered(slide)
    level = "h1" if slide.kind == "title" else "h2"
    title = prose.rendered(slide.title, prose.Renderer({})).strip()
    title = title.removeprefix("<p>").removesuffix("</p>")
    badge = {"exercise": "Your turn", "question": "Question", "claim": "Measured"}.get(slide.kind, "")
    badge = f'<span class="badge">{badge}</span>' if badge else ""
    body = f"{text}{slide.extra}" if slide.kind not in ("figure", "film") else f"{slide.extra}{text}{slide.below}"
    said = notes or "<p>Nothing to add.</p>"
    return (f'<section class="slide {slide.kind}" id="{number}" aria-label="Slide {number} of {of}">'
            f'<div class="stage"><{level}>{badge}{title}</{level}><div class="body">{body}</div></div>'
            f'<aside class="notes" aria-label="Notes">{said}</aside></section>')


def opening(chapters, films):
    """Return the slides that open the course: the two players, the film, the map of remedies, the notebooks."""
    told = front_page.told_in_readme()
    rows = ["| notebook | what you do there | to read and do |", "|---|---|---|"]
    for chapter in chapters:
        title, what = told.get(chapter.stem, (chapter.title, ""))
        rows.append(f"| {title} | {what} | {reading.minutes(chapter.notebook).main} min |")
    made = [slides.Slide(frame.COURSE, "title", ["*Generative adversarial networks, in notebooks that you run.*"])]
    made.append(figure("Two players, one game", plots.two_players(), plots.TWO_PLAYERS_ALT))
    if "hopping" in films:
        made.append(slides.Slide("Mode collapse", "film", extra=films["hopping"], notes=[
            "One real run: eight blobs of data, and a generator that holds a few of them at a time and moves on. "
            "The losses look calm all the while."]))
    made.append(figure("Twenty remedies, and where each acts", remedy_map(), remedy_map_text()))
    for start in range(0, len(chapters), 6):
        made.append(slides.Slide("The map", "list", ["\n".join(rows[:2] + rows[2 + start:8 + start])]))
    return made


def figure(title, drawn, sentence):
    """Return a slide with a figure that is drawn now."""
    address = "data:image/png;base64," + base64.b64encode(style.png(drawn, sentence)).decode("ascii")
    plt.close(drawn)
    return slides.Slide(title, "figure", extra=cells.picture(address, sentence), notes=[sentence])
