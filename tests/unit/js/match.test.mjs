import assert from "node:assert/strict";
import { test } from "node:test";

import { feedback, mount, text } from "./harness.mjs";

const part = (id) => ({ id, text: text(`the ${id}`) });
const EXERCISE = { sources: ["engineer", "accounts", "newcomer"].map(part), targets: ["pays", "uses"].map(part), many: false };
const match = (more) => mount("match", EXERCISE, more);
const slot = (page, id) => page.find(`[data-source=${id}]`);

test("number keys fill line after line; one target may serve several", () => {
  const page = match();
  slot(page, "engineer").focus();
  page.press(page.document.activeElement, "2");
  assert.equal(page.document.activeElement.dataset.source, "accounts");
  page.press(page.document.activeElement, "1");
  page.press(page.document.activeElement, "2");
  assert.deepEqual(page.saved(), { pairs: [["accounts", "pays"], ["engineer", "uses"], ["newcomer", "uses"]] });
  assert.equal(page.document.activeElement, page.button("Check"));
});

test("click a line, choose in the menu; another choice replaces the first", () => {
  const page = match();
  slot(page, "accounts").click();
  assert.equal(slot(page, "accounts").getAttribute("aria-expanded"), "true");
  page.root.querySelectorAll(".cs-choose")[1].click();
  assert.deepEqual(page.saved(), { pairs: [["accounts", "uses"]] });
  assert.equal(slot(page, "accounts").getAttribute("aria-expanded"), "false");
  slot(page, "accounts").click();
  page.root.querySelectorAll(".cs-choose")[0].click();
  assert.deepEqual(page.saved(), { pairs: [["accounts", "pays"]] });
});

test("pick a card up, then click a line; Escape lets it go", () => {
  const page = match();
  page.find("[data-target=pays]").click();
  assert.equal(slot(page, "engineer").textContent.trim(), "Place here");
  page.press(page.find("[data-target=pays]"), "Escape");
  assert.equal(slot(page, "engineer").textContent.trim(), "Choose");
  page.find("[data-target=pays]").click();
  slot(page, "engineer").click();
  assert.deepEqual(page.saved(), { pairs: [["engineer", "pays"]] });
});

test("Delete empties a line and the focus stays", () => {
  const page = match({ value: { pairs: [["engineer", "pays"]] } });
  slot(page, "engineer").focus();
  page.press(slot(page, "engineer"), "Delete");
  assert.deepEqual(page.saved(), { pairs: [] });
  assert.equal(page.document.activeElement, slot(page, "engineer"));
});

test("arrow keys move between lines", () => {
  const page = match();
  slot(page, "engineer").focus();
  page.press(slot(page, "engineer"), "ArrowDown");
  assert.equal(page.document.activeElement, slot(page, "accounts"));
});

test("many: a second choice joins the first, the same again takes it out", () => {
  const page = mount("match", { ...EXERCISE, many: true });
  slot(page, "engineer").focus();
  page.press(slot(page, "engineer"), "1");
  page.press(slot(page, "engineer"), "2");
  assert.deepEqual(page.saved(), { pairs: [["engineer", "pays"], ["engineer", "uses"]] });
  page.press(slot(page, "engineer"), "1");
  assert.deepEqual(page.saved(), { pairs: [["engineer", "uses"]] });
});

test("after Check: marks, the mix-up in words, and try again brings back only what was wrong", () => {
  const pairs = [["accounts", "uses"], ["engineer", "uses"], ["newcomer", "uses"]];
  const verdicts = { engineer: "ok", accounts: "no", newcomer: "ok" };
  const mixups = [[text("the accounts"), text("the uses"), 1]];
  const page = match({ value: { pairs }, python: ({ do: action, value }) => (action === "check" ? { feedback: feedback(value, verdicts, { mixups }) } : {}) });
  page.button("Check").click();
  assert.deepEqual(page.told(), ["Not quite yet", "“the accounts” and “the uses” are no pair."]);
  slot(page, "engineer").click(); // now a line tells its why
  assert.deepEqual(page.told(), ["Right", "the engineer", "why engineer"]);
  page.button("Try again").click();
  assert.deepEqual(page.saved(), { pairs: [["engineer", "uses"], ["newcomer", "uses"]] });
  assert.equal(page.document.activeElement, slot(page, "accounts"));
  assert.deepEqual(page.visible(".cs-slot .cs-mark").map((mark) => mark.dataset.v), ["ok", "ok"]); // still what was checked
});

test("Python and the page write pairs in one order", () => {
  const source = (id) => ({ id, text: text(id) });
  const page = mount("match", { sources: ["a-b", "a", "a1"].map(source), targets: ["t", "s"].map(source), many: true });
  for (const id of ["a1", "a-b", "a"]) for (const key of ["1", "2"]) page.press(slot(page, id), key);
  assert.deepEqual(page.saved().pairs.map((pair) => pair.join()), ["a,s", "a,t", "a-b,s", "a-b,t", "a1,s", "a1,t"]);
});
