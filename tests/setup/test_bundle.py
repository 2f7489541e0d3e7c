"""The bundle: a class unpacks it, opens a start file, and a lesson is there."""

import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest

from clientservice.authoring import scan_for_leaks
from clientservice.banks import load_course

from .conftest import BIN, REPO, free_port


@pytest.fixture(scope="module")
def bundle(clone, tmp_path_factory):
    """The archive as it is made in a clone, unpacked with the modes that it carries."""
    out = tmp_path_factory.mktemp("bundle") / "course"
    command = [sys.executable, "-m", "clientservice", "bundle", "--out", str(out)]
    subprocess.run(command, cwd=clone, check=True, capture_output=True)
    target = tmp_path_factory.mktemp("unpacked")
    shutil.unpack_archive(out.with_suffix(".zip"), target)
    with zipfile.ZipFile(out.with_suffix(".zip")) as archive:
        for info in archive.infolist():
            if mode := info.external_attr >> 16:
                (target / info.filename).chmod(mode)
    return target / "course"


@pytest.mark.slow
def test_the_bundle_has_what_a_class_needs_and_nothing_else(bundle):
    names = {path.name for path in bundle.iterdir()}
    assert {"course", "assignments", "package", "start-linux.sh", "start-macos.command", "start-windows.bat"} <= names
    assert not names & {"solutions", "tests", "grading", "src"}
    assert scan_for_leaks(REPO, [bundle]) == []
    assert not list(bundle.rglob("lessons"))


@pytest.mark.slow
def test_a_lesson_starts_from_the_bundle_in_a_clean_environment(bundle, serve, run):
    port = free_port()
    with serve(f"./start-linux.sh --no-browser --port {port} --lang ru", bundle, port):
        assert (bundle / "work/ru/07-external-clients.ipynb").exists()
        for name in load_course(REPO / "course").assignments:
            assert (bundle / "work" / name / "items.json").exists()
    lesson = bundle / "work/ru/07-external-clients.ipynb"
    run(f"../../{BIN}/jupyter execute --inplace {lesson.name}", lesson.parent)
    outputs = [cell.outputs for cell in nbformat.read(lesson, as_version=4).cells if "cs.practice" in cell.source]
    assert all("application/vnd.jupyter.widget-view+json" in output[0].data for output in outputs)
