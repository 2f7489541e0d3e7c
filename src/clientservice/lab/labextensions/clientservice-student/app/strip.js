// One calm line below the bar: what happened, what to do, and a fold with the details for the teacher.

import { attribute, element, followHeight, icon, setIcon, write } from "./dom.js";

export class Strip {
  constructor(Widget) {
    this.sentence = element("p");
    this.buttons = element("div", { class: "cs-strip-do" });
    this.summary = element("summary");
    this.detail = element("pre");
    this.fold = element("details", {}, this.summary, this.detail);
    const body = element("div", { class: "cs-strip-body" }, this.sentence, this.buttons, this.fold);
    this.sign = icon("alert");
    this.node = element("div", { class: "cs-strip", role: "status" }, this.sign, body);
    this.widget = new Widget({ node: element("div", { class: "cs cs-strip-root" }, this.node) });
    this.widget.hide();
    followHeight(this.widget, this.node);
  }

  /** Show a sentence; `kind` is "note" (nothing is wrong) or "trouble". */
  show({ lang, kind, text, buttons = [], detail = "", summary = "" }) {
    attribute(this.node, "lang", lang);
    attribute(this.node, "data-kind", kind);
    setIcon(this.sign, kind === "note" ? "note" : "alert");
    write(this.sentence, text);
    this.buttons.replaceChildren(...buttons.map(({ label, click, primary }) => element("button", { type: "button", class: "cs-btn", "data-v": primary ? "primary" : null, click }, label)));
    write(this.summary, summary);
    write(this.detail, detail);
    this.fold.hidden = !detail;
    this.widget.show();
  }

  hide() {
    this.widget.hide();
    this.sentence.textContent = "";
  }
}
