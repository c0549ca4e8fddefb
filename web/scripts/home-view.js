import { listJobs, listQueues } from './api.js';
import { JobRow } from './job-row.js';
import { report } from './notices.js';
import { byId } from './parts.js';
import { Poller } from './poller.js';
import { authorization } from './session-key.js';
import { hasEnded } from './wording.js';

/**
 * @typedef {import('./api.js').Job} Job
 * @typedef {import('./api.js').JobPage} JobPage
 * @typedef {import('./api.js').Queue} Queue
 */

/** The list of jobs, a page at a time, and how much there is to do. */
export class HomeView {
  #list = byId('jobs');
  /** @type {Map<string, JobRow>} */
  #rows = new Map();
  /** The way here: where each page began. @type {(string | null)[]} */
  #cursors = [null];
  /** @type {string | null} */
  #nextCursor = null;
  #poller = new Poller((signal) => this.#refresh(signal), report);

  constructor() {
    byId('older').addEventListener('click', () => this.#turn([...this.#cursors, this.#nextCursor]));
    byId('newer').addEventListener('click', () => this.#turn(this.#cursors.slice(0, -1)));
  }

  open() {
    byId('home-view').hidden = false;
    document.title = 'Steno';
    this.#poller.start();
  }

  close() {
    byId('home-view').hidden = true;
    this.#poller.stop();
  }

  refresh() {
    this.#poller.nudge();
  }

  /** @param {(string | null)[]} cursors */
  #turn(cursors) {
    this.#cursors = cursors;
    this.#poller.start();
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<import('./poller.js').Answer>}
   */
  async #refresh(signal) {
    const cursor = this.#cursors.at(-1) ?? null;
    const [page, queues] = await Promise.all([listJobs(cursor, signal), listQueues(signal)]);
    this.#showPage(page);
    const counts = sumOf(queues);
    byId('queue-counts').textContent = counts.map(({ count, what }) => `${count} ${what}`).join(' · ');
    const moves =
      page.jobs.some((job) => !hasEnded(job)) || counts.some((total) => total.moves && total.count > 0);
    return moves ? 'moves' : 'rests';
  }

  /** @param {JobPage} page */
  #showPage({ jobs, next_cursor }) {
    this.#nextCursor = next_cursor;
    this.#showJobs(jobs);
    const isFirst = this.#cursors.length === 1;
    byId('curl-example').textContent = curlExample();
    byId('no-jobs').hidden = !(isFirst && jobs.length === 0);
    byId('pages').hidden = isFirst && next_cursor === null;
    byId('newer', HTMLButtonElement).disabled = isFirst;
    byId('older', HTMLButtonElement).disabled = next_cursor === null;
  }

  /**
   * Rows stay where they are: whoever tabs through the list keeps the place.
   *
   * @param {readonly Job[]} jobs
   */
  #showJobs(jobs) {
    const shown = new Set(jobs.map(({ job_id }) => job_id));
    for (const [id, row] of this.#rows) {
      if (shown.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    let place = this.#list.firstElementChild;
    for (const job of jobs) {
      const { element } = this.#rowOf(job);
      if (element === place) place = place.nextElementSibling;
      else this.#list.insertBefore(element, place);
    }
  }

  /** @param {Job} job */
  #rowOf(job) {
    const known = this.#rows.get(job.job_id);
    known?.update(job);
    const row = known ?? new JobRow(job, () => this.refresh());
    this.#rows.set(job.job_id, row);
    return row;
  }
}

/** With the key as whoever started the service has it, where one is needed. */
function curlExample() {
  const key = authorization()['authorization'] === undefined ? '' : '-H "Authorization: Bearer $ADMIN_KEY" ';
  return `curl ${key}-F file=@recording.mp3 ${new URL('v1/jobs', document.baseURI).href}`;
}

/**
 * Of all queues.
 *
 * @param {readonly Queue[]} queues
 */
function sumOf(queues) {
  const total = (/** @type {(keyof Queue)[]} */ ...fields) =>
    queues.reduce((sum, queue) => sum + fields.reduce((count, field) => count + queue[field], 0), 0);
  return [
    { what: 'waiting', count: total('queued_count', 'scheduled_count', 'deferred_count'), moves: true },
    { what: 'running', count: total('started_count'), moves: true },
    { what: 'done', count: total('finished_count'), moves: false },
    { what: 'failed', count: total('failed_count'), moves: false },
    { what: 'canceled', count: total('canceled_count'), moves: false },
  ].filter(({ what, count }) => count > 0 || what === 'waiting' || what === 'running');
}
