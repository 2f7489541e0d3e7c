"""Commands of the grading cycle: release, collect, grade, feedback, export."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._root import course_root

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientservice.judge import GradeReport
    from clientservice.sandbox import Level

_assignment = click.argument("assignment")


@contextmanager
def _bar(words: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar with rate and time left; silent where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(words)

        def step(number: int, total: int, name: str) -> None:
            progress.update(task, completed=number - 1, total=total, description=f"{words} {name[:30]}")

        yield step


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
@click.argument("students", nargs=-1)
@click.option("--regrade", is_flag=True, help="Grade also what has not changed.")
@click.option(
    "--sandbox",
    "level",
    type=click.Choice(["bubblewrap", "landlock", "none"]),
    default="bubblewrap",
    show_default=True,
    help="What keeps students' code in, for exercises with code; doctor says which of them hold here.",
)
@click.option("--unsafe", is_flag=True, help="Needed for --sandbox none: their code could then read keys and grades.")
def grade(*, assignment: str, students: tuple[str, ...], regrade: bool, level: Level, unsafe: bool) -> None:
    """Grade what was collected; no kernel starts for exercises without code."""
    from clientservice import judge

    with _bar("grading") as progress:
        report = judge.grade(
            course_root(),
            assignment,
            students=students or None,
            regrade=regrade,
            progress=progress,
            level=level,
            unsafe=unsafe,
        )
    _print_grades(report)


def _print_grades(report: GradeReport) -> None:
    """What needs a person stands last, where the eye is."""
    review = [done for done in report.graded if done.review]
    for done in report.graded:
        click.echo(f"{done.points:g} of {done.max_points:g}  {done.student}")
        for note in done.notes:
            click.echo(f"       {note}")
    for done in review:
        click.echo(f"NEEDS A PERSON  {done.student}: {'; '.join(done.review)}")
    for failure in report.failed:
        click.echo(f"FAILED  {failure.student}: {failure.reason}")
    if report.code_refused:
        click.echo(f"ATTENTION no code was run, its exercises wait for a person: {report.code_refused}")
    counts = f"{len(report.graded)} graded, {len(review)} need a person, {len(report.failed)} failed"
    click.echo(f"{counts}, {len(report.unchanged)} unchanged")


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


@click.command()
@click.argument("assignment", required=False)
@click.option("--out", type=click.Path(path_type=Path), default=Path("grades.csv"), show_default=True)
@click.option("--excel", is_flag=True, help="For Excel in Russian: semicolons, decimal comma.")
def export(*, assignment: str | None, out: Path, excel: bool) -> None:
    """Write the gradebook as CSV, one assignment or all."""
    from clientservice import reports

    click.echo(reports.export(course_root(), assignment, out, excel=excel))


COMMANDS = (release, collect, grade, feedback, export)
