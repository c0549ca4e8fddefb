import { cancelJob, getJob, getTranscript } from './api.js';
import { announce, complain, report } from './notices.js';
import { Parts, byId } from './parts.js';
import { Poller } from './poller.js';
import { Problem } from './problem.js';
import { copyText, saveFile } from './take-away.js';
import {
  formatBytes,
  formatDuration,
  formatOffset,
  formatRealTimeFactor,
  formatTime,
  hasEnded,
  speedOf,
  startOf,
  statusText,
} from './wording.js';

/**
 * @typedef {import('./api.js').Job} Job
 * @typedef {import('./api.js').Result} Result
 */

/** The extension of a format's files, where it is not the format's own name. */
const EXTENSIONS = /** @type {Readonly<Record<string, string>>} */ ({ text: 'txt' });

/** How long a button says that it has done its work. */
const THANKS_MS = 2000;

/** One job: how far it is, then its transcript. */
export class JobView {
  #parts = new Parts(byId('job-view'));
  #poller = new Poller((signal) => this.#refresh(signal), report);
  #id = '';
  /** @type {Job | null} */
  #job = null;

  constructor() {
    this.#parts.onClick('copy', () => void this.#copy().catch(complain));
    this.#parts.onClick('cancel', () => void cancelJob(this.#id).then(() => this.#poller.nudge(), complain));
    for (const button of this.#parts.root.querySelectorAll('button[data-format]')) {
      const { format = '' } = /** @type {HTMLElement} */ (button).dataset;
      button.addEventListener('click', () => void this.#download(format).catch(complain));
    }
  }

  /** @param {string} id */
  open(id) {
    this.#id = id;
    this.#job = null;
    this.#parts.text('name', '…');
    document.title = 'Steno';
    for (const name of ['status', 'line']) this.#parts.text(name, '');
    for (const name of ['segments', 'facts']) this.#parts.get(name).replaceChildren();
    for (const name of ['state', 'progress', 'failure', 'toolbar', 'cancel', 'silence', 'facts']) {
      this.#parts.show(name, false);
    }
    this.#parts.root.hidden = false;
    byId('job-heading').focus();
    this.#poller.start();
  }

  close() {
    this.#parts.root.hidden = true;
    this.#poller.stop();
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<import('./poller.js').Answer>}
   */
  async #refresh(signal) {
    const job = await this.#find(signal);
    const before = this.#job;
    this.#job = job;
    this.#show(job);
    if (before && hasEnded(job) && !hasEnded(before)) announce(`${job.audio.name}: ${statusText(job)}`);
    return hasEnded(job) ? 'ended' : 'moves';
  }

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<Job>}
   */
  async #find(signal) {
    try {
      return await getJob(this.#id, signal);
    } catch (error) {
      const isMissing = error instanceof Problem && error.code === 'job_not_found';
      if (isMissing && !this.#job && !signal.aborted) this.#parts.text('name', 'No such recording');
      throw error;
    }
  }

  /** @param {Job} job */
  #show(job) {
    document.title = `${job.audio.name} · Steno`;
    this.#parts.text('name', job.audio.name);
    this.#parts.get('status').dataset['status'] = job.status;
    this.#parts.text('status', statusText(job));
    this.#parts.text('line', lineOf(job));
    this.#parts.show('progress', job.status === 'started');
    this.#parts.get('progress', HTMLProgressElement).value = job.progress;
    for (const name of ['state', 'facts']) this.#parts.show(name, true);
    this.#parts.show('cancel', !hasEnded(job));
    this.#showFailure(job);
    this.#showFacts(job);
    if (job.result) this.#showTranscript(job.result);
  }

  /** @param {Job} job */
  #showFailure({ status, error, exc_info }) {
    this.#parts.show('failure', error !== null && status !== 'finished');
    this.#parts.text('failure-code', error?.code ?? '');
    this.#parts.text('failure-message', error?.message ?? '');
    this.#parts.text('failure-trace', exc_info ?? '');
  }

  /** @param {Result} result */
  #showTranscript({ segments }) {
    this.#parts.show('toolbar', true);
    this.#parts.show('silence', segments.length === 0);
    const items = segments.map(({ start, end, text }) => {
      const item = Parts.fromTemplate('segment');
      item.text('time', formatOffset(start));
      item.get('time').title = `${start.toFixed(2)} s to ${end.toFixed(2)} s`;
      item.text('text', text);
      return item.root;
    });
    this.#parts.get('segments').replaceChildren(...items);
  }

  /** @param {Job} job */
  #showFacts(job) {
    const items = factsOf(job).map(([term, value]) => {
      const item = Parts.fromTemplate('fact');
      item.text('term', term);
      item.text('value', value);
      return item.root;
    });
    this.#parts.get('facts').replaceChildren(...items);
  }

  async #copy() {
    await copyText(this.#job?.result?.text ?? '');
    this.#parts.text('copy', 'Copied');
    announce('The text is copied.');
    setTimeout(() => this.#parts.text('copy', 'Copy text'), THANKS_MS);
  }

  /** @param {string} format */
  async #download(format) {
    const stem = this.#job?.audio.name.replace(/\.[^.]{1,5}$/, '') || 'transcript';
    saveFile(await getTranscript(this.#id, format), `${stem}.${EXTENSIONS[format] ?? format}`);
  }
}

/** @param {Job} job */
function lineOf(job) {
  const { status, position, eta_seconds, retries_left, audio, error } = job;
  return [
    ...(audio.duration_seconds === null ? [] : [formatDuration(audio.duration_seconds)]),
    ...speedOf(job),
    ...(position === null ? [] : [position === 1 ? 'next in its queue' : `number ${position} in its queue`]),
    ...(eta_seconds === null ? [] : [`about ${formatDuration(eta_seconds)} left`]),
    ...startOf(job),
    ...(status === 'scheduled' && error
      ? [retries_left === 1 ? '1 retry left' : `${retries_left} retries left`]
      : []),
  ].join(' · ');
}

/**
 * @param {Job} job
 * @returns {[term: string, value: string][]}
 */
function factsOf({
  job_id,
  status,
  depends_on,
  audio,
  model,
  language,
  created_at,
  attempt,
  worker,
  result,
}) {
  const factor = result?.real_time_factor ?? null;
  return [
    ['Submitted', formatTime(created_at)],
    ...pair('Waits for', status === 'deferred' ? depends_on.join(', ') : null),
    ['Size', formatBytes(audio.bytes)],
    ['Model', `${model} (${language})`],
    ...pair('Processing time', result && `${result.processing_seconds.toFixed(2)} s`),
    ...pair('Real-time factor', factor === null ? null : formatRealTimeFactor(factor)),
    ...pair('Attempt', attempt > 1 ? String(attempt) : null),
    ...pair('Worker', worker),
    ['Job', job_id],
  ];
}

/**
 * @param {string} term
 * @param {string | null} value
 * @returns {[string, string][]}
 */
function pair(term, value) {
  return value === null ? [] : [[term, value]];
}
