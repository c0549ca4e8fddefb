import { Parts, byId } from './parts.js';
import { Problem } from './problem.js';

/**
 * Shows what went wrong; undefined: all is well again.
 *
 * @param {unknown} failure
 */
export function report(failure) {
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
