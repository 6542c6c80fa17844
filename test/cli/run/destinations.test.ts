import { expect, test } from 'vitest';
import { allowedHosts, destinationOf, refusalOf } from '#cli/run/destinations.ts';

test.each([
  ['api.dhan.co', 'exchange'],
  ['API-FEED.dhan.co.', 'exchange'],
  ['full-depth-api.dhan.co', 'exchange'],
  ['localhost', 'local'],
  ['127.0.0.1', 'local'],
  ['[::1]', 'local'],
  ['::ffff:127.0.0.1', 'local'],
  ['api.telegram.org', 'allowed'],
  ['example.org', 'refused'],
  ['8.8.8.8', 'refused'],
  ['127.0.0.1.example.org', 'refused'],
  ['unknown.dhan.co', 'refused'],
  ['dhan.co.example.org', 'refused'],
] as const)('%s leads to %s', (host, destination) => {
  expect(destinationOf(host, ['api.telegram.org', 'unknown.dhan.co'])).toBe(destination);
});

test('a refusal names the host and what to do, and offers no way to the real exchange', () => {
  expect(refusalOf('Example.org')).toContain('Pass --allow example.org');
  expect(refusalOf('unknown.dhan.co')).not.toContain('--allow');
});

test.each(['https://example.org', 'example.org:443', 'a b', 'api.dhan.co', 'x.dhan.co'])(
  '--allow %s is refused',
  (host) => {
    expect(() => allowedHosts([host])).toThrow(/run --allow/);
  },
);
