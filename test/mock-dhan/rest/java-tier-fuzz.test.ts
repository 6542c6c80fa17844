/** The Java tier under any input: Dhan's own error for it, never a failure of ours. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROUTES } from '#mock-dhan/rest/route-table.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

/** Mostly a value that could stand there, now and then anything. */
function mostly(...likely: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 15, arbitrary: fc.constantFrom(...likely) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
}

const looksLikeAChart = fc.record(
  {
    securityId: mostly(13, '13', 40_000, '40000', 999_999, '-1'),
    exchangeSegment: mostly('IDX_I', 'IDX_I', 'NSE_FNO', 'NSE_FNO', 'BSE_EQ', 'toString'),
    instrument: mostly('INDEX', 'OPTIDX', 'EQUITY'),
    interval: mostly(1, '1', 5, 60, '25', 1e300),
    expiryCode: mostly(0, 1, 2, 3),
    oi: mostly(true, false),
    expiryFlag: mostly('WEEK', 'MONTH'),
    strike: mostly('ATM', 'ATM+1', 'ATM-3', 'ATM+999', 'ATM+'),
    drvOptionType: mostly('CALL', 'PUT'),
    requiredData: mostly(['open', 'iv'], [], ['spot', 'spot']),
    fromDate: mostly('2026-02-04', '2026-02-03', '2026-02-04 09:15:00', '0001-01-01'),
    toDate: mostly('2026-02-04', '2026-02-05', '2026-02-30', '9999-12-31'),
    __proto__: fc.jsonValue(),
  },
  { requiredKeys: ['securityId', 'exchangeSegment', 'instrument', 'interval', 'fromDate', 'toDate'] },
);

const anyBody = fc.oneof(
  { weight: 4, arbitrary: looksLikeAChart.map((body) => JSON.stringify(body)) },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
);

const CHART_PATHS = ROUTES.filter(({ path }) => path.startsWith('/v2/charts/')).map(({ path }) => path);

test('no body makes a chart fail: 200 or a 400 in shape A', async () => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...CHART_PATHS), anyBody, async (path, body) => {
      const { status, text } = await answer('POST', path, body);
      statuses.add(status);
      expect([200, 400]).toContain(status);
      const json = JSON.parse(text);
      if (status === 400) expect(['DH-905', 'DH-907']).toContain(json.errorCode);
      expect(text).not.toContain('    at ');
    }),
    { numRuns: 1000 },
  );
  expect(statuses).toEqual(new Set([200, 400]));
});

const ACCOUNT_ROUTES = ROUTES.filter(
  ({ tier, answer: kind }) =>
    tier !== 'go' && tier !== 'mock' && kind !== 'out-of-scope' && kind !== 'seed-compat',
);

const pathPart = fc.oneof(fc.constantFrom('1', '2026-02-04', 'NSE_FNO', '__proto__', '%', '..'), fc.string());

test('no parameter, query or body makes an account route fail, but for the documented DH-1111', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ACCOUNT_ROUTES),
      fc.array(pathPart, { minLength: 4, maxLength: 4 }),
      anyBody,
      async ({ method, path }, parts, body) => {
        const filled = path.replaceAll(/:\w+/g, () => encodeURIComponent(parts.pop() ?? '') || '0');
        const query = `?from-date=${encodeURIComponent(parts[0] ?? '')}&to-date=2026-02-04`;
        const { status, text } = await answer(method, filled + query, method === 'GET' ? undefined : body);
        if (path === '/v2/holdings') expect([status, JSON.parse(text).errorCode]).toEqual([500, 'DH-1111']);
        else expect([200, 400, 404]).toContain(status);
        expect(text).not.toContain('    at ');
      },
    ),
    { numRuns: 1000 },
  );
});

test('no token makes an account route fail or let anyone in', async () => {
  const token = fc.string({ unit: fc.constantFrom('e', 'y', 'J', '0', '.', '-', '_', '=') });
  const routes = ROUTES.filter(
    ({ tier, family, answer: kind }) => tier === 'java' && family !== undefined && kind !== 'seed-compat',
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), token, async ({ method, path }, accessToken) => {
      const { status } = await answer(method, path.replaceAll(/:\w+/g, '1'), undefined, accessToken);
      expect([400, 401]).toContain(status);
    }),
    { numRuns: 500 },
  );
});

async function answer(
  method: string,
  path: string,
  body?: string | Uint8Array,
  token?: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const { exchange } = createSmallExchange();
  const accessToken = token ?? exchange.accounts.credentialsOf()!.accessToken;
  const response = await exchange.app.fetch(
    new Request(`http://exchange.test${path}`, {
      method,
      headers: { 'access-token': accessToken },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    }),
  );
  return { status: response.status, text: await response.text() };
}
