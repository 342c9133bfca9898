"""Ten things that a visitor wants in the first minute, and the presses that each takes."""

import pytest
from page_window import SMALL


class Visitor:
    """Someone who presses, and counts it."""

    def __init__(self, page):
        self.page, self.presses = page, 0

    def press(self, selector):
        self.presses += 1
        self.page.press(selector)

    def stroke(self):
        """One stroke of the mouse over the picture."""
        self.presses += 1
        box, mouse = self.page.page.locator(".pic canvas >> nth=0").bounding_box(), self.page.page.mouse
        mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.4 * box["height"])
        mouse.down()
        mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.6 * box["height"], steps=30)
        mouse.up()


def start(visitor):
    visitor.press("#play")
    visitor.page.until("Number(data.step) > 5")


def collapse(visitor):
    visitor.press("[aria-label='Next experiment']")
    visitor.press("#play")
    visitor.page.until("data.text.includes('discriminator_rate=3e-05') && Number(data.step) > 5")


def cure(visitor):
    visitor.press(".node.discriminator")
    visitor.press("[data-section=discriminator] [data-knob=discriminator_rate] .try")
    visitor.page.until("data.text.includes('discriminator_rate=0.003')")


def remedy(visitor):
    visitor.press("#remedies")
    visitor.press("#allremedies [data-remedy=dragan]")
    visitor.page.until("data.text.includes('dragan')")


def draw(visitor):
    visitor.press("[data-data=drawn]")
    visitor.stroke()
    visitor.press("#toasts button")
    visitor.page.until("data.text.includes('drawn') && Number(data.step) > 5")


def compare(visitor):
    visitor.press("#compare")
    visitor.press("#toasts button")             # "Choose B"
    visitor.press(".node.objective")
    visitor.press("[data-objective=minimax]")
    visitor.press("#play")
    visitor.page.page.wait_for_selector(".diff:has-text('Saturating')")
    visitor.page.until("Number(data.step) > 5")


def back(visitor):
    visitor.page.play(60)
    visitor.press("#scrub")                     # its middle
    visitor.page.until("data.back === 'true'")


def share(visitor):
    visitor.press("#share")
    visitor.press("#copylink")
    visitor.page.page.wait_for_selector(".toast")


def export(visitor):
    visitor.press("#share")
    visitor.press("#python")
    visitor.page.page.wait_for_selector("#codebox", state="visible")


def slowly(visitor):
    visitor.press("[data-v=slow]")
    visitor.press("#play")
    visitor.page.page.wait_for_selector("#phases", state="visible")


# most presses: what a change of the page may not exceed
MOST = {start: 1, collapse: 2, cure: 2, remedy: 2, draw: 3, compare: 5, back: 1, share: 2, export: 2, slowly: 2}


@pytest.mark.parametrize("task", list(MOST), ids=lambda task: task.__name__)
def test_a_task_takes_few_presses(open_page, task):
    page = open_page("#discriminator_rate=3e-05" if task is cure else "" if task is collapse else f"#{SMALL}")
    visitor = Visitor(page)
    task(visitor)
    assert visitor.presses <= MOST[task]
