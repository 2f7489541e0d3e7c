import assert from "node:assert/strict";
import { test } from "node:test";
import { both, inner, show, visible } from "./waiting.mjs";

const { csStanding, csTurns } = inner("scenario", "csStanding", "csTurns");

const METERS = [{ id: "trust", label: both("Trust"), start: 4, low: 0, high: 10, unit: null, good: "up" },
  { id: "wait", label: both("Waiting"), start: 20, low: 0, high: 60, unit: both("min"), good: "down" }];
const reply = (id) => ({ id, text: both(`say ${id}`) });
const SCENES = [{ id: "start", who: both("Client"), text: both("What now?"), replies: [reply("honest"), reply("blame")] },
  { id: "next", who: both("Client"), text: both("And how?"), replies: [reply("taxi"), reply("wait")] }, { id: "home", who: null, text: both("She is home."), replies: [] }];
const EXERCISE = { meters: METERS, scenes: SCENES };
const NONE = { attempts: 0, hints: [], hints_left: 0, plays: [] };
const FIRST = { ...NONE, checked: { path: ["honest"] }, verdicts: {}, whys: {}, right: false, share: 0, shown: [], mixups: [], done: null,
  story: [{ reply: "honest", why: both("the truth"), meters: { trust: 6, wait: 30 } }], scene: "next", ended: false };
const END = { ...FIRST, attempts: 1, checked: { path: ["honest", "taxi"] }, right: true, share: 1, scene: "home", ended: true,
  story: [...FIRST.story, { reply: "taxi", why: both("help"), meters: { trust: 9, wait: 20 } }], debrief: both("what it was about"),
  plays: [{ path: ["honest", "taxi"], merit: 0.8, meters: { trust: 9, wait: 20 } }],
  compare: { mine: 0.8, best: 0.8, worst: 0.3, paths: 4, best_path: ["honest", "taxi"], best_meters: { trust: 9, wait: 20 } } };
const button = ({ find }, id) => find(`[data-reply=${id}]`);
const talk = ({ all }) => all(".cs-talk > li").map((node) => node.textContent);

test("a reply is sent at once, and nothing moves on before Python's answer", () => {
  const page = show("scenario", EXERCISE, { feedback: NONE });
  assert.deepEqual(talk(page), ["ClientWhat now?"]);
  button(page, "honest").click();
  assert.deepEqual(page.sent(), { seq: 1, do: "check", value: { path: ["honest"] } });
  assert.equal(button(page, "honest").getAttribute("aria-pressed"), "true");
  button(page, "blame").click(); // too late: the first word is said
  assert.equal(page.sent().seq, 1);
  assert.equal(talk(page).length, 1);
  page.answer({ feedback: FIRST });
  assert.equal(talk(page).length, 4);
  assert.match(talk(page)[2], /Trust \+2, better.*Waiting \+10\u00a0min, worse.*the truth/);
  assert.equal(talk(page)[3], "ClientAnd how?");
  button(page, "taxi").click();
  assert.deepEqual(page.sent().value, { path: ["honest", "taxi"] });
});

test("meters say figure, change and standing, also to who does not see them", () => {
  const page = show("scenario", EXERCISE, { value: { path: ["honest"] }, feedback: FIRST });
  const [trust, wait] = page.all("[role=meter]");
  assert.equal(trust.getAttribute("aria-valuenow"), "6");
  assert.equal(trust.getAttribute("aria-valuetext"), "6 of 10, fair");
  assert.equal(wait.getAttribute("aria-valuetext"), "30\u00a0min, fair");
  assert.match(wait.getAttribute("aria-label"), /Waiting \(less is better\)/);
  assert.match(page.find(".cs-meter").textContent, /\+2/);
  assert.equal(csStanding(METERS[1], 0), 1);
  assert.equal(csStanding(METERS[0], 0), 0);
});

test("at the end: debrief, comparison, the best path only on request", () => {
  const page = show("scenario", EXERCISE, { value: END.checked, feedback: END });
  assert.equal(page.root.dataset.done, "true");
  assert.ok(!visible(page.find(".cs-replies")));
  assert.match(page.find(".cs-debrief").textContent, /what it was about/);
  assert.deepEqual(page.all(".cs-merits b").map((node) => node.textContent), ["80", "80", "30"]);
  assert.equal(page.find(".cs-best"), null);
  const best = page.find(".cs-debrief .cs-desk-do .cs-btn");
  best.click();
  assert.equal(best.getAttribute("aria-expanded"), "true");
  assert.equal(page.all(".cs-best > li").length, 2);
});

test("play again: last time and now stand side by side", () => {
  const page = show("scenario", EXERCISE, { value: END.checked, feedback: END });
  page.find(".cs-debrief .cs-btn[data-v=primary]").click();
  assert.deepEqual(page.sent(), { seq: 1, do: "restart", value: { path: [] } });
  page.answer({ feedback: { ...NONE, attempts: 1, plays: END.plays } });
  assert.equal(talk(page).length, 1);
  assert.equal(page.root.dataset.done, "true"); // an end was reached once
  button(page, "honest").click();
  page.answer({ feedback: { ...FIRST, attempts: 1, plays: END.plays } });
  button(page, "taxi").click();
  page.answer({ feedback: { ...END, attempts: 2, plays: [{ ...END.plays[0], merit: 0.5 }, END.plays[0]] } });
  assert.match(page.find(".cs-debrief").textContent, /Last time 50, now 80\./);
  assert.equal(page.all(".cs-compared thead th").length, 2);
});

test("a failed save leaves the conversation where it was, and the reply can be sent again", () => {
  const page = show("scenario", EXERCISE, { feedback: NONE });
  button(page, "honest").click();
  page.model.set("ack", { seq: 1, ok: false, saved_at: "", revision: 0, problem: "disk-full", detail: "" });
  assert.equal(page.find(".cs-status").dataset.save, "failed");
  assert.equal(talk(page).length, 1);
  page.find(".cs-problem .cs-btn").click();
  page.answer({ feedback: FIRST });
  assert.equal(talk(page).length, 4);
});

test("the language changes without losing the place, and nothing is read out for it", () => {
  const page = show("scenario", EXERCISE, { value: { path: ["honest"] }, feedback: FIRST });
  const live = page.find("[aria-live]");
  live.textContent = "";
  page.model.set("lang", "ru");
  assert.match(talk(page)[3], /And how\? \(ru\)/);
  assert.equal(live.textContent, "");
});

test("the story leads; a value that Python did not tell about shows nothing", () => {
  const { turns, now } = csTurns({ meters: METERS, scenes: SCENES }, NONE);
  assert.equal(turns.length, 0);
  assert.equal(now.id, "start");
  const page = show("scenario", EXERCISE, { value: { path: ["honest"] }, feedback: NONE });
  assert.equal(talk(page).length, 1);
});
