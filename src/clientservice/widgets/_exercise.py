"""What every exercise's widget shares: its texts, its languages and the saving protocol.

The browser sends ``sent = {"seq": n, "do": "save", "value": …}``. Python writes the file and only then answers
``ack = {"seq": n, "ok": true, "saved_at": …}``; the browser says "saved" on that answer and on nothing else.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

import anywidget
import msgspec
import traitlets

from clientservice.exercises import MISSING, Exercise, Table, Value, clean
from clientservice.responses import RESPONSE_MIME, OpenElsewhereError, Store
from clientservice.text import language_names, ui

from ._plain import answer_html, exercise_html
from ._shuffle import shuffled

Listener: TypeAlias = Callable[["ExerciseWidget"], None]

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


def problem_kind(error: Exception) -> str:
    """Which of the sentences ``problem-…`` in ``widgets.yml`` tells the student what to do."""
    if isinstance(error, OpenElsewhereError):
        return "open-elsewhere"
    code = error.errno if isinstance(error, OSError) else None
    return "disk-full" if code in _DISK_FULL else "read-only" if code in _READ_ONLY else "other"


class ExerciseWidget(anywidget.AnyWidget):
    """An exercise without a key. What is right is no part of this class or of any of its traits."""

    payload: Any = traitlets.Dict().tag(sync=True)  #: what is shown, in every language
    lang: Any = traitlets.Unicode().tag(sync=True)
    value: Any = traitlets.Dict().tag(sync=True)  #: what is saved; Python → browser
    sent: Any = traitlets.Dict().tag(sync=True)  #: a request; browser → Python
    ack: Any = traitlets.Dict().tag(sync=True)  #: the answer to it; Python → browser
    notice: Any = traitlets.Dict().tag(sync=True)  #: something to tell when the exercise appears

    mode: ClassVar[str] = "graded"

    def __init__(self, exercise: Exercise, store: Store, *, lang: str, page: str = "") -> None:
        """Show ``exercise``; its answer is read from and saved to ``store``.

        Args:
            exercise: what is shown.
            store: the response file.
            lang: the language to begin with.
            page: names the notebook session, so that one switch of language reaches all its exercises.
        """
        self.exercise = exercise
        self.store = store
        #: reads a computed answer anew; a `Session` knows where
        self.reader: Callable[[], dict[str, Any]] = lambda: MISSING
        self.listeners: list[Listener] = []
        notice = self._restore()
        super().__init__(
            payload=self._payload() | {"page": page}, lang=lang, value=self._saved, ack=self._answer(0), notice=notice
        )
        self.observe(self._on_sent, "sent")

    def __repr__(self) -> str:
        """Without an address, so that outputs are the same in every run."""
        return f"{type(self).__name__}({self.exercise.id!r})"

    def _payload(self) -> dict[str, Any]:
        place = f"{self.store.folder}/{self.exercise.id}"
        shown: dict[str, Any] = msgspec.to_builtins(self.exercise)
        # the seed is kept with the answer, so the order is the same whenever the exercise is opened again
        return shuffled(shown, self.store.seed) | {
            "mode": self.mode,
            "languages": list(language_names().items()),
            # lets the page recognise this very answer without telling it the folder
            "place": hashlib.sha256(place.encode()).hexdigest()[:12],
        }

    # ── outputs ──

    def bundle(self) -> dict[str, str]:
        """What is displayed where there is no live widget."""
        return {"text/html": exercise_html(self.exercise, self.lang), "text/plain": self.exercise.title[self.lang]}

    def copy_bundle(self) -> dict[str, Any]:
        """The saved answer as it travels inside the notebook: data for the judge, a list for people."""
        return {
            RESPONSE_MIME: msgspec.to_builtins(self.store.last),
            "text/html": answer_html(self.exercise, self.value, self.lang),
            "text/plain": ui("widgets", "copy-of-answer", self.lang, title=self.exercise.title[self.lang]),
        }

    # ── saving ──

    def _restore(self) -> dict[str, str]:
        """Read what is saved; returns what the student must be told about it."""
        try:
            value, set_aside = self.store.load()
        except OSError as error:  # an unreadable file in a folder that can't be written to
            self._saved: dict[str, Any] = clean(self.exercise, None)
            return {"id": "unreadable", "file": f"{self.store.path.name}: {error.strerror}"}
        self._saved = clean(self.exercise, value)
        return {"id": "set-aside", "file": set_aside} if set_aside else {}

    def _answer(self, seq: int, problem: str = "", detail: str = "") -> dict[str, Any]:
        return {
            "seq": seq,
            "ok": not problem,
            "saved_at": self.store.saved_at,
            "revision": self.store.revision,
            "problem": problem,
            "detail": detail,
        }

    def _on_sent(self, change: dict[str, Any]) -> None:
        request = change["new"]
        seq = request.get("seq")
        if not isinstance(seq, int):
            return
        try:
            state = self.serve(str(request.get("do", "save")), request.get("value"))
        except Exception as error:  # noqa: BLE001 - whatever happens, the student must learn that nothing was saved
            self.ack = self._answer(seq, problem_kind(error), f"{type(error).__name__}: {error}")
            return
        self._tell(state, seq)
        for listener in self.listeners:
            listener(self)

    def _tell(self, state: dict[str, Any], seq: int) -> None:
        with self.hold_sync():  # one message, so that the page is painted once
            for name, new in state.items():
                setattr(self, name, new)
            self.ack = self._answer(seq)

    def reload(self) -> None:
        """Show what is saved now: another widget of this kernel saved the same exercise."""
        self._tell(self.serve("reload", None), 0)

    def serve(self, do: str, value: object) -> dict[str, Any]:
        """Do what the browser asks for; returns the traits to set. Raises whatever kept it from being done."""
        if do == "reload":
            notice = self._restore()
            return {"value": self._saved, "notice": notice}
        if do == "read":
            return self._read(self.reader())
        cleaned = self.value if self.computed else clean(self.exercise, value)
        self.store.save(cleaned)
        return {"value": cleaned}

    @property
    def computed(self) -> bool:
        """Whether the answer is computed in a cell; the browser then has no say in it."""
        return isinstance(self.exercise, Value | Table)

    def take(self, understood: dict[str, Any]) -> None:
        """Take a computed answer over, and save it where it is new; a failure is told, not raised."""
        try:
            state = self._read(understood)
        except Exception as error:  # noqa: BLE001 - whatever happens, the student must learn that nothing was saved
            self.ack = self._answer(0, problem_kind(error), f"{type(error).__name__}: {error}")
            return
        if state:
            self._tell(state, 0)

    def _read(self, understood: dict[str, Any]) -> dict[str, Any]:
        """Save a computed answer where it is new; the traits to set. Raises whatever kept it from being saved."""
        value = {"answer": understood}
        if understood["kind"] == "missing" or value == self.value:
            return {}
        before, self.value = self.value, value
        try:
            return self.serve("save", value)
        except BaseException:
            self.value = before  # so that the next reading saves it
            raise
