import { dirname, join } from 'node:path';
import Config from '@npmcli/config';
import configDefinitions from '@npmcli/config/lib/definitions/index.js';

/** Where npm's configuration is read from. Absent fields: this process. */
export interface NpmEnvironment {
  /** The project's `.npmrc` is looked for from here upwards. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** npm's flat options, as its own libraries take them. May hold credentials: never log them. */
export type NpmOptions = Readonly<Record<string, unknown>>;

/**
 * The user's npm configuration as `npm install` would see it here: `npm_config_*` variables and the `.npmrc` of
 * project, user and machine, with their registries, scopes, credentials, proxies and certificates.
 */
export async function loadNpmOptions(environment: NpmEnvironment): Promise<NpmOptions> {
  const config = new Config({
    ...configDefinitions,
    ...environment,
    argv: [],
    npmPath: join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm'),
  });
  await config.load();
  return config.flat;
}
