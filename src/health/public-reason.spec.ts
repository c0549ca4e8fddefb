import { expect, it } from 'vitest';
import { withoutAddresses } from './public-reason.js';

it.each([
  ['connect ECONNREFUSED 10.0.0.5:5432', 'connect ECONNREFUSED'],
  [
    'connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1',
    'connect ECONNREFUSED; connect ECONNREFUSED',
  ],
  ['getaddrinfo ENOTFOUND db.internal', 'getaddrinfo ENOTFOUND'],
  ["EACCES: permission denied, access '/srv/steno'", 'EACCES'],
  ['timeout of 2000ms exceeded', 'timeout of 2000ms exceeded'],
])('tells %s as %s', (reason, told) => {
  const result = withoutAddresses({ database: { status: 'down', message: reason, problems: [reason] } });
  expect(result).toEqual({ database: { status: 'down', message: told, problems: [told] } });
});
