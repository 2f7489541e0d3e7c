"""What students wrote must not act in the teacher's browser. The real formgrader is tried in tests/grading."""

import json
import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from people import IMAGE, MARKDOWN, SCRIPT, planted, put
from rows import query
from synthetic import ASSIGNMENT, RIGHT, hand_in, release_notebook

from clientservice.judge import feedback, grade
from clientservice.judge._outputs import clean_bundle, clean_html
from clientservice.judge._sanitise import sanitise


@pytest.fixture
def clean(course):
    """The planted notebook after sanitising."""
    return sanitise(planted(course), release_notebook(course)).notebook


ACTING = {
    *("script", "iframe", "frame", "form", "input", "base", "meta", "link"),
    *("svg", "math", "style", "object", "embed", "video", "audio"),
}


class Markup(HTMLParser):
    """What a browser would make of a page: its elements, without their text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, {name: value or "" for name, value in attributes}))

    def acting(self) -> list[tuple[str, dict[str, str]]]:
        """Elements that run, fetch or send something."""
        return [
            (tag, attributes)
            for tag, attributes in self.elements
            if tag in ACTING
            or any(name.startswith("on") or name in {"style", "srcset", "background"} for name in attributes)
            or any("javascript:" in value or "evil.example" in value for value in attributes.values())
            or (tag == "img" and not attributes.get("src", "data:image/png").startswith("data:image/png"))
        ]


def rendered(notebook):
    """The cells as nbconvert, and so the formgrader, renders them."""
    exporter = HTMLExporter(template_name="basic")  # without the page's frame, which has scripts of its own
    html, _ = exporter.from_notebook_node(nbformat.from_dict(notebook))
    return html


def outputs(notebook):
    return [output for cell in notebook["cells"] for output in cell.get("outputs", [])]


@pytest.fixture
def html(clean):
    return rendered(clean)


def test_web_01_script_in_html_output(clean, html):
    kept = [output["data"]["text/html"] for output in outputs(clean) if "text/html" in output.get("data", {})]
    assert kept == [
        '<img><a rel="noopener noreferrer nofollow">x</a><b>kept</b>',
        "<img><table><tbody><tr><td>cell</td></tr></tbody></table>",
    ]
    assert Markup(html).acting() == []


def test_web_02_script_in_markdown(clean, html):
    (own,) = [cell for cell in clean["cells"] if "javascript:" in cell["source"] and cell["cell_type"] == "markdown"]
    assert MARKDOWN in own["source"]
    assert "attachments" not in own
    assert "&lt;script&gt;window.canary" in html
    assert Markup(html).acting() == []


@pytest.mark.parametrize("ticks", ["```", "``````", "`````text\n"])
def test_web_02_a_fence_cannot_be_closed_from_inside(course, ticks):
    notebook = release_notebook(course)
    source = f"{ticks}\n{SCRIPT}\n{ticks}\n\n{SCRIPT}\n</textarea></pre>{IMAGE}"
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": source})
    html = rendered(sanitise(notebook, release_notebook(course)).notebook)
    assert Markup(html).acting() == []


def test_the_check_sees_what_acts(course):
    """Without sanitising, the same check is red."""
    notebook = release_notebook(course)
    notebook["cells"] = [cell for cell in planted(course)["cells"] if cell["id"] == "mine"]
    assert len(Markup(rendered(notebook)).acting()) >= 8


def test_web_03_javascript_output(clean):
    kinds = {mime for output in outputs(clean) for mime in output.get("data", {})}
    assert kinds == {"text/html", "text/plain", "image/png"}
    assert "kept as text" in json.dumps(outputs(clean))


@pytest.mark.parametrize(
    "attack",
    [
        "<svg onload=alert(1)>",
        "<math href=javascript:alert(1)>x</math>",
        '<p style="background:url(https://evil.example)">x</p>',
        "<style>*{background:url(https://evil.example)}</style>",
        '<meta http-equiv=refresh content="0;url=https://evil.example">',
        "<base href=https://evil.example>",
        "<form action=https://evil.example><input name=x></form>",
        "<img src=https://evil.example/x.png>",
        '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
        '<img srcset="https://evil.example/x 2x">',
        "<a href=javascript:alert(1)>x</a>",
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        "<link rel=stylesheet href=https://evil.example>",
        "<video poster=https://evil.example src=https://evil.example></video>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<table background=https://evil.example><tr><td id=submission_id name=base_url class=navbar>x",
    ],
)
def test_web_04_svg_mathml_css_and_addresses(attack):
    cleaned = clean_html(attack)
    assert "evil.example" not in cleaned
    assert not re.search(r"javascript:|<svg|<math|<form|<input|<meta|<base|style=|\bon\w+=|\bid=|class=|name=", cleaned)


def test_web_04_images_are_checked():
    assert clean_bundle({"image/png": "PHN2Zz48L3N2Zz4="}) == {}
    assert clean_bundle({"image/svg+xml": "<svg/>", "image/gif": "R0lGODlh", "application/json": {"a": 1}}) == {}


def test_web_06_html_in_names(course):
    name = "<img src=x onerror=window.canary=1>"
    hand_in(course, "o'brien", RIGHT)
    folder = put(course, "x", planted(course), RIGHT)
    (folder / f"{name}.ipynb").write_text("{}")
    grade(course, ASSIGNMENT)
    query(course, "update student set first_name = ?, last_name = ?", name, name)
    feedback(course, ASSIGNMENT)
    for path in (course / "grading/feedback").rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert "<img" not in html
        assert "canary" not in html
