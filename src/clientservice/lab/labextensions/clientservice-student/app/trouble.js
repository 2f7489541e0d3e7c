// A signed cell that failed: a sentence and what to do, never a traceback. The details stay folded, for the teacher.

import { element, icon } from "./dom.js";

const ANSI = /\u001b\[[0-9;]*m/g;

export function showTroubles(cells, text, lang, again) {
  for (const cell of cells) {
    const errors = cell.model.outputs.toJSON().filter((output) => output.output_type === "error");
    const details = errors.map(({ ename, evalue, traceback }) => (traceback?.join("\n") || `${ename}: ${evalue}`).replace(ANSI, "")).join("\n");
    const own = again === null;
    const body = element("div", {},
      element("p", {}, text(own ? "own-failed" : "part-failed", { error: errors[0]?.ename ?? "" })),
      again ? element("button", { type: "button", class: "cs-btn", click: again }, text("start-again")) : null,
      element("details", {}, element("summary", {}, text(own ? "own-details" : "for-teacher")), element("pre", {}, details)));
    cell.addClass("cs-failed");
    cell.node.append(element("div", { class: "cs cs-trouble", role: "group", lang }, icon("alert"), body));
  }
}

export function clearTroubles(panel, cells = panel.content.widgets) {
  for (const cell of cells) {
    cell.removeClass("cs-failed");
    for (const node of cell.node.querySelectorAll(":scope > .cs-trouble")) node.remove();
  }
}
