import { expect, test } from 'vitest';
import { ask, askJson, createBackend, LIVE } from './backend.ts';

const PAGE = 'http://localhost:5173';

test.each(['/', '/health', '/prices', LIVE, '/nowhere', '/api/v2/options/live'])(
  '%s carries the Date of the clock',
  async (path) => {
    const { app } = createBackend();
    expect((await ask(app, path)).headers.get('date')).toBe('Wed, 04 Feb 2026 03:46:03 GMT');
  },
);

test.each(['/', '/health', '/prices', LIVE, '/api/v2/options/atm/NIFTY', '/nowhere'])(
  '%s is JSON',
  async (path) => {
    const { app } = createBackend();
    expect((await ask(app, path)).headers.get('content-type')).toMatch(/^application\/json/);
  },
);

test('an unknown path is 404 by any method', async () => {
  const { app } = createBackend();
  expect(await askJson(app, '/api/v1/options')).toEqual({ status: 404, body: { detail: 'Not Found' } });
  expect((await ask(app, '/api/v1/options', { method: 'POST' })).status).toBe(404);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s on a known path is 405', async (method) => {
  const { app } = createBackend();
  const { status, headers, text } = await ask(app, LIVE, { method });
  expect(status).toBe(405);
  expect(headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  expect(JSON.parse(text)).toEqual({ detail: 'Method Not Allowed' });
  expect((await ask(app, '/api/v2/options/atm/NIFTY', { method })).status).toBe(405);
});

test('HEAD answers as GET does, without the body', async () => {
  const { app } = createBackend();
  const { status, text } = await ask(app, LIVE, { method: 'HEAD' });
  expect(status).toBe(200);
  expect(text).toBe('');
});

test('the preflight of the configured page is allowed', async () => {
  const { app } = createBackend();
  const { status, headers } = await ask(app, LIVE, {
    method: 'OPTIONS',
    headers: { origin: PAGE, 'access-control-request-method': 'GET' },
  });
  expect([200, 204]).toContain(status);
  expect(headers.get('access-control-allow-origin')).toBe(PAGE);
  expect(headers.get('access-control-allow-methods')).toContain('GET');
});

test('the page may read answers and errors', async () => {
  const { app } = createBackend();
  for (const path of [LIVE, '/nowhere', '/api/v2/options/live']) {
    const { headers } = await ask(app, path, { headers: { origin: PAGE } });
    expect(headers.get('access-control-allow-origin')).toBe(PAGE);
  }
});

test('another origin is allowed nothing', async () => {
  const { app } = createBackend();
  for (const method of ['OPTIONS', 'GET']) {
    const { headers } = await ask(app, LIVE, { method, headers: { origin: 'http://localhost:3000' } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('an unexpected error is 500 for the client and whole in the log', async () => {
  const lines: string[] = [];
  const log = { line: (level: string, text: string) => void lines.push(`${level} ${text}`) };
  const { engine } = createBackend();
  engine.statistics = () => {
    throw new Error('the cache is broken', { cause: new Error('a column is missing') });
  };
  const { app } = createBackend({ engine, log });
  expect(await askJson(app, LIVE)).toEqual({ status: 500, body: { detail: 'Internal server error' } });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(
    'error [ERROR] GET /api/v2/options/live: the cache is broken <- a column is missing',
  );
});
