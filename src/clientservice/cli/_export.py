"""The command that writes grades for a spreadsheet, Moodle or Canvas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._root import course_root

if TYPE_CHECKING:
    from clientservice.reports import Target

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("assignment", required=False)
@click.option(
    "--for",
    "target",
    type=click.Choice(["csv", "moodle", "canvas"]),
    default="csv",
    show_default=True,
    help="The program that the file is for; for Moodle and Canvas, name an assignment.",
)
@click.option("--out", type=_FILE, default=Path("grades.csv"), show_default=True)
@click.option("--excel", is_flag=True, help="For Excel in Russian: semicolons, decimal comma.")
@click.option("--column", default="", help="The assignment's heading, as it stands in Moodle or Canvas.")
@click.option("--worksheet", type=_FILE, help="Moodle's grading worksheet, downloaded from the assignment, to fill in.")
@click.option(
    "--pages/--no-pages", default=None, help="Feedback pages in a zip beside it; usual for Moodle and Canvas."
)
def export(  # noqa: PLR0913 - options, by name only
    *,
    assignment: str | None,
    target: Target,
    out: Path,
    excel: bool,
    column: str,
    worksheet: Path | None,
    pages: bool | None,
) -> None:
    """Write the grades as CSV, one assignment or all.

    What is not graded yet is a blank cell, never a zero.
    """
    from clientservice import reports

    made = reports.export_for(
        course_root(),
        assignment,
        out,
        target=target,
        excel=excel,
        column=column,
        worksheet=worksheet,
        with_pages=pages,
    )
    click.echo(made.path)
    if made.pages is not None:
        click.echo(made.pages)
    for warning in made.warnings:
        click.echo(f"ATTENTION {warning}")
    if made.open and target != "csv":
        words = ", ".join(f"{student!r} ({status.replace('_', ' ')})" for student, status in made.open.items())
        click.echo(f"{len(made.open)} blank: {words}")


COMMANDS = (export,)
