"""Prose: headings have places of their own, links stay inside, formulas are set, also within raw HTML."""

from gan_course.press import prose


def shown(markdown, pages=None, **options):
    renderer = prose.Renderer(pages or {}, **options)
    return prose.rendered(markdown, renderer), renderer


def test_each_heading_has_a_place_of_its_own():
    text, renderer = shown("## 1 · The value $V$\n\n## Quiz\n\n### Quiz\n\n## 中文")
    assert renderer.headings == [(2, "1-the-value-v", "1 · The value V"), (2, "quiz", "Quiz"), (3, "quiz-2", "Quiz"),
                                 (2, "section", "中文")]
    assert '<h2 id="1-the-value-v">' in text and '<h3 id="quiz-2">' in text


def test_links_lead_inside_outside_or_nowhere():
    pages = {"02_x.ipynb": "02_x.html", "GLOSSARY.md": "glossary.html"}
    text, _ = shown("[a](02_x.ipynb#quiz) [b](GLOSSARY.md) [c](https://arxiv.org/abs/1) [d](#here) [e](../x.py)", pages)
    assert '<a href="02_x.html#quiz">a</a>' in text and '<a href="glossary.html">b</a>' in text
    assert '<a class="outside" rel="noreferrer" href="https://arxiv.org/abs/1">c</a>' in text
    assert '<a href="#here">d</a>' in text and "<span>e</span>" in text


def test_formulas_are_set_in_text_in_tables_and_in_raw_html():
    text, _ = shown("A $x_1$ and\n\n$$\\frac{a}{b}$$\n\n| a |\n|---|\n| $y$ |\n\n"
                    "<details><summary>Answer</summary>\nIt is $z$ in `code`.\n</details>")
    assert text.count("<math") == 4 and "$" not in text
    assert '<span class="formula" tabindex="0"><math' in text
    assert '<div class="scrolls" tabindex="0"><table>' in text
    assert "<code>code</code>" in text and "<summary>Answer</summary>" in text


def test_underscores_and_stars_in_formulas_are_no_markdown():
    text, _ = shown("Both $D^*_a$ and $G^*_b$ hold.")
    assert "<em>" not in text and text.count("<math") == 2


def test_plain_words_and_places():
    text, _ = shown("## On $\\sigma$ & `code`\n\nWords **bold**.")
    assert prose.plain(text) == "On \\sigma & code Words bold."
    taken = set()
    assert [prose.place_of(words, taken) for words in ("Größe!", "Größe?", "…")] == ["gro-e", "gro-e-2", "section"]
