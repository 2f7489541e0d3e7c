// Match: each source is a line with a slot. What fits is chosen in the slot, or taken from the bank of targets.

Object.assign(CS_ICONS, { match: "M3 7h6M15 7h6M3 17h6M15 17h6M9 7l6 10M9 17l6-10" });

/** The bank: every target as a numbered card that can be picked up or dragged, as often as it is needed. */
function csBank(frame, pairing, act) {
  const cards = pairing.targets.map(({ id }, index) => {
    const { card, paint } = csCard({ "data-target": id, click: () => act.pick(id) });
    return { id, card, paint: (text) => paint(index + 1, text) };
  });
  const list = csEl("ul", { class: "cs-bank" }, ...cards.map(({ card }) => csEl("li", {}, card)));
  csArrows(list, () => cards.map(({ card }) => card));
  const paint = () => {
    csAttr(list, "aria-label", frame.t("match-bank"));
    for (const [index, { id, card, paint: paintCard }] of cards.entries()) {
      paintCard(frame.pick(pairing.targets[index].text));
      csAttr(card, "aria-pressed", String(pairing.picked === id));
      card.classList.toggle("is-used", pairing.pairs.some(([, to]) => to === id));
    }
    csRove(cards.map(({ card }) => card), cards.find(({ id }) => id === pairing.picked)?.card);
  };
  return { list, cards, paint };
}

/** The choice that opens at a slot. A popover: it lies over the page, so nothing moves. */
function csMenu(frame, pairing, act) {
  let open = null;
  const buttons = pairing.targets.map(({ id }, index) => csEl("button", { type: "button", class: "cs-choose", click: () => act.choose(open, id) },
    csEl("span", { class: "cs-nr" }, String(index + 1)), csEl("span"), csIcon("ok")));
  const none = csButton("bare", "no", () => act.clear(open));
  const close = csButton("bare", null, () => act.close());
  const menu = csEl("div", { class: "cs-menu", role: "group", popover: "auto" }, ...buttons, ...(pairing.many ? [close] : [none]));
  csArrows(menu, () => [...buttons, pairing.many ? close : none]);
  const paint = () => {
    if (!open) return;
    const source = pairing.sources.find(({ id }) => id === open);
    csAttr(menu, "aria-label", frame.pick(source.text));
    for (const [index, button] of buttons.entries()) {
      csWrite(button.children[1], frame.pick(pairing.targets[index].text));
      csAttr(button, "aria-pressed", String(pairing.has(open, pairing.targets[index].id)));
    }
    csLabel(none, frame.t("match-none"));
    csLabel(close, frame.t("match-close"));
  };
  const show = (source, slot) => {
    open = source;
    paint();
    const box = slot.getBoundingClientRect();
    Object.assign(menu.style, { left: `${box.left}px`, width: `${box.width}px`, top: `${box.bottom + 4}px` });
    menu.showPopover?.();
    if (menu.getBoundingClientRect().bottom > innerHeight) menu.style.top = `${Math.max(8, box.top - 4 - menu.offsetHeight)}px`;
    (buttons.find((button) => button.getAttribute("aria-pressed") === "true") ?? buttons[0]).focus();
  };
  const closed = () => {
    if (!open) return;
    open = null;
    act.closed();
  };
  const hide = () => { menu.hidePopover?.(); closed(); };
  menu.addEventListener("toggle", (event) => { if (event.newState === "closed") closed(); }); // Escape, or a press elsewhere
  return { menu, show, hide, paint, source: () => open };
}

/** One line: the source, and the slot with what was chosen for it. */
function csLine(frame, source, act) {
  const name = csEl("h4", { id: csId() });
  const chosen = csEl("span", { class: "cs-chosen" });
  const { mark, paint: paintMark } = csMark(frame);
  const slot = csEl("button", { type: "button", class: "cs-slot", id: csId(), "aria-haspopup": "true", "data-source": source.id, click: () => act.slot(source.id) }, chosen, mark);
  csAttr(slot, "aria-labelledby", `${name.id} ${slot.id}`);
  const row = csEl("li", {}, name, csEl("span", { class: "cs-tie", "aria-hidden": "true" }), slot);
  const paint = (pairing, practice, open) => {
    const targets = pairing.of(source.id);
    const target = Boolean(pairing.picked) && !pairing.has(source.id, pairing.picked);
    const words = targets.length ? targets.map(({ text }) => frame.pick(text)) : [frame.t(target ? "place-here" : pairing.many ? "match-add" : "match-open")];
    const verdict = practice.verdict(source.id);
    csWrite(name, frame.pick(source.text));
    if (chosen.childElementCount !== words.length) chosen.replaceChildren(...words.map(() => csEl("span")));
    words.forEach((word, index) => csWrite(chosen.children[index], word));
    csAttr(slot, "data-filled", targets.length > 0);
    csAttr(slot, "aria-expanded", String(open));
    slot.classList.toggle("is-target", target);
    slot.classList.toggle("is-shown", practice.judged && practice.told === source.id);
    paintMark(verdict === "open" ? null : verdict);
    csAttr(slot, "data-v", verdict);
  };
  return { source, row, slot, paint };
}

/** Numbers choose at once, Delete empties, arrows move between the lines. */
function csLineKeys(list, lines, pairing, act) {
  csArrows(list, () => lines.map(({ slot }) => slot));
  list.addEventListener("keydown", (event) => {
    const source = event.target.dataset.source;
    if (!source || csForJupyter(event) || event.shiftKey) return;
    const target = pairing.targets[Number(event.key) - 1];
    if (target) act.choose(source, target.id);
    else if (event.key === "Delete" || event.key === "Backspace") act.clear(source);
    else return;
    event.preventDefault();
  });
}

/** Dragging: from the bank into a line, from one line into another, and from a line back to the bank. */
function csMatchDrag({ practice }, pairing, bank, lines, act) {
  const hover = (node) => { for (const { row } of lines) row.classList.toggle("is-over", row === node); };
  const source = (row) => lines.find((line) => line.row === row)?.source.id;
  for (const { id, card } of bank.cards) {
    csDraggable(card, {
      grip: ".cs-nr", hover, ready: () => !practice.judged, targets: () => lines.map(({ row }) => row),
      drop: (row) => { if (!pairing.has(source(row), id)) act.choose(source(row), id); },
    });
  }
  for (const { source: { id }, slot } of lines) {
    csDraggable(slot, {
      grip: ".cs-chosen", hover, ready: () => !practice.judged && !pairing.many && pairing.of(id).length > 0,
      targets: () => [...lines.map(({ row }) => row), bank.list],
      drop: (place) => { if (place === bank.list) act.clear(id); else if (source(place) !== id) act.move(id, source(place)); },
    });
  }
}

/** What a hand can do. */
function csMatchActions(kit, pairing, get) {
  const { frame, practice } = kit;
  const text = (parts, id) => frame.pick(parts.find((part) => part.id === id).text);
  const slot = (source) => get().lines.find((line) => line.source.id === source).slot;
  /** On to the next open line; when there is none, to Check. */
  const onward = (source) => {
    const next = pairing.openAfter(source);
    if (next) slot(next).focus();
    else if (!kit.onward()) slot(source).focus();
  };
  const act = {
    pick(target) {
      const back = pairing.picked === target;
      pairing.picked = back ? null : target;
      frame.say(frame.t(back ? "said-put-back" : "said-picked", { card: text(pairing.targets, target) }));
      kit.repaint();
    },
    slot(source) {
      if (practice.judged) kit.tell(source);
      else if (pairing.picked) act.choose(source, pairing.picked);
      else { get().menu.show(source, slot(source)); kit.repaint(); }
    },
    choose(source, target) {
      pairing.join(source, target);
      const now = pairing.of(source).map(({ text: words }) => frame.pick(words)).join("; ");
      frame.say(now ? frame.t("said-joined", { source: text(pairing.sources, source), target: now }) : frame.t("said-cleared", { source: text(pairing.sources, source) }));
      kit.save();
      if (pairing.many) { if (!get().menu.source()) slot(source).focus(); return; }
      get().menu.hide();
      onward(source);
    },
    move(from, to) {
      const [target] = pairing.of(from);
      pairing.clear(from);
      act.choose(to, target.id);
    },
    clear(source) {
      get().menu.hide();
      slot(source).focus();
      if (!pairing.of(source).length) return;
      pairing.clear(source);
      frame.say(frame.t("said-cleared", { source: text(pairing.sources, source) }));
      kit.save();
    },
    close: () => get().menu.hide(),
    closed: () => kit.repaint(),
  };
  return act;
}

function csMatch({ model, el }) {
  return csExercise({ model, el }, { type: "match", icon: "match" }, (kit) => {
    const { payload, frame, practice } = kit;
    const pairing = new CsPairing(payload);
    const act = csMatchActions(kit, pairing, () => ({ lines, menu }));
    const bank = csBank(frame, pairing, act);
    const menu = csMenu(frame, pairing, act);
    const lines = payload.sources.map((source) => csLine(frame, source, act));
    const ids = payload.sources.map(({ id }) => id);
    const help = csEl("p", { class: "cs-sr", id: csId() });
    const list = csEl("ul", { class: "cs-pairs", "aria-labelledby": frame.title.id, "aria-describedby": help.id }, ...lines.map(({ row }) => row));
    csLineKeys(list, lines, pairing, act);
    csMatchDrag(kit, pairing, bank, lines, act);
    frame.root.addEventListener("keydown", (event) => { if (event.key === "Escape" && pairing.picked) act.pick(pairing.picked); });
    const own = (value, id) => (value.pairs ?? []).filter(([from]) => from === id);
    return {
      nodes: [bank.list, list, menu.menu, help],
      value: () => ({ pairs: pairing.pairs.map((pair) => [...pair]).sort() }),
      adopt: (given) => { pairing.pairs = (given.pairs ?? []).map((pair) => [...pair]); pairing.picked = null; },
      empty: () => ({ pairs: [] }),
      parts: () => ids,
      part: own,
      label: (id) => frame.pick(payload.sources.find((source) => source.id === id).text),
      progress: () => (practice.judged
        ? frame.t("in-place", { n: practice.count(ids, ...CS_ACCEPTED), total: ids.length })
        : frame.t("match-progress", { n: pairing.joined, total: ids.length })),
      ready: () => (payload.many ? pairing.pairs.length > 0 : pairing.joined === ids.length),
      todo: () => frame.t(payload.many ? "match-todo-many" : "match-todo"),
      summary: () => (practice.right ? "" : csMixups(frame, practice.feedback, "match-mixup")
        || frame.t("match-missing", { n: practice.feedback.missing + practice.count(ids, "part") })),
      keepRight: () => ({ pairs: ids.filter((id) => CS_ACCEPTED.includes(practice.verdict(id))).flatMap((id) => own(practice.value, id)).sort() }),
      focus: () => (lines.find(({ source }) => !pairing.of(source.id).length) ?? lines[0]).slot.focus(),
      paint() {
        csWrite(help, frame.t("match-keys"));
        bank.paint();
        menu.paint();
        for (const line of lines) line.paint(pairing, practice, menu.source() === line.source.id);
      },
    };
  });
}

export default { render: csMatch };
