import { expect, test } from 'vitest';
import { monitorRoutes } from '#engine/api/monitor-routes.ts';
import { Refusal } from '#engine/api/refusal.ts';
import { MonitorBook } from '#engine/bus/monitor-book.ts';
import { publishedMinutes } from '#test/support/published-minute.ts';

const counts = { published: 1, waiting: 0, dropped: 0, reconnects: 0 };

test('a snapshot shows the underlying asked for, NIFTY unless asked', async () => {
  const book = new MonitorBook(['NIFTY', 'BANKNIFTY']);
  for (const { channel, json } of await publishedMinutes('run-1')) book.take(channel, json);
  const app = monitorRoutes({
    book,
    bus: () => ({ description: 'in this process', counts }),
    bars: () => undefined,
  });
  const nifty = (await (await app.request('/monitor/snapshot')).json()) as { underlying: { symbol: string } };
  expect(nifty).toMatchObject({ status: 'ok', underlying: { symbol: 'NIFTY' } });
  const bank = await (await app.request('/monitor/snapshot?underlying=banknifty')).json();
  expect(bank).toMatchObject({ underlying: { symbol: 'BANKNIFTY' } });
  const unknown = await app.request('/monitor/snapshot?underlying=GOLD');
  expect(unknown.status).toBe(422);
  expect(await unknown.json()).toEqual({
    detail: 'underlying: expected one of NIFTY, BANKNIFTY, was GOLD',
  });
  expect(await (await app.request('/monitor/status')).json()).toMatchObject({ bars: null });
});

test('a contract is asked of its underlying; what is refused is told with its status', async () => {
  const app = monitorRoutes({
    book: new MonitorBook(['NIFTY']),
    underlyingOf: (asked) => {
      if (asked === 'bad') throw new Refusal(400, 'bad symbol');
      return asked.startsWith('NIFTY') ? 'NIFTY' : undefined;
    },
    bus: () => ({ description: 'in this process', counts }),
    bars: () => undefined,
  });
  const statuses = ['NIFTY26FEBFUT', 'GOLD', 'bad'].map(
    async (asked) => (await app.request(`/monitor/snapshot?underlying=${asked}`)).status,
  );
  expect(await Promise.all(statuses)).toEqual([200, 422, 400]);
});

test('before the monitor listens there is no snapshot', async () => {
  const app = monitorRoutes({
    book: new MonitorBook(['NIFTY']),
    bus: () => undefined,
    bars: () => undefined,
  });
  const answer = await app.request('/monitor/snapshot');
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ detail: 'Monitor stream not initialised' });
});
