// The desk: cards are handed over here, and later the "why" is told here. Its height is reserved in the style, so that
// feedback moves nothing.

/** The line with stops: one per card, one tab stop for all, arrows between them. */
function csStops(frame, sorting, go) {
  const stops = sorting.items.map((item) => {
    const icon = csIcon("ok");
    const button = csEl("button", { type: "button", class: "cs-stop", click: () => go(item.id) }, String(sorting.number(item.id)), icon);
    return { id: item.id, button, icon };
  });
  const list = csEl("ol", { class: "cs-stops" }, ...stops.map(({ button }) => csEl("li", {}, button)));
  csArrows(list, () => stops.map(({ button }) => button));
  const paint = () => {
    const now = sorting.picked ?? sorting.about ?? sorting.card;
    csAttr(list, "aria-label", frame.t("cards"));
    for (const { id, button, icon } of stops) {
      const state = sorting.verdict(id) ?? (sorting.placed[id] ? "set" : "todo");
      csAttr(button, "data-s", state);
      csAttr(button, "aria-current", id === now ? "true" : null);
      csAttr(button, "aria-label", frame.t(`stop-${state}`, { n: String(sorting.number(id)) }));
      csAttr(icon, "hidden", !CS_MARK_ICONS[state]);
      if (CS_MARK_ICONS[state]) csSetIcon(icon, CS_MARK_ICONS[state]);
    }
    csRove(stops.map(({ button }) => button), stops.find(({ id }) => id === now)?.button);
  };
  return { list, paint };
}

/**
 * The desk of one exercise.
 * `act` holds what its buttons do: pick, place, check, fix, next, result, go.
 */
function csDesk(frame, sorting, saver, act) {
  const stops = csStops(frame, sorting, act.go);
  const progress = csEl("p");
  const { card, paint: paintCard } = csCard({ click: () => act.pick(sorting.card) });
  const { mark, paint: paintMark } = csMark(frame);
  const bell = csBell();
  const title = csEl("h4");
  const about = csEl("p", { class: "cs-about" });
  const why = csEl("p");
  const chose = csEl("span");
  const verdictRow = csEl("p", { class: "cs-verdict" }, mark, chose);
  const note = csEl("div", { class: "cs-why", tabindex: "-1" }, verdictRow, title, about, why);
  const told = csEl("div", { class: "cs-done" }, bell, note);
  const places = sorting.categories.map((category, index) => {
    const button = csEl("button", { type: "button", class: "cs-btn", click: () => act.place(sorting.card, category.id) },
      csEl("kbd", { class: "cs-key", "aria-hidden": "true" }, String(index + 1)), csEl("span"));
    return { category, button };
  });
  const second = csButton(null, null, () => act.next());
  const first = csButton("primary", null, () => (sorting.desk === "full" ? act.check() : sorting.mistakes.length ? act.fix() : act.result()));
  second.append(csIcon("right"));
  const deskDo = csEl("div", { class: "cs-desk-do" }, ...places.map(({ button }) => button), second, first);
  const node = csEl("div", { class: "cs-desk", role: "group" },
    csEl("div", { class: "cs-desk-top" }, stops.list, progress), csEl("div", { class: "cs-desk-body" }, card, told), deskDo);

  const paintHand = () => {
    const id = sorting.card;
    paintCard(sorting.number(id), frame.pick(sorting.text(id)));
    csAttr(card, "aria-pressed", String(sorting.picked === id));
    csAttr(card, "data-more", sorting.open.length > 1 && !sorting.picked);
    for (const { category, button } of places) {
      const label = frame.pick(category.short ?? category.label);
      const here = sorting.placed[id] === category.id;
      csLabel(button, sorting.placed[id] ? frame.t(here ? "leave-in" : "move-to", { category: label }) : label);
    }
  };
  const paintFull = () => {
    const soft = frame.t(sorting.graded ? "all-placed-graded" : "all-placed-practice");
    const saved = saver().state === "saved" ? ` · ${csSaved(frame.lang(), saver().savedAt)}` : "";
    csWrite(title, sorting.graded ? `${progress.textContent}${saved}` : frame.t("all-placed"));
    csWrite(about, "");
    csWrite(why, soft);
    csLabel(first, frame.t(saver().pending?.do === "check" ? "checking" : "check"));
  };
  const paintWhy = () => {
    const id = sorting.about;
    const shown = sorting.verdict(id) === "shown";
    const place = sorting.category(sorting.placed[id]);
    const category = frame.pick(place.short ?? place.label);
    csWrite(title, "");
    csWrite(chose, frame.t(shown ? "shown-in" : "you-chose", { category }));
    csWrite(about, `${sorting.number(id)} · ${csSentence(frame.pick(sorting.text(id)))}`);
    csWrite(why, frame.pick(sorting.feedback.whys[id]));
    csLabel(second, frame.t(sorting.mistakes.length ? "next-mistake" : "next-why"));
    csLabel(first, sorting.mistakes.length ? frame.t("fix", { n: sorting.mistakes.length }) : frame.t("back-to-result"));
  };
  const paintDone = () => {
    const verdicts = sorting.items.map((item) => sorting.verdict(item.id));
    const id = verdicts.includes("shown") ? "done-shown" : verdicts.includes("mind") ? "done-arguable" : "done";
    csWrite(title, frame.t(id));
    csWrite(about, "");
    csWrite(why, id === "done-shown" ? frame.t("done-shown-text") : sorting.feedback.done ? frame.pick(sorting.feedback.done) : "");
    csLabel(second, frame.t("one-by-one"));
  };
  const paint = () => {
    const { desk, graded } = sorting;
    const right = sorting.items.filter((item) => ["ok", "mind", "shown"].includes(sorting.verdict(item.id))).length;
    csAttr(node, "aria-label", frame.t("desk"));
    csWrite(progress, frame.t(sorting.judged ? "in-place" : "placed", { n: sorting.judged ? right : sorting.count, total: sorting.items.length }));
    ({ hand: paintHand, full: paintFull, why: paintWhy, done: paintDone })[desk]();
    const verdict = desk === "why" ? sorting.verdict(sorting.about) : null;
    paintMark(verdict);
    csAttr(verdictRow, "hidden", !verdict);
    stops.paint();
    csAttr(node, "data-v", desk === "done" ? (sorting.feedback.shown.length ? "shown" : "ok") : verdict);
    progress.style.visibility = graded && desk === "full" ? "hidden" : ""; // the desk itself says it, in larger letters
    csAttr(card, "hidden", desk !== "hand");
    csAttr(told, "hidden", desk === "hand");
    csAttr(bell, "hidden", desk !== "done" || sorting.feedback.shown.length > 0);
    for (const part of [title, about, why]) csAttr(part, "hidden", !part.textContent);
    for (const { button } of places) csAttr(button, "hidden", desk !== "hand");
    csAttr(second, "hidden", desk === "hand" || desk === "full" || (desk === "why" && sorting.mistakes.length === 1 && sorting.verdict(sorting.about) === "no"));
    csAttr(first, "hidden", desk === "hand" || desk === "done" || (desk === "full" && graded));
    csAttr(first, "data-v", desk === "full" || sorting.mistakes.length ? "primary" : null);
  };
  /** Where the keyboard goes on when there is no card to place. */
  const onward = () => [second, first].find((button) => !button.hidden) ?? note;
  return { node, card, places, note, onward, paint };
}
