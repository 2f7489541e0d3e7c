"""The command line: words → one call each. Heavy rooms are imported by the command that needs them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from . import lab
from .banks import find_course
from .errors import CourseError
from .text import default_language, language_names

_port = click.option(
    "--port", type=click.IntRange(1, 65535), help="Port on this computer; without it a free one is found."
)
_no_browser = click.option("--no-browser", is_flag=True, help="Print the address instead of opening a browser.")
_lang = click.option("--lang", help=f"Edition: {', '.join(language_names())}. Without it, the computer's language.")
_assignment = click.argument("assignment")


def _root() -> Path:
    """The clone or the bundle: the folder that holds ``course/``."""
    return find_course(Path.cwd()).parent


def _lines(lines: Iterable[object]) -> None:
    for line in lines:
        click.echo(str(line))


class _Group(click.Group):
    """A group whose commands end with one clear sentence and exit code 2 on a CourseError."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CourseError as error:
            click.echo(f"clientservice: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="clientservice")
def main() -> None:
    """Service for the client: a course in JupyterLab, in English and Russian."""
    os.environ["PATH"] = lab.own_path()


@main.command()
@_lang
@click.option(
    "--work", type=click.Path(path_type=Path, file_okay=False), help="Folder for lessons and answers.  [default: work]"
)
@_port
@_no_browser
def start(*, lang: str | None, work: Path | None, port: int | None, no_browser: bool) -> None:
    """Open the course as a student."""
    root, lang = _root(), lang or default_language()
    folder = (work or root / "work").absolute()
    lab.prepare_work(root, folder, lang)
    lab.student_launch(folder, lang, port=port, browser=not no_browser).run()


@main.command()
@_port
@_no_browser
def teach(*, port: int | None, no_browser: bool) -> None:
    """Open the full JupyterLab with the formgrader, as a teacher."""
    from . import judge

    judge.prepare_folders(_root())
    lab.teacher_launch(_root(), default_language(), port=port, browser=not no_browser).run()


@main.command()
@click.option("--check", is_flag=True, help="Write nothing; fail if anything is out of date.")
@click.option("--only", metavar="ID", help="One lesson or assignment.")
def build(*, check: bool, only: str | None) -> None:
    """Build the notebooks from their sources."""
    from . import authoring

    report = authoring.build(_root(), check=check, only=only, progress=lambda name: click.echo(f"  {name}"))
    click.echo(f"{len(report.fresh)} fresh, {len(report.written)} {'out of date' if check else 'written'}")
    if check and report.written:
        raise CourseError(f"out of date: {', '.join(report.written)}; run clientservice build")


@main.command()
@click.argument("notebook", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def adopt(notebook: Path) -> None:
    """Take edits in a built notebook over into its source."""
    from . import authoring

    changed = authoring.adopt(_root(), notebook)
    click.echo(
        f"{len(changed)} cells taken over: {', '.join(changed)}; run clientservice build" if changed else "no edits"
    )


@main.command()
@click.option("--fix", is_flag=True, help="Bring sources into jupytext's own form.")
def check(*, fix: bool) -> None:
    """Check sources, banks and keys, and scan the releases for leaks."""
    from . import authoring

    problems = authoring.check(_root(), fix=fix)
    _lines(problems)
    if problems:
        raise CourseError(f"{len(problems)} problems")
    click.echo("all is well")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to make; the archive stands beside it.")
def bundle(out: Path | None) -> None:
    """Make the folder and the archive that a class receives."""
    from . import authoring

    root = _root()
    click.echo(authoring.make_bundle(root, out or root / "dist" / "clientservice-course"))


@main.command()
def doctor() -> None:
    """Say what is there, what is missing for what, and how to get it."""
    from .doctor import examine

    _lines(examine(Path.cwd()))
