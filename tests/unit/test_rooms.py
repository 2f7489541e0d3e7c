"""Dependencies between rooms point one way, as docs/architecture.md draws them."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "clientservice"

ALLOWED = {
    "errors": set(),
    "text": {"errors"},
    "cases": {"errors", "text"},
    "exercises": {"errors", "text"},
    "banks": {"errors", "text", "exercises"},
    "responses": {"errors", "text", "exercises"},
    "widgets": {"errors", "text", "exercises", "banks", "responses"},
    "gradebook": {"errors", "text", "exercises"},
    "sandbox": {"errors", "text", "exercises"},
    "judge": {"errors", "text", "exercises", "banks", "responses", "gradebook", "sandbox"},
    "marking": {"errors", "text", "exercises", "banks", "gradebook"},
    "reports": {"errors", "exercises", "banks", "gradebook"},
    "lab": {"errors", "text", "banks"},
    "authoring": {"errors", "text", "cases", "exercises", "banks", "responses", "gradebook", "lab"},
    "doctor": {"errors", "banks", "sandbox"},
    "cli": {
        "errors",
        "text",
        "exercises",
        "banks",
        "lab",
        "gradebook",
        "judge",
        "reports",
        "authoring",
        "doctor",
        "sandbox",
    },
    "__init__": {"cases", "text", "widgets"},
    "__main__": {"cli"},
}


def imported_rooms(path: Path) -> set[str]:
    """The rooms of this package that a module imports."""
    depth = len(path.relative_to(PACKAGE).parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            name = node.module or ""
            if node.level == depth:
                found |= {name.split(".")[0]} if name else {alias.name for alias in node.names}
            elif node.level == 0 and name.split(".")[0] == "clientservice":
                parts = name.split(".")
                found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("clientservice.")}
    return found & ALLOWED.keys()


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_rooms_below_it(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert room in ALLOWED, f"{room}: a new room; say in ALLOWED and in docs/architecture.md what it may import"
    assert imported_rooms(path) <= ALLOWED[room] | {room}


def test_the_walk_sees_imports():
    assert {"errors", "text"} <= imported_rooms(PACKAGE / "banks" / "_keys.py")


def test_the_core_knows_no_jupyter():
    for room in ("errors.py", "text", "exercises", "banks", "responses"):
        for path in [PACKAGE / room] if room.endswith(".py") else (PACKAGE / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for foreign in ("import IPython", "ipywidgets", "nbformat", "import nbgrader", "from nbgrader"):
                assert foreign not in text, f"{path}: {foreign}"
