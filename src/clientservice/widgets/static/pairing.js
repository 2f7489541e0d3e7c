// Matching as data: which source has which targets. No page in here.

class CsPairing {
  constructor({ sources, targets, many }) {
    Object.assign(this, { sources, targets, many });
    this.pairs = [];
    this.picked = null; // a target taken up by hand
  }

  /** The targets of a source, in the order in which they are shown. */
  of(source) {
    return this.targets.filter(({ id }) => this.pairs.some(([from, to]) => from === source && to === id));
  }

  has(source, target) {
    return this.pairs.some(([from, to]) => from === source && to === target);
  }

  get joined() {
    return this.sources.filter(({ id }) => this.of(id).length).length;
  }

  /** The first source after this one that has no target yet. */
  openAfter(source) {
    const at = this.sources.findIndex(({ id }) => id === source) + 1;
    return [...this.sources.slice(at), ...this.sources.slice(0, at)].find(({ id }) => !this.of(id).length)?.id ?? null;
  }

  /** Join; where one target may be chosen it replaces the one before, where several may, a second time takes it out. */
  join(source, target) {
    const had = this.has(source, target);
    const others = this.many ? this.pairs.filter(([from, to]) => from !== source || to !== target) : this.pairs.filter(([from]) => from !== source);
    this.pairs = this.many && had ? others : [...others, [source, target]];
    this.picked = null;
  }

  clear(source) {
    this.pairs = this.pairs.filter(([from]) => from !== source);
  }
}
