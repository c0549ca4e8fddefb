/** Rounded to three digits after the point: seconds to whole milliseconds, finer than anybody speaks. */
export function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
