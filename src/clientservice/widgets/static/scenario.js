// Scenario: a conversation with a client. A reply is sent at once; what it leads to only Python knows.

/** The conversation as data: who said what, from the story that Python tells. */
function csTurns(payload, feedback) {
  const story = feedback.story ?? [];
  const start = Object.fromEntries(payload.meters.map((meter) => [meter.id, meter.start]));
  const sceneOf = (reply) => payload.scenes.find((scene) => scene.replies.some(({ id }) => id === reply));
  let before = start;
  const turns = story.map(({ reply, why, meters }) => {
    const scene = sceneOf(reply);
    const turn = { scene, reply: scene.replies.find(({ id }) => id === reply), why, meters, before };
    before = meters;
    return turn;
  });
  const now = payload.scenes.find(({ id }) => id === feedback.scene) ?? payload.scenes[0];
  return { turns, now, ended: feedback.ended === true, meters: before, before: turns.at(-1)?.before ?? start };
}

/** What somebody says; `who` is null for what is merely told. */
function csSay(who, text, by = null) {
  if (!who) return csEl("li", { class: "cs-aside", tabindex: "-1" }, text);
  return csEl("li", { class: "cs-say", "data-by": by, tabindex: "-1" }, csEl("small", {}, who), text);
}

/** What a reply brought about: each change of a meter, and why. */
function csEffect({ payload, frame }, { why, meters, before }) {
  const changes = payload.meters.filter((meter) => meters[meter.id] !== before[meter.id]).map((meter) => {
    const change = meters[meter.id] - before[meter.id];
    const better = (change > 0) === (meter.good === "up");
    return csEl("span", { class: "cs-mark", "data-v": better ? "ok" : "no" }, csIcon(better ? "ok" : "no"),
      csEl("span", {}, `${frame.pick(meter.label)} ${csMeterChange(frame, meter, change)}, ${frame.t(better ? "meter-better" : "meter-worse")}`));
  });
  return csEl("li", { class: "cs-effect" }, ...(changes.length ? [csEl("p", {}, ...changes)] : []), csEl("p", {}, frame.pick(why)));
}

class CsScenarioStage {
  constructor(kit) {
    this.kit = kit;
    this.chosen = null; // the reply that is on its way
    this.path = [];
    this.told = null; // what the page shows: a change is read out
    this.meters = csMeters(kit);
    this.talk = csEl("ol", { class: "cs-talk" });
    this.hint = csEl("p", { class: "cs-hint" });
    this.label = csEl("h4", { class: "cs-label" });
    this.anew = csButton("bare", "again", () => this.restart());
    this.replies = csEl("div", { class: "cs-replies", role: "group" }, this.hint, this.label);
    this.debrief = csDebrief(kit, () => this.restart());
    this.nodes = [this.meters.node, this.talk, this.replies, this.debrief.node];
  }

  get turns() {
    return csTurns(this.kit.payload, this.kit.practice.feedback);
  }

  choose(reply) {
    if (this.kit.saver().pending?.do === "check") return;
    this.chosen = reply;
    this.path = [...this.turns.turns.map((turn) => turn.reply.id), reply];
    this.kit.save("check");
  }

  restart() {
    this.path = [];
    this.kit.save("restart");
  }

  /** Write the conversation anew, where it went on. */
  write(state) {
    const { kit: { frame }, talk, replies } = this;
    const key = JSON.stringify([frame.lang(), state.turns.map((turn) => turn.reply.id), state.ended]);
    if (key === this.told) return;
    const held = [talk, replies, this.debrief.node].some((node) => node.contains(document.activeElement));
    const first = this.told === null || !this.told.startsWith(`["${frame.lang()}"`);
    this.told = key;
    this.chosen = null;
    const who = (scene) => (scene.who ? frame.pick(scene.who) : null);
    talk.replaceChildren(...state.turns.flatMap((turn) => [csSay(who(turn.scene), frame.pick(turn.scene.text)),
      csSay(frame.t("you"), frame.pick(turn.reply.text), "you"), csEffect(this.kit, turn)]), csSay(who(state.now), frame.pick(state.now.text)));
    const buttons = state.now.replies.map((reply) => csEl("button", { type: "button", class: "cs-card cs-reply", "data-reply": reply.id, "aria-pressed": "false",
      click: () => this.choose(reply.id) }, csEl("span", {}, frame.pick(reply.text))));
    replies.replaceChildren(this.hint, this.label, ...buttons, this.anew);
    csArrows(replies, () => buttons);
    if (!first) this.readOut(state, held);
  }

  /** Say what the reply led to; who answers by keyboard goes on where the conversation goes on. */
  readOut(state, held) {
    const effect = [...this.talk.querySelectorAll(".cs-effect")].at(-1);
    const words = state.turns.length ? [...effect.querySelectorAll(".cs-mark, p:last-child")].map((node) => node.textContent) : [];
    this.kit.say([...words, this.talk.lastChild.textContent, ...(state.ended ? [this.kit.frame.t("debrief")] : [])].map(csSentence).join(" "));
    if (held) this.talk.lastChild.focus();
  }

  paint() {
    const { kit: { frame, practice } } = this;
    const state = this.turns;
    this.write(state);
    this.meters.paint(state.meters, state.before);
    const hints = practice.feedback.hints ?? [];
    csWrite(this.hint, hints.length && !state.ended ? `${frame.t("hint")}: ${frame.pick(hints.at(-1))}` : "");
    csAttr(this.hint, "hidden", !this.hint.textContent);
    csWrite(this.label, frame.t("your-reply"));
    csLabel(this.anew, frame.t("begin-anew"));
    csAttr(this.anew, "hidden", !state.turns.length);
    csAttr(this.talk, "aria-label", frame.t("conversation"));
    csAttr(this.replies, "aria-label", frame.t("your-reply"));
    csAttr(this.replies, "hidden", state.ended);
    const waits = this.kit.saver()?.pending?.do === "check";
    for (const button of this.replies.querySelectorAll(".cs-reply")) {
      csAttr(button, "aria-pressed", String(button.dataset.reply === this.chosen));
      csDisable(button, waits);
    }
    this.debrief.paint(state.ended ? practice.feedback : null);
  }
}

function csScenario({ model, el }) {
  return csExercise({ model, el }, { type: "scenario", icon: "talk" }, (kit) => {
    const { frame, practice } = kit;
    const stage = new CsScenarioStage(kit);
    return {
      nodes: stage.nodes,
      value: () => ({ path: [...stage.path] }),
      adopt: (given) => { stage.path = [...(given.path ?? [])]; },
      empty: () => ({ path: [] }),
      tell: false, checks: false, again: false, show: false, rescue: false,
      done: () => practice.feedback.attempts > 0,
      parts: () => [],
      progress: () => frame.t(practice.feedback.ended ? "debrief" : "conversation"),
      ready: () => true,
      keepRight: () => ({ path: [] }),
      paint: () => stage.paint(),
    };
  });
}

export default { render: csScenario };
