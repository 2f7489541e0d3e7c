// What all types share: the scripts load, the frame saves, checks, hints, shows and begins anew.

import assert from "node:assert/strict";
import { test } from "node:test";

import { TYPES, feedback, load, mount, text } from "./harness.mjs";

const OPTIONS = { options: ["a", "b", "c"].map((id) => ({ id, text: text(`option ${id}`) })), multiple: true };
const choice = (options) => mount("choice", OPTIONS, options);
const judge = ({ do: action, value }) => (action === "check" ? { feedback: feedback(value, Object.fromEntries(value.chosen.map((id) => [id, id === "a" ? "ok" : "no"]))) } : {});

for (const type of TYPES) {
  test(`${type}: the script gives a view`, () => assert.equal(typeof load(type).view.render, "function"));
}

test("check tells the first mistake, marks parts and counts the attempt", () => {
  const page = choice({ python: judge });
  for (const id of ["a", "b"]) page.find(`input[value=${id}]`).click();
  page.button("Check").click();
  assert.deepEqual(page.model.requests.map((request) => request.do), ["save", "save", "check"]);
  assert.deepEqual(page.told(), ["Try again", "option b", "why b"]);
  assert.deepEqual(page.visible("label .cs-mark").map((mark) => mark.dataset.v), ["ok", "no"]);
  assert.match(page.find(".cs-tries").textContent, /1 attempt/);
  assert.equal(page.find(".cs-tell").dataset.v, "no");
  assert.equal(page.root.dataset.done, "false");
});

test("try again takes out only what was wrong, and the verdict goes with the answer", () => {
  const page = choice({ python: judge });
  for (const id of ["a", "b"]) page.find(`input[value=${id}]`).click();
  page.button("Check").click();
  page.button("Try again").click();
  assert.deepEqual(page.saved(), { chosen: ["a"] });
  assert.equal(page.visible("label .cs-mark").length, 0);
  assert.ok(page.root.contains(page.document.activeElement));
});

test("where something was only missing, try again opens the answer without changing it", () => {
  const page = choice({ python: ({ do: action, value }) => (action === "check" ? { feedback: feedback(value, { a: "ok" }, { missing: 1 }) } : {}) });
  page.find("input[value=a]").click();
  page.button("Check").click();
  assert.deepEqual(page.told(), ["Not quite yet", "What you ticked is right. 1 more fits."]);
  assert.equal(page.find(".cs-tell").dataset.v, "part");
  const before = page.model.requests.length;
  page.button("Try again").click();
  assert.equal(page.model.requests.length, before);
  assert.equal(page.find(".cs-sheet").dataset.state, "work");
  assert.deepEqual(page.told(), ["Ready to check", "Change your answer if you like, then see how you did."]);
});

test("a check of nothing is refused in words", () => {
  const page = choice();
  page.button("Check").click();
  assert.equal(page.model.requests.length, 0);
  assert.equal(page.find(".cs-sr[aria-live]").textContent, "Tick everything that fits.");
});

test("hints come one by one, also beside a verdict, and stay until the next move", () => {
  const hints = [text("first hint"), text("second hint")];
  let given = 0;
  const page = choice({
    feedback: { attempts: 0, hints: [], hints_left: 2 },
    python(request) {
      if (request.do === "hint") given += 1;
      const checked = request.do === "check" ? feedback(request.value, { b: "no" }) : {};
      return { feedback: { attempts: 0, ...checked, hints: hints.slice(0, given), hints_left: 2 - given } };
    },
  });
  page.find("input[value=b]").click();
  page.button("Check").click();
  page.button("Hint (2\u00a0left)").click();
  assert.deepEqual(page.told(), ["Hint", "first hint"]);
  page.button("Hint (1\u00a0left)").click();
  assert.deepEqual(page.told(), ["Hint", "second hint"]);
  assert.equal(page.button("No more hints").getAttribute("aria-disabled"), "true");
});

test("the answer is shown only after an attempt", () => {
  const page = choice({ python: judge });
  assert.equal(page.button("Show the answer").getAttribute("aria-disabled"), "true");
  page.button("Show the answer").click();
  assert.equal(page.model.requests.length, 0);
  page.find("input[value=b]").click();
  page.button("Check").click();
  page.button("Show the answer").click();
  assert.equal(page.model.requests.at(-1).do, "show");
});

test("start again can be taken back until the next move", () => {
  const page = choice();
  page.find("input[value=b]").click();
  page.button("Start again").click();
  assert.deepEqual(page.model.requests.at(-1), { seq: 2, do: "restart", value: { chosen: [] } });
  page.button("Undo").click();
  assert.deepEqual(page.saved(), { chosen: ["b"] });
  page.button("Start again").click();
  page.find("input[value=c]").click();
  assert.ok(page.button("Start again"));
});

test("a move on its way is not overwritten by what Python still thinks", () => {
  const page = choice({ python: () => ({ silent: true }) });
  page.find("input[value=b]").click();
  page.model.receive({ value: { chosen: ["c"] } });
  assert.equal(page.find("input[value=b]").checked, true);
  assert.equal(page.find(".cs-status").dataset.save, "saving");
  page.close();
});

test("graded: no panel, no verdict, no hint, and done when answered", () => {
  const page = mount("choice", OPTIONS, { mode: "graded" });
  assert.equal(page.root.dataset.done, "false");
  page.find("input[value=b]").click();
  assert.equal(page.root.dataset.done, "true");
  assert.equal(page.root.querySelectorAll(".cs-tell").length, 0);
  assert.deepEqual(page.visible("button.cs-btn").map((button) => button.textContent), ["Start again"]);
  assert.match(page.find(".cs-pill").textContent, /Graded · 2 points/);
});

test("the language changes every word and nothing else", () => {
  const page = choice({ python: judge, lang: "ru" });
  page.find("input[value=b]").click();
  page.button("Проверить").click();
  page.find(".cs-lang button[lang=en]").click();
  assert.deepEqual(page.told(), ["Try again", "option b", "why b"]);
  page.find(".cs-lang button[lang=ru]").click();
  assert.deepEqual(page.told(), ["Ещё раз", "option b (ru)", "why b (ru)"]);
  assert.ok(!/[a-z]{4}/i.test(page.find(".cs-foot").textContent));
});

test("letters stay with the exercise, JupyterLab's own shortcuts pass", () => {
  const page = choice();
  const heard = [];
  page.document.addEventListener("keydown", (event) => heard.push(event.key));
  page.press(page.find("input"), "d");
  page.find("input").dispatchEvent(new page.window.KeyboardEvent("keydown", { key: "Enter", shiftKey: true, bubbles: true }));
  assert.deepEqual(heard, ["Enter"]);
});

test("an exercise that was checked before tells its first mistake again", () => {
  const page = choice({ value: { chosen: ["a", "b"] }, feedback: feedback({ chosen: ["a", "b"] }, { a: "ok", b: "no" }) });
  assert.deepEqual(page.told(), ["Try again", "option b", "why b"]);
});

/** A kernel that takes its time: it answers when the test says so, and the traits of a message come in any order. */
function slow(type, exercise, options) {
  const page = mount(type, exercise, { python: () => ({ silent: true }), ...options });
  const answer = (index, more = {}) => {
    const { seq, value } = page.model.requests[index];
    const ack = { seq, ok: true, saved_at: "2026-11-22T10:00:00+00:00", revision: seq };
    page.model.receive(index % 2 ? { value, ...more, ack } : { ack, value, ...more });
  };
  return { page, answer };
}

const ticked = (page) => [...page.root.querySelectorAll("input:checked")].map((box) => box.value).sort();

test("an earlier save that is answered after Check was pressed takes nothing back", () => {
  const { page, answer } = slow("choice", OPTIONS);
  for (const id of ["a", "b"]) page.find(`input[value=${id}]`).click();
  page.button("Check").click();
  answer(0);
  assert.deepEqual(ticked(page), ["a", "b"]);
  answer(2, { feedback: feedback({ chosen: ["a", "b"] }, { a: "ok", b: "no" }) });
  assert.deepEqual(ticked(page), ["a", "b"]);
  assert.equal(page.find(".cs-sheet").dataset.state, "why");
});

test("a save that is answered too late takes nothing back either, and neither does a refused one", () => {
  const { page, answer } = slow("choice", OPTIONS);
  let impatient = null;
  page.window.setTimeout = (react) => { impatient = react; return 0; };
  for (const id of ["a", "b"]) page.find(`input[value=${id}]`).click();
  impatient();
  assert.equal(page.find(".cs-status").dataset.save, "failed");
  answer(0);
  assert.deepEqual(ticked(page), ["a", "b"]);
  answer(1);
  assert.equal(page.find(".cs-status").dataset.save, "saved");
  page.find("input[value=c]").click();
  page.model.receive({ ack: { seq: page.model.requests[2].seq, ok: false, problem: "disk-full", detail: "" } });
  assert.deepEqual(ticked(page), ["a", "b", "c"]);
});

test("a card that is taken up stays in hand when an earlier move is acknowledged", () => {
  const part = (id) => ({ id, text: text(id) });
  const pairs = { sources: ["s", "t"].map(part), targets: ["x", "y"].map(part), many: false };
  const { page, answer } = slow("match", pairs);
  page.find("[data-target=x]").click();
  page.find("[data-source=s]").click();
  page.find("[data-target=y]").click();
  answer(0);
  assert.equal(page.find("[data-target=y]").getAttribute("aria-pressed"), "true");
  page.find("[data-source=t]").click();
  assert.deepEqual(page.saved(), { pairs: [["s", "x"], ["t", "y"]] });
});

test("an arrow that is begun stays begun when an earlier one is acknowledged", () => {
  const { page, answer } = slow("chain", { nodes: ["a", "b", "c"].map((id) => ({ id, text: text(id) })) });
  for (const id of ["a", "b", "b"]) page.find(`[data-node=${id}]`).click();
  answer(0);
  page.find("[data-node=c]").click();
  assert.deepEqual(page.saved(), { pairs: [["a", "b"], ["b", "c"]] });
});
