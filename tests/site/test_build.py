"""The one file of the laboratory's page: what is put together, and what is refused."""

import base64
import json
import re
import shutil
import subprocess

import pytest


@pytest.fixture
def modules(tmp_path, build):
    """Function from {file name: source} to the bundle of main.js."""
    def bundled(**sources):
        for name, source in sources.items():
            (tmp_path / f"{name}.js").write_text(source, encoding="utf-8")
        return build.bundle(tmp_path / "main.js")

    return bundled


def test_modules_are_put_together_in_the_order_in_which_they_need_each_other(modules, chromium):
    script = modules(main='import { two, three as third } from "./a.js";\nimport {\n  one,\n} from "./b.js";\n'
                          "globalThis.found = [one, two(), third];\n",
                     a='import { one } from "./b.js";\nexport const three = one + 2, four = 4;\n'
                       "export function two() { return one + 1; }\nconst private_ = 5;\n",
                     b="export const one = 1;\n")
    page = chromium.new_page()
    assert page.evaluate(f"() => {{ {script}; return globalThis.found; }}") == [1, 2, 3]
    assert script.count("const one = 1") == 1
    page.close()


@pytest.mark.parametrize(("sources", "words"), [
    ({"main": 'import a from "./a.js";'}, "form of import"),
    ({"main": 'import * as a from "./a.js";'}, "form of import"),
    ({"main": "export default {};"}, "form of import or export"),
    ({"main": "const a = 1;\nexport { a };"}, "form of import or export"),
    ({"main": 'import { a } from "./gone.js";'}, "no such file"),
    ({"main": 'import { a } from "./a.js";', "a": 'import { b } from "./main.js";\nexport const a = 1;'},
     "imports itself"),
])
def test_what_cannot_be_put_together_is_said(modules, build, sources, words):
    with pytest.raises(build.BuildError, match=words):
        modules(**sources)


def test_the_page_is_one_file_of_at_most_a_megabyte(build, tmp_path, capsys):
    out = tmp_path / "laboratory.html"
    build.main(["--out", str(out)])
    assert out.stat().st_size <= 1_000_000 and f"{out.stat().st_size:,} bytes" in capsys.readouterr().out


@pytest.mark.parametrize("outside", ['<script src="https://x.org/a.js"></script>', '<link href="//x.org/a.css">',
                                     "<style>@import 'https://x.org/a.css';</style>",
                                     "<style>a{b:url(//x.org)}</style>",
                                     "<script>fetch('https://x.org')</script>"])
def test_an_outside_address_is_refused(build, monkeypatch, tmp_path, outside):
    monkeypatch.setattr(build, "PAGE", tmp_path)
    (tmp_path / "index.html").write_text(f"<html>{outside}<!-- script --></html>", encoding="utf-8")
    with pytest.raises(build.BuildError, match="outside address"):
        build.page()


def test_too_large_a_page_is_refused(build, monkeypatch, tmp_path):
    monkeypatch.setattr(build, "PAGE", tmp_path)
    (tmp_path / "index.html").write_text("<!-- script -->" + "x" * 1_000_000, encoding="utf-8")
    with pytest.raises(build.BuildError, match="at most 1,000,000"):
        build.page()


def test_the_engine_in_the_page_is_the_one_in_the_repository(build):
    known = json.loads(build.laboratory())
    assert base64.b64decode(known["kernels"]) == (build.ENGINE / "kernels.wasm").read_bytes()
    assert "class Runner" in known["worker"] and not re.search(r"^\s*(import|export)\s", known["worker"], re.MULTILINE)


def test_the_engine_knows_the_controls_of_the_course(schema):
    assert schema.PATH.read_text(encoding="utf-8") == schema.wanted(), "run python site/schema.py"


def test_the_kernels_are_compiled_from_their_source(build, tmp_path):
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed; only authors need it")
    for name in ("package.json", "package-lock.json", "kernels.ts"):
        shutil.copy(build.ENGINE / name, tmp_path)
    installed = build.ENGINE / "node_modules"
    if installed.exists():
        (tmp_path / "node_modules").symlink_to(installed)
    elif subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=tmp_path, capture_output=True).returncode:
        pytest.skip("npm could not fetch the compiler; there is no way to the registry")
    subprocess.run([npm, "run", "-s", "build"], cwd=tmp_path, check=True)
    assert (tmp_path / "kernels.wasm").read_bytes() == (build.ENGINE / "kernels.wasm").read_bytes(), (
        "run npm run build in site/laboratory/engine")
