"""Commands that keep grades: audit, backup, restore."""

from __future__ import annotations

from pathlib import Path

import click

from clientservice.errors import CourseError

from ._root import course_root


@click.command()
@click.argument("student", required=False)
@click.argument("assignment", required=False)
@click.option("--verify", "check", is_flag=True, help="Check that nobody tampered with the history or the scores.")
@click.option("--expect", metavar="HASH", default="", help="With --verify: this noted entry must still be there.")
def audit(*, student: str | None, assignment: str | None, check: bool, expect: str) -> None:
    """Tell the story of a grade in plain words, or check the history of all grades.

    "audit anna a4-clients" tells what counted, what changed when and why, and who marked. "audit --verify" prints the
    hash of the last entry; note it outside this computer, and give it to --expect another time.
    """
    if check or expect:
        if student is not None:
            raise CourseError("--verify checks all grades at once; leave out the names")
        _verify(expect)
        return
    if student is None or assignment is None:
        raise CourseError("name a student and an assignment (clientservice audit anna a4-clients), or give --verify")
    from clientservice import reports

    click.echo("\n".join(reports.story(course_root(), student, assignment)))


def _verify(expect: str) -> None:
    from clientservice.gradebook import verify

    verdict = verify(course_root(), expect=expect)
    for problem in verdict.problems:
        click.echo(f"BROKEN  {problem}")
    click.echo(f"last entry: {verdict.head}")
    if expect and verdict.found_at is not None:
        click.echo(f"the noted hash is that of entry {verdict.found_at}: all up to it is as it was")
    if verdict.problems:
        raise CourseError(
            f"{verdict.entries} entries, {len(verdict.problems)} problems; make a backup of the gradebook as it is, "
            "compare with the last good one, and grade what is concerned with --regrade"
        )
    click.echo(f"{verdict.entries} entries, chain whole")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
def backup(*, file: Path | None) -> None:
    """Copy the gradebook, all submissions and what belongs to them into one archive; also while grading runs.

    Without FILE the archive is made in grading/backups/. It holds students' names, work and marks.
    """
    from clientservice import gradebook

    made = gradebook.backup(course_root(), file)
    click.echo(f"{made} ({made.stat().st_size / 1e6:.1f} MB); keep a copy of it on another disk")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Even if there is a gradebook; it is moved aside, not deleted.")
def restore(*, file: Path, force: bool) -> None:
    """Put a backup back, after checking all of it; what is there now is moved aside.

    Close the teacher's JupyterLab first. Afterwards "clientservice grade" grades what the backup did not have.
    """
    from clientservice import gradebook

    done = gradebook.restore(course_root(), file, force=force)
    if done.aside is not None:
        click.echo(f"what was there before: {done.aside}")
    click.echo(f"{done.files} files of {done.made_at} put back")


COMMANDS = (audit, backup, restore)
