// A cell that failed: a sentence and what to do, never a traceback. The details stay folded.

import { element, icon } from "./dom.js";

const ANSI = /\u001b\[[0-9;]*m/g;

/** Cells of the course: starting again helps, or the teacher. */
export function showTroubles(cells, lesson, again) {
  for (const cell of cells) {
    add(cell, lesson, [
      element("p", {}, lesson.text("part-failed")),
      element("button", { type: "button", class: "cs-btn", click: again }, lesson.text("start-again")),
      fold(lesson.text("for-teacher"), errorsOf(cell)),
    ]);
  }
}

/** Cells that the student wrote: the message's last line says most. It is Python's own, in English. */
export function showOwnTroubles(cells, lesson) {
  for (const cell of cells) {
    const errors = errorsOf(cell);
    const { ename, evalue } = errors.at(-1);
    const last = [ename, ...evalue.split("\n").map((line) => line.trim()).filter(Boolean).slice(0, 1)].join(": ");
    add(cell, lesson, [
      element("p", {}, lesson.text("own-failed")),
      element("p", { class: "cs-said", lang: "en" }, element("code", {}, last)),
      fold(lesson.text("own-details"), errors),
    ]);
  }
}

export function clearTroubles(panel, cells = panel.content.widgets) {
  for (const cell of cells) {
    cell.removeClass("cs-failed");
    for (const node of cell.node.querySelectorAll(":scope > .cs-trouble")) node.remove();
  }
}

function errorsOf(cell) {
  return cell.model.outputs.toJSON().filter((output) => output.output_type === "error");
}

function fold(summary, errors) {
  const details = errors.map(({ ename, evalue, traceback }) => (traceback?.join("\n") || `${ename}: ${evalue}`).replace(ANSI, "")).join("\n");
  return element("details", {}, element("summary", {}, summary), element("pre", { lang: "en", tabindex: "0" }, details));
}

function add(cell, lesson, children) {
  cell.addClass("cs-failed");
  cell.node.append(element("div", { class: "cs cs-trouble", role: "group", lang: lesson.lang }, icon("alert"), element("div", {}, ...children)));
}
