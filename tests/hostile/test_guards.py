"""One guard of the data path is taken away at a time, in memory: the case that needs it must turn red.

Of some, another guard behind still refuses, and only the reason that is said is another one: an archive's list and
password, links in the exchange, sizes and depth of an answer, the size of a notebook.

The walls around running code are taken away in test_walls.py.
"""

import importlib
import inspect
import os
import shutil
import stat
import sys
import textwrap
from pathlib import Path

import canaries
import msgspec
import pytest
import synthetic

sys.path.insert(0, str(Path(__file__).parents[1] / "grading"))

import test_collect
import test_handing_in as handing_in
import test_submissions as submissions
import test_web as web

from clientservice.judge import _inbound
from clientservice.responses import _store

pytestmark = pytest.mark.slow
NEVER = "False"
#: What a case fails with; anything else would be a mistake in an edit.
RED = (AssertionError, ValueError, IndexError, msgspec.ValidationError)
CELLS, SLIP = submissions.test_res_16_a_million_cells, handing_in.test_submit_01_zip_slip
RESPONSE = ("responses._store:read_response", "not stat.S_ISREG(os.fstat(descriptor).st_mode)", NEVER)
REGULAR = ("judge._files:read_regular", "not stat.S_ISREG(os.fstat(descriptor).st_mode)", NEVER)
NAME = "gradebook._members:unsafe_member"
PART = "gradebook._members:unsafe_name"
KIND = (NAME, "kind not in {0, stat.S_IFREG, stat.S_IFDIR}", NEVER)
CHECK = "judge._inbound:_Reader._check"
#: Guard → the edits that take it away (two where two stand behind each other), and the case that turns red.
WITHOUT = {
    "an archive's names: ..": ([(PART, '{"", ".", ".."}', "{}")], SLIP, "../../../escaped.txt"),
    "an archive's names: absolute": (
        [(PART, 'name.startswith("/")', NEVER), (PART, '{"",', '{"?",')],
        SLIP,
        "/etc/x",
    ),
    "an archive's names: backslash": (
        [(PART, '"\\\\" in name', NEVER), (PART, ".drive", ".stem == 0")],
        SLIP,
        "C:\\x",
    ),
    "an archive's names: twice": (
        [("judge._archive:_members", "len(set(names)) < len(names)", NEVER)],
        handing_in.test_submit_01_zip_twice_the_same_name,
    ),
    "an archive's links": (
        [(NAME, "kind == stat.S_IFLNK", NEVER), KIND],
        handing_in.test_submit_01_zip_link,
        stat.S_IFLNK,
        "links are not allowed",
    ),
    "an archive's special files": ([KIND], handing_in.test_submit_01_zip_link, stat.S_IFIFO, "not a regular"),
    "an archive's size of a file": (
        [("judge._archive:_read", "len(raw) > limit", NEVER)],
        handing_in.test_submit_05_bombs,
        "data.csv",
    ),
    "an archive's number of files": (
        [("judge._archive:_members", "len(entries) > MAX_FILES", NEVER)],
        handing_in.test_submit_05_many_files,
    ),
    "an archive's list": (
        [("judge._archive:_check_directory", "size > MAX_DIRECTORY", NEVER)],
        handing_in.test_submit_05_many_files,
    ),
    "an archive's password": (
        [(NAME, "entry.flag_bits & 0x1", NEVER)],
        handing_in.test_submit_05_encrypted,
    ),
    "owner of a submission": (
        [("judge._inbound:inbound_parcel", "places.check_owner and (found", "False and (found")],
        handing_in.test_submit_07_impersonation,
    ),
    "links in the exchange": (
        [(CHECK, "stat.S_ISLNK(status.st_mode)", NEVER)],
        handing_in.test_read_12_links,
    ),
    "special files in the exchange": (
        [(CHECK, "not stat.S_ISDIR(status.st_mode) and not stat.S_ISREG(status.st_mode)", NEVER), REGULAR],
        handing_in.test_read_14_special_files,
    ),
    "number of files in the exchange": (
        [("judge._inbound:_Reader.folder", "self.seen > MAX_FILES", NEVER)],
        handing_in.test_res_16_an_exchange_folder_with_thousands_of_files,
    ),
    "length of an id": (
        [("judge._parcel:check_student", "len(student) > 128 or", "False and")],
        handing_in.test_submit_15_ids,
    ),
    "characters of an id": (
        [("judge._parcel:check_student", "char in '/\\\\<>\"&'", NEVER)],
        test_collect.test_ids_that_no_folder_or_page_may_hold_are_refused,
        "<img src=x onerror=alert(1)>",
    ),
    "a receipt is a claim": (
        [("judge._arrivals:choose", 'arrival.identity != "claim"', "True")],
        test_collect.test_a_receipt_alone_never_replaces_work_that_is_surely_a_students,
    ),
    "names in the terminal": (
        [("judge._collect:_refuse", "char.isprintable()", "True")],
        test_collect.test_a_name_cannot_command_the_terminal,
    ),
    "regular files only": ([REGULAR, RESPONSE], submissions.test_read_14_pipes_in_the_place_of_files),
    "size of a notebook": ([("judge._files:read_regular", "len(raw) > limit", NEVER)], CELLS),
    "parts of a notebook": ([("judge._notebook:parse_notebook", "> MAX_CONTAINERS", "> 1 << 60")], CELLS),
    "number of cells": ([("judge._sanitise:_about_the_whole", "len(cells) > MAX_CELLS", NEVER)], CELLS),
    "depth of a notebook": (
        [("judge._notebook:parse_notebook", "except RecursionError", "except ZeroDivisionError")],
        submissions.test_res_10_deep_nesting,
    ),
    "depth of an answer": (
        [("judge._gather:_answer", "not is_shallow(response.value)", NEVER)],
        submissions.test_res_10_deep_nesting,
    ),
    "form of a notebook": (
        [("judge._notebook:parse_notebook", 'data.get("nbformat") != 4', NEVER)],
        submissions.test_batch_12_nbformat,
        3,
    ),
    "byte order mark": (
        [("judge._notebook:parse_notebook", "raw.removeprefix(_BOM)", "raw")],
        submissions.test_batch_11_encodings,
    ),
    "an unreadable notebook": (
        [("judge._gather:_if_missing", 'reading.status == "unreadable"', NEVER)],
        submissions.test_batch_03_no_notebook,
        b"null",
        "no notebook",
    ),
    "nothing handed in": (
        [("judge._gather:_if_missing", 'reading.status == "absent" and not others', NEVER)],
        submissions.test_batch_06_no_notebook_at_all,
    ),
    "cells come from the release": (
        [("judge._mending:Mending._trusted", "self._fresh(trusted)", "self._fresh(trusted) | {'source': ''} | cell")],
        submissions.test_forge_25_cell_type,
        "raw",
    ),
    "metadata comes from the release": (
        [
            (
                "judge._mending:Mending._trusted",
                "self._fresh(trusted)",
                "self._fresh(trusted | {'metadata': cell['metadata']})",
            )
        ],
        submissions.test_forge_23_grade_flag,
    ),
    "outputs of graded cells": (
        [
            ("judge._mending:Mending._own", 'cell.get("outputs")', "[]"),
            ("judge._show:write_scores", 'cell["outputs"] =', "_ ="),
        ],
        submissions.test_forge_07_an_output_claims_a_score,
        "nan",
        "execute_result",
    ),
    "the kernel": (
        [("judge._sanitise:_about_the_whole", "name not in (None,", "name in (None,")],
        submissions.test_batch_05_kernelspec,
        {"name": "ruby"},
    ),
    "size of an answer": (
        [("responses._response:decode", "len(raw) > MAX_BYTES", NEVER)],
        submissions.test_res_18_a_million_items,
    ),
    "whose answer": (
        [("responses._response:decode", "response.exercise != exercise", NEVER)],
        submissions.test_forge_28_the_answer_to_another_exercise,
    ),
    "range of a score": (
        [("judge._score:_judge", "0.0 <= result.points <= most", "True")],
        submissions.test_forge_09_a_score_out_of_range,
        float("nan"),
    ),
    "prose stands in a fence": (
        [("judge._cells:fenced", 'return f"{ticks}text', 'return text + f"{ticks[:0]}')],
        web.test_web_02_a_fence_cannot_be_closed_from_inside,
        "```",
    ),
    "length of a fence": (
        [("judge._cells:fenced", "len(run) + 1", "len(run)")],
        web.test_web_02_a_fence_cannot_be_closed_from_inside,
        "``````",
    ),
    "elements": (
        [("judge._outputs:clean_html", "tags=_TAGS", 'tags=_TAGS | {"form"}')],
        web.test_web_04_svg_mathml_css_and_addresses,
        "<form action=https://evil.example><input name=x></form>",
    ),
    "attributes": (
        [("judge._outputs:clean_html", "attributes=_ATTRIBUTES", 'attributes=_ATTRIBUTES | {"p": {"style"}}')],
        web.test_web_04_svg_mathml_css_and_addresses,
        '<p style="background:url(https://evil.example)">x</p>',
    ),
    "addresses of images": (
        [("judge._outputs:_safe_address", "return value if found and", "return value if True or")],
        web.test_web_04_svg_mathml_css_and_addresses,
        "<img src=https://evil.example/x.png>",
    ),
    "images are images": (
        [("judge._outputs:_image", "raw.startswith(_MAGIC[mime])", "True")],
        web.test_web_04_images_are_checked,
    ),
    "size of outputs": (
        [("judge._outputs:Budget.outputs", "self.left < 0", NEVER)],
        submissions.test_res_08_output_bomb,
    ),
    "size of a text": ([("judge._outputs:text_of", "len(text) <= limit", "True")], submissions.test_res_08_output_bomb),
}


def edited(patch, place, there, without):
    """Compile a function anew with one edit, and put it wherever the old one was imported."""
    module_name, _, path = place.partition(":")
    module = importlib.import_module(f"clientservice.{module_name}")
    holder, name = module, path
    if "." in path:
        owner, _, name = path.partition(".")
        holder = getattr(module, owner)
    old = inspect.getattr_static(holder, name)
    old = getattr(old, "__func__", old)
    source = textwrap.dedent(getattr(old, "edited_source", None) or inspect.getsource(old))
    assert there in source, f"{place} no longer says {there!r}: mend this test"
    source = source.replace(there, without)
    found = {}
    exec(compile(source, module.__file__, "exec"), module.__dict__, found)  # noqa: S102 - our own code with one edit
    new = found[name]
    new.edited_source = source
    patch.setattr(holder, name, new)
    for other in list(sys.modules.values()):  # the tests' own modules, too
        if getattr(other, "__dict__", {}).get(name) is old:
            patch.setattr(other, name, new)


@pytest.fixture
def arena(planted, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(planted, root)
    return root


def run(case, course, scratch, arguments):
    """A case as pytest would call it, and the look at everything afterwards."""
    given = list(arguments)
    ours = {"course": course, "tmp_path": scratch}
    names = [name for name in inspect.signature(case).parameters if name != "monkeypatch"]
    call = {name: ours[name] if name in ours else given.pop(0) for name in names}
    with pytest.MonkeyPatch.context() as patch:
        if "monkeypatch" in inspect.signature(case).parameters:
            call["monkeypatch"] = patch
        fine = {"clients-sort": (4, None, False), "clients-needs": (3, None, False)}
        with canaries.watched(course, synthetic.ASSIGNMENT, fine):
            case(**call)


def scratch_in(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("guard", WITHOUT)
def test_without_one_guard_a_case_is_red(arena, tmp_path, guard):
    edits, case, *arguments = WITHOUT[guard]
    with pytest.MonkeyPatch.context() as patch:
        for edit in edits:
            edited(patch, *edit)
        with pytest.raises(RED):
            run(case, arena, scratch_in(tmp_path), arguments)


@pytest.mark.parametrize("guard", WITHOUT)
def test_with_all_guards_it_is_green(arena, tmp_path, guard):
    _, case, *arguments = WITHOUT[guard]
    run(case, arena, scratch_in(tmp_path), arguments)


@pytest.mark.parametrize(
    ("module", "name", "case"),
    [
        (_inbound, "_FOLDER", handing_in.test_read_12_a_linked_submission),
        (_store, "_O_SAFE", submissions.test_read_14_pipes_in_the_place_of_files),
    ],
)
def test_without_looking_for_links_a_case_is_red(arena, tmp_path, monkeypatch, module, name, case):
    monkeypatch.setattr(module, name, getattr(module, name) & ~os.O_NOFOLLOW)
    with pytest.raises((AssertionError, ValueError)):
        run(case, arena, scratch_in(tmp_path), ())
