import { expect, test } from 'vitest';
import { feedTypeOf, loginOf } from '#mock-dhan/feed/feed-routing.ts';

test.each([
  ['127.0.0.1:8443', '/', 'live'],
  ['127.0.0.1:8443', '/any/path/', 'live'],
  ['127.0.0.1:8443', '/twentydepth', 'depth-20'],
  ['127.0.0.1:8443', '/twentydepth///', 'depth-20'],
  ['127.0.0.1:8443', '/twohundreddepth', 'depth-200'],
  ['127.0.0.1:8443', '/orderupdate', 'order-update'],
  ['api-feed.dhan.co', '/', 'live'],
  ['depth-api-feed.dhan.co', '/twentydepth', 'depth-20'],
  ['depth-api-feed.dhan.co:443', '', 'depth-20'],
  ['full-depth-api.dhan.co', '/', 'depth-200'],
  ['Full-Depth-API.dhan.co', '/twohundreddepth', 'depth-200'],
  ['api-order-update.dhan.co', '/', 'order-update'],
  ['api-order-update.dhan.co.example', '/', 'live'],
  ['', '', 'live'],
] as const)('host "%s" and path "%s" mean the feed %s', (host, path, feed) => {
  expect(feedTypeOf({ host, path })).toBe(feed);
});

// Where each slash were tried with all that follow it, no test has the time for so many.
test('a path of very many slashes is answered', () => {
  expect(feedTypeOf({ host: '', path: `${'/'.repeat(4_000_000)}x` })).toBe('live');
});

test('the login stands in the query, and what is missing stays undefined', () => {
  expect(loginOf(new URLSearchParams('version=2&token=t&clientId=1'))).toEqual({ token: 't', clientId: '1' });
  expect(loginOf(new URLSearchParams('version=2'))).toEqual({ token: undefined, clientId: undefined });
  expect(loginOf(new URLSearchParams(''))).toBeUndefined();
});
