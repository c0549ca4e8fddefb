import { Parts, byId } from './parts.js';
import { Problem } from './problem.js';

/** @type {unknown} */
let polled;
/** @type {unknown} */
let done;

/**
 * Shows what went wrong in asking for what the page shows; undefined: all is well again.
 *
 * @param {unknown} failure
 */
export function report(failure) {
  polled = failure;
  show(done ?? polled);
}

/**
 * Shows what went wrong with something that the visitor did. It stays, whatever is asked for meanwhile, until they go
 * elsewhere or do something else; undefined: they did.
 *
 * @param {unknown} failure
 */
export function complain(failure) {
  done = failure;
  show(done ?? polled);
}

/** @param {unknown} failure */
function show(failure) {
  const notice = new Parts(byId('notice'));
  const { code, message } = failure === undefined ? { code: '', message: '' } : Problem.from(failure);
  notice.text('code', code);
  notice.text('message', message);
  notice.root.hidden = failure === undefined;
}

/**
 * Tells those who listen to the page what those who look at it see.
 *
 * @param {string} text
 */
export function announce(text) {
  byId('announcer').textContent = text;
}
