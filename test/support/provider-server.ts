import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { audibleStretches, readWav, type Stretch } from './heard-audio.js';

/** What goes wrong with one request. */
export type Fault =
  | {
      readonly type: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The connection is reset before a byte of the answer. */
  | { readonly type: 'reset' }
  /** The connection is reset in the middle of the answer. */
  | { readonly type: 'cut' }
  /** No answer, ever. */
  | { readonly type: 'hang' }
  /** The head of an answer, and nothing after it. */
  | { readonly type: 'stall' }
  /** The ordinary answer, when this has settled. */
  | { readonly type: 'slow'; readonly until: Promise<unknown> };

/** A request for a transcription, as it arrived. */
export interface ProviderRequest {
  readonly authorization: string | undefined;
  readonly headers: readonly string[];
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly seconds: number;
  /** When it had arrived, in milliseconds. */
  readonly at: number;
  /** Settles when the client hangs up before it is answered. */
  readonly hungUp: Promise<void>;
}

export interface ProviderOptions {
  /** Default 25 MiB, as OpenAI. */
  readonly maxFileBytes?: number;
}

const MODELS: ReadonlySet<string> = new Set(['whisper-1', 'gpt-4o-transcribe']);
const FIELDS =
  /^(file|model|language|prompt|response_format|temperature|stream|timestamp_granularities\[\]|include\[\]|chunking_strategy)$/;

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly param: string | null,
    readonly code: string | null = null,
  ) {
    super(message);
  }
}

/**
 * A server with OpenAI's transcription API, as strict as OpenAI is: it knows its key, models and fields. It does not
 * understand what it hears, but it hears when somebody speaks: each stretch of sound is a sentence of its own.
 */
export class ProviderServer {
  readonly requests: ProviderRequest[] = [];
  /** The next requests meet these, in order. */
  readonly faults: Fault[] = [];
  /** Requests that were under way at once, at most. */
  mostAtOnce = 0;
  private atOnce = 0;
  private readonly hangs = new AbortController();

  private constructor(
    private readonly server: FastifyInstance,
    readonly key: string,
    private readonly options: ProviderOptions,
  ) {}

  static async start(key: string, options: ProviderOptions = {}): Promise<ProviderServer> {
    const fastify = Fastify({ forceCloseConnections: true });
    const provider = new ProviderServer(fastify, key, options);
    await fastify.register(multipart, { limits: { fileSize: Infinity, fieldSize: 1024 * 1024 } });
    fastify.setErrorHandler((error, _request, reply) => answerError(error, reply));
    fastify.post('/v1/audio/transcriptions', (request, reply) => provider.transcribe(request, reply));
    await fastify.listen({ host: '127.0.0.1', port: 0 });
    return provider;
  }

  get baseUrl(): string {
    return `${this.server.listeningOrigin}/v1`;
  }

  async close(): Promise<void> {
    this.hangs.abort();
    await this.server.close();
  }

  private async transcribe(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    try {
      const { fields, file, ...about } = await readForm(request);
      const { seconds, samples } = readWav(file);
      const hungUp = once(request.raw.socket, 'close').then(() => undefined);
      const { authorization } = request.headers;
      this.requests.push({
        ...about,
        authorization,
        headers: Object.keys(request.headers),
        fields,
        bytes: file.length,
        seconds,
        at: Date.now(),
        hungUp,
      });
      if (await this.goesWrong(this.faults.shift(), reply)) return await reply;
      this.admit(request, fields, file.length);
      return answerOf(fields, seconds, audibleStretches(samples));
    } finally {
      this.atOnce -= 1;
    }
  }

  /** Whether there is no ordinary answer any more. */
  private async goesWrong(fault: Fault | undefined, reply: FastifyReply): Promise<boolean> {
    switch (fault?.type) {
      case undefined:
        return false;
      case 'slow':
        await fault.until;
        return false;
      case 'answer':
        await reply
          .status(fault.status)
          .headers({ 'content-type': 'application/json', ...fault.headers })
          .send(typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body ?? {}));
        return true;
      case 'reset':
        reply.hijack();
        reply.raw.socket?.resetAndDestroy();
        return true;
      case 'cut':
        reply.hijack();
        reply.raw.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        reply.raw.write('{"text":"For the');
        await pause(20);
        reply.raw.socket?.resetAndDestroy();
        return true;
      case 'stall':
        reply.hijack();
        reply.raw.writeHead(200, { 'content-type': 'application/json' });
        reply.raw.write('{"text":');
        await once(reply.raw, 'close');
        return true;
      case 'hang':
        reply.hijack();
        await Promise.race([once(this.hangs.signal, 'abort'), once(reply.raw, 'close')]);
        return true;
    }
  }

  /** Says no as OpenAI does; the key that it was given is in what it says of it, as a careless server has it. */
  private admit(request: FastifyRequest, fields: ProviderRequest['fields'], bytes: number): void {
    const { authorization = '' } = request.headers;
    if (authorization !== `Bearer ${this.key}`) {
      throw new Refusal(
        401,
        `Incorrect API key provided: ${authorization.slice(7)}.`,
        null,
        'invalid_api_key',
      );
    }
    const model = fields['model']?.[0];
    if (model === undefined) throw new Refusal(400, 'you must provide a model parameter', 'model');
    if (!MODELS.has(model)) {
      throw new Refusal(404, `The model '${model}' does not exist`, null, 'model_not_found');
    }
    const unknown = Object.keys(fields).find((name) => !FIELDS.test(name));
    if (unknown !== undefined) throw new Refusal(400, `Unrecognized request argument: ${unknown}`, unknown);
    const format = fields['response_format']?.[0] ?? 'json';
    if (format === 'verbose_json' && model.startsWith('gpt-')) {
      const message = `response_format 'verbose_json' is not compatible with model '${model}'.`;
      throw new Refusal(400, message, 'response_format', 'unsupported_value');
    }
    if (fields['timestamp_granularities[]'] && format !== 'verbose_json') {
      throw new Refusal(400, 'timestamp_granularities needs verbose_json', 'timestamp_granularities');
    }
    if (bytes > (this.options.maxFileBytes ?? 25 * 1024 * 1024)) {
      throw new Refusal(413, `Maximum content size limit exceeded (${bytes} bytes read)`, null);
    }
  }
}

async function readForm(request: FastifyRequest) {
  const fields: Record<string, string[]> = {};
  let upload: { file: Buffer; fileName: string; contentType: string } | undefined;
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      upload = { file: await part.toBuffer(), fileName: part.filename, contentType: part.mimetype };
    } else {
      (fields[part.fieldname] ??= []).push(String(part.value));
    }
  }
  if (!upload) throw new Refusal(400, 'file is a required parameter', 'file');
  return { fields, ...upload };
}

/** Sounds said as text: what a stretch holds is told by its number alone. */
function answerOf(fields: ProviderRequest['fields'], seconds: number, stretches: readonly Stretch[]) {
  const sentences = stretches.map((stretch, id) => ({ id, ...stretch, text: ` Sentence ${id + 1}.` }));
  const text = sentences
    .map((sentence) => sentence.text)
    .join('')
    .trim();
  const usage = { type: 'duration', seconds: Math.ceil(seconds) };
  if (fields['response_format']?.[0] !== 'verbose_json') return { text, usage };
  const segments = sentences.map((sentence) => ({
    ...sentence,
    seek: 0,
    tokens: [50_364],
    temperature: 0,
    avg_logprob: -0.3,
    compression_ratio: 1.2,
    no_speech_prob: 0.01,
  }));
  const words = sentences.flatMap(({ id, start, end }) => [
    { word: 'Sentence', start, end: (start + end) / 2 },
    { word: String(id + 1), start: (start + end) / 2, end },
  ]);
  const wanted = fields['timestamp_granularities[]'] ?? ['segment'];
  return {
    task: 'transcribe',
    language: 'english',
    duration: seconds,
    text,
    segments,
    ...(wanted.includes('word') && { words }),
    usage,
  };
}

async function answerError(error: unknown, reply: FastifyReply): Promise<void> {
  const refusal = error instanceof Refusal ? error : new Refusal(500, String(error), null);
  const { status, message, param, code } = refusal;
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  await reply.status(status).send({ error: { message, type, param, code } });
}
