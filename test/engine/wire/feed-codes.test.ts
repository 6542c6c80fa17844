import { expect, test } from 'vitest';
import { disconnectMeaning, PACKET_LENGTHS, RESPONSE_CODES } from '#engine/wire/feed-codes.ts';

test('says what a disconnect reason means, and says so when nobody documented it', () => {
  expect(disconnectMeaning(807)).toBe('access token expired');
  expect(disconnectMeaning(4242)).toBe('undocumented reason 4242');
});

test('every response code has a length', () => {
  expect(Object.keys(PACKET_LENGTHS).map(Number)).toEqual(Object.values(RESPONSE_CODES));
});
