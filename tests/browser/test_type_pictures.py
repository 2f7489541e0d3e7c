"""The pictures in the authors' guide, one of each type, are current; ``make pictures`` takes them anew.

Each shows the example that ``clientservice new exercise`` writes, answered and checked. The words on it are kept beside
it, so that a change is noticed although fonts differ from one computer to the next.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect
from stage import Stage

from clientservice.authoring._templates import gallery_bank
from clientservice.banks import load_practice
from clientservice.exercises import TYPES, model_value
from clientservice.responses import Store
from clientservice.widgets import practice_widget

PICTURES = Path(__file__).parents[2] / "docs" / "pictures" / "types"
#: What is checked in the picture, where that is not the right answer.
ANSWERS = {
    "order": {
        "sequence": ["book-table", "seat-guests", "serve-dish", "pour-water", "take-order"],
        "aside": ["guest-to-kitchen"],
    },
    "estimate": {"guess": 40},
    "scenario": {"path": ["own-it", "big-gift"]},
    "choice": {"chosen": ["blames-kitchen"]},
    "match": {"pairs": [["bookkeeper", "decides"], ["engineer", "uses"], ["office-head", "decides"]]},
    "value": {"answer": {"kind": "number", "number": 0.735}},
    "essay": {
        "text": "The kitchen hands the dish to the waiter within fifteen minutes, with the number of the table. "
        "If it is late, it tells the waiter by the tenth minute, and the waiter tells the guest."
    },
    "audit": {
        "expected": {"reliability": 7, "promptness": 6, "surroundings": 5},
        "perceived": {"reliability": 2, "promptness": 6, "surroundings": 7},
    },
    "chain": {"pairs": [["cook", "waiter"], ["storeroom", "cook"], ["waiter", "guest"]]},
}
#: The order in which parts stand is left to chance, by this number.
SEED = 7


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    path = tmp_path_factory.mktemp("gallery") / "gallery.yml"
    path.write_text(gallery_bank(), encoding="utf-8")
    return load_practice(path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", TYPES)
def test_the_picture_of_a_type_is_current(new_page, tmp_path, gallery, kind):
    name = f"{kind}-example"
    exercise, key = gallery.exercises[name], gallery.keys[name]
    store = Store(tmp_path, name)
    store.seed = SEED
    widget = practice_widget(exercise, store, key=key, lang="en")
    value = ANSWERS.get(kind) or model_value(exercise, key)
    if widget.computed:  # the kernel's own, not the page's
        widget.take(value["answer"])
    widget.set_state({"sent": {"seq": 1, "do": "check", "value": value}})
    assert widget.ack["ok"], widget.ack
    page = new_page(width=760, height=900, reduced_motion="reduce")
    root = Stage(page).show(widget)
    expect(root).to_be_visible()
    for moving in root.locator(".cs-status > span, .cs-foot .cs-status").all():
        moving.evaluate("node => node.style.visibility = 'hidden'")  # the time of day
    words = "\n".join(word for word in root.inner_text().split() if ":" not in word) + "\n"
    if os.environ.get("CLIENTSERVICE_PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        root.screenshot(path=PICTURES / f"{kind}.png")
        (PICTURES / f"{kind}.txt").write_text(words, encoding="utf-8")
    assert (PICTURES / f"{kind}.png").stat().st_size > 10_000
    assert words == (PICTURES / f"{kind}.txt").read_text(encoding="utf-8"), "run make pictures, look, and commit them"
