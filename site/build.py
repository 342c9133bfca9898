#!/usr/bin/env python3
"""Put the laboratory's page, its worker and its WebAssembly into one HTML file that opens from disk.

`python site/build.py [--out FILE]` writes it, by default to site/laboratory.html. Only the standard library is used.
`laboratory/PROTOCOL.md` says what the page's sources are.
"""

import argparse
import base64
import json
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
LABORATORY = HERE / "laboratory"
ENGINE, PAGE = LABORATORY / "engine", LABORATORY / "page"
MOST_BYTES = 1_000_000
BARE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The engine alone</title></head><body>
<p>The engine of the laboratory, without its page.</p>
<!-- script -->
</body></html>
"""
_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"(\.[^"]+)";[^\S\n]*\n?', re.MULTILINE)
_BARE_EXPORT = re.compile(r"^export(?!\s+(?:async\s+)?(?:function|class|const|let)\b)", re.MULTILINE)
_OUTSIDE = re.compile(r"""(?:\b(?:src|href)\s*=\s*["']|url\(\s*["']?|@import\s+["']|"""
                      r"""\b(?:fetch|importScripts)\(\s*["'`])\s*(?:https?:)?//""")


class BuildError(Exception):
    """A source that cannot be put together, and why."""


def bundle(entry):
    """Return an ES module with all that it imports as one plain script.

    Each module becomes a function that returns what it exports; `import { a, b as c } from "./x.js";` and `export`
    before a declaration are all that is understood. Raises BuildError for another form, a missing file or a circle.
    """
    made, parts = {}, []

    def add(path, above):
        path = path.resolve()
        if path in above:
            raise BuildError(f"{path.name} imports itself, by way of {', '.join(each.name for each in above)}.")
        if path in made:
            return made[path]
        if not path.is_file():
            raise BuildError(f"{path} is imported, and there is no such file.")
        source = path.read_text(encoding="utf-8")

        def imported(match):
            module = add(path.parent / match[2], (*above, path))
            names = re.sub(r"\s+as\s+", ": ", " ".join(match[1].split()))
            return f"const {{ {names} }} = {module};\n"

        source = _IMPORT.sub(imported, source)
        left = _BARE_EXPORT.search(source) or re.search(r"^import\b", source, re.MULTILINE)
        if left:
            line = source[left.start():].partition("\n")[0]
            raise BuildError(f"{path.name}: {line!r} is a form of import or export that site/build.py does not know.")
        exported = dict.fromkeys(name for line in re.findall(r"^export\s+(.*)", source, re.MULTILINE)
                                 for name in _declared(line))
        source = re.sub(r"^export\s+", "", source, flags=re.MULTILINE)
        made[path] = name = f"module{len(made)}_{re.sub(r'[^A-Za-z0-9]', '_', path.stem)}"
        parts.append(f"const {name} = (() => {{\n{source}\nreturn {{ {', '.join(exported)} }};\n}})();\n")
        return name

    add(Path(entry), ())
    return '"use strict";\n' + "".join(parts)


def _declared(line):
    """The names that a line declares: "const a = {}, b = 1;" declares a and b."""
    kind, rest = re.match(r"(?:async\s+)?(function\*?|class|const|let)\s+(.*)", line).groups()
    if kind in ("const", "let") and line.rstrip().endswith(";"):
        return re.findall(r"(?:^|,)\s*([\w$]+)\s*=(?![=>])", rest)
    return re.findall(r"^[\w$]+", rest)


def laboratory():
    """Return what the page's host needs, as JSON: the worker's text, the kernels and the schema."""
    return json.dumps({
        "worker": bundle(ENGINE / "worker.js"),
        "kernels": base64.b64encode((ENGINE / "kernels.wasm").read_bytes()).decode(),
        "schema": json.loads((ENGINE / "schema.json").read_text(encoding="utf-8")),
    }, ensure_ascii=False, separators=(",", ":"))


def host():
    """Return the page's end of the engine as a script that defines `connect`, for who shows the page in a frame."""
    return bundle(ENGINE / "host.js") + "const { connect } = module0_host;\n"


def page(engine=True):
    """Return the whole page; without its engine it asks the frame that it stands in for a host.

    Raises BuildError where it would need another address, or is too large.
    """
    index, entry = PAGE / "index.html", PAGE / "main.js"
    html = index.read_text(encoding="utf-8") if index.exists() else BARE
    script = bundle(entry) if entry.exists() else bundle(ENGINE / "host.js")
    known = laboratory().replace("</", "<\\/").replace("<!--", "<\\!--")
    style = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PAGE.glob("*.css")))
    html = _placed(html, "<!-- style -->", f"<style>\n{style}\n</style>" if style else "")
    script = script.replace("</script", "<\\/script")
    script = f"<script>{script}</script>"
    if engine:
        script = f"<script>globalThis.LABORATORY = {known};</script>\n{script}"
    html = _placed(html, "<!-- script -->", script)
    if len(html.encode()) > MOST_BYTES:
        raise BuildError(f"The page has {len(html.encode()):,} bytes; at most {MOST_BYTES:,} are allowed.")
    outside = _OUTSIDE.search(html)
    if outside:
        raise BuildError(f"The page asks for an outside address: {html[outside.start():outside.start() + 80]!r}.")
    return html


def _placed(html, mark, text):
    if mark not in html:
        if text and mark == "<!-- script -->":
            raise BuildError(f"page/index.html has no {mark}.")
        return html
    return html.replace(mark, text, 1)


def main(arguments=None):
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=HERE / "laboratory.html")
    out = parser.parse_args(arguments).out
    html = page()
    out.write_text(html, encoding="utf-8")
    print(f"{out}: {len(html.encode()):,} bytes")


if __name__ == "__main__":
    main()
