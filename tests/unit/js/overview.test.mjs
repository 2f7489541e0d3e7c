import assert from "node:assert/strict";
import { test } from "node:test";
import { load, text } from "./harness.mjs";

const LESSONS = [
  { id: "01-one", title: text("One"), subtitle: text("About one"), minutes: 21 },
  { id: "02-two", title: text("Two"), subtitle: { en: "", ru: "" }, minutes: 15 },
];
const standing = (one, two, next, failed = "") => ({ lessons: { "01-one": { total: 4, ...one }, "02-two": { total: 2, ...two } }, next, failed });
const NOTHING = standing({ done: 0, begun: 0 }, { done: 0, begun: 0 }, "01-one");
const MIDWAY = standing({ done: 4, begun: 4 }, { done: 1, begun: 2 }, "02-two");
const ALL = standing({ done: 4, begun: 4 }, { done: 2, begun: 2 }, "");

function show(state) {
  const window = load("overview");
  const asked = [];
  const heard = new Map();
  const languages = [["en", "English"], ["ru", "Русский"]];
  const traits = { payload: { id: "overview", page: "p", languages, title: text("Your way"), lessons: LESSONS }, lang: "en", state };
  const receive = (changes) => {
    Object.assign(traits, changes);
    for (const name of Object.keys(changes)) for (const react of heard.get(`change:${name}`) ?? []) react();
  };
  const model = { get: (name) => traits[name], set: (name, value) => (name === "asked" ? asked.push(value) : receive({ [name]: value })), save_changes() {},
    on: (name, react) => heard.set(name, [...(heard.get(name) ?? []), react]), off: (name) => heard.delete(name) };
  const el = window.document.body.appendChild(window.document.createElement("div"));
  const close = window.view.render({ model, el });
  const shown = (selector) => [...el.querySelectorAll(selector)].filter((node) => !node.closest("[hidden]"));
  return { window, el, model, asked, receive, close, shown, button: (words) => shown("button, a").find((node) => node.textContent.trim() === words) };
}

test("it begins with the first lesson; minutes are counted as the language counts them", () => {
  const { el, model, button, shown } = show(NOTHING);
  assert.match(el.querySelector(".cs-resume").textContent, /Begin here.*One.*About one/);
  assert.equal(button("Begin").getAttribute("href"), "01-one.ipynb");
  assert.match(el.querySelector(".cs-course").textContent, /about 21 minutes/);
  assert.equal(button("Begin the whole course anew"), undefined, "there is nothing to begin anew");
  assert.equal(shown(".cs-lesson small").length, 1, "no empty line for a lesson without a subtitle");
  model.set("lang", "ru");
  assert.match(el.querySelector(".cs-course").textContent, /около 21 минуты/);
});

test("what was begun is gone on with; finished lessons and the next one are told apart, not by colour alone", () => {
  const { el, button } = show(MIDWAY);
  assert.match(el.querySelector(".cs-resume").textContent, /You stopped here.*Two.*1 of 2 exercises done/);
  assert.equal(button("Go on").getAttribute("href"), "02-two.ipynb");
  const [one, two] = el.querySelectorAll(".cs-lesson");
  assert.match(one.textContent, /4 of 4 · finished/);
  assert.deepEqual([one, two].map((link) => link.getAttribute("aria-current")), [null, "step"]);
});

test("when everything is done it says so and leads nowhere", () => {
  const { el, button } = show(ALL);
  assert.match(el.querySelector(".cs-resume").textContent, /You have finished every lesson/);
  assert.equal(button("Begin") ?? button("Go on"), undefined);
});

test("begin anew asks once more, and No changes nothing", () => {
  const { asked, button, receive, el } = show(MIDWAY);
  assert.deepEqual(asked.map((one) => one.do), ["look"], "it looks when it appears");
  button("Begin the whole course anew").click();
  assert.match(el.textContent, /a copy stays in the folder/);
  button("No, keep them").click();
  button("Begin the whole course anew").click();
  button("Yes, begin anew").click();
  assert.deepEqual(asked.map((one) => one.do), ["look", "reset"]);
  receive({ state: { ...MIDWAY, failed: "PermissionError" } });
  assert.match(el.querySelector("[role=alert]").textContent, /nothing has changed/);
  assert.doesNotMatch(el.textContent, /PermissionError/);
});

test("it looks again when somebody comes back to the page, and no more when it is closed", () => {
  const { window, asked, close } = show(MIDWAY);
  const back = () => window.document.dispatchEvent(new window.Event("visibilitychange"));
  back();
  assert.equal(asked.length, 2);
  close();
  back();
  assert.equal(asked.length, 2);
});
