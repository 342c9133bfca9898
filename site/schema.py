"""Write what the page's engine must know of the course's laboratory: its controls, remedies and gallery.

`python site/schema.py` writes site/laboratory/engine/schema.json; a test tells when that is due.
"""

import json
from pathlib import Path

from gan_course.lab.controls import schema
from gan_course.lab.presets import PRESETS, gallery

PATH = Path(__file__).parent / "laboratory" / "engine" / "schema.json"


def wanted():
    """Return the text of the file."""
    known = schema()
    del known["knobs"]["data"]["choices"]["digits"]           # the page's engine trains on points
    known["remedies"] = {name: control for name, control in known["remedies"].items() if control["where"] != "digits"}
    points = {name: preset for name, preset in PRESETS.items() if not preset.settings.digits}
    known["gallery"] = {name: story for name, story in gallery().items() if name in points}
    known["presets"] = {name: preset.settings.to_text() for name, preset in points.items()}
    return json.dumps(known, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(wanted(), encoding="utf-8")
