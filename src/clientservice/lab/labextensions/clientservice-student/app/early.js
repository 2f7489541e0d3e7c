// Before JupyterLab itself is there: let the server start the kernel of the notebook that this page will show.
// Nothing runs in it until the signature has been checked.

import { loadCourse } from "./course.js";
import { config, startSession } from "./session.js";

const path = config.mode === "single-document" ? decodeURIComponent(config.treePath ?? "") : "";
const place = path ? (await loadCourse()).place(path) : null;
if (place) await startSession(place.path);
