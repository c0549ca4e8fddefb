import { join } from 'node:path';
import { readPcm } from '../raw-engine/read-pcm.js';
import type { Recording } from '../recordings.js';
import { joinSpeech } from './join-speech.js';
import { trimToSpeech } from './speech-edges.js';
import type { KnownWord, TimedRecording } from './timed-recording.js';
import { writeWav } from './write-wav.js';

/** The shortest is within a sentence for the segmenter, the longest never. */
const PAUSES_SECONDS = [0.3, 0.6, 1.2, 2.4];

/**
 * All sentences of a speaker, trimmed to the speech in them, with pauses between them, in one recording for each speaker.
 * Known is when the first word of each sentence starts and when its last one ends.
 */
export async function joinedSentences(
  folder: string,
  sentences: readonly Recording[],
): Promise<TimedRecording[]> {
  const speakers = new Set(sentences.map(({ speaker }) => speaker));
  return await Promise.all(
    [...speakers].map(async (speaker) => {
      const theirs = sentences.filter((sentence) => sentence.speaker === speaker);
      const pieces = theirs.map(({ path }) => trimToSpeech(readPcm(path)));
      const { samples, places } = joinSpeech(pieces, PAUSES_SECONDS);
      const path = join(folder, `sentences-${speaker}.wav`);
      await writeWav(path, samples);
      return { path, words: theirs.flatMap(({ reference }, index) => edgeWords(reference, places[index])) };
    }),
  );
}

function edgeWords(
  reference: string | null,
  place: { startSeconds: number; endSeconds: number } | undefined,
): KnownWord[] {
  const words = (reference ?? '').split(/\s+/).filter((word) => word !== '');
  return words.map((text, index) => ({
    text,
    startSeconds: index === 0 ? (place?.startSeconds ?? null) : null,
    endSeconds: index === words.length - 1 ? (place?.endSeconds ?? null) : null,
  }));
}
