import { expect, test } from 'vitest';
import { feedOf, upstreamOf } from '#cli/record/upstreams.ts';

const LIVE = { origin: undefined, caPem: undefined };
const OWN = '127.0.0.1:4000';

test.each([
  ['api.dhan.co', '/v2/profile', false, 'api.dhan.co', '/v2/profile'],
  ['images.dhan.co', '/api-data/x.csv', false, 'images.dhan.co', '/api-data/x.csv'],
  ['full-depth-api.dhan.co', '/?token=t', true, 'full-depth-api.dhan.co', '/?token=t'],
  [OWN, '/v2/profile', false, 'api.dhan.co', '/v2/profile'],
  [OWN, '/api-data/x.csv', false, 'images.dhan.co', '/api-data/x.csv'],
  [OWN, '/app/generateAccessToken?pin=1', false, 'auth.dhan.co', '/app/generateAccessToken?pin=1'],
  [OWN, '/?version=2', true, 'api-feed.dhan.co', '/?version=2'],
  [OWN, '/twentydepth?token=t', true, 'depth-api-feed.dhan.co', '/twentydepth?token=t'],
  [OWN, '/twohundreddepth?token=t', true, 'full-depth-api.dhan.co', '/?token=t'],
  [OWN, '/orderupdate', true, 'api-order-update.dhan.co', '/'],
])('of the real exchange, %s%s (upgrade: %s) goes to %s%s', (host, target, isUpgrade, upstream, path) => {
  expect(upstreamOf(LIVE, { host, target, isUpgrade })).toEqual({
    isTls: true,
    host: upstream,
    port: 443,
    target: path,
    hostHeader: upstream,
  });
});

test('a mock is asked under the name that the client used', () => {
  expect(
    upstreamOf(
      { origin: 'https://[::1]:8443', caPem: undefined },
      { host: 'api.dhan.co', target: '/v2/x', isUpgrade: false },
    ),
  ).toEqual({ isTls: true, host: '::1', port: 8443, target: '/v2/x', hostHeader: undefined });
});

test('a socket is known by its path or its host', () => {
  expect(feedOf({ host: OWN, target: '/twentydepth?x=1', isUpgrade: true })).toBe('depth-20');
  expect(feedOf({ host: 'api-order-update.dhan.co', target: '/', isUpgrade: true })).toBe('order-update');
});
