// The interface's words. CS_WORDS (all languages) is put in front of this file by _assets.py.

const csFormats = new Map(); // making an Intl object costs more than painting a card

function csFormat(kind, lang, options = {}) {
  const key = `${kind} ${lang} ${JSON.stringify(options)}`;
  if (!csFormats.has(key)) csFormats.set(key, new Intl[kind](lang, options));
  return csFormats.get(key);
}

/** One interface string in one language; `values.n` chooses the plural form where there is one. */
function csText(lang, id, values = {}) {
  let text = CS_WORDS.texts[id]?.[lang];
  if (text && typeof text === "object") text = text[csFormat("PluralRules", lang).select(values.n)] ?? text.other;
  if (text === undefined) throw new Error(`no text "${id}" in "${lang}"`);
  return text.replace(/\{(\w+)\}/g, (_, name, at) => {
    const value = values[name];
    return typeof value === "number" ? csNumber(lang, value) : csUnquoted(text[at - 1], value);
  });
}

const CS_QUOTES = { "«": "»", "“": "”" };

/** What is put between quotation marks leaves its own behind, and the full stop after them: a card may be a whole quotation. */
function csUnquoted(before, value) {
  const close = CS_QUOTES[before];
  if (!close || typeof value !== "string") return value;
  const own = value.replace(/\.$/, "");
  return own.startsWith(before) && own.indexOf(close) === own.length - 1 ? own.slice(1, -1) : value;
}

/** A number as the language writes it: 2.5 or 2,5. */
function csNumber(lang, number) {
  return csFormat("NumberFormat", lang).format(number).replace("-", "\u2212");
}

/** "Saved 14:32", with the day where it was not today. */
function csSaved(lang, iso) {
  const time = csTime(lang, iso);
  if (new Date(iso).toDateString() === new Date().toDateString()) return csText(lang, "save-saved", { time });
  return csText(lang, "save-saved-day", { time, day: csDay(lang, iso) });
}

function csTime(lang, iso) {
  return csFormat("DateTimeFormat", lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));
}

function csDay(lang, iso) {
  return csFormat("DateTimeFormat", lang === "en" ? "en-GB" : lang, { day: "numeric", month: "long" }).format(new Date(iso));
}
