import { describe, expect, it } from 'vitest';
import { ReadBudget } from './read-budget.js';

const MEBIBYTE = 1024 * 1024;

function packetsRead(fileBytes: number, packetBytes: number): number {
  const budget = new ReadBudget(fileBytes);
  for (let count = 0; ; count++) {
    try {
      budget.spend(packetBytes);
    } catch (error) {
      expect(error).toMatchObject({ code: 'unsupported_media' });
      return count;
    }
  }
}

describe('ReadBudget', () => {
  it('lets a file be read that consists of the smallest packets', () => {
    expect(packetsRead(MEBIBYTE, 1)).toBeGreaterThan(MEBIBYTE);
  });

  it('ends a pass that reads the same bytes over and over', () => {
    expect(packetsRead(MEBIBYTE, 1000)).toBeLessThan((10 * MEBIBYTE) / 1000);
  });

  it('ends a pass over empty packets', () => {
    expect(packetsRead(14_000, 0)).toBeLessThan(200_000);
  });
});
