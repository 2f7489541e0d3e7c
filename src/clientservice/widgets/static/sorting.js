// Sorting as data: what lies where, what was checked, and what that means for the desk. No page in here.

class CsSorting {
  constructor(payload) {
    this.items = payload.items;
    this.categories = payload.categories;
    this.graded = payload.mode === "graded";
    this.placed = {};
    this.feedback = {};
    this.at = this.items[0].id; // the card that waits on the desk
    this.picked = null; // a card taken up by hand, from the desk or from a tray
    this.told = null; // the card whose "why" is on the desk; null: the first mistake, or the result
    this.before = null; // placements before "start again", for undo
  }

  text(id) {
    return this.items.find((item) => item.id === id).text;
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

  get count() {
    return this.items.length - this.open.length;
  }

  /** A verdict holds as long as the card lies where it lay when it was checked. */
  verdict(id) {
    const { checked, verdicts, shown } = this.feedback;
    if (!checked || !this.placed[id] || checked.placements[id] !== this.placed[id]) return null;
    return shown.includes(id) ? "shown" : verdicts[id];
  }

  get mistakes() {
    return this.items.filter((item) => this.verdict(item.id) === "no");
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
    if (!this.open.length) return null;
    return this.placed[this.at] ? this.open[0].id : this.at;
  }

  /** What the desk is for just now: "hand" over a card, all "full", tell "why", or say that it is "done". */
  get desk() {
    if (this.card) return "hand";
    if (!this.judged) return "full";
    return this.about ? "why" : "done";
  }

  /** The card whose "why" is told. */
  get about() {
    if (!this.judged) return null;
    return this.told ?? this.mistakes[0]?.id ?? null;
  }

  place(id, category) {
    this.placed = { ...this.placed, [id]: category };
    this.picked = this.told = this.before = null;
    // hand over the next open card after this one, then begin again from the front
    const later = this.open.find((item) => this.number(item.id) > this.number(id)) ?? this.open[0];
    if (later) this.at = later.id;
  }

  restart() {
    this.before = this.placed;
    this.placed = {};
    this.feedback = {};
    this.picked = this.told = null;
    this.at = this.items[0].id;
  }

  undo() {
    this.placed = this.before;
    this.before = this.picked = this.told = null;
  }

  /** Take the wrong cards back to the desk; what is right keeps its place. */
  fix() {
    const wrong = new Set(this.mistakes.map((item) => item.id));
    this.placed = Object.fromEntries(Object.entries(this.placed).filter(([id]) => !wrong.has(id)));
    this.told = this.picked = null;
    this.at = this.open[0].id;
  }

  /** The next card to tell about: the next mistake where there are some, else simply the next card. */
  nextWhy() {
    const round = this.mistakes.length ? this.mistakes : this.items;
    const now = this.about ? this.number(this.about) : 0;
    this.told = (round.find((item) => this.number(item.id) > now) ?? round[0]).id;
  }
}
