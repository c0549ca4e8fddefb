import { JobError } from '../../transcription/domain/job-error.js';
import { SAMPLE_RATE } from '../../transcription/domain/segment.js';
import type { SegmentationSettings } from '../../transcription/domain/segmentation.js';
import { AudioDecoder } from './audio-decoder.js';
import { blamingMedia } from './media-fault.js';
import { MediaFile } from './media-file.js';
import type { RecordingFile } from './recording-file.js';
import type { SpeechDetector } from './speech-detector.js';
import { SpeechFinder } from './speech-finder.js';

/** Tracks that are listened to, the default one first. A film has one for each language. */
export const MAX_TRACKS = 8;

/** How much of a track is listened to. */
const SAMPLE_SECONDS = 120;

/** Where the other tracks have got so far, one without a sound has none. Far more than tracks run apart in a file. */
const AHEAD_SECONDS = 600;

/** The default track stays unless another one has so many times its speech. */
const CLEARLY_MORE = 5;

/**
 * Which audio track of a recording to transcribe: its default one, unless hardly anybody speaks there in the first two
 * minutes and on another one somebody does (a screen recording with the sound of the system first and the microphone
 * second). Nothing is listened to where there is one track. Takes up to {@link MAX_TRACKS} passes; `turn` is called now
 * and then. What cannot be decoded holds no speech.
 */
export async function speechTrack(
  recording: RecordingFile,
  file: MediaFile,
  { detector, settings, turn }: Listening,
): Promise<number> {
  const byDefault = file.stream.index;
  const others = file.audioTracks.filter((track) => track !== byDefault).slice(0, MAX_TRACKS - 1);
  if (others.length === 0) return byDefault;
  const listen = (track: number) =>
    speechSeconds(recording, track, { detector, settings, turn }).catch((error: unknown) => {
      if (error instanceof JobError) return 0;
      throw error;
    });
  const spoken = await listen(byDefault);
  if (spoken * CLEARLY_MORE >= SAMPLE_SECONDS) return byDefault;
  let best = { track: byDefault, spoken: Math.max(1, spoken * CLEARLY_MORE) };
  for (const track of others) {
    const candidate = { track, spoken: await listen(track) };
    if (candidate.spoken > best.spoken) best = candidate;
  }
  return best.track;
}

interface Listening {
  readonly detector: SpeechDetector;
  readonly settings: SegmentationSettings;
  readonly turn: () => Promise<void>;
}

async function speechSeconds(
  recording: RecordingFile,
  track: number,
  { detector, settings, turn }: Listening,
): Promise<number> {
  const file = blamingMedia(() => MediaFile.open(recording, track, AHEAD_SECONDS));
  try {
    const decoder = blamingMedia(() => new AudioDecoder(file, 'mix'));
    try {
      const finder = new SpeechFinder(detector, settings);
      const found = [];
      let samples = 0;
      for (const channels of decoder.chunks()) {
        if (!channels) {
          await turn();
          continue;
        }
        const [chunk] = channels;
        if (!chunk || samples >= SAMPLE_SECONDS * SAMPLE_RATE) break;
        const turnsAt = Math.floor(samples / SAMPLE_RATE) + 1;
        samples += chunk.length;
        found.push(...(await finder.accept(chunk)));
        if (samples >= turnsAt * SAMPLE_RATE) await turn();
      }
      found.push(...(await finder.end()));
      return found.reduce((sum, segment) => sum + segment.speechEndSeconds - segment.speechStartSeconds, 0);
    } finally {
      decoder.close();
    }
  } finally {
    file.close();
  }
}
