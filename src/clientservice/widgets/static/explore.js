// An explorer: native sliders and the picture that Python draws for their values.

const CS_PAUSE = 120; // ms; while a slider is dragged, Python is asked at most this often

/** A value as the slider's unit writes it; `unit` is language → text, or language → plural category → text. */
function csUnit(lang, unit, value, digits) {
  const number = csFormat("NumberFormat", lang, { maximumFractionDigits: digits, useGrouping: Math.abs(value) >= 10000 }).format(value);
  let text = unit?.[lang] ?? "{n}";
  if (typeof text === "object") text = text[csFormat("PluralRules", lang).select(value)] ?? text.other;
  return text.replace(/\{n[^}]*\}/, number);
}

/** One labelled slider with its value beside the label. Returns {node, value, reset, paint}. */
function csSlider(frame, spec, moved) {
  const digits = (String(spec.step).split(".")[1] ?? "").length;
  const label = csEl("label", { for: csId() });
  const out = csEl("span", { class: "cs-amount", "aria-hidden": "true" });
  const input = csEl("input", { type: "range", id: label.getAttribute("for"), "data-slider": spec.id, min: spec.low, max: spec.high, step: spec.step });
  const node = csEl("div", { class: "cs-slider" }, csEl("div", { class: "cs-slider-head" }, label, out), input);
  const paint = () => {
    const words = csUnit(frame.lang(), spec.unit, input.valueAsNumber, digits);
    csWrite(label, frame.pick(spec.label));
    csWrite(out, words);
    csAttr(input, "aria-valuetext", words);
    node.style.setProperty("--cs-share", (input.valueAsNumber - spec.low) / (spec.high - spec.low));
  };
  input.value = spec.value;
  input.addEventListener("input", () => { paint(); moved(); });
  return { node, id: spec.id, value: () => input.valueAsNumber, reset: () => { input.value = spec.value; }, moved: () => input.valueAsNumber !== spec.value, paint };
}

function csExplore({ model, el }) {
  const frame = csFrame({ model, el, type: "explore", tag: "section", className: "cs-sheet", icon: "half", paint: () => paint() });
  let seq = 0;
  let answered = 0;
  let timer = null;
  let patience = null;
  let silent = false;

  const sliders = frame.payload.sliders.map((spec) => csSlider(frame, spec, () => later()));
  const again = csButton(null, "again", () => { sliders.forEach((one) => { one.reset(); one.paint(); }); ask(); });
  const picture = csEl("div", { class: "cs-picture" });
  const status = csEl("p", { class: "cs-hint", role: "status" });
  frame.sheet.append(
    csEl("div", { class: "cs-explore" },
      csEl("div", { class: "cs-sliders" }, ...sliders.map((one) => one.node), csEl("div", {}, again)), picture),
    status);

  function later() { if (!timer) timer = setTimeout(ask, CS_PAUSE); }

  function ask() {
    clearTimeout(timer);
    timer = null;
    seq += 1;
    model.set("asked", { seq, values: Object.fromEntries(sliders.map((one) => [one.id, one.value()])) });
    model.save_changes();
    clearTimeout(patience);
    patience = setTimeout(() => { silent = true; paint(); }, CS_PATIENCE);
    paint();
  }

  const onShown = () => {
    const shown = model.get("shown");
    answered = shown.seq ?? 0;
    if (answered >= seq) clearTimeout(patience);
    silent = false;
    if (picture.dataset.html !== shown.html) {
      picture.innerHTML = shown.html; // made by the course's own code; nothing that a student writes gets here
      picture.dataset.html = shown.html;
    }
    // said once the slider has come to rest, not at every step
    if (answered >= seq && seq > 0) frame.say(shown.say);
    paint();
  };

  function paint() {
    const waiting = answered < seq;
    csWrite(frame.kind, frame.t("kind-explore"));
    sliders.forEach((one) => one.paint());
    csLabel(again, frame.t("explore-reset"));
    csDisable(again, !sliders.some((one) => one.moved()));
    csAttr(picture, "aria-busy", waiting ? "true" : null);
    csWrite(status, silent ? frame.t("explore-silent") : "");
    csAttr(status, "hidden", !silent);
  }

  model.on("change:shown", onShown);
  frame.start();
  onShown();
  return () => {
    model.off("change:shown", onShown);
    clearTimeout(timer);
    clearTimeout(patience);
    frame.close();
  };
}

export default { render: csExplore };
