// The saving protocol, browser side. "Saved" is said on Python's acknowledgement of the very last move and on nothing else.

const CS_PATIENCE = 4000; // ms without an acknowledgement until we say "not saved"

/** Moves that could not be saved, kept while the page is open: a restarted notebook gets them back. */
const csUnsaved = (globalThis.clientserviceUnsaved ??= new Map());

class CsSaver {
  /** `changed` is called after every change of `state` ("idle", "saving", "saved" or "failed"). */
  constructor(model, changed) {
    Object.assign(this, { model, changed });
    this.place = model.get("payload").place;
    this.pending = null; // the request that waits for its acknowledgement
    this.failed = null; // the request that got none, for "Save again"
    this.seq = 0;
    this.problem = "";
    this.dead = false;
    this.settle();
    this.onAck = () => this.acknowledged();
    this.onLive = () => this.checkLife();
    model.on("change:ack", this.onAck);
    model.on("comm_live_update", this.onLive);
  }

  close() {
    clearTimeout(this.timer);
    this.model.off("change:ack", this.onAck);
    this.model.off("comm_live_update", this.onLive);
  }

  get savedAt() {
    return this.model.get("ack").saved_at || "";
  }

  /** Whether what Python holds may take the place of what is on the page: no request of ours is newer than it. */
  get upToDate() {
    const request = this.pending ?? this.failed;
    const { seq, ok } = this.model.get("ack");
    return !request || (ok && seq === request.seq);
  }

  get detail() {
    return this.problem === "other" ? this.model.get("ack").detail : "";
  }

  send(action, value) {
    const { model } = this;
    this.seq = Math.max(this.seq, model.get("ack").seq ?? 0, model.get("sent").seq ?? 0) + 1;
    const request = { seq: this.seq, do: action, value };
    this.pending = request;
    this.failed = null;
    this.state = "saving";
    csUnsaved.set(this.place, { value, revision: model.get("ack").revision });
    if (this.dead) {
      this.fail("offline");
      return;
    }
    this.changed(); // the page first: the move is seen at once
    model.set("sent", request);
    model.save_changes();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fail(this.dead ? "offline" : "silent"), CS_PATIENCE);
  }

  /** Send the last request once more, or fetch the answer that was saved elsewhere. */
  again() {
    const request = this.failed ?? this.pending;
    if (this.problem === "open-elsewhere") this.send("reload", null);
    else if (request) this.send(request.do, request.value);
  }

  /** Unsaved moves of an earlier run of this page, if nothing was saved since. */
  rescue() {
    const kept = csUnsaved.get(this.place);
    csUnsaved.delete(this.place);
    return kept?.value && kept.revision === this.model.get("ack").revision ? kept.value : null;
  }

  acknowledged() {
    const ack = this.model.get("ack");
    const request = this.pending ?? this.failed; // a late answer still counts
    if (request && ack.seq !== request.seq) return;
    clearTimeout(this.timer);
    if (request && !ack.ok) {
      this.fail(ack.problem);
      return;
    }
    this.pending = this.failed = null;
    csUnsaved.delete(this.place);
    this.settle();
    this.changed();
  }

  fail(problem) {
    clearTimeout(this.timer);
    this.failed = this.pending ?? this.failed;
    this.pending = null;
    this.state = "failed";
    this.problem = problem;
    this.changed();
  }

  settle() {
    this.problem = "";
    this.state = this.savedAt ? "saved" : "idle";
  }

  /** The widget's line to its kernel changed: a stopped or restarted kernel knows nothing of this widget any more. */
  checkLife() {
    const status = this.model.widget_manager?.kernel?.status;
    this.dead = !["idle", "busy"].includes(status);
    if (this.dead) this.fail("offline");
  }
}
