// Essay: the text first, the yardstick beside it from the start. Saved while one writes.

const CS_PAUSE = 700; // ms without a key until the text is saved

function csRubric(frame, criteria) {
  const rows = criteria.map((criterion) => {
    const name = csEl("h4");
    const levels = criterion.levels.map((level) => ({ level, points: csEl("b"), word: csEl("span") }));
    const row = csEl("li", {}, name, csEl("div", { class: "cs-levels" }, ...levels.map(({ points, word }) => csEl("p", {}, points, word))));
    return { criterion, name, levels, row };
  });
  const title = csEl("h4", { class: "cs-label", id: csId() });
  const list = csEl("ul", { class: "cs-rubric", "aria-labelledby": title.id }, ...rows.map(({ row }) => row));
  const paint = () => {
    csWrite(title, frame.t("essay-rubric"));
    for (const { criterion, name, levels } of rows) {
      csWrite(name, frame.pick(criterion.label));
      for (const { level, points, word } of levels) {
        csWrite(points, frame.t("essay-points", { n: level.points }));
        csWrite(word, frame.pick(level.text));
      }
    }
  };
  return { node: csEl("section", { class: "cs-field" }, title, list), paint };
}

/** Words as people count them: runs between spaces that hold a letter or a digit. */
function csCountWords(text) {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function csEssay({ model, el }) {
  return csExercise({ model, el }, { type: "essay", icon: "pen" }, (kit) => {
    const { payload, frame, practice } = kit;
    const [low, high] = payload.words;
    let timer = null;
    let saved = ""; // what Python was last told
    const label = csEl("label", { class: "cs-label", for: csId() });
    const count = csEl("p", { class: "cs-hint", id: csId() });
    const area = csEl("textarea", {
      class: "cs-text", id: label.getAttribute("for"), "aria-describedby": count.id, spellcheck: "true", rows: "8",
      input: () => { clearTimeout(timer); timer = setTimeout(keep, CS_PAUSE); kit.repaint(); },
      blur: () => keep(),
    });
    const rubric = csRubric(frame, payload.criteria);
    const compare = csButton("primary", null, () => { if (csCountWords(area.value) >= low) { keep(); kit.save("check"); } });
    const exampleTitle = csEl("h4");
    const exampleText = csEl("p", { class: "cs-prose" });
    const exampleNote = csEl("p", { class: "cs-hint" });
    const example = csEl("section", { class: "cs-example", tabindex: "-1", hidden: true }, exampleTitle, exampleText, exampleNote);
    const row = csEl("p", {}, compare);

    const keep = () => {
      clearTimeout(timer);
      timer = null;
      if (area.value === saved) return;
      saved = area.value;
      kit.save();
    };
    return {
      nodes: practice.graded ? [csEl("div", { class: "cs-field" }, label, area, count), rubric.node]
        : [csEl("div", { class: "cs-field" }, label, area, count), rubric.node, row, example],
      value: () => ({ text: area.value }),
      adopt(given) {
        if (timer !== null) return; // somebody is writing: what is on the page is newer
        saved = given.text ?? "";
        if (area.value !== saved) area.value = saved;
      },
      empty: () => ({ text: "" }),
      parts: () => [],
      progress: () => frame.t("essay-words", { n: csCountWords(area.value) }),
      ready: () => csCountWords(area.value) > 0,
      complete: () => csCountWords(area.value) > 0,
      keepRight: () => ({ text: area.value }),
      again: false, tell: false, show: false,
      paint() {
        const words = csCountWords(area.value);
        csWrite(label, frame.t("essay-text"));
        csWrite(count, `${frame.t("essay-words", { n: words })}, ${frame.t("essay-asked", { low, high })}`);
        csAttr(count, "data-over", words > high);
        rubric.paint();
        csLabel(compare, frame.t("essay-compare"));
        csDisable(compare, words < low);
        csAttr(compare, "title", words < low ? frame.t("essay-first", { low }) : null);
        csAttr(example, "hidden", !practice.feedback.example);
        if (!practice.feedback.example) return;
        csWrite(exampleTitle, frame.t("essay-example"));
        csWrite(exampleText, frame.pick(practice.feedback.example));
        csWrite(exampleNote, frame.t("essay-example-note"));
      },
      close: () => keep(),
    };
  });
}

export default { render: csEssay };
