"""A small notebook for the press, and an open page that remembers what it asked for and complained of."""

import base64

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gan_course.press import chapter

# One grey pixel.
PIXEL = base64.b64encode(bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c636800000082008177cd72b60000000049454e44ae426082")).decode()
TEXT = """# 42 · A sample

*By the end you have seen a sample.*

Before this: nothing. See [another](43_another.ipynb), [the paper](https://arxiv.org/abs/1406.2661).

## You will be able to

1. read $D(x) = \\sigma(C(x))$;
2. print it.

## Three questions from earlier notebooks

1. What is `p_r`?

<details><summary>Answer</summary>
The density $p_r$ of `real` data: 1 < 2.
</details>
"""
SECTION = """## 1 · The value

It is a number. **The discriminator ascends it.** Nobody knows it.

$$V(D, G) = \\mathbb{E} \\log D(x)$$

### Exercise 1 · write it

Return the value.
"""


def figure(alt="A grey dot."):
    """A stored picture."""
    metadata = {"image/png": {"alt": alt}} if alt else {}
    return new_output("display_data", {"image/png": PIXEL, "text/plain": alt or "x"}, metadata=metadata)


def printed(text):
    """What a cell printed."""
    return new_output("stream", name="stdout", text=text)


def sample():
    """A notebook with one of each: text, formula, figure, claim, exercise, hints, table, question."""
    table = "<div><style scoped>.a{}</style><table border=\"1\"><tr><td>1.5</td></tr></table></div>"
    cells = [
        new_markdown_cell(TEXT),
        new_code_cell('guesses = {"how many?": ..., "why?": ...}'),
        new_markdown_cell(SECTION),
        new_code_cell("def value():\n    return ...", metadata={"tags": ["exercise:value"]}),
        new_code_cell("# ex42.value.hint(1)      # then 2 and 3\n# ex42.value.solution()"),
        new_code_cell("plots.show(fig)", outputs=[figure()]),
        new_markdown_cell("*What to see: a dot, $D^*$ times.* More follows here."),
        new_code_cell("# NBVAL_CHECK_OUTPUT\nprint('a < b:', True)", outputs=[printed("a < b: True\n")]),
        new_code_cell("table", outputs=[new_output("execute_result", {"text/html": table, "text/plain": "1.5"})]),
        new_markdown_cell("## Common mistakes\n\n- **One seed.** It may be luck.\n- **No count.** Count."),
        new_markdown_cell("## Papers\n\n- Goodfellow et al. 2014."),
        new_markdown_cell("## Further: more\n\nFor later."),
        new_code_cell("print(1)", outputs=[printed("hidden\n"), figure("Later.")]),
    ]
    return new_notebook(cells=cells)


@pytest.fixture
def one(tmp_path):
    """The sample as a chapter."""
    nbformat.write(sample(), tmp_path / "42_sample.ipynb")
    return chapter.Chapter(tmp_path / "42_sample.ipynb")


class Page:
    """A page opened from disk without a network; `asked` holds what it wanted from elsewhere, `said` its complaints."""

    def __init__(self, chromium, path, place="", **context):
        self.context = chromium.new_context(offline=True, **{"viewport": {"width": 1366, "height": 768}, **context})
        self.page = self.context.new_page()
        self.asked, self.said = [], []
        self.page.on("request", lambda request: request.url.startswith(("file:", "data:", "blob:"))
                     or self.asked.append(request.url))
        self.page.on("requestfailed", lambda request: self.said.append(f"not loaded: {request.url}"))
        self.page.on("console", lambda message: message.type in ("error", "warning")
                     and self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(path.as_uri() + place)

    def do(self, script, argument=None):
        """Evaluate JavaScript on the page."""
        return self.page.evaluate(script, argument)

    def until(self, script, page=None):
        """Wait until JavaScript says yes; Playwright's own waiting evaluates in the page, whose policy forbids it."""
        for _ in range(400):
            if (page or self.page).evaluate(script):
                return
            (page or self.page).wait_for_timeout(25)
        raise AssertionError(f"it never came to be: {script}")

    def sound(self):
        """Hold what every page of the press must keep: silence, every picture described and drawn, places unique."""
        assert self.asked == [] and self.said == []
        assert self.do("[...document.images].filter((image) => !image.alt.trim() || !image.naturalWidth).length") == 0
        places = self.do("[...document.querySelectorAll('[id]')].map((one) => one.id)")
        assert len(places) == len(set(places))
        loaded = "link[href]:not([rel=prev]), script[src], img[src], iframe, source, object"
        assert self.do("(what) => [...document.querySelectorAll(what)].map((one) => one.href || one.src)"
                       ".filter((address) => !/^(file|data):/.test(address))", loaded) == []
        assert self.do("[...document.querySelectorAll('math')].filter((one) => !one.getBoundingClientRect().width"
                       " && one.checkVisibility()).length") == 0


@pytest.fixture
def open_page(chromium):
    """Function from a path to an open `Page`."""
    opened = []

    def open_(path, place="", **context):
        opened.append(Page(chromium, path, place, **context))
        return opened[-1]

    yield open_
    for page in opened:
        page.context.close()
