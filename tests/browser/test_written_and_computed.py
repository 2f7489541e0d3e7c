"""Essay, value, table and audit in a real JupyterLab: mouse, finger, keyboard; what is kept and what is not told."""

import json

import pytest
from lab import cells
from playwright.sync_api import expect
from written_page import (
    BOTH_AS_OURS,
    KINDS,
    RIGHT_CELLS,
    marked_cell,
    parts,
    run_marked,
    run_two,
    write_assignment,
    write_bank,
    write_lesson,
)

from clientservice.banks import load_practice

OUTPUTS_AND_PAGE = """() => {
    const cells = window.jupyterapp.shell.currentWidget.content.model.cells;
    const found = [];
    for (const cell of cells) found.push(cell.outputs?.toJSON());
    return JSON.stringify(found) + document.body.innerHTML;
}"""
TRAITS = """async () => {
    const manager = document.querySelector(".cs") && window.jupyterapp.shell.currentWidget;
    const kernel = manager.sessionContext.session.kernel;
    const future = kernel.requestExecute({ code: `
import json
from ipywidgets import Widget
import ipywidgets.widgets.widget as w
print(json.dumps([{k: v for k, v in one.get_state().items() if not k.startswith("_")} for one in w._instances.values()],
                 ensure_ascii=False, default=str))`, store_history: false });
    let text = "";
    future.onIOPub = (message) => { if (message.header.msg_type === "stream") text += message.content.text; };
    await future.done;
    return text;
}"""
TEXT = {
    "en": "The kitchen hands the dish over within fifteen minutes, and says so by the tenth minute if it can not. " * 2,
    "ru": "Кухня передаёт готовое блюдо за пятнадцать минут, а если не успевает, говорит об этом до десятой. " * 3,
}


@pytest.fixture
def lesson(lab, notebooks):
    """Open the lesson in a page; gives its parts."""

    def open_in(page, lang="en"):
        lab.open(page, write_lesson(lab, notebooks.folder, lang))
        return parts(page)

    return open_in


def value(notebooks, kind, where=".progress"):
    found = notebooks.saved(f"{kind}-example", where)
    return found and found["value"]


def onward(part):
    """Where the keyboard stands after a check: never lost."""
    assert part.root.locator(":focus").count() == 1


def to(page, target, key="Tab", most=14):
    """Press a key until the focus is there."""
    for _ in range(most):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press(key)
    expect(target).to_be_focused()


def test_keyboard_alone_leads_through_every_type(lesson, page, notebooks):
    found = lesson(page)
    before = cells(page)
    keyboard = page.keyboard
    for kind in ("value", "table"):
        part = found[kind]
        part.root.locator(".cs-lang > button").last.focus()
        to(page, part.primary)
        keyboard.press("Enter")
        part.state("why")
        to(page, part.primary)
        keyboard.press("Enter")  # "read my cell again": nothing has changed
        part.state("why")
        marked_cell(page, kind).locator(".cm-content").focus()
        keyboard.press("Control+a")
        keyboard.insert_text(RIGHT_CELLS[kind])
        run_two(page, kind)
        part.root.locator(".cs-lang > button").last.focus()
        to(page, part.primary)
        keyboard.press("Enter")
        part.state("done")
        onward(part)
        part.done()
    essay = found["essay"]
    essay.root.locator(".cs-lang > button").last.focus()
    keyboard.press("Tab")
    expect(essay.text).to_be_focused()
    keyboard.type("dd aa xx ")  # JupyterLab's shortcuts for deleting and adding cells
    keyboard.insert_text(TEXT["en"])
    to(page, essay.compare)
    keyboard.press("Enter")
    expect(essay.example).to_be_visible()
    expect(essay.root.locator(".cs-example")).to_be_focused()
    essay.done()
    audit = found["audit"]
    audit.root.locator(".cs-lang > button").last.focus()
    for rating in BOTH_AS_OURS:
        keyboard.press("Tab")
        keyboard.type(rating)
    audit.saved()
    to(page, audit.primary)
    keyboard.press("Enter")
    audit.state("done")
    onward(audit)
    assert value(notebooks, "audit")["perceived"] == {"reliability": 2, "promptness": 3, "surroundings": 7}
    assert value(notebooks, "essay")["text"].startswith("dd aa xx The kitchen")
    assert cells(page) == before, "no key reached the notebook"


@pytest.mark.slow
def test_what_is_being_typed_survives_a_reload(lab, lesson, page):
    essay = lesson(page)["essay"]
    essay.text.click()
    page.keyboard.type("A first sentence.")
    essay.saved()
    page.keyboard.type(" And half a")
    page.reload()  # in the middle of it
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    lab.run_all(page)
    expect(parts(page)["essay"].text).to_have_value("A first sentence. And half a")


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_near_miss_has_a_name_and_what_was_understood_is_fresh(lesson, page, notebooks, lang):
    found = lesson(page, lang)
    near, fresh, rows = {
        "en": ("That is the share that stayed", "0.265", "The number of rows is another one"),
        "ru": ("Это доля тех, кто остался", "0,265", "Строк другое количество"),
    }[lang]
    part = found["value"]
    part.primary.click()
    expect(part.told).to_contain_text(near)
    expect(part.told).not_to_contain_text("265")
    run_marked(page, "value", RIGHT_CELLS["value"])
    expect(part.read).to_have_text(fresh)
    part.state("work")
    part.primary.click()
    part.state("done")
    table = found["table"]
    table.primary.click()
    expect(table.told).to_contain_text(rows)
    # only the marked cell runs; the exercise stays, and reads it on request
    marked_cell(page, "table").locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(RIGHT_CELLS["table"])
    page.keyboard.press("Control+Enter")
    page.wait_for_function("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'")
    table.primary.click()
    expect(table.root.locator("tbody tr")).to_have_count(3)
    table.state("work")
    table.primary.click()
    table.state("done")
    table.saved()
    assert value(notebooks, "table")["answer"]["rows"] == [[0.43], [0.11], [0.03]]


@pytest.mark.slow
def test_mouse_alone(lesson, new_page, notebooks):
    page = new_page(height=1500)
    found = lesson(page, "ru")
    for kind in ("value", "table"):
        found[kind].again.click()
        found[kind].primary.click()
        found[kind].state("why")
        expect(found[kind].again).not_to_be_visible()
    essay = found["essay"]
    essay.text.click()
    page.keyboard.insert_text(TEXT["ru"])
    essay.compare.click()
    expect(essay.example).to_be_visible()
    audit = found["audit"]
    audit.fields.first.hover()
    audit.rate(("7", "2", "6", "7", "5", "7"))
    audit.primary.click()
    audit.state("why")
    expect(audit.root.locator(".cs-mark[data-v='mind']:visible")).to_have_count(1)
    audit.root.locator(".cs-foot > .cs-btn:visible").first.click()  # start again, and back
    audit.saved()
    assert value(notebooks, "audit") == {"expected": {}, "perceived": {}}
    audit.root.locator(".cs-foot > .cs-btn:visible").first.click()
    audit.saved()
    assert value(notebooks, "audit")["expected"] == {"reliability": 7, "promptness": 6, "surroundings": 5}


@pytest.mark.slow
def test_finger_on_a_phone(lesson, new_page):
    page = new_page(width=390, height=1400, has_touch=True)
    found = lesson(page, "ru")
    found["value"].primary.tap()
    found["value"].state("why")
    run_marked(page, "value", RIGHT_CELLS["value"], click="tap")
    found["value"].again.tap()
    found["value"].primary.tap()
    found["value"].state("done")
    found["table"].primary.tap()
    found["table"].state("why")
    essay = found["essay"]
    essay.text.tap()
    page.keyboard.insert_text(TEXT["ru"])
    essay.compare.tap()
    expect(essay.example).to_be_visible()
    audit = found["audit"]
    for place, rating in enumerate(BOTH_AS_OURS):
        audit.fields.nth(place).tap()
        page.keyboard.insert_text(rating)
    audit.primary.tap()
    audit.state("done")
    audit.saved()
    assert page.locator(".jp-WindowedPanel-outer").evaluate("e => e.scrollWidth <= e.clientWidth + 1")


@pytest.mark.slow
def test_answers_and_verdicts_come_back(lab, lesson, page):
    found = lesson(page)
    for kind in ("value", "table"):
        found[kind].primary.click()
        found[kind].state("why")
    found["essay"].text.fill(TEXT["en"])
    found["essay"].compare.click()
    expect(found["essay"].example).to_be_visible()
    found["audit"].rate()
    found["audit"].primary.click()
    found["audit"].state("done")
    told = page.locator(".cs-why").all_text_contents()
    page.reload()
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    lab.restart_kernel(page)
    lab.run_all(page)
    found = parts(page)
    found["audit"].state("done")
    expect(found["essay"].text).to_have_value(TEXT["en"])
    expect(found["essay"].example).to_be_visible()
    assert page.locator(".cs-why").all_text_contents() == told


@pytest.mark.slow
def test_graded_work_tells_nothing_and_holds_no_key(lab, page, notebooks, tmp_path):
    path = write_assignment(lab, notebooks.folder, tmp_path, "ru")
    lab.open(page, path)
    found = parts(page, KINDS[:3])
    run_marked(page, "value", RIGHT_CELLS["value"])
    found["value"].again.click()
    found["essay"].text.fill("Одно слово.")
    for part in found.values():
        part.saved()
        part.done()
    assert value(notebooks, "value", "responses") == {"answer": {"kind": "number", "number": 0.265}}
    expect(page.locator(".cs-mark:visible, .cs-tell, .cs-example, .cs [data-v='ok'], .cs [data-v='no']")).to_have_count(
        0
    )
    keys = load_practice(write_bank(tmp_path / "keys.yml")).keys
    secrets = [words for key in keys.values() for words in all_texts(key)]
    assert len(secrets) > 10
    traits = page.evaluate(TRAITS)
    assert "left_by_contract" in traits, "the traits were read"
    everything = traits + page.evaluate(OUTPUTS_AND_PAGE) + json.dumps(lab.save(page, path), ensure_ascii=False)
    assert [words for words in secrets if words in everything] == []


def all_texts(key):
    """Every text of a key, in both languages."""
    texts = [key.why] if hasattr(key, "why") else []
    texts += [key.notes, key.example] if hasattr(key, "example") else []
    texts += [one.why for one in getattr(key, "components", {}).values()]
    texts += [one.says for one in getattr(key, "near", ())]
    texts += [one for one in (key.done, *key.hints) if one]
    return [words for text in texts for words in text.values()]


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_jupyterlab(lab, lesson, new_page, axe, theme):
    lab.theme(theme)
    page = new_page()
    found = lesson(page, "ru")
    assert axe(page) == []
    for kind in ("value", "table"):
        found[kind].primary.click()
        found[kind].state("why")
    found["essay"].text.fill(TEXT["ru"])
    found["essay"].compare.click()
    expect(found["essay"].example).to_be_visible()
    found["audit"].rate()
    found["audit"].primary.click()
    found["audit"].state("done")
    assert axe(page) == []
    page.locator(".cs-lang button", has_text="EN").first.click()
    expect(page.locator(".cs[lang='en']")).to_have_count(len(KINDS))
    assert axe(page) == []
