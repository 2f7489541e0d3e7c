"""The list of hostile, accidental and honest cases: each is tested, or says why not."""

import json
import os
import re
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from canaries import ABSTRACT, LOOPBACK, Listener

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))
#: These need a web service, a cluster, a server database or containers, none of which is ours.
OUT = {"web-09", "web-10", "submit-10", "submit-17", "submit-18", "db-11", "db-13", "db-14", "db-20", "plat-05"}


def written() -> set[str]:
    """The test functions in this folder."""
    return {
        name
        for path in HERE.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_is_tested_or_says_why_not(case):
    assert case["status"] in {"in", "out"}
    assert "differs" not in case or len(case["differs"]) > 20
    if case["status"] == "out":
        assert len(case["reason"]) > 20
        assert "test" not in case
    elif "test" in case:
        path, _, name = case["test"].partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
    else:
        prefix = "test_" + case["id"].replace("-", "_")
        assert [name for name in written() if name == prefix or name.startswith(f"{prefix}_")], f"no {prefix}_…"


def test_ids_are_unique_and_no_more_are_out():
    assert len({case["id"] for case in CASES}) == len(CASES) == 110
    assert {case["id"] for case in CASES if case["status"] == "out"} <= OUT


def test_the_page_has_the_numbers_of_the_list():
    page = (ROOT / "docs/hostile.md").read_text(encoding="utf-8")
    said = {
        name: (int(ins), int(outs))
        for name, ins, outs in re.findall(r"^\| (\w+): [^|]+\| (\d+) \| (\d+) \|", page, re.MULTILINE)
    }
    families = {case["category"] for case in CASES}
    counted = {
        family: tuple(
            sum(case["category"] == family and case["status"] == status for case in CASES) for status in ("in", "out")
        )
        for family in families
    }
    assert said == counted


def test_the_page_says_of_stock_nbgrader_what_the_list_says():
    page = (ROOT / "docs/hostile.md").read_text(encoding="utf-8")
    named = {name for row in re.findall(r"^\| \w+: .*", page, re.MULTILINE) for name in re.findall(r"\w+-\d\d", row)}
    described = {case["id"] for case in CASES if re.search(r"\bstock\b", case["description"], re.IGNORECASE)}
    assert named == described


def test_the_listener_hears_every_way_to_it_and_nobody_elses():
    """Beside it, other programs of this computer knock at ports of 127.0.0.1 that were theirs or are to be."""
    listener = Listener()
    try:
        with closing(socket.socket()) as neighbour, pytest.raises(ConnectionRefusedError):
            neighbour.connect(("127.0.0.1", listener.port))
        assert listener.heard() == []
        streams = [
            (socket.AF_INET, socket.SOCK_STREAM, (LOOPBACK, listener.port)),
            (socket.AF_INET, socket.SOCK_DGRAM, (LOOPBACK, listener.port)),
            (socket.AF_UNIX, socket.SOCK_STREAM, f"\0{ABSTRACT}-{listener.port}"),
        ]
        for family, kind, address in streams:
            with closing(socket.socket(family, kind)) as sock:
                sock.connect(address)
                sock.send(b"x")
            assert len(listener.heard()) == 1
    finally:
        listener.close()


@pytest.mark.slow
def test_the_look_afterwards_is_thorough_for_all_variants():
    """The quick tier looks at everything after the first variant of each case only."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "not slow", *sorted(HERE.glob("test_[hsw]*.py"))],
        cwd=ROOT,
        env=os.environ | {"CLIENTSERVICE_HOSTILE_ALL": "1"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
