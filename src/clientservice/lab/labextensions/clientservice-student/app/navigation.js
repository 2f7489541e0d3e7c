// From one notebook to another, without a question and without losing one's place.

import { pageOf } from "./foreign.js";
import { config, startSession } from "./session.js";

const KEY = "clientservice:place";
const AHEAD = 3000; // ms of quiet after which the next lesson's kernel is started
const LOCALE_PLUGIN = "@jupyterlab/translation-extension:plugin";

export class Navigation {
  /** `lang()` is the page's language, `save()` keeps what must not be lost before the page is left. */
  constructor(jupyter, course, place, panel, { lang, save }) {
    Object.assign(this, { jupyter, course, place, panel, lang, save });
    if (performance.getEntriesByType("navigation")[0]?.type === "reload" && !Navigation.seen) this.reloaded = true;
    Navigation.seen = true;
    this.onLeave = () => this.keepPlace();
    this.onHistory = (event) => this.followHistory(event);
    panel.content.node.addEventListener("click", (event) => this.followLink(event), true);
    addEventListener("pagehide", this.onLeave);
    addEventListener("popstate", this.onHistory);
    panel.disposed.connect(() => {
      removeEventListener("pagehide", this.onLeave);
      removeEventListener("popstate", this.onHistory);
      clearTimeout(this.ahead);
    });
  }

  get back() { return this.course.before(this.place, this.lang()); }
  get next() { return this.course.after(this.place, this.lang()); }

  /** Open another notebook inside this page: JupyterLab itself needs not load again. */
  async go(target) {
    if (this.leaving) return;
    this.leaving = true;
    const { app } = this.jupyter;
    try {
      await this.save();
      await app.commands.execute("docmanager:open", { path: target.path, factory: "Notebook" });
      this.panel.dispose();
    } catch (error) {
      console.warn(error);
      location.assign(pageOf(target.path));
    }
  }

  /** A link in the text to another page of the course; JupyterLab would open that beside this one and keep both. */
  followLink(event) {
    const link = event.target.closest?.(".jp-RenderedMarkdown a[href]");
    if (link?.getAttribute("href").startsWith("#")) this.rememberSentence(link);
    const path = link && /^files\/(.+)$/.exec(pathBelow(config.baseUrl, link.href))?.[1];
    const target = path && this.course.place(path);
    if (!target) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.ctrlKey || event.metaKey || event.shiftKey) open(pageOf(target.path), "_blank", "noopener");
    else this.go(target);
  }

  /** Before a jump to a term or a source: the browser's "back" shall lead to the sentence again, not to another page. */
  rememberSentence(link) {
    this.left = link;
    history.replaceState({ ...history.state, sentence: this.scroller.scrollTop }, "");
    history.pushState({ jumped: true }, "");
  }

  /** The browser's own back and forward: JupyterLab changes the address only. */
  followHistory({ state }) {
    const path = decodeURIComponent(/\/doc(?:\/workspaces\/[^/]+)?\/tree\/(.*)$/.exec(location.pathname)?.[1] ?? "");
    if (path && path === this.panel.context.path && state?.sentence !== undefined) {
      this.scroller.scrollTop = state.sentence;
      this.left?.focus({ preventScroll: true });
    }
    if (!path || path === this.panel.context.path) return;
    const target = this.course.place(path);
    if (target) this.go(target);
    // While it loads, JupyterLab leaves an entry of the folder: behind it is its launcher, which is no page of the course.
    else if (!path.endsWith(".ipynb")) history.replaceState(null, "", pageOf(this.panel.context.path));
    else location.reload();
  }

  /** While the student reads, the next lesson's kernel starts: "Next" then takes a moment only. */
  prepareNext() {
    clearTimeout(this.ahead);
    const { next } = this;
    if (next) this.ahead = setTimeout(() => startSession(next.path).catch((error) => console.warn(error)), AHEAD);
  }

  /** The same lesson in another language. JupyterLab changes its own language only while loading. */
  async changeLanguage(code) {
    await this.save();
    this.keepPlace();
    try {
      await this.jupyter.registry?.set(LOCALE_PLUGIN, "locale", this.course.locales[code] ?? "default");
    } catch (error) {
      console.warn(error);
    }
    location.assign(pageOf(this.course.lesson(this.place.id, code).path));
  }

  get scroller() {
    return this.panel.content.node.querySelector(":scope > .jp-WindowedPanel-outer") ?? this.panel.content.node;
  }

  /** Remember which cell lies at the top. Cells have the same ids in all languages. */
  keepPlace() {
    if (this.panel.isDisposed) return;
    const top = this.scroller.getBoundingClientRect().top;
    const cell = this.panel.content.widgets.find((other) => other.node.getBoundingClientRect().bottom > top + 8);
    if (!cell) return;
    const box = cell.node.getBoundingClientRect();
    const share = (top - box.top) / Math.max(box.height, 1);
    sessionStorage.setItem(KEY, JSON.stringify({ id: this.place.id, lang: this.lang(), cell: cell.model.id, share }));
  }

  /** After a change of language, or a reload: go to the same cell, as soon as the page has its height. */
  restorePlace() {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    sessionStorage.removeItem(KEY);
    if (kept?.id !== this.place.id || (kept.lang === this.lang() && !this.reloaded)) return;
    this.target = kept;
    const stop = () => { this.target = null; };
    for (const event of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(event, stop, { once: true, capture: true, passive: true });
    const observer = new ResizeObserver(() => this.scrollToPlace());
    for (const cell of this.panel.content.widgets) observer.observe(cell.node);
    setTimeout(() => { observer.disconnect(); stop(); }, 15_000); // exercises grow while they appear
    this.scrollToPlace();
  }

  scrollToPlace() {
    if (!this.target || this.panel.isDisposed) return;
    const cell = this.panel.content.widgets.find((other) => other.model.id === this.target.cell);
    if (!cell) return;
    const box = cell.node.getBoundingClientRect();
    this.scroller.scrollTop += box.top + this.target.share * box.height - this.scroller.getBoundingClientRect().top;
  }
}

/** What follows the server's own address, decoded; "" for an address elsewhere. */
function pathBelow(base, href) {
  const { origin, pathname } = new URL(href, location.href);
  const root = new URL(base, location.href);
  return origin === root.origin && pathname.startsWith(root.pathname) ? decodeURIComponent(pathname.slice(root.pathname.length)) : "";
}
