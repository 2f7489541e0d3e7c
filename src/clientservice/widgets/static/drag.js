// Dragging with mouse, pen and finger: pointer events, one code path, no library. It only adds to the click path.

const CS_DRAG_FROM = 6; // px that a pointer moves before a press becomes a drag
const CS_EDGE = 48; // px from the edge of the scrolled area where dragging scrolls

/**
 * Let `node` be dragged to one of the elements that `targets()` gives; `hover` and `drop` also get the pointer's event.
 * A finger drags by the grip only, so that a swipe over a card still scrolls the page.
 */
function csDraggable(node, { grip, ready, targets, hover, drop }) {
  let from = null;
  let ghost = null;

  const under = (event) => {
    const hit = document.elementFromPoint(event.clientX, event.clientY);
    return targets().find((target) => target.contains(hit)) ?? null;
  };
  const start = (event) => {
    if (event.button || from || !ready()) return;
    if (event.pointerType === "touch" && !event.target.closest(grip)) return;
    from = { x: event.clientX, y: event.clientY, scroller: csScroller(node) };
    node.setPointerCapture(event.pointerId);
  };
  const move = (event) => {
    if (!from) return;
    if (!ghost) {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) < CS_DRAG_FROM) return;
      ghost = csGhost(node);
      node.classList.add("is-away");
      document.addEventListener("keydown", escape, true);
    }
    ghost.style.translate = `${event.clientX - from.x}px ${event.clientY - from.y}px`;
    csScrollNear(from.scroller, event.clientY);
    hover(under(event), event);
  };
  const end = (event) => {
    const dragged = ghost !== null;
    const target = dragged && event.type === "pointerup" ? under(event) : null;
    cancel();
    if (!dragged) return;
    // the click that follows a drag is no click on the card
    const swallow = (click) => { click.stopPropagation(); click.preventDefault(); };
    node.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => node.removeEventListener("click", swallow, { capture: true }));
    if (target) drop(target, event);
  };
  const cancel = () => {
    ghost?.remove();
    ghost = from = null;
    node.classList.remove("is-away");
    document.removeEventListener("keydown", escape, true);
    hover(null);
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    cancel();
  };

  node.addEventListener("pointerdown", start);
  node.addEventListener("pointermove", move);
  node.addEventListener("pointerup", end);
  node.addEventListener("pointercancel", end);
  node.addEventListener("dragstart", (event) => event.preventDefault());
}

/** A picture of the card. A popover, because "fixed" is relative to a container of JupyterLab's. */
function csGhost(node) {
  const box = node.getBoundingClientRect();
  const ghost = node.cloneNode(true);
  ghost.classList.add("cs-ghost");
  ghost.setAttribute("popover", "manual");
  ghost.setAttribute("aria-hidden", "true");
  ghost.tabIndex = -1;
  Object.assign(ghost.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px` });
  node.closest(".cs").append(ghost);
  ghost.showPopover?.();
  return ghost;
}

function csScroller(node) {
  for (let up = node.parentElement; up; up = up.parentElement) {
    if (up.scrollHeight > up.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(up).overflowY)) return up;
  }
  return document.scrollingElement;
}

function csScrollNear(scroller, y) {
  const { top, bottom } = scroller.getBoundingClientRect();
  if (y < top + CS_EDGE) scroller.scrollTop -= 12;
  else if (y > bottom - CS_EDGE) scroller.scrollTop += 12;
}
