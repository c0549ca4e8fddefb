import { JobError } from '../transcription/domain/job-error.js';
import {
  type RecognitionRequest,
  type SpeechEngine,
  SpeechEngines,
} from '../transcription/ports/speech-engine.js';

/** The engine of a program of one's own, for all jobs but those that are for a provider. */
export class OwnEngine extends SpeechEngines {
  constructor(private readonly engine: SpeechEngine) {
    super();
  }

  override get models(): readonly string[] | null {
    return this.engine.models;
  }

  override problem(): string | null {
    return this.engine.problem();
  }

  override engineFor({ apiKeyId }: RecognitionRequest): Promise<SpeechEngine> {
    return apiKeyId === null
      ? Promise.resolve(this.engine)
      : Promise.reject(new JobError('engine_unavailable', 'This worker runs no jobs on providers.'));
  }
}
