/**
 * Spelled-out numbers as digits: `five hundred and one` → `501`, `4 million` → `4000000`, `twenty first` → `21st`,
 * `nineteen eighty four` → `1984`, `five oh five` → `505`, `twenty eight point eight` → `28.8`.
 */
export function numbersToDigits(words: readonly string[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < words.length;) {
    const number = readNumber(words, at);
    out.push(number ? number.digits : (words[at] ?? ''));
    at = number?.next ?? at + 1;
  }
  return out;
}

/** A number below a scale, with what follows it: `third` is 3 and `rd`. */
interface Cardinal {
  readonly value: number;
  readonly suffix: string;
  /** Position behind it. */
  readonly next: number;
}

function readNumber(words: readonly string[], at: number): { digits: string; next: number } | null {
  let part = readCardinal(words, at);
  if (!part) return null;
  let digits = `${part.value}${part.suffix}`;
  let { next } = part;
  while (part && part.value < 100 && !part.suffix) {
    part = readCardinal(words, next) ?? readOh(words, next);
    if (!part || part.value >= 100) break;
    digits += `${part.value}${part.suffix}`;
    next = part.next;
  }
  return readDecimals(words, { digits, next });
}

function readOh(words: readonly string[], at: number): Cardinal | null {
  return /^oh?$/.test(words[at] ?? '') ? { value: 0, suffix: '', next: at + 1 } : null;
}

function readDecimals(words: readonly string[], number: { digits: string; next: number }): typeof number {
  const decimals: number[] = [];
  for (let at = number.next + 1; words[number.next] === 'point'; at++) {
    const digit = readBelowHundred(words, at);
    if (!digit || digit.value > 9 || digit.suffix) break;
    decimals.push(digit.value);
  }
  if (decimals.length === 0) return number;
  return { digits: `${number.digits}.${decimals.join('')}`, next: number.next + 1 + decimals.length };
}

function readCardinal(words: readonly string[], at: number): Cardinal | null {
  let sum = 0;
  let group = readBelowThousand(words, at);
  while (group) {
    const scale = SCALES.get(words[group.next] ?? '');
    if (scale === undefined || group.suffix) return { ...group, value: sum + group.value };
    sum += group.value * scale;
    const tail = readBelowThousand(words, skipAnd(words, group.next + 1));
    if (!tail) return { value: sum, suffix: '', next: group.next + 1 };
    group = tail;
  }
  return null;
}

function readBelowThousand(words: readonly string[], at: number): Cardinal | null {
  const head = readBelowHundred(words, at);
  if (!head || head.suffix) return head;
  if (words[head.next] === 'hundredth') return { value: head.value * 100, suffix: 'th', next: head.next + 1 };
  if (words[head.next] !== 'hundred') return head;
  const tail = readBelowHundred(words, skipAnd(words, head.next + 1));
  if (!tail) return { value: head.value * 100, suffix: '', next: head.next + 1 };
  return { ...tail, value: head.value * 100 + tail.value };
}

function readBelowHundred(words: readonly string[], at: number): Cardinal | null {
  const word = words[at] ?? '';
  if (/^\d+(\.\d+)?$/.test(word)) return { value: Number(word), suffix: '', next: at + 1 };
  const tens = TENS.get(word);
  if (!tens || tens.suffix) {
    const small = tens ?? SMALL.get(word);
    return small ? { ...small, next: at + 1 } : null;
  }
  const unit = SMALL.get(words[at + 1] ?? '');
  if (!unit || unit.value === 0 || unit.value > 9) return { ...tens, next: at + 1 };
  return { value: tens.value + unit.value, suffix: unit.suffix, next: at + 2 };
}

function skipAnd(words: readonly string[], at: number): number {
  return words[at] === 'and' ? at + 1 : at;
}

type NumberWords = ReadonlyMap<string, { readonly value: number; readonly suffix: string }>;

const SMALL = numberWords(
  0,
  1,
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
    'seventeen eighteen nineteen',
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth ' +
    'fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth',
);
const TENS = numberWords(
  20,
  10,
  'twenty thirty forty fifty sixty seventy eighty ninety',
  'twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth',
);
const SCALES: ReadonlyMap<string, number> = new Map([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['trillion', 1e12],
]);

function numberWords(from: number, step: number, cardinals: string, ordinals: string): NumberWords {
  const ordinalSuffix = (word: string) => (word.endsWith('th') ? 'th' : word.slice(-2));
  return new Map([
    ...cardinals.split(' ').map((word, i) => [word, { value: from + i * step, suffix: '' }] as const),
    ...ordinals
      .split(' ')
      .map((word, i) => [word, { value: from + i * step, suffix: ordinalSuffix(word) }] as const),
  ]);
}
