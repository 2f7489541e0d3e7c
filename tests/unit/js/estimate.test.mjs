import assert from "node:assert/strict";
import { test } from "node:test";
import { both, inner, show, visible } from "./waiting.mjs";

const { csReadNumber, csDigits, csFigure } = inner("estimate", "csReadNumber", "csDigits", "csFigure");

const EXERCISE = { low: 0, high: 60, step: 0.5, unit: { en: "%", ru: "%" } };
const FEEDBACK = { attempts: 1, hints: [], hints_left: 0, checked: { guess: 30.5 }, verdicts: { guess: "no" }, whys: { guess: both("why it is so") },
  right: false, share: 0, shown: [], mixups: [], done: null, figure: 41.6, plausible: [35, 48], source: both("a source") };
const field = ({ find }) => find(".cs-number > input");
const slider = ({ find }) => find("input[type=range]");
const commit = ({ find }) => find(".cs-tell .cs-btn[data-v=primary]");
const type = (page, text) => {
  field(page).value = text;
  page.fire(field(page), "input", "change");
};

test("numbers are read with comma and point, and written as the language writes them", () => {
  for (const [text, number] of [["2.5", 2.5], ["2,5", 2.5], [" 1 000 ", 1000], ["30 %", 30], ["−4", -4], [".5", 0.5], ["", null], ["12a", null], ["1,2,3", null], ["-", null], ["1e3", null]]) {
    assert.equal(csReadNumber(text), number, text);
  }
  assert.equal(csDigits("ru", 2.5), "2,5");
  assert.equal(csDigits("en", 12500), "12500");
  assert.equal(csFigure("en", 41.6, "%"), "41.6%");
  assert.equal(csFigure("ru", 41.6, "%"), "41,6\u00a0%");
  assert.equal(csFigure("en", -4, "min"), "\u22124\u00a0min");
  assert.equal(csFigure("en", 12500), "12,500");
  assert.equal(csFigure("ru", 1000), "1000");
});

test("slider and field are one value; it is saved when the hand lets go", () => {
  const page = show("estimate", EXERCISE);
  assert.equal(field(page).value, "");
  assert.match(slider(page).getAttribute("aria-valuetext"), /No answer/);
  slider(page).value = "30";
  page.fire(slider(page), "input");
  assert.equal(field(page).value, "30");
  assert.deepEqual(page.sent(), {});
  page.fire(slider(page), "change");
  assert.deepEqual(page.sent(), { seq: 1, do: "save", value: { guess: 30 } });
  page.answer();
  page.model.set("lang", "ru");
  type(page, "30,5");
  assert.deepEqual(page.sent().value, { guess: 30.5 });
  assert.equal(slider(page).value, "30.5");
  assert.equal(slider(page).getAttribute("aria-valuetext"), "30,5\u00a0%");
});

test("what is not on the scale is said to be so, and not committed", () => {
  const page = show("estimate", EXERCISE, { value: { guess: 20 } });
  type(page, "61");
  assert.equal(field(page).getAttribute("aria-invalid"), "true");
  assert.match(page.find(".cs-hint.is-wrong").textContent, /from 0 to 60%/);
  assert.equal(commit(page).getAttribute("aria-disabled"), "true");
  type(page, "6");
  assert.equal(field(page).getAttribute("aria-invalid"), null);
  assert.equal(commit(page).getAttribute("aria-disabled"), null);
});

test("before the commitment nothing of the figure is in the page; after it there is no second commitment", () => {
  const page = show("estimate", EXERCISE, { value: { guess: 30.5 } });
  assert.ok(visible(page.find(".cs-veil")));
  assert.match(commit(page).textContent, /Commit/);
  commit(page).click();
  assert.equal(page.sent().do, "check");
  assert.doesNotMatch(page.root.textContent, /41|source/);
  page.answer({ feedback: FEEDBACK });
  assert.ok(!visible(page.find(".cs-veil")));
  assert.match(page.find(".cs-plot").getAttribute("aria-label"), /30\.5%.*41\.6%.*35 to 48%/);
  assert.match(page.find(".cs-source").textContent, /a source/);
  assert.match(page.find(".cs-tell .cs-why").textContent, /Below the plausible range.*why it is so/);
  assert.ok(slider(page).disabled && field(page).readOnly);
  const { seq } = page.sent();
  type(page, "41.6");
  assert.equal(page.sent().seq, seq);
  commit(page).click(); // now it says "try again"
  assert.deepEqual(page.sent().value, {});
  page.answer();
  assert.ok(!slider(page).disabled);
  assert.doesNotMatch(page.root.textContent, /41|a source/);
});

test("the guess, the range and the figure stand where the scale has them", () => {
  const page = show("estimate", EXERCISE, { value: { guess: 30.5 }, feedback: FEEDBACK });
  const at = (kind) => Number.parseFloat(page.find(`.cs-tx.is-${kind}`).style.getPropertyValue("--at"));
  assert.ok(Math.abs(at("figure") - (41.6 / 60) * 100) < 1e-6);
  assert.ok(Math.abs(at("guess") - (30.5 / 60) * 100) < 1e-6);
  assert.equal(Number(page.find("line.band").getAttribute("x1")), (35 / 60) * 100);
  page.model.set("lang", "ru");
  assert.match(page.find(".cs-tx.is-figure").textContent, /41,6\u00a0%/);
});

test("within the range it is done, with a word of its own", () => {
  const page = show("estimate", EXERCISE, { value: { guess: 40 }, feedback: { ...FEEDBACK, checked: { guess: 40 }, verdicts: { guess: "ok" }, right: true, share: 1 } });
  assert.match(page.find(".cs-tell .cs-why").textContent, /Within the plausible range.*why it is so/);
  assert.equal(page.root.dataset.done, "true");
});
