/** The stretch of a recording that is still needed, addressed by the position in the recording, in samples. */
export class SampleBuffer {
  private samples = new Float32Array(1 << 18);
  private head = 0;
  private tail = 0;

  /** One past the last sample: the length of the recording so far. */
  get end(): number {
    return this.tail;
  }

  append(chunk: Float32Array): void {
    const used = this.tail - this.head;
    if (used + chunk.length > this.samples.length) this.grow(used + chunk.length);
    this.samples.set(chunk, used);
    this.tail += chunk.length;
  }

  /** Forgets what is before `position`. Lazy: memory is moved only when half of it is free. */
  discardBefore(position: number): void {
    const free = Math.min(position, this.tail) - this.head;
    if (free < this.samples.length / 2) return;
    this.samples.copyWithin(0, free, this.tail - this.head);
    this.head += free;
  }

  /** A copy of [from, to). */
  slice(from: number, to: number): Float32Array {
    return this.samples.slice(from - this.head, to - this.head);
  }

  /** The middle of the `windowLength` samples within [from, to) that hold the least energy; the last of equals. */
  quietestPoint(from: number, to: number, windowLength: number): number {
    const samples = this.samples.subarray(from - this.head, to - this.head);
    let energy = 0;
    let least = Infinity;
    let leastEnd = samples.length;
    for (const [index, sample] of samples.entries()) {
      energy += sample * sample;
      if (index < windowLength - 1) continue;
      const leaving = samples[index - windowLength + 1] ?? 0;
      if (energy <= least) {
        least = energy;
        leastEnd = index + 1;
      }
      energy = Math.max(0, energy - leaving * leaving);
    }
    return from + leastEnd - Math.ceil(Math.min(windowLength, samples.length) / 2);
  }

  private grow(needed: number): void {
    const larger = new Float32Array(Math.max(needed, this.samples.length * 2));
    larger.set(this.samples.subarray(0, this.tail - this.head));
    this.samples = larger;
  }
}
