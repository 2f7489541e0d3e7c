// A process as data: the steps on the route, those laid aside, those that have no place yet. No page in here.

class CsRoute {
  constructor(payload) {
    this.steps = payload.steps.map((step) => step.id); // in the order in which they are shown
    this.tray = payload.tray;
    this.sequence = [];
    this.aside = [];
    this.picked = null; // a step taken up by hand
    this.from = null; // where everything lay when it was taken up
  }

  get value() {
    return { sequence: [...this.sequence], aside: [...this.aside] };
  }

  adopt({ sequence = [], aside = [] }) {
    this.sequence = [...sequence];
    this.aside = [...aside];
    if (!this.steps.includes(this.picked)) this.letGo();
  }

  /** Steps without a place. */
  get pool() {
    return this.steps.filter((id) => this.where(id) === "pool");
  }

  where(id) {
    return this.sequence.includes(id) ? "route" : this.aside.includes(id) ? "aside" : "pool";
  }

  /** All steps as they stand on the page, from top to bottom. */
  get all() {
    return [...this.sequence, ...this.pool, ...this.aside];
  }

  /** Every step has been decided on. */
  get complete() {
    return !this.pool.length;
  }

  pick(id) {
    this.picked = id;
    this.from = this.value;
  }

  letGo() {
    this.picked = this.from = null;
  }

  /** Put a step into the pool, aside, or on the route in front of what is now its `gap`-th step. */
  put(id, place, gap = this.sequence.length) {
    const now = this.sequence.indexOf(id);
    const index = now >= 0 && now < gap ? gap - 1 : gap;
    this.sequence = this.sequence.filter((other) => other !== id);
    this.aside = this.aside.filter((other) => other !== id);
    if (place === "route") this.sequence.splice(index, 0, id);
    if (place === "aside") this.aside.push(id);
  }

  /** Where one step up (-1) or down (+1) leads: [place, gap]; null where there is nothing further. */
  beyond(id, by) {
    const index = this.sequence.indexOf(id);
    if (index < 0) {
      if (by < 0) return ["route", this.sequence.length];
      return this.tray && this.where(id) === "pool" ? ["aside"] : null;
    }
    if (by < 0) return index ? ["route", index - 1] : null;
    if (index < this.sequence.length - 1) return ["route", index + 2];
    return [this.tray ? "aside" : "pool"];
  }

  /** Whether putting a step into this gap would change anything. */
  moves(id, gap) {
    const now = this.sequence.indexOf(id);
    return now < 0 || (gap !== now && gap !== now + 1);
  }

  /** The answer without what is wrong: those steps go back to the pool. */
  without(wrong) {
    return { sequence: this.sequence.filter((id) => !wrong(id)), aside: this.aside.filter((id) => !wrong(id)) };
  }
}
