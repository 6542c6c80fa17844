/** The control port under any call: its own answers, and nothing without its token. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createControlApp } from '#mock-dhan/control/app.ts';
import { readFault } from '#scenarios/fault-schema.ts';
import { createSmallExchange } from '#test/support/small-world.ts';
import { hostileText, nearly } from './hostile-values.ts';

const TOKEN = 'the-token-of-a-test';

test('no call makes the control port fail, and none gets in without its token', async () => {
  const app = createControlApp(createSmallExchange().exchange, { token: TOKEN, readFault });
  const statuses = new Set<number>();
  const printable = fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code));
  const call = fc.record({
    method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
    path: fc.oneof(
      fc.constantFrom(
        'connections/disconnect',
        'connections/disconnect',
        'clock',
        'faults',
        'faults',
        'faults/a',
        'counters',
        'connections',
        'clock/',
        '__proto__',
        '%E0%A4',
        '..',
        '//',
      ),
      fc.string({ maxLength: 40 }).map((text) => encodeURIComponent(text.toWellFormed())),
    ),
    authorization: fc.oneof(
      // Mostly good, or next to nothing would be planned.
      { weight: 4, arbitrary: fc.constant(`Bearer ${TOKEN}`) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(`Bearer ${TOKEN} `, `bearer ${TOKEN}`, TOKEN, '', 'x'.repeat(8000)),
      },
      { weight: 1, arbitrary: fc.string({ unit: printable, maxLength: 60 }) },
    ),
    body: fc.oneof(
      nearly({ reason: 805, feed: 'live', clientId: '1100000001' }),
      nearly({ id: 'a', kind: 'reset', feed: 'live', clientId: '1100000001' }),
      fc.constant(JSON.stringify({ id: 'a', kind: 'mute' })),
      hostileText,
    ),
  });
  await fc.assert(
    fc.asyncProperty(call, async ({ method, path, authorization, body }) => {
      const headers = new Headers({ authorization });
      const response = await app.fetch(
        new Request(`http://control.test/${path}`, {
          method,
          headers,
          ...(method === 'GET' ? {} : { body }),
        }),
      );
      statuses.add(response.status);
      const isLetIn = headers.get('authorization') === `Bearer ${TOKEN}`;
      expect(isLetIn ? [200, 201, 400, 404] : [401]).toContain(response.status);
      expect(Object.keys((await response.json()) as object).length).toBeGreaterThan(0);
    }),
    { numRuns: 10_000 },
  );
  expect(statuses).toEqual(new Set([200, 201, 400, 401, 404]));
});
