// Choice: one or several options, each a native radio button or checkbox inside a label as wide as the sheet.

Object.assign(CS_ICONS, { choice: "M6 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM6 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM12 7h9M12 17h9" });

/** One option: {id, input, row, paint(text, chosen, verdict)}. */
function csOption(frame, option, number, { multiple, name, change }) {
  const input = csEl("input", { type: multiple ? "checkbox" : "radio", name, value: option.id, change });
  const word = csEl("span");
  const { mark, paint: paintMark } = csMark(frame);
  const key = number < 10 && csEl("kbd", { class: "cs-key", "aria-hidden": "true" }, String(number));
  const row = csEl("label", { class: "cs-option", "data-option": option.id }, input, word, ...(key ? [key] : []), mark);
  const paint = (chosen, verdict, told) => {
    if (input.checked !== chosen) input.checked = chosen;
    csWrite(word, frame.pick(option.text));
    paintMark(verdict === "open" ? null : verdict);
    csAttr(row, "data-v", verdict);
    row.classList.toggle("is-shown", told);
  };
  return { id: option.id, input, row, paint };
}

/** Number keys choose, Enter checks: native radio buttons and checkboxes know neither. */
function csChoiceKeys(list, options, toggle, enter) {
  list.addEventListener("keydown", (event) => {
    if (csForJupyter(event) || event.shiftKey) return;
    const option = options[Number(event.key) - 1];
    if (option) {
      event.preventDefault();
      option.input.focus();
      toggle(option.id);
    } else if (event.key === "Enter") {
      event.preventDefault();
      enter();
    }
  });
}

/** "Right: 1 · Try again: 1 · Missed: 1". */
function csChoiceCounts(frame, practice, ids) {
  const counts = ["ok", "no", "shown"].map((verdict) => [verdict, practice.count(ids, verdict)]);
  return [...counts, ["missed", practice.feedback.missing]].filter(([, n]) => n)
    .map(([verdict, n]) => `${frame.t(`mark-${verdict}`)}: ${n}`).join(" · ");
}

function csChoice({ model, el }) {
  const { multiple } = model.get("payload");
  const kind = multiple ? "choice-many" : "choice-one";
  return csExercise({ model, el }, { type: "choice", icon: "choice", kind }, (kit) => {
    const { payload, frame, practice } = kit;
    let chosen = [];
    const toggle = (id) => {
      chosen = multiple ? (chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]) : [id];
      kit.save();
    };
    const name = csId();
    const options = payload.options.map((option, index) => csOption(frame, option, index + 1, { multiple, name, change: () => toggle(option.id) }));
    const ids = options.map(({ id }) => id);
    const help = csEl("p", { class: "cs-sr", id: csId() });
    const list = csEl("div", {
      class: "cs-options", role: multiple ? "group" : "radiogroup", "aria-labelledby": frame.title.id, "aria-describedby": help.id,
    }, ...options.map(({ row }) => row), help);
    csChoiceKeys(list, options, toggle, () => { if (!practice.graded && !practice.judged) kit.check(); });
    const text = (id) => frame.pick(payload.options.find((option) => option.id === id).text);
    return {
      nodes: [list],
      tellsAtOnce: true,
      // Python's `clean` lists ids by their alphabet, since the page does not know the author's order
      value: () => ({ chosen: [...chosen].sort() }),
      adopt: (given) => { chosen = [...(given.chosen ?? [])]; },
      empty: () => ({ chosen: [] }),
      parts: () => ids,
      label: (id) => (multiple || practice.right ? text(id) : ""), // a single wrong choice is before everybody's eyes
      progress() {
        if (!multiple) return "";
        return practice.judged ? csChoiceCounts(frame, practice, ids) : frame.t("choice-chosen", { n: chosen.length });
      },
      ready: () => chosen.length > 0,
      todo: () => frame.t(multiple ? "choice-todo-many" : "choice-todo"),
      summary() {
        if (practice.right) return multiple ? "" : frame.pick(practice.feedback.whys[chosen[0]]);
        return multiple ? frame.t("choice-missing", { n: practice.feedback.missing }) : "";
      },
      keepRight: () => ({ chosen: chosen.filter((id) => CS_ACCEPTED.includes(practice.verdict(id))) }),
      focus: () => (options.find(({ input }) => input.checked) ?? options[0]).input.focus(),
      paint() {
        csWrite(help, frame.t(practice.graded ? "choice-keys-graded" : "choice-keys"));
        for (const option of options) option.paint(chosen.includes(option.id), practice.verdict(option.id), practice.judged && practice.told === option.id);
      },
    };
  });
}

export default { render: csChoice };
