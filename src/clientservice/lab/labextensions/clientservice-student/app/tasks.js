// The page of assignments: below the start page's text, each with what became of it and the one thing to do next.

import { attribute, element, icon, write } from "./dom.js";
import { Exchange, dayAndTime, stateOf } from "./exchange.js";
import { addressOf } from "./session.js";

export class Tasks {
  constructor(lesson) {
    this.lesson = lesson;
    this.exchange = new Exchange(lesson.course);
    this.list = element("ul", { class: "cs-tasks" });
    this.said = element("p");
    this.message = element("div", { class: "cs-tasks-said", role: "status" }, icon("alert"), this.said);
    this.node = element("section", { class: "cs cs-tasks-root", lang: lesson.lang, "aria-label": lesson.text("assignments"), hidden: true },
      element("h2", {}, lesson.text("assignments")), this.list, this.message);
    this.say(null);
  }

  start() {
    const { node } = this.lesson.panel.content;
    (node.querySelector(".jp-WindowedPanel-viewport") ?? node).append(this.node);
    return this.refresh();
  }

  /** Paint at once what is known here; what the exchange knows follows. */
  async refresh() {
    if (this.list.childElementCount === 0) this.paint([]);
    if (!this.exchange.configured) return;
    try {
      this.paint(await this.exchange.list());
    } catch (error) {
      console.warn(error);
      this.say("exchange-silent", "trouble");
    }
  }

  paint(listed) {
    const { course, lang } = this.lesson;
    const known = Object.keys(course.manifest.assignments)
      .map((id) => ({ id, ...stateOf(listed, id, course.assignments.includes(id), this.exchange.courses[lang]) }))
      .filter(({ state }) => state);
    const focused = this.list.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    this.list.replaceChildren(...known.map((task) => this.row(task)));
    [...this.list.querySelectorAll(".cs-btn")].find((one) => one.getAttribute("aria-label") === focused)?.focus();
    this.node.hidden = known.length === 0;
  }

  row(task) {
    const { id, state, at } = task;
    const { lang } = this.lesson;
    const place = this.lesson.course.assignment(id);
    const title = place.title[lang] ?? id;
    const named = place.number ? `${this.lesson.text("assignment", { n: place.number })}. ${title}` : title;
    const said = this.lesson.text(`task-${state}`, { time: dayAndTime(lang, at) });
    return element("li", { class: "cs-task", "data-task": id, "data-state": state },
      element("div", {}, element("b", {}, named), element("small", {}, said)),
      element("div", { class: "cs-task-do" }, ...this.actions(task, place, title)));
  }

  /** The one thing to do next comes first. */
  actions({ id, state, course, page, waiting }, place, title) {
    const t = (name) => this.lesson.text(name);
    const named = (label, first) => ({ class: "cs-btn", "data-v": first ? "primary" : null, "aria-label": `${label}: ${title}` });
    const button = (label, click) => element("button", { type: "button", ...named(label, true), click }, label);
    if (state === "released") return [button(t("fetch"), () => this.act(() => this.fetch(id, course), "fetched", "fetch-failed", id))];
    const open = this.lesson.bar.link(place, named(t("open"), state === "here"), t("open"));
    if (waiting) return [button(t("fetch-feedback"), () => this.act(() => this.exchange.fetchFeedback(id, course), "feedback-fetched", "feedback-failed", id)), open];
    if (!page) return [open];
    const label = t(state === "feedback" ? "feedback" : "feedback-earlier");
    const read = element("a", { ...named(label, state === "feedback"), href: addressOf(`files/${page.split("/").map(encodeURIComponent).join("/")}`), target: "_blank", rel: "noopener" }, label);
    return state === "feedback" ? [read, open] : [open, read];
  }

  async fetch(id, course) {
    await this.exchange.fetch(id, course);
    const { course: known } = this.lesson;
    known.assignments = Object.keys(known.manifest.assignments).filter((one) => one === id || known.assignments.includes(one));
  }

  async act(action, done, failed, id) {
    if (this.busy) return;
    this.busy = true;
    this.say("one-moment");
    try {
      await action();
      this.say(done);
    } catch (error) {
      console.warn(error);
      this.say(failed, "trouble");
    }
    await this.refresh();
    this.busy = false;
    this.list.querySelector(`[data-task="${CSS.escape(id)}"] .cs-btn`)?.focus();
  }

  say(id, kind = "note") {
    write(this.said, id ? this.lesson.text(id) : "");
    attribute(this.message, "data-kind", id ? kind : null);
  }
}
