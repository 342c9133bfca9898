"""How a verdict is shown: in the learner's JupyterLab set off, coloured and with a sign, elsewhere printed.

The text is the same in both, and says all; so it is read aloud as it stands, and the stored edition compares it.
"""

import html
import re
import sys

from gan_course.console import say
from gan_course.exercises import learner

# Tints that carry the page's own ink, light or dark; the sign and the word say it without the colour.
_SIGNS = {"Right": ("✔", "0, 158, 115"), "Wrong": ("✘", "213, 94, 0")}
_OTHER = ("○", "0, 114, 178")


def show(sentence, *more):
    """Show a verdict, "Right. …", "Wrong: …" or "Not tried yet: …", and below it what else there is to say."""
    text = "\n".join((sentence, *more))
    if not _in_learners_notebook():
        say(text)
        return
    from IPython.display import display

    display({"text/html": block(sentence, *more), "text/plain": text}, raw=True)


def block(sentence, *more):
    """Return a verdict as HTML that reads well on a light and on a dark page."""
    head, stop, rest = re.match(r"([^.:]*)([.:]?)(.*)", sentence, re.DOTALL).groups()
    sign, colour = _SIGNS.get(head, _OTHER)
    told = f"<strong><span aria-hidden=\"true\">{sign} </span>{_marked(head + stop)}</strong>{_marked(rest)}"
    further = "".join(f"<br>{_marked(line)}" for line in more)
    return (f"<div role=\"status\" style=\"border-left: 6px solid rgb({colour}); background: rgba({colour}, 0.13); "
            f"padding: 6px 12px; white-space: pre-wrap;\">{told}{further}</div>")


def _marked(text):
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def _in_learners_notebook():
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None and learner.folder() is not None
