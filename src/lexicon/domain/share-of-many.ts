/** Where a number of terms stands between few and many, on the scale of its logarithm: 0 up to `few`, 1 from `many` on. */
export function shareOfMany(logTerms: number, few: number, many: number): number {
  const [least, most] = [Math.log(few), Math.log(many)];
  return Math.min(1, Math.max(0, (logTerms - least) / (most - least)));
}
