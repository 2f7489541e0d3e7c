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

/** The example for comparison: closed until enough is written, then opened by its button. Returns {node, paint}. */
function csExample(frame, low, open) {
  let asked = false;
  const title = csEl("h4");
  const button = csButton("primary", null, () => { asked = true; open(); });
  const why = csEl("p", { class: "cs-hint", id: csId() });
  const closed = csEl("div", { class: "cs-closed" }, button, why);
  const text = csEl("p", { class: "cs-prose" });
  const note = csEl("p", { class: "cs-hint" });
  const node = csEl("section", { class: "cs-example", tabindex: "-1" }, title, closed, text, note);
  csAttr(button, "aria-describedby", why.id);
  const paint = (words, example) => {
    const held = node.contains(document.activeElement);
    csWrite(title, frame.t("essay-example"));
    csLabel(button, frame.t("essay-compare"));
    csDisable(button, words < low);
    csWrite(why, frame.t(words < low ? "essay-first" : "essay-enough", { low }));
    csAttr(closed, "hidden", Boolean(example));
    for (const part of [text, note]) csAttr(part, "hidden", !example);
    if (!example) return;
    csWrite(text, frame.pick(example));
    csWrite(note, frame.t("essay-example-note"));
    if (!asked) return;
    asked = false;
    frame.say(`${title.textContent}. ${text.textContent}`);
    if (held) node.focus();
  };
  return { node, paint };
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
    const example = csExample(frame, low, () => { if (csCountWords(area.value) >= low) { keep(); kit.save("check"); } });

    const keep = () => {
      clearTimeout(timer);
      timer = null;
      if (area.value === saved) return;
      saved = area.value;
      kit.save();
    };
    /** Who reloads, leaves or closes the page while writing loses nothing. */
    const away = (event) => { if (event.type === "pagehide" || document.hidden) keep(); };
    document.addEventListener("visibilitychange", away);
    window.addEventListener("pagehide", away);
    return {
      nodes: [csEl("div", { class: "cs-field" }, label, area, count), rubric.node, ...(practice.graded ? [] : [example.node])],
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
      done: () => Boolean(practice.feedback.example), // nobody marks it here: compared is done
      keepRight: () => ({ text: area.value }),
      again: false, tell: false, show: false,
      paint() {
        const words = csCountWords(area.value);
        csWrite(label, frame.t("essay-text"));
        csWrite(count, `${frame.t("essay-words", { n: words })}, ${frame.t("essay-asked", { low, high })}`);
        csAttr(count, "data-over", words > high);
        rubric.paint();
        example.paint(words, practice.feedback.example);
      },
      close() {
        document.removeEventListener("visibilitychange", away);
        window.removeEventListener("pagehide", away);
        keep();
      },
    };
  });
}

export default { render: csEssay };
