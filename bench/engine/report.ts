import type { Finding } from '../findings.js';
import { textTable } from '../text-table.js';
import type { Latency } from './latency.js';
import type { LongRecording } from './long-recording.js';
import { describeInWords, type Machine } from '../machine.js';
import { medianRatio } from '../statistics.js';
import type { Throughput } from './throughput.js';

export interface EngineReport {
  readonly machine: Machine;
  readonly recognisers: number;
  readonly throughput: Throughput;
  readonly longRecording: LongRecording;
  readonly latency: Latency;
}

export function findings({ throughput, longRecording, latency }: EngineReport): Finding[] {
  const ofRaw = medianRatio(throughput.service, throughput.raw);
  const speedUp = medianRatio(longRecording.oneCore, longRecording.two);
  const addedMs = latency.clientMs - latency.recogniseMs;
  return [
    { promise: 'throughput, service by raw ≥ 1.4', measured: ofRaw.toFixed(3), kept: ofRaw >= 1.4 },
    {
      promise: 'one long recording, speed-up by a second recogniser and core ≥ 1.6',
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
    describeInWords(machine),
    textTable([
      [
        `throughput (audio s per s), ${throughput.audioSeconds.toFixed(0)} s, ${report.recognisers} recognisers`,
        ...passes,
      ],
      ['raw engine', ...times(throughput.raw, 1)],
      ['service, end to end', ...times(throughput.service, 1)],
    ]),
    textTable([
      ['one long recording alone (s)', ...longRecording.two.map((_, pass) => `pass ${pass + 1}`)],
      ['1 recogniser, 1 core', ...times(longRecording.oneCore, 2)],
      ['1 recogniser', ...times(longRecording.one, 2)],
      ['2 recognisers', ...times(longRecording.two, 2)],
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

function beyond(serviceMs: number, { recogniseMs, rawMs }: Latency): [number, number, number] {
  return [serviceMs, serviceMs - recogniseMs, serviceMs - rawMs];
}
