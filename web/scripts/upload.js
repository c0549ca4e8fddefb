import { Problem } from './problem.js';
import { askForKey, authorization } from './session-key.js';

/** @typedef {import('./api.js').Job} Job */

/**
 * Sends a recording and returns its job. The same `jobId` again is the same job: trying again makes no second one.
 *
 * @param {File} file
 * @param {string} jobId
 * @param {{ signal: AbortSignal, onProgress: (share: number) => void }} options share of the file that is sent, 0–1
 * @returns {Promise<Job>}
 */
export async function upload(file, jobId, options) {
  for (;;) {
    const headers = authorization();
    const { status, body } = await post(form(file, jobId), headers, options);
    if (status === 200 || status === 202) return JSON.parse(body);
    if (status !== 401) throw Problem.fromAnswer(status, body);
    await askForKey(headers);
  }
}

/** `crypto.randomUUID` is there on https and localhost only. */
export function newJobId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {File} file
 * @param {string} jobId
 */
function form(file, jobId) {
  const data = new FormData();
  data.append('job_id', jobId);
  data.append('file', file);
  return data;
}

/**
 * `fetch` cannot tell how much it has sent; XMLHttpRequest can.
 *
 * @param {FormData} data
 * @param {Record<string, string>} headers
 * @param {{ signal: AbortSignal, onProgress: (share: number) => void }} options
 * @returns {Promise<{ status: number, body: string }>}
 */
function post(data, headers, { signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', 'v1/jobs');
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total > 0 ? loaded / total : 0),
    );
    request.addEventListener('load', () => resolve({ status: request.status, body: request.responseText }));
    request.addEventListener('error', () => reject(cut()));
    request.addEventListener('abort', () =>
      reject(new Problem('upload_canceled', 'The upload was called off.')),
    );
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(data);
  });
}

/** A service that refuses a large upload answers and closes; a browser that is still sending shows only the latter. */
function cut() {
  return new Problem(
    'upload_cut',
    'The connection was closed before the whole file was sent: Steno has stopped, or the file is too large for it.',
  );
}
