import PQueue from 'p-queue';
import type { OpenedKey, ProviderKeys } from '../../api-key/ports/provider-keys.js';
import { JobError } from '../../transcription/domain/job-error.js';
import type { RecognitionSession } from '../../transcription/ports/speech-engine.js';
import { ProviderEngines } from '../provider-engines.js';
import { OpenAiEngine, type ProviderTraffic } from './openai-engine.js';

/** Below the five minutes after which Node's `fetch` gives up on its own. */
const REQUEST_TIMEOUT_MS = 240_000;

export interface OpenAiOptions {
  /** Under way at once, with all keys together. */
  readonly maxRequests: number;
  readonly requestTimeoutMs?: number;
}

/** The engines of stored keys: made for each attempt, so that a changed key counts at once. */
export class OpenAiEngines extends ProviderEngines {
  private readonly traffic = new Map<string, ProviderTraffic>();
  private readonly places: PQueue;
  private readonly sessions = new Set<RecognitionSession>();

  constructor(
    private readonly keys: ProviderKeys,
    private readonly options: OpenAiOptions,
  ) {
    super();
    this.places = new PQueue({ concurrency: options.maxRequests });
  }

  override async engineFor(apiKeyId: string): Promise<OpenAiEngine> {
    const access = await this.keys.open(apiKeyId);
    switch (access.type) {
      case 'opened':
        return new OpenAiEngine(access.key, this.trafficOf(access.key));
      case 'unknown':
        throw new JobError('provider_rejected', `The provider key ${apiKeyId} was deleted.`);
      case 'refused':
        throw new JobError('provider_rejected', `The provider key ${apiKeyId} is not used. ${access.reason}`);
      case 'locked':
        throw new JobError(
          'provider_unavailable',
          `The provider key ${apiKeyId} cannot be opened. ${access.reason}`,
        );
    }
  }

  private trafficOf({ id, maxConcurrency }: OpenedKey): ProviderTraffic {
    const traffic = this.traffic.get(id) ?? {
      slots: new PQueue(),
      places: this.places,
      sessions: this.sessions,
      untimed: new Set(),
      unprompted: new Set(),
      requestTimeoutMs: this.options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    };
    traffic.slots.concurrency = maxConcurrency;
    this.traffic.set(id, traffic);
    return traffic;
  }
}
