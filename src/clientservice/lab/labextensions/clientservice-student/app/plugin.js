// The plugin: in single-document view, look at every notebook that is opened; a known one becomes a calm page.

import { ForeignNotebook } from "./foreign.js";
import { Lesson } from "./lesson.js";
import { loadCourse, styleSheets } from "./course.js";
import { canCheck, checkedCells } from "./signature.js";
import { element } from "./dom.js";

const ID = "clientservice-student:plugin";
const KERNEL = "python3"; // our own kernelspec, which imports nothing from beside the notebook

/** @param shared gives one of JupyterLab's own modules */
export async function makePlugin(shared) {
  const [notebook, apputils, application, coreutils, widgets, settings] = await Promise.all(
    ["@jupyterlab/notebook", "@jupyterlab/apputils", "@jupyterlab/application", "@jupyterlab/coreutils", "@lumino/widgets",
      "@jupyterlab/settingregistry"].map(shared));
  return {
    id: ID,
    autoStart: true,
    requires: [notebook.INotebookTracker],
    optional: [application.ILabShell, apputils.IThemeManager, settings.ISettingRegistry],
    activate: (app, tracker, shell, themes, registry) => {
      if (coreutils.PageConfig.getOption("mode") !== "single-document") return;
      const course = loadCourse();
      for (const href of styleSheets) document.head.append(element("link", { rel: "stylesheet", href: href.href }));
      const jupyter = { app, shell, themes, registry, ...pick(notebook, "NotebookActions"), ...pick(apputils, "Dialog"), ...pick(widgets, "Widget") };
      const meet = (panel) => attach(jupyter, course, panel).catch((error) => console.error(`${ID}:`, error));
      tracker.forEach(meet);
      tracker.widgetAdded.connect((_, panel) => { meet(panel); });
    },
  };
}

const pick = (module, name) => ({ [name]: module[name] });

async function attach(jupyter, loading, panel) {
  await panel.context.ready;
  const course = await loading;
  const path = panel.context.path;
  const place = course.place(path);
  const cells = place && canCheck && kernelOf(panel) === KERNEL ? await checkedCells(panel.content.widgets, place) : null;
  if (panel.isDisposed) return;
  const page = cells ? new Lesson(jupyter, course, place, panel, cells) : new ForeignNotebook(jupyter, course, place, panel);
  panel.disposed.connect(() => page.dispose());
  await page.start();
}

function kernelOf(panel) {
  return panel.model.getMetadata("kernelspec")?.name;
}
