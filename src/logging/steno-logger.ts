import { ConsoleLogger, type LogLevel as NestLogLevel } from '@nestjs/common';
import type { LogLevel } from '../config/app-config.js';

/** From each level of `LOG_LEVEL` on, what Nest calls it. */
const NEST_LEVELS: Readonly<Record<LogLevel, NestLogLevel[]>> = {
  DEBUG: ['debug', 'log', 'warn', 'error', 'fatal'],
  INFO: ['log', 'warn', 'error', 'fatal'],
  WARNING: ['warn', 'error', 'fatal'],
  ERROR: ['error', 'fatal'],
  CRITICAL: ['fatal'],
};

/** Nest tells of each module and route that it sets up: of interest only when that does not work. */
const CHATTY_CONTEXTS = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/**
 * Every line is an event with fields: `logger.log('job started', { jobId })`. JSON, one object a line, where a
 * program reads it; text on a terminal.
 */
export class StenoLogger extends ConsoleLogger {
  constructor(level: LogLevel) {
    super({
      json: !process.stdout.isTTY,
      colors: process.stdout.isTTY,
      logLevels: NEST_LEVELS[level],
      structuredParams: true,
      flattenParams: true,
    });
  }

  /** Two applications in one process (`npm start`), each with a database connection of its own, are no mistake. */
  override warn(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== 'DataSourceNameRegistry') super.warn(message, ...rest);
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && CHATTY_CONTEXTS.has(context)) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }
}
