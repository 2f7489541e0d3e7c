// A calm page: JupyterLab's own frame is put away, its shortcuts sleep, a lesson can't be changed by mistake.

import { attribute, element, icon, setIcon, write } from "./dom.js";

const KEPT = new Set(["main", "jp-main-content-panel", "jp-main-vsplit-panel", "jp-main-split-panel", "jp-main-dock-panel"]);

const A_MOMENT = 700; // ms
const LOOKS = ["outcomes", "takeaway"]; // tags of cells that notebook.css sets apart
const STUB = /^\*[^*\n]+\*$/; // one line in italics, as nbgrader_config.py says
/** How many calm pages are open; the frame comes back with the last one. */
let calmPages = 0;
const hidden = new Set();

export class CalmPage {
  /** `run(cell)` runs one of the student's own cells, `begun()` ends when the course's have run. */
  constructor(jupyter, panel, { signed, own }, { readOnly, run, begun }) {
    Object.assign(this, { jupyter, panel, signed, own, readOnly, run, begun });
    this.codeShown = false;
    this.buttons = new Map(); // one of the student's own cells → its button
    this.onDirty = (model, change) => { if (change.name === "dirty" && change.newValue) model.dirty = false; };
    this.onOwnKey = (event) => this.ownKey(event);
    this.stop = (event) => { if (!event.target.closest?.(".jp-Dialog")) event.stopPropagation(); };
    this.onDouble = (event) => { if (event.target.closest(".jp-MarkdownCell")) event.stopImmediatePropagation(); };
  }

  on() {
    const { panel, jupyter } = this;
    panel.addClass("cs-lesson");
    panel.toolbar.hide();
    for (const cell of this.signed) cell.addClass("cs-signed");
    for (const cell of panel.content.widgets) if (!this.own.includes(cell)) cell.readOnly = true;
    for (const cell of panel.content.widgets) for (const tag of LOOKS) if (cell.model.getMetadata("tags")?.includes(tag)) cell.addClass(`cs-${tag}`);
    for (const cell of this.own) this.addRunButton(cell);
    for (const cell of panel.content.widgets) if (isEssayStub(cell.model)) cell.addClass("cs-stub-cell");
    if (this.readOnly) {
      panel.model.stateChanged.connect(this.onDirty);
      panel.model.dirty = false;
    }
    const { node } = panel.content;
    attribute(node, "tabindex", "-1");
    node.addEventListener("dblclick", this.onDouble, true);
    node.addEventListener("keydown", this.onOwnKey, true);
    node.addEventListener("contextmenu", this.stop);
    if (calmPages++ === 0) {
      document.body.addEventListener("keydown", CalmPage.keys);
      document.body.classList.add("cs-calm");
      quieten(jupyter);
      jupyter.app.restored.then(() => { if (calmPages) quieten(jupyter); });
    }
  }

  off() {
    if (--calmPages > 0) return;
    document.body.removeEventListener("keydown", CalmPage.keys);
    document.body.classList.remove("cs-calm");
    for (const widget of hidden) if (!widget.isDisposed) { delete widget.show; widget.show(); }
    hidden.clear();
  }

  showCode(shown) {
    this.codeShown = shown;
    this.panel.toggleClass("cs-code-shown", shown);
    for (const cell of this.signed) if (shown && cell.inputHidden) cell.inputHidden = false;
  }

  addRunButton(cell) {
    const button = element("button", { type: "button", class: "cs-btn", click: () => this.runCell(cell) }, icon("run"), element("span"));
    this.buttons.set(cell, button);
    cell.addClass("cs-own");
    (cell.inputArea.node.closest(".jp-Cell-inputWrapper") ?? cell.inputArea.node).after(element("div", { class: "cs cs-run" }, button));
  }

  /** JupyterLab keeps its editors out of the tab order, since Enter leads into them; here Enter leads nowhere. */
  async paintEditor(cell) {
    await cell.ready;
    if (cell.isDisposed) return;
    cell.editor?.setOption("tabFocusable", true);
    attribute(cell.node.querySelector(".jp-InputArea-editor .cm-content"), "aria-label", this.words.own);
  }

  /** `words`: {run, stop, own}. */
  paintButtons(words = this.words) {
    this.words = words;
    for (const [cell, button] of this.buttons) {
      this.paintEditor(cell);
      const busy = button.dataset.busy === "true";
      setIcon(button.firstChild, busy ? "stop" : "run");
      write(button.lastChild, busy ? words.stop : words.run);
    }
  }

  /** While a cell runs for longer than a moment, its button stops it: a loop without end must not lock the page. */
  async runCell(cell) {
    const button = this.buttons.get(cell);
    if (this.running) {
      if (button.dataset.busy === "true") await this.panel.sessionContext.session?.kernel?.interrupt();
      return;
    }
    this.running = true;
    const turn = (busy) => { attribute(button, "data-busy", busy ? "true" : null); this.paintButtons(); };
    let timer;
    try {
      await this.begun(); // pressed early: the course's cells come first, and to stop them is not this button's task
      timer = setTimeout(() => turn(true), A_MOMENT);
      if (!this.panel.isDisposed) await this.run(cell);
    } finally {
      clearTimeout(timer);
      this.running = false;
      turn(false);
    }
  }

  /** Shift+Enter and Ctrl+Enter run the student's own cell; JupyterLab would also select or insert another one. */
  ownKey(event) {
    const cell = this.own.find((own) => own.node.contains(event.target));
    if (!cell || event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey || event.altKey)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.runCell(cell);
  }

  /** JupyterLab listens on the document, in the bubbling phase: what stops here is no command ("d d" deletes a cell). */
  static keys(event) {
    if (event.target.closest?.(".jp-Dialog")) return;
    event.stopPropagation();
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") event.preventDefault(); // it saves itself
  }
}

/**
 * The cell through which nbgrader has an essay marked. The essay is written in the exercise above it, so the cell is only
 * a line in the way; but what somebody wrote into it elsewhere counts, and is shown.
 */
function isEssayStub(model) {
  const { grade, solution } = model.getMetadata("nbgrader") ?? {};
  const tagged = model.getMetadata("tags")?.includes("essay");
  return Boolean(model.type === "markdown" && tagged && grade && solution && STUB.test(model.sharedModel.getSource().trim()));
}

/** Hide everything of the shell but the document. */
function quieten({ app, shell }) {
  shell?.collapseLeft?.();
  shell?.collapseRight?.();
  hideAround(app.shell);
}

function hideAround(widget) {
  for (const child of widget.children()) {
    if (child.id === "jp-main-dock-panel") continue;
    if (KEPT.has(child.id)) { hideAround(child); continue; }
    if (hidden.has(child)) continue;
    hidden.add(child);
    child.hide();
    child.show = () => {}; // JupyterLab shows its panels again whenever the mode or a setting changes
  }
}
