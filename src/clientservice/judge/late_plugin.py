"""The late policy as nbgrader's plugin: ``nbgrader_config.py`` names these two classes.

`SaveAutoGrades` has written the penalty already, in the transaction that wrote the grades. nbgrader's own step comes
after it, resets the penalty and asks its plugin; ours gives the same number again. So a teacher may name a plugin of
their own (``c.AssignLatePenalties.plugin_class``), and what that one does wrong spoils neither grade nor batch.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties as NbgraderAssignLatePenalties

from clientservice.banks import load_deadlines
from clientservice.gradebook import clamp_penalty, load_places

from ._assess import submitted_at
from ._late import lateness


class LatePenalty(LateSubmissionPlugin):  # type: ignore[misc]
    """``solutions/late.yml`` and ``grading/extensions.yml``, from the arrival that the collector saw."""

    def late_submission_penalty(
        self,
        student_id: str,
        score: float,
        total_seconds_late: float,  # noqa: ARG002 - nbgrader's signature; calendar days need the moment itself
    ) -> float | None:
        """The points to take off; None for work that is on time or has no due date."""
        step = self.parent
        places = load_places(Path(step.parent.parent.coursedir.root))
        arrived = submitted_at(places.submitted / student_id / step.assignment_id)
        late = lateness(load_deadlines(places.root), step.assignment_id, student_id, arrived)
        return late.penalty(score) if late is not None and late.days else None


class AssignLatePenalties(NbgraderAssignLatePenalties):  # type: ignore[misc]
    """nbgrader's step, which a plugin can't harm: a penalty fits its score, and without a number a person looks."""

    def _check_late_penalty(self, notebook: Any, penalty: float) -> float:
        if not isinstance(penalty, int | float) or math.isnan(penalty):
            raise TypeError(f"the penalty is {penalty!r}, which is no number")
        return clamp_penalty(notebook.score, float(penalty))

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Assign the penalty, or have a person look at the submission."""
        try:
            super().preprocess(nb, resources)
        except Exception as error:  # noqa: BLE001 - anybody's plugin
            self.log.error("%s: the late policy's plugin failed, a person must look: %r", self.student_id, error)  # noqa: TRY400
            self._ask()
        return nb, resources

    def _ask(self) -> None:
        with Gradebook(self.db_url) as book:
            found = book.find_submission_notebook(self.notebook_id, self.assignment_id, self.student_id)
            found.late_submission_penalty = None
            for grade in found.grades:
                grade.needs_manual_grade = True
            book.db.commit()


__all__ = ["AssignLatePenalties", "LatePenalty"]
