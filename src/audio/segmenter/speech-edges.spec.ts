import { describe, expect, it } from 'vitest';
import { VAD_WINDOW } from './silero-vad.js';
import { SpeechEdges } from './speech-edges.js';

/** The edges in these probabilities, with the number of the window in which each was told. */
function edgesIn(...probabilities: number[]): string[] {
  const edges = new SpeechEdges();
  return probabilities.flatMap((probability, window) => {
    const edge = edges.accept(probability);
    return edge ? [`${edge.type} at ${(edge.position / VAD_WINDOW).toFixed(2)}, told in ${window}`] : [];
  });
}

const times = (count: number, probability: number): number[] => Array<number>(count).fill(probability);

describe('SpeechEdges', () => {
  it('dates speech back to where it began and ended', () => {
    expect(edgesIn(...times(10, 0.1), ...times(10, 0.9), ...times(10, 0.1))).toEqual([
      'start at 10.75, told in 14',
      'end at 21.75, told in 24',
    ]);
  });

  it('takes no click for speech and no stop in a word for its end', () => {
    expect(edgesIn(...times(5, 0.1), ...times(4, 0.9), ...times(5, 0.1))).toEqual([]);
    expect(edgesIn(...times(5, 0.9), ...times(4, 0.1), ...times(9, 0.9))).toEqual([
      'start at 0.75, told in 4',
    ]);
  });

  it('lets speech go on while it is in doubt, and none begin', () => {
    expect(edgesIn(...times(5, 0.9), ...times(20, 0.4))).toEqual(['start at 0.75, told in 4']);
    expect(edgesIn(...times(20, 0.45))).toEqual([]);
  });

  it('forgets the recording', () => {
    const edges = new SpeechEdges();
    for (const probability of times(9, 0.9)) edges.accept(probability);
    expect(edges.isSpeaking).toBe(true);
    edges.reset();
    expect(edges.isSpeaking).toBe(false);
    expect(times(4, 0.9).map((probability) => edges.accept(probability))).toEqual([null, null, null, null]);
  });
});
