import assert from "node:assert/strict";
import { test } from "node:test";
import { both, show } from "./waiting.mjs";

const EXERCISE = { described: both("A hall"), low: 1, high: 7, low_label: both("not at all"), high_label: both("fully"),
  components: [{ id: "keep", text: both("Reliability") }, { id: "look", text: both("Tangibles") }] };
const EMPTY = { value: { expected: {}, perceived: {} } };
const RATED = { expected: { keep: 7, look: 5 }, perceived: { keep: 2, look: 7 } };
const FEEDBACK = { attempts: 1, hints: [], hints_left: 0, checked: RATED, verdicts: { keep: "ok", look: "mind" }, whys: { keep: both("late"), look: both("a piano") },
  right: false, shown: [], missing: 0, mixups: [], done: null, ended: true, ...{ expected: { keep: 7, look: 6 }, perceived: { keep: 1, look: 5 } } };
const field = (page, place) => page.all(".cs-audit input")[place];
const rate = (page, place, text, ...kinds) => {
  field(page, place).value = text;
  page.fire(field(page, place), ...(kinds.length ? kinds : ["input", "change"]));
};

test("every field says its component and its side", () => {
  const page = show("audit", EXERCISE, EMPTY);
  assert.deepEqual(page.all(".cs-audit input").map((input) => input.getAttribute("aria-label")),
    ["Reliability: expected", "Reliability: received", "Tangibles: expected", "Tangibles: received"]);
});

test("ratings are saved in the exercise's own order, gaps and the largest of them are drawn", () => {
  const page = show("audit", EXERCISE, EMPTY);
  for (const [place, text] of [[3, "7"], [2, "5"], [0, "7"], [1, "2"]]) {
    rate(page, place, text);
    page.answer();
  }
  assert.equal(JSON.stringify(page.sent().value), JSON.stringify(RATED));
  assert.deepEqual(page.all(".cs-diff").map((node) => node.textContent), ["\u22125", "+2"]);
  assert.deepEqual(page.all(".cs-audit li.is-max").map((node) => node.querySelector("b").textContent), ["Reliability"]);
  const [below, above] = page.all(".cs-gap");
  assert.equal(Number(below.style.getPropertyValue("--e")), 1);
  assert.ok(Math.abs(Number(below.style.getPropertyValue("--p")) - 1 / 6) < 1e-9);
  assert.ok(above.hasAttribute("data-over") && !below.hasAttribute("data-over"));
  assert.match(page.find(".cs-desk-top").textContent, /2 of 2 rated/);
});

test("what is not on the scale is not taken, and goes when the field is left", () => {
  const page = show("audit", EXERCISE, { value: { expected: { keep: 4 }, perceived: {} } });
  for (const text of ["8", "0", "2.5"]) {
    rate(page, 1, text, "input");
    assert.deepEqual(page.sent(), {}, text);
    rate(page, 1, text, "change");
    assert.equal(field(page, 1).value, "");
    assert.match(page.find("[aria-live]").textContent, /whole numbers from 1 to 7/);
  }
  rate(page, 0, "");
  assert.deepEqual(page.sent().value, { expected: {}, perceived: {} });
});

test("after the check: what differs is arguable, not wrong; our own rating is told part by part", () => {
  const page = show("audit", EXERCISE, { value: RATED, feedback: FEEDBACK });
  assert.match(page.told().join(" "), /point another way than ours.*Your largest gap: Reliability, \u22125/);
  assert.equal(page.find(".cs-tell").dataset.v, "part");
  assert.equal(page.root.dataset.done, "true");
  page.button("See why").click();
  assert.match(page.told().join(" "), /Our reading: 7 expected, 1 received\. late/);
  page.model.set("lang", "ru");
  assert.match(page.told().join(" "), /Наша оценка: ожидали 7, получили 1/);
});

test("nothing of ours is told before", () => {
  const page = show("audit", EXERCISE, { value: RATED });
  assert.doesNotMatch(page.root.textContent, /Our reading|late|a piano/);
  assert.equal(page.root.dataset.done, "false");
});
