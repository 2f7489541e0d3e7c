// Sorting as data: what lies where, what was checked, and what that means for the desk. No page in here.

class CsSorting {
  constructor(payload) {
    this.items = payload.items;
    this.categories = payload.categories.map((category) => ({ ...category, short: category.short ?? category.label }));
    this.graded = payload.mode === "graded";
    this.placed = {};
    this.reasons = {}; // of cards that ask for one
    this.feedback = {};
    this.hinting = false; // the last hint lies on the desk
    this.asked = null; // the card that was just placed and asks for its reason
    this.at = this.items[0].id; // the card that waits on the desk
    this.picked = null; // a card taken up by hand, from the desk or from a tray
    this.told = null; // the card whose "why" is on the desk; null: the result
    this.before = null; // what lay where before "start again", for undo
  }

  text(id) {
    return this.item(id).text;
  }

  number(id) {
    return this.items.findIndex((item) => item.id === id) + 1;
  }

  category(id) {
    return this.categories.find((category) => category.id === id);
  }

  in(category) {
    return this.items.filter((item) => this.placed[item.id] === category);
  }

  get open() {
    return this.items.filter((item) => !this.placed[item.id]);
  }

  /** How many cards are done with: placed and, where they ask for one, with a reason. */
  get count() {
    return this.items.length - this.open.length - this.unreasoned.length;
  }

  get empty() {
    return this.open.length === this.items.length;
  }

  item(id) {
    return this.items.find((item) => item.id === id);
  }

  /** The reasons that a card offers; most cards offer none. */
  offered(id) {
    return this.item(id).reasons ?? [];
  }

  /** Placed cards that still ask for a reason. */
  get unreasoned() {
    return this.items.filter(({ id }) => this.placed[id] && this.offered(id).length && !this.reasons[id]);
  }

  /** The card whose reason is asked for. */
  get asking() {
    if (this.picked) return null;
    return this.asked ?? (this.open.length ? null : this.unreasoned[0]?.id ?? null);
  }

  get value() {
    const reasons = Object.fromEntries(Object.entries(this.reasons).filter(([id]) => this.placed[id]));
    return { placements: this.placed, ...(Object.keys(reasons).length ? { reasons } : {}) };
  }

  adopt(value) {
    this.placed = { ...value.placements };
    this.reasons = { ...value.reasons };
    if (this.asked && (!this.placed[this.asked] || this.reasons[this.asked])) this.asked = null;
  }

  /** A verdict holds as long as the card lies where it lay when it was checked, for the same reason. */
  verdict(id) {
    const { checked, verdicts, shown } = this.feedback;
    if (!checked || !this.placed[id] || checked.placements[id] !== this.placed[id]) return null;
    if (checked.reasons?.[id] !== this.reasons[id]) return null;
    return shown.includes(id) ? "shown" : verdicts[id];
  }

  get mistakes() {
    return this.items.filter((item) => ["no", "part"].includes(this.verdict(item.id)));
  }

  get judged() {
    return !this.graded && this.items.every((item) => this.verdict(item.id));
  }

  get wasChecked() {
    return Boolean(this.feedback.checked);
  }

  /** The card that a number key would place: picked up, or waiting on the desk. */
  get card() {
    if (this.picked) return this.picked;
    if (this.asking || !this.open.length) return null;
    return this.placed[this.at] ? this.open[0].id : this.at;
  }

  /**
   * What the desk is for just now: give a "hint", "hand" over a card, ask for a "reason", all "full", tell "why" (of one
   * card, or in sum), or say that it is "done".
   */
  get desk() {
    if (this.hinting && this.feedback.hints?.length) return "hint";
    if (this.asking) return "reason";
    if (this.card) return "hand";
    if (!this.judged) return "full";
    return this.about || this.mistakes.length ? "why" : "done";
  }

  /** The card whose "why" is told. */
  get about() {
    return this.judged ? this.told : null;
  }

  /** Put a card into a tray. Into another one: its reason is asked for anew. */
  place(id, category) {
    if (this.placed[id] !== category) delete this.reasons[id];
    this.placed = { ...this.placed, [id]: category };
    this.picked = this.told = this.before = null;
    this.hinting = false;
    this.asked = this.offered(id).length ? id : null;
    this.handOver(id);
  }

  /** Say why the card lies where it lies. */
  give(id, reason) {
    this.reasons = { ...this.reasons, [id]: reason };
    this.asked = this.told = this.before = null;
    this.hinting = false;
    this.handOver(id);
  }

  handOver(id) {
    // hand over the next open card after this one, then begin again from the front
    const later = this.open.find((item) => this.number(item.id) > this.number(id)) ?? this.open[0];
    if (later) this.at = later.id;
  }

  restart() {
    this.before = this.value;
    this.adopt({});
    this.feedback = {};
    this.picked = this.told = this.asked = null;
    this.hinting = false;
    this.at = this.items[0].id;
  }

  undo() {
    this.adopt(this.before);
    this.before = this.picked = this.told = this.asked = null;
  }

  /** Take the wrong cards back to the desk; what is right keeps its place, where only the reason is wrong that goes. */
  fix() {
    for (const { id } of this.mistakes) {
      if (this.verdict(id) === "no") delete this.placed[id];
      delete this.reasons[id];
    }
    this.placed = { ...this.placed };
    this.told = this.picked = this.asked = null;
    this.hinting = false;
    this.at = this.open[0]?.id ?? this.items[0].id;
  }

  /** The next card to tell about: the next mistake where there are some, else simply the next card. */
  nextWhy() {
    const round = this.mistakes.length ? this.mistakes : this.items;
    const now = this.about ? this.number(this.about) : 0;
    this.told = (round.find((item) => this.number(item.id) > now) ?? round[0]).id;
  }
}
