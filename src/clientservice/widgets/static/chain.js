// Chain: participants, between whom arrows are drawn from supplier to client.

Object.assign(CS_ICONS, { chain: "M5 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM19 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM8 12h8M13.5 9.5 16 12l-2.5 2.5" });

/** One participant: {id, button, face, row, paint}. */
function csNode(frame, linking, { id, text }, act) {
  const face = csEl("span", { class: "cs-face" }, String(linking.number(id)));
  const name = csEl("span", { class: "cs-name" });
  const { mark, paint: paintMark } = csMark(frame);
  const leads = csEl("span", { class: "cs-sr" });
  const button = csEl("button", { type: "button", class: "cs-node", "data-node": id, click: () => act.go(id) }, face, name, leads, csEl("span", { class: "cs-node-mark" }, mark));
  const row = csEl("li", {}, button);
  const paint = (practice, word) => {
    const verdict = practice.verdict(id);
    const clients = linking.to(id).map(word).join(", ");
    csWrite(name, frame.pick(text));
    csWrite(leads, clients ? `. ${frame.t("chain-to", { names: clients })}.` : "");
    csAttr(button, "aria-pressed", String(linking.from === id));
    button.classList.toggle("is-target", Boolean(linking.from) && linking.from !== id);
    button.classList.toggle("is-shown", practice.judged && practice.told === id);
    paintMark(verdict);
    csAttr(button, "data-v", verdict);
  };
  return { id, button, face, row, paint };
}

/** The diagram. The participants stand in the order of the arrows. */
function csDiagram(frame, linking, practice, act, word) {
  const nodes = new Map(linking.nodes.map((node) => [node.id, csNode(frame, linking, node, act)]));
  const svg = csSvg("svg", { class: "cs-arrows", "aria-hidden": "true" });
  const list = csEl("ul", { class: "cs-nodes" }, ...[...nodes.values()].map(({ row }) => row));
  const node = csEl("div", { class: "cs-chain", "data-many": nodes.size > 5 }, svg, list);
  const buttons = () => linking.order().map((id) => nodes.get(id).button);
  csArrows(list, buttons);
  const draw = () => {
    const order = linking.order();
    const place = (id) => order.indexOf(id);
    csDrawArrows(svg, node, order.map((id) => nodes.get(id).face), linking.links().map(([from, to]) => [place(from), place(to), practice.verdict(from)]));
  };
  // Measuring lays the whole notebook out; it waits for the frame, which then shows nodes and arrows together.
  let waiting = false;
  const drawSoon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  };
  const paint = () => {
    csAttr(list, "aria-label", frame.t("chain-nodes"));
    linking.order().forEach((id, index) => {
      const { row, paint: paintNode } = nodes.get(id);
      if (list.children[index] !== row) csMove(list, row, index);
      paintNode(practice, word);
    });
    csRove(buttons(), nodes.get(linking.from)?.button);
    drawSoon();
  };
  const watcher = globalThis.ResizeObserver && new ResizeObserver(drawSoon);
  watcher?.observe(node);
  return { node, nodes, paint, close: () => watcher?.disconnect() };
}

/** The arrows in words, each with a button that takes it away. */
function csLinkList(frame, linking, practice, act, word) {
  const empty = csEl("p", { class: "cs-hint" });
  const list = csEl("ul", {});
  const node = csEl("div", { class: "cs-drawn", style: `--cs-links: ${linking.nodes.length - 1}` }, empty, list);
  let painted = "";
  const paint = () => {
    const links = linking.links();
    csAttr(list, "aria-label", frame.t("chain-links"));
    csWrite(empty, frame.t("chain-empty"));
    csAttr(empty, "hidden", links.length > 0);
    csAttr(list, "hidden", !links.length);
    const now = JSON.stringify([frame.lang(), links, practice.judged, links.map(([from]) => practice.verdict(from))]);
    if (now === painted) return;
    painted = now;
    list.replaceChildren(...links.map(([from, to]) => {
      const label = `${word(from)} → ${word(to)}`;
      const button = csEl("button", {
        type: "button", class: "cs-drawn-link", "data-link": `${from} ${to}`, "data-v": practice.verdict(from), "data-fixed": practice.judged ? "" : null, click: () => act.link(from, to),
        "aria-label": practice.judged ? null : frame.t("chain-remove", { from: word(from), to: word(to) }),
      }, csEl("span", {}, label), csIcon("no"));
      return csEl("li", {}, button);
    }));
  };
  return { node, list, paint };
}

/** What a hand can do. */
function csChainActions(kit, linking, get, word) {
  const { frame, practice } = kit;
  const act = {
    go(id) {
      if (practice.judged) kit.tell(id);
      else if (!linking.from) act.from(id);
      else if (linking.from === id) act.letGo();
      else act.join(linking.from, id);
    },
    from(id) {
      linking.from = id;
      frame.say(frame.t("said-from", { from: word(id) }));
      kit.repaint();
    },
    letGo() {
      frame.say(frame.t("said-let-go", { from: word(linking.from) }));
      linking.from = null;
      kit.repaint();
    },
    join(from, to) {
      linking.toggle(from, to);
      frame.say(frame.t(linking.has(from, to) ? "said-linked" : "said-unlinked", { from: word(from), to: word(to) }));
      kit.save();
    },
    /** A link in the list: tell its "why" once all is judged, else take it away; the focus goes to who handed over. */
    link(from, to) {
      if (practice.judged) { kit.tell(from); return; }
      act.join(from, to);
      get().nodes.get(from).button.focus();
    },
  };
  return act;
}

function csChainHands(kit, linking, diagram, act) {
  const { frame, practice } = kit;
  frame.root.addEventListener("keydown", (event) => {
    if (csForJupyter(event) || event.shiftKey || practice.judged) return;
    const node = linking.nodes[Number(event.key) - 1];
    if (event.key === "Escape" && linking.from) act.letGo();
    if (!node) return;
    event.preventDefault();
    act.go(node.id);
    diagram.nodes.get(node.id).button.focus();
  });
  const hover = (target) => { for (const { button } of diagram.nodes.values()) button.classList.toggle("is-over", button === target); };
  for (const { id, button } of diagram.nodes.values()) {
    csDraggable(button, {
      grip: ".cs-face", hover, ready: () => !practice.judged,
      targets: () => [...diagram.nodes.values()].map((other) => other.button).filter((other) => other !== button),
      drop: (target) => act.join(id, target.dataset.node),
    });
  }
}

function csChain({ model, el }) {
  return csExercise({ model, el }, { type: "chain", icon: "chain" }, (kit) => {
    const { payload, frame, practice } = kit;
    const linking = new CsLinking(payload);
    const word = (id) => frame.pick(payload.nodes.find((node) => node.id === id).text);
    const act = csChainActions(kit, linking, () => diagram, word);
    const diagram = csDiagram(frame, linking, practice, act, word);
    const drawn = csLinkList(frame, linking, practice, act, word);
    const ids = payload.nodes.map(({ id }) => id);
    const say = csEl("p", { class: "cs-chain-say" });
    const help = csEl("p", { class: "cs-sr", id: csId() });
    csAttr(diagram.node, "role", "group");
    csAttr(diagram.node, "aria-labelledby", frame.title.id);
    csAttr(diagram.node, "aria-describedby", help.id);
    csChainHands(kit, linking, diagram, act);
    const own = (value, id) => (value.pairs ?? []).filter(([from]) => from === id);
    const wrong = () => practice.mistakes(ids).map(word).join(", ");
    return {
      nodes: [say, diagram.node, drawn.node, help],
      value: () => ({ pairs: linking.pairs.map((pair) => [...pair]).sort() }),
      adopt: (given) => { linking.pairs = (given.pairs ?? []).map((pair) => [...pair]); linking.from = null; },
      empty: () => ({ pairs: [] }),
      parts: () => linking.order(),
      part: (value, id) => (own(value, id).length ? own(value, id) : null),
      label: word,
      progress: () => (practice.judged
        ? frame.t("chain-right", { n: practice.count(ids, ...CS_ACCEPTED), total: ids.length })
        : frame.t("chain-count", { n: linking.pairs.length })),
      ready: () => linking.pairs.length > 0,
      summary: () => (practice.right ? "" : wrong() ? frame.t("chain-wrong", { names: wrong() }) : frame.t("chain-missing", { n: practice.feedback.missing })),
      keepRight: () => ({ pairs: ids.filter((id) => CS_ACCEPTED.includes(practice.verdict(id))).flatMap((id) => own(practice.value, id)).sort() }),
      focus: () => diagram.nodes.get(linking.order()[0]).button.focus(),
      close: diagram.close,
      paint() {
        csWrite(help, frame.t("chain-keys"));
        csWrite(say, practice.judged ? frame.t("chain-judged") : linking.from ? frame.t("chain-second", { from: word(linking.from) }) : frame.t("chain-first"));
        drawn.paint();
        diagram.paint();
      },
    };
  });
}

export default { render: csChain };
