// The panel where checking, hints, verdicts and reasons are told.

const CS_ROOM = 200; // characters for which the panel has room, as for a "why"

/** What was taken for what, in as many sentences as there is room for. */
function csMixups(frame, feedback, id = "mixed-up") {
  const sentences = (feedback.mixups ?? []).map(([right, given, n]) => frame.t(id, { right: frame.pick(right), given: frame.pick(given), n }));
  let told = sentences.shift() ?? "";
  for (const sentence of sentences) {
    if (told.length + sentence.length < CS_ROOM) told += ` ${sentence}`;
  }
  return told;
}

/** A word of the panel; a type may have its own for it, see `words` of `csExercise`. */
function csWording(frame, view, id) {
  return frame.t(view().words?.[id] ?? id);
}

/** What the panel says just now: {verdict, title, about, why}, each of them optional. */
function csToldWords({ frame, practice, view }) {
  const { feedback, told } = practice;
  const hints = feedback.hints ?? [];
  const hint = () => ({ title: frame.t("hint"), why: frame.pick(hints.at(-1)) });
  if (practice.hinting && hints.length) return hint();
  if (practice.judged && told && feedback.whys?.[told]) {
    return { verdict: practice.verdict(told), about: view().label?.(told) ?? "", why: frame.pick(feedback.whys[told]) };
  }
  if (practice.right) {
    const title = csWording(frame, view, practice.own ? "done-right" : "done-shown");
    return { title, why: feedback.done ? frame.pick(feedback.done) : view().summary?.() ?? "" };
  }
  if (practice.judged) return { title: view().result?.() ?? frame.t("not-yet"), why: view().summary?.() || csMixups(frame, feedback) };
  if (hints.length) return hint();
  return view().ready() ? { title: csWording(frame, view, "ready"), why: csWording(frame, view, "ready-practice") } : { why: view().todo?.() ?? "" };
}

/** The buttons of the panel: the one next move, and the way through the reasons. */
function csTellActions(kit) {
  const { frame, practice, view } = kit;
  const second = csButton(null, null, () => kit.next());
  second.append(csIcon("right"));
  const first = csButton("primary", null, () => (practice.judged ? kit.tryAgain() : kit.check()));
  const paint = () => {
    const more = practice.round(view().parts()).some((id) => id !== practice.told);
    const wrong = practice.mistakes(view().parts()).length;
    csAttr(second, "hidden", !more);
    csLabel(second, csWording(frame, view, practice.told ? (wrong ? "next-mistake" : "next-why") : practice.right ? "one-by-one" : "first-why"));
    csAttr(first, "hidden", practice.right || view().checks === false);
    csLabel(first, csWording(frame, view, practice.judged ? "try-again" : kit.saver()?.pending?.do === "check" ? "checking" : "check"));
    csDisable(first, !practice.judged && !view().ready());
  };
  return { first, second, paint };
}

/**
 * The panel. Its height is reserved in the style (`--cs-desk-h` and so on, see primitives.css), so that nothing moves
 * when it speaks.
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
  const actions = csTellActions(kit);
  const node = csEl("div", { class: "cs-desk cs-tell", role: "group" },
    csEl("div", { class: "cs-desk-top" }, progress, tries),
    csEl("div", { class: "cs-desk-body" }, csEl("div", { class: "cs-done" }, bell, note)),
    csEl("div", { class: "cs-desk-do" }, actions.second, actions.first));

  const colour = (verdict) => {
    if (verdict || practice.told || practice.hinting || !practice.judged) return verdict ?? null;
    if (practice.right) return practice.own ? "ok" : "shown";
    return view().tone?.() ?? (practice.mistakes(view().parts()).length ? "no" : "part");
  };
  const paint = () => {
    const words = csToldWords(kit);
    csAttr(node, "aria-label", frame.t("desk-tell"));
    csWrite(progress, view().progress());
    csAttr(progress, "hidden", !progress.textContent);
    csWrite(tries, practice.feedback.attempts ? frame.t("attempts", { n: practice.feedback.attempts }) : "");
    paintMark(words.verdict ?? null);
    csAttr(verdictRow, "hidden", !words.verdict);
    csWrite(title, words.title ?? "");
    csWrite(about, words.about ?? "");
    csWrite(why, words.why ?? "");
    for (const part of [title, about, why]) csAttr(part, "hidden", !part.textContent);
    csAttr(node, "data-v", colour(words.verdict));
    csAttr(bell, "hidden", !practice.own || Boolean(practice.told) || practice.hinting);
    actions.paint();
  };
  /** Where the keyboard goes on after a check. */
  const onward = () => [actions.second, actions.first].find((button) => !button.hidden) ?? note;
  return { node, note, onward, paint };
}
