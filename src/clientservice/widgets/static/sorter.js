// What a hand can do with the cards: each move changes the CsSorting, says so, and saves.

/** What a hand can do. `get` gives what is made later: the desk, the saver, `paint` and `tell`. */
class CsSorter {
  constructor(frame, sorting, get) {
    Object.assign(this, { frame, sorting, get });
  }

  short(id) {
    return this.frame.pick(this.sorting.text(id));
  }

  save(what = "save") {
    this.sorting.hinting = what === "hint";
    this.get().saver.send(what, this.sorting.value); // paints
  }

  /** What now lies on the desk, in words. */
  onDesk() {
    const { frame, sorting } = this;
    if (sorting.asking) return frame.t("reason-why", { category: frame.pick(sorting.category(sorting.placed[sorting.asking]).short) });
    return sorting.card ? frame.t("said-next", { card: this.short(sorting.card) }) : frame.t("all-placed");
  }

  /** A stop or a card in a tray: tell its "why" once all is judged, ask for its reason, else take it up. */
  go(id) {
    this.sorting.hinting = false;
    if (this.sorting.judged) this.sorting.told = id;
    else if (this.sorting.unreasoned.some((item) => item.id === id)) { this.sorting.asked = id; this.frame.say(this.onDesk()); }
    else if (this.sorting.placed[id]) { this.pick(id); return; }
    else { this.sorting.at = id; this.sorting.picked = this.sorting.asked = null; this.frame.say(this.frame.t("said-next", { card: this.short(id) })); }
    this.get().paint();
  }

  pick(id) {
    const back = this.sorting.picked === id;
    this.sorting.picked = back ? null : id;
    this.sorting.hinting = false;
    this.frame.say(this.frame.t(back ? "said-put-back" : "said-picked", { card: this.short(id) }));
    this.get().paint();
  }

  place(id, category) {
    if (!id) return;
    const focused = document.activeElement;
    const same = this.sorting.placed[id] === category && !this.sorting.offered(id).length;
    if (same) this.sorting.picked = null;
    else this.sorting.place(id, category);
    this.frame.say(`${this.frame.t("said-placed", { card: this.short(id), category: this.frame.pick(this.sorting.category(category).label) })}. ${this.onDesk()}`);
    if (same) this.get().paint();
    else this.save();
    this.get().keepFocus(focused);
  }

  give(id, reason) {
    const focused = document.activeElement;
    this.sorting.give(id, reason);
    this.frame.say(this.onDesk());
    this.save();
    this.get().keepFocus(focused);
  }

  check() { if (this.get().saver.pending?.do !== "check") this.save("check"); }

  fix() {
    this.sorting.fix();
    this.frame.say(this.onDesk());
    this.save();
    this.get().desk.numbered()[0].button.focus();
  }

  next() { this.sorting.nextWhy(); this.get().paint(); this.get().tell(); }

  result() { this.sorting.told = null; this.get().paint(); this.get().tell(); }

  hint() { if (this.sorting.feedback.hints_left) this.save("hint"); }

  unhint() { this.sorting.hinting = false; this.get().paint(); }

  again() {
    if (this.sorting.before) {
      this.sorting.undo();
      this.frame.say(this.frame.t("said-returned"));
      this.save();
    } else if (!this.sorting.empty) {
      this.sorting.restart();
      this.frame.say(this.frame.t("said-emptied"));
      this.save("restart");
    } else this.frame.say(this.frame.t("nothing-placed"));
  }
}
