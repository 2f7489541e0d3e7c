// The overview: the course is one line with a stop for each lesson.

function csLessonStop(frame, lesson, number) {
  const stop = csEl("span", { class: "cs-stop", "aria-hidden": "true" }, String(number), csIcon("ok"));
  const title = csEl("b");
  const about = csEl("small");
  const standing = csEl("span");
  const link = csEl("a", { class: "cs-lesson", href: `${encodeURIComponent(lesson.id)}.ipynb` }, csEl("span", {}, title, about), standing);
  const row = csEl("li", {}, stop, link);
  const paint = (found, isNext) => {
    const finished = found.total > 0 && found.done === found.total;
    csWrite(title, frame.pick(lesson.title));
    csWrite(about, frame.pick(lesson.subtitle));
    csAttr(about, "hidden", !about.textContent);
    csWrite(standing, finished ? frame.t("overview-finished", { n: found.done, total: found.total })
      : found.begun ? frame.t("overview-begun", { n: found.done, total: found.total }) : frame.t("overview-open", { n: lesson.minutes }));
    csAttr(stop, "data-s", finished ? "ok" : found.begun ? "set" : "todo");
    csAttr(stop.lastChild, "hidden", !finished);
    csAttr(link, "aria-current", isNext ? "step" : null);
    row.classList.toggle("is-past", finished);
    row.classList.toggle("is-here", isNext);
  };
  return { lesson, row, paint };
}

function csOverview({ model, el }) {
  const payload = model.get("payload");
  const frame = csFrame({ model, el, type: "overview", tag: "section", className: "cs-overview", icon: "bell", paint: () => paint() });
  let seq = 0;
  let asking = false; // "begin anew" has been pressed once
  const word = csEl("p", { class: "cs-kind" });
  const name = csEl("h4");
  const words = csEl("p");
  const go = csEl("a", { class: "cs-btn", "data-v": "primary", role: "button" }, csEl("span"), csIcon("right"));
  const resume = csEl("div", { class: "cs-sheet cs-resume" }, csEl("div", {}, word, name, words), go);
  const stops = payload.lessons.map((lesson, index) => csLessonStop(frame, lesson, index + 1));
  const list = csEl("ol", { class: "cs-course" }, ...stops.map(({ row }) => row));
  const reset = csButton("bare", "again", () => { asking = true; paint(); sure.focus(); });
  const sure = csButton(null, null, () => { asking = false; ask("reset"); frame.say(frame.t("overview-reset-done")); paint(); reset.focus(); });
  const no = csButton("bare", null, () => { asking = false; paint(); reset.focus(); });
  const question = csEl("p");
  const problem = csEl("p", { class: "cs-note", "data-v": "mind", role: "alert" });
  const foot = csEl("div", { class: "cs-foot" }, reset, question, sure, no, problem);
  frame.sheet.append(resume, list, foot);

  const ask = (action) => {
    seq += 1;
    model.set("asked", { seq, do: action });
    model.save_changes();
  };
  function paint() {
    const state = model.get("state");
    const next = payload.lessons.find((lesson) => lesson.id === state.next);
    csWrite(frame.kind, frame.t("overview-kind"));
    const found = next ? state.lessons[next.id] : null;
    csWrite(word, frame.t(!next ? "overview-all" : found.begun ? "overview-stopped" : "overview-first"));
    csWrite(name, next ? frame.pick(next.title) : frame.t("overview-all-title"));
    csWrite(words, next ? (found.begun ? frame.t("overview-begun", { n: found.done, total: found.total }) : frame.pick(next.subtitle)) : "");
    csAttr(go, "hidden", !next);
    if (next) csAttr(go, "href", `${encodeURIComponent(next.id)}.ipynb`);
    csLabel(go, frame.t(found?.begun ? "overview-go-on" : "overview-begin"));
    for (const stop of stops) stop.paint(state.lessons[stop.lesson.id], stop.lesson.id === state.next);
    const any = Object.values(state.lessons).some(({ begun }) => begun);
    csLabel(reset, frame.t("overview-reset"));
    csLabel(sure, frame.t("overview-reset-yes"));
    csLabel(no, frame.t("overview-reset-no"));
    csWrite(question, frame.t("overview-reset-sure"));
    csAttr(reset, "hidden", asking || !any);
    for (const node of [question, sure, no]) csAttr(node, "hidden", !asking);
    csAttr(problem, "hidden", !state.failed);
    csWrite(problem, state.failed ? frame.t("overview-failed") : "");
  }
  const look = () => { if (!document.hidden) ask("look"); };
  document.addEventListener("visibilitychange", look);
  model.on("change:state", paint);
  frame.start();
  look();
  return () => {
    document.removeEventListener("visibilitychange", look);
    model.off("change:state", paint);
    frame.close();
  };
}

export default { render: csOverview };
