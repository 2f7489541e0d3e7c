"""A foreign or a changed notebook runs nothing and hides nothing; what lies beside a notebook is never imported."""

import copy
import shutil

import nbformat
import pytest
from small_course import ASSIGNMENT, write

MARKER = "ran.txt"
PLANTED = f"import pathlib; pathlib.Path({MARKER!r}).write_text('ran'); print('planted')"


@pytest.fixture
def planted(fresh):
    """Plant a notebook (and other files) in the working folder; everything is put back afterwards."""
    kept, made = {}, []

    def plant(path, content):
        target = fresh.work / path
        if target.exists():
            kept[target] = target.read_bytes()
        else:
            made.append(target)
        if isinstance(content, str):
            target.write_text(content, encoding="utf-8")
        else:
            write(target, content)

    yield plant
    for target, content in kept.items():
        target.write_bytes(content)
    for target in made:
        target.unlink(missing_ok=True)
    for marker in fresh.work.rglob(MARKER):
        marker.unlink()


def read(server, path):
    return nbformat.read(server.work / path, as_version=4)


def nothing_ran_and_nothing_is_hidden(server, page, notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    page.wait_for_function(
        "document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'", timeout=60_000
    )
    assert page.locator(".jp-CodeCell .jp-InputArea-editor:visible").count() == len(code)
    assert page.locator(".jp-NotebookPanel-toolbar:visible, .jp-NotebookPanel .jp-Toolbar:visible").count() >= 1
    assert page.locator("#jp-menu-panel:visible, #jp-top-panel:visible").count() >= 1
    assert page.locator(".cs-lesson, .cs-signed, .cs[data-cs]").count() == 0
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
    assert all(prompt.strip() in {"[ ]:", ""} for prompt in prompts), prompts
    assert not list(server.work.rglob(MARKER))
    assert page.locator(".cs-strip").is_visible()


def planted_cell(notebook):
    notebook.cells.insert(3, nbformat.v4.new_code_cell(PLANTED, id="planted"))


def planted_last(notebook):
    notebook.cells.append(nbformat.v4.new_code_cell(PLANTED, id="planted"))


def planted_as_a_students_own(notebook):
    nbgrader = {"solution": True, "grade": False, "grade_id": "x", "schema_version": 3}
    notebook.cells.append(nbformat.v4.new_code_cell(PLANTED, id="planted", metadata={"nbgrader": nbgrader}))


def edited_cell(notebook):
    notebook.cells[0].source += f"\n{PLANTED}"


def swapped_cells(notebook):
    code = [n for n, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    one, two = code[1:3]
    notebook.cells[one], notebook.cells[two] = notebook.cells[two], notebook.cells[one]


def missing_cell(notebook):
    del notebook.cells[-2]


def other_kernel(notebook):
    notebook.metadata.kernelspec["name"] = "other"


@pytest.mark.slow
@pytest.mark.parametrize("change", [edited_cell, planted_as_a_students_own])
def test_a_changed_lesson(fresh, page, planted, change):
    notebook = read(fresh, "en/01-first.ipynb")
    change(notebook)
    planted("en/01-first.ipynb", notebook)
    fresh.open(page, "en/01-first.ipynb", "changed")
    nothing_ran_and_nothing_is_hidden(fresh, page, notebook)
    assert "no longer the course’s own" in page.locator(".cs-strip").inner_text()


@pytest.mark.parametrize("lang", ["en", pytest.param("ru", marks=pytest.mark.slow)])
def test_a_changed_lesson_runs_nothing_and_can_be_restored(fresh, page, planted, course_root, lang):
    """Restoring keeps the changed copy, even with what was not saved yet, and says where it is."""
    restore, copy_name = {
        "en": ("Restore the original", "my changed copy"),
        "ru": ("Вернуть исходную страницу", "моя изменённая копия"),
    }[lang]
    path = f"{lang}/01-first.ipynb"
    notebook = read(fresh, path)
    planted_cell(notebook)
    planted(path, notebook)
    fresh.open(page, path, "changed")
    nothing_ran_and_nothing_is_hidden(fresh, page, notebook)
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.insert_text("# typed and not saved\n")
    page.get_by_role("button", name=restore).click()
    fresh.wait(page)
    assert (fresh.work / path).read_bytes() == (course_root / "course" / path).read_bytes()
    (kept,) = (fresh.work / lang).glob(f"01-first – {copy_name}*.ipynb")
    try:
        assert kept.name in page.locator(".cs-strip").inner_text()
        content = kept.read_text(encoding="utf-8")
        assert "typed and not saved" in content
        assert MARKER in content
        assert not list(fresh.work.rglob(MARKER))
        page.locator(".cs-strip").get_by_role("button").click()
        page.locator(".cs-strip").wait_for(state="hidden")
    finally:
        kept.unlink()


#: What JupyterLab does by itself when it learns something of the kernel: the open page differs from its file.
CHANGED_BY_ITSELF = """() => {
    const editor = document.querySelector('.jp-CodeCell .cm-content');
    (editor.cmTile ?? editor.cmView).view.dispatch({changes: {from: 0, insert: '# '}});
}"""


@pytest.mark.slow
def test_restoring_asks_nothing_whatever_jupyterlab_writes_meanwhile(fresh, page, planted):
    path = "en/01-first.ipynb"
    notebook = read(fresh, path)
    planted_cell(notebook)
    planted(path, notebook)
    fresh.open(page, path, "changed")
    changed = []

    def restored(route):
        answer = route.fetch()
        page.evaluate(CHANGED_BY_ITSELF)
        changed.append(page.locator(".jp-CodeCell .cm-content").first.inner_text())
        route.fulfill(response=answer)

    page.route("**/clientservice/restore", restored)
    page.get_by_role("button", name="Restore the original").click()
    fresh.wait(page)  # the page's own fixture says whether the browser asked
    assert changed[0].startswith("# ")
    next(fresh.work.glob("en/01-first – my changed copy*.ipynb")).unlink()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "restore", "failed", "lessons"),
    [
        ("en", "Restore the original", "could not be restored", "Lessons"),
        ("ru", "Вернуть исходную страницу", "не удалось", "К урокам"),
    ],
)
def test_restoring_may_fail_and_there_is_a_way_back(fresh, page, planted, lang, restore, failed, lessons):
    path = f"{lang}/01-first.ipynb"
    notebook = read(fresh, path)
    edited_cell(notebook)
    planted(path, notebook)
    (fresh.work / ".course/source.json").rename(fresh.work / ".course/away.json")
    try:
        fresh.open(page, path, "changed")
        before = read(fresh, path)["cells"]
        page.get_by_role("button", name=restore).click()
        page.locator('.cs-strip[data-kind="trouble"]', has_text=failed).wait_for()
        # What is open is saved before anything is restored, and JupyterLab may know the kernel's language by then.
        assert read(fresh, path)["cells"] == before
    finally:
        (fresh.work / ".course/away.json").rename(fresh.work / ".course/source.json")
    page.get_by_role("button", name=lessons).click()
    page.wait_for_url(f"**/{lang}/00-start.ipynb")
    fresh.wait(page)


@pytest.mark.slow
@pytest.mark.parametrize("change", [planted_last, swapped_cells, missing_cell])
def test_a_lesson_changed_in_other_ways(fresh, page, planted, change):
    notebook = read(fresh, "ru/01-first.ipynb")
    change(notebook)
    planted("ru/01-first.ipynb", notebook)
    fresh.open(page, "ru/01-first.ipynb", "changed")
    nothing_ran_and_nothing_is_hidden(fresh, page, notebook)
    assert "отличается" in page.locator(".cs-strip").inner_text()


def test_an_uploaded_notebook_that_calls_itself_a_lesson(fresh, page):
    notebook = nbformat.v4.new_notebook(metadata=read(fresh, "en/01-first.ipynb").metadata)
    notebook.cells = [nbformat.v4.new_code_cell(PLANTED, id="planted")]
    # through the contents API, as a browser uploads: JupyterLab trusts a notebook without outputs
    fresh.api("contents/en/uploaded.ipynb", "PUT", {"type": "notebook", "format": "json", "content": notebook})
    try:
        fresh.open(page, "en/uploaded.ipynb", "foreign")
        nothing_ran_and_nothing_is_hidden(fresh, page, notebook)
    finally:
        (fresh.work / "en/uploaded.ipynb").unlink()


@pytest.mark.slow
def test_a_true_lesson_outside_the_lessons_folder(fresh, page):
    (fresh.work / "notes").mkdir()
    try:
        shutil.copy(fresh.work / "en/01-first.ipynb", fresh.work / "notes/01-first.ipynb")
        fresh.open(page, "notes/01-first.ipynb", "foreign")
        nothing_ran_and_nothing_is_hidden(fresh, page, read(fresh, "notes/01-first.ipynb"))
    finally:
        shutil.rmtree(fresh.work / "notes")


@pytest.mark.slow
def test_a_lesson_in_the_place_of_another(fresh, page, planted):
    notebook = copy.deepcopy(read(fresh, "en/02-second.ipynb"))
    planted("en/01-first.ipynb", notebook)
    fresh.open(page, "en/01-first.ipynb", "changed")
    nothing_ran_and_nothing_is_hidden(fresh, page, notebook)


def test_modules_planted_beside_a_lesson_are_not_imported(fresh, page, planted):
    for name in ("clientservice", "anywidget", "yaml", "ipywidgets", "traitlets"):
        planted(f"en/{name}.py", f"{PLANTED}\nraise SystemExit")
    fresh.open(page, "en/01-first.ipynb")
    assert page.locator(".cs[data-cs]").count() == 2
    assert not list(fresh.work.rglob(MARKER))


@pytest.mark.slow
def test_a_cell_planted_in_an_assignment(fresh, page, planted):
    """A cell that claims to be the student's own is shown and not run; any other makes the notebook a foreign one."""
    path = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    notebook = read(fresh, path)
    planted_as_a_students_own(notebook)
    planted(path, notebook)
    fresh.open(page, path)
    assert page.locator(".cs-own .jp-InputArea-editor:visible").count() == 2
    assert not list(fresh.work.rglob(MARKER))


@pytest.mark.slow
def test_a_changed_assignment_comes_back_with_the_students_own_work(fresh, page, planted):
    path = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    notebook = read(fresh, path)
    own = next(cell for cell in notebook.cells if "answer" in cell.metadata.get("tags", ()))
    own.source = "answer = 42"
    planted_cell(notebook)
    planted(path, notebook)
    fresh.open(page, path, "changed")
    page.get_by_role("button", name="Restore the original").click()
    fresh.wait(page)
    assert page.locator(".cs-own .cm-content").inner_text() == "answer = 42"
    assert not list(fresh.work.rglob(MARKER))
    (kept,) = fresh.work.glob(f"{ASSIGNMENT} – my changed copy*.ipynb")
    kept.unlink()
