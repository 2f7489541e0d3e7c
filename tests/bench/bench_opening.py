"""How long a student waits for a page: text, first exercise, all exercises, beside a bare JupyterLab.

    python tests/bench/bench_opening.py [rounds]

The same lesson is opened by `clientservice start` and by a bare JupyterLab in which "Run All" is pressed at the very
moment its kernel is ready. Goal: the first exercise within 1 s of that moment. Wall times from the start of the
navigation, medians, rounds interleaved: run it on a machine with nothing else to do.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

import jupyterlab
from playwright.sync_api import BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
sys.path.insert(0, str(Path(__file__).parents[1] / "browser/student"))

from course_server import CourseServer
from lab import Lab
from small_course import write_course

from chromium import FLAGS, chromium_path

LESSON, EXERCISES = "en/01-first.ipynb", 2
#: Written down frame by frame; asking from outside would cost the page time.
MARKS = f"""(() => {{
    const marks = window.marks = {{}};
    const mark = (name, there) => {{ if (there && !(name in marks)) marks[name] = performance.now(); }};
    const look = () => {{
        const indicator = document.querySelector('.jp-NotebookPanel .jp-Notebook-ExecutionIndicator');
        mark('text', document.querySelector('.jp-MarkdownOutput h1')?.offsetHeight);
        mark('kernel ready', indicator?.dataset.status === 'idle');
        mark('first exercise', document.querySelector('.cs[data-cs]'));
        mark('all exercises', document.querySelectorAll('.cs[data-cs]').length >= {EXERCISES});
        if ('all exercises' in marks) return;
        if (window.runAll && 'kernel ready' in marks && !(window.pressed > performance.now() - 500)) {{
            window.pressed = performance.now();
            window.jupyterapp.commands.execute('notebook:run-all-cells');
        }}
        requestAnimationFrame(look);
    }};
    look();
}})()"""


def marks(page: Page) -> dict[str, float]:
    page.wait_for_function("window.marks && 'all exercises' in window.marks", timeout=60_000)
    return page.evaluate("window.marks")


def rounds(context: BrowserContext, server: CourseServer, bare: Lab, number: int) -> dict[str, list[dict[str, float]]]:
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    for _ in range(number):
        server.stop_kernels()
        time.sleep(1)
        page = context.new_page()
        page.add_init_script(MARKS)
        server.visit(page, LESSON)
        found["student, opened"].append(marks(page))
        server.wait(page)
        page.reload()
        found["student, reloaded"].append(marks(page))
        server.open(page, "en/00-start.ipynb")
        page.wait_for_timeout(6000)  # as long as anyone needs to read it; meanwhile the next kernel starts
        page.evaluate("document.querySelectorAll('.cs[data-cs]').forEach((node) => node.removeAttribute('data-cs'))")
        pressed = page.evaluate(f"() => {{ {MARKS}; return performance.now(); }}")
        page.locator(".cs-next").click()
        found["student, “Next”"].append({name: at - pressed for name, at in marks(page).items()})
        page.close()

        bare.stop_kernels()
        time.sleep(1)
        page = context.new_page()
        page.add_init_script(f"window.runAll = true; {MARKS}")
        page.goto(f"{bare.url}/doc/tree/{LESSON}?token={bare.token}&reset")
        found["bare JupyterLab, Run All"].append(marks(page))
        page.close()
    return found


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    chromium = chromium_path()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        root = Path(scratch)
        write_course(root / "course-root")
        server = CourseServer(root / "course-root", root / "student" / "work")
        bare = Lab(root / "bare")
        try:
            shutil.copytree(server.work, bare.root, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".jupyter"))
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            context = browser.new_context()
            rounds(context, server, bare, 1)  # fills the browser's cache
            report(rounds(context, server, bare, number), number)
            browser.close()
        finally:
            bare.close()
            server.close()


def report(found: dict[str, list[dict[str, float]]], number: int) -> None:
    columns = ("text", "kernel ready", "first exercise", "all exercises")
    print(f"JupyterLab {jupyterlab.__version__}, {number} rounds, medians in seconds")
    print(f"{'':28}" + "".join(f"{name:>16}" for name in columns))
    for kind, all_marks in found.items():
        figures = [median(one.get(name, float("nan")) for one in all_marks) / 1000 for name in columns]
        print(f"{kind:28}" + "".join(f"{figure:16.2f}" for figure in figures))
    ready = median(one["kernel ready"] for one in found["bare JupyterLab, Run All"])
    first = median(one["first exercise"] for one in found["student, opened"])
    print(f"first exercise after bare JupyterLab's ready kernel: {(first - ready) / 1000:+.2f} s (goal: at most +1.00)")


if __name__ == "__main__":
    main()
