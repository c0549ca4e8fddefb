import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaFile } from '../../src/audio/segmenter/media-file.js';
import { RecordingFile } from '../../src/audio/segmenter/recording-file.js';
import { settingsFor } from '../../src/audio/segmenter/segmentation-settings.js';
import { SpeechDetector } from '../../src/audio/segmenter/speech-detector.js';
import { speechTrack } from '../../src/audio/segmenter/speech-track.js';
import { testModels } from '../support/models.js';
import { matroskaOf } from '../support/segmenter-media.js';

let dir: string;
let detector: SpeechDetector;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-tracks-'));
  detector = await SpeechDetector.load((await testModels()).vadModelPath);
});

afterAll(() => rm(dir, { recursive: true, force: true }));

describe('a track without samples beside one on which nobody speaks', () => {
  it('gives signs of life, and is given up where the other one has got ten minutes further', async () => {
    const turnsFor = async (seconds: number): Promise<number> => {
      const path = join(dir, `${seconds}.mka`);
      await writeFile(path, matroskaOf(seconds));
      const recording = RecordingFile.open(path, 3);
      const file = MediaFile.open(recording);
      let turns = 0;
      const turn = () => Promise.resolve(void turns++);
      try {
        expect(file.audioTracks).toEqual([0, 1]);
        expect(await speechTrack(recording, file, { detector, settings: settingsFor(12), turn })).toBe(0);
      } finally {
        file.close();
        recording.close();
      }
      return turns;
    };
    const [short, long, longer] = [await turnsFor(120), await turnsFor(600), await turnsFor(1_200)];
    expect(long).toBeGreaterThan(short + 10);
    expect(longer).toBe(long);
  });
});
