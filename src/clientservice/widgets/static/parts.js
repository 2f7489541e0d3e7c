// Parts that several types of exercise are made of: marks, cards, groups of buttons, the bell.

const CS_MARK_ICONS = { ok: "ok", no: "no", mind: "half", part: "half", open: "idle", missed: "idle", shown: "eye" };

/** A verdict: shape, word and colour. Returns {mark, paint(verdict)}. */
function csMark(frame) {
  const icon = csIcon("ok");
  const word = csEl("span");
  const mark = csEl("span", { class: "cs-mark", hidden: true }, icon, word);
  const paint = (verdict) => {
    csAttr(mark, "hidden", !verdict);
    csAttr(mark, "data-v", verdict);
    if (!verdict) return;
    csSetIcon(icon, CS_MARK_ICONS[verdict]);
    csWrite(word, frame.t(`mark-${verdict}`));
  };
  return { mark, paint };
}

/** A card: its number is the grip. Returns {card, paint(id)}. */
function csCard(extra = {}) {
  const nr = csEl("span", { class: "cs-nr" });
  const word = csEl("span");
  const card = csEl("button", { type: "button", class: "cs-card", "aria-pressed": "false", ...extra }, nr, word);
  return { card, paint: (number, text) => { csWrite(nr, String(number)); csWrite(word, text); } };
}

/** Arrow keys, Home and End move the focus within one group of buttons. */
function csArrows(group, buttons) {
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  group.addEventListener("keydown", (event) => {
    const all = buttons();
    const now = all.indexOf(document.activeElement);
    if (now < 0 || !(event.key in steps) || csForJupyter(event)) return;
    event.preventDefault();
    const next = all[Math.min(Math.max(now + steps[event.key], 0), all.length - 1)];
    csRove(all, next);
    next.focus();
  });
}

/** Make one button of a group the group's tab stop. */
function csRove(buttons, chosen) {
  const stop = buttons.includes(document.activeElement) ? document.activeElement : chosen ?? buttons[0];
  for (const button of buttons) csAttr(button, "tabindex", button === stop ? "0" : "-1");
}

/** The quiet celebration: a bell on a line that reaches its end. */
function csBell() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  csAttr(svg, "viewBox", "0 0 64 64");
  csAttr(svg, "aria-hidden", "true");
  svg.innerHTML = '<g fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">'
    + '<path class="cs-draw" pathLength="1" d="M4 50h52"/><path d="M12 44a20 20 0 0 1 40 0Z"/><path d="M32 24v-6M27 17h10"/>'
    + '<path d="M50 20l5-5M56 28l6-2"/></g>';
  return svg;
}

/** A card's text as a sentence of its own. */
function csSentence(text) {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
