// What every part of a notebook of ours has: a root that keeps its keys to itself, a head, one switch of language for
// the whole notebook, and a live region. `csFoot` adds the place where saving is told.

/** Keys that JupyterLab may have although one of our parts has the focus: its menu shortcuts and "run this cell". */
function csForJupyter(event) {
  return event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter");
}

/**
 * Root and head.
 * `paint` is called after every change of language; it writes all words anew and nothing else changes.
 */
function csFrame({ model, el, type, tag, className, icon, paint }) {
  const payload = model.get("payload");
  const titleId = csId();
  const live = csEl("p", { class: "cs-sr", "aria-live": "polite" });
  const kind = csEl("span");
  const pill = csEl("span", { class: "cs-pill", hidden: true });
  const switcher = csEl("span", { class: "cs-lang", role: "group" });
  const title = csEl("h3", { class: "cs-title", id: titleId, tabindex: "-1" });
  const prompt = csEl("p", { class: "cs-prompt" });
  const head = csEl("header", { class: "cs-head" },
    csEl("div", { class: "cs-kind" }, csIcon(icon), kind, csEl("span", { class: "cs-push" }, pill, switcher)), title, prompt);
  const sheet = csEl(tag, { class: className, "data-type": type, "data-mode": payload.mode, "aria-labelledby": titleId }, head);
  const root = csEl("div", { class: "cs", "data-cs": payload.id, "data-cs-page": payload.page }, sheet, live);

  // JupyterLab reads letters as commands ("d d" deletes the cell). It listens in the bubbling phase.
  root.addEventListener("keydown", (event) => { if (!csForJupyter(event)) event.stopPropagation(); });

  const frame = { payload, root, sheet, head, title, prompt, kind, pill };
  frame.lang = () => model.get("lang");
  frame.t = (id, values) => csText(frame.lang(), id, values);
  frame.pick = (text) => text[frame.lang()];
  frame.say = (text) => { live.textContent = text === live.textContent ? `${text}\u00a0` : text; };

  const buttons = payload.languages.map(([code, name]) => csEl("button", {
    type: "button", lang: code, "aria-label": `${code.toUpperCase()}, ${name}`, title: name,
    click: () => { choose(code); document.dispatchEvent(new CustomEvent("clientservice:lang", { detail: { page: payload.page, code } })); },
  }, code.toUpperCase()));
  switcher.append(...buttons);
  csAttr(switcher, "hidden", buttons.length < 2);

  const choose = (code) => {
    if (code === frame.lang()) return;
    model.set("lang", code);
    model.save_changes();
  };
  const onPage = (event) => { if (event.detail.page === payload.page) choose(event.detail.code); };
  const onLang = () => {
    const lang = frame.lang();
    csAttr(root, "lang", lang);
    csAttr(switcher, "aria-label", frame.t("language"));
    buttons.forEach((button) => csAttr(button, "aria-pressed", button.lang === lang ? "true" : "false"));
    csWrite(title, frame.pick(payload.title));
    if (payload.prompt) csWrite(prompt, frame.pick(payload.prompt));
    else prompt.hidden = true;
    paint();
  };
  document.addEventListener("clientservice:lang", onPage);
  model.on("change:lang", onLang);

  frame.start = () => { el.append(root); onLang(); };
  frame.close = () => { document.removeEventListener("clientservice:lang", onPage); model.off("change:lang", onLang); };
  return frame;
}

/** The foot: actions on the left, what is saved on the right, what went wrong below. Returns {foot, paint}. */
function csFoot(frame, saver, ...actions) {
  const icon = csIcon("idle");
  const word = csEl("span");
  const status = csEl("p", { class: "cs-status", role: "status" }, icon, word);
  const again = csButton(null, "again", () => saver().again());
  const sentence = csEl("p");
  const detail = csEl("code");
  const fold = csEl("details", {}, csEl("summary"), detail);
  const problem = csEl("div", { class: "cs-problem", role: "alert" }, sentence, again, fold);
  const foot = csEl("footer", { class: "cs-foot" }, ...actions, status, problem);

  const words = (state) => {
    if (state === "saved") return csSaved(frame.lang(), saver().savedAt);
    return frame.t(state === "failed" && saver().problem === "offline" && !saver().failed ? "save-offline" : `save-${state}`);
  };
  const paint = () => {
    const { state, problem: what, failed } = saver();
    csAttr(status, "data-save", state);
    csSetIcon(icon, { idle: "idle", saving: "sync", saved: "saved", failed: "alert" }[state]);
    csWrite(word, words(state));
    csAttr(problem, "hidden", state !== "failed");
    if (state !== "failed") return;
    csWrite(sentence, frame.t(`problem-${what}`));
    csLabel(again, frame.t(what === "open-elsewhere" ? "load-other" : "save-again"));
    csAttr(again, "hidden", what === "offline" || !failed);
    csWrite(fold.firstChild, frame.t("for-teacher"));
    csWrite(detail, saver().detail);
    csAttr(fold, "hidden", !saver().detail);
  };
  return { foot, paint };
}

/** A note above the work: what happened to a saved answer. Returns {note, paint}. */
function csNotice(frame, get) {
  const word = csEl("span");
  const note = csEl("p", { class: "cs-note", "data-v": "mind", role: "note", hidden: true }, csIcon("alert"), word);
  const paint = () => {
    const notice = get();
    csAttr(note, "hidden", !notice.id);
    if (notice.id) csWrite(word, frame.t(`notice-${notice.id}`, { file: notice.file }));
  };
  return { note, paint };
}
