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
 * `act` holds what its buttons do: pick, place, give, check, fix, next, result, go, unhint.
 */
function csDesk(frame, sorting, saver, act) {
  const parts = csDeskParts(frame, sorting, act);
  const { stops, progress, card, told, note, places, reasons, second, first } = parts;
  const node = csEl("div", { class: "cs-desk", role: "group", "data-tiers": reasons.length > 0, style: `--cs-reasons: ${parts.most}` },
    csEl("div", { class: "cs-desk-top" }, stops.list, progress), csEl("div", { class: "cs-desk-body" }, card, told),
    csEl("div", { class: "cs-desk-do" }, ...places.map(({ button }) => button), ...reasons.map(({ button }) => button), second, first));
  const words = new CsDeskWords(frame, sorting, saver, parts);
  const paint = () => {
    const { desk, graded } = sorting;
    csAttr(node, "aria-label", frame.t("desk"));
    csWrite(progress, csDeskProgress(frame, sorting));
    words[desk]();
    const verdict = sorting.about && desk === "why" ? sorting.verdict(sorting.about) : null;
    parts.paintMark(verdict);
    csAttr(parts.verdictRow, "hidden", !verdict);
    stops.paint();
    csAttr(node, "data-v", desk === "done" ? (sorting.feedback.shown.length ? "shown" : "ok") : desk === "why" ? verdict ?? "no" : null);
    progress.style.visibility = graded && desk === "full" ? "hidden" : ""; // the desk itself says it, in larger letters
    csAttr(card, "hidden", desk !== "hand");
    csAttr(told, "hidden", desk === "hand");
    csAttr(parts.bell, "hidden", desk !== "done" || sorting.feedback.shown.length > 0);
    for (const part of [parts.title, parts.about, parts.why]) csAttr(part, "hidden", !part.textContent);
    for (const { button } of places) csAttr(button, "hidden", desk !== "hand");
    for (const { id, button } of reasons) csAttr(button, "hidden", desk !== "reason" || id !== sorting.asking);
    const last = desk === "why" && sorting.mistakes.length === 1 && sorting.mistakes[0].id === sorting.about;
    csAttr(second, "hidden", !["why", "done"].includes(desk) || last);
    csAttr(first, "hidden", ["hand", "reason", "done"].includes(desk) || (desk === "full" && graded));
    csAttr(first, "data-v", desk === "full" || (desk === "why" && sorting.mistakes.length) ? "primary" : null);
  };
  /** The buttons that number keys press just now. */
  const numbered = () => (sorting.asking ? reasons.filter(({ id }) => id === sorting.asking) : sorting.card ? places : []);
  /** Where the keyboard goes on when there is no card to place. */
  const onward = () => [...reasons.map(({ button }) => button), second, first].find((button) => !button.hidden) ?? note;
  return { node, card, places, note, numbered, onward, paint };
}

function csDeskProgress(frame, sorting) {
  const total = sorting.items.length;
  const right = sorting.items.filter((item) => CS_ACCEPTED.includes(sorting.verdict(item.id))).length;
  return frame.t(sorting.judged ? "in-place" : "placed", { n: sorting.judged ? right : sorting.count, total });
}

/** Everything on the desk; `most` is the largest number of reasons that a card offers. */
function csDeskParts(frame, sorting, act) {
  const stops = csStops(frame, sorting, (id) => act.go(id));
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
  const button = (number, click, extra) => csEl("button", { type: "button", class: "cs-btn", click, ...extra },
    csEl("kbd", { class: "cs-key", "aria-hidden": "true" }, String(number)), csEl("span"));
  const places = sorting.categories.map((category, index) => ({ category, button: button(index + 1, () => act.place(sorting.card, category.id)) }));
  const reasons = sorting.items.flatMap(({ id, reasons: offered = [] }) => offered.map((reason, index) => (
    { id, reason, button: button(index + 1, () => act.give(id, reason.id), { "data-reason": reason.id }) })));
  const most = Math.max(0, ...sorting.items.map(({ id }) => sorting.offered(id).length));
  const second = csButton(null, null, () => act.next());
  second.append(csIcon("right"));
  const first = csButton("primary", null, () => {
    if (sorting.desk === "hint") act.unhint();
    else if (sorting.desk === "full") act.check();
    else if (sorting.mistakes.length) act.fix();
    else act.result();
  });
  return { stops, progress, card, paintCard, paintMark, bell, title, about, why, chose, verdictRow, note, told, places, reasons, most, second, first };
}

/** What the desk says: one method for each thing that it can be for, see `CsSorting.desk`. */
class CsDeskWords {
  constructor(frame, sorting, saver, parts) {
    Object.assign(this, { frame, sorting, saver, parts });
  }

  write(head, on, text) {
    const { title, about, why } = this.parts;
    csWrite(title, head);
    csWrite(about, on);
    csWrite(why, text);
  }

  tries() {
    return this.frame.t("attempts", { n: this.sorting.feedback.attempts });
  }

  short(id) {
    return this.frame.pick(this.sorting.category(this.sorting.placed[id]).short);
  }

  named(id) {
    return `${this.sorting.number(id)} · ${csSentence(this.frame.pick(this.sorting.text(id)))}`;
  }

  hand() {
    const { frame, sorting, parts: { card, paintCard, places } } = this;
    const id = sorting.card;
    paintCard(sorting.number(id), frame.pick(sorting.text(id)));
    csAttr(card, "aria-pressed", String(sorting.picked === id));
    csAttr(card, "data-more", sorting.open.length > 1 && !sorting.picked);
    for (const { category, button } of places) {
      const label = frame.pick(category.short);
      const here = sorting.placed[id] === category.id;
      csLabel(button, sorting.placed[id] ? frame.t(here ? "leave-in" : "move-to", { category: label }) : label);
    }
  }

  reason() {
    const { frame, sorting } = this;
    const id = sorting.asking;
    this.write(frame.t("reason-why", { category: this.short(id) }), this.named(id), "");
    for (const offered of this.parts.reasons) {
      csLabel(offered.button, frame.pick(offered.reason.text));
      csAttr(offered.button, "aria-pressed", String(sorting.reasons[offered.id] === offered.reason.id));
    }
  }

  hint() {
    this.write(this.frame.t("hint"), "", this.frame.pick(this.sorting.feedback.hints.at(-1)));
    csLabel(this.parts.first, this.frame.t("hint-read"));
  }

  full() {
    const { frame, sorting, parts: { progress, first } } = this;
    const saved = this.saver().state === "saved" ? ` · ${csSaved(frame.lang(), this.saver().savedAt)}` : "";
    this.write(sorting.graded ? `${progress.textContent}${saved}` : frame.t("all-placed"), "", frame.t(sorting.graded ? "all-placed-graded" : "all-placed-practice"));
    csLabel(first, frame.t(this.saver().pending?.do === "check" ? "checking" : "check"));
  }

  why() {
    const { frame, sorting, parts: { first } } = this;
    if (sorting.about) this.one(sorting.about);
    else this.sum();
    csLabel(first, sorting.mistakes.length ? frame.t("fix", { n: sorting.mistakes.length }) : frame.t("back-to-result"));
  }

  sum() {
    const { frame, sorting } = this;
    const half = sorting.mistakes.filter(({ id }) => sorting.verdict(id) === "part").length;
    const text = [csMixups(frame, sorting.feedback), half ? frame.t("reasons-wrong", { n: half }) : ""].filter(Boolean).join(" ");
    this.write(frame.t("not-yet"), this.tries(), text);
    csLabel(this.parts.second, frame.t("first-why"));
  }

  one(id) {
    const { frame, sorting, parts: { chose, second } } = this;
    csWrite(chose, frame.t(sorting.verdict(id) === "shown" ? "shown-in" : "you-chose", { category: this.short(id) }));
    this.write("", this.named(id), frame.pick(sorting.feedback.whys[id]));
    csLabel(second, frame.t(sorting.mistakes.length ? "next-mistake" : "next-why"));
  }

  done() {
    const { frame, sorting } = this;
    const verdicts = sorting.items.map((item) => sorting.verdict(item.id));
    const id = verdicts.includes("shown") ? "done-shown" : verdicts.includes("mind") ? "done-arguable" : "done";
    this.write(frame.t(id), this.tries(), id === "done-shown" ? frame.t("done-shown-text") : sorting.feedback.done ? frame.pick(sorting.feedback.done) : "");
    csLabel(this.parts.second, frame.t("one-by-one"));
  }
}
