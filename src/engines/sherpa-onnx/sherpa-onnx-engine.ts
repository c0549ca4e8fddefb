import { fileURLToPath } from 'node:url';
import { JobError } from '../../transcription/domain/job-error.js';
import type { EngineLaunch } from '../engine-launch.js';
import { PooledEngine } from '../pooled-engine.js';
import { Recogniser } from '../recogniser.js';
import { recognizerConfig } from './sherpa-onnx.js';

const DEFAULT_ENTRY = fileURLToPath(new URL('./recogniser-process.js', import.meta.url));

/** sherpa-onnx decodes the members of a batch one after the other: a batch would only make others wait. */
const MAX_BATCH = 1;

/** One model on sherpa-onnx. Throws `JobError` `engine_unavailable` when it is no model for it. */
export function sherpaOnnxEngine(launch: EngineLaunch): PooledEngine {
  const { installed, recognisers, entry = DEFAULT_ENTRY, onStartFailed } = launch;
  const { settings, id } = installed.model;
  if (settings.engine !== 'sherpa-onnx') {
    throw new JobError('engine_unavailable', `The model ${id} is none for sherpa-onnx.`);
  }
  const config = recognizerConfig(settings, installed.dir);
  return new PooledEngine({
    modelId: id,
    maxSegmentSeconds: settings.maxSegmentSeconds,
    wordTimes: 'measured',
    listens: false,
    size: recognisers,
    maxBatch: MAX_BATCH,
    startRecogniser: (signal) => Recogniser.start({ entry, config }, signal),
    ...(onStartFailed && { onStartFailed }),
  });
}
