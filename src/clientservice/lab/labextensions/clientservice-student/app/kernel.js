// What happens to the kernel behind a page: it restarts, dies, comes back or is out of reach.

const PATIENCE = 4000; // ms without a connection before we speak of it
const SILENCE = 12_000; // ms after which a new kernel that says nothing is replaced by another one, once

export class KernelWatch {
  /** `on.lost(state)` is told "starting", "stopped" or "offline"; `on.back()` when the cells have to run again. */
  constructor(jupyter, panel, on) {
    Object.assign(this, { jupyter, panel, on });
    this.gone = false; // stopped for good, until somebody presses the button
    this.pending = false; // runs again as soon as the new kernel is idle
    this.replacing = 0; // how many other kernels are on their way
    this.settled = false; // the cells have run once
    this.deaths = 0;
    this.onDialog = (_, dialog) => { this.dialog = { dialog, at: performance.now() }; };
    this.onStatus = (_, status) => this.status(status);
    this.onConnection = (_, status) => this.connection(status);
    this.onKernel = (_, change) => { if (!change.newValue && !this.gone) this.stop(); };
  }

  start() {
    const { sessionContext } = this.panel;
    sessionContext.statusChanged.connect(this.onStatus);
    sessionContext.connectionStatusChanged.connect(this.onConnection);
    sessionContext.kernelChanged.connect(this.onKernel);
    this.jupyter.Dialog.tracker.widgetAdded.connect(this.onDialog);
    if (!sessionContext.session?.kernel) this.stop();
  }

  close() {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    const { sessionContext } = this.panel;
    sessionContext.statusChanged.disconnect(this.onStatus);
    sessionContext.connectionStatusChanged.disconnect(this.onConnection);
    sessionContext.kernelChanged.disconnect(this.onKernel);
    this.jupyter.Dialog.tracker.widgetAdded.disconnect(this.onDialog);
  }

  /** Asked for by the student. */
  async restart() {
    this.gone = false;
    this.deaths = 0;
    this.wait();
    await this.replace();
  }

  /**
   * Another kernel in place of this one. To restart a kernel that died blocks: the server restarts it at the same time.
   * The page and the moves in it stay. Where even that fails, the page is opened anew.
   */
  async replace() {
    this.replacing += 1;
    try {
      await this.panel.sessionContext.changeKernel({ name: "python3" });
    } catch (error) {
      console.warn(error);
      location.reload();
      return;
    }
    this.replacing -= 1;
    this.settle();
  }

  status(status) {
    if (this.replacing) return; // that is the old one's: what ran in it now would be lost with it
    if (status === "restarting") this.again();
    else if (status === "starting" && this.settled && !this.pending && !this.gone) this.restartedElsewhere();
    else if (status === "autorestarting") this.died();
    else if (status === "dead") this.stop();
    else if (status === "idle") this.settle();
  }

  restartedElsewhere() {
    this.again();
    // a new kernel says nothing before it is asked something; connecting asks it
    this.panel.sessionContext.session?.kernel?.reconnect().catch((error) => console.warn(error));
  }

  again() {
    this.wait();
    this.on.lost("starting");
  }

  /** Until the new kernel is idle. */
  wait(again = true) {
    this.pending = true;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      if (!this.pending) return;
      if (again) { this.wait(false); this.replace(); }
      else this.stop();
    }, SILENCE);
  }

  settle() {
    if (!this.pending || this.replacing || this.panel.sessionContext.session?.kernel?.status !== "idle") return;
    this.pending = false;
    clearTimeout(this.silence);
    this.on.back();
  }

  /** The server starts it again. We do the work once more; a second death is told. */
  died() {
    this.closeDialog();
    this.deaths += 1;
    if (this.deaths > 1) { this.stop(); return; }
    this.again();
  }

  stop() {
    this.pending = false;
    clearTimeout(this.silence);
    this.gone = true;
    this.on.lost("stopped");
  }

  /** JupyterLab announces the death in a dialog, made just before we are told; our sentence is enough. */
  closeDialog() {
    const { dialog, at } = this.dialog ?? {};
    if (!dialog || performance.now() - at > 1000) return;
    const close = () => {
      if (dialog.isDisposed) return;
      if (dialog.isAttached) dialog.resolve(0);
      else requestAnimationFrame(close);
    };
    close();
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
