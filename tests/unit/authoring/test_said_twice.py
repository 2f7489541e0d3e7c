"""No sentence of the course stands there twice in a row: an edit that was applied two times leaves such a trace."""

import re
from pathlib import Path

import pytest

REPO = Path(__file__).parents[3]
#: Twenty characters or more, then the same again. Numbers and short refrains ("2 + 2 + 3") are shorter.
TWICE = re.compile(r"\b(\w[^\n|\"]{19,}?)[\s.,;:]+\1\b")
WORDS = sorted(
    [
        *REPO.glob("course/*.yml"),
        *REPO.glob("course/lessons/*.md"),
        *REPO.glob("course/exercises/*.yml"),
        *REPO.glob("course/strings/*.yml"),
        *REPO.glob("solutions/authored/*.md"),
        *REPO.glob("solutions/exercises/*.yml"),
        *REPO.glob("solutions/keys/*.yml"),
    ]
)


@pytest.mark.parametrize(
    "said",
    [
        "Count them, and the bonus depends on it, and the bonus depends on it.",
        "Хватило бы скромного. В лекции этой составляющей нет. В лекции этой составляющей нет.",
    ],
)
def test_a_sentence_said_twice_is_seen(said):
    assert TWICE.search(said)


def test_the_course_says_nothing_twice_in_a_row():
    found = [
        f"{path.relative_to(REPO)}:{number}: {twice[1][:80]}"
        for path in WORDS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for twice in TWICE.finditer(line)
    ]
    assert WORDS
    assert not found, "said twice, take one away:\n" + "\n".join(found)
