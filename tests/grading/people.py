"""A class that hands in everything that can go wrong, for comparing the ways of grading."""

from __future__ import annotations

import base64
import json
import zipfile
from pathlib import Path

from synthetic import ASSIGNMENT, HALF, RIGHT, archive, code, copy_in_output, hand_in, release_notebook

from clientservice.judge import collect

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 40).decode()
#: Each sets ``canary`` or fetches from ``evil.example`` if anything lets it.
SCRIPT = '<script>window.canary = "script"</script>'
IMAGE = "<img src=x onerror=\"window.canary = 'image'\">"
MARKDOWN = f"""Look {SCRIPT} {IMAGE} [here](javascript:window.canary='link') <svg onload="window.canary='svg'"></svg>

<style>body {{background: url(https://evil.example/style)}}</style>
<meta http-equiv=refresh content="0;url=https://evil.example/">
<base href="https://evil.example/"><form action="https://evil.example/"><button autofocus>x</button></form>
![x](https://evil.example/pixel.png) <iframe src="https://evil.example/frame"></iframe>
<math href="javascript:window.canary=1">x</math>

````text
</pre>{SCRIPT}
```` $\\href{{javascript:window.canary='tex'}}{{x}}$
"""


def planted(course: Path) -> dict:
    """A notebook full of things that want to run in the teacher's browser."""
    notebook = release_notebook(course)
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = [f'"><{SCRIPT}']
    prose = {"cell_type": "markdown", "id": "mine", "metadata": {"collapsed": SCRIPT}, "source": MARKDOWN}
    prose["attachments"] = {"x.svg": {"image/svg+xml": f"<svg>{SCRIPT}</svg>"}}
    bundles = [
        {"text/html": SCRIPT + IMAGE + '<a href="javascript:window.canary=2">x</a><b style="color:red">kept</b>'},
        {"application/javascript": "window.canary = 'js'", "text/plain": "kept as text"},
        {"image/svg+xml": f'<svg onload="window.canary=3">{SCRIPT}</svg>', "image/png": PNG},
        {"application/vnd.jupyter.widget-view+json": {"model_id": SCRIPT}, "text/latex": "$\\unicode{x}$"},
        {"text/html": '<img src="https://evil.example/i.png"><table><tr><td onclick="canary=1">cell</td></tr></table>'},
        {"image/png": SCRIPT, "text/plain": SCRIPT},
    ]
    own = code("own", f"print(1)  # {SCRIPT}")
    own["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {"x": SCRIPT}} for data in bundles]
    own["outputs"].append({"output_type": "stream", "name": "stdout", "text": f"\x1b[31m{SCRIPT}\x1b[0m"})
    own["outputs"].append(
        {"output_type": "error", "ename": SCRIPT, "evalue": IMAGE, "traceback": [f"\x1b]8;;javascript:1\x07{SCRIPT}"]}
    )
    notebook["cells"][2:2] = [
        prose,
        own,
        {"cell_type": "raw", "id": "raw", "metadata": {"format": "text/html"}, "source": SCRIPT},
    ]
    notebook["metadata"]["kernelspec"] = {"name": "../../evil", "display_name": SCRIPT, "language": SCRIPT}
    notebook["metadata"]["title"] = SCRIPT
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"x": SCRIPT}}}
    return notebook


def put(course: Path, student: str, content: object, answers: dict | None = None) -> Path:
    """A submission with this notebook; bytes are taken as they are."""
    folder = hand_in(course, student, answers)
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / f"{ASSIGNMENT}.ipynb").unlink()
    (folder / f"{ASSIGNMENT}.ipynb").write_bytes(raw)
    return folder


def edited(course: Path, **changes: object) -> dict:
    """The release, with the first graded cell changed as somebody would who tries things."""
    notebook = release_notebook(course)
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "clients-sort")
    cell["metadata"]["nbgrader"] |= changes.pop("nbgrader", {})
    cell |= changes
    return notebook


def whole_class(course: Path, scratch: Path) -> None:
    """Everybody. No id with glob characters: nbgrader's own command finds none of those."""
    hand_in(course, "anna", RIGHT)
    hand_in(course, "борис", HALF, lang="ru")
    hand_in(course, "none", {})
    hand_in(course, "partial", {"clients-sort": {"cook": "inside"}})
    put(course, "planted", planted(course), RIGHT)
    put(course, "no-json", b'{"cells": [NOT JSON', RIGHT)
    put(course, "no-json-no-answers", b'{"cells": [NOT JSON')
    put(course, "old-form", {"nbformat": 3, "worksheets": [], "metadata": {}}, HALF)
    put(course, "solution-flag", edited(course, nbgrader={"solution": True}, source="pass"), RIGHT)
    put(course, "no-grade-flag", edited(course, nbgrader={"grade": False}), RIGHT)
    put(course, "points", edited(course, nbgrader={"points": 400}), RIGHT)
    put(course, "schema", edited(course, nbgrader={"schema_version": 0}), RIGHT)
    put(course, "markdown", edited(course, cell_type="markdown"), HALF)
    twice = release_notebook(course)
    put(course, "twice", twice | {"cells": [*twice["cells"], *twice["cells"]]}, HALF)
    put(course, "no-cells", release_notebook(course) | {"cells": []}, RIGHT)
    copies = release_notebook(course)
    copy_in_output(copies, "clients-needs", HALF["clients-needs"])
    put(course, "copies", copies, {"clients-sort": RIGHT["clients-sort"]})
    torn = hand_in(course, "torn", RIGHT)
    (torn / "responses/clients-sort.json").write_bytes(b"\xff{")
    # One without a notebook goes through the collector, which puts the release in its place.
    made = archive(course, scratch / "full.zip", HALF)
    with zipfile.ZipFile(made) as full, zipfile.ZipFile(scratch / "only-answers.zip", "w") as some:
        for name in full.namelist():
            if not name.endswith(".ipynb"):
                some.writestr(name, full.read(name))
    with zipfile.ZipFile(scratch / "only-a-letter.zip", "w") as some:
        some.writestr("letter.pdf", b"%PDF-1.4")
    collect(course, ASSIGNMENT, archives=[scratch / "only-answers.zip", scratch / "only-a-letter.zip"])
