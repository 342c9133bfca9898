"""The reading edition: a page for every notebook, with its outputs, and an index, the glossary and a search."""

import html
import re

from gan_course.edition import front_page
from gan_course.lab import PRESETS, from_text, one_file
from gan_course.notebooks import pairs, reading
from gan_course.press import cells, frame, prose, search

# Pages of Markdown beside the notebooks, and their names in the edition.
BESIDE = {"GLOSSARY.md": "glossary.html", "NOTATION.md": "notation.html", "RUN_TIMES.md": "run_times.html",
          "FRESH_SEEDS.md": "fresh_seeds.html", "OTHER_LIBRARIES.md": "other_libraries.html"}
LABORATORY = "laboratory.html"
_END = re.compile(r"</h\d>")
_CHINESE = re.compile(r"<td>([^<]*[\u4e00-\u9fff][^<]*)</td>")
# what shows the laboratory in a notebook, as its cells write it
_LAB = re.compile(r'^(?:\w+ = )?(?:lab\.)?Lab\((?:"([^"]*)")?(?:, )?(compact=True)?\)$', re.MULTILINE)
_NUMBER = re.compile(r"<td>(\d\d)</td>(?=\s*</tr>)")


def build(chapters, folder):
    """Write the edition of these chapters into a folder; return its first page."""
    pages = links(chapters)
    laboratory = laboratory_page()
    written = {chapter.page: chapter_page(chapter, pages, bool(laboratory)) for chapter in chapters}
    written |= {name: beside_page(source, pages) for source, name in BESIDE.items() if source in pages}
    entries = [entry for _, _, _, found in written.values() for entry in found]
    order = [chapter.page for chapter in chapters]
    for name, (title, body, headings, _) in written.items():
        around = beside(order, name, written)
        text = layout(name, body, headings, order, written, bool(laboratory), around)
        frame.write(folder / name, frame.page(f"{title} · {frame.COURSE}", text, "site"))
    front = index(chapters, written, bool(laboratory))
    frame.write(folder / "index.html", frame.page(
        frame.COURSE, layout("index.html", front, [], order, written, bool(laboratory), ""), "site"))
    frame.copy_static(folder, "press.css", "press.js")
    frame.write(folder / "static" / "search.js", search.script(entries))
    if laboratory:
        frame.write(folder / LABORATORY, laboratory)
    return folder / "index.html"


def links(chapters):
    """Return {what a notebook links to: its page in this edition}."""
    pages = {f"{chapter.stem}.ipynb": chapter.page for chapter in chapters}
    return pages | {source: name for source, name in BESIDE.items() if (pairs.NOTEBOOKS / source).exists()}


def laboratory_page():
    """Return the laboratory's page as HTML; None where the course has no folder `site`."""
    return one_file.builder().page() if one_file.there() else None


def chapter_page(chapter, pages, laboratory=False):
    """Return (title, HTML, headings, entries of the search) of one notebook.

    laboratory: whether LABORATORY lies beside it, and stands where the notebook shows the laboratory.
    """
    renderer = prose.Renderer(pages)
    parts, entries, words = [], [], []
    for cell in chapter.cells:
        if cell.cell_type == "markdown":
            known = len(renderer.headings)
            text = prose.rendered(cell.source, renderer)
            parts.append(f'<section class="text">{text}</section>')
            words.append((known, text))
        else:
            parts.append(code_cell(cell, live(cell) if laboratory else ""))
    entries = entries_of(chapter.page, chapter.title, renderer.headings, "".join(text for _, text in words))
    return chapter.title, "\n".join(parts), renderer.headings, entries


def code_cell(cell, instead=""):
    """Return a code cell: its code, and below what it printed and drew, or `instead`; hints are folded away."""
    if cells.is_hint(cell):
        return ('<details class="hints"><summary>Hints and solution, for your notebook</summary>'
                f"{cells.code(cell.source)}</details>")
    kind = "cell claim" if cells.is_claim(cell) else "cell exercise" if cells.exercise_of(cell) else "cell"
    return f'<div class="{kind}">{cells.code(cell.source)}{instead or cells.outputs(cell)}</div>'


def live(cell):
    """Return the laboratory's page in a frame, where a cell shows the laboratory of points; else ""."""
    found = _LAB.search(cell.source)
    if not found:
        return ""
    start, compact = found.groups()
    preset = PRESETS.get(start)
    settings, beside = (preset.settings, preset.against) if preset else (from_text(start or ""), None)
    if settings.digits:
        return ""
    parts = [settings.to_text(), f"beside={beside}" if beside else "", f"experiment={start}" if preset else ""]
    address = html.escape(f"{LABORATORY}{'?compact' * bool(compact)}#{'&'.join(filter(None, parts))}".replace(" ", "+"))
    return (f'<iframe class="live{" compact" * bool(compact)}" src="{address}" title="The GAN laboratory" '
            f'loading="lazy"></iframe><div class="on-paper">{cells.outputs(cell)}</div>')


def beside_page(source, pages):
    """Return (title, HTML, headings, entries) of a page of Markdown; the glossary's numbers become links."""
    renderer = prose.Renderer(pages)
    text = prose.rendered((pairs.NOTEBOOKS / source).read_text(encoding="utf-8"), renderer)
    text = _CHINESE.sub(r'<td lang="zh">\1</td>', text)
    by_number = {target[:2]: target for target in pages.values() if target[:2].isdigit()}
    text = _NUMBER.sub(lambda found: f'<td><a href="{by_number[found[1]]}">{found[1]}</a></td>'
                       if found[1] in by_number else found[0], text)
    title = renderer.headings[0][2] if renderer.headings else source
    return title, f'<section class="text">{text}</section>', renderer.headings, entries_of(
        pages[source], title, renderer.headings, text)


def entries_of(page, title, headings, text):
    """Return one entry of the search for each heading, with the words up to the next."""
    entries = []
    pieces = re.split(r'<h[1-6] id="([^"]+)">', text)[1:]
    names = {place: words for _, place, words in headings}
    for place, piece in zip(pieces[::2], pieces[1::2], strict=True):
        entries.append(search.entry(page, place, title, names[place], prose.plain(_END.split(piece, maxsplit=1)[1])))
    return entries


def index(chapters, written, laboratory):
    """Return the first page: what the course is, its map, and the pages beside."""
    told = front_page.told_in_readme()
    rows = []
    for chapter in chapters:
        title, what = told.get(chapter.stem, (chapter.title, ""))
        minutes = reading.minutes(chapter.notebook).text()
        promise = prose.rendered(chapter.promise, prose.Renderer({})).removeprefix("<p>").removesuffix("</p>\n")
        rows.append(f'<li><a href="{chapter.page}">{html.escape(title)}</a> <span class="minutes">{minutes}</span>'
                    f"<br>{html.escape(what)}<br><span class=\"promise\">{promise}</span></li>")
    place = (f'<a href="{LABORATORY}">Open the laboratory</a>: every knob of a GAN, live, on this page\'s own engine.'
             if laboratory else "The laboratory, live, belongs here; this copy of the course has no folder "
             "<code>site</code>, from which it is built.")
    words = " · ".join(f'<a href="{name}">{written[name][0]}</a>' for name in BESIDE.values() if name in written)
    return f"""<section class="text front">
<h1>{frame.COURSE}</h1>
<p>The reading edition of a hands-on course on generative adversarial networks: every notebook with what it printed and
drew. To run and change it, open the course itself: <code>python3 course.py lab</code>.</p>
<h2 id="map">The map</h2>
<ol class="map" start="0">{"".join(rows)}</ol>
<h2 id="laboratory">The laboratory</h2>
<p>{place}</p>
<h2 id="words">Words, symbols, measurements</h2>
<p>{words}</p>
</section>"""


def layout(name, body, headings, order, written, laboratory, around):
    """Return what stands on a page: the bar, the list of pages, the text; no heading's place begins as its ids do."""
    def item(target, title):
        here = ' aria-current="page"' if target == name else ""
        return f'<li><a href="{target}"{here}>{html.escape(title)}</a></li>'

    pages = [item("index.html", "The map"), *(item(page, written[page][0]) for page in order)]
    pages += [item(page, written[page][0]) for page in BESIDE.values() if page in written]
    if laboratory:
        pages.append(item(LABORATORY, "The laboratory"))
    places = "".join(f'<li class="depth{level}"><a href="#{place}">{html.escape(words)}</a></li>'
                     for level, place, words in headings if level == 2)
    on_page = f'<nav class="places" aria-label="On this page"><p>On this page</p><ul>{places}</ul></nav>' \
        if places else ""
    return f"""<a class="skip" href="#_text">To the text</a>
<header class="bar"><button class="menu" aria-expanded="false" aria-controls="_pages">Pages</button>
<a class="home" href="index.html">{frame.COURSE}</a>
<form class="search" role="search"><label for="_words">Search</label>
<input id="_words" type="search" autocomplete="off" placeholder="Search the course" aria-controls="_found"></form>
<button class="theme" type="button">Dark</button></header>
<div id="_found" class="found" role="region" aria-live="polite" aria-label="Found" hidden></div>
<div class="columns"><nav id="_pages" class="pages" aria-label="Pages"><ul>{"".join(pages)}</ul></nav>
<main id="_text">{body}
{around}<footer>{frame.LICENCE}</footer></main>
{on_page}</div>
<script src="static/search.js" defer></script>"""


def beside(order, name, written):
    """Return the links to the page before and the page after."""
    if name not in order:
        return ""
    at = order.index(name)
    before = (f'<a rel="prev" href="{order[at - 1]}">← {html.escape(written[order[at - 1]][0])}</a>'
              if at else "<span></span>")
    after = (f'<a rel="next" href="{order[at + 1]}">{html.escape(written[order[at + 1]][0])} →</a>'
             if at + 1 < len(order) else "")
    return f'<nav class="around" aria-label="Before and after">{before}{after}</nav>\n'
