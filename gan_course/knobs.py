"""Sliders above a figure. Without a running kernel the page shows the figure as it was at the start."""

import matplotlib.pyplot as plt

from gan_course import plots


def knobs(draw, alt, **sliders):
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
        print(alt)
        return
    live = box._repr_mimebundle_()
    # A live notebook shows the widget; a stored one keeps only the picture.
    display({**live, "text/plain": alt, "image/png": first}, metadata={"image/png": {"alt": alt}}, raw=True)


def panel(draw, alt, **sliders):
    """The sliders and picture as one ipywidgets box, not displayed, and the first picture as PNG bytes."""
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
    picture = ipywidgets.Image(value=first, format="png", layout={"object_fit": "contain"})

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
    if len(setting) not in (3, 4):
        raise ValueError(f"slider {name} is {setting!r}; give (low, high, start) or (low, high, start, step)")
    low, high, start = setting[:3]
    if not low <= start <= high or low == high:
        raise ValueError(f"slider {name} starts at {start}; give low <= start <= high, here {low} to {high}")
    return low, high, start, setting[3] if len(setting) == 4 else (high - low) / 40
