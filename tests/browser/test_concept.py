"""The page of several essays in a real JupyterLab: it follows the texts, prints and downloads, and runs nothing."""

from pathlib import Path

import pytest
from lab import begin, notebook
from playwright.sync_api import expect

BANK = Path(__file__).parents[2] / "course" / "exercises" / "08-capstone.yml"
EVIL = 'Guests <img src=x onerror="document.title=1"> & others\n\nof the agency'
COURSE = """\
title: {en: The course, ru: Курс}
tagline: {en: About service, ru: О сервисе}
lessons: [08-capstone]
assignments: []
time_zone: UTC
"""


@pytest.fixture
def lesson(lab, notebooks):
    """Two essays of the course's last lesson and their page."""
    shelf = f"{notebooks.folder}/.course"
    lab.write(f"{shelf}/exercises/{BANK.name}", BANK.read_text(encoding="utf-8"))
    lab.write(f"{shelf}/course.yml", COURSE)
    lab.write(f"{shelf}/strings.yml", "concept: {en: Service concept, ru: Концепция сервиса}\n")
    calls = ("## One", 'cs.practice("own-client")', "## Two", 'cs.practice("own-limits")', "## The page")
    page = 'cs.concept("own-client", "own-limits", title="concept")'
    path = f"{notebooks.folder}/en/08-capstone.ipynb"
    lab.write(path, notebook("# Lesson", begin("08-capstone", "en"), *calls, page))
    return path


def download(page, concept, name):
    with page.expect_download() as caught:
        concept.get_by_role("button", name=name, exact=True).click()
    return caught.value


@pytest.mark.slow
def test_texts_become_one_page(lab, page, new_page, lesson, tmp_path, axe):
    lab.open(page, lesson)
    concept = page.locator('.cs[data-cs="concept"]')
    rows = concept.locator("ol > li")
    expect(rows.filter(has_text="Not written yet")).to_have_count(2)

    page.locator('.cs[data-cs="own-client"] textarea').fill(EVIL)
    expect(rows.first).to_contain_text("8 words")  # by itself, when the text is saved
    expect(concept.locator(".cs-note")).to_contain_text("1 part is missing")
    assert axe(page) == []

    concept.get_by_role("button", name="Print", exact=True).click()
    sheet = concept.locator("iframe[data-concept=print]")
    expect(concept.locator(".cs-told")).to_contain_text("handed to the printing window")
    assert "allow-scripts" not in sheet.get_attribute("sandbox")
    printed = sheet.get_attribute("srcdoc")
    assert "Guests &lt;img" in printed

    concept.get_by_role("button", name="Write: What we will not do").click()
    expect(page.locator('.cs[data-cs="own-limits"] .cs-title')).to_be_focused()

    found = download(page, concept, "Download")
    assert found.suggested_filename == "service-concept.html"
    kept = tmp_path / "kept.html"
    found.save_as(kept)
    assert kept.read_text(encoding="utf-8") == printed

    reader = new_page()
    asked = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.goto(kept.as_uri())
    expect(reader.get_by_role("heading", level=1)).to_have_text("Service concept")
    expect(reader.locator("section")).to_have_count(2)
    assert reader.locator(".text").text_content() == EVIL
    expect(reader.locator(".missing")).to_contain_text("exercise “What we will not do”")
    assert reader.locator("img, script").count() == 0
    assert asked == [kept.as_uri()]

    concept.locator(".cs-lang > button", has_text="RU").click()
    found = download(page, concept, "Скачать")
    russian = Path(found.path()).read_text(encoding="utf-8")
    assert '<html lang="ru">' in russian
    assert "Чего мы не будем делать" in russian
    assert "Not written" not in russian
    assert "Guests &lt;img" in russian  # the texts are the learner's, in whatever language
