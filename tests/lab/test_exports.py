"""What the page is handed: a program, a session, an animation."""

import io
from types import SimpleNamespace

import pytest
from PIL import Image

from gan_course.lab.engine import Engine
from gan_course.lab.exports import export, program
from gan_course.lab.record import Record
from gan_course.lab.session import load_session
from gan_course.lab.settings import Settings


def test_what_the_page_saves():
    engine = Engine(Settings(seed=4, generator_widths=(8,), discriminator_widths=(8,), batch_size=32))
    engine.advance()
    record = Record()
    record.add(engine.frame())
    bench = SimpleNamespace(engines=[engine], records=[record])
    content, buffers = export("python", bench)
    assert content == {"name": "lab_run.py", "text": program(engine)} and buffers == []
    content, (saved,) = export("session", bench)
    assert content == {"name": "lab_session.zip"} and load_session(saved).step == engine.step
    content, (animation,) = export("gif", bench)
    assert content == {"name": "lab_run.gif"} and Image.open(io.BytesIO(animation)).size == (360, 360)
    with pytest.raises(ValueError, match="what is 'video'; give one of 'python', 'session', 'gif'"):
        export("video", bench)
    with pytest.raises(ValueError, match="press Play first"):
        export("gif", SimpleNamespace(engines=[engine], records=[Record()]))
