import { JobEntity } from '../transcription/persistence/job.entity.js';
import { SegmentEntity } from '../transcription/persistence/segment.entity.js';
import { TranscriptEntity } from '../transcription/persistence/transcript.entity.js';
import { WorkerEntity } from '../transcription/persistence/worker.entity.js';

/** Every entity, listed by hand: nothing enters the schema because a file happens to match a pattern. */
export const ENTITIES: (new () => object)[] = [JobEntity, SegmentEntity, TranscriptEntity, WorkerEntity];
