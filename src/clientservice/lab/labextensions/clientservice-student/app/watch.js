// What the exercises on the page say about themselves: how many are done, and whether their answers are saved.
//
// A widget's root is `.cs[data-cs="<exercise id>"]`. It says "done" by the attribute data-done="true" or "false"; where it
// has none, the stops of its line are read. Its status is `[data-save]`: idle, saving, saved or failed, with its words.

const RANK = ["idle", "saved", "saving", "failed"];
const DONE_PRACTICE = new Set(["ok", "mind", "shown"]);

export class WidgetWatch {
  constructor(node, exercises) {
    Object.assign(this, { node, exercises });
    this.observer = new MutationObserver(() => this.soon());
  }

  /**
   * `changed` is called with {done, total, save: {state, words, node}} whenever one of them differs, `looked` whenever
   * anything in the exercises may have changed.
   */
  start(changed, looked) {
    Object.assign(this, { changed, looked });
    this.observer.observe(this.node, {
      subtree: true, childList: true, characterData: true, attributeFilter: ["data-save", "data-done", "data-state", "data-s"],
    });
    this.look();
  }

  close() {
    this.observer.disconnect();
  }

  soon() {
    this.waiting ??= requestAnimationFrame(() => { this.waiting = undefined; this.look(); });
  }

  look() {
    this.looked();
    const roots = new Map();
    for (const root of this.node.querySelectorAll(".cs[data-cs]")) roots.set(root.dataset.cs, root);
    const shown = this.exercises.filter((id) => roots.has(id));
    const seen = {
      done: shown.filter((id) => isDone(roots.get(id))).length,
      begun: shown.filter((id) => stateOf(roots.get(id)) !== "idle").length,
      shown: shown.length,
      total: this.exercises.length,
      save: saving([...roots.values()]),
    };
    const key = JSON.stringify([seen.done, seen.shown, seen.save.state, seen.save.words]);
    if (key === this.last) return;
    this.last = key;
    this.changed(seen);
  }
}

function isDone(root) {
  if (root.dataset.done) return root.dataset.done === "true";
  const stops = [...root.querySelectorAll(".cs-stop")].map((stop) => stop.dataset.s);
  const graded = Boolean(root.querySelector(".cs-pill:not([hidden])"));
  return stops.length > 0 && stops.every((state) => DONE_PRACTICE.has(state) || (graded && state === "set"));
}

function stateOf(root) {
  return root.querySelector("[data-save]")?.dataset.save ?? "idle";
}

/** The worst state of all, and of equals the one that was painted last. */
function saving(roots) {
  let found = { state: "idle", words: "", node: null };
  let latest = "";
  for (const root of roots) {
    const status = root.querySelector("[data-save]");
    if (!status) continue;
    const state = status.dataset.save;
    const words = status.textContent.trim();
    const rank = RANK.indexOf(state) - RANK.indexOf(found.state);
    if (rank > 0 || (rank === 0 && (root.dataset.savedAt ?? words) > latest)) {
      found = { state, words, node: root };
      latest = root.dataset.savedAt ?? words;
    }
  }
  return found;
}
