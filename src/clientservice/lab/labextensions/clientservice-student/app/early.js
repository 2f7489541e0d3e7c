// Before JupyterLab itself is there: let the server start the kernel of the notebook that this page will show.
// Nothing runs in it until the signature has been checked.

import { loadCourse } from "./course.js";
import { startSession } from "./session.js";

const { mode, treePath } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
const path = mode === "single-document" ? decodeURIComponent(treePath ?? "") : "";
const place = path ? (await loadCourse()).place(path) : null;
if (place) await startSession(place.path);
