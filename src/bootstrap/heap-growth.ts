import { setFlagsFromString } from 'node:v8';

/**
 * The heap may double before it is searched for garbage. Recordings pass through a worker beside its heap, and count as
 * growth: V8 would search all of it for every 10 MB of them, twice a second, with five threads (docs/adr/0004).
 */
export function letHeapDouble(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
