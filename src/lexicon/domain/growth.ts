/** 0 up to `few` terms, 1 from `many` on; between them it grows with the logarithm of how many there are. */
export function growth(logTerms: number, few: number, many: number): number {
  const [least, most] = [Math.log(few), Math.log(many)];
  return Math.min(1, Math.max(0, (logTerms - least) / (most - least)));
}
