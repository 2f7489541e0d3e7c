"""The command line: words → one call each. Heavy rooms are imported by the command that needs them."""

from __future__ import annotations

import os
from typing import Any

import click

from clientservice import lab
from clientservice.errors import CourseError

from . import _authors, _export, _grading, _opening, _records


class _Group(click.Group):
    """A group whose commands end with one clear sentence and exit code 2 on a CourseError."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CourseError as error:
            click.echo(f"clientservice: {error}", err=True)
            ctx.exit(2)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order of a course's life rather than of the alphabet."""
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="clientservice")
def main() -> None:
    """Service for the client: a course in JupyterLab, in English and Russian."""
    os.environ["PATH"] = lab.own_path()


for _room in (_opening, _authors, _grading, _export, _records):
    for _command in _room.COMMANDS:
        main.add_command(_command)
