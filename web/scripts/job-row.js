import { cancelJob } from './api.js';
import { announce, complain } from './notices.js';
import { Parts } from './parts.js';
import {
  formatAge,
  formatBytes,
  formatDuration,
  formatTime,
  hasEnded,
  speedOf,
  startOf,
  statusText,
} from './wording.js';

/** @typedef {import('./api.js').Job} Job */

/** One job in the list. */
export class JobRow {
  #parts = Parts.fromTemplate('job-row');
  #job;

  /**
   * @param {Job} job
   * @param {() => void} onCanceled
   */
  constructor(job, onCanceled) {
    this.#job = job;
    const link = this.#parts.get('link', HTMLAnchorElement);
    link.href = `#/jobs/${job.job_id}`;
    this.#parts.text('name', job.audio.name);
    const created = this.#parts.get('created', HTMLTimeElement);
    created.dateTime = job.created_at;
    created.title = formatTime(job.created_at);
    this.#parts.get('cancel').ariaLabel = `Cancel ${job.audio.name}`;
    this.#parts.onClick('cancel', () => void cancelJob(job.job_id).then(onCanceled, complain));
    this.#show(job);
  }

  get element() {
    return this.#parts.root;
  }

  /** @param {Job} job */
  update(job) {
    if (hasEnded(job) && !hasEnded(this.#job)) announce(`${job.audio.name}: ${statusText(job)}`);
    this.#job = job;
    this.#show(job);
  }

  /** @param {Job} job */
  #show(job) {
    this.#parts.get('status').dataset['status'] = job.status;
    this.#parts.text('status', statusText(job));
    this.#parts.text('line', lineOf(job));
    this.#parts.text('created', formatAge(job.created_at));
    this.#parts.show('cancel', !hasEnded(job));
    this.#parts.show('progress', job.status === 'started');
    this.#parts.get('progress', HTMLProgressElement).value = job.progress;
    this.#parts.show('problem', job.error !== null && job.status !== 'finished');
    this.#parts.text('code', job.error?.code ?? '');
    this.#parts.text('message', job.error?.message ?? '');
  }
}

/** @param {Job} job */
function lineOf(job) {
  const { duration_seconds, bytes } = job.audio;
  return [
    duration_seconds === null ? formatBytes(bytes) : formatDuration(duration_seconds),
    ...speedOf(job),
    ...startOf(job),
  ].join(' · ');
}
