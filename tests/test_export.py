"""A notebook saved as HTML keeps each picture's description."""

from pathlib import Path

from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output

from gan_course.cli import lab_command

TEMPLATES = Path(__file__).parents[1] / "gan_course" / "jupyterlab" / "nbconvert" / "templates"


def page(**metadata):
    output = new_output("display_data", {"image/png": "AAAA"}, metadata={"image/png": metadata} if metadata else {})
    notebook = new_notebook(cells=[new_code_cell("x", outputs=[output])])
    exporter = HTMLExporter(template_name="course", extra_template_basedirs=[str(TEMPLATES)])
    return exporter.from_notebook_node(notebook)[0]


def test_a_picture_has_its_sentence():
    picture = BeautifulSoup(page(alt='Real "points" & <generated> ones.'), "html.parser").find("img")
    assert (picture["src"], picture["alt"]) == ("data:image/png;base64,AAAA", 'Real "points" & <generated> ones.')


def test_one_without_is_said_to_have_none():
    assert "No description has been provided" in page()


def test_jupyterlab_saves_pages_with_it():
    command = lab_command([])
    assert "--HTMLExporter.template_name=course" in command
    assert f"--HTMLExporter.extra_template_basedirs=['{TEMPLATES}']" in command
