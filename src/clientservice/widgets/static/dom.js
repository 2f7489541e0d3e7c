// Small helpers for making and changing elements. A node is touched only where something differs, so that a repaint
// loses no focus and announces nothing twice.

let csCounter = 0;

/** A page-wide unique id, for aria-labelledby and the like. */
function csId() {
  csCounter += 1;
  return `cs-${Date.now().toString(36)}-${csCounter}`;
}

/** Make an element: attributes (false and null leave one out, functions are listeners), then children. */
function csEl(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else csAttr(node, name, value);
  }
  node.append(...children);
  return node;
}

function csAttr(node, name, value) {
  if (value === false || value === null || value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value === true ? "" : value)) node.setAttribute(name, value === true ? "" : value);
}

function csWrite(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Put a node at a place in a list. Moving takes the focus away, except where the browser knows `moveBefore`. */
function csMove(list, node, index) {
  const next = list.children[index] ?? null;
  if (node.isConnected && list.moveBefore) {
    list.moveBefore(node, next);
    return;
  }
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  list.insertBefore(node, next);
  focused?.focus();
}

const CS_ICONS = {
  again: "M4 12a8 8 0 1 0 2.6-5.9M4 3v4.5h4.5",
  alert: "M12 3.5 22 20.5H2ZM12 10v4.5M12 17.4v.1",
  bell: "M3 18.5h18M5 15.5a7 7 0 0 1 14 0ZM12 8.5V6M10 5.5h4",
  bulb: "M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 2.1h5c0-.9.4-1.6 1-2.1A6 6 0 0 0 12 3Z",
  copy: "M8.5 8.5h12v12h-12ZM15.5 8.5v-5h-12v12h5",
  down: "M12 5v14M5.5 12.5 12 19l6.5-6.5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z",
  gauge: "M3 17h18M8 17v-3.5M16 17v-3.5M12 14a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM12 3v6",
  grip: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  gap: "M4 8h16M4 16h16M8 5.5v5M15 13.5v5",
  gauge: "M4 18a8 8 0 1 1 16 0M12 18l4-6",
  half: "M4 14c3-5 5-5 8-2s5 3 8-2",
  idle: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z",
  no: "M6 6 18 18M18 6 6 18",
  ok: "M5 12.5 10 17.5 19.5 7",
  pen: "M4 20l1-4L16.5 4.5l3 3L8 19ZM14 7l3 3",
  right: "M5 12h14M13 5.5 19.5 12 13 18.5",
  route: "M6 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM18 17a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM6 7v5a3.5 3.5 0 0 0 3.5 3.5h5A3.5 3.5 0 0 1 18 17",
  save: "M12 4v11M7 10.5l5 5 5-5M4 20h16",
  saved: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.3l2.8 2.8L16 9.5",
  sort: "M3.5 13h7v7.5h-7ZM13.5 13h7v7.5h-7ZM12 3v4M12 7l-4.5 3M12 7l4.5 3",
  table: "M3.5 5h17v14h-17ZM3.5 10h17M9.5 5v14",
  sync: "M20 12a8 8 0 1 1-2.6-5.9M20 3v4.5h-4.5",
  talk: "M4 5h16v11H11l-5 4v-4H4Z",
  up: "M12 19V5M5.5 11.5 12 5l6.5 6.5",
};

/** A line icon; decoration only, its meaning always stands beside it in words. */
function csIcon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "cs-i");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  csSetIcon(svg, name);
  return svg;
}

function csSetIcon(svg, name) {
  if (svg.dataset.icon === name) return;
  svg.dataset.icon = name;
  svg.firstChild.setAttribute("d", CS_ICONS[name]);
}

/** A button with an icon and a word; `csLabel` changes the word. */
function csButton(variant, icon, click, extra = {}) {
  const word = csEl("span");
  const button = csEl("button", { type: "button", class: "cs-btn", "data-v": variant, click, ...extra });
  if (icon) button.append(csIcon(icon));
  button.append(word);
  return button;
}

function csLabel(button, text) {
  csWrite(button.querySelector("span"), text);
}

/** Swallowing a click keeps a disabled button focusable; see `aria-disabled` in the style. */
function csDisable(button, disabled) {
  csAttr(button, "aria-disabled", disabled ? "true" : null);
}
