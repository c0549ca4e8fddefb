import { basename, join } from 'node:path';
import { readPcm } from '../raw-engine/read-pcm.js';
import type { Recording } from '../recordings.js';
import { joinSpeech } from './join-speech.js';
import { splitAtDigitalSilence, trimToSpeech } from './speech-edges.js';
import type { TimedRecording } from './timed-recording.js';
import { writeWav } from './write-wav.js';

/** Half of them are no longer than the closure of a stop within a word. */
const GAPS_SECONDS = [0.04, 0.16, 0.08, 0.12];
/** Between the sentence and the first word. */
const PAUSE_SECONDS = 0.3;

/**
 * Digits that were recorded one by one, joined with short gaps: known is when each of them starts and ends. `recordings` are
 * strings of them with digital silence in between, which is where they are taken apart; those who recorded them trimmed
 * them. Each string comes with the gaps in so many orders, after a sentence: alone most of them are not heard at all.
 */
export async function joinedWords(
  folder: string,
  sentence: Recording,
  recordings: readonly Recording[],
  orders = GAPS_SECONDS.length,
): Promise<TimedRecording[]> {
  const before = trimToSpeech(readPcm(sentence.path));
  const wordsBefore = wordsOf(sentence).map((text) => ({ text, startSeconds: null, endSeconds: null }));
  const joined: TimedRecording[] = [];
  for (const recording of recordings) {
    const texts = wordsOf(recording);
    const pieces = splitAtDigitalSilence(readPcm(recording.path));
    if (pieces.length !== texts.length) {
      throw new Error(`${recording.file}: ${texts.length} words in ${pieces.length} pieces`);
    }
    for (let order = 0; order < orders; order++) {
      const gaps = texts.map((_, index) => GAPS_SECONDS[(index + order) % GAPS_SECONDS.length] ?? 0);
      const { samples, places } = joinSpeech([before, ...pieces], [PAUSE_SECONDS, ...gaps]);
      const path = join(folder, `words-${order}-${basename(recording.file)}`);
      await writeWav(path, samples);
      const words = texts.map((text, index) => ({
        text,
        startSeconds: places[index + 1]?.startSeconds ?? null,
        endSeconds: places[index + 1]?.endSeconds ?? null,
      }));
      joined.push({ path, words: [...wordsBefore, ...words] });
    }
  }
  return joined;
}

function wordsOf({ reference }: Recording): string[] {
  return (reference ?? '').split(/\s+/).filter((word) => word !== '');
}
