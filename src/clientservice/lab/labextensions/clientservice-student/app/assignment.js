// What an assignment has besides a lesson: its receipt, handing in, and a file that is saved soon after every change.

import { attribute, element, write } from "./dom.js";
import { Exchange, dayAndTime } from "./exchange.js";

const SAVE_AFTER = 1500; // ms

export class Assignment {
  constructor(lesson) {
    this.lesson = lesson;
    this.exchange = new Exchange(lesson.course);
    this.edition = lesson.panel.model.getMetadata("clientservice")?.lang ?? lesson.lang;
    const button = (click) => element("button", { type: "button", class: "cs-btn", click }, element("span"));
    this.check = button(() => this.goToReceipt());
    this.submit = button(() => this.handIn());
  }

  start() {
    const { lesson } = this;
    lesson.bar.tools.append(this.check, this.submit);
    this.paint();
    lesson.panel.model.stateChanged.connect((model, change) => {
      if (change.name === "dirty" && change.newValue) this.saveSoon();
    });
    if (lesson.panel.model.dirty) this.saveSoon();
  }

  paint() {
    const { lesson } = this;
    write(this.check.firstChild, lesson.text("check-receipt"));
    write(this.submit.firstChild, lesson.text("submit"));
    for (const label of lesson.panel.node.querySelectorAll(".cs-run .cs-btn > span")) write(label, lesson.text("run"));
  }

  saveSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save().catch((error) => console.warn(error)), SAVE_AFTER);
  }

  async save() {
    const { panel } = this.lesson;
    if (!panel.isDisposed && panel.model.dirty) await panel.context.save();
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
      await this.exchange.act("submit", lesson.place.id, this.edition);
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

  /** An assignment lies there in one edition; its exercises know all languages. */
  changeLanguage(code) {
    const { lesson } = this;
    const page = lesson.panel.content.node.querySelector(".cs[data-cs-page]")?.dataset.csPage;
    lesson.lang = code;
    document.dispatchEvent(new CustomEvent("clientservice:lang", { detail: { page, code } }));
    lesson.bar.start();
    lesson.strip.hide();
    this.paint();
  }
}
