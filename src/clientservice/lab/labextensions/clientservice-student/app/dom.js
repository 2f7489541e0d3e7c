// Making elements.

/** Make an element: attributes (false, null and undefined leave one out, functions are listeners), then children. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else attribute(node, name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Set or remove an attribute, and touch nothing that is right already: no repaint, nothing announced twice. */
export function attribute(node, name, value) {
  if (value === false || value === null || value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value === true ? "" : value)) node.setAttribute(name, value === true ? "" : value);
}

export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const PATHS = {
  alert: "M12 3.5 22 20.5H2ZM12 10v4.5M12 17.4v.1",
  idle: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z",
  left: "M19 12H5M10.5 5.5 4 12l6.5 6.5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  note: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5.5M12 7.4v.1",
  right: "M5 12h14M13 5.5 19.5 12 13 18.5",
  stop: "M6.5 6.5h11v11h-11Z",
  run: "M7 4.5v15l12-7.5Z",
  saved: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.3l2.8 2.8L16 9.5",
  sync: "M20 12a8 8 0 1 1-2.6-5.9M20 3v4.5h-4.5",
};

/** A line icon; decoration only, its meaning always stands beside it in words. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "cs-i");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  setIcon(svg, name);
  return svg;
}

export function setIcon(svg, name) {
  if (svg.dataset.icon === name) return;
  svg.dataset.icon = name;
  svg.firstChild.setAttribute("d", PATHS[name]);
}

/** Let a widget in a column of JupyterLab's be as high as what is in it: such columns ask for a minimum only. */
export function followHeight(widget, inner) {
  const follow = () => {
    const height = `${Math.ceil(inner.getBoundingClientRect().height)}px`;
    if (widget.isDisposed || !inner.offsetHeight || widget.node.style.minHeight === height) return;
    widget.node.style.minHeight = height;
    widget.parent?.fit();
  };
  const observer = new ResizeObserver(follow);
  observer.observe(inner);
  widget.disposed.connect(() => observer.disconnect());
}
