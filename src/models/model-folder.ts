import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { UNMEASURED_SEGMENT_SECONDS, WHISPER_SEGMENT_SECONDS } from './catalogue/segment-limits.js';
import { SENSE_VOICE } from './catalogue/sense-voice.js';
import { WHISPER_LANGUAGES } from './catalogue/whisper-languages.js';
import { CANARY_180M_FLASH } from './catalogue/nemo-models.js';
import { familyFiles, findFamily, tokensFile } from './family-files.js';
import { FOLDER_NOTE_NAME, type FolderNote, readFolderNote } from './folder-note.js';
import type { InstalledModel } from './installed-model.js';
import type { Model, SherpaOnnxFamily, SherpaOnnxFiles } from './model.js';
import { ModelError } from './model-error.js';

/** A folder with a model for sherpa-onnx that no catalogue knows. */
export interface ModelFolder {
  /** Absolute. */
  readonly dir: string;
  /** The model's name here. */
  readonly id: string;
  /** What the user says; empty: the folder tells, or its family does. */
  readonly languages: readonly string[];
}

/**
 * The model in a folder of the user's own: its family is that of its files, or the one that its `steno-model.json` names.
 * Throws {@link ModelError} `model_unusable`, which says what is missing.
 */
export async function readModelFolder(folder: ModelFolder): Promise<InstalledModel> {
  const { dir } = folder;
  const names = await readdir(dir).catch((cause: unknown) => {
    throw unusable(dir, 'it cannot be read', cause);
  });
  const note = await readFolderNote(dir, names);
  const family = note.family ?? findFamily(names, basename(dir));
  if (!family) throw unusable(dir, whatIsThere(names));
  const files = familyFiles(family, names, note.modelType ?? modelTypeOf(dir));
  const tokens = tokensFile(family, names);
  if (typeof files === 'string') throw unusable(dir, files);
  if (tokens === null) throw unusable(dir, 'it has no tokens.txt');
  return { model: modelOf(folder, note, files, tokens), dir };
}

function modelOf(
  { dir, id, languages: told }: ModelFolder,
  note: FolderNote,
  files: SherpaOnnxFiles,
  tokens: string,
): Model {
  const { family } = files;
  const languages = [told, note.languages ?? [], ownLanguages(family, tokens)].find(
    ({ length }) => length > 0,
  );
  if (!languages) {
    throw unusable(
      dir,
      `nothing tells its languages: set MODEL_LANGUAGES, or "languages" in ${FOLDER_NOTE_NAME}`,
    );
  }
  return {
    id,
    kind: 'recogniser',
    languages,
    findsLanguage: languages.length > 1 && FINDS_LANGUAGE.has(family),
    licence: note.licence ?? 'unknown',
    sources: [],
    settings: {
      engine: 'sherpa-onnx',
      ...files,
      tokens,
      maxSegmentSeconds: note.maxSegmentSeconds ?? maxSegmentSeconds(family),
    },
  };
}

/** Of several languages. Moonshine is made for one, and Canary has to be told. */
const FINDS_LANGUAGE: ReadonlySet<SherpaOnnxFamily> = new Set(['whisper', 'sense_voice', 'transducer']);

/** Those that a family has by itself. */
function ownLanguages(family: SherpaOnnxFamily, tokens: string): readonly string[] {
  switch (family) {
    case 'whisper':
      return /\.en-/.test(tokens) ? ['en'] : WHISPER_LANGUAGES;
    case 'sense_voice':
      return SENSE_VOICE.languages;
    case 'canary':
      return CANARY_180M_FLASH.languages;
    case 'moonshine':
    case 'moonshine_split':
    case 'transducer':
      return [];
  }
}

function maxSegmentSeconds(family: SherpaOnnxFamily): number {
  return family === 'whisper' ? WHISPER_SEGMENT_SECONDS : UNMEASURED_SEGMENT_SECONDS;
}

function modelTypeOf(dir: string): 'nemo_transducer' | null {
  return /nemo|parakeet/i.test(basename(dir)) ? 'nemo_transducer' : null;
}

function whatIsThere(names: readonly string[]): string {
  const models = names.filter((name) => /\.(onnx|ort|txt)$/.test(name));
  return models.length === 0
    ? 'it holds no model: neither .onnx nor .ort files'
    : `its family cannot be told from ${models.join(', ')}: name it as "family" in ${FOLDER_NOTE_NAME}`;
}

function unusable(dir: string, reason: string, cause?: unknown): ModelError {
  const message = `MODEL_DIR (${dir}) cannot be used: ${reason}. What such a folder needs is in docs/models.md.`;
  return new ModelError('model_unusable', message, { cause });
}
