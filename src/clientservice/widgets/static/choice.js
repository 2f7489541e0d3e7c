// Choice: one or several options.

function csChoice({ model, el }) {
  return csExercise({ model, el }, { type: "choice", icon: "sort" }, (kit) => {
    const { payload, frame, practice } = kit;
    let chosen = [];
    const name = csId();
    const options = payload.options.map((option) => {
      const input = csEl("input", { type: payload.multiple ? "checkbox" : "radio", name, value: option.id, change: () => toggle(option.id) });
      const word = csEl("span");
      const { mark, paint: paintMark } = csMark(frame);
      return { option, input, word, mark, paintMark, row: csEl("li", {}, csEl("label", { class: "cs-option" }, input, word, mark)) };
    });
    const list = csEl("ul", { class: "cs-options" }, ...options.map(({ row }) => row));
    const toggle = (id) => {
      chosen = payload.multiple ? (chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]) : [id];
      kit.save();
    };
    // Python's `clean` lists ids in the author's order, which the page does not know; it sorts, and so does the page's value
    const value = () => ({ chosen: [...chosen].sort() });
    return {
      nodes: [list],
      value,
      adopt: (given) => { chosen = [...(given.chosen ?? [])]; },
      empty: () => ({ chosen: [] }),
      parts: () => payload.options.map((option) => option.id),
      label: (id) => frame.pick(payload.options.find((option) => option.id === id).text),
      progress: () => frame.t(chosen.length ? "answered" : "unanswered"),
      ready: () => chosen.length > 0,
      keepRight: () => ({ chosen: chosen.filter((id) => CS_ACCEPTED.includes(practice.verdict(id))) }),
      paint() {
        for (const { option, input, word, paintMark, row } of options) {
          input.checked = chosen.includes(option.id);
          csWrite(word, frame.pick(option.text));
          const verdict = practice.verdict(option.id);
          paintMark(verdict === "open" ? null : verdict);
          csAttr(row, "data-v", verdict);
        }
      },
    };
  });
}

export default { render: csChoice };
