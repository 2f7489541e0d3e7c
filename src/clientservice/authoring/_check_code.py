"""Checks of a lesson's code cells: no word for a reader stands in code, and every string that it names exists."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from ._places import Work
from ._source import Source

_PICTURES = {"bars", "drawing", "histogram", "lines", "points", "table"}
_NO_WORDS = {"spec"}  # arguments that hold formats
#: Only these stand between an argument and a literal that a reader would see.
_TRANSPARENT = (ast.Dict, ast.List, ast.Tuple, ast.JoinedStr, ast.BinOp, ast.IfExp)


def code_problems(work: Work, source: Source, strings: Collection[str]) -> Iterator[str]:
    """Everything of one source that this module checks, each with file and cell."""
    for cell in source.cells:
        if cell.kind != "code":
            continue
        where = f"{work.source}: cell {cell.id}"
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            yield f"{where}: line {error.lineno}: {error.msg}"
            continue
        for node in ast.walk(tree):
            yield from (f"{where}: {what}" for what in _problems(node, strings))


def _problems(node: ast.AST, strings: Collection[str]) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        if any(name.split(".")[0] in {"matplotlib", "seaborn", "plotly", "altair"} for name in names):
            yield "draws by itself; the course's pictures come from cs.cases.plots"
    if not isinstance(node, ast.Call):
        return
    name = _name(node.func)
    if name in _PICTURES and isinstance(node.func, ast.Attribute) and _name(node.func.value) == "plots":
        yield from _picture(name, node)
    for wanted in _named_strings(name, node):
        if wanted not in strings:
            yield f'there is no string "{wanted}"; add it to course/strings.yml in every language'


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _named_strings(name: str, call: ast.Call) -> Iterator[str]:
    """The string ids that a call of ours names as literals."""
    keywords = {"Slider": {"label", "unit"}, "explore": {"title"}, "concept": {"title"}}.get(name, set())
    found = [keyword.value for keyword in call.keywords if keyword.arg in keywords]
    if name == "t" and call.args:
        found.append(call.args[0])
    for node in found:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def _picture(name: str, call: ast.Call) -> Iterator[str]:
    if name != "table" and "alt" not in {keyword.arg for keyword in call.keywords}:
        yield f"plots.{name}: no alternative text; add alt=cs.t(…)"
    arguments = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg not in _NO_WORDS)]
    if name == "drawing":
        arguments = arguments[1:]
    for argument in arguments:
        for text in _literals(argument, keys=name != "table"):
            yield f'plots.{name}: "{text}" is written in the code; give it an id in course/strings.yml and say cs.t(…)'


def _literals(node: ast.AST, *, keys: bool) -> Iterator[str]:
    """The words that stand in an argument itself; not column names in brackets, not arguments of other calls."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and any(c.isalpha() for c in node.value):
        yield node.value
    if isinstance(node, ast.DictComp):
        yield from _literals(node.key, keys=keys) if keys else _literals(node.value, keys=keys)
    if not isinstance(node, _TRANSPARENT):
        return
    children: list[ast.AST] = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Dict) and not keys:
        children = list(node.values)
    if isinstance(node, ast.IfExp):
        children = [node.body, node.orelse]
    for child in children:
        yield from _literals(child, keys=keys)
