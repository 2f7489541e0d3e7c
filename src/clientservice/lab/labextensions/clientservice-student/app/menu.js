// "More": what is needed seldom. A button that opens a short list of buttons.

import { attribute, element, icon, write } from "./dom.js";

const THEMES = { light: "JupyterLab Light", dark: "JupyterLab Dark", contrast: "JupyterLab Dark High Contrast" };
const THEMES_PLUGIN = "@jupyterlab/apputils-extension:themes";

export class Menu {
  constructor(lesson) {
    this.lesson = lesson;
    this.button = element("button", { type: "button", class: "cs-btn", "data-v": "bare", "aria-expanded": "false", click: () => this.toggle() }, icon("more"));
    this.code = this.item(() => this.showCode());
    this.again = this.item(() => { this.toggle(false); lesson.restart(); });
    this.themeLabel = element("p", { class: "cs-menu-label" });
    this.themes = Object.entries(THEMES).map(([id, name]) => ({ id, name, button: this.item(() => this.choose(name)) }));
    const look = element("div", { class: "cs-menu-group", role: "group" }, this.themeLabel, ...this.themes.map(({ button }) => button));
    this.look = look;
    this.list = element("div", { class: "cs-menu", popover: "manual", hidden: true }, look, this.code, this.again);
    this.node = element("div", { class: "cs-more" }, this.button, this.list);
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.node.addEventListener("focusout", (event) => { if (this.open && event.relatedTarget && !this.node.contains(event.relatedTarget)) this.toggle(false); });
    this.outside = (event) => { if (this.open && !this.node.contains(event.target)) this.toggle(false); };
    document.addEventListener("pointerdown", this.outside, true);
    this.repaint = () => this.paint();
    lesson.jupyter.themes?.themeChanged.connect(this.repaint);
  }

  item(click) {
    return element("button", { type: "button", class: "cs-menu-item", click });
  }

  start() {
    const t = (id) => this.lesson.text(id);
    attribute(this.button, "aria-label", t("more"));
    attribute(this.button, "title", t("more"));
    write(this.themeLabel, t("appearance"));
    attribute(this.look, "aria-label", t("appearance"));
    this.look.hidden = !this.lesson.jupyter.themes;
    write(this.again, t("start-again"));
    for (const { id, button } of this.themes) write(button, t(`theme-${id}`));
    this.paint();
  }

  get open() { return !this.list.hidden; }

  toggle(open = !this.open) {
    if (open === this.open) return;
    attribute(this.list, "hidden", !open);
    attribute(this.button, "aria-expanded", String(open));
    if (open) {
      this.list.showPopover?.();
      const box = this.button.getBoundingClientRect();
      Object.assign(this.list.style, { top: `${box.bottom + 6}px`, right: `${Math.max(8, innerWidth - box.right - 60)}px` });
      this.paint();
      this.list.querySelector("button").focus();
    } else {
      this.list.hidePopover?.();
    }
  }

  key(event) {
    if (!this.open) return;
    const items = [...this.list.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") { this.toggle(false); this.button.focus(); }
    else if (step) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    else return;
    event.preventDefault();
  }

  showCode() {
    const { calm } = this.lesson;
    calm.showCode(!calm.codeShown);
    this.toggle(false);
    this.button.focus();
  }

  async choose(name) {
    const { registry, themes } = this.lesson.jupyter;
    try {
      await registry?.set(THEMES_PLUGIN, "adaptive-theme", false); // from now on it is the reader's own choice
      await themes.setTheme(name);
    } catch (error) {
      console.warn(error);
    }
    this.paint();
  }

  paint() {
    const { calm, jupyter } = this.lesson;
    write(this.code, this.lesson.text(calm.codeShown ? "hide-code" : "show-code"));
    for (const { name, button } of this.themes) attribute(button, "aria-pressed", String(jupyter.themes?.theme === name));
  }

  close() {
    document.removeEventListener("pointerdown", this.outside, true);
    this.lesson.jupyter.themes?.themeChanged.disconnect(this.repaint);
  }
}
