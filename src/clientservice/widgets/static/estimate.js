// Estimate: the learner commits to a figure, and only then sees the real one beside it.

/** The slider, the number field and their words. */
function csGuessParts(payload) {
  const fieldId = csId();
  const label = csEl("label", { class: "cs-label", id: csId(), for: fieldId });
  const hint = csEl("p", { class: "cs-hint", id: csId() });
  const range = csEl("input", { type: "range", min: payload.low, max: payload.high, step: payload.step, "aria-labelledby": label.id });
  const field = csEl("input", { type: "text", inputmode: "decimal", autocomplete: "off", id: fieldId, "aria-describedby": hint.id });
  const unit = csEl("span", { class: "cs-unit", "aria-hidden": "true" });
  const ends = [csEl("span"), csEl("span"), csEl("span")];
  const node = csEl("div", { class: "cs-guess", role: "group", "aria-labelledby": label.id }, csEl("div", {}, label, hint),
    csEl("div", { class: "cs-number" }, field, unit),
    csEl("div", { class: "cs-slide" }, range, csEl("div", { class: "cs-scale", "aria-hidden": "true" }, ...ends)));
  return { node, label, hint, range, field, unit, ends };
}

/** Slider and number field: one value. `changed(guess, final)` is told every move; `final` when the hand lets go. */
function csGuess(kit, changed) {
  const { payload, frame } = kit;
  const { node, label, hint, range, field, unit, ends } = csGuessParts(payload);
  const { low, high } = payload;
  const middle = Math.min(high, Math.max(low, Math.round((low + high) / 2 / payload.step) * payload.step));
  const unitText = () => (payload.unit ? frame.pick(payload.unit) : null);
  const shortUnit = () => (unitText()?.length < 4 ? unitText() : null); // a long one stands beside the field and is enough
  let wrong = false;

  /** What stands in the field, where it is on the scale. */
  const read = () => {
    const number = csReadNumber(field.value);
    wrong = field.value.trim() !== "" && (number === null || number < low || number > high);
    return wrong ? null : number;
  };
  range.addEventListener("input", () => { wrong = false; changed(Number(range.value), false); });
  range.addEventListener("change", () => changed(Number(range.value), true));
  field.addEventListener("input", () => changed(read(), false));
  field.addEventListener("change", () => changed(read(), true));

  const paint = (guess, locked) => {
    const lang = frame.lang();
    csWrite(label, frame.t("estimate-label"));
    csWrite(hint, frame.t(wrong ? "estimate-range" : "estimate-hint", { low: csFigure(lang, low), high: csFigure(lang, high, unitText()) }));
    hint.classList.toggle("is-wrong", wrong);
    [low, (low + high) / 2, high].forEach((at, index) => csWrite(ends[index], csFigure(lang, at, shortUnit())));
    csWrite(unit, unitText() ?? "");
    csAttr(field, "aria-invalid", wrong ? "true" : null);
    if (document.activeElement !== field || locked) field.value = wrong ? field.value : guess === null ? "" : csDigits(lang, guess);
    const at = guess ?? middle;
    if (Number(range.value) !== at) range.value = String(at);
    range.style.setProperty("--v", `${guess === null ? 0 : ((at - low) / (high - low)) * 100}%`);
    csAttr(range, "data-open", guess === null);
    csAttr(range, "aria-valuetext", guess === null ? frame.t("unanswered") : csFigure(lang, guess, unitText()));
    range.disabled = locked;
    field.readOnly = locked;
  };
  return { node, range, field, paint, unitText, shortUnit, forget: () => { wrong = false; }, wrong: () => wrong };
}

/** What the picture is made of: lines, marks, labels; the veil that lies on it before; the source below it. */
function csPlotParts() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [["viewBox", "0 0 100 100"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) csAttr(svg, name, value);
  const line = (kind) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", "line");
    csAttr(made, "class", kind);
    svg.append(made);
    return (x1, y1, x2, y2) => Object.entries({ x1, y1, x2, y2 }).forEach(([name, value]) => csAttr(made, name, value));
  };
  const drawn = { band: line("band"), axis: line("axis"), figure: line("figure"), guess: line("guess") };
  const word = (kind) => { const [big, small] = [csEl("b"), csEl("span")]; return { big, small, node: csEl("p", { class: `cs-tx is-${kind}` }, big, small) }; };
  const words = { figure: word("figure"), guess: word("guess"), band: word("band") };
  const points = { figure: csEl("i", { class: "cs-pt is-figure" }), guess: csEl("i", { class: "cs-pt is-guess" }) };
  const area = csEl("div", { class: "cs-plot-area", "aria-hidden": "true" }, svg, ...Object.values(points), ...Object.values(words).map(({ node }) => node));
  const source = csEl("p", { class: "cs-source" });
  const picture = csEl("div", { class: "cs-plot", role: "img" }, area);
  const veil = csEl("p", {}, csEl("span"));
  const node = csEl("div", { class: "cs-reveal" }, csEl("div", { class: "cs-veil" }, csIcon("eye"), veil), picture, source);
  return { node, drawn, words, points, source, picture, veil };
}

/** The picture: the guess, the plausible range and the real figure on the scale of the slider. */
function csFigurePlot({ payload, frame }, { unitText, shortUnit }) {
  const { node, drawn, words, points, source, picture, veil } = csPlotParts();
  const share = (number) => ((number - payload.low) / (payload.high - payload.low)) * 100;
  const paint = (guess, feedback) => {
    const open = Boolean(feedback);
    const lang = frame.lang();
    csAttr(node.firstChild, "hidden", open);
    csAttr(picture, "hidden", !open);
    csAttr(source, "hidden", !open);
    csWrite(veil.firstChild, frame.t("estimate-veil"));
    if (!open) { // nothing of the figure stays in the page
      for (const { big, small } of Object.values(words)) { csWrite(big, ""); csWrite(small, ""); }
      csWrite(source, "");
      csAttr(picture, "aria-label", null);
      return;
    }
    const { figure, plausible: [from, to] } = feedback;
    const text = (number) => csFigure(lang, number, unitText());
    drawn.axis(0, 50, 100, 50);
    drawn.band(share(from), 50, share(to), 50);
    drawn.figure(share(figure), 22, share(figure), 50);
    drawn.guess(share(guess), 50, share(guess), 64);
    points.figure.style.insetInlineStart = `${share(figure)}%`;
    points.guess.style.insetInlineStart = `${share(guess)}%`;
    const range = frame.t("estimate-between", { low: csFigure(lang, from), high: csFigure(lang, to, shortUnit()) });
    const told = { figure: [text(figure), frame.t("estimate-figure"), figure], guess: [text(guess), frame.t("estimate-guess"), guess],
      band: [range, frame.t("estimate-plausible"), (from + to) / 2] };
    for (const [kind, [big, small, at]] of Object.entries(told)) {
      csWrite(words[kind].big, big);
      csWrite(words[kind].small, small);
      words[kind].node.style.setProperty("--at", String(share(at)));
    }
    csWrite(source, frame.t("estimate-source", { source: frame.pick(feedback.source) }));
    csAttr(picture, "aria-label", frame.t("estimate-alt", { guess: text(guess), figure: text(figure), range }));
  };
  return { node, paint };
}

function csEstimate({ model, el }) {
  return csExercise({ model, el }, { type: "estimate", icon: "gauge" }, (kit) => {
    const { frame, practice } = kit;
    let guess = null;
    const value = () => (guess === null ? {} : { guess });
    const controls = csGuess(kit, (number, final) => {
      if (practice.judged) return; // committed
      guess = number;
      if (final && !csSame(value(), practice.value)) kit.save();
      else kit.repaint();
    });
    const plot = csFigurePlot(kit, controls);
    const told = () => (practice.judged && guess !== null ? practice.feedback : null);
    return {
      nodes: [controls.node, plot.node],
      value,
      adopt: (given) => { guess = given.guess ?? null; controls.forget(); },
      empty: () => ({}),
      show: false,
      words: { check: "estimate-commit", "done-right": "estimate-in", ready: "estimate-ready", "ready-practice": "estimate-ready-text" },
      parts: () => [],
      progress: () => frame.t(told() ? "estimate-committed" : guess === null ? "unanswered" : "estimate-open"),
      ready: () => guess !== null && !controls.wrong(),
      todo: () => frame.t("estimate-todo"),
      result: () => frame.t(guess < practice.feedback.plausible[0] ? "estimate-low" : "estimate-high"),
      summary: () => frame.pick(practice.feedback.whys.guess),
      tone: () => "mind", // a guess is no mistake
      keepRight: () => ({}),
      focus: () => controls.range.focus(),
      paint() {
        controls.paint(guess, Boolean(told()));
        plot.paint(guess, told());
      },
    };
  });
}

export default { render: csEstimate };
