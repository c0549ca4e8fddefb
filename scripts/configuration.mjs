// Writes docs/configuration.md from the schema of the environment.
import { environmentSchema } from '../dist/config/environment.schema.js';
import { writeGenerated } from './generated-file.mjs';

const INTRODUCTION = `<!-- Written by \`npm run docs:config\` from src/config/environment.schema.ts. -->

# Configuration

Steno is configured by environment variables. A file \`.env\` in the working directory may hold them too; what the
environment sets wins. An empty value counts as unset, and hides none of \`.env\`. Nothing needs to be set: without any,
Steno runs on embedded parts and listens on this machine only.

A value that cannot be used stops the start, with one message that names every such variable and what was expected.
Values are never printed.
`;

const rows = Object.entries(environmentSchema.shape).map(([name, schema]) => {
  const cell = schema.description.replaceAll('|', '\\|');
  return `| \`${name}\` | ${defaultOf(schema)} | ${cell} |`;
});

/** What the variable would have to be set to for the same effect. */
function defaultOf(schema) {
  const { defaultValue } = schema.def;
  const text = Array.isArray(defaultValue) ? defaultValue.join(':') : String(defaultValue ?? '');
  return text === '' ? '' : `\`${text}\``;
}

const table = ['| Variable | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
await writeGenerated('docs/configuration.md', `${INTRODUCTION}\n${table}\n`, 'npm run docs:config');
