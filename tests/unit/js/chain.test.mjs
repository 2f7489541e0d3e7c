import assert from "node:assert/strict";
import { test } from "node:test";

import { feedback, mount, text } from "./harness.mjs";

const nodes = ["guest", "cook", "store", "waiter"].map((id) => ({ id, text: text(`the ${id}`) }));
const chain = (more) => mount("chain", { nodes }, more);
const node = (page, id) => page.find(`[data-node=${id}]`);
const shown = (page) => [...page.root.querySelectorAll("[data-node]")].map(({ dataset }) => dataset.node);

test("from, to: an arrow; the participants stand in the order of the arrows", async () => {
  const page = chain();
  for (const [from, to] of [["cook", "waiter"], ["waiter", "guest"], ["store", "cook"]]) {
    node(page, from).click();
    assert.equal(node(page, from).getAttribute("aria-pressed"), "true");
    node(page, to).click();
  }
  assert.deepEqual(page.saved(), { pairs: [["cook", "waiter"], ["store", "cook"], ["waiter", "guest"]] });
  assert.deepEqual(shown(page), ["store", "cook", "waiter", "guest"]);
  await new Promise((drawn) => page.window.requestAnimationFrame(drawn));
  assert.equal(page.root.querySelectorAll(".cs-arrows > g").length, 3);
  assert.deepEqual(page.visible("[data-link]").map((link) => link.textContent), ["the store → the cook", "the cook → the waiter", "the waiter → the guest"]);
});

test("two number keys draw an arrow, the same two remove it", () => {
  const page = chain();
  for (const key of ["2", "4"]) page.press(page.document.activeElement === page.document.body ? node(page, "guest") : page.document.activeElement, key);
  assert.deepEqual(page.saved(), { pairs: [["cook", "waiter"]] });
  assert.equal(page.document.activeElement, node(page, "waiter"));
  for (const key of ["2", "4"]) page.press(page.document.activeElement, key);
  assert.deepEqual(page.saved(), { pairs: [] });
});

test("Escape and the same participant again let go", () => {
  const page = chain();
  node(page, "cook").click();
  page.press(node(page, "cook"), "Escape");
  assert.equal(node(page, "cook").getAttribute("aria-pressed"), "false");
  node(page, "cook").click();
  node(page, "cook").click();
  assert.equal(page.model.requests.length, 0);
});

test("the list removes an arrow and the focus goes to who handed over", () => {
  const page = chain({ value: { pairs: [["cook", "waiter"], ["waiter", "guest"]] } });
  page.find("[data-link='cook waiter']").click();
  assert.deepEqual(page.saved(), { pairs: [["waiter", "guest"]] });
  assert.equal(page.document.activeElement, node(page, "cook"));
});

test("a circle is drawn, not endless", () => {
  const page = chain({ value: { pairs: [["cook", "waiter"], ["guest", "cook"], ["waiter", "guest"]] } });
  assert.equal(new Set(shown(page)).size, 4);
  assert.equal(page.visible("[data-link]").length, 3);
});

test("after Check the wrong arrows are named; try again keeps the right ones", () => {
  const pairs = [["cook", "guest"], ["waiter", "guest"]];
  const verdicts = { cook: "no", waiter: "ok" };
  const page = chain({ value: { pairs }, python: ({ do: action, value }) => (action === "check" ? { feedback: feedback(value, verdicts, { missing: 1 }) } : {}) });
  page.button("Check").click();
  assert.deepEqual(page.told(), ["Not quite yet", "Look again at the arrows from: the cook."]);
  assert.equal(page.find("[data-link='cook guest']").dataset.v, "no");
  assert.ok(page.find("[data-link='cook guest'] > svg"), "what was as wide as its sign stays as wide: nothing moves");
  node(page, "cook").click();
  assert.deepEqual(page.told(), ["Try again", "the cook", "why cook"]);
  page.button("Try again").click();
  assert.deepEqual(page.saved(), { pairs: [["waiter", "guest"]] });
});
