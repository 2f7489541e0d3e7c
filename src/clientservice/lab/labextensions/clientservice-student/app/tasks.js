// The page of assignments: below the start page's text, each with what became of it and the one thing to do next.

import { element } from "./dom.js";
import { Exchange, dayAndTime, stateOf } from "./exchange.js";
import { config } from "./session.js";

export class Tasks {
  constructor(lesson) {
    this.lesson = lesson;
    this.exchange = new Exchange(lesson.course);
    this.list = element("ul", { class: "cs-tasks" });
    this.message = element("p", { class: "cs-tasks-said", role: "status" });
    this.node = element("section", { class: "cs cs-tasks-root", lang: lesson.lang, hidden: true },
      element("h2", { class: "cs-sr" }, lesson.text("assignments")), this.list, this.message);
    this.node.setAttribute("aria-label", lesson.text("assignments"));
  }

  start() {
    const { node } = this.lesson.panel.content;
    (node.querySelector(".jp-WindowedPanel-viewport") ?? node).append(this.node);
    return this.refresh();
  }

  async refresh() {
    const { course, lang } = this.lesson;
    let listed = null;
    try {
      listed = await this.exchange.list(lang);
    } catch (error) {
      console.warn(error);
    }
    const known = Object.keys(course.manifest.assignments).map((id) => ({ id, ...stateOf(listed, id, course.assignments.includes(id)) }));
    const rows = known.filter(({ state }) => state).map((task) => this.row(task));
    this.list.replaceChildren(...rows);
    this.node.hidden = rows.length === 0;
  }

  row({ id, state, at, page }) {
    const { course, lang } = this.lesson;
    const t = (name, values) => this.lesson.text(name, values);
    const place = course.assignment(id);
    const title = place.title[lang] ?? id;
    const said = t(`task-${state}`, { time: dayAndTime(lang, at) });
    const button = (label, click) => element("button", { type: "button", class: "cs-btn", "aria-label": `${label}: ${title}`, click }, label);
    const open = this.lesson.bar.link(place, { class: "cs-btn", "aria-label": `${t("open")}: ${title}` }, t("open"));
    const buttons = {
      released: () => [button(t("fetch"), () => this.act("fetch", id))],
      feedback: () => [page ? element("a", { class: "cs-btn", href: filePage(page), target: "_blank", rel: "noopener" }, t("feedback")) : button(t("fetch-feedback"), () => this.act("fetch_feedback", id)), open],
    }[state]?.() ?? [open];
    return element("li", { class: "cs-task", "data-task": id, "data-state": state },
      element("div", {}, element("b", {}, title), element("small", {}, said)), element("div", { class: "cs-task-do" }, ...buttons));
  }

  async act(action, id) {
    this.message.textContent = this.lesson.text("one-moment");
    try {
      await this.exchange.act(action, id, this.lesson.lang);
      if (action === "fetch" && !this.lesson.course.assignments.includes(id)) this.lesson.course.assignments.push(id);
      this.message.textContent = "";
    } catch (error) {
      console.warn(error);
      this.message.textContent = this.lesson.text("exchange-failed");
    }
    await this.refresh();
    this.list.querySelector(`[data-task="${CSS.escape(id)}"] .cs-btn`)?.focus();
  }
}

/** The address of a file in the working folder, as a page of its own. */
function filePage(path) {
  return new URL(`files/${path.split("/").map(encodeURIComponent).join("/")}`, new URL(config.baseUrl, location.href)).href;
}
