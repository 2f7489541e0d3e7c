// The arrows of a chain, drawn from where its nodes stand: straight to the next one, in an arc over others.

const CS_ARC = 34; // px that an arc rises at least
const CS_ARC_MOST = 62; // px; the style keeps this much room beside the nodes

function csSvg(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) csAttr(node, name, value);
  return node;
}

/**
 * One arrow as path data: its line and its head. `at` holds the faces' boxes along the chain ({a: along, b: across, r: radius}), in one
 * direction; `turn` writes a point as x and y. Arcs rise on the side of lower `b`.
 */
function csArrowPath(at, from, to, turn) {
  const point = (a, b) => turn(a, b).map((part) => part.toFixed(1)).join(" ");
  const [one, other] = [at[from], at[to]];
  if (to === from + 1) {
    const [start, end] = [one.a + one.r + 5, other.a - other.r - 5];
    return [`M${point(start, one.b)}L${point(end, other.b)}`, `M${point(end - 8, other.b - 6)}L${point(end, other.b)}L${point(end - 8, other.b + 6)}`];
  }
  const side = to > from ? 9 : -9;
  const rise = Math.min(CS_ARC_MOST, CS_ARC + 11 * (Math.abs(to - from) - 1)) * 1.33;
  const [start, end] = [one.a + side, other.a - side];
  const [low, high] = [one.b - one.r - 4, other.b - other.r - 4];
  return [`M${point(start, low)}C${point(start, low - rise)} ${point(end, high - rise)} ${point(end, high)}`,
    `M${point(end - 6, high - 8)}L${point(end, high)}L${point(end + 6, high - 8)}`];
}

/** Draw all arrows over `list`. `faces` stand in the order of the chain, `links` are [from, to, verdict] by place. */
function csDrawArrows(svg, list, faces, links) {
  const origin = list.getBoundingClientRect();
  const boxes = faces.map((face) => face.getBoundingClientRect());
  const centre = boxes.map((box) => ({ x: box.left + box.width / 2 - origin.left, y: box.top + box.height / 2 - origin.top, r: box.width / 2 }));
  const upright = centre.length > 1 && Math.abs(centre[1].y - centre[0].y) > Math.abs(centre[1].x - centre[0].x);
  const at = centre.map(({ x, y, r }) => (upright ? { a: y, b: x, r } : { a: x, b: y, r }));
  const turn = upright ? (a, b) => [b, a] : (a, b) => [a, b];
  csAttr(svg, "viewBox", `0 0 ${Math.round(origin.width) || 1} ${Math.round(origin.height) || 1}`);
  while (svg.childElementCount > links.length) svg.lastChild.remove();
  while (svg.childElementCount < links.length) svg.append(csSvg("g", {}));
  links.forEach(([from, to, verdict], index) => {
    const arrow = svg.children[index];
    while (arrow.childElementCount < 2) arrow.append(csSvg("path", {}));
    csArrowPath(at, from, to, turn).forEach((data, part) => csAttr(arrow.children[part], "d", data));
    csAttr(arrow, "data-v", verdict);
  });
}
