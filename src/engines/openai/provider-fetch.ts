/** More than the words of any part, each with its times. */
const ANSWER_MAX_BYTES = 16 * 1024 * 1024;

/** What the SDK says of itself. It takes more headers from the environment (`OPENAI_CUSTOM_HEADERS`): not ours to send. */
const OWN_HEADER = /^(accept|authorization|content-type|user-agent|x-stainless-.+)$/;

export class AnswerTooLargeError extends Error {}

/**
 * `fetch` as a provider is asked: no redirect is followed, for the key would go along; an answer has its limit; an error
 * comes in the form that the SDK reads.
 */
export async function providerFetch(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const own = [...new Headers(init?.headers)].filter(([name]) => OWN_HEADER.test(name));
  const response = await fetch(url, { ...init, headers: own, redirect: 'manual' });
  const { status, statusText, headers } = response;
  const bounded = new Response(response.body?.pipeThrough(limit(ANSWER_MAX_BYTES)) ?? null, {
    status,
    statusText,
    headers,
  });
  return response.ok
    ? bounded
    : new Response(openAiError(await bounded.text()), { status, statusText, headers });
}

function limit(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes <= maxBytes) controller.enqueue(chunk);
      else controller.error(new AnswerTooLargeError());
    },
  });
}

/** `{ detail }` of FastAPI and `{ message }` of others as `{ error }`; anything else as it is. */
function openAiError(body: string): string {
  const { error, detail, message } = parsed(body);
  const text = detail ?? message;
  return error === undefined && typeof text === 'string'
    ? JSON.stringify({ error: { message: text } })
    : body;
}

function parsed(body: string): Record<string, unknown> {
  try {
    return (JSON.parse(body) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
