"""What `clientservice start` writes for JupyterLab; and that nothing of it reaches any other JupyterLab."""

import json
import re
from pathlib import Path

import pytest

from clientservice.lab import student_launch, teacher_launch
from clientservice.text import interface_texts, language_names

LAB = Path(__file__).parents[3] / "src/clientservice/lab"
APP = LAB / "labextensions/clientservice-student/app"


def course_json(work):
    return json.loads((work / ".jupyter/labextensions/clientservice-course/course.json").read_text(encoding="utf-8"))


def test_the_extension_gets_words_languages_and_the_manifest(tmp_path):
    (tmp_path / ".course").mkdir()
    known = {"format": 1, "lessons": {"a": {}}, "assignments": {}}
    (tmp_path / ".course/manifest.json").write_text(json.dumps(known))
    launch = student_launch(tmp_path, "ru", browser=False)
    found = course_json(tmp_path)
    assert found["lang"] == "ru"
    assert found["manifest"] == known
    assert found["texts"]["next"]["ru"] == "Дальше"
    assert [word for word in launch.command if word.startswith("--LabApp.extra_labextensions_path=")]
    for style in ("tokens", "base", "primitives"):
        assert (tmp_path / f".jupyter/labextensions/clientservice-course/{style}.css").is_file()


@pytest.mark.parametrize("content", [None, '{"format": 99, "lessons": {"a": {}}}'])
def test_without_a_manifest_that_is_understood_everything_is_foreign(tmp_path, content):
    if content:
        (tmp_path / ".course").mkdir()
        (tmp_path / ".course/manifest.json").write_text(content)
    student_launch(tmp_path, "en", browser=False)
    assert course_json(tmp_path)["manifest"]["lessons"] == {}


def test_what_a_student_chose_is_kept(tmp_path):
    student_launch(tmp_path, "en", browser=False)
    tracker = tmp_path / ".jupyter/settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    tracker.write_text(json.dumps({"recordTiming": True, "windowingMode": "full"}))
    student_launch(tmp_path, "en", browser=False)
    assert json.loads(tracker.read_text())["recordTiming"] is True
    assert json.loads(tracker.read_text())["windowingMode"] == "none"


def test_an_exchange_is_offered_only_where_there_is_one(tmp_path, monkeypatch):
    monkeypatch.setattr("clientservice.lab._student.SYSTEM_CONFIG_PATH", [])
    monkeypatch.setattr("clientservice.lab._student.ENV_CONFIG_PATH", [])
    config = tmp_path / ".jupyter/config"
    student_launch(tmp_path, "en", browser=False)
    server = json.loads((config / "jupyter_server_config.json").read_text())
    extensions = server["ServerApp"]["jpserver_extensions"]
    assert not any(on for name, on in extensions.items() if name.startswith("nbgrader")), "importing it takes seconds"
    assert extensions["clientservice.marking._server"] is False, "it shows keys"
    assert course_json(tmp_path)["exchange"] is None
    (config / "nbgrader_config.json").write_text("{}")
    student_launch(tmp_path, "en", browser=False)
    assert course_json(tmp_path)["exchange"]["courses"]["ru"] == "service-ru"


def test_the_teachers_jupyterlab_stays_untouched(tmp_path):
    launch = teacher_launch(tmp_path, "en")
    (ours,) = [word.partition("=")[2] for word in launch.command if "labextensions" in word]
    assert [path.name for path in Path(ours).iterdir()] == ["clientservice-marking"]
    assert not {"JUPYTERLAB_SETTINGS_DIR", "JUPYTER_CONFIG_DIR", "JUPYTERLAB_WORKSPACES_DIR"} & launch.env.keys()
    assert "student" not in launch.env["JUPYTER_PATH"]


def test_both_kernelspecs_import_nothing_from_beside_a_notebook():
    specs = [json.loads(path.read_text()) for path in sorted((LAB / "share").rglob("kernel.json"))]
    assert len(specs) == 2
    assert all(spec["env"]["PYTHONSAFEPATH"] == "1" for spec in specs)


def test_every_word_exists_in_every_language_and_every_word_is_used():
    texts = interface_texts("lab")
    for name, languages in texts.items():
        assert languages.keys() == language_names().keys(), name
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in APP.glob("*.js"))
    made = {f"{start}{end}" for start, ends in {"theme-": ("light", "dark", "contrast")}.items() for end in ends}
    made |= {f"task-{state}" for state in ("released", "here", "submitted", "feedback")} | {"lesson", "assignment"}
    used = set(re.findall(r'"([a-z][a-z-]*)"', scripts)) | made | {"changed-copy"}  # a part of a file's name, in Python
    assert texts.keys() <= used, texts.keys() - used


def test_scripts_are_small_plain_and_never_in_a_folder_that_browsers_keep():
    assert not (LAB / "labextensions/clientservice-student/static").exists(), "JupyterLab calls such files immutable"
    for path in APP.iterdir():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path.name
