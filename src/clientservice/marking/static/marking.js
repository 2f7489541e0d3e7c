// The marking page: levels add up by themselves, what is entered survives a reload, and saving never overwrites.
"use strict";

const form = document.getElementById("marks");
const given = JSON.parse(form.dataset.script);
const comment = document.getElementById("comment");
const status = document.querySelector("[role=status]");
const problem = document.querySelector(".cs-problem");
const criteria = [...form.querySelectorAll("[data-criterion]")];
const draftKey = `clientservice-mark:${given.save}`;
const plurals = new Intl.PluralRules(given.lang);
const numbers = new Intl.NumberFormat(given.lang, { maximumFractionDigits: 2, useGrouping: false });
let version = given.version;
let saving = false;

// ── what is entered ──

const chosen = (criterion) => criterion.querySelector("input:checked");

function entered() {
  const levels = {};
  for (const criterion of criteria) {
    const input = chosen(criterion);
    if (input) levels[criterion.dataset.criterion] = Number(input.value);
  }
  return { levels, comment: comment.value };
}

function enter({ levels, comment: text }) {
  for (const criterion of criteria) {
    const level = levels[criterion.dataset.criterion];
    for (const input of criterion.querySelectorAll("input")) input.checked = Number(input.value) === level;
  }
  comment.value = text;
}

function addUp() {
  const points = criteria.map(chosen).filter(Boolean).map((input) => Number(input.dataset.points));
  const left = criteria.length - points.length;
  const sum = Math.round(points.reduce((total, one) => total + one, 0) * 100) / 100;
  document.querySelector("#sum > b").textContent = points.length ? numbers.format(sum) : "–";
  document.getElementById("open").textContent = left ? given.said["still-open"][plurals.select(left)].replace("{n}", left) : "";
}

// ── a draft, for as long as it is not saved ──

// A browser may refuse storage: then a reload loses what was not saved, and nothing else happens.
const storage = {
  read: () => { try { return JSON.parse(localStorage.getItem(draftKey)); } catch { return null; } },
  write: (draft) => { try { localStorage.setItem(draftKey, JSON.stringify(draft)); } catch { /* see above */ } },
  clear: () => { try { localStorage.removeItem(draftKey); } catch { /* see above */ } },
};
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
let saved = entered();

function say(state, text) {
  status.dataset.save = state;
  document.getElementById("status").textContent = text;
}

function touched() {
  addUp();
  if (same(entered(), saved)) {
    storage.clear();
    return say(given.marked ? "saved" : "idle", given.status);
  }
  storage.write({ version, ...entered() });
  say("idle", given.said["not-saved-yet"]);
}

function takeUpDraft() {
  const draft = storage.read();
  if (!draft || typeof draft.levels !== "object" || typeof draft.comment !== "string") return;
  const kept = { levels: draft.levels, comment: draft.comment };
  if (same(kept, saved)) return storage.clear();
  if (draft.version === version) {
    enter(kept);
    return touched();
  }
  const note = document.getElementById("kept");
  const decide = (word, act) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "cs-btn", textContent: given.said[word] });
    button.addEventListener("click", () => { note.hidden = true; act(); criteria[0].querySelector("input").focus(); });
    return button;
  };
  const words = Object.assign(document.createElement("p"), { textContent: given.said["kept-draft"] });
  note.firstElementChild.replaceChildren(words,
    decide("use-draft", () => { enter(kept); touched(); }), decide("drop-draft", () => { storage.clear(); }));
  note.hidden = false;
}

// ── saving ──

function complain(text, again) {
  say("failed", given.said["not-saved-yet"]);
  problem.firstElementChild.textContent = text;
  problem.querySelector("button")?.remove();
  if (again) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "cs-btn", textContent: given.said["load-current"] });
    button.addEventListener("click", () => location.reload());
    problem.append(button);
  }
  problem.hidden = false;
}

function send(body) {
  const headers = { "Content-Type": "application/json", "X-XSRFToken": given.xsrf };
  return fetch(given.save, { method: "POST", credentials: "same-origin", headers, body: JSON.stringify(body) });
}

async function save() {
  if (saving) return false;
  const first = criteria.find((criterion) => !chosen(criterion));
  if (first) {
    complain(given.said["needs-levels"]);
    first.querySelector("input").focus();
    return false;
  }
  saving = true;
  problem.hidden = true;
  say("saving", given.said.saving);
  const sent = entered();
  try {
    const answer = await send({ version, ...sent });
    if (answer.status === 403) return refused("signed-out");
    const found = await answer.json().catch(() => ({}));
    if (answer.status === 409) return refused("conflict", true);
    if (!answer.ok) return refused("failed");
    accept(found, sent);
    return same(entered(), saved);
  } catch {
    return refused("no-answer");
  } finally {
    saving = false;
  }
}

function refused(word, again = false) {
  complain(given.said[word], again);
  return false;
}

function accept(found, sent) {
  version = found.version;
  given.status = found.status;
  given.marked = true;
  saved = sent;
  for (const note of form.querySelectorAll(":scope > .cs-note")) note.hidden = true;
  touched();
}

async function saveAndGo(address) {
  if (await save()) location.assign(address);
}

// ── keys and clicks ──

const submit = form.querySelector("[type=submit]");
form.addEventListener("submit", (event) => { event.preventDefault(); saveAndGo(submit.dataset.next); });
document.getElementById("save").addEventListener("click", save);
form.addEventListener("input", touched);

form.querySelector(".cs-bank")?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const before = comment.value.trimEnd();
  comment.value = before ? `${before} ${button.dataset.text}` : button.dataset.text;
  document.getElementById("spoken").textContent = "";
  requestAnimationFrame(() => { document.getElementById("spoken").textContent = given.said.added; });
  touched();
});

// Points as a digit: only while a criterion has the focus, so that letters and digits stay free everywhere else.
form.addEventListener("keydown", (event) => {
  const criterion = event.target.closest("[data-criterion]");
  if (!criterion || event.ctrlKey || event.metaKey || event.altKey || !/^\d$/.test(event.key)) return;
  const input = [...criterion.querySelectorAll("input")].find((one) => Number(one.dataset.points) === Number(event.key));
  if (!input) return;
  event.preventDefault();
  input.checked = true;
  touched();
  const next = criteria[criteria.indexOf(criterion) + 1];
  (next ? chosen(next) ?? next.querySelector("input") : comment).focus();
});

document.addEventListener("keydown", (event) => {
  const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const turn = event.altKey && !event.ctrlKey && !event.metaKey && { KeyN: "next", KeyP: "prev" }[event.code];
  if (control && event.code === "KeyS") save();
  else if (control && event.key === "Enter") saveAndGo(submit.dataset.next);
  else if (turn) document.querySelector(`a[rel=${turn}]`)?.click();
  else return;
  event.preventDefault();
});

given.status = document.getElementById("status").textContent;
addUp();
takeUpDraft();
