import { expect, test } from 'vitest';
import { CA_FOLDER, parseRedisUrl, parseTlsFolder } from '#cli/option-values.ts';

test.each([
  ['./mine', './mine'],
  ['1', CA_FOLDER],
  ['true', CA_FOLDER],
  ['0', false],
  ['FALSE', false],
])('--tls understands "%s" as a folder or as a switch', (text, folder) => {
  expect(parseTlsFolder(text)).toBe(folder);
});

test('--tls with an empty folder is a usage error', () => {
  expect(() => parseTlsFolder('')).toThrow('Expected a folder');
});

test('--redis is the URL of a Redis server', () => {
  for (const url of ['redis://127.0.0.1:6379', 'rediss://me:word@redis.local/1'])
    expect(parseRedisUrl(url)).toBe(url);
  for (const text of [
    '',
    'foo',
    'localhost:6379',
    '127.0.0.1:6379',
    'http://127.0.0.1:6379',
    'redis://127.0.0.1/abc',
  ])
    expect(() => parseRedisUrl(text)).toThrow('redis://127.0.0.1:6379');
});
