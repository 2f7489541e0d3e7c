// The gate: only code that was built with the course is run by itself, and only such code is hidden.
//
// JupyterLab's own trust is no gate: an uploaded notebook without outputs counts as trusted.

/** SHA-256 in hex. */
async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether this browser can check signatures; it can on localhost and over https. */
export const canCheck = Boolean(globalThis.crypto?.subtle);

/**
 * The notebook's cells, if all its code is the course's.
 *
 * @param cells the notebook's cell widgets
 * @param place what the course knows about the notebook at this path
 * @returns {Promise<{signed: object[], own: object[]} | null>} cells to run and hide, and cells that the student fills
 *   in; null if one cell was added, changed, moved or is missing
 */
export async function checkedCells(cells, place) {
  const code = cells.filter((cell) => cell.model.type === "code");
  const own = code.filter(place.kind === "assignment" ? isSolution : isMarked);
  const signed = code.filter((cell) => !own.includes(cell));
  const hashes = [];
  for (const cell of signed) {
    const source = cell.model.sharedModel.getSource().replace(/\r\n/g, "\n");
    hashes.push(await sha256(`${hashes.at(-1) ?? ""}\n${source}`));
  }
  const known = place.chains.some((chain) => chain.length === hashes.length && chain.every((hash, n) => hash === hashes[n]));
  return known ? { signed, own } : null;
}

function isSolution(cell) {
  return cell.model.getMetadata("nbgrader")?.solution === true;
}

/** In a lesson the author's tag says it; what is tagged is never run by itself and never hidden, whoever tagged it. */
function isMarked(cell) {
  const tags = cell.model.getMetadata("tags");
  return Array.isArray(tags) && tags.includes("answer");
}
