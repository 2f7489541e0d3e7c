// A page whose kernel dies, comes back or is replaced: the cells run again once, in the kernel that stays.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const { KernelWatch } = await import(pathToFileURL(join(process.env.CS_SCRIPTS, "kernel.mjs")));

class Signal {
  listeners = [];
  connect(listener) { this.listeners.push(listener); }
  disconnect(listener) { this.listeners = this.listeners.filter((other) => other !== listener); }
  emit(value) { for (const listener of this.listeners) listener(this, value); }
}

/** A page that has run in its first kernel. `report(status)` is what its kernel says, `changed()` ends a replacement. */
function open() {
  const said = [];
  const kernel = { status: "idle" };
  const sessionContext = { session: { kernel }, statusChanged: new Signal(), connectionStatusChanged: new Signal(), kernelChanged: new Signal() };
  let changed;
  sessionContext.changeKernel = () => new Promise((resolve) => { changed = (status) => { kernel.status = status; resolve(); }; });
  const jupyter = { Dialog: { tracker: { widgetAdded: new Signal() } } };
  const watch = new KernelWatch(jupyter, { sessionContext }, { lost: (state) => said.push(state), back: () => said.push("runs") });
  const report = (status) => { kernel.status = status; sessionContext.statusChanged.emit(status); };
  watch.start();
  watch.settled = true;
  return { said, watch, report, changed: async (status) => { changed(status); await new Promise(setImmediate); }, close: () => watch.close() };
}

test("after a first death the cells run again as soon as the kernel is back", () => {
  const { said, report, close } = open();
  for (const status of ["autorestarting", "starting", "idle", "busy", "idle"]) report(status);
  assert.deepEqual(said, ["starting", "runs"]);
  close();
});

test("a kernel that is being replaced runs nothing any more, though it comes back", async () => {
  const { said, watch, report, changed, close } = open();
  for (const status of ["autorestarting", "starting", "idle", "autorestarting"]) report(status);
  assert.deepEqual(said.splice(0), ["starting", "runs", "stopped"]);
  const restarting = watch.restart();
  for (const status of ["starting", "idle", "dead"]) report(status); // the old one's; what ran in it would be lost
  assert.deepEqual(said, []);
  await changed("idle");
  await restarting;
  assert.deepEqual(said, ["runs"]);
  report("idle");
  assert.deepEqual(said, ["runs"]);
  close();
});

test("a new kernel that is not ready yet runs the cells when it is", async () => {
  const { said, watch, report, changed, close } = open();
  const restarting = watch.restart();
  await changed("starting");
  await restarting;
  assert.deepEqual(said, []);
  report("idle");
  assert.deepEqual(said, ["runs"]);
  close();
});
