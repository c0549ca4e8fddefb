import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extract } from 'tar';

const CACHE = join(import.meta.dirname, '../../node_modules/.cache/steno/published');

/** Paths of what the authors of the models publish: the service derives faster forms from some of it. */
export interface PublishedModels {
  readonly encoder: string;
  readonly decoder: string;
  readonly tokens: string;
  readonly vad: string;
}

const MOONSHINE = '@moonshine-ai/moonshine-js@0.1.29';
const SILERO = '@ricky0123/vad-web@0.0.31';

/** `modelsDir`: the service's models, for the vocabulary, which nobody publishes in sherpa-onnx's form. */
export async function publishedModels(modelsDir: string): Promise<PublishedModels> {
  return {
    encoder: await publishedFile(MOONSHINE, 'dist/model/tiny/quantized/encoder_model.onnx'),
    decoder: await publishedFile(MOONSHINE, 'dist/model/tiny/quantized/decoder_model_merged.onnx'),
    tokens: join(modelsDir, 'moonshine-tiny-en/tokens.txt'),
    vad: await publishedFile(SILERO, 'dist/silero_vad_v5.onnx'),
  };
}

/** A file of an npm package, `name@version`, as its authors publish it. Fetched once, by the user's npm. */
async function publishedFile(spec: string, path: string): Promise<string> {
  const folder = join(CACHE, spec.replaceAll('/', '+'));
  if (!existsSync(folder)) await fetchPackage(spec, folder);
  return join(folder, path);
}

async function fetchPackage(spec: string, folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const staging = await mkdtemp(join(CACHE, 'fetching-'));
  try {
    const { stdout } = await promisify(execFile)('npm', [
      'pack',
      '--json',
      '--pack-destination',
      staging,
      spec,
    ]);
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    await extract({ file: join(staging, filename), cwd: staging, strict: true });
    await rename(join(staging, 'package'), folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
