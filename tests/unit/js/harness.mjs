// One exercise in a page without a browser. Python is played by the test: it answers every request, as the widget does.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const { JSDOM } = createRequire(process.env.CS_MODULES)("jsdom");

export const TYPES = JSON.parse(readFileSync(join(process.env.CS_SCRIPTS, "types.json"), "utf-8"));

/** A text in both languages that tells which one it is. */
export const text = (words) => ({ en: words, ru: `${words} (ru)` });

/** A window with one type's script in it: `window.view` is what the module exports, `window.inner` the parts with these names. */
export function load(type, names = []) {
  const dom = new JSDOM("<!doctype html><body></body>", { runScripts: "outside-only", pretendToBeVisual: true });
  const source = readFileSync(join(process.env.CS_SCRIPTS, `${type}.js`), "utf-8");
  if (source.split("export default").length !== 2) throw new Error(`${type}: exports once, as its last part`);
  dom.window.eval(`(() => { ${source.replace("export default", "window.view =")}; window.inner = { ${names.join()} }; })()`);
  return dom.window;
}

class Model {
  constructor(state, python) {
    Object.assign(this, { state, python, heard: new Map(), requests: [] });
    this.widget_manager = { kernel: { status: "idle" } };
  }

  get(name) { return this.state[name]; }

  set(name, value) { this.receive({ [name]: value }); }

  on(event, react) { this.heard.set(event, [...(this.heard.get(event) ?? []), react]); }

  off(event, react) { this.heard.set(event, (this.heard.get(event) ?? []).filter((other) => other !== react)); }

  /** Traits that changed, as one message from Python. */
  receive(changes) {
    const changed = Object.keys(changes).filter((name) => JSON.stringify(this.state[name]) !== JSON.stringify(changes[name]));
    Object.assign(this.state, changes);
    for (const name of changed) for (const react of this.heard.get(`change:${name}`) ?? []) react();
  }

  save_changes() {
    const { lang } = this.state;
    const sent = JSON.parse(JSON.stringify(this.state.sent)); // as it arrives in Python
    if (this.requests.at(-1)?.seq === sent.seq || !sent.seq) return lang;
    this.requests.push(sent);
    const answer = this.python(sent, this.state) ?? {};
    if (answer.silent) return lang;
    const ack = { seq: sent.seq, ok: true, saved_at: new Date().toISOString(), revision: sent.seq };
    this.receive({ value: sent.value, ...answer, ack });
    return lang;
  }
}

/**
 * Show an exercise. `python(request, state)` gives the traits that Python sets beside the saved value.
 * Returns the page: {window, document, root, model, and ways to use it}.
 */
export function mount(type, exercise, { mode = "practice", value = {}, feedback, lang = "en", python = () => ({}) } = {}) {
  const window = load(type);
  const { document } = window;
  const languages = [["en", "English"], ["ru", "Русский"]];
  const payload = { id: "q", title: text("Title"), prompt: text("Prompt"), page: "p", place: type, points: 2, mode, languages, ...exercise };
  const state = { payload, lang, value, sent: {}, ack: { seq: 0, ok: true, saved_at: "", revision: 0 }, notice: {} };
  if (mode === "practice") state.feedback = feedback ?? { attempts: 0, hints: [], hints_left: 0 };
  const model = new Model(state, python);
  const el = document.body.appendChild(document.createElement("div"));
  const close = window.view.render({ model, el });
  const root = el.firstElementChild;
  const find = (selector) => {
    const found = root.querySelector(selector);
    if (!found) throw new Error(`nothing is ${selector}`);
    return found;
  };
  const button = (words) => {
    const found = [...root.querySelectorAll("button")].find((node) => node.textContent.trim() === words && !node.closest("[hidden]"));
    if (!found) throw new Error(`no button says "${words}"`);
    return found;
  };
  const press = (node, key) => node.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const visible = (selector) => [...root.querySelectorAll(selector)].filter((node) => !node.closest("[hidden]"));
  const told = () => visible(".cs-why > *").map((node) => node.textContent.trim()).filter(Boolean);
  return { window, document, root, model, find, button, press, visible, told, close, saved: () => model.requests.at(-1)?.value };
}

/** What Python's feedback looks like; verdicts by part, the rest as needed. */
export function feedback(checked, verdicts, more = {}) {
  const whys = Object.fromEntries(Object.keys(verdicts).map((id) => [id, text(`why ${id}`)]));
  const right = Object.values(verdicts).every((verdict) => verdict === "ok" || verdict === "mind") && !more.missing;
  return { attempts: 1, hints: [], hints_left: 0, checked, verdicts, whys, right, shown: [], missing: 0, mixups: [], done: null, ...more };
}
