"""Mouse, finger and keyboard each lead through a whole exercise, and no key leaks into the notebook."""

from lab import cells
from playwright.sync_api import expect
from sorting_page import SortingPage


def test_mouse_drags_from_desk_and_between_trays(lab, page, notebooks):
    lab.open(page, notebooks.assignment())
    sorting = SortingPage(page, "clients-sort")
    sorting.drag(sorting.desk_card, sorting.tray("outside"))
    expect(sorting.tray("outside").locator(".cs-card")).to_have_count(1)
    sorting.saved()
    (first,) = notebooks.placements("clients-sort").items()
    assert first[1] == "outside"
    sorting.drag(sorting.card(first[0]), sorting.tray("inside"))
    expect(sorting.tray("inside").locator(".cs-card")).to_have_count(1)
    expect(sorting.root.locator(".cs-ghost")).to_have_count(0)
    sorting.saved()
    assert notebooks.placements("clients-sort") == {first[0]: "inside"}
    assert sorting.card(first[0]).get_attribute("aria-pressed") == "false"  # a drag is no click


def test_click_and_place_here(lab, page, notebooks):
    lab.open(page, notebooks.assignment())
    sorting = SortingPage(page, "clients-sort")
    sorting.desk_card.click()
    sorting.tray("inside").locator(".cs-here").click()
    item = sorting.placed.first.get_attribute("data-card")
    sorting.card(item).click()
    expect(sorting.tray("inside").locator(".cs-here")).to_be_hidden()
    sorting.tray("outside").click(position={"x": 40, "y": 90})
    expect(sorting.tray("outside").locator(".cs-card")).to_have_count(1)
    sorting.saved()
    assert notebooks.placements("clients-sort") == {item: "outside"}


def test_finger_taps_and_drags_by_the_grip(lab, new_page, notebooks):
    page = new_page(has_touch=True)
    lab.open(page, notebooks.assignment())
    sorting = SortingPage(page, "clients-sort")
    sorting.places.nth(1).tap()
    expect(sorting.tray("outside").locator(".cs-card")).to_have_count(1)
    touch = page.context.new_cdp_session(page)

    def swipe(start, end):
        (x, y), (to_x, to_y) = start, end
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for step in range(1, 9):
            point = {"x": x + (to_x - x) * step / 8, "y": y + (to_y - y) * step / 8}
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    grip = sorting.desk_card.locator(".cs-nr").bounding_box()
    tray = sorting.tray("inside").bounding_box()
    swipe((grip["x"] + 12, grip["y"] + 12), (tray["x"] + 60, tray["y"] + 30))
    expect(sorting.tray("inside").locator(".cs-card")).to_have_count(1)
    card = sorting.desk_card.bounding_box()  # a swipe over the text scrolls the page and moves no card
    swipe((card["x"] + 200, card["y"] + 20), (card["x"] + 200, card["y"] - 60))
    expect(sorting.placed).to_have_count(2)
    sorting.saved()
    assert sorted(notebooks.placements("clients-sort").values()) == ["inside", "outside"]


def test_keyboard_only_from_first_card_to_celebration(lab, page, notebooks):
    lab.open(page, notebooks.lesson())
    sorting = SortingPage(page, "sort-cards")
    sorting.places.first.focus()
    for _ in range(5):
        page.keyboard.press("1")
        assert sorting.focused()
    sorting.state("full")
    page.keyboard.press("Enter")  # the focus is on Check
    sorting.state("why")
    expect(sorting.root.locator(".cs-bins .cs-mark:visible")).to_have_count(5)
    expect(sorting.root.locator(".cs-bins .cs-card[data-v='no']")).to_have_count(2)
    expect(sorting.root.locator(".cs-bins .cs-card[data-v='mind']")).to_have_count(1)
    page.keyboard.press("Enter")  # Next mistake
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Fix 2 cards
    sorting.state("hand")
    page.keyboard.press("2")
    page.keyboard.press("2")
    sorting.state("full")
    page.keyboard.press("Enter")
    sorting.state("done")
    expect(sorting.root.locator(".cs-desk h4")).to_have_text("Everything is in place, arguable cases too")
    assert sorting.focused()
    sorting.saved()
    assert notebooks.placements("sort-cards", ".progress")["chef"] == "outside"


def test_arrows_escape_and_picking_up_again(lab, page, notebooks):
    lab.open(page, notebooks.lesson())
    sorting = SortingPage(page, "sort-cards")
    sorting.place_all("1")
    first = sorting.placed.nth(0)
    first.focus()
    page.keyboard.press("ArrowDown")
    second = sorting.placed.nth(1).get_attribute("data-card")
    assert page.evaluate("document.activeElement.dataset.card") == second
    page.keyboard.press("Enter")
    expect(sorting.card(second)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(sorting.card(second)).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Enter")
    page.keyboard.press("3")
    expect(sorting.tray("nobody").locator(".cs-card")).to_have_count(1)
    assert page.evaluate("document.activeElement.dataset.card") == second  # the focus goes with the card
    sorting.stops.first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "2"


def test_letters_never_reach_the_notebook(lab, page, notebooks):
    lab.open(page, notebooks.assignment())
    sorting = SortingPage(page, "clients-sort")
    before = cells(page)
    for target in (sorting.places.first, sorting.desk_card, sorting.stops.first, sorting.foot.first):
        target.focus()
        for key in ("a", "b", "x", "d", "d", "m", "y", "h", "z", "0", "0", "ArrowDown", "Escape"):
            page.keyboard.press(key)
        assert cells(page) == before
        assert sorting.focused()
    field = page.locator(".cs-slip input")
    field.fill("")
    field.press_sequentially("abxddmh00")
    expect(field).to_have_value("abxddmh00")
    assert cells(page) == before
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    expect(page.locator(".jp-Notebook .jp-MarkdownCell")).to_have_count(4)  # "m" turned nothing into text


def test_start_again_can_be_undone(lab, page, notebooks):
    lab.open(page, notebooks.assignment())
    sorting = SortingPage(page, "clients-sort")
    sorting.place_all("1")
    sorting.foot.first.click()
    expect(sorting.placed).to_have_count(0)
    sorting.foot.first.click()
    expect(sorting.placed).to_have_count(12)
    sorting.saved()
    assert len(notebooks.placements("clients-sort")) == 12
