import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Ctrl-C under `npm start` comes twice: from the terminal, and from npm. */
const ECHO_MS = 500;

/**
 * Ends the process in order at the first SIGTERM or SIGINT. A second one aborts `hurry`: what still runs is handed
 * back at once. A third one ends the process where it stands; what it held is recovered by others.
 */
export function stopOnSignal(stop: (hurry: AbortSignal) => Promise<void>): void {
  const logger = new Logger('Shutdown');
  const hurry = new AbortController();
  let received = 0;
  let lastAt = -Infinity;
  const onSignal = (signal: NodeJS.Signals): void => {
    const isEcho = performance.now() - lastAt < ECHO_MS;
    lastAt = performance.now();
    if (isEcho) return;
    received += 1;
    if (received === 1) {
      logger.log('stopping; a second signal hands running jobs back at once', { signal });
      void stop(hurry.signal).then(
        () => exit(logger, 0),
        (error: unknown) => exit(logger, 1, error),
      );
    } else if (received === 2) {
      logger.warn('handing running jobs back at once', { signal });
      hurry.abort();
    } else {
      process.exit(1);
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function exit(logger: Logger, code: number, error?: unknown): void {
  if (error === undefined) logger.log('stopped');
  else logger.error('stopped with an error', { error: inspect(error) });
  process.exit(code);
}
