import { runnerImport } from 'vite';

// Runs the TypeScript module of the first argument, decorators and all, as vitest would, in a process of its own.
const [module] = process.argv.splice(2, 1);
await runnerImport(module, { configFile: false, logLevel: 'error' });
