"""Essay: never scored by the program, never lost."""

from hypothesis import given
from hypothesis import strategies as st

from clientservice.exercises import Criterion, Essay, EssayKey, Level, model_value, progress, rows, score
from clientservice.exercises.essay import MAX_CHARACTERS, count_words
from clientservice.exercises.family import clean


def text(words):
    return {"en": words, "ru": words}


LEVELS = [Level(points=2, text=text("full")), Level(points=0, text=text("nothing"))]
ESSAY = Essay(
    id="e",
    title=text("t"),
    prompt=text("p"),
    points=2,
    words=(5, 50),
    criteria=[Criterion(id="c", label=text("c"), levels=LEVELS)],
)
KEY = EssayKey(notes=text("n"), example=text("An example of five words."))


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_no_answer_is_ever_scored(value):
    for answer in (value, {"text": value}):
        result = score(ESSAY, KEY, answer)
        assert result.points == 0
        assert result.status in {"not_attempted", "needs_review"}
        assert isinstance(clean(ESSAY, answer)["text"], str)


@given(st.text(min_size=1).filter(str.strip))
def test_a_text_waits_for_a_person_and_is_told_whole(words):
    assert score(ESSAY, KEY, {"text": words}).status == "needs_review"
    assert progress(ESSAY, {"text": words}) == (1, 1)
    assert rows(ESSAY, {"text": words})[0].answer[0]["ru"] == words


def test_blank_and_absent_are_not_attempted_and_too_long_is_looked_at():
    for value in ({}, {"text": ""}, {"text": " \n"}):
        assert score(ESSAY, KEY, value).status == "not_attempted"
    assert "too long" in score(ESSAY, KEY, {"text": "x" * (MAX_CHARACTERS + 1)}).reason


def test_words_are_counted_as_people_count_them():
    assert count_words("Кухня — передаёт блюдо за 15 минут.") == 6
    assert count_words(" — … ") == 0
    assert count_words(model_value(ESSAY, KEY)["text"]) == 5
