// What every type of exercise does in the same way: saving, checking, hints, "show me", trying again, telling "why".
// A type brings its stage (what the learner works on) and answers a few questions about it; see `csExercise`.

const CS_ACCEPTED = ["ok", "mind", "shown"];

/** Whether two answers are the same. Python and the page write one answer in one order of fields. */
function csSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The practice side of one exercise as data: what was checked, and what may be told about it. No page in here. */
class CsPractice {
  constructor(payload) {
    this.graded = payload.mode === "graded";
    this.feedback = {};
    this.value = {};
    this.told = null; // the part whose "why" is told; null: the summary
    this.before = null; // the answer before "start again", for undo
  }

  /** Whether the answer on the page is the one that was checked. */
  get judged() {
    return !this.graded && Boolean(this.feedback.checked) && csSame(this.feedback.checked, this.value);
  }

  get right() {
    return this.judged && Boolean(this.feedback.right);
  }

  /** The verdict on a part: ok, mind, part, no, open, missed or shown; null before Check. */
  verdict(id) {
    if (!this.judged || !this.feedback.verdicts) return null;
    return this.feedback.shown.includes(id) ? "shown" : this.feedback.verdicts[id] ?? null;
  }

  /** Parts that have a "why" to tell: the mistakes where there are some, else all that were told. */
  round(parts) {
    if (!this.judged) return [];
    const told = parts.filter((id) => this.feedback.whys?.[id]);
    const wrong = told.filter((id) => !CS_ACCEPTED.includes(this.verdict(id)));
    return wrong.length ? wrong : told;
  }

  next(parts) {
    const round = this.round(parts);
    this.told = round[(round.indexOf(this.told) + 1) % round.length] ?? null;
  }
}

/**
 * The panel where checking, hints, verdicts and reasons are told. Its height is reserved in the style of the type
 * (`--cs-desk-h`), so that nothing moves when it speaks.
 */
function csTell(kit) {
  const { frame, practice, view } = kit;
  const progress = csEl("p");
  const tries = csEl("p", { class: "cs-tries" });
  const { mark, paint: paintMark } = csMark(frame);
  const verdictRow = csEl("p", { class: "cs-verdict" }, mark);
  const title = csEl("h4");
  const about = csEl("p", { class: "cs-about" });
  const why = csEl("p");
  const note = csEl("div", { class: "cs-why", tabindex: "-1" }, verdictRow, title, about, why);
  const bell = csBell();
  const told = csEl("div", { class: "cs-done" }, bell, note);
  const second = csButton(null, null, () => kit.next());
  second.append(csIcon("right"));
  const first = csButton("primary", null, () => (practice.judged ? kit.tryAgain() : kit.check()));
  const node = csEl("div", { class: "cs-desk cs-tell", role: "group" },
    csEl("div", { class: "cs-desk-top" }, progress, tries), csEl("div", { class: "cs-desk-body" }, told),
    csEl("div", { class: "cs-desk-do" }, second, first));

  const words = () => {
    const { feedback } = practice;
    const id = practice.judged ? practice.told : null;
    if (id && feedback.whys?.[id]) return { verdict: practice.verdict(id), about: view().label?.(id) ?? "", why: frame.pick(feedback.whys[id]) };
    if (practice.right) return { title: frame.t(feedback.shown.length ? "done-shown" : "done-right"), why: feedback.done ? frame.pick(feedback.done) : view().summary?.() ?? "" };
    if (practice.judged) return { title: view().result?.() ?? frame.t("not-yet"), why: view().summary?.() || csMixups(frame, feedback) };
    const hints = feedback.hints ?? [];
    if (hints.length) return { title: frame.t("hint"), why: frame.pick(hints.at(-1)) };
    return { title: view().ready() ? frame.t("ready") : "", why: view().ready() ? frame.t("ready-practice") : view().todo?.() ?? "" };
  };
  const paint = () => {
    const { title: head = "", verdict = null, about: on = "", why: text = "" } = words();
    const state = practice.right ? "done" : practice.judged ? "why" : "work";
    csAttr(node, "aria-label", frame.t("desk-tell"));
    csWrite(progress, view().progress());
    csAttr(tries, "hidden", !practice.feedback.attempts);
    if (practice.feedback.attempts) csWrite(tries, frame.t("attempts", { n: practice.feedback.attempts }));
    paintMark(verdict);
    csAttr(verdictRow, "hidden", !verdict);
    csWrite(title, head);
    csWrite(about, on);
    csWrite(why, text);
    for (const part of [title, about, why]) csAttr(part, "hidden", !part.textContent);
    csAttr(node, "data-v", verdict ?? (practice.right ? (practice.feedback.shown.length ? "shown" : "ok") : practice.judged ? "no" : null));
    csAttr(bell, "hidden", !(practice.right && !practice.told && !practice.feedback.shown.length));
    const round = practice.round(view().parts());
    const more = practice.judged && round.some((id) => id !== practice.told);
    csAttr(second, "hidden", !more);
    csLabel(second, frame.t(practice.right ? (practice.told ? "next-why" : "one-by-one") : practice.told ? "next-mistake" : "first-why"));
    csAttr(first, "hidden", state === "done" || Boolean(view().checks === false));
    csLabel(first, frame.t(practice.judged ? "try-again" : kit.saver()?.pending?.do === "check" ? "checking" : "check"));
    csDisable(first, !practice.judged && !view().ready());
  };
  /** Where the keyboard goes on after a check. */
  const onward = () => [second, first].find((button) => !button.hidden) ?? note;
  return { node, note, onward, paint };
}

/** What was taken for what, in sentences. */
function csMixups(frame, feedback) {
  return (feedback.mixups ?? []).slice(0, 3)
    .map(([right, given, n]) => frame.t("mixed-up", { right: frame.pick(right), given: frame.pick(given), n })).join(" ");
}

/**
 * One exercise. `make(kit)` returns the type's view:
 *   nodes            elements of the stage, in their order
 *   value()          the answer on the page, in the form and order that Python's `clean` gives
 *   adopt(value)     show this answer (from Python, or one that was rescued)
 *   paint()          write everything anew; nothing else changes nodes
 *   parts()          ids of the parts in the order in which their "why" is told
 *   label(id)        a part in words, for the panel
 *   progress()       "2 of 5 placed"
 *   ready()          whether Check makes sense now
 *   keepRight()      practice: take out what is wrong and keep the rest ("try again"); returns the new value
 *   empty()          the value of an untouched exercise
 *   and optionally   todo(), result(), summary() (sentences for the panel), complete() (graded: all answered),
 *                    checks: false (a type that is not checked by a button), again: false (no "start again"),
 *                    tellFirst: true (the panel stands above the stage), close()
 * kit gives: model, payload, frame, practice, saver(), save(do), check(), tryAgain(), next(), say(text), repaint().
 */
function csExercise({ model, el }, { type, icon }, make) {
  const payload = model.get("payload");
  const practice = new CsPractice(payload);
  const frame = csFrame({ model, el, type, tag: "article", className: "cs-sheet", icon, paint: () => repaint() });
  let saver = null;
  let view = null;
  let rescued = false;
  const kit = {
    model, payload, frame, practice, say: frame.say,
    view: () => view,
    saver: () => saver,
    repaint: () => repaint(),
    /** Save what is on the page. The page is painted at once. */
    save(action = "save") {
      practice.value = view.value();
      practice.told = null;
      if (action !== "restart" && view.again !== false && !csSame(practice.value, view.empty())) practice.before = null;
      saver.send(action, practice.value);
    },
    check() {
      if (!view.ready()) { frame.say(view.todo?.() ?? view.progress()); return; }
      if (saver.pending?.do !== "check") kit.save("check");
    },
    tryAgain() {
      view.adopt(view.keepRight());
      kit.save();
      view.focus?.();
    },
    next() { practice.next(view.parts()); repaint(); speak(); },
  };
  view = make(kit);

  const again = csButton("bare", "again", () => {
    if (practice.before) {
      view.adopt(practice.before);
      practice.before = null;
      frame.say(frame.t("said-back"));
      kit.save();
    } else if (!csSame(practice.value, view.empty())) {
      practice.before = practice.value;
      view.adopt(view.empty());
      frame.say(frame.t("said-empty"));
      kit.save("restart");
    }
  });
  const hint = csButton("bare", "bulb", () => { if (practice.feedback.hints_left) kit.save("hint"); });
  const show = csButton("bare", "eye", () => { if (mayShow()) kit.save("show"); });
  const mayShow = () => !practice.right && practice.feedback.attempts > 0;
  const tell = practice.graded ? null : csTell(kit);
  const notice = csNotice(frame, () => (rescued ? { id: "rescued" } : model.get("notice")));
  const foot = csFoot(frame, () => saver, ...(view.again === false ? [] : [again]), ...(practice.graded ? [] : [hint, show]));
  const stage = tell ? (view.tellFirst ? [tell.node, ...view.nodes] : [...view.nodes, tell.node]) : view.nodes;
  frame.sheet.append(notice.note, ...stage, foot.foot);

  /** Read out what the panel now says; who uses the keyboard goes on with the button that leads on. */
  function speak() {
    frame.say(tell.note.innerText || tell.note.textContent);
    if (frame.root.contains(document.activeElement)) tell.onward().focus();
  }

  function repaint() {
    if (!saver) return;
    const { graded } = practice;
    csWrite(frame.kind, frame.t(`kind-${type}`));
    csAttr(frame.pill, "hidden", !graded);
    if (graded) csWrite(frame.pill, frame.t("graded", { n: payload.points ?? 0 }));
    csAttr(frame.sheet, "data-state", practice.right ? "done" : practice.judged ? "why" : "work");
    csAttr(frame.root, "data-done", String(graded ? (view.complete?.() ?? view.ready()) : practice.right || practice.feedback.ended === true));
    view.paint();
    tell?.paint();
    csLabel(again, frame.t(practice.before ? "undo" : "start-again"));
    csDisable(again, !practice.before && csSame(practice.value, view.empty()));
    const left = practice.feedback.hints_left ?? 0;
    csAttr(hint, "hidden", !left && !(practice.feedback.hints ?? []).length);
    csLabel(hint, left ? frame.t("hints-left", { n: left }) : frame.t("no-more-hints"));
    csDisable(hint, !left);
    csAttr(show, "hidden", view.show === false);
    csLabel(show, frame.t("show-answer"));
    csDisable(show, !mayShow());
    notice.paint();
    foot.paint();
  }

  const adopt = () => {
    if (saver.pending && saver.pending.do === "save") return; // a move of ours is still on its way
    view.adopt(model.get("value"));
    practice.value = view.value();
    practice.feedback = model.get("feedback") ?? {};
    repaint();
  };
  const onFeedback = () => {
    adopt();
    practice.told = null;
    repaint();
    if (tell && practice.judged) speak();
  };
  model.on("change:value", adopt);
  model.on("change:feedback", onFeedback);
  model.on("change:notice", repaint);
  frame.start();
  saver = new CsSaver(model, () => repaint());
  adopt();
  const kept = saver.rescue();
  if (kept && view.rescue !== false) { view.adopt(kept); rescued = true; kit.save(); }
  return () => {
    model.off("change:value", adopt);
    model.off("change:feedback", onFeedback);
    model.off("change:notice", repaint);
    view.close?.();
    saver.close();
    frame.close();
  };
}
