// Audit: expectation and perception as two shapes on one track; the distance is the message.

function csAuditRow(frame, payload, part, changed) {
  const name = csEl("b");
  const input = (side) => csEl("input", {
    type: "number", inputmode: "numeric", min: payload.low, max: payload.high, step: "1", "data-side": side,
    input: () => changed(part.id, side), change: () => changed(part.id, side, true),
  });
  const expected = input("expected");
  const perceived = input("perceived");
  const bar = csEl("i");
  const diamond = csEl("b", { class: "e" });
  const dot = csEl("b", { class: "p" });
  const track = csEl("span", { class: "cs-gap", "aria-hidden": "true" }, bar, diamond, dot);
  const diff = csEl("span", { class: "cs-diff" });
  const { mark, paint: paintMark } = csMark(frame);
  const row = csEl("li", {}, csEl("span", { class: "cs-part" }, name, mark), expected, perceived, track, diff);
  const place = (n) => (n - payload.low) / (payload.high - payload.low);
  const paint = (rating, { largest, verdict }) => {
    csWrite(name, frame.pick(part.text));
    csAttr(expected, "aria-label", `${frame.pick(part.text)}: ${frame.t("audit-expected")}`);
    csAttr(perceived, "aria-label", `${frame.pick(part.text)}: ${frame.t("audit-perceived")}`);
    const [e, p] = [rating.expected, rating.perceived];
    for (const [field, n] of [[expected, e], [perceived, p]]) {
      if (document.activeElement !== field) field.value = n ?? "";
    }
    csAttr(diamond, "hidden", e === undefined);
    csAttr(dot, "hidden", p === undefined);
    const both = e !== undefined && p !== undefined;
    csAttr(bar, "hidden", !both);
    track.style.setProperty("--e", e === undefined ? 0 : place(e));
    track.style.setProperty("--p", p === undefined ? 0 : place(p));
    csAttr(track, "data-over", both && p > e);
    csWrite(diff, both ? csGap(frame.lang(), p - e) : "");
    row.classList.toggle("is-max", largest);
    paintMark(verdict);
  };
  return { part, row, expected, perceived, paint };
}

/** A gap with its sign: −2, 0, +1. */
function csGap(lang, gap) {
  return csFormat("NumberFormat", lang, { signDisplay: "exceptZero" }).format(gap).replace("-", "\u2212");
}

function csAudit({ model, el }) {
  return csExercise({ model, el }, { type: "audit", icon: "gap" }, (kit) => {
    const { payload, frame, practice } = kit;
    let ratings = { expected: {}, perceived: {} };
    const changed = (id, side, settled = false) => {
      const row = rows.find(({ part }) => part.id === id);
      const n = row[side].valueAsNumber;
      const sound = Number.isInteger(n) && n >= payload.low && n <= payload.high;
      if (settled && !sound && row[side].value !== "") { row[side].value = ratings[side][id] ?? ""; frame.say(frame.t("audit-scale", { low: payload.low, high: payload.high })); return; }
      if ((sound ? n : undefined) === ratings[side][id]) return;
      const kept = payload.components.filter((part) => (part.id === id ? sound : ratings[side][part.id] !== undefined));
      ratings = { ...ratings, [side]: Object.fromEntries(kept.map((part) => [part.id, part.id === id ? n : ratings[side][part.id]])) };
      kit.save();
    };
    const rows = payload.components.map((part) => csAuditRow(frame, payload, part, changed));
    const described = csEl("p", { class: "cs-case" });
    const legend = { expected: csEl("span"), perceived: csEl("span"), gap: csEl("span"), ends: csEl("span") };
    const middle = (payload.low + payload.high) / 2;
    const ticks = csEl("span", { class: "cs-ticks" }, ...[payload.low, ...(Number.isInteger(middle) ? [middle] : []), payload.high].map((n) => csEl("span", {}, String(n))));
    const head = csEl("li", { class: "is-head", "aria-hidden": "true" }, csEl("span"), csEl("span", {}, csEl("i", { class: "e" })), csEl("span", {}, csEl("i", { class: "p" })), ticks, csEl("span"));
    const list = csEl("ul", { class: "cs-audit" }, head, ...rows.map(({ row }) => row));
    const keyed = csEl("p", { class: "cs-legend" }, csEl("span", {}, csEl("i", { class: "e" }), legend.expected), csEl("span", {}, csEl("i", { class: "p" }), legend.perceived), legend.gap, legend.ends);

    const gaps = () => payload.components
      .filter(({ id }) => ratings.expected[id] !== undefined && ratings.perceived[id] !== undefined)
      .map((part) => ({ part, gap: ratings.perceived[part.id] - ratings.expected[part.id] }));
    const largest = () => {
      const found = gaps().sort((one, other) => one.gap - other.gap)[0];
      return found && found.gap < 0 ? found : null;
    };
    const largestIn = (id) => {
      const found = largest();
      return found ? frame.t(id, { part: frame.pick(found.part.text), gap: csGap(frame.lang(), found.gap) }) : "";
    };
    return {
      nodes: [described, keyed, list],
      value: () => ratings,
      adopt: (value) => { ratings = { expected: { ...value?.expected }, perceived: { ...value?.perceived } }; },
      empty: () => ({ expected: {}, perceived: {} }),
      parts: () => payload.components.map((part) => part.id),
      label(id) {
        const author = [practice.feedback.expected?.[id], practice.feedback.perceived?.[id]];
        const part = frame.pick(payload.components.find((found) => found.id === id).text);
        return author[0] === undefined ? part : `${part}. ${frame.t("audit-author", { expected: author[0], perceived: author[1] })}`;
      },
      progress: () => frame.t("audit-rated", { n: gaps().length, total: payload.components.length }),
      ready: () => gaps().length === payload.components.length,
      todo: () => largestIn("audit-largest") || frame.t("audit-todo"),
      done: () => Boolean(practice.feedback.ended), // a reading of one's own was compared with ours
      words: { "done-right": "audit-right", "not-yet": "audit-other" },
      result: () => frame.t("audit-other"),
      summary: () => largestIn("audit-largest-all"),
      keepRight: () => ratings,
      show: false,
      paint() {
        csWrite(described, frame.pick(payload.described));
        csWrite(legend.expected, frame.t("audit-expected"));
        csWrite(legend.perceived, frame.t("audit-perceived"));
        csWrite(legend.gap, frame.t("audit-gap"));
        csWrite(legend.ends, `${payload.low} = ${frame.pick(payload.low_label)}, ${payload.high} = ${frame.pick(payload.high_label)}`);
        csWrite(head.lastChild, frame.t("audit-gap-word"));
        const most = largest()?.part.id;
        for (const row of rows) {
          const { id } = row.part;
          row.paint({ expected: ratings.expected[id], perceived: ratings.perceived[id] }, { largest: id === most, verdict: practice.verdict(id) });
        }
      },
    };
  });
}

export default { render: csAudit };
