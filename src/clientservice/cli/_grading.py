"""Commands of the grading cycle: release, collect, grade, feedback."""

from __future__ import annotations

from pathlib import Path

import click

from ._grade import grade
from ._root import course_root

_assignment = click.argument("assignment")


@click.command()
@_assignment
@click.option("--force", is_flag=True, help="Replace what was released before.")
def release(*, assignment: str, force: bool) -> None:
    """Make an assignment's release versions and put them into the exchange."""
    from clientservice import judge

    report = judge.release(course_root(), assignment, force=force, progress=lambda step: click.echo(f"  {step}"))
    for edition in report.editions:
        click.echo(f"{edition.lang}: {edition.folder}, exchange course {edition.course}")


@click.command()
@_assignment
@click.argument("archives", nargs=-1, type=click.Path(path_type=Path, exists=True))
def collect(*, assignment: str, archives: tuple[Path, ...]) -> None:
    """Collect from the exchange, and from archives that students downloaded and sent."""
    from clientservice import judge

    report = judge.collect(course_root(), assignment, archives=archives)
    for found in report.collected:
        click.echo(f"{'new ' if found.new else 'same'} {found.student} ({found.edition}), arrived {found.arrived_at}")
        for note in [found.review, *found.notes]:
            if note:
                click.echo(f"       {note}")
    for refused in report.refused:
        click.echo(f"REFUSED {refused.name}: {refused.reason}")
    for warning in report.warnings:
        click.echo(f"ATTENTION {warning}")
    click.echo(f"{len(report.collected)} submissions, {len(report.refused)} refused")


@click.command()
@_assignment
@click.option("--reveal/--no-reveal", default=None, help="Show marks and explanations; without it, the keys' date.")
def feedback(*, assignment: str, reveal: bool | None) -> None:
    """Make the feedback pages and release them."""
    from clientservice import judge

    report = judge.feedback(course_root(), assignment, reveal=reveal)
    for page in report.pages:
        click.echo(f"{page.lang}  {page.path}")
    if report.ungraded:
        click.echo(f"NOT GRADED YET  {', '.join(report.ungraded)}: run clientservice grade {assignment}")
    shown = "with marks and explanations" if report.revealed else "without marks and explanations"
    released = f"released in {', '.join(report.courses)}" if report.courses else "nothing to release"
    click.echo(f"{len(report.pages)} pages {shown}, {released}")


COMMANDS = (release, collect, grade, feedback)
