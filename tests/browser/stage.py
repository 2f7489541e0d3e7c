"""`Stage`: any exercise in a bare page, with its real Python widget behind it and no JupyterLab around it.

For what needs many looks at one exercise: every state, width, theme and language within a second. What a student does
is tested in a real JupyterLab (`Notebooks.bank` and `Notebooks.graded_bank` in lab.py show any YAML bank there).

    stage = Stage(page, theme="dark")
    root = stage.show(practice_widget(exercise, store, key=key, lang="ru"))
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

_THEMES = Path(sys.prefix) / "share" / "jupyter" / "lab" / "themes" / "@jupyterlab"
_FOLDERS = {
    "light": "theme-light-extension",
    "dark": "theme-dark-extension",
    "contrast": "theme-dark-high-contrast-extension",
}
_NAMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark", "contrast": "JupyterLab Dark High Contrast"}
_SYNCED = ("payload", "lang", "value", "sent", "ack", "notice", "feedback", "state", "asked")

_START = """async ({ esm, css, state, name }) => {
    const style = document.head.appendChild(document.createElement("style"));
    style.textContent = css;
    const heard = new Map();
    const apply = (changes) => {
        const differs = (key) => JSON.stringify(state[key]) !== JSON.stringify(changes[key]);
        const changed = Object.keys(changes).filter(differs);
        Object.assign(state, changes);
        for (const key of changed) for (const react of heard.get(`change:${key}`) ?? []) react();
    };
    let dirty = {};
    const model = {
        get: (key) => state[key],
        set: (key, value) => { dirty[key] = value; apply({ [key]: value }); },
        save_changes: async () => {
            const out = dirty;
            dirty = {};
            apply(await window.toPython(name, out));
        },
        on: (event, react) => heard.set(event, [...(heard.get(event) ?? []), react]),
        off: (event, react) => heard.set(event, (heard.get(event) ?? []).filter((other) => other !== react)),
        widget_manager: { kernel: { status: "idle" } },
    };
    const module = await import(URL.createObjectURL(new Blob([esm], { type: "text/javascript" })));
    const el = document.body.appendChild(document.createElement("div"));
    el.dataset.stage = name;
    await module.default.render({ model, el });
}"""


class Stage:
    """One bare page with JupyterLab's theme variables."""

    def __init__(self, page: Page, *, theme: str = "light") -> None:
        self.page = page
        self._widgets: dict[str, Any] = {}
        page.emulate_media(reduced_motion="reduce")  # a colour on its way to another is no finding
        page.goto("about:blank")
        css = (_THEMES / _FOLDERS[theme] / "index.css").read_text(encoding="utf-8")
        light = "true" if theme == "light" else "false"
        page.set_content(
            f"<!doctype html><html lang='en'><head><title>Stage</title><style>{css}</style>"
            "<style>body { margin: 0; padding: 8px; background: var(--jp-layout-color0); }</style></head>"
            f'<body data-jp-theme-light="{light}" data-jp-theme-name="{_NAMES[theme]}"></body></html>'
        )
        page.expose_function("toPython", self._receive)

    def show(self, widget: Any) -> Locator:
        """Show one more exercise; gives its root."""
        name = f"stage-{len(self._widgets)}"
        self._widgets[name] = widget
        state = {trait: getattr(widget, trait) for trait in _SYNCED if widget.has_trait(trait)}
        scripts = {"esm": str(widget._esm), "css": str(widget._css)}  # noqa: SLF001 - as anywidget sends them
        self.page.evaluate(_START, scripts | {"state": state, "name": name})
        return self.page.locator(f"[data-stage='{name}'] > .cs")

    def _receive(self, name: str, changes: dict[str, Any]) -> dict[str, Any]:
        widget = self._widgets[name]
        widget.set_state(changes)
        return {trait: getattr(widget, trait) for trait in _SYNCED if widget.has_trait(trait)}
