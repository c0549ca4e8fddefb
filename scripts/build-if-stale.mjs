// Builds dist/ when it is missing or older than what it is made from, so that `npm start` is one command
// and a second start does not pay for a build.
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const inputs = ['src', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

function newestChange(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

const built = statSync(join(root, 'dist/main.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
const changed = Math.max(...inputs.map((input) => newestChange(join(root, input))));

// An image or a production install carries dist/ without the compiler: there is nothing to compare with.
const hasCompiler = statSync(join(root, 'node_modules/@nestjs/cli'), { throwIfNoEntry: false }) !== undefined;

if (hasCompiler && built < changed) {
  console.log('Building dist/ …');
  execFileSync(process.execPath, [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'], {
    cwd: root,
    stdio: 'inherit',
  });
} else if (!built) {
  console.error('dist/ is missing and the compiler is not installed: run `npm ci && npm run build` first.');
  process.exit(1);
}
