// Order: one line with stops. Above the route, below it what has no place yet, below that what is no part of it.

class CsOrderStage {
  constructor(kit) {
    this.kit = kit;
    this.route = new CsRoute(kit.payload);
    this.at = null; // the step that Tab leads to
    this.steps = new Map();
    for (const step of kit.payload.steps) this.steps.set(step.id, csStep(this, step));
    this.how = csEl("p", { class: "cs-how" });
    this.line = csEl("ol", { class: "cs-journey" });
    this.last = csPlaceHere(this, () => this.route.sequence.length);
    this.start = csEl("p", { class: "cs-empty" });
    this.journey = csEl("div", { class: "cs-route", role: "group", click: (event) => {
      if (this.route.picked && !this.route.sequence.length && !event.target.closest("button")) this.place("route");
    } }, this.line, this.start, this.last.button);
    this.trays = [csTrayOf(this, "pool"), ...(this.route.tray ? [csTrayOf(this, "aside")] : [])];
    this.node = csEl("div", { class: "cs-order" }, this.how, this.journey, ...this.trays.map(({ node }) => node));
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.node.addEventListener("focusin", (event) => this.stopAt(event.target.closest("[data-step]")?.dataset.step));
    for (const { id, card } of this.steps.values()) this.drags(id, card);
  }

  text(id) {
    return this.steps.get(id).text();
  }

  /** Pick a step up, or leave it where it is. */
  toggle(id) {
    const { route, kit } = this;
    this.at = id;
    if (route.picked === id) {
      route.letGo();
      kit.say(this.said(id));
    } else {
      route.pick(id);
      kit.say(kit.frame.t("order-said-picked", { step: this.text(id) }));
      if (kit.practice.judged && kit.practice.feedback.whys[id]) kit.practice.told = id; // its "why", while one looks at it
    }
    kit.repaint();
  }

  /** Put the picked step (or another) somewhere. */
  place(where, gap, id = this.route.picked) {
    this.route.put(id, where, gap);
    this.route.letGo();
    this.moved(id);
    this.steps.get(id).card.focus();
  }

  shift(id, by) {
    const to = this.route.beyond(id, by);
    if (!to) return;
    this.route.put(id, ...to);
    this.moved(id);
  }

  moved(id) {
    this.at = id;
    this.kit.say(this.said(id));
    this.kit.save();
  }

  said(id) {
    const { route, kit: { frame } } = this;
    const n = route.sequence.indexOf(id) + 1;
    if (n) return frame.t("order-said-stop", { n, total: route.sequence.length, step: this.text(id) });
    return frame.t(route.where(id) === "aside" ? "order-said-aside" : "order-said-back", { step: this.text(id) });
  }

  cancel() {
    const { route, kit } = this;
    const [id, before] = [route.picked, route.from];
    const changed = !csSame(before, route.value);
    route.letGo();
    route.adopt(before);
    kit.say(this.said(id));
    if (changed) kit.save();
    else kit.repaint();
    this.steps.get(id).card.focus();
  }

  key(event) {
    if (csForJupyter(event)) return;
    const { route } = this;
    const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    const far = { Home: 0, End: route.sequence.length }[event.key];
    if (route.picked && event.key === "Escape") this.cancel();
    else if (by === undefined && far === undefined) return;
    else if (route.picked) {
      if (by) this.shift(route.picked, by);
      else { route.put(route.picked, "route", far); this.moved(route.picked); }
      this.steps.get(route.picked).card.focus();
    } else {
      const now = route.all.indexOf(event.target.closest("[data-step]")?.dataset.step);
      if (now < 0) return;
      const next = by ? now + by : far && route.all.length - 1;
      this.steps.get(route.all[Math.min(Math.max(next, 0), route.all.length - 1)]).card.focus();
    }
    event.preventDefault();
  }

  /** One tab stop for all steps; the arrows of that step follow it. */
  stopAt(id) {
    const stop = this.steps.has(id) ? id : this.steps.has(this.at) ? this.at : this.route.all[0];
    this.at = stop;
    for (const step of this.steps.values()) {
      for (const button of [step.card, ...step.buttons]) csAttr(button, "tabindex", step.id === stop ? "0" : "-1");
    }
  }

  drags(id, card) {
    const { route } = this;
    const gapOf = (target, event) => {
      const index = route.sequence.indexOf(target.dataset.step);
      if (index < 0) return route.sequence.length;
      const { top, height } = target.getBoundingClientRect();
      return event.clientY < top + height / 2 ? index : index + 1;
    };
    csDraggable(card, {
      grip: ".cs-grip",
      ready: () => true,
      targets: () => [...this.line.children, this.journey, ...this.trays.map(({ node }) => node)],
      hover: (target, event) => this.hover(target, target && this.journey.contains(target) ? gapOf(target, event) : -1),
      drop: (target, event) => {
        if (this.journey.contains(target)) this.place("route", gapOf(target, event), id);
        else this.place(target.dataset.place, undefined, id);
      },
    });
  }

  hover(target, gap) {
    for (const { node } of this.trays) node.classList.toggle("is-over", node === target);
    this.journey.classList.toggle("is-over", gap >= 0 && !this.route.sequence.length);
    [...this.line.children].forEach((node, index) => {
      node.classList.toggle("is-before", index === gap);
      node.classList.toggle("is-after", index === gap - 1 && gap === this.route.sequence.length);
    });
  }

  /** Let a list hold exactly these steps. */
  fill(list, ids) {
    ids.forEach((id, index) => {
      const { node } = this.steps.get(id);
      if (list.children[index] !== node) csMove(list, node, index);
    });
  }

  paint() {
    const { route, kit: { frame, practice } } = this;
    csWrite(this.how, route.picked ? frame.t("order-how-picked") : frame.t("order-how"));
    csAttr(this.journey, "aria-label", frame.t("order-route"));
    csWrite(this.start, frame.t("order-start"));
    csAttr(this.start, "hidden", route.sequence.length > 0);
    csAttr(this.line, "hidden", !route.sequence.length);
    csAttr(this.line, "data-drawn", practice.own);
    csAttr(this.line, "style", `--n: ${route.sequence.length}`);
    this.journey.classList.toggle("is-target", Boolean(route.picked) && !route.sequence.length);
    this.fill(this.line, route.sequence);
    for (const part of [...this.trays, ...this.steps.values(), this.last]) part.paint();
    this.stopAt(document.activeElement?.closest?.("[data-step]")?.dataset.step);
  }
}

/** After Check: the first broken dependency in words, what is missing and what does not belong. */
function csOrderSummary(stage) {
  const { kit: { frame, practice } } = stage;
  const { broken, missing, surplus } = practice.feedback;
  const counts = [missing && frame.t("order-missing", { n: missing }), surplus && frame.t("order-surplus", { n: surplus })];
  return [broken && frame.pick(broken.why), ...counts].filter(Boolean).map(csSentence).join(" ");
}

function csOrder({ model, el }) {
  return csExercise({ model, el }, { type: "order", icon: "route" }, (kit) => {
    const { frame, practice } = kit;
    const stage = new CsOrderStage(kit);
    const { route } = stage;
    const wrong = (id) => !CS_ACCEPTED.includes(practice.verdict(id));
    return {
      nodes: [stage.node],
      value: () => route.value,
      adopt: (given) => route.adopt(given),
      empty: () => ({ sequence: [], aside: [] }),
      parts: () => route.all,
      label: (id) => stage.text(id),
      progress: () => frame.t("order-progress", { n: route.steps.length - route.pool.length, total: route.steps.length }),
      ready: () => route.complete,
      todo: () => (route.sequence.length || route.aside.length ? frame.t("order-left", { n: route.pool.length }) : frame.t("order-begin")),
      result: () => {
        const { broken } = practice.feedback;
        return broken ? frame.t("order-broken", { step: stage.text(broken.step), after: stage.text(broken.after) }) : frame.t("not-yet");
      },
      summary: () => csOrderSummary(stage),
      keepRight: () => route.without(wrong),
      focus: () => stage.steps.get(route.pool[0] ?? route.all[0]).card.focus(),
      paint: () => stage.paint(),
    };
  });
}

export default { render: csOrder };
