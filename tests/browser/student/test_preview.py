"""`clientservice preview gallery`, as an author starts it: every kind of exercise really opens."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from course_server import CourseServer

from clientservice.exercises import TYPES

REPO = Path(__file__).parents[3]
PRACTICE_ONLY = {"audit", "estimate", "scenario"}
TROUBLE = ".cs-panel, .cs-trouble, .cs-strip:visible, .jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']"


@pytest.fixture(scope="module")
def preview(tmp_path_factory):
    """The preview's address and token; its own process, in a clone of the course's sources."""
    root = tmp_path_factory.mktemp("author") / "clone"
    (root / "docs").mkdir(parents=True)
    (root / "course").symlink_to(REPO / "course")
    (root / "docs/gallery").symlink_to(REPO / "docs/gallery")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    log = root / "preview.log"
    # JUPYTER_CONFIG_PATH comes after the student's own; a root user, as in a container, may start it
    config = root / "config/jupyter_server_config.json"
    config.parent.mkdir()
    config.write_text('{"ServerApp": {"allow_root": true}}')
    private = {"JUPYTER_TOKEN": token, "JUPYTER_CONFIG_PATH": str(config.parent)}
    private |= {f"JUPYTER_{kind}_DIR": str(root / kind.lower()) for kind in ("RUNTIME", "DATA")}
    command = [str(Path(sys.executable).parent / "clientservice"), "preview", "gallery", "--no-browser", "--lang", "en"]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            cwd=root,
            env=os.environ | private,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 90
    while True:
        with suppress(OSError):
            urllib.request.urlopen(f"{url}/api/status?token={token}", timeout=5).close()
            break
        assert process.poll() is None, log.read_text(errors="replace")[-3000:]
        assert time.monotonic() < deadline, log.read_text(errors="replace")[-3000:]
        time.sleep(0.1)
    yield f"{url}/doc/tree/{{}}?token={token}"
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(30)


def meet(page, kinds):
    for kind in kinds:
        root = page.locator(f'.cs[data-cs="{kind}-example"]')
        root.wait_for(state="attached")
        root.scroll_into_view_if_needed()
        root.locator(".cs-head").wait_for()
    assert page.locator(TROUBLE).count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_gallery_opens_for_practice(preview, page, lang):
    page.goto(preview.format(f"{lang}/00-start.ipynb"))
    CourseServer.wait(page)
    meet(page, TYPES)
    assert page.locator(".cs-pill:visible").count() == 0
    assert page.locator(f'.cs[data-cs][lang="{lang}"]').count() == len(TYPES)


@pytest.mark.slow
def test_the_gallery_opens_graded(preview, page):
    page.goto(preview.format("as-graded/as-graded.ipynb"))
    CourseServer.wait(page)
    kinds = [kind for kind in TYPES if kind not in PRACTICE_ONLY]
    meet(page, kinds)
    assert page.locator('.cs [data-mode="graded"]').count() == len(kinds)
    assert page.locator(".cs-tell").count() == 0
