/** How jobs and figures are put into words. */

/**
 * @typedef {import('./api.js').Job} Job
 * @typedef {import('./api.js').Status} Status
 */

/** @type {Readonly<Record<Status, string>>} */
const STATUS_WORDS = {
  deferred: 'Waits for other jobs',
  scheduled: 'Waits for its time',
  queued: 'Waiting',
  started: 'Transcribing',
  finished: 'Done',
  failed: 'Failed',
  canceled: 'Canceled',
};

/** @param {Job} job */
export function statusText(job) {
  if (job.status === 'scheduled' && job.error) return 'Tries again soon';
  if (job.status === 'started') return `${STATUS_WORDS.started} ${Math.floor(job.progress * 100)} %`;
  return STATUS_WORDS[job.status];
}

/**
 * When a job that waits for its time has it.
 *
 * @param {Job} job
 * @returns {string[]}
 */
export function startOf({ scheduled_at }) {
  return scheduled_at === null ? [] : [`starts ${formatTime(scheduled_at)}`];
}

/** @param {Job} job */
export function hasEnded({ status }) {
  return status === 'finished' || status === 'failed' || status === 'canceled';
}

/**
 * Processing time by duration: below 1 is faster than the recording plays. Lists do not carry it: there it is the
 * time of the attempt that finished the job.
 *
 * @param {Job} job
 * @returns {number | null}
 */
function realTimeFactor({ status, result, started_at, ended_at, audio: { duration_seconds } }) {
  if (status !== 'finished' || !duration_seconds) return null;
  if (result) return result.real_time_factor;
  if (started_at === null || ended_at === null) return null;
  return (Date.parse(ended_at) - Date.parse(started_at)) / 1000 / duration_seconds;
}

/** @param {number} factor real-time factor, such as 0.048 */
export function formatRealTimeFactor(factor) {
  return factor.toFixed(factor < 0.1 ? 3 : 2);
}

/**
 * The same the other way round, which says more to most people.
 *
 * @param {Job} job
 * @returns {string[]} `21 × real time`; nothing while it is not known
 */
export function speedOf(job) {
  const factor = realTimeFactor(job);
  if (!factor) return [];
  return [`${Number((1 / factor).toPrecision(2))} × real time`];
}

/** @param {number} seconds as `3:05` or `1:02:03` */
export function formatDuration(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/** @param {number} seconds from the start, rounded down: a player that seeks there misses nothing */
export function formatOffset(seconds) {
  return formatDuration(Math.floor(seconds));
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** @param {number} bytes */
export function formatBytes(bytes) {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), BYTE_UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${BYTE_UNITS[power]}`;
}

/** @type {readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][]} */
const AGE_UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

const ageFormat = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const timeFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** @param {string} iso */
export function formatAge(iso) {
  const seconds = Math.max(0, (Date.now() - Date.parse(iso)) / 1000);
  const [unit, size] = AGE_UNITS.find(([, unitSeconds]) => seconds >= unitSeconds) ?? ['second', 1];
  return unit === 'second' ? 'just now' : ageFormat.format(-Math.floor(seconds / size), unit);
}

/** @param {string} iso */
export function formatTime(iso) {
  return timeFormat.format(new Date(iso));
}
