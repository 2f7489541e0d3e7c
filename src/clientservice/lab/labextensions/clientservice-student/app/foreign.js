// A notebook that is not the course's, or not any more: nothing runs, nothing is hidden. One line says why, and leads back.

import { ask } from "./session.js";
import { Strip } from "./strip.js";
import { canCheck } from "./signature.js";

const KEPT = "clientservice:kept"; // the path of the page that was restored, and of the changed copy

export class ForeignNotebook {
  constructor(jupyter, course, place, panel) {
    Object.assign(this, { jupyter, course, place, panel });
    this.lang = place?.lang ?? course.lang;
    this.strip = new Strip(jupyter.Widget);
  }

  text(id) { return this.course.text(this.lang, id); }

  start() {
    const { panel, place } = this;
    panel.node.dataset.csLesson = place ? "changed" : "foreign";
    panel.contentHeader.addWidget(this.strip.widget);
    this.show("note", place ? (canCheck ? "changed" : "cannot-check") : "foreign");
  }

  show(kind, id, detail = "") {
    const { course, lang, place } = this;
    const start = course.before(null, lang);
    const buttons = [];
    if (place && canCheck) buttons.push({ label: this.text("restore"), primary: true, click: () => this.restore() });
    if (start) buttons.push({ label: this.text("to-lessons"), click: () => this.leave(start) });
    this.strip.show({ lang, kind, text: this.text(id), buttons, detail, summary: this.text("for-teacher") });
  }

  /** The course's own notebook comes back. What the student changed, saved or not, is kept under another name. */
  async restore() {
    const { content, context, model, sessionContext } = this.panel;
    if (this.busy) return;
    this.busy = true;
    content.node.inert = true; // what is typed from here on would go neither into the copy nor into the original
    try {
      await this.keep();
      const { kept } = await ask("clientservice/restore", { method: "POST", body: JSON.stringify({ path: context.path }) });
      sessionStorage.setItem(KEPT, JSON.stringify({ path: context.path, kept }));
    } catch (error) {
      this.busy = false;
      content.node.inert = false;
      this.show("trouble", "restore-failed", String(error.message));
      return;
    }
    // what ran in its kernel was not the course's
    await sessionContext.shutdown().catch((error) => console.warn(error));
    model.dirty = false; // only JupyterLab wrote since, for example the kernel's language; the browser must not ask
    location.reload();
  }

  async leave(target) {
    await this.keep();
    location.assign(pageOf(target.path));
  }

  /** Saved like any other notebook, so that the browser does not ask whether to lose it. */
  async keep() {
    const { context, model } = this.panel;
    if (model.dirty && !model.readOnly) await context.save();
  }

  dispose() {
    this.strip.widget.dispose();
  }
}

/** The changed copy's path, once, right after the page at `path` was restored; else null. */
export function takeKept(path) {
  const found = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (found?.path !== path) return null;
  sessionStorage.removeItem(KEPT);
  return found.kept;
}

/** The address of a notebook's page on this server. */
export function pageOf(path) {
  const base = location.pathname.replace(/\/doc(\/workspaces\/[^/]+)?\/tree\/.*$/, "/doc/tree/");
  return base + path.split("/").map(encodeURIComponent).join("/");
}
