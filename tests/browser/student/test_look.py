"""Our parts of the page: axe in three themes, a phone, the keyboard, landmarks, JupyterLab's own language."""

import json

from small_course import ASSIGNMENT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What is checked: everything of ours, wherever it stands.
PARTS = [".cs-bar-root", ".cs-strip-root", ".cs-tasks-root", ".cs-trouble", ".cs-run"]


def violations(page, script):
    page.evaluate(script)
    found = page.evaluate(
        """async ([parts, rules]) => {
            const include = parts.filter((part) => document.querySelector(part)).map((part) => [part]);
            const result = await axe.run({ include }, { runOnly: rules });
            return result.violations.map((v) => [v.id, v.nodes.map((node) => node.html.slice(0, 120))]);
        }""",
        [PARTS, RULES],
    )
    return [violation for violation in found if violation[0] != "region"]  # the frame around us is JupyterLab's


def test_axe_in_three_themes(fresh, page, axe_script):
    fresh.open(page, "ru/00-start.ipynb")
    page.locator(f'[data-task="{ASSIGNMENT}"]').wait_for()
    for theme in ("Тёмное", "Контрастное", "Светлое"):
        page.locator(".cs-more > button").click()
        page.get_by_role("button", name=theme).click()
        page.locator(f'.cs-menu-item[aria-pressed="true"]:text-is("{theme}")').wait_for()
        assert violations(page, axe_script) == [], f"{theme}, menu open"
        page.keyboard.press("Escape")
        assert violations(page, axe_script) == [], theme


def test_a_phone(fresh, page, axe_script):
    page.set_viewport_size({"width": 390, "height": 780})
    for path in ("ru/01-first.ipynb", f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"):
        fresh.open(page, path)
        wide = page.evaluate(
            """() => [...document.querySelectorAll('.cs-bar-root, .cs-bar > *, .jp-MarkdownOutput, .cs[data-cs]')]
                .filter((node) => node.offsetWidth && (node.getBoundingClientRect().right > innerWidth + 1
                    || node.getBoundingClientRect().left < -1)).map((node) => node.className)"""
        )
        assert wide == []
        small = page.evaluate(
            """() => [...document.querySelectorAll('.cs-bar :is(a, button)')].filter((node) => node.offsetWidth
                && (node.offsetHeight < 42 || node.offsetWidth < 34)).map((node) => node.outerHTML.slice(0, 80))"""
        )
        assert small == []
        assert violations(page, axe_script) == []


def test_the_keyboard_path_and_landmarks(fresh, page):
    fresh.open(page, "en/01-first.ipynb")
    page.locator(".cs-bar a").first.focus()
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert seen == ["EN, English", "RU, Русский", "More", "Next: The second lesson"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Light"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.textContent") == "Start this page again"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "false"
    assert page.locator('nav[aria-label="Lesson 1. The first lesson, about clients"]').count() == 1
    assert page.locator('[role="main"] h1:visible').count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # "Next", without a mouse
    page.get_by_role("heading", name="The second lesson").wait_for()
    fresh.wait(page)


def test_jupyterlab_itself_speaks_russian(fresh, page):
    settings = fresh.work / ".jupyter/settings/@jupyterlab/translation-extension/plugin.jupyterlab-settings"
    kept = settings.read_text(encoding="utf-8")
    settings.write_text(json.dumps({"locale": "ru_RU"}), encoding="utf-8")
    try:
        (fresh.work / "free.ipynb").write_bytes((fresh.work / "en/02-second.ipynb").read_bytes())
        fresh.open(page, "free.ipynb", "foreign")
        page.get_by_role("menuitem", name="Файл").wait_for()
    finally:
        settings.write_text(kept, encoding="utf-8")
        (fresh.work / "free.ipynb").unlink()
