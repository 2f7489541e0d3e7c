"""What tests of several tiers share: one Chromium per process, and axe-core."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode puts no folder on the path

from chromium import FLAGS, chromium_path


def lacking(what: str) -> None:
    """A missing tool is an error in CI; elsewhere the tests are skipped, loudly."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(f"BROWSER TESTS DID NOT RUN: {what}")


@pytest.fixture(scope="session")
def browser():
    """The computer's own Chromium, headless. Playwright's blocking interface can be started once per process only."""
    path = chromium_path()
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
