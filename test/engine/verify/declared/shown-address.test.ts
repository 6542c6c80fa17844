import { expect, test } from 'vitest';
import { shellWord, shownUrl } from '#engine/verify/declared/shown-address.ts';

test.each([
  ['redis://127.0.0.1:6379/0', 'redis://127.0.0.1:6379/0'],
  ['redis://:secret@127.0.0.1:6379', 'redis://127.0.0.1:6379'],
  ['rediss://app:p@ss:w/rd@cache:6379', 'rediss://app@cache:6379'],
  ['postgres://app:secret@db:5432/ticks?sslmode=require', 'postgres://app@db:5432/ticks?sslmode=require'],
  ['postgresql:///ticks?user=app&password=secret', 'postgresql:///ticks?user=app&password=[hidden]'],
  ['sqlite:/var/lib/ticks.db', 'sqlite:/var/lib/ticks.db'],
])('%s is shown as %s', (url, shown) => {
  expect(shownUrl(url)).toBe(shown);
});

test.each([
  ['ticks:NIFTY', 'ticks:NIFTY'],
  ['ticks:*', "'ticks:*'"],
  ["it's", String.raw`'it'\''s'`],
  ['', "''"],
])('%s is the word %s of a shell', (text, word) => {
  expect(shellWord(text)).toBe(word);
});
