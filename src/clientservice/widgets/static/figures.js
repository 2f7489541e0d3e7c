// Numbers as people write and read them: 2.5 or 2,5, with a unit.

/** A number with its unit. Figures up to four digits stand without grouping: 1000, but 12,500. */
function csFigure(lang, number, unit = null) {
  const digits = csFormat("NumberFormat", lang, { useGrouping: "min2", maximumFractionDigits: 6 }).format(number).replace("-", "\u2212");
  return unit ? `${digits}${lang === "en" && unit === "%" ? "" : "\u00a0"}${unit}` : digits;
}

/** A number as it stands in a field: no grouping, so that it can be typed again. */
function csDigits(lang, number) {
  return csFormat("NumberFormat", lang, { useGrouping: false, maximumFractionDigits: 6 }).format(number).replace("-", "\u2212");
}

/** What somebody typed, as a number; null where it is none. Comma and point both stand for the decimal separator. */
function csReadNumber(text) {
  const plain = text.replace(/[\s\u00a0\u202f%]/g, "").replace(/\u2212/g, "-").replace(",", ".");
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}
