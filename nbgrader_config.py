"""nbgrader's configuration, for its commands, the formgrader's buttons and our own commands alike.

Start nbgrader from this folder. ``CLIENTSERVICE_EDITION=ru nbgrader …`` works on the Russian edition; without it
English, the gradebook's canonical edition. Both editions share one gradebook and one ``submitted/``.
"""

import os
from pathlib import Path

from clientservice.gradebook import CODE_STUB, TEXT_STUB, prepare_path

c = get_config()  # noqa: F821 - traitlets puts it into this file's namespace

root = Path(__file__).resolve().parent
edition = os.environ.get("CLIENTSERVICE_EDITION", "en")
hooks = "clientservice.judge.hooks"

prepare_path()  # nbgrader calls alembic by name; when it is not found, the first call leaves an unversioned gradebook

c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = f"service-{edition}"
c.CourseDirectory.source_directory = f"solutions/{edition}"
c.CourseDirectory.release_directory = f"assignments/{edition}"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.solution_directory = "grading/solution"  # the default, "solution", is too near to solutions/
# The timeout lets several graders wait for each other instead of losing a submission to "database is locked".
c.CourseDirectory.db_url = f"sqlite:///{root}/grading/gradebook.db?timeout=60"

c.Exchange.root = str(root / "grading" / "exchange")
c.Exchange.cache = str(root / "grading" / "cache")
c.ExchangeFactory.collect = f"{hooks}.SafeCollect"

# Nothing that a student handed in is parsed by nbconvert, and no kernel starts: answers are scored as data.
c.Autograde.exporter_class = f"{hooks}.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [f"{hooks}.CollectResponses", f"{hooks}.SanitiseSubmission"]
late = "clientservice.judge.late_plugin"
c.Autograde.autograde_preprocessors = [
    *(f"{hooks}.{step}" for step in ("ScoreResponses", "SaveAutoGrades")),
    f"{late}.AssignLatePenalties",
]
# solutions/late.yml and grading/extensions.yml; name a class of your own here to have another rule.
c.AssignLatePenalties.plugin_class = f"{late}.LatePenalty"
c.GenerateFeedback.exporter_class = f"{hooks}.FeedbackExporter"
c.GenerateFeedback.preprocessors = []

# nbgrader's own list, but for one step: ClearAnswers keeps an exercise's text where ClearOutput would drop everything.
steps = "IncludeHeaderFooter InstantiateTests LockCells ClearSolutions - CheckCellMetadata ComputeChecksums SaveCells "
steps += "ClearHiddenTests ClearMarkScheme ComputeChecksums CheckCellMetadata"
c.GenerateAssignment.preprocessors = [
    f"{hooks}.ClearAnswers" if step == "-" else f"nbgrader.preprocessors.{step}" for step in steps.split()
]

# Identical in both editions: otherwise "unchanged since the release" is not recognised.
c.ClearSolutions.code_stub = {"python": CODE_STUB}
c.ClearSolutions.text_stub = TEXT_STUB
