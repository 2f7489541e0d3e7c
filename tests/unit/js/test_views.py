"""The views' scripts without a browser: `node --test` with jsdom, one file ``<type>.test.mjs`` per type.

Every type's script is written to a folder exactly as Python puts it together; ``harness.mjs`` loads it from there.
jsdom is installed once per environment, by npm, at the version that package.json names.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clientservice import lab
from clientservice.widgets._assets import script
from clientservice.widgets._types import SCRIPTS, WORDS

HERE = Path(__file__).parent
KERNEL = Path(lab.__file__).parent / "labextensions/clientservice-student/app/kernel.js"
TESTS = sorted(path.name for path in HERE.glob("*.test.mjs"))


def lacking(what):
    """A missing tool is an error in CI; elsewhere the tests are skipped, loudly."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(f"TESTS OF THE VIEWS DID NOT RUN: {what}")


@pytest.fixture(scope="session")
def node():
    """Node.js, version 20 or later."""
    found = shutil.which("node")
    if found is None:
        lacking("Node.js is needed (any version from 20 on)")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").split(".")[0]) < 20:
        lacking(f"Node.js {version.strip()} is too old, 20 or later is needed")
    return found


@pytest.fixture(scope="session")
def modules():
    """A folder with jsdom in its node_modules, kept beside the installed packages."""
    wanted = (HERE / "package.json").read_bytes()
    folder = Path(sys.prefix) / "node" / hashlib.sha256(wanted).hexdigest()[:12]
    if not (folder / "node_modules" / "jsdom").is_dir():
        if (npm := shutil.which("npm")) is None:
            lacking("npm is needed to install jsdom")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_bytes(wanted)
        command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
        if subprocess.run(command, cwd=folder, check=False, timeout=180).returncode:
            lacking("npm could not install jsdom")
    return folder


@pytest.fixture(scope="session")
def scripts(tmp_path_factory):
    """Every type's script as the browser gets it, and of the student mode what knows no page."""
    folder = tmp_path_factory.mktemp("scripts")
    for name, parts in SCRIPTS.items():
        (folder / f"{name}.js").write_text(script(*parts, words_of=WORDS.get(name)), encoding="utf-8")
    (folder / "overview.js").write_text(script("overview", words_of="overview"), encoding="utf-8")
    (folder / "types.json").write_text(json.dumps(list(SCRIPTS)))
    shutil.copy(KERNEL, folder / "kernel.mjs")
    return folder


@pytest.mark.parametrize("name", TESTS)
def test_view(name, node, modules, scripts):
    environment = os.environ | {"CS_SCRIPTS": str(scripts), "CS_MODULES": str(modules / "package.json")}
    command = [node, "--test", "--test-reporter=spec", str(HERE / name)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ℹ tests 0" not in done.stdout, "this file tests nothing"
