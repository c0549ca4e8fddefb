import { Problem } from './problem.js';
import { askForKey, authorization } from './session-key.js';

/**
 * What the page reads of a job; `/docs` describes every field.
 *
 * @typedef {'deferred' | 'scheduled' | 'queued' | 'started' | 'finished' | 'failed' | 'canceled'} Status
 * @typedef {{ index: number, start: number, end: number, text: string, channel: number }} Segment
 * @typedef {{ text: string, language: string, processing_seconds: number, real_time_factor: number | null,
 *   segments: Segment[] }} Result
 * @typedef {{ job_id: string, status: Status, priority: string, created_at: string, started_at: string | null,
 *   ended_at: string | null, progress: number, position: number | null, eta_seconds: number | null,
 *   attempt: number, retries_left: number, depends_on: string[], scheduled_at: string | null, worker: string | null, model: string, language: string,
 *   audio: { name: string, bytes: number, duration_seconds: number | null }, result: Result | null,
 *   error: { code: string, message: string } | null, exc_info: string | null }} Job
 * @typedef {{ jobs: Job[], next_cursor: string | null }} JobPage
 * @typedef {{ queued_count: number, started_count: number, finished_count: number, failed_count: number,
 *   deferred_count: number, scheduled_count: number, canceled_count: number }} Queue
 */

const JOBS_ON_PAGE = 20;

/**
 * @param {string | null} cursor null for the newest
 * @param {AbortSignal} signal
 * @returns {Promise<JobPage>}
 */
export async function listJobs(cursor, signal) {
  const query = new URLSearchParams({ limit: String(JOBS_ON_PAGE), ...(cursor !== null && { cursor }) });
  return await (await request(`v1/jobs?${query}`, { signal })).json();
}

/**
 * @param {string} id
 * @param {AbortSignal} signal
 * @returns {Promise<Job>}
 */
export async function getJob(id, signal) {
  return await (await request(pathOf(id), { signal })).json();
}

/** @param {string} id */
export async function cancelJob(id) {
  await request(`${pathOf(id)}/cancel`, { method: 'POST' });
}

/**
 * @param {string} id
 * @param {string} format
 * @returns {Promise<Blob>}
 */
export async function getTranscript(id, format) {
  return await (await request(`${pathOf(id)}/transcript?format=${format}`)).blob();
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<Queue[]>}
 */
export async function listQueues(signal) {
  return (await (await request('v1/queues', { signal })).json()).queues;
}

/** @param {string} id */
function pathOf(id) {
  return `v1/jobs/${encodeURIComponent(id)}`;
}

/**
 * A successful answer, after asking for the key where one is needed. Paths are relative to the page, which may be
 * served below another path.
 *
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
async function request(path, init = {}) {
  for (;;) {
    const headers = authorization();
    const response = await fetch(path, { ...init, headers }).catch((error) => {
      throw init.signal?.aborted ? error : Problem.unreachable();
    });
    if (response.ok) return response;
    if (response.status !== 401) throw Problem.fromAnswer(response.status, await response.text());
    await askForKey(headers);
  }
}
