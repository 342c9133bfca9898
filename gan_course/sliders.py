"""Sliders above a figure. Without a running kernel the page shows the figure as it was at the start."""

import io

import matplotlib.pyplot as plt
from PIL import Image

from gan_course import arguments, plots
from gan_course.console import say


def with_sliders(draw, alt, **sliders):
    """Display `draw(**values)` under one slider for each of its arguments; moving a slider draws it again.

    draw: function from the sliders' values to a Figure. alt: a sentence for those who cannot see it.
    sliders: name=(low, high, start) or (low, high, start, step); step is a fortieth of the range if left out.
    Raises ValueError for a slider that is not so, or a start outside its range. Outside Jupyter it prints
    `alt`.
    """
    from IPython import get_ipython
    from IPython.display import display

    box, first = panel(draw, alt, **sliders)
    if get_ipython() is None:
        say(alt)
        return
    live = box._repr_mimebundle_()
    # A live notebook shows the widget; a stored one keeps only the picture.
    display({**live, "text/plain": alt, "image/png": first}, metadata={"image/png": {"alt": alt}}, raw=True)


def panel(draw, alt, **sliders):
    """Return the sliders and the picture as one ipywidgets box, not displayed, and the first picture as PNG bytes."""
    arguments.function("draw", draw, "from the sliders' values to a Figure")
    arguments.text("alt", alt)
    settings = {name: _setting(name, setting) for name, setting in sliders.items()}
    first = _picture(draw, {name: start for name, (_, _, start, _) in settings.items()}, alt)

    import ipywidgets  # after the first picture, so that a fault in `draw` shows before any widget is made

    controls = {
        name: ipywidgets.FloatSlider(
            value=start, min=low, max=high, step=step, description=name.replace("_", " "),
            style={"description_width": "9em"}, layout={"width": "26em"},
        )
        for name, (low, high, start, step) in settings.items()
    }
    # as wide as it was drawn; in a box ipywidgets would stretch it to the page
    picture = ipywidgets.Image(value=first, format="png", layout={
        "width": f"{Image.open(io.BytesIO(first)).width}px", "max_width": "100%", "object_fit": "contain"})

    def redraw(_change):
        picture.value = _picture(draw, {name: control.value for name, control in controls.items()}, alt)

    for control in controls.values():
        control.observe(redraw, names="value")
    return ipywidgets.VBox([*controls.values(), picture]), first


def _picture(draw, values, alt):
    figure = draw(**values)
    try:
        return plots.png(figure, alt)
    finally:
        plt.close(figure)


def _setting(name, setting):
    if not isinstance(setting, (tuple, list)) or len(setting) not in (3, 4):
        arguments.refuse(f"the slider {name}", setting, "(low, high, start) or (low, high, start, step)")
    low, high = arguments.interval(f"the range of the slider {name}", setting[:2])
    start = arguments.number(f"the start of the slider {name}", setting[2], low=low, high=high)
    step = (high - low) / 40
    if len(setting) == 4:
        step = arguments.number(f"the step of the slider {name}", setting[3], above=0, high=high - low)
    return low, high, start, step
