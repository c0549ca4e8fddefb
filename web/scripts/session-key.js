import { byId } from './parts.js';

const STORAGE_KEY = 'steno.key';

/** What a header carries: with anything else in it nothing would be sent. The service takes no other `ADMIN_KEY`. */
const SENDABLE = /^[!-~]+$/;

/** @type {Promise<void> | null} */
let asking = null;

/** The headers that let a request in. Without a key the service answers its own machine. */
export function authorization() {
  const key = sessionStorage.getItem(STORAGE_KEY);
  /** @type {Record<string, string>} */
  const headers = key === null ? {} : { authorization: `Bearer ${key}` };
  return headers;
}

/**
 * Asks for the key; resolves when there is one to try. Requests that are refused at the same time ask once.
 *
 * @param {Record<string, string>} refused the headers that were not let in
 */
export async function askForKey(refused) {
  if (authorization()['authorization'] !== refused['authorization']) return;
  asking ??= readKey(refused['authorization'] !== undefined).finally(() => {
    asking = null;
  });
  await asking;
}

/** @param {boolean} wasRefused */
async function readKey(wasRefused) {
  const form = byId('key-form', HTMLFormElement);
  const input = byId('key', HTMLInputElement);
  document.body.classList.add('locked');
  byId('key-view').hidden = false;
  showRefusal(wasRefused ? 'Steno does not know that key.' : '');
  input.focus();
  await untilSubmitted(form);
  let key = input.value.trim();
  while (!SENDABLE.test(key)) {
    showRefusal(
      'That cannot be the key: one has letters from A to Z, digits and signs, without accents or spaces.',
    );
    input.select();
    await untilSubmitted(form);
    key = input.value.trim();
  }
  sessionStorage.setItem(STORAGE_KEY, key);
  form.reset();
  byId('key-view').hidden = true;
  document.body.classList.remove('locked');
}

/** @param {string} why */
function showRefusal(why) {
  const refusal = byId('key-refusal');
  refusal.textContent = why;
  refusal.hidden = why === '';
}

/** @param {HTMLFormElement} form */
async function untilSubmitted(form) {
  await new Promise((resolve) => {
    const take = (/** @type {Event} */ event) => {
      event.preventDefault();
      resolve(undefined);
    };
    form.addEventListener('submit', take, { once: true });
  });
}
