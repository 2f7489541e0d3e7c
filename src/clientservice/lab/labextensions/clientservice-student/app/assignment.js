// What an assignment has besides a lesson: its receipt, handing in, and a file that is saved soon after every change.

import { attribute, element, write } from "./dom.js";
import { Exchange, dayAndTime } from "./exchange.js";

const SAVE_AFTER = 1500; // ms
const KEY = "clientservice:language:"; // the language chosen for an assignment, in this tab

export class Assignment {
  constructor(lesson) {
    this.lesson = lesson;
    this.exchange = new Exchange(lesson.course);
    this.edition = editionOf(lesson.panel) ?? lesson.lang;
    const button = (click) => element("button", { type: "button", class: "cs-btn", click }, element("span"));
    this.check = button(() => this.goToReceipt());
    this.submit = button(() => this.handIn());
  }

  start() {
    const { lesson } = this;
    const { context, model } = lesson.panel;
    lesson.bar.tools.append(this.check, this.submit);
    this.onLanguage = ({ detail }) => this.changeLanguage(detail.code);
    document.addEventListener("clientservice:lang", this.onLanguage);
    this.paint();
    model.stateChanged.connect((_, change) => {
      if (change.name === "dirty") this.follow(change.newValue);
    });
    // JupyterLab calls a file saved even if it was changed while an older state of it was being written.
    context.saveState.connect((_, state) => {
      const content = JSON.stringify(model.toJSON());
      if (state === "started") this.written = content;
      else if (state === "completed" && content !== this.written) model.dirty = true;
    });
    this.follow(model.dirty);
  }

  paint() {
    const { lesson } = this;
    write(this.check.firstChild, lesson.text("check-receipt"));
    write(this.submit.firstChild, lesson.text("submit"));
    lesson.paintOwn();
  }

  /** The file follows every change; `data-cs-file` on the panel says how far it is. */
  follow(changed) {
    this.lesson.panel.node.dataset.csFile = changed ? "changed" : "saved";
    clearTimeout(this.timer);
    if (!changed) return;
    this.timer = setTimeout(() => this.save().catch((error) => console.warn(error)), SAVE_AFTER);
  }

  /** One after the other: of two at once JupyterLab takes the first for somebody else's change, and asks. */
  save() {
    const { panel } = this.lesson;
    const now = () => (!panel.isDisposed && panel.model.dirty ? panel.context.save() : undefined);
    this.saving = (this.saving ?? Promise.resolve()).then(now, now);
    return this.saving;
  }

  close() {
    clearTimeout(this.timer);
    document.removeEventListener("clientservice:lang", this.onLanguage);
  }

  goToReceipt() {
    const receipt = this.lesson.panel.content.node.querySelector('.cs [data-type="receipt"]');
    receipt?.scrollIntoView({ block: "start" });
    receipt?.querySelector(".cs-title")?.focus({ preventScroll: true });
  }

  /** Through the exchange where there is one; else the receipt's own "Download my answers" is the way. */
  async handIn() {
    const { lesson } = this;
    const t = (id, values) => lesson.text(id, values);
    if (!this.exchange.configured) {
      this.goToReceipt();
      this.tell("note", t("submit-by-file"));
      return;
    }
    if (this.submit.getAttribute("aria-disabled")) return;
    attribute(this.submit, "aria-disabled", "true");
    this.tell("note", t("submitting"));
    try {
      await this.save();
      await this.exchange.submit(lesson.place.id, this.edition);
      this.tell("note", t("submitted", { time: dayAndTime(lesson.lang, new Date()) }));
    } catch (error) {
      this.tell("trouble", t("submit-failed"), String(error.message));
    }
    attribute(this.submit, "aria-disabled", null);
  }

  tell(kind, text, detail = "") {
    const { lesson } = this;
    const close = { label: lesson.text("close"), click: () => { lesson.strip.hide(); this.submit.focus(); } };
    lesson.strip.show({ lang: lesson.lang, kind, text, detail, summary: lesson.text("for-teacher"), buttons: [close] });
  }

  /** An assignment lies there in one edition; its exercises know all languages. Each of them has a switch as well. */
  changeLanguage(code) {
    const { lesson } = this;
    if (code === lesson.lang) return;
    lesson.lang = code;
    sessionStorage.setItem(KEY + lesson.place.id, code);
    this.translate();
    lesson.bar.start();
    lesson.strip.hide();
    lesson.tellTroubles();
    this.paint();
  }

  /** Exercises appear in the edition's language, also when they run again; the page's holds. */
  translate() {
    const { lang, panel } = this.lesson;
    const others = panel.content.node.querySelectorAll(`.cs[data-cs-page][lang]:not([lang="${lang}"])`);
    for (const page of new Set([...others].map((root) => root.dataset.csPage))) {
      document.dispatchEvent(new CustomEvent("clientservice:lang", { detail: { page, code: lang } }));
    }
  }
}

/** The language that was chosen for this assignment, else that of the edition that lies here. */
export function chosenLanguage(course, place, panel) {
  const wanted = [sessionStorage.getItem(KEY + place.id), editionOf(panel), course.lang];
  return wanted.find((lang) => lang in course.languages);
}

function editionOf(panel) {
  return panel.model.getMetadata("clientservice")?.lang ?? null;
}
