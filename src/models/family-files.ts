import type { SherpaOnnxFamily, SherpaOnnxFiles } from './model.js';

/** The files of a family, by the names that sherpa-onnx’s own archives give them. */
type Layout = Readonly<Record<string, RegExp>>;

const LAYOUTS: Readonly<Record<SherpaOnnxFamily, Layout>> = {
  transducer: {
    encoder: /^encoder\b.*\.onnx$/,
    decoder: /^decoder\b.*\.onnx$/,
    joiner: /^joiner\b.*\.onnx$/,
  },
  moonshine_split: {
    preprocessor: /^preprocess\b.*\.onnx$/,
    encoder: /^encode\b.*\.onnx$/,
    uncachedDecoder: /^uncached_decode\b.*\.onnx$/,
    cachedDecoder: /^cached_decode\b.*\.onnx$/,
  },
  moonshine: {
    encoder: /^encoder_model.*\.(onnx|ort)$/,
    mergedDecoder: /^decoder_model_merged.*\.(onnx|ort)$/,
  },
  whisper: { encoder: /^.+-encoder\b.*\.onnx$/, decoder: /^.+-decoder\b.*\.onnx$/ },
  canary: { encoder: /^encoder\b.*\.onnx$/, decoder: /^decoder\b.*\.onnx$/ },
  sense_voice: { model: /^model\b.*\.onnx$/ },
};

export const FAMILIES = Object.keys(LAYOUTS) as SherpaOnnxFamily[];

/** Families whose files have the same names as those of others: the folder's name has to tell. */
const TOLD_BY_FOLDER: Partial<Record<SherpaOnnxFamily, RegExp>> = {
  canary: /canary/i,
  sense_voice: /sense-?_?voice/i,
};

/** The first family that all files are there of. Null: none. */
export function findFamily(names: readonly string[], folder: string): SherpaOnnxFamily | null {
  const fits = (family: SherpaOnnxFamily): boolean =>
    (TOLD_BY_FOLDER[family]?.test(folder) ?? true) &&
    Object.values(LAYOUTS[family]).every((pattern) => names.some((name) => pattern.test(name)));
  return FAMILIES.find(fits) ?? null;
}

/** Which file is which; or, as a sentence, why that cannot be told. Of a quantised and an exact file the former. */
export function familyFiles(
  family: SherpaOnnxFamily,
  names: readonly string[],
  modelType: 'transducer' | 'nemo_transducer' | null,
): SherpaOnnxFiles | string {
  const files: Record<string, string> = {};
  for (const [role, pattern] of Object.entries(LAYOUTS[family])) {
    const fitting = names.filter((name) => pattern.test(name));
    const quantised = fitting.filter((name) => name.includes('.int8.'));
    const [file, another] = quantised.length > 0 ? quantised : fitting;
    if (file === undefined) return `a model of the family ${family} needs a file like ${pattern.source}`;
    if (another !== undefined)
      return `${file} and ${another} are both like ${pattern.source}: leave one of them there`;
    files[role] = file;
  }
  return { family, ...(family === 'transducer' && { modelType }), ...files } as unknown as SherpaOnnxFiles;
}

/** Whisper's stands beside its other files under their prefix. */
export function tokensFile(family: SherpaOnnxFamily, names: readonly string[]): string | null {
  const prefixed = family === 'whisper' ? names.find((name) => /^.+-tokens\.txt$/.test(name)) : undefined;
  return prefixed ?? names.find((name) => name === 'tokens.txt') ?? null;
}
