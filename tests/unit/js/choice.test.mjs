import assert from "node:assert/strict";
import { test } from "node:test";

import { feedback, mount, text } from "./harness.mjs";

const options = ["z", "m", "a"].map((id) => ({ id, text: text(`option ${id}`) }));
const single = (more) => mount("choice", { options, multiple: false }, more);
const multiple = (more) => mount("choice", { options, multiple: true }, more);

test("one answer: native radio buttons in one group, the last one counts", () => {
  const page = single();
  const inputs = [...page.root.querySelectorAll("input")];
  assert.deepEqual(inputs.map(({ type }) => type), ["radio", "radio", "radio"]);
  assert.equal(new Set(inputs.map(({ name }) => name)).size, 1);
  for (const input of inputs) input.click();
  assert.deepEqual(page.saved(), { chosen: ["a"] });
  assert.equal(page.find(".cs-options").getAttribute("role"), "radiogroup");
});

test("several answers: checkboxes, saved in the alphabet of ids whatever the order", () => {
  const page = multiple();
  for (const input of page.root.querySelectorAll("input")) input.click();
  assert.deepEqual(page.saved(), { chosen: ["a", "m", "z"] });
  page.find("input[value=m]").click();
  assert.deepEqual(page.saved(), { chosen: ["a", "z"] });
});

test("number keys choose and Enter checks", () => {
  const page = multiple({ python: ({ do: action, value }) => (action === "check" ? { feedback: feedback(value, { z: "ok", m: "no" }, { missing: 1 }) } : {}) });
  page.press(page.find("input"), "1");
  page.press(page.find("input"), "2");
  assert.deepEqual(page.saved(), { chosen: ["m", "z"] });
  assert.equal(page.document.activeElement.value, "m");
  page.press(page.document.activeElement, "Enter");
  assert.equal(page.model.requests.at(-1).do, "check");
  assert.equal(page.find(".cs-desk-top > p").textContent, "Right: 1 · Try again: 1 · Missed: 1");
  page.press(page.find("input"), "9");
  assert.equal(page.model.requests.length, 3);
});

test("graded: Enter sends nothing", () => {
  const page = single({ mode: "graded" });
  page.press(page.find("input"), "1");
  page.press(page.find("input"), "Enter");
  assert.deepEqual(page.model.requests.map((request) => request.do), ["save"]);
});

test("a single right choice is praised with its own why, and every option can be read about", () => {
  const verdicts = { z: "ok" };
  const page = single({ python: ({ do: action, value }) => (action === "check" ? { feedback: { ...feedback(value, verdicts), whys: { z: text("because"), m: text("not so"), a: text("nor so") } } } : {}) });
  page.find("input[value=z]").click();
  page.button("Check").click();
  assert.deepEqual(page.told(), ["All right", "because"]);
  assert.equal(page.root.dataset.done, "true");
  page.button("One by one").click();
  page.button("Next").click();
  assert.deepEqual(page.told(), ["option m", "not so"]);
  assert.equal(page.find(".cs-tell").dataset.v, undefined); // a distractor explained is no verdict
});

test("a saved answer is shown", () => {
  const page = single({ value: { chosen: ["m"] } });
  assert.equal(page.find("input[value=m]").checked, true);
});
