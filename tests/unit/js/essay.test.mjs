import assert from "node:assert/strict";
import { test } from "node:test";
import { both, inner, show } from "./waiting.mjs";

const { csCountWords } = inner("essay", "csCountWords");
const CRITERIA = [{ id: "who", label: both("Who"), levels: [{ points: 2, text: both("named") }, { points: 0, text: both("not named") }] }];
const EXERCISE = { criteria: CRITERIA, words: [3, 5] };
const EMPTY = { value: { text: "" } };
const area = ({ find }) => find("textarea");
const write = (page, text) => {
  area(page).value = text;
  page.fire(area(page), "input");
};
const compare = (page) => page.button("Compare with an example");
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

test("words are counted as people count them", () => {
  for (const [text, words] of [["", 0], ["  \n ", 0], ["one two", 2], ["one — two", 2], ["какой-то, ёж №1", 3], ["1 2 ²", 3], ["...", 0]]) {
    assert.equal(csCountWords(text), words, text);
  }
});

test("the count, what is asked for, and the yardstick stand there in both languages", () => {
  const page = show("essay", EXERCISE, EMPTY);
  write(page, "one two");
  assert.match(page.find(".cs-field .cs-hint").textContent, /^2 words, 3 to 5/);
  assert.match(page.find(".cs-rubric").textContent, /Who2 pointsnamed0 pointsnot named/);
  write(page, "one two three four five six");
  assert.ok(page.find(".cs-field .cs-hint").hasAttribute("data-over"));
  page.model.set("lang", "ru");
  assert.match(page.find(".cs-field .cs-hint").textContent, /^6 слов, нужно от 3 до 5/);
});

test("it is saved when the hand rests, and at once when the field is left", async () => {
  const page = show("essay", EXERCISE, EMPTY);
  write(page, "one");
  write(page, "one two");
  assert.deepEqual(page.sent(), {});
  await wait(800);
  assert.deepEqual(page.sent(), { seq: 1, do: "save", value: { text: "one two" } });
  page.answer();
  write(page, "one two three");
  page.fire(area(page), "blur");
  assert.deepEqual(page.sent().value, { text: "one two three" });
  page.answer();
  page.fire(area(page), "blur");
  assert.equal(page.sent().seq, 2, "the same text is not saved twice");
});

for (const [name, leave] of [
  ["a reload", ({ window }) => window.dispatchEvent(new window.Event("pagehide"))],
  ["another tab", ({ window, document }) => {
    Object.defineProperty(document, "hidden", { value: true });
    document.dispatchEvent(new window.Event("visibilitychange"));
  }],
  ["closing the notebook", ({ close }) => close()],
]) {
  test(`${name} saves what is being typed`, () => {
    const page = show("essay", EXERCISE, EMPTY);
    write(page, "half a sen");
    leave(page);
    assert.deepEqual(page.sent().value, { text: "half a sen" });
  });
}

test("an older answer from Python does not overwrite what is being typed", () => {
  const page = show("essay", EXERCISE, { value: { text: "old" } });
  assert.equal(area(page).value, "old");
  write(page, "old and new");
  page.model.receive({ value: { text: "from another window" } });
  assert.equal(area(page).value, "old and new");
  page.close();
});

test("the example opens after enough words, and is read out", () => {
  const page = show("essay", EXERCISE, EMPTY);
  write(page, "one two");
  assert.equal(compare(page).getAttribute("aria-disabled"), "true");
  assert.match(page.find(".cs-closed").textContent, /at least 3 words/);
  compare(page).click();
  assert.deepEqual(page.sent(), {});
  write(page, "one two three");
  assert.equal(compare(page).getAttribute("aria-disabled"), null);
  compare(page).focus();
  compare(page).click();
  assert.equal(page.sent().do, "check");
  assert.equal(page.root.dataset.done, "false");
  page.answer({ feedback: { attempts: 1, hints: [], hints_left: 0, checked: { text: "one two three" }, example: both("My example"), ended: true } });
  assert.match(page.find(".cs-example").textContent, /My example/);
  assert.ok(page.find(".cs-closed").hidden);
  assert.equal(page.document.activeElement, page.find(".cs-example"));
  assert.match(page.find("[aria-live]").textContent, /My example/);
  assert.equal(page.root.dataset.done, "true");
});

test("graded: no example, no button; done is a text", () => {
  const page = show("essay", EXERCISE, { ...EMPTY, mode: "graded" });
  assert.equal(page.find(".cs-example"), null);
  assert.equal(page.root.dataset.done, "false");
  write(page, "word");
  assert.equal(page.root.dataset.done, "true");
  page.close();
});
