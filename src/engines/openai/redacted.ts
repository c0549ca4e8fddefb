/** So many characters in a row of a secret are too many. */
const FRAGMENT_LENGTH = 8;

/** What is shorter is no secret. */
const SECRET_MIN_LENGTH = 4;

const SHOWN_LENGTH = 300;

/** What somebody else said, on one short line, without the secret or any longer piece of it. */
export function redacted(text: string, secret: string): string {
  const line = text
    .slice(0, 4 * SHOWN_LENGTH)
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
  const shown = secret.length < SECRET_MIN_LENGTH ? line : withoutFragments(line, secret);
  return shown.length > SHOWN_LENGTH ? `${shown.slice(0, SHOWN_LENGTH)}…` : shown;
}

function withoutFragments(text: string, secret: string): string {
  const fragment = Math.min(FRAGMENT_LENGTH, secret.length);
  let shown = '';
  for (let at = 0; at < text.length;) {
    let end = at;
    while (end < text.length && secret.includes(text.slice(at, end + 1))) end += 1;
    const isSecret = end - at >= fragment;
    shown += isSecret ? '(secret)' : text.charAt(at);
    at = isSecret ? end : at + 1;
  }
  return shown;
}
