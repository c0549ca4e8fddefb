import { tailsToHear, withEnd } from './domain/missing-end.js';
import { otherHearings } from './domain/second-hearing.js';
import type { Hypothesis, SpeechSegment, TranscribedSegment } from './domain/segment.js';
import { transcribedSegment } from './domain/transcript.js';

type Hear = (segment: SpeechSegment) => Promise<Hypothesis>;

/**
 * What is said in a segment, heard again where the engine failed to listen to the end: in other forms when it heard nothing
 * although somebody speaks, from a later start when it ended before the speaker did.
 */
export async function hearAttentively(
  segment: SpeechSegment,
  maxSegmentSeconds: number,
  hear: Hear,
): Promise<TranscribedSegment> {
  let form = segment;
  let heard = await hear(form);
  for (const other of otherHearings(segment, maxSegmentSeconds)) {
    if (transcribedSegment(form, heard).text !== '') break;
    form = other;
    heard = await hear(form);
  }
  return transcribedSegment(form, await heardToTheEnd(form, heard, hear));
}

async function heardToTheEnd(segment: SpeechSegment, heard: Hypothesis, hear: Hear): Promise<Hypothesis> {
  for (const tail of tailsToHear(segment, heard)) {
    const complete = withEnd({ segment, heard }, { tail, tailHeard: await hear(tail) });
    if (complete) return complete;
  }
  return heard;
}
