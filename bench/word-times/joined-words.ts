import { basename, join } from 'node:path';
import { readPcm } from '../raw-engine/read-pcm.js';
import type { Recording } from '../recordings.js';
import { joinSpeech } from './join-speech.js';
import { splitAtDigitalSilence } from './speech-edges.js';
import type { TimedRecording } from './timed-recording.js';
import { writeWav } from './write-wav.js';

/** Half of them are no longer than the closure of a stop within a word. */
const GAPS_SECONDS = [0.04, 0.16, 0.08, 0.12];

/**
 * Digits that were recorded one by one, joined with short gaps: known is when each word starts and ends. `recordings` are
 * strings of them with digital silence in between, which is where they are taken apart; those who recorded them trimmed
 * them. Each string comes with the gaps in so many orders.
 */
export async function joinedWords(
  folder: string,
  recordings: readonly Recording[],
  orders = GAPS_SECONDS.length,
): Promise<TimedRecording[]> {
  const joined: TimedRecording[] = [];
  for (const recording of recordings) {
    const texts = (recording.reference ?? '').split(/\s+/);
    const pieces = splitAtDigitalSilence(readPcm(recording.path));
    if (pieces.length !== texts.length) {
      throw new Error(`${recording.file}: ${texts.length} words in ${pieces.length} pieces`);
    }
    for (let order = 0; order < orders; order++) {
      const gaps = [...GAPS_SECONDS.slice(order), ...GAPS_SECONDS.slice(0, order)];
      const { samples, places } = joinSpeech(pieces, gaps);
      const path = join(folder, `words-${order}-${basename(recording.file)}`);
      await writeWav(path, samples);
      const words = texts.map((text, index) => ({
        text,
        startSeconds: places[index]?.startSeconds ?? null,
        endSeconds: places[index]?.endSeconds ?? null,
      }));
      joined.push({ path, words });
    }
  }
  return joined;
}
