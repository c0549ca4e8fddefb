import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAMILIES } from './family-files.js';
import type { SherpaOnnxFamily } from './model.js';
import { ModelError } from './model-error.js';

/** What a user may say of a model folder of his own. */
export const FOLDER_NOTE_NAME = 'steno-model.json';

export interface FolderNote {
  readonly family?: SherpaOnnxFamily;
  /** Of a transducer. */
  readonly modelType?: 'transducer' | 'nemo_transducer';
  readonly languages?: readonly string[];
  readonly licence?: string;
  readonly maxSegmentSeconds?: number;
}

const MODEL_TYPES = ['transducer', 'nemo_transducer'] as const;

/** Empty when there is none. Throws {@link ModelError} `model_unusable`, which names the field. */
export async function readFolderNote(dir: string, names: readonly string[]): Promise<FolderNote> {
  if (!names.includes(FOLDER_NOTE_NAME)) return {};
  const note = parse(await readFile(join(dir, FOLDER_NOTE_NAME), 'utf8'));
  const { family, model_type, languages, licence, max_segment_seconds, ...others } = note;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw wrong(unknown, 'no field that Steno knows');
  return {
    ...optional('family', family, isOneOf(FAMILIES), `one of ${FAMILIES.join(', ')}`),
    ...optional('modelType', model_type, isOneOf(MODEL_TYPES), `one of ${MODEL_TYPES.join(', ')}`),
    ...optional('languages', languages, isLanguageList, 'a list of codes such as ["en", "de"]'),
    ...optional('licence', licence, (value) => typeof value === 'string', 'a text'),
    ...optional('maxSegmentSeconds', max_segment_seconds, isSeconds, 'seconds from 5 to 30'),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const note: unknown = JSON.parse(text);
    if (typeof note === 'object' && note !== null && !Array.isArray(note)) return { ...note };
  } catch {
    // Said below.
  }
  throw new ModelError('model_unusable', `${FOLDER_NOTE_NAME} is no JSON object.`);
}

function optional(
  field: keyof FolderNote,
  value: unknown,
  isRight: (value: unknown) => boolean,
  expected: string,
): FolderNote {
  if (value === undefined) return {};
  if (!isRight(value))
    throw wrong(
      field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      expected,
    );
  return { [field]: value };
}

function isOneOf(known: readonly string[]) {
  return (value: unknown): boolean => typeof value === 'string' && known.includes(value);
}

function isLanguageList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((code) => /^[a-z]{2,3}$/.test(String(code)));
}

function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && value >= 5 && value <= 30;
}

function wrong(field: string, expected: string): ModelError {
  return new ModelError('model_unusable', `"${field}" in ${FOLDER_NOTE_NAME}: expected ${expected}.`);
}
