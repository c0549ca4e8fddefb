import { setFlagsFromString } from 'node:v8';
import type { SoughtTerm } from '../transcription/ports/speech-engine.js';
import type {
  Recognition,
  RecogniserReply,
  RecogniserRequest,
  SentUtterance,
  TermList,
} from './recogniser-messages.js';

/** The terms with an id that a segment of the batch has, from the worker. One call at a time for each id. */
export type TermsOf = (id: string) => Promise<readonly SoughtTerm[]>;

/** A model that is ready to decode. */
export interface LoadedModel {
  /** What is said in each, in their order. A failure fails the batch, not the process. */
  decode(
    batch: readonly SentUtterance[],
    termsOf: TermsOf,
  ): readonly Recognition[] | Promise<readonly Recognition[]>;
}

/**
 * Networks put out more in a second than the whole heap has, beside it, which V8 takes for growth: it would search the heap
 * for garbage again and again. It may double before, as a worker's: docs/adr/0004.
 */
const HEAP_GROWTH = '--heap-growing-percent=100';
/**
 * V8 forgets the bytecode of what has not run for some searches of the heap, and networks bring on so many that it would
 * compile what runs once for a segment again and again.
 */
const KEPT_CODE = '--no-flush-bytecode';

/**
 * Makes this process a recogniser: it loads one model, keeps it warm and decodes what its worker sends, one batch at a
 * time. It lives as long as its worker: it ends when the channel closes. Signals that a terminal or a service manager
 * sends to the whole group are the worker's to handle, it must be able to finish its jobs.
 */
export function serveRecogniser(load: (config: unknown) => LoadedModel | Promise<LoadedModel>): void {
  for (const flag of [HEAP_GROWTH, KEPT_CODE]) setFlagsFromString(flag);
  let model: LoadedModel | null = null;
  const wanted = new Map<string, (terms: readonly SoughtTerm[]) => void>();
  const reply = (message: RecogniserReply): void => void process.send?.(message);
  const termsOf: TermsOf = (id) =>
    new Promise((resolve) => {
      wanted.set(id, resolve);
      reply({ type: 'wants-terms', id });
    });
  const receive = ({ id, terms }: TermList): void => {
    wanted.get(id)?.(terms);
    wanted.delete(id);
  };

  async function answer(request: Exclude<RecogniserRequest, { type: 'terms' }>): Promise<RecogniserReply> {
    try {
      if (request.type === 'load') {
        model = await load(request.config);
        return { type: 'loaded', rssBytes: process.memoryUsage.rss() };
      }
      if (!model) throw new Error('no model is loaded');
      const recognised = await model.decode(request.batch, termsOf);
      return { type: 'decoded', recognised, rssBytes: process.memoryUsage.rss() };
    } catch (error) {
      return { type: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  process.on('disconnect', () => process.exit());
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.on('message', (request: RecogniserRequest) => {
    if (request.type === 'terms') receive(request.list);
    else void answer(request).then(reply);
  });
}
