import type { EmbeddedLayout } from './embedded-layout.js';

/**
 * Server settings of the embedded PostgreSQL. 200 connections cost little while unused, and BullMQ's PostgreSQL
 * backend opens a pool per queue, worker and event stream. 128 MB of shared buffers hold the working set of a
 * million jobs' indexes. Write-ahead log is kept small because nobody replicates from here. Error details are left
 * out of the log since they quote the values of rows.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  autovacuum: 'on',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_min_messages: 'warning',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] %a ',
};

export function postgresArguments(
  layout: EmbeddedLayout,
  port: number,
  overrides: Readonly<Record<string, string>> = {},
): string[] {
  const fixed = { hba_file: layout.accessRules, port: String(port) };
  const settings = Object.entries({ ...SETTINGS, ...overrides, ...fixed });
  return ['-D', layout.cluster, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
