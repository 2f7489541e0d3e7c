"""Reload, restart, a second kernel, renaming: an answer is never lost, and never said to be saved when it is not."""

import json
import zipfile

import pytest
from lab import notebook
from playwright.sync_api import expect
from sorting_page import SortingPage

MIME = "application/vnd.clientservice.response+json"


def test_reload_restart_and_renaming_keep_the_answer(lab, page, notebooks):
    path = notebooks.assignment()
    lab.open(page, path)
    sorting = SortingPage(page, "clients-sort")
    order = sorting.stops.count()
    sorting.places.nth(0).click()
    sorting.places.nth(1).click()
    sorting.saved()
    placed = notebooks.placements("clients-sort")
    card = sorting.desk_card.inner_text()
    lab.save(page, path)

    page.reload()  # the kernel runs on: the exercise comes back by itself
    expect(sorting.placed).to_have_count(2)
    assert sorting.desk_card.inner_text() == card

    lab.restart_kernel(page)
    expect(sorting.status).to_have_text("Not connected")
    lab.run_all(page)
    expect(sorting.placed).to_have_count(2)
    sorting.saved()
    assert sorting.desk_card.inner_text() == card
    assert sorting.stops.count() == order
    assert notebooks.placements("clients-sort") == placed

    (lab.root / path).rename(lab.root / notebooks.folder / "my-own-name.ipynb")
    lab.stop_kernels()
    lab.open(page, f"{notebooks.folder}/my-own-name.ipynb")
    expect(sorting.placed).to_have_count(2)


def test_moves_after_a_restart_are_not_said_to_be_saved_and_come_back(lab, page, notebooks):
    lab.open(page, notebooks.assignment())
    sorting = SortingPage(page, "clients-sort")
    sorting.places.first.click()
    sorting.saved()
    lab.restart_kernel(page)
    sorting.places.first.click()
    expect(sorting.status).to_have_text("Not saved")
    expect(sorting.problem).to_contain_text("Run All Cells")
    assert len(notebooks.placements("clients-sort")) == 1
    lab.run_all(page)
    expect(sorting.placed).to_have_count(2)
    sorting.saved()
    assert len(notebooks.placements("clients-sort")) == 2


def test_a_silent_kernel_is_not_trusted(lab, page, notebooks):
    path = notebooks.assignment()
    lab.open(page, path)
    sorting = SortingPage(page, "clients-sort")
    lab.execute(page, "import time; time.sleep(7)")
    sorting.places.first.click()
    expect(sorting.status).to_have_text("Saving…")
    expect(sorting.status).to_have_text("Not saved", timeout=6_000)
    expect(sorting.problem.locator("button")).to_have_text("Save again")
    sorting.saved()  # the kernel woke up and answered late: that counts
    expect(sorting.problem).to_be_hidden()


@pytest.mark.slow
def test_second_kernel_is_refused_and_can_take_over(lab, new_page, notebooks):
    path = notebooks.assignment()
    first, second = new_page(), new_page()
    lab.open(first, path)
    mine = SortingPage(first, "clients-sort")
    mine.places.first.click()
    mine.saved()
    other = notebooks.assignment(name="copy")
    lab.open(second, other)
    theirs = SortingPage(second, "clients-sort")
    expect(theirs.placed).to_have_count(1)
    theirs.places.first.click()
    theirs.saved()

    mine.places.last.click()
    expect(mine.problem).to_contain_text("open in another window")
    expect(mine.status).to_have_text("Not saved")
    assert len(notebooks.placements("clients-sort")) == 2
    mine.problem.get_by_role("button").click()
    expect(mine.tray("inside").locator(".cs-card")).to_have_count(2)
    mine.saved()
    mine.places.last.click()
    mine.saved()
    assert len(notebooks.placements("clients-sort")) == 3


def test_the_copy_travels_in_the_notebook_and_hides_in_the_page(lab, page, notebooks):
    path = notebooks.assignment()
    lab.open(page, path)
    content = lab.save(page, path)
    assert [len(cell.get("outputs", [])) for cell in content["cells"]] == [0, 0, 0, 1, 0, 1, 0, 1]
    sorting = SortingPage(page, "clients-sort")
    sorting.places.first.click()
    sorting.saved()
    sorting.places.first.click()
    sorting.saved()
    expect(page.locator(".cs-copy")).to_have_count(1)
    expect(page.locator(".cs-copy")).to_be_hidden()
    outputs = lab.save(page, path)["cells"][3]["outputs"]
    assert [MIME in output["data"] for output in outputs] == [False, True]
    assert outputs[1]["data"][MIME] == notebooks.saved("clients-sort")


def test_receipt_follows_and_gives_the_archive(lab, page, notebooks, tmp_path):
    path = notebooks.assignment()
    lab.open(page, path)
    slip = page.locator(".cs-slip")
    expect(slip.locator(".cs-note")).to_contain_text("2 questions are open")
    sorting = SortingPage(page, "rules-sort")
    slip.locator(".cs-link").nth(1).click()
    assert sorting.focused() == "cs-title"
    sorting.place_all("3")
    sorting.saved()
    expect(slip.locator("li").nth(1)).to_contain_text("3 of 3 placed")
    expect(slip.locator(".cs-note")).to_contain_text("1 question is open")

    slip.get_by_role("button", name="Download my answers").click()
    expect(slip.locator(".cs-told")).to_contain_text("First enter your student id")
    slip.locator("input").fill("s-0042")
    with page.expect_download() as download:
        slip.get_by_role("button", name="Download my answers").click()
    expect(slip.locator(".cs-told")).to_contain_text("a-cards.zip")
    assert download.value.suggested_filename == "a-cards.zip"
    download.value.save_as(tmp_path / "hand-in.zip")
    with zipfile.ZipFile(tmp_path / "hand-in.zip") as archive:
        assert sorted(archive.namelist()) == ["a-cards.ipynb", "receipt.json", "responses/rules-sort.json"]
        receipt = json.loads(archive.read("receipt.json"))
    assert receipt["student"] == "s-0042"
    assert receipt["checksum"] == slip.locator(".cs-code").inner_text()


def test_trouble_is_a_calm_panel(lab, page, notebooks):
    path = f"{notebooks.folder}/alone.ipynb"
    lab.write(
        path, notebook('import clientservice as cs\ncs.begin("nowhere", lang="ru")', 'cs.item("x")', "cs.receipt()")
    )
    lab.open(page, path)
    expect(page.locator(".cs-panel")).to_have_count(3)
    expect(page.locator(".cs-panel").first).to_contain_text("Рядом с этим блокнотом не найдены его задания")
    expect(page.locator(".jp-RenderedText[data-mime-type*='error']")).to_have_count(0)
