"""The student mode's files below ``work/.jupyter``: JupyterLab's settings, and the data that our extension reads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_core.paths import ENV_CONFIG_PATH, SYSTEM_CONFIG_PATH

from clientservice.banks import load_course
from clientservice.text import interface_texts, language_names

from ._manifest import FORMAT

#: JupyterLab's name of a language, where it differs from ours. English is its default.
LOCALES = {"ru": "ru_RU"}
#: Holds the extension itself, as JupyterLab wants it: a folder with a package.json.
_EXTENSIONS = Path(__file__).parent / "labextensions"
_STYLES = Path(__file__).parent.parent / "widgets" / "static"
START_PAGE = "00-start.ipynb"
_MANIFEST = "manifest.json"
_NO_MANIFEST: Mapping[str, Any] = {"format": FORMAT, "lessons": {}, "assignments": {}}

_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/application-extension/shell": {"dockPanelPadding": False},
    # All cells are in the page: the browser's own search finds every word, and nothing jumps while scrolling.
    "@jupyterlab/notebook-extension/tracker": {
        "windowingMode": "none",
        "showEditorForReadOnlyMarkdown": False,
        "scrollPastEnd": False,  # a lesson ends where it ends, not with a whole empty screen
    },
}
_TEACHERS = ("formgrader", "validate_assignment", "course_list")
#: Parts that no student's page uses; without them it is ready earlier. A foreign notebook's page shows menus, but none
#: of nbgrader's: its "Validate" answers with a raw traceback.
_UNUSED = [
    "@jupyter/nbgrader",
    "@jupyter-notebook/lab-extension",
    "jupyterlab-jupytext",
    "@jupyterlab/apputils-extension:announcements",
    "@jupyterlab/extensionmanager-extension",
    "@jupyterlab/debugger-extension",
    "@jupyterlab/lsp-extension",
    "@jupyterlab/fileeditor-extension:language-server",
    "@jupyterlab/notebook-extension:language-server",
]


def write_student_mode(work: Path, own: Path, lang: str) -> list[Path]:
    """Write JupyterLab's settings and our extension's data into ``own``.

    Returns:
        Folders for ``extra_labextensions_path``.
    """
    settings = {**_SETTINGS, "@jupyterlab/translation-extension/plugin": {"locale": LOCALES.get(lang, "default")}}
    for name, values in settings.items():
        _merge(own / "settings" / f"{name}.jupyterlab-settings", values)
    _merge(own / "config/labconfig/page_config.json", {"disabledExtensions": dict.fromkeys(_UNUSED, True)})
    _write_server_config(own / "config", f"{lang}/{START_PAGE}")
    shelf = own / "labextensions" / "clientservice-course"
    shelf.mkdir(parents=True, exist_ok=True)
    (shelf / "course.json").write_text(json.dumps(_course(work, lang), ensure_ascii=False), encoding="utf-8")
    for style in ("tokens", "base", "primitives"):
        shutil.copyfile(_STYLES / f"{style}.css", shelf / f"{style}.css")
    return [_EXTENSIONS, shelf.parent]


def _write_server_config(folder: Path, first: str) -> None:
    """Start the first page's kernel ahead; stop kernels that no page has used for a while (each holds some 90 MB)."""
    has_exchange = exchange_courses(folder) is not None
    config = {
        # Importing nbgrader takes seconds; a student needs at most its exchange.
        "ServerApp": {
            "jpserver_extensions": {
                "clientservice.lab._server": True,
                "clientservice.marking._server": False,  # it shows keys
                **{f"nbgrader.server_extensions.{name}": False for name in _TEACHERS},
                "nbgrader.server_extensions.assignment_list": has_exchange,
            }
        },
        "ClientService": {"clientservice_first_page": first},
        "MappingKernelManager": {"cull_idle_timeout": 900, "cull_interval": 60},
    }
    _merge(folder / "jupyter_server_config.json", config)


def exchange_courses(config: Path) -> dict[str, str] | None:
    """Language → the exchange's course, where nbgrader's exchange is set up for students; else None.

    It is set up by a hub's administrator (an ``nbgrader_config`` in Jupyter's system folders) or, in a clone whose
    teacher has released something, by ``prepare_work``.
    """
    places = [config, *map(Path, (*SYSTEM_CONFIG_PATH, *ENV_CONFIG_PATH))]
    if not any((place / f"nbgrader_config.{kind}").is_file() for place in places for kind in ("py", "json")):
        return None
    return {lang: f"service-{lang}" for lang in language_names()}


def _course(work: Path, lang: str) -> dict[str, Any]:
    """What the extension knows: our words, the languages, and which notebooks are the course's own."""
    home = work / ".course"
    path = home / _MANIFEST
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else _NO_MANIFEST
    # A manifest of another version is none: its notebooks open as ordinary ones.
    known = found if found.get("format") == FORMAT else _NO_MANIFEST
    courses = exchange_courses(work / ".jupyter/config")
    names = load_course(home).assignments if (home / "course.yml").is_file() else []
    return {
        "lang": lang,
        "languages": language_names(),
        "locales": LOCALES,
        "texts": interface_texts("lab"),
        "manifest": known,
        "exchange": {"courses": courses} if courses else None,
        "assignments": [name for name in names if (work / name / f"{name}.ipynb").is_file()],
    }


def _merge(path: Path, values: Mapping[str, Any]) -> None:
    """Set these values and keep what a student chose besides."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(json.dumps(kept | dict(values)), encoding="utf-8")
