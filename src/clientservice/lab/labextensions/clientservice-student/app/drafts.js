// What a student writes into a lesson's own cells. The lesson's file is never changed, so the browser keeps it: for both
// languages, since cells have the same ids in all of them. It is shown again and never run by itself.

const KEY = "clientservice:cell:"; // + lesson + cell

/** Bring back what was written into these cells, and keep what is written from now on. */
export function keepDrafts(place, cells) {
  for (const cell of cells) {
    const key = `${KEY}${place.id}:${cell.model.id}`;
    const shared = cell.model.sharedModel;
    const original = shared.getSource();
    const kept = read(key);
    if (kept?.original === original) shared.setSource(kept.source); // else the course's cell is a new one
    shared.changed.connect(() => write(key, original, shared.getSource()));
  }
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    return typeof kept?.source === "string" ? kept : null;
  } catch {
    return null;
  }
}

function write(key, original, source) {
  try {
    if (source === original) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ original, source }));
  } catch (error) {
    console.warn(error); // no room, or not allowed: the answer itself is saved elsewhere
  }
}
