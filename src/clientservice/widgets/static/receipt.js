// The receipt: a slip of paper that follows every save.

function csReceipt({ model, el }) {
  const frame = csFrame({ model, el, type: "receipt", tag: "section", className: "cs-slip", icon: "bell", paint: () => paint() });
  const { questions, page } = frame.payload;
  const waiting = new Map(); // downloads under way: number → timer
  let downloads = 0;
  let said = null; // [id, values] of the sentence below the buttons

  const rows = questions.map((question, index) => {
    const name = csEl("span");
    const link = csEl("button", { type: "button", class: "cs-link", click: () => go(question.id) });
    const count = csEl("span");
    const time = csEl("span");
    return { question, index, name, link, count, time, row: csEl("li", {}, name, csEl("span", {}, link), count, time) };
  });
  const list = csEl("ol", { class: "cs-slip-rows" }, ...rows.map(({ row }) => row));
  const noteIcon = csIcon("alert");
  const noteWord = csEl("span");
  const note = csEl("p", { class: "cs-note" }, noteIcon, noteWord);
  const field = csEl("input", { type: "text", id: csId(), autocomplete: "off", spellcheck: "false", maxlength: "80" });
  const label = csEl("label", { class: "cs-label", for: field.id });
  const fieldHint = csEl("p", { class: "cs-hint", id: csId() });
  csAttr(field, "aria-describedby", fieldHint.id);
  const sumLabel = csEl("p", { class: "cs-label" });
  const sum = csEl("code", { class: "cs-code" });
  const sumHint = csEl("p", { class: "cs-hint" });
  const copy = csButton(null, "copy", () => copySum());
  const download = csButton("primary", "save", () => fetchArchive());
  const status = csEl("p", { class: "cs-hint cs-told", role: "status" });
  frame.sheet.append(list, csEl("div", { class: "cs-stub" }, note,
    csEl("div", { class: "cs-two" },
      csEl("div", { class: "cs-field" }, label, field, fieldHint),
      csEl("div", { class: "cs-field" }, sumLabel, csEl("p", { class: "cs-sum" }, sum, copy), sumHint)),
    csEl("div", { class: "cs-desk-do" }, download), status));

  const tell = (id, values = {}) => { said = id && [id, values]; paint(); };

  /** To the question's own place in the page, with the focus on its title. */
  function go(id) {
    const target = document.querySelector(`.cs[data-cs="${id}"][data-cs-page="${page}"]`);
    if (!target) { tell("not-on-page"); return; }
    const still = !matchMedia("(prefers-reduced-motion: no-preference)").matches;
    target.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
    target.querySelector(".cs-title").focus({ preventScroll: true });
  }

  async function copySum() {
    try {
      await navigator.clipboard.writeText(sum.textContent);
      tell("copied");
    } catch { // no permission, or a page without https
      getSelection().selectAllChildren(sum);
      tell("copy-by-hand");
    }
  }

  function enter() {
    if (field.value.trim() === model.get("student")) return;
    model.set("student", field.value.trim());
    model.save_changes();
  }

  function fetchArchive() {
    enter();
    if (!field.value.trim()) { tell("student-missing"); field.focus(); return; }
    downloads += 1;
    const number = downloads;
    waiting.set(number, setTimeout(() => { waiting.delete(number); tell("problem-silent"); }, 2 * CS_PATIENCE));
    model.send({ do: "download", seq: number });
    tell("downloading");
  }

  const onMessage = (message, buffers) => {
    if (!waiting.has(message.seq)) return;
    clearTimeout(waiting.get(message.seq));
    waiting.delete(message.seq);
    if (!message.ok) { tell("download-failed"); return; }
    const url = URL.createObjectURL(new Blob([buffers[0]], { type: "application/zip" }));
    const anchor = csEl("a", { href: url, download: message.file, hidden: true });
    frame.root.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    tell("downloaded", { file: message.file });
  };

  function paintRow({ question, index, name, link, count, time }, line) {
    const whole = line.answered === line.total;
    csWrite(name, `${index + 1}. ${frame.pick(question.title)}`);
    name.classList.toggle("is-open", !whole);
    csWrite(link, frame.t("go-to"));
    csAttr(link, "aria-label", frame.t("go-to-named", { title: frame.pick(question.title) }));
    csAttr(link, "hidden", whole);
    const none = line.problem ? "unreadable" : "not-answered";
    csWrite(count, line.answered ? frame.t("placed", { n: line.answered, total: line.total }) : frame.t(none));
    csWrite(time, line.saved_at && line.answered ? csTime(frame.lang(), line.saved_at) : "");
  }

  function paint() {
    const { lines, checksum } = model.get("state");
    if (!lines) return;
    csWrite(frame.kind, frame.t("receipt"));
    csAttr(list, "aria-label", frame.t("receipt-questions"));
    rows.forEach((row, index) => paintRow(row, lines[index]));
    const open = lines.filter((line) => line.answered < line.total).length;
    csAttr(note, "data-v", open ? "mind" : "ok");
    csSetIcon(noteIcon, open ? "alert" : "ok");
    csWrite(noteWord, open ? frame.t("open-questions", { n: open }) : frame.t("all-answered"));
    csWrite(label, frame.t("student-id"));
    csWrite(fieldHint, frame.t("student-hint"));
    csWrite(sumLabel, frame.t("checksum"));
    csWrite(sum, checksum);
    csWrite(sumHint, frame.t("checksum-hint"));
    csLabel(copy, frame.t("copy"));
    csLabel(download, frame.t("download"));
    csWrite(status, said ? frame.t(...said) : "");
  }

  const onStudent = () => { if (document.activeElement !== field) field.value = model.get("student"); };
  field.addEventListener("change", enter);
  model.on("change:state", paint);
  model.on("change:student", onStudent);
  model.on("msg:custom", onMessage);
  onStudent();
  frame.start();
  return () => {
    model.off("change:state", paint);
    model.off("change:student", onStudent);
    model.off("msg:custom", onMessage);
    for (const timer of waiting.values()) clearTimeout(timer);
    frame.close();
  };
}

export default { render: csReceipt };
