import type { MigrationInterface } from 'typeorm';
import { Jobs1795464000000 } from './1795464000000-jobs.js';
import { Lifecycle1795550400000 } from './1795550400000-lifecycle.js';
import { WorkerState1795550500000 } from './1795550500000-worker-state.js';
import { CountsByStatement1795620000000 } from './1795620000000-counts-by-statement.js';
import { WordTimes1795660000000 } from './1795660000000-word-times.js';
import { SeparateChannels1795661000000 } from './1795661000000-separate-channels.js';
import { SegmentLanguage1795670000000 } from './1795670000000-segment-language.js';
import { AudioStore1795680000000 } from './1795680000000-audio-store.js';
import { ProviderKeys1795710000000 } from './1795710000000-provider-keys.js';
import { ProviderJobs1795710100000 } from './1795710100000-provider-jobs.js';
import { Lexicons1795720000000 } from './1795720000000-lexicons.js';
import { SegmentAlternatives1795730000000 } from './1795730000000-segment-alternatives.js';
import { WaitingByLane1795740000000 } from './1795740000000-waiting-by-lane.js';

/** Every migration, oldest first. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [
  Jobs1795464000000,
  Lifecycle1795550400000,
  WorkerState1795550500000,
  CountsByStatement1795620000000,
  WordTimes1795660000000,
  SeparateChannels1795661000000,
  SegmentLanguage1795670000000,
  AudioStore1795680000000,
  ProviderKeys1795710000000,
  ProviderJobs1795710100000,
  Lexicons1795720000000,
  SegmentAlternatives1795730000000,
  WaitingByLane1795740000000,
];
