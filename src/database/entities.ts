import { ApiKeyEntity } from '../api-key/persistence/api-key.entity.js';
import { SecretVersionEntity } from '../api-key/persistence/secret-version.entity.js';
import { LexiconEntity } from '../lexicon/persistence/lexicon.entity.js';
import { AudioStoreEntity } from '../transcription/persistence/audio-store.entity.js';
import { JobCountEntity } from '../transcription/persistence/job-count.entity.js';
import { JobDependencyEntity } from '../transcription/persistence/job-dependency.entity.js';
import { JobEntity } from '../transcription/persistence/job.entity.js';
import { PausedQueueEntity } from '../transcription/persistence/paused-queue.entity.js';
import { SegmentEntity } from '../transcription/persistence/segment.entity.js';
import { TranscriptEntity } from '../transcription/persistence/transcript.entity.js';
import { WorkerEntity } from '../transcription/persistence/worker.entity.js';

/** Every entity, listed by hand: nothing enters the schema because a file happens to match a pattern. */
export const ENTITIES: (new () => object)[] = [
  LexiconEntity,
  JobEntity,
  JobCountEntity,
  JobDependencyEntity,
  SegmentEntity,
  TranscriptEntity,
  PausedQueueEntity,
  WorkerEntity,
  ApiKeyEntity,
  SecretVersionEntity,
  AudioStoreEntity,
];
