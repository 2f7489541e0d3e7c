// A signed notebook as a calm page: it runs by itself, shows one bar, and says in one sentence when something is wrong.

import { Assignment } from "./assignment.js";
import { Bar } from "./bar.js";
import { CalmPage } from "./calm.js";
import { KernelWatch } from "./kernel.js";
import { Navigation } from "./navigation.js";
import { checkedCells } from "./signature.js";
import { Strip } from "./strip.js";
import { Tasks } from "./tasks.js";
import { clearTroubles, showTroubles } from "./trouble.js";
import { WidgetWatch } from "./watch.js";

export class Lesson {
  constructor(jupyter, course, place, panel, cells) {
    Object.assign(this, { jupyter, course, place, panel, cells });
    this.lang = place.lang ?? cells.lang ?? course.lang;
    this.strip = new Strip(jupyter.Widget);
    this.navigation = new Navigation(jupyter, course, place, panel, () => this.lang);
    this.watch = new WidgetWatch(panel.content.node, place.exercises);
    this.calm = new CalmPage(jupyter, panel, cells, { readOnly: place.kind === "lesson", run: (cell) => this.runOwn(cell) });
    this.bar = new Bar(this);
    this.assignment = place.kind === "assignment" ? new Assignment(this) : null;
    this.tasks = this.navigation.back ? null : new Tasks(this);
    this.kernel = new KernelWatch(jupyter, panel, {
      lost: (state) => this.lost(state),
      back: () => this.run(),
    });
  }

  text(id, values) { return this.course.text(this.lang, id, values); }

  async start() {
    const { panel } = this;
    panel.contentHeader.addWidget(this.bar.widget);
    panel.contentHeader.addWidget(this.strip.widget);
    panel.node.lang = this.lang;
    this.setState("starting");
    this.calm.on();
    this.bar.start();
    this.watch.start((seen) => this.bar.paintWork(seen));
    this.assignment?.start();
    this.tasks?.start();
    this.navigation.restorePlace();
    await panel.revealed;
    await panel.sessionContext.ready;
    this.kernel.start();
    if (!this.kernel.gone) await this.run();
  }

  /** Check the signature again, then run the signed cells; cells after a failing one run too. */
  async run() {
    const { jupyter, panel, place } = this;
    this.setState("running");
    this.strip.hide();
    const cells = await checkedCells(panel.content.widgets, place);
    if (cells === null) { location.reload(); return; }
    clearTroubles(panel);
    for (let rest = cells.signed; rest.length;) {
      const ok = await jupyter.NotebookActions.runCells(panel.content, rest, panel.sessionContext);
      if (panel.isDisposed || this.kernel.gone) return;
      const failed = ok ? rest.length : rest.findIndex(hasFailed);
      rest = failed < 0 ? [] : rest.slice(failed + 1);
    }
    this.kernel.settled = true;
    const troubled = cells.signed.filter(hasFailed);
    showTroubles(troubled, (id, values) => this.text(id, values), this.lang, () => this.restart());
    this.setState(troubled.length ? "trouble" : "ready");
    this.watch.look();
    this.navigation.prepareNext();
  }

  /** Run one of the student's own cells and, right after it, the exercise that looks at its answer. */
  async runOwn(cell) {
    const { jupyter, panel, cells } = this;
    const all = panel.content.widgets.filter((other) => other.model.type === "code");
    const follower = all[all.indexOf(cell) + 1];
    clearTroubles(panel, [cell]);
    const ok = await jupyter.NotebookActions.runCells(panel.content, [cell], panel.sessionContext);
    if (!ok) showTroubles([cell], (id, values) => this.text(id, values), this.lang, null);
    else if (cells.signed.includes(follower)) await jupyter.NotebookActions.runCells(panel.content, [follower], panel.sessionContext);
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
    this.calm.off();
  }
}

function hasFailed(cell) {
  return cell.model.outputs.toJSON().some((output) => output.output_type === "error");
}
