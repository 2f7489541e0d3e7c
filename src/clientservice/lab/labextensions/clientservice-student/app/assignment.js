// What an assignment has besides a lesson: its receipt, handing in, and a file that is saved soon after every change.

import { attribute, element, write } from "./dom.js";

const SAVE_AFTER = 1500; // ms

export class Assignment {
  constructor(lesson) {
    this.lesson = lesson;
    this.check = element("button", { type: "button", class: "cs-btn", click: () => this.goToReceipt() }, element("span"));
  }

  start() {
    const { lesson } = this;
    write(this.check.firstChild, lesson.text("check-receipt"));
    lesson.bar.tools.append(this.check);
    lesson.panel.model.stateChanged.connect((model, change) => {
      if (change.name === "dirty" && change.newValue) this.saveSoon();
    });
  }

  saveSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const { panel } = this.lesson;
      if (!panel.isDisposed && panel.model.dirty) panel.context.save().catch((error) => console.warn(error));
    }, SAVE_AFTER);
  }

  goToReceipt() {
    const receipt = this.lesson.panel.content.node.querySelector('.cs [data-type="receipt"]');
    receipt?.scrollIntoView({ block: "start" });
    receipt?.querySelector(".cs-title")?.focus({ preventScroll: true });
  }

  /** An assignment lies there in one edition; its exercises know all languages. */
  changeLanguage(code) {
    const page = this.lesson.panel.content.node.querySelector(".cs[data-cs-page]")?.dataset.csPage;
    this.lesson.lang = code;
    document.dispatchEvent(new CustomEvent("clientservice:lang", { detail: { page, code } }));
    this.lesson.bar.start();
    write(this.check.firstChild, this.lesson.text("check-receipt"));
    attribute(this.lesson.strip.node, "lang", code);
  }
}
