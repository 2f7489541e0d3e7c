// The parts of a process on the page: the line, a step on it, and the trays below.

const CS_TRACK_X = 14;

/** The line beside one step; a conditional step stands on a siding that the main line passes. */
function csTrack(conditional) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [["class", "cs-track"], ["viewBox", "0 0 44 100"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) csAttr(svg, name, value);
  const path = (kind, d) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", "path");
    csAttr(made, "class", kind);
    csAttr(made, "pathLength", kind === "run" ? "1" : null);
    csAttr(made, "d", d);
    svg.append(made);
    return made;
  };
  const x = CS_TRACK_X;
  const lines = [path("base"), path("run")];
  if (conditional) path("dash", `M${x} 0C${x} 30 34 12 34 50S${x} 70 ${x} 100`);
  const paint = (first, last) => {
    // the main line runs past a siding also at the ends of the route
    const from = first && !conditional ? 50 : 0;
    const to = last && !conditional ? 50 : 100;
    for (const line of lines) csAttr(line, "d", first && last && !conditional ? "" : `M${x} ${from}V${to}`);
  };
  return { svg, paint };
}

/** One step: stop, card, the two arrows, and the place in front of it. */
function csStep(stage, step) {
  const { kit: { frame, practice }, route } = stage;
  const text = () => frame.pick(step.text);
  const track = csTrack(Boolean(step.condition));
  const { mark, paint: paintMark } = csMark(frame);
  const word = csEl("span");
  const condition = csEl("span", { class: "cs-if" });
  const words = csEl("span", {}, word, ...(step.condition ? [condition] : []));
  const card = csEl("button", { type: "button", class: "cs-card", "data-card": step.id, "aria-pressed": "false", click: () => stage.toggle(step.id) },
    csEl("span", { class: "cs-grip" }, csIcon("grip")), words, mark);
  const arrow = (icon, by) => {
    const button = csEl("button", { type: "button", class: "cs-btn", "data-v": "bare", click: () => stage.shift(step.id, by) }, csIcon(icon));
    const paint = () => {
      const [place] = route.beyond(step.id, by) ?? [null];
      const same = place === route.where(step.id);
      const id = place === "route" ? (same ? (by < 0 ? "order-up" : "order-down") : "order-join") : `order-to-${place ?? (by < 0 ? "route" : "aside")}`;
      csAttr(button, "aria-label", place ? frame.t(id, { step: text() }) : frame.t(by < 0 ? "order-up" : "order-down", { step: text() }));
      csAttr(button, "title", button.getAttribute("aria-label"));
      csAttr(button, "hidden", !place && route.where(step.id) !== "route");
      csDisable(button, !place);
    };
    return { button, paint };
  };
  const arrows = [arrow("up", -1), arrow("down", 1)];
  const here = csPlaceHere(stage, () => route.sequence.indexOf(step.id));
  const node = csEl("li", { "data-step": step.id, "data-if": Boolean(step.condition) },
    track.svg, csEl("span", { class: "cs-dot", "aria-hidden": "true" }), card, csEl("span", { class: "cs-moves" }, ...arrows.map(({ button }) => button)), here.button);
  const paint = () => {
    const index = route.sequence.indexOf(step.id);
    const verdict = practice.verdict(step.id);
    track.paint(index === 0, index === route.sequence.length - 1);
    csWrite(word, text());
    if (step.condition) csWrite(condition, frame.pick(step.condition));
    csAttr(card, "aria-pressed", String(route.picked === step.id));
    csAttr(card, "data-v", verdict);
    card.classList.toggle("is-shown", practice.judged && practice.told === step.id);
    paintMark(verdict);
    csAttr(node, "style", index < 0 ? null : `--i: ${index}`);
    for (const part of [...arrows, here]) part.paint();
  };
  return { id: step.id, node, card, buttons: arrows.map(({ button }) => button), paint, text };
}

/** "Place here": shown in every gap of the route where the picked step could go. */
function csPlaceHere(stage, gap) {
  const { kit: { frame }, route } = stage;
  const button = csEl("button", { type: "button", class: "cs-btn cs-here", click: () => stage.place("route", gap()) }, csEl("span"));
  const paint = () => {
    const index = gap();
    csAttr(button, "hidden", !route.picked || index < 0 || !route.moves(route.picked, index));
    if (button.hidden) return;
    const after = route.sequence[index - 1];
    csLabel(button, frame.t("place-here"));
    csAttr(button, "aria-label", after ? frame.t("order-here-after", { step: stage.text(after) }) : frame.t("order-here-first"));
  };
  return { button, paint };
}

/** A tray below the route: what has no place yet ("pool"), or what is no part of it ("aside"). */
function csTrayOf(stage, place) {
  const { kit: { frame }, route } = stage;
  const title = csEl("h4");
  const count = csEl("span");
  const here = csButton(null, null, () => stage.place(place), { class: "cs-btn cs-here" });
  const list = csEl("ul");
  const empty = csEl("p", { class: "cs-empty" });
  const node = csEl("div", { class: "cs-tray", role: "group", "data-place": place, click: (event) => {
    if (route.picked && takes() && !event.target.closest("button")) stage.place(place);
  } }, csEl("div", { class: "cs-tray-head" }, title, csEl("div", {}, count, here)), list, empty);
  const takes = () => route.picked && route.where(route.picked) !== place;
  const paint = () => {
    const ids = place === "pool" ? route.pool : route.aside;
    const name = frame.t(place === "pool" ? "order-pool" : "order-aside");
    csAttr(node, "aria-label", name);
    csWrite(title, name);
    csWrite(count, frame.t("order-count", { n: ids.length }));
    csLabel(here, frame.t("place-here"));
    csAttr(here, "aria-label", frame.t("place-into", { category: name }));
    csAttr(count, "hidden", Boolean(takes()));
    csAttr(here, "hidden", !takes());
    csWrite(empty, frame.t("empty"));
    csAttr(empty, "hidden", ids.length > 0);
    csAttr(node, "hidden", place === "pool" && !ids.length && !(takes() && !route.tray));
    node.classList.toggle("is-target", Boolean(takes()));
    stage.fill(list, ids);
  };
  return { node, paint };
}
