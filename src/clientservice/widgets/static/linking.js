// A chain as data: who hands over to whom, and in which order that reads best. No page in here.

class CsLinking {
  constructor({ nodes }) {
    this.nodes = nodes;
    this.pairs = [];
    this.from = null; // the node from which an arrow is being drawn
  }

  number(id) {
    return this.nodes.findIndex((node) => node.id === id) + 1;
  }

  has(from, to) {
    return this.pairs.some(([one, other]) => one === from && other === to);
  }

  to(from) {
    return this.order().filter((id) => this.has(from, id));
  }

  /** Draw an arrow, or take it away where it is. */
  toggle(from, to) {
    this.pairs = this.has(from, to) ? this.pairs.filter(([one, other]) => one !== from || other !== to) : [...this.pairs, [from, to]];
    this.from = null;
  }

  /** Ids from supplier to client as far as the arrows say; nodes without an arrow come last, a circle begins anywhere. */
  order() {
    const joined = new Set(this.pairs.flat());
    const ids = this.nodes.map(({ id }) => id);
    let waiting = ids.filter((id) => joined.has(id));
    const order = [];
    while (waiting.length) {
      const free = waiting.filter((id) => !this.pairs.some(([from, to]) => to === id && waiting.includes(from)));
      const next = free.find((id) => this.has(order.at(-1), id)) ?? free[0] ?? waiting[0];
      order.push(next);
      waiting = waiting.filter((id) => id !== next);
    }
    return [...order, ...ids.filter((id) => !joined.has(id))];
  }

  /** The arrows, in the order in which they are read. */
  links() {
    const order = this.order();
    return [...this.pairs].sort((one, other) => order.indexOf(one[0]) - order.indexOf(other[0]) || order.indexOf(one[1]) - order.indexOf(other[1]));
  }
}
