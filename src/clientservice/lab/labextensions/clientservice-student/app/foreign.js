// A notebook that is not the course's, or not any more: nothing runs, nothing is hidden. One line says why, and leads back.

import { Strip } from "./strip.js";
import { canCheck } from "./signature.js";

export class ForeignNotebook {
  constructor(jupyter, course, place, panel) {
    Object.assign(this, { jupyter, course, place, panel });
    this.strip = new Strip(jupyter.Widget);
  }

  start() {
    const { course, panel, place } = this;
    panel.node.dataset.csLesson = place ? "changed" : "foreign";
    const lang = place?.lang ?? course.lang;
    const start = course.before(null, lang);
    panel.contentHeader.addWidget(this.strip.widget);
    this.strip.show({
      lang,
      kind: "note",
      text: course.text(lang, place ? (canCheck ? "changed" : "cannot-check") : "foreign"),
      buttons: start ? [{ label: course.text(lang, "to-lessons"), click: () => this.leave(start) }] : [],
    });
  }

  /** Kept like any other notebook, so that the browser does not ask whether to lose it. */
  async leave(target) {
    const { context, model } = this.panel;
    if (model.dirty && !model.readOnly) await context.save();
    location.assign(pageOf(target.path));
  }

  dispose() {
    this.strip.widget.dispose();
  }
}

/** The address of a notebook's page on this server. */
export function pageOf(path) {
  const base = location.pathname.replace(/\/doc(\/workspaces\/[^/]+)?\/tree\/.*$/, "/doc/tree/");
  return base + path.split("/").map(encodeURIComponent).join("/");
}
