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

interface KnownTraffic extends ProviderTraffic {
  /** What the key says of it: with another one, all that was learned of the one before is forgotten. */
  readonly server: string;
}

/** The engines of stored keys: made for each attempt, so that a changed key counts at once. */
export class OpenAiEngines extends ProviderEngines {
  private readonly traffic = new Map<string, KnownTraffic>();
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

  private trafficOf(key: OpenedKey): ProviderTraffic {
    const server = JSON.stringify([key.baseUrl, key.model, key.responseFormat]);
    const known = this.traffic.get(key.id);
    const traffic = {
      slots: known?.slots ?? new PQueue(),
      places: this.places,
      sessions: this.sessions,
      requestTimeoutMs: this.options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      server,
      ...(known?.server === server
        ? { untimed: known.untimed, unprompted: known.unprompted }
        : { untimed: new Set<string>(), unprompted: new Set<string>() }),
    };
    traffic.slots.concurrency = key.maxConcurrency;
    this.traffic.set(key.id, traffic);
    return traffic;
  }
}
