"""Commands for authors: build, adopt, check, bundle."""

from __future__ import annotations

from pathlib import Path

import click

from clientservice.errors import CourseError
from clientservice.exercises import TYPES
from clientservice.text import default_language, language_names

from ._root import course_root


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail if anything is out of date.")
@click.option("--only", metavar="ID", help="One lesson or assignment.")
def build(*, check: bool, only: str | None) -> None:
    """Build the notebooks from their sources."""
    from clientservice import authoring

    report = authoring.build(course_root(), check=check, only=only, progress=lambda name: click.echo(f"  {name}"))
    click.echo(f"{len(report.fresh)} fresh, {len(report.written)} {'out of date' if check else 'written'}")
    if check and report.written:
        raise CourseError(f"out of date: {', '.join(report.written)}; run clientservice build")


@click.command()
@click.argument("notebook", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def adopt(*, notebook: Path) -> None:
    """Take edits in a built notebook over into its source."""
    from clientservice import authoring

    changed = authoring.adopt(course_root(), notebook)
    done = f"{len(changed)} cells taken over: {', '.join(changed)}; run clientservice build"
    click.echo(done if changed else "no edits")


@click.command()
@click.option("--fix", is_flag=True, help="Bring sources into jupytext's own form.")
@click.option("--coverage", is_flag=True, help="Say which cells cover what, and how long the blocks take.")
def check(*, fix: bool, coverage: bool) -> None:
    """Check sources, banks and keys, and scan the releases for leaks."""
    from clientservice import authoring

    if coverage:
        click.echo("\n".join(authoring.coverage(course_root())))
        return
    problems = authoring.check(course_root(), fix=fix)
    for problem in problems:
        click.echo(problem)
    for weakness in authoring.warnings(course_root()):
        click.echo(f"weak: {weakness}")
    if problems:
        raise CourseError(f"{len(problems)} problems")
    click.echo("all is well")


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder to make; the archive stands beside it.")
def bundle(*, out: Path | None) -> None:
    """Make the folder and the archive that a class receives."""
    from clientservice import authoring

    root = course_root()
    click.echo(authoring.make_bundle(root, (out or root / "dist" / "clientservice-course").absolute()))


@click.group()
def new() -> None:
    """Begin something from a commented example."""


@new.command()
@click.option("--type", "kind", required=True, type=click.Choice(sorted(TYPES)), help="The type of exercise.")
@click.option("--id", "name", required=True, help="Its id, unique in the course.")
@click.option("--bank", metavar="ID", help="Append to this lesson's bank; without it, print.")
def exercise(*, kind: str, name: str, bank: str | None) -> None:
    """Write a commented exercise in every language, for you to change."""
    from clientservice import authoring

    if bank is None:
        click.echo(authoring.template(kind, name), nl=False)
        return
    path = course_root() / "course" / "exercises" / f"{bank}.yml"
    authoring.add_exercise(path, kind, name)
    shown = f'cs.practice("{name}")'
    click.echo(
        f"{path}: {name} added. Change it, show it in the lesson with {shown}, then: clientservice preview {bank}"
    )


@click.command()
@click.argument("bank")
@click.option("--lang", help=f"Edition: {', '.join(language_names())}. Without it, the computer's language.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port on this computer; without it, a free one.")
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening a browser.")
def preview(*, bank: str, lang: str | None, port: int | None, no_browser: bool) -> None:
    """Open a bank in the browser as students see it: practice and graded, in every language.

    BANK is a lesson's or assignment's id, "gallery", or the path of a bank.
    """
    from clientservice import authoring, lab

    root, lang = course_root(), lang or default_language()
    folder = authoring.make_preview(root, authoring.bank_path(root, bank))
    lab.prepare_work(folder, folder / "work", lang)
    lab.student_launch(folder / "work", lang, port=port, browser=not no_browser).run()


COMMANDS = (new, preview, build, adopt, check, bundle)
