/** One spelling for words that British and American English write differently; the form is ours, not a language's. */
export function unifySpelling(word: string): string {
  for (const [pattern, replacement] of RULES) {
    if (pattern.test(word)) return word.replace(pattern, replacement);
  }
  return WORDS.get(word) ?? word;
}

const RULES: readonly (readonly [RegExp, string])[] = [
  [
    /^(arm|ard|behavi|cand|clam|col|end?eav|fav|ferv|flav|glam|harb|hon|hum|lab|neighb|od|parl|ranc|rig|rum|savi|sav|splend|succ|tum|val|vap|vig)our/,
    '$1or',
  ],
  [/^(cent|theat|met|kilomet|centimet|millimet|lit|fib|somb|calib|lust|spect|meag|sab)re(s?)$/, '$1er$2'],
  [
    /^(travel|cancel|model|label|counsel|quarrel|marvel|jewel|fuel|signal|level|channel|dial|rival)l(ed|ing|er|ers)$/,
    '$1$2',
  ],
  [/^(catal|dial|anal|monol|prol|epil)ogue(s?)$/, '$1og$2'],
  [/^(.{3,})(i|y)z(e|ed|es|er|ers|ing|ation|ations)$/, '$1$2s$3'],
  [/^(def|off|pret)ence/, '$1ense'],
];

const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    grey: 'gray',
    greys: 'grays',
    plough: 'plow',
    ploughs: 'plows',
    licence: 'license',
    practise: 'practice',
    sceptic: 'skeptic',
    sceptical: 'skeptical',
    gaol: 'jail',
    programme: 'program',
    programmes: 'programs',
    tyre: 'tire',
    tyres: 'tires',
    kerb: 'curb',
    mould: 'mold',
    moustache: 'mustache',
    enquire: 'inquire',
    enquiry: 'inquiry',
    towards: 'toward',
    whilst: 'while',
    ok: 'okay',
    yknow: 'you know',
    alright: 'all right',
  }),
);
