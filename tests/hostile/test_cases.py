"""The list of hostile, accidental and honest cases: each is tested, or says why not."""

import json
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CASES = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))


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
    if case["status"] == "out":
        assert len(case["reason"]) > 20
    elif "test" in case:
        path, _, name = case["test"].partition("::")
        assert f"def {name}(" in (HERE.parents[1] / path).read_text(encoding="utf-8")
    else:
        prefix = "test_" + case["id"].replace("-", "_")
        assert [name for name in written() if name == prefix or name.startswith(f"{prefix}_")], f"no {prefix}_…"


def test_ids_are_unique():
    assert len({case["id"] for case in CASES}) == len(CASES) == 110
