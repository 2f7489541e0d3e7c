// The one bar: back · where am I · saved · language · more · next.

import { attribute, element, followHeight, icon, setIcon, write } from "./dom.js";
import { pageOf } from "./foreign.js";
import { Menu } from "./menu.js";

const BUSY = new Set(["starting", "running"]);
const SAVE_ICONS = { idle: "idle", saving: "sync", saved: "saved", failed: "alert", busy: "sync" };

export class Bar {
  constructor(lesson) {
    this.lesson = lesson;
    this.work = { done: 0, total: lesson.place.exercises.length, shown: 0, save: { state: "idle", words: "", node: null } };
    const t = (id, values) => lesson.text(id, values);
    const { navigation } = lesson;
    this.backLink = navigation.back && this.link(navigation.back, { class: "cs-btn", "data-v": "bare", "aria-label": t("to-lessons") },
      icon("left"), element("span", { class: "cs-wide cs-back" }, t("to-lessons")));
    this.name = element("span");
    this.title = element("span", { class: "cs-wide" });
    this.count = element("span", { class: "cs-count" });
    this.line = element("div", { class: "cs-mini", "aria-hidden": "true" });
    const where = element("div", { class: "cs-where" }, element("p", {}, element("span", {}, this.name, this.title), this.count), this.line);
    this.statusIcon = icon("idle");
    this.statusWord = element("span", { class: "cs-wide" });
    this.status = element("p", { class: "cs-saved" }, this.statusIcon, this.statusWord);
    this.toFailed = element("button", { type: "button", class: "cs-btn cs-bar-failed", hidden: true, click: () => this.goToFailed() }, icon("alert"), element("span"));
    this.live = element("p", { class: "cs-sr", role: "status" });
    this.languages = element("div", { class: "cs-tongues", role: "group" });
    this.menu = new Menu(lesson);
    this.nextLink = navigation.next && this.link(navigation.next, { class: "cs-btn cs-next" }, element("span", { class: "cs-wide" }), icon("right"));
    this.tools = element("div", { class: "cs-bar-tools" });
    const saved = element("div", { class: "cs-bar-saved" }, this.status, this.toFailed);
    this.nav = element("nav", { class: "cs-bar" }, this.backLink, where, saved, this.tools, this.languages, this.menu.node, this.nextLink);
    this.root = element("div", { class: "cs cs-bar-root" }, this.nav, this.live);
    this.widget = new lesson.jupyter.Widget({ node: this.root });
    this.widget.addClass("cs-bar-widget");
    followHeight(this.widget, this.nav);
  }

  /** A real link (it can be opened in a new tab), which a plain click follows inside this page. */
  link(target, attributes, ...children) {
    const { navigation } = this.lesson;
    const follow = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      navigation.go(target);
    };
    return element("a", { href: pageOf(target.path), click: follow, ...attributes }, ...children);
  }

  start() {
    const { lesson } = this;
    const { course, place } = lesson;
    const t = (id, values) => lesson.text(id, values);
    attribute(this.root, "lang", lesson.lang);
    const title = place.title[lesson.lang] ?? Object.values(place.title)[0];
    const named = place.number ? t(place.kind, { n: place.number }) : title;
    write(this.name, named);
    write(this.title, place.number ? `. ${title}` : "");
    attribute(this.nav, "aria-label", place.number ? `${named}. ${title}` : title);
    attribute(this.languages, "aria-label", t("language"));
    this.languages.replaceChildren(...Object.entries(course.languages).map(([code, name]) => element("button", {
      type: "button", lang: code, "aria-label": `${code.toUpperCase()}, ${name}`, title: name,
      "aria-pressed": String(code === lesson.lang), click: () => this.choose(code),
    }, code.toUpperCase())));
    this.languages.hidden = this.languages.childElementCount < 2;
    if (this.nextLink) {
      const { next } = lesson.navigation;
      write(this.nextLink.firstChild, t("next"));
      const name = next.title[lesson.lang] ?? Object.values(next.title)[0];
      attribute(this.nextLink, "aria-label", t("next-named", { title: name }));
    }
    this.menu.start();
    this.paint();
  }

  choose(code) {
    const { lesson } = this;
    if (code === lesson.lang) return;
    if (lesson.place.kind === "lesson") lesson.navigation.changeLanguage(code);
    else lesson.assignment.changeLanguage(code);
  }

  paintWork(work) {
    this.work = work;
    this.paint();
  }

  paintState(state) {
    this.state = state;
    this.paint();
    const words = { starting: "preparing", running: "preparing", ready: "ready", trouble: "part-failed-short" }[state];
    if (words) this.say(words);
  }

  /** To those who hear the page; the same words twice are said twice. */
  say(id) {
    const text = this.lesson.text(id);
    write(this.live, this.live.textContent === text ? `${text}\u00a0` : text);
  }

  paint() {
    const t = (id, values) => this.lesson.text(id, values);
    const { done, total, save } = this.work;
    write(this.count, total ? t("progress", { n: done, total }) : "");
    if (this.line.childElementCount !== total) this.line.replaceChildren(...Array.from({ length: total }, () => element("i")));
    [...this.line.children].forEach((stop, n) => attribute(stop, "class", n < done ? "on" : null));
    attribute(this.nextLink ?? this.nav, "data-v", this.nextLink && total > 0 && done === total ? "primary" : null);
    const busy = BUSY.has(this.state);
    const failed = !busy && save.state === "failed";
    const state = busy ? "busy" : save.state;
    attribute(this.status, "data-save", state);
    attribute(this.nav, "aria-busy", busy ? "true" : null);
    setIcon(this.statusIcon, SAVE_ICONS[state]);
    write(this.statusWord, busy ? t("preparing") : this.savedWords(save));
    attribute(this.status, "hidden", failed || (!busy && !save.words));
    attribute(this.toFailed, "hidden", !failed);
    write(this.toFailed.lastChild, save.words);
    attribute(this.toFailed, "aria-label", failed ? `${save.words}. ${t("show-there")}` : null);
  }

  savedWords(save) {
    return save.state === "idle" ? this.lesson.text("nothing-yet") : save.words;
  }

  goToFailed() {
    const root = this.work.save.node;
    root?.scrollIntoView({ block: "end" });
    root?.querySelector(".cs-problem button:not([hidden]), .cs-title")?.focus({ preventScroll: true });
  }

  close() {
    this.menu.close();
  }
}
