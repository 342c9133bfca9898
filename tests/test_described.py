"""Pictures with their sentences: what becomes of a message, and what a real kernel sends."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from jupyter_client.manager import KernelManager

from gan_course import described
from gan_course.notebooks import kernels, running

WIDGET = "application/vnd.jupyter.widget-view+json"


def message(data, metadata):
    return {"content": {"data": data, "metadata": metadata}}


def test_a_picture_takes_its_sentence_along():
    found = described.describe(message({"image/png": "AA\nBB\n", "text/plain": "x", WIDGET: {"model_id": "m"}},
                                       {"image/png": {"alt": 'Real "points" & <fake> ones.'}}))["content"]
    picture = BeautifulSoup(found["data"].pop("text/html"), "html.parser").find("img")
    assert (picture["alt"], picture["src"]) == ('Real "points" & <fake> ones.', "data:image/png;base64,AABB")
    assert found == {"data": {"text/plain": "x", WIDGET: {"model_id": "m"}}, "metadata": {}}


@pytest.mark.parametrize(("data", "metadata"), [
    ({"text/plain": "1"}, {}), ({"image/png": "AA"}, {}), ({"image/png": "AA"}, {"image/png": {"width": 3}}),
    ({"image/png": "AA", "text/html": "<b>"}, {"image/png": {"alt": "a sentence"}})])
def test_anything_else_stays_as_it_is(data, metadata):
    assert described.describe(message(dict(data), dict(metadata))) == message(data, metadata)


def test_a_terminal_is_left_alone():
    shell = SimpleNamespace(display_pub=object())
    described.load_ipython_extension(shell)
    described.unload_ipython_extension(shell)


def test_a_kernel_with_it_sends_the_described_picture():
    code = ("from gan_course import plots\nfig = plots.curves([0, 1], {'a': [0, 1]})\n"
            "plots.show(fig, alt='A line that rises.')")
    sent = []
    with kernels.connection() as settings:
        kernel = KernelManager(kernel_name="python3", **settings)
        kernel.start_kernel(env=running.kernel_environment(), extra_arguments=["--ext=gan_course.described"])
        client = kernel.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=kernels.START_TIMEOUT)
            client.execute_interactive(code, timeout=300, output_hook=lambda told: sent.append(told["content"]))
        finally:
            client.stop_channels()
            kernel.shutdown_kernel(now=True)
    shown = [content["data"] for content in sent if "data" in content]
    assert [set(data) for data in shown] == [{"text/html", "text/plain"}]
    assert BeautifulSoup(shown[0]["text/html"], "html.parser").find("img")["alt"] == "A line that rises."
