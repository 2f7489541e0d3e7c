"""Whoever edits the gradebook behind the judge's back is found out; no archive gets out of its folder."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from rows import query, table
from synthetic import ASSIGNMENT, HALF, RIGHT, hand_in

from clientservice.errors import CourseError
from clientservice.gradebook import backup, restore, verify
from clientservice.gradebook._history import TRIGGERS
from clientservice.judge import grade
from clientservice.reports import export, story

HERE = Path(__file__).parent
DROP = "drop trigger clientservice_audit_no_update; drop trigger clientservice_audit_no_delete; "
DROP += "drop trigger clientservice_audit_next_only; "


@pytest.fixture(scope="module")
def once(released, tmp_path_factory):
    """Two students; three entries for anna, two for zoe. Don't change it."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(released, root)
    hand_in(root, "anna", HALF)
    hand_in(root, "zoe", RIGHT)
    grade(root, ASSIGNMENT)
    grade(root, ASSIGNMENT, regrade=True)
    grade(root, ASSIGNMENT, students=["anna"], regrade=True)
    events = [event for (event,) in query(root, "select event from clientservice_audit order by seq")]
    assert events == ["graded"] * 5
    assert verify(root).problems == []
    return root


@pytest.fixture
def graded(once, tmp_path):
    """A copy that a test may spoil."""
    return Path(shutil.copytree(once, tmp_path / "course"))


def script(course, sql):
    with closing(sqlite3.connect(course / "grading/gradebook.db")) as connection, connection:
        connection.executescript(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "update clientservice_audit set student = 'zoe' where seq = 1",
        "delete from clientservice_audit where seq = 5",
        "delete from clientservice_audit",
        "insert or replace into clientservice_audit select * from clientservice_audit where seq = 2",
        "replace into clientservice_audit select 1, at, event, assignment, 'x', '', '', '' from clientservice_audit",
        "insert into clientservice_audit select null, '', '', '', '', '', '', '' from clientservice_audit limit 1",
    ],
)
def test_db_19_the_history_refuses_what_is_no_next_entry(graded, sql):
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        script(graded, sql)
    assert verify(graded).problems == []


INVENT = """insert into clientservice_graded select assignment, 'eve', submission, key, release, environment, graded_at,
    record from clientservice_graded where student = 'anna'"""
IDLE = """drop trigger clientservice_audit_no_update; create trigger clientservice_audit_no_update before update on
    clientservice_audit begin select 1; end"""
#: What is done, and a word of what `verify` must say.
TAMPERING = {
    "a score": ("update grade set auto_score = 4 where auto_score = 2", "the judge gave"),
    "a score to nothing": ("update grade set auto_score = null", "the judge gave"),
    "a grade deleted": ("delete from grade where rowid = 1", "it is gone now"),
    "a record": (
        """update clientservice_graded set record = replace(record, '"points":2.0', '"points":4.0') """,
        "not the one that the history says",
    ),
    "a stamp": ("update clientservice_graded set key = 'x'", "not the one that the history says"),
    "a record deleted": ("delete from clientservice_graded where student = 'anna'", "is gone"),
    "a record invented": (INVENT, "without an entry"),
    "the triggers dropped": (DROP, "triggers"),
    "a trigger that does nothing": (IDLE, "triggers"),
    "the table dropped": ("drop table clientservice_audit", "there is no history, but 2 grades"),
}
SWAP = """update clientservice_audit set seq = 100 where seq = 2; update clientservice_audit set seq = 2 where seq = 3;
    update clientservice_audit set seq = 3 where seq = 100"""
RENUMBER = """delete from clientservice_audit where seq = 2;
    update clientservice_audit set seq = seq - 1 where seq > 2"""
PUT_IN = """update clientservice_audit set seq = seq + 1 where seq = 5; insert into clientservice_audit
    select 5, at, event, assignment, student, details, previous, hash from clientservice_audit where seq = 4"""
#: The same by somebody who drops the triggers first and puts them back.
BEHIND = {
    "an entry's score": (
        "update clientservice_audit set details = replace(details, '[2.0,', '[4.0,') where seq = 3",
        "entry 3 (anna, a4-clients)",
    ),
    "an entry's time": ("update clientservice_audit set at = '2020-01-01' where seq = 2", "entry 2 (zoe"),
    "an entry deleted": ("delete from clientservice_audit where seq = 3", "entry 3 is missing"),
    "the first deleted": ("delete from clientservice_audit where seq = 1", "entry 1 is missing"),
    "the last deleted": ("delete from clientservice_audit where seq = 5", "end was cut off"),
    "everything deleted": ("delete from clientservice_audit", "end was cut off"),
    "two swapped": (SWAP, "does not follow"),
    "renumbered": (RENUMBER, "does not follow"),
    "one put in": (PUT_IN, "was changed after"),
    "no data": ("update clientservice_audit set details = '{' where seq = 5", "can't be read"),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_db_19_tampering_is_found(graded, name):
    sql, said = TAMPERING[name]
    script(graded, sql)
    problems = verify(graded).problems
    assert [problem for problem in problems if said in problem], problems


@pytest.mark.parametrize("name", BEHIND)
def test_db_19_tampering_without_the_triggers_is_found(graded, name):
    sql, said = BEHIND[name]
    script(graded, DROP)
    script(graded, sql)
    script(graded, ";".join(TRIGGERS.values()))
    problems = verify(graded).problems
    assert not [problem for problem in problems if "triggers" in problem]
    assert [problem for problem in problems if said in problem], problems


def test_db_19_a_cut_end_with_everything_else_put_back_is_found_by_the_noted_hash(graded, tmp_path):
    """Somebody puts back an earlier file, as a whole: nothing in it is wrong."""
    earlier = shutil.copy(graded / "grading/gradebook.db", tmp_path / "earlier.db")
    grade(graded, ASSIGNMENT, regrade=True)
    head = verify(graded).head
    shutil.copy(earlier, graded / "grading/gradebook.db")
    assert verify(graded).problems == []
    assert verify(graded, expect=head).problems


def test_db_19_a_whole_new_history_is_found_by_the_noted_hash(graded):
    """Who may write the file may write another history that is whole in itself; only what was noted elsewhere helps."""
    head = verify(graded).head
    script(graded, "drop table clientservice_audit; delete from sqlite_sequence where name = 'clientservice_audit'")
    query(graded, "update grade set auto_score = 4 where auto_score = 2")
    grade(graded, ASSIGNMENT)
    assert verify(graded).problems == []
    (problem,) = verify(graded, expect=head).problems
    assert "cut off or replaced" in problem


def test_db_19_guards_that_were_dropped_come_back_and_it_is_written_down(graded):
    script(graded, DROP)
    grade(graded, ASSIGNMENT)
    assert verify(graded).problems == []
    assert query(graded, "select seq, event from clientservice_audit order by seq desc limit 1") == [(6, "guards")]


def test_db_19_a_changed_score_is_put_right_by_a_regrade_and_stays_told(graded):
    script(graded, "update grade set auto_score = 99")
    assert "ATTENTION: the automatic score" in "\n".join(story(graded, "anna", ASSIGNMENT))
    export(graded, ASSIGNMENT, graded / "grades.csv")
    assert verify(graded).problems, "looking at a score must not make it right"
    (changed,) = grade(graded, ASSIGNMENT, students=["anna"], regrade=True).graded
    assert "changed by something else than the judge" in changed.changes.sentence
    grade(graded, ASSIGNMENT, regrade=True)
    assert verify(graded).problems == []
    assert "changed by something else than the judge" in "\n".join(story(graded, "anna", ASSIGNMENT))


def forged(made: Path, change) -> Path:
    """The backup with its members changed by ``change(members)``; the manifest is whatever the change makes of it."""
    with zipfile.ZipFile(made) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    extra = change(members) or []
    target = made.with_name("forged.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for name, raw in [*members.items(), *extra]:
            archive.writestr(name, raw)
    return target


def listed(members: dict, name: str, raw: bytes) -> None:
    """Put a file in, as a forger would who mends the manifest too."""
    manifest = json.loads(members["manifest.json"])
    manifest["files"][name] = [len(raw), hashlib.sha256(raw).hexdigest()]
    members["manifest.json"] = json.dumps(manifest).encode()
    members[name] = raw


def link(_: dict) -> list:
    entry = zipfile.ZipInfo("submitted/anna/a4-clients/link")
    entry.external_attr = 0o120777 << 16
    return [(entry, "/etc/passwd")]


def folder(members: dict, name: str) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["folders"] = [name]
    members["manifest.json"] = json.dumps(manifest).encode()


def bomb(members: dict) -> None:
    raw = b"\0" * (8 << 20)
    listed(members, "submitted/a/b/c", raw)
    manifest = json.loads(members["manifest.json"])
    manifest["files"]["submitted/a/b/c"][0] = 100
    members["manifest.json"] = json.dumps(manifest).encode()


FORGED = {
    "outside": (lambda m: listed(m, "../escaped", b"x"), "unsafe name"),
    "outside by an absolute path": (lambda m: listed(m, "/escaped", b"x"), "unsafe name"),
    "outside from within": (lambda m: listed(m, "submitted/../../escaped", b"x"), "unsafe name"),
    "outside by a backslash": (lambda m: listed(m, "submitted\\..\\..\\escaped", b"x"), "unsafe name"),
    "a folder outside": (lambda m: folder(m, "submitted/../../escaped"), "nothing that a backup holds"),
    "a foreign place": (lambda m: listed(m, "exchange/x", b"x"), "nothing that a backup holds"),
    "the course's configuration": (lambda m: listed(m, "own/nbgrader_config.py", b"x"), "nothing that a backup holds"),
    "the lock": (lambda m: listed(m, ".writer.lock", b"x"), "nothing that a backup holds"),
    "a link": (link, "links are not allowed"),
    "a file too many": (lambda _: [("submitted/x/y/z", b"x")], "not those of its manifest"),
    "a file too few": (lambda m: m.pop(next(name for name in m if name.startswith("submitted/"))), "not those of its"),
    "another grade": (lambda m: m.update({"gradebook.db": m["gradebook.db"][:-1] + b"x"}), "not as it was"),
    "another database": (lambda m: listed(m, "gradebook.db", b"no database" * 999), "damaged"),
    "an empty database": (lambda m: listed(m, "gradebook.db", b""), "damaged"),
    "a size that lies": (bomb, "not as it was"),
    "more than the disk": (
        lambda m: m.update(
            {"manifest.json": m["manifest.json"].replace(b'"size"', b"").replace(b"[", b"[1" + b"0" * 15, 1)}
        ),
        "more space|manifest",
    ),
    "no manifest": (lambda m: m.pop("manifest.json"), "no backup of a gradebook"),
    "a manifest of another kind": (lambda m: m.update({"manifest.json": b"[]"}), "can't be read"),
}


@pytest.mark.parametrize("name", FORGED)
def test_db_17_a_forged_backup_is_refused_and_nothing_is_touched(graded, tmp_path, name):
    made = backup(graded, tmp_path / "outer" / "b.zip")
    change, said = FORGED[name]
    target = forged(made, lambda members: extra if isinstance(extra := change(members), list) else None)
    before = state(tmp_path)
    with pytest.raises(CourseError, match=said):
        restore(graded, target, force=True)
    assert state(tmp_path) == before


def state(top: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(top)): path.read_bytes()
        for path in top.rglob("*")
        if path.is_file() and path.name != ".writer.lock"
    }


@pytest.mark.parametrize("cut", [0, 10, 2000, -30])
def test_db_17_a_backup_that_was_cut_is_refused(graded, tmp_path, cut):
    made = backup(graded, tmp_path / "b.zip")
    rows = table(graded)
    made.write_bytes(made.read_bytes()[:cut])
    with pytest.raises(CourseError, match="no whole backup"):
        restore(graded, made, force=True)
    assert table(graded) == rows


def test_db_17_every_flipped_byte_is_harmless(graded, tmp_path):
    """Either the restore refuses, or what comes back is what was backed up."""
    made = backup(graded, tmp_path / "b.zip")
    raw, rows = made.read_bytes(), table(graded)
    refused = 0
    for place in range(0, len(raw), max(1, len(raw) // 25)):
        made.write_bytes(raw[:place] + bytes([raw[place] ^ 0x55]) + raw[place + 1 :])
        try:
            restore(graded, made, force=True)
        except CourseError:
            refused += 1
        assert table(graded) == rows
    assert refused > 15


@pytest.mark.parametrize("page", range(1, 30, 4))
def test_db_16_a_damaged_page_stops_grading_before_it_writes(graded, page):
    database = graded / "grading/gradebook.db"
    raw = bytearray(database.read_bytes())
    raw[page * 4096 : page * 4096 + 64] = b"\xa5" * 64
    database.write_bytes(raw)
    with pytest.raises(CourseError, match=r"(?s)damaged.*clientservice restore FILE --force"):
        grade(graded, ASSIGNMENT, regrade=True)
    assert database.read_bytes() == bytes(raw)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("update alembic_version set version_num = 'ffffffffffff'", "made by a newer nbgrader"),
        ("alter table grade drop column extra_credit", "older nbgrader.*nbgrader db upgrade"),
        ("drop table task_cells", "older nbgrader.*nbgrader db upgrade"),
        ("alter table clientservice_audit add column more text", "another version of clientservice"),
        ("alter table clientservice_graded drop column environment", "another version of clientservice"),
    ],
)
def test_db_16_another_versions_gradebook_is_refused(graded, sql, said):
    query(graded, sql)
    database = graded / "grading/gradebook.db"
    raw = database.read_bytes()
    with pytest.raises(CourseError, match=said):
        grade(graded, ASSIGNMENT, regrade=True)
    assert database.read_bytes() == raw


def test_a_locked_gradebook_stops_the_run_and_it_goes_on_afterwards(graded):
    config = graded / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace("timeout=60", "timeout=0.3"), encoding="utf-8")
    rows = table(graded)
    with closing(sqlite3.connect(graded / "grading/gradebook.db")) as other:
        other.execute("begin immediate")
        with pytest.raises(CourseError, match="another program has been writing"):
            grade(graded, ASSIGNMENT, regrade=True)
    assert table(graded) == rows
    assert len(grade(graded, ASSIGNMENT, regrade=True).graded) == 2
    assert verify(graded).problems == []


def walled(*words: object) -> subprocess.CompletedProcess[str]:
    """Run a script of tests/hostile with its own mounts: a real small disk, a real read-only one."""
    bubblewrap = shutil.which("bwrap")
    probe = [bubblewrap, "--bind", "/", "/", "--dev", "/dev", "true"]
    if bubblewrap is None or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("no bubblewrap here: no small and no read-only disk can be made")
    command = [bubblewrap, "--bind", "/", "/", "--dev", "/dev", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.slow
def test_db_05_a_full_disk_leaves_no_half_row_and_grading_goes_on(released, tmp_path):
    course = Path(shutil.copytree(released, tmp_path / "course"))
    for number in range(4):
        hand_in(course, f"student-{number}", RIGHT if number % 2 else HALF)
    small, out = tmp_path / "small", tmp_path / "out.db"
    small.mkdir()
    done = walled("--size", 6 << 20, "--tmpfs", small, sys.executable, HERE / "full_disk.py", course, small, out)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert any("full" in said or "No space" in said for said in found["said"]), found
    assert any("gradebook.db" in said and "full" in said for said in found["said"]), found
    assert found["halves"] == []
    grade(course, ASSIGNMENT)
    golden = table(course)
    shutil.copy(out, course / "grading/gradebook.db")
    assert table(course) == golden


@pytest.mark.slow
def test_a_read_only_disk_is_said_and_can_be_read(graded, tmp_path):
    rows = table(graded)
    program = Path(sys.executable).parent / "clientservice"

    def run(*words):
        return walled("--ro-bind", graded, graded, "--chdir", graded, program, *words)

    done = run("grade", ASSIGNMENT, "--regrade")
    assert done.returncode == 2
    assert "read-only" in done.stderr.lower()
    assert "Traceback" not in done.stderr
    for words in (("export", "--out", tmp_path / "x.csv"), ("audit", "anna", ASSIGNMENT), ("audit", "--verify")):
        done = run(*words)
        assert done.returncode == 0, done.stderr
    assert "chain whole" in done.stdout
    assert table(graded) == rows
