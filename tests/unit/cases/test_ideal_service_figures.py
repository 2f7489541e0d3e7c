"""The figures in the text of lesson 4 are those of the tables that they come from, in both languages."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pandas as pd
import pytest

from clientservice import cases
from clientservice.banks import load_practice
from clientservice.cases import _public, _survey
from clientservice.exercises import ValueKey

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "course/lessons/04-ideal-service.md").read_text(encoding="utf-8")
WORDS = {
    "access": ("Accessibility", "Доступность"),
    "simplicity": ("Simplicity", "Простота"),
    "transparency": ("Transparency", "Прозрачность"),
    "interest": ("Interest", "Интерес"),
    "details": ("Details", "Мелочи"),
    "courtesy": ("Courtesy", "Вежливость"),
    "accuracy": ("Accuracy", "Точность"),
    "promptness": ("Promptness", "Оперативность"),
    "promises": ("Promises", "Обещания"),
    "recovery": ("Recovery", "Исправление"),
}
AIRPORT = {
    "Q7FOOD": ("Restaurants", "Рестораны"),
    "Q7STORE": ("Shops", "Магазины"),
    "Q7WIFI": ("Wi-Fi", "Wi-Fi"),
    "Q9Restroom": ("Restrooms", "Туалеты"),
    "Q7SIGN": ("Signs", "Указатели"),
    "Q7SCREENS": ("Flight screens", "Табло"),
    "Q9Boarding": ("Cleanliness of boarding areas", "Чистота в зонах посадки"),
}


def rows_of(words: tuple[str, str], mean: float, link: float) -> list[str]:
    english = f"| {words[0]} | {mean:.2f} | {link:.2f} |"
    return [english, f"| {words[1]} | {mean:.2f} | {link:.2f} |".replace(".", ",")]


@pytest.mark.parametrize("name", list(WORDS))
def test_survey_table_is_in_the_text(name: str) -> None:
    survey = cases.load_table("survey")
    for row in rows_of(WORDS[name], survey[name].mean(), survey[name].corr(survey.overall)):
        assert row in TEXT


def test_silence_behind_complaints() -> None:
    survey = cases.load_table("survey")
    low = survey[survey.overall <= 2]
    assert (len(survey), len(low), int(low.complained.sum()), int(survey.complained.sum())) == (300, 26, 5, 5)


def test_recipe_and_ranks_are_told_as_they_are() -> None:
    survey = cases.load_table("survey")
    weights = {name: weight for name, (_, weight) in _survey._MODEL.items()}  # noqa: SLF001 - the recipe
    told = {"promises": 0.26, "simplicity": 0.22, "accuracy": 0.18, "recovery": 0.16, "transparency": 0.14}
    told |= {"access": 0.10, "promptness": 0.10, "interest": 0.08, "courtesy": 0.07, "details": 0.03}
    assert weights == told
    link = survey[list(WORDS)].corrwith(survey.overall).rank(ascending=False)
    assert (link["accuracy"], link["interest"]) == (8, 4)
    means, links = survey[list(WORDS)].mean(), survey[list(WORDS)].corrwith(survey.overall)
    assert (round(means.mean(), 2), round(links.mean(), 2)) == (3.58, 0.37)


def test_difference_that_students_compute() -> None:
    survey = cases.load_table("survey")
    poorly, well = survey[survey.promises <= 2], survey[survey.promises >= 4]
    assert (len(poorly), len(well)) == (43, 139)
    key = load_practice(ROOT / "course/exercises/04-ideal-service.yml").keys["kept-or-not"]
    assert isinstance(key, ValueKey)
    assert key.number == pytest.approx(well.overall.mean() - poorly.overall.mean(), abs=key.absolute / 10)


def test_airport_figures() -> None:
    folder = os.environ.get(_public.ENVIRONMENT)
    if not folder or not any(Path(folder).glob("sfo_airport_survey/*.csv")):
        pytest.skip(f"{_public.ENVIRONMENT} names no folder with copies of the public data sets")
    survey = cases.public_airport_survey(2018)
    assert survey is not None
    numbers = survey[[*AIRPORT, "Q7ALL", "Q15PROBLEM", "NETPRO"]].apply(pd.to_numeric, errors="coerce")
    rated = numbers.where(numbers.ge(1) & numbers.le(5))
    for name, words in AIRPORT.items():
        for row in rows_of(words, rated[name].mean(), rated[name].corr(rated.Q7ALL)):
            assert row in TEXT
    shares = {}
    for problem, answers in numbers[numbers.NETPRO.le(10)].groupby("Q15PROBLEM").NETPRO:
        tops, lows = (answers >= 9).mean() * 100, (answers <= 6).mean() * 100
        shares[problem] = (len(answers), round(tops, 1), round(lows, 1), round(tops - lows, 1))
    assert shares[1] == (359, 30.6, 34.3, -3.6)
    assert shares[2] == (2181, 51.1, 13.8, 37.4)
    assert re.search(r"\[51\.1, 35\.1, 13\.8\].*\[30\.6, 35\.1, 34\.3\]", TEXT)
