// The page to take away: what is written, what is missing, print and download.

/** Print a page that holds no script from a frame that may run none. */
function csPrintPage(root, source, done) {
  const sheet = csEl("iframe", { class: "cs-sr", sandbox: "allow-same-origin allow-modals", "aria-hidden": "true", tabindex: "-1", "data-concept": "print" });
  root.querySelector("[data-concept=print]")?.remove();
  sheet.addEventListener("load", () => { sheet.contentWindow.print(); done(); }, { once: true });
  sheet.srcdoc = source;
  root.append(sheet);
}

function csConcept({ model, el }) {
  const frame = csFrame({ model, el, type: "concept", tag: "section", className: "cs-slip", icon: "pen", paint: () => paint() });
  const { parts, page } = frame.payload;
  const waiting = new Map(); // requests under way: number → timer
  let requests = 0;
  let said = null; // [id, values] of the sentence below the buttons

  const rows = parts.map((part) => {
    const name = csEl("span");
    const standing = csEl("span");
    const link = csEl("button", { type: "button", class: "cs-link", click: () => go(part.id) });
    return { part, name, standing, link, row: csEl("li", {}, name, standing, csEl("span", {}, link)) };
  });
  const list = csEl("ol", { class: "cs-slip-rows cs-concept" }, ...rows.map(({ row }) => row));
  const noteIcon = csIcon("alert");
  const noteWord = csEl("span");
  const note = csEl("p", { class: "cs-note" }, noteIcon, noteWord);
  const print = csButton("primary", "copy", () => ask("print"));
  const download = csButton(null, "save", () => ask("download"));
  const status = csEl("p", { class: "cs-hint cs-told", role: "status" });
  frame.sheet.append(list, note, csEl("div", { class: "cs-concept-do" }, print, download), status);

  const tell = (id, values = {}) => { said = [id, values]; paint(); };

  /** To the essay's own place in the page, with the focus on its title. */
  function go(id) {
    const target = document.querySelector(`.cs[data-cs="${id}"][data-cs-page="${page}"]`);
    if (!target) { tell("concept-not-here"); return; }
    target.scrollIntoView({ block: "start" });
    target.querySelector(".cs-title").focus({ preventScroll: true });
  }

  function ask(what) {
    requests += 1;
    const number = requests;
    waiting.set(number, setTimeout(() => { waiting.delete(number); tell("problem-silent"); }, 2 * CS_PATIENCE));
    model.send({ do: what, seq: number });
    tell("concept-making");
  }

  const onMessage = (message, buffers) => {
    if (!waiting.has(message.seq)) return;
    clearTimeout(waiting.get(message.seq));
    waiting.delete(message.seq);
    if (!message.ok) { tell("concept-failed"); return; }
    if (message.do === "print") {
      csPrintPage(frame.root, new TextDecoder().decode(buffers[0]), () => tell("concept-printed"));
      return;
    }
    const url = URL.createObjectURL(new Blob([buffers[0]], { type: "text/html" }));
    const anchor = csEl("a", { href: url, download: message.file, hidden: true });
    frame.root.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    tell("concept-downloaded", { file: message.file });
  };

  function paint() {
    const { lines } = model.get("state");
    if (!lines) return;
    csWrite(frame.kind, frame.t("concept-kind"));
    csAttr(list, "aria-label", frame.t("concept-parts"));
    rows.forEach(({ part, name, standing, link }, index) => {
      const line = lines[index];
      const written = line.standing === "written";
      csWrite(name, `${index + 1}. ${frame.pick(part.title)}`);
      name.classList.toggle("is-open", !written);
      csWrite(standing, frame.t(`concept-${line.standing}`, { n: line.words }));
      csWrite(link, frame.t(written ? "concept-change" : "concept-go"));
      csAttr(link, "aria-label", `${link.textContent}: ${frame.pick(part.title)}`);
    });
    const open = lines.filter((line) => line.standing !== "written").length;
    csAttr(note, "data-v", open ? "mind" : "ok");
    csSetIcon(noteIcon, open ? "alert" : "ok");
    csWrite(noteWord, open ? frame.t("concept-open", { n: open }) : frame.t("concept-ready"));
    csLabel(print, frame.t("concept-print"));
    csLabel(download, frame.t("concept-download"));
    csWrite(status, said ? frame.t(...said) : "");
  }

  model.on("change:state", paint);
  model.on("msg:custom", onMessage);
  frame.start();
  return () => {
    model.off("change:state", paint);
    model.off("msg:custom", onMessage);
    for (const timer of waiting.values()) clearTimeout(timer);
    frame.close();
  };
}

export default { render: csConcept };
