"""How the learner's JupyterLab reads and writes: stored notebooks keep pictures, and the front page is always fresh.

A live widget is an output with two forms, a picture and a reference to a model in the kernel. The reference means
nothing once the kernel has ended, and JupyterLab would then show "Error displaying widget" instead of the picture. So
a file never holds it. While the kernel lives, a page that is loaded again gets it back.
"""

from pathlib import Path

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from gan_course.described import describe
from gan_course.edition import front_page
from gan_course.exercises import learner

WIDGET = "application/vnd.jupyter.widget-view+json"
INSTEAD = "A live control was here: run this cell to have it again."
HIDDEN = ["*.json", "*.csv", *front_page.BESIDE, "*.tmp"]     # in the file list; what links lead to still opens


class LearnersContents(AsyncLargeFileManager):
    """Jupyter's own manager of files, with the two changes above."""

    def __init__(self, **traits):
        super().__init__(**traits)
        self.hide_globs = [*self.hide_globs, *HIDDEN]
        self._views = {}            # path → {model: (kernel, view)}

    async def get(self, path, content=True, *arguments, **options):
        """Return a file's model, as Jupyter does."""
        if content and path.strip("/") == front_page.NAME:
            self._write_front_page()
        model = await super().get(path, content, *arguments, **options)
        if model["type"] == "notebook" and model.get("content"):
            alive = await self._kernel(path)
            put_back(model["content"], self._views.get(path.strip("/"), {}), alive)
        return model

    async def save(self, model, path=""):
        """Save a file, as Jupyter does, but without references to what ends with the kernel."""
        if model.get("type") == "notebook" and model.get("content"):
            known = self._views.setdefault(path.strip("/"), {})
            alive = await self._kernel(path)
            for name, view in take_out(model["content"]).items():
                known.setdefault(name, (alive, view))
        return await super().save(model, path)

    async def _kernel(self, path):
        """Return what tells a notebook's kernel from any other, also from itself after a restart; None without one."""
        try:
            sessions = await self.parent.session_manager.list_sessions()
            kernel = next(found["kernel"]["id"] for found in sessions if found["path"] == path.strip("/"))
            return kernel, self.parent.kernel_manager.get_kernel(kernel).provisioner.pid
        except (AttributeError, KeyError, StopIteration):
            return None

    def _write_front_page(self):
        place = Path(self.root_dir).resolve()
        try:
            if (place / learner.MARKER).exists():
                front_page.write(place)
        except OSError as error:
            self.log.warning("%s could not be written: %s", front_page.NAME, error)


def take_out(notebook):
    """Take the references to live widgets out of a notebook's outputs, in place; return {model: reference}.

    What is left is the output's picture with its description, or where it has none, a sentence.
    """
    found = {}
    for output in _outputs(notebook):
        data = output.get("data", {})
        if WIDGET in data:
            view = data.pop(WIDGET)
            model = view.get("model_id")
            found[model] = view
            output.setdefault("metadata", {})["gan_course_model"] = model
            describe({"content": output})
            if not any(kind.startswith(("image/", "text/html")) for kind in data):
                data["text/plain"] = INSTEAD
    return found


def put_back(notebook, views, alive):
    """Put references to widgets whose kernel still lives into a notebook's outputs, in place."""
    for output in _outputs(notebook):
        kernel, view = views.get(output.get("metadata", {}).get("gan_course_model"), (None, None))
        if kernel is not None and kernel == alive:
            output["data"][WIDGET] = view


def _outputs(notebook):
    for cell in notebook.get("cells", []):
        yield from (output for output in cell.get("outputs", [])
                    if output.get("output_type") in ("display_data", "execute_result"))
