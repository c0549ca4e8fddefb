/**
 * Whisper reads 224 tokens of a prompt. Rare words and names have one for about every three letters, and other scripts
 * one for about every three bytes: 200 tokens.
 */
const PROMPT_MAX_BYTES = 600;

/**
 * Terms as a prompt, which has a model write them as they stand there: the first ones, as many as there is room for.
 * Empty without any.
 */
export function promptOf(terms: readonly string[]): string {
  let prompt = '';
  for (const term of terms) {
    const longer = prompt === '' ? term : `${prompt}, ${term}`;
    if (Buffer.byteLength(longer) > PROMPT_MAX_BYTES) break;
    prompt = longer;
  }
  return prompt;
}
