/** What says for good that a path leads to no file that we may read. Anything else, such as EIO, may pass. */
const MISSING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES', 'EPERM', 'ENXIO']);

/** Whether asking again is in vain. `error`: of Node's file system. */
export function isMissing(error: unknown): boolean {
  return MISSING.has((error as NodeJS.ErrnoException).code ?? '');
}
