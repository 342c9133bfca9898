"""An IPython extension: pictures on the page carry their sentence for those who do not see them.

    %load_ext gan_course.described

JupyterLab shows an output of the kind image/png without its description, and so does nbconvert. As a line of HTML the
same picture has it. `course.py lab` starts its kernels with this; the stored notebooks keep plain PNGs.
"""

import html


def load_ipython_extension(shell):
    """Have each displayed picture that has a description shown with it."""
    register = getattr(shell.display_pub, "register_hook", None)     # a terminal has none, and no pictures
    if register is not None:
        register(describe)


def unload_ipython_extension(shell):
    """Leave pictures as they are again."""
    if hasattr(shell.display_pub, "unregister_hook"):
        shell.display_pub.unregister_hook(describe)


def describe(message):
    """Turn a message's PNG that has a description into HTML that carries it, in place; return the message."""
    data, metadata = message["content"]["data"], message["content"]["metadata"]
    alt = metadata.get("image/png", {}).get("alt")
    if alt and isinstance(data.get("image/png"), str) and "text/html" not in data:
        picture = data.pop("image/png").replace("\n", "")
        del metadata["image/png"]
        data["text/html"] = f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{picture}">'
    return message
