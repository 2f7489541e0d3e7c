// Sorting: the view. Everything visible follows from a CsSorting; `paint` writes it into nodes that stay the same.

/** A card that lies in a tray: its words, its reason, its verdict. */
function csPaintPlaced(frame, sorting, item, { card, reason, paint, paintMark }) {
  const verdict = sorting.verdict(item.id);
  const given = sorting.offered(item.id).find(({ id }) => id === sorting.reasons[item.id]);
  paint(sorting.number(item.id), frame.pick(item.text));
  csWrite(reason, given ? frame.pick(given.text) : frame.t("reason-open"));
  csAttr(reason, "hidden", !sorting.offered(item.id).length);
  paintMark(verdict);
  csAttr(card, "data-v", verdict);
  csAttr(card, "aria-pressed", String(sorting.picked === item.id));
  card.classList.toggle("is-shown", sorting.about === item.id);
}

function csTrays(frame, sorting, act) {
  const trays = sorting.categories.map((category) => {
    const name = csEl("h4", { id: csId() });
    const count = csEl("span");
    const here = csButton("bare", null, () => act.place(sorting.card, category.id));
    const empty = csEl("div", { class: "cs-empty", "aria-hidden": "true" });
    const list = csEl("ul", { "aria-labelledby": name.id });
    const node = csEl("div", { class: "cs-tray", role: "group", "aria-labelledby": name.id, "data-category": category.id },
      csEl("div", { class: "cs-tray-head" }, name, csEl("div", {}, count, here)), list, empty);
    here.classList.add("cs-here");
    csArrows(list, () => [...list.querySelectorAll(".cs-card")]);
    return { category, node, name, count, here, empty, list };
  });
  const cards = new Map(sorting.items.map((item) => {
    const { card, paint } = csCard({ "data-card": item.id, click: () => act.go(item.id) });
    const { mark, paint: paintMark } = csMark(frame);
    const reason = csEl("span", { class: "cs-reason", hidden: true });
    card.append(reason, mark);
    const row = csEl("li", {}, card);
    return [item.id, { card, row, reason, paint, paintMark }];
  }));

  const paintCard = (item, list, index) => {
    if (list.children[index] !== cards.get(item.id).row) csMove(list, cards.get(item.id).row, index);
    csPaintPlaced(frame, sorting, item, cards.get(item.id));
  };
  const paint = () => {
    for (const item of sorting.open) cards.get(item.id).row.remove();
    for (const { category, node, name, count, here, empty, list } of trays) {
      const inside = sorting.in(category.id);
      const target = Boolean(sorting.picked) && sorting.placed[sorting.picked] !== category.id;
      csWrite(name, frame.pick(category.label));
      csWrite(count, inside.length ? frame.t("count", { n: inside.length }) : frame.t("empty"));
      csLabel(here, frame.t("place-here"));
      csAttr(here, "aria-label", frame.t("place-into", { category: frame.pick(category.label) }));
      csAttr(here, "hidden", !target);
      csAttr(count, "hidden", target);
      csAttr(empty, "hidden", inside.length > 0);
      node.classList.toggle("is-target", target);
      inside.forEach((item, index) => paintCard(item, list, index));
      csRove(inside.map((item) => cards.get(item.id).card), cards.get(sorting.picked ?? sorting.about)?.card);
    }
  };
  const hover = (node) => trays.forEach((tray) => tray.node.classList.toggle("is-over", tray.node === node));
  const node = csEl("div", { class: "cs-bins", "data-many": trays.length > 2, style: `--cs-bins: ${trays.length}` }, ...trays.map((tray) => tray.node));
  return { node, cards, nodes: trays.map((tray) => tray.node), hover, paint };
}

/** All explanations, only on request, at the very end: nothing above them moves. */
function csWhys(frame, sorting) {
  const title = csEl("h4");
  const list = csEl("ol");
  const node = csEl("section", { class: "cs-whys", hidden: true }, title, list);
  const paint = (visible) => {
    csAttr(node, "hidden", !visible);
    if (!visible) return;
    csWrite(title, frame.t("all-whys"));
    list.replaceChildren(...sorting.items.map((item) => {
      const { mark, paint: paintMark } = csMark(frame);
      paintMark(sorting.verdict(item.id));
      const card = csEl("b", {}, `${sorting.number(item.id)}. ${csSentence(frame.pick(item.text))}`);
      return csEl("li", {}, mark, csEl("p", {}, card, ` ${frame.pick(sorting.feedback.whys[item.id])}`));
    }));
  };
  return { node, paint };
}

/** The buttons in the foot: start again, a hint, and the answer or all explanations. Returns {buttons, paint, open}. */
function csSortingFoot(frame, sorting, act, repaint) {
  let open = false;
  const settled = () => sorting.judged && !sorting.mistakes.length;
  const again = csButton("bare", "again", () => act.again());
  const hint = csButton("bare", "bulb", () => act.hint());
  const more = csButton("bare", "eye", () => {
    if (settled()) { open = !open; repaint(); }
    else if (sorting.wasChecked) act.save("show");
  });
  const paint = () => {
    open &&= settled();
    const left = sorting.feedback.hints_left ?? 0;
    csLabel(again, frame.t(sorting.before ? "undo" : "start-again"));
    csDisable(again, !sorting.before && sorting.empty);
    csAttr(hint, "hidden", !left && !(sorting.feedback.hints ?? []).length);
    csLabel(hint, left ? frame.t("hints-left", { n: left }) : frame.t("no-more-hints"));
    csDisable(hint, !left);
    csLabel(more, frame.t(settled() ? (open ? "hide-whys" : "all-whys") : "show-answer"));
    csDisable(more, !settled() && !sorting.wasChecked);
    csAttr(more, "aria-expanded", settled() ? String(open) : null);
  };
  return { buttons: sorting.graded ? [again] : [again, more, hint], paint, open: () => open };
}

/** Number keys, Escape, dragging, and trays that take the card in hand. */
function csSortingHands(frame, sorting, desk, trays, act) {
  frame.root.addEventListener("keydown", (event) => {
    if (csForJupyter(event) || event.shiftKey) return;
    const chosen = desk.numbered()[Number(event.key) - 1];
    if (chosen) {
      event.preventDefault();
      if (sorting.asking) act.give(sorting.asking, chosen.reason.id);
      else act.place(sorting.card, chosen.category.id);
    }
    if (event.key === "Escape" && sorting.picked) act.pick(sorting.picked);
  });
  const drag = (node, id) => csDraggable(node, {
    grip: ".cs-nr",
    ready: () => !sorting.judged,
    targets: () => trays.nodes,
    hover: trays.hover,
    drop: (tray) => act.place(id(), tray.dataset.category),
  });
  drag(desk.card, () => sorting.card);
  for (const [id, { card }] of trays.cards) drag(card, () => id);
  // With a card in hand the whole tray is a place to put it; the button in its head says so and serves the keyboard.
  for (const tray of trays.nodes) {
    tray.addEventListener("click", (event) => {
      if (sorting.picked && tray.classList.contains("is-target") && !event.target.closest("button")) act.place(sorting.picked, tray.dataset.category);
    });
  }
}

function csCategorize({ model, el }) {
  const sorting = new CsSorting(model.get("payload"));
  let saver = null;
  let rescued = false;
  const frame = csFrame({ model, el, type: "categorize", tag: "article", className: "cs-sheet", icon: "sort", paint: () => paint() });
  const act = new CsSorter(frame, sorting, () => ({ saver, desk, paint, tell, keepFocus }));
  const desk = csDesk(frame, sorting, () => saver, act);
  const trays = csTrays(frame, sorting, act);
  const whys = csWhys(frame, sorting);
  const notice = csNotice(frame, () => (rescued ? { id: "rescued" } : model.get("notice")));
  const actions = csSortingFoot(frame, sorting, act, () => paint());
  const foot = csFoot(frame, () => saver, ...actions.buttons);
  const help = csEl("p", { class: "cs-sr", id: csId() });
  frame.sheet.append(notice.note, desk.node, trays.node, foot.foot, whys.node, help);
  csAttr(desk.node, "aria-describedby", help.id);

  /** Read out what the desk now says; who uses the keyboard goes on with the button that leads to the next "why". */
  function tell() {
    frame.say(`${desk.node.querySelector(".cs-desk-top > p").textContent}. ${desk.note.innerText || desk.note.textContent}`);
    if (frame.root.contains(document.activeElement)) desk.onward().focus();
  }

  /** The focused button may just have vanished: its work is done. Then go to where the work goes on. */
  function keepFocus(focused) {
    if (!frame.root.contains(focused) || (focused.isConnected && !focused.closest("[hidden]"))) return;
    if (sorting.card && sorting.desk === "hand") (sorting.picked ? desk.card : desk.places[0].button).focus();
    else desk.onward().focus();
  }

  function paint() {
    if (!saver) return;
    const { graded } = sorting;
    const focused = document.activeElement;
    csWrite(frame.kind, frame.t("kind-categorize"));
    csAttr(frame.pill, "hidden", !graded);
    if (graded) csWrite(frame.pill, frame.t("graded", { n: frame.payload.points ?? 0 }));
    csWrite(help, frame.t("keys-help", { keys: sorting.categories.map((_, index) => index + 1).join(", ") }));
    csAttr(frame.sheet, "data-state", sorting.desk);
    csAttr(frame.root, "data-done", String(graded ? sorting.count === sorting.items.length : sorting.judged && !sorting.mistakes.length));
    for (const part of [desk, trays, actions, notice, foot]) part.paint();
    whys.paint(actions.open());
    if (focused !== document.activeElement || focused.closest?.("[hidden]")) keepFocus(focused);
  }

  /** What Python says is saved counts, unless a move of ours is newer. */
  const adopt = () => {
    sorting.feedback = model.get("feedback") ?? {};
    if (saver.upToDate) sorting.adopt(model.get("value"));
    paint();
  };
  const onFeedback = () => {
    sorting.told = null;
    adopt();
    if (sorting.judged || sorting.hinting) tell();
  };

  csSortingHands(frame, sorting, desk, trays, act);
  const events = { "change:value": adopt, "change:ack": adopt, "change:feedback": onFeedback, "change:notice": paint };
  for (const [event, react] of Object.entries(events)) model.on(event, react);
  frame.start();
  saver = new CsSaver(model, () => paint());
  adopt();
  const kept = saver.rescue();
  if (kept) { sorting.adopt(kept); rescued = true; act.save(); }
  return () => {
    for (const [event, react] of Object.entries(events)) model.off(event, react);
    saver.close();
    frame.close();
  };
}

export default { render: csCategorize };
