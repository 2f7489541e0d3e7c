// The practice side of one exercise as data: what was checked, and what may be told about it. No page in here.

const CS_ACCEPTED = ["ok", "mind", "shown"];

/** Whether two answers are the same. Python and the page write one answer in one order of fields. */
function csSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

class CsPractice {
  /** `part(value, id)`: what the learner did at one part, where a type can say it; see `csExercise`. */
  constructor(payload, part = null) {
    this.graded = payload.mode === "graded";
    this.part = part;
    this.feedback = {};
    this.value = {};
    this.told = null; // the part whose "why" is told; null: the summary
    this.hinting = false; // the last hint is told, whatever else there is to tell
    this.retrying = false; // "try again" was pressed and took nothing out: something was only missing
    this.before = null; // the answer before "start again", for undo
  }

  /** Whether the answer on the page is the one that was checked. */
  get judged() {
    return !this.graded && !this.retrying && Boolean(this.feedback.checked) && csSame(this.feedback.checked, this.value);
  }

  get right() {
    return this.judged && Boolean(this.feedback.right);
  }

  /** Right, and all of it the learner's own. */
  get own() {
    return this.right && !this.feedback.shown.length;
  }

  /**
   * The verdict on a part: ok, mind, part, no, open, missed or shown; null before Check. It holds as long as the answer
   * is the one that was checked or, where a type can tell parts apart, as long as this part is.
   */
  verdict(id) {
    const { checked, verdicts, shown } = this.feedback;
    if (this.graded || !checked || !verdicts) return null;
    if (!this.judged && !(this.part && csSame(this.part(checked, id), this.part(this.value, id)))) return null;
    return shown.includes(id) ? "shown" : verdicts[id] ?? null;
  }

  /** How many of these parts have one of these verdicts. */
  count(parts, ...verdicts) {
    return parts.filter((id) => verdicts.includes(this.verdict(id))).length;
  }

  /** Parts that are answered, but not right. */
  mistakes(parts) {
    return parts.filter((id) => ["no", "part"].includes(this.verdict(id)));
  }

  /** Parts that have a "why" to tell: the mistakes where there are some, else all that were told. */
  round(parts) {
    if (!this.judged) return [];
    const told = parts.filter((id) => this.feedback.whys?.[id]);
    const wrong = this.mistakes(told);
    return wrong.length ? wrong : told;
  }

  next(parts) {
    const round = this.round(parts);
    this.hinting = false;
    this.told = round[(round.indexOf(this.told) + 1) % round.length] ?? null;
  }
}
