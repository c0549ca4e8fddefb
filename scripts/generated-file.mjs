import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

// For files that are made from the source and committed: writes one, or with `--check` fails when it is out of date.
export async function writeGenerated(path, content, command) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const wanted = await format(content, { ...(await resolveConfig(file)), filepath: file });
  if (!process.argv.includes('--check')) writeFileSync(file, wanted);
  else if (wanted !== readIfThere(file)) {
    console.error(`${path} is out of date: run \`${command}\` and commit it.`);
    process.exitCode = 1;
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
