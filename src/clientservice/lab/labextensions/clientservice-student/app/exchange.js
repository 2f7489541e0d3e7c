// nbgrader's exchange, through the server extension that its own assignment list uses. Where none is set up: null.

import { config, headers } from "./session.js";

export class Exchange {
  constructor(course) {
    this.course = course;
  }

  /** The exchange's course of one edition. */
  courseOf(lang) {
    return this.course.exchange?.courses[lang];
  }

  get configured() {
    return Boolean(this.course.exchange);
  }

  /** @returns {Promise<object[] | null>} what nbgrader lists for this edition */
  async list(lang) {
    if (!this.configured) return null;
    const answer = await this.ask(`assignments?course_id=${encodeURIComponent(this.courseOf(lang))}`);
    return answer.success ? answer.value : null;
  }

  /** `action` is "fetch", "submit" or "fetch_feedback". Rejects with nbgrader's own words where it refuses. */
  async act(action, assignment, lang) {
    const body = JSON.stringify({ assignment_id: assignment, course_id: this.courseOf(lang) });
    const answer = await this.ask(`assignments/${action}`, { method: "POST", body });
    if (!answer.success) throw new Error(answer.value ?? "");
    return answer.value;
  }

  async ask(path, options = {}) {
    const answer = await fetch(new URL(path, new URL(config.baseUrl, location.href)), { credentials: "same-origin", headers: headers(), ...options });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }
}

/** What became of one assignment: {state: "released" | "here" | "submitted" | "feedback", at, page}. */
export function stateOf(listed, id, present) {
  const own = (listed ?? []).filter((entry) => entry.assignment_id === id);
  const submissions = own.flatMap((entry) => entry.submissions ?? []).sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
  const marked = submissions.filter((one) => one.has_local_feedback || one.has_exchange_feedback).at(-1);
  if (marked) return { state: "feedback", at: moment(marked), page: marked.has_local_feedback ? marked.local_feedback_path : null };
  if (submissions.length) return { state: "submitted", at: moment(submissions.at(-1)) };
  if (present) return { state: "here" };
  return own.some((entry) => entry.status === "released") ? { state: "released" } : null;
}

/** nbgrader writes "2026-04-28 16:04:00.000000 UTC". */
function moment({ timestamp }) {
  const when = new Date(timestamp.replace(" UTC", "Z").replace(" ", "T").replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(when.getTime()) ? null : when;
}

/** "28 April, 19:04" as the language writes it. */
export function dayAndTime(lang, when) {
  const form = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return when ? new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, form).format(when) : "";
}
