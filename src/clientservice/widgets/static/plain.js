// A view for types whose own is not there yet: the parts as a list.

export default {
  render({ model, el }) {
    const payload = model.get("payload");
    el.append(csEl("div", { class: "cs", "data-cs": payload.id }, csEl("h3", {}, payload.title[model.get("lang")])));
  },
};
