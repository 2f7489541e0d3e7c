// What `clientservice start` put beside us: the manifest of signed notebooks, our words, the languages.

/** @typedef {{id: string, kind: "lesson" | "assignment", lang: string | null, chains: string[][], title: object,
 *   number: number, order: number, exercises: string[]}} Place a notebook that the course knows */

const SHELF = new URL("../../clientservice-course/", import.meta.url);

let loading;

/** The course; read once. Rejects where there is none: then every notebook is a foreign one. */
export function loadCourse() {
  loading ??= fetch(new URL("course.json", SHELF), { credentials: "same-origin" })
    .then((answer) => { if (!answer.ok) throw new Error(`course.json: ${answer.status}`); return answer.json(); })
    .then((data) => new Course(data));
  return loading;
}

/** Where the shared styles lie. */
export const styleSheets = ["tokens", "base", "primitives"].map((name) => new URL(`${name}.css`, SHELF))
  .concat(["student", "notebook"].map((name) => new URL(`${name}.css`, import.meta.url)));

class Course {
  constructor(data) {
    // lang, languages, locales, texts, manifest, assignments (those that lie in the working folder), exchange
    Object.assign(this, data);
    this.plurals = {};
  }

  /** One of our words. `values.n` chooses the plural form where there is one. */
  text(lang, id, values = {}) {
    let text = this.texts[id]?.[lang];
    if (text && typeof text === "object") {
      this.plurals[lang] ??= new Intl.PluralRules(lang);
      text = text[this.plurals[lang].select(values.n)] ?? text.other;
    }
    if (text === undefined) throw new Error(`no text "${id}" in "${lang}"`);
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /** What the course knows about the notebook at `path`: null for everything that lies elsewhere. */
  place(path) {
    const [, folder, id] = /^([^/]+)\/([^/]+)\.ipynb$/.exec(path) ?? [];
    if (folder in this.languages && id in this.manifest.lessons) return this.lesson(id, folder);
    return folder === id && id in this.manifest.assignments ? this.assignment(id) : null;
  }

  lesson(id, lang) {
    const entry = this.manifest.lessons[id];
    return { ...entry, id, kind: "lesson", lang, path: `${lang}/${id}.ipynb`, number: leadingNumber(id), chains: [entry.chain[lang] ?? []] };
  }

  assignment(id) {
    const entry = this.manifest.assignments[id];
    return { ...entry, id, kind: "assignment", lang: null, path: `${id}/${id}.ipynb`, number: leadingNumber(id), chains: Object.values(entry.chain) };
  }

  /** The lessons in order; the first one is the start page. */
  get lessonIds() {
    return Object.entries(this.manifest.lessons).sort(([, a], [, b]) => a.order - b.order).map(([id]) => id);
  }

  /** Where "back" leads: to the start page, from everywhere but from itself. */
  before(place, lang) {
    const [start] = this.lessonIds;
    return start === undefined || place?.id === start ? null : this.lesson(start, lang);
  }

  /** Where "next" leads: the next lesson, after the last one the first assignment. */
  after(place, lang) {
    if (place.kind === "assignment") return null;
    const next = this.lessonIds[this.lessonIds.indexOf(place.id) + 1];
    if (next !== undefined) return this.lesson(next, lang);
    return this.assignments.length ? this.assignment(this.assignments[0]) : null;
  }
}

function leadingNumber(id) {
  return Number(/^[a-z]?(\d+)/.exec(id)?.[1] ?? 0);
}
