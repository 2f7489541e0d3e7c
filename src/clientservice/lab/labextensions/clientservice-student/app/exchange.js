// nbgrader's exchange, through the server extension that its own assignment list uses.

import { ask } from "./session.js";

export class Exchange {
  constructor(course) {
    this.courses = course.exchange?.courses ?? {}; // language → the exchange's course
  }

  get configured() {
    return Object.keys(this.courses).length > 0;
  }

  /** What nbgrader lists for all editions. Rejects where the exchange is out of reach. */
  async list() {
    const answers = await Promise.all(Object.values(this.courses).map((id) => ask(`assignments?course_id=${encodeURIComponent(id)}`)));
    return answers.flatMap(valueOf);
  }

  /** Hand in what lies in the working folder. Rejects with nbgrader's own words where it refuses. */
  submit(assignment, lang) {
    return this.act("submit", assignment, this.courses[lang]);
  }

  /** nbgrader does not say that it could not fetch; but then the assignment is not there afterwards. */
  async fetch(assignment, course) {
    const listed = await this.act("fetch", assignment, course);
    if (!listed.some((entry) => entry.assignment_id === assignment && entry.status === "fetched")) throw new Error("not fetched");
  }

  /** The same with feedback: what was there to fetch must lie here afterwards. */
  async fetchFeedback(assignment, course) {
    const listed = await this.act("fetch_feedback", assignment, course);
    const { page } = stateOf(listed, assignment, true, course) ?? {};
    if (!page) throw new Error("no feedback");
    return page;
  }

  async act(action, assignment, course) {
    const body = JSON.stringify({ assignment_id: assignment, course_id: course });
    return valueOf(await ask(`assignments/${action}`, { method: "POST", body }));
  }
}

function valueOf(answer) {
  if (!answer.success) throw new Error(String(answer.value ?? "").replace(/\s+\n\s*|\n\s{8,}/g, "\n"));
  return answer.value;
}

/**
 * What became of one assignment.
 *
 * @param listed what nbgrader lists
 * @param present whether it lies in the working folder
 * @param preferred the exchange's course of the page's language
 * @returns {{state: "released" | "here" | "submitted" | "feedback", at: Date?, course: string?, page: string?,
 *   waiting: boolean} | null} `at`: the last time it was handed in; `page`: the newest feedback that lies here;
 *   `waiting`: there is feedback to fetch
 */
export function stateOf(listed, id, present, preferred) {
  const own = listed.filter((entry) => entry.assignment_id === id);
  const submissions = own.flatMap((entry) => entry.submissions ?? []).sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
  const marked = submissions.filter((one) => one.has_local_feedback || one.has_exchange_feedback).at(-1);
  const last = submissions.at(-1);
  if (last) {
    const waiting = Boolean(marked && (!marked.has_local_feedback || marked.feedback_updated));
    const page = marked && !waiting ? pageOf(marked) : null;
    return { state: marked === last ? "feedback" : "submitted", at: moment(last), course: (marked ?? last).course_id, page, waiting };
  }
  if (present || own.some((entry) => entry.status === "fetched")) return { state: "here", waiting: false };
  const released = own.filter((entry) => entry.status === "released");
  const offered = released.find((entry) => entry.course_id === preferred) ?? released[0];
  return offered ? { state: "released", course: offered.course_id, waiting: false } : null;
}

/** The feedback's page. A submission's own path is a folder, with one page for each notebook in it. */
function pageOf(submission) {
  const { assignment_id: id, local_feedback_path: folder, notebooks } = submission;
  const { notebook_id: name } = notebooks.find((one) => one.notebook_id === id) ?? notebooks[0];
  return `${folder}/${name}.html`;
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
