"""Compare values.yaml and tljh_config.yaml with the schemas of Zero to JupyterHub and of The Littlest JupyterHub.

    python instructor/hub/check_values.py FOLDER FILE

FOLDER is jupyterhub/ of the first project's repository, with values.yaml (what holds where ours say nothing) and
values.schema.yaml; FILE is tljh/config_schema.py of the second's. Called with the course's own Python (.venv). What a
schema leaves open (hub.config, which is JupyterHub's own; auth) is not looked into.
"""

import runpy
import sys
from pathlib import Path

import jsonschema
import yaml

HERE = Path(__file__).resolve().parent


def complaints(values, schema):
    """Return one sentence for each value that a schema refuses."""
    checker = jsonschema.validators.validator_for(schema)(schema)
    return [f"{'.'.join(map(str, error.absolute_path)) or 'the file'}: {error.message[:200]}"
            for error in checker.iter_errors(values)]


def merged(defaults, ours):
    """Return the defaults with our values in their place, as Helm lays them over each other."""
    if not isinstance(defaults, dict) or not isinstance(ours, dict):
        return ours
    return defaults | {key: merged(defaults.get(key), value) for key, value in ours.items()}


def read(path):
    """Return a file's contents."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def main(arguments):
    """Print what the schemas refuse; return the exit code."""
    chart, tljh = map(Path, arguments)
    values = merged(read(chart / "values.yaml"), read(HERE / "values.yaml"))
    known, mine = runpy.run_path(str(tljh))["config_schema"], read(HERE / "tljh_config.yaml")
    found = {"values.yaml": complaints(values, read(chart / "values.schema.yaml")),
             "tljh_config.yaml": complaints(mine, known)}
    # Its schema says nothing of keys at the outermost level, so they are compared with it here.
    strays = set(mine) - set(known["properties"]) - {"auth"}
    found["tljh_config.yaml"] += [f"{key}: the schema has no such key" for key in sorted(strays)]
    for name, sentences in found.items():
        print(f"{name}: {'; '.join(sentences) or 'as its schema wants it'}")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
