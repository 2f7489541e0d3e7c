// What happens to the kernel behind a page: it restarts, dies, comes back or is out of reach.

const PATIENCE = 4000; // ms without a connection before we speak of it

export class KernelWatch {
  /** `on.lost(state)` is told "starting", "stopped" or "offline"; `on.back()` when the cells have to run again. */
  constructor(jupyter, panel, on) {
    Object.assign(this, { jupyter, panel, on });
    this.gone = false; // stopped for good, until somebody presses the button
    this.pending = false; // runs again as soon as the new kernel is idle
    this.deaths = 0;
    this.onStatus = (_, status) => this.status(status);
    this.onConnection = (_, status) => this.connection(status);
  }

  start() {
    const { sessionContext } = this.panel;
    sessionContext.statusChanged.connect(this.onStatus);
    sessionContext.connectionStatusChanged.connect(this.onConnection);
    if (!sessionContext.session?.kernel) this.stop();
  }

  close() {
    clearTimeout(this.timer);
    this.panel.sessionContext.statusChanged.disconnect(this.onStatus);
    this.panel.sessionContext.connectionStatusChanged.disconnect(this.onConnection);
  }

  async restart() {
    this.gone = false;
    this.deaths = 0;
    this.pending = true;
    const { sessionContext } = this.panel;
    try {
      if (sessionContext.session?.kernel) await sessionContext.restartKernel();
      else await sessionContext.changeKernel({ name: "python3" });
    } catch (error) {
      console.warn(error);
      this.stop();
      return;
    }
    this.settle();
  }

  status(status) {
    if (status === "restarting") { this.pending = true; this.on.lost("starting"); }
    else if (status === "autorestarting") this.died();
    else if (status === "dead") this.stop();
    else if (status === "idle") this.settle();
  }

  settle() {
    if (!this.pending || this.panel.sessionContext.session?.kernel?.status !== "idle") return;
    this.pending = false;
    this.on.back();
  }

  /** The server starts it again. We do the work once more; a second death is told. */
  died() {
    this.closeDialog();
    this.deaths += 1;
    if (this.deaths > 1) { this.stop(); return; }
    this.pending = true;
    this.on.lost("starting");
  }

  stop() {
    this.pending = false;
    this.gone = true;
    this.on.lost("stopped");
  }

  /** JupyterLab announces the death in a dialog; our sentence is enough. */
  closeDialog() {
    const { tracker } = this.jupyter.Dialog;
    const close = (_, dialog) => { tracker.widgetAdded.disconnect(close); dialog.resolve(0); };
    tracker.widgetAdded.connect(close);
    setTimeout(() => tracker.widgetAdded.disconnect(close), 500);
  }

  connection(status) {
    clearTimeout(this.timer);
    if (status === "connected") {
      if (this.away) { this.away = false; this.on.back(); }
      return;
    }
    this.timer = setTimeout(() => { if (!this.gone && !this.pending) { this.away = true; this.on.lost("offline"); } }, PATIENCE);
  }
}
