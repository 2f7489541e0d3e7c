"""``clientservice grade``: the batch as a person sees it: its progress, how it is stopped, and what needs a person."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
import msgspec

from ._root import course_root

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from clientservice.judge import GradeReport, Step
    from clientservice.sandbox import Level

#: What a shell gives a command that was ended by Ctrl-C.
STOPPED = 130
#: The version of what ``--json`` prints; docs/judge.md describes it.
SCHEMA = 1
_SHOWN = 12


@click.command()
@click.argument("assignment")
@click.argument("students", nargs=-1)
@click.option("--regrade", is_flag=True, help="Grade also what has not changed.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="How many submissions with code are run at once.  [default: the processor cores]",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document (docs/judge.md), and nothing else.")
@click.option(
    "--sandbox",
    "level",
    type=click.Choice(["bubblewrap", "landlock", "none"]),
    default="bubblewrap",
    show_default=True,
    help="What keeps students' code in, for exercises with code; doctor says which of them hold here.",
)
@click.option("--unsafe", is_flag=True, help="Needed for --sandbox none: their code could then read keys and grades.")
@click.pass_context
def grade(  # noqa: PLR0913 - one parameter per word on the command line
    ctx: click.Context,
    *,
    assignment: str,
    students: tuple[str, ...],
    regrade: bool,
    workers: int | None,
    as_json: bool,
    level: Level,
    unsafe: bool,
) -> None:
    """Grade what was collected; no kernel starts for exercises without code.

    Ctrl-C stops at once and loses nothing: the same command goes on where it was.
    """
    with _stoppable() as caught:
        from clientservice import judge

        with _bar() as show:
            report = judge.grade(
                course_root(),
                assignment,
                students=students or None,
                regrade=regrade,
                workers=workers,
                progress=show,
                waiting=_say_waiting,
                stop=lambda: bool(caught),
                level=level,
                unsafe=unsafe,
            )
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(document(report)), indent=1).decode())
    else:
        _print(report)
    if report.left:
        again = "the same command again (with --regrade it begins anew)" if regrade else "the same command again"
        click.echo(f"STOPPED: {_count(report)} of {_count(report) + len(report.left)} done; run {again}", err=True)
        ctx.exit(STOPPED)


@contextmanager
def _stoppable() -> Iterator[list[int]]:
    """Ctrl-C and SIGTERM only leave a note here; a second one adds nothing, so it can't disturb the tidying up.

    After the first, later ones are ignored until the process has ended: its exit code tells what happened.
    """
    caught: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        caught.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if caught else handler)


@contextmanager
def _bar() -> Iterator[Callable[[Step], None]]:
    """A progress bar with rate, time left and counts; silent where nobody looks."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    from rich import progress as bars

    columns = (
        bars.TextColumn("grading"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[rate]}"),
        bars.TimeRemainingColumn(),
        bars.TextColumn("{task.fields[counts]}"),
    )
    with bars.Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", rate="", counts="")

        def show(step: Step) -> None:
            passed = progress.tasks[0].elapsed or 0.0
            rate = f"{step.done / passed:.1f}/s" if passed > 1 else ""
            counts = f"{step.scored} scored, {step.review} for a person, {step.failed} failed"
            progress.update(task, completed=step.done, total=step.total, rate=rate, counts=counts)

        yield show


def _say_waiting() -> None:
    click.echo("Another clientservice command is at work here; waiting until it ends (Ctrl-C: not waiting).", err=True)


def _count(report: GradeReport) -> int:
    return len(report.graded) + len(report.unchanged) + len(report.failed)


def _print(report: GradeReport) -> None:
    """Points first, as they were; then the summary, and in it first what needs a person."""
    for done in report.graded:
        click.echo(f"{done.points:g} of {done.max_points:g}  {done.student}")
        for note in [*done.notes, *map(str, done.repairs[:_SHOWN])]:
            click.echo(f"       {note}")
        if len(done.repairs) > _SHOWN:
            click.echo(f"       and {len(done.repairs) - _SHOWN} more that was mended in the notebook")
        if done.changes is not None and done.changes.before is not None and done.changes.items:
            click.echo(f"       {done.student}: {done.changes.sentence}")
    for failure in report.failed:
        click.echo(f"FAILED  {failure.student}: {failure.reason}")
    _print_attention(report)
    for reason, students in _by_reason(report).items():
        more = f" and {len(students) - _SHOWN} more" if len(students) > _SHOWN else ""
        click.echo(f"NEEDS A PERSON  {reason}: {', '.join(students[:_SHOWN])}{more}")
    review = [done for done in report.graded if done.review]
    counts = f"{len(report.graded)} graded, {len(review)} need a person, {len(report.failed)} failed"
    waiting = f" ({len(report.waiting)} wait for a person)" if report.waiting else ""
    click.echo(f"{counts}, {len(report.unchanged)} unchanged{waiting}; {_speed(report)}")


def _print_attention(report: GradeReport) -> None:
    """What concerns the run rather than one submission."""
    if report.settled:
        more = f" and {len(report.settled) - _SHOWN} more" if len(report.settled) > _SHOWN else ""
        click.echo(f"late penalty computed again, marks had changed: {', '.join(report.settled[:_SHOWN])}{more}")
    if report.extended:
        click.echo(f"extended, nothing handed in (check the spelling): {', '.join(report.extended)}")
    if report.journal:
        click.echo(f"ATTENTION {report.journal}")
    if report.code_refused:
        click.echo(f"ATTENTION no code was run, its exercises wait for a person: {report.code_refused}")


def _by_reason(report: GradeReport) -> dict[str, list[str]]:
    """Reason → who waits for it, those of earlier runs too."""
    found: dict[str, list[str]] = {}
    for done in report.graded:
        for reason in done.review:
            found.setdefault(reason, []).append(done.student)
    for student, exercises in report.waiting.items():
        for exercise in exercises:
            found.setdefault(f"{exercise}: since an earlier run", []).append(student)
    return found


def _speed(report: GradeReport) -> str:
    workers = f", {report.workers} workers" if report.workers > 1 else ""
    return f"{report.seconds:.1f} s{workers}"


def document(report: GradeReport) -> dict[str, Any]:
    """The report as ``--json`` prints it."""
    review = sum(bool(done.review) for done in report.graded)
    rows: list[dict[str, Any]] = [
        msgspec.to_builtins(done) | {"status": "needs_review" if done.review else "scored"} for done in report.graded
    ]
    rows += [
        {"student": name, "status": "unchanged", "review": report.waiting.get(name, [])} for name in report.unchanged
    ]
    rows += [{"student": one.student, "status": "failed", "reason": one.reason} for one in report.failed]
    rows += [{"student": name, "status": "left"} for name in report.left]
    return {
        "schema": SCHEMA,
        "assignment": report.assignment,
        "stopped": bool(report.left),
        "level": report.level,
        "code_refused": report.code_refused,
        "workers": report.workers,
        "seconds": report.seconds,
        "attention": [text for text in (report.journal,) if text],
        "settled": report.settled,
        "counts": {
            "submissions": len(rows),
            "scored": len(report.graded) - review,
            "needs_review": review,
            "failed": len(report.failed),
            "unchanged": len(report.unchanged),
            "left": len(report.left),
        },
        "students": sorted(rows, key=lambda row: str(row["student"])),
    }
