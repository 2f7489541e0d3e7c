"""Commands for authors: build, adopt, check, bundle."""

from __future__ import annotations

from pathlib import Path

import click

from clientservice.errors import CourseError

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


COMMANDS = (build, adopt, check, bundle)
