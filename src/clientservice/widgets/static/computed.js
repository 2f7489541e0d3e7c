// Value and Table: an answer that the cell above computes. The page shows how it was understood; it can't change it.

const CS_PREVIEW = 8; // rows of a table

function csCell(frame, cell) {
  if (cell === null || cell === undefined) return "–";
  return typeof cell === "number" ? csFigure(frame.lang(), Number(cell.toPrecision(6))) : String(cell);
}

/** The table as it was read, at most some rows of it. Returns {node, paint(answer)}. */
function csReadTable(frame) {
  const head = csEl("thead");
  const body = csEl("tbody");
  const node = csEl("div", { class: "cs-scroll", role: "region", tabindex: "0" }, csEl("table", { class: "cs-table" }, head, body));
  const more = csEl("p", { class: "cs-hint" });
  const kind = (rows, column) => (rows.every((row) => typeof row[column] === "number" || row[column] === null) ? "number" : "text");
  const paint = (answer) => {
    const { columns, rows, index } = answer;
    csAttr(node, "aria-label", frame.t("computed-table"));
    const kinds = columns.map((_, column) => kind(rows, column));
    const title = (name, word, numeric) => csEl("th", { scope: "col", class: numeric ? "n" : null }, csEl("code", {}, name), csEl("span", {}, word));
    head.replaceChildren(csEl("tr", {}, ...(index ? [csEl("th", { scope: "col" }, csEl("span", {}, frame.t("computed-rows")))] : []),
      ...columns.map((name, column) => title(name, frame.t(`computed-${kinds[column]}`), kinds[column] === "number"))));
    body.replaceChildren(...rows.slice(0, CS_PREVIEW).map((row, place) => csEl("tr", {},
      ...(index ? [csEl("th", { scope: "row" }, index[place])] : []),
      ...row.map((cell, column) => csEl("td", { class: kinds[column] === "number" ? "n" : null }, csCell(frame, cell))))));
    csAttr(more, "hidden", rows.length <= CS_PREVIEW);
    csWrite(more, frame.t("computed-more", { n: rows.length - CS_PREVIEW }));
  };
  return { nodes: [node, more], paint };
}

function csComputed(type, icon) {
  return ({ model, el }) => csExercise({ model, el }, { type, icon }, (kit) => {
    const { payload, frame, practice } = kit;
    let given = {};
    const saysWord = csEl("dt");
    const says = csEl("dd", {}, csEl("code", {}, payload.answer));
    const readWord = csEl("dt");
    const read = csEl("dd", { class: "cs-big" });
    const table = csReadTable(frame);
    const again = csButton(null, "again", () => readAgain());
    const list = csEl("div", { class: "cs-reading" }, csEl("dl", { class: "cs-read" }, saysWord, says, readWord, read), again);
    const readAgain = () => kit.save("read");

    const answer = () => given.answer ?? { kind: "missing" };
    const sentence = () => {
      const found = answer();
      if (found.kind === "number") return csFigure(frame.lang(), found.number, payload.unit ? frame.pick(payload.unit) : null);
      if (found.kind === "text") return frame.t("computed-is-text", { text: found.text.slice(0, 60) });
      if (found.kind === "table") return frame.t("computed-shape", { rows: found.rows.length, columns: found.columns.length });
      if (found.kind === "large") return frame.t("computed-is-large", { rows: found.shape[0], columns: found.shape[1] });
      return frame.t(found.kind === "other" ? "computed-is-other" : `computed-is-${found.kind}`, { type: found.type });
    };
    return {
      nodes: [list, ...table.nodes],
      value: () => given,
      adopt: (value) => { given = value ?? {}; },
      empty: () => ({}),
      parts: () => (practice.right && !practice.feedback.done ? [] : ["answer"]), // without a closing word the "why" is it
      label: () => sentence(),
      progress: () => frame.t(answer().kind === "missing" ? "unanswered" : "answered"),
      ready: () => answer().kind !== "missing",
      complete: () => answer().kind !== "missing",
      todo: () => frame.t("computed-todo"),
      result: () => frame.t(practice.feedback.near ? "computed-near" : practice.verdict("answer") === "part" ? "computed-part" : "computed-not-yet"),
      summary: () => (practice.right ? frame.pick(practice.feedback.whys.answer) : practice.feedback.near ? frame.pick(practice.feedback.near) : frame.t(`computed-look-${type}`)),
      tone: () => (practice.feedback.near ? "part" : practice.verdict("answer")),
      keepRight: () => given,
      again: false, show: false, rescue: false, retry: readAgain, 
      words: { "try-again": "computed-again", "done-right": "computed-right", "one-by-one": "first-why", "ready-practice": "computed-ready" },
      paint() {
        const found = answer();
        csWrite(saysWord, frame.t("computed-name"));
        csWrite(readWord, frame.t("computed-read"));
        csWrite(read, sentence());
        csAttr(read, "data-kind", ["number", "table"].includes(found.kind) ? found.kind : "none");
        for (const node of table.nodes) csAttr(node, "hidden", found.kind !== "table");
        if (found.kind === "table") table.paint(found);
        csLabel(again, frame.t("computed-again"));
        // then the panel has that button; the place stays, so that nothing moves
        csAttr(again, "aria-label", frame.t("computed-again"));
        again.style.visibility = practice.judged && !practice.right ? "hidden" : "";
      },
    };
  });
}
