"""The frame forbids everything from outside, and colours code in both themes with enough contrast."""

import re

import pytest

from gan_course.press import frame


def test_a_page_forbids_what_comes_from_outside():
    text = frame.page("A & B", "<main></main>", "site")
    assert "<title>A &amp; B</title>" in text and "default-src 'none'" in text and "connect-src 'none'" in text
    assert not re.search(r"(?:src|href)=\"https?:", text)
    assert text.index("static/theme.js") < text.index("static/press.css"), "the theme is set before anything is drawn"


def test_static_files_are_copied_and_hold_no_address(tmp_path):
    frame.copy_static(tmp_path, "press.css", "press.js", "deck.css", "deck.js")
    names = sorted(path.name for path in (tmp_path / "static").iterdir())
    assert names == ["code.css", "deck.css", "deck.js", "press.css", "press.js", "theme.js"]
    for path in (tmp_path / "static").iterdir():
        assert not re.search(r"https?://|url\(|@import", path.read_text(encoding="utf-8")), path.name


def luminance(colour):
    """WCAG 2's relative luminance of #rrggbb."""
    channels = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """WCAG 2's contrast of two colours; 4.5 is asked of text."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def variables(name, block):
    text = (frame.STATIC / name).read_text(encoding="utf-8")
    found = re.search(re.escape(block) + r" \{(.*?)\}", text, re.DOTALL)[1]
    return {key: full(value) for key, value in re.findall(r"--(\w+): (#[0-9a-f]+)", found)}


def full(colour):
    return "#" + "".join(2 * c for c in colour[1:]) if len(colour) == 4 else colour


@pytest.mark.parametrize("name", ["press.css", "deck.css"])
@pytest.mark.parametrize("block", [":root", ':root[data-theme="dark"]'])
def test_every_text_colour_can_be_read_on_paper_and_on_what_is_raised(name, block):
    colours = variables(name, block)
    for text in ("ink", "soft", "link", "accent", "good"):
        for ground in ("paper", "raised"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


@pytest.mark.parametrize(("start", "ground"), [(".code .", "raised"), (':root[data-theme="dark"] .code .', "raised")])
def test_every_colour_of_code_can_be_read(start, ground):
    block = ':root[data-theme="dark"]' if "dark" in start else ":root"
    paper = variables("press.css", block)[ground]
    found = re.findall(rf"^{re.escape(start)}(\w+) \{{[^}}]*?(?<!-)color: (#\w+)", frame.colours_of_code(), re.M)
    assert len(found) > 20
    shown = {name for name, _ in found} & set("k kn kc kd nb nf nc s1 s2 mi mf o c1 ow bp sa si se sd n p".split())
    poor = {name: round(contrast(full(colour.lower()), paper), 1) for name, colour in found
            if name in shown and contrast(full(colour.lower()), paper) < 4.5}
    assert poor == {}
