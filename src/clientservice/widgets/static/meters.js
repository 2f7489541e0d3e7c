// Live meters: a bar, the figure, what just changed, and in words whether it stands well.

/** Where a value stands between the bad end (0) and the good end (1) of its meter. */
function csStanding(meter, value) {
  const share = (value - meter.low) / (meter.high - meter.low);
  return meter.good === "down" ? 1 - share : share;
}

/** A meter's value in words: with its unit, or "6 of 10". */
function csMeterText(frame, meter, value) {
  const lang = frame.lang();
  if (meter.unit) return csFigure(lang, value, frame.pick(meter.unit));
  return frame.t("meter-of", { n: csFigure(lang, value), high: csFigure(lang, meter.high) });
}

/** A change in words: "+1", "−20 min". */
function csMeterChange(frame, meter, change, unit = true) {
  const text = csFigure(frame.lang(), Math.abs(change), unit && meter.unit ? frame.pick(meter.unit) : null);
  return `${change < 0 ? "\u2212" : "+"}${text}`;
}

function csStandingWord(frame, meter, value) {
  const standing = csStanding(meter, value);
  return frame.t(standing >= 2 / 3 ? "meter-good" : standing >= 1 / 3 ? "meter-fair" : "meter-poor");
}

function csMeter(frame, meter) {
  const label = csEl("span", { class: "cs-meter-name" });
  const better = csEl("small");
  const [kept, changed] = [csEl("i"), csEl("i")];
  const bar = csEl("div", { class: "cs-meter-bar", role: "meter" }, kept, changed);
  const figure = csEl("b");
  const change = csEl("span", { class: "cs-delta" });
  const word = csEl("span", { class: "cs-standing" });
  const node = csEl("div", { class: "cs-meter" }, csEl("div", {}, label, better), bar, csEl("p", {}, figure, change, word));
  const share = (value) => ((value - meter.low) / (meter.high - meter.low)) * 100;
  const paint = (value, before) => {
    const moved = value - before;
    csWrite(label, frame.pick(meter.label));
    csWrite(better, frame.t(meter.good === "down" ? "meter-less" : "meter-more"));
    kept.style.inlineSize = `${Math.min(share(value), share(before))}%`;
    changed.style.inlineSize = `${Math.abs(share(value) - share(before))}%`;
    csAttr(changed, "class", moved < 0 ? "gone" : "new");
    csAttr(changed, "hidden", !moved);
    csWrite(figure, csMeterText(frame, meter, value));
    csWrite(change, moved ? csMeterChange(frame, meter, moved, false) : "");
    csWrite(word, csStandingWord(frame, meter, value));
    csAttr(bar, "aria-label", `${label.textContent} (${better.textContent})`);
    csAttr(bar, "aria-valuemin", meter.low);
    csAttr(bar, "aria-valuemax", meter.high);
    csAttr(bar, "aria-valuenow", value);
    csAttr(bar, "aria-valuetext", `${figure.textContent}, ${word.textContent}`);
  };
  return { node, paint };
}

/** All meters; they stay in the order in which the author wrote them. */
function csMeters({ payload, frame }) {
  const meters = payload.meters.map((meter) => ({ id: meter.id, ...csMeter(frame, meter) }));
  const node = csEl("div", { class: "cs-meters", role: "group" }, ...meters.map((meter) => meter.node));
  const paint = (values, before) => {
    csAttr(node, "aria-label", frame.t("meters"));
    for (const meter of meters) meter.paint(values[meter.id], before[meter.id]);
  };
  return { node, paint };
}
