"""Commands that open the course: start, teach, doctor."""

from __future__ import annotations

from pathlib import Path

import click

from clientservice import lab
from clientservice.text import default_language, language_names

from ._root import course_root

_port = click.option("--port", type=click.IntRange(1, 65535), help="Port on this computer; without it, a free one.")
_no_browser = click.option("--no-browser", is_flag=True, help="Print the address instead of opening a browser.")


@click.command()
@click.option("--lang", help=f"Edition: {', '.join(language_names())}. Without it, the computer's language.")
@click.option(
    "--work", type=click.Path(path_type=Path), help="Folder for lessons and answers; without it, work/ in the course."
)
@_port
@_no_browser
def start(*, lang: str | None, work: Path | None, port: int | None, no_browser: bool) -> None:
    """Open the course as a student."""
    root, lang = course_root(), lang or default_language()
    folder = (work or root / "work").absolute()
    lab.prepare_work(root, folder, lang)
    lab.student_launch(folder, lang, port=port, browser=not no_browser).run()


@click.command()
@_port
@_no_browser
def teach(*, port: int | None, no_browser: bool) -> None:
    """Open the full JupyterLab with the formgrader, as a teacher."""
    from clientservice.judge import prepare_folders

    root = course_root()
    prepare_folders(root)
    lab.teacher_launch(root, default_language(), port=port, browser=not no_browser).run()


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Say what is there, what is missing for what, and how to get it.

    Works in a clone, in a bundle and anywhere else. The sandbox for students' code is tried with canaries.
    Ends with 1 where something is missing that this course or its grading needs.
    """
    from clientservice.doctor import examine

    missing = False
    for line in examine(Path.cwd()):
        click.echo(str(line))
        missing |= line.mark == "missing"
    ctx.exit(int(missing))


COMMANDS = (start, teach, doctor)
