import type { Transcript } from './job.js';

/** Who speaks on a channel, for people. Null when the channels were mixed: then nobody told them apart. */
export function speakerOf({ channels }: Pick<Transcript, 'channels'>, channel: number): string | null {
  return channels === 'separate' ? `Speaker ${channel + 1}` : null;
}
