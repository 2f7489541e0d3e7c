"""Response files: any bytes in, never an exception out; nothing lost; nothing overwritten unread."""

import json
import os
import threading
import zipfile
from io import BytesIO

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientservice.errors import ResponseError
from clientservice.exercises import Categorize, Category, Item
from clientservice.responses import (
    MAX_BYTES,
    RESPONSE_MIME,
    Response,
    Store,
    _response,
    checksum,
    copies_in_notebook,
    decode,
    encode,
    make_archive,
    make_receipt,
    read_response,
)

RESPONSE = Response(
    exercise="sort", revision=3, writer="w", seed=7, saved_at="2026-01-01T12:00:00+00:00", value={"a": 1}
)
VALID = encode(RESPONSE)


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.builds(lambda cut, junk: VALID[:cut] + junk, st.integers(0, 200), st.binary())
)
def test_any_bytes_give_a_response_or_one_kind_of_error(raw):
    try:
        assert decode(raw, "sort").exercise == "sort"
    except ResponseError as error:
        assert str(error)


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b" " * (MAX_BYTES + 1),
        b'{"revision": 1e400}',
        VALID.replace(b'"sort"', b'"other"'),
        VALID.replace(b'"schema": 1', b'"schema": 99'),
        VALID.replace(b'"revision": 3', b'"revision": 0'),
        VALID.replace(b'"revision": 3', b'"revision": 3, "score": 1'),
        VALID.replace(b'"sort"', b'"\\ud800"'),
    ],
)
def test_hostile_bytes_are_refused(raw):
    with pytest.raises(ResponseError):
        decode(raw, "sort")


def test_bytes_survive_the_round_trip():
    assert decode(VALID, "sort") == RESPONSE


def test_saving_and_loading(tmp_path):
    store = Store(tmp_path / "responses", "sort")
    assert store.load() == (None, "")
    store.save({"placements": {"a": "x"}})
    again = Store(tmp_path / "responses", "sort")
    assert again.load() == ({"placements": {"a": "x"}}, "")
    assert (again.revision, again.seed) == (1, store.seed)
    again.save({"placements": {}})
    assert read_response(tmp_path / "responses", "sort").response.revision == 2
    assert [path.name for path in (tmp_path / "responses").iterdir()] == ["sort.json"]


def test_a_second_kernel_is_refused_and_the_first_goes_on(tmp_path):
    first, second = Store(tmp_path, "sort"), Store(tmp_path, "sort")
    first.load()
    second.load()
    second.save({"by": "second"})
    with pytest.raises(ResponseError, match="open-elsewhere"):
        first.save({"by": "first"})
    assert read_response(tmp_path, "sort").response.value == {"by": "second"}
    second.save({"by": "second again"})


def test_two_writers_at_the_same_revision_cannot_both_win(tmp_path):
    """A race: both loaded revision 1, one saved revision 2; the other must not silently replace it."""
    stores = [Store(tmp_path, "sort") for _ in range(2)]
    for store in stores:
        store.load()
    outcomes = []
    barrier = threading.Barrier(2)

    def save(store):
        barrier.wait()
        try:
            outcomes.append(store.save({"by": store.writer}))
        except ResponseError:
            outcomes.append(None)

    threads = [threading.Thread(target=save, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcome is not None for outcome in outcomes) == 1


def test_an_unreadable_file_is_set_aside_not_overwritten(tmp_path):
    (tmp_path / "sort.json").write_bytes(b"{half")
    store = Store(tmp_path, "sort")
    value, aside = store.load()
    assert value is None
    assert (tmp_path / aside).read_bytes() == b"{half"
    store.save({"placements": {}})
    assert (tmp_path / aside).exists()


def test_a_file_that_breaks_between_two_saves_is_set_aside_too(tmp_path):
    store = Store(tmp_path, "sort")
    store.save({"n": 1})
    (tmp_path / "sort.json").write_bytes(b"broken")
    store.save({"n": 2})
    assert [path.read_bytes() for path in tmp_path.glob("*.bad-*")] == [b"broken"]


def test_a_failed_write_leaves_the_old_answer_and_no_rubbish(tmp_path, monkeypatch):
    store = Store(tmp_path, "sort")
    store.save({"n": 1})

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.save({"n": 2})
    monkeypatch.undo()
    assert read_response(tmp_path, "sort").response.value == {"n": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["sort.json"]
    assert store.save({"n": 3}).revision == 2


def test_links_and_special_files_are_not_opened(tmp_path):
    secret = tmp_path / "secret.json"
    secret.write_bytes(VALID)
    folder = tmp_path / "responses"
    folder.mkdir()
    (folder / "sort.json").symlink_to(secret)
    assert read_response(folder, "sort").status == "unreadable"
    os.mkfifo(folder / "pipe.json")
    assert read_response(folder, "pipe").status == "unreadable"
    (folder / "dir.json").mkdir()
    assert read_response(folder, "dir").status == "unreadable"
    (tmp_path / "linked").symlink_to(folder)
    assert read_response(tmp_path / "linked", "sort").status == "unreadable"


def notebook(*responses):
    outputs = [{"output_type": "display_data", "data": {RESPONSE_MIME: msgspec.to_builtins(r)}} for r in responses]
    return {"cells": [{"cell_type": "code", "outputs": outputs}]}


def test_the_highest_copy_in_a_notebook_counts():
    later = msgspec.structs.replace(RESPONSE, revision=5)
    assert copies_in_notebook(notebook(later, RESPONSE), {"sort"}) == {"sort": later}
    assert copies_in_notebook(notebook(later), {"other"}) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text() | st.sampled_from(["cells", "outputs", "data", RESPONSE_MIME]), inner)
    ),
)


@given(st.dictionaries(st.sampled_from(["cells"]), st.lists(st.dictionaries(st.sampled_from(["outputs"]), JSON))))
def test_any_notebook_gives_a_dictionary(document):
    assert isinstance(copies_in_notebook(document, {"sort"}), dict)


EXERCISE = Categorize(
    id="sort",
    title={"en": "t", "ru": "t"},
    prompt={"en": "p", "ru": "p"},
    categories=[Category(id=c, label={"en": c, "ru": c}) for c in ("x", "y")],
    items=[Item(id=i, text={"en": i, "ru": i}) for i in ("a", "b")],
)


def test_the_receipt_says_what_is_answered_and_the_archive_carries_it(tmp_path):
    Store(tmp_path / "responses", "sort").save({"placements": {"a": "x"}})
    (tmp_path / "a.ipynb").write_text("{}")
    receipt = make_receipt("a4", {"sort": EXERCISE}, tmp_path / "responses", student="ann")
    assert [(line.answered, line.total) for line in receipt.lines] == [(1, 2)]
    raw = make_archive(receipt, tmp_path / "a.ipynb", tmp_path / "responses")
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        assert sorted(archive.namelist()) == ["a4.ipynb", "receipt.json", "responses/sort.json"]
        assert json.loads(archive.read("receipt.json"))["student"] == "ann"


@given(st.dictionaries(st.text(), st.dictionaries(st.text(), st.text()), max_size=5), st.randoms())
def test_the_checksum_depends_on_the_answers_only(values, random):
    shuffled = dict(random.sample(list(values.items()), len(values)))
    assert checksum(values) == checksum(shuffled)
    assert checksum(values | {"more": {"a": "b"}}) != checksum(values) or "more" in values


def test_honest_10_an_answer_that_an_older_widget_saved(monkeypatch):
    """Form 1 had "placed" where form 3 has "placements", and no seed; each step is a pure function."""
    old = {
        "schema": 1,
        "exercise": "sort",
        "revision": 2,
        "writer": "w",
        "saved_at": "x",
        "value": {"placed": {"a": "b"}},
    }

    def renamed(data):
        return data | {"value": {"placements": data["value"]["placed"]}}

    monkeypatch.setattr(_response, "SCHEMA", 3)
    monkeypatch.setattr(_response, "MIGRATIONS", {1: renamed, 2: lambda data: data | {"seed": 0}})
    found = decode(json.dumps(old).encode(), "sort")
    assert (found.schema, found.seed, found.value) == (3, 0, {"placements": {"a": "b"}})
    for spoilt in (old | {"value": 5}, old | {"value": {}}, old | {"schema": 0}, old | {"schema": -(2**70)}):
        with pytest.raises(ResponseError):
            decode(json.dumps(spoilt).encode(), "sort")
    with pytest.raises(ResponseError, match="form 4, this course reads form 3"):
        decode(json.dumps(old | {"schema": 4, "seed": 1}).encode(), "sort")
