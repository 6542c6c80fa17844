import { expect, test } from 'vitest';
import { parseListenAddress } from '#cli/option-values.ts';
import { answerVerdict } from '#cli/verify/verdict-server.ts';
import type { KeptVerdict } from '#cli/verify/verdict-server.ts';

const NOW = 1_000_000;
const AGES = { nowMs: NOW, staleMs: 90_000 };

function verdict(exitCode: number, ageMs = 0): KeptVerdict {
  return { exitCode, atMs: NOW - ageMs, render: (format) => `as ${format}` };
}

const ask = (path: string, kept: KeptVerdict | undefined, accept = '') =>
  answerVerdict({ path, accept }, kept, AGES);

test.each([
  [0, 200],
  [1, 503],
  [3, 503],
])('a verdict of exit %d is HTTP %d on /health and 200 on /metrics', (exitCode, status) => {
  expect(ask('/health', verdict(exitCode))).toMatchObject({ status, body: 'as health' });
  expect(ask('/metrics', verdict(exitCode))).toMatchObject({ status: 200, body: 'as prometheus' });
});

test.each([
  ['', 'health', 'application/health+json'],
  ['*/*', 'health', 'application/health+json'],
  ['application/json', 'json', 'application/json'],
  ['text/html,application/xhtml+xml;q=0.9', 'html', 'text/html; charset=utf-8'],
  ['text/plain;q=0.5, application/json;q=0.4', 'pretty', 'text/plain; charset=utf-8'],
  ['image/png', 'health', 'application/health+json'],
])('Accept "%s" gives %s', (accept, format, contentType) => {
  expect(ask('/health', verdict(0), accept)).toMatchObject({ body: `as ${format}`, contentType });
});

test('no verdict yet, and one that is too old, are 503 with the reason', () => {
  expect(ask('/health', undefined)).toMatchObject({
    status: 503,
    body: expect.stringContaining('no verdict yet'),
  });
  expect(ask('/health', verdict(0, 90_001))).toMatchObject({
    status: 503,
    body: expect.stringContaining('90 s old'),
  });
  expect(ask('/metrics', undefined).status).toBe(200);
  expect(ask('/elsewhere', verdict(0)).status).toBe(404);
});

test.each([
  [':8080', { host: '127.0.0.1', port: 8080 }],
  ['0', { host: '127.0.0.1', port: 0 }],
  ['0.0.0.0:9', { host: '0.0.0.0', port: 9 }],
  ['[::1]:80', { host: '::1', port: 80 }],
])('%s is where it listens', (text, address) => {
  expect(parseListenAddress(text)).toEqual(address);
});

test.each(['', 'here', ':70000', 'http://127.0.0.1:80'])('"%s" is no place to listen', (text) => {
  expect(() => parseListenAddress(text)).toThrow('Expected HOST:PORT');
});
