import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MoonshineSettings } from '../../models/model.js';
import { JobError } from '../../transcription/domain/job-error.js';
import type { EngineLaunch } from '../engine-launch.js';
import { PooledEngine } from '../pooled-engine.js';
import { Recogniser } from '../recogniser.js';
import type { MoonshineFiles } from './moonshine-model.js';

const DEFAULT_ENTRY = fileURLToPath(new URL('./recogniser-process.js', import.meta.url));

/** Past eight members a batch gains nothing: a word costs 3.7, 2.0, 1.4, 1.1 ms with 1, 2, 4, 8 of them. */
const MAX_BATCH = 8;
/** About a second of work: an urgent segment waits for no more. */
const MAX_BATCH_SECONDS = 48;

/** ONNX Runtime reports to its makers from 1.29 on, unless it is told not to. */
const ENVIRONMENT = { ORT_DISABLE_TELEMETRY: '1' };

/** Moonshine on ONNX Runtime, in batches. Throws `JobError` `engine_unavailable` when it is no model for it. */
export function moonshineEngine(launch: EngineLaunch): PooledEngine {
  const { installed, recognisers, entry = DEFAULT_ENTRY, onStartFailed } = launch;
  const { settings, id } = installed.model;
  if (settings.engine !== 'moonshine') {
    throw new JobError('engine_unavailable', `The model ${id} is no Moonshine.`);
  }
  const config = moonshineFiles(settings, installed.dir);
  return new PooledEngine({
    modelId: id,
    maxSegmentSeconds: settings.maxSegmentSeconds,
    wordTimes: 'estimated',
    listens: true,
    size: recognisers,
    maxBatch: MAX_BATCH,
    maxBatchSeconds: MAX_BATCH_SECONDS,
    startRecogniser: (signal) => Recogniser.start({ entry, config, environment: ENVIRONMENT }, signal),
    ...(onStartFailed && { onStartFailed }),
  });
}

/** Where the files of a model are. */
export function moonshineFiles(settings: MoonshineSettings, dir: string): MoonshineFiles {
  return {
    encoder: join(dir, settings.encoder),
    crossAttention: join(dir, settings.crossAttention),
    decoder: join(dir, settings.decoder),
    tokens: join(dir, settings.tokens),
  };
}
