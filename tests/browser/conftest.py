"""One JupyterLab for the whole session; a notebook copy and a page of its own for every test."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pytest

# Helpers of this folder: pytest's importlib mode puts no folder on the path.
sys.path.insert(0, str(Path(__file__).parent))

from lab import Lab, Notebooks

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    lab = Lab(tmp_path_factory.mktemp("lab"))
    yield lab
    lab.close()


@pytest.fixture
def lab(server):
    """The server, with no kernel running before or after the test and the light theme set."""
    server.theme("light")
    yield server
    server.stop_kernels()


@pytest.fixture(scope="session")
def contexts():
    """Browser contexts by their options, kept for the session: a page with a warm cache opens in half the time."""
    return {}


@pytest.fixture
def new_page(browser, contexts):
    """Make pages; an error in our script fails the test that met it."""
    pages, errors = [], []

    def make(width=900, height=1100, **options):
        kind = str(options)
        if kind not in contexts:
            contexts[kind] = browser.new_context(accept_downloads=True, **options)
        page = contexts[kind].new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        # widgets' scripts are blobs; JupyterLab itself throws a few errors when a kernel restarts
        page.on("pageerror", lambda error: errors.append(error.stack) if "blob:" in (error.stack or "") else None)
        page.set_default_timeout(15_000)
        return page

    yield make
    for page in pages:
        page.close()
    assert not errors


@pytest.fixture
def page(new_page):
    return new_page()


_numbers = itertools.count(1)


@pytest.fixture
def notebooks(lab):
    """Write copies of the two small notebooks into a folder of this test's own."""
    return Notebooks(lab, f"t{next(_numbers)}", HERE / "fixtures")


@pytest.fixture
def axe(axe_script):
    """Check our own parts of a page; returns the violations in short."""

    def check(page):
        page.evaluate(axe_script)
        found = page.evaluate("axe.run('.cs', {resultTypes: ['violations']})")["violations"]
        return [(v["id"], v["impact"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found]

    return check
