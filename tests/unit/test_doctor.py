"""Doctor: in a clone, in a bundle, anywhere; its words, and when it ends with 1."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import clientservice.doctor
from clientservice.cli import main
from clientservice.doctor import examine
from clientservice.sandbox import Finding, SandboxError, _diagnose, _seccomp, diagnose

HOLDS = [Finding(level="bubblewrap", holds=True, walls=("there is no network",))]
LOST = Finding(level="bubblewrap", holds=False, why="bubblewrap is missing; install it", mend="as root:\n  do this")
WEAKER = [LOST, Finding(level="landlock", holds=True, walls=("there is no network",))]
NOTHING = [LOST, Finding(level="landlock", holds=False, why="no Landlock here")]


@pytest.fixture
def place(tmp_path, monkeypatch, request):
    """A folder of the kind that the test asks for; it is the current one."""
    kind = getattr(request, "param", "clone")
    if kind != "nowhere":
        (tmp_path / "course").mkdir()
        (tmp_path / "course/course.yml").write_text("title: {en: T}\n", encoding="utf-8")
    if kind == "clone":
        (tmp_path / "solutions").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(monkeypatch, findings):
    """What the command prints, and its exit code, where trying the sandbox gives these findings."""
    asked = []
    monkeypatch.setattr(clientservice.doctor, "diagnose", lambda hidden: asked.extend(hidden) or findings)
    done = CliRunner().invoke(main, ["doctor"])
    return done.output, done.exit_code, asked


def test_all_is_well(place, monkeypatch):
    said, code, asked = told(monkeypatch, HOLDS)
    assert code == 0
    assert f"ok       course in {place} (clone)" in said
    assert "ok       sandbox bubblewrap: students' code can be run and graded; tried, and held:" in said
    assert "           there is no network\n" in said
    assert asked == [place / "solutions", place / "grading"]  # the keys of this very course


@pytest.mark.usefixtures("place")
def test_the_weaker_level_is_enough_and_named(monkeypatch):
    said, code, _ = told(monkeypatch, WEAKER)
    assert code == 0
    assert "optional sandbox bubblewrap, for grading exercises with code: bubblewrap is missing; install it\n" in said
    assert "         as root:\n           do this\n" in said
    assert "clientservice grade ASSIGNMENT --sandbox landlock" in said


@pytest.mark.usefixtures("place")
def test_no_level_holds(monkeypatch):
    said, code, _ = told(monkeypatch, NOTHING)
    assert code == 1
    assert "missing  sandbox bubblewrap" in said
    assert "missing  sandbox landlock, for grading exercises with code: no Landlock here" in said


@pytest.mark.parametrize("place", ["nowhere"], indirect=True)
def test_outside_of_any_course(place, monkeypatch):
    said, code, asked = told(monkeypatch, NOTHING)
    assert (code, asked) == (0, [])
    assert f"optional a course: {place} is none, nor is a folder above; go to the unpacked bundle or a clone" in said
    assert "optional sandbox bubblewrap" in said


@pytest.mark.parametrize("place", ["bundle"], indirect=True)
def test_a_student_is_told_nothing_about_sandboxes(place, monkeypatch):
    said, code, _ = told(monkeypatch, NOTHING)
    assert code == 0
    assert f"ok       course in {place} (bundle)" in said
    assert "sandbox" not in said


@pytest.mark.usefixtures("place")
def test_a_package_that_is_missing(monkeypatch):
    monkeypatch.setattr("clientservice.doctor._PACKAGES", {"no-such-package": "everything"})
    said, code, _ = told(monkeypatch, HOLDS)
    assert code == 1
    assert "missing  no-such-package: for everything; install the course's package again" in said


@pytest.mark.usefixtures("place")
def test_programs_for_authors_are_optional(monkeypatch):
    monkeypatch.setattr(
        clientservice.doctor.shutil, "which", lambda name: "/bin/alembic" if name == "alembic" else None
    )
    said, code, _ = told(monkeypatch, HOLDS)
    assert code == 0
    assert "optional git: for teachers and authors, who work in a clone; install Git" in said
    assert "optional chromium: for the browser tests" in said


@pytest.mark.parametrize(
    ("system", "words"), [("darwin", "without code work here as everywhere\n"), ("win32", "exchange")]
)
def test_other_systems(place, monkeypatch, system, words):
    # Python's own `which` would look into the registry of a Windows that is none
    monkeypatch.setattr(clientservice.doctor.shutil, "which", lambda name, **_: f"/bin/{name}")
    monkeypatch.setattr(sys, "platform", system)
    (finding,) = diagnose()
    assert not finding.holds
    assert "only on Linux; grade this assignment on a Linux computer or in a Linux virtual machine" in finding.why
    said = "\n".join(map(str, examine(place))) + "\n"
    assert "optional sandbox bubblewrap, for grading exercises with code: students' code can be run safely only" in said
    assert words in said
    assert "missing  sandbox" not in said


SETTINGS = {
    "AppArmor": ({"kernel/apparmor_restrict_unprivileged_userns": "1"}, "cat > /etc/apparmor.d/bwrap <<END"),
    "no namespaces": ({"user/max_user_namespaces": "0"}, "sysctl -w user.max_user_namespaces=10000"),
    "for root only": ({"kernel/unprivileged_userns_clone": "0"}, "sysctl -w kernel.unprivileged_userns_clone=1"),
    "nothing known": ({}, ""),
}


@pytest.fixture
def closed(monkeypatch):
    """No level starts; bubblewrap is installed; the computer's settings are those that the test gives."""

    def refuse(level, **_):
        raise SandboxError(f"{level} does not start")

    def go(settings, program="/usr/bin/bwrap"):
        monkeypatch.setattr(_diagnose, "Sandbox", refuse)
        monkeypatch.setattr(_diagnose, "_setting", lambda name: settings.get(name, ""))
        monkeypatch.setattr(_diagnose.shutil, "which", lambda _: program)
        monkeypatch.setattr(_diagnose, "Path", lambda _: Path("/no/such/place"))
        return diagnose()

    return go


@pytest.mark.parametrize("case", SETTINGS)
def test_the_mend(closed, case):
    settings, words = SETTINGS[case]
    strong, weak = closed(settings)
    assert (strong.why, weak.why, weak.mend) == ("bubblewrap does not start", "landlock does not start", "")
    assert words in strong.mend if words else strong.mend == ""


def test_what_is_not_installed_needs_no_other_mend(closed):
    settings = {"kernel/apparmor_restrict_unprivileged_userns": "1"}
    assert closed(settings, program=None)[0].mend == ""


def test_it_says_so_where_the_course_could_be_read():
    """A course inside what the sandbox shows is no matter of canaries: it is refused before anything starts."""
    first = diagnose([Path(sys.prefix) / "course/solutions"])[0]
    assert not first.holds
    assert "which the students' code can read; move the course elsewhere" in first.why


def test_libseccomp_is_missing(monkeypatch):
    def absent(*_):
        raise OSError("no such library")

    monkeypatch.setattr(_seccomp.ctypes, "CDLL", absent)
    _seccomp.build_filter.cache_clear()
    getattr(_seccomp, "_library").cache_clear()  # noqa: B009 - another test may have loaded it
    with pytest.raises(SandboxError, match=r"libseccomp is missing.*sudo apt-get install libseccomp2"):
        _seccomp.build_filter(processes=False, signals=False)


def test_help_says_when_it_ends_with_1():
    done = subprocess.run(
        [sys.executable, "-m", "clientservice", "doctor", "-h"], capture_output=True, text=True, check=True
    )
    assert "Ends with 1 where something is missing that this course or its grading needs." in " ".join(
        done.stdout.split()
    )
