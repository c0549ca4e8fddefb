import type { EvidenceName, Judgement } from '../../src/lexicon/domain/evidence.js';

/** Logistic regression by Newton's method. `ridge` keeps what is rare from being taken for sure. */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  ridge: number,
): number[] {
  const size = rows[0]?.length ?? 0;
  const weights = Array.from({ length: size }, () => 0);
  for (let round = 0; round < 50; round += 1) {
    const { gradient, curvature } = derivatives(rows, labels, weights, ridge * rows.length);
    const step = solve(curvature, gradient);
    step.forEach((change, at) => (weights[at]! += change));
    if (Math.max(...step.map(Math.abs)) < 1e-7) break;
  }
  return weights;
}

function derivatives(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  weights: readonly number[],
  ridge: number,
): { gradient: number[]; curvature: number[][] } {
  const size = weights.length;
  const gradient = weights.map((weight) => -ridge * weight);
  const curvature = weights.map((_, at) => weights.map((__, other) => (at === other ? ridge : 0)));
  for (const [index, row] of rows.entries()) {
    const chance = logistic(dot(row, weights));
    const error = (labels[index] ?? 0) - chance;
    const certainty = Math.max(1e-6, chance * (1 - chance));
    for (let at = 0; at < size; at += 1) {
      const value = row[at]!;
      if (value === 0) continue;
      gradient[at]! += error * value;
      for (let other = 0; other <= at; other += 1) curvature[at]![other]! += certainty * value * row[other]!;
    }
  }
  for (let at = 0; at < size; at += 1) {
    for (let other = at + 1; other < size; other += 1) curvature[at]![other] = curvature[other]![at]!;
  }
  return { gradient, curvature };
}

function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}

/** Two thirds to learn from, one third to see what came of it. */
export function seen<T>(all: readonly T[]): T[] {
  return all.filter((_, at) => at % 3 !== 0);
}

export function unseen<T>(all: readonly T[]): T[] {
  return all.filter((_, at) => at % 3 === 0);
}

/** The least log odds, in steps of a twentieth, that make no more mistakes than `most`. */
export function leastThreshold(mistakesAt: (logOdds: number) => number, most: number): number {
  for (let logOdds = -8; logOdds < 6; logOdds += 0.05) {
    if (mistakesAt(logOdds) <= most) return logOdds;
  }
  throw new Error('no threshold is high enough');
}

/** As it is written down: with as many digits as mean something. */
export function judgementOf(
  names: readonly EvidenceName[],
  weights: readonly number[],
  threshold: number,
  thresholdOfMany?: number,
): Judgement {
  return {
    weights: Object.fromEntries(names.map((name, at) => [name, Number((weights[at] ?? 0).toFixed(4))])),
    threshold: Number(threshold.toFixed(2)),
    ...(thresholdOfMany !== undefined && { thresholdOfMany: Number(thresholdOfMany.toFixed(2)) }),
  };
}

/** Gauss and Jordan, with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!]);
  for (let at = 0; at < rows.length; at += 1) {
    let pivot = at;
    for (let row = at + 1; row < rows.length; row += 1) {
      if (Math.abs(rows[row]![at]!) > Math.abs(rows[pivot]![at]!)) pivot = row;
    }
    [rows[at], rows[pivot]] = [rows[pivot]!, rows[at]!];
    const base = rows[at]!;
    for (const row of rows) {
      if (row === base) continue;
      const factor = row[at]! / base[at]!;
      for (let column = at; column < row.length; column += 1) row[column]! -= factor * base[column]!;
    }
  }
  return rows.map((row, at) => row.at(-1)! / row[at]!);
}
