"""The page of the laboratory in a window of its own, from disk, with the network off; what the page's tests press."""

import pytest

from gan_course.lab.settings import from_text

SMALL = "discriminator_widths=16 generator_widths=16"


class Page:
    """The page in a window of its own. `errors` collects what it complains of."""

    def __init__(self, chromium, path, hash_="", size=(1366, 768), scheme="light"):
        self.context = chromium.new_context(viewport=dict(zip(("width", "height"), size, strict=True)),
                                            color_scheme=scheme, offline=True)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.errors, self.asked = [], []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.address = path.as_uri()
        self.page.goto(self.address + hash_)
        self.until("data.step === '0' && data.ready === 'true'")

    def until(self, condition):
        """Wait for a condition on the page's data, in JavaScript."""
        self.page.wait_for_function(f"() => {{ const {{ dataset: data }} = document.getElementById('lab'); "
                                    f"return {condition}; }}")

    def data(self, name):
        """One of the page's data."""
        return self.page.evaluate("(name) => document.getElementById('lab').dataset[name]", name)

    def press(self, selector):
        """Press what stands there."""
        self.page.click(selector)

    def play(self, steps=40):
        """Press Play, and wait for so many steps more."""
        before = int(self.data("step"))
        self.press("#play")
        self.until(f"Number(data.step) >= {before + steps}")

    def pause(self):
        """Press Pause, and wait until the last picture is painted."""
        self.press("#play")
        self.page.wait_for_selector("#lab:not([data-playing])")
        self.until("data.step === data.trained")

    def settings(self):
        """The settings as `gan_course` reads them."""
        return from_text(self.data("text"))

    def toast(self, text):
        """Wait for a message over the picture."""
        self.page.wait_for_function("(text) => document.getElementById('toasts').textContent.includes(text)",
                                    arg=text)

    def pixels(self, run=0):
        """A picture's pixels."""
        return self.page.evaluate("(run) => document.querySelectorAll('.pic canvas')[run].toDataURL()", run)

    def close(self):
        """Close the window."""
        self.context.close()


@pytest.fixture(scope="module")
def page_file(build, tmp_path_factory):
    """The page, built anew."""
    found = tmp_path_factory.mktemp("page") / "laboratory.html"
    found.write_text(build.page(), encoding="utf-8")
    return found


@pytest.fixture
def open_page(chromium, page_file):
    """Function that opens the page; in the end none may have complained, or asked anyone for anything."""
    opened = []

    def open_(hash_=f"#{SMALL}", **options):
        hash_ = hash_.replace(" ", "+")
        opened.append(Page(chromium, page_file, hash_, **options))
        return opened[-1]

    yield open_
    for page in opened:
        assert page.errors == []
        assert all(url.startswith((page.address, "blob:", "data:")) for url in page.asked)
        page.close()
