"""The receipt at the end of an assignment: what is answered, what is missing, and the archive to hand in."""

from __future__ import annotations

import html
import os
from pathlib import Path
from typing import Any

import anywidget
import msgspec
import traitlets

from clientservice.banks import GradedBank
from clientservice.responses import Receipt, make_archive, make_receipt
from clientservice.text import language_names, ui

from ._assets import script, style
from ._places import Places

FILE = "receipt.json"
MAX_STUDENT = 80  # characters


class ReceiptWidget(anywidget.AnyWidget):
    """A slip of paper that follows every save in its notebook."""

    _esm = script("receipt")
    _css = style("receipt")

    payload: Any = traitlets.Dict().tag(sync=True)
    lang: Any = traitlets.Unicode().tag(sync=True)
    state: Any = traitlets.Dict().tag(sync=True)  #: lines and checksum; Python → browser
    student: Any = traitlets.Unicode().tag(sync=True)  #: the id as entered; both ways

    def __init__(self, bank: GradedBank, places: Places, *, lang: str, page: str = "") -> None:
        if not isinstance(bank, GradedBank):
            raise TypeError(f"only an assignment has a receipt, not a {type(bank).__name__}")
        self.bank = bank
        self.places = places
        super().__init__(payload=self._payload() | {"page": page}, lang=lang, student=self._remembered())
        self.refresh()
        self.observe(self._on_student, "student")
        self.on_msg(self._on_message)

    def __repr__(self) -> str:
        """Without an address, so that outputs are the same in every run."""
        return f"{type(self).__name__}({self.bank.id!r})"

    def bundle(self) -> dict[str, str]:
        """What is displayed where there is no live widget."""
        title = f"{ui('widgets', 'receipt', self.lang)}: {self.bank.title[self.lang]}"
        rows = "".join(f"<li>{html.escape(e.title[self.lang])}</li>" for e in self.bank.exercises.values())
        body = (
            f"<h3>{html.escape(title)}</h3>\n<p>{ui('widgets', 'static-receipt', self.lang)}</p>\n<ol>{rows}</ol>\n"
            f"<p><em>{ui('widgets', 'static-run', self.lang)}</em></p>"
        )
        return {"text/html": f'<section lang="{self.lang}">\n{body}\n</section>', "text/plain": title}

    def refresh(self) -> Receipt:
        """Look at the files again and tell the browser."""
        receipt = make_receipt(self.bank.id, self.bank.exercises, self.places.responses, self.student.strip())
        self.state = {"lines": msgspec.to_builtins(receipt.lines), "checksum": receipt.checksum}
        return receipt

    def _payload(self) -> dict[str, Any]:
        questions = [{"id": e.id, "title": e.title} for e in self.bank.exercises.values()]
        return {
            "id": self.bank.id,
            "title": self.bank.title,
            "questions": questions,
            "languages": list(language_names().items()),
        }

    def _remembered(self) -> str:
        """The student id from the last time, else the one that a hub knows."""
        try:
            return msgspec.json.decode((self.places.home / FILE).read_bytes(), type=Receipt).student
        except (OSError, msgspec.MsgspecError):
            return os.environ.get("JUPYTERHUB_USER", "")

    def _on_student(self, _change: dict[str, Any]) -> None:
        self.student = "".join(c for c in self.student if c.isprintable())[:MAX_STUDENT]
        self._keep(self.refresh())

    def _keep(self, receipt: Receipt) -> None:
        try:
            self.places.home.mkdir(parents=True, exist_ok=True)
            (self.places.home / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(receipt), indent=1) + b"\n")
        except OSError:  # it is remembered for convenience; the archive carries its own
            return

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        if not isinstance(content, dict) or content.get("do") != "download":
            return
        answer: dict[str, Any] = {"seq": content.get("seq")}
        try:
            receipt = self.refresh()
            archive = make_archive(receipt, self._notebook(), self.places.responses)
            self._keep(receipt)
        except Exception as error:  # noqa: BLE001 - the student must be told, whatever it was
            self.send(answer | {"ok": False, "detail": f"{type(error).__name__}: {error}"})
            return
        self.send(answer | {"ok": True, "file": f"{self.bank.id}.zip"}, buffers=[archive])

    def _notebook(self) -> Path | None:
        """The notebook itself. A kernel knows only the name it was started with, which a renaming makes stale."""
        found = sorted(self.places.notebook.glob("*.ipynb"))
        started = Path(os.environ.get("JPY_SESSION_NAME", "")).name
        for name in (started, f"{self.bank.id}.ipynb"):
            if (path := self.places.notebook / name) in found:
                return path
        return found[0] if len(found) == 1 else None
