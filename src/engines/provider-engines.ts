import type { SpeechEngine } from '../transcription/ports/speech-engine.js';

/** The engines behind stored provider keys: none of them runs on this machine. */
export abstract class ProviderEngines {
  /**
   * Throws `JobError` `provider_rejected` when there is no such key any more or it may not be used, `provider_unavailable`
   * when it cannot be opened here.
   */
  abstract engineFor(apiKeyId: string): Promise<SpeechEngine>;
}
