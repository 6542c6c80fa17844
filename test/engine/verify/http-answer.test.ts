import { expect, test } from 'vitest';
import { httpAnswer, membersOf, numberOf, spokenAnswer } from '#engine/verify/http-answer.ts';

test.each([
  ['{"a":1}', 'json'],
  [' <!doctype html><p>', 'html'],
  ['upstream connect error', 'text'],
  ['', 'empty'],
  ['  \r\n', 'empty'],
  ['{"a":', 'text'],
] as const)('the body %j is %s', (body, form) => {
  expect(httpAnswer('http://x', 200, body).form).toBe(form);
});

test('an answer in one phrase shows neither a long body nor a token', () => {
  const phrase = spokenAnswer(
    httpAnswer('http://x', 500, `{"token":"eyJhbGciOiJIUzUxMiJ9.aaaa.bbbb","x":"${'y'.repeat(500)}"}`),
  );
  expect(phrase).toMatch(/^HTTP 500, \{"token":"\[hidden\]"/);
  expect(phrase.length).toBeLessThan(100);
});

test('only objects have members and only finite numbers are numbers', () => {
  expect([membersOf(null), membersOf([1]), membersOf('x')]).toEqual([{}, {}, {}]);
  expect([numberOf('12.5'), numberOf(''), numberOf('x'), numberOf(Number.NaN), numberOf(true)]).toEqual([
    12.5,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
