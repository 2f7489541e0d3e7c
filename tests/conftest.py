"""What tests of several tiers share: one Chromium per process, and axe-core."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def lacking(what: str) -> None:
    """A missing tool is an error in CI; elsewhere the tests are skipped, loudly."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(f"BROWSER TESTS DID NOT RUN: {what}")


@pytest.fixture(scope="session")
def browser():
    """The computer's own Chromium, headless. Playwright's blocking interface can be started once per process only."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        lacking("no Chromium on PATH; install it, or name it in the environment variable CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe_script(tmp_path_factory):
    """axe-core's script, installed by npm at the version that package.json names."""
    folder = tmp_path_factory.mktemp("axe")
    shutil.copy2(Path(__file__).parent / "browser" / "package.json", folder)
    if (npm := shutil.which("npm")) is None:
        lacking("npm is needed to install axe-core")
    command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
    if subprocess.run(command, cwd=folder, check=False, timeout=120).returncode:
        lacking("npm could not install axe-core")
    return (folder / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
