import { textTable } from '../text-table.js';
import type { Latency } from './latency.js';
import type { LongRecording } from './long-recording.js';
import type { Machine } from './machine.js';
import { median } from './statistics.js';
import type { Throughput } from './throughput.js';

export interface EngineReport {
  readonly machine: Machine;
  readonly recognisers: number;
  readonly throughput: Throughput;
  readonly longRecording: LongRecording;
  readonly latency: Latency;
}

/** One promise of the project, measured. */
export interface Finding {
  readonly promise: string;
  readonly measured: string;
  readonly kept: boolean;
}

/** The median of the ratios of neighbours in time: what slows the machine for a while slows both of a pair. */
function medianRatio(numerators: readonly number[], denominators: readonly number[]): number {
  return median(numerators.map((value, index) => value / (denominators[index] ?? NaN)));
}

export function findings({ throughput, longRecording, latency }: EngineReport): Finding[] {
  const ofRaw = medianRatio(throughput.service, throughput.raw);
  const speedUp = medianRatio(longRecording.withOneSeconds, longRecording.withTwoSeconds);
  const addedMs = latency.clientMs - latency.recogniseMs;
  return [
    { promise: 'throughput, service by raw ≥ 0.90', measured: ofRaw.toFixed(3), kept: ofRaw >= 0.9 },
    {
      promise: 'one long recording, speed-up by a second recogniser ≥ 1.6',
      measured: speedUp.toFixed(2),
      kept: speedUp >= 1.6,
    },
    {
      promise: 'latency added to a short recording < 150 ms',
      measured: `${addedMs.toFixed(0)} ms`,
      kept: addedMs < 150,
    },
  ];
}

export function engineTables(report: EngineReport): string {
  const { machine, throughput, longRecording, latency } = report;
  const times = (values: readonly number[], digits: number) => values.map((value) => value.toFixed(digits));
  const passes = throughput.raw.map((_, pass) => `pass ${pass + 1}`);
  const ms = (value: number) => value.toFixed(1);
  return [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${Math.round(machine.busyBefore * 100)} % busy before`,
    textTable([
      [
        `throughput (audio s per s), ${throughput.audioSeconds.toFixed(0)} s, ${report.recognisers} recognisers`,
        ...passes,
      ],
      ['raw engine', ...times(throughput.raw, 1)],
      ['service, end to end', ...times(throughput.service, 1)],
    ]),
    textTable([
      ['one long recording alone (s)', ...longRecording.withOneSeconds.map((_, pass) => `pass ${pass + 1}`)],
      ['1 recogniser', ...times(longRecording.withOneSeconds, 2)],
      ['2 recognisers', ...times(longRecording.withTwoSeconds, 2)],
    ]),
    textTable([
      [
        `short recording, median of ${latency.submissions} (ms)`,
        'time',
        'beyond the recogniser',
        'beyond the raw engine',
      ],
      ['recogniser alone, whole file', ms(latency.recogniseMs), '', ''],
      ['raw engine: media, VAD, recogniser', ms(latency.rawMs), ms(latency.rawMs - latency.recogniseMs), ''],
      ['service: ended_at - created_at', ...beyond(latency.jobMs, latency).map(ms)],
      ['service: as its client sees it', ...beyond(latency.clientMs, latency).map(ms)],
    ]),
  ].join('\n\n');
}

export function promiseTable(found: readonly Finding[]): string {
  return textTable([
    ['promise', 'measured', 'kept'],
    ...found.map(({ promise, measured, kept }) => [promise, measured, kept ? 'yes' : 'NO']),
  ]);
}

function beyond(serviceMs: number, { recogniseMs, rawMs }: Latency): [number, number, number] {
  return [serviceMs, serviceMs - recogniseMs, serviceMs - rawMs];
}
