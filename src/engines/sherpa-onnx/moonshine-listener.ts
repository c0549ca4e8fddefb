import { createRequire } from 'node:module';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { MoonshineTokens } from './moonshine-tokens.js';
import type { OfflineRecognizerConfig } from './sherpa-onnx.js';

type Runtime = typeof import('onnxruntime-node');

const START = 1;
const END = 2;
/** Of past tokens, when there are none: batch, heads, tokens, width. */
const HEADS = 8;
const HEAD_WIDTH = 36;

/** Pieces after the place where two texts differ that still tell which of them goes on better. */
const PIECES_AFTER = 6;

/**
 * Tells how likely Moonshine finds a text to be what is said, which sherpa-onnx cannot: the same network, run over given
 * texts in one pass. Loaded in a recogniser process when it is first needed, for another 100 MB.
 */
export class MoonshineListener {
  private constructor(
    private readonly runtime: Runtime,
    private readonly encoder: InferenceSession,
    private readonly decoder: InferenceSession,
    private readonly tokens: MoonshineTokens,
  ) {}

  static async load({ modelConfig }: OfflineRecognizerConfig): Promise<MoonshineListener> {
    const runtime = createRequire(import.meta.url)('onnxruntime-node') as Runtime;
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' } as const;
    const { encoder, mergedDecoder } = modelConfig.moonshine;
    return new MoonshineListener(
      runtime,
      await runtime.InferenceSession.create(encoder, options),
      await runtime.InferenceSession.create(mergedDecoder, options),
      new MoonshineTokens(modelConfig.tokens),
    );
  }

  /** How much likelier than `heard` each text is, as a difference in log likelihood, in nats. */
  async compare(samples: Float32Array, heard: string, texts: readonly string[]): Promise<number[]> {
    const base = [...this.tokens.encode(heard), END];
    const others = texts.map((text) => differenceOf(base, [...this.tokens.encode(text), END]));
    const baseLength = Math.max(...others.map((other) => other.baseEnd));
    const rows = [base.slice(0, baseLength), ...others.map(({ text, end }) => text.slice(0, end))];
    const [ofBase = [], ...ofOthers] = await this.logLikelihoods(samples, rows);
    return others.map(({ start, end, baseEnd }, index) => {
      const row = ofOthers[index] ?? [];
      return sum(row.slice(start, end)) - sum(ofBase.slice(start, baseEnd));
    });
  }

  /** Of each token of each row, given those before it. */
  private async logLikelihoods(
    samples: Float32Array,
    rows: readonly (readonly number[])[],
  ): Promise<number[][]> {
    const { Tensor: Values } = this.runtime;
    const length = Math.max(...rows.map((row) => row.length));
    const ids = new BigInt64Array(rows.length * length).fill(BigInt(END));
    for (const [index, row] of rows.entries()) {
      for (const [at, id] of [START, ...row.slice(0, -1)].entries()) ids[index * length + at] = BigInt(id);
    }
    const heard = await this.encoder.run({
      input_values: new Values('float32', samples, [1, samples.length]),
    });
    const { logits } = await this.decoder.run({
      input_ids: new Values('int64', ids, [rows.length, length]),
      encoder_hidden_states: this.repeated(heard['last_hidden_state'] as Tensor, rows.length),
      use_cache_branch: new Values('bool', [false], [1]),
      ...this.noPast(rows.length),
    });
    const scores = (logits as Tensor).data as Float32Array;
    const width = (logits as Tensor).dims[2] ?? 0;
    return rows.map((row, index) =>
      row.map((id, at) => {
        const from = (index * length + at) * width;
        return logSoftmax(scores.subarray(from, from + width), id);
      }),
    );
  }

  private repeated(states: Tensor, times: number): Tensor {
    const [, frames = 0, width = 0] = states.dims;
    const values = new Float32Array(times * frames * width);
    for (let at = 0; at < times; at += 1) values.set(states.data as Float32Array, at * frames * width);
    return new this.runtime.Tensor('float32', values, [times, frames, width]);
  }

  private noPast(batch: number): Record<string, Tensor> {
    const none = new this.runtime.Tensor('float32', new Float32Array(0), [batch, HEADS, 0, HEAD_WIDTH]);
    const names = this.decoder.inputNames.filter((name) => name.startsWith('past_key_values'));
    return Object.fromEntries(names.map((name) => [name, none]));
  }
}

/** Where a text begins to differ from another one, and up to where it is worth comparing: a little after both agree again. */
function differenceOf(
  base: readonly number[],
  text: readonly number[],
): { text: readonly number[]; start: number; end: number; baseEnd: number } {
  let start = 0;
  while (start < Math.min(base.length, text.length) && base[start] === text[start]) start += 1;
  let same = 0;
  const shorter = Math.min(base.length, text.length) - start;
  while (same < shorter && base.at(-1 - same) === text.at(-1 - same)) same += 1;
  const left = Math.max(0, same - PIECES_AFTER);
  return { text, start, end: text.length - left, baseEnd: base.length - left };
}

/** Terms that add nothing at the precision of the sum are not worth their exponential. */
const NEGLIGIBLE = -16;

function logSoftmax(scores: Float32Array, wanted: number): number {
  let highest = -Infinity;
  for (const score of scores) if (score > highest) highest = score;
  let rest = 0;
  for (const score of scores) if (score - highest > NEGLIGIBLE) rest += Math.exp(score - highest);
  return (scores[wanted] ?? -Infinity) - highest - Math.log(rest);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
