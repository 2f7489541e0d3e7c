"""A page with 30 exercises of all types: time until all are there, memory of the page and of the kernel.

Then essay, value, table, audit: script size, key → the page answers, key → "Saved" (an essay: from leaving its field).

    python tests/bench/bench_many.py [moves]

In a real JupyterLab. Goals: 95 of 100 keys answered within 16 ms and saved within 100 ms. Wall times: run it on a
machine with nothing else to do.
"""

from __future__ import annotations

import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from lab import Lab, begin, notebook
from written_page import KINDS, parts, write_lesson

from chromium import FLAGS, chromium_path
from clientservice.authoring import template
from clientservice.exercises import TYPES
from clientservice.widgets._assets import script, style
from clientservice.widgets._types import SCRIPTS, STYLES, WORDS

MANY = 30
RSS = "print(next(line for line in open('/proc/self/status') if line.startswith('VmRSS')).split()[1])"
IN_KERNEL = """async (code) => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const future = kernel.requestExecute({ code, store_history: false });
    let text = "";
    future.onIOPub = (message) => { if (message.header.msg_type === "stream") text += message.content.text; };
    await future.done;
    return text;
}"""
PROBE = """(id) => {
    const root = document.querySelector(`.cs[data-cs='${id}']`);
    const status = root.querySelector(".cs-status");
    const times = window.figures = { answered: [], saved: [] };
    let start = 0;
    let answered = true;
    const begun = () => { start = performance.now(); answered = false; };
    for (const kind of ["keydown", "click"]) root.addEventListener(kind, begun, true);
    new MutationObserver(() => {
        if (answered) return;
        answered = true;
        times.answered.push(performance.now() - start);
    }).observe(root, { childList: true, subtree: true, attributes: true, characterData: true });
    new MutationObserver(() => {
        if (!start || status.dataset.save !== "saved") return;
        times.saved.push(performance.now() - start);
        start = 0;
    }).observe(status, { attributes: true, attributeFilter: ["data-save"] });
}"""


def many(lab: Lab, page: Page) -> None:
    """Write, run and weigh the page with 30 exercises."""
    chosen = [(kind, f"{kind}-{number}") for number, kind in enumerate(islice(cycle(TYPES), MANY))]
    bank = "\n".join(template(kind, name) for kind, name in chosen)
    lab.write("many/.course/exercises/many.yml", f"bank: many\nexercises:\n{bank}")
    cells = [f'cs.practice("{name}")' for _, name in chosen]
    lab.write("many/en/many.ipynb", notebook("# Many", begin("many", "en"), *cells))
    lab.open(page, "many/en/many.ipynb", run=False)
    before = heap(page), kernel(page)
    start = time.perf_counter()
    page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        f"new Set([...document.querySelectorAll('.cs[data-cs]')].map((e) => e.dataset.cs)).size === {MANY}"
    )
    ready = time.perf_counter() - start
    print(f"{MANY} exercises: run → all ready {ready:.1f} s")
    for name, was, now in zip(
        ("page's JavaScript heap", "kernel's memory"), before, (heap(page), kernel(page)), strict=True
    ):
        print(f"{name}: {now:.0f} MB, of which the exercises take {now - was:.0f} MB")


def heap(page: Page) -> float:
    """MB after a garbage collection."""
    client = page.context.new_cdp_session(page)
    client.send("HeapProfiler.collectGarbage")
    return client.send("Runtime.getHeapUsage")["usedSize"] / 1e6


def kernel(page: Page) -> float:
    return int(page.evaluate(IN_KERNEL, RSS)) / 1e3


def wait(page: Page, saved: int) -> None:
    page.wait_for_function(f"figures.saved.length >= {saved}")


def move(page: Page, kind: str, count: int) -> None:
    """Type, rate, or compute and read anew."""
    part = parts(page)[kind]
    page.evaluate(PROBE, f"{kind}-example")
    for number in range(count):
        if kind == "essay":
            part.text.focus()
            page.keyboard.type("word ")
            page.keyboard.press("Tab")
        elif kind == "audit":
            part.fields.first.focus()
            page.keyboard.press("Control+a")
            page.keyboard.type("34"[number % 2])
        else:
            name, answer = {
                "value": ("left_share", "{}"),
                "table": ("left_by_contract", "__import__('pandas').DataFrame({{'left': [{}, 1]}})"),
            }[kind]
            page.evaluate(IN_KERNEL, f"{name} = {answer.format(number)}")
            part.again.focus()
            page.keyboard.press("Enter")
        wait(page, number + 1)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = Lab(Path(folder))
        try:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            page = browser.new_page(viewport={"width": 1000, "height": 1200})
            page.set_default_timeout(120_000)
            many(lab, page)
            lab.stop_kernels()
            lab.open(page, write_lesson(lab, "bench"))
            for kind in KINDS:
                move(page, kind, count)
                figures = page.evaluate("figures")
                size = (
                    len(script(*SCRIPTS[kind], words_of=WORDS.get(kind)).encode()),
                    len(style(*STYLES[kind]).encode()),
                )
                print(f"{kind}: script {size[0] / 1e3:.0f} kB, style {size[1] / 1e3:.0f} kB")
                for name, goal in (("answered", 16), ("saved", 100)):
                    times = sorted(figures[name])
                    p95 = times[max(int(len(times) * 0.95) - 1, 0)]
                    print(f"  key → {name}: median {median(times):.1f} ms, 95 % within {p95:.1f} ms (goal {goal} ms)")
            browser.close()
        finally:
            lab.close()


if __name__ == "__main__":
    main()
