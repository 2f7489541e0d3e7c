import assert from "node:assert/strict";
import { test } from "node:test";
import { both, show } from "./waiting.mjs";

const VALUE = { answer: "share", unit: { en: "%", ru: "%" } };
const number = (n) => ({ answer: { kind: "number", number: n } });
const TABLE = { answer: { kind: "table", columns: ["left", "why"], rows: [[0.123456789, "a"], [null, "b"]], index: ["No", "Yes"] } };
const judged = (value, verdict, more = {}) => ({ attempts: 1, hints: [], hints_left: 0, checked: value, verdicts: { answer: verdict },
  whys: verdict === "ok" ? { answer: both("so it comes about") } : {}, right: verdict === "ok", shown: [], missing: 0, mixups: [], done: null, ...more });
const read = ({ find }) => find(".cs-big").textContent;
const primary = ({ visible }) => visible(".cs-tell .cs-btn[data-v=primary]")[0];
const tell = (page) => page.told().join(" | ");

test("what was read is told as the language writes it", () => {
  const page = show("value", VALUE, { value: number(-1234.56789) });
  assert.equal(read(page), "\u22121234.56789%");
  page.model.set("lang", "ru");
  assert.equal(read(page), "\u22121234,56789\u00a0%");
  assert.equal(page.find("dd > code").textContent, "share");
});

for (const [answer, words] of [
  [{ kind: "missing" }, /Run the cell above/],
  [{ kind: "nan" }, /division by zero/],
  [{ kind: "text", text: "26 %" }, /“26 %”/],
  [{ kind: "large", shape: [3000, 2] }, /3,000 × 2/],
  [{ kind: "other", type: "list" }, /\(list\)/],
]) {
  test(`something else is named: ${answer.kind}`, () => {
    const page = show("value", VALUE, { value: { answer } });
    assert.match(read(page), words);
    assert.equal(primary(page).getAttribute("aria-disabled"), answer.kind === "missing" ? "true" : null);
  });
}

test("markup in what a cell computed stays text", () => {
  const page = show("table", { answer: "t" }, { value: { answer: { kind: "table", columns: ["<img src=x>"], rows: [["<b>x</b>"]], index: ["<i>"] } } });
  assert.equal(page.find("img, td b, th i"), null);
  assert.match(page.find("table").textContent, /<img src=x>.*<b>x<\/b>/);
});

test("a table shows names, kinds and at most eight rows", () => {
  const page = show("table", { answer: "t" }, { value: TABLE });
  assert.match(read(page), /Rows: 2, columns: 2/);
  assert.deepEqual(page.all("thead th").map((cell) => cell.textContent), ["Row", "leftnumber", "whytext"]);
  assert.deepEqual(page.all("tbody tr").map((row) => row.textContent), ["No0.123457a", "Yes–b"]);
  const rows = Array.from({ length: 11 }, (_, n) => [n]);
  page.model.receive({ value: { answer: { kind: "table", columns: ["n"], rows, index: null } } });
  assert.equal(page.all("tbody tr").length, 8);
  assert.match(page.root.textContent, /and 3 more rows/);
});

test("a near miss has its name and is no plain mistake; the button reads the cell again", () => {
  const page = show("value", VALUE, { value: number(26) });
  assert.match(tell(page), /Is this what your cell was meant/);
  primary(page).click();
  assert.equal(page.sent().do, "check");
  page.answer({ feedback: judged(number(26), "no", { near: both("That is 100 times too large") }) });
  assert.match(tell(page), /A near miss.*100 times too large/);
  assert.equal(page.find(".cs-tell").dataset.v, "part");
  assert.equal(primary(page).textContent, "Read my cell again");
  primary(page).click();
  assert.equal(page.sent().do, "read");
  page.answer({ value: number(0.26) });
  assert.equal(primary(page).textContent, "Check");
});

test("a wrong number says where to look, not why the right one is right", () => {
  const page = show("value", VALUE, { value: number(5), feedback: judged(number(5), "no") });
  assert.match(tell(page), /Not yet.*which rows/);
  assert.equal(page.find(".cs-tell").dataset.v, "no");
});

test("right: the why stands there at once; with a closing word it waits behind a button", () => {
  const page = show("value", VALUE, { value: number(0.26), feedback: judged(number(0.26), "ok") });
  assert.match(tell(page), /^Right \| so it comes about$/);
  assert.equal(page.visible(".cs-tell button").length, 0);
  assert.equal(page.root.dataset.done, "true");
  const closing = show("value", VALUE, { value: number(0.26), feedback: judged(number(0.26), "ok", { done: both("Well read") }) });
  assert.match(tell(closing), /Well read/);
  closing.button("See why").click();
  assert.match(tell(closing), /so it comes about/);
});

test("a table that is right in part says so", () => {
  const page = show("table", { answer: "t" }, { value: TABLE, feedback: judged(TABLE, "part") });
  assert.match(tell(page), /Partly right.*grouped/);
  assert.equal(page.find(".cs-tell").dataset.v, "part");
});

test("graded: what was read, and nothing about right or wrong", () => {
  const page = show("value", VALUE, { value: number(26), mode: "graded" });
  assert.equal(page.find(".cs-tell"), null);
  assert.equal(read(page), "26%");
  assert.equal(page.root.dataset.done, "true");
  page.button("Read my cell again").click();
  assert.equal(page.sent().do, "read");
});
