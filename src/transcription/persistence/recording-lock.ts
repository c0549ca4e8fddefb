// A recording is removed by one and given to a new job by others, never both at once: whoever does either holds a lock of
// its location to the end of the transaction. `$1` is the location.

const LOCK = `hashtextextended('steno recording ' || $1, 0)`;

/** For those who add a job with the recording. */
export const SHARE_RECORDING = `SELECT pg_advisory_xact_lock_shared(${LOCK})`;

/** For the one who removes it. */
export const OWN_RECORDING = `SELECT pg_advisory_xact_lock(${LOCK})`;
