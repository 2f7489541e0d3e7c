import assert from "node:assert/strict";
import { test } from "node:test";
import { both, inner, plain, show, visible } from "./waiting.mjs";

const { CsRoute } = inner("order", "CsRoute");

const STEPS = ["sell", "meet", "lend", "choose", "report"].map((id) => ({ id, text: both(id), condition: id === "lend" ? both("if") : null }));
const EXERCISE = { steps: STEPS, tray: true };
const route = ({ all }) => all(".cs-journey > li").map((node) => node.dataset.step);
const pool = ({ all }) => all("[data-place=pool] > ul > li").map((node) => node.dataset.step);
const aside = ({ all }) => all("[data-place=aside] > ul > li").map((node) => node.dataset.step);
const card = ({ find }, id) => find(`[data-card=${id}]`);
const arrows = ({ all }, id) => all(`[data-step=${id}] .cs-moves > button`).filter(visible);
const check = ({ find }) => find(".cs-tell .cs-btn[data-v=primary]");

test("a step goes where it is put, and the page says saved only when Python says so", () => {
  const page = show("order", EXERCISE);
  assert.deepEqual(pool(page), STEPS.map(({ id }) => id));
  arrows(page, "meet")[0].click();
  assert.deepEqual(route(page), ["meet"]);
  assert.deepEqual(page.sent(), { seq: 1, do: "save", value: { sequence: ["meet"], aside: [] } });
  assert.equal(page.find(".cs-status").dataset.save, "saving");
  page.answer();
  assert.equal(page.find(".cs-status").dataset.save, "saved");
  arrows(page, "report")[1].click();
  assert.deepEqual(aside(page), ["report"]);
});

test("pick a step, then press the place", () => {
  const page = show("order", EXERCISE, { value: { sequence: ["meet", "sell"], aside: [] } });
  assert.equal(page.all(".cs-here").filter(visible).length, 0);
  card(page, "choose").click();
  assert.equal(card(page, "choose").getAttribute("aria-pressed"), "true");
  const places = page.all(".cs-route .cs-here").filter(visible);
  assert.equal(places.length, 3); // before, between, behind
  assert.match(places[1].getAttribute("aria-label"), /after: meet/);
  places[1].click();
  assert.deepEqual(route(page), ["meet", "choose", "sell"]);
  assert.equal(page.document.activeElement, card(page, "choose"));
  card(page, "meet").click(); // its own two gaps lead nowhere
  assert.equal(page.all(".cs-route .cs-here").filter(visible).length, 2);
  card(page, "meet").click();
  assert.equal(page.all(".cs-here").filter(visible).length, 0);
});

test("keys move the picked step, and Escape brings all of it back", () => {
  const page = show("order", EXERCISE, { value: { sequence: ["meet", "choose", "sell"], aside: [] } });
  card(page, "sell").click();
  page.press(card(page, "sell"), "ArrowUp");
  page.press(card(page, "sell"), "ArrowUp");
  assert.deepEqual(route(page), ["sell", "meet", "choose"]);
  page.press(card(page, "sell"), "ArrowUp"); // there is nothing above the first place
  page.press(card(page, "sell"), "End");
  page.press(card(page, "sell"), "ArrowDown");
  assert.deepEqual(aside(page), ["sell"]);
  assert.equal(page.document.activeElement, card(page, "sell"));
  page.press(card(page, "sell"), "Escape");
  assert.deepEqual(route(page), ["meet", "choose", "sell"]);
  assert.deepEqual(page.sent().value, { sequence: ["meet", "choose", "sell"], aside: [] });
  page.press(card(page, "sell"), "ArrowUp"); // nothing picked: the focus moves, no step does
  assert.equal(page.document.activeElement, card(page, "choose"));
  assert.deepEqual(route(page), ["meet", "choose", "sell"]);
});

test("one tab stop for all steps, with the arrows of that step", () => {
  const page = show("order", EXERCISE, { value: { sequence: ["meet"], aside: [] } });
  const stops = () => page.all(".cs-order button").filter((node) => node.tabIndex === 0 && visible(node) && !node.matches(".cs-here"));
  assert.ok(stops().every((node) => node.closest("[data-step]").dataset.step === "meet"));
  card(page, "lend").focus();
  assert.deepEqual([...new Set(stops().map((node) => node.closest("[data-step]").dataset.step))], ["lend"]);
});

const CHECKED = { sequence: ["meet", "lend", "choose"], aside: ["report", "sell"] };
const FEEDBACK = { attempts: 1, hints: [], hints_left: 0, checked: CHECKED, verdicts: { meet: "ok", lend: "no", choose: "ok", report: "ok", sell: "no" },
  whys: { lend: both("lend needs"), sell: both("sell belongs") }, right: false, share: 0.5, shown: [], mixups: [], done: null, missing: 1, surplus: 0,
  broken: { step: "lend", after: "choose", why: both("credit needs a car") } };

test("Check waits for every step; then marks and the first broken dependency in words", () => {
  const page = show("order", EXERCISE, { value: { sequence: ["meet", "lend", "choose"], aside: ["report"] } });
  assert.equal(check(page).getAttribute("aria-disabled"), "true");
  check(page).click();
  assert.deepEqual(page.sent(), {});
  arrows(page, "sell")[1].click();
  page.answer();
  check(page).click();
  assert.equal(page.sent().do, "check");
  page.answer({ feedback: FEEDBACK });
  assert.equal(card(page, "lend").dataset.v, "no");
  assert.equal(card(page, "meet").dataset.v, "ok");
  const told = page.find(".cs-tell .cs-why").textContent;
  assert.match(told, /First “choose”, then “lend”/);
  assert.match(told, /credit needs a car\..*1 step is missing\./);
  check(page).click(); // try again: what is right stays
  assert.deepEqual(page.sent().value, { sequence: ["meet", "choose"], aside: ["report"] });
  assert.equal(card(page, "meet").dataset.v, undefined); // a changed answer was not judged
});

test("a step in quotation marks gets no second pair", () => {
  const { csText } = inner("order", "csText");
  const said = (lang, after, step) => csText(lang, "order-broken", { after, step });
  assert.equal(said("ru", "«Прошу прощения».", "«Фамилия исправлена, я проверила сама»."), "Сначала «Прошу прощения», потом «Фамилия исправлена, я проверила сама»");
  assert.equal(said("en", "“I am sorry.”", "pay"), "First “I am sorry.”, then “pay”");
  assert.equal(said("ru", "«А» и «Б»", "В"), "Сначала ««А» и «Б»», потом «В»");
});

test("when all is right the route is drawn; not when it was shown", () => {
  const right = { ...FEEDBACK, right: true, broken: undefined, missing: 0, verdicts: { meet: "ok", lend: "ok", choose: "ok", report: "ok", sell: "ok" } };
  const mine = show("order", EXERCISE, { value: CHECKED, feedback: right });
  assert.ok(mine.find(".cs-journey").hasAttribute("data-drawn"));
  assert.equal(mine.root.dataset.done, "true");
  const shown = show("order", EXERCISE, { value: CHECKED, feedback: { ...right, shown: ["lend"] } });
  assert.ok(!shown.find(".cs-journey").hasAttribute("data-drawn"));
  assert.equal(card(shown, "lend").dataset.v, "shown");
});

test("a conditional step stands on a siding and says when it is taken", () => {
  const page = show("order", EXERCISE, { value: { sequence: ["lend"], aside: [] } });
  assert.ok(page.find("[data-step=lend]").hasAttribute("data-if"));
  assert.equal(page.find("[data-step=lend] path.dash").getAttribute("d")[0], "M");
  assert.match(card(page, "lend").textContent, /lendif/);
  page.model.set("lang", "ru");
  assert.match(card(page, "lend").textContent, /lend \(ru\)if \(ru\)/);
});

test("graded work: the same stage, and nothing that could tell", () => {
  const page = show("order", EXERCISE, { mode: "graded", value: CHECKED });
  assert.equal(page.find(".cs-tell"), null);
  assert.equal(page.all(".cs-mark").filter(visible).length, 0);
  assert.equal(page.root.dataset.done, "true");
});

test("a closed view hears nothing any more", () => {
  const page = show("order", EXERCISE);
  page.close();
  assert.ok([...page.model.heard.values()].every((reacts) => reacts.length === 0));
});

test("gaps count the steps as they stand", () => {
  const data = new CsRoute({ steps: STEPS, tray: false });
  data.adopt({ sequence: ["meet", "choose", "sell"] });
  data.put("meet", "route", 2);
  assert.deepEqual(plain(data.sequence), ["choose", "meet", "sell"]);
  data.put("sell", "route", 0);
  assert.deepEqual(plain(data.sequence), ["sell", "choose", "meet"]);
  assert.deepEqual([0, 1, 2, 3].map((gap) => data.moves("choose", gap)), [true, false, false, true]);
  assert.deepEqual(plain(data.beyond("meet", 1)), ["pool"]); // without a tray the last step goes back
  assert.equal(data.beyond("sell", -1), null);
  assert.deepEqual(plain(data.pool), ["lend", "report"]);
});

test("after Check, whoever presses a step reads its why, and the focus stays on the step", () => {
  const page = show("order", EXERCISE, { value: CHECKED, feedback: FEEDBACK });
  card(page, "sell").focus();
  card(page, "sell").click();
  assert.match(page.find(".cs-tell .cs-why").textContent, /sell belongs/);
  assert.equal(page.document.activeElement, card(page, "sell"));
  assert.ok(card(page, "sell").classList.contains("is-shown"));
});

test("without a tray every step belongs on the route", () => {
  const page = show("order", { ...EXERCISE, tray: false }, { value: { sequence: ["meet", "lend", "choose", "sell"], aside: [] } });
  assert.equal(page.find("[data-place=aside]"), null);
  assert.equal(check(page).getAttribute("aria-disabled"), "true");
  assert.equal(arrows(page, "report").length, 1); // up, and nowhere else
  arrows(page, "report")[0].click();
  assert.equal(check(page).getAttribute("aria-disabled"), null);
  arrows(page, "report")[1].click(); // out of the process again
  assert.deepEqual(pool(page), ["report"]);
});
