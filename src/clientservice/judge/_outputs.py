"""Outputs that may stand in ``autograded/``: text, PNG, JPEG, cleaned HTML.

The formgrader shows them in a page that shares its origin with a server that runs code, so what is kept is listed,
not what is dropped. No script, SVG, widget, JavaScript or LaTeX, and nothing that the page would fetch.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

import nh3

MAX_TEXT = 20_000
MAX_IMAGE = 1 << 20
#: All outputs of one notebook together, in characters.
MAX_TOTAL = 4 << 20
_MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_DATA_IMAGE = re.compile(r"data:(image/(?:png|jpeg));base64,([A-Za-z0-9+/=\s]+)\Z")
# fmt: off
_TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "div", "dl", "dt", "em", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s", "small", "span", "strong",
    "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}
# fmt: on
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}


def text_of(value: Any, limit: int = MAX_TEXT) -> str:
    """A nbformat text (a string or a list of strings) as one bounded string without NUL; "" for anything else."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    text = value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text if len(text) <= limit else f"{text[:limit]}\n… ({len(text) - limit} characters more)"


def _safe_address(tag: str, attribute: str, value: str) -> str | None:
    """Images only as PNG or JPEG data; links only to the web: the page must fetch nothing by itself."""
    if (tag, attribute) == ("img", "src"):
        found = _DATA_IMAGE.match(value)
        return value if found and _image(found[1], found[2]) else None
    if (tag, attribute) == ("a", "href"):
        return value if value.startswith(("https://", "http://")) else None
    return value


def clean_html(html: str) -> str:
    """HTML without anything that acts: no script, style, form, frame, id, class, or address that is fetched."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_safe_address,
        url_schemes={"https", "http", "data"},
        generic_attribute_prefixes=set(),
        link_rel="noopener noreferrer nofollow",
    )


def _image(mime: str, data: Any) -> str | None:
    text = "".join(data) if isinstance(data, list) and all(isinstance(part, str) for part in data) else data
    if not isinstance(text, str) or len(text) > MAX_IMAGE:
        return None
    try:
        raw = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return "".join(text.split()) if raw.startswith(_MAGIC[mime]) else None


def clean_bundle(data: Any) -> dict[str, str]:
    """The harmless part of an output's MIME bundle."""
    if not isinstance(data, dict):
        return {}
    kept: dict[str, str] = {}
    for mime in _MAGIC:
        if mime in data and (image := _image(mime, data[mime])):
            kept[mime] = image
    if (html := text_of(data.get("text/html"), MAX_IMAGE)) and (cleaned := clean_html(html)):
        kept["text/html"] = cleaned
    if plain := text_of(data.get("text/plain")):
        kept["text/plain"] = plain
    return kept


def clean_output(output: Any) -> dict[str, Any] | None:
    """One output as nbformat 4 wants it, or None where nothing harmless is left."""
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": text_of(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        return {
            "output_type": "error",
            "ename": text_of(output.get("ename"), 200),
            "evalue": text_of(output.get("evalue"), 2000),
            "traceback": [text_of(line, 2000) for line in lines[:40]] if isinstance(lines, list) else [],
        }
    bundle = clean_bundle(output.get("data")) if kind in {"display_data", "execute_result"} else {}
    return {"output_type": "display_data", "data": bundle, "metadata": {}} if bundle else None


class Budget:
    """Cleans the outputs of one notebook while they stay within `MAX_TOTAL` characters."""

    def __init__(self) -> None:
        self.left = MAX_TOTAL

    def outputs(self, outputs: Any) -> list[dict[str, Any]]:
        """The harmless part of a cell's outputs; a sentence where something had to go for size."""
        kept: list[dict[str, Any]] = []
        for output in outputs[:200] if isinstance(outputs, list) else []:
            cleaned = clean_output(output)
            if cleaned is None:
                continue
            self.left -= _size(cleaned)
            if self.left < 0:
                kept.append({"output_type": "stream", "name": "stdout", "text": "… (the outputs were too large)"})
                break
            kept.append(cleaned)
        return kept


def _size(output: dict[str, Any]) -> int:
    parts = [*output.get("data", {}).values(), output.get("text", ""), *output.get("traceback", [])]
    return sum(len(part) for part in parts)
