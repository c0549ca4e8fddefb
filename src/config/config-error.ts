import { DomainError } from '../errors/domain-error.js';

/** The environment has values that Steno cannot work with. Names each of them and what was expected, no value. */
export class ConfigError extends DomainError {
  readonly code = 'bad_configuration';

  constructor(readonly problems: readonly string[]) {
    super(
      [
        'Steno cannot start: the environment (or .env) has values that it cannot use.',
        ...problems.map((problem) => `  ${problem}`),
      ].join('\n'),
    );
  }
}
