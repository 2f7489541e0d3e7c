"""An exercise with feedback. The key stays in this object; a "why" leaves it only after Check."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import traitlets

from clientservice.exercises import (
    Exercise,
    Key,
    Score,
    clean,
    complete,
    mixups,
    outcome,
    replayable,
    reveal,
    score,
    whys,
)
from clientservice.responses import Store

from ._exercise import ExerciseWidget

_RIGHT = 1 - 1e-9  # shares are sums of fractions
_MAX_ATTEMPTS = 50


class PracticeWidget(ExerciseWidget):
    """Practice: check, hints, "show me", try again.

    What was checked lies in a file of its own, ``<exercise>.checked.json``; so the answer's form is the same as in
    graded work. Its value: ``{"value": the answer when it was last checked, "shown": [part, …], "hints": n,
    "attempts": [{"at": when, "share": 0…1}, …], "done": whether it was ever right, shown or ended}``. What is played
    to an end rather than checked has one attempt for each end, with its answer as ``value``.
    """

    #: ``checked`` answer, ``verdicts`` and ``whys`` by answered part, ``missing`` (how many parts), ``right``,
    #: ``share``, ``shown`` parts, ``mixups``, ``attempts`` (how many), ``hints`` so far, ``hints_left``, ``done`` text,
    #: the last two ``plays``, and what the type has to `reveal`
    feedback: Any = traitlets.Dict().tag(sync=True)

    mode: ClassVar[str] = "practice"

    def __init__(self, exercise: Exercise, store: Store, *, key: Key, lang: str, page: str = "") -> None:
        """Like an exercise, with its ``key``."""
        self._key = key
        self._checks = Store(store.folder, f"{store.exercise}.checked")
        self._record: dict[str, Any] = {}
        super().__init__(exercise, store, lang=lang, page=page)
        self._recall()
        self.feedback = self._feedback()

    def serve(self, do: str, value: object) -> dict[str, Any]:
        """Save, and where asked check, give a hint, show the answer or begin anew."""
        if do == "reload":
            state = super().serve(do, value)
            self._recall()
            return state | {"feedback": self._feedback()}
        if do == "read":
            return super().serve(do, value)
        if do == "hint":
            self._record["hints"] = min(self._record["hints"] + 1, len(self._key.hints))
            return super().serve("save", value) | self._keep()
        shown: list[str] = []
        if do == "show":
            mine = clean(self.exercise, value)
            before = score(self.exercise, self._key, mine).per_item
            value = complete(self.exercise, self._key, mine)
            after = score(self.exercise, self._key, value).per_item
            shown = [part for part in after if part not in before or before[part].verdict not in {"ok", "mind"}]
            if self.computed:
                return self._keep()  # a computed answer can't be given by anybody but the student
        state = super().serve("save", value)
        if do == "restart":
            self._record |= {"value": None, "shown": [], "hints": 0}
        elif do in {"check", "show"}:
            self._check(state["value"], shown, attempt=do == "check")
        else:
            return state
        return state | self._keep()

    def _check(self, value: dict[str, Any], shown: list[str], *, attempt: bool) -> None:
        result = score(self.exercise, self._key, value)
        kept = [part for part in self._record["shown"] if part in result.per_item]
        self._record |= {"value": value, "shown": shown or (kept if attempt else [])}
        plays = replayable(self.exercise)
        if attempt and not (plays and outcome(self.exercise, self._key, value) is None):
            now = datetime.now().astimezone().isoformat(timespec="seconds")
            made = {"at": now, "share": round(result.share, 4)} | ({"value": value} if plays else {})
            self._record["attempts"] = [*self._record["attempts"], made][-_MAX_ATTEMPTS:]
        ended = reveal(self.exercise, self._key, value).get("ended") is True
        self._record["done"] = self._record["done"] or bool(shown) or ended or _is_right(result)

    def _keep(self) -> dict[str, Any]:
        self._checks.save(self._record)
        return {"feedback": self._feedback()}

    def _recall(self) -> None:
        try:
            value, _ = self._checks.load()
        except OSError:  # feedback that is forgotten costs one click
            value = None
        known = value if isinstance(value, dict) else {}
        checked = known.get("value")
        self._record = {
            "value": clean(self.exercise, checked) if isinstance(checked, dict) else None,
            "shown": [part for part in _list(known.get("shown")) if isinstance(part, str)],
            "hints": min(max(hints, 0), len(self._key.hints)) if isinstance(hints := known.get("hints"), int) else 0,
            "attempts": [attempt for attempt in _list(known.get("attempts")) if isinstance(attempt, dict)],
            "done": known.get("done") is True,
        }

    def _feedback(self) -> dict[str, Any]:
        record = self._record
        told: dict[str, Any] = {
            "attempts": len(record["attempts"]),
            "hints": self._key.hints[: record["hints"]],
            "hints_left": len(self._key.hints) - record["hints"],
        }
        if replayable(self.exercise):
            told["plays"] = self._plays()
        if record["value"] is None:
            return told
        result = score(self.exercise, self._key, record["value"])
        if not result.per_item:
            return told | ({"checked": record["value"]} | self._told() if result.reason and self._is_text() else {})
        right = _is_right(result)
        # what is open or missed would tell the answer; its number does not
        missing = sum(item.verdict in {"open", "missed"} for item in result.per_item.values())
        verdicts = {p: i.verdict for p, i in result.per_item.items() if right or i.verdict not in {"open", "missed"}}
        reasons = whys(self.exercise, self._key)
        return (
            told
            | {
                "checked": record["value"],
                "verdicts": verdicts,
                "missing": missing,
                # how a computed answer comes about is the answer itself
                "whys": {p: why for p, why in reasons.items() if right or (p in verdicts and not self.computed)},
                "right": right,
                "share": result.share,
                "shown": [part for part in record["shown"] if part in verdicts],
                "mixups": mixups(self.exercise, self._key, record["value"]),
                "done": self._key.done if right else None,
            }
            | self._told()
        )

    def _told(self) -> dict[str, Any]:
        return reveal(self.exercise, self._key, self._record["value"])

    def _plays(self) -> list[dict[str, Any]]:
        """What the last two plays came to, reckoned anew: the file may be older than the exercise."""
        ends = [outcome(self.exercise, self._key, attempt.get("value")) for attempt in self._record["attempts"]]
        return [end for end in ends if end][-2:]

    def _is_text(self) -> bool:
        return self.exercise.__struct_config__.tag == "essay"


def _is_right(result: Score) -> bool:
    return result.status == "scored" and result.share >= _RIGHT


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
