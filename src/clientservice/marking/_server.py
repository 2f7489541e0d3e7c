"""The marking pages' part in the teacher's Jupyter server. ``clientservice teach`` loads it by name; nobody else does.

Signing in, tokens and the check against forged requests are the server's own, as for all of its pages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from clientservice.errors import CourseError
from clientservice.gradebook import MarkChangedError
from clientservice.text import default_language, language_names

from ._desk import read_mark
from ._office import Office, UnknownError
from ._pages import Frame, Words, error_page, essay_page, home_page, script, shelf_page, styles

T = TypeVar("T")
PLACE = "clientservice/marking"
_COOKIE = "clientservice-language"
_MAX_BODY = 100_000
_ASSIGNMENT, _ESSAY = r"([A-Za-z0-9][A-Za-z0-9_-]{0,63})", r"([0-9a-f]{32})"
#: The browser enforces what the templates promise: nothing runs or loads but our own files.
_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'"


class _Sent(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    levels: dict[str, int]
    comment: str


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    root = Path(app.root_dir).expanduser()
    if not (root / "nbgrader_config.py").is_file() or not (root / "solutions").is_dir():
        app.log.warning("clientservice: %s is no clone of the course; there is nothing to mark here", root)
        return
    place = url_path_join(app.base_url, PLACE)
    known = {"root": root, "place": place}
    app.web_app.add_handlers(
        ".*$",
        [
            (rf"{place}/?", HomeHandler, known),
            (rf"{place}/words", WordsHandler, known),
            (rf"{place}/static/(marking\.css|marking\.js|early\.js)", StaticHandler),
            (rf"{place}/save/{_ASSIGNMENT}/{_ESSAY}", SaveHandler, known),
            (rf"{place}/{_ASSIGNMENT}/?", ShelfHandler, known),
            (rf"{place}/{_ASSIGNMENT}/{_ESSAY}", EssayHandler, known),
        ],
    )
    app.log.info("Marking texts: %s", url_path_join(_host(app.connection_url), place))


def _host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


class _Reader(JupyterHandler):
    """What the handlers share: the course, the language, and work done beside the server's own thread."""

    auth_resource = "clientservice-marking"

    def initialize(self, root: Path, place: str) -> None:
        self.root, self.place = root, place

    @property
    def lang(self) -> str:
        """Chosen on the page, else kept from before, else the computer's."""
        asked = (self.get_argument("lang", ""), self.get_cookie(_COOKIE) or "")
        return next((lang for lang in asked if lang in language_names()), default_language())

    @property
    def frame(self) -> Frame:
        return Frame(self.place, self.lang, names=self.get_argument("names", "") == "1")

    async def ask(self, function: Callable[[Office], T]) -> T:
        """Run ``function`` in a thread: the gradebook may be busy for a while, the server must not."""
        return await asyncio.to_thread(lambda: function(Office(self.root)))


class _PageHandler(_Reader):
    """A page: HTML, or a calm sentence."""

    @property
    def content_security_policy(self) -> str:
        """The server's own policy, and ours."""
        return f"{super().content_security_policy}; {_POLICY}"

    async def page(self, make: Callable[[Frame, Office], str]) -> None:
        frame = self.frame
        if self.get_argument("lang", "") in language_names():
            self.set_cookie(_COOKIE, frame.lang, path=self.place, samesite="Strict", httponly=True, expires_days=365)
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "same-origin")
        try:
            html = await self.ask(lambda office: make(frame, office))
        except UnknownError as error:
            self.set_status(404)
            html = error_page(frame, "not-found", str(error))
        except CourseError as error:
            self.set_status(500)
            html = error_page(frame, "trouble", str(error))
        await self.finish(html)


class HomeHandler(_PageHandler):
    """All assignments with essays."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """The page."""
        await self.page(lambda frame, office: home_page(frame, office.shelves()))


class ShelfHandler(_PageHandler):
    """One assignment's essays."""

    @web.authenticated
    @authorized
    async def get(self, assignment: str) -> None:
        """The page."""
        await self.page(lambda frame, office: shelf_page(frame, office.shelf(assignment, names=frame.names)))


class EssayHandler(_PageHandler):
    """One essay and its rubric."""

    @web.authenticated
    @authorized
    async def get(self, assignment: str, essay: str) -> None:
        """The page."""
        xsrf = self.xsrf_token.decode()

        def make(frame: Frame, office: Office) -> str:
            shelf = office.shelf(assignment, names=frame.names)
            slip = shelf.desk.find(essay)
            if slip is None:
                raise UnknownError(f"{assignment}: there is no such text")
            key = office.key(shelf, slip.essay)
            return essay_page(frame, shelf, slip, key, office.comments(), now=office.now(), xsrf=xsrf)

        await self.page(make)


class SaveHandler(_Reader, APIHandler):
    """A mark: ``{"version", "levels": {criterion: index}, "comment"}``."""

    @web.authenticated
    @authorized
    async def post(self, assignment: str, essay: str) -> None:
        """Save. Answers: the new version; 409 where somebody was faster; 400 or 404 with the reason."""
        frame = self.frame
        try:
            sent = _read(self.request.body)
            answer = await self.ask(lambda office: _give(office, frame, (assignment, essay), sent))
            self._tell_the_formgrader()
            await self.finish(answer)
        except (msgspec.MsgspecError, ValueError) as error:
            self._refuse(400, str(error))
        except UnknownError as error:
            self._refuse(404, str(error))
        except MarkChangedError:
            self._refuse(409, frame.words.say("conflict"))
        except CourseError as error:
            self._refuse(500, str(error))

    def _tell_the_formgrader(self) -> None:
        """Let nbgrader's formgrader, in this same process, read marks anew: it keeps those that it has read once."""
        book = self.settings.get("nbgrader_gradebook")
        if book is not None:
            book.db.expire_all()

    def _refuse(self, status: int, message: str) -> None:
        self.set_status(status)
        self.finish({"message": message})


def _read(body: bytes) -> _Sent:
    if len(body) > _MAX_BODY:
        raise ValueError("too much for a mark and a comment")
    return msgspec.json.decode(body, type=_Sent)


def _give(office: Office, frame: Frame, place: tuple[str, str], sent: _Sent) -> dict[str, Any]:
    assignment, essay = place
    slip = office.shelf(assignment).desk.find(essay)
    if slip is None:
        raise UnknownError(f"{assignment}: there is no such text")
    mark = read_mark(slip.essay, sent.levels, sent.comment)
    if slip.row.version != sent.version:
        raise MarkChangedError("marked meanwhile")
    row = office.give(assignment, slip, mark).row
    now = office.now()
    moment = row.marked_at.astimezone(now.tzinfo) if row.marked_at is not None else now
    return {
        "version": row.version,
        "points": row.manual,
        "comment": row.comment,
        "status": frame.words.saved(moment, now),
    }


class WordsHandler(_Reader, APIHandler):
    """What the card in JupyterLab's launcher says."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """``{"label", "caption"}`` in the language asked for."""
        words = Words(self.lang)
        await self.finish({"label": words.say("marking"), "caption": words.say("card")})


class StaticHandler(JupyterHandler):
    """Style and scripts."""

    auth_resource = "clientservice-marking"

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        """One of the three files."""
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        self.set_header("Content-Type", f"{kind}; charset=UTF-8")
        self.set_header("Cache-Control", "no-cache")
        await self.finish(styles() if kind == "text/css" else script(name.removesuffix(".js")))
