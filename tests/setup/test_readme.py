"""README is true: its commands exist, are the same in both languages, and run on a fresh clone."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from clientservice.cli import main

from .conftest import BIN, REPO, free_port

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


def commands(name):
    text = (REPO / name).read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).splitlines()
    return [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]


def test_both_readmes_give_the_same_commands():
    assert commands("README.md") == commands("README.ru.md")


def test_every_link_leads_somewhere():
    for name in ("README.md", "README.ru.md", "docs/authors.md", "docs/teachers.md", "docs/architecture.md"):
        path = REPO / name
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{name}: {link}"


def test_every_command_has_help():
    names = {line.split()[1] for line in commands("README.md") if line.startswith(BIN)}
    assert names <= set(main.commands)
    for name in main.commands:
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0
        assert len(result.output.splitlines()) > 3


@pytest.mark.slow
def test_make_start_on_a_fresh_clone_and_again(clone, serve, run):
    port = free_port()
    with serve(f"make start ARGS='--no-browser --port {port} --lang en'", clone, port):
        assert (clone / "work/en/00-start.ipynb").exists()
    port = free_port()
    with serve(f"{BIN}/python -m jupyterlab --no-browser --allow-root --ServerApp.port={port}", clone, port) as bare:
        pass
    port = free_port()
    with serve(f"make start ARGS='--no-browser --port {port}'", clone, port) as ours:
        assert ours < bare + 1, f"make start took {ours:.1f} s, JupyterLab alone {bare:.1f} s"
    taken = free_port()
    with serve(f"make start ARGS='--no-browser --port {taken}'", clone, taken):
        assert "in use" in run(f"{BIN}/clientservice start --port {taken} --lang en", clone, code=2).stderr


@pytest.mark.slow
def test_the_teachers_commands_run_on_a_fresh_clone(clone, serve, run):
    port = free_port()
    with serve(f"make teach ARGS='--no-browser --port {port}'", clone, port):
        assert (clone / "grading/exchange").is_dir()
    for command in commands("README.md"):
        if " preview " in command:
            port = free_port()
            with serve(f"{command} --no-browser --port {port}", clone, port):
                assert (clone / "work/.preview/gallery/course/manifest.json").is_file()
        elif command.startswith(BIN):
            run(command, clone)
    assert (clone / "grades.csv").exists()
    assert run("git status --porcelain -- course solutions assignments", REPO).returncode == 0


@pytest.mark.slow
def test_uv_installs_the_course_too(clone, run):
    command = re.search(r"`(uv venv && [^`]*)`", (REPO / "README.md").read_text(encoding="utf-8"))[1]
    uv = clone / BIN
    command = command.replace("uv venv", "uv venv .venv-uv").replace("-e .", "--python .venv-uv -e .")
    run(f"PATH=$PATH:{uv} && {command}", clone)
    run(".venv-uv/bin/clientservice doctor", clone)


@pytest.mark.slow
def test_make_says_in_one_sentence_what_is_missing(clone, run, tmp_path):
    old = tmp_path / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    run("cp -r Makefile pyproject.toml constraints.txt src README.md " + str(tmp_path), clone)
    done = run(f"make start PYTHON={old}", tmp_path, code=2)
    assert "Python 3.11 or later is needed" in done.stdout


def python_3_13():
    """A working Python 3.13 of this computer: named by PYTHON313, on PATH, or pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for candidate in (os.environ.get("PYTHON313"), "python3.13", *sorted(pyenv.glob("3.13*/bin/python3.13"))):
        found = shutil.which(candidate) if candidate else None
        check = "import sys; sys.exit(sys.version_info[:2] != (3, 13))"
        if found and subprocess.run([found, "-c", check], capture_output=True, check=False).returncode == 0:
            return found
    return None


@pytest.mark.slow
def test_the_unit_tests_pass_on_python_3_13(clone, run):
    python = python_3_13()
    if python is None and not os.environ.get("CI"):
        pytest.skip("there is no Python 3.13 on this computer: install it, or name it in PYTHON313")
    uv = f"PATH=$PATH:{clone / BIN}:{REPO / BIN} uv"
    run(f"{uv} venv --quiet --python {python} .venv-313", clone)
    run(f"{uv} pip install --quiet --python .venv-313 -c constraints.txt --group test -e .", clone)
    run(".venv-313/bin/python -m pytest -q tests/unit", clone)
