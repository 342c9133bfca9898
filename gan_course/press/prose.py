"""Prose: a text cell or a page of Markdown becomes HTML, with places to link to and formulas set."""

import html
import re
import unicodedata

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from gan_course.press import formulas

_TAG = re.compile(r"<[^>]+>")
_SPOKEN_ONLY = re.compile(r"<math\b[^>]*?alttext=\"([^\"]*)\".*?</math>", re.DOTALL)
_CODE_IN_HTML = re.compile(r"`([^`\n]+)`")


class Renderer(IPythonRenderer):
    """nbconvert's renderer, with MathML, places of our own, and links that stay inside the edition."""

    def __init__(self, pages, lowered=0):
        super().__init__(escape=False)
        self.pages, self.lowered = pages, lowered
        self.headings = []          # (level, place, words), in order
        self.taken = set()

    def heading(self, text, level, **attributes):
        """Return a heading with a place, which is its words in small letters."""
        place = place_of(plain(text), self.taken)
        self.headings.append((level, place, plain(text)))
        depth = min(level + self.lowered, 6)
        return (f'<h{depth} id="{place}">{text}<a class="here" href="#{place}" aria-hidden="true" tabindex="-1">§</a>'
                f"</h{depth}>\n")

    def link(self, text, url, title=None):
        """Return a link; what is a page of this edition leads there, what leads outside says so."""
        target, hash_, place = url.partition("#")
        if target in self.pages:
            return f'<a href="{self.pages[target]}{hash_}{place}">{text}</a>'
        if "://" in url:
            return f'<a class="outside" rel="noreferrer" href="{html.escape(url, quote=True)}">{text}</a>'
        if not target:
            return f'<a href="{html.escape(url, quote=True)}">{text}</a>'
        return f"<span>{text}</span>"       # a file of the course that is no page here

    def table(self, text):
        """Return a table in a box that scrolls by itself where the window is narrow."""
        return f'<div class="scrolls" tabindex="0"><table>{text}</table></div>\n'

    def block_html(self, html):
        """Return raw HTML, its formulas and its words in code set, which Markdown leaves alone there."""
        return formulas.in_text(_CODE_IN_HTML.sub(r"<code>\1</code>", super().block_html(html)))

    def block_math(self, body):
        """Return a formula on a line of its own."""
        return f'<span class="formula" tabindex="0">{formulas.mathml(body, display=True)}</span>'

    def inline_math(self, body):
        """Return a formula within a line."""
        return formulas.mathml(body)

    def latex_environment(self, name, body):
        """Return an environment as a formula on a line of its own."""
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")


def rendered(markdown, renderer):
    """Return Markdown as HTML; the renderer collects the headings."""
    return MarkdownWithMath(renderer).render(markdown)


def plain(text):
    """Return the words of a piece of HTML; of a formula its TeX."""
    return " ".join(html.unescape(_TAG.sub("", _SPOKEN_ONLY.sub(r" \1 ", text))).replace("§", "").split())


def place_of(words, taken):
    """Return a heading's place, which no other has; notes it in `taken`."""
    letters = unicodedata.normalize("NFKD", words).lower()
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "section"
    place, number = base, 1
    while place in taken:
        number += 1
        place = f"{base}-{number}"
    taken.add(place)
    return place
