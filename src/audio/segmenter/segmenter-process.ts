import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import { JobError } from '../../transcription/domain/job-error.js';
import type { SegmentationRequest } from '../../transcription/ports/segmenter.js';
import { SegmentationJob, type SegmentationChannel } from './segmentation-job.js';
import type { FromSegmenter, ToSegmenter } from './segmenter-protocol.js';
import { SpeechDetector } from './speech-detector.js';

/**
 * The program of a segmenter process: `node segmenter-process.js VAD_MODEL`, forked by `ProcessSegmenter`. It does
 * one job at a time, in an environment that may be killed at any time, and ends with its worker.
 */

/** At most one sign of life in this time. */
const PROGRESS_INTERVAL_MS = 500;

/** The job's way out, with flow control: segments wait for credits. */
class WorkerChannel implements SegmentationChannel {
  private waiting: (() => void) | null = null;
  private lastProgressMs = 0;

  constructor(private credits: number) {}

  addCredit(): void {
    this.credits += 1;
    this.waiting?.();
  }

  async credit(): Promise<void> {
    if (this.credits === 0) await new Promise<void>((resolve) => (this.waiting = resolve));
    this.waiting = null;
    this.credits -= 1;
  }

  send(event: Parameters<SegmentationChannel['send']>[0]): void {
    tell({ type: 'event', event, rssBytes: process.memoryUsage.rss() });
  }

  progress(): void {
    const now = performance.now();
    if (now - this.lastProgressMs < PROGRESS_INTERVAL_MS) return;
    this.lastProgressMs = now;
    tell({ type: 'progress', rssBytes: process.memoryUsage.rss() });
  }
}

function tell(message: FromSegmenter): void {
  process.send?.(message);
}

async function runJob(
  request: SegmentationRequest,
  detector: SpeechDetector,
  channel: WorkerChannel,
): Promise<void> {
  try {
    await new SegmentationJob(request, detector, channel).run();
  } catch (error) {
    const { code, message } = JobError.from(error);
    tell({ type: 'failed', code, message });
  }
}

async function main(vadModelPath: string): Promise<void> {
  // A signal to the whole process group (Ctrl-C, systemd) is for the worker: it drains its jobs first.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', () => process.exit());
  Log.setLevel(AV_LOG_QUIET);
  const detector = await SpeechDetector.load(vadModelPath);
  let channel: WorkerChannel | null = null;
  process.on('message', (message: ToSegmenter) => {
    if (message.type === 'credit') return channel?.addCredit();
    channel = new WorkerChannel(message.credits);
    void runJob(message.request, detector, channel);
  });
  tell({ type: 'ready' });
}

await main(process.argv[2] ?? '');
