"""A page with 30 exercises of all types: time until all are there, memory of the page and of the kernel.

Then essay, value, table, audit: script size, key → the page answers, key → "Saved" (an essay: from leaving its field).

    python tests/bench/bench_many.py [moves]

In a real JupyterLab. Goals: 95 of 100 keys answered within 16 ms and saved within 100 ms. Wall times: run it on a
machine with nothing else to do.
"""

from __future__ import annotations

import time
from itertools import cycle, islice

from _browser import PROBE, moves, opened, tell, tell_size
from lab import Lab, begin, notebook
from playwright.sync_api import Page
from written_page import KINDS, parts, write_lesson

from clientservice.authoring import template
from clientservice.exercises import TYPES

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
    page.evaluate(PROBE, {"id": f"{kind}-example", "events": ["keydown", "click"]})
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
    count = moves(40)
    with opened(1200) as (lab, page):
        page.set_default_timeout(120_000)
        many(lab, page)
        lab.stop_kernels()
        lab.open(page, write_lesson(lab, "bench"))
        for kind in KINDS:
            move(page, kind, count)
            tell_size(kind)
            tell(kind, page.evaluate("figures"), {"moved": 16, "saved": 100})


if __name__ == "__main__":
    main()
