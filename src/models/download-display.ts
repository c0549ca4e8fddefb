import { SingleBar } from 'cli-progress';
import type { DownloadProgress, ProgressListener } from './model-fetcher.js';

/** Shows downloads to whoever waits for them. Call `end` when the download is over, however it ended. */
export interface DownloadDisplay {
  readonly onProgress: ProgressListener;
  end(): void;
}

const MEGABYTE = 1_000_000;

/** A bar on a terminal; a line to `log` now and then where there is none. */
export function downloadDisplay(
  terminal: NodeJS.WriteStream,
  log: (progress: DownloadProgress) => void,
): DownloadDisplay {
  return terminal.isTTY ? new ProgressBar(terminal) : new ProgressLog(log);
}

class ProgressBar implements DownloadDisplay {
  private readonly bar: SingleBar;

  constructor(terminal: NodeJS.WriteStream) {
    this.bar = new SingleBar({
      stream: terminal,
      format: '{step} {modelId} [{bar}] {percentage}% {megabytes} MB',
      hideCursor: true,
      clearOnComplete: true,
    });
  }

  private step: DownloadProgress['step'] | null = null;

  readonly onProgress = ({ modelId, step, receivedBytes, totalBytes }: DownloadProgress): void => {
    const payload = { modelId, step, megabytes: (totalBytes / MEGABYTE).toFixed(0) };
    if (step !== this.step) this.bar.stop();
    this.step = step;
    if (!this.bar.isActive) this.bar.start(totalBytes, 0, payload);
    this.bar.update(receivedBytes, payload);
  };

  end(): void {
    this.bar.stop();
  }
}

/** Not more lines than a person reads: one for each tenth, 2 s apart at least; on a slow line one each 30 s. */
class ProgressLog implements DownloadDisplay {
  private static readonly STEP = 0.1;
  private static readonly MIN_INTERVAL_MS = 2_000;
  private static readonly MAX_INTERVAL_MS = 30_000;

  private step: DownloadProgress['step'] | null = null;
  private lastShare = -Infinity;
  private lastTimeMs = -Infinity;

  constructor(private readonly log: (progress: DownloadProgress) => void) {}

  readonly onProgress = (progress: DownloadProgress): void => {
    if (progress.step !== this.step) this.lastShare = -Infinity;
    this.step = progress.step;
    const share = progress.receivedBytes / progress.totalBytes;
    const waitedMs = performance.now() - this.lastTimeMs;
    const stepped = share - this.lastShare >= ProgressLog.STEP && waitedMs >= ProgressLog.MIN_INTERVAL_MS;
    if (!stepped && waitedMs < ProgressLog.MAX_INTERVAL_MS) return;
    this.lastShare = share;
    this.lastTimeMs = performance.now();
    this.log(progress);
  };

  end(): void {}
}
