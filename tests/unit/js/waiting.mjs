// An exercise whose Python answers only when the test says so: what a page shows while it waits.

import { load, mount, text } from "./harness.mjs";

export const both = text;

/** Data of the page's realm as data of ours: `deepEqual` compares prototypes too. */
export const plain = (data) => JSON.parse(JSON.stringify(data));

/** Inner parts of a type's script, by name. */
export function inner(type, ...names) {
  return load(type, names).inner;
}

/** Whether a person would see it. */
export function visible(node) {
  return Boolean(node) && node.closest("[hidden]") === null;
}

/** Like `mount`; `answer(traits)` is Python's answer to the last request. */
export function show(type, exercise, options = {}) {
  const page = mount(type, exercise, { ...options, python: () => ({ silent: true }) });
  const { model, root, window } = page;
  return {
    ...page,
    find: (selector) => root.querySelector(selector),
    all: (selector) => [...root.querySelectorAll(selector)],
    sent: () => plain(model.get("sent")),
    answer: ({ value, ...traits } = {}) => {
      const { seq, value: mine } = model.get("sent");
      model.receive({ value: value ?? mine, ...traits, ack: { seq, ok: true, saved_at: "2026-05-04T14:32:00+00:00", revision: seq } });
    },
    press: (node, key) => { node.focus(); page.press(node, key); },
    fire: (node, ...kinds) => { for (const kind of kinds) node.dispatchEvent(new window.Event(kind, { bubbles: true })); },
  };
}
