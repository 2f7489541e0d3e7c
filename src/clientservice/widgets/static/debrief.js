// The end of a conversation: what it came to, beside last time and beside what was possible.

/** How the paths compare, as bars: the best, this one, the last one, the weakest. */
function csMerits(frame, { compare, last }) {
  const hundred = (merit) => Math.round(merit * 100);
  const rows = [["best", compare.best], ["now", compare.mine], ...(last ? [["last", last.merit]] : []), ["worst", compare.worst]];
  return csEl("ul", { class: "cs-merits" }, ...rows.map(([kind, merit]) => {
    const bar = csEl("i");
    bar.style.inlineSize = `${merit * 100}%`;
    return csEl("li", { "data-kind": kind }, csEl("span", {}, frame.t(`merit-${kind}`)), csEl("span", { class: "cs-merit-bar", "aria-hidden": "true" }, bar),
      csEl("b", {}, csFigure(frame.lang(), hundred(merit))));
  }));
}

/** The meters of several plays side by side. */
function csCompared(kit, columns) {
  const { payload, frame } = kit;
  const head = csEl("tr", {}, csEl("td"), ...columns.map(([kind]) => csEl("th", { scope: "col" }, frame.t(`merit-${kind}`))));
  const rows = payload.meters.map((meter) => csEl("tr", {}, csEl("th", { scope: "row" }, frame.pick(meter.label)),
    ...columns.map(([, meters]) => csEl("td", {}, csEl("b", {}, csMeterText(frame, meter, meters[meter.id])), csEl("small", {}, csStandingWord(frame, meter, meters[meter.id]))))));
  return csEl("div", { class: "cs-scroll", tabindex: "0", role: "group", "aria-label": frame.t("debrief-table") }, csEl("table", { class: "cs-compared" }, csEl("thead", {}, head), csEl("tbody", {}, ...rows)));
}

/** A path in words: what was said and what was replied. */
function csPathInWords({ payload, frame }, path) {
  const replied = new Map(payload.scenes.flatMap((scene) => scene.replies.map((reply) => [reply.id, [scene, reply]])));
  return csEl("ol", { class: "cs-best" }, ...path.map((id) => {
    const [scene, reply] = replied.get(id);
    return csEl("li", {}, csEl("p", { class: "cs-hint" }, frame.pick(scene.text)), csEl("p", {}, frame.pick(reply.text)));
  }));
}

/** The debrief. `again` begins a new play. Returns {node, note, paint}. */
function csDebrief(kit, again) {
  const { frame } = kit;
  const title = csEl("h4");
  const text = csEl("p");
  const note = csEl("div", { class: "cs-why", tabindex: "-1" }, title, text);
  const body = csEl("div", { class: "cs-debrief-body" });
  const replay = csButton("primary", "again", again);
  const best = csButton(null, "eye", () => { asked = !asked; kit.repaint(); }, { "aria-expanded": "false" });
  const shown = csEl("div", { class: "cs-debrief-best", role: "group" });
  const bell = csBell(); // for the best path only
  const node = csEl("div", { class: "cs-desk cs-debrief", role: "group" },
    csEl("div", { class: "cs-done" }, bell, note), body, csEl("div", { class: "cs-desk-do" }, best, replay), shown);
  let asked = false;

  const paint = (feedback) => {
    csAttr(node, "hidden", !feedback);
    if (!feedback) { asked = false; return; }
    const { compare, plays, debrief, story } = feedback;
    const last = plays?.length > 1 ? plays.at(-2) : null;
    const mine = story.at(-1).meters;
    csAttr(node, "aria-label", frame.t("debrief"));
    csAttr(bell, "hidden", compare.mine < compare.best - 1e-9);
    csWrite(title, frame.t("debrief"));
    csWrite(text, frame.pick(debrief));
    const columns = [["now", mine], ...(last ? [["last", last.meters]] : []), ...(asked ? [["best", compare.best_meters]] : [])];
    body.replaceChildren(csEl("p", { class: "cs-label" }, frame.t("debrief-together")), csMerits(frame, { compare, last }),
      csEl("p", { class: "cs-hint" }, csDebriefSentence(frame, compare, last)), ...(columns.length > 1 ? [csCompared(kit, columns)] : []));
    csLabel(replay, frame.t("play-again"));
    csLabel(best, frame.t(asked ? "best-hide" : "best-show"));
    csAttr(best, "aria-expanded", String(asked));
    csAttr(shown, "hidden", !asked);
    csAttr(shown, "aria-label", frame.t("best-path"));
    shown.replaceChildren(...(asked ? [csEl("h4", {}, frame.t("best-path")), csPathInWords(kit, compare.best_path)] : []));
  };
  return { node, note, paint };
}

/** "Last time 54, now 71. Nine conversations are possible here." */
function csDebriefSentence(frame, compare, last) {
  const hundred = (merit) => csFigure(frame.lang(), Math.round(merit * 100));
  const possible = frame.t("debrief-paths", { n: compare.paths });
  return last ? `${frame.t("debrief-last", { last: hundred(last.merit), now: hundred(compare.mine) })} ${possible}` : possible;
}
