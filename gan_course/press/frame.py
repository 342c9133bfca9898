"""The frame: what stands around every page of the press, and the style and script that all of them share."""

import html
import shutil
from pathlib import Path

from pygments.formatters import HtmlFormatter

STATIC = Path(__file__).parent / "static"
COURSE = "GANs, run and counted"
LICENCE = "Text CC BY 4.0, code MIT; figures of MNIST's digits CC BY-SA 3.0."
# No page may ask for anything from outside, not even by mistake; what it holds itself is allowed.
POLICY = ("default-src 'none'; img-src data: 'self'; style-src 'self' 'unsafe-inline' file:; "
          "script-src 'self' file:; frame-src 'self' file:; font-src 'none'; connect-src 'none'")
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
{head}
</head>
<body class="{kind}">
{body}
</body>
</html>
"""


def page(title, body, kind, styles=("press.css", "code.css"), scripts=("press.js",)):
    """Return a whole page. kind: the body's class. styles, scripts: files in static/."""
    head = [f'<link rel="stylesheet" href="static/{name}">' for name in styles]
    head += [f'<script src="static/{name}" defer></script>' for name in scripts]
    head.insert(0, '<script src="static/theme.js"></script>')       # first, so that no page flashes white
    return _PAGE.format(policy=POLICY, title=html.escape(title), head="\n".join(head), kind=kind, body=body)


def copy_static(folder, *names):
    """Copy files of the press into the folder's static/, and write the colours of code beside them."""
    target = Path(folder) / "static"
    target.mkdir(parents=True, exist_ok=True)
    for name in ("theme.js", *names):
        shutil.copyfile(STATIC / name, target / name)
    (target / "code.css").write_text(colours_of_code(), encoding="utf-8")


def colours_of_code():
    """Return the rules that colour code, light and dark; a handout on paper takes the light ones."""
    light, dark = (HtmlFormatter(style=style) for style in ("xcode", "github-dark"))
    rules = [line for line in light.get_style_defs(".code").splitlines() if line.startswith(".code .")]
    night = [line for line in dark.get_style_defs(".code").splitlines() if line.startswith(".code .")]
    return ("\n".join(rules) + "\n@media screen {\n"
            + "\n".join(f':root[data-theme="dark"] {line}' for line in night) + "\n}\n")


def write(path, text):
    """Write a page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
