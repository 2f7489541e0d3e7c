// What every type of exercise does in the same way: saving, checking, hints, "show me", trying again, telling "why".
// A type brings its stage (what the learner works on) and answers a few questions about it.

/** What a view can ask and do. Everything that changes the answer goes through `save`, `check` or `tryAgain`. */
class CsKit {
  constructor(model, payload, frame, practice, repaint) {
    Object.assign(this, { model, payload, frame, practice, repaint, say: frame.say });
    this.shownView = null;
    this.usedSaver = null;
    this.speak = () => {};
    this.onward = () => false;
    // handed around without their object
    this.view = () => this.shownView;
    this.saver = () => this.usedSaver;
  }

  /** Save what is on the page. The page is painted at once. */
  save(action = "save") {
    const { practice, shownView: view } = this;
    practice.value = view.value();
    practice.told = null;
    practice.hinting = action === "hint";
    if (action !== "hint") practice.retrying = false;
    if (action !== "restart" && view.again !== false && !csSame(practice.value, view.empty())) practice.before = null;
    this.usedSaver.send(action, practice.value);
  }

  check() {
    const view = this.shownView;
    if (!view.ready()) this.say(view.todo?.() ?? view.progress());
    else if (this.usedSaver.pending?.do !== "check") this.save("check");
  }

  tryAgain() {
    if (this.shownView.retry) { this.shownView.retry(); return; }
    const { practice, shownView: view } = this;
    const kept = view.keepRight();
    const same = csSame(kept, practice.value);
    view.adopt(kept);
    if (same) { practice.retrying = true; practice.told = null; this.repaint(); } else this.save();
    this.shownView.focus?.();
  }

  /** Tell the next "why". */
  next() {
    this.practice.next(this.shownView.parts());
    this.repaint();
    this.speak();
  }

  /** Tell the "why" of one part, where it has one. */
  tell(id) {
    if (!this.practice.judged || !this.practice.feedback.whys?.[id]) return;
    this.practice.hinting = false;
    this.practice.told = id;
    this.repaint();
    this.speak();
  }

  /** Begin anew, or take that back. */
  startAgain() {
    const { practice, shownView: view } = this;
    if (practice.before) {
      view.adopt(practice.before);
      practice.before = null;
      this.say(this.frame.t("said-back"));
      this.save();
    } else if (!csSame(practice.value, view.empty())) {
      practice.before = practice.value;
      view.adopt(view.empty());
      this.say(this.frame.t("said-empty"));
      this.save("restart");
    }
  }

  get mayShow() {
    return !this.practice.right && this.practice.feedback.attempts > 0;
  }
}

/** The buttons in the foot: start again, a hint, "show me". Returns {buttons, paint}. */
function csActions(kit) {
  const { frame, practice, view } = kit;
  const again = csButton("bare", "again", () => kit.startAgain());
  const hint = csButton("bare", "bulb", () => { if (practice.feedback.hints_left) kit.save("hint"); });
  const show = csButton("bare", "eye", () => { if (kit.mayShow) kit.save("show"); });
  const paint = () => {
    const left = practice.feedback.hints_left ?? 0;
    csAttr(again, "hidden", view().again === false);
    csLabel(again, frame.t(practice.before ? "undo" : "start-again"));
    csDisable(again, !practice.before && csSame(practice.value, view().empty()));
    csAttr(hint, "hidden", practice.graded || (!left && !(practice.feedback.hints ?? []).length));
    csLabel(hint, left ? frame.t("hints-left", { n: left }) : frame.t("no-more-hints"));
    csDisable(hint, !left);
    csAttr(show, "hidden", practice.graded || view().show === false);
    csLabel(show, frame.t("show-answer"));
    csDisable(show, !kit.mayShow);
  };
  return { buttons: [again, hint, show], paint };
}

/** Everything that is painted, and where the focus goes when what it stood on is gone. */
function csPainter(kit, { kind, tell, actions, notice, foot }) {
  const { frame, practice, view } = kit;
  const done = () => (practice.graded ? view().complete?.() ?? view().ready() : view().done?.() ?? practice.right);
  return () => {
    const focused = document.activeElement;
    csWrite(frame.kind, frame.t(kind));
    csAttr(frame.pill, "hidden", !practice.graded);
    if (practice.graded) csWrite(frame.pill, frame.t("graded", { n: kit.payload.points ?? 0 }));
    csAttr(frame.sheet, "data-state", practice.right ? "done" : practice.judged ? "why" : "work");
    csAttr(frame.root, "data-done", String(done()));
    view().paint();
    for (const part of [tell, actions, notice, foot]) part?.paint();
    const lost = [focused, document.body].includes(document.activeElement); // a view may have led it on already
    if (lost && frame.root.contains(focused) && focused.closest("[hidden]")) (tell ? tell.onward() : frame.title).focus();
  };
}

/** Follow what Python says. Returns {adopt, close}. */
function csFollow(kit, tell, painted) {
  const { model, practice, frame, view, saver } = kit;
  const adopt = () => {
    practice.feedback = model.get("feedback") ?? {};
    // the same answer once more would only take a card out of a hand
    if (saver().upToDate && !csSame(practice.value, model.get("value"))) {
      view().adopt(model.get("value"));
      practice.value = view().value();
    }
    painted();
  };
  /** Tell the first mistake, where the type wants that at once. */
  const first = () => {
    const parts = view().parts();
    if (view().tellsAtOnce && !practice.hinting && practice.mistakes(parts).length) practice.next(parts);
  };
  const onFeedback = () => {
    const held = frame.root.contains(document.activeElement);
    practice.told = null;
    adopt();
    if (!tell) return;
    first();
    painted();
    if (practice.judged || practice.hinting) kit.speak(held && !practice.hinting);
  };
  const events = { "change:value": adopt, "change:ack": adopt, "change:feedback": onFeedback, "change:notice": painted };
  for (const [event, react] of Object.entries(events)) model.on(event, react);
  return { adopt, first, close: () => { for (const [event, react] of Object.entries(events)) model.off(event, react); } };
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
 *                    show: false (no "show me"), rescue: false (unsaved moves are not brought back),
 *                    tellFirst: true (the panel stands above the stage),
 *                    tellsAtOnce: true (after Check the first mistake's "why" is told, not the summary),
 *                    tone() (the panel's verdict when not all is right; "no" or, without a mistake, "part" by itself),
 *                    tell: false (the type tells everything itself), words (own words for those of the panel, by id),
 *                    done() (practice: what is to be done is done; without it, when all is right),
 *                    part(value, id) (what was done at this part: its verdict then outlives changes elsewhere),
 *                    focus() (after "try again"), close()
 * kit gives: model, payload, frame, practice (see CsPractice), saver(), view(), save(do), check(), tryAgain(), next(),
 * tell(id), say(text), repaint(), onward() (puts the focus where the work goes on, in graded mode it gives false).
 * `kind` is the interface string above the title; without it `kind-<type>`.
 */
function csExercise({ model, el }, { type, icon, kind = `kind-${type}` }, make) {
  const payload = model.get("payload");
  const practice = new CsPractice(payload);
  let painter = null; // nothing is painted before all is there
  const painted = () => painter?.();
  const frame = csFrame({ model, el, type, tag: "article", className: "cs-sheet", icon, paint: painted });
  const kit = new CsKit(model, payload, frame, practice, painted);
  const view = kit.shownView = make(kit);
  practice.part = view.part ?? null;

  let rescued = false;
  const tell = practice.graded || view.tell === false ? null : csTell(kit);
  const notice = csNotice(frame, () => (rescued ? { id: "rescued" } : model.get("notice")));
  const actions = csActions(kit);
  const foot = csFoot(frame, kit.saver, ...actions.buttons);
  const stage = tell ? (view.tellFirst ? [tell.node, ...view.nodes] : [...view.nodes, tell.node]) : view.nodes;
  frame.sheet.append(notice.note, ...stage, foot.foot);
  if (tell) {
    /** Read out what the panel now says; who uses the keyboard goes on with the button that leads on. */
    kit.speak = (held = frame.root.contains(document.activeElement)) => {
      frame.say(tell.note.innerText || tell.note.textContent);
      if (held) tell.onward().focus();
    };
  }
  if (tell) kit.onward = () => { tell.onward().focus(); return true; };
  const follow = csFollow(kit, tell, painted);
  frame.start();
  kit.usedSaver = new CsSaver(model, painted);
  painter = csPainter(kit, { kind, tell, actions, notice, foot });
  follow.adopt();
  follow.first();
  painted();
  const kept = kit.usedSaver.rescue();
  if (kept && view.rescue !== false) { view.adopt(kept); rescued = true; kit.save(); }
  return () => {
    follow.close();
    view.close?.();
    kit.usedSaver.close();
    frame.close();
  };
}
