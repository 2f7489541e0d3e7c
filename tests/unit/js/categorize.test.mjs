import assert from "node:assert/strict";
import { test } from "node:test";

import { feedback, mount, text } from "./harness.mjs";

const reasons = ["roof", "role"].map((id) => ({ id, text: text(`reason ${id}`) }));
const EXERCISE = {
  categories: ["inside", "outside"].map((id) => ({ id, label: text(`${id} client`), short: id === "inside" ? text(id) : null })),
  items: [{ id: "cook", text: text("A cook"), reasons: [] }, { id: "chef", text: text("A chef"), reasons }, { id: "guest", text: text("A guest"), reasons: [] }],
};
const sort = (more) => mount("categorize", EXERCISE, more);
const state = (page) => page.find(".cs-sheet").dataset.state;
const keys = (page, ...pressed) => { for (const key of pressed) page.press(page.find(".cs-desk"), key); };

test("a borderline card asks for its reason before the next card comes", () => {
  const page = sort();
  keys(page, "1", "2");
  assert.equal(state(page), "reason");
  assert.deepEqual(page.told().slice(0, 2), ["Why “outside client”?", "2 · A chef."]);
  assert.deepEqual(page.saved(), { placements: { cook: "inside", chef: "outside" } });
  keys(page, "2");
  assert.equal(state(page), "hand");
  assert.deepEqual(page.saved(), { placements: { cook: "inside", chef: "outside" }, reasons: { chef: "role" } });
  assert.equal(page.find("[data-card=chef] .cs-reason").textContent, "reason role");
  keys(page, "2");
  assert.equal(state(page), "full");
});

test("a card without its reason is not done with, and asks again at the end", () => {
  const page = sort({ value: { placements: { cook: "inside", chef: "outside", guest: "outside" } } });
  assert.equal(state(page), "reason");
  assert.equal(page.find(".cs-desk-top > p").textContent, "2 of 3 placed");
  assert.equal(page.root.dataset.done, "false");
});

test("another tray asks for the reason anew", () => {
  const page = sort({ value: { placements: { cook: "inside", chef: "outside", guest: "outside" }, reasons: { chef: "role" } } });
  assert.equal(state(page), "full");
  page.find("[data-card=chef]").click();
  keys(page, "1");
  assert.deepEqual(page.saved(), { placements: { cook: "inside", chef: "inside", guest: "outside" } });
  assert.equal(state(page), "reason");
});

const CHECKED = { placements: { cook: "outside", chef: "outside", guest: "outside" }, reasons: { chef: "roof" } };
const judged = (value) => feedback(value, { cook: "no", chef: "part", guest: "ok" }, { mixups: [[text("inside client"), text("outside client"), 1]] });

test("after Check a summary in words, then one why after the other", () => {
  const page = sort({ value: CHECKED, python: ({ do: action, value }) => (action === "check" ? { feedback: judged(value) } : {}) });
  page.button("Check").click();
  assert.deepEqual(page.told(), ["Not quite yet", "1 attempt", "You took “inside client” for “outside client” (1 time). 1 card lies well, but for another reason."]);
  page.button("See why").click();
  assert.deepEqual(page.told(), ["Try againYou chose: outside client", "1 · A cook.", "why cook"]);
  page.button("Next mistake").click();
  assert.equal(page.visible(".cs-why .cs-mark")[0].dataset.v, "part");
});

test("fixing takes a wrong card back and of a half-right one only the reason", () => {
  const page = sort({ value: CHECKED, feedback: judged(CHECKED) });
  page.button("Fix 2 cards").click();
  assert.deepEqual(page.saved(), { placements: { chef: "outside", guest: "outside" } });
  assert.equal(page.visible("[data-card=guest] .cs-mark").length, 1); // its verdict holds
  assert.equal(page.visible("[data-card=chef] .cs-mark").length, 0);
});

test("a verdict holds as long as place and reason are those that were checked", () => {
  const page = sort({ value: CHECKED, feedback: judged(CHECKED) });
  assert.equal(page.visible("[data-card=chef] .cs-mark")[0].dataset.v, "part");
  page.model.receive({ value: { ...CHECKED, reasons: { chef: "role" } } });
  assert.equal(page.visible("[data-card=chef] .cs-mark").length, 0);
  assert.equal(page.visible("[data-card=cook] .cs-mark")[0].dataset.v, "no");
});

test("a hint lies on the desk until the next move", () => {
  const page = sort({ feedback: { attempts: 0, hints: [], hints_left: 1 }, python: ({ do: action }) => (action === "hint" ? { feedback: { attempts: 0, hints: [text("look closer")], hints_left: 0 } } : {}) });
  page.button("Hint (1\u00a0left)").click();
  assert.deepEqual(page.told(), ["Hint", "look closer"]);
  page.button("Back to work").click();
  assert.equal(state(page), "hand");
});

test("start again forgets reasons too, and undo brings them back", () => {
  const page = sort({ value: CHECKED });
  page.button("Start again").click();
  assert.deepEqual(page.saved(), { placements: {} });
  page.button("Undo").click();
  assert.deepEqual(page.saved(), CHECKED);
});

test("graded: reasons are asked for, nothing is told", () => {
  const page = sort({ mode: "graded" });
  keys(page, "1", "2", "1", "2");
  assert.equal(page.root.dataset.done, "true");
  assert.deepEqual(page.visible(".cs-mark"), []);
  assert.deepEqual(page.visible(".cs-foot button.cs-btn").map((button) => button.textContent), ["Start again"]);
});
