// A signed notebook as a calm page: it runs by itself, shows one bar, and says in one sentence when something is wrong.

import { Assignment, chosenLanguage } from "./assignment.js";
import { Bar } from "./bar.js";
import { CalmPage } from "./calm.js";
import { keepDrafts } from "./drafts.js";
import { takeKept } from "./foreign.js";
import { KernelWatch } from "./kernel.js";
import { Navigation } from "./navigation.js";
import { checkedCells } from "./signature.js";
import { Strip } from "./strip.js";
import { Tasks } from "./tasks.js";
import { clearTroubles, showOwnTroubles, showTroubles } from "./trouble.js";
import { WidgetWatch } from "./watch.js";

export class Lesson {
  constructor(jupyter, course, place, panel, cells) {
    Object.assign(this, { jupyter, course, place, panel, cells });
    this.lang = place.lang ?? chosenLanguage(course, place, panel);
    this.strip = new Strip(jupyter.Widget);
    this.navigation = new Navigation(jupyter, course, place, panel, {
      lang: () => this.lang,
      save: () => this.assignment?.save(), // a lesson is never changed
    });
    this.watch = new WidgetWatch(panel.content.node, place.exercises);
    this.calm = new CalmPage(jupyter, panel, cells, {
      readOnly: place.kind === "lesson", run: (cell) => this.runOwn(cell), begun: () => this.begun,
    });
    this.bar = new Bar(this);
    this.assignment = place.kind === "assignment" ? new Assignment(this) : null;
    this.tasks = this.navigation.back ? null : new Tasks(this);
    this.kernel = new KernelWatch(jupyter, panel, {
      lost: (state) => this.lost(state),
      back: () => { this.begun = this.run(); },
    });
  }

  text(id, values) { return this.course.text(this.lang, id, values); }

  /** `begun` ends when the course's cells have run. */
  start() {
    this.begun = this.begin();
    return this.begun;
  }

  async begin() {
    const { panel } = this;
    panel.contentHeader.addWidget(this.bar.widget);
    panel.contentHeader.addWidget(this.strip.widget);
    panel.node.lang = this.assignment?.edition ?? this.lang;
    this.setState("starting");
    this.calm.on();
    if (!this.assignment) keepDrafts(this.place, this.cells.own);
    this.paintOwn();
    showOwnTroubles(this.cells.own.filter(hasFailed), this); // from an earlier visit: no traceback, not even at first
    this.bar.start();
    this.watch.start((seen) => this.bar.paintWork(seen), () => this.assignment?.translate());
    this.assignment?.start();
    this.tasks?.start();
    this.navigation.restorePlace();
    this.sayRestored();
    await panel.revealed;
    await panel.sessionContext.ready;
    this.kernel.start();
    if (!this.kernel.gone) await this.run();
  }

  /** The words at the student's own cells, in the page's language. */
  paintOwn() {
    this.calm.paintButtons({ run: this.text("run"), stop: this.text("stop"), own: this.text("own-code") });
  }

  /** Check the signature again, then run the signed cells; cells after a failing one run too. */
  async run() {
    const { jupyter, panel, place } = this;
    this.setState("running");
    if (!this.noted) this.strip.hide();
    const cells = await checkedCells(panel.content.widgets, place);
    if (cells === null) { location.reload(); return; }
    for (let rest = cells.signed; rest.length;) {
      const ok = await jupyter.NotebookActions.runCells(panel.content, rest, panel.sessionContext);
      if (panel.isDisposed || this.kernel.gone) return;
      const failed = ok ? rest.length : rest.findIndex(hasFailed);
      rest = failed < 0 ? [] : rest.slice(failed + 1);
    }
    this.kernel.settled = true;
    this.setState(this.tellTroubles() ? "trouble" : "ready");
    this.watch.look();
    this.navigation.prepareNext();
  }

  /** A sentence at every cell that failed, just now or on an earlier visit; gives how many of the course's did. */
  tellTroubles() {
    const { panel, cells } = this;
    clearTroubles(panel);
    const troubled = cells.signed.filter(hasFailed);
    showTroubles(troubled, this, () => this.restart());
    showOwnTroubles(cells.own.filter(hasFailed), this);
    return troubled.length;
  }

  /** Run one of the student's own cells and then the exercise that looks at its answer, whatever became of the cell. */
  async runOwn(cell) {
    const { panel, cells } = this;
    const code = panel.content.widgets.filter((other) => other.model.type === "code");
    const exercise = code.slice(code.indexOf(cell) + 1).find((other) => cells.signed.includes(other));
    clearTroubles(panel, [cell]);
    await this.runKeepingFocus(cell);
    if (panel.isDisposed) return;
    const failed = hasFailed(cell);
    if (failed) showOwnTroubles([cell], this);
    this.bar.say(failed ? "own-failed" : "own-ran");
    if (exercise) await this.runKeepingFocus(exercise);
  }

  /** JupyterLab takes the focus out of the editor when a cell runs, for its shortcuts; here one types on. */
  async runKeepingFocus(cell) {
    const { jupyter, panel } = this;
    const focused = document.activeElement;
    const back = () => {
      if (document.activeElement !== focused && document.activeElement?.matches("body, .jp-Cell, .jp-Notebook")) focused.focus({ preventScroll: true });
    };
    const running = jupyter.NotebookActions.runCells(panel.content, [cell], panel.sessionContext);
    back();
    await running;
    back();
  }

  /** After a changed page was put back: say where the student's copy is. */
  sayRestored() {
    const kept = takeKept(this.place.path);
    if (!kept) return;
    this.noted = true;
    const close = { label: this.text("close"), click: () => { this.noted = false; this.strip.hide(); } };
    this.strip.show({ lang: this.lang, kind: "note", text: this.text("restored", { name: kept.split("/").at(-1) }), buttons: [close] });
  }

  restart() {
    this.strip.hide();
    this.setState("starting");
    return this.kernel.restart();
  }

  lost(state) {
    this.setState(state);
    if (state === "starting") return; // it comes back by itself
    this.strip.show({
      lang: this.lang,
      kind: "trouble",
      text: this.text(state === "offline" ? "offline" : "stopped"),
      buttons: state === "offline" ? [] : [{ label: this.text("start-again"), click: () => this.restart() }],
    });
  }

  setState(state) {
    this.state = state;
    this.panel.node.dataset.csLesson = state;
    this.bar.paintState(state);
  }

  dispose() {
    this.kernel.close();
    this.watch.close();
    this.bar.close();
    this.assignment?.close();
    this.calm.off();
  }
}

function hasFailed(cell) {
  return cell.model.outputs.toJSON().some((output) => output.output_type === "error");
}
