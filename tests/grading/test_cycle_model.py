"""The whole cycle against a plain model: handing in, collecting, grading, marking, mending a key, crashes, backups.

The model knows nothing of files or tables: a few dictionaries, and the rule of when a mark is asked for again.
"""

import copy
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule
from rows import query, scores, set_grade
from synthetic import ASSIGNMENT, HALF, RIGHT, archive, released_course

from clientservice.errors import CourseError
from clientservice.gradebook import Gradebook, backup, restore, verify
from clientservice.judge import collect, grade
from clientservice.reports._rows import read_rows

SORT, NEEDS = "clients-sort", "clients-needs"
STUDENTS = ("anna", "борис", "zoe")
KINDS = ("right", "half", "nothing", "torn")
#: What each kind of work earns while the key is as released, and after it was mended; None: a person looks.
POINTS = {
    "right": {SORT: (4.0, 3.0), NEEDS: (3.0, 3.0)},
    "half": {SORT: (2.0, 1.0), NEEDS: (2.0, 2.0)},
    "nothing": {SORT: (0.0, 0.0), NEEDS: (0.0, 0.0)},
    "torn": {SORT: (None, None), NEEDS: (3.0, 3.0)},
}


def parcels(root, folder):
    """One archive of each kind; the same bytes every time."""
    made = {}
    for kind, answers in {"right": RIGHT, "half": HALF, "nothing": {}, "torn": RIGHT}.items():
        path = archive(root, folder / f"{kind}.zip", answers)
        if kind == "torn":
            with zipfile.ZipFile(path) as full:
                files = {name: full.read(name) for name in full.namelist()}
            name = next(name for name in files if name.endswith(f"{SORT}.json"))
            with zipfile.ZipFile(path, "w") as torn:
                for member, raw in (files | {name: b"{"}).items():
                    torn.writestr(member, raw)
        made[kind] = path.read_bytes()
    return made


class Model:
    """What should be true."""

    def __init__(self):
        self.inbox = {}  # student → (moment, kind): the archive as it lies there
        self.mended = False
        self.kept = SimpleNamespace(versions={s: [] for s in STUDENTS}, graded={}, marks={})

    def work(self, student):
        """The version that counts: the latest one."""
        return max(self.kept.versions[student])[1] if self.kept.versions[student] else None

    def collect(self):
        for student, found in self.inbox.items():
            versions = self.kept.versions[student]
            if not versions or versions[-1][1] != found[1]:
                versions.append(found)

    def to_grade(self, students, *, regrade):
        """In the order in which one worker takes them."""
        waiting = [s for s in sorted(students) if self.work(s) is not None]
        return [s for s in waiting if regrade or self.kept.graded.get(s) != (self.work(s), self.mended)]

    def grade(self, student):
        kind = self.work(student)
        for name, points in POINTS[kind].items():
            auto = points[self.mended]
            old = self.kept.marks.get((student, name))
            if old is None:
                self.kept.marks[student, name] = (auto, None, auto is None)
                continue
            resolved = old[0] == auto and not old[2]
            asks = (auto is None or old[1] is not None) and not resolved
            self.kept.marks[student, name] = (auto, old[1], asks)
        self.kept.graded[student] = (kind, self.mended)

    def row(self, student):
        """Status and points as an export says them."""
        if student not in self.kept.graded:
            return ("ungraded", None) if self.kept.versions[student] else None
        kind, marks = self.kept.graded[student][0], [self.kept.marks[student, name] for name in (SORT, NEEDS)]
        if any(asks or (auto is None and manual is None) for auto, manual, asks in marks):
            return ("needs_review", None)
        untouched = kind == "nothing" and all(manual is None for _, manual, _ in marks)
        total = sum(auto if manual is None else manual for auto, manual, _ in marks)
        return ("not_attempted" if untouched else "graded", round(total, 2))


class Cycle(RuleBasedStateMachine):
    """A teacher's weeks, in any order."""

    backups = Bundle("backups")

    @initialize()
    def begin(self):
        self.folder = Path(tempfile.mkdtemp(prefix="cycle-"))
        self.root, self.inbox = self.folder / "course", self.folder / "inbox"
        self.inbox.mkdir()
        shutil.copytree(Cycle.released, self.root)
        self.model, self.moment, self.number = Model(), 1_800_000_000, 0
        self.parcels = Cycle.archives

    @rule(student=st.sampled_from(STUDENTS), kind=st.sampled_from(KINDS))
    def hand_in(self, student, kind):
        self.moment += 60
        path = self.inbox / f"{student}.zip"
        path.write_bytes(self.parcels[kind])
        os.utime(path, (self.moment, self.moment))
        self.model.inbox[student] = (self.moment, kind)

    @precondition(lambda self: self.model.inbox)
    @rule()
    def collect(self):
        assert collect(self.root, ASSIGNMENT, archives=[self.inbox]).refused == []
        self.model.collect()

    @rule(regrade=st.booleans(), alone=st.none() | st.sampled_from(STUDENTS))
    def grade(self, regrade, alone):
        students = STUDENTS if alone is None else (alone,)
        if alone is not None and self.model.work(alone) is None:
            with pytest.raises(CourseError, match="there is no such submission"):
                grade(self.root, ASSIGNMENT, students=[alone])
            return
        expected = self.model.to_grade(students, regrade=regrade)
        chosen = None if alone is None else [alone]
        report = grade(self.root, ASSIGNMENT, students=chosen, regrade=regrade, workers=1)
        assert report.failed == []
        assert sorted(done.student for done in report.graded) == expected
        for student in expected:
            self.model.grade(student)

    @rule(number=st.integers(0, 2), after=st.booleans(), regrade=st.booleans())
    def crash(self, number, after, regrade):
        """The run ends while one submission is written: before the gradebook's transaction, or right after it."""
        expected = self.model.to_grade(STUDENTS, regrade=regrade)
        real, seen = Gradebook.save, []

        def save(book, cells, outcome):
            seen.append(outcome.student)
            if len(seen) == number + 1 and not after:
                raise KeyboardInterrupt
            saved = real(book, cells, outcome)
            if len(seen) == number + 1:
                raise KeyboardInterrupt
            return saved

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Gradebook, "save", save)
            if number < len(expected):
                with pytest.raises(KeyboardInterrupt):
                    grade(self.root, ASSIGNMENT, regrade=regrade, workers=1)
            else:
                grade(self.root, ASSIGNMENT, regrade=regrade, workers=1)
        for student in expected[: number + after]:
            self.model.grade(student)

    @precondition(lambda self: self.model.kept.graded)
    @rule(data=st.data(), name=st.sampled_from([SORT, NEEDS]), points=st.sampled_from([0.0, 1.5, 3.0]))
    def mark(self, data, name, points):
        """What the formgrader writes."""
        student = data.draw(st.sampled_from(sorted(self.model.kept.graded)))
        set_grade(self.root, student, name, manual_score=points, needs_manual_grade=False)
        auto, _, _ = self.model.kept.marks[student, name]
        self.model.kept.marks[student, name] = (auto, points, False)

    @rule()
    def mend_key(self):
        path = self.root / f"solutions/keys/{ASSIGNMENT}.yml"
        there, without = "cook: {key: inside", "cook: {key: outside"
        if self.model.mended:
            there, without = without, there
        path.write_text(path.read_text(encoding="utf-8").replace(there, without), encoding="utf-8")
        self.model.mended = not self.model.mended

    @rule(target=backups)
    def back_up(self):
        self.number += 1
        made = backup(self.root, self.folder / f"backup-{self.number}.zip")
        return (made, copy.deepcopy(self.model.kept))

    @rule(found=consumes(backups))
    def put_back(self, found):
        path, kept = found
        restore(self.root, path, force=True)
        self.model.kept = copy.deepcopy(kept)

    @invariant()
    def the_gradebook_is_as_the_model_says(self):
        if not hasattr(self, "root"):
            return
        for student in STUDENTS:
            expected = {name: self.model.kept.marks.get((student, name)) for name in (SORT, NEEDS)}
            assert scores(self.root, student) == (expected if student in self.model.kept.graded else {})
        rows = {row.student.id: (row.status, row.points) for row in read_rows(self.root, ASSIGNMENT)}
        assert rows == {s: self.model.row(s) for s in STUDENTS if self.model.row(s) is not None}
        assert verify(self.root).problems == []

    def teardown(self):
        if hasattr(self, "root"):
            for check in ("integrity_check", "foreign_key_check"):
                assert query(self.root, f"pragma {check}") in ([("ok",)], [])
            assert list((self.root / "grading").rglob(".tmp-*")) == []
            shutil.rmtree(self.folder)


@pytest.mark.slow
def test_the_cycle_does_what_a_plain_model_does(tmp_path_factory):
    Cycle.released = released_course(tmp_path_factory.mktemp)
    Cycle.archives = parcels(Cycle.released, tmp_path_factory.mktemp("parcels"))
    case = Cycle.TestCase()
    case.settings = settings(
        max_examples=int(os.environ.get("CLIENTSERVICE_CYCLES", "12")),
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    case.runTest()
